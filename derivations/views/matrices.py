"""The matrix (batch) view of a result: its lines without their indices, as far as they have such a form.

Goes in: a result of a derivation, the layout to show. Comes out: array nodes, each checked by expansion.
"""

from __future__ import annotations

from dataclasses import dataclass

from derivations.engine.derivation import Line, Result, Results
from derivations.engine.model import Model
from derivations.errors import TranslationError
from derivations.notebook import Typeset
from derivations.views.arrays import Axes, Leaf, Node
from derivations.views.expansion import agrees
from derivations.views.layout import Layout
from derivations.views.translation import translatable, translate


@dataclass(frozen=True)
class MatrixLine:
    """A line as an expression of whole matrices, the number of the line it comes from, and whether the two
    agree entry by entry when both are written out.
    """

    line: int
    rule: str
    node: Node
    ok: bool


@dataclass(frozen=True, repr=False)
class MatrixResult(Typeset):
    """What stands on the left, and the lines that have a matrix form, laid out as ``layout`` says."""

    target: str
    left: Node
    lines: tuple[MatrixLine, ...]
    layout: Layout
    model: Model

    def __repr__(self) -> str:
        return f"<MatrixResult {self.target}: {len(self.lines)} lines, {self.layout.name}>"


def matrix_view(derivation: Results, result: Result, layout: Layout) -> MatrixResult:
    """Translate and check the lines of a result.

    Raises a TranslationError if the result belongs to no variable (a lemma about a function of one number).
    """
    variable = result.variable
    if variable is None:
        raise TranslationError(f"{result.target!r} is about a function of one number; it has no matrix form")
    axes = layout.axes(variable, variable.indices)
    lines: list[MatrixLine] = []
    for at, line in enumerate(result.lines):
        node = _translate(line, axes, derivation, layout)
        if node is not None and (not lines or node != lines[-1].node):
            lines.append(MatrixLine(at, line.rule, node, agrees(node, line.expression, derivation, layout)))
    left = Leaf(axes, variable, gradient=result.kind == "gradient")
    return MatrixResult(result.target, left, tuple(lines), layout, derivation.model)


def _translate(line: Line, axes: Axes, derivation: Results, layout: Layout) -> Node | None:
    if not translatable(line.expression):
        return None
    try:
        return translate(line.expression, axes, derivation.model, layout, derivation.model.order)
    except TranslationError:
        return None  # three indices at once: the index form is the only one
