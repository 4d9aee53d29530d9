"""The functions that a program calls by name, as source: each before those that call it.

Goes in: a derivation, whose lemmas say what derivatives are, and a node. Comes out: lines of source by name. Must not
know: arrays with numbers in them, how a program is run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Symbol

from derivations.engine.definitions import DefinedFunction
from derivations.engine.derivation import Results
from derivations.engine.variables import Variable
from derivations.views.arrays import Apply, Leaf, Node, Spread, nodes
from derivations.views.careful import exact, is_typed, loses_digits
from derivations.views.layout import PROGRAM
from derivations.views.numpy_printer import function_name, source
from derivations.views.program_text import CALL
from derivations.views.stable import STABLE, stable
from derivations.views.translation import SCALAR, translate


@dataclass(frozen=True)
class _Variables:
    """The names of a formula."""

    by_name: Mapping[str, Variable]
    by_gradient: Mapping[str, Variable]


def define_functions(derivation: Results, node: Node, lines: dict[str, list[str]], *, careful: bool) -> None:
    """Add the definition of every function that is called in a node to the lines, and of those that these call.

    ``careful``: whether they are to keep their digits, as what a careful function calls.
    """
    for part in nodes(node):
        if isinstance(part, Apply) and issubclass(part.function, DefinedFunction):
            name = function_name(part.function)
            if lines.get(name, [""])[0] == CALL or (name in lines and not careful):
                continue
            text = STABLE.get(part.function.definition) if part.function.order == 0 else None
            # what a careful function calls is careful too
            inside = careful
            if text is None:
                body = _body(derivation, part.function)
                inside = careful or (is_typed(part.function) and loses_digits(body))
                define_functions(derivation, body, lines, careful=inside)
                text = source(exact(body) if inside else body)
            # after what it calls
            lines.pop(name, None)
            lines[name] = [*([CALL] * inside), f"def {name}(z):", f"    return {text}"]


def translate_scalar(expression: Expr, names: Mapping[Symbol, str]) -> Node:
    """Translate an expression of symbols that have these names in a program."""
    variables = {name: Variable(name) for name in names.values()}
    formula = expression.xreplace({symbol: variables[name].at() for symbol, name in names.items()})
    return stable(translate(formula, SCALAR, _Variables(variables, {}), PROGRAM), source)


def _body(derivation: Results, function: Any) -> Node:
    definition, order = function.definition, function.order
    formula = definition.expression if order == 0 else derivation[function.__name__].value
    node = translate_scalar(formula, {definition.variable: "z"})
    # the derivative of z / 3 has a value at every entry of z
    constant = not any(isinstance(part, Leaf) for part in nodes(node))
    return Spread(node.axes, node, Leaf(node.axes, Variable("z"))) if constant else node
