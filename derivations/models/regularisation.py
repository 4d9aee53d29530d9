r"""What may stand between the layers of a network, and beside its loss, as equations: each adds to the list.

    penalties             C = ... + lambda_1 sum |w| + lambda_2 / 2 sum w^2
    dropout               h = r a / (1 - p)                   between a and the z of the next layer
    batch normalisation   u = gamma (z - mu) / sqrt(v + eps) + beta     between z and a

Goes in: the number of a layer. Comes out: inputs of the model, and equations. Must not know: derivatives.
Sources: Goodfellow, Bengio and Courville, Deep Learning, section 7.1; Srivastava et al. 2014; Ioffe and Szegedy 2015.
"""

from collections.abc import Iterable

from sympy import Expr, Rational, Sum, sqrt

from derivations.engine.model import Equation, Variable
from derivations.models import names
from derivations.models.functions import ABSOLUTE
from derivations.network import Network


def penalties(network: Network) -> tuple[tuple[Variable, ...], tuple[Expr, ...]]:
    """Return the numbers that a cost with penalties needs, and the terms that it has beside the loss."""
    layers = range(1, network.depth + 1)
    inputs: list[Variable] = []
    terms: list[Expr] = []
    if network.l1:
        inputs.append(names.penalty(1))
        terms += [names.penalty(1).at() * _over_weights(layer, ABSOLUTE(_weight(layer))) for layer in layers]
    if network.l2:
        inputs.append(names.penalty(2))
        # the 1/2 is no matter of convention: without it weight decay would subtract 2 lambda w
        half = Rational(1, 2) * names.penalty(2).at()
        terms += [half * _over_weights(layer, _weight(layer) ** 2) for layer in layers]
    return tuple(inputs), tuple(terms)


def dropout(layer: int) -> tuple[tuple[Variable, ...], Equation]:
    """Return mask and share, which are data, and the equation of the activations that are kept."""
    mask, share = names.mask(layer), names.dropped_share(layer)
    kept = mask.at() * names.activation(layer).at() / (1 - share.at())
    return (mask, share), Equation(names.kept(layer), kept)


def batch_normalisation(layer: int, *, of_batch: bool) -> tuple[tuple[Variable, ...], tuple[Equation, ...]]:
    """Return the inputs and the equations from z to u; ``of_batch``: mean and variance are computed, not given."""
    s, m = names.SAMPLE, names.SAMPLES
    z, mean, variance = names.weighted_input(layer), names.mean(layer), names.variance(layer)
    normalised, scale, shift = names.normalised(layer), names.scale(layer), names.shift(layer)
    equations = [
        Equation(normalised, (z.at() - mean.at()) / sqrt(variance.at() + names.stabiliser().at())),
        Equation(names.rescaled(layer), scale.at() * normalised.at() + shift.at()),
    ]
    if not of_batch:
        given = (names.mean(layer, data=True), names.variance(layer, data=True))
        return (*given, scale, shift), tuple(equations)
    statistics = [
        Equation(mean, Sum(z.at(), (s, 1, m)) / m),
        Equation(variance, Sum((z.at() - mean.at()) ** 2, (s, 1, m)) / m),
    ]
    return (scale, shift), (*statistics, *equations)


def _weight(layer: int) -> Expr:
    return names.weight(layer).at()


def _over_weights(layer: int, term: Expr) -> Expr:
    limits: Iterable[tuple[Expr, int, Expr]] = (
        (names.UNIT, 1, names.units(layer)),
        (names.FROM, 1, names.units(layer - 1)),
    )
    return Sum(term, *limits)
