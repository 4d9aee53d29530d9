"""Random weights through twenty layers: what is foreseen and measured, why, and units that stay twins."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from dashboard.charts import find_sizes, vanishing_data, vanishing_spec
from dashboard.components.equation_lines import EQUAL, draw_lines, print_theorems
from dashboard.components.selection_panel import draw_switch
from dashboard.lab.depth import DEPTH, EPOCHS, SAMPLES, Sizes, foresee
from dashboard.lab.tries import Checkpoint, Verdict
from dashboard.state import controls, fields, visit
from dashboard.state.depth import (
    ACTIVATION,
    FUNCTIONS,
    LIKE,
    LINES,
    MEASURED,
    METHOD,
    METHODS,
    SCALE,
    SHOWN,
    WIDTH,
    current_argument,
    current_sizes,
    current_twins,
    gains,
    printed,
    variance,
)
from derivations import LineCheck
from derivations.models.initialisation import SCHEMES, theorem
from derivations.rendering.latex import latex
from derivations.rendering.lines import PrintedLine

ROWS = (2, 5, 10, DEPTH)
LITTLE, MUCH = 0.01, 100.0
VANISHES, STAYS, EXPLODES = "vanishes", "stays", "explodes"
FORESEEN, MEASURED_Z, MEASURED_DELTA = "foreseen", "measured: z forward", "measured: δ back"


def draw_setting() -> None:
    """Draw what is drawn, passed through and how wide, and the sizes that are left after some of the layers."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox("Weights", tuple(METHODS), format_func=METHODS.__getitem__, width=160, **fields.control(METHOD))
        draw_switch("Activation", ACTIVATION)
        draw_switch("Units", WIDTH)
    found, foreseen = current_sizes(), gains()
    rows = [r"| after layers | $z$ foreseen | measured | $\delta$ foreseen | measured |", "|--:|--:|--:|--:|--:|"]
    for layer in ROWS:
        cells = []
        for at, measured in enumerate((found.z, found.delta)):
            cells += [_write(foresee(foreseen[at])[layer - 1]) if foreseen else "–", _write(measured[layer - 1])]
        rows.append(f"| {layer} | {' | '.join(cells)} |")
    with st.container(key="depth"):
        st.markdown("\n\n".join((_say_gain(foreseen), "\n".join(rows), _say_measured(found))))


def _say_gain(foreseen: tuple[float, float] | None) -> str:
    """Say what a layer does to the variances, in symbols and numbers."""
    if foreseen is None:
        return (
            "No argument here: it needs weights of mean 0, and units whose outputs have the mean 0 or are those of a "
            "ReLU. What is measured counts."
        )
    width, argument = controls.value(WIDTH), current_argument()
    drawn = variance(controls.value(METHOD), width)
    half = r"\frac{1}{2} \cdot" if LIKE[controls.value(ACTIVATION)] == "relu" else ""
    near = ", near 0, where tanh is its tangent" if controls.value(ACTIVATION) == "tanh" else ""
    value = latex(argument["z"].value, argument.model)
    return (
        f"A layer multiplies the variance{near}:\n\n"
        rf"$$"
        f"\n{latex(argument['z'].left, argument.model)} = {value}, \\qquad {half} {width} \\cdot {drawn:.4g} = "
        f"\\mathbf{{{foreseen[0]:.4g}}}\n$$"
    )


def _say_measured(found: Sizes) -> str:
    return (
        f":small[:gray[Sizes are standard deviations, of layer 1 forward and of the last layer back: 1. Measured with "
        f"{SAMPLES} normal inputs, and normal gradients sent back; what is drawn once is off by more where layers are "
        f"narrow. Weights of layer 2 as drawn: variance `{found.variance:.4g}`.]]"
    )


def _write(size: float) -> str:
    if not np.isfinite(size):
        return "–"
    plain, (mantissa, exponent) = f"{size:.3g}", f"{size:.1e}".split("e")
    return rf"${mantissa} \cdot 10^{{{int(exponent)}}}$" if "e" in plain or 0 < size < 1e-3 else f"${plain}$"


