"""What a method of regularisation is and how its gradient follows, and what it does to a network that over-fits."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from dashboard.charts import boundary_data, boundary_grid, boundary_spec, extent_of, find_ends, rates_data, rates_spec
from dashboard.charts.palette import INK, TARGET, Look
from dashboard.components.copying import draw_sources, sources_of
from dashboard.components.equation_lines import MARKS, draw_lines
from dashboard.components.selection_panel import draw_switch
from dashboard.components.sentences import draw_error, with_minus
from dashboard.lab.regularising import HIDDEN, NEAR_0, POINTS, Fit
from dashboard.state import controls, fields, visit
from dashboard.state.pages import redraw_all
from dashboard.state.regularisation import (
    DERIVED,
    EPOCHS,
    EQUATIONS,
    LARGEST_START,
    LINES,
    METHOD,
    METHODS,
    NORM,
    RATE,
    RESULTS,
    START,
    STRENGTHS,
    TOGETHER,
    UNITS,
    current_fits,
    current_lines,
    current_target,
    data,
    used,
)
from derivations.rendering.lines import PrintedResult

FIELDS = {"l2": r"$\lambda_2$", "l1": r"$\lambda_1$", "dropout": "Dropped $p$"}
CALLED = {"reg_l2": "λ₂", "reg_l1": "λ₁", "reg_dropout": "p", "reg_rate": "Rate η", "reg_start": "Start"}
IN_A_SENTENCE = {"dropout": "dropout", "batch_norm": "batch norm"}
STEPS = {"l2": 0.005, "l1": 0.001, "dropout": 0.1}
LOOKS = (Look(INK, (2, 3)), Look(INK, (1, 0)), Look(TARGET, (2, 3)), Look(TARGET, (1, 0)))
CURVES = "The loss of training and validation samples, without and with regularisation."
SIDES = ("without", "with")
LONG = 1e4  # such a number is written as a power of ten
LEAST_TOLD, MOST_TOLD = 0.005, 10  # of a loss: what is told as a share
SAYS = {
    "l2": r"Every weight costs its square. $\Omega$ is added to the cost for every layer; layer 2 stands for all.",
    "l1": r"Every weight costs its size. $\Omega$ is added to the cost for every layer; layer 2 stands for all.",
    "dropout": "In training a mask $r$ of zeros and ones, drawn anew for every step, drops a share $p$ of the "
    "activations; what is left is divided by its share $1 - p$. In evaluation nothing is dropped.",
    "batch_norm": r"Before the activation sees it, every $z$ gets mean 0 and variance 1 over the batch, then a scale "
    r"$\gamma$ and a shift $\beta$ that are learned. $\mu$ and $v$ depend on every sample of the batch.",
}


def draw_options() -> None:
    """Draw which method is looked at and how strong it is, and how both networks are trained."""
    method, together = controls.value(METHOD), controls.value(TOGETHER)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="regularise-options"):
        draw_switch("Method", METHOD)
        for name in METHODS if together else (method,):
            if name == "batch_norm":
                st.toggle("Batch norm", **fields.control(NORM))
            else:
                option = STRENGTHS[name]
                shown = fields.number_field(option, shown=float(controls.value(option)))
                st.number_input(FIELDS[name], step=STEPS[name], format="%g", width=112, **shown)
        st.toggle(
            "All together", help="Train with all four methods, each as strong as it is set.", **fields.control(TOGETHER)
        )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox("Hidden", HIDDEN, format_func=UNITS.say, width=96, **fields.control(UNITS))
        rate = fields.number_field(RATE, shown=float(controls.value(RATE)))
        st.number_input("Rate η", step=0.1, format="%g", width=104, **rate)
        st.selectbox("Epochs", EPOCHS.values(visit.settings()), width=92, **fields.control(EPOCHS))
        st.number_input(
            "Start",
            min_value=1,
            max_value=LARGEST_START,
            width=92,
            help="Which first weights.",
            **fields.number_field(START),
        )
    drawn = (*(STRENGTHS[name] for name in (METHODS if together else (method,))), RATE, START)
    refused = [(CALLED.get(each.name, ""), visit.refusal(each.name)) for each in drawn]
    draw_error("; ".join(f"{called}: {words}" for called, words in refused if words))


def draw_equation() -> None:
    """Draw the equations that a method adds, and how a gradient follows from them."""
    method, lines, target = controls.value(METHOD), current_lines(), current_target()
    with st.container(key="regularise-equation"):
        rows = " \\\\\n".join(_print(each).statement.replace(" = ", " &= ", 1) for each in EQUATIONS[method])
        aligned = f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}"
        st.markdown(f":small[{SAYS[method]}]\n\n$$\n{aligned}\n$$")
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            known = RESULTS[method]
            if len(known) > 1:
                st.segmented_control(
                    "Derived", known, format_func=DERIVED.say, required=True, **fields.control(DERIVED, shown=target)
                )
            draw_switch("Lines", LINES)
            draw_sources(_sources, "regularise")
        draw_lines(lines.lines(target, controls.value(LINES), on_dark=visit.dark()), lines.check(target))
        st.markdown(f":small[:gray[{MARKS}]]")


def _print(target: str) -> PrintedResult:
    return current_lines().lines(target, controls.value(LINES), on_dark=None)


def _sources() -> list[tuple[str, str]]:
    found = [("The equation", _print(each).statement) for each in EQUATIONS[controls.value(METHOD)]]
    return [*found, *sources_of(_print(current_target()))]


def draw_runs() -> None:
    """Train on, and draw the losses of both trainings, and what they have come to."""
    fits = current_fits()
    finished, repeats = all(each.finished for each in fits), visit.current().drawn["runs"].repeats
    if finished is repeats:
        # the clock begins and ends with a picture of the whole page, in which all numbers are those of the end
        redraw_all()
    without, used_ = fits
    names = [f"{part}, {side}" for side in SIDES for part in ("train", "validation")]
    losses = [[getattr(each, part).loss for each in fit.measured] for fit in fits for part in ("train", "validation")]
    runs = dict(zip(names, losses, strict=True))
    ends = find_ends(runs)
    with st.container(key="regularise-runs"):
        st.markdown(_say_runs(without, used_))
        spec = rates_spec(dark=visit.dark(), runs=names, ends=ends, words=CURVES, title="loss", looks=LOOKS)
        found = rates_data(runs, every=max(1, controls.value(EPOCHS) // POINTS))
        st.vega_lite_chart(None, {**spec, "datasets": found}, key="regularise-curves", theme=None)
        st.markdown(_write_table(fits))
        draw_error("; ".join(f"{side}: {fit.failure}" for side, fit in zip(SIDES, fits, strict=True) if fit.failure))


def _say_runs(without: Fit, fit: Fit) -> str:
    """Say whether the network over-fits, and what the method makes of it: as measured."""
    end = fit.settings.epochs
    if not (without.finished and fit.finished):
        return f"Training: epoch {without.epoch} without, {fit.epoch} with, of {end}."
    if without.failure or fit.failure:
        return "A training broke off: see below."
    low, now = without.best, without.now
    if without.over_fits:
        said = (
            f"**It over-fits:** without, the validation loss rises from `{_write(low.validation.loss)}` (epoch "
            f"{low.epoch}) to `{_write(now.validation.loss)}`, while the training loss falls to "
            f"`{_write(now.train.loss)}`."
        )
    else:
        said = (
            f"Without, the validation loss ends at `{_write(now.validation.loss)}`; its least measured was "
            f"`{_write(low.validation.loss)}`, in epoch {low.epoch}."
        )
    if fit.settings == without.settings:
        return f"{said} Nothing is used: both trainings are the same."
    one, other = fit.now.validation.loss, now.validation.loss
    share = abs(one - other) / other
    word = f"{share:.0%} {'lower' if one < other else 'higher'}"
    if share < LEAST_TOLD or share > MOST_TOLD:
        word = "nearly the same" if share < LEAST_TOLD else f"more than {MOST_TOLD} times as high"
    return f"{said} With {_name_used()} it ends at `{_write(one)}`, {word}."


def _write(number: float) -> str:
    return f"{number:.3f}" if number < LONG else f"{number:.1e}"


def _name_used() -> str:
    return ", ".join(IN_A_SENTENCE.get(name, METHODS[name]) for name, strength in used().items() if strength)


def _write_table(fits: tuple[Fit, Fit]) -> str:
    """Write what was measured at the end of both trainings; a row each."""
    when = "so far"
    if all(fit.finished for fit in fits):
        when = "measured last" if all(fit.failure for fit in fits) else "at the end"
    heads = (
        f"{side}{f', before it broke off, epoch {fit.epoch}' if fit.failure else ''}"
        for side, fit in zip(SIDES, fits, strict=True)
    )
    rows = [f"| {when} | {' | '.join(heads)} |", "|:--|--:|--:|"]
    rows_of: dict[str, Callable[[Fit], str]] = {
        "training loss": lambda fit: _write(fit.now.train.loss),
        "validation loss": lambda fit: _write(fit.now.validation.loss),
        "its least measured, in epoch": lambda fit: f"{_write(fit.best.validation.loss)}, {fit.best.epoch}",
        "validation accuracy": lambda fit: f"{fit.now.validation.accuracy:.1%}",
        "length of all weights": lambda fit: _write(float(np.linalg.norm(fit.weights))),
        f"weights below {NEAR_0:g}": lambda fit: f"{(abs(fit.weights) < NEAR_0).sum()} of {fit.weights.size}",
    }
    for words, of in rows_of.items():
        rows.append(f"| {words} | {' | '.join(f'`{of(fit)}`' for fit in fits)} |")
    learned, held = data().train.samples, data().validation.samples
    note = f"{learned} training and {held} validation samples; losses without penalties, in evaluation. Same start."
    return with_minus("\n".join(rows)) + f"\n\n:small[:gray[{note}]]"


def draw_maps() -> None:
    """Draw where both networks draw the border between the classes, with the training samples."""
    learned = data().train
    extent = extent_of(learned.inputs)
    spec = boundary_spec(dark=visit.dark(), extent=extent, many=True)
    with st.container(key="regularise-maps"):
        for side, fit, place in zip(SIDES, current_fits(), st.columns(2), strict=True):
            if fit.failure:
                place.caption(f"{side.capitalize()}: the training broke off.")
                continue
            answers = fit.answer(boundary_grid(extent))
            found = boundary_data(answers, learned.inputs, learned.targets, extent=extent)
            with place:
                st.markdown(f":small[**{side.capitalize()}**: the line is where the output is 0.5]")
                st.vega_lite_chart(None, {**spec, "datasets": found}, key=f"regularise-map-{side}", theme=None)
