"""Dual numbers u + u' eps with eps^2 = 0: a value and its derivative, and the rules of differentiation for them.

Goes in: dual numbers of arrays. Comes out: the same. Must not know: formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from derivations.digits.tracked import BoundedArray


class Dual(NamedTuple):
    """A value and its derivative along one variable; None stands for 0, where the variable does not occur."""

    value: Any
    derivative: Any = None


def plus(u: Dual, v: Dual) -> Dual:
    """U + v."""
    return Dual(u.value + v.value, _add(u.derivative, v.derivative))


def minus(u: Dual, v: Dual) -> Dual:
    """U - v."""
    return Dual(u.value - v.value, _add(u.derivative, None if v.derivative is None else -v.derivative))


def times(u: Dual, v: Dual) -> Dual:
    """U v."""
    return Dual(u.value * v.value, _add(_scale(u.derivative, v.value), _scale(v.derivative, u.value)))


def _over(u: Dual, v: Dual) -> Dual:
    quotient = np.divide(u.value, v.value)
    # (u' - (u/v) v') / v: v^2 would overflow long before the derivative does
    above = _add(u.derivative, None if v.derivative is None else -quotient * v.derivative)
    return Dual(quotient, None if above is None else above / v.value)


def _power(u: Dual, v: Dual) -> Dual:
    """u^v for a variable v, as exp(v ln u): u must be positive."""
    logarithm = np.log(u.value)
    value = np.exp(v.value * logarithm)
    inner = _scale(v.derivative, logarithm)
    if u.derivative is not None:
        inner = _add(inner, v.value * u.derivative / u.value)
    return Dual(value, _scale(inner, value))


def constant_power(u: Dual, whole: int | None, exponent: Any) -> Dual:
    """u^n; ``whole`` is n where it is a whole number."""
    # a whole exponent as such: NumPy multiplies, and a negative base is allowed
    n: Any = exponent if whole is None else whole
    value = _to_the(u.value, n)
    if u.derivative is None or whole == 0:
        return Dual(value, None)
    return Dual(value, n * _to_the(u.value, n - 1) * u.derivative)


def _to_the(base: Any, n: Any) -> Any:
    if isinstance(base, BoundedArray):
        return base**n
    base = np.asarray(base)
    # the operator squares where np.power takes a logarithm; of a whole number a negative power is no whole number
    return base**n if base.dtype.kind == "c" else base.astype(np.float64, copy=False) ** float(n)


def _add(u: Any, v: Any) -> Any:
    if u is None or v is None:
        return v if u is None else u
    return u + v


def _scale(derivative: Any, factor: Any) -> Any:
    return None if derivative is None else derivative * factor


OPERATIONS: Mapping[str, Callable[[Dual, Dual], Dual]] = {
    "+": plus,
    "-": minus,
    "*": times,
    "/": _over,
    "**": _power,
}
