"""The page "Initialisation and depth": its numbers by other means, its lines with their marks, its tries."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any

import numpy as np
import pytest

from dashboard.components import depth_panel
from dashboard.lab.depth import DEPTH, measure_sizes
from dashboard.lab.words import INITIAL
from dashboard.state.depth import FUNCTIONS, RESULTS, SCALE, UNITS
from derivations import Network, initialise
from derivations.models.initialisation import variance_argument
from tests.dashboard.reader import Reader, opened
from tests.dashboard.state.test_redrawing import assert_whole

PAGE = "app_pages/initialisation_and_depth.py"
# the variance of a weight by the definition of each method, for n units before and after
VARIANCES: dict[str, Callable[[int], float]] = {
    "xavier": lambda n: 2 / (n + n),
    "xavier_normal": lambda n: 2 / (n + n),
    "he": lambda n: 2 / n,
    "he_uniform": lambda n: 2 / n,
    "lecun": lambda n: 1 / n,
    "lecun_uniform": lambda n: 1 / n,
    "normal": lambda n: 1.0,
}
VARIANCES |= {"uniform": lambda n: 1 / 3, "zeros": lambda n: 0.0}
# what an activation lets through: of z forward, of delta back
FORWARD = {"identity": 1.0, "tanh": 1.0, "relu": 0.5, "hard_tanh": 1.0, "softsign": 1.0, "elu": 1.0}
FORWARD |= {"silu": 0.25, "gelu": 0.25, "gelu_tanh": 0.25, "mish": 0.36}
SHARES = {**FORWARD, "sigmoid": 1 / 16, "softplus": 0.25, "log_sigmoid": 0.25}


def on_page(**query: str) -> Reader:
    return opened(page=PAGE, **query)


def text(reader: Reader, part: str) -> str:
    found = [each.value for each in reader.app.markdown if part in each.value]
    assert len(found) < 2
    return str(found[0]) if found else ""


def cells(reader: Reader, part: str) -> list[list[str]]:
    lines = [line for line in text(reader, part).split("\n") if line.startswith("|")]
    return [[cell.strip(" $`") for cell in line[1:-1].split("|")] for line in lines[2:]]


def number(printed: str) -> float:
    if printed == "not defined":
        return float("nan")
    mantissa, _, exponent = printed.partition(r" \cdot 10^{")
    return float(mantissa) * 10.0 ** int(exponent.rstrip("}") or 0)


# every activation, and every method
PAIRS = {*zip(FUNCTIONS, cycle(INITIAL)), *(("relu", method) for method in INITIAL), ("sigmoid", "constant")}


@pytest.mark.parametrize(("activation", "method"), sorted(PAIRS))
def test_the_table_is_what_is_measured_beside_what_is_predicted(activation: str, method: str) -> None:
    reader = on_page(init=method, through=activation, wide="16", deep="12")
    measured = measure_sizes(method, activation, 16, 12)
    assert [row[0] for row in cells(reader, "| layers |")] == ["2", "5", "10", "12"]
    for row in cells(reader, "| layers |"):
        layer = int(row[0])
        z, delta = (measured.z[layer - 1], measured.delta[layer - 1])
        assert number(row[2]) == pytest.approx(z if np.isfinite(z) else np.nan, rel=0.06, nan_ok=True)
        assert number(row[4]) == pytest.approx(delta if np.isfinite(delta) else np.nan, rel=0.06, nan_ok=True)
        for cell, shares in ((row[1], FORWARD), (row[3], SHARES)):
            if activation in shares and method in VARIANCES:
                gain = shares[activation] * 16 * VARIANCES[method](16)
                assert number(cell) == pytest.approx(np.sqrt(gain) ** (layer - 1), rel=0.06)
            else:
                assert not cell
    assert bool(text(reader, "o prediction")) is (method == "constant" or activation not in FORWARD)


def runs(reader: Reader) -> Iterator[tuple[str, Any]]:
    frame = reader.data("sizes")
    for name in dict.fromkeys(frame["run"]):
        yield name, frame.loc[frame["run"] == name, "size"].to_numpy()


def test_the_chart_shows_what_the_table_shows() -> None:
    reader = on_page(init="he", through="tanh", wide="64")
    measured = measure_sizes("he", "tanh", 64)
    found = dict(runs(reader))
    assert found["predicted"] == pytest.approx(np.sqrt(2.0) ** np.arange(DEPTH))
    assert found["measured: z forward"] == pytest.approx(measured.z)
    assert found["measured: δ back"] == pytest.approx(measured.delta)
    sigmoid = dict(runs(on_page(through="sigmoid")))
    assert "predicted: z forward" not in sigmoid
    assert sigmoid["predicted: δ back"] == pytest.approx(4.0 ** -np.arange(DEPTH))


def test_the_chart_shows_a_and_the_gradients_of_the_weights_of_so_many_layers() -> None:
    found = dict(runs(on_page(init="he_uniform", through="gelu", wide="16", deep="7", sizes_of="a")))
    measured = measure_sizes("he_uniform", "gelu", 16, 7)
    assert found.keys() == {"measured: a forward", "measured: ∂C/∂W back"}
    assert found["measured: a forward"] == pytest.approx(measured.a)
    assert found["measured: ∂C/∂W back"] == pytest.approx(measured.gradients)


def test_one_layer_asks_nothing() -> None:
    reader = on_page(deep="1")
    assert [row[0] for row in cells(reader, "| layers |")] == ["1"]
    assert not [each for each in reader.app.segmented_control if (each.key or "").startswith("answer-")]


def test_nothing_is_drawn_of_nothing() -> None:
    found = dict(runs(on_page(init="zeros", through="relu")))
    assert found["predicted"][0] == 1
    assert np.isnan(found["predicted"][1:]).all()
    assert np.isnan(found["measured: z forward"]).all()


@pytest.mark.parametrize("derived", RESULTS)
@pytest.mark.parametrize("activation", ["identity", "relu", "tanh", "sigmoid"])
def test_every_line_of_the_argument_stands_there_with_its_mark(activation: str, derived: str) -> None:
    reader = on_page(through=activation, derived=derived, shown="every")
    argument = variance_argument("relu" if activation == "relu" else "identity")
    said = text(reader, "</details>")
    assert said.count("<details>") == len(argument[derived].lines)
    assert said.count(":green[:material/check:]") >= len(argument[derived].lines)
    assert ":red[" not in said
    assert not reader.errors
    assert said.count("Exactly equal to the left side") == 1
    assert said.count("Exactly equal to the line above") == len(argument[derived].lines) - 1


def test_a_wrong_line_of_the_argument_gets_a_red_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    right = variance_argument("relu")
    results = []
    for result in right.results:
        lines = list(result.lines)
        if result.target == "z":
            # the half that a ReLU lets through, forgotten
            lines[-1] = replace(lines[-1], expression=2 * lines[-1].expression)
        results.append(replace(result, lines=tuple(lines)))
    wrong = replace(right, results=tuple(results))
    reader = on_page(through="relu", derived="z", shown="every")
    assert not reader.errors
    monkeypatch.setattr(depth_panel, "current_argument", lambda: wrong)
    reader.run()
    assert any("is wrong" in each for each in reader.errors)
    said = text(reader, "</details>")
    assert said.count(":red[:material/close:] For small distributions") == 1
    assert said.count("Exactly equal") == len(right["z"].lines) - 1


def test_each_method_has_the_variance_that_is_drawn() -> None:
    for units in UNITS:
        reader = on_page(wide=str(units))
        for name, _, _, _, shown in cells(reader, "Each method is a condition"):
            [method] = [each for each, words in INITIAL.items() if words == name]
            drawn = initialise(Network((units, units, units)), np.random.default_rng(0), method).weights[0]
            assert float(shown) == pytest.approx(drawn.var(), rel=0.25)
            assert float(shown) == pytest.approx(VARIANCES[method](units), rel=1e-3)


def test_twins_stay_twins_and_others_part() -> None:
    rows = {row[0]: row for row in cells(on_page(), "Why random at all")}
    assert [row[3] for row in rows.values()] == ["yes", "yes", "no"]
    for row in rows.values():
        assert (row[1] == row[2]) is (row[3] == "yes")
    assert float(rows["Xavier"][4]) < 0.05 < float(rows["all 1"][4])


def test_samples_that_have_become_alike_are_said_to_be() -> None:
    assert "All samples are nearly the same now" in text(on_page(through="sigmoid"), "Sizes: root mean squares")
    assert "nearly the same" not in text(on_page(init="he", through="relu"), "Sizes: root mean squares")


def test_the_tries_are_true() -> None:
    reader = on_page()
    reader.press("He for ReLU")
    last = cells(reader, "| layers |")[-1]
    assert number(last[1]) == 1
    assert number(last[4]) > 0.1
    reader.press("Xavier for ReLU")
    last = cells(reader, "| layers |")[-1]
    assert number(last[2]) < 0.01
    assert text(reader, "= \\mathbf{0.5}")
    reader.press("Too large for tanh")
    last = cells(reader, "| layers |")[-1]
    assert 0.5 < number(last[2]) < 2
    assert number(last[4]) > 1e3


@pytest.mark.parametrize(
    ("method", "activation"), [("xavier", "relu"), ("lecun", "relu"), ("he", "tanh"), ("he", "relu")]
)
def test_the_checkpoint_is_judged_by_what_is_measured(method: str, activation: str) -> None:
    reader = on_page(init=method, through=activation)
    left = measure_sizes(method, activation, 64, DEPTH, SCALE).z[-1]
    right = "vanishes" if left < 0.01 else "explodes" if left > 100 else "stays"
    [control] = [each for each in reader.app.segmented_control if (each.key or "").startswith("answer-")]
    control.set_value(right).run()
    reader.no_exception()
    assert text(reader, "Yes.]")
    wrong = next(each for each in ("vanishes", "explodes", "stays") if each != right)
    [control] = [each for each in reader.app.segmented_control if (each.key or "").startswith("answer-")]
    control.set_value(wrong).run()
    assert text(reader, "Look again.]")


CHANGES: dict[str, tuple[Any, ...]] = {
    "init": ("normal", "zeros", "he"),
    "through": ("sigmoid", "tanh", "relu"),
    "wide": (16, 64),
    "deep": (3, 20),
    "sizes_of": ("a", "z"),
    "derived": ("delta", "both"),
    "shown": ("every", "key"),
}


def test_after_every_option_of_the_page_its_parts_are_the_page() -> None:
    reader = on_page()
    for name, values in CHANGES.items():
        for value in values:
            reader.choose(name, value)
            assert_whole(reader)


def test_an_address_brings_everything_back_and_nonsense_is_passed_over() -> None:
    reader = on_page(init="he", through="tanh", wide="16", derived="forward", shown="every")
    assert "16 \\cdot 0.125" in text(reader, "A layer multiplies")
    reader = on_page(init="__import__", through="9", wide="1e9", derived="x", shown="")
    assert re.search(r"64 \\cdot 0\.01562", text(reader, "A layer multiplies"))
