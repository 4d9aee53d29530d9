"""Symbols = numbers = value: the selected result at one position, with the numbers of the moment."""

import re

import streamlit as st

from dashboard.lab.selection import Selection
from dashboard.state import shared, training, visit
from dashboard.state.snapshot import lookup_shown
from derivations.rendering.breaking import breakable
from derivations.rendering.numbers import LineInNumbers, keeps_digits, print_number
from derivations.views.compiled import Lookup

IN_BRACKETS = re.compile(r"\([^()]{1,80}\)")
COLOURED = re.compile(r"\\textcolor\{#\w+\}\{((?:[^{}]|\{[^{}]*\})*)\}")
DIGITS = 5  # enough to check a product by hand


def draw_numbers() -> None:
    """Draw the last line with its numbers, or every line, as it is set for the derivation too."""
    looked_at, find = visit.selection(), lookup_shown()
    with st.container(key="numbers"):
        if visit.settings().depth != "every":
            st.markdown(_in_rows(*shared.said_in_numbers(looked_at, find, DIGITS)))
            return
        left = shared.number_template(looked_at, None)
        for line in shared.lines(looked_at.target, depth="every").lines:
            filled = _fill(looked_at, line.number, find, left.whole.value(find))
            st.markdown(f":small[{line.rule}]\n\n{_in_rows(left.symbols, filled)}")


def _in_rows(left: str, filled: LineInNumbers) -> str:
    return "\n".join(f"$$\n{row}\n$$\n" for row in rows(left, filled))


def plain_rows(looked_at: Selection, find: Lookup, *, digits: int = DIGITS) -> tuple[str, str, str]:
    """Give the three formulas of the line that says what a quantity is, without colours."""
    return rows(*shared.said_in_numbers(looked_at, find, digits, coloured=False), digits=digits, phantom=False)


def _fill(looked_at: Selection, line: int, find: Lookup, value: float | None) -> LineInNumbers:
    """Put the numbers of the moment into a line of a result, which may have lost the digits of its value."""
    found = shared.number_template(looked_at, line)
    lost = not keeps_digits(found.whole.value(find), value)
    return found.fill(find, DIGITS, moving=training.running(), value=value if lost else None)


def rows(left: str, filled: LineInNumbers, *, digits: int = DIGITS, phantom: bool = True) -> tuple[str, str, str]:
    """Give the three formulas that stand below each other: symbols, numbers and value."""
    value = (
        r"\text{undefined here}"
        if filled.value is None
        else print_number(filled.value, digits, moving=training.running())
    )
    below = rf"\phantom{{{left}}} " if phantom else ""
    # a product that is a term of a sum, and what stands in brackets, stays in one line; not where numbers are longer
    together = " + " in filled.numbers and filled.figures <= digits
    numbers = filled.numbers.replace(r" \cdot ", r" \cdot \nobreak ") if together else filled.numbers
    signs = r" ([-+]) " if filled.figures <= digits else r" (-) "
    numbers = IN_BRACKETS.sub(lambda found: re.sub(signs, r" \1 \\nobreak ", found[0]), numbers)
    last = rf"{below}{filled.sign} \mathbf{{{value}}}"
    return f"{left} = {breakable(filled.symbols)}", f"{below}= {breakable(numbers)}", last


def in_a_line(symbols: str, numbers: str, value: str) -> str:
    """Put the three in one line; where that is broken, what it comes to begins no line without its sign.

    A number alone is what it comes to.
    """
    sign, _, after = value.partition(" ")
    alone = re.sub(COLOURED, r"\1", numbers).removeprefix("= ")
    if alone.startswith("(") and alone.endswith(")"):
        alone = alone[1:-1]  # a negative one, as it stands in a product
    if after == rf"\mathbf{{{alone}}}":
        numbers = ""
    return rf"$\displaystyle {symbols} {numbers} {sign} \nobreak {after}$"
