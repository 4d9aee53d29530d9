"""Where a formula is defined: what its logarithms, roots, quotients and powers ask of their arguments.

Goes in: a tree. Comes out: conditions, each with a sentence such as "log needs a positive argument: z > 0". What
always holds, as 1 + exp(z) > 0, is left out; a condition on a straight line is solved. What never holds, or nowhere in
one case of a max, min, relu or sign, is refused: log(relu(z)) has no value for half of all z. Must not know: SymPy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from derivations.errors import FormulaError
from derivations.formula.constant import constant_value
from derivations.formula.intervals import NOTHING_ELSE, Range, point
from derivations.formula.intervals import ZERO as ORIGIN
from derivations.formula.ranges import Known, narrow_ranges, range_of
from derivations.formula.straight import border, straight
from derivations.formula.tree import (
    Call,
    Cases,
    Comparison,
    Negative,
    Node,
    Number,
    Operation,
    holds,
    parts,
    variables,
    walk,
    write,
)

ZERO, ONE = Number("0"), Number("1")
# of a max, min, relu, sign or cases in one part: each makes up to four times as many combinations
MOST_KINKS = 3
Kink = Call | Cases


@dataclass(frozen=True)
class Case:
    """What holds, or does not, in the case that a part stands in."""

    conditions: tuple[Comparison, ...]
    holds: bool

    def __str__(self) -> str:
        return holds(self.conditions) if self.holds else f"not ({holds(self.conditions)})"


@dataclass(frozen=True, repr=False)
class Condition:
    """What one part of a formula asks of its argument: ``argument relation 0``."""

    # which part asks for it: "log needs a positive argument"
    reason: str
    argument: Node
    # ">", ">=" or "!="
    relation: str
    # in which cases it is asked for; empty if in all
    given: tuple[Case, ...] = ()

    @property
    def comparison(self) -> Comparison:
        """The condition as it stands: argument > 0."""
        return Comparison(self.relation, self.argument, ZERO)

    @property
    def border(self) -> tuple[str, str, Fraction] | None:
        """The variable, the relation and the number, such as z > 1/2; None unless the argument is a straight line."""
        return border(self.argument, self.relation)

    @property
    def solved(self) -> str:
        """The condition, on the variable itself if the argument is a straight line: "z > 1/2"."""
        if self.border is None:
            return f"{write(self.argument)} {self.relation} 0"
        variable, relation, number = self.border
        return f"{variable} {relation} {number}"

    @property
    def sentence(self) -> str:
        """The reason and what it comes to: "log needs a positive argument: z > 0"."""
        where = " and ".join(map(str, self.given))
        return f"{self.reason}: {self.solved}" + (f", where {where}" if where else "")

    def __repr__(self) -> str:
        return f"<Condition {self.sentence}>"


def conditions(tree: Node) -> tuple[Condition, ...]:
    """Return what has to hold for a formula to be defined, besides what always holds.

    Raises a FormulaError if one of the conditions never holds, as for log(-1) or 1/0: the formula is defined
    nowhere; or not in a case of a max, min, relu or sign in it, as 1/relu(z).
    """
    found: dict[Condition, None] = {}
    for node, given, known in _reach(tree, (), {}):
        for condition in _conditions_of(node, known):
            values = range_of(condition.argument, known)
            if (
                not always_holds(condition.relation, values)
                and (number := constant_value(condition.argument)) is not None
            ):
                # z - 1 - z, whose range is not seen from its structure
                values = point(Fraction(number))
            if _never(condition.relation, values):
                raise FormulaError(
                    f"{write(node)} is defined nowhere: {condition.reason}, and {write(condition.argument)} "
                    f"is {_is(values)}"
                )
            for case, flat in _flat_cases(condition.argument, known):
                there = range_of(condition.argument, {**known, **flat})
                if _breaks(condition, there):
                    raise FormulaError(
                        f"{write(node)} has no value where {case}: {condition.reason}, and "
                        f"{write(condition.argument)} is {_is(there)} there; add a number to it, as in "
                        f"{write(Operation('+', condition.argument, ONE))}"
                    )
            if not always_holds(condition.relation, values) and not _is_implied(condition, given):
                found[replace(condition, given=given)] = None
        for name, argument, number in steep_at(node):
            for case, flat in _flat_cases(argument, known):
                # on a whole side of the kink the chain rule says infinity times 0, PyTorch nan: no derivative at
                # one point could mend that; by cases no root of 0 is ever differentiated
                if range_of(argument, {**known, **flat}) == point(number):
                    kinks = " and ".join(map(write, flat))
                    more = f", or add a number, as in {write(Operation('+', argument, ONE))}" * (number == 0)
                    raise FormulaError(
                        f"{write(node)} has no derivative where {case}: that of {name} of {number} is infinite, and "
                        f"no number times 0; write it by cases, without {kinks} and with a number where {case}{more}"
                    )
    together = [each for each in found if not each.given and each.relation != "!="]
    if narrow_ranges({}, tuple(each.comparison for each in together), holds=True) is None:
        asked = "; ".join(each.sentence for each in together if each.border)
        raise FormulaError(f"{write(tree)} is defined nowhere: {asked}, and these are never true together")
    return tuple(found)


def _reach(node: Node, given: tuple[Case, ...], known: Known) -> Iterator[tuple[Node, tuple[Case, ...], Known]]:
    """Give every node with the cases that it stands in, and what is known there of the variables."""
    yield node, given, known
    if not isinstance(node, Cases):
        for part in parts(node):
            yield from _reach(part, given, known)
        return
    for each in node.conditions:
        for side in (each.left, each.right):
            yield from _reach(side, given, known)
    for part, case in ((node.then, Case(node.conditions, True)), (node.otherwise, Case(node.conditions, False))):
        inside = narrow_ranges(known, case.conditions, holds=case.holds)
        # a case that is never reached asks for nothing
        if inside is not None:
            yield from _reach(part, (*given, case), inside)


def _is_implied(condition: Condition, given: tuple[Case, ...]) -> bool:
    """Tell whether a condition is what the case itself asks for: sqrt(a - y) where a > y."""
    return any(
        Operation("-", each.left, each.right) == condition.argument and each.sign in (">", condition.relation)
        for case in given
        if case.holds
        for each in case.conditions
    )


def _flat_cases(node: Node, known: Known) -> Iterator[tuple[str, Known]]:
    """Give every combination of cases in which kinks of a part are numbers: in words, and what is known there."""
    kinks = [each for each in dict.fromkeys(walk(node)) if isinstance(each, Kink) and _numbers(each, known)]
    for numbers in product(*((None, *_numbers(kink, known)) for kink in kinks[:MOST_KINKS])):
        flat = {kink: number for kink, number in zip(kinks, numbers, strict=False) if number is not None}
        if flat:
            words = " and ".join(f"{write(kink)} is {write(number)}" for kink, number in flat.items())
            yield words, {kink: range_of(number) for kink, number in flat.items()}


def _numbers(kink: Kink, known: Known) -> tuple[Node, ...]:
    """Return the numbers that a function with cases may be in one of them."""
    match kink:
        case Call("relu" | "step" as name, (argument,)):
            above = () if name == "relu" else (ONE,)
            return above if range_of(argument, known).low > ORIGIN else (ZERO, *above)
        case Call("sign", (argument,)):
            values = range_of(argument, known)
            return () if always_holds("!=", values) else (ZERO, ONE, Negative(ONE))
        case Call("max" | "min" as name, arguments):
            return tuple(
                number
                for part in arguments
                for number in _constants(part)
                if not any(_is_beyond(name, other, part, known) for other in arguments if variables(other))
            )
        case Cases(_, then, otherwise):
            return _constants(then, otherwise)
    return ()


def _is_beyond(name: str, one: Node, other: Node, known: Known) -> bool:
    apart = range_of(Operation("-", one, other), known)
    return apart.low > ORIGIN if name == "max" else apart.high < ORIGIN


def _constants(*given: Node) -> tuple[Node, ...]:
    """Return those of some parts that are numbers, as z - z is."""
    found = [(each, constant_value(each)) for each in given]
    return tuple(
        part
        if not variables(part)
        else Number(f"{number:.15g}")
        if number >= 0
        else Negative(Number(f"{-number:.15g}"))
        for part, number in found
        if number is not None
    )


def _conditions_of(node: Node, known: Known) -> Iterator[Condition]:
    match node:
        case Call("log", (argument,)):
            yield Condition("log needs a positive argument", argument, ">")
        case Call("sqrt", (argument,)):
            yield Condition("sqrt needs an argument that is not negative", argument, ">=")
        case Call("asin" | "acos" as name, (argument,)):
            for distance in _from_borders(argument):
                yield Condition(f"{name} needs an argument from -1 to 1", distance, ">=")
        case Call("atanh", (argument,)):
            for distance in _from_borders(argument):
                yield Condition("atanh needs an argument between -1 and 1", distance, ">")
        case Call("acosh", (argument,)):
            yield Condition("acosh needs an argument that is not below 1", Operation("-", argument, ONE), ">=")
        case Call("tan", (argument,)):
            yield Condition("tan has a pole where the cosine is 0", Call("cos", (argument,)), "!=")
        case Operation("/", _, below):
            yield Condition("a quotient needs a divisor other than 0", below, "!=")
        case Operation("**", base, exponent):
            yield from _power(base, exponent, known)


def _from_borders(argument: Node) -> tuple[Node, Node]:
    return Operation("+", argument, ONE), Operation("-", ONE, argument)


def _power(base: Node, exponent: Node, known: Known) -> Iterator[Condition]:
    if variables(exponent):
        yield Condition("a power with a variable exponent needs a positive base", base, ">")
        return
    line = straight(exponent)
    if line is None or line.get("", Fraction(0)).denominator != 1:
        negative = range_of(exponent, known).low < ORIGIN
        need = "positive base" if negative else "base that is not negative"
        yield Condition(f"a fractional power needs a {need}", base, ">" if negative else ">=")
    elif line.get("", Fraction(0)) < 0:
        yield Condition("a negative power needs a base other than 0", base, "!=")


def steep_at(node: Node) -> Iterator[tuple[str, Node, int]]:
    """Give where a part has a value and an infinite derivative: its name, its argument, and a number that this is."""
    match node:
        case Call("sqrt", (argument,)):
            yield "a root", argument, 0
        case Operation("**", base, exponent):
            number = constant_value(exponent)
            if number is not None and 0 < number < 1:
                yield "a root", base, 0
        case Call("asin" | "acos" as name, (argument,)):
            yield from ((name, argument, border) for border in (-1, 1))
        case Call("acosh", (argument,)):
            yield "acosh", argument, 1


def always_holds(relation: str, values: Range) -> bool:
    """Tell whether every number of a range has a relation to 0."""
    if relation == "!=":
        return values.low > ORIGIN or values.high < ORIGIN
    return values.low > ORIGIN if relation == ">" else values.low >= ORIGIN


def _never(relation: str, values: Range) -> bool:
    if values == NOTHING_ELSE:
        return relation != ">="
    return relation != "!=" and (values.high < ORIGIN or (relation == ">" and values.high == ORIGIN))


def _breaks(condition: Condition, values: Range) -> bool:
    """Tell whether a case is no number at all: 1/0, log(0), sqrt(-1); log(relu(z) - 1) only has no value there."""
    if values == NOTHING_ELSE:
        return condition.relation != ">="
    is_sum = isinstance(condition.argument, Operation) and condition.argument.sign in "+-"
    return condition.relation == ">=" and not is_sum and _never(">=", values)


def _is(values: Range) -> str:
    return "0" if values == NOTHING_ELSE else "never positive" if values.high[0] == 0 else "negative"
