"""Three learning rates, run side by side from the parameters of this moment."""

import math

import streamlit as st

from dashboard.charts import find_ends, rates_data, rates_spec
from dashboard.components.sentences import literal
from dashboard.lab.rates import judge_rates, run_rates
from dashboard.state import training, visit
from dashboard.state.snapshot import snapshot


def draw_rates() -> None:
    """Draw the three curves, and what each of them did."""
    if training.running():
        st.caption("Three learning rates are compared when training is paused.")
        return
    if not math.isfinite(snapshot().cost):
        st.caption("The cost is no number here, so there is nothing to train.")
        return
    now = visit.settings()
    runs = tuple(
        run_rates(training.progress(), now.network, now.convention, now.samples, rate=now.rate, optimiser=now.optimiser)
    )
    names = [f"η = {run.rate:.2g}" for run in runs]
    epochs = max(len(run.costs) for run in runs) - 1
    st.markdown(f":small[**Three learning rates**, {epochs} epochs from here, side by side:]")
    costs = {name: run.costs for name, run in zip(names, runs, strict=True)}
    spec = rates_spec(dark=visit.dark(), runs=names, ends=find_ends(costs))
    st.vega_lite_chart(None, {**spec, "datasets": rates_data(costs)}, key="rates", theme=None)
    said = zip(names, judge_rates(runs), strict=True)
    st.markdown("\n".join(f"- {name}: {literal(words)}" for name, words in said))
