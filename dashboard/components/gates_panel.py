"""What one unit cannot do and two layers can: inequalities of a gate, XOR of three gates, layers that collapse."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from sympy import Expr, Symbol

from dashboard.charts import boundary_data, boundary_grid, boundary_spec, loss_data, loss_spec
from dashboard.components.equation_lines import EQUAL, WRONG
from dashboard.components.perceptron_panel import write
from dashboard.components.selection_panel import draw_switch
from dashboard.lab.gates import GATES, name_table
from dashboard.lab.progress import TrainingProgress
from dashboard.lab.settings import Settings
from dashboard.navigation import PAGES
from dashboard.state import controls, fields, replacing, visit
from dashboard.state.gates import (
    BETWEEN,
    EPOCHS,
    FUNCTION,
    GATE,
    LAYERS,
    NETWORK,
    RATE,
    STAGE,
    STAGES,
    START,
    layers,
    prove,
    train_xor,
)
from derivations import Network, Parameters, forward, loss
from derivations.models.separability import BIAS, Certificate, Inequality, Sample, Separation, unknowns
from derivations.numeric.training.perceptron import GATES as UNITS

Floats = NDArray[np.float64]
NETWORK_OF_TWO = Network((2, 1), "sigmoid", "bce")


def draw_inequalities() -> None:
    """Draw what every row of the gate asks of weights and threshold; then a solution, or how they contradict."""
    found, gate = prove(controls.value(GATE)), controls.value(GATE).upper()
    rows = ["| row | wanted | asks | everything on one side |", "|--:|:--|:--|:--|"]
    for number, (sample, each) in enumerate(zip(found.samples, found.inequalities, strict=True), start=1):
        wanted = f"({', '.join(map(str, sample.inputs))}) → {sample.target}"
        rows.append(f"| {number} | {wanted} | ${_write_asked(sample)}$ | ${_write_inequality(each, found)}$ |")
    heading = f"**Can any line do {gate}?** Each row asks one thing of $w_1, w_2, \\theta$:"
    said = _say_contradiction(found) if isinstance(found, Certificate) else _say_solution(found)
    with st.container(key="gate-inequalities"):
        st.markdown("\n\n".join((heading, "\n".join(rows), *said)))


def _write_asked(sample: Sample) -> str:
    weights = " + ".join(f"w_{at}" for at, x in enumerate(sample.inputs, start=1) if x)
    sign = ">" if sample.target else r"\le"
    return rf"{weights or 0} {sign} \theta"


def _write_inequality(each: Inequality, found: Separation | Certificate) -> str:
    return f"{_write_sum(each.left, unknowns(found.samples))} {_sign(each)} 0"


def _sign(each: Inequality) -> str:
    return ">" if each.strict else r"\ge"


def _write_sum(left: Expr, symbols: tuple[Symbol, ...]) -> str:
    """Write a sum in the order w_1, w_2, theta = -b."""
    written = ""
    for symbol in symbols:
        factor = left.coeff(symbol) * (-1 if symbol == BIAS else 1)
        if factor:
            sign = "-" if factor < 0 else "+" if written else ""
            number = "" if abs(factor) == 1 else f"{abs(factor)} "
            letter = r"\theta" if symbol == BIAS else str(symbol)
            written += f" {sign} {number}{letter}" if written else f"{sign}{number}{letter}"
    return written or "0"


def _say_contradiction(found: Certificate) -> list[str]:
    first, *more = found.steps
    lines = [rf"\text{{row {first.uses + 1}:}}\quad & {_write_inequality(first.total, found)}"]
    for step in more:
        times = "" if step.multiplier == 1 else f"{step.multiplier} times "
        total = _write_inequality(step.total, found)
        lines.append(rf"\text{{plus {times}row {step.uses + 1}:}}\quad & {total}")
    aligned = " \\\\\n".join(lines)
    return [
        "Inequalities of the same direction may be added up:",
        f"$$\n\\begin{{aligned}}\n{aligned}\n\\end{{aligned}}\n$$",
        f"{WRONG} **0 is not above 0: no weights and no threshold do it.** {EQUAL} Every row and every sum was checked "
        "again, without the search that found them.",
    ]


def _say_solution(found: Separation) -> list[str]:
    values = dict(zip(unknowns(found.samples), (*found.weights, found.bias), strict=True))
    first, second = (f"{each}" for each in found.weights)
    numbers = ", ".join(
        f"row {number}: ${each.left.subs(values)} {_sign(each)} 0$"
        for number, each in enumerate(found.inequalities, start=1)
    )
    return [
        f"Yes: $w_1 = {first}$, $w_2 = {second}$, $\\theta = {-found.bias}$ do it: {numbers}.",
        f"{EQUAL} Checked again, without the search that found them.",
    ]


def draw_two_layers() -> None:
    """Draw XOR as AND of NAND and OR, row by row, and what the two lines cut out."""
    inputs = GATES["xor"].inputs
    nand, either = (UNITS[name].predict(inputs) for name in ("nand", "or"))
    output = UNITS["and"].predict(np.column_stack([nand, either]))
    st.markdown("**Two layers do XOR:** NAND and OR look at the inputs, AND looks at these two.")
    head = "| $x_1$ | $x_2$ | NAND | OR | AND of the two | XOR | |\n|--:|--:|--:|--:|--:|--:|--:|"
    rows = [
        f"| {x[0]:g} | {x[1]:g} | {a:g} | {b:g} | {y:g} | {t:g} | {EQUAL if y == t else WRONG} |"
        for x, a, b, y, t in zip(inputs, nand, either, output, GATES["xor"].targets.ravel(), strict=True)
    ]
    named = [_write_unit(name) for name in ("nand", "or", "and")]
    grid = boundary_grid()
    hidden = [UNITS[name] for name in ("nand", "or")]
    cells = UNITS["and"].predict(np.column_stack([unit.predict(grid) for unit in hidden]))
    with st.container(key="gate-layers"):
        st.markdown("\n".join((head, *rows)) + f"\n\n:small[{'; '.join(named)}.]")
        _draw_plane("two-layers", "two layers of gates", cells, [unit.weighted_input(grid) for unit in hidden])


def _write_unit(name: str) -> str:
    unit = UNITS[name]
    (first, second), threshold = unit.weights, -unit.bias
    inputs = ("a_1", "a_2") if name == "and" else ("x_1", "x_2")
    return (
        f"{name.upper()}: ${write(first)} {inputs[0]} + {write(second, inside=True)} {inputs[1]} > {write(threshold)}$"
    )


def draw_trained() -> None:
    """Draw the same network with sigmoids, as training finds it, and which gates its hidden units have become."""
    data, learned = GATES["xor"], train_xor(controls.value(START))
    epoch = learned.epoch_at(controls.value(STAGE))
    parameters = learned.path[epoch]
    found = forward(NETWORK, parameters, data.inputs)
    st.markdown(
        "**Training finds two lines by itself:** 2-2-1 with sigmoids, by backpropagation, from random weights, "
        rf"with $\eta = {RATE:g}$."
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        draw_switch("Start", START)
        st.slider("Tenths of its training", 0, STAGES, width=200, **fields.control(STAGE))
    gates = [name_table(tuple(column)) for column in found.a[1].T]
    head = r"| $x_1$ | $x_2$ | $a_1$ | $a_2$ | $\hat{y}$ | XOR | |" "\n|--:|--:|--:|--:|--:|--:|--:|"
    rows = [
        f"| {x[0]:g} | {x[1]:g} | `{a[0]:.2f}` | `{a[1]:.2f}` | `{y[0]:.2f}` | {t:g} "
        f"| {EQUAL if (y[0] > 0.5) == bool(t) else WRONG} |"
        for x, a, y, t in zip(data.inputs, found.a[1], found.a[2], data.targets.ravel(), strict=True)
    ]
    # of its two inputs, as they would be 0 and 1
    corners = forward(NETWORK_OF_TWO, Parameters(parameters.weights[1:], parameters.biases[1:]), data.inputs).outputs
    last = name_table(tuple(corners.ravel())).replace("x_", "a_")
    said = (
        f"After {epoch} epochs, rounded: $a_1$ is {gates[0]}, $a_2$ is {gates[1]}, and $\\hat{{y}}$ is {last}"
        f"{' of $a_1$ and $a_2$' if last.isupper() else ''}: together XOR of $x_1$ and $x_2$."
    )
    if epoch < learned.last:
        together = name_table(tuple(found.outputs.ravel()))
        said = (
            f"After {epoch} of {learned.last} epochs, rounded: $a_1$ is {gates[0]}, $a_2$ is {gates[1]}, and "
            f"$\\hat{{y}}$ is {together}{' of $x_1$ and $x_2$' if together.isupper() else ''}."
        )
    elif not learned.near:
        said = f":orange[Stuck after {EPOCHS} epochs:] $a_1$ is {gates[0]}, $a_2$ is {gates[1]}. Take another start."
    grid = boundary_grid()
    over = forward(NETWORK, parameters, grid)
    with st.container(key="gate-trained"):
        st.markdown("\n".join((head, *rows)) + f"\n\n:small[{said}]")
        _draw_plane("trained", "two trained layers", over.a[-1].ravel(), list(over.z[0].T))
        cost = loss(NETWORK, parameters, data.inputs, data.targets)
        points = {**{at: each for at, each in learned.curve if at < epoch}, epoch: cost}
        epochs, costs = list(points), list(points.values())
        spec = {
            **loss_spec(dark=visit.dark()),
            "description": "The cost of 2-2-1 on XOR after every epoch of training.",
        }
        st.vega_lite_chart(None, {**spec, "datasets": loss_data(costs, epochs=epochs)}, key="gate-cost", theme=None)
    words = f"Its weights after {epoch} epochs take the place of the network of other pages; *Back* there returns."
    if st.button(f"Open in {PAGES[0].title}", key="open-trained", help=words):
        settings = Settings(seed=learned.seed, rate=RATE)
        replacing.put(settings, TrainingProgress(learned.path[0]).resume(parameters, epoch, points.items()))
        st.switch_page(PAGES[0].file)


def draw_collapse() -> None:
    """Draw three layers with nothing between them and the one layer that they are; or with a function between."""
    name = controls.value(FUNCTION)
    found, bend, difference = layers(controls.value(LAYERS), name)
    with st.container(key="gate-collapse"):
        st.markdown("**Layers without a function between them are one layer,** however many there are:")
        with st.container(horizontal=True, gap="medium"):
            draw_switch("Between the layers", FUNCTION)
            draw_switch("Weights", LAYERS)
        one, two, three = (_matrix(each) for each in found.parameters.weights)
        first, second, last = (_matrix(each[:, None]) for each in found.parameters.biases)
        weights, bias = _matrix(found.weights), _matrix(found.bias[:, None])
        if name == "identity":
            said = (
                f"$$\nW_3 W_2 W_1 = {three} {two} {one} = {weights}\n$$\n\n"
                f"$$\nW_3 W_2 b_1 + W_3 b_2 + b_3 = {three} {two} {first} + {three} {second} + {last} = {bias}\n$$"
                f"\n\n{EQUAL} At all {len(boundary_grid())} points of the picture the three layers and this one differ "
                f"by at most `{difference:.0e}`: the border is one line."
            )
        else:
            said = (
                f"With the same weights, the border bends: its points are up to `{bend:.2f}` away from the closest "
                "straight line, in a picture 1.5 wide. No single layer does this.\n\n"
                f"$$\nW_3\\, f(W_2\\, f(W_1 x + b_1) + b_2) + b_3, \\quad f = \\text{{{BETWEEN[name]}}}\n$$"
            )
        st.markdown(said)


def draw_collapse_plane() -> None:
    """Draw the border of the three layers."""
    found, _, _ = layers(controls.value(LAYERS), controls.value(FUNCTION))
    values = found.evaluate(boundary_grid())
    _draw_plane("collapse", "three layers", (values > 0).astype(float), [values], rows=False)


def _matrix(values: Floats) -> str:
    rows = r" \\ ".join(" & ".join(f"{value:.6g}" for value in row) for row in values)
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


def _draw_plane(key: str, what: str, cells: Floats, lines: list[Floats], *, rows: bool = True) -> None:
    gate = GATES["xor"]
    inputs, targets = (gate.inputs, gate.targets) if rows else (gate.inputs[:0], gate.targets[:0])
    data = boundary_data(cells, inputs, targets, lines=lines)
    words = f"What {what} say over the plane{', and the rows of XOR' if rows else ''}."
    spec = {**boundary_spec(dark=visit.dark()), "description": words}
    st.vega_lite_chart(None, {**spec, "datasets": data}, key=f"gate-{key}", theme=None)
