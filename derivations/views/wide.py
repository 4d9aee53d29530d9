"""Numbers whose exponent has no end, for a formula whose parts are too large or too small for float64.

The program of a user's formula carries this text in front of it: exp(800) / (1 + exp(800)) is 1 although exp(800) is
no float64. Like an extended exponent range in hardware (Kahan): nothing is rounded that float64 would not round.
Must not know: derivations, the rest of this library.
"""

from collections.abc import Callable
from typing import Any

import numpy as np


class Wide(np.lib.mixins.NDArrayOperatorsMixin):
    """m 2^e with 1/2 <= |m| < 1, entry by entry.

    e = near + far i stands for near + far: as one float64, 1e30 + 1 would be 1e30.
    """

    def __init__(self, m: Any, e: Any = 0.0) -> None:
        self.m, more = np.frexp(m)
        self.e = np.where(self.m == 0, -1e300, e + more) + 0j  # next to 0 every number is large

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        # the float64 next to it, which may be 0 or infinite
        return np.array(_scaled(self.m, self.e))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        u, *others = (each if isinstance(each, Wide) else Wide(each) for each in inputs)
        name = {"true_divide": "divide"}.get(ufunc.__name__, ufunc.__name__)
        if name in ("greater", "greater_equal", "less", "less_equal"):
            return ufunc((u - others[0]).m, 0)
        own = getattr(u, f"_{name}", None)
        return own(*others) if own else ufunc(*map(np.asarray, (u, *others)))

    def __array_function__(self, function: Any, types: Any, arguments: Any, options: Any) -> Any:
        if function is not np.where:
            return NotImplemented
        u, v = (each if isinstance(each, Wide) else Wide(each) for each in arguments[1:])
        return Wide(np.where(arguments[0], u.m, v.m), np.where(arguments[0], u.e, v.e))

    def _add(self, v: Any) -> Any:
        e = np.where(_size(self.e - v.e) > 0, self.e, v.e)
        return Wide(_scaled(self.m, self.e - e) + _scaled(v.m, v.e - e), e)

    def _subtract(self, v: Any) -> Any:
        return self + Wide(-v.m, v.e)

    def _negative(self) -> Any:
        return Wide(-self.m, self.e)

    def _absolute(self) -> Any:
        return Wide(np.abs(self.m), self.e)

    def _maximum(self, v: Any) -> Any:
        return np.where(self > v, self, v)

    def _minimum(self, v: Any) -> Any:
        return np.where(self < v, self, v)

    def _multiply(self, v: Any) -> Any:
        return Wide(self.m * v.m, self.e + v.e)

    def _divide(self, v: Any) -> Any:
        return Wide(self.m / v.m, self.e - v.e)

    def _power(self, n: Any) -> Any:
        n = np.asarray(n)
        e = self.e * n
        whole = np.floor(e.real)
        return Wide(self.m**n * 2.0 ** (e.real - whole), whole + 1j * e.imag)

    def _sqrt(self) -> Any:
        return self**0.5

    def _exp(self) -> Any:
        x = np.asarray(self)
        k = np.where(np.isfinite(x) & (np.abs(x) > 700), np.rint(x / np.log(2)), 0.0)
        # ln 2 in two parts, the first so short that k times it is exact
        rest = x - k * 6.93147180369123816490e-01 - k * 1.90821492927058770002e-10
        far = np.abs(k) > 2.0**50  # where x has no digits behind the point, nothing is left for m
        return Wide(np.exp(np.where(far, 0.0, rest)), np.where(far, 1j * k, k))

    def _expm1(self) -> Any:
        return np.where(self > 1, np.exp(self) - 1, np.expm1(np.minimum(np.asarray(self), 1)))

    def _cosh(self) -> Any:
        near = np.abs(np.asarray(self)) < 700
        return np.where(near, np.cosh(np.where(near, self, 0.0).__array__()), np.exp(abs(self)) / 2)

    def _sinh(self) -> Any:
        near = np.abs(np.asarray(self)) < 700
        far = np.sign(self.m) * np.exp(abs(self)) / 2
        return np.where(near, np.sinh(np.where(near, self, 0.0).__array__()), far)

    def _log(self) -> Any:
        inside = np.abs(_size(self.e)) < 1000
        return np.where(inside, np.log(np.asarray(self)), np.log(self.m) + _size(self.e) * np.log(2))

    def _log1p(self) -> Any:
        return np.where(_size(self.e) < 1000, np.log1p(np.asarray(self)), np.log(self))


def _size(e: Any) -> Any:
    return e.real + e.imag


def _scaled(m: Any, e: Any) -> Any:
    return np.ldexp(m, np.clip(_size(e), -9999, 9999).astype(int))


def careful(function: Callable[..., Any]) -> Callable[..., Any]:
    """Run a function in float64, and once more with wide numbers if anything in it over- or underflows."""

    def run(*given: Any) -> Any:
        if any(isinstance(each, Wide) for each in given):
            return function(*given)
        try:
            with np.errstate(all="raise"):
                return function(*given)
        except FloatingPointError:
            with np.errstate(all="ignore"):
                return np.asarray(function(*map(Wide, given)))

    return run
