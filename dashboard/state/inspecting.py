"""What the training lab looks at: the phases of one batch, readings of the epochs that are kept, runs to compare."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from dashboard.lab.batch_step import BatchStep, look_ahead
from dashboard.lab.diagnosing import Units, confuse, diagnose
from dashboard.lab.option import Option
from dashboard.lab.progress import TrainingProgress
from dashboard.lab.readings import Reader, Readings
from dashboard.lab.runs import LINES, MOST_RUNS, keep_run, name_run, read_runs
from dashboard.lab.schedules import factor
from dashboard.lab.update import update_numbers
from dashboard.state import controls, replacing, training
from dashboard.state.address import write_address
from dashboard.state.pages import NOTE, WEIGHTS, redraw, redraw_all
from dashboard.state.snapshot import snapshot
from dashboard.state.visit import current, data, settings
from derivations import FormulaError
from derivations.errors import SpecificationError

NONE, FORWARD, LOSS, BACKWARD, UPDATE = range(5)
PHASES = {NONE: "none", FORWARD: "forward", LOSS: "loss", BACKWARD: "backward", UPDATE: "update"}
PHASE = Option("lab_phase", NONE, tuple(PHASES), PHASES)
VIEWS = {
    "gradients": "gradients",
    "weights": "weights",
    "activations": "activations",
    "units": "units",
    "confusion": "confusion",
}
VIEW = Option("lab_view", "gradients", tuple(VIEWS), VIEWS)
COMPARED = Option("lab_line", "train loss", LINES, {each: each.replace("validation", "valid.") for each in LINES})
RUNS = "runs"  # a moving thing: the runs that are kept


def current_phase() -> int:
    """Return how far this batch has come; after an update only as long as nothing else has moved."""
    phase = int(controls.value(PHASE))
    return NONE if phase == UPDATE and not _just_taken() else phase


def _just_taken() -> bool:
    here = current()
    return here.taken is not None and here.taken[1] is here.progress


def go_on() -> None:
    """Do the next phase of a batch (a callback); the update moves the parameters."""
    phase = current_phase()
    if phase == BACKWARD:
        make_update()
        return
    controls.choose_together({PHASE.name: phase % UPDATE + 1})


def make_update() -> None:
    """Go through all phases of the next batch at once (a callback)."""
    training.take_batch()
    taken = not training.progress().failure
    controls.set_own({**current().own, PHASE.name: UPDATE if taken else NONE})
    controls.finish({PHASE.name, WEIGHTS}, current().note)


def _shown() -> TrainingProgress:
    here = current()
    return here.taken[0] if here.taken and current_phase() == UPDATE else here.progress


def current_step() -> BatchStep | None:
    """Return the numbers of this batch: of the next one, or of the one that the parameters have just moved with.

    None where one of them is not defined.
    """
    shown, now = _shown(), settings()
    asked = now.network, now.convention, now.batch_size, now.selection.parameter, shown.random, shown.pending
    return snapshot().keep(_look_ahead, under=(current_phase() == UPDATE, *asked))


def _look_ahead() -> BatchStep | None:
    now = settings()
    at = now.selection.parameter
    try:
        return look_ahead(_shown(), now.network, now.convention, data(), batch_size=now.batch_size, parameter=at)
    except FormulaError:
        return None


def current_update(gradient: float) -> tuple[float, dict[str, float]]:
    """Return what the rate is multiplied by, and the numbers of the update of the selected parameter."""
    shown, now = _shown(), settings()
    found = update_numbers(
        shown.parameters,
        now.selection.parameter,
        gradient,
        optimiser=now.optimiser,
        rate=now.rate,
        memory=shown.memory,
        schedule=now.rate_schedule,
        epoch=shown.epoch,
    )
    return factor(now.rate_schedule, shown.epoch), found


def epoch_shown() -> int:
    """Return how many epochs came before this batch."""
    return _shown().epoch


def readings() -> list[Readings]:
    """Return what the network is like at the epochs that are kept, and now."""
    here, now = current(), settings()
    asked = now.network, now.convention, now.parts
    reader = here.readings
    if reader is None or (reader.network, reader.convention) != asked[:2] or reader.split is not asked[2]:
        reader = here.readings = Reader(*asked)
    return reader.read_all(here.progress.path.records)


def units() -> list[Units]:
    """Name the units of hidden layers that say nothing, over all samples that the network learns from."""
    now, found = settings(), snapshot()
    hidden = [found.trace[f"a{layer}"] for layer in range(1, now.network.depth)]
    return diagnose(now.functions[:-1], hidden)


def numbers_of(what: str) -> list[np.ndarray]:
    """Return the weights, or the activations of all samples, of each layer."""
    found, layers = snapshot(), range(1, settings().network.depth + 1)
    if what == "weights":
        return [np.asarray(found.parameters.weights[layer - 1]) for layer in layers]
    return [np.asarray(found.trace[f"a{layer}"]) for layer in layers]


def confusion() -> Any:
    """Count the samples that the network learns from by their class and the one that it says; None for numbers."""
    found = snapshot()
    if found.task.kind == "numbers":
        return None
    return confuse(found.predictions, found.data.targets)


def keep(field: str) -> None:
    """Keep the run as it stands, under the name in a field, which is emptied (a callback)."""
    here = current()
    name, st.session_state[field] = str(st.session_state[field]), ""
    found = keep_run(name_run(name, here.runs), settings(), training.progress(), readings())
    here.runs = (*here.runs, found)[-MOST_RUNS:]
    redraw({RUNS, NOTE})


def drop(at: int) -> None:
    """Let a run go (a callback)."""
    here = current()
    here.runs = (*here.runs[:at], *here.runs[at + 1 :])
    redraw({RUNS})


def open_run(at: int) -> None:
    """Let a run that was kept take the place of what is set (a callback); *Back* returns."""
    found = current().runs[at]
    replacing.put(found.settings, found.progress)
    current().note = f"{found.name}: epoch {found.progress.epoch}. *Back* returns to yours."
    write_address()
    redraw_all()


def load(text: str) -> int:
    """Add the runs of a file to those that are kept (while the page is drawn); return how many.

    Raises
    ------
    SpecificationError
        If it is no such file, or there would be too many; then nothing changes.
    """
    here = current()
    found = read_runs(text)
    runs = list(here.runs)
    for each in found:
        runs.append(replace(each, name=name_run(each.name, runs)))
    if len(runs) > MOST_RUNS:
        raise SpecificationError(
            f"the file has {len(found)} runs, and {len(here.runs)} are kept; there is room for {MOST_RUNS}: drop some"
        )
    here.runs = tuple(runs)
    return len(found)
