"""Bounded, targeted simplification: SymPy's together, factor and cancel on one product at a time."""

from sympy import (
    Abs,
    Add,
    Dummy,
    Expr,
    Function,
    KroneckerDelta,
    Mul,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    cancel,
    exp,
    factor,
    fraction,
    sign,
    together,
)

from derivations.engine.effort import CALLS, attempted, given_up
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
    walk,
)
from derivations.engine.facts import Facts
from derivations.engine.model import DefinedFunction

# Past this many operations an attempt is not made: the line stays as it is, which is correct.
LARGEST = 200
# Above this, the numbers of an exponent are not written out as the degree of a polynomial.
STEEPEST = 12


def arithmetic(expression: Expr, facts: Facts) -> Expr:
    r"""Numbers and sizes are multiplied and stand in front of a product."""
    return rewrite(expression, _collected)


def numbers_first(expression: Expr, facts: Facts) -> Expr:
    """Do the arithmetic of a lemma where a number does not stand in front of its product."""
    chains = (node for node in walk(expression) if isinstance(node, Chain))
    return arithmetic(expression, facts) if any(is_size(f) for c in chains for f in factors_of(c)[1:]) else expression


def idle_factors(expression: Expr, facts: Facts) -> Expr:
    """Do the arithmetic of a product with a factor 0, the slope of a step, or 1, that of a sum along its term."""
    chains = (node for node in walk(expression) if isinstance(node, Chain))
    idle = any(factor in (S.Zero, S.One) for c in chains for factor in factors_of(c))
    return arithmetic(expression, facts) if idle else expression


def common_denominator(expression: Expr, facts: Facts) -> Expr:
    r"""Fractions that are added are brought to a common denominator."""
    joined = rewrite(expression, lambda node: _joined(node) if isinstance(node, Chain | Mul | Add) else node)
    # what only moved inside a product reads the same: that is no line
    return expression if product(joined) == product(expression) else joined


def cancellation(expression: Expr, facts: Facts) -> Expr:
    r"""A factor that stands above and below the bar leaves both."""
    return rewrite(expression, lambda node: _cancelled(node) if isinstance(node, Chain | Mul) else node)


def absolute_value(expression: Expr, facts: Facts) -> Expr:
    r"""A number times its sign is its absolute value: $u \operatorname{sgn} u = |u|$."""

    def change(node: Expr) -> Expr:
        factors = factors_of(node) if isinstance(node, Chain | Mul) else ()
        signs = [f for f in factors if isinstance(f, sign) and f.args[0] in factors]
        if not signs:
            return node
        (inside,) = signs[0].args
        return chain((*(f for f in factors if f not in (signs[0], inside)), Abs(inside)))

    return rewrite(expression, change)


def reduction(expression: Expr, facts: Facts) -> Expr:
    r"""A fraction is reduced; the shorter of its factored and its expanded form is kept."""
    whole = product(expression)
    if contains(whole, Sum, Partial, KroneckerDelta, Piecewise):
        return expression
    if whole.count_ops() > LARGEST:
        given_up("reduction")
        return expression
    if contains(whole, Add) and not fraction(whole)[1].free_symbols and _mixes(whole):
        # z times what tends to 0 stays a product: 1 + z - z sigma(z) would lose its digits at large z
        return expression
    # |u| as one letter: a factored form must not be lost because |u|^2 is u^2
    letters = {each: Dummy(positive=True) for each in whole.atoms(Abs)}
    # exp(1.702 z) as one letter: as a polynomial in exp(z/500) it would have the degree 851
    letters |= {each: Dummy(positive=True) for each in whole.atoms(exp, Pow) if _steep(each)}
    shortest = attempted(CALLS, _shortest, whole, letters)
    if shortest is None:
        return expression
    return expression if shortest == whole and whole.count_ops() >= expression.count_ops() else shortest


def _shortest(whole: Expr, letters: dict[Expr, Expr]) -> Expr:
    reduced = cancel(whole.xreplace(letters))
    shortest = min((_positive(factor(reduced)), reduced), key=lambda form: form.count_ops())
    return shortest.xreplace({letter: each for each, letter in letters.items()})


def _steep(power: Expr) -> bool:
    return not power.exp.is_Integer and any(
        max(abs(number.p), number.q) > STEEPEST for number in power.exp.atoms(Rational)
    )


def _mixes(whole: Expr) -> bool:
    """Tell whether a letter stands beside functions of it."""
    functions = whole.atoms(Function)
    return bool(functions) and bool(
        whole.xreplace({each: Dummy() for each in functions}).free_symbols & whole.free_symbols
    )


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
        # a function of an element counts as a letter: sigma(a) is no harder to read than a
        letters = {each: Dummy() for each in flat.atoms(DefinedFunction)}
        plain = flat.xreplace(letters)
        joined = _positive(factor(together(plain)))
        if joined.count_ops() >= plain.count_ops():
            return node
        return joined.xreplace({letter: each for each, letter in letters.items()})
    return _split(_positive(Mul(*node.args))) if _has_denominator(Mul(*node.args)) else node


def _cancelled(node: Expr) -> Expr:
    plain = [f for f in factors_of(node) if not contains(f, Sum, Partial, KroneckerDelta)]
    whole = Mul(*plain)
    above, below = (Mul(*(fraction(f)[part] for f in plain)) for part in (0, 1))
    if not _has_denominator(1 / below) or whole.count_ops() > LARGEST or fraction(whole) == (above, below):
        return node
    rest = (f for f in factors_of(node) if f not in plain)
    return chain((*rest, _split(_positive(whole))))


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
