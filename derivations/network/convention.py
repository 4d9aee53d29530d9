"""How the cost of a network is scaled, and how its matrices are shown.

Goes in: plain words. Comes out: a frozen record, validated once. Must not know: SymPy, NumPy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derivations.calling import public
from derivations.errors import SpecificationError
from derivations.network.network import Network
from derivations.notebook import brief, table
from derivations.options import flag, instance, one_of

REDUCTIONS = ("sum", "mean")
LAYOUTS = ("columns", "rows")
DELTAS = ("cost", "sample")


@public
@dataclass(frozen=True, kw_only=True, repr=False)
class Convention:
    """How the cost is scaled, and how matrices are shown.

    Parameters
    ----------
    half : bool
        The squared error has the factor 1/2. No other loss listens to this: the quadratic part of Huber's error
        always has it, which lets its two parts meet, and nothing else is squared.
    outputs, samples : "sum" | "mean"
        The cost adds, or averages, over the output units / over the samples of the batch.
    layout : "columns" | "rows"
        Matrices are shown as W a + b (a sample is a column) or as x W + b (a sample is a row).
    delta : "cost" | "sample"
        The error delta is the derivative by z of the cost of the batch, its 1/m included, or of the cost of its own
        sample alone (Nielsen, Neural Networks and Deep Learning, ch. 2): then 1/m stands in dC/dW and dC/db, which
        are the same either way.

    Raises
    ------
    SpecificationError
        If a value is none of the choices.

    Examples
    --------
    >>> from derivations import Convention, Network, derive
    >>> Convention(samples="sum")
    Convention(samples='sum')
    >>> derive(Network((2, 1)), Convention(layout="rows")).convention
    Convention(layout='rows')
    """

    half: bool = True
    outputs: str = "sum"
    samples: str = "mean"
    layout: str = "columns"
    delta: str = "cost"

    def __post_init__(self) -> None:
        object.__setattr__(self, "half", flag("half", self.half))
        for name, known in (("outputs", REDUCTIONS), ("samples", REDUCTIONS), ("layout", LAYOUTS), ("delta", DELTAS)):
            object.__setattr__(self, name, one_of(name, getattr(self, name), known))

    def __repr__(self) -> str:
        return brief(self)

    def _repr_markdown_(self) -> str:
        values = {name: getattr(self, name) for name in MEANINGS}
        return table(("option", "value", "meaning"), ((n, value, MEANINGS[n][value]) for n, value in values.items()))


MEANINGS: Mapping[str, Mapping[object, str]] = {
    "half": {True: "the squared error has the factor 1/2", False: "the squared error has no factor 1/2"},
    "outputs": {"sum": "the cost adds over the outputs", "mean": "the cost averages over the outputs"},
    "samples": {"sum": "the cost adds over the samples", "mean": "the cost averages over the samples"},
    "layout": {"columns": "matrices are shown as W a + b", "rows": "matrices are shown as x W + b"},
    "delta": {"cost": "delta is the derivative of the cost", "sample": "delta is that of one sample's own loss"},
}


def checked_convention(given: object) -> Convention:
    """Give the convention, if it is one: a word of it alone is not."""
    return instance("convention", given, Convention, 'a Convention, such as Convention(samples="mean")')


def check_delta(network: Network, convention: Convention) -> None:
    """Raise if a delta of one sample is wanted where no sample has a cost of its own: its batch is normalised."""
    if convention.delta == "sample" and network.is_normalised and network.mode == "training":
        raise SpecificationError(
            "delta 'sample' for a network that is batch-normalised in training: through mean and variance of the batch "
            "the loss of each sample depends on all of them, so that no z belongs to one loss alone; "
            "use delta 'cost', or network.evaluating()"
        )
