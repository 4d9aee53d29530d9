"""The equation of what is selected: the result, its lines, what it rests on, and its LaTeX to take away."""

import streamlit as st

from dashboard import session
from dashboard.components.choice import NAMES, draw_layout, draw_places, draw_view
from dashboard.components.copying import draw_copy
from dashboard.components.equation_lines import draw_lines
from dashboard.components.function_plot import draw_function
from dashboard.components.numbers_panel import draw_numbers, numbers_source
from dashboard.components.remarks import remarks
from dashboard.components.wrong_products import draw_wrong_products
from dashboard.session import parts
from derivations.rendering.lines import UNFINISHED, PrintedResult

ARROW = ":material/subdirectory_arrow_right:"


def draw_equation() -> None:
    """Draw the selected result in the chosen view."""
    looked_at, view = session.selection(), session.choices().view
    result = _printed(on_dark=session.dark())
    # the style sheet frames what comes first
    heading = f":small[{NAMES[looked_at.quantity]} of layer {looked_at.layer}]"
    # one element, since each costs a message
    said = "".join(f"\n\n:small[:gray[{words}]]" for words in remarks())
    st.markdown(f"{heading}\n\n$$\n{result.statement}\n$$\n\n{said}")
    if view == "numbers":
        draw_places()
        if not session.running():
            # while it trains, what moves is drawn together, from one and the same moment
            parts.draw(parts.NUMBERS, draw_numbers)
        return
    if view == "matrix":
        draw_layout()
    draw_lines(result)
    if view == "index":
        _draw_foundations()
    elif result.kind == "gradient":
        draw_wrong_products()


def draw_tools() -> None:
    """Draw the switch between the views, and the LaTeX to take away."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        draw_view()
        numbers = numbers_source() if session.choices().view == "numbers" else ""
        draw_copy(_printed(on_dark=None), "result", numbers=numbers)


def _printed(*, on_dark: bool | None) -> PrintedResult:
    of, scaled, target = session.network(), session.convention(), session.selection().target
    if session.choices().view == "matrix":
        samples, layout = session.task().samples, session.choices().layout
        return session.matrices(of, scaled, target, samples, layout, on_dark=on_dark)
    return session.lines(of, scaled, target, on_dark=on_dark)


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
                draw_function(target)
                draw_lines(result)
                if result.unfinished:
                    st.caption(UNFINISHED)
                draw_copy(session.lines(of, scaled, target, on_dark=None), target)
    for target in derived[session.selection().target].uses:
        if target.startswith("delta"):
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
    """Find the cited results that are shown here: lemmas, and gradients by activations."""
    derived = session.derivation(session.network(), session.convention())
    # every other quantity that is cited has a place of its own on the page
    return [used for used in derived[target].uses if not used.startswith("delta")]


def _why(result: PrintedResult) -> str:
    return f"Why ${result.statement}$"
