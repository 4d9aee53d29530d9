"""The shortest form of a fraction, in the sums, roots and exponentials that are there.

Goes in: an expression without sums over an index. Comes out: the same, reduced. Must not know: lines, models.
"""

from collections.abc import Iterable

from sympy import (
    Abs,
    Add,
    Dummy,
    Expr,
    Function,
    Mul,
    Pow,
    Rational,
    S,
    cancel,
    div,
    exp,
    factor,
    factor_terms,
    fraction,
    gcd_list,
    rem,
)

# Above this, the numbers of an exponent are not written out as the degree of a polynomial.
STEEPEST = 12


def symbols_in(whole: Expr) -> dict[Expr, Expr]:
    """Return what is one symbol, or a power of one, for SymPy's polynomials."""
    # |u| as one symbol: a factored form must not be lost because |u|^2 is u^2
    symbols: dict[Expr, Expr] = {each: Dummy(positive=True) for each in whole.atoms(Abs)}
    # exp(1.702 z) as one symbol: as a polynomial in exp(z/500) it would have the degree 851
    symbols |= {each: Dummy(positive=True) for each in whole.atoms(exp, Pow) if _steep(each)}
    return symbols | differences(whole) | _powers_of_one(whole) | _roots(whole)


def _powers_of_one(whole: Expr) -> dict[Expr, Expr]:
    """Give exp(-z/2) one symbol and exp(-z) its square: SymPy would write both with exp(z/2)."""
    found: dict[Expr, Expr] = {}
    exponentials = [each for each in whole.atoms(exp) if not _steep(each)]
    exponents = [each.exp.as_coeff_Mul() for each in exponentials]
    for part in dict.fromkeys(part for _, part in exponents):
        numbers = [number for number, other in exponents if other == part]
        if len({number.is_positive for number in numbers}) == 1:
            unit = abs(gcd_list(numbers)) * (1 if numbers[0].is_positive else -1)
            symbol = Dummy(positive=True)
            found |= {exp(number * part): symbol ** (number / unit) for number in numbers}
    return found


def differences(whole: Expr) -> dict[Expr, Expr]:
    """Give one symbol to each sum of entries or variables, such as a - y, that they stand in alone: it stays one."""
    found: dict[Expr, Expr] = {}
    for total in whole.atoms(Add):
        inside = {symbol for symbol in total.free_symbols if not symbol.is_integer}
        if inside and not any(term.has(Add) for term in total.args):
            symbol = Dummy()
            if not whole.xreplace({total: symbol}).free_symbols & inside:
                found[total] = symbol
    return found


def _roots(whole: Expr) -> dict[Expr, Expr]:
    """Give the square root of a sum, or of a variable, one symbol, and its powers powers of that."""
    halves = [each for each in whole.atoms(Pow) if each.exp.is_Rational and each.exp.q == 2 and each.base.free_symbols]
    symbols = {base: Dummy(positive=True) for base in dict.fromkeys(each.base for each in halves)}
    found = {each: symbols[each.base] ** (2 * each.exp) for each in halves if isinstance(each.base, Add)}
    inside = set().union(*(each.free_symbols for each in whole.atoms(Function)))
    return found | {base: symbol**2 for base, symbol in symbols.items() if base.is_Symbol and base not in inside}


