"""Random weights through many layers: what is predicted and measured, why, and units that stay twins."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import streamlit as st

from dashboard.charts import find_sizes, vanishing_data, vanishing_spec
from dashboard.components.equation_lines import EQUAL, WRONG, draw_lines, print_theorems
from dashboard.components.selection_panel import draw_switch
from dashboard.components.sentences import with_minus
from dashboard.components.vanishing_panel import say_size
from dashboard.lab.depth import EPOCHS, SAMPLES, Sizes, predict
from dashboard.lab.tries import Checkpoint, Verdict
from dashboard.lab.words import INITIAL
from dashboard.state import controls, fields, visit
from dashboard.state.depth import (
    ACTIVATION,
    FUNCTIONS,
    LAYERS,
    LINES,
    LOOKED_AT,
    MEASURED,
    METHOD,
    SCALE,
    SHOWN,
    WIDTH,
    current_argument,
    current_sizes,
    current_twins,
    gains,
    printed,
    tangent,
    variance,
)
from derivations import LineCheck
from derivations.models.initialisation import SCHEMES, theorem
from derivations.models.initialisation.assumptions import sentences
from derivations.rendering.latex import latex
from derivations.rendering.lines import PrintedLine

ROWS = (2, 5, 10)  # of the table, and the last layer
ROUNDED = 1e-12
ALIKE = 1e-2  # of the size of z: what samples differ by where they count as nearly the same
LITTLE, MUCH = 0.01, 100.0
VANISHES, STAYS, EXPLODES = "vanishes", "stays", "explodes"
RUNS = {"z": ("measured: z forward", "measured: δ back"), "a": ("measured: a forward", "measured: ∂C/∂W back")}


def draw_setting() -> None:
    """Draw what is drawn, passed through and how wide, and the sizes that are left after some of the layers."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox("Weights", tuple(INITIAL), format_func=INITIAL.__getitem__, width=160, **fields.control(METHOD))
        functions = tuple(FUNCTIONS)
        st.selectbox(
            "Activation", functions, format_func=FUNCTIONS.__getitem__, width=140, **fields.control(ACTIVATION)
        )
        draw_switch("Units", WIDTH)
        layers = LAYERS.values(visit.settings())
        st.slider("Layers", layers[0], layers[-1], width=110, **fields.control(LAYERS))
    found, predicted, depth = current_sizes(), gains(), controls.value(LAYERS)
    rows = [r"| layers | $z$ predicted | measured | $\delta$ predicted | measured |", "|--:|--:|--:|--:|--:|"]
    for layer in (*(row for row in ROWS if row < depth), depth):
        cells = []
        for gain, measured in zip(predicted, (found.z, found.delta), strict=True):
            cells += ["" if gain is None else say_size(predict(gain)[layer - 1]), say_size(measured[layer - 1])]
        rows.append(f"| {layer} | {' | '.join(cells)} |")
    with st.container(key="depth"):
        st.markdown("\n\n".join((_say_gain(predicted), "\n".join(rows), _say_measured(found))))


def _say_gain(predicted: tuple[float | None, float | None]) -> str:
    """Say what a layer does to the variances, in symbols and numbers."""
    forward, backward = predicted
    width, argument, name = controls.value(WIDTH), current_argument(), controls.value(ACTIVATION)
    drawn = variance(controls.value(METHOD), width)
    if drawn is None:
        return "No prediction: the argument is for weights of mean 0, and these are all 1. What is measured counts."
    if backward is None:
        return (
            f"No prediction: the argument is for ReLU, and for functions with a tangent at 0, and {FUNCTIONS[name]} "
            f"{'jumps' if name == 'step' else 'bends'} there. What is measured counts."
        )
    target, gain = ("delta", backward) if forward is None else ("z", forward)
    value, left = (latex(each, argument.model) for each in (argument[target].value, argument[target].left))
    half = r"\frac{1}{2} \cdot " if argument.activation == "relu" else ""
    slope = where = after = ""
    if argument.activation != name:
        where = f" while $z$ is small: there {FUNCTIONS[name]} is nearly its tangent at 0"
        at_0, derivative = tangent()
        if derivative != 1:
            written = _write_fraction(derivative)
            slope = rf"\left({written}\right)^2 \cdot "
            where += f", of derivative ${written}$"
        if forward is None:
            where = f" on the way back{where}"
            after = (
                f"\n\nForward there is no prediction: its outputs are around ${_write_fraction(at_0)}$, however small "
                "$z$ is."
            )
    return (
        f"A layer multiplies the variance{where}:\n\n"
        f"$$\n{left} = {slope}{value}, \\qquad {slope}{half}{width} \\cdot {drawn:.4g} = \\mathbf{{{gain:.4g}}}\n$$"
        f"{after}"
    )


