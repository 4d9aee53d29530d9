"""A model of scalars as a picture without positions: nodes, and arrows that carry local derivatives.

Goes in: a derivation of a model without indices. Comes out: nodes in the order in which they are computed, and arrows
from what goes in to what is computed. Must not know: where a page puts them, values.

Source: Griewank and Walther, Evaluating Derivatives, section 2.2: the computational graph of an evaluation procedure.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Add, Expr, Mul, Piecewise, Pow

from derivations.calling import public
from derivations.engine.definitions import DefinedFunction
from derivations.engine.derivation import Result, Results, checked_derivation
from derivations.engine.expressions import Chain
from derivations.engine.local import local_derivative
from derivations.engine.selection import Extreme, Larger
from derivations.engine.variables import Variable, is_entry, names_in
from derivations.errors import SpecificationError
from derivations.notebook import Typeset


@dataclass(frozen=True)
class GraphNode:
    """A variable: ``kind`` is input, data, sum, difference, product, power, cases, function, name (of another node)
    or composite.

    ``operation`` is its equation's right side, None for an input; ``operands`` are the names in it. ``label`` is what
    one writes into the node: +, −, ×, ^, ?, or the function's name.
    """

    variable: Variable
    kind: str
    operation: Expr | None
    operands: tuple[str, ...]
    label: str

    @property
    def name(self) -> str:
        """The name of the variable."""
        return self.variable.name


@dataclass(frozen=True)
class GraphArrow:
    """From an operand to the node that uses it, with the local derivative of the node by the operand."""

    source: str
    target: str
    local: Result


@dataclass(frozen=True, repr=False)
class Graph(Typeset):
    """Nodes, inputs first, and arrows in the order of their targets; the last node is the whole."""

    derivation: Results
    nodes: tuple[GraphNode, ...]
    arrows: tuple[GraphArrow, ...]

    def __repr__(self) -> str:
        return f"<Graph of {self.derivation.model.name!r}: {len(self.nodes)} nodes, {len(self.arrows)} arrows>"

    @property
    def by_name(self) -> dict[str, GraphNode]:
        """Each node by its name."""
        return {node.name: node for node in self.nodes}

    def into(self, target: str) -> tuple[GraphArrow, ...]:
        """Return the arrows that end at a node."""
        return tuple(arrow for arrow in self.arrows if arrow.target == target)

    def out_of(self, source: str) -> tuple[GraphArrow, ...]:
        """Return the arrows that begin at a node: its gradient has one contribution from each."""
        return tuple(arrow for arrow in self.arrows if arrow.source == source)


@public
def graph_view(derivation: Results) -> Graph:
    """Return the graph of a model of scalars.

    Raises
    ------
    SpecificationError
        If a variable of the model has indices: it is an array, and its graph has an arrow per entry.

    Examples
    --------
    >>> from sympy import symbols
    >>> from derivations import derive, graph, graph_view
    >>> x, y = symbols("x y")
    >>> view = graph_view(derive(graph((x + y) * x)))
    >>> [node.name for node in view.nodes]
    ['x', 'y', 'v1', 'Y']
    """
    model = checked_derivation(derivation).model
    for variable in model.by_name.values():
        if variable.indices:
            raise SpecificationError(f"variable {variable.name!r} of model {model.name!r} is an array, not a scalar")
    inputs = (GraphNode(each, "data" if each.data else "input", None, (), "") for each in model.inputs)
    computed = (
        GraphNode(each.target, kind, each.as_typed, names_in(each.as_typed), label)
        for each in model.equations
        for kind, label in (_kind(each.as_typed),)
    )
    arrows = (
        GraphArrow(name, equation.target.name, local_derivative(derivation, equation.target.name, name))
        for equation in model.equations
        for name in names_in(equation.expression)
        if not model.by_name[name].data
    )
    return Graph(derivation, (*inputs, *computed), tuple(arrows))


def _kind(operation: Expr) -> tuple[str, str]:
    if is_entry(operation):
        return "name", "="
    parts = [part for part in operation.args if isinstance(part, Expr)]
    if isinstance(operation, Piecewise):
        return "cases", "?"
    if any(not is_entry(part) and part.free_symbols for part in parts):
        taken_off = isinstance(operation, Add) and all(
            is_entry(part) or is_entry(-part) or not part.free_symbols for part in parts
        )
        return ("difference", "−") if taken_off else ("composite", "")
    if isinstance(operation, Add):
        return "sum", "+"
    if isinstance(operation, Mul | Chain):
        return "product", "×"
    if isinstance(operation, Pow):
        return "power", "^"
    if isinstance(operation, Extreme):
        return "function", "max" if isinstance(operation, Larger) else "min"
    if isinstance(operation, DefinedFunction):
        return "function", str(operation.definition.name)
    return "function", str(operation.func.__name__)
