"""The line that a mistake changes: with the numbers of the right pass it gives what the mistaken pass gives."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from derivations import Convention, Derivation, Loss, Network, backward, derive, xor
from derivations.errors import ShapeError, SpecificationError
from derivations.matching.array_values import ArrayValues, UnfitError
from derivations.matching.planted import RATE, PlantedLine, plant
from derivations.matching.wrong_products import misfit
from derivations.models import names
from derivations.network import ACTIVATIONS, DELTAS, LOSSES
from derivations.numeric.network.mistakes import MISTAKES, mistaken_backward
from derivations.numeric.network.problem import pose
from derivations.views.arrays import Node
from derivations.views.layout import COLUMNS, ROWS, Layout
from derivations.views.numpy_printer import source
from tests.numeric.oracle import LAST, oracle_gradient_by_output, random_problem

SQUARE = Network((2, 2, 2, 1), ("tanh", "sigmoid", "sigmoid"), "bce")
BY_COST, BY_SAMPLE = Convention(), Convention(delta="sample")
DATA = xor()
ENDS = [(last, loss) for loss in LOSSES for last in ACTIVATIONS if LAST.get(loss, last) == last]


@cache
def derived(network: Network, convention: Convention = BY_COST) -> Derivation:
    return derive(network, convention)


@cache
def arrays() -> dict[str, Any]:
    """Every array of the right pass, with the gradients by the activations, which the program need not have."""
    parameters = random_problem(SQUARE, 4, np.random.default_rng(3)).parameters
    found = dict(derived(SQUARE).compile().trace(parameters, DATA.inputs, DATA.targets))
    found["da3"] = (found["a3"] - found["y"]) / (found["a3"] * (1 - found["a3"])) / 4
    found["da2"], found["da1"] = found["delta3"] @ found["W3"], found["delta2"] @ found["W2"]
    return found


def value(node: Any, layout: Layout) -> np.ndarray[Any, Any]:
    """Evaluate a matrix; samples are rows, as in the pass by hand, and a weight matrix has one row per unit."""
    assert isinstance(node, Node)
    return ArrayValues(arrays(), layout, {names.SAMPLES: 4, RATE: 0.5}).matrix(node)


def planted(mistake: str, layer: int, layout: Layout = COLUMNS) -> PlantedLine:
    return plant(derived(SQUARE), mistake, layer, layout)


@pytest.mark.parametrize("layout", [COLUMNS, ROWS], ids=lambda layout: layout.name)
@pytest.mark.parametrize("layer", [1, 2, 3])
@pytest.mark.parametrize("mistake", [each for each in MISTAKES if each != "sum"])
def test_the_wrong_line_gives_what_the_mistaken_pass_does(mistake: str, layer: int, layout: Layout) -> None:
    parameters = random_problem(SQUARE, 4, np.random.default_rng(3)).parameters
    problem = pose(SQUARE, parameters, DATA.inputs, DATA.targets)
    if mistake in ("transpose", "stale") and layer == 1:
        with pytest.raises(SpecificationError, match="no error goes back through the W of layer 1"):
            planted(mistake, layer, layout)
        return
    found = planted(mistake, layer, layout)
    if mistake == "transpose" and layer == 3:
        with pytest.raises(UnfitError, match="1 x 2 times 1 x 4" if layout is COLUMNS else "4 x 1 times 2 x 1"):
            value(found.wrong, layout)
        return
    wrong = mistaken_backward(problem, mistake=mistake, layer=layer, rate=0.5)
    kind, at = found.target.rstrip("123"), int(found.target[-1])
    expected = wrong.weights[at - 1] if kind == "dW" else wrong.deltas[at - 1]
    shown = value(found.wrong, layout)
    shown = shown.T if (kind == "dW") == (layout is ROWS) else shown
    if kind == "da":
        a = arrays()[f"a{at}"]
        shown = shown * (a * (1 - a) if at == 2 else 1 - a * a)
    np.testing.assert_allclose(shown, expected, rtol=1e-12)
    right = value(found.right, layout)
    np.testing.assert_allclose(right, value(found.left, layout), rtol=1e-12)
    assert not np.allclose(value(found.wrong, layout), right, rtol=1e-6)


@pytest.mark.parametrize("layout", [COLUMNS, ROWS], ids=lambda layout: layout.name)
@pytest.mark.parametrize("delta", DELTAS)
@pytest.mark.parametrize("mistake", [each for each in MISTAKES if each != "sum"])
def test_shapes_fit_in_a_planted_line_as_they_do_in_the_mistaken_pass(mistake: str, delta: str, layout: Layout) -> None:
    for layer in (1, 2, 3):
        for network in (SQUARE, replace(SQUARE, sizes=(2, 3, 2, 2))):
            try:
                found = plant(derived(SQUARE, Convention(delta=delta)), mistake, layer, layout)
            except SpecificationError:
                continue
            random = random_problem(network, 4, np.random.default_rng(3))
            problem = pose(network, random.parameters, random.inputs, random.targets)
            sizes = {names.SAMPLES: 4} | {names.units(at): size for at, size in enumerate(network.sizes)}
            assert isinstance(found.wrong, Node)
            said = misfit(found.wrong, sizes, layout)
            if said:
                assert re.fullmatch(r"\d x \d times \d x \d: \d columns? meets? \d rows?", said)
                with pytest.raises(ShapeError):
                    mistaken_backward(problem, mistake=mistake, layer=layer)
            else:
                mistaken_backward(problem, mistake=mistake, layer=layer)
            assert isinstance(found.right, Node)
            assert not misfit(found.right, sizes, layout)


@pytest.mark.parametrize("samples", [4, 1])
@pytest.mark.parametrize("delta", DELTAS)
@pytest.mark.parametrize(("last", "loss"), ENDS)
def test_what_is_said_of_a_mistake_is_true_after_every_end(last: str, loss: str, delta: str, samples: int) -> None:
    """Of each last activation with each loss: a line that gives what the mistaken pass does, or a reason that holds."""
    network = Network((2, 2), last, loss)
    random = random_problem(network, samples, np.random.default_rng(5))
    problem = pose(network, random.parameters, random.inputs, random.targets)
    exact = backward(network, random.parameters, random.inputs, random.targets)
    derivation = derived(network, Convention(delta=delta))
    traced = derivation.compile().trace(random.parameters, random.inputs, random.targets)
    whole = samples if delta == "sample" else 1
    numbers = {**traced, "da1": whole * oracle_gradient_by_output(random, traced["z1"], traced["a1"])}
    reasons = {"f' is 1": ["identity"], "see each other": ["softmax"], "are the data": ACTIVATIONS}
    for mistake in [each for each in MISTAKES if each != "sum"]:
        try:
            found = plant(derivation, mistake, 1, ROWS)
        except SpecificationError as error:
            [held] = [reason for reason in reasons if reason in str(error)]
        else:
            held = ""
        assert (held == "are the data") == (mistake in ("transpose", "stale"))
        if held:
            assert last in reasons[held]
            continue
        assert found.wrong != found.right
        assert isinstance(found.wrong, Node)
        assert not misfit(found.wrong, {names.SAMPLES: samples, names.units(0): 2, names.units(1): 2}, ROWS)
        wrong = mistaken_backward(problem, mistake=mistake, layer=1)
        arrays = ArrayValues(numbers, ROWS, {names.SAMPLES: samples})
        right, shown = (arrays.matrix(each) for each in (found.right, found.wrong) if isinstance(each, Node))
        if found.target == "dW1":
            pairs = [(right.T, exact.weights[0]), (shown.T, wrong.weights[0])]
        else:
            passed = _through_softmax(traced["a1"]) if found.target == "da1" else np.asarray
            pairs = [(passed(right), whole * exact.deltas[0]), (passed(shown), whole * wrong.deltas[0])]
        for given, wanted in pairs:
            np.testing.assert_allclose(np.broadcast_to(given, wanted.shape), wanted, rtol=1e-11, atol=1e-15)


def _through_softmax(a: Any) -> Callable[[Any], Any]:
    return lambda gradient: a * (gradient - (a * gradient).sum(axis=1, keepdims=True))


def test_the_derivative_of_the_loss_is_not_that_of_the_activation() -> None:
    """Even if both are of one function: f' is at z, and the loss has it at a."""
    found = plant(derived(Network((2, 1), "sigmoid", Loss.parse("(sigmoid(a)-y)**2"))), "derivative", 1)
    assert isinstance(found.wrong, Node)
    assert source(found.wrong) == "da1"
    at_a = plant(derived(Network((2, 1), "tanh", "huber")), "at a", 1)
    assert isinstance(at_a.wrong, Node)
    assert source(at_a.wrong) == "da1 * tanh_prime(a1)"


