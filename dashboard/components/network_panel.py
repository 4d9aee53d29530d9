"""The live network: the diagram, the meter that compares three gradients, and a slider for what is selected.

What a change leaves as it is has a part of its own: another loss moves no slider, and says nothing new of a sample.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts import network_spec, whole_text
from dashboard.components.meter import draw_meter
from dashboard.components.parameter_table import draw_selected
from dashboard.components.sentences import draw_error, with_minus
from dashboard.components.tries import draw_checkpoint
from dashboard.components.update_panel import draw_update
from dashboard.lab.algorithm import list_known
from dashboard.lab.colours import FACTOR_HUES
from dashboard.lab.option import Option
from dashboard.lab.settings import COST_OF_IT, NETWORK, OPTIONS, SELECTION, STEP
from dashboard.state import controls, fields, training, visit
from dashboard.state.pages import WEIGHTS, Part, draw
from dashboard.state.paths import path_in_diagram, stage_in_diagram
from dashboard.state.snapshot import keep_for_now, snapshot

MOST_INPUTS = 2


def draw_network(
    within: DeltaGenerator | None = None,
    *,
    alone: bool = True,
    checkpoint: bool = True,
    path: Option | None = None,
    stage: Option | None = None,
) -> None:
    """Draw the network at the parameters of this moment; not alone where the page compares beside it, or has formulas.

    ``checkpoint`` says whether it is asked here what the page asks, ``path`` which path of the selected parameter is
    drawn in the diagram, and ``stage`` how far the algorithm is executed.
    """
    draw(LEGEND, within)
    compare = partial(draw, METER, within.container() if within else st.container())
    if alone and training.running():
        # what follows the diagram is the formula, with the same numbers
        compare()
    own = tuple(each.name for each in (path, stage) if each)
    diagram = partial(draw_diagram, path, stage, tapped=alone)
    draw(replace(DIAGRAM, draw=diagram, shows=(*DIAGRAM.shows, *own)), within)
    selected, asks = SELECTED, visit.current().page
    if checkpoint and asks and asks.checkpoint:
        selected = replace(SELECTED_AND_CHECKPOINT, shows=(*SELECTED_AND_CHECKPOINT.shows, *asks.checkpoint.asked))
    draw(selected, within)
    if alone and not training.running():
        # the comparison of many gradients takes longest, so it is drawn last
        compare()


def draw_live(
    network: DeltaGenerator,
    draw_side: Callable[[DeltaGenerator | None], None],
    beside: DeltaGenerator,
    draw_formulas: Callable[[DeltaGenerator], None],
) -> None:
    """Draw the network's side of a page; while the network trains, again and again, and the formulas beside it too.

    All are of one and the same moment. The formulas come last, right after the side: a browser draws what has arrived,
    and a server that is still at work on other parts sends late.
    """
    if not training.running():
        draw_side(network.container())  # where the container of that part is
        return

    def tick() -> None:
        training.tick()
        with beside:
            st.empty()  # a container that a fragment writes to later must have been written to
        draw_side(None)
        draw_formulas(beside)

    draw(Part("live", tick), network, every=0.1)


def draw_diagram(path: Option | None = None, stage: Option | None = None, *, tapped: bool = True) -> None:
    """Draw the diagram, and the next step of what is selected in it."""
    _draw_diagram(path, stage)
    # a page that executes the equations leaves the penalty out of C
    now = visit.settings()
    draw_update(tapped=tapped, cost=r"\tilde{C}" if stage and (now.l1 or now.l2) else "C")
    if snapshot().trouble:
        draw_error(snapshot().trouble)


def draw_parameter(*, checkpoint: bool) -> Collection[str] | None:
    """Draw the selected parameter, which can be edited, and what is asked about it."""
    draw_selected()
    asked = draw_checkpoint() if checkpoint else ()
    return None if asked is None else (*MOVED, *asked)


def draw_legend() -> Collection[str] | None:
    """Say whose numbers the diagram shows."""
    option, now = OPTIONS["focus"], visit.settings()
    with st.container(key="legend", horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f":small[:gray[{_whose()}]]")
        st.segmented_control(
            "z and ∂C/∂b of",
            option.values(now),
            format_func=option.say,
            required=True,
            help="Which units show their weighted input and the gradient of their bias too; a tooltip has them always.",
            **fields.control("focus"),
        )
    # of a larger network it shows the numbers of the selected unit
    return (*NETWORK, "sample", "l1", "l2") if whole_text(now.sizes) else None


def _whose() -> str:
    looked_at, sizes = visit.selection(), visit.settings().sizes
    inputs = [with_minus(f"{x:.3g}") for x in visit.data().inputs[looked_at.sample - 1]]
    shown = inputs if len(inputs) <= MOST_INPUTS else [*inputs[:MOST_INPUTS], "…"]
    whose = f"Sample {looked_at.sample}, x = ({', '.join(shown)})"
    if whole_text(sizes):
        return f"{whose}: its $a$ in the units, its $δ$ below. ∂: of all samples{_with_penalty()}.{_with_masks()}"
    # there is no room for all numbers: those of the selected unit stand here
    layer, unit = looked_at.layer, looked_at.unit
    trace, at = snapshot().trace, (looked_at.sample - 1, unit - 1)
    bias = training.parameters().biases[layer - 1][unit - 1]
    numbers = (("a", trace[f"a{layer}"][at]), ("b", bias), ("δ", trace[f"delta{layer}"][at]))
    written = ", ".join(f"{letter} = {_write(float(number))}" for letter, number in numbers)
    return f"{whose}. Unit {unit} of layer {layer}: {written}. Others: on hover.{_with_masks()}"


def _with_penalty() -> str:
    now = visit.settings()
    return r", with the penalty $\Omega$" if now.l1 or now.l2 else ""


def _with_masks() -> str:
    return " Struck: dropped." if visit.network().is_noisy else ""


def _write(number: float) -> str:
    return with_minus(f"{number:+.2g}" if 0 < abs(number) < 0.00995 else f"{number:+.3f}")


# sizes and themes are few, and to build one takes 0.3 ms of a change
@lru_cache(maxsize=64)
def _spec(sizes: tuple[int, ...], *, dark: bool, lit: bool, masked: bool) -> dict[str, Any]:
    return network_spec(sizes, dark=dark, path=FACTOR_HUES if lit else None, masked=masked)


def _draw_diagram(path: Option | None, stage: Option | None) -> None:
    """Draw the diagram at the selected sample; a click on it selects an edge or a unit."""
    turn = visit.current().versions[controls.DIAGRAM]
    data = keep_for_now(_numbers, controls.value(stage) if stage else None, turn)
    lit = path_in_diagram(controls.value(path)) if path else stage_in_diagram(controls.value(stage)) if stage else {}
    spec = _spec(visit.settings().sizes, dark=visit.dark(), lit=bool(lit), masked=visit.network().is_noisy)
    st.vega_lite_chart(
        None,
        {**spec, "datasets": {**data, **lit}},
        key=controls.DIAGRAM,
        on_select=controls.take_click,
        selection_mode=["edge_click", "unit_click"],
        theme=None,
    )


def _numbers(stage: int | None, turn: int) -> dict[str, bytes]:
    """Return the data sets of the diagram; of what is computed up to a stage of the algorithm, if not of all."""
    known = None if stage is None else list_known(stage, visit.network().depth)
    focus, moving = visit.settings().focus, training.running()
    return snapshot().diagram(visit.selection(), focus=focus, moving=moving, turn=turn, known=known)


COMPARED = (*NETWORK, *COST_OF_IT, "delta", WEIGHTS)
MOVED = (*NETWORK, *SELECTION, WEIGHTS)
LEGEND = Part("legend", draw_legend, shows=(*COMPARED, *SELECTION, "sample"), sets=("focus",))
METER = Part("meter", draw_meter, shows=COMPARED)
SELECTED, SELECTED_AND_CHECKPOINT = (
    Part("selected", partial(draw_parameter, checkpoint=checkpoint), shows=(*COMPARED, *SELECTION, "sample", "rate"))
    for checkpoint in (False, True)
)
DIAGRAM = Part("diagram", draw_diagram, shows=(*COMPARED, *SELECTION, *STEP, "sample", "focus"), clicked=True)
