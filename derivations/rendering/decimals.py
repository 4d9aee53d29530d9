r"""How an exact number stands: as a decimal where a formula was typed with decimals, 1.702 and not 851/500, and with
its root below the bar, 1/sqrt(2) and not sqrt(2)/2.

The rules, for a number that is not whole, of a formula with decimals in it; of one without, all are fractions:

    1. A fraction that was typed, or so many times that, is one: 1/4, and 2/4 z after z^2/4. So is a fraction of the
       library: the 1/2 of a convention. It is none where it is so many times a decimal: 1.5 is 2 times 0.75. Of one
       number that was typed both ways, what waits to be differentiated stands as it was typed: 1/2 beside 0.5 z.
    2. What ends as a decimal is one: 0.2 z for (1/3) 0.6 z.
    3. Of what does not end, a number that was typed below a bar stays there, or a product of such: 2/1.702, and 4.5/7
       after 1.5 z^3/7.
    4. Where that leaves no decimal above, digits without end are avoided all the same: 1/0.51, not 100/51.

Goes in: an exact number, and how the numbers of a model were typed. Comes out: its decimal, or nothing; LaTeX.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import combinations_with_replacement

from sympy import Expr, Mul, Rational, S, factorint, fraction, log, multiplicity
from sympy.printing.latex import LatexPrinter

from derivations.engine.expressions import Chain, chain, is_size, rewrite
from derivations.engine.typed import TypedNumbers
from derivations.rendering.functions import function_latex

# A product of typed decimals has as many digits after the point as all of them together; more than this nobody reads.
MOST_DIGITS = 20
# So many zeros, before the first other digit or after the last, nobody counts: 10^20, and 1.5 times 10^-7.
MOST_ZEROS = 5
# of numbers that divide one product, and of products that are tried
MOST_DIVISORS, MOST_PRODUCTS = 6, 200


def decimal(number: Expr, typed: TypedNumbers | None) -> str | None:
    """Return a number as a decimal; nothing, if it is whole, has no end as one, or stays a fraction."""
    if typed is None or not isinstance(number, Rational) or number.is_Integer or typed.is_fraction(number):
        return None
    return _digits(number)


def exponent(number: Rational, typed: TypedNumbers | None) -> str:
    """Write a number that is an exponent."""
    is_decimal = typed is not None and typed.is_exponent(number)
    return (decimal(number, typed) if is_decimal else None) or str(number)


def _digits(number: Rational) -> str | None:
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


def fraction_of(number: Expr, typed: TypedNumbers | None) -> tuple[Expr, Expr]:
    """Return what stands above the bar of a number or of sizes, and what below: a decimal stands whole."""
    share, sizes = number.as_coeff_Mul()
    # the 1/2 beside sizes, 1/(2 m), is that of a convention, whatever was typed
    if typed is None or share.is_Integer or (share == S.Half and sizes.free_symbols and share in typed.kept):
        return fraction(number)  # type: ignore[no-any-return]
    (over, under), (above, below) = _bar(share, typed), fraction(sizes)
    return over * above, under * below


def _bar(number: Rational, typed: TypedNumbers) -> tuple[Rational, Rational]:
    """Return the two sides of the bar of a number that is not whole; a decimal has none."""
    if typed.is_fraction(number):
        return Rational(number.p), Rational(number.q)
    if _digits(number) is not None:
        return number, S.One
    counts = (n for n in range(1, MOST_DIVISORS + 1) if n == 1 or len(typed.divisors) ** n <= MOST_PRODUCTS)
    products = ((n, Mul(*each)) for n in counts for each in combinations_with_replacement(typed.divisors, n))
    found = [(n, number * below, below) for n, below in products if _ends(number * below)]
    if found:
        # of as few as will do; but 1/0.18, not 0.5/0.09
        return min(found, key=lambda e: (not e[1].is_Integer or e[2].is_Integer, e[0], len(str(e[1].q))))[1:]
    above = Rational(_without_ends(abs(number.p))) * (1 if number.p > 0 else -1)
    return above, above / number


def _ends(number: Rational) -> bool:
    return bool(number.is_Integer) or _digits(number) is not None


def _without_ends(number: int) -> int:
    """Return what is left of a number without its factors 2 and 5."""
    for prime in (2, 5):
        number //= prime ** int(multiplicity(prime, number))
    return number


def with_typed_logarithms(expression: Expr, typed: TypedNumbers | None) -> Expr:
    """Write ln 0.1 for -ln 10 where 0.1^z was typed."""
    if typed is None:
        return expression
    found = (each for each in expression.atoms(log) if each.args[0].is_Integer)
    turned = {each: -log(1 / each.args[0], evaluate=False) for each in found if 1 / each.args[0] in typed.bases}

    def sign_in_front(node: Expr) -> Expr:
        at = next((at for at, each in enumerate(node.args) if each in turned.values()), None)
        if at is None or not isinstance(node, Chain):
            return node
        factors = (*node.args[:at], -node.args[at], *node.args[at + 1 :])
        return chain((-factors[0], *factors[1:]) if at and is_size(factors[0]) else (S.NegativeOne, *factors))

    return rewrite(expression.xreplace(turned), sign_in_front) if turned else expression


def below_root(number: Expr) -> Expr | None:
    """Return q where a number is 1/sqrt(q), which SymPy writes with a root above the bar."""
    if not (number.is_Mul and any(factor.is_Pow and factor.exp == S.Half for factor in number.args)):
        return None
    above, below = fraction(number**2)
    # sqrt(2)/4 is no 1/sqrt(8)
    return below if above == 1 and max(factorint(below.as_coeff_Mul()[0]).values(), default=1) == 1 else None


def over_root(number: Expr, typed: TypedNumbers | None) -> tuple[Expr, Expr] | None:
    """Return 1 and 2 pi of 1/sqrt(2 pi); 0.3 and 2 pi of 0.3/sqrt(2 pi), which SymPy has as 0.15 sqrt(2)/sqrt(pi).

    Nothing for other numbers: a decimal that was typed stays beside its root, 0.3 sqrt(2).
    """
    root = below_root(number)
    if root is not None:
        return S.One, root
    share, rest = number.as_coeff_Mul()
    if typed is None or decimal(share, typed) is None or any((share / each).is_Integer for each in typed.decimals):
        return None
    above = Mul(*(each.base for each in Mul.make_args(rest) if each.is_Pow and each.exp == S.Half))
    number_above, below = share * above, fraction(rest)[1]
    is_typed = below != 1 or abs(number_above) in typed.decimals
    root = below_root(rest / above) if is_typed and not typed.is_fraction(number_above) else None
    return None if root is None else (number_above, root)


def root_latex(number: Expr, split: Callable[[Expr], tuple[Expr, Expr] | None], write: Callable[[Expr], str]) -> str:
    """Return a number as LaTeX, sizes beside it, whose root stands below the bar as ``split`` says; "" for others."""
    constant, sizes = number.as_independent(*number.free_symbols, as_Add=False)
    sides = split(constant)
    if sides is None:
        return ""
    above, below = fraction(sizes)
    under = "" if below == 1 else f"{write(below)} "
    return rf"\frac{{{write(sides[0] * above)}}}{{{under}\sqrt{{{write(sides[1])}}}}}"


class _Numbers(LatexPrinter):
    """Functions of numbers as everywhere here: ln(2)."""

    def _print_Integer(self, number: Expr) -> str:
        return integer_latex(number)

    def _print_Function(self, node: Expr, exp: str | None = None) -> str:
        return function_latex(node.func, ", ".join(self._print(each) for each in node.args), exp or "")

    _print_log = _print_Function


def _latex(number: Expr) -> str:
    return str(_Numbers().doprint(number))


def number_latex(number: Expr, typed: TypedNumbers | None) -> str:
    """Return a number, or sizes, as LaTeX."""
    number = with_typed_logarithms(number, typed)
    root = root_latex(number, partial(over_root, typed=typed), _side)
    if root:
        return root
    if all(part.is_Pow and part.exp == S.Half for part in fraction(number)):
        return rf"\sqrt{{{_latex(number**2)}}}"
    sides = fraction_of(number, typed)
    if sides == fraction(number):
        return _latex(number)
    above, below = map(_side, sides)
    return above if below == "1" else rf"\frac{{{above}}}{{{below}}}"


def _side(number: Expr) -> str:
    """Write what stands on one side of a bar: its number as a decimal, and its sizes."""
    share, sizes = number.as_coeff_Mul()
    text = _latex(share) if share.is_Integer else _digits(share) or _latex(share)
    return text if sizes == 1 else f"{text} {_latex(sizes)}".removeprefix("1 ")
