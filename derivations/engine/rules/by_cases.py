"""The rules for functions that are given case by case: of which case, and of which of two, the derivative is.

Where a case reads better as a factor, a condition is one: [P] u. Goes in: a line. Comes out: the next one, or the same.
"""

from itertools import pairwise

from sympy import Abs, Add, Dummy, Eq, Expr, Indexed, Piecewise, Pow, S, Symbol, exp, log, sign, tan

from derivations.engine.definitions import DefinedFunction
from derivations.engine.derivation import Facts
from derivations.engine.expressions import chain, depends, product, rewrite, walk
from derivations.engine.rules.differentiation import each_partial, partial
from derivations.engine.rules.pieces import borders_of, derivative_at
from derivations.engine.selection import HEAVISIDE, POSITIVE, Choice, Extreme, Larger


def cases(expression: Expr, facts: Facts) -> Expr:
    r"""A function given case by case is differentiated case by case: with $f = z$ where $z > 0$ and $0$ elsewhere,
    $f' = 1$ where $z > 0$ and $0$ elsewhere; at the border the case that holds there counts. By the chain rule, the
    derivative of the entry that the cases are functions of stands behind them.
    """

    def change(function: Expr, variable: Expr) -> Expr | None:
        if isinstance(function, Choice):
            # one factor behind all cases says which entry it is: no sum over entries has to look into them
            inner = _only_entry(function, variable)
            values = (partial(value, inner) for value in function.args[2:])
            return chain((function.func(*function.args[:2], *values), partial(inner, variable)))
        if not isinstance(function, Piecewise):
            return None
        # cases within cases are opened together, so that what is the same in both stays the same
        opened = ((change(value, variable), value, when) for value, when in function.args)
        return Piecewise(
            *((partial(value, variable) if found is None else found, when) for found, value, when in opened)
        )

    return each_partial(expression, change)


def _only_entry(function: Choice, variable: Expr) -> Expr:
    """Return what the cases depend on: another entry of the array of the variable, or the variable."""
    entries = {node for value in function.args[2:] for node in walk(value) if isinstance(node, Indexed)}
    own = [each for each in entries if depends(each, variable)]
    return own[0] if len(own) == 1 else variable


def cases_added(expression: Expr, facts: Facts) -> Expr:
    r"""Numbers that are given case by case are added case by case, and neighbouring cases of one value are one case:
    where $f = 1$ for $z > 0$ and $0$ elsewhere, $0.9\,f + 0.1$ is $1$ where $z > 0$ and $0.1$ elsewhere.
    """
    return rewrite(expression, lambda node: _added(node) if isinstance(node, Add) else node)


def _added(total: Add) -> Expr:
    parts = total.atoms(Piecewise)
    conditions = [when for part in parts for _, when in part.args if when != S.true]
    sides = {side for when in conditions for side in when.args}
    borders = sorted(side for side in sides if side.is_Rational)
    signs = {each for each in total.atoms(sign) if each.args[0].is_Symbol}
    varying = total.xreplace({each: Dummy() for each in parts | signs}).free_symbols & total.free_symbols
    varying |= {symbol for part in parts for value, _ in part.args for symbol in value.free_symbols}
    if not parts or varying or len(total.free_symbols) > 1 or sides - {*borders, *total.free_symbols}:
        return total
    if signs and S.Zero not in borders:
        return total
    (z,) = total.free_symbols
    between = [borders[-1] + 1, *((low + high) / 2 for high, low in pairwise(borders[::-1])), borders[0] - 1]
    # from above: beyond the last border, at it, and so on
    inside = [product(total.xreplace({z: each})) for each in between]
    at = [product(total.xreplace({z: each})) for each in borders[::-1]]
    if borders == [S.Zero] and inside[0] == inside[1] and at[0] == 0:
        return chain((inside[0], POSITIVE(Abs(z))))
    if len(borders) == 1 and len({*inside, *at}) == 3:
        return Piecewise((inside[0], z > borders[0]), (inside[1], z < borders[0]), (at[0], True))
    if any(value not in pair for value, pair in zip(at, pairwise(inside), strict=True)):
        return total
    rows = [
        (above, z > border if value != above else z >= border)
        for border, value, (above, below) in zip(borders[::-1], at, pairwise(inside), strict=True)
        if above != below
    ]
    return Piecewise(*rows, (inside[-1], True))


