"""The data sets that a reader can choose, and what each of them asks of a network.

Goes in: a name, or a table of the reader's own. Comes out: samples, and a record of what they imply: sizes of the first
and the last layer, a last activation and a loss that fit. Must not know: Streamlit, what else is set.

The sets are small, so that everything that depends on all samples can follow a network while it trains; what is made
with random numbers is made with the same ones every time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np

from derivations import DataSet, from_table, standardiser
from derivations.errors import SpecificationError
from derivations.numeric.data.sets import DATA_SETS
from derivations.numeric.data.splitting import Split, split

if TYPE_CHECKING:
    from derivations.numeric.data.table_text import TableText

SEED = 7
XOR = "xor"
MOST_ROWS = 500
MOST_INPUTS = 16
MOST_CLASSES = 6  # as many as there are colours
LONGEST_NAME = 20
SHARES = (0.0, 0.2, 0.3, 0.4, 0.5)  # of the samples, that may be held out
SHARE_WORDS = {share: f"{share:.0%}" if share else "nothing" for share in SHARES}
NONE = np.arange(0)
TABLE = "table"  # the reader's own, which no address can hold


# what is dealt out, as long as somebody has it
_DEALT: WeakKeyDictionary[DataSet, WeakValueDictionary[tuple[float, int], Split]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Task:
    """What a data set is for; ``kind``: "binary" (one output, 0 or 1), "classes" (one output each) or "numbers".

    ``drawn`` says whether it is made of random numbers, as many samples as one likes; of others, samples are left out:
    ``part`` says which are there.
    """

    label: str
    kind: str
    inputs: int
    outputs: int
    samples: int
    drawn: bool = False
    standardised: bool = False
    part: str = ""

    @property
    def function(self) -> str:
        """The activation of the last layer that fits."""
        return {"binary": "sigmoid", "classes": "softmax", "numbers": "identity"}[self.kind]

    @property
    def losses(self) -> tuple[str, str]:
        """The two losses that are compared most; the first one fits best."""
        return {"binary": ("bce", "mse"), "classes": ("cross_entropy", "mse"), "numbers": ("mse", "mae")}[self.kind]


TASKS = {
    XOR: Task("XOR", "binary", 2, 1, 4),
    "and": Task("AND", "binary", 2, 1, 4),
    "or": Task("OR", "binary", 2, 1, 4),
    "nand": Task("NAND", "binary", 2, 1, 4),
    "not": Task("NOT", "binary", 1, 1, 2),
    "circles": Task("circles", "binary", 2, 1, 80, drawn=True),
    "moons": Task("moons", "binary", 2, 1, 80, drawn=True),
    "spirals": Task("spirals", "binary", 2, 1, 100, drawn=True),
    "blobs": Task("blobs", "classes", 2, 3, 60, drawn=True),
    "sine": Task("noisy sine", "numbers", 1, 1, 60, drawn=True),
    "iris": Task("Iris", "classes", 4, 3, 75, standardised=True, part="every second of 150 flowers"),
}


def task_of(data: DataSet) -> Task:
    """Say what a table of the reader's own is for."""
    outputs = data.targets.shape[1]
    kind = "classes" if outputs > 1 else "binary" if data.classes else "numbers"
    return Task(data.name, kind, data.inputs.shape[1], outputs, data.samples)


def find_task(name: str, outputs: str = "one") -> Task:
    """Say what a data set asks of a network: for two classes one output, or with "each" one for each of them."""
    task = TASKS[name]
    return replace(task, kind="classes", outputs=2) if outputs == "each" and task.kind == "binary" else task


