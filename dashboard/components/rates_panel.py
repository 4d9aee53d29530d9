"""Three learning rates, run side by side from the parameters of this moment."""

import streamlit as st

from dashboard.charts import find_top, rates_data, rates_spec
from dashboard.lab.rates import run_rates
from dashboard.state import training, visit
from dashboard.state.snapshot import snapshot


def draw_rates() -> None:
    """Draw the three curves, and what each of them did."""
    if training.running() or snapshot().trouble:
        st.caption("Three learning rates are compared when training is paused.")
        return
    now = visit.settings()
    runs = {
        f"η = {run.rate:.2g}": run
        for run in run_rates(
            training.progress(), now.network, now.convention, now.samples, rate=now.rate, optimiser=now.optimiser
        )
    }
    epochs = max(len(run.costs) for run in runs.values()) - 1
    st.markdown(f":small[**Three learning rates**, {epochs} epochs from here, side by side:]")
    costs = {name: run.costs for name, run in runs.items()}
    spec = rates_spec(dark=visit.dark(), runs=list(runs), top=find_top(costs))
    st.vega_lite_chart(None, {**spec, "datasets": rates_data(costs)}, key="rates", theme=None)
    st.markdown("\n".join(f"- {name}: {run.verdict}" for name, run in runs.items()))
