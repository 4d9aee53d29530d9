"""The meter: how far the derived, the hand-written and the measured gradient agree; every gradient, if it is opened."""

import streamlit as st

from dashboard.components.gradients import draw_gradients, name_of
from dashboard.state import training
from dashboard.state.snapshot import snapshot
from derivations import MatchReport

# parameters, each of which takes two passes to compare: with more, not at every picture while it trains
MOST_COMPARED = 40
LATER = "The difference quotient costs a pass through the network for every parameter: too much for every picture."
UNDEFINED = ":gray[The gradients are not compared: not every number is defined.]"


def draw_meter() -> None:
    """Draw what the comparison has found, as a button; behind it what was compared, and the gradients."""
    # while it trains, a large network would wait for it
    later = training.running() and training.count() > MOST_COMPARED
    report = None if later else snapshot().matched
    said = ":gray[Three gradients are compared when paused]" if later else UNDEFINED
    words = st.popover(
        f":small[{_said(report) if report else said}]", key="three-ways", type="tertiary", on_change="rerun"
    )
    if not words.open:
        return
    with words:
        if report is not None:
            st.markdown(explain(report))
            draw_gradients(report)
        elif later:
            st.markdown(LATER)


def _said(report: MatchReport) -> str:
    colour, icon, verb = ("green", "check", "agree") if report.ok else ("red", "close", "differ")
    who = "derived, by hand, measured"
    return f":{colour}[:material/{icon}: **Three gradients {verb}**] to `{report.worst.error:.0e}`: {who}"


def explain(report: MatchReport) -> str:
    """Return what was compared, how far it agrees, and where rounding leaves nothing to compare."""
    worst, furthest = report.worst, max(report.rows, key=lambda row: row.relative)
    words = (
        "Every gradient is computed three ways: by the formulas that SymPy has derived; by a backward pass that is "
        "written by hand and shares no code with them; and by measuring how $C$ changes when one weight is moved a "
        "little. They differ at most by the number above, relative to the terms that a gradient is added up from, for "
        f"${name_of(worst)}$. Rounding alone gives about `1e-16`."
    )
    if f"{furthest.relative:.0e}" != f"{worst.error:.0e}":
        words += f" Relative to a gradient itself it is up to `{furthest.relative:.0e}`, for ${name_of(furthest)}$."
    lost = [row for row in report.rows if not row.comparable]
    if lost:
        words += (
            f" Of {len(lost)} it cannot be said who is right, such as ${name_of(lost[0])}$: as beside a pole, the last "
            "digit of some $z$ changes them more than they differ."
        )
    return words
