"""A forward pass, a backward pass and an update as a book does them, each step of which can be done another way.

Goes in: a problem, a learning rate, what is done at each step, how what is found is written down. Comes out: every
number on the way, by the name of its quantity: z1, a1, ..., C, da2, delta2, dW2, db2, ..., then W1', b1', ..., C'.
Must not know: why a step would be done another way.

Without anything else, the numbers are those of ``forward``, ``loss`` and ``backward``, and of a step of ``sgd``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from derivations.formula import Activation
from derivations.network import Network
from derivations.numeric.arrays import Array, Values, freeze
from derivations.numeric.network.activations import Function, functions
from derivations.numeric.network.loss_functions import LossFunction, loss_function
from derivations.numeric.network.losses import scale, share
from derivations.numeric.network.penalties import add_penalty_gradients, penalty
from derivations.numeric.network.problem import Problem

AFTER = "'"  # of what an update has moved
# f'(z) as it is computed from a = f(z) by hand
SLOPES_OF_A: dict[str | Activation, Callable[[Values], Values]] = {
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a * a,
}


# a quantity by its letters, z or dW, or SLOPE, and its numbers; what later steps read in their place
WriteDown = Callable[[str, Values], Values]
SLOPE = "f'"


def write_all(letter: str, values: Values) -> Values:
    """Write down every digit."""
    return values


@dataclass(frozen=True)
class Sheet:
    """What is given, and what has been found so far: arrays by layer, as they are written down.

    ``scale`` weighs the losses in C; ``own_scale`` in what delta is the derivative of, and ``share`` is what is left of
    it for the gradients of W and b: 1/m where delta is that of one sample's own cost.
    """

    network: Network
    inputs: Array
    targets: Array
    scale: float
    own_scale: float
    share: float
    rate: float
    layers: tuple[Function, ...]
    loss: LossFunction
    write_down: WriteDown
    W: dict[int, Values]
    b: dict[int, Values]
    z: dict[int, Values] = field(default_factory=dict)
    a: dict[int, Values] = field(default_factory=dict)
    da: dict[int, Values] = field(default_factory=dict)
    delta: dict[int, Values] = field(default_factory=dict)
    weight_gradients: dict[int, Values] = field(default_factory=dict)
    bias_gradients: dict[int, Values] = field(default_factory=dict)

    def sees_each_other(self, layer: int) -> bool:
        """Whether the units of a layer see each other, as those of a softmax do."""
        return self.layers[layer - 1].pull_back is not None

    def cancels(self, layer: int) -> bool:
        """Whether the derivative of its activation has cancelled against that of the loss."""
        return layer == len(self.layers) and self.loss.derivative_cancels


Step = Callable[[Sheet, int], Values]


def weigh(on: Sheet, layer: int) -> Values:
    """Compute z = W a + b."""
    return on.a[layer - 1] @ on.W[layer].T + on.b[layer]


def activate(on: Sheet, layer: int) -> Values:
    """Compute a = f(z)."""
    return on.layers[layer - 1].value_at(on.z[layer])


def cost(on: Sheet, layer: int) -> Values:
    """Compute C, the penalties in it."""
    last, weights = len(on.layers), [on.W[each] for each in sorted(on.W)]
    return np.array(on.scale * on.loss.total(on.z[last], on.a[last], on.targets) + penalty(on.network, weights))


def cost_of_outputs(on: Sheet, layer: int) -> Values:
    """Compute C from a of the last layer alone, as it is computed by hand: a has been rounded."""
    a, y = on.a[len(on.layers)], on.targets
    if not on.loss.derivative_cancels or on.network.loss == "bce_logits":
        return cost(on, layer)
    terms = -(y * np.log(np.where(y > 0, a, 1)))
    if on.network.loss == "bce":
        terms = terms - (1 - y) * np.log(np.where(y < 1, 1 - a, 1))
    return np.array(on.scale * terms.sum() + penalty(on.network, [on.W[each] for each in sorted(on.W)]))


def error(on: Sheet, layer: int) -> Values:
    """What the loss sends back: dC/da of the last layer; dC/dz where the derivative of the activation cancels."""
    found = np.empty_like(on.targets)
    on.loss.error(on.a[layer], on.targets, out=found)
    return found * on.loss.factor * on.own_scale


def go_back(on: Sheet, layer: int) -> Values:
    """Compute dC/da: of the last layer from the loss, of another one through W of the layer above."""
    if layer < len(on.layers):
        return on.delta[layer + 1] @ on.W[layer + 1]
    if not on.cancels(layer):
        return error(on, layer)
    if on.sees_each_other(layer):
        return -on.targets / on.a[layer] * on.own_scale
    return error(on, layer) / slope(on, layer)


def slope(on: Sheet, layer: int) -> Values:
    """Compute f'(z)."""
    return on.layers[layer - 1].derivative_at(on.z[layer], on.a[layer])


def go_through(on: Sheet, layer: int) -> Values:
    """Compute delta = dC/da f'(z)."""
    pull_back = on.layers[layer - 1].pull_back
    if on.cancels(layer):
        return error(on, layer)
    if pull_back is not None:
        return pull_back(on.a[layer], on.da[layer], np.empty_like(on.da[layer]))
    return on.da[layer] * slope(on, layer)


def go_through_outputs(on: Sheet, layer: int) -> Values:
    """Compute delta = dC/da f'(z), where f' is computed from a if it can be, as by hand: a has been rounded."""
    return go_through(on, layer) if on.cancels(layer) or on.sees_each_other(layer) else on.da[layer] * _slope(on, layer)


