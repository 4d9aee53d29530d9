"""A multi-layer perceptron over a batch, as a list of equations: z, a of every layer, then the cost."""

from sympy import Expr, Integer, Rational, Sum

from derivations.engine.model import Equation, Model
from derivations.models import names
from derivations.models.functions import activate, binary_cross_entropy, squared_error
from derivations.network import Convention, Network


def mlp(network: Network, convention: Convention | None = None) -> Model:
    """Return the equations of a network; its sizes stay symbols, n_0 ... n_L and m."""
    depth = network.depth
    inputs = [names.activation(0)]
    equations = []
    for layer in range(1, depth + 1):
        inputs += [names.weight(layer), names.bias(layer)]
        equations += [_weighted_input(layer), _activation(layer, network.activation(layer))]
    inputs.append(names.target(depth))
    equations.append(_cost(network, convention or Convention()))
    title = "-".join(str(size) for size in network.sizes)
    return Model(f"{title} network", tuple(inputs), tuple(equations))


def _weighted_input(layer: int) -> Equation:
    j, k, s = names.UNIT, names.FROM, names.SAMPLE
    weight, bias, before = names.weight(layer), names.bias(layer), names.activation(layer - 1)
    total = Sum(weight.at(j, k) * before.at(k, s), (k, 1, names.units(layer - 1)))
    return Equation(names.weighted_input(layer), total + bias.at(j))


def _activation(layer: int, name: str) -> Equation:
    return Equation(names.activation(layer), activate(name, names.weighted_input(layer).at()))


def _cost(network: Network, convention: Convention) -> Equation:
    j, s = names.UNIT, names.SAMPLE
    depth = network.depth
    a, y = names.activation(depth).at(j, s), names.target(depth).at(j, s)
    factor: Expr = Integer(1)
    if network.loss == "mse":
        each = squared_error(a, y)
        factor = Rational(1, 2) if convention.half else factor
    else:
        each = binary_cross_entropy(a, y)
        factor = Integer(-1)
    if convention.outputs == "mean":
        factor /= names.units(depth)
    if convention.samples == "mean":
        factor /= names.SAMPLES
    total = Sum(each, (j, 1, names.units(depth)), (s, 1, names.SAMPLES))
    return Equation(names.cost(), factor * total)
