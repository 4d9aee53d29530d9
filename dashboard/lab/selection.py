"""What is looked at: a quantity of a layer, and the unit, the source and the sample whose numbers are put in.

Goes in: a click or the values of controls. Comes out: a frozen record. Must not know: Streamlit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from sympy import Symbol

from dashboard.charts import Mark
from derivations import Network
from derivations.models import names

QUANTITIES = ("C", "z", "a", "delta", "dW", "db")  # those of every layer
IN_ORDER = ("C", "z", "mu", "v", "zhat", "u", "a", "h", "delta", "dW", "db", "dgamma", "dbeta")
NORMALISED = ("zhat", "u", "dgamma", "dbeta")  # those of a layer that is batch-normalised
OF_BATCH = ("mu", "v")  # and those that it computes in training
PER_SAMPLE = ("z", "zhat", "u", "a", "h", "delta")
PARAMETERS = ("dW", "db")  # the quantities that belong to a weight or to a bias
# those of a scale and a shift, which take the place of the unit that a weight leads from
SCALE, SHIFT = "gamma", "beta"
OTHERS = {"dgamma": SCALE, "dbeta": SHIFT}
# what is looked at in a layer that does not have what was looked at
NEAREST = {"mu": "z", "v": "z", "zhat": "z", "u": "z", "h": "a", "dgamma": "db", "dbeta": "db"}
# the unit that a weight leads from; None for a bias, SCALE or SHIFT
Source = int | str | None


def quantities_of(network: Network, layer: int) -> tuple[str, ...]:
    """Return what a layer of a network has to look at, in the order of the two passes."""
    left_out: set[str] = set() if network.normalises(layer) else {*NORMALISED, *OF_BATCH}
    if network.mode == "evaluation":
        left_out.update(OF_BATCH)
    if not network.drops(layer):
        left_out.add("h")
    return tuple(each for each in IN_ORDER if each not in left_out)


@dataclass(frozen=True)
class Selection:
    """Layers, units, sources and samples count from 1."""

    layer: int
    quantity: str
    unit: int = 1
    source: int = 1
    sample: int = 1

    @property
    def target(self) -> str:
        """The target of the result in the derivation: C, delta2, dW1."""
        return "C" if self.quantity == "C" else f"{self.quantity}{self.layer}"

    @property
    def parameter(self) -> tuple[int, int, int | None]:
        """The weight or bias that belongs to this: layer, unit and source, which is None for a bias."""
        return self.layer, self.unit, self.source if self.quantity in ("C", "dW") else None

    @property
    def learned(self) -> tuple[int, int, Source]:
        """The parameter that belongs to this, which may be a scale or a shift, too."""
        layer, unit, source = self.parameter
        return layer, unit, OTHERS.get(self.quantity, source)

    @property
    def indices(self) -> dict[Symbol, int]:
        """The numbers for the indices of the result."""
        if self.quantity == "C":
            return {}
        found = {names.UNIT: self.unit}
        if self.quantity == "dW":
            found[names.FROM] = self.source
        if self.quantity in PER_SAMPLE:
            found[names.SAMPLE] = self.sample
        return found

    @property
    def mark(self) -> Mark:
        """The edge or the unit of the diagram that stands for this; of the cost, the weight of its story."""
        if self.quantity in ("C", "dW"):
            return Mark("weight", self.layer, self.unit, self.source)
        return Mark("unit", self.layer, self.unit)

    def within(self, sizes: Sequence[int], samples: int) -> Selection:
        """Return the nearest selection that exists in a network of these sizes."""
        layer = min(max(self.layer, 1), len(sizes) - 1)
        return replace(
            self,
            layer=layer,
            unit=min(self.unit, sizes[layer]),
            source=min(self.source, sizes[layer - 1]),
            sample=min(self.sample, samples),
        )

    def after_click(self, mark: Mark, *, story: bool = False, line: str = "") -> Selection:
        """Return what a click on the diagram means: an edge its dC/dW, a unit its error (or what was looked at).

        An input is data, so a click on it shows its weight to the selected unit, or to the first one. The story ends
        with a parameter: of a unit, with its bias. ``line`` is what was looked at, where a page shows something else.
        """
        if mark.kind == "weight":
            return replace(self, layer=mark.layer, quantity="dW", unit=mark.unit, source=mark.source or 1)
        if mark.layer == 0:
            return replace(self, layer=1, quantity="dW", unit=self.unit if self.layer == 1 else 1, source=mark.unit)
        seen = line.rstrip("0123456789") or self.quantity
        kept = seen if seen in (*PER_SAMPLE, *OF_BATCH, "db", *OTHERS) else "delta"
        quantity = "db" if story and kept in PER_SAMPLE else kept
        return replace(self, layer=mark.layer, quantity=quantity, unit=mark.unit)


def parameters_of(sizes: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Give every weight and bias of a network: layer, unit and source, which is 0 for a bias."""
    for layer, (before, units) in enumerate(pairwise(sizes), start=1):
        yield from product((layer,), range(1, units + 1), range(before + 1))


def nearest_parameter(wanted: tuple[int, ...], sizes: Sequence[int]) -> tuple[int, ...]:
    """Move a weight or a bias, or none, to the nearest one that exists in a network of these sizes."""
    if not wanted:
        return wanted
    layer, unit, source = wanted
    found = Selection(layer, "dW", unit, max(source, 1)).within(sizes, 1)
    return (found.layer, found.unit, found.source if source else 0)
