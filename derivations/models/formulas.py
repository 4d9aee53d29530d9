"""A user's formula as a SymPy expression: the tree that was read from the text, node by node.

Goes in: an Activation or a Loss. Comes out: a definition, or an expression in given letters, with no text of the user
in it but the name. Must not know: how text is read, how it is printed, NumPy.

Numbers become exact: 0.1 is a tenth. Kinks become cases, whose derivative is that of the case that holds there:
relu'(0) = 0, abs'(0) = 0, sign'(0) = 0. Where two arguments of max or min are equal, the derivative is the mean of
theirs, and 0 if one of them is a number: max(z, 0) and max(0, z) are relu(z). The numeric side makes the same choices.
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
    Max,
    Min,
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

from derivations.engine.model import DefinedFunction, Definition
from derivations.errors import FormulaError
from derivations.formula import Activation, Loss
from derivations.formula.constant import constant_value
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
    """max(u, v): where the two are equal, what lies between them, or v if that is a number."""
    return _by_cases((u, v), lambda first, second: _extreme(first, Gt, second))


def smaller(u: Expr, v: Expr) -> Expr:
    """min(u, v): where the two are equal, what lies between them, or v if that is a number."""
    return _by_cases((u, v), lambda first, second: _extreme(first, Lt, second))


def _extreme(u: Expr, relation: Any, v: Expr) -> Expr:
    with_ties = bool(u.free_symbols and v.free_symbols)
    try:
        return _two_or_three(u, _is(relation, u, v), v, _is(relation, v, u) if with_ties else None)
    except RecursionError:
        # SymPy turns a condition such as z - e < pi - z back and forth without end; with 0 on one side it does not
        apart = u - v
        return _two_or_three(u, _is(relation, apart, S.Zero), v, _is(relation, S.Zero, apart) if with_ties else None)


def _two_or_three(u: Expr, first: Any, v: Expr, second: Any) -> Expr:
    rest = ((v, True),) if second is None else ((v, second), ((u + v) / 2, True))
    return Piecewise((u, first), *rest)


def rectified(u: Expr) -> Expr:
    """max(u, 0): 0 at the kink."""
    return larger(u, S.Zero)


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
    """Take the cases of the parts apart before they are compared, max(relu(z), 1) as cases of max(z, 1) and max(0, 1).

    SymPy would solve a condition that has cases in it, which may take any time.
    """
    if sum(len(cases.args) for part in parts for cases in part.atoms(Piecewise)) > MOST_CASES:
        raise FormulaError(f"more than {MOST_CASES} cases of max, min, relu and sign are compared; use fewer")
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
    "relu": rectified,
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


def _named_extreme(u: Expr, v: Expr, sign: Expr) -> Expr:
    if not (u - v).free_symbols:
        # max(a, a) and max(2, pi): no kink is left
        return larger(u, v) if sign == 1 else smaller(u, v)
    if not v.free_symbols:
        return v + sign * RELU(sign * (u - v))
    return (u + v + sign * ABSOLUTE(u - v)) / 2


# A sum over outputs and samples would take cases apart: in a loss they stand inside of functions of one argument.
# max(u, 3) is 3 + relu(u - 3), and any other max(u, v) half of u + v + |u - v|: the same values and slopes everywhere.
SIGN = Definition("sign", r"\operatorname{sgn}", Z, sign_of(Z))
CITED: Table = {
    **FUNCTIONS,
    **{each.name: partial(_cited, each) for each in (RELU, SIGMOID, SOFTPLUS, SIGN)},
}
NAMED: Table = {
    **CITED,
    # of an element of an array, which SymPy takes for complex, |a| has no derivative
    "abs": lambda u: ABSOLUTE(u) if u.free_symbols else Abs(u),
    "max": lambda u, v: _named_extreme(u, v, S.One),
    "min": lambda u, v: _named_extreme(u, v, S.NegativeOne),
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
        case Call("max" | "min" as name, (left, right)) if _is_fixed(left) and not _is_fixed(right):
            # a number comes second: it is what counts where the two are equal
            return translated(Call(name, (right, left)), letters, functions)
        case Call(name, arguments):
            return functions[name](*(translated(each, letters, functions) for each in arguments))
        case Cases(conditions, then, otherwise):
            sides = [translated(side, letters, functions) for each in conditions for side in (each.left, each.right)]
            values = translated(then, letters, functions), translated(otherwise, letters, functions)
            return functions["if"]([each.sign for each in conditions], values, sides)


# As SymPy has them, for whoever makes one operation of each.
AS_OPERATIONS: Table = {
    **FUNCTIONS,
    "max": lambda u, v: Max(u, v, evaluate=False),
    "min": lambda u, v: Min(u, v, evaluate=False),
    "relu": lambda u: Max(u, S.Zero, evaluate=False),
}


def plain_letters(text: str) -> Expr:
    """Read a formula of whatever letters and words it has, each of them a symbol of its own.

    Raises
    ------
    FormulaError
        If the text is not a formula.
    """
    letters = letters_in(text)
    tree = read(text, letters)[1]
    return translated(tree, {name: Symbol(name) for name in letters}, AS_OPERATIONS)


def _is_fixed(node: Node) -> bool:
    return constant_value(node) is not None
