"""A sum over a Kronecker delta keeps one term."""

from collections.abc import Iterable, Iterator

from sympy import Add, Expr, KroneckerDelta, Mul, S, Sum, Symbol

from derivations.engine.derivation import Facts
from derivations.engine.expressions import (
    Chain,
    chain,
    contains,
    factors_of,
    is_size,
    limits_of,
    rewrite,
    sign_in_front,
    sums,
)

Limits = tuple[tuple[Symbol, Expr], ...]


def contraction(expression: Expr, facts: Facts) -> Expr:
    r"""Of a sum in which each term is multiplied by $[k = j]$, which is $1$ where $k$ is $j$ and else $0$, one term is
    left: $\sum_k x_k\,[k = j] = x_j$, where $j$ and $k$ run over the same range; with $j = 2$, $x_1 \cdot 0 + x_2 \cdot
    1 + x_3 \cdot 0 = x_2$. The sum is contracted to that term.
    """

    def change(node: Expr) -> Expr:
        return _contract(node) if isinstance(node, Sum) and contains(node, KroneckerDelta) else node

    found = rewrite(expression, change)
    return found if found == expression else rewrite(found, _without_two_signs)


def _without_two_signs(node: Expr) -> Expr:
    """Let -((-1) u) be u: SymPy has given every term of a contracted sum the minus in front of it."""
    factors: tuple[Expr, ...] = node.args if isinstance(node, Mul) else ()
    if len(factors) == 2 and factors[0] == -1 and isinstance(factors[1], Chain) and factors[1].args[0] == -1:
        return chain(factors[1].args[1:])
    return node


def _contract(total: Sum) -> Expr:
    return Add(*(_term(factors, limits_of(total)) for factors in _open(_deltas_apart(total.function))))


def _deltas_apart(body: Expr) -> Expr:
    """Let w (u [k = j] - v [k = j]) be w (u - v) [k = j], where w is a number or 1/w: a bracket stays one."""
    factors = factors_of(body)
    before = [factor for factor in factors if not contains(factor, KroneckerDelta)]
    if not all(map(is_size, before)) and not any(
        each.as_base_exp()[1].is_negative for each in before if not is_size(each)
    ):
        return body
    deltas: list[Expr] = []
    found: list[Expr] = []
    for factor in factors:
        terms = [factors_of(term) for term in factor.args] if isinstance(factor, Add) else [()]
        first, *others = ([each for each in term if isinstance(each, KroneckerDelta)] for term in terms)
        shared = [delta for delta in first if all(delta in other for other in others)]
        deltas += shared
        apart = (chain(each for each in term if each not in shared) for term in terms)
        found.append(Add(*apart) if shared else factor)
    return chain((*found, *deltas)) if deltas else body


def _open(body: Expr) -> list[tuple[Expr, ...]]:
    """Return the terms of a body as tuples of factors, opened only as far as deltas hide inside sums of terms."""
    terms: list[tuple[Expr, ...]] = []
    for term in Add.make_args(body):
        factors = factors_of(term)
        at, inside = next(((at, parts) for at, f in enumerate(factors) if len(parts := _parts(f)) > 1), (0, ()))
        if not inside:
            terms.append(factors)
        for inner in inside:
            terms.extend(_open(chain((*factors[:at], inner, *factors[at + 1 :]))))
    return terms


def _parts(factor: Expr) -> tuple[Expr, ...]:
    """Return the terms of a factor in which a delta hides: of a sum over indices, one such sum per term."""
    if isinstance(factor, Add) and contains(factor, KroneckerDelta):
        return tuple(factor.args)
    if isinstance(factor, Sum) and contains(factor, KroneckerDelta):
        return tuple(sums(chain(inner), limits_of(factor)) for inner in _open(factor.function))
    return (factor,)


def _term(factors: tuple[Expr, ...], limits: Limits) -> Expr:
    left: Limits = ()
    for symbol, size in limits:
        delta = next((each for each in deltas_of(factors) if symbol in each.args), None)
        if delta is None:
            left = (*left, (symbol, size))
            continue
        other = delta.args[1] if delta.args[0] == symbol else delta.args[0]
        factors = tuple(_without(f, delta).xreplace({symbol: other}) for f in factors)
        factors = tuple(f for f in factors if f != S.One)
    return sign_in_front(sums(sign_in_front(chain(factors)), left))


def deltas_of(factors: Iterable[Expr]) -> Iterator[Expr]:
    """Give the deltas that multiply the whole product, also from inside a sum over other indices."""
    for each in factors:
        if isinstance(each, KroneckerDelta):
            yield each
        elif isinstance(each, Sum):
            own = {symbol for symbol, _ in limits_of(each)}
            yield from (delta for delta in deltas_of(factors_of(each.function)) if own.isdisjoint(delta.args))


def _without(factor: Expr, delta: Expr) -> Expr:
    if factor == delta:
        return S.One
    if isinstance(factor, Sum):
        return sums(chain(_without(each, delta) for each in factors_of(factor.function)), limits_of(factor))
    return factor
