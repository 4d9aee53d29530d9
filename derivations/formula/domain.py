"""Where a formula is defined: what its logarithms, roots, quotients and powers ask of their arguments.

Goes in: a tree. Comes out: conditions, each with a sentence such as "log needs a positive argument: z > 0". What
always holds, as 1 + exp(z) > 0, is left out; a condition on a straight line is solved. What never holds, or nowhere in
one case of a max, min, relu or sign, is refused: log(relu(z)) has no value for half of all z. Must not know: SymPy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from derivations.errors import FormulaError
from derivations.formula.constant import constant_value
from derivations.formula.intervals import Range, point
from derivations.formula.ranges import range_of
from derivations.formula.tree import Call, Constant, Letter, Negative, Node, Number, Operation, letters, walk, written

ZERO = Number("0")
# of a max, min, relu or sign in one part: the number of their cases doubles each time
MOST_KINKS = 5
TURNED = {">": "<", ">=": "<=", "!=": "!="}


@dataclass(frozen=True)
class Condition:
    """What one part of a formula asks of its argument: ``argument relation 0``.

    Parameters
    ----------
    reason : str
        Which part asks for it: "log needs a positive argument".
    argument : Node
    relation : str
        ">", ">=" or "!=".
    """

    reason: str
    argument: Node
    relation: str

    @property
    def border(self) -> tuple[str, str, Fraction] | None:
        """The letter, the relation and the number, such as z > 1/2; None unless the argument is a straight line."""
        line = _straight(self.argument)
        names = [name for name in line or () if name]
        if line is None or len(names) != 1:
            return None
        relation = self.relation if line[names[0]] > 0 else TURNED[self.relation]
        return names[0], relation, -line.get("", Fraction(0)) / line[names[0]]

    @property
    def solved(self) -> str:
        """The condition, on the letter itself if the argument is a straight line: "z > 1/2"."""
        if self.border is None:
            return f"{written(self.argument)} {self.relation} 0"
        letter, relation, number = self.border
        return f"{letter} {relation} {number}"

    @property
    def sentence(self) -> str:
        """The reason and what it comes to: "log needs a positive argument: z > 0"."""
        return f"{self.reason}: {self.solved}"


def conditions(tree: Node) -> tuple[Condition, ...]:
    """Return what has to hold for a formula to be defined, besides what always holds.

    Raises
    ------
    FormulaError
        If one of the conditions never holds, as for log(-1) or 1/0: the formula is defined nowhere; or not in a case
        of a max, min, relu or sign in it.
    """
    found: dict[Condition, None] = {}
    for node in walk(tree):
        for condition in _asked(node):
            values = range_of(condition.argument)
            if not _always(condition.relation, values) and (number := constant_value(condition.argument)) is not None:
                # z - 1 - z, whose range is not seen from its structure
                values = point(Fraction(number))
            if _never(condition.relation, values):
                raise FormulaError(
                    f"{written(node)} is defined nowhere: {condition.reason}, and {written(condition.argument)} "
                    f"is {_is(values)}"
                )
            for case, flat in _flat_cases(condition.argument):
                if _breaks(condition, range_of(flat)):
                    raise FormulaError(
                        f"{written(node)} has no value where {case}: {condition.reason}, and "
                        f"{written(condition.argument)} is {_is(range_of(flat))} there; add a number to it, as in "
                        f"{written(condition.argument)} + 1"
                    )
            if not _always(condition.relation, values):
                found[condition] = None
    return tuple(found)


def _flat_cases(node: Node) -> Iterator[tuple[str, Node]]:
    """Give every combination of cases in which kinks of a part are numbers: in words, and with the numbers put in."""
    kinks = list(dict.fromkeys(each for each in walk(node) if isinstance(each, Call) and _numbers(each)))
    for numbers in product(*((kink, *_numbers(kink)) for kink in kinks[:MOST_KINKS])):
        flat = {kink: number for kink, number in zip(kinks, numbers, strict=False) if kink != number}
        if flat:
            yield (
                " and ".join(f"{written(kink)} is {written(number)}" for kink, number in flat.items()),
                _put_in(node, flat),
            )


def _numbers(call: Call) -> tuple[Node, ...]:
    """Return the numbers that a function with cases may be in one of them."""
    match call:
        case Call("relu", (argument,)):
            return () if range_of(argument).positive else (ZERO,)
        case Call("sign", (argument,)):
            values = range_of(argument)
            return () if values.positive or values.negative else (ZERO, Number("1"), Negative(Number("1")))
        case Call("max" | "min" as name, (left, right)):
            apart = range_of(Operation("-", left, right) if letters(left) else Operation("-", right, left))
            never = apart.positive if name == "max" else apart.negative
            return () if never else tuple(each for each in (left, right) if not letters(each))
    return ()


def _put_in(node: Node, parts: Mapping[Call, Node]) -> Node:
    match node:
        case Call(name, arguments):
            return parts.get(node) or Call(name, tuple(_put_in(each, parts) for each in arguments))
        case Negative(argument):
            return Negative(_put_in(argument, parts))
        case Operation(sign, left, right):
            return Operation(sign, _put_in(left, parts), _put_in(right, parts))
    return node


def _asked(node: Node) -> Iterator[Condition]:
    match node:
        case Call("log", (argument,)):
            yield Condition("log needs a positive argument", argument, ">")
        case Call("sqrt", (argument,)):
            yield Condition("sqrt needs an argument that is not negative", argument, ">=")
        case Call("tan", (argument,)):
            yield Condition("tan has a pole where the cosine is 0", Call("cos", (argument,)), "!=")
        case Operation("/", _, below):
            yield Condition("a quotient needs a divisor other than 0", below, "!=")
        case Operation("**", base, exponent):
            yield from _power(base, exponent)


def _power(base: Node, exponent: Node) -> Iterator[Condition]:
    if letters(exponent):
        yield Condition("a power with a variable exponent needs a positive base", base, ">")
        return
    line = _straight(exponent)
    if line is None or line.get("", Fraction(0)).denominator != 1:
        negative = range_of(exponent).low.at < 0
        need = "positive base" if negative else "base that is not negative"
        yield Condition(f"a fractional power needs a {need}", base, ">" if negative else ">=")
    elif line.get("", Fraction(0)) < 0:
        yield Condition("a negative power needs a base other than 0", base, "!=")


def _always(relation: str, values: Range) -> bool:
    if relation == ">":
        return values.positive
    return values.not_negative if relation == ">=" else values.positive or values.negative


def _never(relation: str, values: Range) -> bool:
    if values.is_zero:
        return relation != ">="
    if relation == "!=":
        return False
    return values.negative or (relation == ">" and values.not_positive)


def _breaks(condition: Condition, values: Range) -> bool:
    """Tell whether a case is no number at all: 1/0, log(0), sqrt(-1); log(relu(z) - 1) only has no value there."""
    if values.is_zero:
        return condition.relation != ">="
    is_sum = isinstance(condition.argument, Operation) and condition.argument.sign in "+-"
    return condition.relation == ">=" and not is_sum and _never(">=", values)


def _is(values: Range) -> str:
    return "0" if values.is_zero else "never positive" if values.high.at == 0 else "negative"


def _straight(node: Node) -> dict[str, Fraction] | None:
    """Return the coefficients of a polynomial of degree 1, the constant under ""; None for anything else.

    A letter whose coefficient is 0 is left out, and so is a constant of 0.
    """
    match node:
        case Number():
            return _kept({"": node.value})
        case Letter(name):
            return {name: Fraction(1)}
        case Constant() | Call():
            return None
        case Negative(argument):
            return _scaled(_straight(argument), Fraction(-1))
    left, right = _straight(node.left), _straight(node.right)
    if left is None or right is None:
        return None
    match node.sign:
        case "+" | "-":
            turned = right if node.sign == "+" else {name: -number for name, number in right.items()}
            return _kept(
                {name: left.get(name, Fraction(0)) + turned.get(name, Fraction(0)) for name in {**left, **turned}}
            )
        case "*":
            if _is_number(left):
                return _scaled(right, left.get("", Fraction(0)))
            return _scaled(left, right.get("", Fraction(0))) if _is_number(right) else None
        case "/":
            return _scaled(left, 1 / right[""]) if _is_number(right) and right else None
    if _is_number(left) and _is_number(right) and right.get("", Fraction(0)).denominator == 1:
        base, exponent = left.get("", Fraction(0)), int(right.get("", Fraction(0)))
        return _kept({"": base**exponent}) if base or exponent >= 0 else None
    return left if right == {"": Fraction(1)} else None


def _is_number(line: dict[str, Fraction]) -> bool:
    return set(line) <= {""}


def _scaled(line: dict[str, Fraction] | None, factor: Fraction) -> dict[str, Fraction] | None:
    return None if line is None else _kept({name: number * factor for name, number in line.items()})


def _kept(line: dict[str, Fraction]) -> dict[str, Fraction]:
    return {name: number for name, number in line.items() if number}
