"""The derivative that stands at a tie, by the library's conventions, where no difference quotient tells one.

Goes in: an expression, and what it moves along. Comes out: one number. Must not use: rules. What the conventions say is
written down here once more. A lemma is held against them at every border that is found, and so is the gradient of what
one equation alone reads, if that is the cost or has a maximum in it: a rule that says anything else at a tie is found
there. It is not where several equations read a variable, where a border lies beyond the numbers that are searched, and
where a power inside has an infinite derivative.

Of max and min, the mean of the derivatives of all arguments that are equal, and 0 if one of them is a number; of cases,
that of the case that holds; of |u| and sgn u, 0 at 0; all else by the rules for sums, products, powers and composition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from sympy import Abs, Add, Expr, Mul, Piecewise, Pow, sign

from derivations.engine.definitions import DefinedFunction
from derivations.engine.elementary import apply, function_of, is_real
from derivations.engine.expressions import AsTyped, Bracket, Chain, product, walk
from derivations.engine.precision import mp, mpf
from derivations.engine.selection import Choice, Extreme, Larger
from derivations.engine.values import At, NoDerivativeError, Values, quotient_of, rounding, step
from derivations.engine.variables import indices_of, is_entry, name_of

if TYPE_CHECKING:
    from derivations.engine.evaluation import Evaluator

ZERO = mpf(0)


@dataclass(frozen=True, eq=False)
class Conventional:
    """Differentiates along one entry at given positions and values; the evaluator says what parts come to there."""

    evaluator: Evaluator
    entry: Expr
    at: At
    values: Values

    def find_by_convention(self, function: Expr, order: int = 1) -> Callable[[], mpf] | None:
        """Return what gives the derivative of a function, where conventions are asked for."""
        return partial(self.derivative, function) if self.values.around.by_convention and order == 1 else None

    def derivative(self, node: Expr) -> mpf:
        """Return the derivative of an expression.

        Raises a NoDerivativeError where it has none that a convention or a rule gives.
        """
        if is_entry(node) or not node.args:
            return mpf(is_entry(node) and self._key(node) == self._key(self.entry))
        if isinstance(node, AsTyped | Bracket):
            return self.derivative(node.args[0])
        if isinstance(node, Add):
            return mp.fsum(map(self.derivative, node.args))
        if isinstance(node, Mul | Chain):
            return mp.fsum(self._one_factor(node, at) for at in range(len(node.args)))
        if isinstance(node, Extreme):
            return self._extreme(node)
        if isinstance(node, Piecewise | Choice):
            rows = node.args if isinstance(node, Piecewise) else node.rows
            return self.derivative(next(value for value, when in rows if self._holds(when)))
        if isinstance(node, DefinedFunction) and node.order == 0:
            return self._composed(node.args[0], lambda u: self._of_definition(node, u))
        if isinstance(node, Abs | sign):
            return self._composed(node.args[0], lambda u: sign_beside(u) if isinstance(node, Abs) else ZERO)
        if isinstance(node, Pow) and node.exp.is_number:
            return self._composed(node.base, lambda u: self._power(u, self._number(node.exp)))
        if node.is_Function and len(node.args) == 1 and not isinstance(node, DefinedFunction):
            return self._composed(node.args[0], lambda u: _quotient(node, u))
        raise NoDerivativeError(f"no convention says what the derivative of {node} is")

    def _key(self, entry: Expr) -> tuple[str, tuple[int, ...]]:
        return name_of(entry), tuple(int(self._number(each)) for each in indices_of(entry))

    def _number(self, node: Expr) -> mpf:
        return self.evaluator.value_at(node, self.at, self.values)

    def _holds(self, condition: Expr) -> bool:
        return self.evaluator.is_true(condition, self.at, self.values)

    def _one_factor(self, node: Expr, at: int) -> mpf:
        found = self.derivative(node.args[at])
        others = (self._number(each) for number, each in enumerate(node.args) if number != at)
        return found * mp.fprod(others) if found else ZERO

    def _composed(self, inside: Expr, outer: Callable[[mpf], mpf]) -> mpf:
        moves = any(is_entry(each) and self._key(each) == self._key(self.entry) for each in walk(inside))
        # 0 times an infinite derivative is none: |z|^(1/4) at 0
        return outer(self._number(inside)) * self.derivative(inside) if moves else ZERO

    def _extreme(self, node: Extreme) -> mpf:
        numbers = [self._number(each) for each in node.args]
        top = (max if isinstance(node, Larger) else min)(numbers)
        tied = [each for each, number in zip(node.args, numbers, strict=True) if abs(number - top) <= rounding()]
        # z / z is a number
        if tied[1:] and not all(product(each).free_symbols for each in tied):
            return ZERO
        return mp.fsum(map(self.derivative, tied)) / len(tied)

    def _of_definition(self, node: DefinedFunction, u: mpf) -> mpf:
        variable = node.definition.variable
        inside = Values({(variable.name, ()): u}, around=self.values.around)
        return replace(self, entry=variable, values=inside).derivative(node.definition.as_typed)

    def _power(self, u: mpf, n: mpf) -> mpf:
        found = n * u ** (n - 1) if u or n >= 1 else None
        if not is_real(found):
            raise NoDerivativeError("a power with an infinite derivative")
        return found


def _quotient(node: Expr, u: mpf) -> mpf:
    function = function_of(node.func)

    def at(steps: int) -> mpf:
        found = apply(node, function, [u + steps * step()])
        if not is_real(found):
            raise NoDerivativeError(f"{node} where it ends")
        return found

    return quotient_of(lambda steps: (at(steps), at(-steps)), lambda: at(0), careful=True)


def sign_beside(u: mpf) -> mpf:
    """Return 1, -1, or 0 where a number is 0 but for rounding."""
    return ZERO if abs(u) <= rounding() else mp.sign(u)


def is_exact(edges: Mapping[Expr, mpf | None]) -> bool:
    """Tell whether no border is nearly met: all of these are 0 but for rounding, or far from it."""
    return all(not is_real(each) or not rounding() < abs(each) <= mp.sqrt(step()) for each in edges.values())
