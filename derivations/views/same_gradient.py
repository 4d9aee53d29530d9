"""Two derivations of one gradient held side by side: by substitution and by expansion, or with other functions.

Goes in: two derivations with the same inputs. Comes out: one row per input, with both gradients written in the inputs
alone, and whether they are equal. Must not know: printing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Expr, Function, Symbol

from derivations.calling import public
from derivations.engine import proof
from derivations.engine.definitions import DefinedFunction
from derivations.engine.derivation import Results, checked_derivation
from derivations.engine.expressions import Partial, rewrite
from derivations.engine.numbers import DIGITS, SMALLEST, WORKING_DIGITS, Point
from derivations.engine.precision import mp, one_thread_at_a_time
from derivations.engine.writing import Writer, read_symbol
from derivations.errors import RuleError, SpecificationError
from derivations.notebook import Typeset
from derivations.options import whole_number

MOST_OPERATIONS = 2_000  # operations up to which a proof by multiplying out is tried
MOST_OPERATIONS_OF_QUOTIENT = 200  # and one over a common denominator, which grows much faster


@dataclass(frozen=True)
class GradientPair(Typeset):
    """The gradient by one input, found in two ways, both in terms of the inputs.

    ``proved``: SymPy's expand or cancel makes their difference 0. ``difference``: how far either is, relatively, from a
    difference quotient of the first cost at a random point.
    """

    name: str
    first: Expr
    second: Expr
    proved: bool
    difference: float

    @property
    def ok(self) -> bool:
        """Whether both are the gradient to 50 digits."""
        return self.difference <= 10.0**-DIGITS


@dataclass(frozen=True)
class SameGradient(Typeset):
    """One row per input of two derivations."""

    first: Results
    second: Results
    rows: tuple[GradientPair, ...]

    @property
    def ok(self) -> bool:
        """Whether both give the same gradient by every input."""
        return all(row.ok for row in self.rows)

    def require(self) -> SameGradient:
        """Return the comparison itself.

        Raises a RuleError if a gradient differs; the message names the first one.
        """
        for row in self.rows:
            if not row.ok:
                raise RuleError(f"the gradients by {row.name!r} differ: {row.first} and {row.second}")
        return self


@public
def same_gradient(first: Results, second: Results, *, seed: int = 0) -> SameGradient:
    """Compare the gradients of two models of scalars by their inputs.

    Raises
    ------
    SpecificationError
        If the inputs differ, or a variable is an array.

    Examples
    --------
    >>> from sympy import symbols
    >>> from derivations import derive, graph, same_gradient
    >>> x, y = symbols("x y")
    >>> first = derive(graph((x + y) * x))
    >>> second = derive(graph(x**2 + x * y))
    >>> all(row.ok for row in same_gradient(first, second).rows)
    True
    """
    seed = whole_number("seed", seed, 0)
    for each in (first, second):
        checked_derivation(each)
    names = [[v.name for v in each.model.inputs if not v.data] for each in (first, second)]
    if sorted(names[0]) != sorted(names[1]):
        raise SpecificationError(f"the inputs {', '.join(names[0])} and {', '.join(names[1])}; both must have the same")
    for each in (first, second):
        for variable in each.model.by_name.values():
            if variable.indices:
                raise SpecificationError(f"variable {variable.name!r} of model {each.model.name!r} is an array")
    return SameGradient(first, second, tuple(_pair(name, first, second, seed) for name in names[0]))


def in_inputs(derivation: Results, target: str) -> Expr:
    """Return a gradient of a model of scalars in terms of its inputs: what it cites and what is computed written out.

    Raises an UnknownTargetError if the derivation holds no such result.
    """
    writer = Writer(derivation, {})
    return open_names(writer.write(derivation[target].value, {}), writer, computed=True)


def open_names(expression: Expr, writer: Writer, *, computed: bool = False) -> Expr:
    """Replace every gradient that stands as a name, or what is ``computed`` too, by what it is, until none is left."""
    model = writer.derivation.model
    while True:
        values = {}
        for symbol in expression.free_symbols:
            name, positions = read_symbol(symbol)
            if computed and name in model.equation_of:
                variable, value = model.equation_of[name].target, model.equation_of[name].expression
            elif name in model.by_gradient and name != model.cost.gradient:
                variable, value = model.by_gradient[name], writer.derivation[name].value
            else:
                continue
            values[symbol] = writer.write(value, dict(zip(variable.indices, positions, strict=True)))
        if not values:
            return expression.xreplace({Symbol(model.cost.gradient): 1})
        expression = expression.xreplace(values)


def derivation_is_general(first: Results, second: Results) -> bool:
    """Tell whether two derivations have the same lines for every gradient once functions are only names.

    If they have, what their functions are has played no part in those lines: they hold for any functions.
    """
    pairs = [[each for each in derivation.results if each.kind == "gradient"] for derivation in (first, second)]
    if [result.target for result in pairs[0]] != [result.target for result in pairs[1]]:
        return False
    return all(
        [(line.rule, _by_name(line.expression)) for line in one.lines]
        == [(line.rule, _by_name(line.expression)) for line in other.lines]
        for one, other in zip(*pairs, strict=True)
    )


def _by_name(expression: Expr) -> Expr:
    """Replace a function that knows its definition by one that is a name only."""

    def change(node: Expr) -> Expr:
        if isinstance(node, Partial):
            return Partial(_by_name(node.function), _by_name(node.variable))
        return Function(node.func.__name__)(*node.args) if isinstance(node, DefinedFunction) else node

    return rewrite(expression, change)


def _pair(name: str, first: Results, second: Results, seed: int) -> GradientPair:
    found = [in_inputs(each, each.model.by_name[name].gradient) for each in (first, second)]
    difference = found[0] - found[1]
    return GradientPair(name, found[0], found[1], is_zero(difference), _difference(name, found, first, seed))


def is_zero(difference: Expr) -> bool:
    """Tell whether SymPy proves a difference to be 0, if it is not too large for that."""
    return proof.is_zero(difference, most=MOST_OPERATIONS, most_of_quotient=MOST_OPERATIONS_OF_QUOTIENT)


@one_thread_at_a_time
def _difference(name: str, found: Sequence[Expr], derivation: Results, seed: int) -> float:
    """Hold every expression against the difference quotient of the cost at a random point; return the worst."""
    point = Point(derivation.model, {}, random.Random(seed))
    with mp.workdps(WORKING_DIGITS):
        wanted = point.gradient(derivation.model.by_name[name], ())
        values = [point.value(each, {}) for each in found]
        return max(float(abs(each - wanted) / max(abs(each), abs(wanted), SMALLEST)) for each in values)
