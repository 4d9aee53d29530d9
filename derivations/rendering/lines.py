"""A result as printed lines: the left side, and for every line its formula and its rule.

Goes in: a derivation and one of its results. Comes out: records of LaTeX. Must not know: documents, pages.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from derivations.engine.derivation import Derivation, Result
from derivations.engine.rules import RULES
from derivations.rendering.latex import Colours, Style, latex, struck_factors
from derivations.rendering.matrix_latex import MatrixStyle, matrix_latex
from derivations.views.layout import Layout
from derivations.views.matrices import matrix_view

KINDS = {
    "forward": "The equation of",
    "lemma": "Lemma: the derivative",
    "gradient": "The gradient",
    "local": "The arrow",
}

UNFINISHED = (
    "This is right, but perhaps not as short as it could be: an attempt to simplify it took too long and was given up."
)


@dataclass(frozen=True)
class PrintedLine:
    """The formula after an equals sign, the rule that leads to it, and the results it cites.

    ``number`` is the number of the line in the result, from 0. ``translated`` says, of a line in matrices, whether
    it is the index form when both are written out entry by entry; of a line in index notation it is None.
    """

    formula: str
    rule: str
    uses: tuple[str, ...]
    number: int
    translated: bool | None = None


@dataclass(frozen=True)
class PrintedResult:
    """A result as LaTeX: ``left`` = the first formula = the next one, and so on.

    ``unfinished`` as of the result: its last line might be shorter, and UNFINISHED says so.
    """

    target: str
    kind: str
    left: str
    lines: tuple[PrintedLine, ...]
    unfinished: bool = False

    @property
    def title(self) -> str:
        """A heading, with its mathematics between dollar signs."""
        return f"{KINDS[self.kind]} ${self.left}$"

    @property
    def statement(self) -> str:
        """The result in one equation: left side = last line."""
        return f"{self.left} = {self.lines[-1].formula}"


def printed(derivation: Derivation, target: str, colours: Colours | None = None) -> PrintedResult:
    """Print a result in index notation; before a cancellation, what cancels is struck out.

    Raises
    ------
    UnknownTargetError
        If the derivation holds no such result.
    """
    result = derivation[target]
    lines = []
    for at, line in enumerate(result.lines):
        cancels = at + 1 < len(result.lines) and result.lines[at + 1].rule == "cancellation"
        struck = struck_factors(line.expression) if cancels else frozenset()
        formula = latex(line.expression, derivation.model, Style(colours=colours, struck=struck))
        lines.append(PrintedLine(formula, line.rule, line.uses, at))
    left = latex(result.left, derivation.model, Style(colours=colours))
    return PrintedResult(target, result.kind, left, tuple(lines), result.unfinished)


def printed_matrices(derivation: Derivation, target: str, layout: Layout, style: MatrixStyle) -> PrintedResult:
    """Print the matrix view of a result.

    Raises
    ------
    UnknownTargetError, TranslationError
        If there is no such result, or it has no matrix form.
    """
    result = derivation[target]
    view = matrix_view(derivation, result, layout)
    style = replace(style, cost=derivation.model.cost.latex)
    lines = tuple(
        PrintedLine(matrix_latex(line.node, layout, style), line.rule, _uses(result, line.line), line.line, line.ok)
        for line in view.lines
    )
    return PrintedResult(target, result.kind, matrix_latex(view.left, layout, style), lines)


def theorem(rule: str) -> str:
    """Return the theorem of a rule, with its mathematics between dollar signs."""
    return RULES[rule].theorem


def _uses(result: Result, line: int) -> tuple[str, ...]:
    return result.lines[line].uses
