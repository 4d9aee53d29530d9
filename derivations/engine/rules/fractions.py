"""Fractions over a sum, such as shares of a whole: e^z_j over the sum of e^z_i, and what they add up to.

A sum below the bar stays one thing: it is neither opened nor brought to a common denominator.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sympy import Add, Expr, KroneckerDelta, Mul, Pow, S, Sum

from derivations.engine.derivation import Facts
from derivations.engine.expressions import (
    Chain,
    chain,
    contains,
    factors_of,
    is_size,
    limits_of,
    rewrite,
    sums,
)
from derivations.engine.indices import bound, reindex, tidy
from derivations.engine.rules.contraction import contraction
from derivations.engine.variables import indices_of, is_entry, name_of


def inner_contraction(expression: Expr, facts: Facts) -> Expr:
    r"""Above the bar of a fraction, a sum in which each term is multiplied by $[i = j]$, which is $1$ where $i$ is
    $j$ and else $0$, is contracted to its one term that is left: $\frac{\sum_i x_i\,[i = j]}{\sum_i w_i} =
    \frac{x_j}{\sum_i w_i}$.
    """

    def change(node: Expr) -> Expr:
        if not _is_over_sum(node):
            return node
        return chain(contraction(f, facts) if isinstance(f, Add) else f for f in factors_of(node))

    return rewrite(expression, change)


def term_by_term(expression: Expr, facts: Facts) -> Expr:
    r"""A difference is divided term by term, and what stands above and below the bar of a term leaves both:
    $\frac{u w - v}{w^2} = \frac{u}{w} - \frac{v}{w^2}$.
    """

    def change(node: Expr) -> Expr:
        if not _is_over_sum(node):
            return node
        factors = factors_of(node)
        terms = next((f for f in factors if isinstance(f, Add)), None)
        if terms is None:
            return node
        below = [f for f in factors if is_below(f)]
        others = [f for f in factors if f != terms and f not in below]
        divided = (chain(_divide(factors_of(term), below)) for term in terms.args)
        return chain((*others, Add(*divided)))

    return rewrite(expression, change)


def common_factor(expression: Expr, facts: Facts) -> Expr:
    r"""What every term has as a factor stands once in front: $\sum_k c\,x_k = c \sum_k x_k$ for a $c$ without $k$, and
    $c\,u - c\,v = c\,(u - v)$.
    """

    def change(node: Expr) -> Expr:
        if isinstance(node, Sum) and not contains(node.function, Sum, KroneckerDelta):
            return _out_of_sum(node)
        return _out_of_terms(node) if isinstance(node, Add) else node

    return rewrite(expression, change)


def shares(expression: Expr, facts: Facts) -> Expr:
    r"""Shares of a whole add up to 1: if $y_j = \frac{t_j}{\sum_i t_i}$, then $\sum_j y_j = 1$."""
    if not any(is_entry(total.function) for total in expression.atoms(Sum)):
        return expression

    def change(node: Expr) -> Expr:
        if not isinstance(node, Sum) or not is_entry(node.function):
            return node
        equation = facts.model.equation_of.get(name_of(node.function))
        if equation is None:
            return node
        head, below = head_and_sum(equation.expression)
        if head is None:
            return node
        positions = dict(zip(equation.target.indices, indices_of(node.function), strict=True))
        parts, whole = sums(reindex(head, positions), limits_of(node)), reindex(below, positions)
        return S.One if same(parts, whole) else node

    return rewrite(expression, change)


def deviations(expression: Expr, facts: Facts) -> Expr:
    r"""Deviations from a mean add up to 0: if $\mu = \frac{1}{m} \sum_s z_s$, then $\sum_s (z_s - \mu) = 0$."""

    def change(node: Expr) -> Expr:
        if not isinstance(node, Sum) or not isinstance(node.function, Add) or len(limits_of(node)) > 1:
            return node
        ((index, size),) = limits_of(node)
        moving = [term for term in node.function.args if index in term.free_symbols]
        still = [-term for term in node.function.args if index not in term.free_symbols]
        if len(moving) != 1 or len(still) != 1 or not is_entry(still[0]):
            return node
        equation = facts.model.equation_of.get(name_of(still[0]))
        if equation is None:
            return node
        positions = dict(zip(equation.target.indices, indices_of(still[0]), strict=True))
        mean = reindex(equation.expression, positions)
        return S.Zero if same(mean, sums(moving[0], limits_of(node)) / size) else node

    # most lines have no such sum, and to rebuild one takes longer than to look through it
    return rewrite(expression, change) if any(change(total) == 0 for total in expression.atoms(Sum)) else expression


def head_and_sum(right: Expr) -> tuple[Expr | None, Expr]:
    """Return what is divided, t_j, and the sum that it is divided by; None where a right side is no such fraction."""
    below = [f for f in factors_of(right) if isinstance(f, Pow) and f.exp == -1 and isinstance(f.base, Sum)]
    rest = [f for f in factors_of(right) if f not in below]
    if len(below) != 1 or len(rest) != 1 or not (is_entry(rest[0]) or (rest[0].args and is_entry(rest[0].args[0]))):
        return None, S.One
    return rest[0], below[0].base


def same(one: Expr, other: Expr) -> bool:
    """Tell whether two expressions are equal when their sums use the same indices."""
    free = {index for each in (one, other) for index in each.free_symbols if index.is_integer}
    taken = free | {*bound(one), *bound(other)}
    return bool(tidy(one, free) == tidy(other, free)) if taken != free else bool(one == other)


def open_powers(factors: Iterable[Expr]) -> tuple[Expr, ...]:
    """Return the factors of a product, a sum that is divided by twice as two divisors."""
    return tuple(each for f in factors for each in ((1 / f.base,) * -f.exp if is_below(f) else (f,)))


def _is_over_sum(node: Expr) -> bool:
    return isinstance(node, Chain) and any(is_below(f) for f in factors_of(node))


def is_below(factor: Expr) -> bool:
    """Tell whether a factor is a sum below the bar, or a power of one."""
    return isinstance(factor, Pow) and isinstance(factor.base, Sum) and bool(factor.exp.is_Integer and factor.exp < 0)


def _divide(factors: Iterable[Expr], below: Iterable[Expr]) -> list[Expr]:
    """Divide a product by sums, each under a factor of its own, but for those that stand above the bar as well."""
    above, divisors = list(factors), list(open_powers(below))
    for total in [f for f in above if isinstance(f, Sum)]:
        divisor = next((f for f in divisors if same(f.base, total)), None)
        if divisor is not None:
            above.remove(total)
            divisors.remove(divisor)
    found: list[Expr] = []
    # [j = k] is no part of a share, and stands behind it
    for each in sorted(above, key=lambda f: isinstance(f, KroneckerDelta)):
        shared = bool(divisors) and not is_size(each) and not isinstance(each, KroneckerDelta)
        found += (each, divisors.pop(0)) if shared else (each,)
    powers = Counter(divisors)
    return [*found, *(f**times for f, times in powers.items())]


def _out_of_sum(total: Sum) -> Expr:
    indices = {index for index, _ in limits_of(total)}
    factors = factors_of(total.function)
    moving = [f for f in factors if f.free_symbols & indices]
    still = [f for f in factors if f not in moving]
    if not moving or not still:
        return total
    return chain((*still, sums(chain(moving), limits_of(total))))


def _out_of_terms(terms: Add) -> Expr:
    parts = [Counter(_atoms(term)) for term in terms.args]
    shared = parts[0]
    for each in parts[1:]:
        shared = shared & each
    # 2 out of 1/2 times 2 would leave the 1/2 where the term had no number, and 1/2 out of it the 2
    numbers = [Mul(*(f for f in part.elements() if f.is_number)) for part in parts]
    number = Mul(*(f for f in shared.elements() if f.is_number))
    if any(each.is_Integer and (not (each / number).is_Integer or abs(each) == 1 != abs(number)) for each in numbers):
        shared = Counter({f: count for f, count in shared.items() if not f.is_number})
    # e^x + x e^x reads as well as e^x (1 + x): only what a sum, a delta or a size stands beside is taken out
    if not shared or not (contains(terms, Sum, KroneckerDelta) or any(is_size(f) for f in shared)):
        return terms
    left, front = shared.copy(), []
    for each in _atoms(terms.args[0]):
        # of a 2 that stands there twice, one may be shared
        if left[each]:
            left[each] -= 1
            front.append(each)
    size = Mul(*(f for f in front if is_size(f)))
    return chain(
        (size, *(f for f in front if not is_size(f)), Add(*(chain((part - shared).elements()) for part in parts)))
    )


def _atoms(term: Expr) -> tuple[Expr, ...]:
    """Return the factors of a term, a number or size as numerator and denominator: -1/m as -1 and 1/m."""
    return tuple(each for f in factors_of(term) for each in (Mul.make_args(f) if is_size(f) else (f,)) if each != S.One)
