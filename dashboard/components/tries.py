"""What to try on a page, as buttons; and its checkpoint, a question that the running network judges."""

from collections.abc import Collection

import streamlit as st

from dashboard.lab.settings import COST_OF_IT, NETWORK, SELECTION
from dashboard.state import controls, training, visit
from dashboard.state.pages import WEIGHTS, Part


def draw_tries() -> None:
    """Draw a button for each of the tries of the page, and after one the way back."""
    page = visit.current().page
    assert page is not None
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="tries"):
        st.markdown(":small[:gray[Try:]]", width="content")
        for at, each in enumerate(page.tries):
            st.button(each.label, key=f"try-{at}", on_click=controls.take_try, args=(each,))
        left = visit.current().left
        if left is not None:
            word = "Redo" if left.of_try else "Back"
            icon = ":material/redo:" if left.of_try else ":material/undo:"
            st.button(word, key="leave-try", icon=icon, on_click=controls.leave_try)


def draw_checkpoint() -> Collection[str] | None:
    """Draw the question, its answers, and what the numbers of this moment say of the one that is chosen."""
    page = visit.current().page
    assert page is not None
    checkpoint = page.checkpoint
    if checkpoint is None:
        return ()
    here, name = visit.current(), f"answer-{page.title}"
    with st.container(key="checkpoint", horizontal=True, vertical_alignment="center", gap="small"):
        if training.running():
            st.caption("Checkpoint: when paused.")
            # in the places of the answers, of which nothing is left then
            st.empty()
            st.empty()
            return ()
        if here.judged and here.judged != checkpoint.judge():
            # the answer was given to another question
            here.renew(name)
        question = checkpoint.question()
        if not question:
            # nor is an answer kept for what is asked next
            here.renew(name)
            here.judged = None
            st.caption("Checkpoint: as soon as every number is defined.")
            st.empty()
            st.empty()
            return checkpoint.asked
        st.markdown(f":small[**Checkpoint.** {question}]", width="content")
        answer = st.segmented_control("Answer", checkpoint.answers, key=here.key(name), label_visibility="collapsed")
        here.judged = checkpoint.judge() if answer else None
        if answer is None:
            # the numbers are asked for with the answer
            return checkpoint.asked
        if here.judged is None:
            st.markdown(":small[Not every number is defined here.]", width="stretch")
        else:
            right = answer in (here.judged.answer, *here.judged.also)
            mark = ":green[:material/check: Yes.]" if right else ":orange[:material/close: Look again.]"
            st.markdown(f":small[{mark} {here.judged.because}]", width="stretch")
    return None


TRIES = Part("tries", draw_tries)
CHECKPOINT = Part(
    "checkpoint",
    draw_checkpoint,
    shows=(*NETWORK, *SELECTION, *COST_OF_IT, "delta", "sample", "rate", WEIGHTS),
)
