"""Bounded, targeted simplification: SymPy's together, factor and cancel on one product at a time."""

from sympy import Add, Expr, KroneckerDelta, Mul, S, Sum, cancel, factor, fraction, together

from derivations.engine.expressions import (
    Chain,
    Partial,
    chain,
    contains,
    factors_of,
    is_size,
    limits_of,
    product,
    rewrite,
    sums,
)
from derivations.engine.facts import Facts

# Past this many operations an attempt is not made: the line stays as it is, which is correct.
LARGEST = 200


def arithmetic(expression: Expr, facts: Facts) -> Expr:
    r"""Numbers and sizes are multiplied and stand in front of a product."""
    return rewrite(expression, _collected)


def common_denominator(expression: Expr, facts: Facts) -> Expr:
    r"""Fractions that are added are brought to a common denominator."""
    joined = rewrite(expression, lambda node: _joined(node) if isinstance(node, Chain | Mul | Add) else node)
    # what only moved inside a product reads the same: that is no line
    return expression if product(joined) == product(expression) else joined


def cancellation(expression: Expr, facts: Facts) -> Expr:
    r"""A factor that stands above and below the bar leaves both."""
    return rewrite(expression, lambda node: _cancelled(node) if isinstance(node, Chain | Mul) else node)


def reduction(expression: Expr, facts: Facts) -> Expr:
    r"""A fraction is reduced; the shorter of its factored and its expanded form is kept."""
    whole = product(expression)
    if contains(whole, Sum, Partial, KroneckerDelta) or whole.count_ops() > LARGEST:
        return expression
    reduced = cancel(whole)
    shortest = min((_positive(factor(reduced)), reduced), key=lambda form: form.count_ops())
    return expression if shortest == whole else shortest


def _collected(node: Expr) -> Expr:
    if not isinstance(node, Chain):
        return node
    still = [f for f in factors_of(node) if is_size(f)]
    moving = [f for f in factors_of(node) if not is_size(f)]
    inner = []
    for factor_ in moving:
        if isinstance(factor_, Sum):
            # a number comes out of a sum as well: 2 times 1/2 then meet
            front = [f for f in factors_of(factor_.function) if is_size(f)]
            rest = [f for f in factors_of(factor_.function) if not is_size(f)]
            still += front
            inner.append(sums(chain(rest), limits_of(factor_)) if front else factor_)
        else:
            inner.append(factor_)
    coefficient = Mul(*still)
    if coefficient == 0:
        return S.Zero
    return chain((coefficient, *inner))


def _joined(node: Expr) -> Expr:
    if contains(node, Sum, Partial, KroneckerDelta) or node.count_ops() > LARGEST:
        return node
    if isinstance(node, Add):
        flat = product(node)
        if not any(_has_denominator(term) for term in flat.args):
            return node
        joined = factor(together(flat))
        return joined if joined.count_ops() < flat.count_ops() else node
    return _split(_positive(Mul(*node.args))) if _has_denominator(Mul(*node.args)) else node


def _cancelled(node: Expr) -> Expr:
    plain = [f for f in factors_of(node) if not contains(f, Sum, Partial, KroneckerDelta)]
    whole = Mul(*plain)
    above, below = (Mul(*(fraction(f)[part] for f in plain)) for part in (0, 1))
    if not _has_denominator(1 / below) or whole.count_ops() > LARGEST or fraction(whole) == (above, below):
        return node
    rest = (f for f in factors_of(node) if f not in plain)
    return chain((*rest, _split(whole)))


def _split(whole: Expr) -> Expr:
    """Put the numbers and sizes of a product in front of what is left."""
    sizes = Mul(*(f for f in Mul.make_args(whole) if is_size(f)))
    rest = Mul(*(f for f in Mul.make_args(whole) if not is_size(f)))
    return chain((sizes, rest))


def _has_denominator(term: Expr) -> bool:
    return any(not symbol.is_integer for symbol in fraction(term)[1].free_symbols)


def _positive(whole: Expr) -> Expr:
    """Turn signs so that 1 - a stands where SymPy writes a - 1, and, where a difference can take it, no minus
    is left in front.
    """
    factors = []
    sign = S.One
    for each in Mul.make_args(whole):
        base, power = each.as_base_exp()
        if isinstance(base, Add) and power.is_odd and _minus_one_in_front(base):
            sign = -sign
            factors.append((-base) ** power)
        else:
            factors.append(each)
    if (sign * Mul(*(f for f in factors if f.is_number))).is_negative:
        for at, each in enumerate(factors):
            if isinstance(each, Add) and any(term.could_extract_minus_sign() for term in each.args):
                return Mul(sign, -1, *factors[:at], -each, *factors[at + 1 :])
    return Mul(sign, *factors)


def _minus_one_in_front(total: Add) -> bool:
    return bool(total.args[0].is_number and total.args[0].is_negative)
