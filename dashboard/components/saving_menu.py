"""The menu in which a visit is saved to a file, and one that was saved is loaded; and what would be lost without."""

from collections.abc import Iterator
from functools import partial

import streamlit as st

from dashboard.components.sentences import draw_error
from dashboard.lab.data import TABLE
from dashboard.lab.saving import MOST_IN_ADDRESS, fits_address, to_file
from dashboard.state import replacing, training, visit
from derivations import DerivationError


def draw_saving_menu() -> None:
    """Draw what the address holds, a button that saves and a field that loads."""
    if visit.settings().data == TABLE:
        st.markdown("No address holds your own table, or what was learned from it: save both to keep them.")
    elif fits_address(training.progress()):
        st.markdown("The address of this page holds network, weights, epoch and curve: copy it, or come back to it.")
    else:
        st.markdown(
            f"The address holds this network, but no more than {MOST_IN_ADDRESS} weights: a reload starts it again "
            "from its seed. Save it to keep what it has learned."
        )
    if visit.settings().table is not None and visit.settings().data != TABLE:
        st.markdown("Your own table is in no address, but in the file.")
    st.caption("The file holds all of it, and what the optimiser remembers; the curve of a single weight begins anew.")
    st.download_button(
        "Save",
        data=partial(_save, visit.current()),
        file_name="network.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
    )
    file = st.file_uploader("Load a saved file", type=["json"], max_upload_size=4)
    if file is not None and st.button("Load", type="primary"):
        try:
            replacing.load(file.getvalue().decode("utf-8", errors="replace"))
        except DerivationError as error:
            draw_error(str(error))


def at_stake() -> str:
    """Say what a reload would lose, if it is anything; "" if the address holds all of it."""
    now = training.progress()
    if visit.settings().table is not None:
        return "Your table is lost with a reload, unless it is saved (File)."
    if now.epoch and not fits_address(now):
        return "These weights are lost with a reload, unless they are saved (File)."
    lost = list(_not_in_address())
    return f"A reload keeps these weights, but not {' and '.join(lost)}; a saved file does (File)." if lost else ""


def _not_in_address() -> Iterator[str]:
    """Name what goes on with the weights, and stands in a file alone."""
    now, settings = training.progress(), visit.settings()
    if not now.epoch and not now.pending:
        return
    if now.memory:
        yield "what the optimiser remembers"
    if settings.network.is_noisy or settings.batch_size:
        yield "which random numbers come next"


def _save(at: visit.Visit) -> bytes:
    return to_file(at.settings, at.progress).encode()
