"""A loss over the output that it judges, for y = 1 and 0; and what it sends back through the last function."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from dashboard.charts import find_heights, function_data, function_spec, tangent_data
from dashboard.components.equation_lines import draw_lines
from dashboard.components.function_panel import NONE, PART, REACH, draw_slider
from dashboard.components.sentences import draw_error, write_number
from dashboard.lab.option import Option
from dashboard.lab.words import FUNCTIONS, LOSSES
from dashboard.state import controls, fields, visit
from dashboard.state.functions import DIGITS, print_value
from dashboard.state.losses import (
    TARGETS,
    Array,
    LossCurves,
    derive_error,
    derive_last_error,
    errors_at,
    errors_in_numbers,
    loss_curves,
    one_layer,
    with_loss,
)
from dashboard.state.snapshot import keep_for_now
from derivations import Loss, Network
from derivations.network import LOSS_KINKS
from derivations.rendering.breaking import breakable, keep_together
from derivations.rendering.numbers import print_alike

# beside the loss that is shown, those that one meets most, each with its output function
PAIRS = tuple(
    one_layer(Network((2, 2), (function,), loss))
    for function, loss in (("sigmoid", "bce"), ("softmax", "cross_entropy"), ("sigmoid", "mse"))
)

# what becomes of the derivative of an output function
WHY: dict[tuple[object, object], str] = {
    ("sigmoid", "bce"): r"BCE after sigmoid: the denominator $a (1 - a)$ of $\partial C / \partial a$ cancels "
    r"$\sigma'(z) = a (1 - a)$.",
    ("sigmoid", "mse"): r"MSE after sigmoid: $\partial C / \partial a$ has no denominator that would cancel "
    r"$\sigma'(z) = a (1 - a)$: it stays.",
}


def draw_loss_choice(versus: Option) -> None:
    """Draw which loss is looked at, and after which function: those of the network; and with which it is compared."""
    of_page = {name: fields.control(name, place="page") for name in ("loss", _last())}
    st.selectbox("Loss", tuple(LOSSES), format_func=LOSSES.__getitem__, width=136, **of_page["loss"])
    st.selectbox("After", tuple(FUNCTIONS), format_func=FUNCTIONS.__getitem__, width=108, **of_page[_last()])
    others = versus.values(visit.settings())
    st.selectbox("Compare with", others, format_func=versus.say, width=114, **fields.control(versus))


def draw_loss_refusals() -> None:
    """Draw why a loss or a function was refused."""
    for name in ("loss", _last()):
        draw_error(visit.refusal(name))


def _last() -> str:
    return f"function-{visit.network().depth}"


def draw_loss_derivation(z: Option, versus: Option) -> None:
    """Draw how the error of the last layer follows from the loss and the last function; and that of others."""
    network = visit.network()
    cost, error, report = derive_last_error()
    layer = network.depth
    said = [
        f"Layer {layer} is the last: $a_j^{{({layer})}}$ is the output of its unit $j$, made of $z_j^{{({layer})}}$, "
        f"and $y_j$ its target; $n_{{{layer}}}$ is how many units it has, $k$ any of them. The error ${error.left}$ is "
        f"the derivative of ${cost.left}$ by $z_j^{{({layer})}}$. Below, a single output stands without an index."
    ]
    said += [kink.sentence for kink in LOSS_KINKS.get(network.loss, ())] if isinstance(network.loss, str) else []
    if network.activation(layer) == "softmax":
        said.append(
            "Plotted is one output of two, and its own term of the cost; the other has $z = 0$ and the target $1 - y$."
        )
        if network.loss == "cross_entropy":
            said.append("If $y = 0$ that term is 0: the error comes from the other's term, through the softmax.")
    below = [f":small[{' '.join(said)}]", keep_for_now(_write_pairs, tuple(_networks(versus)), controls.value(z))]
    with st.container(key="equation"):
        draw_lines(error, report, above=f"$$\n{breakable(cost.statement)}\n$$", below=below)


def draw_loss_plot(z: Option, versus: Option) -> None:
    """Draw losses over the output, their tangents, and the errors that are sent back; of two losses in two plots."""
    at, shown = controls.value(z), _networks(versus)
    every = [[loss_curves(network), keep_for_now(loss_curves, network, at)] for network in shown]
    words = [_word(network.loss) for network in shown]
    if len(shown) == 1:
        _draw("loss-function", [_line(f"{letter}, y = {y}", letter, y, *every[0]) for y in TARGETS for letter in "Cδ"])
    else:
        for letter, title in (("C", "cost C"), ("δ", "error δ")):
            named = [(name, y, curves) for y in TARGETS for name, curves in zip(words, every, strict=True)]
            _draw(title, [_line(f"{name}, y = {y}", letter, y, *curves) for name, y, curves in named], title)
    draw_slider(z, "The weighted input $z$ of the output")
    why = [WHY[each.activation(1), each.loss] for each in shown if (each.activation(1), each.loss) in WHY]
    st.markdown("\n\n".join((*why, keep_for_now(_say, shown[0], at))))


@dataclass(frozen=True)
class _Line:
    """A curve over the output, and its point: output, value, and the derivative there, NaN where none is drawn."""

    name: str
    over: Array
    values: Array
    point: tuple[float, float, float]


def _line(name: str, letter: str, y: int, curves: LossCurves, here: LossCurves) -> _Line:
    of, at = (each.costs[y] if letter == "C" else each.errors[y] for each in (curves, here))
    derivative = float(here.derivatives[y][0]) if letter == "C" else np.nan
    return _Line(name, curves.outputs, of, (float(here.outputs[0]), float(at[0]), derivative))


def _draw(key: str, lines: Sequence[_Line], title: str | None = None) -> None:
    values, over = {each.name: each.values for each in lines}, np.array([each.over for each in lines])
    heights, across = find_heights(values), (float(_finite(over).min()), float(_finite(over).max()) or 1.0)
    spec = function_spec(dark=visit.dark(), curves=list(values), across=across, up=heights, axis="a", title=title)
    reach = (REACH / 10 * (float(np.ptp(_finite(over))) or 1.0), PART * (heights[1] - heights[0]))
    data = function_data(over, values) | tangent_data([(each.name, *each.point) for each in lines], reach)
    st.vega_lite_chart(None, {**spec, "datasets": data}, key=key, theme=None)


def _networks(versus: Option) -> list[Network]:
    """Give the last function and the loss that is looked at as a network of one layer, and that which is compared."""
    network, other = visit.network(), controls.value(versus)
    compared = [] if other in (NONE, network.loss) else [with_loss(network, other)]
    return [one_layer(network), *compared]


def _word(loss: str | Loss) -> str:
    return LOSSES[loss] if isinstance(loss, str) else "Own loss"


def _say(network: Network, z: float) -> str:
    """Say of each target what the output costs, and which error is sent back."""
    here = keep_for_now(loss_curves, network, z)
    numbers = {y: [float(each[0]) for each in (here.costs[y], here.derivatives[y], here.errors[y])] for y in TARGETS}
    a = float(here.outputs[0])
    undefined = [y for y in TARGETS if not np.isfinite([a, *numbers[y]]).all()]
    said = [f"Target $y = {y}$: not every number is defined here." for y in undefined]
    if len(undefined) == len(TARGETS):
        return "\n\n".join(said)
    shared = network.activation(network.depth) == "softmax"
    what = "this output's term of the cost" if shared else "the cost"
    through = " comes through the terms of both outputs, since both depend on this $z$" if shared else ""
    for y, line in errors_in_numbers(network, here).items():
        if y in undefined:
            continue
        names = line.symbols.replace("^{(1)}_{1}", "").replace("y_{1}", "y")
        cost, derivative, error = (print_value(each) for each in numbers[y])
        formula = keep_together(breakable(rf"\delta = {names} = {line.numbers} = \mathbf{{{error}}}"))
        said.append(
            f"Target $y = {y}$, output $a = {print_value(a, line.figures)}$: {what} is ${cost}$, its derivative "
            f"by $a$ is ${derivative}$. The error that is sent back{through}:\n\n$$\n{formula}\n$$"
        )
    return "\n\n".join(said)


def _write_pairs(shown: Sequence[Network], z: float) -> str:
    """Write the errors of what is looked at, and of what one meets most, each after its own output function."""
    rows = [rf"| at $z = {z:g}$, softmax beside $z = 0$ | $\delta$ derived | $y = 1$ | $y = 0$ |", "|:--|:--|--:|--:|"]
    networks = tuple(dict.fromkeys((*shown, *PAIRS)))
    errors = print_alike([each for network in networks for each in errors_at(network, z)], DIGITS)
    for at, network in enumerate(networks):
        function = network.activation(1)
        after = FUNCTIONS[function] if isinstance(function, str) else "own f"
        formula = _without_index(derive_error(network).lines[-1].formula).replace("|", r"\vert ")
        cells = " | ".join(map(write_number, errors[at * len(TARGETS) : (at + 1) * len(TARGETS)]))
        rows.append(f"| {_word(network.loss)} after {after} | ${keep_together(formula)}$ | {cells} |")
    return "\n".join(rows)


def _without_index(formula: str) -> str:
    """Take the layer out of a formula of one layer; and its index, if there is no other one."""
    plain = formula.replace("^{(1)}", "")
    return plain if "_{k}" in plain else plain.replace("_{j}", "")


def _finite(values: Array) -> Array:
    found = values[np.isfinite(values)]
    return found if len(found) else np.array([0.0, 1.0])
