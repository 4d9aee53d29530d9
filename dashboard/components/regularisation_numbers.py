"""The numbers of one weight, or of one unit, in the next step of the network that is regularised."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from dashboard.components.equation_lines import EQUAL, WRONG
from dashboard.components.sentences import print_short
from dashboard.lab.option import Option
from dashboard.lab.regularised_step import LAYER, WeightStep, agrees, dropped_unit, normalised_unit, weight_step
from dashboard.lab.regularising import MASKS, Fit
from dashboard.state import controls, fields
from dashboard.state.regularisation import (
    FROM,
    METHOD,
    METHODS,
    SAMPLE,
    TO,
    UNITS,
    current_fits,
    current_place,
    data,
    is_used,
    trace,
)
from derivations.rendering.breaking import breakable

Arrays = Mapping[str, Any]
DIGITS = 6  # of a weight, which one step moves little


def draw_numbers() -> None:
    """Draw whose numbers are put in, and them."""
    method, (_, fit) = controls.value(METHOD), current_fits()
    with st.container(key="regularise-numbers"):
        if not is_used():
            st.markdown(f"{METHODS[method]} is not used here: there is nothing to put in.")
            return
        if fit.failure:
            st.markdown("The training broke off: there is no next step.")
            return
        arrays, of_weight = trace(fit), method in ("l2", "l1")
        (unit, other), units = current_place(fit, arrays), controls.value(UNITS)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _draw_field("To unit $j$" if of_weight else "Unit $j$", TO, unit, units[1] if of_weight else units[0])
            if of_weight:
                _draw_field("From unit $k$", FROM, other, units[0])
            else:
                _draw_field("Sample $s$", SAMPLE, other, data().train.samples)
        said = {"l2": _write_weight, "l1": _write_weight, "dropout": _write_dropped, "batch_norm": _write_normalised}
        written = said[method](fit, arrays, unit, other)
        st.markdown("\n\n".join((*written, _say_agreement(fit, arrays))))


def _draw_field(label: str, option: Option, value: int, most: int) -> None:
    shown = fields.number_field(option, shown=value)
    st.number_input(label, min_value=1, max_value=most, width=112, **shown)


def _write_weight(fit: Fit, arrays: Arrays, to: int, source: int) -> list[str]:
    """Write the next step of a weight: what the samples want, what each penalty adds, and the sum."""
    found = weight_step(fit, arrays, to, source)
    w, after = (print_short(each, DIGITS) for each in (found.weight, found.after))
    g, eta = print_short(found.of_samples), print_short(found.rate)
    left = rf"w^{{({LAYER})}}_{{{_indices(to, source)}}}"
    pull, symbols = "", ""
    factor, factor_numbers = left, f"{_in_brackets(w)}"
    if fit.network.l2:
        lambda2 = print_short(fit.network.l2)
        factor, factor_numbers = (
            rf"(1 - \eta \lambda_2) {left}",
            rf"(1 - {eta} \cdot {lambda2}) \cdot {_in_brackets(w)}",
        )
    if fit.network.l1:
        sign = print_short(found.of_l1 / fit.network.l1)
        symbols = rf" - \eta \lambda_1 \operatorname{{sgn}}({left})"
        pull = rf" - {eta} \cdot {print_short(fit.network.l1)} \cdot {_in_brackets(sign)}"
    total = _sum([found.of_samples, *_penalties(fit, found)])
    step = breakable(rf"{left} \leftarrow {factor}{symbols} - \eta g")
    numbers = breakable(f"= {factor_numbers}{pull} - {eta} \\cdot {_in_brackets(g)}")
    rows = [
        f"**The next step of ${left} = {w}$**, after epoch {fit.epoch}{_say_masks(fit)}. The samples alone send "
        f"$g = {g}$, and {_say_penalties(found, fit)}:",
        rf"$$\frac{{\partial C}}{{\partial {left}}} = {total} = \mathbf{{{print_short(found.gradient)}}}$$",
        f"$$\n{step}\n$$",
        f"$$\n{numbers} = \\mathbf{{{after}}}\n$$",
    ]
    if fit.network.l2:
        shrunk = 1 - found.rate * fit.network.l2
        says = "a large one loses more than a small one"
        if shrunk == 0:
            says = "it sets all of them to 0"
        elif shrunk < 0:
            says = "so large a rate throws them over 0" + (", and further away from it" if shrunk < -1 else "")
        printed = print_short(shrunk, DIGITS)
        sign = r"\approx" if printed == "1" else "="
        rows.append(rf"L2 alone multiplies every weight by $1 - \eta\lambda_2 {sign} {printed}$: {says}.")
    if fit.network.l1:
        step = print_short(found.rate * fit.network.l1)
        rows.append(
            rf"L1 takes the same from every weight, $\eta\lambda_1 = {step}$, however small it is. {_say_jump(fit)}"
        )
    return rows


def _say_jump(fit: Fit) -> str:
    """Say which weights the penalties bring to the other side of 0."""
    rate, shrunk = fit.settings.learning_rate, 1 - fit.settings.learning_rate * fit.network.l2
    idle = "for which the samples do nothing"
    if not fit.network.l2:
        return f"One that is smaller than this, and {idle}, jumps to the other side of 0."
    if shrunk <= 0:
        return f"With both, every one {idle} jumps to the other side of 0."
    least = print_short(rate * fit.network.l1 / shrunk)
    return (
        rf"With both, one that is smaller than $\frac{{\eta\lambda_1}}{{1 - \eta\lambda_2}} = {least}$, and {idle}, "
        "jumps to the other side of 0."
    )


def _say_masks(fit: Fit) -> str:
    return ", with one draw of the masks" if fit.network.is_noisy else ""


def _penalties(fit: Fit, found: WeightStep) -> list[float]:
    of = ((fit.network.l1, found.of_l1), (fit.network.l2, found.of_l2))
    return [added for strength, added in of if strength]


def _say_penalties(found: WeightStep, fit: Fit) -> str:
    words = []
    if fit.network.l1:
        words.append(rf"L1 adds $\lambda_1 \operatorname{{sgn}}(w) = {print_short(found.of_l1)}$")
    if fit.network.l2:
        words.append(rf"L2 adds $\lambda_2 w = {print_short(found.of_l2)}$")
    return ", ".join(words)


def _write_dropped(fit: Fit, arrays: Arrays, unit: int, sample: int) -> list[str]:
    """Write what the mask makes of a gradient, and how far training is from evaluation."""
    found = dropped_unit(fit, arrays, unit, sample)
    name = _indices(unit, sample)
    kept = "it is kept, and enlarged" if found.mask else "it is dropped, and learns nothing from this sample"
    share = print_short(found.share)
    normalised = fit.network.normalises(1)
    left = (
        rf"\frac{{\partial C}}{{\partial \tilde z^{{(1)}}_{{{name}}}}}" if normalised else rf"\delta^{{(1)}}_{{{name}}}"
    )
    seen = r"\tilde z" if normalised else "z"
    symbols = rf"\Bigl(\sum_k \delta^{{(2)}}_k w^{{(2)}}_{{k{unit}}}\Bigr) \cdot \frac{{r}}{{1 - p}} \cdot f'({seen})"
    factors = (
        _in_brackets(print_short(found.behind)),
        rf"\frac{{{found.mask:g}}}{{1 - {share}}}",
        f"{found.derivative:g}",
    )
    numbers = r" \cdot ".join(factors)
    losses = fit.losses_in_training()
    return [
        f"**Unit {unit} of layer 1 and sample {sample}**, with one draw of the masks: $r = {found.mask:g}$, {kept}.",
        f"$$\n{left} = {symbols}\n$$",
        f"$$\n= {numbers} = \\mathbf{{{print_short(found.delta)}}}\n$$",
        f"The loss of the training samples in training mode, over {MASKS} draws of the masks: `{losses.mean():.3f}` "
        f"on average, from `{losses.min():.3f}` to `{losses.max():.3f}`; in evaluation `{fit.now.train.loss:.3f}`.",
    ]


def _write_normalised(fit: Fit, arrays: Arrays, unit: int, sample: int) -> list[str]:
    """Write statistics, scale and shift of a unit, and the three ways on which its gradient comes back."""
    found = normalised_unit(arrays, unit, sample)
    name = _indices(unit, sample)
    ways = _sum([found.straight, found.through_mean, found.through_variance])
    numbers = (print_short(each) for each in (found.mean, found.variance, found.scale, found.shift))
    mean, variance, scale, shift = numbers
    return [
        f"**Unit {unit} of layer 1**, over the batch{_say_masks(fit)}: $\\mu = {mean}$, $v = {variance}$; "
        f"learned $\\gamma = {scale}$, $\\beta = {shift}$ (at first 1 and 0). Sample {sample} has "
        f"$z = {print_short(found.z)}$, normalised $\\hat z = {print_short(found.zhat)}$.",
        rf"$$\delta^{{(1)}}_{{{name}}} = {ways} = \mathbf{{{print_short(found.delta)}}}$$",
        "straight, through $\\mu$ and through $v$. "
        f"Over the batch the $\\delta$ of this unit add up to `{_near_zero(found.total)}`: a shift of all its $z$ "
        "changes nothing, so its bias has no gradient, and $\\beta$ takes its place.",
        _say_spread(fit, arrays),
    ]


def _say_spread(fit: Fit, arrays: Arrays) -> str:
    """Say how different the units are before and after they are normalised, and in the network without any method."""
    zhat = np.asarray(arrays["zhat1"])
    spreads = {
        "without": current_fits()[0].statistics(),
        "with, before it is normalised": fit.statistics(),
        "normalised": (zhat.mean(axis=0), zhat.std(axis=0)),
    }
    rows = []
    for words, (means, deviations) in spreads.items():
        # -0.00 would be the sign of a rounding
        ends = [f"`{round(end, 2) + 0.0:.2f}`" for each in (means, deviations) for end in (each.min(), each.max())]
        rows.append(f"{words}: means from {ends[0]} to {ends[1]}, deviations from {ends[2]} to {ends[3]}")
    return f"$z$ of the units of layer 1 over the training samples, {'; '.join(rows)}."


def _near_zero(total: float) -> str:
    return f"{total:.0e}" if total else "0"


def _say_agreement(fit: Fit, arrays: Arrays) -> str:
    if agrees(fit, arrays):
        return f":small[{EQUAL} :gray[The derivation, executed, and a backward pass by hand agree on every gradient.]]"
    return f"{WRONG} **The derivation and a backward pass by hand do not agree here.**"


def _indices(one: int, two: int) -> str:
    return f"{one},{two}" if max(one, two) > 9 else f"{one}{two}"


def _in_brackets(printed: str) -> str:
    return f"({printed})" if printed.startswith("-") else printed


def _sum(terms: list[float]) -> str:
    first, *others = (print_short(each) for each in terms)
    return first + "".join(f" - {each[1:]}" if each.startswith("-") else f" + {each}" for each in others)
