"""A function and its derivative: the derivation, line by line; both plotted, with a point and its tangent; values.

Goes in: the options of a page that has a function to look at. Comes out: drawn elements. Must not know: what is plotted
of a loss.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard.charts import ENDS, POINTS, find_heights, function_data, function_spec, tangent_data
from dashboard.components.equation_lines import draw_lines
from dashboard.components.own_formula import draw_own_formula
from dashboard.components.remarks import FLAT, domain, find_kinks, kinks, letter
from dashboard.components.sentences import write_number
from dashboard.lab.option import Option
from dashboard.lab.settings import NETWORK
from dashboard.lab.vanishing import evaluate
from dashboard.lab.words import FUNCTIONS, OWN
from dashboard.state import controls, fields, functions, visit
from dashboard.state.functions import DIGITS, print_value
from dashboard.state.snapshot import keep_for_now
from derivations import Activation
from derivations.rendering.breaking import breakable, keep_together
from derivations.rendering.numbers import print_alike

NONE = "none"
JACOBIAN = r"\partial a_1 / \partial z_1"
# of a power of an entry, not of an argument of a function
IN_BRACKETS = re.compile(r"(?<![A-Za-z}])\(([az])\^\{\(1\)\}_\{1\}\)(?=\^)")
BESIDE = 1e-9  # of a kink, to both sides
REACH = 1.6  # of a tangent, to both sides of its point
PART = 0.3  # of the height of the picture that a tangent may take, up and down


@dataclass(frozen=True)
class FunctionOptions:
    """What a page lets its reader set: a function and another one, a second loss, z, and that of two more units."""

    function: Option
    compare: Option
    versus: Option
    z: Option
    others: tuple[Option, Option]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the options."""
        return tuple(each.name for each in (self.function, self.compare, self.versus, self.z, *self.others))


def draw_options(options: FunctionOptions) -> None:
    """Draw which function is looked at, and with which it is compared; the field of the reader's own."""
    now = visit.settings()
    of_layer = f"layer {now.layer}: {_word(functions.find_activation(functions.LAYER))}"
    words = {**FUNCTIONS, functions.LAYER: of_layer, NONE: "none"}
    for label, option in (("Function", options.function), ("Compare with", options.compare)):
        st.selectbox(label, option.values(now), format_func=words.__getitem__, width=165, **fields.control(option))


def draw_field(options: FunctionOptions) -> None:
    """Draw the field of the reader's own formula, if one of the two functions is that."""
    if OWN in (controls.value(options.function), controls.value(options.compare)):
        draw_own_formula("formula", used=True)


def draw_derivation(options: FunctionOptions) -> Collection[str]:
    """Draw how the derivative follows, where there is none, and values; return what is seen of the options."""
    activation = functions.find_activation(controls.value(options.function))
    result, report, cited = functions.derive_function(activation)
    edges, limits = kinks(activation), domain(activation)
    everywhere = "It is defined at every $z$" + (
        "." if edges or activation == "step" else ", and so is its derivative."
    )
    where = f"where {' and '.join(f'${breakable(each)}$' for each in cited)}." if cited else ""
    said = [where, limits or everywhere, edges]
    if activation == "step":
        said.append("It jumps at z = 0, and nothing ever goes back through it: its derivative is 0.")
    elif activation == "identity":
        said.append(
            "It lets a gradient through as it is, but adds nothing: layers of it are one layer, since "
            "$W_2 (W_1 x + b_1) + b_2 = (W_2 W_1) x + (W_2 b_1 + b_2)$. Depth takes a function that is not linear."
        )
    elif activation == "softmax":
        said.append("Every output depends on every $z$: its derivatives are a whole table, the Jacobian, below.")
    elif activation in FLAT:
        said.append("Far from 0 it is flat: a unit that is sure of itself lets hardly any gradient through.")
    with st.container(key="equation"):
        draw_lines(result, report, below=[f":small[{' '.join(filter(None, said))}]", _write_values(options)])
    shared = any(each == "softmax" for _, each in _shown(options))
    return (*NETWORK, "layer", options.function.name, options.compare.name, *(options.names if shared else ()))


