"""Where a formula has no finite value or no finite derivative, and the sentence that says so.

Goes in: a formula, and one position with what was found there. Comes out: a record, or an error: the pass by hand and
the derived program find out by themselves, and say it in these words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import isfinite, isnan
from typing import TYPE_CHECKING

from derivations.errors import FormulaError
from derivations.formula.domain import Condition, always_holds, steep_at
from derivations.formula.ranges import range_of
from derivations.formula.size import TooLargeError, all_hold, value
from derivations.formula.stable import stable
from derivations.formula.tree import COMPARED, Call, Cases, Node, Number, Operation, parts, variables, walk, write
from derivations.formula.vocabulary import NAMED

if TYPE_CHECKING:
    from derivations.formula.records import Activation, Loss


# what asks for no derivative of an argument in some of its cases
KINKS = {"max", "min", *NAMED}
# what the outputs of an activation are only when they are rounded, and which loss keeps their digits
ROUNDED_TO: Mapping[str, tuple[tuple[float, ...], str]] = {
    "sigmoid": ((0.0, 1.0), "bce"),
    "softmax": ((0.0, 1.0), "cross_entropy"),
    "tanh": ((-1.0, 1.0), ""),
    "elu": ((-1.0,), ""),
    "softplus": ((0.0,), ""),
}
# cos(asin(1)) is 6e-17 in floating point
ZERO = 2.0**-50


class UndefinedError(FormulaError):
    """A formula is not defined somewhere; in ``output`` is the output of the network there, if it is a loss."""

    output: float | None = None

    def behind(self, activation: object) -> FormulaError:
        """Return the error of a loss whose output comes from this activation: it may have been rounded there."""
        numbers, loss = ROUNDED_TO.get(activation, ((), "")) if isinstance(activation, str) else ((), "")
        if self.output not in numbers:
            return self
        keeps = f"; loss {loss!r} keeps its digits" if loss else ""
        return FormulaError(f"{self}; a comes from {activation} and is rounded{keeps}")


@dataclass(frozen=True)
class NotFinite:
    """One position where a formula has no finite value, or no finite derivative."""

    # where in the array, from 0: (sample, unit)
    position: tuple[int, ...]
    # the arguments there
    at: tuple[tuple[str, float], ...]
    # "value" or "derivative"
    what: str
    # infinite, or no number
    found: float

    @property
    def where(self) -> str:
        """The position in words, counted from 1."""
        names = ("sample", "unit") if len(self.position) == 2 else ("place",) * len(self.position)
        return ", ".join(f"{name} {number + 1}" for name, number in zip(names, self.position, strict=True))


def conditions_of_derivative(formula: Activation | Loss) -> Iterator[Condition]:
    """Give what the derivative asks for besides what the value does, such as z != 0 for z sqrt(z).

    By the product rule that is 0 times 1/0 at 0, although 3/2 sqrt(z), which it comes to, has a value there.
    """
    for node in _list_carried(stable(formula.tree)):
        for name, argument, border in steep_at(node):
            if formula.variables[0] in variables(argument):
                distance = Operation("-", argument, Number(str(border))) if border else argument
                yield Condition(f"that of {name} is 1/0 there", distance, "!=")


def derivative_domain(formula: Activation | Loss) -> tuple[Condition, ...]:
    """Return what has to hold for a formula to have a value and a derivative: z > 0 for sqrt(z), and not z >= 0."""
    asked = conditions_of_derivative(formula)
    more = [each for each in dict.fromkeys(asked) if not always_holds(each.relation, range_of(each.argument))]
    found = []
    for each in formula.domain:
        at_border = [other for other in more if each.relation == ">=" and not each.given and _end_alike(each, other)]
        found.append(replace(each, relation=">") if at_border else each)
        more = [other for other in more if other not in at_border]
    return (*found, *more)


def _end_alike(one: Condition, other: Condition) -> bool:
    """Tell whether two conditions have the same border."""
    if one.border is None or other.border is None:
        return one.argument == other.argument
    return one.border[::2] == other.border[::2]


def _list_carried(node: Node) -> Iterator[Node]:
    """Give every part whose derivative is carried on to that of the whole wherever it is."""
    yield node
    match node:
        case Cases() | Operation("**", _, Number("0")):
            return
        case Call(name) if name in KINKS:
            return
    for part in parts(node):
        yield from _list_carried(part)


def describe_undefined(formula: Activation | Loss, record: NotFinite) -> FormulaError:
    """Return the error of a formula that has no finite value, or no finite derivative, somewhere."""
    at = dict(record.at)
    # + 0.0: of a number that has underflowed the sign is chance
    where = ", ".join(f"{name} = {number + 0.0:.6g}" for name, number in record.at)
    where += f" ({record.where})" if record.where else ""
    subject = f"{formula.name} = {formula.text}"
    if record.what == "derivative":
        subject = f"the derivative of {subject}"
    reasons = [each.sentence for each in formula.domain if _fails(each, at)]
    if not reasons and record.what == "derivative":
        steep = (each for node in walk(formula.tree) for each in steep_at(node))
        reasons = [
            f"that of {name} is 1/0 where {write(part)} is {border}"
            for name, part, border in steep
            if _number(part, at) == border
        ][:1]
    if not reasons and isnan(record.found):
        # no digit is left of what a quotient, a logarithm or a tangent asks about
        lost = (each for each in formula.domain if each.relation != ">=" and not each.given)
        reasons = [each.sentence for each in lost if _is_lost(each.argument, at)]
    if reasons or not all(map(isfinite, at.values())):
        error = UndefinedError("; ".join([f"{subject} is not defined at {where}", *reasons]))
        error.output = at.get("a") if reasons else None
        return error
    part = "a part of " if isnan(record.found) else ""
    return FormulaError(f"{part}{subject} is too large for a number at {where}")


def _fails(condition: Condition, at: Mapping[str, float]) -> bool:
    """Tell whether something is asked for at one position, and does not hold there."""
    try:
        if any(all_hold(each.conditions, at) != each.holds for each in condition.given):
            return False
    except (TooLargeError, ZeroDivisionError, ValueError):
        return False
    if condition.border is not None:
        variable, relation, border = condition.border
        found: float | None = float(at[variable] - border) if isfinite(at[variable]) else at[variable]
    else:
        relation, found = condition.relation, _number(condition.argument, at)
    return found is not None and not COMPARED[relation](found, 0)


def _is_lost(argument: Node, at: Mapping[str, float]) -> bool:
    """Tell whether a number is 0 but for the rounding of a function in it."""
    found = _number(argument, at)
    return found is not None and abs(found) <= ZERO and any(isinstance(node, Call) for node in walk(argument))


def _number(node: Node, at: Mapping[str, float]) -> float | None:
    try:
        return complex(value(node, at)).real
    except (TooLargeError, ZeroDivisionError, ValueError):
        return None
