"""A user's formula as a SymPy expression: the tree that was read from the text, node by node.

Goes in: an Activation or a Loss. Comes out: a definition, or an expression in given variables, with no text of the user
in it but the name. Must not know: how text is read, how it is printed, NumPy.

Numbers become exact: 0.1 is a tenth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from sympy import (
    Dummy,
    Expr,
    Piecewise,
    Pow,
    Rational,
    S,
    Symbol,
)

from derivations.engine.definitions import Definition
from derivations.engine.expressions import AsTyped, product
from derivations.errors import FormulaError
from derivations.formula import Activation, Loss
from derivations.formula.domain import conditions
from derivations.formula.names import variables_in
from derivations.formula.reading import read
from derivations.formula.tree import Call, Cases, Constant, FreeVariable, Negative, Node, Number, Operation
from derivations.models.formula_functions import CITED, CONSTANTS, FUNCTIONS, NAMED, OPERATIONS, Table
from derivations.models.keeping import keeping
from derivations.models.unevaluated import UNEVALUATED

Z = Symbol("z", real=True)
A = Symbol("a", real=True)
Y = Symbol("y", real=True)


@lru_cache(maxsize=256)
def definition(activation: Activation) -> Definition:
    """Return the definition of an activation, in the variable z, under its own name.

    Raises a FormulaError if the variable cancels, as in z - z, or a part turns out not to be a real number.
    """
    expression = expression_of(activation, {"z": Z}, CITED)
    return Definition(
        activation.name, activation.latex_name, Z, expression, typed=as_typed(activation.tree, {"z": Z}, CITED)
    )


def loss_expression(loss: Loss, a: Expr, y: Expr) -> Expr:
    """Return a loss of an output and its target, its kinks inside of functions that a derivation has lemmas for.

    Raises a FormulaError if a variable cancels, as in a - a, or a part turns out not to be a real number.
    """
    return _loss(loss)[0].xreplace({A: a, Y: y})


def typed_loss(loss: Loss, a: Expr, y: Expr) -> Expr | None:
    """Return a loss in the form in which it was typed; nothing, if that is its expression."""
    typed = _loss(loss)[1]
    return None if typed is None else typed.xreplace({A: a, Y: y})


@lru_cache(maxsize=256)
def _loss(loss: Loss) -> tuple[Expr, Expr | None]:
    variables = {"a": A, "y": Y}
    return expression_of(loss, variables, NAMED), as_typed(loss.tree, variables, NAMED)


def expression_of(formula: Activation | Loss, variables: Mapping[str, Symbol], functions: Table = FUNCTIONS) -> Expr:
    """Return a formula in given variables.

    Raises a FormulaError if a variable cancels, or a part turns out not to be a real number.
    """
    try:
        found = translate(formula.tree, variables, functions)
        # (z + 1) - (z + 1) keeps its brackets, and is 0 all the same
        plain = product(found)
    except (TypeError, ValueError, ZeroDivisionError):
        # SymPy compares no complex numbers: relu(sqrt(z - 1 - z))
        found = plain = S.NaN
    if plain.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity, S.ImaginaryUnit):
        raise FormulaError(f"formula {formula.text!r} has a part that is no real number")
    # tan(pi)**z, of which no bound tells that its base is 0; but relu(z)**z is defined in its other case
    outside = plain.xreplace({cases: Dummy() for cases in plain.atoms(Piecewise)})
    if any(power.base.is_zero for power in outside.atoms(Pow)):
        raise FormulaError(f"formula {formula.text!r} has 0 to a variable power, which needs a positive base")
    for name, variable in variables.items():
        if variable not in plain.free_symbols:
            raise FormulaError(f"formula {formula.text!r} does not depend on {name}: it cancels")
    return found


def as_typed(tree: Node, variables: Mapping[str, Symbol], functions: Table) -> Expr | None:
    """Return a tree in the form in which it was typed; nothing, if SymPy has no other one."""
    found = translate(tree, variables, keeping(functions))
    return found if found.has(AsTyped) else None


def translate(node: Node, variables: Mapping[str, Symbol], functions: Table = FUNCTIONS) -> Expr:
    """Return the expression of one node and all below it."""
    match node:
        case Number():
            return Rational(node.value.numerator, node.value.denominator)
        case Constant(name):
            return CONSTANTS[name]
        case FreeVariable(name):
            return variables[name]
        case Negative(argument):
            return functions["negative"](translate(argument, variables, functions))
        case Operation(sign, left, right):
            operation: Callable[..., Expr] = functions.get(sign, OPERATIONS[sign])
            return operation(translate(left, variables, functions), translate(right, variables, functions))
        case Call(name, arguments):
            return functions[name](*(translate(each, variables, functions) for each in arguments))
        case Cases(conditions, then, otherwise):
            sides = [translate(side, variables, functions) for each in conditions for side in (each.left, each.right)]
            values = translate(then, variables, functions), translate(otherwise, variables, functions)
            return functions["if"]([each.sign for each in conditions], values, sides)


def plain_variables(text: str) -> tuple[Expr, Node]:
    """Read a formula of whatever variables and words it has, each of them a symbol of its own; return its tree too.

    No operation on a variable is evaluated, of numbers each is.

    Raises a FormulaError if the text is not a formula, or a part of it is no real number whatever its variables are, or
    has no derivative where a function inside of it is a number: sqrt(relu(x)).
    """
    variables = {name: Symbol(name) for name in variables_in(text)}
    tree = read(text, tuple(variables))[1]
    # of what is defined nowhere, or has no derivative on a whole side of a kink, no line would check
    conditions(tree)
    if translate(tree, variables).has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity):
        raise FormulaError(f"formula {text!r} has a part that is no real number")
    found = translate(tree, variables, UNEVALUATED)
    for name, variable in variables.items():
        if variable not in found.free_symbols:
            raise FormulaError(f"formula {text!r} does not depend on {name}: it cancels")
    return found, tree
