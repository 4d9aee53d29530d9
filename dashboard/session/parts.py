"""The parts of the page, and which of them are drawn anew after what.

Each part is a fragment with a name. A callback names the parts that show what has changed; the others stay as they are,
which is what makes a click cheap. A part in another one is drawn with it, or alone.
"""

from collections.abc import Callable
from contextlib import nullcontext
from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitAPIException

from dashboard.session import keys

TITLE = "title"
SWITCHES = "switches"
CHOICE = "choice"
EQUATION = "equation"
TOOLS = "tools"
NUMBERS = "numbers"  # in EQUATION
DOWNLOADS = "downloads"
TRAINING = "training"
LIVE = "live"  # all that follows
NETWORK = "network"
COSTS = "costs"
PLANE = "plane"
PARAMETERS = "parameters"
THREE_WAYS = "three-ways"

COST = (EQUATION, NETWORK, COSTS)
# after a control has taken a value; a control that is not here changes all of the page
AFTER = {
    "loss": COST,
    "half": COST,
    "mean": COST,
    "l1": COST,
    "l2": COST,
    "layer": (EQUATION, NETWORK),
    "quantity": (EQUATION, NETWORK),
    "unit": (EQUATION, NETWORK),
    "source": (EQUATION, NETWORK),
    "sample": (EQUATION, NETWORK, COSTS, PLANE),
    "view": (EQUATION,),
    "layout": (EQUATION,),
    "optimiser": (TRAINING,),
    "rate": (TRAINING,),
    "speed": (TRAINING,),
}


def after(name: str) -> tuple[str, ...]:
    """Name the parts that show what a control has changed; none if all of the page does."""
    shown = AFTER.get(name, ())
    # folded away, the table of gradients shows nothing
    return (*shown, THREE_WAYS) if shown == COST and st.session_state.get(THREE_WAYS) else shown


def moved(view: str) -> tuple[str, ...]:
    """Name the parts that show parameters; of the equations only those of the numbers view do."""
    if view == "matrix" and st.session_state.get(keys.WRONG):
        return (EQUATION, LIVE)
    return (NUMBERS, LIVE) if view == "numbers" else (LIVE,)


def draw(
    part: str, drawing: Callable[[], None], *, within: DeltaGenerator | None = None, every: float | None = None
) -> None:
    """Draw a part, here or within a container; again and again while `every` is a number of seconds.

    A fragment keeps a copy of every container that it is drawn in, each with all of those around it: so there is one
    `with` here, and none around it.
    """
    fragment = st.fragment(drawing, key=part, run_every=every)
    with within or nullcontext():
        fragment()


def redraw(*parts: str) -> None:
    """Draw these parts and no other (at the end of a callback)."""
    try:
        st.rerun(list(parts))
    except StreamlitAPIException:
        # one of them is not on the page, because a run of the page broke off before it: then all is drawn
        redraw_all()


def redraw_all() -> NoReturn:
    """Draw the whole page, and do not go on with what is being drawn."""
    st.rerun()