@lru_cache(maxsize=16)
def load(name: str, outputs: str = "one") -> DataSet:
    """Give the samples of a data set; the same record at every call. ``outputs`` as in `find_task`.

    Raises
    ------
    KeyError
        If there is none of this name.
    """
    task, make = TASKS[name], DATA_SETS["noisy sine" if name == "sine" else name]
    rng = np.random.default_rng(SEED)
    made = make(rng, samples=task.samples) if task.drawn else make(rng)
    if made.samples > task.samples:
        made = made.subset(np.arange(0, made.samples, made.samples // task.samples))
    found = standardise(made) if task.standardised else made
    return one_for_each(found) if find_task(name, outputs) != task else found


def count_held(samples: int, share: float) -> int:
    """Count the samples of validation, and of the test, when a share of all is held out for both together."""
    return round(share / 2 * samples)


def shares(samples: int) -> tuple[float, ...]:
    """Give the shares that can be held out: at least one sample in each part, and two to learn from."""
    return tuple(share for share in SHARES if not share or 1 <= count_held(samples, share) <= (samples - 2) / 2)


def deal(data: DataSet, share: float, seed: int) -> Split:
    """Deal the samples out, half of the share to each of validation and test; the same record as long as it is used.

    Every class has its share in every part.
    """
    if not share:
        return Split(data, data.subset(NONE), data.subset(NONE))
    known = _DEALT.setdefault(data, WeakValueDictionary())
    found = known.get((share, seed))
    if found is None:
        classes = bool(np.isin(data.targets, (0, 1)).all())
        each = count_held(data.samples, share) / data.samples
        found = split(data, np.random.default_rng(seed), validation=each, test=each, stratified=classes)
        found = known.setdefault((share, seed), found)
    return found


def one_for_each(data: DataSet) -> DataSet:
    """Give two classes in one column as two: the share of the first, and that of the second."""
    classes = data.classes or ("0", "1")
    return replace(data, targets=np.hstack([1 - data.targets, data.targets]), classes=classes)


def standardise(data: DataSet) -> DataSet:
    """Give the data set with inputs of mean 0 and standard deviation 1; their names say so."""
    names = tuple(f"{name}, standardised" for name in data.input_names)
    return replace(data.with_inputs(standardiser(data.inputs).transform(data.inputs)), input_names=names)


def from_text(
    read: TableText, *, name: str, target: str, kind: str = "auto", standard: bool = True, each: bool = False
) -> DataSet:
    """Make a data set of a table of the reader's own.

    Parameters
    ----------
    read : TableText
        What was read of it.
    name : str
        What the reader calls it.
    target : str
        The column to predict.
    kind : "auto" | "classes" | "numbers"
    standard : bool
        Whether inputs are standardised; those of one row cannot be.
    each : bool
        Whether two classes have an output each.

    Raises
    ------
    SpecificationError
        If the library refuses it, or it has more rows, inputs or classes than the page can show.
    """
    found = from_table(read.table(), target=target, kind=kind, most_rows=MOST_ROWS, name=name)
    inputs, outputs = found.inputs.shape[1], found.targets.shape[1]
    if inputs > MOST_INPUTS:
        raise SpecificationError(f"the table has {inputs} inputs; the page shows at most {MOST_INPUTS}")
    if outputs > MOST_CLASSES:
        raise SpecificationError(
            f"column {target!r} has {outputs} classes; the page shows at most {MOST_CLASSES}, or choose numbers"
        )
    shown = replace(
        found,
        name=plain(name) or "table",
        classes=_plain_names(found.classes),
        input_names=_plain_names(found.input_names),
    )
    if each and outputs == 1 and shown.classes:
        shown = one_for_each(shown)
    return standardise(shown) if standard and read.rows > 1 else shown


def occurring(data: DataSet) -> tuple[str, ...]:
    """Name the classes that a sample of the data set has."""
    targets = data.targets if data.targets.shape[1] > 1 else np.hstack([1 - data.targets, data.targets])
    return tuple(name for name, column in zip(data.classes, targets.T, strict=True) if column.any())


def count_rows(number: int) -> str:
    """Say how many rows: 1 row, 4 rows."""
    return "1 row" if number == 1 else f"{number} rows"


def plain(words: str) -> str:
    """Keep of a reader's words what means nothing in Markdown, in mathematics and in tables."""
    kept = "".join(letter if letter.isalnum() or letter in " .,-" else " " for letter in words)
    return " ".join(kept.split())[:LONGEST_NAME].strip()


def _plain_names(names: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(plain(name) for name in names)
    return found if all(found) and len(set(found)) == len(found) else tuple(str(at + 1) for at in range(len(names)))
