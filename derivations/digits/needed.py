"""A formula with as many digits as it needs: in float64, and where too few of them are right, with more.

Goes in: what calculates with `BoundedArray`, and arrays. Comes out: arrays of float64, off by no more than ROUNDINGS.
exp(800) / (1 + exp(800)) is inf / inf in float64, and 1 - tanh(27) has no digit that is right: there 40 digits
are tried, then more. What is still not told from 0 with the last ones is taken for 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from derivations.digits.arithmetic import Float64, Precise
from derivations.digits.beside import plain
from derivations.digits.beyond import Beyond, as_float
from derivations.digits.tracked import BoundedArray

# relative to the value: at most so many roundings of 2^-53, and commonly a tenth of that
ROUNDINGS = 2**10
# that are tried
DIGITS = (40, 160, 480, 1600)
# what is smaller has no digits of its own as a float64
NOTHING = 1e-320

Compute = Callable[..., tuple[BoundedArray, ...]]


def as_needed(compute: Compute, *given: Any) -> tuple[np.ndarray, ...]:
    """Return what a function of arrays gives, entry by entry, as float64.

    ``compute``: of one `BoundedArray` per array; it returns a tuple of them; ``given``, arrays of float64: they are
    broadcast. Returns arrays of float64: infinite where a value is too large for one, or 1/0; no number where
    there is none, as log(-1).
    """
    return _with_digits(compute, given, float, NOTHING)


def numbers_as_needed(compute: Compute, *given: float) -> list[float]:
    """Return what a function of numbers gives; what is too large or too small for a float64 as it is."""
    found = _with_digits(compute, given, as_float, 0.0)
    return [each if isinstance(each, Beyond) else float(each) for array in found for each in [array[()]]]


def _with_digits(
    compute: Compute, given: Sequence[Any], convert: Callable[[Any], float], nothing: float
) -> tuple[np.ndarray, ...]:
    arrays = np.broadcast_arrays(*given)
    shape, flat = arrays[0].shape, [np.ravel(each) for each in arrays]
    with np.errstate(all="ignore"):
        by: Any = Float64()
        found = compute(*(BoundedArray(each, 0.0, by) for each in flat))
        values = [np.array(np.broadcast_to(each.x, flat[0].shape), dtype=float) for each in found]
        if convert is not float:
            values = [each.astype(object) for each in values]
        lost = ~_right(found, flat[0].shape, nothing)
        for digits in DIGITS:
            (at,) = np.nonzero(lost)
            if not at.size:
                break
            by = Precise(digits, last=digits == DIGITS[-1])
            like = BoundedArray(by.zero, by.zero, by)
            found = compute(*(like.of(each[at]) for each in flat))
            right = _right(found, at.shape, nothing) | by.last
            for value, each in zip(values, found, strict=True):
                exact = np.where(np.asarray(np.abs(each.x) <= each.off, dtype=bool), by.zero, each.x)
                value[at] = np.broadcast_to(np.frompyfunc(lambda each: convert(plain(each)), 1, 1)(exact), at.shape)
            lost[at] = ~right
    return tuple(value.reshape(shape) for value in values)


def _right(found: tuple[BoundedArray, ...], shape: tuple[int, ...], nothing: float) -> Any:
    """Tell where so many digits of all results are right that no others are wanted; none of what is smaller."""
    right = np.ones(shape, dtype=bool)
    for each in found:
        size = np.abs(each.x)
        fine = (each.off == 0) | ((each.off < each.by.infinite) & (each.off * (2**53 // ROUNDINGS) <= size))
        right &= np.asarray(fine, dtype=bool) | np.asarray(size + each.off <= nothing, dtype=bool)
    return right
