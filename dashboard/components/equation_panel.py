"""The equation of what is selected: the result, its lines, what it rests on, and its LaTeX to take away."""

import streamlit as st

from dashboard import session
from dashboard.components.choice import NAMES, draw_places, draw_view
from dashboard.components.copying import draw_copy
from dashboard.components.equation_lines import draw_lines
from dashboard.components.numbers_panel import draw_numbers
from derivations.rendering.lines import PrintedResult

ARROW = ":material/subdirectory_arrow_right:"


def draw_equation() -> None:
    """Draw the selected result in the chosen view."""
    looked_at = session.selection()
    of, scaled, on_dark = session.network(), session.convention(), session.dark()
    printer = session.matrices if session.choices().view == "matrix" else session.lines
    result = printer(of, scaled, looked_at.target, on_dark=on_dark)
    plain = printer(of, scaled, looked_at.target, on_dark=None)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        draw_view()
        draw_copy(plain)
    if session.choices().view == "numbers":
        draw_places()
    with st.container(border=True, key="statement", gap="small"):
        st.markdown(f":small[{NAMES[looked_at.quantity]} of layer {looked_at.layer}]\n\n$$\n{result.statement}\n$$")
    if session.choices().view == "numbers":
        _draw_live_numbers()
        return
    if session.choices().view == "matrix":
        st.caption("The whole batch at once: a column per sample, and under every matrix its rows × columns.")
    with st.container(key="lines"):
        draw_lines(result)
    if session.choices().view == "index":
        _draw_foundations()


def _draw_live_numbers() -> None:
    """Draw the numbers; while the network trains, five times a second."""
    st.fragment(draw_numbers, run_every=0.2 if session.running() else None)()


def _draw_foundations() -> None:
    """Draw what the lines cite: lemmas and gradients without a name unfold, named ones are a click away."""
    of, scaled = session.network(), session.convention()
    derived = session.derivation(of, scaled)
    for target in _unfolded(session.selection().target):
        result = session.lines(of, scaled, target, on_dark=session.dark())
        # what is folded away is not drawn: a browser sets formulas slowly, and a check takes its time
        fold = st.expander(_why(result), key=f"why-{target}", icon=ARROW, on_change="rerun")
        if fold.open:
            with fold:
                draw_lines(result)
                draw_copy(session.lines(of, scaled, target, on_dark=None))
    for target in derived[session.selection().target].uses:
        found = derived[target].variable
        if found is not None and found.cited:
            layer = int(target.removeprefix("delta"))
            st.button(
                rf"$\delta^{{({layer})}}$ is derived in layer {layer}",
                key=f"show-{target}",
                type="tertiary",
                icon=":material/arrow_forward:",
                on_click=session.show,
                args=(layer, "delta"),
            )


def _unfolded(target: str) -> list[str]:
    """Find the cited results that are shown here: lemmas, and gradients whose value was put in."""
    derived = session.derivation(session.network(), session.convention())
    found = []
    for used in derived[target].uses:
        variable = derived[used].variable
        if variable is None or not variable.cited:
            found.append(used)
    return found


def _why(result: PrintedResult) -> str:
    return f"Why ${result.statement}$"
