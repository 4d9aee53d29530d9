"""How an exact number stands: as a decimal where a formula was typed with decimals, 1.702 and not 851/500, and with its
root below the bar, 1/sqrt(2) and not sqrt(2)/2.

Goes in: an exact number, and the fractions of a model that stay as they are. Comes out: its decimal, or nothing.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from sympy import Expr, Rational, S, factorint, fraction, multiplicity
from sympy.printing.latex import LatexPrinter

from derivations.rendering.functions import function_latex

# A product of typed decimals has as many digits after the point as all of them together; more than this nobody reads.
MOST_DIGITS = 20


def decimal(number: Expr, fractions: AbstractSet[Expr] | None) -> str | None:
    """Return a number as a decimal; nothing, if it is whole, has no end as one, or stays a fraction.

    Without a set of ``fractions`` nothing was typed as a decimal, and all numbers stay.
    """
    if fractions is None or not isinstance(number, Rational) or number.is_Integer or abs(number) in fractions:
        return None
    digits_after = max(multiplicity(2, number.q), multiplicity(5, number.q))
    if digits_after > MOST_DIGITS or 10**digits_after % number.q:
        return None
    digits = str(abs(number.p) * 10**digits_after // number.q).zfill(digits_after + 1)
    return f"{'-' if number.p < 0 else ''}{digits[:-digits_after]}.{digits[-digits_after:]}"


def fraction_of(number: Expr, fractions: AbstractSet[Expr] | None) -> tuple[Expr, Expr]:
    """Return what stands above the bar of a number or of sizes, and what below: a decimal stands above it, whole.

    The 1/2 beside sizes, 1/(2 m), is that of a convention, whatever was typed.
    """
    share, sizes = number.as_coeff_Mul()
    if decimal(share, fractions) is None or (share == S.Half and sizes != 1):
        return fraction(number)  # type: ignore[no-any-return]
    above, below = fraction(sizes)
    return share * above, below


def below_root(number: Expr) -> Expr | None:
    """Return q where a number is 1/sqrt(q), which SymPy writes with a root above the bar."""
    if not (number.is_Mul and any(factor.is_Pow and factor.exp == S.Half for factor in number.args)):
        return None
    above, below = fraction(number**2)
    # sqrt(2)/4 is no 1/sqrt(8)
    return below if above == 1 and max(factorint(below.as_coeff_Mul()[0]).values(), default=1) == 1 else None


class _Numbers(LatexPrinter):
    """Functions of numbers as everywhere here: ln(2)."""

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
    text, (above, below) = decimal(share, fractions), fraction(sizes)
    if text is None or (share == S.Half and sizes != 1):
        return _latex(number)
    text = text if above == 1 else f"{text} {_latex(above)}"
    return text if below == 1 else rf"\frac{{{text}}}{{{_latex(below)}}}"
