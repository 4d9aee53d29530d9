"""The steps that a mistake does in the place of the right ones.

Goes in: a problem, and the place of the mistake. Comes out: the problem, or another one, and steps for ``work_out``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import log
from typing import Any

import numpy as np

from derivations.network import Network
from derivations.numeric.arrays import Values
from derivations.numeric.network import worked
from derivations.numeric.network.parameters import Parameters
from derivations.numeric.network.problem import Problem
from derivations.numeric.network.slips.places import EVERY, Place
from derivations.numeric.network.worked import SLOPES_OF_A, Sheet, Step, Steps

Changed = tuple[Problem, Steps]
Way = Callable[[Problem, Place], Changed]


def _at(place: Place, wrong: Step, right: Step) -> Step:
    """Do a step wrong in a layer, or in every one."""
    return lambda on, layer: (wrong if place in (None, EVERY, layer) else right)(on, layer)


# on the way forward


def weigh_without_bias(problem: Problem, place: Place) -> Changed:
    """Compute z = W a."""
    return problem, Steps(weigh=_at(place, lambda on, layer: on.a[layer - 1] @ on.W[layer].T, worked.weigh))


def weigh_turned(problem: Problem, place: Place) -> Changed:
    """Compute z = W^T a + b where W is square, and W on the way back."""

    def wrong(on: Sheet, layer: int) -> Values:
        return on.a[layer - 1] @ _turned(on.W[layer].T) + on.b[layer]

    return problem, Steps(weigh=_at(place, wrong, worked.weigh))


def read_turned(problem: Problem, place: Place) -> Changed:
    """Take W^T everywhere where W is square."""
    weights = tuple(
        _turned(w) if place in (EVERY, layer) else w for layer, w in enumerate(problem.parameters.weights, start=1)
    )
    return replace(problem, parameters=Parameters(weights, problem.parameters.biases)), Steps()


def leave_activation_out(problem: Problem, place: Place) -> Changed:
    """Take z for a."""
    return problem, Steps(activate=_at(place, lambda on, layer: on.z[layer], worked.activate))


def turn_inputs(problem: Problem, place: Place) -> Changed:
    """Take X^T for X."""
    return replace(problem, inputs=problem.inputs.T), Steps()


def take_softmax_of_samples(problem: Problem, place: Place) -> Changed:
    """Let each unit's samples add up to 1, as NumPy does with axis=0."""

    def wrong(on: Sheet, layer: int) -> Values:
        return on.layers[layer - 1].value_at(on.z[layer].T).T

    return problem, Steps(activate=_at(place, wrong, worked.activate))


def turn_exponent(problem: Problem, place: Place) -> Changed:
    """Compute a = f(-z), as 1 / (1 + e^z) for 1 / (1 + e^-z)."""
    exponential = [
        at for at in range(1, problem.network.depth + 1) if problem.network.activation(at) in ("sigmoid", "softmax")
    ]

    def wrong(on: Sheet, layer: int) -> Values:
        return on.layers[layer - 1].value_at(-on.z[layer]) if layer in exponential else worked.activate(on, layer)

    return problem, Steps(activate=_at(place, wrong, worked.activate))


# the cost and its factors


def set_option(option: str, value: object) -> Way:
    """Take another value of an option of the convention."""
    changed: dict[str, Any] = {option: value}
    return lambda problem, place: (replace(problem, convention=replace(problem.convention, **changed)), Steps())


def change_network(change: Callable[[Network, int], Network]) -> Way:
    """Take another network, of the network and the number of samples."""
    return lambda problem, place: (replace(problem, network=change(problem.network, len(problem.inputs))), Steps())


def change_base(base: int) -> Way:
    """Take a logarithm to another base; the penalties have none."""

    def wrong(on: Sheet, layer: int) -> Values:
        last = len(on.layers)
        total = on.scale * on.loss.total(on.z[last], on.a[last], on.targets)
        return np.array(worked.cost(on, layer) - total + total / log(base))

    return lambda problem, place: (problem, Steps(cost=wrong))


def add_inside(epsilon: float) -> Way:
    """Take ln(a + epsilon) for ln a, as is done so that ln 0 is not met; what comes back stays as it is."""

    def wrong(on: Sheet, layer: int) -> Values:
        a, y = on.a[len(on.layers)], on.targets
        terms = -y * np.log(a + epsilon)
        if on.network.loss == "bce":
            terms = terms - (1 - y) * np.log(1 - a + epsilon)
        last = len(on.layers)
        return np.array(worked.cost(on, layer) + on.scale * (terms.sum() - on.loss.total(on.z[last], a, y)))

    return lambda problem, place: (problem, Steps(cost=wrong))


def turn_cost(problem: Problem, place: Place) -> Changed:
    """Turn the sign of C."""
    return problem, Steps(cost=lambda on, layer: -worked.cost(on, layer))


def leave_term_out(problem: Problem, place: Place) -> Changed:
    """Take -y ln a alone."""

    def wrong(on: Sheet, layer: int) -> Values:
        a, y = on.a[len(on.layers)], on.targets
        other = (1 - y) * np.log(np.where(y < 1, 1 - a, 1))
        return np.array(worked.cost(on, layer) + on.scale * other.sum())

    return problem, Steps(cost=wrong)


def penalise_biases(problem: Problem, place: Place) -> Changed:
    """Let the biases cost what the weights cost."""
    l1, l2 = problem.network.l1, problem.network.l2

    def more(on: Sheet, layer: int) -> Values:
        return np.array(worked.cost(on, layer) + sum((l1 * abs(b) + l2 / 2 * b * b).sum() for b in on.b.values()))

    def gradient(on: Sheet, layer: int) -> Values:
        return worked.bias_gradient(on, layer) + l1 * np.sign(on.b[layer]) + l2 * on.b[layer]

    return problem, Steps(cost=more, bias_gradient=gradient)


