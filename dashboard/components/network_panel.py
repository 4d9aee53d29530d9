"""The live network: the diagram, the meter that compares three gradients, and a slider for what is selected."""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts import network_spec, whole_text
from dashboard.components.meter import draw_meter
from dashboard.components.parameter_table import draw_selected
from dashboard.components.sentences import draw_error
from dashboard.components.story_panel import draw_tapped
from dashboard.components.update_panel import draw_update
from dashboard.lab.colours import FACTOR_HUES
from dashboard.lab.settings import COST_OF_IT, NETWORK, OPTIONS, SELECTION
from dashboard.state import controls, training, visit
from dashboard.state.pages import WEIGHTS, Part, draw
from dashboard.state.snapshot import snapshot

MOST_INPUTS = 2


def draw_network(
    within: DeltaGenerator | None = None, *, meter: bool = True, path: Callable[[], dict[str, bytes]] | None = None
) -> None:
    """Draw the network at the parameters of this moment; without the meter where the page compares the gradients.

    ``path`` gives the data sets of a path that is drawn in it.
    """
    legend = within.container() if within else st.container()
    draw_legend = partial(draw, LEGEND_AND_METER if meter else LEGEND, legend)
    if training.running():
        # what follows the diagram is the formula, with the same numbers
        draw_legend()
    draw(replace(DIAGRAM, draw=partial(draw_diagram, path)), within)
    if not training.running():
        # the comparison of many gradients takes longest, so it is drawn last
        draw_legend()


def draw_diagram(path: Callable[[], dict[str, bytes]] | None = None) -> None:
    """Draw the diagram, what is selected in it, and the next step of that."""
    _draw_diagram(path)
    draw_tapped()
    draw_selected()
    draw_update()


def draw_legend(*, meter: bool) -> Collection[str] | None:
    """Say whose numbers the diagram shows, and how far the three gradients agree."""
    draw_error(snapshot().trouble)
    option, now = OPTIONS["focus"], visit.settings()
    with st.container(key="legend", horizontal=True, gap="small", vertical_alignment="center"):
        with st.container(gap="small"):
            st.markdown(f":small[:gray[{_whose()}]]")
            if meter:
                draw_meter()
        st.segmented_control(
            "z and ∂C/∂b of",
            option.values(now),
            format_func=option.say,
            required=True,
            help="Which units show their weighted input and the gradient of their bias too; a tooltip has them always.",
            **controls.control("focus"),
        )
    # of a larger network it shows the numbers and the gradients of the selected unit
    return (*COMPARED, "sample") if whole_text(now.sizes) and training.all_listed() else None


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


def _draw_diagram(path: Callable[[], dict[str, bytes]] | None) -> None:
    """Draw the diagram at the selected sample; a click on it selects an edge or a unit."""
    focus, turn = visit.settings().focus, visit.current().versions[controls.DIAGRAM]
    data = snapshot().diagram(visit.selection(), focus=focus, moving=training.running(), turn=turn)
    spec = network_spec(visit.settings().sizes, dark=visit.dark(), path=FACTOR_HUES if path else None)
    st.vega_lite_chart(
        None,
        {**spec, "datasets": {**data, **(path() if path else {})}},
        key=controls.DIAGRAM,
        on_select=controls.take_click,
        selection_mode=["edge_click", "unit_click"],
        theme=None,
    )


COMPARED = (*NETWORK, *COST_OF_IT, "delta", WEIGHTS)
LEGEND, LEGEND_AND_METER = (
    Part("legend", partial(draw_legend, meter=meter), shows=(*COMPARED, *SELECTION, "sample"), sets=("focus",))
    for meter in (False, True)
)
DIAGRAM = Part(
    "diagram", draw_diagram, shows=(*COMPARED, *SELECTION, "sample", "focus", "optimiser", "rate"), clicked=True
)