def extremes(expression: Expr, facts: Facts) -> Expr:
    r"""Of two, only the larger one counts: $\max(u, v)'$ is $u'$ where $u > v$, $v'$ where $u < v$, and the mean of the
    two where $u = v$; in one line, $H(u - v)\,u' + H(v - u)\,v'$, where $H$ is $1$ above $0$, $0$ below it and
    $\frac{1}{2}$ at $0$. A number $c$ counts itself where the two are equal: $\max(u, c)' = [u > c]\,u'$. The same
    holds of $\min$, with $<$ for $>$, and of one in the other: $\min(\max(u, c), d)' = [c < u]\,[u < d]\,u'$,
    which is $0$ where $d \le c$. Of more than two it is the mean of all that are equal, whatever their order: where
    $u = v = w$, it is $\frac{1}{3} (u' + v' + w')$; and a number among them makes it $0$. In one variable this is said
    case by case; in one line, $u_i$ counts $[u_i \ge M]$ over how many do, where $M$ is the maximum. What another one
    is always ahead of by a number never counts: $\max(u, u + 1, v)' = \max(u + 1, v)'$; and $\max(u, u)' = u'$.
    """

    def change(function: Expr, variable: Expr) -> Expr | None:
        if not isinstance(function, Extreme):
            return None
        if function.contenders is not function:
            return partial(function.contenders, variable)
        if function.args[2:]:
            return _differentiate_several(function, variable) or change(function.in_two, variable)
        u, v = function.args
        if function.beyond(u, v) == 0:
            return partial(u, variable)
        derivatives = partial(u, variable), partial(v, variable)
        fixed = [side for side in (u, v) if not side.free_symbols]
        if (
            isinstance(variable, Symbol)
            and any(isinstance(side, Extreme) for side in (u, v))
            and not _is_clip(function)
        ):
            both = S.Zero if fixed else chain((S.Half, Add(*derivatives)))
            return _by_borders(function, variable) or function.cases(*derivatives, both)
        if not _in_factors(function, flat=bool(fixed)):
            both = S.Zero if fixed else chain((S.Half, Add(*derivatives)))
            return function.cases(*derivatives, both)
        inner = next((side for side in (u, v) if isinstance(side, Extreme) and side.func != function.func), None)
        if fixed and inner is not None and [bool(side.free_symbols) for side in _varying_first(inner)] == [True, False]:
            (inside,) = (side for side in inner.args if side.free_symbols)
            borders = inner.beyond(*_varying_first(inner)), function.beyond(inside, fixed[0])
            if Add(*borders).is_nonpositive:
                # nothing lies between c and d: it is d everywhere
                return S.Zero
            # the lower one first
            borders = borders if isinstance(inner, Larger) else borders[::-1]
            return chain((*map(POSITIVE, borders), partial(inside, variable)))
        of_each = POSITIVE if fixed else HEAVISIDE
        beyond = [function.beyond(*sides) for sides in ((u, v), (v, u))]
        # H(a - y), not H(2 a - 2 y)
        beyond = beyond if fixed else [each.as_content_primitive()[1] for each in beyond]
        factors = (
            (of_each(difference), derivative) for difference, derivative in zip(beyond, derivatives, strict=True)
        )
        return Add(*(chain(each) for each in factors))

    return each_partial(expression, change)


def _differentiate_several(function: Extreme, variable: Expr) -> Expr | None:
    """Differentiate one of more than two; nothing, if a number is one of them, and they are no lines."""
    found = _by_borders(function, variable) if isinstance(variable, Symbol) else None
    if found is not None or function.in_two is not function:
        return found
    derivatives = [partial(each, variable) for each in function.args]
    inside = [node for side in function.args for node in walk(side)]
    risky = any(map(_may_have_no_derivative, inside)) and not any(isinstance(node, Indexed) for node in inside)
    alone = sum(each != 0 for each in derivatives) == 1
    if isinstance(variable, Symbol) and (alone or 0 not in derivatives) and (len(derivatives) == 3 or risky):
        return function.cases_of_several(*derivatives)
    counted = zip(function.counts, derivatives, strict=True)
    return chain((Add(*map(chain, counted)), 1 / Add(*function.counts)))


def _is_clip(function: Extreme) -> bool:
    """Tell whether a function is between two numbers: a product of two conditions says that best."""
    inner = next((side for side in function.args if isinstance(side, Extreme) and side.func != function.func), None)
    return inner is not None and all(any(not side.free_symbols for side in each.args) for each in (function, inner))


def _by_borders(function: Extreme, variable: Symbol) -> Expr | None:
    """Say of lines, one of which counts at a time, where each does."""
    borders = borders_of(function, variable)
    if not borders:
        return None
    first = borders[0]
    if len(borders) == 1 and first.derivative == 0 and not (first.above.free_symbols and first.below.free_symbols):
        line, beyond = (first.above, 1) if first.above.free_symbols else (first.below, -1)
        return chain((POSITIVE(beyond * (variable - first.at)), partial(line, variable)))
    rows = []

    def partial_of(line: Expr) -> Expr:
        return partial(line, variable)

    for each in borders:
        above, below = (partial_of(line) for line in (each.above, each.below))
        slopes = [product(line).diff(variable) for line in (each.above, each.below)]
        rows.append((above, variable >= each.at if each.derivative == slopes[0] else variable > each.at))
        if each.derivative not in slopes:
            # written out, so that the reader sees of what it is the mean
            at_border = derivative_at(function, variable, each.at, partial_of)
            if len(borders) == 1:
                return Piecewise(*rows, (below, variable < each.at), (at_border, True))
            rows.append((at_border, Eq(variable, each.at)))
    return Piecewise(*rows, (below, True))


def _varying_first(function: Extreme) -> tuple[Expr, ...]:
    """Return the two arguments, a number last."""
    return tuple(sorted(function.args, key=lambda side: not side.free_symbols))


def _in_factors(function: Expr, *, flat: bool) -> bool:
    """Tell whether conditions are factors, not cases: those of entries of an array, which no sum takes apart, and
    others where that reads better and a factor 0 never meets what has no value.
    """
    inside = [node for side in function.args for node in walk(side)]
    if any(isinstance(node, Indexed) for node in inside):
        return True
    return (flat or any(map(_has_cases, inside))) and not any(map(_may_have_no_derivative, inside))


def _has_cases(node: Expr) -> bool:
    own = isinstance(node, DefinedFunction) and node.definition.expression.has(Piecewise)
    return own or isinstance(node, Choice | Extreme | Piecewise)


def _may_have_no_derivative(node: Expr) -> bool:
    if isinstance(node, Pow) and not isinstance(node, exp):
        return not (node.exp.is_Integer and node.exp.is_positive) and bool(node.free_symbols)
    return isinstance(node, log | tan)
