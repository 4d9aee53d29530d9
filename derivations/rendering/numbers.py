"""Symbols = numbers = value: a line at one position, with the current values in it.

Goes in: an expression of a line, positions, sizes. Comes out: a template, made once; filling it with new values
is cheap, so that a formula can follow a network while it trains. Must not know: where values come from.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sympy import Expr, Integer, KroneckerDelta, Sum, Symbol

from derivations.digits.beyond import Beyond, read
from derivations.engine.definitions import DefinedFunction
from derivations.engine.derivation import Result, Results
from derivations.engine.expressions import Partial, Series, rewrite, sign_in_front
from derivations.engine.variables import is_entry
from derivations.engine.writing import Writer, read_symbol
from derivations.rendering.latex import latex
from derivations.rendering.style import Colours, Style
from derivations.views.compiled import CompiledNumber, Lookup, compile_number

UNDEFINED = r"\text{undefined here}"
DOUBLED = re.compile(r"\((\\textcolor\{#\w+\}\{)?\((-[^()]*)\)((?(1)\}))\)")
ALONE = re.compile(r"\^\{(\\textcolor\{#[0-9A-Fa-f]{6}\}\{)?\((-[^()]*)\)(\}?)\}")
ONE = re.compile(r"^(-?1)\.0+$")
SLOT = re.compile(r"⟦([0-9]+)⟧(\}?\^)?")
EQUAL, NEARLY, FAR = "=", r"\approx", ""
LARGE = 1e6  # from here on a number is a power of 10
FIGURES = 4  # of a power of 10 among whole numbers
MOST_MORE = 12  # figures that are tried beyond those asked for
# Numbers that move come this near to their value, as a part of it; where it shows two figures, they may be off by units
# of its last digit, up to a larger part of it.
NEAR, UNITS, FARTHEST = 0.01, 2, 0.1
KEPT = 1e-6  # of a value; fewer digits than are printed would be right


@dataclass(frozen=True)
class LineInNumbers:
    """One line at one position: the formula in symbols, the same with numbers in it, and what it comes to.

    The numbers have as many ``figures`` as it takes to come to the value as it is printed; ``sign`` is = if they do.
    """

    symbols: str
    numbers: str
    value: float | None
    figures: int
    sign: str = EQUAL


@dataclass(frozen=True)
class Template:
    """A line at one position that waits for values."""

    symbols: str
    numbers: str
    slots: tuple[CompiledNumber, ...]
    whole: CompiledNumber
    of_slots: CompiledNumber  # the whole, as a function of the numbers that are printed in it

    def fill(
        self,
        lookup: Lookup,
        digits: int = 4,
        *,
        moving: bool = False,
        whole: bool = False,
        value: float | None = None,
        least: int = 0,
        fixed: bool = False,
    ) -> LineInNumbers:
        """Put values in, each with at least this many figures; with as many digits after the point where they move.
        With ``fixed`` each has this many and no more, and the sign may be FAR.

        With ``whole`` a whole number has none: 3. A ``value`` that is known is what they come to, else they are
        computed with. ``least`` is how many figures those that are put in have at least: as many as in another line.
        """
        given = [slot.value(lookup) for slot in self.slots]
        value = self.whole.value(lookup) if value is None else value
        figures, sign = figures_needed(
            given,
            lambda printed: self.of_slots.value(lambda _, at: printed[at[0]]),
            value,
            digits,
            moving=moving,
            fixed=fixed,
        )
        figures = max(figures, least)

        def number(match: re.Match[str]) -> str:
            each = given[int(match[1])]
            text = print_signed(each, digits_of(each, figures) if whole else figures, moving=moving)
            power = match[2] or ""
            # 10^{-5}^{2} would be two powers of one number
            return f"({text}){power}" if power and "^" in text and text[0] != "(" else text + power

        # a negative number brings its own brackets: f((-1)) is f(-1), and alone above a line it needs none: e^{-1}
        numbers = DOUBLED.sub(r"(\1\2\3)", SLOT.sub(number, self.numbers))
        numbers = ALONE.sub(r"^{\1\2\3}", numbers)
        return LineInNumbers(self.symbols, numbers, value, figures, sign)


def figures_needed(
    given: Sequence[float | None],
    compute: Callable[[Sequence[float]], float | None],
    value: float | None,
    digits: int,
    *,
    moving: bool = False,
    fixed: bool = False,
) -> tuple[int, str]:
    """Return how many figures the given numbers need, so that what is computed from them as they are printed is the
    value as it is printed, and the sign between the two.

    A factor 1 - a where a is 0.99996 is 0 with four figures. Numbers that move keep theirs, for nothing to jump, where
    they come near, and the sign says so: to 1 % of the value or, where it shows two figures, to 2 of its last digit and
    a tenth of it. So do ``fixed`` ones, each of which is printed at other places too: to 1 %, else the sign is FAR.
    """
    known = [number for number in given if number is not None]
    if value is None or len(known) < len(given):
        return digits, EQUAL
    shown, last = print_number(value, digits, moving=moving), 10.0**-digits
    units = min(UNITS * last, FARTHEST * abs(value)) if moving and abs(value) >= 10 * last else 0.0
    near = max(NEAR * abs(value), units)
    for figures in range(digits, digits + (0 if fixed else MOST_MORE) + 1):
        found = compute([as_printed(number, figures, moving=moving) for number in known])
        if found is not None and _reads_as(print_number(found, digits, moving=moving), shown, moving=moving):
            return figures, EQUAL
        if (moving or fixed) and found is not None and abs(found - value) <= near:
            return figures, NEARLY
    return digits, FAR if fixed else NEARLY


def _reads_as(one: str, other: str, *, moving: bool) -> bool:
    """Say whether two printed numbers are the same: of numbers that stand, also 1.0000, next to 1, and an exact 1."""
    return one == other or (not moving and ONE.sub(r"\1", one) == ONE.sub(r"\1", other))


def as_printed(value: float, digits: int, *, moving: bool) -> float:
    """Return the number that is read where a number is printed; nan if it is not finite."""
    if isinstance(value, Beyond) and value.power:
        return value
    text = print_number(value, digits, moving=moving)
    return math.nan if text == UNDEFINED else read(text.replace(r" \cdot 10^{", "e").rstrip("}"))


def find_slope(result: Result) -> int | None:
    """Find the last line in which a derivative stands by name, f'(z): there no digits are lost, as they are in
    a (1 - a) where a is next to 1.
    """
    for number in reversed(range(len(result.lines))):
        expression = result.lines[number].expression
        if any(each.order for each in expression.atoms(DefinedFunction)) and not expression.has(Partial):
            return number
    return None


def keeps_digits(found: float | None, value: float | None) -> bool:
    """Tell whether what is computed from rounded numbers comes to a value, in the digits that are printed."""
    return found is None or value is None or math.isclose(found, value, rel_tol=KEPT)


def template(
    expression: Expr,
    at: Mapping[Symbol, int],
    sizes: Mapping[Symbol, int],
    derivation: Results,
    colours: Colours | None = None,
) -> Template:
    """Prepare an expression at these positions for values."""
    concrete = _instance(expression, at, sizes)
    writer = Writer(derivation, sizes)
    slots: dict[Symbol, Expr] = {}

    def slot(node: Expr) -> str | None:
        if node in writer.sizes:
            return str(writer.sizes[node])
        if isinstance(node, KroneckerDelta):
            return str(node)
        # a factor f'(z) is what it comes to, so that the product can be computed again; alone it is f'(0.3) = ...
        factor = isinstance(node, DefinedFunction) and node.order and not node.definition.familiar and node != concrete
        if not (is_entry(node) or isinstance(node, Partial) or factor):
            return None
        slots[Symbol(f"slot@{len(slots)}")] = node
        return f"⟦{len(slots) - 1}⟧"

    model = derivation.model
    # in the order of the line: a sum over a single unit is no sum any more, and b + w x would take the place of w x + b
    terms = tuple(_instance(term, at, sizes) for term in model.order.terms(expression))
    order = {concrete: terms} if concrete.is_Add and set(terms) == set(concrete.args) else {}
    symbols = latex(concrete, model, Style(colours=colours, order=order))
    numbers = latex(concrete, model, Style(numbers=slot, colours=colours, order=order))
    written = [writer.write(node, {}) for node in slots.values()]
    compiled, whole = tuple(map(compile_number, written)), compile_number(writer.write(expression, at))
    entries = {
        each.entries[0]: slot for each, slot, node in zip(compiled, slots, written, strict=True) if node.is_Symbol
    }
    if set(whole.entries) <= set(entries):
        # of the slots it is the same function, and another one would take a millisecond
        of_slots = replace(whole, entries=tuple(read_symbol(entries[each]) for each in whole.entries))
    else:
        of_slots = compile_number(writer.write(concrete.xreplace({node: each for each, node in slots.items()}), {}))
    return Template(symbols, numbers, compiled, whole, of_slots)


def _instance(expression: Expr, at: Mapping[Symbol, int], sizes: Mapping[Symbol, int]) -> Expr:
    """Return one entry of a line: its free indices at these positions, and every sum written out."""
    numbers = {size: Integer(number) for size, number in sizes.items()}
    positions = {symbol: Integer(position) for symbol, position in at.items()}

    def change(node: Expr) -> Expr:
        if not isinstance(node, Sum):
            return node
        indices = tuple(index for index, _, _ in node.limits)
        ranges = [range(int(lower), int(upper.xreplace(numbers)) + 1) for _, lower, upper in node.limits]
        terms = []
        # the index written first, which SymPy keeps last, moves slowest
        for positions_ in itertools.product(*reversed(ranges)):
            there = dict(zip(reversed(indices), (Integer(position) for position in positions_), strict=True))
            terms.append(node.function.xreplace(there))
        return terms[0] if len(terms) == 1 else Series(*terms)

    # a_1 (0 - a_2), of a condition that does not hold, is -a_1 a_2
    return rewrite(rewrite(expression.xreplace(positions), change), sign_in_front)


def digits_of(value: float | None, digits: int) -> int:
    """Return how many digits a number has after the point where whole numbers have none."""
    if value is None or isinstance(value, Beyond):
        return digits
    return 0 if float(value).is_integer() and abs(value) < LARGE else digits


def print_signed(value: float | None, digits: int, *, moving: bool = False) -> str:
    """Print a number, a negative one in brackets, one that is not defined as words."""
    if value is None:
        return UNDEFINED
    text = print_number(value, digits, moving=moving)
    return f"({text})" if text.startswith("-") else text


def print_number(value: float, digits: int, *, moving: bool) -> str:
    """Print a number of a formula that stands, or of one whose numbers move: there nothing jumps."""
    return print_fixed(value, digits) if moving else print_significant(value, digits)


def print_significant(value: float, digits: int) -> str:
    r"""Print a number with digits after the point, and as many figures that count: 0.00217, so that a product of what
    is printed comes to what is printed. One too small or too large for that is a power of 10.

    0, 1 and -1 are printed as they are: they are seldom results of a computation.
    """
    if not 10.0**-digits <= abs(value) < LARGE or abs(value) == 1:
        return print_fixed(value, digits)
    leading = max(-1 - math.floor(math.log10(abs(value))), 0)  # zeros after the point
    return f"{value:.{digits + leading}f}"


def print_fixed(value: float, digits: int) -> str:
    """Print a number with a fixed number of digits after the point; else as `print_significant` does."""
    beyond = isinstance(value, Beyond)
    if isinstance(value, Beyond) and value.power:
        sign = "-" * value.text.startswith("-")
        return rf"{sign}10^{{{print_fixed(value.power, digits)}}}"
    if not (math.isfinite(value) or beyond):
        return UNDEFINED
    if value in (0.0, 1.0, -1.0) and not beyond:
        return str(int(value))
    if beyond or not 10.0**-digits <= abs(value) < LARGE:
        mantissa, exponent = f"{value:.{max(digits - 1, 1)}e}".split("e")
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    return f"{value:.{digits}f}"


def print_alike(values: Sequence[float], digits: int) -> list[str]:
    """Print the numbers of a table with as many digits after the point, of whole numbers alone none; as in
    `print_fixed`, 0, 1 and -1 stay as they are. What is not finite is "".
    """
    known = [value for value in values if isinstance(value, Beyond) or math.isfinite(value)]
    most = max((digits_of(value, digits) for value in known if abs(float(value)) < LARGE), default=0)
    # a power of 10 has figures where the others are whole numbers
    return [
        print_fixed(value, most if abs(float(value)) < LARGE else digits or FIGURES) if value in known else ""
        for value in values
    ]
