"""A multi-layer perceptron over a batch, as a list of equations: z, a of every layer, what stands between, the cost."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sympy import Add, Expr, Integer, Rational, Sum, log

from derivations.engine.model import Equation, Model
from derivations.engine.typed import AS_READ, name_entries
from derivations.engine.variables import Variable
from derivations.errors import DerivationError
from derivations.formula import Activation, Loss
from derivations.models import names
from derivations.models.decimals import find_typed_numbers
from derivations.models.functions import activate, loss_of
from derivations.models.functions.definitions import NamedFunctions
from derivations.models.regularisation import batch_normalisation, dropout, penalty, penalty_weights
from derivations.network import Convention, Network, check_delta


@dataclass(frozen=True, repr=False)
class NetworkModel(NamedFunctions):
    """The equations of a network; ``typed``: whether its loss is a user's formula."""

    typed: bool = False


def mlp(network: Network, convention: Convention | None = None) -> Model:
    """Return the equations of a network in its mode; its sizes stay symbols, n_0 ... n_L and m.

    Raises a SpecificationError if the convention asks for a delta of one sample, and the network normalises every batch
    with its own mean.
    """
    depth, convention = network.depth, convention or Convention()
    check_delta(network, convention)
    inputs = [names.activation(0)]
    equations = []
    below = names.activation(0)
    if network.is_normalised:
        inputs.append(names.epsilon())
    for layer in range(1, depth + 1):
        inputs += [names.weight(layer), names.bias(layer)]
        equations.append(_weighted_input(layer, below))
        seen = names.weighted_input(layer)
        if network.normalises(layer):
            more, between = batch_normalisation(layer, of_batch=network.mode == "training")
            inputs += more
            equations += between
            seen = names.rescaled_input(layer)
        equations.append(_activation(layer, network, seen))
        below = names.activation(layer)
        if network.drops(layer):
            data, after = dropout(layer)
            inputs += data
            equations.append(after)
            below = names.after_dropout(layer)
    numbers = penalty_weights(network)
    inputs += numbers
    equations += [penalty(layer, network) for layer in range(1, depth + 1) if numbers]
    terms = tuple(names.penalty_of(layer).at() for layer in range(1, depth + 1) if numbers)
    if loss_of(network.loss).shares:
        inputs.append(_given_target(depth))
        equations.append(_shares(depth))
    else:
        inputs.append(names.target(depth))
    each = names.sample_cost() if convention.delta == "sample" else None
    equations += _costs(network, convention, terms, each)
    order = AS_READ
    activations = (network.activation(layer) for layer in range(1, depth + 1))
    if any(isinstance(each, Activation | Loss) for each in (*activations, network.loss)):
        from derivations.models.typed_order import typed_order  # noqa: PLC0415  few networks have a formula of their own

        order = typed_order(network, equations, names.activation(depth), names.target(depth))
    if terms:
        # the loss first, also where that is less something
        costs = tuple(name_entries(each) for each in equations[-1].expression.args)
        first = (each for each in costs if each not in terms)
        order = replace(order, sums=(*order.sums, (*first, *terms)))
    typed = isinstance(network.loss, Loss)
    name = f"{_title(network)} network"
    return NetworkModel(name, tuple(inputs), tuple(equations), each, find_typed_numbers(network), order, typed)


def misfit(model: Model, network: Network, convention: Convention) -> str:
    """Say in a sentence which equation of a model is another one than that of the network; nothing where none is."""
    try:
        given = mlp(network, convention)
    except DerivationError as error:
        return str(error)
    if given == model:
        return ""
    pairs = zip(given.equations, model.equations, strict=False)
    other = next((f"equation of {one.target.name}" for one, mine in pairs if one != mine), "model")
    return f"the lines do not belong to the network and the convention beside them, whose {other} is another one"


def _title(network: Network) -> str:
    return "-".join(str(size) for size in network.sizes)


def _weighted_input(layer: int, below: Variable) -> Equation:
    j, k, s = names.UNIT, names.FROM, names.SAMPLE
    weight, bias = names.weight(layer), names.bias(layer)
    total = Sum(weight.at(j, k) * below.at(k, s), (k, 1, names.units(layer - 1)))
    return Equation(names.weighted_input(layer), total + bias.at(j))


def _activation(layer: int, network: Network, seen: Variable) -> Equation:
    name = network.activation(layer)
    # every unit of a softmax needs dC/da of all of them, so that it goes by its name, except before the
    # cross-entropy, where it cancels
    cancels = layer == network.depth and _is_cross_entropy(network.loss)
    target = replace(names.activation(layer), cited=name == "softmax" and not cancels)
    return Equation(target, activate(name, seen.at(), names.units(layer)))


def _is_cross_entropy(loss: str | Loss) -> bool:
    """Tell whether a loss is so many times y ln a, by its name or as it was typed."""
    a, y = names.activation(1).at(), names.target(1).at()
    return loss == "cross_entropy" or bool((loss_of(loss).each(a, y) / (y * log(a))).is_number)


def _given_target(depth: int) -> Variable:
    """t, the targets of a cross-entropy as they are given; y are their shares of the whole.

    Only of the loss that is called by its name, whose targets are checked to add up to 1. A formula says nothing of its
    targets: -y ln a, as it may be typed, is also the loss where a class, or a sample, has a weight in y. Its gradient
    behind softmax, a sum(y) - y, is right for all of them.
    """
    return replace(
        names.target(depth),
        name="t",
        latex="t",
        matrix_latex="T",
        gradient="dt",
        gradient_latex="",
        data=True,
        meaning="the target of output $j$",
    )


def _shares(depth: int) -> Equation:
    """y_j = t_j over the sum of t_i: targets that add up to 1 are their own shares of it."""
    j, k, s = names.UNIT, names.FROM, names.SAMPLE
    given = _given_target(depth)
    whole = Sum(given.at(k, s), (k, 1, names.units(depth)))
    meaning = "the share of its $t$ in the sum of its sample's, which is $t$ itself where these add up to 1"
    return Equation(replace(names.target(depth), cited=False, meaning=meaning), given.at(j, s) / whole)


def _costs(
    network: Network, convention: Convention, penalties: tuple[Expr, ...], sample_cost: Variable | None
) -> tuple[Equation, ...]:
    """Return the equation of C, after that of C_s where the cost of one sample has a name."""
    j, s, m = names.UNIT, names.SAMPLE, names.SAMPLES
    depth, loss = network.depth, loss_of(network.loss)
    output = names.activation(depth).at(j, s), names.target(depth).at(j, s)
    each, typed = loss.each(*output), loss.typed(*output) if loss.typed else None
    factor: Expr = Integer(loss.sign)
    if loss.halved and convention.half:
        factor *= Rational(1, 2)
    if convention.outputs == "mean":
        factor /= names.units(depth)
    share = 1 / m if convention.samples == "mean" else Integer(1)
    units = (j, 1, names.units(depth))

    def equation(target: Variable, total: Callable[[Expr], Expr]) -> Equation:
        return Equation(target, total(each), typed=None if typed is None else total(typed))

    if sample_cost is None:
        return (equation(names.cost(), lambda u: Add(factor * share * Sum(u, units, (s, 1, m)), *penalties)),)
    whole = Add(share * Sum(sample_cost.at(), (s, 1, m)), *penalties)
    return equation(sample_cost, lambda u: factor * Sum(u, units)), Equation(names.cost(), whole)
