"""The settings that all pages share, as one frozen record; an option is a row of OPTIONS.

Goes in: values of controls. Comes out: a record in which every value is allowed, and all of them go together. Must not
know: Streamlit, pages, what follows from a value (`consequences`), how it is written (`saving`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from dashboard.lab import data as datasets
from dashboard.lab.data import TABLE, TASKS, Task
from dashboard.lab.option import Option
from dashboard.lab.schedules import CONSTANT, SCHEDULES
from dashboard.lab.selection import NEAREST, PARAMETERS, Selection, nearest_parameter, parameters_of, quantities_of
from dashboard.lab.words import (
    BATCHES,
    DELTA_WORDS,
    DEPTHS,
    FOCUS_WORDS,
    INITIAL,
    LAYOUT_WORDS,
    LOSSES,
    MODES,
    OPTIMISERS,
    OUTPUT_WORDS,
    OWN,
    QUANTITY_WORDS,
    SCOPES,
    SPEEDS,
    VIEWS,
)
from derivations import Activation, Convention, DataSet, DerivationError, Loss, Network
from derivations.numeric.data.splitting import Split

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
PENALTIES = (0.0, 0.0001, 0.001, 0.01, 0.1)
DROPPED = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
LARGEST_SEED = 9999
MOST_HIDDEN, MOST_UNITS = 7, 16
# what is there before a reader types a formula of his own
FORMULA = "z*tanh(log(1+exp(z)))"
COST = "(a-y)**4"


@dataclass(frozen=True)
class Settings:
    """The defaults are what a first visit shows.

    ``hidden`` are the sizes of the hidden layers, ``functions`` the activations of all layers that have weights;
    ``formula`` and ``cost`` are the reader's own activation and loss as text, used where OWN is chosen; ``table`` is
    the reader's own data, used where ``data`` is TABLE. ``end`` is the parameter (layer, unit, source; source 0 for a
    bias) that was selected before what is looked at, where that is none: the story goes on with it. ``initial`` is the
    method that draws the first weights, ``held_out`` the share of the samples that the network does not learn from, and
    ``batch_size`` how many go into one update, 0 for all. ``batch_norm`` and ``dropout`` are of all hidden layers, and
    ``mode`` is where they make a difference; ``between``: whether the page that is shown follows them.
    """

    data: str = datasets.XOR
    hidden: tuple[int, ...] = (2,)
    functions: tuple[str, ...] = ("sigmoid", "sigmoid")
    formula: str = FORMULA
    loss: str = "bce"
    cost: str = COST
    half: bool = True
    mean: bool = True
    delta: str = "sample"
    l1: float = 0.0
    l2: float = 0.0
    mode: str = "training"  # read before what it tells of
    batch_norm: bool = False
    dropout: float = 0.0
    optimiser: str = "sgd"
    rate_schedule: str = CONSTANT
    initial: str = "xavier"
    held_out: float = 0.0
    batch_size: int = 0
    view: str = "story"
    scope: str = "one"
    depth: str = "key"
    focus: str = "unit"
    outputs: str = "one"
    layout: str = "columns"
    layer: int = 1
    quantity: str = "C"
    unit: int = 1
    source: int = 1
    sample: int = 3
    rate: float = 1.0
    seed: int = 3
    speed: int = 10
    end: tuple[int, ...] = ()
    table: DataSet | None = None
    between: bool = True

    @property
    def whole_task(self) -> Task:
        """What the data set with all its samples asks of a network."""
        if self.data == TABLE and self.table:
            return datasets.task_of(self.table)
        return datasets.find_task(self.data, self.outputs)

    @cached_property
    def task(self) -> Task:
        """What the data set asks of a network, with the number of samples that it learns from."""
        whole = self.whole_task
        if not self.held_out:
            return whole
        return replace(whole, samples=whole.samples - 2 * datasets.count_held(whole.samples, self.held_out))

    @cached_property
    def parts(self) -> Split:
        """The samples that the network learns from, and those held out: none unless a share is."""
        whole = self.table if self.data == TABLE and self.table else datasets.load(self.data, self.outputs)
        return datasets.deal(whole, self.held_out, self.seed)

    @property
    def samples(self) -> DataSet:
        """The samples that the network learns from."""
        return self.parts.train

    @property
    def two_classes(self) -> bool:
        """Whether the data set has two classes, for which there may be one output or two."""
        return self.data in TASKS and TASKS[self.data].kind == "binary"

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units per layer, the inputs first."""
        return (self.task.inputs, *self.hidden, self.task.outputs)

    @cached_property
    def network(self) -> Network:
        """The network that is shown, with the loss that is chosen; made and validated once per record."""
        own = Activation.parse(self.formula) if OWN in self.functions else None
        activations = tuple(own if own and name == OWN else name for name in self.functions)
        loss = Loss.parse(self.cost) if self.loss == OWN else self.loss
        more: dict[str, Any] = {}
        if self.between and self.has_between:
            more = {"dropout": self.dropout, "batch_norm": self.batch_norm and self.can_normalise, "mode": self.mode}
        return Network(self.sizes, activations, loss, l1=self.l1, l2=self.l2, **more)

    @property
    def has_between(self) -> bool:
        """Whether dropout or batch normalisation stands between the layers, also where the page leaves it out."""
        return bool(self.hidden) and (self.dropout > 0 or (self.batch_norm and self.can_normalise))

    @property
    def can_normalise(self) -> bool:
        """Whether there is something to normalise: of one sample there is no variance."""
        return bool(self.hidden) and self.task.samples > 1

    def fills(self, size: int) -> bool:
        """Whether batches of a size can be normalised, if they have to be: none is left with one sample."""
        return not (self.batch_norm and self.hidden and 1 in (size, self.task.samples % (size or self.task.samples)))

    @property
    def whole(self) -> Network:
        """The network with what stands between its layers, whose parameters are kept, whatever a page shows of it."""
        return self.network if self.between else replace(self, between=True).network

    @property
    def coupled(self) -> bool:
        """Whether the samples see each other: through mean and variance of the batch, in training."""
        return self.network.is_normalised and self.network.mode == "training"

    @cached_property
    def plain(self) -> Network:
        """The network without what its weights cost."""
        return replace(self.network, l1=0.0, l2=0.0) if self.l1 or self.l2 else self.network

    @cached_property
    def convention(self) -> Convention:
        """The factors of the cost, and what delta is the derivative of."""
        return Convention(half=self.half, samples="mean" if self.mean else "sum", delta=self.delta)

    @property
    def selection(self) -> Selection:
        """What is looked at."""
        return Selection(self.layer, self.quantity, self.unit, self.source, self.sample)

    @property
    def of_one_sample(self) -> bool:
        """Whether the equations are those of one sample alone; matrices are of the whole batch."""
        return self.scope == "one" and self.view != "matrix"

    def looking_at(self, wanted: Selection) -> Settings:
        """Return the settings with another selection, moved to the nearest one that exists.

        What there is not with so many samples, or without a hidden layer, is as by default.
        """
        for name in ("batch_norm", "dropout", "held_out", "batch_size"):
            if getattr(self, name) not in self.allowed(name):
                return replace(self, **{name: getattr(Settings, name)}).looking_at(wanted)
        if self.coupled and (self.view == "story" or self.scope == "one" or self.delta == "sample"):
            view = "index" if self.view == "story" else self.view
            return replace(self, view=view, scope="batch", delta="cost").looking_at(wanted)
        found = wanted.within(self.sizes, self.task.samples)
        if found.quantity not in quantities_of(self.network, found.layer):
            found = replace(found, quantity=NEAREST[found.quantity])
        layer, unit, source = self.selection.parameter
        left = self.quantity in PARAMETERS or (self.quantity == "C" and not self.end)
        leaves = left and found.quantity not in (self.quantity, *PARAMETERS)
        return replace(
            self,
            end=nearest_parameter((layer, unit, source or 0) if leaves else self.end, self.sizes),
            layer=found.layer,
            quantity=found.quantity,
            unit=found.unit,
            source=found.source,
            sample=found.sample,
        )

    def allowed(self, name: str) -> Sequence[Any]:
        """Return the values that an option may have, the others being as they are."""
        return OPTIONS[name].values(self)

    def with_value(self, name: str, value: Any) -> Settings:
        """Return the settings with one value changed; a value that is not allowed changes nothing."""
        if value not in self.allowed(name):
            return self
        changed = replace(self, **{name: value, **self._imply(name, value)})
        if not changed.fit:
            return self
        return changed.looking_at(changed.selection)

    def _imply(self, name: str, value: Any) -> dict[str, Any]:
        """Return what goes with a value: one sample has its own delta, and the story is told of one sample."""
        if (name, value) in (("view", "story"), ("scope", "one")):
            return {"scope": "one", "delta": "sample"}
        if (name, value) in (("delta", "cost"), ("scope", "batch")):
            return {"scope": "batch", "view": "index" if self.view == "story" else self.view}
        return {}

    @property
    def fit(self) -> bool:
        """Whether the settings go together: there is such a network, and its loss is for such targets."""
        try:
            return self.network.depth > 0 and not (self.loss in NEEDED and self.task.kind == "numbers")
        except DerivationError:
            return False


