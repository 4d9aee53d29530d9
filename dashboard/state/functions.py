"""Single activations: their letters, their derivatives and domains as formulas, and points of their curves."""

from __future__ import annotations

import numpy as np

from dashboard.charts import ENDS, POINTS, function_data
from dashboard.state.shared import derivation
from dashboard.state.visit import current
from derivations import Activation, FormulaError
from derivations.models.functions.definitions import DEFINITIONS
from derivations.numeric.network.activations import Function, function
from derivations.rendering.latex import latex
from derivations.rendering.style import Style


def symbols() -> dict[str, str]:
    """Return the symbols that activations have in formulas."""
    return {name: each.latex for name, each in DEFINITIONS.items()}


def derivative_in_a(name: str) -> str:
    """Print the derivative of an activation of the network that is shown in terms of a = f(z); "" if it is in others.

    It is where the lemma of the derivation ends: sigmoid' = a (1 - a).
    """
    shown, definition = derivation(), DEFINITIONS[name]
    a = definition.variable.func("a")
    value = shown[f"{name}'"].value.xreplace({definition(definition.variable): a})
    return latex(value, shown.model, Style()) if value.free_symbols == {a} else ""


def domain(activation: Activation) -> tuple[tuple[str, ...], bool]:
    """Print where a reader's own activation is defined, and whether a bound ended the attempt to solve that."""
    from derivations.models.formulas_latex import domain_latex  # noqa: PLC0415  2 ms of the first page, for few

    domains = current().domains
    if activation not in domains:
        domains[activation] = domain_latex(activation)
    return domains[activation]


def plot(activation: str | Activation) -> dict[str, bytes]:
    """Compute an activation and its derivative, by hand, for the plot; NaN where it is not defined."""
    found = function(activation)
    z = np.linspace(*ENDS, POINTS)
    pairs = [_value_and_derivative(found, at) for at in z]
    return function_data(z, [value for value, _ in pairs], [derivative for _, derivative in pairs])


def _value_and_derivative(found: Function, z: float) -> tuple[float, float]:
    at = np.array([[z]])
    try:
        value = found.value(at, np.empty_like(at))
        return float(value[0, 0]), float(found.derivative(at, value, np.empty_like(at))[0, 0])
    except FormulaError:
        return np.nan, np.nan
