r"""A derivation, a result, a line, a model or a formula as a notebook shows it: LaTeX, or Markdown with LaTeX in it.

Goes in: the record, and the model that it speaks of. Comes out: text. Must not know: notebooks, documents.
"""

from __future__ import annotations

from sympy import Equality
from sympy import latex as sympy_latex

from derivations.engine.derivation import Derivation, Line, Result
from derivations.engine.model import Definition, Equation, Model, Variable
from derivations.rendering.latex import element_latex, latex
from derivations.rendering.lines import printed

# Results that are shown of a derivation; those of more layers are asked for one by one.
MOST_RESULTS = 40

GROUPS = (("forward", "Equations"), ("lemma", "Lemmas"), ("gradient", "Gradients"), ("local", "Arrows"))


def derivation_markdown(derivation: Derivation) -> str:
    """Return what is derived: every result in one equation, grouped by its kind."""
    parts = [f"**{derivation.model.name}**, {len(derivation.results)} results"]
    shown = derivation.results[:MOST_RESULTS]
    for kind, heading in GROUPS:
        statements = [_statement(derivation, each) for each in shown if each.kind == kind]
        if statements:
            parts += [f"*{heading}*", f"$${_aligned(statements)}$$"]
    if len(derivation.results) > len(shown):
        parts.append(f"and {len(derivation.results) - len(shown)} more, each under its target: derivation.targets")
    return "\n\n".join(parts)


def result_latex(model: Model, result: Result) -> str:
    """Return a result line by line, the rule beside each line."""
    found = printed(Derivation(model, (result,)), result.target)
    rows = [
        rf"{found.left if at == 0 else ''} &= {line.formula} && \text{{{line.rule}}}"
        for at, line in enumerate(found.lines)
    ]
    return _inline(_aligned(rows))


def line_latex(model: Model, line: Line) -> str:
    """Return one line, its rule beside it."""
    return _inline(rf"{latex(line.expression, model)} \qquad \text{{{line.rule}}}")


def model_latex(model: Model) -> str:
    """Return the equations of a model, in the order in which they are computed."""
    rows = [f"{latex(each.target.at(), model)} &= {latex(each.expression, model)}" for each in model.equations]
    return _inline(_aligned(rows))


def equation_latex(equation: Equation) -> str:
    """Return an equation that belongs to no model yet."""
    return _inline(sympy_latex(Equality(equation.target.at(), equation.expression, evaluate=False)))


def variable_latex(variable: Variable) -> str:
    """Return a variable at its own indices."""
    return _inline(element_latex(variable, variable.indices, gradient=False))


def definition_latex(definition: Definition) -> str:
    """Return a function of one letter and what it is."""
    letter = definition.variable
    return _inline(rf"{definition.latex}\left({sympy_latex(letter)}\right) = {sympy_latex(definition.expression)}")


def _statement(derivation: Derivation, result: Result) -> str:
    found = printed(derivation, result.target)
    return f"{found.left} &= {found.lines[-1].formula}"


def _aligned(rows: list[str]) -> str:
    body = " \\\\\n".join(rows)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def _inline(text: str) -> str:
    return rf"$\displaystyle {text}$"
