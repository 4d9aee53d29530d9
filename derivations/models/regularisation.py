r"""What may stand between the layers of a network, and beside its loss, as equations: each adds to the list.

    penalties             Omega = lambda_1 sum |w| + lambda_2 / 2 sum w^2     of each layer, added to the cost
    dropout               h = r a / (1 - p)                   between a and the z of the next layer
    batch normalisation   u = gamma (z - mu) / sqrt(v + eps) + beta     between z and a

Goes in: the number of a layer. Comes out: inputs of the model, and equations. Must not know: derivatives.
Sources: Goodfellow, Bengio and Courville, Deep Learning, section 7.1; Srivastava et al. 2014; Ioffe and Szegedy 2015.
"""

from collections.abc import Iterable

from sympy import Add, Expr, Rational, Sum, sqrt

from derivations.engine.model import Equation
from derivations.engine.variables import Variable
from derivations.models import names
from derivations.models.functions import ABSOLUTE
from derivations.network import Network


def penalty_weights(network: Network) -> tuple[Variable, ...]:
    """Return the numbers that the penalties of a network need."""
    return tuple(names.penalty(power) for power, weight in ((1, network.l1), (2, network.l2)) if weight)


def penalty(layer: int, network: Network) -> Equation:
    """Return the equation of what the weights of a layer cost.

    One variable a layer, so that no line has the weights of all layers in it.
    """
    weight = names.weight(layer).at()
    terms = []
    if network.l1:
        terms.append(names.penalty(1).at() * _over_weights(layer, ABSOLUTE(weight)))
    if network.l2:
        # the 1/2 is no matter of convention: without it weight decay would subtract 2 lambda w
        terms.append(Rational(1, 2) * names.penalty(2).at() * _over_weights(layer, weight**2))
    return Equation(names.penalty_of(layer), Add(*terms))


def dropout(layer: int) -> tuple[tuple[Variable, ...], Equation]:
    """Return mask and share, which are data, and the equation of the activations after dropout."""
    mask, share = names.mask(layer), names.dropped_share(layer)
    kept = mask.at() * names.activation(layer).at() / (1 - share.at())
    return (mask, share), Equation(names.after_dropout(layer), kept)


def batch_normalisation(layer: int, *, of_batch: bool) -> tuple[tuple[Variable, ...], tuple[Equation, ...]]:
    """Return the inputs and the equations from z to u; ``of_batch``: mean and variance are computed, not given."""
    s, m = names.SAMPLE, names.SAMPLES
    z, mean, variance = names.weighted_input(layer), names.mean(layer), names.variance(layer)
    normalised, scale, shift = names.normalised_input(layer, of_batch=of_batch), names.scale(layer), names.shift(layer)
    equations = [
        Equation(normalised, (z.at() - mean.at()) / sqrt(variance.at() + names.epsilon().at())),
        Equation(names.rescaled_input(layer), scale.at() * normalised.at() + shift.at()),
    ]
    if not of_batch:
        given = (names.mean(layer, data=True), names.variance(layer, data=True))
        return (*given, scale, shift), tuple(equations)
    statistics = [
        Equation(mean, Sum(z.at(), (s, 1, m)) / m),
        Equation(variance, Sum((z.at() - mean.at()) ** 2, (s, 1, m)) / m),
    ]
    return (scale, shift), (*statistics, *equations)


def _over_weights(layer: int, term: Expr) -> Expr:
    limits: Iterable[tuple[Expr, int, Expr]] = (
        (names.UNIT, 1, names.units(layer)),
        (names.FROM, 1, names.units(layer - 1)),
    )
    return Sum(term, *limits)
