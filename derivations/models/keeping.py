"""The operations of a formula that keep what was typed: a part that SymPy would turn stands as it is.

Goes in: what the signs and functions of a formula stand for. Comes out: the same, with an `AsTyped` around a part that
the plain operation would merge with others, turn the sign of, or take apart. Must not know: trees, printing.

What only changes places, and a number that divides or is an exponent, is as without it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from sympy import Add, Expr, Piecewise, Pow, exp

from derivations.engine.expressions import AsTyped, Bracket, factors_of, has_minus, product
from derivations.models.formula_functions import OPERATIONS, Table

Operation = Callable[..., Expr]
# these take their arguments as they are
INERT = ("max", "min", "if")


def keeping(functions: Table) -> Table:
    """Return the operations and functions that keep what was typed."""
    plus, times = (functions.get(sign, OPERATIONS[sign]) for sign in "+*")
    over: Operation = functions.get("/", OPERATIONS["/"])

    def negative(u: Expr) -> Expr:
        u = _merged(u)
        return functions["negative"](AsTyped(u) if u.free_symbols and has_minus(u) else u)

    def power(u: Expr, v: Expr) -> Expr:
        # of 2 3 nothing tells that z to it is real below 0
        v = v if v.free_symbols else product(v)
        found: Expr = OPERATIONS["**"](u, v)
        return found if not u.free_symbols or v == 1 or found.args == (u, v) else Pow(AsTyped(u), v)

    def divide(u: Expr, v: Expr) -> Expr:
        u, v = _merged(u), _merged(v)
        v = AsTyped(v) if any(map(_turns_over, factors_of(v))) or _is_part(v) else v
        below = (1 / each for each in factors_of(v) if each.free_symbols)
        return _apart(lambda below, above: over(above, below), v, u, _varying_factors, below)

    kept = {name: function if name in INERT else keep_argument(function) for name, function in functions.items()}
    return kept | {
        "+": lambda u, v: _apart(plus, u, v, _terms),
        "-": lambda u, v: _apart(plus, u, negative(v), _terms),
        "*": lambda u, v: _apart(times, _merged(u), _merged(v), _factors),
        "/": divide,
        "**": power,
        "negative": negative,
    }


def _merged(part: Expr) -> Expr:
    """Add up a sum of numbers that is part of another operation: SymPy multiplies 3 into 1 + 2 term by term."""
    return part if part.free_symbols or not part.is_Add else part.replace(AsTyped, lambda number: number)


def _terms(part: Expr) -> list[Expr]:
    return [each for each in Add.make_args(part) if each != 0]


def _factors(part: Expr) -> list[Expr]:
    """Return the factors but for a sign."""
    factors = (abs(each) if each.is_Rational else each for each in factors_of(part))
    return [each for each in factors if each != 1]


def _varying_factors(part: Expr) -> list[Expr]:
    """Return the factors but for numbers: where they stand below the bar is said elsewhere."""
    return [each for each in factors_of(part) if each.free_symbols]


def keep_argument(function: Operation) -> Operation:
    """Return a function that keeps its argument: cos(-z), and log z in exp(log z)."""

    def apply(u: Expr) -> Expr:
        found = function(u)
        is_kept = not (u.free_symbols or _is_part(u)) or u.has(Piecewise) or found.args[:1] in ((u,), (Bracket(u),))
        return found if is_kept else function(AsTyped(u))

    return apply


def _is_part(number: Expr) -> bool:
    """Tell whether a number is one over a whole one: SymPy writes 2 z for z/0.5, and -ln 4 for ln 0.25."""
    return bool(number.is_Rational and not number.is_Integer and (1 / number).is_Integer)


def _turns_over(factor: Expr) -> bool:
    """Tell whether one over a factor is written without a bar: e^z, and 1/z."""
    return isinstance(factor, Pow | exp) and bool(not factor.exp.is_number or factor.exp.is_negative)


def _apart(
    operation: Operation,
    u: Expr,
    v: Expr,
    parts_of: Callable[[Expr], Iterable[Expr]],
    parts: Iterable[Expr] | None = None,
) -> Expr:
    """Add or multiply, with v apart from the parts of u, or from these, that it would merge with: z + z is not 2 z."""
    own = list(parts_of(u) if parts is None else parts)
    found = operation(u, v)
    # what has just been kept from one part may merge with another
    for _ in own:
        if Counter(parts_of(found)) == Counter((*own, *parts_of(v))):
            break
        v = AsTyped(v)
        found = operation(u, v)
    return found
