"""Decimals of any size: so many digits, and an exponent without a bound.

Goes in: Decimals of the standard library, which end at 10^(10^18). Comes out: numbers that go on, and that can be
calculated with among Decimals: log(2 + exp(exp(z))) is 5.2e173 at z = 400, where exp(exp(z)) is 10 to a number of 174
digits. Must not know: formulas, arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, getcontext, localcontext
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np

from derivations.digits import decimals
from derivations.digits.decimals import to_more

# An exponential of more digits before the point has an exponent that would fill the memory.
LARGEST_POWER = 2000
# Beyond 10^FAR an exponential may be too large for the standard library, and a hyperbolic function is one, to more
# digits than there are.
FAR = 15

R = TypeVar("R")


def _with_numbers(operation: Callable[[Unbounded, Unbounded], R]) -> Callable[[Unbounded, Any], R]:
    """Let an operation take a whole number or a Decimal too, and leave arrays to NumPy."""

    def operate(self: Unbounded, other: Any) -> R:
        if isinstance(other, Unbounded | Decimal | int | np.integer):
            return operation(self, Unbounded.of(other))
        return NotImplemented  # type: ignore[no-any-return]

    return operate


class Unbounded:
    """mantissa * 10^exponent, the mantissa from 1 to 10 in size; or 0, infinite, or no number."""

    __slots__ = ("exponent", "mantissa")

    def __init__(self, number: Decimal, exponent: int = 0) -> None:
        self.mantissa, self.exponent = number, 0
        if number and number.is_finite():
            shift = number.adjusted()
            self.mantissa, self.exponent = number.scaleb(-shift), exponent + shift

    @classmethod
    def of(cls, given: Any) -> Unbounded:
        """Return a number as one of this kind."""
        return given if isinstance(given, Unbounded) else cls(Decimal(given))

    @property
    def decimal(self) -> Decimal:
        """The number in the standard library: 0 or infinite where it is too small or too large for that."""
        if abs(self.exponent) < 10**17:
            return self.mantissa.scaleb(self.exponent)
        return self.mantissa * (Decimal("Infinity") if self.exponent > 0 else 0)

    def adjusted(self) -> int:
        """Return the power of ten of the first digit."""
        return self.exponent

    def is_finite(self) -> bool:
        """Tell whether it is a number, and not infinite."""
        return self.mantissa.is_finite()

    def __bool__(self) -> bool:
        return bool(self.mantissa)

    def __float__(self) -> float:
        return float(self.decimal)

    def copy_negate(self) -> Unbounded:
        """Return the number with the other sign."""
        return Unbounded(self.mantissa.copy_negate(), self.exponent)

    def copy_abs(self) -> Unbounded:
        """Return the number without a sign."""
        return Unbounded(self.mantissa.copy_abs(), self.exponent)

    __neg__, __abs__ = copy_negate, copy_abs

    @_with_numbers
    def __add__(self, other: Unbounded) -> Unbounded:
        one, two = self, other
        if not (one.is_finite() and two.is_finite() and one and two):
            return Unbounded(one.mantissa + two.mantissa, one.exponent + two.exponent)
        above, below = (one, two) if one.exponent >= two.exponent else (two, one)
        # what lies so far below that none of its digits is seen
        down = min(above.exponent - below.exponent, 3 * getcontext().prec)
        return Unbounded(above.mantissa + below.mantissa.scaleb(-down), above.exponent)

    @_with_numbers
    def __sub__(self, other: Unbounded) -> Unbounded:
        return self + other.copy_negate()

    @_with_numbers
    def __rsub__(self, other: Unbounded) -> Unbounded:
        return other - self

    @_with_numbers
    def __mul__(self, other: Unbounded) -> Unbounded:
        return Unbounded(self.mantissa * other.mantissa, self.exponent + other.exponent)

    @_with_numbers
    def __truediv__(self, other: Unbounded) -> Unbounded:
        return Unbounded(self.mantissa / other.mantissa, self.exponent - other.exponent)

    @_with_numbers
    def __rtruediv__(self, other: Unbounded) -> Unbounded:
        return other / self

    @_with_numbers
    def __floordiv__(self, other: Unbounded) -> Unbounded:
        return Unbounded(self.decimal // other.decimal)

    __radd__, __rmul__ = __add__, __mul__

    @_with_numbers
    def __eq__(self, other: Unbounded) -> bool:
        return self.mantissa == other.mantissa and self.exponent == other.exponent

    @_with_numbers
    def __lt__(self, other: Unbounded) -> bool:
        return (self - other).mantissa < 0

    @_with_numbers
    def __gt__(self, other: Unbounded) -> bool:
        return (self - other).mantissa > 0

    def __le__(self, other: Any) -> bool:
        return bool(self < other or self == other)

    def __ge__(self, other: Any) -> bool:
        return bool(self > other or self == other)

    __hash__ = None  # type: ignore[assignment]

    @_with_numbers
    def __pow__(self, other: Unbounded) -> Unbounded:
        n = other.decimal
        if n == n.to_integral_value():
            return Unbounded(self.mantissa**n, self.exponent * int(n))
        if not self or self.mantissa < 0:
            return Unbounded(self.mantissa**n)
        with to_more(len(str(self.exponent))):
            found = (self.ln() * n).exp()
        return Unbounded(+found.mantissa, found.exponent)

    def exp(self) -> Unbounded:
        """Return e^x as 10^n e^(x - n ln 10)."""
        if not self.is_finite() or self.exponent > LARGEST_POWER:
            return Unbounded((self.mantissa * Decimal("Infinity")).exp())
        with to_more(max(self.exponent, 0)) as context:
            x, ten = self.decimal, _ln10(context.prec)
            n = (x / ten).to_integral_value()
            mantissa = (x - n * ten).exp()
        return Unbounded(+mantissa, int(n))

    def ln(self) -> Unbounded:
        """Return the natural logarithm."""
        if not self.is_finite() or not self.exponent:
            return Unbounded(self.mantissa.ln())
        with to_more(0) as context:
            found = self.mantissa.ln() + self.exponent * _ln10(context.prec)
        return Unbounded(+found)

    def sqrt(self) -> Unbounded:
        """Return the square root."""
        half, odd = divmod(self.exponent, 2)
        return Unbounded(self.mantissa.scaleb(odd).sqrt(), half)

    def function(self, name: str) -> Unbounded:
        """Return one of the functions that the standard library lacks, by its name in `decimals`."""
        if self.exponent > FAR:
            if name in ("sinh", "cosh"):
                grown = self.copy_abs().exp() / 2
                return -grown if name == "sinh" and self.mantissa < 0 else grown
            if name == "expm1":
                return self.exp() - 1
            if name == "log1p":
                return (self + 1).ln()
        return Unbounded(getattr(decimals, name)(self.decimal))


@lru_cache(maxsize=8)
def _ln10(digits: int) -> Decimal:
    with localcontext(prec=digits):
        return Decimal(10).ln()
