"""A worked example as the network of all pages: settings and weights, or a sentence that says what these cannot show.

Goes in: a network, its cost, parameters, samples. Comes out: what a visit stands on. Must not know: Streamlit.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dashboard.lab.data import MOST_CLASSES, MOST_INPUTS, MOST_ROWS, TABLE, plain
from dashboard.lab.progress import TrainingProgress, start_progress
from dashboard.lab.settings import MOST_HIDDEN, MOST_UNITS, NEEDED, PENALTIES, RATES, Settings
from dashboard.lab.usual import usual_settings
from dashboard.lab.words import FUNCTIONS, LOSSES
from derivations import Convention, DataSet, Network, Parameters
from derivations.errors import SpecificationError

Floats = NDArray[np.float64]


def carry(
    network: Network,
    convention: Convention,
    parameters: Parameters,
    inputs: Floats,
    targets: Floats,
    *,
    rate: float,
    name: str,
) -> tuple[Settings, TrainingProgress]:
    """Return settings with the samples as a table and the nearest rate that there is, and the weights to start from.

    Parameters
    ----------
    inputs, targets : arrays (samples, n_0), (samples, n_L)
    name : str
        What the table is called.

    Raises
    ------
    SpecificationError
        If the pages about one network cannot show it; the sentence says what it is.
    """
    _check_sizes(network, len(inputs))
    if convention.outputs == "mean" and network.sizes[-1] > 1:
        raise SpecificationError("there the cost adds over the outputs, and here it is their mean")
    functions = tuple(_word(network.activation(layer)) for layer in range(1, network.depth + 1))
    for each in functions:
        if each not in FUNCTIONS:
            raise SpecificationError(f"there is no activation {each} there")
    if network.loss not in LOSSES:
        raise SpecificationError(f"there is no loss {_word(network.loss)} there")
    if {network.l1, network.l2} - set(PENALTIES):
        raise SpecificationError(f"there a penalty is one of {', '.join(f'{each:g}' for each in PENALTIES)}")
    table = _table(inputs, targets, name)
    if network.loss in NEEDED and not table.classes:
        raise SpecificationError(f"there {LOSSES[str(network.loss)]} needs targets that are 0 or 1")
    settings = replace(
        usual_settings(TABLE, network.sizes[1:-1], "sgd", table=table),
        functions=functions,
        loss=str(network.loss),
        half=convention.half,
        mean=convention.samples == "mean",
        l1=network.l1,
        l2=network.l2,
        rate=min(RATES, key=lambda each: abs(math.log(each / rate))),
    )
    return settings, start_progress(settings.network, settings.seed, settings.initial).resume(parameters, 0)


def _word(function: object) -> str:
    return str(getattr(function, "name", function))


def _check_sizes(network: Network, samples: int) -> None:
    first, *hidden, last = network.sizes
    for what, count, most in (
        ("hidden layers", len(hidden), MOST_HIDDEN),
        ("hidden units in a layer", max(hidden, default=0), MOST_UNITS),
        ("inputs", first, MOST_INPUTS),
        ("outputs", last, MOST_CLASSES),
        ("samples", samples, MOST_ROWS),
    ):
        if count > most:
            raise SpecificationError(f"there are at most {most} {what} there, and here are {count}")


def _table(inputs: Floats, targets: Floats, name: str) -> DataSet:
    """Take samples for a table: targets of 0 and 1 for classes, one column of others for numbers."""
    outputs, marked = targets.shape[1], bool(np.isin(targets, (0, 1)).all())
    if outputs > 1 and not (marked and (targets.sum(axis=1) == 1).all()):
        raise SpecificationError("there several outputs are classes, one of them 1 and the others 0 in each sample")
    classes = tuple(map(str, range(1, outputs + 1))) if outputs > 1 else ("0", "1") if marked else ()
    names = tuple(f"x{number}" for number in range(1, inputs.shape[1] + 1))
    return DataSet(plain(name) or "worked example", inputs, targets, "A worked example.", names, classes)
