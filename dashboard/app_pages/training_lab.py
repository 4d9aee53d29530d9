"""Training lab: a run of the network, batch by batch and phase by phase, and all that can be measured of it."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components.header import draw_heading, draw_menus
from dashboard.components.lab_pictures import draw_back, draw_pictures, draw_view
from dashboard.components.lab_questions import LOWER
from dashboard.components.network_panel import draw_live
from dashboard.components.phases_panel import draw_phases, draw_setting
from dashboard.components.runs_panel import draw_runs
from dashboard.components.selection_panel import draw_end
from dashboard.components.training_panel import draw_controls
from dashboard.components.tries import CHECKPOINT
from dashboard.lab.settings import COST_OF_IT, NETWORK, SELECTION, STEP
from dashboard.lab.tries import Try
from dashboard.lab.usual import MOONS, usual_rate
from dashboard.state import controls
from dashboard.state.inspecting import COMPARED, PHASE, RUNS, VIEW
from dashboard.state.pages import WEIGHTS, Page, Part, draw, let_see

ALL = (*NETWORK, *COST_OF_IT, WEIGHTS)
SETTING = Part("setting", draw_setting, shows=(*NETWORK, "batch_size", "rate_schedule"))
TRAINING = Part("training", draw_controls, shows=(*NETWORK, *STEP), sets=("speed",))
PHASES = Part("phases", draw_phases, shows=(*ALL, *STEP, *SELECTION, PHASE.name), varies=True)
END = Part("end", draw_end, shows=(*NETWORK, "layer", "quantity"), sets=(*SELECTION, "sample"))
PICTURES = Part("pictures", draw_pictures, shows=(*ALL, "sample", "optimiser", "batch_size"))
LOOK = Part("look", draw_view, shows=(*ALL, VIEW.name))
BACK = Part("back", draw_back, shows=(*NETWORK, WEIGHTS), varies=True)
KEPT = Part("kept", draw_runs, shows=(RUNS, COMPARED.name))
QUESTION = replace(CHECKPOINT, shows=(*CHECKPOINT.shows, *STEP))
SHOWN = {PHASE.name: PHASE.default, VIEW.name: VIEW.default}
TRIES = (
    Try(
        "Small batches",
        {**MOONS, **SHOWN, "batch_size": 8, PHASE.name: 1},
        "80 samples in batches of 8: ten updates in one epoch, each with another ten per cent of them. *Next* goes on.",
    ),
    Try(
        "Learn by heart",
        {
            **MOONS,
            **SHOWN,
            "layers": 2,
            "units-1": 16,
            "units-2": 16,
            "function-2": "tanh",
            "held_out": 0.5,
            "optimiser": "adam",
            "rate": usual_rate("adam", "binary"),
        },
        "Half is held out. *Train*: compare the loss of training with that of validation.",
    ),
    Try(
        "Units that die",
        {**MOONS, **SHOWN, "function-1": "relu", "rate": 30.0, VIEW.name: "units"},
        "ReLU and a rate that is much too large. *Train*: units whose $a$ is 0 for every sample no longer learn.",
    ),
)


def draw_side(within: DeltaGenerator | None = None) -> None:
    """Draw the run; while it trains, again and again."""
    draw(PICTURES, within)
    draw(LOOK, within)


controls.begin(
    Page(
        "Training lab",
        "**What happens while a network trains?** Batch after batch goes forward, is judged, goes back, and moves "
        "every weight a little.",
        (PHASE, VIEW, COMPARED),
        "*Next* does one phase; *Train* runs them all.",
        TRIES,
        LOWER,
        between=True,
    )
)
menus = draw_heading()
left, right = st.columns([0.48, 0.52], gap="medium")
draw(SETTING, left)
draw(PHASES, left)
draw(END, left)
let_see()
draw_menus(menus)
draw(TRAINING, right)
draw_live(right, draw_side, left.container(), lambda _: None)
draw(BACK, right)
draw(QUESTION, left)
draw(KEPT)