# the options that the defaults of all others depend on: see `usual`
FIRST = ("data", "hidden", "optimiser", "outputs")
NAMES = tuple(field.name for field in fields(Settings) if field.name not in ("table", "between"))
# the last activation that a loss needs
NEEDED = {"bce": "sigmoid", "bce_logits": "identity", "cross_entropy": "softmax"}


def _row(name: str, allowed: Any, words: Mapping[Any, str] | None = None) -> Option:
    return Option(name, getattr(Settings, name), allowed, words or {})


# Not here: hidden layers, functions and formulas, which are not chosen from a list of values: see `consequences`.
OPTIONS = {
    option.name: option
    for option in (
        _row("data", lambda now: (*TASKS, TABLE) if now.table else tuple(TASKS)),
        _row("loss", tuple(LOSSES), LOSSES),
        _row("half", (True, False)),
        _row("mean", (True, False)),
        _row("delta", lambda now: ("cost",) if now.coupled else tuple(DELTA_WORDS), DELTA_WORDS),
        _row("l1", PENALTIES),
        _row("l2", PENALTIES),
        _row("mode", tuple(MODES), MODES),
        _row("batch_norm", lambda now: (False, True) if now.can_normalise else (False,)),
        _row("dropout", lambda now: DROPPED if now.hidden else (0.0,)),
        _row("optimiser", tuple(OPTIMISERS), OPTIMISERS),
        _row("rate_schedule", tuple(SCHEDULES), SCHEDULES),
        _row("initial", tuple(INITIAL), INITIAL),
        _row("held_out", lambda now: datasets.shares(now.whole_task.samples), datasets.SHARE_WORDS),
        _row("batch_size", lambda now: [at for at in BATCHES if at < now.task.samples and now.fills(at)], BATCHES),
        _row("view", lambda now: [each for each in VIEWS if not (now.coupled and each == "story")], VIEWS),
        _row("scope", lambda now: ("batch",) if now.coupled else tuple(SCOPES), SCOPES),
        _row("depth", tuple(DEPTHS), DEPTHS),
        _row("outputs", lambda now: ("one", "each") if now.two_classes else ("one",), OUTPUT_WORDS),
        _row("focus", tuple(FOCUS_WORDS), FOCUS_WORDS),
        _row("layout", tuple(LAYOUT_WORDS), LAYOUT_WORDS),
        _row("layer", lambda now: range(1, len(now.sizes))),
        _row("quantity", lambda now: quantities_of(now.network, now.layer), QUANTITY_WORDS),
        _row("unit", lambda now: range(1, now.sizes[now.layer] + 1)),
        _row("source", lambda now: range(1, now.sizes[now.layer - 1] + 1)),
        _row("sample", lambda now: range(1, now.task.samples + 1)),
        _row("rate", RATES),
        _row("seed", range(LARGEST_SEED + 1)),
        _row("speed", tuple(SPEEDS), SPEEDS),
        _row("end", lambda now: ((), *parameters_of(now.sizes))),
    )
}
# groups of options, for what a part `shows`
BETWEEN = ("batch_norm", "dropout", "mode", "between")
NETWORK = ("data", "table", "outputs", "hidden", "functions", "formula", "seed", "initial", "held_out", *BETWEEN)
STEP = ("optimiser", "rate", "rate_schedule", "batch_size")
COST_OF_IT = ("loss", "cost", "half", "mean", "l1", "l2")
SELECTION = ("layer", "quantity", "unit", "source")
