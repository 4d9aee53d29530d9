"""What a program reads and calls by name, as source: sizes, and functions, each before those that call it.

Goes in: a derivation, whose lemmas say what derivatives are, and nodes. Comes out: lines of source. Must not know:
arrays with numbers in them, how a program is run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sympy import Expr, Symbol

from derivations.engine.definitions import DefinedFunction
from derivations.engine.derivation import Results
from derivations.engine.model import Model
from derivations.engine.typed import TypedOrder
from derivations.engine.variables import Variable
from derivations.errors import TranslationError
from derivations.views.arrays import Apply, Leaf, Node, Scalar, Spread, nodes, with_decimals
from derivations.views.careful import exact, is_typed, loses_digits
from derivations.views.comparisons import compared
from derivations.views.layout import PROGRAM
from derivations.views.numpy_printer import function_name, source
from derivations.views.program_text import CALL
from derivations.views.stable import LEVEL, STABLE, stable
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
            level = LEVEL.get(part.function.definition) if part.function.order == 1 and not inside else None
            lines[name] = [*([CALL] * inside), f"def {name}(z):", f"    return {text}"]
            lines[name][-1:-1] = [f"    z = {level}"] if level else []


def translate_scalar(derivation: Results, expression: Expr, names: Mapping[Symbol, str]) -> Node:
    """Translate an expression of symbols that have these names in a program."""
    node = _translate(expression, names, derivation.model.order)
    node = stable(compared(node, partial(write_out, derivation)), source)
    return with_decimals(node, derivation.model.typed_numbers)


def _translate(expression: Expr, names: Mapping[Symbol, str], order: TypedOrder) -> Node:
    variables = {name: Variable(name) for name in names.values()}
    placed = {symbol: variables[name].at() for symbol, name in names.items()}
    rows = tuple(tuple(part.xreplace(placed) for part in row) for row in order.sums)
    return translate(expression.xreplace(placed), SCALAR, _Variables(variables, {}), PROGRAM, TypedOrder(rows))


def write_out(derivation: Results, function: Any) -> Node:
    """Return what a function of z is by definition; of a derivative, what its lemma says."""
    return _translate(_formula(derivation, function), {function.definition.variable: "z"}, derivation.model.order)


def _formula(derivation: Results, function: Any) -> Expr:
    return derivation[function.__name__].value if function.order else function.definition.expression


def read_sizes(model: Model, lines: Iterable[Node]) -> list[str]:
    """Read the sizes that stand in the lines of a program from the shapes of its inputs.

    Raises a TranslationError if no input has an axis of a size.
    """
    symbols = {
        size for line in lines for part in nodes(line) if isinstance(part, Scalar) for size in part.value.free_symbols
    }
    found = []
    for variable in model.inputs:
        stored = [size for size in PROGRAM.order(variable, variable.sizes) if size is not None]
        for axis, size in enumerate(stored):
            if size in symbols:
                symbols.discard(size)
                found.append(f"{size} = {variable.name}.shape[{axis}]")
    if symbols:
        raise TranslationError(f"no input of the model has an axis as long as {min(map(str, symbols))}")
    return found


def _body(derivation: Results, function: Any) -> Node:
    node = translate_scalar(derivation, _formula(derivation, function), {function.definition.variable: "z"})
    # the derivative of z / 3 has a value at every entry of z
    constant = not any(isinstance(part, Leaf) for part in nodes(node))
    return Spread(node.axes, node, Leaf(node.axes, Variable("z"))) if constant else node
