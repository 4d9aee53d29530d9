"""The four rows of the data: inputs, target, prediction, and its loss."""

from dataclasses import replace

import numpy as np
import streamlit as st

from dashboard import session
from derivations import forward, loss


def draw_predictions() -> None:
    """Draw one row per sample; the selected one is marked."""
    data, of = session.data(), session.network()
    # what each sample adds to the cost, before any mean is taken
    alone = replace(session.convention(), samples="sum")
    outputs = forward(of, session.parameters(), data.inputs).outputs[:, 0]
    chosen = session.selection().sample
    rows = [r"| $s$ | $x_1$ | $x_2$ | $y$ | $\hat{y}$ | loss |", "|:-:|:-:|:-:|:-:|:-:|:-:|"]
    for at, (inputs, target, output) in enumerate(zip(data.inputs, data.targets, outputs, strict=True)):
        share = loss(of, session.parameters(), data.inputs[at : at + 1], data.targets[at : at + 1], alone)
        cells = [f"{at + 1}", *(f"{x:g}" for x in inputs), f"{float(np.squeeze(target)):g}"]
        cells += [f"`{output:.4f}`", f"`{share:.4f}`"]
        if at + 1 == chosen:
            cells[0] = f":material/arrow_right: **{cells[0]}**"
        rows.append("| " + " | ".join(cells) + " |")
    st.markdown("\n".join(rows))
