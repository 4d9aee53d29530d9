"""A sum over a Kronecker delta keeps one term."""

from sympy import Add, Expr, KroneckerDelta, S, Sum, Symbol

from derivations.engine.expressions import chain, contains, factors_of, limits_of, rewrite, sums
from derivations.engine.facts import Facts

Limits = tuple[tuple[Symbol, Expr], ...]


def contraction(expression: Expr, facts: Facts) -> Expr:
    r"""A sum over a Kronecker delta keeps one term: $\sum_k x_k\,[k = j] = x_j$."""
    if not expression.has(KroneckerDelta):
        return expression
    return rewrite(expression, lambda node: _contract(node) if isinstance(node, Sum) else node)


def _contract(total: Sum) -> Expr:
    return Add(*(_term(factors, limits_of(total)) for factors in _opened(total.function)))


def _opened(body: Expr) -> list[tuple[Expr, ...]]:
    """Return the terms of a body as tuples of factors, opened only as far as deltas hide inside sums of terms."""
    terms: list[tuple[Expr, ...]] = []
    for term in Add.make_args(body):
        factors = factors_of(term)
        hiding = next((f for f in factors if isinstance(f, Add) and contains(f, KroneckerDelta)), None)
        if hiding is None:
            terms.append(factors)
            continue
        at = factors.index(hiding)
        for inner in hiding.args:
            terms.extend(_opened(chain((*factors[:at], inner, *factors[at + 1 :]))))
    return terms


def _term(factors: tuple[Expr, ...], limits: Limits) -> Expr:
    left: Limits = ()
    for symbol, size in limits:
        delta = next((f for f in factors if isinstance(f, KroneckerDelta) and symbol in f.args), None)
        if delta is None:
            left = (*left, (symbol, size))
            continue
        other = delta.args[1] if delta.args[0] == symbol else delta.args[0]
        factors = tuple(f.xreplace({symbol: other}) for f in factors if f is not delta)
        factors = tuple(f for f in factors if f != S.One)
    return sums(chain(factors), left)
