"""The rules of differentiation, one level at a time: each opens the outermost operation of a waiting partial.

What stands outside is differentiated by SymPy with its inside held as one letter; the derivative of the
inside waits for the next line.
"""

from collections.abc import Callable
from functools import lru_cache

from sympy import Add, Dummy, Expr, KroneckerDelta, Mul, Piecewise, Pow, S, Sum, Symbol, fraction, together

from derivations.engine.expressions import (
    Partial,
    chain,
    depends,
    factors_of,
    is_size,
    limits_of,
    rewrite,
    sums,
    walk,
)
from derivations.engine.facts import Facts
from derivations.engine.model import name_of, places_of


def constant(expression: Expr, facts: Facts) -> Expr:
    r"""What does not contain the variable does not change with it: its derivative is $0$."""
    return _each(expression, lambda f, v: None if depends(f, v) else S.Zero)


def sum_rule(expression: Expr, facts: Facts) -> Expr:
    r"""The derivative is linear, $(c\,u + v)' = c\,u' + v'$: it passes through sums to each term and past
    constant factors $c$, and terms without the variable drop out.
    """

    def change(function: Expr, variable: Expr) -> Expr | None:
        if isinstance(function, Add):
            return Add(*(_linear(term, variable) for term in function.args))
        if isinstance(function, Sum) or any(not depends(factor, variable) for factor in factors_of(function)):
            return _linear(function, variable)
        return None

    return _each(expression, change)


def product_rule(expression: Expr, facts: Facts) -> Expr:
    r"""The derivative of a product is the sum, over its factors, of the derivative of that factor times the
    others: $(u v)' = u' v + u v'$.
    """

    def change(function: Expr, variable: Expr) -> Expr | None:
        factors = factors_of(function)
        if len(factors) < 2:
            return None
        letters = tuple(Dummy() for _ in factors)
        back = dict(zip(letters, factors, strict=True))
        whole = Mul(*letters)
        return Add(*(chain((whole.diff(x).xreplace(back), _partial(back[x], variable))) for x in letters))

    return _each(expression, change)


def quotient_rule(expression: Expr, facts: Facts) -> Expr:
    r"""The derivative of a quotient is $\left(\frac{u}{v}\right)' = \frac{u' v - u v'}{v^2}$."""

    def change(function: Expr, variable: Expr) -> Expr | None:
        above, below = fraction(function) if isinstance(function, Mul) else (S.One, S.One)
        if not depends(above, variable) or not depends(below, variable):
            return None
        u, v = Dummy("u"), Dummy("v")
        du, dv = Dummy("du"), Dummy("dv")
        numerator, denominator = fraction(together((u / v).diff(u) * du + (u / v).diff(v) * dv))
        ends = {u: above, v: below, du: _partial(above, variable), dv: _partial(below, variable)}
        terms = (chain(f.xreplace(ends) for f in factors_of(term)) for term in Add.make_args(numerator))
        return chain((Add(*terms), 1 / denominator.xreplace(ends)))

    return _each(expression, change)


def power_rule(expression: Expr, facts: Facts) -> Expr:
    r"""For a constant exponent, $(u^n)' = n\,u^{n-1}\,u'$; for a constant base, $(c^u)' = c^u \ln c\;u'$; in general,
    $(u^v)' = v\,u^{v-1}\,u' + u^v \ln u\;v'$.
    """

    def change(function: Expr, variable: Expr) -> Expr | None:
        if not isinstance(function, Pow):
            return None
        if not depends(function.exp, variable):
            return _outer(function, function.base, variable)
        base, power = Dummy("u", positive=True), Dummy("v", real=True)
        back = {base: function.base, power: function.exp}
        parts = ((base**power).diff(each).xreplace(back) for each in (base, power))
        inner = (_partial(function.base, variable), _partial(function.exp, variable))
        return Add(*(chain((part, each)) for part, each in zip(parts, inner, strict=True) if each != 0))

    return _each(expression, change)


def cases(expression: Expr, facts: Facts) -> Expr:
    r"""A function given case by case is differentiated case by case; at the border the case that holds there
    counts.
    """

    def change(function: Expr, variable: Expr) -> Expr | None:
        if not isinstance(function, Piecewise):
            return None
        return Piecewise(*((_partial(value, variable), condition) for value, condition in function.args))

    return _each(expression, change)


def elementary_function(expression: Expr, facts: Facts) -> Expr:
    r"""The derivative of an outer function of an inner one is $f(u)' = f'(u)\,u'$."""

    def change(function: Expr, variable: Expr) -> Expr | None:
        if not function.is_Function or len(function.args) != 1:
            return None
        return _outer(function, function.args[0], variable)

    return _each(expression, change)


def kronecker(expression: Expr, facts: Facts) -> Expr:
    r"""Two entries of one array are independent: the derivative of one by the other is $1$ where their places
    agree and $0$ elsewhere, $\frac{\partial v_k}{\partial v_j} = [k = j]$. So each place feels only itself.
    """

    def change(function: Expr, variable: Expr) -> Expr | None:
        if not (function.is_Symbol or function.is_Indexed) or name_of(function) != name_of(variable):
            return None
        places = zip(places_of(function), places_of(variable), strict=True)
        return Mul(*(KroneckerDelta(one, other) for one, other in places))

    return _each(expression, change)


def _each(expression: Expr, change: Callable[[Expr, Expr], Expr | None]) -> Expr:
    found: dict[Expr, Expr | None] = {}

    def at(node: Expr) -> Expr:
        if not isinstance(node, Partial):
            return node
        if node not in found:
            found[node] = change(node.function, node.variable)
        changed = found[node]
        return node if changed is None else changed

    # most rules say nothing about most lines, and to rebuild one takes longer than to look through it
    return expression if all(at(node) is node for node in _waiting(expression)) else rewrite(expression, at)


@lru_cache(maxsize=8)  # one rule after the other asks for those of one line
def _waiting(expression: Expr) -> tuple[Expr, ...]:
    return tuple(node for node in walk(expression) if isinstance(node, Partial))


def _outer(function: Expr, inside: Expr, variable: Expr) -> Expr:
    x = Dummy("x", real=True)  # |x| of a complex x would have another derivative
    outside = function.func(x, *function.args[1:]).diff(x)
    # factor by factor: SymPy would multiply the 2 of 2 (a - y) into the difference
    return chain((*(f.xreplace({x: inside}) for f in factors_of(outside)), _partial(inside, variable)))


def _linear(term: Expr, variable: Expr) -> Expr:
    still = tuple(factor for factor in factors_of(term) if not depends(factor, variable))
    moving = tuple(factor for factor in factors_of(term) if depends(factor, variable))
    if not moving:
        return S.Zero
    inside = moving[0] if len(moving) == 1 else Mul(*moving)
    if isinstance(inside, Sum):
        waiting = sums(_linear(inside.function, variable), limits_of(inside))
    else:
        waiting = _partial(inside, variable)
    front = Mul(*(factor for factor in still if is_size(factor)))
    others = (factor for factor in still if not is_size(factor))
    return chain((*((front,) if front != 1 else ()), *others, waiting))


def _partial(function: Expr, variable: Expr) -> Expr:
    if not depends(function, variable):
        return S.Zero
    # dz/dz of a plain letter is 1 at once; of an array element it waits for its Kronecker delta
    return S.One if function == variable and isinstance(variable, Symbol) else Partial(function, variable)