def shortest(whole: Expr, symbols: dict[Expr, Expr]) -> Expr:
    """Return the shortest of some forms of an expression, with a symbol for everything that is one."""
    plain = whole.xreplace(symbols)
    reduced = cancel(plain)
    for power, symbol in symbols.items():
        if power.is_Pow and isinstance(power.base, Add) and power.exp.is_Rational and power.exp.q == 2:
            reduced = _without_squares(reduced, symbol.as_base_exp()[0], power.base.xreplace(symbols))
    powers = ((each, *symbol.as_base_exp()) for each, symbol in symbols.items())
    back = {symbol: each ** (S.One / power) for each, symbol, power in powers}
    found = write_as_factors(reduced, plain.atoms(Add)).xreplace(back)
    if found == whole and sum(isinstance(each.as_base_exp()[0], Add) for each in Mul.make_args(whole)) < 2:
        # reduced already: what stands in brackets is not multiplied out
        return whole
    expanded = positive(reduced).xreplace(back)
    # (1/2 + z)^2 below the bar is not multiplied out
    forms = [found] if _brackets(1 / fraction(found)[1]) - _brackets(1 / fraction(expanded)[1]) else [found, expanded]
    if 2 * length(found) > length(whole) and any(
        isinstance(each, Mul) and each.has(Add) for total in plain.atoms(Add) for each in total.args
    ):
        taken_out = factor_terms(plain)
        # nor does a number move out of a sum below the bar
        kept = _brackets(1 / fraction(taken_out)[1]) <= _brackets(plain)
        if kept and not any(has_denominator(term) for total in taken_out.atoms(Add) for term in total.args):
            forms.insert(0, taken_out.xreplace(back))
    return min(forms, key=length)


def _brackets(form: Expr) -> set[Expr]:
    """Return the sums that stand to a power, or below a bar."""
    return {each.base for each in form.atoms(Pow) if isinstance(each.base, Add)}


def length(form: Expr) -> int:
    """Count operations, but for a minus in front."""
    return int(min(form.count_ops(), (-form).count_ops()))


def _without_squares(quotient: Expr, root: Expr, square: Expr) -> Expr:
    """Write what a root is of for its square above the bar: 1 - z^2 + z^2 over that root's power is 1 over it."""
    above, below = fraction(quotient)
    return cancel(rem(above, root**2 - square, root) / below) if above.has(root) else quotient


def write_as_factors(quotient: Expr, sums: Iterable[Expr]) -> Expr:
    """Write a quotient with sums that stand in a line already as factors, as they stand there: (z^2 - 1)^2 is not
    (z - 1)^2 (z + 1)^2, and 1/(1 - a)^2 not 1/(a - 1)^2.
    """
    known: list[Expr] = []
    for total in sorted(sums, key=lambda each: (-int(each.count_ops()), _minus_one_in_front(each), str(each))):
        if -total not in known and _is_plain(total):
            known.append(total)
    whole, rest = S.One, S.One
    for part, power in zip(fraction(quotient), (1, -1), strict=True):
        left = part
        for total in known if isinstance(part, Add) or part.has(Add) else ():
            while left.has(*total.free_symbols):
                found, remainder = div(left, total)
                if remainder != 0:
                    break
                left, whole = found, whole * total**power
        rest *= min(positive(factor(left)), left, key=length) ** power
    return whole * positive(rest)


def _is_plain(total: Add) -> bool:
    """Tell whether a sum has nothing in it that is to be reduced: a fraction, a sum, a common factor, only minus."""
    factors = [set(Mul.make_args(term)) for term in total.args]
    return not (
        any(term.has(Add) or has_denominator(term) for term in total.args)
        or set.intersection(*factors)
        or all(S.NegativeOne in each for each in factors)
    )


def _steep(power: Expr) -> bool:
    return not power.exp.is_Integer and any(
        max(abs(number.p), number.q) > STEEPEST for number in power.exp.atoms(Rational)
    )


def has_denominator(term: Expr) -> bool:
    return any(not symbol.is_integer for symbol in fraction(term)[1].free_symbols)


def positive(whole: Expr) -> Expr:
    """Turn signs so that 1 - a stands where SymPy writes a - 1, and, where another difference can take it, no minus
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
            takes = isinstance(each, Add) and any(term.could_extract_minus_sign() for term in each.args)
            # 1 - a says more than a - 1
            if takes and not (each.args[0].is_number and len(factors) > 1):
                return Mul(sign, -1, *factors[:at], -each, *factors[at + 1 :])
    return Mul(sign, *factors)


def _minus_one_in_front(total: Add) -> bool:
    return bool(total.args[0].is_number and total.args[0].is_negative)
