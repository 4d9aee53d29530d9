"""What is left of a gradient: as foreseen where every unit is held at z, never more than the bound, and as measured."""

from collections.abc import Callable

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from dashboard.lab import vanishing
from dashboard.lab.vanishing import DEPTH, Array, Vanishing, evaluate, measure_vanishing, orthogonal_weights
from derivations import Activation, Parameters

# each typed in again, for autograd to differentiate
FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "softplus": lambda z: anp.log(1 + anp.exp(z)),
    "relu": lambda z: anp.where(z > 0, z, 0.0),
    "silu": lambda z: z / (1 + anp.exp(-z)),
}


def derivative_of(name: str) -> Callable[[Array], Array]:
    return autograd.elementwise_grad(FUNCTIONS[name])  # type: ignore[no-any-return]


def measured(name: str, **numbers: float) -> Vanishing:
    wanted = {"weight": 1.5, "width": 4, "z": 0.75, **numbers}
    return measure_vanishing(name, derivative_of(name), **wanted)  # type: ignore[arg-type]


def by_autograd(name: str, weights: tuple[Array, ...], biases: tuple[Array, ...]) -> list[float]:
    """Shift z of one layer after the other, and let autograd say how the sum of the outputs changes."""
    f, inputs = FUNCTIONS[name], np.random.default_rng(vanishing.SEED).normal(size=len(biases[0]))

    def total(shift: Array, layer: int) -> Array:
        a = inputs
        for at, (w, b) in enumerate(zip(weights, biases, strict=True)):
            a = f(w @ a + b + (shift if at == layer else 0.0))
        return anp.sum(a)  # type: ignore[no-any-return]

    gradients = (autograd.grad(total)(np.zeros(len(inputs)), layer) for layer in reversed(range(DEPTH)))
    return [float(np.linalg.norm(each) / np.sqrt(len(inputs))) for each in gradients]


@pytest.mark.parametrize("width", [1, 4, 16])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_measured_with_every_unit_held_is_what_is_foreseen(name: str, width: int) -> None:
    found = measured(name, width=width)
    assert found.held == pytest.approx(found.at_point, rel=1e-9)
    assert found.at_point[0] == pytest.approx(found.derivative, rel=1e-12)


def test_units_are_held_where_rounding_grows_tenfold_in_each_layer() -> None:
    log = Activation.parse("log(z)")
    found = measure_vanishing(log, lambda z: evaluate(log, z)[1], weight=1.0, width=4, z=0.1)
    assert found.held == pytest.approx(10.0 ** np.arange(1, DEPTH + 1), rel=1e-9)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_measured_is_what_another_library_differentiates(name: str) -> None:
    weights = orthogonal_weights(1.5, 4)
    found = measured(name)
    free = by_autograd(name, weights, tuple(np.zeros(4) for _ in weights))
    assert found.free == pytest.approx(free, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("weight", [0.25, 1.0, 4.0])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_nothing_is_above_the_bound(name: str, weight: float) -> None:
    found = measured(name, weight=weight)
    # the largest derivative is that of points a fortieth apart
    high = found.bound * 1.001**DEPTH
    assert (found.free <= high).all()
    assert (found.held <= high).all()


def test_one_layer_is_one_derivative_and_twenty_are_nineteen_weights() -> None:
    found = measured("sigmoid", weight=2.0, z=0.0)
    assert found.bound[[0, 1, -1]] == pytest.approx([0.25, 2 * 0.25**2, 2**19 * 0.25**20])


def test_weights_stretch_every_gradient_alike() -> None:
    for weights in orthogonal_weights(3.0, 4):
        assert weights.T @ weights == pytest.approx(9.0 * np.eye(4))


def test_a_planted_mistake_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    # weights that are not orthogonal stretch some gradients more than others
    monkeypatch.setattr(
        vanishing, "orthogonal_weights", lambda weight, width: tuple(weight * np.tri(width) for _ in range(DEPTH))
    )
    found = measured("sigmoid")
    assert found.held != pytest.approx(found.at_point, rel=1e-3)


def test_what_is_not_defined_is_not_a_number() -> None:
    root = Activation.parse("sqrt(z)")
    values, derivatives = evaluate(root, np.array([-1.0, 4.0, -2.0, 1.0]))
    assert np.isnan([*values[[0, 2]], *derivatives[[0, 2]]]).all()
    assert values[[1, 3]] == pytest.approx([2.0, 1.0])
    assert derivatives[[1, 3]] == pytest.approx([0.25, 0.5])
    found = measure_vanishing(root, lambda z: np.full(len(z), np.nan), weight=1.0, width=1, z=-1.0)
    assert np.isnan([*found.held, *found.at_point, *found.bound]).all()


def test_a_softmax_sees_the_units_beside() -> None:
    values, derivatives = evaluate("softmax", np.array([0.0, 1.0]), (0.0, -1.0))
    whole = np.exp([1.0, 0.0, -1.0])
    assert values[1] == pytest.approx(whole[0] / whole.sum())
    assert derivatives[1] == pytest.approx(values[1] * (1 - values[1]))


def test_nothing_of_the_parameters_is_left_to_chance() -> None:
    one, other = (Parameters(orthogonal_weights(1.0, 4), tuple(np.zeros(4) for _ in range(DEPTH))) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one.weights, other.weights, strict=True))
