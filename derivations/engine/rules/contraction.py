"""A sum over a Kronecker delta keeps one term."""

from collections.abc import Iterable, Iterator

from sympy import Add, Expr, KroneckerDelta, Mul, Pow, S, Sum, Symbol

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
    walk,
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
    """Let w (u [k = j] - v [k = j]) be w (u - v) [k = j]: what is multiplied by a bracket stays one.

    But y (u/a - v) becomes y u/a - y v: a common denominator is found, and cancels later, with y in both terms.
    """
    before = [factor for factor in factors_of(body) if not contains(factor, KroneckerDelta)]
    divides = [each for each in walk(body) if isinstance(each, Pow) and each.exp.is_negative and not is_size(each)]
    if divides and not all(map(is_size, before)) and not any(each in divides for each in before):
        return body
    deltas, rest = _shared_deltas(body)
    return chain((rest, *deltas)) if deltas else body


def _shared_deltas(node: Expr) -> tuple[list[Expr], Expr]:
    """Return the deltas that multiply a whole expression, and the expression without them."""
    if isinstance(node, KroneckerDelta):
        return [node], S.One
    if isinstance(node, Chain | Mul):
        deltas, rests = zip(*map(_shared_deltas, node.args), strict=True)
        found = [delta for each in deltas for delta in each]
        return (found, chain(rest for rest in rests if rest != 1)) if found else ([], node)
    if not isinstance(node, Add) or not contains(node, KroneckerDelta):
        return [], node
    terms = [_shared_deltas(term) for term in node.args]
    shared = [delta for delta in terms[0][0] if all(delta in deltas for deltas, _ in terms)]
    apart = (chain((rest, *(delta for delta in deltas if delta not in shared))) for deltas, rest in terms)
    return (shared, Add(*apart)) if shared else ([], node)


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
