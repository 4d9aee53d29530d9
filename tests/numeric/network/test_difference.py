"""Difference quotients: against autograd and the hand-written pass, at the extremes, and at a kink."""

import inspect
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from derivations import Activation, Loss
from derivations.errors import FormulaError, SpecificationError
from derivations.network import Convention, Network
from derivations.numeric import Parameters, backward, difference_quotient
from derivations.numeric.arrays import freeze
from derivations.numeric.network import difference
from derivations.numeric.network.difference import Quotients
from derivations.numeric.network.vector import PerLayer, vector_of, views
from tests.numeric.oracle import Problem, oracle_gradients, problems, random_problem
from tests.numeric.rounding import cost_bound, gradients_apart
from tests.searching import examples

ONE = Parameters((np.array([[1.0]]),), (np.array([0.0]),))


@given(problems())
def test_complex_step_equals_autograd(problem: Problem) -> None:
    _, weights, biases, _ = oracle_gradients(problem)
    wanted = Quotients(tuple(weights), tuple(biases))
    assert gradients_apart(difference_quotient(*problem), wanted, problem) <= 1


@examples(40)
@given(problems())
def test_central_difference_is_near_autograd(problem: Problem) -> None:
    _, weights, biases, _ = oracle_gradients(problem)
    found = difference_quotient(*problem, method="central")
    assert central_apart(found, Quotients(tuple(weights), tuple(biases)), problem) <= 1


def central_apart(found: Quotients, wanted: PerLayer, problem: Problem) -> float:
    """Compare central quotients with gradients, in units of what rounding and the step allow.

    The quotient is the mean of the gradient between w - h and w + h. What that differs by from the gradient at w is
    its second difference for a gradient that bends, divided by 6, and at most all of it for one that jumps.
    """
    vector, rounding, worst = vector_of(problem.parameters), cost_bound(problem), 0.0
    errors, here = np.abs(vector_of(found) - vector_of(wanted)), vector_of(backward(*problem))
    for at, kept in enumerate(vector):
        step = difference.CENTRAL_STEP * max(1.0, abs(kept))
        around = []
        for moved in (kept - step, kept + step):
            changed = vector.copy()
            changed[at] = moved
            shifted = Parameters(*views(freeze(changed), problem.network)[:2])
            around.append(vector_of(backward(*problem._replace(parameters=shifted)))[at])
        bent = abs(around[0] - 2 * here[at] + around[1])
        worst = max(worst, errors[at] / (bent + rounding / step))
    return worst


@pytest.mark.parametrize(("method", "error"), [("complex", 1e-10), ("central", 1e-5)])
def test_agrees_with_backward(method: str, error: float) -> None:
    problem = random_problem(Network((3, 4, 2)), 5, np.random.default_rng(0))
    gradients = backward(*problem)
    quotients = difference_quotient(*problem, method=method)
    ours, theirs = quotients.weights + quotients.biases, gradients.weights + gradients.biases
    assert [a.shape for a in ours] == [a.shape for a in theirs]
    wrong = Quotients(tuple((1 + error) * W for W in gradients.weights), gradients.biases)
    compare = central_apart if method == "central" else gradients_apart
    assert compare(quotients, gradients, problem) <= 1
    assert compare(quotients, wrong, problem) > 1


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("method", ["complex", "central"])
@pytest.mark.parametrize(
    ("z", "y", "derivative"),
    [(1e4, 1, 0), (1e4, 0, 1), (-1e4, 1, -1), (-1e4, 0, 0), (1e4, 0.25, 0.75), (-1e4, 0.25, -0.25), (0, 1, -0.5)],
)
def test_cross_entropy_at_the_extremes(method: str, z: float, y: float, derivative: float) -> None:
    at_z = ONE.with_bias(1, 1, z)
    quotients = difference_quotient(Network((1, 1)), at_z, [[0]], [[y]], method=method)
    assert quotients.biases[0].item() == pytest.approx(derivative, rel=1e-9, abs=1e-11)
    assert quotients.weights[0].item() == 0


def test_complex_step_keeps_its_digits_where_nothing_else_does() -> None:
    quotients = difference_quotient(Network((1, 1)), ONE, [[40]], [[1]])
    assert quotients.biases[0].item() == pytest.approx(-math.exp(-40), rel=1e-14)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("hidden", ["identity", "relu", "sigmoid", "tanh"])
