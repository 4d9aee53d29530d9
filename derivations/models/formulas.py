"""A user's formula as a SymPy expression: the tree that was read from the text, node by node.

Goes in: an Activation or a Loss. Comes out: a definition, or an expression in given letters, with no text of the user
in it but the name; its LaTeX; where it is defined. Must not know: how text is read, NumPy.

Numbers become exact: 0.1 is a tenth. Kinks become cases, whose derivative is that of the case that holds there:
relu'(0) = 0, abs'(0) = 0, sign'(0) = 0, and for equal arguments of max or min the second one counts. The numeric side
makes the same choices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, cast

from sympy import (
    Abs,
    Add,
    AtomicExpr,
    Dummy,
    E,
    Expr,
    Float,
    Ge,
    Gt,
    Le,
    Lt,
    Mul,
    Ne,
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
from sympy.printing.latex import LatexPrinter

from derivations.engine.model import Definition
from derivations.errors import FormulaError
from derivations.formula import Activation, Loss
from derivations.formula.tree import Call, Constant, Letter, Negative, Node, Number, Operation, walk
from derivations.models.bounded import SECONDS, solved
from derivations.models.functions.definitions import RELU

Z = Symbol("z", real=True)
A = Symbol("a", real=True)
Y = Symbol("y", real=True)

# to which constants are compared
DIGITS = 30
# of functions with cases inside functions with cases: their number doubles each time
MOST_CASES = 8

RELATIONS: Mapping[str, Callable[[Expr, Expr], Any]] = {">": Gt, ">=": Ge, "<": Lt, "<=": Le, "!=": Ne}
CONSTANTS = {"e": E, "pi": pi}


def larger(u: Expr, v: Expr) -> Expr:
    """max(u, v): v where the two are equal."""
    return _by_cases((u, v), lambda first, second: Piecewise((first, _is(Gt, first, second)), (second, True)))


def smaller(u: Expr, v: Expr) -> Expr:
    """min(u, v): v where the two are equal."""
    return _by_cases((u, v), lambda first, second: Piecewise((first, _is(Lt, first, second)), (second, True)))


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


Table = Mapping[str, Callable[..., Expr]]
FUNCTIONS: Table = {
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
}
OPERATIONS: Mapping[str, Callable[[Expr, Expr], Expr]] = {
    "+": Add,
    "-": lambda u, v: Add(u, Mul(S.NegativeOne, v)),
    "*": Mul,
    "/": lambda u, v: Mul(u, Pow(v, S.NegativeOne)),
    "**": Pow,
}


# A sum over outputs and samples would take cases apart: in a loss they stand inside of functions of one argument, and
# max(u, v) is v + relu(u - v), which has the same value and the same slope everywhere.
SIGN = Definition("sign", r"\operatorname{sgn}", Z, sign_of(Z))
ABSOLUTE = Definition("absolute", r"\operatorname{abs}", Z, Piecewise((Z, Z > 0), (-Z, Z < 0), (0, True)))
NAMED: Table = {
    **FUNCTIONS,
    # of an element of an array, which SymPy takes for complex, |a| has no derivative
    "abs": ABSOLUTE,
    "max": lambda u, v: v + RELU(u - v),
    "min": lambda u, v: v - RELU(v - u),
    "relu": RELU,
    "sign": SIGN,
}


@lru_cache(maxsize=256)
def definition(activation: Activation) -> Definition:
    """Return the definition of an activation, in the letter z, under its own name.

    Raises
    ------
    FormulaError
        If the letter cancels, as in z - z, or a part turns out not to be a real number.
    """
    return Definition(activation.name, activation.latex_name, Z, _expression(activation, {"z": Z}))


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
    return _expression(loss, {"a": A, "y": Y}, NAMED)


def latex(formula: Activation | Loss) -> str:
    """Return the formula as SymPy prints it, with decimals as they were typed: 0.1 for 0.1, not 1/10.

    A tenth that SymPy calculated, as in 0.2 / 2, is a fraction.
    """
    letters = {"z": Z} if isinstance(formula, Activation) else {"a": A, "y": Y}
    expression = _expression(formula, letters)
    typed: dict[Expr, Expr] = {}
    for value, text in decimals(formula).items():
        typed |= {value: _Decimal(text), -value: -_Decimal(text)}
    # what was typed as sqrt keeps its sign
    roots = any(isinstance(node, Call) and node.name == "sqrt" for node in walk(formula.tree))
    return str(_Printer().doprint(_as_typed(expression, typed, roots)))


def _as_typed(node: Any, typed: Mapping[Expr, Expr], roots: bool) -> Any:
    if node in typed:
        return typed[node]
    if not node.args:
        return node
    if roots and isinstance(node, Pow) and node.exp in (S.Half, -S.Half):
        return Pow(_as_typed(node.base, typed, roots), node.exp)
    return node.func(*(_as_typed(arg, typed, roots) for arg in node.args))


def decimals(formula: Activation | Loss) -> dict[Expr, str]:
    """Return the numbers that were typed with a decimal point or a power of ten, with the LaTeX that shows them so."""
    found: dict[Expr, str] = {}
    for node in walk(formula.tree):
        if isinstance(node, Number) and not node.text.isdigit():
            value = Rational(node.value.numerator, node.value.denominator)
            if not value.is_Integer:
                found.setdefault(value, _decimal_latex(node.text))
    return found


def domain_latex(activation: Activation, *, seconds: float = SECONDS) -> tuple[tuple[str, ...], bool]:
    """Return what has to hold for z, as LaTeX, one condition each, and whether a bound was reached on the way.

    Conditions on a straight line are solved at once, others in a bounded attempt of SymPy, and shown unsolved if that
    finds nothing.
    """
    found: list[str] = []
    late = False
    for condition in activation.domain:
        if condition.border is not None:
            _, relation, number = condition.border
            found.append(_Printer().doprint(RELATIONS[relation](Z, Rational(number.numerator, number.denominator))))
            continue
        asked = RELATIONS[condition.relation](_translated(condition.argument, {"z": Z}), S.Zero)
        if asked == S.true:
            continue
        answer, reached = (None, False) if condition.relation == "!=" else solved(asked, seconds=seconds)
        late = late or reached
        found.append(_Printer().doprint(asked if answer is None else answer))
    return tuple(found), late


class _Decimal(AtomicExpr):
    """A number that stands in a formula only to be printed."""

    is_commutative = True
    is_number = True

    def __new__(cls, text: str) -> _Decimal:
        self = AtomicExpr.__new__(cls)
        self.text = text
        return cast(_Decimal, self)

    def _hashable_content(self) -> tuple[str, ...]:
        return (self.text,)

    def sort_key(self, order: object = None) -> object:
        return Rational(1, 2).sort_key(order)


class _Printer(LatexPrinter):
    """SymPy's printer, with ln for the natural logarithm as everywhere in this library."""

    def __init__(self) -> None:
        super().__init__({"ln_notation": True})

    def _print__Decimal(self, node: _Decimal) -> str:
        return str(node.text)


def _decimal_latex(text: str) -> str:
    mantissa, _, power = text.lower().partition("e")
    shown = ("0" if mantissa.startswith(".") else "") + mantissa.rstrip(".")
    if not power:
        return shown
    ten = f"10^{{{int(power)}}}"
    return ten if shown == "1" else rf"{shown} \cdot {ten}"


def _expression(formula: Activation | Loss, letters: Mapping[str, Symbol], functions: Table = FUNCTIONS) -> Expr:
    try:
        found = _translated(formula.tree, letters, functions)
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


def _translated(node: Node, letters: Mapping[str, Symbol], functions: Table = FUNCTIONS) -> Expr:
    match node:
        case Number():
            return Rational(node.value.numerator, node.value.denominator)
        case Constant(name):
            return CONSTANTS[name]
        case Letter(name):
            return letters[name]
        case Negative(argument):
            return -_translated(argument, letters, functions)
        case Operation(sign, left, right):
            return OPERATIONS[sign](_translated(left, letters, functions), _translated(right, letters, functions))
        case Call(name, arguments):
            return functions[name](*(_translated(each, letters, functions) for each in arguments))
