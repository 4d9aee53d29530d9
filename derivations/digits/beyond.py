"""Numbers that float64 has no room for: too large, or too small to have all their digits.

Goes in: numbers of mpmath. Comes out: floats, which print as what they are. Must not know: what they are values of.
"""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from sys import float_info
from typing import Any

import mpmath

DIGITS = 25
# of 2; beyond it the power of 10 is written as a power itself
LARGEST_POWER = 10**15


class Beyond(float):
    """As a float infinite, or next to 0; printed the number itself, 2.73e+347 or 1e(2.73e+347), and no whole number.

    Examples
    --------
    >>> number = Beyond("2.7263745721125665673647795463672705e+347")
    >>> f"{number:.3g}", float(number)
    ('2.73e+347', inf)
    """

    text: str

    def __new__(cls, text: str) -> Beyond:
        """Read a number, as it is printed."""
        mantissa, _, power = text.partition("e(")
        number = super().__new__(cls, f"{mantissa}e{'-' * power.startswith('-')}9999" if power else text)
        number.text = text
        return number

    def __getnewargs__(self) -> tuple[str]:  # type: ignore[override]
        return (self.text,)

    def __repr__(self) -> str:
        return f"{self:.17g}"

    def __format__(self, how: str) -> str:
        how = how if "." in how else f".6{how[-1:] or 'g'}"
        mantissa, power = self.text.strip(")").split("e(") if self.power else ("", self.text)
        return f"{mantissa}e({Decimal(power):{how}})" if mantissa else format(Decimal(power), how)

    @property
    def power(self) -> float:
        """The power of 10, where it has too many digits to be written; else 0."""
        return read(self.text.strip(")").partition("e(")[2] or "0")

    def is_integer(self) -> bool:
        """Tell that nothing is known of its last digits."""
        return False


def as_float(number: Any) -> float:
    """Return a number of mpmath as the float64 next to it, or as what float64 has no room for."""
    found = float(number)
    if isinstance(number, int | float) or not number or not mpmath.isfinite(number):
        return found
    if isfinite(found) and abs(found) >= float_info.min:
        return found
    exponent = number.exp + number.bc
    if abs(exponent) < LARGEST_POWER:
        return Beyond(mpmath.nstr(number, DIGITS))
    power = mpmath.nstr(exponent * mpmath.log10(2), DIGITS)
    return Beyond(f"{'-' * (number < 0)}1e({power})")


def read(text: str) -> float:
    """Return a number in decimals as `as_float` returns it."""
    return as_float(mpmath.mpf(text))


def exactly(number: float) -> Any:
    """Return a float as a number of mpmath, which has room for it."""
    if not isinstance(number, Beyond):
        return mpmath.mpf(number)
    # a power that is not written has no digits: the number is as good as none
    return mpmath.nan if number.power else mpmath.mpf(number.text)