def test_complex_step_with_large_z_in_a_hidden_layer(hidden: str) -> None:
    network = Network((2, 2, 1), (hidden, "sigmoid"))
    parameters = Parameters((np.array([[1e4, 0], [0, -1e4]]), np.array([[1e-4, 2e-4]])), (np.zeros(2), np.zeros(1)))
    data = [[1, 1], [-1, -1]], [[0], [1]]
    gradients = backward(network, parameters, *data)
    quotients = difference_quotient(network, parameters, *data)
    problem = Problem(network, parameters, np.array(data[0], float), np.array(data[1], float), Convention())
    assert gradients_apart(quotients, gradients, problem) <= 1


def test_the_kink_of_relu() -> None:
    network = Network((1, 1), "relu", "mse")
    at_kink = Parameters((np.array([[1.0]]),), (np.array([-2.0]),))
    complex_step = difference_quotient(network, at_kink, [[2]], [[1]])
    central = difference_quotient(network, at_kink, [[2]], [[1]], method="central")
    assert complex_step.biases[0].item() == backward(network, at_kink, [[2]], [[1]]).biases[0].item() == 0
    assert central.biases[0].item() == pytest.approx(-0.5, rel=1e-4)


@pytest.mark.parametrize("x", [1e-190, 1e-207, 1e-258, 1e-300])
@pytest.mark.parametrize("activation", ["silu", "gelu", "mish", "tanh", Activation.parse("log(z)")])
def test_the_square_of_a_step_is_not_seen_beside_a_small_z(activation: Any, x: float) -> None:
    network = Network((1, 1), activation, "mae")
    for y in (0.0, 1.0):
        quotients, gradients = (way(network, ONE, [[x]], [[y]]) for way in (difference_quotient, backward))
        assert quotients.biases[0].item() == pytest.approx(gradients.biases[0].item(), rel=1e-12)


@pytest.mark.parametrize("x", [1e-300, 1e-198, 1e-100, 1e-80, 1e-65, 1e-20])
@pytest.mark.parametrize("formula", ["|z|^0.5", "log(z)", "z^0.3", "asinh(1e20z)", "exp(z)"])
def test_a_tiny_input_moves_z_by_little_of_it(formula: str, x: float) -> None:
    network = Network((1, 1), Activation.parse(formula), Loss.parse("a + a*y"))
    quotients = difference_quotient(network, ONE, [[x]], [[0]])
    assert quotients.weights[0].item() == pytest.approx(
        backward(network, ONE, [[x]], [[0]]).weights[0].item(), rel=1e-12
    )


def test_a_cost_that_no_step_measures_is_refused_and_one_that_is_flat_is_not() -> None:
    vector, at = np.zeros(1, complex), np.array([difference.COMPLEX_STEP, difference.SMALLER_STEPS[0]])

    def measured(first: float, second: float) -> float:
        costs = iter([complex(0, first), complex(0, second)])
        return difference._complex(lambda: next(costs), vector, 0, at)

    # what is 0 with a step that is smaller may have underflowed
    assert math.isnan(measured(math.nan, 0))
    assert measured(1e-40, 0) == 1e-40 / at[0]
    assert measured(math.nan, 1e-200) == 1e-200 / at[1]
    assert measured(0, math.nan) == 0
    assert vector[0] == 0


def test_backpropagation_is_not_read() -> None:
    assert "backward" not in vars(difference)
    assert "import backward" not in inspect.getsource(difference)
    assert "derivative(" not in inspect.getsource(difference)


def test_the_result_is_read_only() -> None:
    quotients = difference_quotient(Network((1, 1)), ONE, [[1]], [[1]])
    with pytest.raises(ValueError, match="read-only"):
        quotients.weights[0][0, 0] = 0


def test_unknown_method_names_the_choices() -> None:
    with pytest.raises(SpecificationError) as caught:
        difference_quotient(Network((1, 1)), ONE, [[1]], [[1]], method="forward")
    assert str(caught.value) == "method 'forward'; known: complex, central"


@pytest.mark.parametrize("method", ["complex", "central"])
def test_a_cost_that_is_too_large_for_a_number_has_no_quotient(method: str) -> None:
    parameters = Parameters((np.array([[1e200]]),), (np.zeros(1),))
    with pytest.raises(
        FormulaError, match=r"^the cost, or how it changes, is too large for a number, and no quotient tells its grad"
    ):
        difference_quotient(Network((1, 1), "identity", "mse"), parameters, [[1.0]], [[0.0]], method=method)
