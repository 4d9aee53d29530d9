"""A user's formula as a SymPy expression: the tree that was read from the text, node by node.

Goes in: an Activation or a Loss. Comes out: a definition, or an expression in given letters, with no text of the user
in it but the name. Must not know: how text is read, how it is printed, NumPy.

Numbers become exact: 0.1 is a tenth. max and min keep their form and the order of their arguments, named functions
their names. Kinks have the derivative of the case that holds there: relu'(0) = 0, abs'(0) = 0, sign'(0) = 0. Where two
arguments of max or min are equal, the derivative is the mean of theirs, and 0 if one of them is a number: that of
max(z, 0) and max(0, z) is that of relu(z). The numeric side makes the same choices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any

from sympy import (
    Abs,
    Add,
    Dummy,
    E,
    Expr,
    Float,
    Ge,
    Gt,
    Le,
    Lt,
    Mul,
    Piecewise,
    Pow,
    Rational,
    S,
    Symbol,
    atan,
    cos,
    cosh,
    erf,
    exp,
    log,
    pi,
    preorder_traversal,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

from derivations.engine.extremes import Extreme, Larger, Smaller
from derivations.engine.model import DefinedFunction, Definition
from derivations.errors import FormulaError
from derivations.formula import Activation, Loss
from derivations.formula.names import letters_in
from derivations.formula.reading import read
from derivations.formula.tree import Call, Cases, Constant, Letter, Negative, Node, Number, Operation
from derivations.formula.vocabulary import NAMED as VOCABULARY
from derivations.models.functions.definitions import ABSOLUTE, DEFINITIONS, RELU, SIGMOID, SOFTPLUS, STEP
from derivations.models.functions.losses import HUBER

Z = Symbol("z", real=True)
A = Symbol("a", real=True)
Y = Symbol("y", real=True)

# to which constants are compared
DIGITS = 30
# of functions with cases inside functions with cases: their number doubles each time
MOST_CASES = 8

CONSTANTS = {"e": E, "pi": pi}


def larger(u: Expr, v: Expr) -> Expr:
    """max(u, v), in the order in which it was typed."""
    return _kept(u, v, Larger)


def smaller(u: Expr, v: Expr) -> Expr:
    """min(u, v), in the order in which it was typed."""
    return _kept(u, v, Smaller)


def _kept(u: Expr, v: Expr, function: type[Extreme]) -> Expr:
    beyond = function.beyond(u, v)
    if beyond.free_symbols:
        return _by_cases((u, v), function)
    # max(a, a) and max(2, pi): one of the two is always the larger
    return u if _is(Gt, beyond, S.Zero) else v


def sign_of(u: Expr) -> Expr:
    """1, -1 or 0; case by case, since SymPy's own sign has Dirac's delta for a derivative."""
    return _by_cases((u,), lambda each: Piecewise((1, _is(Gt, each, S.Zero)), (-1, _is(Lt, each, S.Zero)), (0, True)))


def _is(relation: Any, u: Expr, v: Expr) -> Any:
    if not u.free_symbols and not v.free_symbols:
        exact = u.is_Rational and v.is_Rational
        return relation(u, v) if exact else relation(Float(u.evalf(DIGITS)), Float(v.evalf(DIGITS)))
    # SymPy would try to decide what it cannot, which may take any time
    return relation(u, v, evaluate=False)


def _by_cases(parts: tuple[Expr, ...], build: Callable[..., Expr]) -> Expr:
    """Take the cases of the parts apart before they are compared, as max(u if z > 0 else v, 1) is a case of max(u, 1).

    SymPy would solve a condition that has cases in it, which may take any time.
    """
    if sum(len(cases.args) for part in parts for cases in part.atoms(Piecewise)) > MOST_CASES:
        raise FormulaError(f"more than {MOST_CASES} cases are compared; use fewer")
    cases = next((node for part in parts for node in preorder_traversal(part) if isinstance(node, Piecewise)), None)
    if cases is None:
        return build(*parts)
    return Piecewise(
        *(
            (_by_cases(tuple(part.xreplace({cases: value}) for part in parts), build), condition)
            for value, condition in cases.args
        )
    )


def _written_out(definition: Definition, u: Expr) -> Expr:
    """Return what a definition says of an argument, and all that it uses by name."""
    found = definition.expression.xreplace({definition.variable: u})
    inner = {node: _written_out(node.definition, node.args[0]) for node in found.atoms(DefinedFunction)}
    return found.xreplace(inner)


def _cited(definition: Definition, u: Expr) -> Expr:
    """Name a function, so that its derivative cites its lemma; of a number it is a number."""
    if u.has(Piecewise) and definition.expression.has(Piecewise):
        return _by_cases((u,), lambda each: _cited(definition, each))
    if u.free_symbols:
        return definition(u)
    return FUNCTIONS[definition.name](u) if definition.name in PLAIN else _written_out(definition, u)


def by_cases(signs: list[str], values: tuple[Expr, Expr], sides: list[Expr]) -> Expr:
    """Return the first value where all comparisons hold, the second one elsewhere."""

    def build(*given: Expr) -> Expr:
        found = values[0]
        # one comparison per case, the last one innermost
        for at in reversed(range(len(signs))):
            found = Piecewise((found, _is(RELATIONS[signs[at]], *given[2 * at : 2 * at + 2])), (values[1], True))
        return found

    return _by_cases(tuple(sides), build)


def by_steps(signs: list[str], values: tuple[Expr, Expr], sides: list[Expr]) -> Expr:
    """Return the same with a step, which is 1 where a comparison holds: v + step(l - r) (u - v) for l > r."""
    holds: list[Expr] = []
    for at, sign in enumerate(signs):
        left, right = sides[2 * at : 2 * at + 2]
        rises, above = sign in (">", ">="), left - right
        holds.append(STEP(above if rises else -above) if "=" not in sign else 1 - STEP(-above if rises else above))
    return values[1] + Mul(*holds) * (values[0] - values[1])


Table = Mapping[str, Callable[..., Expr]]
FUNCTIONS: Table = {
    **{name: partial(_cited, {**DEFINITIONS, HUBER.name: HUBER}[name]) for name in VOCABULARY},
    "abs": Abs,
    "atan": atan,
    "cos": cos,
    "cosh": cosh,
    "erf": erf,
    "exp": exp,
    "log": log,
    "max": larger,
    "min": smaller,
    "relu": lambda u: larger(u, S.Zero),
    "sigmoid": lambda u: 1 / (1 + exp(-u)),
    "sign": sign_of,
    "sin": sin,
    "sinh": sinh,
    "softplus": lambda u: log(1 + exp(u)),
    "sqrt": sqrt,
    "tan": tan,
    "tanh": tanh,
    "if": by_cases,
}
# those that are written out, unless a derivation is to cite them
PLAIN = ("relu", "sigmoid", "sign", "softplus")
RELATIONS: Mapping[str, Any] = {"<": Lt, "<=": Le, ">": Gt, ">=": Ge}
OPERATIONS: Mapping[str, Callable[[Expr, Expr], Expr]] = {
    "+": Add,
    "-": lambda u, v: Add(u, Mul(S.NegativeOne, v)),
    "*": Mul,
    "/": lambda u, v: Mul(u, Pow(v, S.NegativeOne)),
    "**": Pow,
}


# A sum over outputs and samples would take cases apart: in a loss they stand inside of functions of one argument.
SIGN = Definition("sign", r"\operatorname{sgn}", Z, sign_of(Z))
CITED: Table = {
    **FUNCTIONS,
    **{each.name: partial(_cited, each) for each in (RELU, SIGMOID, SOFTPLUS, SIGN)},
}
NAMED: Table = {
    **CITED,
    # of an element of an array, which SymPy takes for complex, |a| has no derivative
    "abs": lambda u: ABSOLUTE(u) if u.free_symbols else Abs(u),
    "if": by_steps,
}


@lru_cache(maxsize=256)
def definition(activation: Activation) -> Definition:
    """Return the definition of an activation, in the letter z, under its own name.

    Raises
    ------
    FormulaError
        If the letter cancels, as in z - z, or a part turns out not to be a real number.
    """
    return Definition(activation.name, activation.latex_name, Z, expression_of(activation, {"z": Z}, CITED))


def loss_expression(loss: Loss, a: Expr, y: Expr) -> Expr:
    """Return a loss of an output and its target, its kinks inside of functions that a derivation has lemmas for.

    Raises
    ------
    FormulaError
        If a letter cancels, as in a - a, or a part turns out not to be a real number.
    """
    return _loss(loss).xreplace({A: a, Y: y})


@lru_cache(maxsize=256)
def _loss(loss: Loss) -> Expr:
    return expression_of(loss, {"a": A, "y": Y}, NAMED)


def expression_of(formula: Activation | Loss, letters: Mapping[str, Symbol], functions: Table = FUNCTIONS) -> Expr:
    """Return a formula in given letters.

    Raises
    ------
    FormulaError
        If a letter cancels, or a part turns out not to be a real number.
    """
    try:
        found = translated(formula.tree, letters, functions)
    except (TypeError, ValueError, ZeroDivisionError):
        # SymPy compares no complex numbers: relu(sqrt(z - 1 - z))
        found = S.NaN
    if found.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity, S.ImaginaryUnit):
        raise FormulaError(f"formula {formula.text!r} has a part that is no real number")
    # tan(pi)**z, of which no bound tells that its base is 0; but relu(z)**z is defined in its other case
    plain = found.xreplace({cases: Dummy() for cases in found.atoms(Piecewise)})
    if any(power.base.is_zero for power in plain.atoms(Pow)):
        raise FormulaError(f"formula {formula.text!r} has 0 to a variable power, which needs a positive base")
    for name, letter in letters.items():
        if letter not in found.free_symbols:
            raise FormulaError(f"formula {formula.text!r} does not depend on {name}: it cancels")
    return found


def translated(node: Node, letters: Mapping[str, Symbol], functions: Table = FUNCTIONS) -> Expr:
    """Return the expression of one node and all below it."""
    match node:
        case Number():
            return Rational(node.value.numerator, node.value.denominator)
        case Constant(name):
            return CONSTANTS[name]
        case Letter(name):
            return letters[name]
        case Negative(argument):
            return -translated(argument, letters, functions)
        case Operation(sign, left, right):
            return OPERATIONS[sign](translated(left, letters, functions), translated(right, letters, functions))
        case Call(name, arguments):
            return functions[name](*(translated(each, letters, functions) for each in arguments))
        case Cases(conditions, then, otherwise):
            sides = [translated(side, letters, functions) for each in conditions for side in (each.left, each.right)]
            values = translated(then, letters, functions), translated(otherwise, letters, functions)
            return functions["if"]([each.sign for each in conditions], values, sides)


def plain_letters(text: str) -> Expr:
    """Read a formula of whatever letters and words it has, each of them a symbol of its own.

    Raises
    ------
    FormulaError
        If the text is not a formula.
    """
    letters = letters_in(text)
    tree = read(text, letters)[1]
    return translated(tree, {name: Symbol(name) for name in letters})
