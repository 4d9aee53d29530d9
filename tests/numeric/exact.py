"""The gradient of a network in mpmath, to hundreds of digits: and how far roundings on the way would move it.

Shares nothing with the library but the description of a network and the tree of a formula. Backpropagation entry by
entry; a formula by dual numbers of its own, every activation and loss of the library as such a formula.

How much of a gradient rounding may take is measured, not derived: every operation of a second pass is wrong by a random
part of itself (Monte Carlo arithmetic: Parker, Pierce and Eggert, Computing in Science and Engineering 2, 2000), 1e-20
in place of 1e-16, and what the gradient moves by is scaled up. No bound of the library takes part.
"""

from collections.abc import Callable, Mapping
from operator import ge, gt, le, lt
from typing import Any, NamedTuple

import mpmath
import numpy as np
from mpmath import mpf

from derivations import Activation, Loss, Network
from derivations.formula.reading import meaning, read
from derivations.formula.tree import Call, Cases, Constant, FreeVariable, Negative, Node, Number, Operation, variables
from derivations.formula.vocabulary import NAMED
from tests.numeric.oracle import Array, Problem

DIGITS = 420
NOISE = 1e-20
RUNS = 3
LOSSES = {"mse": "(a-y)**2", "mae": "abs(a-y)", "huber": "huber(a-y)", "bce_logits": "softplus(a) - y*a"}
Rounded = Callable[[Any], Any]


class Rounding(NamedTuple):
    """What is done to every result: of a network, and inside of a user's formula."""

    outside: Rounded
    inside: Rounded


class Pair(NamedTuple):
    """A value and its derivative."""

    value: Any
    derivative: Any


def _sigmoid(u: Any) -> Any:
    return 1 / (1 + mpmath.exp(-u))


COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
# each with its derivative from u and the value, as any book has it
FUNCTIONS: Mapping[str, tuple[Callable[[Any], Any], Callable[[Any, Any], Any]]] = {
    "abs": (abs, lambda u, v: mpmath.sign(u)),
    "acos": (mpmath.acos, lambda u, v: -1 / mpmath.sqrt(1 - u * u)),
    "acosh": (mpmath.acosh, lambda u, v: 1 / mpmath.sqrt(u * u - 1)),
    "asin": (mpmath.asin, lambda u, v: 1 / mpmath.sqrt(1 - u * u)),
    "asinh": (mpmath.asinh, lambda u, v: 1 / mpmath.sqrt(1 + u * u)),
    "atanh": (mpmath.atanh, lambda u, v: 1 / (1 - u * u)),
    "atan": (mpmath.atan, lambda u, v: 1 / (1 + u * u)),
    "cos": (mpmath.cos, lambda u, v: -mpmath.sin(u)),
    "cosh": (mpmath.cosh, lambda u, v: mpmath.sinh(u)),
    "erf": (mpmath.erf, lambda u, v: 2 / mpmath.sqrt(mpmath.pi) * mpmath.exp(-u * u)),
    "exp": (mpmath.exp, lambda u, v: v),
    "log": (mpmath.log, lambda u, v: 1 / u),
    "relu": (lambda u: max(u, mpf(0)), lambda u, v: mpf(u > 0)),
    "sigmoid": (_sigmoid, lambda u, v: v * (1 - v)),
    "sign": (mpmath.sign, lambda u, v: mpf(0)),
    "sin": (mpmath.sin, lambda u, v: mpmath.cos(u)),
    "sinh": (mpmath.sinh, lambda u, v: mpmath.cosh(u)),
    "softplus": (lambda u: mpmath.log(1 + mpmath.exp(u)), lambda u, v: _sigmoid(u)),
    "sqrt": (mpmath.sqrt, lambda u, v: 1 / (2 * v)),
    "tan": (mpmath.tan, lambda u, v: 1 + v * v),
    "tanh": (mpmath.tanh, lambda u, v: 1 - v * v),
}


