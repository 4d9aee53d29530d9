"""Bounded, targeted simplification: SymPy's together, factor and cancel on one product at a time."""

from sympy import (
    Add,
    Dummy,
    Expr,
    Function,
    Integer,
    KroneckerDelta,
    Mul,
    Piecewise,
    Pow,
    S,
    Sum,
    exp,
    factor,
    fraction,
    ilcm,
    together,
)

from derivations.engine.definitions import DefinedFunction
from derivations.engine.derivation import Facts
from derivations.engine.effort import CALLS, attempt, note_given_up
from derivations.engine.expressions import (
    Chain,
    Partial,
    chain,
    contains,
    factors_of,
    is_size,
    product,
    rewrite,
    walk,
)
from derivations.engine.rules.conditions import terms_cancel
from derivations.engine.rules.quotients import differences, has_denominator, length, positive, shortest, symbols_in
from derivations.engine.typed import name_entries

# Past this many operations an attempt is not made: the line stays as it is, which is correct.
MOST_OPERATIONS = 200


def common_denominator(expression: Expr, facts: Facts) -> Expr:
    r"""Fractions that are added get a common denominator: $\frac{1}{u} + \frac{1}{v} = \frac{v + u}{u v}$."""
    joined = rewrite(expression, lambda node: _join(node) if isinstance(node, Chain | Mul | Add) else node)
    # what only moved inside a product reads the same: that is no line
    return expression if product(joined) == product(expression) else joined


def cancellation(expression: Expr, facts: Facts) -> Expr:
    r"""A factor that stands above and below the bar leaves both: $\frac{u\,v}{u\,w} = \frac{v}{w}$."""
    return rewrite(expression, lambda node: _cancel(node) if isinstance(node, Chain | Mul) else node)


def reduction(expression: Expr, facts: Facts) -> Expr:
    r"""A fraction is reduced; the shorter of its factored and its expanded form is kept, if that is shorter. A power of
    $f$ is multiplied into the terms in which $f$ divides: $f^2 \left(\frac{u}{f} + v\right) = f u + f^2 v$.
    A number that divides in a sum below the bar is multiplied into it: $\frac{1}{2 (1 + u / 4)} = \frac{2}{4 + u}$; out
    of a root comes that of the number, which is positive: $\frac{1}{2 \sqrt{1 - u / 4}} = \frac{1}{\sqrt{4 - u}}$.
    """
    if (found := _without_bars_below(expression, facts)) != expression:
        return found
    whole = product(expression)
    if contains(whole, Sum, Partial, KroneckerDelta, Piecewise):
        return expression
    divides = any(each.exp.is_negative for each in whole.atoms(Pow) - whole.atoms(exp))
    if isinstance(whole, Add) and not divides and not _merges(expression):
        # there is no fraction: sigma (1 - tanh^2) - ..., collected to sigma (1 - tanh - tanh^2 + ...), loses digits
        return expression
    if whole.count_ops() > MOST_OPERATIONS:
        note_given_up("reduction")
        return expression
    if contains(whole, Add) and not fraction(whole)[1].free_symbols and _mixes(whole):
        # z times what tends to 0 stays a product: 1 + z - z sigma(z) would lose its digits at large z
        found = _into_terms(whole)
        return expression if found == whole else found
    found = attempt(CALLS, shortest, whole, symbols_in(whole))
    if found is None:
        return expression
    before, after = length(whole), length(found)
    if after >= before and terms_cancel(expression):
        return whole
    if not _merges(expression):
        # no exponential comes that was not there
        if _exponentials(found) - _exponentials(whole):
            return expression
        # as short is not shorter: e^z / (1 + e^z) and 1 / (1 + e^-z) would go in a circle; but one fraction is
        if facts.model.typed_numbers is not None and before > after:
            # decimals that were typed are worth more than a sum with fewer of them
            before, after = _without_numbers(whole), _without_numbers(found)
        if after > before or (after == before and not (isinstance(whole, Add) and isinstance(found, Mul))):
            return expression
    return _number_in_front(found)


def _without_bars_below(expression: Expr, facts: Facts) -> Expr:
    """Leave no bar in a sum below the bar that a rule has made, if none, and no root, comes in front for it."""
    if isinstance(expression, Add):
        return Add(*(_without_bars_below(term, facts) for term in expression.args))
    if not isinstance(expression, Chain | Mul | Pow) or isinstance(expression, exp):
        return expression
    numbers, others, gains = [], [], False
    for each in factors_of(expression):
        base, power = each.as_base_exp()
        divisor = _divisor_in(base, facts) if power.is_Rational and power.is_negative else S.One
        gains |= divisor != 1
        numbers += [each] if each.is_number else [divisor**-power]
        others += [] if each.is_number else [each if divisor == 1 else _times(base, divisor) ** power]
    number = Mul(*numbers)
    rational = all(each.exp.is_Integer for each in number.atoms(Pow))
    return chain((number, *others)) if gains and rational else expression


def _divisor_in(total: Expr, facts: Facts) -> Expr:
    """Return what all terms of a sum are to be multiplied with, to have no fraction; 1 for a sum that was typed."""
    if not isinstance(total, Add) or contains(total, Sum, Partial, KroneckerDelta):
        return S.One
    numbers = [product(term).as_coeff_Mul()[0] for term in total.args]
    if not all(each.is_Rational for each in numbers) or all(each.is_Integer for each in numbers):
        return S.One
    typed = facts.model.typed_numbers
    if typed is not None and not all(each.is_Integer or typed.is_fraction(each) for each in numbers):
        return S.One
    formulas = [each.expression for each in facts.model.definitions]
    formulas += [each.expression for each in facts.model.equations]
    if any(name_entries(total) in walk(name_entries(each)) for each in formulas):
        return S.One
    return Integer(ilcm(*(each.q for each in numbers)))


