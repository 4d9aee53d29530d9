"""How an exact number stands: as a decimal where a formula was typed with decimals, 1.702 and not 851/500, and with its
root below the bar, 1/sqrt(2) and not sqrt(2)/2.

Goes in: an exact number, and the fractions of a model that stay as they are. Comes out: its decimal, or nothing.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from math import lcm

from sympy import Expr, Rational, S, factorint, fraction, multiplicity
from sympy.printing.latex import LatexPrinter

from derivations.rendering.functions import function_latex

# A product of typed decimals has as many digits after the point as all of them together; more than this nobody reads.
MOST_DIGITS = 20
# So many zeros, before the first other digit or after the last, nobody counts: 10^20, and 1.5 times 10^-7.
MOST_ZEROS = 5


def decimal(number: Expr, fractions: AbstractSet[Expr] | None) -> str | None:
    """Return a number as a decimal; nothing, if it is whole, has no end as one, or stays a fraction.

    Without a set of ``fractions`` nothing was typed as a decimal, and all numbers stay.
    """
    if fractions is None or not isinstance(number, Rational) or number.is_Integer or abs(number) in fractions:
        return None
    digits_after = max(multiplicity(2, number.q), multiplicity(5, number.q))
    if digits_after > MOST_DIGITS or 10**digits_after % number.q:
        return None
    shown = str(abs(number.p) * 10**digits_after // number.q)
    digits, sign = shown.zfill(digits_after + 1), "-" if number.p < 0 else ""
    if digits_after - len(shown) >= MOST_ZEROS:
        return sign + _power_of_ten(shown, len(shown) - 1 - digits_after)
    return f"{sign}{digits[:-digits_after]}.{digits[-digits_after:]}"


def integer_latex(number: Expr) -> str:
    """Return a whole number, one with many zeros at its end as a power of ten."""
    digits = str(abs(number))
    kept = digits.rstrip("0")
    if len(digits) - len(kept) <= MOST_ZEROS:
        return str(number)
    return ("-" if number.is_negative else "") + _power_of_ten(kept, len(digits) - 1)


def _power_of_ten(digits: str, exponent: int) -> str:
    power = f"10^{{{exponent}}}"
    return power if digits == "1" else rf"{digits[0]}{'.' * (len(digits) > 1)}{digits[1:]} \cdot {power}"


def fraction_of(number: Expr, fractions: AbstractSet[Expr] | None) -> tuple[Expr, Expr]:
    """Return what stands above the bar of a number or of sizes, and what below: a decimal stands above it, whole.

    The 1/2 beside sizes, 1/(2 m), is that of a convention, whatever was typed.
    """
    share, sizes = number.as_coeff_Mul()
    apart = (share, S.One) if decimal(share, fractions) is not None else _over(share, fractions)
    if apart is None or (share == S.Half and sizes != 1):
        return fraction(number)  # type: ignore[no-any-return]
    above, below = fraction(sizes)
    return apart[0] * above, apart[1] * below


def _over(number: Expr, fractions: AbstractSet[Expr] | None) -> tuple[Expr, Expr] | None:
    """Return the decimals above and below the bar of a number that has no end as one: 1 and 1.702, 3.4318 and 3.

    Nothing, if it is a fraction that was typed, or made of such alone.
    """
    if fractions is None or not isinstance(number, Rational) or number.is_Integer or abs(number) in fractions:
        return None
    typed = lcm(*(each.q for each in fractions))
    rest = _without_ends(number.q)
    if not _divides_power(rest, typed):
        # only a decimal that was divided by has other prime factors
        above = Rational(_without_ends(abs(number.p))) * (1 if number.p > 0 else -1)
    elif _divides_power(number.q, typed):
        return None
    else:
        above = number * rest
    below = above / number
    return None if above.is_Integer and below.is_Integer else (above, below)


def _without_ends(number: int) -> int:
    """Return what is left of a number without its factors 2 and 5."""
    for prime in (2, 5):
        number //= prime ** int(multiplicity(prime, number))
    return number


def _divides_power(number: int, other: int) -> bool:
    """Tell whether every prime factor of a number is one of another."""
    return all(other % prime == 0 for prime in factorint(number))


def below_root(number: Expr) -> Expr | None:
    """Return q where a number is 1/sqrt(q), which SymPy writes with a root above the bar."""
    if not (number.is_Mul and any(factor.is_Pow and factor.exp == S.Half for factor in number.args)):
        return None
    above, below = fraction(number**2)
    # sqrt(2)/4 is no 1/sqrt(8)
    return below if above == 1 and max(factorint(below.as_coeff_Mul()[0]).values(), default=1) == 1 else None


class _Numbers(LatexPrinter):
    """Functions of numbers as everywhere here: ln(2)."""

    def _print_Integer(self, number: Expr) -> str:
        return integer_latex(number)

    def _print_Function(self, node: Expr, exp: str | None = None) -> str:
        return function_latex(node.func, ", ".join(self._print(each) for each in node.args), exp or "")

    _print_log = _print_Function


def _latex(number: Expr) -> str:
    return str(_Numbers().doprint(number))


def number_latex(number: Expr, fractions: AbstractSet[Expr] | None) -> str:
    """Return a number, or sizes, as LaTeX."""
    share, sizes = number.as_coeff_Mul()
    root = below_root(number)
    if root is not None:
        return rf"\frac{{1}}{{\sqrt{{{_latex(root)}}}}}"
    if all(part.is_Pow and part.exp == S.Half for part in fraction(number)):
        return rf"\sqrt{{{_latex(number**2)}}}"
    (over, under), (above, below) = _over(share, fractions) or (share, S.One), fraction(sizes)
    text, divided = (decimal(each, fractions) for each in (over, under))
    if (text is None and divided is None and under == 1) or (share == S.Half and sizes != 1):
        return _latex(number)
    text, divided = text or _latex(over), divided or _latex(under)
    text = text if above == 1 else f"{text} {_latex(above)}"
    divided = divided if below == 1 else f"{divided} {_latex(below)}".removeprefix("1 ")
    return text if divided == "1" else rf"\frac{{{text}}}{{{divided}}}"