def test_what_the_right_line_comes_to_is_the_same_number() -> None:
    found = planted("derivative", 3)
    assert found.cancelled
    np.testing.assert_allclose(value(found.right, COLUMNS), value(found.value, COLUMNS), rtol=1e-12)
    assert not planted("derivative", 2).cancelled
    assert planted("derivative", 2).value is None


@pytest.mark.parametrize("convention", [BY_COST, BY_SAMPLE], ids=["cost", "sample"])
def test_the_sum_over_the_samples_becomes_its_last_term(convention: Convention) -> None:
    found = plant(derived(SQUARE, convention), "sum", 3)
    assert str(found.right).count("Sum(delta3[j, s], (s, 1, m))") == 1
    assert str(found.wrong) == str(found.right).replace("Sum(delta3[j, s], (s, 1, m))", "delta3[j, m]")


@pytest.mark.parametrize(("convention", "target"), [(BY_COST, "delta3"), (BY_SAMPLE, "dW2")], ids=["cost", "sample"])
def test_1_over_m_is_left_out_where_it_stands(convention: Convention, target: str) -> None:
    assert plant(derived(SQUARE, convention), "mean", 2).target == target


@pytest.mark.parametrize(
    ("network", "convention", "mistake", "layer", "said"),
    [
        (SQUARE, BY_COST, "sign", 1, "mistake 'sign'; known: derivative, at a"),
        (SQUARE, BY_COST, "stale", 1, "below which are the data: choose layer 2 or above"),
        (Network((2, 1)), BY_COST, "transpose", 1, "below which are the data: there is no other layer"),
        (Network((2, 2, 1), ("identity", "sigmoid")), BY_COST, "derivative", 1, "f' is 1 everywhere in layer 1"),
        (Network((2, 2), "identity", "huber"), BY_SAMPLE, "at a", 1, "f' is 1 everywhere in layer 1"),
        (Network((2, 2), "softmax", "mse"), BY_COST, "derivative", 1, "see each other: it has a Jacobian"),
        (SQUARE, Convention(samples="sum"), "mean", 1, "not their mean: it has no 1/m"),
        (SQUARE, Convention(samples="sum", delta="sample"), "mean", 3, "not their mean: it has no 1/m"),
    ],
)
def test_where_there_is_nothing_to_get_wrong_the_reason_is_said(
    network: Network, convention: Convention, mistake: str, layer: int, said: str
) -> None:
    with pytest.raises(SpecificationError, match=said):
        plant(derived(network, convention), mistake, layer)
