"""What to try on a page, as buttons; and its checkpoint, a question that the running network judges."""

from collections.abc import Collection

import streamlit as st

from dashboard.lab.settings import COST_OF_IT, NETWORK, SELECTION
from dashboard.lab.tries import Verdict
from dashboard.state import replacing, training, visit
from dashboard.state.pages import LEFT, WEIGHTS, Part
from dashboard.state.snapshot import snapshot


def draw_tries() -> None:
    """Draw a button for each of the tries of the page, and after one the way back."""
    page = visit.current().page
    assert page is not None
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="tries"):
        st.markdown(":small[:gray[Try:]]", width="content")
        for at, each in enumerate(page.tries):
            st.button(each.label, key=f"try-{at}", on_click=replacing.take_try, args=(each,))
        left = visit.current().left
        if left is not None:
            word = "Redo" if left.of_try else "Back"
            icon = ":material/redo:" if left.of_try else ":material/undo:"
            st.button(word, key="leave-try", icon=icon, on_click=replacing.leave_try)


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
            _hold_places(3)
            return ()
        question = checkpoint.question()
        if not question or (here.judged and here.judged != checkpoint.judge()):
            # the answer was given to another question
            here.renew(name)
            here.judged = None
            here.missed.clear()
        if not question:
            coupled = visit.settings().coupled and not snapshot().trouble
            st.caption(f"Checkpoint: {'in evaluation' if coupled else 'as soon as every number is defined'}.")
            _hold_places(3)
            # whatever makes the numbers defined again lets it be asked
            return None
        st.markdown(f":small[**Checkpoint.** {question}]", width="content")
        answer = st.segmented_control("Answer", checkpoint.answers, key=here.key(name), label_visibility="collapsed")
        here.judged = checkpoint.judge() if answer else None
        if answer is None:
            here.missed.clear()
            # the numbers are asked for with the answer
            return checkpoint.asked
        st.markdown(f":small[{_say(answer, here.judged, here.missed)}]", width="stretch")
        if here.judged and len(here.missed) == 1 and answer in here.missed:
            st.button("Show the answer", key="tell", on_click=here.missed.update, args=(checkpoint.answers,))
    return None


def _say(answer: str, found: Verdict | None, missed: set[str]) -> str:
    """Say what the numbers say of an answer: to a first wrong one what to look at, then what is right."""
    if found is None:
        return "Not every number is defined here."
    if answer in (found.answer, *found.also):
        return f":green[:material/check: Yes.] {found.because}"
    missed.add(answer)
    if len(missed) == 1:
        return f":orange[:material/close: Look again.] {found.hint}"
    return f":orange[:material/close: No, it is **{' or '.join((found.answer, *found.also))}**.] {found.because}"


def _hold_places(number: int) -> None:
    """Stand in the places of elements that are not there now, of which nothing is left then."""
    for _ in range(number):
        st.empty()


TRIES = Part("tries", draw_tries, shows=(LEFT,))
CHECKPOINT = Part(
    "checkpoint",
    draw_checkpoint,
    shows=(*NETWORK, *SELECTION, *COST_OF_IT, "delta", "sample", "rate", WEIGHTS),
)
