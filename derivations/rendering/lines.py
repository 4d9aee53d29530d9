"""A result as printed lines: the left side, and for every line its formula and its rule.

Goes in: a derivation and one of its results. Comes out: records of LaTeX. Must not know: documents, pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from sympy import Expr

from derivations.engine.definitions import DefinedFunction
from derivations.engine.derivation import SHORTENS, Facts, Line, Result, Results, Step
from derivations.engine.rules import CITATION, RULES
from derivations.rendering.breaking import breakable
from derivations.rendering.citations import in_words, list_rules
from derivations.rendering.latex import latex
from derivations.rendering.matrix_latex import matrix_latex
from derivations.rendering.matrix_style import MatrixStyle, with_costs
from derivations.rendering.order import MatrixOrder, Order, matrix_order_of, order_of
from derivations.rendering.style import PLAIN, Colours, Style, struck_factors
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

    ``number`` is the number of the line in the result, from 0; ``numbers`` are those of all lines that lead here from
    the line that is printed above, its own the last, and ``note`` says in words by which rules, and what these cite,
    with mathematics between dollar signs; beside a key line bookkeeping is not named where another
    rule is. ``translated`` says, of a line in matrices, whether it is the index form when both are written out entry by
    entry; of a line in index notation it is None.
    """

    formula: str
    rule: str
    uses: tuple[str, ...]
    number: int
    note: str
    numbers: tuple[int, ...]
    translated: bool | None = None

    @cached_property
    def breakable(self) -> str:
        """The formula as a narrow column can break it."""
        return breakable(self.formula)


@dataclass(frozen=True)
class PrintedResult:
    """A result as LaTeX: ``left`` = the first formula = the next one, and so on.

    ``unfinished`` as of the result: its last line might be shorter, and UNFINISHED says so. ``of`` is the function of
    a lemma, where the name of its derivative does not say it: of |z| it is sgn(z).
    """

    target: str
    kind: str
    left: str
    lines: tuple[PrintedLine, ...]
    unfinished: bool = False
    of: str = ""

    @property
    def title(self) -> str:
        """A heading, with its mathematics between dollar signs."""
        return f"{KINDS[self.kind]} ${self.left}$" + (f" of ${self.of}$" if self.of else "")

    @property
    def statement(self) -> str:
        """The result in one equation: left side = last line."""
        return f"{self.left} = {self.lines[-1].formula}"

    @cached_property
    def breakable(self) -> str:
        """The statement as a narrow column can break it."""
        return breakable(self.statement)


def print_result(
    derivation: Results, target: str, colours: Colours | None = None, *, depth: str = "every"
) -> PrintedResult:
    """Print the lines of a result that are read at a depth ("key" or "every") in index notation; before a
    cancellation, what cancels is struck out.

    Raises an UnknownTargetError if the derivation holds no such result; a SpecificationError if the depth is not known.
    """
    result = derivation[target]
    lines: list[PrintedLine] = []
    order: Order = {}
    struck = PLAIN.struck
    style = Style(colours=colours, lemma=result.kind == "lemma")
    for step in result.at_depth(depth):
        following = result.lines[step.number + 1 : step.number + 2]
        cancels = any(line.rule == "cancellation" for line in following)
        if isinstance(step.line.expression, Expr):
            struck = struck_factors(step.line.expression) if cancels else PLAIN.struck
        # a term also keeps its place in the lines that are not printed, so that it stands where it does at every depth
        for line in (*step.omitted, step.line):
            if isinstance(line.expression, Expr):
                # a value that is put in stands as where it was derived
                order = {**order, **_order_of_cited(line, derivation)}
                order = order_of(line.expression, order, derivation.model.order, applied_rule(line, derivation))
        formula = latex(step.line.expression, derivation.model, replace(style, struck=struck, order=order))
        _append(lines, _printed_line(derivation, result, step, formula, depth))
    left = latex(result.left, derivation.model, style)
    of = ""
    if isinstance(result.left, DefinedFunction) and "'" not in left:
        of = latex(result.left.func.definition(*result.left.args), derivation.model, style)
    return PrintedResult(target, result.kind, left, tuple(lines), result.unfinished, of)


