"""A classic mistake as the line of the backward pass that it changes: the right line, as derived, and the wrong one.

Goes in: a derivation of a batch, one of the MISTAKES of ``numeric``, the layer that it is made in. Comes out: a record
with both right-hand sides, or a sentence that says why there is nothing to get wrong. Must not know: printing, values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sympy import Expr, Indexed, Integer, Sum, Symbol

from derivations.engine.definitions import DefinedFunction, apply_definition
from derivations.engine.derivation import Result, Results
from derivations.engine.expressions import rewrite
from derivations.engine.variables import names_in
from derivations.errors import SpecificationError
from derivations.numeric.network.mistakes import MISTAKES
from derivations.options import one_of
from derivations.views.arrays import Apply, Axes, Hadamard, Leaf, Node, Plus, Scalar, nodes
from derivations.views.layout import COLUMNS, Layout
from derivations.views.matrices import MatrixLine, matrix_view
from derivations.views.mistakes import change_parts, no_transpose, skip_division

RATE = Symbol("eta", positive=True)
SCALAR: Axes = (None, None)


@dataclass(frozen=True)
class PlantedLine:
    """What stands on the left, and two right-hand sides: matrices, or for the sum over the samples single entries.

    ``value`` is what the right one comes to further down, None if it ends here; ``cancelled`` says that the derivative
    of the activation is no longer in it.
    """

    target: str
    left: Node | Expr
    right: Node | Expr
    wrong: Node | Expr
    value: Node | None = None
    cancelled: bool = False


def plant(derivation: Results, mistake: str, layer: int, layout: Layout = COLUMNS) -> PlantedLine:
    """Make a mistake in the line of a derivation.

    Parameters
    ----------
    derivation : Results
        Of a network, for a batch.
    mistake : str
        One of MISTAKES.
    layer : int
        Where it is made, 1..L. 1/m is left out in the whole pass: its line is that of the layer.
    layout : Layout
        How matrices are laid out.

    Raises
    ------
    SpecificationError
        If the mistake is not known, or there is nothing to get wrong: no error goes back through the weights of the
        first layer, f' is 1 or a Jacobian, or no gradient has 1/m.
    """
    one_of("mistake", mistake, MISTAKES)
    return MADE[mistake](derivation, layer, layout)


def _derivative(derivation: Results, layer: int, layout: Layout, at: str = "") -> PlantedLine:
    """Leave f' out, or take it at another array, in the last line of delta that has it, of the last layer the first."""
    result = derivation[f"delta{layer}"]
    lines = matrix_view(derivation, result, layout).lines
    activation = _activation(derivation, layer)
    with_it = [each for each in lines if any(_is_derivative(node, activation) for node in nodes(each.node))]
    last = f"delta{layer + 1}" not in derivation.targets
    line = with_it[0] if last else next(each for each in with_it if not _has_gradient(each, f"a{layer}"))

    def wrong(node: Node) -> Node:
        if at and isinstance(node, Apply) and isinstance(node.argument, Leaf) and _is_derivative(node, activation):
            return replace(node, argument=replace(node.argument, variable=derivation.model.by_name[at]))
        if not at and isinstance(node, Hadamard):
            kept = tuple(each for each in node.factors if not _is_derivative(each, activation))
            return kept[0] if len(kept) == 1 else replace(node, factors=kept)
        return node

    found = _change(derivation, result, layout, wrong, line.node)
    if not last or line is lines[-1]:
        return found
    return replace(found, value=lines[-1].node, cancelled=result.lines[-1].rule == "cancellation")


def _transpose(derivation: Results, layer: int, layout: Layout) -> PlantedLine:
    return _change(derivation, _backwards(derivation, layer), layout, no_transpose)


def _plant_update(derivation: Results, layer: int, layout: Layout) -> PlantedLine:
    """Put W - eta dC/dW in the place of W."""

    def wrong(node: Node) -> Node:
        if not isinstance(node, Leaf) or node.name != f"W{layer}":
            return node
        step = Hadamard(node.axes, (Scalar(SCALAR, -RATE), replace(node, gradient=True)))
        return Plus(node.axes, (node, step))

    return _change(derivation, _backwards(derivation, layer), layout, wrong)


