r"""What backpropagation saves: multiplications of all gradients path by path, and with every dC/dv kept.

Path by path, each path to each entry of a parameter takes one multiplication less than it has factors. With the
gradients kept that are on the way (delta among them), each is multiplied once with each local derivative that leads on
from it. Source: Griewank and Walther, Evaluating Derivatives, section 3.2.

Goes in: paths, which have a derivation and sizes as numbers. Comes out: two numbers. Must not know: values, printing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from sympy import Symbol

from derivations.engine.variables import Variable
from derivations.views.paths import Paths


@dataclass(frozen=True)
class Savings:
    """Multiplications for the gradients of all parameters: path by path, and with what is computed kept."""

    by_paths: int
    kept: int


def count_multiplications(start: Paths) -> Savings:
    """Count the multiplications of all gradients of the derivation that paths belong to, at their sizes.

    Factors that are 1 count like any other; what does not reach the cost does not count.
    """
    by_paths, kept, sizes = 0, 0, dict(start.sizes)
    counted = {start.end.name}
    for parameter in (each for each in start.derivation.model.inputs if not each.data):
        found = start.beginning(parameter, (1,) * len(parameter.indices))
        by_paths += _entries(parameter, sizes) * (found.factors - found.count)
        for name in found.arrows.keys() - counted:
            counted.add(name)
            variable = start.derivation.model.by_name[name]
            if start.beginning(variable, (1,) * len(variable.indices)).count:
                # dC/dC is 1, and is never multiplied with
                on = (found.fan(arrow) for arrow in found.arrows[name] if arrow.function != found.end)
                kept += _entries(variable, sizes) * sum(on)
    return Savings(by_paths, kept)


def _entries(variable: Variable, sizes: Mapping[Symbol, int]) -> int:
    return prod(int(size.xreplace(dict(sizes))) for size in variable.sizes)
