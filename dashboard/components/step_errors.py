"""How a difference quotient errs with its step, for the selected parameter; and whether a kink is near."""

import streamlit as st

from dashboard.charts import steps_data, steps_spec
from dashboard.components.parameter_table import name_of
from dashboard.lab.option import Option
from dashboard.state import controls, fields, visit
from dashboard.state.snapshot import keep_for_now, snapshot
from derivations.errors import FormulaError
from derivations.network import KINKS
from derivations.numeric.network.steps import STEPS, StepErrors, step_errors

USUAL_STEP = 1e-7
ALLOWED = 1e-7  # of the gradient: what a check by a quotient usually lets pass
LUCKY = 10.0  # times below half a rounding of the cost


def draw_step_errors(step: Option) -> None:
    """Draw the V, the errors at a step, and what it says of the step of 1e-7 that many checks take."""
    name = name_of(*visit.selection().learned).strip("$")
    found, data = keep_for_now(_find_errors, controls.value(step))
    if found is None:
        st.caption("Not every number is defined near this parameter.")
        return
    st.markdown(rf"**How far off is a difference quotient?** $\partial C / \partial {name} = {found.gradient:.6f}$")
    if not any((*found.one_sided, *found.central, *found.imaginary)):
        st.markdown(
            f"Moved by a step from `{min(found.steps):.0e}` to `{max(found.steps):.0e}`, up or down, ${name}$ leaves "
            f"$C$ exactly as it is: every quotient is 0, as the gradient is, and none is off.\n\n"
            f"{_near_a_kink()}"
        )
        return
    st.vega_lite_chart(None, {**steps_spec(dark=visit.dark()), "datasets": data}, key="steps", theme=None)
    steps = step.values(visit.settings())
    st.select_slider("The step $h$ of the marks", steps, format_func=step.say, **fields.control(step))
    at = min(range(len(found.steps)), key=lambda n: abs(found.steps[n] - USUAL_STEP))
    st.markdown(
        f"{_say_marked(found, controls.value(step), step.say(controls.value(step)))}\n\n"
        r"- **one-sided** $\frac{C(w+h)-C(w)}{h}$: a large step misses how $C$ bends (right); a small one subtracts "
        r"two almost equal numbers, and loses their digits (left). At $h = 10^{-7}$ it is off by "
        f"`{found.one_sided[at]:.0e}`: a check that allows less calls a right gradient wrong.\n"
        r"- **central** $\frac{C(w+h)-C(w-h)}{2h}$: misses less of the bend, and loses as many digits."
        "\n"
        r"- **complex step** $\frac{\operatorname{Im} C(w+ih)}{h}$, with $i^2 = -1$: nothing is subtracted, "
        f"so a small step costs no digits. The measured gradients are this one.\n\n{_near_a_kink()}"
    )


def _find_errors(step: float) -> tuple[StepErrors | None, dict[str, bytes]]:
    """Find how far the difference quotients of the selected parameter are off; none if a number is not defined."""
    layer, unit, source = visit.selection().learned
    steps = tuple(sorted({*STEPS, step}, reverse=True))
    try:
        found = step_errors(snapshot().problem, layer=layer, unit=unit, source=source, steps=steps)
    except FormulaError:
        return None, {}
    errors = {"one-sided": found.one_sided, "central": found.central, "complex step": found.imaginary}
    return found, steps_data(found.steps, errors, step)


def _say_marked(found: StepErrors, step: float, written: str) -> str:
    """Say how far off the two quotients that subtract are at a step, and what a check makes of that."""
    at = found.steps.index(step)
    errors = {"one-sided": found.one_sided[at], "central": found.central[at]}
    passed = [name for name, error in errors.items() if error <= ALLOWED]
    verdict = "calls this right gradient wrong"
    if passed:
        verdict = "accepts both" if len(passed) == len(errors) else f"accepts the {passed[0]} one alone"
    said = (
        f"At $h$ = `{written}` the one-sided quotient is off by `{errors['one-sided']:.0e}`, the central one by "
        f"`{errors['central']:.0e}`: a check that allows `{ALLOWED:.0e}`, as is usual, {verdict}."
    )
    lucky = [name for name, error in errors.items() if error * LUCKY < found.rounding[at]]
    if not lucky:
        return said
    return (
        f"{said} That the {' and the '.join(lucky)} one is so near is luck: rounding $C$ moves it by about "
        f"`{found.rounding[at]:.0e}` here, and at another step or weight it will."
    )


def _near_a_kink() -> str:
    """Say which z, or what is normalised of it, is nearest to a kink, and what a step across it would measure."""
    network, trace = visit.network(), snapshot().trace
    nearest: tuple[float, str] | None = None
    for layer in range(1, network.depth + 1):
        activation = network.activation(layer)
        seen, letter = ("u", r"\tilde{z}") if network.normalises(layer) else ("z", "z")
        for kink in KINKS.get(activation, ()) if isinstance(activation, str) else ():
            away = abs(trace[f"{seen}{layer}"] - kink.at)
            sample, unit = divmod(int(away.argmin()), away.shape[1])
            words = (
                f"The nearest kink: ${letter}$ of unit {unit + 1} in layer {layer} is `{away.min():.1e}` from "
                f"${kink.at:g}$ at sample {sample + 1}; there $f'$ jumps from {kink.left:g} to {kink.right:g}. "
                f"A step that carries ${letter}$ across measures something between the two, and no gradient is that."
            )
            if nearest is None or away.min() < nearest[0]:
                nearest = (float(away.min()), words)
    return nearest[1] if nearest else ""
