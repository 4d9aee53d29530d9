r"""A derivation, a result, a line, a model or a formula as a notebook shows it: LaTeX, or Markdown with LaTeX in it.

Goes in: the record, and the model that it speaks of. Comes out: text. Must not know: notebooks, documents.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch
from itertools import islice
from typing import Any

from sympy import Expr

from derivations.engine.definitions import Definition
from derivations.engine.derivation import Result, Results, Step
from derivations.engine.model import Equation, Model
from derivations.engine.variables import Variable
from derivations.rendering.citations import escape, in_words, list_rules, set_in_mathematics
from derivations.rendering.latex import latex
from derivations.rendering.lines import print_result
from derivations.rendering.matrix_latex import matrix_latex
from derivations.rendering.matrix_style import MatrixStyle, with_costs
from derivations.rendering.names import Spelt
from derivations.rendering.path_lines import print_path
from derivations.rendering.style import entry_latex
from derivations.views.graph import Graph
from derivations.views.matrices import MatrixResult
from derivations.views.path import Path
from derivations.views.paths import Paths
from derivations.views.same_gradient import GradientPair, SameGradient

# Results that are shown of a derivation; those of more layers are asked for one by one.
MOST_RESULTS = 40
# The same for paths.
MOST_PATHS = 20

GROUPS = (("forward", "Equations"), ("lemma", "Lemmas"), ("gradient", "Gradients"), ("local", "Arrows"))


def derivation_markdown(derivation: Results) -> str:
    """Return what is derived: every result in one equation, grouped by its kind."""
    parts = [f"**{derivation.model.name}**, {len(derivation.results)} results"]
    shown = derivation.results[:MOST_RESULTS]
    for kind, heading in GROUPS:
        statements = [_statement(derivation, each) for each in shown if each.kind == kind]
        if statements:
            parts += [f"*{heading}*", f"$${_align(statements)}$$"]
    if len(derivation.results) > len(shown):
        parts.append(f"and {len(derivation.results) - len(shown)} more, each under its target: derivation.targets")
    return "\n\n".join(parts)


def result_latex(model: Model, result: Result, problem: str = "") -> str:
    """Return a result line by line, the rule beside each line and what it cites; and why it does not check."""
    found = print_result(Results(model, (result,)), result.target)
    rows = [
        rf"{found.left if at == 0 else ''} &= {line.formula} && {set_in_mathematics(line.note)}"
        for at, line in enumerate(found.lines)
    ]
    if problem:
        rows.insert(0, rf"&\text{{Not checked: {escape(problem)}}}")
    return _inline(_align(rows))


@singledispatch
def typeset(record: object) -> str:
    """Return what a notebook shows of a record that does not know how it is printed."""
    raise TypeError(f"{type(record).__name__} is not printed as mathematics")


@typeset.register
def model_latex(model: Model) -> str:
    """Return the equations of a model, in the order in which they are computed."""
    rows = [f"{latex(each.target.at(), model)} &= {latex(each.expression, model)}" for each in model.equations]
    return _inline(_align(rows))


@typeset.register
def equation_latex(equation: Equation) -> str:
    """Return an equation; in the names of the model that it belongs to, or as they are spelt."""
    return _inline(_equality(equation.target.at(), equation.expression, (equation.target, *equation.variables)))


@typeset.register
def variable_latex(variable: Variable) -> str:
    """Return a variable at its own indices."""
    return _inline(entry_latex(variable, variable.indices, gradient=False))


@typeset.register
def definition_latex(definition: Definition) -> str:
    """Return a function of one symbol and what it is."""
    names = Spelt.of(())
    symbol, meaning = (latex(each, names) for each in (definition.variable, definition.as_typed))
    return _inline(rf"{definition.latex}\left({symbol}\right) = {meaning}")


@typeset.register
def matrices_latex(found: MatrixResult) -> str:
    """Return a result in matrices, line by line."""
    style = with_costs(MatrixStyle(), found.model)
    left = matrix_latex(found.left, found.layout, style)
    rows = [
        rf"{left if at == 0 else ''} &= {matrix_latex(line.node, found.layout, style)} && \text{{{line.rule}}}"
        for at, line in enumerate(found.lines)
    ]
    return _inline(_align(rows))


@typeset.register
def paths_latex(paths: Paths) -> str:
    """Return the first paths, each as the product of its factors."""
    rows = []
    for path in islice(paths, MOST_PATHS):
        found = print_path(paths, path)
        rows.append(f"& {found.names} = {found.values}")
    more = [rf"& \ldots \text{{ and {paths.count - MOST_PATHS} more}}"] if paths.count > MOST_PATHS else []
    return _inline(_align([*rows, *more]))


@typeset.register
def graph_latex(graph: Graph) -> str:
    """Return the equations that a graph draws."""
    return model_latex(graph.derivation.model)


@typeset.register
def path_latex(path: Path) -> str:
    """Return the product of the names of the factors."""
    variables = (each for factor in path.factors for each in (factor.function, factor.variable))
    return _inline(latex(path.names, Spelt.of((path.names,), variables)))


@typeset.register
def step_latex(step: Step) -> str:
    """Return the line that is read, and all the rules that lead to it, as its result has them.

    A line that was changed since stands by itself, in the order of SymPy.
    """
    line = step.line
    result: Any = getattr(line, "within", None)
    # a line of the face knows its model
    names: Any = getattr(line, "model", None) or Spelt.of((line.expression,))
    said = [(each.expression, each.rule) for each in result.lines] if result else []
    found = [(each.expression, each.rule) for each in (*step.omitted, line)]
    if not all(each in said for each in found):
        return _inline(rf"{latex(line.expression, names)} \qquad \text{{{', '.join(step.rules)}}}")
    derivation, numbers = Results(names, (result,)), [said.index(each) for each in found]
    printed = next(each for each in print_result(derivation, result.target).lines if numbers[-1] in each.numbers)
    note = list_rules(in_words(result, number, derivation) for number in numbers)
    return _inline(rf"{printed.formula} \qquad {set_in_mathematics(note)}")


@typeset.register
def pair_latex(pair: GradientPair) -> str:
    """Return the gradient by one input in both forms."""
    return _inline(_equality(pair.first, pair.second))


@typeset.register
def same_gradient_latex(found: SameGradient) -> str:
    """Return every gradient in both forms."""
    first = found.first.model
    rows = []
    for row in found.rows:
        left = latex(first.by_name[row.name].gradient_at(), first)
        rows.append(f"{left} &= {latex(row.first, first)} = {latex(row.second, found.second.model)}")
    return _inline(_align(rows))


def _equality(left: Expr, right: Expr, known: Iterable[Variable] = ()) -> str:
    names = Spelt.of((left, right), known)
    return f"{latex(left, names)} = {latex(right, names)}"


def _statement(derivation: Results, result: Result) -> str:
    found = print_result(derivation, result.target)
    return f"{found.left} &= {found.lines[-1].formula}"


def _align(rows: list[str]) -> str:
    body = " \\\\\n".join(rows)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def _inline(text: str) -> str:
    return rf"$\displaystyle {text}$"
