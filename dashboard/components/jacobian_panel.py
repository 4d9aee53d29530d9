"""The derivatives of every output of a softmax by every weighted input, as numbers."""

import streamlit as st

from dashboard.components.function_panel import draw_slider
from dashboard.lab.option import Option
from dashboard.state import controls, functions
from derivations.rendering.breaking import breakable


def draw_jacobian(logits: tuple[Option, ...]) -> None:
    """Draw three weighted inputs to set, and the table of derivatives; of one entry, where its number is from."""
    st.markdown(
        "**Softmax: every output depends on every $z$.** What one output gains the others lose: each row, and each "
        "column, adds up to 0."
    )
    with st.container(horizontal=True, gap="small"):
        for number, option in enumerate(logits, start=1):
            with st.container(width=150):
                draw_slider(option, f"$z_{number}$", "logit")
    table = functions.jacobian(tuple(controls.value(each) for each in logits))
    head = "".join(rf" $\partial / \partial z_{at}$ |" for at in range(1, len(logits) + 1))
    rows = [f"| |{head} sum |", "|:--|" + "--:|" * (len(logits) + 1)]
    for number, row in enumerate(table, start=1):
        values = [float(each.value or 0.0) for each in row]
        cells = " | ".join(f"`{value:.4f}`" for value in (*values, sum(values) + 0.0))
        rows.append(f"| $a_{number}$ | {cells} |")
    entries = (((1, 1), table[0][0]), ((1, 2), table[0][1]))
    lines = (
        rf"\frac{{\partial a_{j}}}{{\partial z_{k}}} = {each.symbols.replace('^{(1)}', '')} = {each.numbers} = {each.value:.4f}"
        for (j, k), each in entries
    )
    with st.container(key="jacobian"):
        st.markdown("\n".join(rows))
        st.markdown("\n\n".join(f"$$\n{breakable(line)}\n$$" for line in lines))