def _write_fraction(value: float) -> str:
    """Write a number as the simple fraction that it is, or with four digits."""
    found = Fraction(value).limit_denominator(10)
    if abs(float(found) - value) > ROUNDED:
        return f"{value:.4g}"
    return str(found) if found.denominator == 1 else rf"\frac{{{found.numerator}}}{{{found.denominator}}}"


def _say_measured(found: Sizes) -> str:
    spread, layer = found.spread[-1], min(2, controls.value(LAYERS))
    same = ""
    if np.isfinite(spread) and spread < ALIKE * found.z[-1]:
        same = f" :orange[All samples are nearly the same now]: between them $z$ differs by {say_size(spread)} only."
    return (
        ":small[:gray[Sizes: root mean squares, as shares of those of layer 1, and back of those of the last layer. "
        f"Measured with {SAMPLES} normal inputs, and normal gradients sent back; narrow layers are further from what "
        f"is predicted. The weights of layer {layer} as drawn have the variance `{found.variance:.4g}`.]{same}]"
    )


def draw_sizes() -> None:
    """Draw what is left after every layer, on a logarithmic axis."""
    draw_switch("Drawn", LOOKED_AT, visible=False)
    found, depth, looked_at = current_sizes(), controls.value(LAYERS), controls.value(LOOKED_AT)
    # the argument speaks of z and delta
    forward, backward = gains() if looked_at == "z" else (None, None)
    lines = {}
    if forward is not None:
        lines["predicted: z forward" if forward != backward else "predicted"] = predict(forward, depth)
    if backward is not None and backward != forward:
        lines["predicted: δ back"] = predict(backward, depth)
    forth, back = RUNS[looked_at]
    runs = {**lines, forth: found.z if looked_at == "z" else found.a}
    runs[back] = found.delta if looked_at == "z" else found.gradients
    ends = {"across": (1.0, float(max(2, depth))), "up": find_sizes(runs)}
    spec = vanishing_spec(dark=visit.dark(), lines=tuple(lines), marks=(forth, back), **ends)
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
    assumed = {"Forward": argument.forward, "Back": argument.backward}
    said = (f"*{way}*: {' '.join(sentences(facts, argument.model))}" for way, facts in assumed.items())
    st.markdown(f":small[:gray[Assumed. {' '.join(said)}]]")


def _explain(line: PrintedLine, checks: Sequence[LineCheck]) -> str:
    """Say the theorems of the argument's own rules, and how it is checked: exactly, on small distributions."""
    before = "the left side" if line.numbers[0] == 0 else "the line above"
    words = "small distributions of weights, inputs and errors"
    found = f"{EQUAL} Exactly equal to {before}, for {words}."
    if not all(each.ok for each in checks):
        found = f"{WRONG} For {words} it is not equal to {before}: the rule is wrong."
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
        rows.append(f"| {INITIAL[name]} | {keeps[scheme.condition]} | {for_them} | ${printed_variance}$ | {number} |")
    sources = "; ".join(f"{INITIAL[name]}: {SCHEMES[name].source}" for name in ("xavier", "he", "lecun"))
    with st.container(key="schemes"):
        st.markdown("**Each method is a condition of the argument:**\n\n" + "\n".join(rows))
        st.markdown(f":small[:gray[$n_1$ units before the layer, $n_2$ in it. {sources}.]]")


def draw_twins() -> None:
    """Draw what becomes of two hidden units that begin alike."""
    rows = [
        "| start | unit 1: $w_{11}, w_{12}, b_1$, to $\\hat{y}$ | unit 2 | twins? | cost |",
        "|:--|:--|:--|:--|--:|",
    ]
    for method, found in current_twins().items():
        one, two = (f"`{', '.join(f'{each:.1f}' for each in unit)}`" for unit in found.units)
        rows.append(f"| {INITIAL[method]} | {one} | {two} | {'yes' if found.alike else 'no'} | `{found.cost:.4f}` |")
    still = [INITIAL[method] for method, found in current_twins().items() if not found.moved]
    with st.container(key="twins"):
        st.markdown(
            f"**Why random at all?** XOR, 2-2-1 with sigmoids, after {EPOCHS} epochs. Units that begin alike in all "
            "their weights, the one to the output too, get the same gradient in every step, and stay one unit, drawn "
            "twice:\n\n" + with_minus("\n".join(rows))
        )
        if still:
            st.markdown(f":small[:gray[From {' and '.join(still)}, every gradient is 0: nothing has moved.]]")


def _ask() -> str:
    if _judge() is None or controls.value(LAYERS) == 1:
        return ""
    return (
        f"With the same weights {SCALE:g} times as large: in layer {controls.value(LAYERS)} $z$ … "
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
    return Verdict(answer, f"Measured with them: {say_size(left)} of layer 1.", hint)


GROWS = Checkpoint(_ask, (VANISHES, STAYS, EXPLODES), _judge, MEASURED)
