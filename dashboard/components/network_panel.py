"""The live network: the meter that compares three gradients, the diagram, and a slider for what is selected."""

import streamlit as st

from dashboard.charts import network_spec, whole_text
from dashboard.components.parameter_table import draw_selected
from dashboard.components.sentences import draw_error
from dashboard.components.story_panel import draw_tapped
from dashboard.components.update_panel import draw_update
from dashboard.lab.settings import OPTIONS
from dashboard.state import controls, training, visit
from dashboard.state.snapshot import compared_later, snapshot

MOST_INPUTS = 2
LATER = "The difference quotient costs a pass through the network for every parameter: too much for every picture."


def draw_network() -> None:
    """Draw the network at the parameters of this moment."""
    draw_error(snapshot().trouble)
    if training.all_listed():
        _draw_meter()
        _draw_diagram()
    else:
        # the comparison of so many gradients takes longest, so it is drawn last
        meter = st.container()
        _draw_diagram()
        with meter:
            _draw_meter()
    draw_tapped()
    draw_selected()
    draw_update()


def _draw_meter() -> None:
    """Say whose numbers the diagram shows, and how far the three gradients agree."""
    said, words = _agreement()
    text, switch = st.columns([0.69, 0.31], gap="small", vertical_alignment="center")
    text.markdown(f":small[:gray[{_whose()}]]\n\n{said}", help=words)
    option = OPTIONS["focus"]
    switch.segmented_control(
        "z and ∂C/∂b of",
        option.values(visit.settings()),
        format_func=option.say,
        required=True,
        help="Which units show their weighted input and the gradient of their bias too; a tooltip has them always.",
        **controls.control("focus"),
    )


def _whose() -> str:
    looked_at, sizes = visit.selection(), visit.settings().sizes
    inputs = [f"{x:.3g}" for x in visit.data().inputs[looked_at.sample - 1]]
    shown = inputs if len(inputs) <= MOST_INPUTS else [*inputs[:MOST_INPUTS], "…"]
    whose = f"Sample {looked_at.sample}, x = ({', '.join(shown)})"
    if whole_text(sizes):
        return f"{whose}: its $a$ in the units, its $δ$ below. ∂: of all samples."
    # there is no room for all numbers: those of the selected unit stand here
    layer, unit = looked_at.layer, looked_at.unit
    trace, at = snapshot().trace, (looked_at.sample - 1, unit - 1)
    bias = training.parameters().biases[layer - 1][unit - 1]
    numbers = (("a", trace[f"a{layer}"][at]), ("b", bias), ("δ", trace[f"delta{layer}"][at]))
    written = ", ".join(f"{letter} = {_written(float(number))}" for letter, number in numbers)
    return f"{whose}. Unit {unit} of layer {layer}: {written}. Others: on hover."


def _written(number: float) -> str:
    lost = 0 < abs(number) < 0.5e-3
    return f"{number:+.0e}" if lost else f"{number:+.3f}"


def _agreement() -> tuple[str, str]:
    """Say how far the derived, the hand-written and the measured gradient agree, and what that means."""
    if compared_later():
        return ":small[:gray[Three gradients are compared when paused]]", LATER
    report = snapshot().matched
    if report is None:
        return ":small[:gray[The gradients are not compared: not every number is defined.]]", ""
    worst = report.worst
    colour, icon, verb = ("green", "check", "agree") if report.ok else ("red", "close", "differ")
    words = (
        "Every gradient is computed three ways: by the formulas that SymPy has derived; by a backward pass that is "
        "written by hand and shares no code with them; and by measuring how $C$ changes when one weight is moved a "
        r"little, $\operatorname{Im} C(w + ih)/h$. The number is the largest difference, relative to the terms that "
        f"the gradient is added up from; it is worst for {worst.name}. Rounding alone gives about 1e-16; "
        f"more than {report.tolerance:.0e} would be an error."
    )
    furthest = max(report.rows, key=lambda row: row.relative)
    if f"{furthest.relative:.0e}" != f"{worst.error:.0e}":
        words += f" Relative to a gradient itself it is up to {furthest.relative:.0e}, for {furthest.name}."
    who = "derived, by hand, measured"
    said = f":{colour}[:material/{icon}: **Three gradients {verb}**] to `{worst.error:.0e}`: {who}"
    return f":small[{said}]", words


def _draw_diagram() -> None:
    """Draw the diagram at the selected sample; a click on it selects an edge or a unit."""
    focus, turn = visit.settings().focus, visit.current().versions[controls.DIAGRAM]
    data = snapshot().diagram(visit.selection(), focus=focus, moving=training.running(), turn=turn)
    st.vega_lite_chart(
        None,
        {**network_spec(visit.settings().sizes, dark=visit.dark()), "datasets": data},
        key=controls.DIAGRAM,
        on_select=controls.take_click,
        selection_mode=["edge_pick", "unit_pick"],
        theme=None,
    )
