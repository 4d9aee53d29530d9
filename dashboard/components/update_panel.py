"""What is looked at, and what a step does to the selected parameter: the optimiser's rule, in symbols and numbers."""

import math

import streamlit as st

from dashboard.components.parameter_table import name_of
from dashboard.components.story_panel import say_tapped
from dashboard.lab.words import OPTIMISERS
from dashboard.state import training, visit
from dashboard.state.snapshot import keep_for_now, snapshot
from derivations.rendering.breaking import breakable
from derivations.rendering.update_lines import PrintedUpdate, print_update

DIGITS = 4


def draw_update(*, tapped: bool, cost: str = "C") -> None:
    """Draw the next step: old - eta gradient = new; what the optimiser remembers is folded away.

    With ``tapped``, the number that is looked at stands before it. ``cost`` is the letter of what it makes smaller.
    """
    position, optimiser = visit.selection().learned, visit.settings().optimiser
    gradient, (layer, _, source) = snapshot().gradient(*position), position
    if source is None and visit.network().normalises(layer) and math.isfinite(gradient):
        # the mean of the batch takes the bias away again: what is left is rounding
        gradient = 0.0
    # the style sheet shows what was tapped where the equation is out of sight; one element, since each costs a message
    above = f"<aside>\n\n{keep_for_now(say_tapped)}\n\n</aside>\n\n" if tapped else ""
    if not math.isfinite(gradient):
        words = ":small[:gray[There is no next step: the gradient is not defined.]]"
        st.markdown(above + words, unsafe_allow_html=True)
        return
    if visit.network().mode == "evaluation":
        words = ":small[:gray[There is no step in evaluation: *Step* and *Train* take the gradient of training mode.]]"
        st.markdown(above + words, unsafe_allow_html=True)
        return
    name = name_of(*position).strip("$")
    *before, last = print_update(
        optimiser, name, training.update(gradient), cost=cost, digits=DIGITS, moving=training.running()
    )
    whose = "The next step" if not visit.settings().batch_size else "A step with the gradient of all samples"
    st.markdown(f"{above}:small[**{whose}:**] {_written(last, arrow=True)}", unsafe_allow_html=True)
    if before:
        with st.expander(f"What {OPTIMISERS[optimiser]} makes of this gradient and of earlier ones", key="memory"):
            st.markdown("\n\n".join(map(_written, before)))


def _written(each: PrintedUpdate, *, arrow: bool = False) -> str:
    sign = r"\leftarrow" if arrow else "="
    symbols, numbers = breakable(each.symbols), breakable(each.numbers)
    return rf"$\displaystyle {each.left} {sign} {symbols} = {numbers} {each.sign} \mathbf{{{each.result}}}$"
