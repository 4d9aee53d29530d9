"""A loss over the output that it judges, for y = 1 and 0; and what it sends back through the last function."""

import numpy as np
import streamlit as st

from dashboard.charts import ENDS, POINTS, find_heights, function_data, function_spec, tangent_data
from dashboard.components.copying import draw_copy
from dashboard.components.equation_lines import draw_lines
from dashboard.components.function_panel import DIGITS, PART, REACH, draw_slider
from dashboard.components.sentences import draw_error
from dashboard.lab.option import Option
from dashboard.lab.words import FUNCTIONS, LOSSES
from dashboard.state import controls, visit
from dashboard.state.losses import Array, LossCurves, derive_error, error_at, error_in_numbers, loss_curves, one_layer
from derivations import Network
from derivations.network import LOSS_KINKS
from derivations.rendering.breaking import breakable
from derivations.rendering.numbers import print_signed

TARGETS = (1, 0)
# beside the loss that is shown, those that one meets most, each with its output function
PAIRS = (("sigmoid", "bce"), ("softmax", "cross_entropy"), ("sigmoid", "mse"))


def draw_loss_choice() -> None:
    """Draw which loss is looked at, and after which function: those of the network."""
    for label, words, name in (("Loss", LOSSES, "loss"), ("After", FUNCTIONS, _last())):
        control = controls.control(name, place="page")
        st.selectbox(label, tuple(words), format_func=words.__getitem__, width=165, **control)


def draw_loss_refusals() -> None:
    """Draw why a loss or a function was refused."""
    for name in ("loss", _last()):
        draw_error(visit.refusal(name))


def _last() -> str:
    return f"function-{visit.network().depth}"


def draw_loss_derivation(z: Option) -> None:
    """Draw how the error of the last layer follows from the loss and the last function; and that of others."""
    network = visit.network()
    cost, error, report = derive_error(one_layer(network))
    st.markdown(f"$$\n{breakable(cost.statement)}\n$$")
    with st.container(key="equation"):
        draw_lines(error, report)
    for kink in LOSS_KINKS.get(network.loss, ()) if isinstance(network.loss, str) else ():
        st.markdown(f":small[{kink.sentence}]")
    _draw_pairs(network, controls.value(z))
    draw_copy(lambda: error, "error")


def draw_loss_plot(z: Option) -> None:
    """Draw the loss over the output, its tangents, and the error that is sent back."""
    network, at = visit.network(), controls.value(z)
    curves, here = (loss_curves(network, points) for points in (np.linspace(*ENDS, POINTS), np.array([at])))
    found = {_name("C", y): curves.costs[y] for y in TARGETS} | {_name("δ", y): curves.errors[y] for y in TARGETS}
    heights, reach = find_heights(found), float(np.ptp(_finite(curves.outputs))) or 1.0
    across = (float(_finite(curves.outputs).min()), float(_finite(curves.outputs).max()) or 1.0)
    order = [_name("C", 1), _name("δ", 1), _name("C", 0), _name("δ", 0)]
    spec = function_spec(dark=visit.dark(), curves=order, across=across, up=heights, axis="a")
    data = function_data(curves.outputs, {name: found[name] for name in order})
    a = float(here.outputs[0])
    points = [(_name("C", y), a, float(here.costs[y][0]), float(here.derivatives[y][0])) for y in TARGETS]
    points += [(_name("δ", y), a, float(here.errors[y][0]), np.nan) for y in TARGETS]
    data |= tangent_data(points, (REACH / 10 * reach, PART * (heights[1] - heights[0])))
    st.vega_lite_chart(None, {**spec, "datasets": data}, key="loss-function", theme=None)
    draw_slider(z, "The weighted input $z$ of the output")
    st.markdown("\n\n".join(_say(network, at, here, y) for y in TARGETS))


def _say(network: Network, z: float, here: LossCurves, y: int) -> str:
    found = (here.outputs, here.costs[y], here.derivatives[y], here.errors[y])
    a, cost, derivative, error = (float(each[0]) for each in found)
    if not np.isfinite([a, cost, derivative, error]).all():
        return f"Target $y = {y}$: not every number is defined here."
    line = error_in_numbers(one_layer(network), z, y)
    names = line.symbols.replace("^{(1)}_{1}", "").replace("y_{1}", "y")
    value = print_signed(error, DIGITS).strip("()")
    formula = breakable(rf"\delta = {names} = {line.numbers} = \mathbf{{{value}}}")
    return (
        f"Target $y = {y}$, output $a = {a:.{DIGITS}f}$: the cost is {cost:.4g}, its derivative by $a$ is "
        f"{derivative:.4g}. The error that is sent back:\n\n$$\n{formula}\n$$"
    )


def _draw_pairs(network: Network, z: float) -> None:
    own = (network.activation(network.depth), network.loss)
    rows = [rf"| at $z = {z:g}$ | $\delta$ derived | $y = 1$ | $y = 0$ |", "|:--|:--|--:|--:|"]
    for function, loss in (own, *(pair for pair in PAIRS if pair != own)):
        single = one_layer(Network((2, 2), (function,), loss))
        after = FUNCTIONS[function] if isinstance(function, str) else "own f"
        words = f"{LOSSES[loss] if isinstance(loss, str) else 'Own loss'} after {after}"
        formula = derive_error(single)[1].lines[-1].formula.replace("|", r"\vert ")
        numbers = " | ".join(_number(error_at(single, z, y)) for y in TARGETS)
        rows.append(f"| {words} | ${formula}$ | {numbers} |")
    with st.container(key="pairs"):
        st.markdown("\n".join(rows))


def _number(value: float) -> str:
    return f"`{value:.4f}`" if np.isfinite(value) else "–"


def _name(letter: str, y: int) -> str:
    return f"{letter}, y = {y}"


def _finite(values: Array) -> Array:
    found = values[np.isfinite(values)]
    return found if len(found) else np.array([0.0, 1.0])