def go_through_slopes(on: Sheet, layer: int) -> Values:
    """Compute the same with an f' that is written down first."""
    if on.cancels(layer) or on.sees_each_other(layer):
        return go_through(on, layer)
    return on.da[layer] * on.write_down(SLOPE, _slope(on, layer))


def go_through_sums(on: Sheet, layer: int) -> Values:
    """Compute the same with an f' that is computed from z alone: a has been rounded once more than z."""
    if on.cancels(layer) or on.sees_each_other(layer):
        return go_through(on, layer)
    function, z = on.layers[layer - 1], on.z[layer]
    return on.da[layer] * function.derivative_at(z, function.value_at(z))


def _slope(on: Sheet, layer: int) -> Values:
    of_a = SLOPES_OF_A.get(on.network.activation(layer))
    return slope(on, layer) if of_a is None else of_a(on.a[layer])


def weight_gradient(on: Sheet, layer: int) -> Values:
    """Compute dC/dW, the derivative of the penalties in it."""
    found: Values = on.share * (on.delta[layer].T @ on.a[layer - 1])
    add_penalty_gradients(on.network, on.W[layer], found)
    return found


def bias_gradient(on: Sheet, layer: int) -> Values:
    """Compute dC/db, the sum over the samples."""
    return np.asarray(on.share * on.delta[layer].sum(axis=0))


def move_weights(on: Sheet, layer: int) -> Values:
    """Compute W - eta dC/dW."""
    return on.W[layer] - on.rate * on.weight_gradients[layer]


def move_biases(on: Sheet, layer: int) -> Values:
    """Compute b - eta dC/db."""
    return on.b[layer] - on.rate * on.bias_gradients[layer]


def keep_biases(on: Sheet, layer: int) -> Values:
    """Leave b as it was."""
    return on.b[layer]


@dataclass(frozen=True, kw_only=True)
class Steps:
    """What is done at each step: a function of what has been found so far, and the layer."""

    weigh: Step = weigh
    activate: Step = activate
    cost: Step = cost
    go_back: Step = go_back
    go_through: Step = go_through
    weight_gradient: Step = weight_gradient
    bias_gradient: Step = bias_gradient
    move_weights: Step = move_weights
    move_biases: Step = move_biases


def work_out(
    problem: Problem,
    steps: Steps = Steps(),
    *,
    rate: float | None = None,
    backwards: bool = True,
    write_down: WriteDown = write_all,
    instead: Mapping[str, Mapping[tuple[int, ...], float]] = MappingProxyType({}),
) -> dict[str, Array]:
    """Work out every number of a network without dropout and batch normalisation, in the order of the calculation.

    Parameters
    ----------
    problem : Problem
        Its convention says what delta is the derivative of.
    steps : Steps
    rate : float or None
        The learning rate; None: no update.
    backwards : bool
        Whether there is a cost, whose targets count.
    write_down : function of the letters of a quantity, without layer, and an array
        What later steps read in its place: the same, or rounded. What is returned has not been rounded.
    instead : mapping of name to mapping of position, from 0, to float
        Numbers that later steps read in the place of those that were found, as somebody else found them.

    Returns
    -------
    dict of str to array
        z, a, da, delta (samples, n_l); C and C' (); dW and W' (n_out, n_in); db and b' (n_out,), each with the number
        of its layer. Where a mistake makes them so, numbers may be infinite or none.
    """
    network, parameters, convention = problem.network, problem.parameters, problem.convention
    samples = len(problem.inputs)
    layers = range(1, network.depth + 1)
    on = Sheet(
        network,
        problem.inputs,
        problem.targets,
        scale(network, samples, convention),
        scale(network, 1 if convention.delta == "sample" else samples, convention),
        share(samples, convention),
        rate or 0.0,
        functions(network),
        loss_function(network),
        write_down,
        dict(zip(layers, parameters.weights, strict=True)),
        dict(zip(layers, parameters.biases, strict=True)),
    )
    found: dict[str, Array] = {}

    def write(name: str, layer: int, step: Step) -> Values:
        value = step(on, layer)
        found[name] = freeze(np.array(value, dtype=float))
        if name in instead:
            value = np.array(value)
            for position, number in instead[name].items():
                value[position] = number
        return write_down(name.rstrip(AFTER).rstrip("0123456789"), value)

    with np.errstate(all="ignore"):  # what a mistake makes of numbers is a result to look at
        _pass_forward(on, steps, write, "")
        if backwards:
            write("C", 0, steps.cost)
            for layer in reversed(layers):
                on.da[layer] = write(f"da{layer}", layer, steps.go_back)
                on.delta[layer] = write(f"delta{layer}", layer, steps.go_through)
                on.weight_gradients[layer] = write(f"dW{layer}", layer, steps.weight_gradient)
                on.bias_gradients[layer] = write(f"db{layer}", layer, steps.bias_gradient)
        if backwards and rate is not None:
            for layer in layers:
                moved = write(f"W{layer}{AFTER}", layer, steps.move_weights)
                on.b[layer] = write(f"b{layer}{AFTER}", layer, steps.move_biases)
                on.W[layer] = moved
            _pass_forward(on, steps, write, AFTER)
            write(f"C{AFTER}", 0, steps.cost)
    return found


def _pass_forward(on: Sheet, steps: Steps, write: Callable[..., Values], mark: str) -> None:
    on.a[0] = on.inputs
    for layer in range(1, on.network.depth + 1):
        on.z[layer] = write(f"z{layer}{mark}", layer, steps.weigh)
        on.a[layer] = write(f"a{layer}{mark}", layer, steps.activate)