def draw_plot(options: FunctionOptions) -> None:
    """Draw the functions and their derivatives, the point, and what it does to a gradient."""
    curves: dict[str, NDArray[np.float64]] = {}
    points: list[tuple[str, float, float, float]] = []
    sentences: list[str] = []
    z = functions.find_point(options.z, functions.find_activation(controls.value(options.function)))
    kinks_at = [kink.at for _, activation in _shown(options) for kink in find_kinks(activation)]
    # from one side of a jump to the other it is straight up
    sides = [at + side for at in kinks_at for side in (-BESIDE, BESIDE)]
    across = np.unique([*np.linspace(*ENDS, POINTS), *sides])
    for name, activation in _shown(options):
        beside = tuple(controls.value(each) for each in options.others) if activation == "softmax" else ()
        curves[name], curves[f"{name} ′"] = evaluate(activation, across, beside)
        [value], [derivative] = evaluate(activation, np.array([z]), beside)
        points += [(name, z, float(value), float(derivative)), (f"{name} ′", z, float(derivative), np.nan)]
        sentences.append(keep_for_now(_say, activation, (z, *beside), float(value), float(derivative)))
    names = {name: _word(activation) for name, activation in _shown(options)}
    titles = {each: each.replace(each[0], names[each[0]], 1) for each in curves}
    heights = find_heights(curves)
    drawn = list(titles.values())
    spec = function_spec(dark=visit.dark(), curves=drawn, wide=drawn[:2] if drawn[2:] else (), up=heights)
    data = function_data(across, {titles[each]: y for each, y in curves.items()})
    reach = (REACH, PART * (heights[1] - heights[0]))
    data |= tangent_data([(titles[name], x, y, derivative) for name, x, y, derivative in points], reach)
    st.vega_lite_chart(None, {**spec, "datasets": data}, key="function", theme=None)
    draw_slider(options.z, shown=z)
    st.markdown("\n\n".join(sentences))


def draw_slider(z: Option, label: str = "The point $z$", place: str = "", shown: float | None = None) -> None:
    """Draw the slider of a weighted input; it shows the value that was set, or another one."""
    control = fields.control(z, place=place, shown=shown)
    st.select_slider(label, z.values(visit.settings()), format_func=lambda at: f"{at:.1f}", **control)


def _shown(options: FunctionOptions) -> list[tuple[str, str | Activation]]:
    """Give the functions that are plotted, by the names f and g."""
    other = controls.value(options.compare)
    found = [("f", functions.find_activation(controls.value(options.function)))]
    return found if other == NONE else [*found, ("g", functions.find_activation(other))]


def _word(activation: str | Activation) -> str:
    return FUNCTIONS[activation] if isinstance(activation, str) else "own f"


def _say(activation: str | Activation, z: tuple[float, ...], value: float, derivative: float) -> str:
    name, at = letter(activation), f"{z[0]:g}"
    a, to, one = ("a_1", "_1", JACOBIAN) if activation == "softmax" else ("a", "", f"{name}'({at})")
    if not np.isfinite(value):
        return f"At $z = {at}$, ${name}$ has no value."
    if not np.isfinite(derivative):
        return f"At $z = {at}$, ${name}$ has the value ${print_value(value)}$, and no derivative."
    number, figures = print_value(derivative), DIGITS
    whole = number
    if activation != "identity":
        filled = functions.derivative_in_numbers(activation, z)
        figures = functions.figures_of_output(filled)
        # of a single unit, a letter without indices
        short = IN_BRACKETS.sub(r"\1", filled.symbols).replace("^{(1)}_{1}", "")
        names = filled.symbols.replace("^{(1)}", "") if len(z) > 1 else short
        # of some, f' is the shortest form that there is; of a step it is the number
        steps = (names, filled.numbers, number) if "'" not in names else (number,)
        whole = " = ".join(dict.fromkeys(steps))
    of = "" if activation == "softmax" else f" = {name}({at})"
    return (
        f"${a}{of} = {print_value(value, figures)}$, and the slope of the tangent is "
        f"${keep_together(breakable(f'{one} = {whole}'))}$: a gradient of 1 at ${a}$ becomes $\\mathbf{{{number}}}$ at "
        f"$z{to}$."
    )


def _write_values(options: FunctionOptions) -> str:
    """Write a table of values."""
    names, values = ["z"], list[float]()
    for _, activation in _shown(options):
        beside = tuple(controls.value(each) for each in options.others) if activation == "softmax" else ()
        name = "a_1" if activation == "softmax" else letter(activation)
        names += [name, JACOBIAN if activation == "softmax" else f"{name}'"]
        values += np.concatenate(evaluate(activation, np.array(functions.TABLE), beside)).tolist()
    width = len(functions.TABLE)
    cells = [f"{at:g}".replace("-", "−") for at in functions.TABLE]
    cells += map(write_number, print_alike(values, DIGITS))
    rows = [f"| ${name}$ | {' | '.join(cells[at * width : (at + 1) * width])} |" for at, name in enumerate(names)]
    return "\n".join([rows[0], "|--:" * (width + 1) + "|", *rows[1:]])