# on the way back


def turn_error(problem: Problem, place: Place) -> Changed:
    """Send back y - a for a - y."""

    def back(on: Sheet, layer: int) -> Values:
        return -worked.go_back(on, layer) if layer == len(on.layers) else worked.go_back(on, layer)

    def through(on: Sheet, layer: int) -> Values:
        return -worked.go_through(on, layer) if on.cancels(layer) else worked.go_through(on, layer)

    return problem, Steps(go_back=back, go_through=through)


def _through(wrong: Step) -> Way:
    """Compute delta another way."""
    return lambda problem, place: (problem, Steps(go_through=_at(place, wrong, worked.go_through)))


def _with_slope(wrong: Step) -> Way:
    """Put something in the place of f', where units have one."""

    def through(on: Sheet, layer: int) -> Values:
        return worked.go_through(on, layer) if on.sees_each_other(layer) else on.da[layer] * wrong(on, layer)

    return _through(through)


def _at_a(on: Sheet, layer: int) -> Values:
    function = on.layers[layer - 1]
    return function.derivative_at(on.a[layer], function.value_at(on.a[layer]))


def _of_z(on: Sheet, layer: int) -> Values:
    of_a = SLOPES_OF_A.get(on.network.activation(layer))
    return worked.slope(on, layer) if of_a is None else of_a(on.z[layer])


def _of_sigmoid(on: Sheet, layer: int, wrong: Values) -> Values:
    return wrong if on.network.activation(layer) == "sigmoid" else worked.slope(on, layer)


leave_derivative_out = _with_slope(lambda on, layer: np.ones_like(on.z[layer]))
take_derivative_at_a = _with_slope(_at_a)
put_z_for_a = _with_slope(_of_z)
square_slope = _with_slope(lambda on, layer: worked.slope(on, layer) ** 2)
take_one_minus_a = _with_slope(lambda on, layer: _of_sigmoid(on, layer, 1 - on.a[layer]))
take_a_alone = _with_slope(lambda on, layer: _of_sigmoid(on, layer, on.a[layer]))


# (a - y) f'(z) where the loss sends back a - y
keep_derivative = _through(lambda on, layer: worked.error(on, layer) * worked.slope(on, layer))
# dC/da times da_j/dz_j of the same unit alone
take_diagonal = _through(lambda on, layer: on.da[layer] * worked.slope(on, layer))


def _back_through(wrong: Callable[[Sheet, int], Values]) -> Way:
    """Go back through another W: a function of the layer it belongs to."""

    def way(problem: Problem, place: Place) -> Changed:
        def back(on: Sheet, layer: int) -> Values:
            if layer == len(on.layers) or place not in (EVERY, layer + 1):
                return worked.go_back(on, layer)
            return on.delta[layer + 1] @ wrong(on, layer + 1)

        return problem, Steps(go_back=back)

    return way


def _turned(matrix: Values) -> Values:
    return matrix.T if matrix.shape[0] == matrix.shape[1] else matrix


go_back_turned = _back_through(lambda on, layer: _turned(on.W[layer]))
go_back_updated = _back_through(lambda on, layer: on.W[layer] - on.rate * on.weight_gradients[layer])


def _gradients_times(factor: Callable[[Sheet], float]) -> Way:
    def way(problem: Problem, place: Place) -> Changed:
        return problem, Steps(
            weight_gradient=_at(
                place, lambda on, at: factor(on) * worked.weight_gradient(on, at), worked.weight_gradient
            ),
            bias_gradient=_at(place, lambda on, at: factor(on) * worked.bias_gradient(on, at), worked.bias_gradient),
        )

    return way


take_twice = _gradients_times(lambda on: 2.0)
divide_again = _gradients_times(lambda on: 1 / len(on.inputs))


def take_last_sample(problem: Problem, place: Place) -> Changed:
    """Take dC/db = delta of the last sample."""
    return problem, Steps(
        bias_gradient=_at(place, lambda on, layer: on.share * on.delta[layer][-1], worked.bias_gradient)
    )


def share_bias(problem: Problem, place: Place) -> Changed:
    """Take dC/db = the sum over the units too."""

    def wrong(on: Sheet, layer: int) -> Values:
        found = worked.bias_gradient(on, layer)
        return np.full_like(found, found.sum())

    return problem, Steps(bias_gradient=_at(place, wrong, worked.bias_gradient))


def put_z_below(problem: Problem, place: Place) -> Changed:
    """Compute dC/dW = delta z^T, z that of the layer below."""

    def wrong(on: Sheet, layer: int) -> Values:
        found = worked.weight_gradient(on, layer)
        return found + on.share * on.delta[layer].T @ (on.z[layer - 1] - on.a[layer - 1]) if layer > 1 else found

    return problem, Steps(weight_gradient=_at(place, wrong, worked.weight_gradient))


# the update


def move(factor: float | None) -> Way:
    """Take a step times a factor; None: without the learning rate."""

    def way(problem: Problem, place: Place) -> Changed:
        def times(on: Sheet) -> float:
            return 1.0 if factor is None else factor * on.rate

        return problem, Steps(
            move_weights=lambda on, at: on.W[at] - times(on) * on.weight_gradients[at],
            move_biases=lambda on, at: on.b[at] - times(on) * on.bias_gradients[at],
        )

    return way


def step_alone(problem: Problem, place: Place) -> Changed:
    """Give -eta dC/dW, without W."""
    return problem, Steps(
        move_weights=lambda on, at: -on.rate * on.weight_gradients[at],
        move_biases=lambda on, at: -on.rate * on.bias_gradients[at],
    )
