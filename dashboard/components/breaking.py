"""Break it: a backward pass with a classic mistake, and which check finds it."""

import streamlit as st

from dashboard.components.gradients import draw_gradients, name_of
from dashboard.components.sentences import literal
from dashboard.lab.option import Option
from dashboard.lab.settings import OPTIONS
from dashboard.state import controls, visit
from dashboard.state.snapshot import FEW_STEPS, MistakeResult, snapshot
from derivations import MatchReport

FOUND = ":red[:material/close: found]"
NOT_FOUND = ":gray[:material/check: passes]"
NONE = "none"


def draw_breaking(mistake: Option) -> None:
    """Draw what is planted, what each check says of it, and the gradients with it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        words = "Plant a mistake in the backward pass"
        st.selectbox(
            words, mistake.values(visit.settings()), format_func=mistake.say, width=330, **controls.control(mistake)
        )
        layers = OPTIONS["layer"].values(visit.settings())
        st.selectbox("in layer", layers, width=90, **controls.control("layer", place="mistake"))
    planted = controls.value(mistake)
    if planted == NONE:
        _draw_right(snapshot().matched)
        return
    found = snapshot().mistaken(planted, visit.selection().layer, visit.settings().rate)
    if found.refused:
        st.info(literal(found.refused))
        return
    st.markdown("\n".join(("| check | |", "|:--|:--|", *_verdicts(found))))
    if found.report is not None:
        draw_gradients(found.report)


def _draw_right(report: MatchReport | None) -> None:
    if report is None:
        st.caption("Not every number is defined, so there is nothing to compare.")
        return
    mark = ":green[:material/check:" if report.ok else ":red[:material/close:"
    st.markdown(
        f"{mark} **The three agree** to `{report.worst.error:.1e}` of the terms]: SymPy's derivation run as a program, "
        "a backward pass written by hand, and the cost itself, evaluated a little beside every parameter."
    )
    draw_gradients(report)


def _verdicts(found: MistakeResult) -> list[str]:
    if found.misfit:
        return [f"| Do the shapes fit? | {FOUND}: {literal(found.misfit)} |"]
    assert found.report is not None
    worst = found.report.worst
    seen = [f"{NOT_FOUND}: here it changes no gradient"] * 2
    if not found.report.ok:
        name = rf"{FOUND}: $\partial C / \partial {name_of(worst)}$ is `{worst.backward:+.6f}`"
        seen = [f"{name}, not `{each:+.6f}`" for each in (worst.difference, worst.derived)]
    falls = f"{NOT_FOUND}: the cost falls from `{found.before:.4f}` to `{found.after:.4f}`"
    if not found.after < found.before:
        falls = f"{FOUND}: the cost goes from `{found.before:.4f}` to `{found.after:.4f}`"
    return [
        f"| Do the shapes fit? | {NOT_FOUND} |",
        f"| Does the cost fall in {FEW_STEPS} steps? | {falls} |",
        f"| Is it the difference quotient? | {seen[0]} |",
        f"| Is it the derived gradient? | {seen[1]} |",
    ]