def draw_sizes() -> None:
    """Draw what is left after every layer, on a logarithmic axis."""
    found, foreseen = current_sizes(), gains()
    lines = {} if foreseen is None else {FORESEEN: foresee(foreseen[0])}
    runs = {**lines, MEASURED_Z: found.z, MEASURED_DELTA: found.delta}
    ends = {"across": (1.0, float(DEPTH)), "up": find_sizes(runs)}
    spec = vanishing_spec(dark=visit.dark(), lines=tuple(lines), marks=(MEASURED_Z, MEASURED_DELTA), **ends)
    st.vega_lite_chart(None, {**spec, "datasets": vanishing_data(runs)}, key="depth-chart", theme=None)


def draw_argument() -> None:
    """Draw how a result of the variance argument follows, with the marks of its check; what it assumes below."""
    argument = current_argument()
    st.markdown(f"**Why?** The variance argument, for {FUNCTIONS[argument.activation]}; layer 2 stands for any layer:")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        draw_switch("Derived", SHOWN)
        draw_switch("Lines", LINES)
    target = controls.value(SHOWN)
    with st.container(key="equation"):
        result = printed(argument.activation, target, controls.value(LINES))
        draw_lines(result, argument.check([target]), explain=_explain)
    st.markdown(f":small[:gray[Assumed: {' '.join(argument.stated)}]]")


def _explain(line: PrintedLine, checks: Sequence[LineCheck]) -> str:
    """Say the theorems of the argument's own rules, and how it is checked: exactly, on small distributions."""
    found = f"{EQUAL} Exactly equal to the line above, for small distributions of weights, inputs and errors."
    return print_theorems(checks, theorem, found)


def draw_schemes() -> None:
    """Draw which condition leads to which method, with its number for this width."""
    width = controls.value(WIDTH)
    rows = [
        f"| method | keeps | for | variance of $w$ | for {width} units |",
        "|:--|:--|:--|:--|--:|",
    ]
    keeps = {"forward": r"$\mathrm{Var}\,z$", "both": r"$z$ and $\delta$, on average"}
    for name in ("xavier", "he", "lecun"):
        scheme = SCHEMES[name]
        printed_variance = latex(scheme.variance, current_argument().model)
        for_them = "ReLU" if scheme.activation == "relu" else "identity, tanh"
        number = f"{variance(name, width):.4g}"
        rows.append(f"| {METHODS[name]} | {keeps[scheme.condition]} | {for_them} | ${printed_variance}$ | {number} |")
    sources = "; ".join(f"{METHODS[name]}: {SCHEMES[name].source}" for name in ("xavier", "he", "lecun"))
    with st.container(key="schemes"):
        st.markdown("**Each method is a condition of the argument:**\n\n" + "\n".join(rows))
        st.markdown(f":small[:gray[$n_1$ units before the layer, $n_2$ in it. {sources}.]]")


def draw_twins() -> None:
    """Draw what becomes of two hidden units that begin alike."""
    rows = [
        "| start | unit 1: $w_{11}, w_{12}, b_1$ | unit 2: $w_{21}, w_{22}, b_2$ | twins? | cost |",
        "|:--|:--|:--|:--|--:|",
    ]
    for method, found in current_twins().items():
        units = (", ".join(f"{each:.3f}".replace("-", "−") for each in unit) for unit in found.units)
        one, two = (f"`{unit}`" for unit in units)
        rows.append(f"| {METHODS[method]} | {one} | {two} | {'yes' if found.alike else 'no'} | `{found.cost:.4f}` |")
    with st.container(key="twins"):
        st.markdown(
            f"**Why random at all?** XOR, 2-2-1 with sigmoids, after {EPOCHS} epochs. Units that begin alike get the "
            "same gradient in every step, and stay one unit, drawn twice:\n\n" + "\n".join(rows)
        )


def _ask() -> str:
    if _judge() is None:
        return ""
    return (
        f"With the same weights {SCALE:g} times as large: after {DEPTH} layers $z$ … "
        f"(“{STAYS}”: `{LITTLE:g}` to `{MUCH:g}` of layer 1)"
    )


def _judge() -> Verdict | None:
    left = float(current_sizes(SCALE).z[-1])
    if not np.isfinite(left):
        return None
    answer = VANISHES if left < LITTLE else EXPLODES if left > MUCH else STAYS
    hint = (
        rf"The variance of $w$ is then ${SCALE:g}^2 = {SCALE**2:g}$ times as large in every layer; "
        r"does the activation bound what comes into $z$?"
    )
    return Verdict(answer, f"Measured with them: {_write(left)} of layer 1.", hint)


GROWS = Checkpoint(_ask, (VANISHES, STAYS, EXPLODES), _judge, MEASURED)
