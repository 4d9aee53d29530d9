"""Wrong products beside the right one: what does not fit says where, what fits is told by its numbers."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from sympy import exp

from derivations import Derivation, Network, derive, xor
from derivations.engine.definitions import apply_definition
from derivations.errors import DerivationError, ShapeError, SpecificationError
from derivations.matching.array_values import ArrayValues, UnfitError
from derivations.matching.wrong_products import WrongProduct, wrong_products
from derivations.models import names
from derivations.models.functions import SIGMOID
from derivations.views.arrays import Apply, EntryCases, Leaf, MatMul, Node, Power, Scalar, Total, nodes
from derivations.views.layout import COLUMNS, PROGRAM, ROWS, Layout
from derivations.views.matrices import matrix_view
from tests.numeric.oracle import oracle_gradients, random_problem

NETWORK = Network((2, 2, 1))
SQUARE = Network((2, 2, 2, 1), "tanh", "mse")
j, k, s = names.UNIT, names.FROM, names.SAMPLE
LAYOUTS = (COLUMNS, ROWS, PROGRAM)


@cache
def derived(network: Network) -> Derivation:
    return derive(network)


@cache
def arrays(network: Network) -> dict[str, Any]:
    """XOR on its four samples, with random parameters."""
    data, problem = xor(), random_problem(network, 4, np.random.default_rng(3))
    return derived(network).compile().trace(problem.parameters, data.inputs, data.targets)


def named(found: tuple[WrongProduct, ...], mistake: str) -> WrongProduct:
    return next(each for each in found if mistake in each.mistake)


EARLY = "both factors are summed before they are multiplied"


def test_the_product_taken_too_early() -> None:
    delta, inputs = arrays(NETWORK)["delta1"], arrays(NETWORK)["a0"]
    found = named(wrong_products(derived(NETWORK), "dW1", arrays(NETWORK)), EARLY)
    assert [each.shape for each in found.right.operands] == [(2, 4), (4, 2)]
    assert [each.shape for each in found.wrong.operands] == [(2, 4), (4, 2)]
    assert found.right.shape == found.wrong.shape == (2, 2)
    np.testing.assert_allclose(np.array(found.right.numbers), delta.T @ inputs, rtol=1e-14)
    # 1 of shape (2, 4) times X of shape (4, 2) has the shape of W already, and has lost which sample is which
    np.testing.assert_allclose(
        np.array(found.wrong.numbers), delta.T.sum(axis=1, keepdims=True) * (np.ones((2, 4)) @ inputs), rtol=1e-14
    )
    gap = np.abs(np.array(found.wrong.numbers) - np.array(found.right.numbers))
    assert found.fits
    assert found.largest == pytest.approx(gap.max(), rel=1e-14)
    assert gap.max() > 0.01
    row, column = np.unravel_index(gap.argmax(), gap.shape)
    assert found.reason.startswith(f"it fits, but row {row + 1}, column {column + 1} is ")


def test_the_right_product_is_what_autograd_finds() -> None:
    data, problem = xor(), random_problem(NETWORK, 4, np.random.default_rng(3))
    problem = problem._replace(inputs=data.inputs, targets=data.targets)
    _, weights, biases, _ = oracle_gradients(problem)
    for target, wanted in (("dW1", weights[0]), ("dW2", weights[1]), ("db1", biases[0][:, None])):
        for found in wrong_products(derived(NETWORK), target, arrays(NETWORK)):
            np.testing.assert_allclose(np.array(found.right.numbers), wanted, rtol=1e-12)


@pytest.mark.parametrize("name", ["silu", "gelu", "gelu_tanh", "mish", "log_sigmoid", "step"])
def test_a_function_that_is_made_of_others_has_values(name: str) -> None:
    network = Network((2, 3, 1), (name, "sigmoid"))
    values = ArrayValues(arrays(network), PROGRAM, {names.SAMPLES: 4})
    lines = matrix_view(derived(network), derived(network)["delta1"], PROGRAM).lines[1:]
    assert any(isinstance(node, Apply) for line in lines for node in nodes(line.node))
    for line in lines:
        wanted = arrays(network)["delta1"]
        np.testing.assert_allclose(np.broadcast_to(values.matrix(line.node), wanted.shape), wanted, rtol=1e-12)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("network", [NETWORK, SQUARE], ids=str)
def test_every_right_product_is_the_array_of_the_program(network: Network, layout: Layout) -> None:
    derivation = derived(network)
    sizes = {names.units(at): n for at, n in enumerate(network.sizes)} | {names.SAMPLES: 4}
    values = ArrayValues(arrays(network), layout, sizes)
    for target in ("z1", "a1", "delta1", "delta2", "dW1", "db1", "dW2"):
        view = matrix_view(derivation, derivation[target], layout)
        assert isinstance(view.left, Leaf)
        np.testing.assert_allclose(values.matrix(view.lines[-1].node), values.leaf(view.left), rtol=1e-12)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("target", ["z1", "delta1", "delta2", "dW1", "db1", "dW2", "db2"])
def test_what_is_put_beside_the_right_one_is_wrong(target: str, layout: Layout) -> None:
    found = wrong_products(derived(SQUARE), target, arrays(SQUARE), layout)
    assert found
    for each in found:
        assert each.right.fits
        assert each.reason
        assert each.wrong.fits == (each.wrong.shape is not None)
        if each.wrong.fits and each.wrong.shape == each.right.shape:
            assert each.largest is not None
            assert not np.allclose(np.array(each.wrong.numbers), np.array(each.right.numbers), rtol=1e-9, atol=0)
        else:
            assert each.largest is None


@pytest.mark.parametrize(
    ("network", "target", "layout", "mistake", "reason"),
    [
        (NETWORK, "dW1", COLUMNS, "the transpose forgotten", "2 x 4 times 2 x 4: 4 columns meet 2 rows"),
        (NETWORK, "dW1", ROWS, "the transpose forgotten", "4 x 2 times 4 x 2: 2 columns meet 4 rows"),
        (NETWORK, "dW1", COLUMNS, "the other order", "it has another shape than the gradient: 4 x 4 and 2 x 2"),
        (NETWORK, "dW1", COLUMNS, "one factor is summed", "2 x 4 and 1 x 2 entry by entry: their entries do not"),
        (NETWORK, "delta1", COLUMNS, "the transpose forgotten", "1 x 2 times 1 x 4: 2 columns meet 1 row"),
        (NETWORK, "delta1", COLUMNS, "a matrix product in place of", "2 x 2 and 2 x 4 entry by entry: their"),
        (
            NETWORK,
            "db1",
            COLUMNS,
            "the sum over the samples forgotten",
            "another shape than the gradient: 2 x 4 and 2 x 1",
        ),
        # W is square here: nothing but the numbers tells
        (SQUARE, "delta1", COLUMNS, "the transpose forgotten", "it fits, but row"),
        (SQUARE, "delta1", ROWS, "the transpose forgotten", "it fits, but row"),
    ],
)
def test_why_it_is_wrong(network: Network, target: str, layout: Layout, mistake: str, reason: str) -> None:
    assert reason in named(wrong_products(derived(network), target, arrays(network), layout), mistake).reason


def test_what_numpy_says_is_kept() -> None:
    found = {each.mistake: each for each in wrong_products(derived(NETWORK), "dW1", arrays(NETWORK))}
    with pytest.raises(ValueError, match="matmul") as raised:
        np.zeros((2, 4)) @ np.zeros((2, 4))
    assert found["the transpose forgotten"].wrong.error == str(raised.value)
    assert "could not be broadcast" in found["entry by entry in place of a matrix product"].wrong.error
    assert not found["the factors in the other order"].wrong.error


def test_targets_that_are_not_turned_make_a_matrix_of_all_pairs() -> None:
    found = named(wrong_products(derived(NETWORK), "delta2", arrays(NETWORK)), "turned")
    assert found.wrong.shape == (4, 4)
    assert found.right.shape == (1, 4)


def test_a_mistake_that_changes_nothing_is_left_out() -> None:
    # one sample: there is nothing to sum, early or late
    network = Network((2, 2, 1))
    values = derived(network).compile().trace(*random_problem(network, 1, np.random.default_rng(1))[1:4])
    mistakes = [each.mistake for each in wrong_products(derived(network), "dW1", values)]
    assert not any(EARLY in each for each in mistakes)


Z1 = Leaf((j, s), names.weighted_input(1))


@pytest.mark.parametrize(
    ("node", "wanted"),
    [
        (Apply((j, s), apply_definition(SIGMOID), Z1), lambda z: 1 / (1 + np.exp(-z))),
        (Apply((j, s), exp, Z1), np.exp),
        (Power((j, s), Z1, 3), lambda z: z**3),
        (Total((None, None), Z1, None), lambda z: z.sum(keepdims=True)),
        (Scalar((None, None), 1 / names.SAMPLES), lambda z: np.array([[0.25]])),
    ],
)
def test_the_value_of_a_node(node: Node, wanted: Callable[[Any], Any]) -> None:
    values = ArrayValues(arrays(NETWORK), COLUMNS, {names.SAMPLES: 4})
    np.testing.assert_allclose(values.matrix(node), wanted(arrays(NETWORK)["z1"].T), rtol=1e-12)


def test_shapes_that_do_not_fit_are_in_the_error() -> None:
    with pytest.raises(UnfitError, match="2 x 4 times 2 x 4: 4 columns meet 2 rows") as caught:
        ArrayValues(arrays(NETWORK), COLUMNS, {}).matrix(MatMul((j, s), Z1, Z1))
    assert isinstance(caught.value, ShapeError)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: wrong_products(derived(NETWORK), "dW9", {}), DerivationError, "target 'dW9'; known: z1"),
        (lambda: wrong_products(derived(NETWORK), "dW1", {}), ShapeError, "array 'delta1' is missing; given: none"),
        (
            lambda: wrong_products(derived(NETWORK), "dW1", {**arrays(NETWORK), "delta1": np.zeros(3)}),
            ShapeError,
            "array 'delta1' has 1 axes; the model has 2",
        ),
        (
            lambda: wrong_products(derived(NETWORK), "dW1", {**arrays(NETWORK), "delta1": np.zeros((3, 2))}),
            SpecificationError,
            "the arrays do not fit 'dW1' itself: 2 x 3 times 4 x 2: 3 columns meet 4 rows",
        ),
        (
            lambda: ArrayValues({}, COLUMNS, {}).matrix(EntryCases((j, s), (Z1,), (None,))),
            DerivationError,
            "a node EntryCases has no value here",
        ),
    ],
)
def test_bad_input(call: Callable[[], object], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        call()
    assert message in str(caught.value)


def test_it_is_a_record() -> None:
    found = wrong_products(derived(NETWORK), "dW1", arrays(NETWORK))[0]
    with pytest.raises(FrozenInstanceError):
        found.reason = ""  # type: ignore[misc]
    assert hash(found) == hash(replace(found))
