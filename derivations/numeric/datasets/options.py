"""What a maker of data may be asked for, checked: a generator, a number of samples, an amount of noise.

Goes in: an option as it was given. Comes out: the option, or one sentence about what is wrong with it.
Must not know: what the option is for.
"""

from __future__ import annotations

from math import inf, isfinite, nan
from numbers import Integral, Real

import numpy as np

from derivations.errors import SpecificationError


def checked_generator(rng: object) -> np.random.Generator:
    """Give the generator, if it is one: randomness is passed in, never fetched."""
    if not isinstance(rng, np.random.Generator):
        raise SpecificationError(f"rng {rng!r}; expected a numpy.random.Generator, such as default_rng(0)")
    return rng


def whole_number(name: str, value: object, least: int) -> int:
    """Give a whole number from `least` up."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise SpecificationError(f"{name} {value!r}; expected a whole number from {least} up")
    return int(value)


def real_number(name: str, value: object, least: float, most: float = inf) -> float:
    """Give a finite number from `least` to `most`."""
    try:
        number = float(value) if isinstance(value, Real) and not isinstance(value, bool) else nan
    except OverflowError:  # a whole number beyond 1e308
        number = nan
    if not (isfinite(number) and least <= number <= most):
        low = "" if least == -inf else f" from {least:g} up"
        wanted = low if most == inf else f" from {least:g} to {most:g}"
        raise SpecificationError(f"{name} {value!r}; expected a finite number{wanted}")
    return number
