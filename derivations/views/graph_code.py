"""A graph as Python, a few lines a node: forward what it computes, backward what it sends to its operands.

    v1 = x + y          dx += dv1 * 1
                        dy += dv1 * 1

Goes in: a graph. Comes out: source. Must not know: running it, pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr, Piecewise
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.pycode import PythonCodePrinter

from derivations.engine.definitions import write_out
from derivations.engine.expressions import AsTyped, product
from derivations.engine.typed import TypedOrder
from derivations.views.graph import Graph


@dataclass(frozen=True)
class GraphCode:
    """Source by part: ``imports``, ``forward``, ``zeroing`` of the gradients of the inputs, and ``backward``.

    A backward pass adds to what the gradients of the inputs are; those of the nodes in between begin anew.
    """

    imports: str
    forward: str
    zeroing: str
    backward: str


def graph_code(graph: Graph) -> GraphCode:
    """Write a graph as Python that runs with a number for every input.

    Examples
    --------
    >>> from derivations import derive, graph, graph_view
    >>> print(graph_code(graph_view(derive(graph("(x + y)*z")))).backward)
    dY = 1
    dv1 = 0
    <BLANKLINE>
    # Y = v1*z
    dv1 += dY * z
    dz += dY * v1
    <BLANKLINE>
    # v1 = x + y
    dx += dv1 * 1
    dy += dv1 * 1
    """
    printer = _Printer(graph.derivation.model.order)
    forward = [f"{node.name} = {printer.write(node.operation)}" for node in graph.nodes if node.operation is not None]
    inputs = [node.variable.gradient for node in graph.nodes if node.kind == "input"]
    *between, last = (node.variable.gradient for node in graph.nodes if node.operation is not None)
    start = [f"{last} = 1", *([f"{' = '.join(between)} = 0"] if between else [])]
    blocks = ["\n".join(start)]
    names = graph.by_name
    for node in reversed(graph.nodes):
        lines = [
            f"{names[arrow.source].variable.gradient} += {node.variable.gradient} * {printer.factor(arrow.local.value)}"
            for arrow in graph.into(node.name)
        ]
        if lines:
            blocks.append("\n".join([f"# {node.name} = {printer.write(node.operation)}", *lines]))
    text = "\n".join((*forward, *blocks))
    return GraphCode(
        "import math" if "math." in text else "",
        "\n".join(forward),
        f"{' = '.join(inputs)} = 0",
        "\n\n".join(blocks),
    )


class _Printer(PythonCodePrinter):
    """Python's own operators and ``math``; terms and names in a product stand as they were typed."""

    def __init__(self, order: TypedOrder) -> None:
        super().__init__()
        self.typed = order

    def write(self, expression: Expr | None) -> str:
        written = write_out(expression)
        written = written if written.has(AsTyped) else product(written)
        text = str(self.doprint(written))
        return text[1:-1] if isinstance(written, Piecewise) else text

    def factor(self, expression: Expr) -> str:
        """Write what stands behind a multiplication sign."""
        written = product(write_out(expression))
        plain = not isinstance(written, Piecewise) and not written.could_extract_minus_sign()
        return str(self.parenthesize(written, PRECEDENCE["Mul"], strict=True)) if plain else f"({self.write(written)})"

    def _as_ordered_terms(self, expr: Any, order: object = None) -> list[Any]:
        return list(self.typed.terms(expr))

    def _print_Mul(self, expr: Any) -> str:
        number, whole = expr.as_coeff_Mul()
        names = self.typed.factors(whole)
        if not number.is_Rational or not all(each.is_Symbol for each in names):
            return str(super()._print_Mul(expr))
        size = [self.parenthesize(abs(number), PRECEDENCE["Mul"])] if abs(number) != 1 else []
        return ("-" if number < 0 else "") + "*".join([*size, *map(self._print, names)])

    def _print_AsTyped(self, node: Any) -> str:
        return str(self.parenthesize(node.args[0], PRECEDENCE["Pow"]))

    def _print_Larger(self, node: Any) -> str:
        return f"max({', '.join(map(self._print, node.args))})"

    def _print_Smaller(self, node: Any) -> str:
        return f"min({', '.join(map(self._print, node.args))})"

    def _print_Piecewise(self, node: Any) -> str:
        *cases, (otherwise, _) = node.args
        chosen = "".join(f"{self._print(value)} if {self._print(condition)} else " for value, condition in cases)
        return f"({chosen}{self._print(otherwise)})"

    def _print_Relational(self, node: Any) -> str:
        return f"{self._print(node.lhs)} {node.rel_op} {self._print(node.rhs)}"

    def _print_Symbol(self, symbol: Any) -> str:
        return str(symbol.name)

    def _print_Indexed(self, entry: Any) -> str:
        return str(entry.base.label)
