"""What an option may be: checked once, where the optimiser, schedule or clipping is made.

Goes in: whatever was given. Comes out: a float or an int, or one sentence that names the option and its range.
"""

from numbers import Integral

import numpy as np

from derivations.errors import SpecificationError


def positive(name: str, value: float) -> float:
    """Give an option as a float, if it is positive and finite."""
    return _within(name, value, (0, np.inf), "a positive finite number", ends=(False, False))


def not_negative(name: str, value: float) -> float:
    """Give an option as a float, if it is finite and not below 0."""
    return _within(name, value, (0, np.inf), "a finite number from 0 up", ends=(True, False))


def share(name: str, value: float) -> float:
    """Give an option as a float, if it is from 0 up and below 1: how much of the old stays."""
    return _within(name, value, (0, 1), "a number from 0 up, below 1", ends=(True, False))


def part(name: str, value: float) -> float:
    """Give an option as a float, if it is from 0 to 1: a part of the whole."""
    return _within(name, value, (0, 1), "a number from 0 to 1", ends=(True, True))


def positive_part(name: str, value: float) -> float:
    """Give an option as a float, if it is above 0 and at most 1."""
    return _within(name, value, (0, 1), "a number above 0, up to 1", ends=(False, True))


def whole(name: str, value: int, least: int) -> int:
    """Give an option as an int, if it is a whole number from `least` up."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise SpecificationError(f"{name} {value!r}; expected a whole number from {least} up")
    return int(value)


def _within(name: str, value: float, within: tuple[float, float], wanted: str, *, ends: tuple[bool, bool]) -> float:
    number = np.asarray(value)
    if not number.ndim and number.dtype.kind in "iuf":
        found = float(number)
        low, high = within
        if low < found < high or (found == low and ends[0]) or (found == high and ends[1]):
            return found
    raise SpecificationError(f"{name} {value!r}; expected {wanted}")
