"""Two things that the equations say, as experiments: an input near 0, and an output that is wrong and sure of it."""

import math

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard.charts import freezing_data, freezing_spec, rates_data, rates_spec
from dashboard.components.parameter_table import name_of
from dashboard.components.selection_panel import draw_switch
from dashboard.components.sentences import with_minus
from dashboard.lab.freezing import INPUTS, freeze, reachable
from dashboard.lab.option import Option
from dashboard.lab.saturation import EPOCHS, OWN_START, RATE, STARTS
from dashboard.lab.words import LOSSES
from dashboard.state import controls, fields, training, visit
from dashboard.state.equations import unit_runs
from dashboard.state.snapshot import keep_for_now, snapshot
from derivations.errors import FormulaError
from derivations.rendering.numbers import figures_needed, print_signed, print_significant

DIGITS = 3  # as in the algorithm's table
PAUSED = "The experiments are run when training is paused."


def draw_freezing(value: Option) -> None:
    """Draw a slider for the input of the selected weight, and how large its gradient is over all values of it."""
    with st.container(key="insight-input"):
        if training.running():
            st.caption(PAUSED)
            return
        now = visit.settings()
        layer, unit, source, row = now.layer, now.unit, now.source, now.sample - 1
        name = name_of(layer, unit, source).strip("$")
        given = f"a^{{({layer - 1})}}_{{{source}}}" if layer > 1 else f"x_{{{source}}}"
        st.markdown(
            rf"**An input near 0 freezes its weight.** It is a factor of $\partial C_s/\partial {name}$. An experiment "
            rf"with sample {now.sample}: other values of ${given}$, here only; the sample itself stays as it is."
        )
        before, wanted = snapshot().trace[f"a{layer - 1}"][row], controls.value(value)
        own = float(before[source - 1])
        # a number that was moved to may be out of reach in another layer
        inputs = sorted({own, *keep_for_now(reachable, now.network, layer)}) if math.isfinite(own) else INPUTS
        at = inputs.index(wanted if wanted in inputs else own if own in inputs else inputs[0])
        st.select_slider(f"${given}$", inputs, format_func=_write_input, **fields.control(value, shown=inputs[at]))
        found = keep_for_now(_freeze, tuple(inputs))
        if found is None:
            st.caption("Not every number is defined here.")
            return
        data = freezing_data(inputs, found, at)
        st.vega_lite_chart(None, {**freezing_spec(dark=visit.dark()), "datasets": data}, key="freezing", theme=None)
        chosen, gradient = inputs[at], float(found[at])
        error = rf"\delta^{{({layer})}}_{{{unit}}}"
        numbers = [error, print_signed(chosen, DIGITS)]
        if chosen:
            factors = gradient / chosen, chosen
            figures, _ = figures_needed(factors, math.prod, gradient, DIGITS)
            numbers = [print_signed(each, figures) for each in factors]
        st.markdown(
            rf"In this experiment: $\displaystyle \frac{{\partial C_s}}{{\partial {name}}} = {error} {given} = "
            rf"{numbers[0]} \cdot {numbers[1]} = \mathbf{{{print_significant(gradient, DIGITS)}}}$"
        )


def _write_input(value: float) -> str:
    """Write an input as it stands in the formulas, if it is the sample's own; else as a round number."""
    return f"{value:g}" if value in INPUTS else print_significant(value, DIGITS)


def _freeze(inputs: tuple[float, ...]) -> NDArray[np.float64] | None:
    now = visit.settings()
    layer, row = now.layer, now.sample - 1
    try:
        return freeze(
            now.network,
            snapshot().parameters,
            snapshot().trace[f"a{layer - 1}"][row],
            now.samples.targets[row],
            convention=now.convention,
            weight=(layer, now.unit, now.source),
            inputs=inputs,
        )
    except FormulaError:
        return None


def draw_saturation(start: Option, weight: Option, bias: Option) -> None:
    """Draw one unit that should give 0 for the input 1, trained with both losses from the same start."""
    with st.container(key="insight-output"):
        now, chosen = visit.settings(), controls.value(start)
        st.markdown(
            r"**A saturated output that is wrong** learns slowly under MSE, where $\sigma'(z)$, here nearly 0, is a "
            r"factor of $\delta$, and quickly under BCE, where it has cancelled. One sigmoid unit, "
            rf"$x = 1$, $y = 0$, $\eta = {RATE:g}$, {EPOCHS} epochs:"
        )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="starts"):
            draw_switch("Start", start)
            if chosen == OWN_START:
                for letter, option in (("w", weight), ("b", bias)):
                    st.select_slider(f"${letter}$", option.values(now), **fields.control(option))
        w, b = (controls.value(weight), controls.value(bias)) if chosen == OWN_START else STARTS[chosen]
        runs = {LOSSES[run.loss]: run for run in unit_runs(w, b)}
        outputs = {name: run.outputs for name, run in runs.items()}
        words = "The output of one unit over its epochs, for two losses."
        spec = rates_spec(
            dark=visit.dark(),
            runs=list(runs),
            ends=(0.0, 1.0),
            words=words,
            title="output ŷ, wanted: 0",
        )
        st.vega_lite_chart(None, {**spec, "datasets": rates_data(outputs)}, key="saturation", theme=None)
        rows = [r"| loss | $\delta$ at first | $\hat{y}$ at first | at the end | cost at first | at the end |"]
        rows.append("|:--|--:|--:|--:|--:|--:|")
        rows += [
            f"| {name} | `{run.delta:.4f}` | `{run.outputs[0]:.4f}` | `{run.outputs[-1]:.4f}` | `{run.costs[0]:.4f}` "
            f"| `{run.costs[-1]:.4f}` |"
            for name, run in runs.items()
        ]
        st.markdown(with_minus("\n".join(rows)))
