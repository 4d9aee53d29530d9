"""What is looked at: a quantity of a layer, and the unit, the source and the sample whose numbers are put in.

Goes in: a click or the values of controls. Comes out: a frozen record. Must not know: Streamlit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sympy import Symbol

from dashboard.charts import Mark
from derivations.models import names

QUANTITIES = ("C", "z", "a", "delta", "dW", "db")
PER_SAMPLE = ("z", "a", "delta")
PARAMETERS = ("dW", "db")  # the quantities that belong to a weight or to a bias


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
        """The parameter that belongs to this: layer, unit and source, which is None for a bias."""
        return self.layer, self.unit, self.source if self.quantity in ("C", "dW") else None

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
        kept = seen if seen in (*PER_SAMPLE, "db") else "delta"
        quantity = "db" if story and kept in PER_SAMPLE else kept
        return replace(self, layer=mark.layer, quantity=quantity, unit=mark.unit)
