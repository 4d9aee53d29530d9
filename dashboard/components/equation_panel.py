"""The equation of what is selected: the result, its lines, what it rests on, and its LaTeX to take away."""

import streamlit as st

from dashboard import session
from dashboard.components.choice import NAMES, draw_places, draw_view
from dashboard.components.copying import draw_copy
from dashboard.components.equation_lines import draw_lines
from dashboard.components.numbers_panel import draw_numbers, numbers_source
from dashboard.session import parts
from derivations.rendering.lines import PrintedResult

ARROW = ":material/subdirectory_arrow_right:"


def draw_equation() -> None:
    """Draw the selected result in the chosen view."""
    looked_at, view = session.selection(), session.choices().view
    result = _printed(on_dark=session.dark())
    # the style sheet frames what comes first
    heading = f":small[{NAMES[looked_at.quantity]} of layer {looked_at.layer}]"
    st.markdown(f"{heading}\n\n$$\n{result.statement}\n$$\n\n{_slope_left()}")
    if view == "numbers":
        draw_places()
        if not session.running():
            # while it trains, what moves is drawn together, from one and the same moment
            parts.draw(parts.NUMBERS, draw_numbers)
        return
    if view == "matrix":
        st.caption("The whole batch at once: a column per sample, and under every matrix its rows × columns.")
    draw_lines(result)
    if view == "index":
        _draw_foundations()


def draw_tools() -> None:
    """Draw the switch between the views, and the LaTeX to take away."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        draw_view()
        numbers = numbers_source() if session.choices().view == "numbers" else ""
        draw_copy(_printed(on_dark=None), "result", numbers=numbers)


def _printed(*, on_dark: bool | None) -> PrintedResult:
    of, scaled, target = session.network(), session.convention(), session.selection().target
    if session.choices().view == "matrix":
        return session.matrices(of, scaled, target, session.task().samples, on_dark=on_dark)
    return session.lines(of, scaled, target, on_dark=on_dark)


def _slope_left() -> str:
    """Say of the last error whether the slope of the activation is still in it, which decides how fast it learns."""
    looked_at, of = session.selection(), session.network()
    if looked_at.quantity != "delta" or looked_at.layer != of.depth:
        return ""
    rules = {line.rule for line in session.derivation(of, session.convention())[looked_at.target].lines}
    if "cancellation" in rules:
        words = r"$\sigma'(z)$ has cancelled: a unit that is sure and wrong still learns fast."
    else:
        words = r"$\sigma'(z) = a (1 - a)$ stays: a unit that is sure and wrong learns slowly."
    return f":small[:gray[{words}]]"


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
                draw_copy(session.lines(of, scaled, target, on_dark=None), target)
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
