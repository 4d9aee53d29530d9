"""Which settings to try: all combinations, or some at random.

Goes in: for each setting that varies, its choices or a distribution. Comes out: settings, in a fixed order.
Must not know: how they are tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from itertools import product
from math import exp, log

import numpy as np

from derivations.calling import public
from derivations.errors import SpecificationError, say_unknown, shown
from derivations.notebook import Records, Row
from derivations.numeric.arrays import checked_generator
from derivations.numeric.search.settings import Settings, option_names
from derivations.numeric.training.optimisers import OPTIMISERS
from derivations.options import instance, mapping, real_number, whole_number

BASE = Settings()
# More settings than this take longer to draw than anybody waits.
MOST_DRAWN = 1_000_000
FIELDS = tuple(field.name for field in fields(Settings) if field.name != "options")


@dataclass(frozen=True)
class Distribution(Row):
    """Numbers between two bounds, to draw a setting from; made by uniform, log_uniform and whole_uniform.

    Parameters
    ----------
    name : str
        "uniform", "log_uniform" or "whole_uniform".
    low, high : float
    """

    name: str
    low: float
    high: float

    def draw(self, rng: np.random.Generator) -> float:
        """Draw one number."""
        if self.name == "whole_uniform":
            return int(rng.integers(int(self.low), int(self.high), endpoint=True))
        if self.name == "log_uniform":
            drawn = exp(rng.uniform(log(self.low), log(self.high)))
            # exp(log(high)) may round to a number beyond it
            return min(max(drawn, self.low), self.high)
        return float(rng.uniform(self.low, self.high))


@public
def uniform(low: float, high: float) -> Distribution:
    """Every number between the bounds is as likely as any other.

    Raises
    ------
    SpecificationError
        If a bound is not a finite number, or high is not above low.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import uniform
    >>> round(uniform(0, 1).draw(np.random.default_rng(0)), 4)
    0.637
    """
    return _between("uniform", real_number("low", low, -np.inf), real_number("high", high, -np.inf))


@public
def log_uniform(low: float, high: float) -> Distribution:
    """Every order of magnitude is as likely as any other, which suits a learning rate; both bounds are above 0.

    (Bergstra and Bengio, Random search for hyper-parameter optimization, 2012.)

    Raises
    ------
    SpecificationError
        If a bound is not a positive finite number, or high is not above low.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import log_uniform
    >>> round(log_uniform(1e-4, 1).draw(np.random.default_rng(0)), 4)
    0.0353
    """
    low, high = real_number("low", low, 0), real_number("high", high, 0)
    if not low:
        raise SpecificationError("low 0 of log_uniform; expected a number above 0, which has a logarithm")
    return _between("log_uniform", low, high)


@public
def whole_uniform(low: int, high: int) -> Distribution:
    """Every whole number from low to high, both included, is as likely as any other.

    Raises
    ------
    SpecificationError
        If a bound is not a whole number from 0 up, or high is not above low.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import whole_uniform
    >>> whole_uniform(1, 100).draw(np.random.default_rng(0))
    86
    """
    return _between("whole_uniform", whole_number("low", low, 0), whole_number("high", high, 0))


@public
def grid(choices: Mapping[str, object], base: Settings = BASE) -> tuple[Settings, ...]:
    """Combine every choice with every other.

    Parameters
    ----------
    choices : mapping of str to a list or tuple
        What each name may be: a field of Settings, or an option of the optimiser, such as "beta1".
    base : Settings
        What all other settings are.

    Returns
    -------
    tuple of Settings
        The last name varies fastest. {} gives the base alone.

    Raises
    ------
    SpecificationError
        If a name is not known, its choices are none, one stands twice, or a combination makes no sense.

    Examples
    --------
    >>> from derivations import Settings, grid
    >>> grid({"hidden": [(4,), (8,)], "beta1": [0.8]}, Settings(optimiser="adam"))
    (Settings(hidden=(4,), options=(('beta1', 0.8),)), Settings(options=(('beta1', 0.8),)))
    """
    listed = {name: _choices(name, values) for name, values in _check_names(choices).items()}
    return Records(_having(base, dict(zip(listed, each, strict=True))) for each in product(*listed.values()))


@public
def sample_settings(
    rng: np.random.Generator, n: int, choices: Mapping[str, object], base: Settings = BASE
) -> tuple[Settings, ...]:
    """Draw settings at random, each name independently of the others.

    Parameters
    ----------
    rng : numpy.random.Generator
    n : int
        How many, from 1 to a million. Lists may give the same settings twice; a distribution over numbers hardly does.
    choices : mapping of str to a list, tuple or Distribution
        As in grid; each entry of a list is as likely as any other.
    base : Settings
        What all other settings are.

    Raises
    ------
    SpecificationError
        As grid; or if rng is no generator, or n no whole number from 1 up.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import log_uniform, sample_settings
    >>> drawn = sample_settings(np.random.default_rng(0), 3, {"learning_rate": log_uniform(1e-3, 1e-1)})
    >>> [round(settings.learning_rate, 4) for settings in drawn]
    [0.0188, 0.0035, 0.0012]
    """
    rng, n = checked_generator(rng), whole_number("n", n, 1, MOST_DRAWN)
    listed = {
        name: values if isinstance(values, Distribution) else _choices(name, values)
        for name, values in _check_names(choices).items()
    }
    return Records(_having(base, {name: _drawn(rng, values) for name, values in listed.items()}) for _ in range(n))


def _between(name: str, low: float, high: float) -> Distribution:
    if not low < high:
        raise SpecificationError(f"high {high!r} of {name}; expected a number above low, {low!r}")
    return Distribution(name, low, high)


def _check_names(choices: object) -> dict[str, object]:
    options = tuple(dict.fromkeys(name for optimiser in OPTIMISERS for name in option_names(optimiser)))
    named = mapping("choices", choices, "a mapping, such as {'learning_rate': [0.1, 0.5]}")
    for name in named:
        if name not in FIELDS and name not in options:
            raise SpecificationError(say_unknown("setting", name, (*FIELDS, *options)))
    return dict(named)


def _choices(name: str, values: object) -> tuple[object, ...]:
    if not isinstance(values, list | tuple | range):
        wanted = "a list of choices"
        wanted += "; a grid cannot hold all of a distribution" if isinstance(values, Distribution) else ""
        raise SpecificationError(f"{name} {shown(values)}; expected {wanted}")
    if not len(values):
        raise SpecificationError(f"{name} {shown(values)}; expected at least one choice")
    # == would take True for 1; the choices of hidden may be lists, which have no hash
    written = [repr(value) for value in values]
    if len(set(written)) < len(written):
        raise SpecificationError(f"{name} {shown(values)}; a choice stands twice")
    return tuple(values)


def _drawn(rng: np.random.Generator, values: tuple[object, ...] | Distribution) -> object:
    return values.draw(rng) if isinstance(values, Distribution) else values[int(rng.integers(len(values)))]


def _having(base: Settings, values: dict[str, object]) -> Settings:
    instance("base", base, Settings, "Settings, such as Settings(epochs=50)")
    options = {name: value for name, value in values.items() if name not in FIELDS}
    plain = {name: value for name, value in values.items() if name in FIELDS}
    merged = tuple({**dict(base.options), **options}.items())
    return replace(base, options=merged, **plain)  # type: ignore[arg-type]
