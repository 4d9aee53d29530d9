"""Everything a reader chooses on the page, as one frozen record, and as the address of the page.

Goes in: values of controls, or the query of an address. Comes out: a record in which every value is allowed.
Must not know: Streamlit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from dashboard.selection import QUANTITIES, Selection
from derivations import Convention, Network

SIZES = (2, 2, 1)
SAMPLES = 4
VIEWS = ("index", "matrix", "numbers")
RATES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
SPEEDS = (1, 10, 100)
LARGEST_SEED = 9999


@dataclass(frozen=True)
class Choices:
    """The defaults are what a first visit shows."""

    loss: str = "bce"
    half: bool = True
    mean: bool = True
    view: str = "index"
    layer: int = 2
    quantity: str = "delta"
    unit: int = 1
    source: int = 1
    sample: int = 2
    rate: float = 1.0
    seed: int = 3
    speed: int = 10

    @property
    def network(self) -> Network:
        """The network that is shown, with the loss that is chosen."""
        return Network(SIZES, "sigmoid", self.loss)

    @property
    def convention(self) -> Convention:
        """The factors of the cost."""
        return Convention(half=self.half, samples="mean" if self.mean else "sum")

    @property
    def selection(self) -> Selection:
        """What is looked at."""
        return Selection(self.layer, self.quantity, self.unit, self.source, self.sample)

    def looking_at(self, wanted: Selection) -> Choices:
        """Return the choices with another selection, moved to the nearest one that exists."""
        found = wanted.within(SIZES, SAMPLES)
        return replace(
            self,
            layer=found.layer,
            quantity=found.quantity,
            unit=found.unit,
            source=found.source,
            sample=found.sample,
        )

    def with_value(self, name: str, value: Any) -> Choices:
        """Return the choices with one value changed; a value that is not allowed changes nothing."""
        if value not in allowed(name):
            return self
        changed = replace(self, **{name: value})
        return changed.looking_at(changed.selection)

    def query(self) -> dict[str, str]:
        """Write what differs from the defaults as the query of an address."""
        default = Choices()
        return {
            field.name: _written(getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != getattr(default, field.name)
        }

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Choices:
        """Read an address; what is unknown or not allowed in it is passed over."""
        found = cls()
        for field in fields(cls):
            values = {_written(value): value for value in allowed(field.name)}
            if query.get(field.name) in values:
                found = found.with_value(field.name, values[query[field.name]])
        return found


def allowed(name: str) -> Sequence[Any]:
    """Return the values that a choice may have."""
    known: dict[str, Sequence[Any]] = {
        "loss": ("bce", "mse"),
        "half": (True, False),
        "mean": (True, False),
        "view": VIEWS,
        "layer": range(1, len(SIZES)),
        "quantity": QUANTITIES,
        "unit": range(1, max(SIZES) + 1),
        "source": range(1, max(SIZES) + 1),
        "sample": range(1, SAMPLES + 1),
        "rate": RATES,
        "seed": range(LARGEST_SEED + 1),
        "speed": SPEEDS,
    }
    return known[name]


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
