"""Sentences of the library on the page, as they are: they may hold what a reader has typed.

Goes in: words. Comes out: words in which nothing means anything in Markdown. Must not know: what they say.
"""

import re

import streamlit as st

MARKS = re.compile(r"([\\`*_{}\[\]()#+\-!|$~:<>^=])")

MINUS = re.compile(r"(?<![\w.({^])-(?=\d)")


def literal(words: str) -> str:
    """Take the meaning from every mark of Markdown: z.__class__ is not z.class in bold."""
    return MARKS.sub(r"\\\1", words)


def with_minus(words: str) -> str:
    """Give numbers the minus of mathematics, −0.35 for -0.35; in 1e-16 it stays."""
    return MINUS.sub("−", words)


def write_number(printed: str) -> str:
    """Write a printed number into a cell of a table: with a minus, as formulas have it; "" is none."""
    return f"${printed}$" if "^" in printed else f"`{printed.replace('-', '−')}`" if printed else "–"


def write_short(value: float, digits: int = 4) -> str:
    """Write a number into a sentence, with a minus as formulas have it: `−0.2`; a power of 10 where it needs one."""
    printed = print_short(value, digits)
    return f"${printed}$" if "^" in printed else f"`{printed.replace('-', '−')}`"


def print_short(value: float, digits: int = 4) -> str:
    r"""Print a number as LaTeX with no more figures than it has: 0.05, and 2 \cdot 10^{-9} for 2e-9."""
    mantissa, mark, power = f"{value + 0.0:.{digits}g}".partition("e")  # no -0
    if not mark:
        return mantissa
    times = {"1": "", "-1": "-"}.get(mantissa, rf"{mantissa} \cdot ")
    return f"{times}10^{{{int(power)}}}"


def draw_error(words: str) -> None:
    """Draw what is wrong; where nothing is, an empty element in its place."""
    if words:
        st.error(literal(words))
    else:
        st.empty()
