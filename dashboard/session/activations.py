"""What is known of single activations: their letters, their domains, their plots; once, for all visits.

Goes in: the name of an activation, or a reader's own. Comes out: LaTeX, or a data set. Must not know: networks.
"""

from functools import lru_cache

import numpy as np

from dashboard.charts import ENDS, POINTS, function_data
from derivations import Activation, FormulaError
from derivations.models.functions.definitions import DEFINITIONS
from derivations.numeric.activations import Function, function


def function_letters() -> dict[str, str]:
    """Give the letters that activations have in formulas."""
    return {name: each.latex for name, each in DEFINITIONS.items()}


@lru_cache(maxsize=64)
def domain(activation: Activation) -> tuple[tuple[str, ...], bool]:
    """Print where a reader's own activation is defined, and whether a bound ended the attempt to solve that."""
    from derivations.models.formulas_latex import domain_latex  # noqa: PLC0415  few networks have a formula of their own

    return domain_latex(activation)


@lru_cache(maxsize=64)
def function_plot(activation: str | Activation) -> dict[str, bytes]:
    """Compute an activation and its slope, by hand, for the plot; NaN where it is not defined."""
    found = function(activation)
    z = np.linspace(*ENDS, POINTS)
    pairs = [_value_and_slope(found, at) for at in z]
    return function_data(z, [value for value, _ in pairs], [slope for _, slope in pairs])


def _value_and_slope(found: Function, z: float) -> tuple[float, float]:
    at = np.array([[z]])
    try:
        value = found.value(at, np.empty_like(at))
        return float(value[0, 0]), float(found.slope(at, value, np.empty_like(at))[0, 0])
    except FormulaError:
        return np.nan, np.nan
