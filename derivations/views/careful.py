"""Which parts of a program may need more digits than float64 has, and where they are put into functions of their own.

Goes in: array nodes. Comes out: array nodes in which such a part is a call, and the parts by the names of the calls.
Must not know: derivations, running.

A part needs them if it may be wrong although its value is a float64: exp(u) / (1 + exp(u)) is inf / inf at u = 800, and
of 1 - tanh(u) no digit is right at u = 27. Only what is made of one operation or function on the way to each
argument is always right: z^2, exp(-z), a - y.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from sympy import Expr, Float, Rational, S, Symbol, acos, acosh, asin, atanh, log
from sympy.printing.numpy import NumPyPrinter

from derivations.engine.definitions import DefinedFunction
from derivations.engine.selection import HEAVISIDE, POSITIVE
from derivations.formula.straight import round_border
from derivations.models.functions import ABSOLUTE, DEFINITIONS, GAUSSIAN
from derivations.models.functions.constants import NamedConstant
from derivations.models.functions.losses import HUBER
from derivations.views.arrays import (
    Apply,
    Condition,
    EntryCases,
    Hadamard,
    Leaf,
    Node,
    Pairwise,
    Plus,
    Power,
    Scalar,
    Several,
    is_entrywise,
    nodes,
    rebuild,
)
from derivations.views.comparisons import evaluate_number
from derivations.views.stable import Form

# whose argument at 0, 1 or -1 lets a rounding of a sum through: log(1 + z)
STEEP = (acos, acosh, asin, atanh, log)
# a whole number that NumPy has none for: it is printed as a float64 outside of careful functions
LONG = 2**63
BUILT_IN = frozenset((*DEFINITIONS.values(), GAUSSIAN, ABSOLUTE, HUBER, POSITIVE, HEAVISIDE))


@dataclass(frozen=True)
class NamedCall(Node):
    """A part that stands in a function of its own, called with the arrays that it is made from."""

    name: str
    arguments: tuple[Leaf, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return self.arguments


@dataclass(frozen=True)
class Exactly(Node):
    """A number of a careful function, which is 1/3 there and not the float64 next to it."""

    value: Expr

    @property
    def text(self) -> str:
        """What is printed."""
        return _Numbers().text(self.value)


class _Numbers(NumPyPrinter):
    def text(self, value: Expr) -> str:
        # what stands between two literals would be calculated by Python, and rounded
        constants = () if value.is_Atom else value.atoms(NamedConstant)
        literals = {each: Symbol(f"np.positive({float(each)!r})") for each in constants}
        return str(self.doprint(value.xreplace(literals))).replace("numpy.", "np.")

    def _print_Rational(self, value: Expr) -> str:
        return f"np.divide({value.p}, {value.q})"

    def _print_erf(self, value: Expr) -> str:
        return f"erf({self._print(value.args[0])})"


def is_typed(function: type) -> bool:
    """Tell whether a function is a user's, and none that the library defines and has stable forms for."""
    return issubclass(function, DefinedFunction) and function.definition not in BUILT_IN


def loses_digits(node: Node) -> bool:
    """Tell whether rounding on the way may leave too few digits of the value, or none."""
    return any(_critical(part) for part in nodes(node))


def _critical(node: Node) -> bool:
    match node:
        case Plus(terms=terms):
            return not all(_is_given(each) for each in terms)
        case Apply(function=function, argument=argument):
            near_border = isinstance(argument, Plus) and issubclass(function, STEEP)
            return is_typed(function) or near_border or not _is_given(argument)
        case Power(base=base):
            return not _is_given(base)
        case Pairwise(left=left, right=right):
            return not (_is_given(left) and _is_given(right))
        case Form(argument=argument):
            return not _is_given(argument)
        case EntryCases(conditions=conditions) | Several(conditions=conditions):
            return not all(
                _is_entry(side) for each in conditions if isinstance(each, tuple) for side in (each[0], each[2])
            )
        case Hadamard(factors=factors):
            # 0 times infinity
            return sum(isinstance(each, Apply | Power | EntryCases | Form | Pairwise) for each in factors) > 1
    return False


def _is_entry(node: Node) -> bool:
    """Tell whether a part is compared as it is: of a sum a rounding may decide."""
    return _is_given(node) and not isinstance(node, Plus)


def _is_given(node: Node) -> bool:
    """Tell whether a part is a number, or stands in an array as it is, perhaps with the other sign."""
    match node:
        case Scalar(value=value):
            return bool(value.free_symbols) or value.is_Rational or _is_rounded_once(value)
        case Leaf():
            return True
        case Hadamard(factors=(Scalar(value=value), Leaf())):
            return bool(value == -1)
        case Plus(terms=terms):
            # rounded once, and so little that nothing is lost: a - y
            return all(_is_given(each) for each in terms)
    return False


