"""The numbers of the next step of one parameter: old value, gradient, rate, and what the optimiser remembers of it.

Goes in: where training stands, the optimiser and the parameter. Comes out: numbers by the names that the update rule's
equations have for them. Must not know: Streamlit, how a rule is written.
"""

from __future__ import annotations

import inspect

import numpy as np

from dashboard.lab.between import parameter_of, replace_parameter
from dashboard.lab.progress import Memory
from dashboard.lab.schedules import CONSTANT, factor, fit_memory
from dashboard.lab.selection import Source
from derivations import Parameters
from derivations.models.optimisers import METHODS
from derivations.numeric.network.vector import vector_of, views_like
from derivations.numeric.training.optimisers import OPTIMISERS


def update_numbers(
    parameters: Parameters,
    position: tuple[int, int, Source],
    gradient: float,
    *,
    optimiser: str,
    rate: float,
    memory: Memory,
    schedule: str = CONSTANT,
    epoch: int = 0,
) -> dict[str, float]:
    """Return the inputs of the equations of a step.

    Parameters
    ----------
    position : (layer, unit, source), counted from 1; source is None for a bias, a word for a scale or a shift
    gradient : dC/dw
    memory : what the optimiser returned with its last step; () before the first
    schedule, epoch : what multiplies the rate, and how many epochs came before
    """
    layer, unit, source = position
    rate *= factor(schedule, epoch)
    made = OPTIMISERS[optimiser].make(rate)
    found = {"theta_before": parameter_of(parameters, layer, unit, source), "g": gradient, "t": 1.0}
    for variable, word in METHODS[optimiser].options:
        found[variable.name] = rate if word == "learning_rate" else _default(optimiser, word)
    remembered = dict(zip(made.memory, fit_memory(made, memory), strict=False))
    index = _index(parameters, layer, unit, source) if remembered else 0
    for letter in made.memory:
        if letter == "t":
            found["t"] = float(remembered.get("t", 0)) + 1
        else:
            found[f"{letter}_before"] = float(remembered[letter][index]) if remembered else 0.0
    return found


def _default(optimiser: str, word: str) -> float:
    return float(inspect.signature(OPTIMISERS[optimiser].make).parameters[word].default)


def _index(parameters: Parameters, layer: int, unit: int, source: Source) -> int:
    """Find where a parameter stands in the vector of all."""
    zero = Parameters(*views_like(np.zeros_like(vector_of(parameters)), parameters))
    return int(vector_of(replace_parameter(zero, layer, unit, source, 1.0)).argmax())
