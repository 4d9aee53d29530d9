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

from dashboard.lab.data import TABLE, TASKS, plain
from dashboard.lab.option import write
from dashboard.lab.progress import NO_PATH, TrainingProgress
from dashboard.lab.readings import PARTS, Readings
from dashboard.lab.saving import LARGEST_FILE, from_file, to_file
from dashboard.lab.settings import BETWEEN, NAMES, OPTIONS, Settings
from dashboard.lab.words import FUNCTIONS
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
NO_TABLE = "–"
# what the loss of a run is measured in, and of what
SCALE = ("loss", "cost", "half", "mean", "l1", "l2")
SAMPLES = ("data", "outputs", "held_out", TABLE)


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
    """Return what differs between runs: what it is called, and its value in each of them, in words."""
    rows = [(WORDS.get(name, name), [_say(name, getattr(each.settings, name)) for each in runs]) for name in NAMES]
    rows = [row for name, row in zip(NAMES, rows, strict=True) if name not in SEEN and _differ(runs, name)]
    if _differ(runs, TABLE):
        tables = [_content(each.settings) for each in runs]
        known = list(dict.fromkeys(filter(None, tables)))
        said = [f"{each[0]} ({known.index(each) + 1})" if each else NO_TABLE for each in tables]
        rows.insert(1 if rows and rows[0][0] == NAMES[0] else 0, ("own table", said))
    return rows


def say_scales(runs: Sequence[KeptRun]) -> str:
    """Say that losses of these runs are on different scales, or of different samples; "" if they are not."""
    scale = any(_differ(runs, name) for name in SCALE)
    # the seed deals out what is held out
    dealt = ("seed",) if any(each.settings.held_out for each in runs) else ()
    samples = any(_differ(runs, name) for name in (*SAMPLES, *dealt))
    found = [words for words, differ in (("on different scales", scale), ("of different samples", samples)) if differ]
    return f"Losses of these runs are {' and '.join(found)}: they cannot be compared as numbers." if found else ""


def _differ(runs: Sequence[KeptRun], name: str) -> bool:
    values = [_content(each.settings) if name == TABLE else getattr(each.settings, name) for each in runs]
    return any(value != values[0] for value in values)


def _content(settings: Settings) -> tuple[str, ...]:
    """Return what makes an own table that is used: its name first, its numbers."""
    table = settings.table
    if settings.data != TABLE or table is None:
        return ()
    return (table.name, *map(str, table.classes), *map(str, (table.inputs.tolist(), table.targets.tolist())))


def _say(name: str, value: Any) -> str:
    if name == "data":
        return TASKS[value].label if value in TASKS else TABLE
    if name == "functions":
        return ", ".join(FUNCTIONS[each] for each in value)
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
        _check_settings(settings, dict(found["network"]["settings"]))
        lines = {each: _points(each, found["lines"][each], progress.epoch) for each in found["lines"]}
    except DerivationError as error:
        raise SpecificationError(f"run {number} of the file: {error}") from None
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        raise SpecificationError(f"run {number} of the file is damaged: it does not hold what it should") from None
    return KeptRun(name, settings, progress, lines)


def _check_settings(settings: Settings, given: Mapping[str, Any]) -> None:
    """Refuse what is not read as it is written; what changes nothing between layers that are not there may be."""
    free = SEEN if settings.can_normalise else (*SEEN, *BETWEEN)
    for name, text in given.items():
        if name not in NAMES:
            raise SpecificationError(f"there is no setting {plain(str(name))}")
        if name not in free and write(getattr(settings, name)) != text:
            raise SpecificationError(f"its setting {name} cannot be {plain(str(text))}")


def _points(line: str, given: Any, last: int) -> Points:
    points = tuple((int(epoch), float(value)) for epoch, value in given)
    epochs = [epoch for epoch, _ in points]
    if line not in LINES or len(points) > MOST_POINTS or not np.isfinite([value for _, value in points]).all():
        raise ValueError
    # one stands twice where parameters were edited
    if epochs != sorted(epochs) or not all(0 <= epoch <= last for epoch in epochs):
        raise SpecificationError(f"the epochs of its {line} do not rise from 0 to {last}, where it stands")
    if line.endswith(ACCURACY) and not all(0 <= value <= 1 for _, value in points):
        raise SpecificationError(f"its {line} is not between 0 and 1")
    return points
