"""The four rows of the data: inputs, target, prediction, and its loss."""

import numpy as np
import streamlit as st

from dashboard import session


def draw_predictions() -> None:
    """Draw one row per sample; the selected one is marked."""
    data = session.data()
    chosen = session.selection().sample
    outputs, shares = session.outputs(), session.shares()
    rows = [r"| $s$ | $x_1$ | $x_2$ | $y$ | $\hat{y}$ | loss |", "|:-:|:-:|:-:|:-:|:-:|:-:|"]
    for at, (inputs, target) in enumerate(zip(data.inputs, data.targets, strict=True)):
        cells = [f"{at + 1}", *(f"{x:g}" for x in inputs), f"{float(np.squeeze(target)):g}"]
        cells += [f"`{outputs[at]:.4f}`", f"`{shares[at]:.4f}`"]
        if at + 1 == chosen:
            cells = [f"**{cell}**" if "`" not in cell else cell for cell in cells]
            cells[0] = f":blue-background[{cells[0]}]"
        rows.append("| " + " | ".join(cells) + " |")
    st.markdown("\n".join(rows))
