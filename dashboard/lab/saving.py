"""Where a visit stands, as text: settings, weights, epoch and a thin curve for an address, everything for a file.

Goes in: settings and progress, or text that nobody trusts. Comes out: the other; what is no such text is refused with a
reason, or None for what an address holds. Must not know: Streamlit.
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from dashboard.lab.consequences import set_option
from dashboard.lab.data import MOST_CLASSES, MOST_INPUTS, MOST_ROWS, TABLE, TASKS, XOR, plain
from dashboard.lab.option import LEFT_OUT, write
from dashboard.lab.progress import Random, TrainingProgress, read_random, start_progress, write_random
from dashboard.lab.settings import FIRST, MOST_HIDDEN, MOST_UNITS, NAMES, NEEDED, Settings
from dashboard.lab.usual import usual_settings
from dashboard.lab.words import FUNCTIONS, LOSSES
from derivations import DataSet, DerivationError, Parameters
from derivations.errors import SpecificationError
from derivations.numeric.network.vector import vector_of, views_like
from derivations.numeric.training.history import History

MOST_IN_ADDRESS = 40  # parameters: 440 letters
MOST_ON_CURVE = 16  # points of the cost's curve in an address: 256 letters
# eight bytes for a cost: one that explodes passes the largest number of four bytes, 3.4e38, within some epochs
POINT = np.dtype([("epoch", "<u4"), ("cost", "<f8")])
LARGEST_EPOCH = 2**31
LARGEST_FILE = 4_000_000  # letters
KIND = "seeing backpropagation 1"


def to_query(settings: Settings) -> dict[str, str]:
    """Write what differs from the defaults as the query of an address."""
    usual = usual_settings(
        settings.data, settings.hidden, settings.optimiser, table=settings.table, outputs=settings.outputs
    )
    defaults = {name: getattr(Settings() if name in FIRST else usual, name) for name in NAMES}
    values = {name: getattr(settings, name) for name in NAMES}
    return {name: write(value) for name, value in values.items() if value != defaults[name]}


def from_query(query: Mapping[str, str], *, table: DataSet | None = None, between: bool = True) -> Settings:
    """Read the query of an address; what is unknown or not allowed in it is passed over.

    ``table`` is the reader's own data, if he has brought any: an address cannot. ``between``: whether the page follows
    dropout and batch normalisation, which leave no story of one sample in training.
    """
    data = query.get("data", XOR)
    found = usual_settings(
        data if data in TASKS or (data == TABLE and table) else XOR,
        _read_sizes(query.get("hidden", "2")),
        query.get("optimiser", ""),
        table=table,
        outputs=query.get("outputs", ""),
    )
    found = replace(found, between=between)
    for name in ("formula", "cost"):
        if name in query:
            found = set_option(found, name, query[name]).settings
    found = _read_functions(found, query)
    for name in NAMES:
        if name not in query or name in (*FIRST, "functions", "formula", "cost"):
            continue
        values = {write(value): value for value in found.allowed(name)}
        if query[name] in values:
            found = found.with_value(name, values[query[name]])
    return found


def _read_sizes(text: str) -> tuple[int, ...]:
    """Read sizes of hidden layers, 4-3, or 0 for none; one layer of two units if it is not that."""
    if text == "0":
        return ()
    allowed = {str(size): size for size in range(1, MOST_UNITS + 1)}
    parts = text.split("-")
    if len(parts) > MOST_HIDDEN or any(part not in allowed for part in parts):
        return (2,)
    return tuple(allowed[part] for part in parts)


def _read_functions(now: Settings, query: Mapping[str, str]) -> Settings:
    """Read the activations of an address, or else the last one from its loss."""
    functions, loss = query.get("functions", "").split(","), query.get("loss", "")
    if "functions" in query:
        if len(functions) != len(now.functions) or any(name not in FUNCTIONS for name in functions):
            return now
        changed = replace(now, functions=tuple(functions))
        changed = changed if changed.fit else replace(changed, loss="mse")
    elif loss in LOSSES:
        needed = NEEDED.get(loss, now.functions[-1])
        changed = replace(now, loss=loss, functions=(*now.functions[:-1], needed))
    else:
        return now
    return changed if changed.fit else now


def fits_address(progress: TrainingProgress) -> bool:
    """Whether the parameters are few enough for an address."""
    return vector_of(progress.parameters).size <= MOST_IN_ADDRESS


def to_address(settings: Settings, progress: TrainingProgress) -> str:
    """Write epoch and parameters, exactly, and some points of the curve; "" where they are those of the seed.

    Where they are too many, or of an own table, it is written that they are left out.
    """
    if progress.untouched:
        return ""
    vector = vector_of(progress.parameters)
    if progress.epoch == 0:
        first = vector_of(start_progress(settings.whole, settings.seed, settings.initial).parameters)
        if np.array_equal(vector, first):
            return ""
    if vector.size > MOST_IN_ADDRESS or settings.data == TABLE:
        return LEFT_OUT
    # the history keeps the latest point beside the others
    thin: History[tuple[int, float]] = History(MOST_ON_CURVE - 1)
    curve = np.array(list(thin.having_all(progress.curve.records).records), dtype=POINT)
    raw = np.uint32(progress.epoch).astype("<u4").tobytes() + vector.astype("<f8").tobytes() + curve.tobytes()
    return urlsafe_b64encode(raw).decode().rstrip("=")


def from_address(settings: Settings, text: str) -> TrainingProgress | None:
    """Read epoch, parameters and curve for the network of the settings; None if there are no such parameters.

    A curve that is none is left out: it starts anew.
    """
    start = start_progress(settings.whole, settings.seed, settings.initial)
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return None
    end = 4 + 8 * vector_of(start.parameters).size
    if len(raw) < end or len(raw) - end > POINT.itemsize * MOST_ON_CURVE:
        return None
    vector, rest = np.frombuffer(raw[4:end], dtype="<f8").astype(np.float64), raw[end:]
    points = np.frombuffer(b"" if len(rest) % POINT.itemsize else rest, dtype=POINT)
    epoch = int(np.frombuffer(raw[:4], dtype="<u4")[0])
    if not np.isfinite(vector).all() or epoch > LARGEST_EPOCH:
        return None
    curve = _curve(zip(points["epoch"].tolist(), points["cost"].tolist(), strict=True), epoch)
    return start.resume(Parameters(*views_like(vector, start.parameters)), epoch, curve or ())


def _curve(points: Iterable[tuple[int, float]], last: int) -> list[tuple[int, float]] | None:
    """Return a curve of finite costs that ends by some epoch; None if this is none."""
    found = [(int(epoch), float(cost)) for epoch, cost in points]
    epochs = [epoch for epoch, _ in found]
    right = epochs == sorted(epochs) and all(0 <= epoch <= last for epoch in epochs)
    return found if right and all(np.isfinite(cost) for _, cost in found) else None


def lost(settings: Settings, query: Mapping[str, str], weights: str) -> str:
    """Say what an address was of and could not bring along; "" if it has brought all.

    Parameters
    ----------
    settings : Settings
        As they were read from the address.
    query : mapping
        The address; ``weights`` is the name that the weights have in it.
    """
    if query.get("data") == TABLE and settings.table is None:
        return "This address is of an own table, which no address holds: here is XOR. If it was saved, load it (File)."
    if query.get(weights) == LEFT_OUT:
        return (
            "The weights of this address were too many for it: here are those of the seed. If saved, load them (File)."
        )
    if query.get(weights) and from_address(settings, query[weights]) is None:
        return "The weights of this address cannot be read: here are those of the seed."
    return ""


def to_file(settings: Settings, progress: TrainingProgress) -> str:
    """Write all that is needed to go on: settings, parameters, curve, memory and random numbers, an own table."""
    found: dict[str, Any] = {
        "kind": KIND,
        "settings": to_query(settings),
        "epoch": progress.epoch,
        "parameters": vector_of(progress.parameters).tolist(),
        "memory": [np.asarray(each).tolist() for each in progress.memory],
        "random": list(progress.random),
        "pending": list(progress.pending),
        "measured": progress.measured,
        "curve": [list(each) for each in progress.curve.records],
    }
    if settings.table is not None:
        table = settings.table
        found["table"] = {
            "name": table.name,
            "inputs": table.inputs.tolist(),
            "targets": table.targets.tolist(),
            "input_names": list(table.input_names),
            "classes": list(table.classes),
        }
    return json.dumps(found, indent=1)


def from_file(text: str) -> tuple[Settings, TrainingProgress]:
    """Read such a file.

    Raises
    ------
    SpecificationError
        If it is none, or something in it does not fit the rest.
    """
    if len(text) > LARGEST_FILE:
        raise SpecificationError(f"the file has {len(text)} letters; expected at most {LARGEST_FILE}")
    try:
        found = json.loads(text)
        if not isinstance(found, dict) or found.get("kind") != KIND:
            raise SpecificationError("this is no file that the page has saved")
        table = _table(found["table"]) if "table" in found else None
        query = {str(name): str(value) for name, value in dict(found["settings"]).items()}
        settings = from_query(query, table=table)
        start = start_progress(settings.whole, settings.seed, settings.initial)
        vector = np.array(found["parameters"], dtype=np.float64)
        epoch = int(found["epoch"])
        memory = tuple(np.array(each, dtype=np.float64) for each in found.get("memory", []))
        curve = _curve(found.get("curve", []), epoch)
        random = tuple(int(each) for each in found.get("random", start.random))
        pending = tuple(int(each) for each in found.get("pending", []))
        measured = bool(found.get("measured") and curve and curve[-1][0] == epoch)
    except (ValueError, TypeError, KeyError, DerivationError) as error:
        if isinstance(error, SpecificationError):
            raise
        raise SpecificationError("the file is damaged: it does not hold what it should") from None
    wanted = vector_of(start.parameters).size
    if vector.shape != (wanted,) or not np.isfinite(vector).all() or not 0 <= epoch <= LARGEST_EPOCH:
        raise SpecificationError(f"the file has {vector.size} parameters; its network has {wanted}, all of them finite")
    if any(each.shape not in ((), (wanted,)) or not np.isfinite(each).all() for each in memory):
        raise SpecificationError("what the optimiser remembers in the file is of another network")
    if curve is None:
        raise SpecificationError("the curve of the file is no curve of finite costs up to its epoch")
    if not _is_random(random):
        raise SpecificationError("where the generator of random numbers stands cannot be read from the file")
    if len(set(pending)) < len(pending) or not set(pending) <= set(range(settings.task.samples)):
        raise SpecificationError("the samples that the epoch of the file has still to take are not those of its data")
    for each in memory:
        each.flags.writeable = False
    resumed = start.resume(Parameters(*views_like(vector, start.parameters)), epoch, curve)
    return settings, replace(resumed, memory=memory, random=random, pending=pending, measured=measured)


def _is_random(numbers: Random) -> bool:
    """Whether a generator can stand there: state and increment of 128 bits, a flag, and 32 bits that are left over."""
    try:
        return not numbers or bool(write_random(read_random(numbers)) == numbers)
    except (ValueError, TypeError, OverflowError):
        return False


def _table(found: Any) -> DataSet:
    inputs, targets = (np.array(found[name], dtype=np.float64) for name in ("inputs", "targets"))
    rows = len(inputs)
    if inputs.ndim != 2 or targets.ndim != 2 or len(targets) != rows or not 1 <= rows <= MOST_ROWS:
        raise SpecificationError(f"the table of the file has no rows that fit, or more than {MOST_ROWS}")
    if inputs.shape[1] > MOST_INPUTS or targets.shape[1] > MOST_CLASSES:
        raise SpecificationError(f"the table of the file has more than {MOST_INPUTS} inputs or {MOST_CLASSES} classes")
    names = tuple(plain(str(each)) for each in found["input_names"])
    classes = tuple(plain(str(each)) for each in found["classes"])
    return DataSet(plain(str(found["name"])) or TABLE, inputs, targets, "A table of the reader's own.", names, classes)
