"""Which variables belong to one sample, where the samples of a batch have a cost each.

Where the cost is made from the costs of single samples, C_s, and nothing that C_s is computed from looks at another
sample, a variable of sample s reaches the cost through C_s alone: its gradient can be the derivative of C_s.

Goes in: equations, and the variable C_s. Comes out: the axis of the sample in every such variable, or one sentence
about where samples meet. Must not know: rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sympy import Expr, Indexed

from derivations.engine.expressions import walk
from derivations.engine.indices import same_alphabet
from derivations.errors import SpecificationError

if TYPE_CHECKING:
    from derivations.engine.model import Equation
    from derivations.engine.variables import Variable


def sample_axes(equations: Sequence[Equation], inputs: Sequence[Variable], sample_cost: Variable) -> dict[str, int]:
    """Return which axis is that of the sample, from 0, of every variable that the cost of one sample is computed from.

    Raises a SpecificationError if ``sample_cost`` is no target, or has other indices than that of a sample; if what it
    is computed from adds up over samples or has the indices of two; or if what belongs to a sample is used by something
    else as well.
    """
    own = next((each for each in equations if each.target == sample_cost), None)
    if own is None or own is equations[-1]:
        raise SpecificationError(f"the cost of one sample, {sample_cost.name!r}, is no target before the cost itself")
    if len(sample_cost.indices) != 1:
        raise SpecificationError(
            f"the cost of one sample, {sample_cost.name!r}, has {len(sample_cost.indices)} indices; "
            "expected one, that of the sample"
        )
    variables = {each.name: each for each in (*inputs, *(equation.target for equation in equations))}
    axes = {name: _axes(variable, sample_cost) for name, variable in variables.items()}
    below = _below(equations, sample_cost.name)
    for equation in equations:
        if equation.target.name in (*below, sample_cost.name):
            _check_one_sample(equation, axes, sample_cost)
    found = {name: axes[name][0] for name in below if axes.get(name)}
    for equation in equations:
        if equation.target.name not in (*below, sample_cost.name):
            _check_not_used(equation, found, variables, sample_cost)
    return found


def _axes(variable: Variable, sample_cost: Variable) -> tuple[int, ...]:
    """Return the axes of a variable that count samples: those of the indices and the size of the sample cost's."""
    (sample,), (size,) = sample_cost.indices, sample_cost.sizes
    pairs = zip(variable.indices, variable.sizes, strict=True)
    return tuple(at for at, (index, extent) in enumerate(pairs) if extent == size and same_alphabet(index, sample))


def _below(equations: Sequence[Equation], name: str) -> dict[str, None]:
    """Return the names that a target is computed from, directly or not."""
    found: dict[str, None] = {name: None}
    for equation in reversed(equations):
        if equation.target.name in found:
            found.update(dict.fromkeys(_name(entry) for entry in _entries(equation.expression)))
    del found[name]
    return found


def _check_one_sample(equation: Equation, axes: dict[str, tuple[int, ...]], sample_cost: Variable) -> None:
    """Check that a target of one sample reads only that sample, and that one of no sample reads none."""
    target = equation.target
    if len(axes[target.name]) > 1:
        raise SpecificationError(f"{target.name!r} belongs to two samples at once, so that none has a cost of its own")
    own = [target.indices[at] for at in axes[target.name]]
    for entry in _entries(equation.expression):
        if any(entry.indices[at] not in own for at in axes.get(_name(entry), ()) if isinstance(entry, Indexed)):
            raise SpecificationError(
                f"the samples see each other: the equation of {target.name!r} reads {_name(entry)!r} of more samples "
                f"than one, so that {sample_cost.name!r} is not the cost of one sample alone"
            )


def _check_not_used(
    equation: Equation, found: dict[str, int], variables: dict[str, Variable], sample_cost: Variable
) -> None:
    for name in map(_name, _entries(equation.expression)):
        if name in found and not variables[name].data:
            raise SpecificationError(
                f"{name!r} belongs to one sample, but reaches {equation.target.name!r} past the cost of that sample, "
                f"{sample_cost.name!r}"
            )


def _entries(expression: Expr) -> Iterator[Expr]:
    return (node for node in walk(expression) if isinstance(node, Indexed) or node.is_Symbol)


def _name(entry: Expr) -> str:
    return str(entry.base.label.name if isinstance(entry, Indexed) else entry.name)
