"""Symbols = numbers = value: the selected result at one place, with the numbers of the moment."""

import streamlit as st

from dashboard import session
from derivations.rendering.lines import PrintedResult
from derivations.rendering.numbers import Filled, Lookup, fixed

DIGITS = 5  # enough to check a product by hand


def draw_numbers() -> None:
    """Draw the last line with its numbers, or every line."""
    of, scaled, looked_at = session.network(), session.convention(), session.selection()
    result = session.lines(of, scaled, looked_at.target, on_dark=session.dark())
    find = session.values()
    every = st.toggle("Every line", key="every_line", help="Put the numbers into every line of the derivation.")
    shown = range(len(result.lines)) if every else (_shown_line(result),)
    on_dark = session.dark()
    left = _filled(None, find, on_dark).symbols
    for line in shown:
        formula = _formula(left, _filled(line, find, on_dark))
        st.markdown(f":small[{result.lines[line].rule}]\n\n$$\n{formula}\n$$")


def numbers_source() -> str:
    """Write the LaTeX of the last line with the numbers of this moment, without colours."""
    result = session.lines(session.network(), session.convention(), session.selection().target, on_dark=None)
    find = session.values()
    return _formula(_filled(None, find, None).symbols, _filled(_shown_line(result), find, None))


def _shown_line(result: PrintedResult) -> int:
    """An equation of the forward pass is shown by its first line, a gradient by its last."""
    return 0 if result.kind == "forward" and result.target.startswith("z") else len(result.lines) - 1


def _filled(line: int | None, find: Lookup, on_dark: bool | None) -> Filled:
    of, scaled, looked_at = session.network(), session.convention(), session.selection()
    samples = session.task().samples
    return session.number_template(of, scaled, looked_at, line, samples, on_dark=on_dark).fill(find, DIGITS)


def _formula(left: str, filled: Filled) -> str:
    value = r"\text{undefined here}" if filled.value is None else fixed(filled.value, DIGITS)
    rows = (f"{left} & = {filled.symbols}", f"& = {filled.numbers}", rf"& = \mathbf{{{value}}}")
    return r"\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}"
