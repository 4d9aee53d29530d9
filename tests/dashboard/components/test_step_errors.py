"""At every step that can be set: the errors that are marked and said, and what a usual check makes of them."""

import re

import pytest

from dashboard.components.step_errors import ALLOWED, LUCKY
from derivations import Parameters, loss, xor
from derivations.numeric.network.difference import CENTRAL_STEP
from derivations.numeric.network.problem import pose
from derivations.numeric.network.steps import StepErrors, step_errors
from tests.dashboard.reader import Reader, named, opened

DATA = xor()


def on_check(**query: str) -> Reader:
    return opened(page="app_pages/check.py", **query)


def errors_of(reader: Reader, step: float) -> StepErrors:
    """Compute them again, of the parameter that is selected."""
    now = reader.settings
    problem = pose(now.network, reader.progress.parameters, DATA.inputs, DATA.targets, now.convention)
    layer, unit, source = now.selection.parameter
    return step_errors(problem, layer=layer, unit=unit, source=source, steps=(step,))


def said(reader: Reader) -> str:
    [found] = [each.value.split("\n\n")[0] for each in reader.app.markdown if each.value.startswith("At $h$ = ")]
    return str(found)


def test_the_library_s_own_step_is_marked_at_first() -> None:
    reader = on_check()
    assert set(reader.data("marked")["h"]) == {CENTRAL_STEP}
    assert said(reader).startswith("At $h$ = `6e-6`")


@pytest.mark.parametrize(
    ("query", "step", "verdict"),
    [
        ({}, 1e-5, "accepts the central one alone"),
        ({}, 1e-2, "calls this right gradient wrong"),
        ({}, 1e-11, "calls this right gradient wrong"),
        ({"layer": "2"}, 1e-7, "accepts both"),
        # of a bias that the network depends on little
        ({"layer": "1", "quantity": "dW", "unit": "2", "source": "2"}, 1e-8, "calls this right gradient wrong"),
    ],
    ids=str,
)
def test_a_step_can_be_tried_on_a_right_gradient(query: dict[str, str], step: float, verdict: str) -> None:
    reader = on_check(**query)
    slider = named(reader.app.select_slider, "control-h")
    slider.set_value(step).run()
    reader.no_exception()
    found = errors_of(reader, step)
    marked = reader.data("marked").set_index("quotient")["error"]
    assert (marked["one-sided"], marked["central"]) == pytest.approx((found.one_sided[0], found.central[0]))
    words = said(reader)
    for name, [error] in (("one-sided", found.one_sided), ("central", found.central)):
        assert f"`{error:.0e}`" in words
        assert (error <= ALLOWED) is ("both" in verdict or name in verdict)
    assert f"as is usual, {verdict}." in words


def test_a_parameter_that_the_cost_does_not_know_has_no_errors_to_speak_of() -> None:
    # unit 1 is never above 0
    reader = on_check(functions="relu,sigmoid", layer="2", quantity="dW", unit="1", source="1")
    [words] = [each.value for each in reader.app.markdown if each.value.startswith("Moved by a step")]
    assert "leaves $C$ exactly as it is" in words
    assert "The nearest kink" in words
    assert not any(each.value.startswith("At $h$ = ") for each in reader.app.markdown)
    now, data = reader.settings, xor()
    start = reader.progress.parameters
    for moved in (-0.3, 1e-7, 0.3):
        weights = [each.copy() for each in start.weights]
        weights[1][0, 0] += moved
        cost = loss(now.network, Parameters((*weights,), start.biases), data.inputs, data.targets)
        assert cost == loss(now.network, start, data.inputs, data.targets)


def test_a_lucky_dip_is_said_to_be_one_and_no_other_error() -> None:
    seen = set()
    for text in ("1e-05", "1e-06", "1e-07", "1e-08", "1e-09", "1e-10", "1e-11", "1e-12", "0.01"):
        reader = on_check(layer="2", quantity="dW", h=text)
        found = errors_of(reader, float(text))
        lucky = any(error * LUCKY < found.rounding[0] for [error] in (found.one_sided, found.central))
        assert ("is luck" in said(reader)) is lucky
        assert re.search(r"moves it by about `\de-\d\d`", said(reader)) or not lucky
        seen.add(lucky)
    assert seen == {True, False}
