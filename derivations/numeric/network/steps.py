"""The error of a difference quotient against its step: why a right gradient can fail a check, and how to choose a step.

Goes in: a network, a batch, one parameter. Comes out: the relative error of each quotient at each step.

The quotient (C(w + h) - C(w)) / h is off by about h C''/2, and (C(w + h) - C(w - h)) / 2h by h^2 C'''/6: truncation,
which falls with h. Both subtract numbers that agree in more and more digits: rounding, about eps C / h, which rises.
Between them the error has the shape of a V. Im C(w + ih) / h subtracts nothing, so its error has no left side (Squire
and Trapp, SIAM Review 40, 1998; Press et al., Numerical Recipes, 3rd ed., section 5.7).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from derivations.errors import SpecificationError, say_unknown
from derivations.network import Network
from derivations.numeric.network.backward import backpropagate
from derivations.numeric.network.losses import cost_of
from derivations.numeric.network.problem import Problem
from derivations.numeric.network.vector import vector_of, views

# From where truncation is all there is, to where rounding is.
STEPS = tuple(10.0 ** (-exponent / 2) for exponent in range(1, 32))

# The kind of a parameter that leads from no unit.
KIND_OF: dict[int | str | None, str] = {None: "biases", "gamma": "scales", "beta": "shifts"}


@dataclass(frozen=True)
class StepErrors:
    """The gradient by one parameter, and the relative error of three quotients at each step h."""

    # dC/dw as ``backward`` computes it
    gradient: float
    # every h
    steps: tuple[float, ...]
    # the errors of (C(w + h) - C(w)) / h, relative to the gradient, at each h
    one_sided: tuple[float, ...]
    # those of (C(w + h) - C(w - h)) / 2h
    central: tuple[float, ...]
    # those of Im C(w + ih) / h
    imaginary: tuple[float, ...]
    # what half a rounding of the cost comes to in a quotient that subtracts: eps C / (2 h dC/dw)
    rounding: tuple[float, ...]


def step_errors(
    problem: Problem, *, layer: int, unit: int, source: int | str | None = None, steps: tuple[float, ...] = STEPS
) -> StepErrors:
    """Compare the difference quotients of one parameter with its gradient, at steps from 0.3 to 3e-16 or at others.

    ``layer``, ``unit``: the layer of the parameter, 1..L, and its unit, from 1; ``source``: for a weight, the unit of
    the layer before that it leads from; None for the bias, "gamma" and "beta" for the scale and the shift of a
    normalised unit. Raises a SpecificationError if there is no such parameter.

    Examples
    --------
    >>> from derivations import Network, Parameters, xor
    >>> from derivations.numeric.network.problem import pose
    >>> network, data = Network((2, 1), "sigmoid", "mse"), xor()
    >>> start = Parameters(([[0.5, -1.0]],), ([0.25],))
    >>> found = step_errors(pose(network, start, data.inputs, data.targets), layer=1, unit=1, source=2)
    >>> best = min(range(len(found.steps)), key=lambda at: found.central[at])
    >>> 1e-7 < found.steps[best] < 1e-3, found.imaginary[-1] < 1e-14, found.one_sided[-1] > 1e-3
    (True, True, True)
    """
    network = problem.network
    _check_position(network, layer, unit, source)
    position = (unit - 1, source - 1) if isinstance(source, int) else (unit - 1,)
    kind = KIND_OF.get(source, "weights")
    gradient = float(getattr(backpropagate(problem), kind)[layer - 1][position])

    def move(dtype: type, steps: Iterable[complex]) -> list[complex]:
        arrays = views(vector_of(problem.parameters).astype(dtype), network)
        cost = cost_of(problem, arrays)
        array = getattr(arrays, kind)[layer - 1]
        kept, values = array[position], []
        for step in steps:
            array[position] = kept + step
            values.append(complex(cost()))
        return values

    def error(quotient: float) -> float:
        return abs(quotient - gradient) / (abs(gradient) or 1.0)

    with np.errstate(over="ignore"):
        here, *above = (value.real for value in move(np.float64, (0.0, *steps)))
        below = [value.real for value in move(np.float64, (-h for h in steps))]
        beside = [value.imag for value in move(np.complex128, (1j * h for h in steps))]
    return StepErrors(
        gradient,
        steps,
        tuple(error((up - here) / h) for h, up in zip(steps, above, strict=True)),
        tuple(error((up - down) / (2 * h)) for h, up, down in zip(steps, above, below, strict=True)),
        tuple(error(side / h) for h, side in zip(steps, beside, strict=True)),
        tuple(float(np.spacing(abs(here))) / (2 * h * (abs(gradient) or 1.0)) for h in steps),
    )


def _check_position(network: Network, layer: int, unit: int, source: int | str | None) -> None:
    known: dict[str, Sequence[int | str | None]] = {"layer": range(1, network.depth + 1)}
    if layer in known["layer"]:
        more = (None, *KIND_OF) if network.normalises(layer) else (None,)
        known |= {"unit": range(1, network.sizes[layer] + 1)}
        known |= {"source": (*range(1, network.sizes[layer - 1] + 1), *more)}
    for name, given in (("layer", layer), ("unit", unit), ("source", source)):
        if given not in known[name]:
            raise SpecificationError(say_unknown(name, given, [each for each in known[name] if each is not None]))
