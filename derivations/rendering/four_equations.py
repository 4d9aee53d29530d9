"""The four equations of backpropagation as LaTeX, in indices and in matrices.

Goes in: the equations of a layer, the derivation and the layout that they were found in. Comes out: records of LaTeX.
"""

from __future__ import annotations

from dataclasses import dataclass

from derivations.engine.derivation import Results
from derivations.rendering.latex import latex
from derivations.rendering.matrix_latex import matrix_latex
from derivations.rendering.matrix_style import MatrixStyle, with_costs
from derivations.rendering.style import Style
from derivations.views.four_equations import FourEquations
from derivations.views.layout import COLUMNS, Layout


@dataclass(frozen=True)
class PrintedEquation:
    """One equation in both notations; ``target`` and ``line`` say which line of the derivation it is."""

    number: int
    title: str
    target: str
    line: int
    indices: str
    matrices: str
    ok: bool


def print_equations(
    found: FourEquations, derivation: Results, layout: Layout = COLUMNS, style: MatrixStyle | None = None
) -> tuple[PrintedEquation, ...]:
    """Print the equations; ``layout`` is the one that they were found with.

    ``style``: shapes under the matrices, and colours, which the index form takes as well.
    """
    style = with_costs(style or MatrixStyle(), derivation.model)
    plain = Style(colours=style.colours)
    return tuple(
        PrintedEquation(
            number=each.number,
            title=each.title,
            target=each.target,
            line=each.line,
            indices=f"{latex(each.left, derivation.model, plain)} = {latex(each.right, derivation.model, plain)}",
            matrices=f"{matrix_latex(each.left_matrix, layout, style)} = "
            f"{matrix_latex(each.right_matrix, layout, style)}",
            ok=each.ok,
        )
        for each in found.equations
    )