def dual(tree: Node, at: Mapping[str, Pair], rounded: Rounded) -> Pair:
    """Carry a value and its derivative through a tree, every operation rounded."""
    match tree:
        case Number():
            return Pair(mpf(tree.value.numerator) / tree.value.denominator, mpf(0))
        case Constant(name):
            # no float64 is pi: tan(pi) is a rounding
            return Pair(rounded(+getattr(mpmath, name)), mpf(0))
        case FreeVariable(name):
            # in reverse, what comes from each place of a variable is rounded before it is added up
            return Pair(at[name].value, rounded(at[name].derivative))
        case Negative(argument):
            inner = dual(argument, at, rounded)
            return Pair(-inner.value, -inner.derivative)
        case Operation(sign, left, right):
            u, v = dual(left, at, rounded), dual(right, at, rounded)
            return Pair(*map(rounded, _operation(sign, u, v, varies=bool(variables(right)), rounded=rounded)))
        case Cases(conditions, then, otherwise):
            sides = [(dual(each.left, at, rounded).value, dual(each.right, at, rounded).value) for each in conditions]
            holds = all(COMPARISONS[each.sign](*both) for each, both in zip(conditions, sides, strict=True))
            return dual(then if holds else otherwise, at, rounded)
        case Call("max" | "min" as name, (left, right)):
            u, v = dual(left, at, rounded), dual(right, at, rounded)
            if u.value == v.value:
                fixed = [each for each, part in ((u, left), (v, right)) if not variables(part)]
                return fixed[0] if fixed else Pair(u.value, (u.derivative + v.derivative) / 2)
            return u if (u.value > v.value) == (name == "max") else v
        case Call(name, (argument,)) if name in NAMED:
            return dual(meaning(name), {"u": dual(argument, at, rounded)}, rounded)
        case Call(name, (argument,)):
            u = dual(argument, at, rounded)
            value = rounded(FUNCTIONS[name][0](u.value))
            return Pair(
                value, rounded(rounded(FUNCTIONS[name][1](u.value, value)) * u.derivative) if u.derivative else mpf(0)
            )
    raise AssertionError(tree)


def _operation(sign: str, u: Pair, v: Pair, *, varies: bool, rounded: Rounded) -> tuple[Any, Any]:
    if sign in "+-":
        turned = v if sign == "+" else Pair(-v.value, -v.derivative)
        return u.value + turned.value, u.derivative + turned.derivative
    if sign == "*":
        return u.value * v.value, rounded(u.derivative * v.value) + rounded(u.value * v.derivative)
    if sign == "/":
        value = u.value / v.value
        return value, rounded(u.derivative / v.value) - rounded(value * v.derivative / v.value)
    value = mpmath.power(u.value, v.value)
    derivative = v.value * mpmath.power(u.value, v.value - 1) * u.derivative if v.value else mpf(0)
    return value, rounded(derivative) + rounded(value * mpmath.log(u.value) * v.derivative) if varies else derivative


def exact_gradient(problem: Problem, rounding: Rounding) -> list[Any]:
    """Give dC/dW of all layers and then dC/db, flat."""
    rounded = rounding.outside
    network, own, convention = problem.network, problem.parameters, problem.convention
    rows, outputs = problem.targets.shape
    scale = mpf(1)
    if network.loss == "mse" and convention.half:
        scale /= 2
    scale /= (outputs if convention.outputs == "mean" else 1) * (rows if convention.samples == "mean" else 1)
    weights = [[[mpf(float(w)) for w in row] for row in W] for W in own.weights]
    biases = [[mpf(float(each)) for each in b] for b in own.biases]
    totals = [[[mpf(0)] * len(W[0]) for _ in W] for W in weights]
    shifts = [[mpf(0)] * len(b) for b in biases]
    for x, y in zip(problem.inputs, problem.targets, strict=True):
        a = [[mpf(float(each)) for each in x]]
        per_layer: list[list[Any]] = []
        for layer, (W, b) in enumerate(zip(weights, biases, strict=True)):
            z = [
                rounded(_sum([rounded(w * each) for w, each in zip(row, a[-1], strict=True)], rounded) + c)
                for row, c in zip(W, b, strict=True)
            ]
            values, derivatives = _layer(network.activation(layer + 1), z, rounding)
            a.append(values)
            per_layer.append(derivatives)
        delta = _first(network, a[-1], per_layer[-1], [mpf(float(each)) for each in y], rounding)
        delta = [rounded(scale * each) for each in delta]
        for layer in range(network.depth - 1, -1, -1):
            for j, each in enumerate(delta):
                shifts[layer][j] = rounded(shifts[layer][j] + each)
                for k, below in enumerate(a[layer]):
                    totals[layer][j][k] = rounded(totals[layer][j][k] + rounded(each * below))
            if layer:
                W = weights[layer]
                pulled = [
                    _sum([rounded(W[j][k] * each) for j, each in enumerate(delta)], rounded) for k in range(len(W[0]))
                ]
                delta = _through(network.activation(layer), pulled, a[layer], per_layer[layer - 1], rounded)
    for W, total in zip(weights, totals, strict=True):
        for row, sums in zip(W, total, strict=True):
            for k, w in enumerate(row):
                sums[k] = rounded(sums[k] + rounded(mpf(network.l1) * mpmath.sign(w) + mpf(network.l2) * w))
    flat = [each for total in totals for row in total for each in row]
    return [*flat, *(each for row in shifts for each in row)]


