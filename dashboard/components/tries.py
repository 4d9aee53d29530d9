"""What to try on a page, as buttons; and its checkpoint, a question that the running network judges."""

import streamlit as st

from dashboard.lab.settings import COST_OF_IT, NETWORK, SELECTION
from dashboard.state import controls, training, visit
from dashboard.state.pages import WEIGHTS, Part


def draw_tries() -> None:
    """Draw a button for each of the tries of the page."""
    page = visit.current().page
    assert page is not None
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="tries"):
        st.markdown(":small[:gray[Try:]]", width="content")
        for at, each in enumerate(page.tries):
            st.button(each.label, key=f"try-{at}", on_click=controls.take_try, args=(each,))
        if visit.current().left is not None:
            st.button("Back", key="leave-try", icon=":material/undo:", on_click=controls.leave_try)


def draw_checkpoint() -> None:
    """Draw the question, its answers, and what the numbers of this moment say of the one that is chosen."""
    page = visit.current().page
    assert page is not None
    checkpoint = page.checkpoint
    if checkpoint is None:
        return
    with st.container(key="checkpoint"):
        if training.running():
            st.caption("Checkpoint: when paused.")
            return
        verdict = checkpoint.judge()
        if verdict is None:
            st.caption("Checkpoint: not every number is defined here.")
            return
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":small[**Checkpoint.** {checkpoint.question()}]", width="content")
            # another question where something else is looked at
            key = f"answer-{page.title}-{hash(verdict)}"
            answer = st.segmented_control("Answer", checkpoint.answers, key=key, label_visibility="collapsed")
        if answer is not None:
            right = answer == verdict.answer
            mark = ":green[:material/check: Yes.]" if right else ":orange[:material/close: Look again.]"
            st.markdown(f":small[{mark} {verdict.because}]")


TRIES = Part("tries", draw_tries)
CHECKPOINT = Part(
    "checkpoint",
    draw_checkpoint,
    shows=(*NETWORK, *COST_OF_IT, *SELECTION, "delta", "sample", "rate", WEIGHTS),
    varies=True,
)
