"""The story is told of every kind of network, and a try leads out of each of them."""

import math
import re

import numpy as np
import pytest

from derivations import forward
from tests.dashboard.reader import number, opened, plain

NETWORKS = [
    {"hidden": "0"},
    {"hidden": "3", "outputs": "each"},
    {"data": "sine", "hidden": "4", "loss": "huber"},
    {"data": "iris", "hidden": "8", "layer": "2", "unit": "3", "quantity": "db"},
    {"data": "moons", "hidden": "16-16-16-16-16-16-16", "layer": "4", "quantity": "dW"},
    {"functions": "own,sigmoid", "formula": "log(z)"},
    {"functions": "step,sigmoid"},
    {"loss": "own", "cost": "(a-y)**4"},
    {"l1": "0.01", "l2": "0.1"},
    {"data": "blobs", "hidden": "4", "loss": "mse", "mean": "no"},
]


@pytest.mark.parametrize("query", NETWORKS, ids=lambda query: "-".join(query.values())[:40])
def test_every_network_has_a_story(query: dict[str, str]) -> None:
    reader = opened(**query)
    told = [text.value for text in reader.app.markdown if text.value.startswith(r"$\displaystyle")]
    assert len(told) >= 5
    # a penalty is no sample's share: with one, the cost of a sample is another number, and has another letter
    cost, other = r"\tilde{C}_{s}", "C_{s}"
    if not {"l1", "l2"} & set(query):
        cost, other = other, cost
    assert any(f"{cost} = " in text for text in told)
    assert not any(f"{each} = " in text for text in told for each in (other, "$C", " C"))
    assert all(text.endswith("$") and r"\mathbf{" in text for text in told)
    [back] = [text.value for text in reader.app.markdown if text.value.startswith("**Backward**")]
    if query.get("functions") == "step,sigmoid":
        assert back.endswith("a derivative is 0")
    else:
        assert 1 + 3 <= back.count(r"\frac") <= 1 + 7
        assert 1 <= back.count("the first") <= 3
    # several units of a layer above, and a penalty, have a path each
    several = {"outputs", "l1", "data"} & set(query) and query.get("data") != "sine"
    assert ("sum over all paths" in back) == bool(several)
    reader.choose("sample", 2)
    reader.press("Step")
    for each in reader.app.session_state["visit"].page.tries:
        reader.press(each.label)
    assert not reader.app.error


@pytest.mark.parametrize("function", ["gelu", "silu", "own"])
def test_a_derivative_without_a_shorter_form_is_told_with_its_value(function: str) -> None:
    """What stands between the signs can be computed again: no function is left in it."""
    reader = opened(functions=f"{function},sigmoid", formula="z*tanh(z)", layer="1", quantity="dW")
    [error] = [
        text.value
        for text in reader.app.markdown
        if text.value.startswith(r"$\displaystyle \textcolor{#A8487F}{\delta^{(1)}_{1}} =")
    ]
    symbols, numbers, value = (
        re.sub(r"\\textcolor\{#\w+\}|\\allowbreak|\\nobreak|\\displaystyle", "", error).strip("$").split(" = ")[1:]
    )
    assert "'(" in symbols
    factors = [float(each.strip("(){} ")) for each in numbers.split(r"\cdot")]
    found = float(re.sub(r"[^-.0-9]", "", value))
    assert f"{math.prod(factors):.3g}" == f"{found:.3g}"


def test_where_a_derivative_has_cancelled_the_story_says_so_and_leads_to_its_lines() -> None:
    reader = opened()
    [error] = [each for each in reader.app.button if "the error: how" in each.label]
    assert error.label.endswith(r"the derivative $\sigma'(z) = a (1 - a)$ has cancelled: see how")
    error.click().run()
    reader.no_exception()
    assert (reader.settings.view, reader.settings.quantity, reader.settings.layer) == ("index", "delta", 2)
    # of a squared error it stays
    assert not [each for each in opened(loss="mse").app.button if "cancelled" in each.label]


@pytest.mark.parametrize(("function", "formula"), [("sigmoid", r"\sigma'(z) = a (1 - a)"), ("tanh", "1 - a^{2}")])
def test_the_derivative_in_an_error_is_named_where_it_stands(function: str, formula: str) -> None:
    reader = opened(loss="mse", functions=f"{function},sigmoid", layer="1", quantity="dW")
    last, before = (each.label for each in reader.app.button if each.label.startswith(r"$\delta$"))
    assert last.endswith(r"in it the derivative $\sigma'(z) = a (1 - a)$")
    assert "in it the derivative" in before
    assert formula in before


def test_of_a_bias_no_number_is_said_twice() -> None:
    reader = opened(layer="1", quantity="db")
    [chapter] = [each.label for each in reader.app.button if "the gradient" in each.label]
    assert r"$\partial z / \partial b = 1$" in chapter
    *_, gradient = [text.value for text in reader.app.markdown if text.value.startswith(r"$\displaystyle")]
    assert gradient.count(" = ") == 2
    assert r"\delta^{(1)}_{1}" in gradient
    *_, weight = [text.value for text in opened(layer="1").app.markdown if text.value.startswith(r"$\displaystyle")]
    assert weight.count(" = ") == 3


@pytest.mark.parametrize(("weight", "slope"), [(1.5, "1"), (-1.5, "0")])
def test_the_slope_of_a_relu_is_told_with_its_value(weight: float, slope: str) -> None:
    reader = opened(functions="relu,sigmoid", layer="1", quantity="dW", sample="3")
    reader.edit("field", "1-1-1", weight)
    [error] = [
        text.value
        for text in reader.app.markdown
        if text.value.startswith(r"$\displaystyle \textcolor{#A8487F}{\delta^{(1)}_{1}} =")
    ]
    symbols, numbers, value = error.split(" = ")[1:]
    assert symbols.endswith(r"\operatorname{ReLU}'(z^{(1)}_{1})")
    assert numbers.endswith(rf"\cdot {slope}")
    assert (r"\mathbf{0}" in value) == (slope == "0")


@pytest.mark.parametrize("weight", ["-10000", "10000"])
def test_the_cost_of_a_saturated_softmax_has_its_number(weight: str) -> None:
    reader = opened(data="blobs", hidden="2", functions="tanh,softmax", loss="cross_entropy", layer="2", sample="3")
    reader.edit("field", "2-1-1", float(weight))
    said = plain("\n".join(text.value for text in reader.app.markdown))
    assert "undefined here" not in said
    cost = re.findall(r"displaystyle C_\{s\} = -.*\\mathbf\{(.*)\}\$", said)[0]
    shown = reader.app.session_state["visit"].snapshots[0]
    z = forward(reader.settings.network, shown.parameters, shown.data.inputs).z[-1][2]
    wanted = np.logaddexp.reduce(z) - z[shown.data.targets[2].argmax()]
    assert number(cost) == pytest.approx(wanted, rel=1e-3, abs=1e-3)