def print_matrices(
    derivation: Results, target: str, layout: Layout, style: MatrixStyle, *, depth: str = "every"
) -> PrintedResult:
    """Print the matrix view of a result: of the lines between two that are read at a depth, the last with such a form.

    Raises an UnknownTargetError if there is no such result, a TranslationError if it has no matrix form, and a
    SpecificationError if the depth is not known.
    """
    result = derivation[target]
    view = matrix_view(derivation, result, layout)
    style = with_costs(style, derivation.model)
    lines: list[PrintedLine] = []
    order: MatrixOrder = {}
    index: Order = {}
    before = -1
    for step in result.at_depth(depth):
        found = [line for line in view.lines if before < line.line <= step.number]
        if not found:
            continue
        line, passed = found[-1], result.lines[before + 1 : found[-1].line]
        whole = Step(result.lines[line.line], line.line, passed)
        for each in (*passed, whole.line):
            if isinstance(each.expression, Expr):
                index = {**index, **_order_of_cited(each, derivation)}
                index = order_of(each.expression, index, derivation.model.order, applied_rule(each, derivation))
        order = matrix_order_of(line.node, order, index)
        formula = matrix_latex(line.node, layout, replace(style, order=order), like=view.left)
        _append(lines, replace(_printed_line(derivation, result, whole, formula, depth), translated=line.ok))
        before = line.line
    return PrintedResult(target, result.kind, matrix_latex(view.left, layout, style), tuple(lines))


def _order_of_cited(line: Line, derivation: Results) -> Order:
    """Return the terms of the sums that a citation puts in, as they stand in the last line of the results cited."""
    order: Order = {}
    for target in line.uses if line.rule == CITATION.name else ():
        found: Order = {}
        for each in derivation[target].lines if target in derivation.by_target else ():
            if isinstance(each.expression, Expr):
                found = {**found, **_order_of_cited(each, derivation)}
                found = order_of(each.expression, found, derivation.model.order, applied_rule(each, derivation))
        order = {**order, **found}
    return order


def applied_rule(line: Line, derivation: Results) -> Callable[[Expr], Expr] | None:
    """Return the rule of a line as it is applied to one term of a sum; one that shortens makes something else of it."""
    rule = RULES.get(line.rule)
    if rule is None or rule.stage == SHORTENS:
        return None
    facts = Facts(derivation.model, derivation.by_target)
    return lambda term: rule.apply(term, facts)


def _printed_line(derivation: Results, result: Result, step: Step, formula: str, depth: str) -> PrintedLine:
    numbers = tuple(range(step.number - len(step.omitted), step.number + 1))
    named = [number for number in numbers if not (depth == "key" and _is_bookkeeping(result.lines[number].rule))]
    note = list_rules(in_words(result, number, derivation) for number in named or numbers)
    return PrintedLine(formula, step.line.rule, step.uses, step.number, note, numbers)


def _is_bookkeeping(rule: str) -> bool:
    return rule in RULES and RULES[rule].bookkeeping


def _append(lines: list[PrintedLine], line: PrintedLine) -> None:
    """Add a line; one that reads like the line before takes its place, with the rules of both."""
    if lines and lines[-1].formula == line.formula:
        above = lines.pop()
        line = replace(
            line,
            uses=tuple(dict.fromkeys((*above.uses, *line.uses))),
            translated=above.translated if line.translated else line.translated,
            numbers=(*above.numbers, *line.numbers),
            note=list_rules((above.note, line.note)),
        )
    lines.append(line)


def theorem(rule: str) -> str:
    """Return the theorem of a rule, with its mathematics between dollar signs."""
    return RULES[rule].theorem
