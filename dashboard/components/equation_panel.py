"""The equation of what is selected: the result, its lines, what it rests on, and its LaTeX to take away."""

import re
from collections.abc import Collection, Iterator
from functools import partial

import streamlit as st

from dashboard.components.copying import draw_copy, draw_sources, sources_of, with_numbers
from dashboard.components.equation_lines import MARKS, draw_lines
from dashboard.components.numbers_panel import draw_numbers, plain_rows
from dashboard.components.remarks import draw_function, remarks, say_samples
from dashboard.components.selection_panel import NAMES, draw_indices, draw_view
from dashboard.components.story_panel import draw_story, story_rows
from dashboard.components.wrong_products import draw_wrong_products
from dashboard.lab.settings import COST_OF_IT, NETWORK
from dashboard.lab.symbols import symbols_in
from dashboard.state import controls, shared, training, visit
from dashboard.state.pages import WEIGHTS, Part
from dashboard.state.snapshot import lookup_shown
from derivations.rendering.lines import UNFINISHED, PrintedResult

# what the lines of a result depend on, and the indices whose entries are put in
RESULT = (*NETWORK, *COST_OF_IT, "delta", "layer", "quantity", "view", "scope", "depth", "layout")
PLACE = ("unit", "source", "sample")
BETWEEN = re.compile(r"d(mu|v|zhat|u|h)\d")  # gradients by what stands between the layers
ARROW = ":material/subdirectory_arrow_right:"


def draw_equation() -> Collection[str]:
    """Draw the selected result in the chosen view."""
    view, moving = visit.settings().view, training.running()
    if view == "story":
        if moving:
            # while it trains, what moves is drawn together, from one and the same moment
            return RESULT
        draw_story()
        return (*RESULT, *PLACE, WEIGHTS)
    result = _print()
    statement = _state(result, *(() if view == "numbers" else (MARKS,)))
    if view == "numbers":
        st.markdown(statement, unsafe_allow_html=True)
        draw_indices()
        if moving:
            return RESULT
        draw_numbers()
        return (*RESULT, *PLACE, WEIGHTS)
    if view == "matrix":
        words = f"The whole batch at once: {say_samples()}. Under every matrix its rows × columns."
        statement = f"{statement}\n\n:small[:gray[{words}]]"
    draw_lines(result, above=statement)
    if view == "index":
        _draw_foundations()
        draw_indices()
    elif result.kind == "gradient" and draw_wrong_products():
        return (*RESULT, WEIGHTS)
    return RESULT


def _state(result: PrintedResult, *more: str) -> str:
    """Write what is derived, and what there is to say of it; the style sheet puts it into a frame."""
    looked_at = visit.selection()
    layer = "" if looked_at.quantity == "C" else f" of layer {looked_at.layer}"
    said = "".join(f"\n\n:small[:gray[{words}]]" for words in (*remarks(), _symbols(result), *more))
    return (
        f"<section>\n\n:small[{NAMES[looked_at.quantity]}{layer}]\n\n$$\n{result.breakable}\n$$\n\n{said}\n\n</section>"
    )


def draw_tools() -> Collection[str]:
    """Draw the switch between the views, and the LaTeX to take away."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        draw_view()
        unfolded = draw_sources(_sources, "result")
    return (*RESULT, *PLACE, WEIGHTS) if unfolded else ()


def _sources() -> Iterator[tuple[str, str]]:
    """Give the LaTeX of what is shown: of the story every equation, else the result; with numbers where there are."""
    if visit.settings().view == "story":
        yield with_numbers(story_rows())
        return
    if visit.settings().view == "numbers":
        yield with_numbers([plain_rows(visit.selection(), lookup_shown())])
    yield from sources_of(_print(coloured=False))


def _print(*, coloured: bool = True) -> PrintedResult:
    printed = shared.matrices if visit.settings().view == "matrix" else shared.lines
    return printed(visit.selection().target, coloured=coloured)


def _symbols(result: PrintedResult) -> str:
    """Say what the letters of the lines that are shown mean."""
    formulas = [result.statement, *(line.formula for line in result.lines)]
    if visit.settings().view == "numbers" and visit.settings().depth != "every":
        # of its lines none is shown
        formulas = [result.statement, plain_rows(visit.selection(), lookup_shown())[0]]
    found: str = shared.lines_of_network().once(_find_symbols, tuple(formulas), shared.cost_of_error())
    return found


def _find_symbols(_: shared.DerivedLines, formulas: tuple[str, ...], cost: str) -> str:
    return " · ".join(f"${symbol}$ {words}" for symbol, words in symbols_in(formulas, cost=cost))


def _draw_foundations() -> None:
    """Draw what the lines cite: lemmas and gradients without a name unfold, named ones are a click away."""
    derived = shared.derivation()
    for target in _unfold(visit.selection().target):
        result = shared.lines(target)
        # what is folded away is not drawn: a browser sets formulas slowly, and a check takes its time
        fold = st.expander(_why(result), key=f"why-{target}", icon=ARROW, on_change="rerun")
        if fold.open:
            with fold:
                draw_function(target)
                draw_lines(result)
                if result.unfinished:
                    st.caption(UNFINISHED)
                draw_copy(partial(shared.lines, target, coloured=False), target)
    errors = [each for target in _closure(visit.selection().target) for each in derived[target].uses]
    for target in dict.fromkeys(errors):
        if target.startswith("delta"):
            layer = int(target.removeprefix("delta"))
            st.button(
                rf"$\delta^{{({layer})}}$ is derived in layer {layer}",
                key=f"show-{target}",
                type="tertiary",
                icon=":material/arrow_forward:",
                on_click=controls.show,
                args=(layer, "delta"),
            )


def _unfold(target: str) -> list[str]:
    """Find the cited results that are shown here: lemmas, and gradients by activations."""
    derived = shared.derivation()
    # every other quantity that is cited has a place of its own on the page
    costs = ["C_s"] if target == "C" and "C_s" in derived else []
    cited = [used for each in _closure(target) for used in derived[each].uses if not used.startswith("delta")]
    return costs + list(dict.fromkeys(cited))


def _closure(target: str) -> list[str]:
    """Name a result, and the gradients between the layers that it rests on, which have no place of their own."""
    found = [target]
    for each in found:
        found += [used for used in shared.derivation()[each].uses if BETWEEN.match(used) and used not in found]
    return found


def _why(result: PrintedResult) -> str:
    return f"Why ${result.breakable}$"


TOOLS = Part("tools", draw_tools, shows=(*RESULT, *PLACE, WEIGHTS), sets=("view",))
EQUATION = Part("equation", draw_equation, shows=(*RESULT, *PLACE, WEIGHTS), sets=PLACE, varies=True)