def _backwards(derivation: Results, layer: int) -> Result:
    """Return the result in which an error goes back through the weights of a layer."""
    if f"da{layer - 1}" not in derivation.targets:
        other = "choose layer 2 or above" if "delta2" in derivation.targets else "there is no other layer"
        raise SpecificationError(
            f"no error goes back through the W of layer {layer}, below which are the data: {other}"
        )
    return derivation[f"da{layer - 1}"]


def _skip_division(derivation: Results, layer: int, layout: Layout) -> PlantedLine:
    """Leave out 1/m where it stands: in delta of the last layer, in the dC/da before it, or in dC/dW."""
    last = max(int(each.removeprefix("delta")) for each in derivation.targets if each.startswith("delta"))
    for target in (f"delta{last}", f"da{last}", f"dW{layer}"):
        lines = matrix_view(derivation, derivation[target], layout).lines
        for line in reversed(lines):
            found = _change(derivation, derivation[target], layout, skip_division, line.node)
            if found.wrong != found.right:
                return found if line is lines[-1] else replace(found, value=lines[-1].node)
    raise SpecificationError("the cost is a sum over the samples, not their mean: it has no 1/m to leave out")


def _skip_sum(derivation: Results, layer: int, layout: Layout) -> PlantedLine:
    """Take the last sample in the place of the sum."""
    result = derivation[f"db{layer}"]

    def wrong(node: Expr) -> Expr:
        if not isinstance(node, Sum):
            return node
        index, _, last = node.limits[0]
        return node.function.xreplace({index: last})

    right = result.lines[-1].expression
    return PlantedLine(result.target, result.left, right, rewrite(right, wrong))


def _twice(derivation: Results, layer: int, layout: Layout) -> PlantedLine:
    found = _change(derivation, derivation[f"dW{layer}"], layout, lambda node: node)
    assert isinstance(found.right, Node)
    return replace(found, wrong=Hadamard(found.right.axes, (Scalar(SCALAR, Integer(2)), found.right)))


def _change(
    derivation: Results, result: Result, layout: Layout, wrong: Callable[[Node], Node], line: Node | None = None
) -> PlantedLine:
    """Change every part of a line, without one of the last line."""
    view = matrix_view(derivation, result, layout)
    right = line or view.lines[-1].node
    return PlantedLine(result.target, view.left, right, change_parts(right, wrong))


def _activation(derivation: Results, layer: int) -> DefinedFunction:
    """Return what the activation of a layer is in the model, a function by name of one entry.

    Raises a SpecificationError if it is none: the identity has an f' of 1, and the units of a softmax see each other.
    """
    found = derivation.model.equation_of[f"a{layer}"].expression
    if isinstance(found, DefinedFunction):
        return found
    if isinstance(found, Indexed):
        raise SpecificationError(f"f' is 1 everywhere in layer {layer}")
    raise SpecificationError(f"the units of layer {layer} see each other: it has a Jacobian in place of f'")


def _is_derivative(node: Node, activation: DefinedFunction) -> bool:
    """Whether it is f' of what f itself sees: a loss has derivatives too, perhaps that of the same function at a."""
    if not isinstance(node, Apply) or not isinstance(node.argument, Leaf):
        return False
    derivative = apply_definition(activation.definition, 1)
    return node.function is derivative and node.argument.name in names_in(activation.args[0])


def _has_gradient(line: MatrixLine, name: str) -> bool:
    return any(isinstance(each, Leaf) and each.gradient and each.variable.name == name for each in nodes(line.node))


MADE: dict[str, Callable[[Results, int, Layout], PlantedLine]] = {
    "derivative": _derivative,
    "at a": lambda derivation, layer, layout: _derivative(derivation, layer, layout, at=f"a{layer}"),
    "transpose": _transpose,
    "mean": _skip_division,
    "sum": _skip_sum,
    "stale": _plant_update,
    "twice": _twice,
}
