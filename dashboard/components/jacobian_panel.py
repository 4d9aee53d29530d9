"""The derivatives of every output of a softmax by every weighted input, as numbers."""

import numpy as np
import streamlit as st

from dashboard.components.function_panel import draw_slider
from dashboard.components.sentences import write_number
from dashboard.lab.option import Option
from dashboard.lab.vanishing import evaluate
from dashboard.state import controls, functions
from dashboard.state.functions import DIGITS, print_value
from derivations.rendering.breaking import breakable, keep_together
from derivations.rendering.numbers import LineInNumbers, print_alike


def draw_jacobian(logits: tuple[Option, ...]) -> None:
    """Draw three weighted inputs to set, and the table of derivatives; of one entry, where its number is from."""
    st.markdown(
        "**Softmax: every output depends on every $z$.** It makes shares that add up to 1 of the $z$ of the $n$ units "
        "of a last layer, where a sample has one of several classes:"
    )
    st.markdown(f"$$\n{keep_together(breakable(functions.definition('softmax')))}\n$$")
    st.markdown(
        "What one output gains the others lose: before they are "
        f"rounded, the numbers of each row and of each column add up to 0 (as printed, to `{10**-DIGITS}` at most). "
        "$z_1$ is the point $z$ of the plot."
    )
    with st.container(horizontal=True, gap="small"):
        for number, option in enumerate(logits, start=1):
            with st.container(width=150):
                draw_slider(option, f"$z_{number}$", "logit")
    z = tuple(controls.value(each) for each in logits)
    table = functions.jacobian(z)
    head = "".join(rf" $\partial / \partial z_{at}$ |" for at in range(1, len(logits) + 1))
    rows = [f"| output |{head} sum |", "|:--|" + "--:|" * (len(logits) + 1)]
    numbers = []
    for at, row in enumerate(table):
        values = [float(each.value or 0.0) for each in row]
        [output], _ = evaluate("softmax", np.array([z[at]]), (*z[:at], *z[at + 1 :]))
        numbers += [float(output), *values, round(sum(values), DIGITS) + 0.0]
    printed, width = print_alike(numbers, DIGITS), len(logits) + 2
    for at in range(len(table)):
        output, *cells = printed[at * width : (at + 1) * width]
        rows.append(f"| $a_{at + 1} = {output}$ | {' | '.join(map(write_number, cells))} |")
    lines = tuple(_say(1, at, table[0][at - 1]) for at in (1, 2))
    with st.container(key="jacobian"):
        formulas = (f"$$\n{keep_together(breakable(line))}\n$$" for line in lines)
        st.markdown("\n\n".join(("\n".join(rows), *formulas)))


def _say(output: int, unit: int, entry: LineInNumbers) -> str:
    names, value = entry.symbols.replace("^{(1)}", ""), print_value(entry.value or 0.0)
    return rf"\frac{{\partial a_{output}}}{{\partial z_{unit}}} = {names} = {entry.numbers} = {value}"