def extract(node: Node, name: str) -> tuple[Node, dict[str, Node]]:
    """Put every entrywise part that may lose digits into a function, called name_part, name_part2, ..."""
    found: dict[str, Node] = {}

    def change(part: Node) -> Node:
        if not loses_digits(part):
            return part
        if isinstance(part, Hadamard):
            inner = tuple(each for each in part.factors if is_entrywise(each))
            others = tuple(each for each in part.factors if not is_entrywise(each))
            if others and inner and loses_digits(replace(part, factors=inner)):
                called = call(replace(part, factors=inner) if len(inner) > 1 else inner[0])
                return replace(part, factors=(*(change(each) for each in others), called))
        return call(part) if is_entrywise(part) else rebuild(part, change)

    def call(part: Node) -> Node:
        if isinstance(part, Apply) and isinstance(part.argument, Leaf):
            # a function that is careful itself
            return part
        number = len(found) + 1
        own = f"{name}_part{number if number > 1 else ''}"
        found[own] = part
        arguments = {each.name: each for each in nodes(part) if isinstance(each, Leaf)}
        return NamedCall(part.axes, own, tuple(arguments.values()))

    return change(node), found


def exact(node: Node) -> Node:
    """Return a part with its numbers as a careful function has them."""
    if isinstance(node, Scalar) and not _is_float64(node.value):
        return Exactly(node.axes, node.value)
    if isinstance(node, Plus) and (moved := _line(node)):
        return moved
    if isinstance(node, EntryCases):
        compared = (None if each is None else _condition(each) for each in node.conditions)
        return replace(node, values=tuple(map(_value, node.values)), conditions=tuple(compared))
    if isinstance(node, Pairwise):
        return rebuild(node, _value)
    if isinstance(node, Hadamard):
        # a numerator and a denominator are printed apart
        numbers = [each.value if isinstance(each, Scalar) else None for each in node.factors]
        rational = [value is not None and value.is_Rational and abs(value.p) < LONG for value in numbers]
        if not all(rational):
            kept = zip(node.factors, rational, strict=True)
            return replace(node, factors=tuple(each if whole else exact(each) for each, whole in kept))
    if isinstance(node, Power) and node.exponent.is_number and not _is_float64(node.exponent):
        return Form(node.axes, exact(node.base), f"np.power({{}}, {_Numbers().text(node.exponent)})")
    return rebuild(node, exact)


def _value(node: Node) -> Node:
    """Return an argument of a function, where a literal is the decimal that it says."""
    decimal = isinstance(node, Scalar) and node.value.is_Rational and Rational(repr(float(node.value))) == node.value
    return node if decimal else exact(node)


def _condition(condition: Condition) -> Condition:
    """Return what is compared; what is held against data is a float64 as they are: 3 / 5, and not np.divide(3, 5)."""
    if isinstance(condition, Several):
        return replace(condition, conditions=tuple(map(_condition, condition.conditions)))
    sides = (side if isinstance(side, Scalar) and side.value.is_Rational else exact(side) for side in condition[::2])
    return next(sides), condition[1], next(sides)


def _line(node: Plus) -> Node | None:
    """Write 10 z - 3 as 10 (z - 3 / 10), where 3 / 10 is the float64 that data of 0.3 are."""
    line: dict[str, Fraction] = {}
    numbers: dict[str, Expr] = {}
    inner: list[Node] = []
    for term in node.terms:
        match term:
            case Scalar(value=value):
                name = ""
            case Leaf(name=name):
                value = S.One
                inner.append(term)
            case Hadamard(factors=(Scalar(value=value), Leaf(name=name) as leaf)):
                inner.append(replace(term, factors=(Scalar(leaf.axes, S.NegativeOne), leaf)) if value < 0 else leaf)
            case _:
                return None
        if value.free_symbols or name in line:
            return None
        numbers[name] = value
        # as a decimal: of a float64 there is nothing to round
        line[name] = Fraction(str(evaluate_number(value)))
    parts = round_border(line)
    if parts is None:
        return None
    slope, rest = (Rational(each.numerator, each.denominator) for each in parts)
    if not all(each.is_Rational for each in numbers.values()):
        slope, rest = next(abs(value) for name, value in numbers.items() if name), Float(float(rest))
    found = replace(node, terms=(*inner, Scalar(node.axes, rest)))
    return found if slope == 1 else Hadamard(node.axes, (exact(Scalar(node.axes, slope)), found))


def _is_rounded_once(value: Expr) -> bool:
    """Tell whether NumPy gives the float64 next to an irrational number: sqrt(2)/2, but perhaps not exp(1)/3."""
    number, rest = value.as_coeff_Mul()
    root = rest.is_Pow and rest.exp == S.Half and rest.base.is_Integer
    return bool((root or rest in (S.Pi, S.Exp1)) and abs(number.p) == 1 and _is_float64(number))


def _is_float64(value: Expr) -> bool:
    if not value.is_Rational:
        return value.is_Float or not value.is_number
    return bool(value.q & (value.q - 1) == 0 and abs(value.p) < LONG)
