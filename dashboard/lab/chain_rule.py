"""The chain rule for one and for two variables: as it is derived, and on an example in two ways that come to the same.

Goes in: nothing. Comes out: printed lines. Must not know: Streamlit.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Symbol

from derivations import Derivation, Model, derive, same_gradient
from derivations.models.chain_rule import (
    expand_steps,
    of_one_variable,
    of_two_variables,
    of_two_variables_twice,
    square_by_substitution,
)
from derivations.rendering.latex import latex
from derivations.rendering.lines import print_result
from derivations.rendering.style import Style


@dataclass(frozen=True)
class ChainRule:
    """``general``: the rule for any functions. Then an example: what it is ``of``, its gradient by ``substitution`` and
    by ``expansion``, each as LaTeX; ``result`` is the gradient of both in the inputs, ``same`` whether SymPy has proved
    them equal.
    """

    title: str
    general: tuple[str, ...]
    of: str
    substitution: tuple[str, ...]
    expansion: tuple[str, ...]
    result: str
    same: bool


def derive_chain_rules() -> tuple[ChainRule, ...]:
    """Derive both rules and their examples."""
    return (
        _rule("One variable in between", of_one_variable(), "x", square_by_substitution(), "x"),
        _rule("Two variables in between", of_two_variables(), "t", of_two_variables_twice(), "s"),
    )


def _rule(title: str, general: Model, variable: str, example: Model, by: str) -> ChainRule:
    theorem, substituted = derive(general), derive(example)
    expanded = derive(expand_steps(_in_inputs(example), "by expansion", example.cost.name))
    compared = same_gradient(substituted, expanded)
    row = next(row for row in compared.rows if row.name == by)
    between = [each.target.gradient for each in example.equations[:-1]]
    return ChainRule(
        title,
        (
            _equations(theorem, 1),
            _lines(theorem, general.by_name[variable].gradient),
        ),
        _equations(substituted),
        (_lines(substituted, example.by_name[by].gradient), *(_lines(substituted, each) for each in between)),
        (_lines(expanded, example.cost.name), _lines(expanded, example.by_name[by].gradient)),
        latex(row.second, expanded.model, Style(order={row.second: tuple(row.second.as_ordered_terms("lex"))})),
        row.ok and row.proved,
    )


def _equations(derivation: Derivation, most: int | None = None) -> str:
    """Print the last equation, and behind it those of what is in between."""
    *between, last = (each.target.name for each in derivation.model.equations)
    return r",\quad ".join(_lines(derivation, name, most) for name in (last, *between))


def _lines(derivation: Derivation, target: str, most: int | None = None) -> str:
    found = print_result(derivation, target, depth="key")
    return " = ".join([found.left, *(line.formula for line in found.lines[:most])])


def _in_inputs(model: Model) -> Expr:
    """Write the last equation of a model in its inputs, as plain variables."""
    whole = model.equations[-1].expression
    for equation in reversed(model.equations[:-1]):
        whole = whole.xreplace({equation.target.at(): equation.expression})
    return whole.xreplace({each.at(): Symbol(each.name) for each in model.inputs})
