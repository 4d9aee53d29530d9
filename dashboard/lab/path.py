"""A path through the diagram: which arrow each factor stands at, and what kind of factor it is.

Goes in: a path of the library. Comes out: frozen records. Must not know: Streamlit, numbers, colours.
"""

from __future__ import annotations

from dataclasses import dataclass

from derivations.views.path import Factor, Path

# kinds of factors, in the order in which a path meets them
ERROR, DERIVATIVE, WEIGHT, INPUT = "error", "derivative", "weight", "input"


@dataclass(frozen=True)
class PathStep:
    """A factor in the diagram: at a unit, or, with a source, at the edge that leads to it."""

    number: int
    kind: str
    layer: int
    unit: int
    source: int | None = None


def find_kind(factor: Factor) -> str:
    """Say what a factor is: what the cost does with an output, an f', a weight, or what goes into the parameter."""
    if factor.function.name == "C":
        return ERROR
    if factor.function.name[0] == "a":
        return DERIVATIVE
    return WEIGHT if factor.variable.name[0] == "a" else INPUT


def steps_of(path: Path) -> tuple[PathStep, ...]:
    """Place the factors of a path; one that belongs to no unit, as of a penalty, has no place."""
    return tuple(found for factor in path.factors if (found := _step(factor)) is not None)


def _step(factor: Factor) -> PathStep | None:
    kind, variable = find_kind(factor), factor.variable
    if kind in (ERROR, DERIVATIVE):
        if variable.name[0] not in "az":
            return None
        return PathStep(factor.number, kind, _layer(variable.name), factor.variable_position[0])
    if factor.function.name[0] != "z":
        return None
    layer, [unit, *_] = _layer(factor.function.name), factor.function_position
    if variable.name[0] == "b":
        return PathStep(factor.number, kind, layer, unit)
    source = factor.variable_position[-1]
    return PathStep(factor.number, kind, layer, unit, source)


def _layer(name: str) -> int:
    return int(name[1:])
