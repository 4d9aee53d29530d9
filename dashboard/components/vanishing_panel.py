"""Vanishing gradients: what is left after one to twenty layers, foreseen and measured; and a question about it."""

import numpy as np
import streamlit as st

from dashboard.charts import find_sizes, vanishing_data, vanishing_spec
from dashboard.charts.vanishing import ROUNDED
from dashboard.components.remarks import letter
from dashboard.components.tries import draw_checkpoint
from dashboard.lab.option import Option
from dashboard.lab.tries import Checkpoint, Verdict
from dashboard.lab.vanishing import DEPTH, SEED, Vanishing, measure_vanishing
from dashboard.state import controls, fields, functions, visit
from derivations import Activation
from derivations.rendering.breaking import breakable
from derivations.rendering.numbers import digits_of, figures_needed, print_signed

VANISHES, STAYS, EXPLODES = "vanishes", "stays", "explodes"
LITTLE = 1e-3  # of a gradient is as good as nothing; its inverse is too much
# where the page asks what is left: at the first of these that is not set. A sigmoid's 1/4 at 0, times 4, is 1
ELSEWHERE = ((0.0, 4.0), (1.0, 1.0), (2.0, 4.0), (-1.0, 4.0))
BOUND, FORESEEN = "largest derivative everywhere", "this derivative everywhere"
HELD, FREE = "measured, every z held there", "measured, biases 0"


