"""Symbols = numbers = value: a line at one position, with the current values in it.

Goes in: an expression of a line, positions, sizes. Comes out: a template, made once; filling it with new values
is cheap, so that a formula can follow a network while it trains. Must not know: where values come from.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr, Integer, KroneckerDelta, Sum, Symbol

from derivations.engine.derivation import Results
from derivations.engine.expressions import Partial, Series, rewrite, terms_of
from derivations.engine.variables import is_entry
from derivations.engine.writing import Writer
from derivations.rendering.latex import latex
from derivations.rendering.style import Colours, Style
from derivations.views.compiled import CompiledNumber, Lookup, compile_number

UNDEFINED = r"\text{undefined here}"
DOUBLED = re.compile(r"\(\((-[^()]*)\)\)")
SLOT = re.compile("⟦([0-9]+)⟧")


@dataclass(frozen=True)
class LineInNumbers:
    """One line at one position: the formula in symbols, the same with numbers in it, and what it comes to."""

    symbols: str
    numbers: str
    value: float | None


@dataclass(frozen=True)
class Template:
    """A line at one position that waits for values."""

    symbols: str
    numbers: str
    slots: tuple[CompiledNumber, ...]
    whole: CompiledNumber

    def fill(self, lookup: Lookup, digits: int = 4, *, moving: bool = False) -> LineInNumbers:
        """Put values in, each with this many figures; with as many digits after the point where the numbers move."""

        def number(match: re.Match[str]) -> str:
            return print_signed(self.slots[int(match[1])].value(lookup), digits, moving=moving)

        # a negative number brings its own brackets: f((-1)) is f(-1)
        numbers = DOUBLED.sub(r"(\1)", SLOT.sub(number, self.numbers))
        return LineInNumbers(self.symbols, numbers, self.whole.value(lookup))


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
    slots: list[CompiledNumber] = []

    def slot(node: Expr) -> str | None:
        if node in writer.sizes:
            return str(writer.sizes[node])
        if isinstance(node, KroneckerDelta):
            return str(node)
        if not (is_entry(node) or isinstance(node, Partial)):
            return None
        slots.append(compile_number(writer.write(node, {})))
        return f"⟦{len(slots) - 1}⟧"

    model = derivation.model
    # in the order of the line: a sum over a single unit is no sum any more, and b + w x would take the place of w x + b
    terms = tuple(_instance(term, at, sizes) for term in terms_of(expression))
    order = {concrete: terms} if concrete.is_Add and set(terms) == set(concrete.args) else {}
    symbols = latex(concrete, model, Style(colours=colours, order=order))
    numbers = latex(concrete, model, Style(numbers=slot, colours=colours, order=order))
    return Template(symbols, numbers, tuple(slots), compile_number(writer.write(expression, at)))


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

    return rewrite(expression.xreplace(positions), change)


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
    if not 10.0**-digits <= abs(value) < 1e6 or abs(value) == 1:
        return print_fixed(value, digits)
    leading = max(-1 - math.floor(math.log10(abs(value))), 0)  # zeros after the point
    return f"{value:.{digits + leading}f}"


def print_fixed(value: float, digits: int) -> str:
    """Print a number with a fixed number of digits after the point; else as `print_significant` does."""
    if not math.isfinite(value):
        return UNDEFINED
    if value in (0.0, 1.0, -1.0):
        return str(int(value))
    if not 10.0**-digits <= abs(value) < 1e6:
        mantissa, exponent = f"{value:.{max(digits - 1, 1)}e}".split("e")
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    return f"{value:.{digits}f}"
