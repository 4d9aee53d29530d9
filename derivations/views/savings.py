r"""What backpropagation saves: multiplications of all gradients path by path, and with every dC/dv kept.

Path by path, each path to each entry of a parameter takes one multiplication less than it has factors. With the
gradients kept that are on the way (delta among them), each is multiplied once with each local derivative that leads on
from it. Source: Griewank and Walther, Evaluating Derivatives, section 3.2.

Goes in: a derivation, sizes as numbers. Comes out: two numbers. Must not know: values, printing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from sympy import Symbol

from derivations.engine.derivation import Results
from derivations.engine.variables import Variable
from derivations.views.paths import paths


@dataclass(frozen=True)
class Savings:
    """Multiplications for the gradients of all parameters: path by path, and with what is computed kept."""

    by_paths: int
    kept: int


def count_multiplications(derivation: Results, sizes: Mapping[Symbol, int]) -> Savings:
    """Count the multiplications of all gradients; factors that are 1 count like any other."""
    by_paths, kept = 0, 0
    counted: set[str] = set()
    for parameter in (each for each in derivation.model.inputs if not each.data):
        found = paths(derivation, parameter.name, (1,) * len(parameter.indices), sizes)
        by_paths += _entries(parameter, sizes) * (found.factors - found.count)
        for name in found.arrows.keys() - counted - {found.end.name}:
            counted.add(name)
            entries = _entries(derivation.model.by_name[name], sizes)
            # dC/dC is 1, and is never multiplied with
            kept += entries * sum(found.fan(arrow) for arrow in found.arrows[name] if arrow.function != found.end)
    return Savings(by_paths, kept)


def _entries(variable: Variable, sizes: Mapping[Symbol, int]) -> int:
    return prod(int(size.xreplace(dict(sizes))) for size in variable.sizes)
