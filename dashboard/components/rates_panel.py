"""Three learning rates, found by running them from the parameters of now."""

import math

import streamlit as st

from dashboard.charts import find_ends, find_least, rates_data, rates_spec
from dashboard.components.sentences import literal
from dashboard.lab.rates import BEST, HARDLY, LARGE, RIGHT, SMALL, RateRun
from dashboard.lab.words import OPTIMISERS
from dashboard.state import training, visit
from dashboard.state.snapshot import snapshot

WHY = {
    SMALL: f"the largest tried below the right one at which the cost moves by less than {HARDLY:.0%}",
    RIGHT: "the one that ends lowest",
    LARGE: f"the smallest tried at which the cost ends higher, or jumps up and falls by less than {HARDLY:.0%}",
}


def draw_rates() -> None:
    """Draw the three curves, how the rates were found, and what each of them did."""
    if training.running():
        st.caption("Three learning rates are compared when training is paused.")
        return
    if not math.isfinite(snapshot().cost):
        st.caption("The cost is no number here, so there is nothing to train.")
        return
    found, by = training.three_rates(), OPTIMISERS[visit.settings().optimiser]
    if BEST in found:
        run = found[BEST]
        lower = f"at η = {run.rate:g}, {literal(run.words)}" if run.change < 0 else "it rises, or stays"
        st.markdown(
            f":small[**Three learning rates.** From these weights no rate that was tried makes the cost smaller by "
            f"{HARDLY:.0%} in {len(run.costs) - 1} epochs of {by} without breaking off; at best, {lower}. "
            "Here it is not the rate that is wrong.]"
        )
        return
    names = {kind: f"{kind}: η = {run.rate:g}" for kind, run in found.items()}
    costs = {names[kind]: run.costs for kind, run in found.items()}
    ends, epochs = find_ends(costs), max(len(run.costs) for run in found.values()) - 1
    st.markdown(
        f":small[**Three learning rates** from these weights, {epochs} epochs of {by} each. Found by running one after "
        "the other, up and down from 1:]"
    )
    least = find_least(costs, ends[1])
    title = "cost C (log axis)" if least else "cost C"
    spec = rates_spec(dark=visit.dark(), runs=list(costs), ends=ends, least=least, title=title)
    st.vega_lite_chart(None, {**spec, "datasets": rates_data(costs, logarithmic=bool(least))}, key="rates", theme=None)
    st.markdown(
        "\n".join(f"- **{names[kind]}**: {_say(run, ends[1])} {_why(kind, run)}." for kind, run in found.items())
    )


def _say(run: RateRun, top: float) -> str:
    """Say what was measured, and whether the curve leaves the picture."""
    highest = max(run.costs)
    leaves = f" (its curve leaves the picture, up to {highest:.3g})" if highest > top else ""
    return f"{literal(run.words)}{leaves};"


def _why(kind: str, run: RateRun) -> str:
    return f"{WHY[kind]} without jumping up" if kind == RIGHT and not run.jumps else WHY[kind]
