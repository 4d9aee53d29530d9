"""Real functions to any precision: no number where there is none, infinite or 0 where one would fill the memory.

Goes in: numbers of mpmath. Comes out: the same, off by a few units of their last digit. Must not know: formulas,
arrays.

Exponents have no bound: log(2 + exp(exp(z))) is 5.2e173 at z = 400, where exp(exp(z)) is 10 to a number of 174
digits.
"""

from __future__ import annotations

from math import inf, nan
from typing import Any

from mpmath.ctx_mp import MPContext
from numpy import ndarray

# What a function is far to the left and to the right, where its argument has more than so many binary digits before the
# point: there an exponential has an exponent that would fill the memory, an angle has no digits left, and what levels
# off has done so, to more digits than there are.
FAR: dict[str, tuple[int, float, float]] = {
    "cos": (16_600, nan, nan),
    "cosh": (6_600, inf, inf),
    "erf": (64, -1, 1),
    "erfc": (3_300, 2, 0),
    "exp": (6_600, 0, inf),
    "expm1": (6_600, -1, inf),
    "sin": (16_600, nan, nan),
    "sinh": (6_600, -inf, inf),
    "tan": (16_600, nan, nan),
    "tanh": (64, -1, 1),
}
# what a function has a value from, and to
BETWEEN: dict[str, tuple[float, float]] = {
    **dict.fromkeys(("acos", "asin", "atanh"), (-1, 1)),
    "acosh": (1, inf),
    "log": (0, inf),
    "log1p": (-1, inf),
    "sqrt": (0, inf),
}

# for mpmath's own erfc the square of a number is to be a float64
FAR_OUT = 1e150


class _Context(MPContext):
    def npconvert(self, given: Any) -> Any:
        """Let an array beside a number take over: mpmath's own refusal would print it, and e^(e^800) takes a second."""
        if isinstance(given, ndarray):
            raise TypeError
        return super().npconvert(given)

    def init_builtins(self) -> None:
        """Take mpmath's functions, and erfc far out from its series: there its own ends with an OverflowError."""
        super().init_builtins()
        near: Any = vars(self)["_erfc"]
        # by this name mpmath calls it for a real number
        self._erfc = lambda u: near(u) if u < FAR_OUT or not self.isfinite(u) else self._far_erfc(u)

    def _far_erfc(self, u: Any) -> Any:
        """Return exp(-u^2) / (u sqrt(pi)) times the sum over k of (2k - 1)!! / (-2 u^2)^k, DLMF 7.12.1."""
        # exactly, also under its sign: what is lost here the exponential would multiply by u^2
        square = self.fmul(u, u, exact=True)
        term = total = self.one
        k = 1
        while self.mag(term) >= -self.prec:
            term *= (1 - 2 * k) / (2 * square)
            total += term
            k += 1
        return self.exp(self.fneg(square, exact=True)) / (u * self.sqrt(self.pi)) * total


class Reals:
    """Numbers of so many decimal digits; in a context of its own, so that other threads may work with others."""

    def __init__(self, digits: int) -> None:
        self.context = _Context()
        self.context.dps = digits

    def number(self, given: Any) -> Any:
        """Return a number to so many digits."""
        return self.context.convert(given)

    def constant(self, name: str) -> Any:
        """Return pi or e."""
        return +getattr(self.context, name)

    def function(self, name: str, u: Any) -> Any:
        """Return a function, by its name in NumPy or in a formula."""
        if name in FAR and self.context.mag(u) > FAR[name][0]:
            return self.number(FAR[name][1 if u < 0 else 2])
        # arctan of NumPy is atan of a formula
        name = f"a{name.removeprefix('arc')}" if name.startswith("arc") else name
        low, high = BETWEEN.get(name, (u, u))
        return getattr(self.context, name)(u) if low <= u <= high else self.number(nan)

    def divide(self, u: Any, v: Any) -> Any:
        """Return u / v."""
        return u / v if v else self.context.inf * u

    def power(self, u: Any, v: Any) -> Any:
        """Return u^v; of a negative u for a whole v only."""
        if not u:
            return self.context.inf if v < 0 else u**v
        if u < 0 and not self.context.isint(v):
            return self.number(nan)
        exponent = v * self.context.log(abs(u))
        if self.context.mag(exponent) > FAR["exp"][0]:
            return self.function("exp", exponent) * (-1 if u < 0 and v % 2 else 1)
        return u**v
