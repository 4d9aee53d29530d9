r"""Losses of one output a and its target y: each a definition, its derivative is derived.

Goes in: expressions a and y. Comes out: an expression, and a sign that stands in front of the whole cost.
Must not know: sums over outputs and samples, factors of a convention.

Sources: the squared error and the cross-entropies as in Bishop, Pattern Recognition, ch. 5 (on logits: ch. 4.3.2);
Huber 1964, with a factor 1/2 of its own as in PyTorch, which is no matter of convention: it lets the two cases meet.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sympy import Abs, Expr, Piecewise, S, Symbol, log

from derivations.engine.definitions import Definition
from derivations.errors import SpecificationError, say_unknown
from derivations.formula import Loss
from derivations.models.functions.definitions import ABSOLUTE, SIGMOID

U = Symbol("u", real=True)

# |u| - 1/2 begins where u^2 / 2 ends, and with the same derivative: delta = 1, as in PyTorch.
HUBER = Definition(
    "huber", r"\operatorname{Huber}", U, Piecewise((S.Half * U**2, Abs(U) <= 1), (Abs(U) - S.Half, True))
)


@dataclass(frozen=True)
class LossDefinition:
    """What one output costs: ``sign`` times ``each(a, y)``; ``halved``: a convention may put 1/2 in front.

    ``shares``: the targets of a sample are shares of one whole, so that they add up to 1. ``typed`` gives the form in
    which a user typed it, or nothing where that is ``each``.
    """

    each: Callable[[Expr, Expr], Expr]
    sign: int = 1
    halved: bool = False
    shares: bool = False
    typed: Callable[[Expr, Expr], Expr | None] | None = None


def squared_error(a: Expr, y: Expr) -> Expr:
    """(a - y)^2."""
    return (a - y) ** 2


def absolute_error(a: Expr, y: Expr) -> Expr:
    """|a - y|."""
    return ABSOLUTE(a - y)


def huber_error(a: Expr, y: Expr) -> Expr:
    """(a - y)^2 / 2 up to 1, |a - y| - 1/2 beyond."""
    return HUBER(a - y)


def binary_cross_entropy(a: Expr, y: Expr) -> Expr:
    """-(y ln a + (1 - y) ln(1 - a)), the minus left to ``Loss.sign``."""
    return y * log(a) + (1 - y) * log(1 - a)


def binary_cross_entropy_on_logits(a: Expr, y: Expr) -> Expr:
    """The binary cross-entropy of sigmoid(a), the minus left to ``Loss.sign``."""
    return binary_cross_entropy(SIGMOID(a), y)


def cross_entropy(a: Expr, y: Expr) -> Expr:
    """-y ln a, the minus left to ``Loss.sign``."""
    return y * log(a)


LOSSES = {
    "mse": LossDefinition(squared_error, halved=True),
    "mae": LossDefinition(absolute_error),
    "huber": LossDefinition(huber_error),
    "bce": LossDefinition(binary_cross_entropy, sign=-1),
    "bce_logits": LossDefinition(binary_cross_entropy_on_logits, sign=-1),
    "cross_entropy": LossDefinition(cross_entropy, sign=-1, shares=True),
}


def loss_of(name: str | Loss) -> LossDefinition:
    """Look up a loss.

    Raises a SpecificationError if no loss has this name.
    """
    if isinstance(name, Loss):
        from derivations.models.formulas import loss_expression, typed_loss  # noqa: PLC0415  few networks have one of their own

        return LossDefinition(partial(loss_expression, name), typed=partial(typed_loss, name))
    if name not in LOSSES:
        raise SpecificationError(say_unknown("loss", name, LOSSES))
    return LOSSES[name]
