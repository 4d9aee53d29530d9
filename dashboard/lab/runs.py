"""Runs that are kept to compare: their settings, weights and curves; and one file that holds several.

Goes in: where training stands, or text that nobody trusts. Comes out: frozen records, or a refusal with its reason.
Must not know: Streamlit.

The file is JSON: {"kind": "seeing backpropagation runs", "version": 1, "runs": [run, ...]}. A run is {"name": text,
"network": what `saving.to_file` writes, "lines": {name: [[epoch, value], ...]}}, with the names of LINES: losses in the
scale of the run's own cost, accuracies from 0 to 1. Version 1 is the only one so far; a newer one is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dashboard.lab.data import plain
from dashboard.lab.option import write
from dashboard.lab.progress import NO_PATH, TrainingProgress
from dashboard.lab.readings import PARTS, Readings
from dashboard.lab.saving import LARGEST_FILE, from_file, to_file
from dashboard.lab.settings import NAMES, OPTIONS, Settings
from derivations.errors import DerivationError, SpecificationError

KIND, VERSION = "seeing backpropagation runs", 1
MOST_RUNS = 6  # as many as there are looks of lines
MOST_POINTS = 400  # of a line in a file
LOSS, ACCURACY = "loss", "accuracy"
LINES = tuple(f"{part} {what}" for what in (LOSS, ACCURACY) for part in PARTS)
Points = tuple[tuple[int, float], ...]
# what is looked at, and how: no part of a run
SEEN = ("view", "scope", "depth", "focus", "layout", "layer", "quantity", "unit", "source", "sample", "speed", "end")
WORDS = {
    "hidden": "hidden layers",
    "rate_schedule": "schedule",
    "initial": "first weights",
    "held_out": "held out",
    "batch_size": "batch",
    "half": "factor 1/2",
    "mean": "mean over samples",
    "l1": "L1",
    "l2": "L2",
    "cost": "own loss",
    "formula": "own function",
    "delta": "δ is of",
}


@dataclass(frozen=True)
class KeptRun:
    """A run: its name, what was set, where it stood, and its lines by the names of LINES."""

    name: str
    settings: Settings
    progress: TrainingProgress
    lines: Mapping[str, Points]

    def last(self, line: str) -> float | None:
        """Return the last value of a line; None if it has none."""
        points = self.lines.get(line, ())
        return points[-1][1] if points else None


def keep_run(name: str, settings: Settings, progress: TrainingProgress, readings: Sequence[Readings]) -> KeptRun:
    """Keep a run as it stands; the path of its weights is let go."""
    lines: dict[str, Points] = {f"{PARTS[0]} {LOSS}": tuple(progress.curve.records)}
    for part in PARTS:
        seen = [(each.epoch, each.parts[part]) for each in readings if part in each.parts]
        if part != PARTS[0]:
            lines[f"{part} {LOSS}"] = tuple((epoch, each.loss) for epoch, each in seen)
        lines[f"{part} {ACCURACY}"] = tuple((epoch, each.accuracy) for epoch, each in seen if each.accuracy is not None)
    return KeptRun(name, settings, replace(progress, path=NO_PATH), {key: each for key, each in lines.items() if each})


def name_run(wanted: str, runs: Sequence[KeptRun]) -> str:
    """Make a name of a reader's words that no run has yet; without any, Run 1, Run 2, ..."""
    taken = {each.name for each in runs}
    name = plain(wanted)
    if name and name not in taken:
        return name
    stem = name or "Run"
    return next(each for at in range(1 if not name else 2, 99) if (each := f"{stem} {at}") not in taken)


def compare_settings(runs: Sequence[KeptRun]) -> list[tuple[str, list[str]]]:
    """Return what differs between runs: what it is called, and its value in each of them."""
    rows = []
    for name in NAMES:
        values = [getattr(each.settings, name) for each in runs]
        if name not in SEEN and any(value != values[0] for value in values):
            rows.append((WORDS.get(name, name), [_say(name, value) for value in values]))
    return rows


def _say(name: str, value: Any) -> str:
    option = OPTIONS.get(name)
    return option.words[value] if option and value in option.words else write(value)


def write_runs(runs: Sequence[KeptRun]) -> str:
    """Write runs into one file."""
    found = [
        {
            "name": each.name,
            "network": json.loads(to_file(each.settings, each.progress)),
            "lines": {name: [list(point) for point in points] for name, points in each.lines.items()},
        }
        for each in runs
    ]
    return json.dumps({"kind": KIND, "version": VERSION, "runs": found}, indent=1)


def read_runs(text: str) -> tuple[KeptRun, ...]:
    """Read such a file.

    Raises
    ------
    SpecificationError
        If it is none, is of a newer version, or something in it does not fit the rest.
    """
    if len(text) > LARGEST_FILE:
        raise SpecificationError(f"the file has {len(text)} letters; expected at most {LARGEST_FILE}")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise SpecificationError("the file is no JSON: it was cut off, or is something else") from None
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise SpecificationError("this is no file of runs; a network that File saves is loaded with File")
    version = found.get("version")
    if not isinstance(version, int) or version < 1:
        raise SpecificationError("the file of runs does not say its version")
    if version > VERSION:
        raise SpecificationError(f"the file of runs has version {version}; this page reads version {VERSION}")
    runs = found.get("runs")
    if not isinstance(runs, list) or not 1 <= len(runs) <= MOST_RUNS:
        raise SpecificationError(f"the file holds no runs, or more than {MOST_RUNS}")
    return tuple(_read_run(each, number) for number, each in enumerate(runs, start=1))


def _read_run(found: Any, number: int) -> KeptRun:
    try:
        name = plain(str(found["name"])) or f"Run {number}"
        settings, progress = from_file(json.dumps(found["network"]))
        lines = {each: _points(found["lines"][each]) for each in LINES if each in found["lines"]}
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        if isinstance(error, DerivationError):
            raise SpecificationError(f"run {number} of the file: {error}") from None
        raise SpecificationError(f"run {number} of the file is damaged: it does not hold what it should") from None
    except DerivationError as error:
        raise SpecificationError(f"run {number} of the file: {error}") from None
    return KeptRun(name, settings, progress, lines)


def _points(given: Any) -> Points:
    points = tuple((int(epoch), float(value)) for epoch, value in given)
    if len(points) > MOST_POINTS or not np.isfinite([value for _, value in points]).all():
        raise ValueError
    return points