def _sum(terms: list[Any], rounded: Rounded) -> Any:
    total = terms[0]
    for each in terms[1:]:
        total = rounded(total + each)
    return total


def _layer(name: Any, z: list[Any], rounding: Rounding) -> tuple[list[Any], list[Any]]:
    rounded = rounding.outside
    if name == "softmax":
        powers = [mpmath.exp(each - max(z)) for each in z]
        return [rounded(each / sum(powers)) for each in powers], [mpf(0)] * len(z)
    tree = (
        name.tree
        if isinstance(name, Activation)
        else FreeVariable("z")
        if name == "identity"
        else Call(name, (FreeVariable("z"),))
    )
    # of the library's own, derivatives are those of a value that was rounded, as a (1 - a)
    inside = rounding.inside if isinstance(name, Activation) else rounded
    found = [dual(tree, {"z": Pair(each, mpf(1))}, inside) for each in z]
    return [rounded(each.value) for each in found], [rounded(each.derivative) for each in found]


def _first(network: Network, a: list[Any], derivatives: list[Any], y: list[Any], rounding: Rounding) -> list[Any]:
    rounded = rounding.outside
    if network.loss in ("bce", "cross_entropy"):
        return [rounded(one - other) for one, other in zip(a, y, strict=True)]
    tree = network.loss.tree if isinstance(network.loss, Loss) else read(LOSSES[network.loss], ("a", "y"))[1]
    inside = rounding.inside if isinstance(network.loss, Loss) else rounded
    error = [
        dual(tree, {"a": Pair(one, mpf(1)), "y": Pair(other, mpf(0))}, inside).derivative
        for one, other in zip(a, y, strict=True)
    ]
    return _through(network.activation(network.depth), list(map(rounded, error)), a, derivatives, rounded)


def _through(name: Any, pulled: list[Any], a: list[Any], derivatives: list[Any], rounded: Rounded) -> list[Any]:
    if name == "softmax":
        seen = _sum([rounded(g * each) for g, each in zip(pulled, a, strict=True)], rounded)
        return [rounded(each * rounded(g - seen)) for g, each in zip(pulled, a, strict=True)]
    return [rounded(g * derivative) for g, derivative in zip(pulled, derivatives, strict=True)]


def exact_with_bounds(problem: Problem, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Give the gradient, and what roundings by 1 part in 1 move it: of a network, and of one whose formulas round too.

    Raises
    ------
    ZeroDivisionError, TypeError, ValueError
        If the gradient is no real number.
    """

    def noisy(x: Any) -> Any:
        return x * (1 + mpf(NOISE) * float(rng.normal()))

    def same(x: Any) -> Any:
        return x

    with mpmath.workdps(DIGITS):
        right = exact_gradient(problem, Rounding(same, same))
        moved = []
        for inside in (same, noisy):
            runs = [exact_gradient(problem, Rounding(noisy, inside)) for _ in range(RUNS)]
            moved.append([max(abs(run[at] - each) for run in runs) / mpf(NOISE) for at, each in enumerate(right)])
        return tuple(np.array([float(each) for each in numbers]) for numbers in (right, *moved))  # type: ignore[return-value]
