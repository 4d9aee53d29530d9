"""Symbols = numbers = value: the selected result at one place, with the numbers of the moment."""

import streamlit as st

from dashboard.state import shared, visit
from dashboard.state.snapshot import snapshot
from derivations.rendering.lines import PrintedResult
from derivations.rendering.numbers import Filled, fixed
from derivations.views.compiled import Lookup

DIGITS = 5  # enough to check a product by hand


def draw_numbers() -> None:
    """Draw the last line with its numbers, or every line."""
    result = shared.lines(visit.selection().target)
    find = snapshot().lookup()
    every = st.toggle("Every line", key="every_line", help="Put the numbers into every line of the derivation.")
    shown = range(len(result.lines)) if every else (_shown_line(result),)
    left = _filled(None, find).symbols
    for line in shown:
        formula = _formula(left, _filled(line, find))
        st.markdown(f":small[{result.lines[line].rule}]\n\n$$\n{formula}\n$$")


def numbers_source() -> str:
    """Write the LaTeX of the last line with the numbers of this moment, without colours."""
    result = shared.lines(visit.selection().target, coloured=False)
    find = snapshot().lookup()
    return _formula(_filled(None, find, coloured=False).symbols, _filled(_shown_line(result), find, coloured=False))


def _shown_line(result: PrintedResult) -> int:
    """An equation of the forward pass is shown by its first line, a gradient by its last."""
    return 0 if result.kind == "forward" and result.target.startswith("z") else len(result.lines) - 1


def _filled(line: int | None, find: Lookup, *, coloured: bool = True) -> Filled:
    return shared.number_template(line, coloured=coloured).fill(find, DIGITS)


def _formula(left: str, filled: Filled) -> str:
    value = r"\text{undefined here}" if filled.value is None else fixed(filled.value, DIGITS)
    rows = (f"{left} & = {filled.symbols}", f"& = {filled.numbers}", rf"& = \mathbf{{{value}}}")
    return r"\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}"
