"""One way from a weight or bias to the cost: a tuple of local derivatives in the order of the backward arrows.

Goes in: nothing; these are the records that ``views.paths`` makes. Must not know: how paths are found, values,
printing.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Integer, S, Symbol

from derivations.engine.derivation import Result
from derivations.engine.expressions import Chain, Partial, chain, rewrite
from derivations.engine.variables import Variable
from derivations.notebook import Typeset

Position = tuple[int, ...]


@dataclass(frozen=True)
class Arrow:
    """A target, a variable that stands in its equation, and the derivative of the one by the other.

    ``tied`` says, of each index of the target, which index of the variable it must be equal to (None: any number).
    """

    function: Variable
    variable: Variable
    local: Result
    tied: tuple[int | None, ...]


@dataclass(frozen=True)
class Factor:
    """One local derivative on a path, at its indices: ``name`` = ``value``."""

    number: int
    local: Result
    function: Variable
    function_position: Position
    variable: Variable
    variable_position: Position

    @property
    def name(self) -> Expr:
        """The derivative as a name, such as the one of a^(2)_{11} by z^(2)_{11}."""
        return Partial(_entry(self.function, self.function_position), _entry(self.variable, self.variable_position))

    @property
    def at(self) -> dict[Symbol, int]:
        """The position of the indices of the local derivative."""
        assert self.local.variable is not None
        return dict(zip(self.local.variable.indices, (*self.function_position, *self.variable_position), strict=True))

    @property
    def value(self) -> Expr:
        """What the rules derived for it, at this position; sums over indices are left as they are."""
        return self.value_of(self.local.value)

    def value_of(self, line: Expr) -> Expr:
        """Put this position into a line of the local derivative."""
        return _without_ones(line.xreplace({index: Integer(number) for index, number in self.at.items()}))


@dataclass(frozen=True)
class Path(Typeset):
    """The factors from the cost to a parameter, in this order, and how many of them others have as well.

    ``shared`` counts the factors at the front that the gradient at ``shared_with`` (z of the layer above, whose
    gradient is its delta) contains already; 0 and "" on the last layer. ``cited`` has one entry per named gradient
    on the way: the name, and the number of the last factor that it covers. ``outside`` counts the factors before the
    first one that it covers: dC/dC_s, where the gradients of a sample are derivatives of its own cost.
    """

    factors: tuple[Factor, ...]
    shared: int
    shared_with: str
    cited: tuple[tuple[str, int], ...]
    outside: int = 0

    @property
    def names(self) -> Expr:
        """The product of the names of the factors, in their order."""
        return chain(factor.name for factor in self.factors)

    @property
    def values(self) -> Expr:
        """The product of the values of the factors, in their order."""
        return chain(factor.value for factor in self.factors)

    @property
    def entries(self) -> tuple[tuple[str, Position], ...]:
        """The entries that the path runs through, from the cost to the parameter."""
        first = self.factors[0]
        rest = ((factor.variable.name, factor.variable_position) for factor in self.factors)
        return ((first.function.name, first.function_position), *rest)


def _entry(variable: Variable, position: Position) -> Expr:
    return variable.at(*(Integer(number) for number in position))


def _without_ones(expression: Expr) -> Expr:
    """Leave out the factors 1 that Kronecker deltas have become; a product with a 0 is 0."""

    def change(node: Expr) -> Expr:
        if not isinstance(node, Chain):
            return node
        return S.Zero if S.Zero in node.args else chain(node.args)

    return rewrite(expression, change)
