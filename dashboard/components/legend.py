"""What the symbols mean, in words and in the colours that they have in formulas and diagram."""

from dataclasses import replace

import streamlit as st

from dashboard import session
from dashboard.charts import palette

ROWS = (
    (r"x = a^{(0)}", "an input; XOR has two", "ACTIVATION"),
    (r"w^{(l)}_{jk}", "the weight from unit $k$ of layer $l-1$ to unit $j$ of layer $l$", "WEIGHT"),
    (r"b^{(l)}_{j}", "the bias of unit $j$ of layer $l$", "WEIGHT"),
    (r"z^{(l)}_{js}", "the weighted input of unit $j$ for sample $s$: $\\sum_k w_{jk} a_{ks} + b_j$", None),
    (r"a^{(l)}_{js}", r"the activation, $\sigma(z)$: what the unit passes on", "ACTIVATION"),
    (r"\hat{y} = a^{(2)}", "the prediction: the activation of the last layer", "ACTIVATION"),
    (r"y_{js}", "the target: what the prediction should be", "TARGET"),
    (r"C", "the cost: how wrong all predictions are together", None),
    (r"\partial", "a partial derivative: how the upper moves with the lower while all else is held", None),
    (r"\delta^{(l)}_{js}", r"the error, $\partial C / \partial z^{(l)}_{js}$: how the cost moves with $z$", "DELTA"),
    (r"\sigma(z),\ \sigma'(z)", r"the sigmoid, $1 / (1 + e^{-z})$, and its derivative", None),
    (r"j, k, s", "a unit, a unit of the layer before (in $w_{jk}$), a sample", None),
    (
        r"\sum_{k=1}^{n_2}",
        "in a sum a letter counts as its end says: $n_l$ units of layer $l$, $m$ samples",
        None,
    ),
    (
        r"Z, A, \Delta, Y",
        "all $z$, $a$, $\\delta$, $y$ of a layer: a row per unit, a column per sample",
        None,
    ),
    (r"[j = k]", "the Kronecker delta: 1 where the two places agree, else 0", None),
    (r"m, n_l", "the number of samples (4), and of units in layer $l$ (2, 2, 1)", None),
    (r"\odot,\ \oslash", "the product, and the quotient, entry by entry", None),
    (r"W^{\top},\ \mathbf{1}", "the transpose; a column of ones (it sums, or repeats)", None),
)
LOSSES = (
    (r"\text{BCE}", "bce", "the binary cross-entropy"),
    (r"\text{MSE}", "mse", "the squared error"),
)


def draw_legend() -> None:
    """Draw one line per symbol."""
    on_dark = session.dark()
    rows = ["| symbol | meaning |", "|---|---|"]
    for symbol, words, hue in ROWS:
        colour = getattr(palette, hue).on(dark=on_dark) if hue else None
        printed = rf"\textcolor{{{colour}}}{{{symbol}}}" if colour else symbol
        rows.append(f"| ${printed}$ | {words} |")
    rows += [f"| ${name}$ | {words}: ${_cost(loss)}$ |" for name, loss, words in LOSSES]
    st.markdown("\n".join(rows))
    st.caption(
        ":green[:material/check:] This line equals the line above at random points, to 50 digits.  \n"
        ":green[:material/done_all:] SymPy has also proved the two equal, for all values, with sums of two terms."
    )
    st.caption("In the diagram a weight is blue and dashed where it is negative, orange where it is positive.")


def _cost(loss: str) -> str:
    """Print the cost with the factors that are chosen."""
    of = replace(session.network(), loss=loss)
    return session.lines(of, session.convention(), "C", on_dark=session.dark()).statement