def draw_vanishing(function: Option, z: Option, weight: Option, width: Option) -> None:
    """Draw what is multiplied, and what is left, in numbers."""
    activation, found = functions.find_activation(controls.value(function)), _found(function, z, weight, width)
    if found is None:
        st.markdown(
            f"**Through {DEPTH} layers.** Softmax stands in the last layer, where the cross-entropy cancels its "
            "derivatives: it is not stacked, so there is no depth to follow. Its derivatives are the Jacobian."
        )
        return
    st.markdown(
        f"**Through {DEPTH} layers of ${letter(activation)}$.** Back through one layer, as derived for layer 1 of two: "
        f"$j$ is one of its units, $k$ one of the $n_{{2}}$ units of layer 2.\n\n"
        f"$$\n{breakable(functions.layer_back(activation))}\n$$\n\n"
        "So every layer multiplies by weights and a derivative. Let the weights of each layer be $w$ times an "
        "orthogonal matrix: it turns a gradient, and makes it $w$ times as long. From the last of "
        f"{DEPTH} layers to the first a gradient passes {DEPTH} derivatives and, between them, {DEPTH - 1} weights."
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        now = visit.settings()
        st.select_slider("$w$, the size of the weights", weight.values(now), width=220, **fields.control(weight))
        st.segmented_control(
            "Units in a layer", width.values(now), required=True, format_func=str, **fields.control(width)
        )
    name, w, at = letter(activation), controls.value(weight), functions.find_point(z, activation)
    power = rf"w^{{{DEPTH - 1}}} \, \vert {name}'({at:g})\vert^{{{DEPTH}}}"
    highest = rf"w^{{{DEPTH - 1}}} \, \max\vert {name}'\vert^{{{DEPTH}}}"
    unbounded = np.isinf(found.steepest)
    at_point, largest = _multiply(w, (abs(found.derivative), found.at_point[-1]), (found.steepest, found.bound[-1]))
    rows = (
        f"| after {DEPTH} layers | in numbers | left of 1 |",
        "|:--|:--|--:|",
        f"| ${power}$ | {at_point} | {say_size(found.at_point[-1])} |",
        f"| measured, every $z = {at:g}$ | backward pass | {say_size(found.held[-1])} |",
        f"| ${highest}$ | {largest} | {'unbounded' if unbounded else say_size(found.bound[-1])} |",
        "| measured, biases 0 | backward pass | " + say_size(found.free[-1]) + " |",
    )
    with st.container(key="vanishing"):
        st.markdown("\n".join(rows))
    below = ""
    if found.free[-1] == 0:
        below = " It is 0 with these: in some layer no unit has a derivative that lets anything through."
    elif not unbounded and found.free[-1] < found.bound[-1] * (1 - ROUNDED):
        below = rf" With these it is less than the bound: not every $z$ is where $\vert {name}'\vert$ is largest."
    more = ""
    if found.poles:
        near = ", ".join(functions.print_value(each) for each in found.poles)
        more = f" Near $z = {near}$ it grows without bound."
    st.markdown(
        rf":small[Measured: $\vert \partial C / \partial z^{{(l)}}\vert$ in a network of {DEPTH} layers, by its "
        rf"backward pass, if $\vert \partial C / \partial a^{{({DEPTH})}} \vert = 1$; once with every $z$ held at the "
        f"point, once with biases 0 and the $z$ that then come of one random input (normal, seed {SEED}), a number for "
        f"each of the {controls.value(width)} units.{below} The largest derivative is that for $z$ from −5 to 5.{more}]"
    )


def draw_sizes(function: Option, z: Option, weight: Option, width: Option) -> None:
    """Draw what is left after every layer."""
    found = _found(function, z, weight, width)
    if found is None:
        st.empty()
        return
    runs = {BOUND: found.bound, FORESEEN: found.at_point, HELD: found.held, FREE: found.free}
    gone = [name for name, left in runs.items() if not np.any(np.isfinite(left[1:]) & (left[1:] > 0))]
    if len(gone) == len(runs):
        st.empty()
        st.markdown("**Nothing to draw**: after the first layer all is 0 or not defined.")
        return
    ends = {"across": (1.0, float(DEPTH)), "up": find_sizes(runs)}
    spec = vanishing_spec(dark=visit.dark(), lines=(BOUND, FORESEEN), marks=(HELD, FREE), **ends)
    st.vega_lite_chart(None, {**spec, "datasets": vanishing_data(runs)}, key="vanishing-chart", theme=None)
    st.markdown(f":small[:gray[Not drawn, since 0, unbounded or not defined: {'; '.join(gone)}.]]" if gone else "")


def depth_question(function: Option, z: Option, weight: Option, width: Option) -> Checkpoint:
    """Ask what comes of a gradient elsewhere than the table says, to be judged by the backward pass."""

    def find() -> tuple[float, float, float] | None:
        """Return a point and a size of the weights that are not set now, and what is left there."""
        activation = functions.find_activation(controls.value(function))
        shown = functions.find_point(z, activation), controls.value(weight)
        for at, w in ELSEWHERE if activation != "softmax" else ():
            left = _measure(activation, at, w, controls.value(width)).held[-1]
            if (at, w) != shown and np.isfinite(left):
                return at, w, float(left)
        return None

    def question() -> str:
        found = find()
        if found is None:
            return ""
        name = letter(functions.find_activation(controls.value(function)))
        return (
            f"${name}$, but every $z = {found[0]:g}$ and $w = {found[1]:g}$: through {DEPTH} layers a gradient of 1 … "
            f"(“{STAYS}”: what is left is `{LITTLE:g}` to `{1 / LITTLE:g}`)"
        )

    def judge() -> Verdict | None:
        found = find()
        if found is None:
            return None
        at, w, left = found
        answer = VANISHES if left < LITTLE else EXPLODES if left > 1 / LITTLE else STAYS
        hint = f"Every layer multiplies by $w f'(z)$: is that below 1 in size, or above, {DEPTH} times? Move the point."
        return Verdict(
            answer, f"At $z = {at:g}$, with $w = {w:g}$, the backward pass leaves {say_size(left)} of 1.", hint
        )

    return Checkpoint(question, (VANISHES, STAYS, EXPLODES), judge)


def ask(function: Option) -> None:
    """Ask the question of the page: unlike those of other pages, it is about options of the page alone."""
    if functions.find_activation(controls.value(function)) != "softmax":
        draw_checkpoint()


def _found(function: Option, z: Option, weight: Option, width: Option) -> Vanishing | None:
    activation = functions.find_activation(controls.value(function))
    if activation == "softmax":
        return None
    at = functions.find_point(z, activation)
    return _measure(activation, at, controls.value(weight), controls.value(width))


def _measure(activation: str | Activation, z: float, weight: float, width: int) -> Vanishing:
    derivative, poles = functions.compile_derivative(activation), functions.poles(activation)
    return measure_vanishing(activation, derivative, weight=weight, width=width, z=z, poles=poles)


def say_size(number: float) -> str:
    """Write what is left of 1, with three figures, a small or large one with a power of 10."""
    if not np.isfinite(number):
        return "not defined"
    plain, (mantissa, exponent) = f"{number:.3g}", f"{number:.2e}".split("e")
    return rf"${mantissa} \cdot 10^{{{int(exponent)}}}$" if "e" in plain else f"${plain}$"


def _multiply(weight: float, *products: tuple[float, float]) -> list[str]:
    """Print the products of all layers, each a derivative and what it leaves, with as many figures in all of them as it
    takes for each to come to what is printed of it.
    """
    figures = max((_figures(weight, *each) for each in products if np.isfinite(each[1])), default=2)
    return [_write_product(weight, derivative, figures) for derivative, _ in products]


def _figures(weight: float, derivative: float, left: float) -> int:
    """Count the figures, two after the point at least, with which a product comes to what is printed of it."""
    scale = 10.0 ** min(-int(f"{left:e}".split("e")[1]), 300)
    weights = scale * weight ** (DEPTH - 1)
    return figures_needed([derivative], lambda few: weights * few[0] ** DEPTH, scale * left, 2)[0]


def _write_product(weight: float, derivative: float, figures: int) -> str:
    if not np.isfinite(derivative):
        return "–"
    number = print_signed(derivative, digits_of(derivative, figures))
    number = f"({number})" if "^" in number else number
    return rf"${weight:g}^{{{DEPTH - 1}}} \cdot {number}^{{{DEPTH}}}$"