def _times(total: Expr, number: Expr) -> Expr:
    return Add(*(number * product(term) for term in total.args))


def _without_numbers(form: Expr) -> int:
    """Count operations, but for those with a number as a factor."""
    return length(form) - sum(_operations_of_number(each) for each in walk(form) if each.is_Mul)


def _operations_of_number(form: Expr) -> int:
    number, rest = form.as_coeff_Mul()
    return int((abs(number) * rest).count_ops() - rest.count_ops())


def _exponentials(whole: Expr) -> set[Expr]:
    return {each for each in whole.atoms(exp, Pow) if each.exp.free_symbols}


def _number_in_front(total: Expr) -> Expr:
    """Let 1/2 - f^2/2 be (1 - f^2) / 2, which SymPy would multiply out."""
    number, rest = total.as_content_primitive() if isinstance(total, Add) else (S.One, total)
    return chain((number, rest)) if not number.is_Integer else total


def _into_terms(whole: Expr) -> Expr:
    """Let f^2 (z (1/f - 1) + 1/f) be z f (1 - f) + f: a power of f goes to the terms in which f divides."""
    factors = Mul.make_args(whole)
    totals = [each for each in factors if isinstance(each, Add)]
    powers = [each.as_base_exp() for each in factors if isinstance(each.as_base_exp()[0], DefinedFunction)]
    if len(totals) != 1 or len(powers) != 1:
        return whole
    ((f, power),), rest = (
        powers,
        Mul(*(each for each in factors if each not in (*totals, powers[0][0] ** powers[0][1]))),
    )
    terms = []
    for term in totals[0].args:
        shared = [each for each in Mul.make_args(term) if _divided_by(each, f)]
        others = (each for each in Mul.make_args(term) if each not in shared)
        brought = (Add(*(f * each for each in Add.make_args(each))) for each in shared)
        if power - len(shared) < 0:
            return whole
        terms.append(Mul(rest, f ** (power - len(shared)), *others, *brought))
    found = Add(*terms)
    return found if found.count_ops() < whole.count_ops() else whole


def _divided_by(factor: Expr, f: Expr) -> bool:
    return any(1 / f in Mul.make_args(term) for term in Add.make_args(factor))


def _merges(expression: Expr) -> bool:
    """Tell whether factors of one product are written apart that are one power: 2 f f, or f / f."""
    chains = (factors_of(node) for node in walk(expression) if isinstance(node, Chain))
    # 8 (1 + z) is not 8 + 8 z: a number is no factor that merges
    plain = ([f for f in factors if not f.is_Rational] for factors in chains)
    return any(len(factors) > len(Mul.make_args(product(Mul(*factors)))) for factors in plain)


def _mixes(whole: Expr) -> bool:
    """Tell whether a symbol stands beside functions of it."""
    functions = whole.atoms(Function)
    return bool(functions) and bool(
        whole.xreplace({each: Dummy() for each in functions}).free_symbols & whole.free_symbols
    )


def _join(node: Expr) -> Expr:
    if contains(node, Sum, Partial, KroneckerDelta) or node.count_ops() > MOST_OPERATIONS:
        return node
    if isinstance(node, Add):
        flat = product(node)
        if not any(has_denominator(term) for term in flat.args):
            return node
        # a function of an entry counts as a symbol: sigma(a) is no harder to read than a
        symbols = {each: Dummy() for each in flat.atoms(DefinedFunction)}
        alone = differences(flat.xreplace(symbols))
        plain = flat.xreplace(symbols).xreplace(alone)
        joined = positive(factor(together(plain)))
        if length(joined) >= length(plain):
            return node
        for put in (alone, symbols):
            joined = joined.xreplace({symbol: each for each, symbol in put.items()})
        return joined
    joined = [f for f in node.args if isinstance(f, Mul) and has_denominator(f)]
    return _with_sign_inside(node, joined[0]) if isinstance(node, Chain) and joined else node


def _with_sign_inside(node: Chain, joined: Expr) -> Expr:
    """Let a fraction that was joined take the sign of its product in: -(y - a) above a bar is a - y."""
    whole = Mul(*node.args)
    if fraction(whole) == tuple(Mul(*(fraction(f)[part] for f in node.args)) for part in (0, 1)):
        return _split(positive(whole))
    # what would cancel is left for the rule that says so
    front, *others = node.args
    if not (is_size(front) and front.could_extract_minus_sign()):
        return node
    return chain((-front, *(positive(-f) if f == joined else f for f in others)))


def _cancel(node: Expr) -> Expr:
    factors = factors_of(node)
    plain = [f for f in factors if not contains(f, Sum, Partial, KroneckerDelta)]
    whole = Mul(*plain)
    above, below = (Mul(*(fraction(f)[part] for f in plain)) for part in (0, 1))
    if not has_denominator(1 / below) or whole.count_ops() > MOST_OPERATIONS or fraction(whole) == (above, below):
        return node
    # where the first of them stood
    at = factors.index(plain[0])
    rest = (f for f in factors[at:] if f not in plain)
    return chain((*factors[:at], _split(positive(whole)), *rest))


def _split(whole: Expr) -> Expr:
    """Put the numbers and sizes of a product in front of what is left."""
    sizes = Mul(*(f for f in Mul.make_args(whole) if is_size(f)))
    rest = Mul(*(f for f in Mul.make_args(whole) if not is_size(f)))
    return chain((sizes, rest))
