"""What the symbols mean, in words and in the colours that they have in formulas and diagram."""

from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from dashboard.charts import palette
from dashboard.components.equation_lines import MARKS
from dashboard.lab.words import LOSS_WORDS, LOSSES, OWN
from dashboard.state import shared, visit
from derivations import DerivationError, Network
from derivations.rendering.breaking import breakable

PASSED_ON = {False: ": what the unit passes on", True: ""}
# what a weight is multiplied by, without and with dropout
BELOW = {False: "a", True: r"\tilde{a}"}
LONGEST = 120  # of a formula's source; a longer one is not for a table

Row = tuple[str, str, str | None]


def draw_legend() -> None:
    """Draw one line per symbol."""
    on_dark = visit.dark()
    rows = ["| symbol | meaning |", "|---|---|"]
    for symbol, words, hue in _symbols():
        colour = getattr(palette, hue).on(dark=on_dark) if hue else None
        printed = rf"\textcolor{{{colour}}}{{{symbol}}}" if colour else symbol
        rows.append(f"| ${_in_table(printed)}$ | {words} |")
    rows += [f"| $\\text{{{name}}}$ | {words} |" for name, words in _losses()]
    st.container(key="legend-rows").markdown("\n".join(rows))
    st.caption(f"A line that {MARKS}, wherever both have a value, with sums of two terms.")
    st.caption("In the diagram a weight is blue and dashed where it is negative, orange where it is positive.")
    st.caption("Every equation can be copied: point at it, tap it, or go to it with Tab and the arrow keys.")


def _symbols() -> Iterator[Row]:
    network, task = visit.network(), visit.task()
    depth = network.depth
    activations = [network.activation(layer) for layer in range(1, depth + 1)]
    inputs = "an input" if task.inputs == 1 else f"an input; {task.label} has {task.inputs}"
    yield r"x = a^{(0)}", inputs.replace("2", "two"), "ACTIVATION"
    yield r"w^{(l)}_{jk}", "the weight from unit $k$ of layer $l-1$ to unit $j$ of layer $l$", "WEIGHT"
    yield r"b^{(l)}_{j}", "the bias of unit $j$ of layer $l$", "WEIGHT"
    weighted = (
        f"the weighted input of unit $j$ for sample $s$: $\\sum_k w_{{jk}} {BELOW[network.is_noisy]}_{{ks}} + b_j$"
    )
    yield r"z^{(l)}_{js}", weighted, None
    # one function for all layers has its own letter here
    functions = shared.functions()
    own = functions[-1][0] if len(set(activations)) == 1 and functions else "f"
    seen = r"z)$, of normalised layers $f(\tilde{z}" if network.is_normalised else "z"
    yield from _between(network)
    yield r"a^{(l)}_{js}", rf"the activation, ${own}({seen})${PASSED_ON[network.is_noisy]}", "ACTIVATION"
    yield rf"\hat{{y}} = a^{{({depth})}}", "the prediction: the activation of the last layer", "ACTIVATION"
    yield r"y_{js}", "the target: what the prediction should be", "TARGET"
    yield r"C", "the cost: how wrong all predictions are together", None
    cost = shared.cost_of_error()
    yield "C_s", "the cost of one sample: how wrong its prediction is", None
    if cost not in ("C", "C_{s}"):
        yield cost, "the cost of one sample, and the penalty", None
    if visit.settings().delta == "sample":
        across = "row" if visit.settings().layout == "columns" else "column"
        yield r"\mathbf{C}", f"the costs $C_s$ of all samples, a {across}", None
    yield r"\partial", "a partial derivative: how the upper moves with the lower while all else is held", None
    error = rf"the error, $\partial {cost} / \partial z^{{(l)}}_{{js}}$: how the cost moves with $z$"
    yield r"\delta^{(l)}_{js}", error, "DELTA"
    for letter, formula in functions:
        short = f"${_in_table(formula)}$" if len(formula) <= LONGEST else "a formula, shown where it is derived"
        yield rf"{letter}(z),\ {letter}'(z)", f"an activation, {short}, and its derivative", None
    if "softmax" in activations:
        shares = r"the softmax of a layer: $e^{z_j}$ as a share of the sum of all $e^{z_k}$ in it"
        yield r"a_{js} = e^{z_{js}} / \sum_k e^{z_{ks}}", shares, None
    yield r"j, k, s", "a unit, a unit of the layer before (in $w_{jk}$), a sample", None
    ends = "the index below runs up to what stands above: $n_l$ units of layer $l$, $m$ samples"
    yield rf"\sum_{{k=1}}^{{n_{{{depth}}}}}", ends, None
    along = "a row per unit, a column per sample"
    if visit.settings().layout == "rows":
        along = "a row per sample, a column per unit"
    yield r"Z, A, \Delta, Y", f"all $z$, $a$, $\\delta$, $y$ of a layer: {along}", None
    yield r"X = A^{(0)}", "all inputs", None
    yield r"\eta", "the learning rate: how far a step goes against the gradient", None
    if network.l1 or network.l2:
        yield r"\Omega^{(l)}", "the penalty: what large weights of layer $l$ add to the cost", None
        yield r"\lambda_1,\ \lambda_2", f"how much a penalty counts: ${network.l1:g}$ and ${network.l2:g}$", None
    yield r"[j = k]", "the Kronecker delta: 1 where the two indices agree, else 0", None
    counts = f"the number of samples ({task.samples}), and of units in layer $l$ ({', '.join(map(str, network.sizes))})"
    yield r"m, n_l", counts, None
    yield r"\odot,\ \oslash", "the product, and the quotient, entry by entry", None
    yield r"W^{\top},\ \mathbf{1}", "the transpose; a row or a column of ones (it sums, or repeats)", None


def _between(network: Network) -> Iterator[Row]:
    """Give what stands between the layers."""
    if network.is_normalised:
        whose = "of all samples, given" if network.mode == "evaluation" else "over the batch"
        yield r"\mu^{(l)}_j,\ v^{(l)}_j", f"mean and variance of $z$ {whose}", None
        normalised = r"the normalised $z$: $(z - \mu) / \sqrt{v + \varepsilon}$, with $\varepsilon = 10^{-5}$"
        yield r"\hat{z}^{(l)}_{js}", normalised, None
        yield r"\tilde{z}^{(l)}_{js}", r"what the activation sees of it, $\gamma \hat{z} + \beta$", None
        yield r"\gamma^{(l)}_j,\ \beta^{(l)}_j", "a scale and a shift, which are learned", None
    if network.is_noisy:
        yield r"r^{(l)}_{js}", "the mask of dropout: 1 where an activation is kept, 0 where it is dropped", None
        yield r"p^{(l)}", f"the share that is dropped, {network.drops(1):g}", None
        yield r"\tilde{a}^{(l)}_{js}", "what a hidden unit passes on: $r a / (1 - p)$", "ACTIVATION"


def _losses() -> Iterator[tuple[str, str]]:
    """Give the loss that is chosen and those it is compared with, each with its cost as it would be."""
    selected, current = visit.settings().loss, visit.network()
    for name in dict.fromkeys((*visit.task().losses, selected)):
        try:
            network = current if name == selected else replace(current, loss=name)
        except DerivationError:
            continue  # one that cannot follow the last activation
        result = shared.lines(shared.cost_target(), network=network)
        title = "own loss" if name == OWN else LOSSES[name]
        yield title, f"{LOSS_WORDS[name]}: ${_in_table(breakable(f'{result.left} = {result.lines[0].formula}'))}$"


def _in_table(formula: str) -> str:
    """A bar would begin the next cell of the table."""
    return formula.replace("|", r"\vert ")
