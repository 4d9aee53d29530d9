"""The settings as long as nothing else is set: what a data set, hidden layers and an optimiser usually go with.

Goes in: these. Comes out: settings that go together. Must not know: Streamlit.
"""

from __future__ import annotations

from dashboard.lab import data as datasets
from dashboard.lab.data import TABLE, TASKS
from dashboard.lab.schedules import CONSTANT
from dashboard.lab.settings import Settings
from dashboard.lab.words import OPTIMISERS
from derivations import DataSet
from derivations.numeric.training.optimisers import OPTIMISERS as METHODS


def usual_settings(
    data: str, hidden: tuple[int, ...], optimiser: str, *, table: DataSet | None = None, outputs: str = "one"
) -> Settings:
    """Return the settings for a data set, hidden layers and an optimiser as long as nothing else is set."""
    task = datasets.task_of(table) if data == TABLE and table else datasets.find_task(data, outputs)
    two = data in TASKS and task != TASKS[data]
    method = optimiser if optimiser in OPTIMISERS else "sgd"
    return Settings(
        data=data,
        hidden=hidden,
        functions=(*("sigmoid" for _ in hidden), task.function),
        loss=task.losses[0],
        optimiser=method,
        rate=usual_rate(method, task.kind),
        table=table,
        outputs="each" if two else "one",
        sample=min(Settings.sample, task.samples),
    )


def usual_rate(optimiser: str, kind: str) -> float:
    """Return a learning rate with which an optimiser gets somewhere; errors of numbers are not bounded, hence less."""
    smaller = {1.0: 0.1, 0.1: 0.01}
    rate = METHODS[optimiser].usual_rate
    return smaller.get(rate, rate) if kind == "numbers" else rate


# all that a run depends on, in the order in which a try sets it: nothing of an earlier try, or of the reader's, stays
MOONS = {
    "data": "moons",
    "outputs": "one",
    "loss": "bce",
    "mean": True,
    "layers": 1,
    "units-1": 8,
    "function-1": "tanh",
    "batch_norm": False,
    "dropout": 0.0,
    "l1": 0.0,
    "l2": 0.0,
    "initial": "xavier",
    "held_out": 0.0,
    "batch_size": 0,
    "optimiser": "sgd",
    "rate": 1.0,
    "rate_schedule": CONSTANT,
}
