"""A history of a run that stays small however long it gets.

Goes in: records, one after another. Comes out: as many of them as there is room for. Must not know: what is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Generic, Self, TypeVar

from derivations.options import whole_number

R = TypeVar("R")


@dataclass(frozen=True)
class History(Generic[R]):
    """Records of a run, at most `limit` of them and the latest, evenly spread from the first on.

    A full history lets go every other record, and from then on takes only every other one. So it spans the whole run,
    in memory that does not grow with the run. Frozen: a history that goes on is a new one.

    Parameters
    ----------
    limit : int
        From 2 up.
    kept : tuple of R
        The records number 0, stride, 2 stride, ... of those that came.
    stride : int
    count : int
        How many records came.
    latest : R or None
    """

    limit: int = 500
    kept: tuple[R, ...] = ()
    stride: int = 1
    count: int = 0
    latest: R | None = field(default=None)

    def __post_init__(self) -> None:
        whole_number("limit", self.limit, 2)

    @property
    def records(self) -> tuple[R, ...]:
        """The records that are kept, and the latest, in their order."""
        if self.latest is None or (self.kept and self.kept[-1] is self.latest):
            return self.kept
        return (*self.kept, self.latest)

    def having_all(self, records: Iterable[R]) -> Self:
        """Give the history with more records, one after another."""
        found = self
        for record in records:
            found = found.having(record)
        return found

    def having(self, record: R) -> Self:
        """Give the history with one more record."""
        kept, stride = self.kept, self.stride
        if self.count % stride == 0:
            if len(kept) == self.limit:
                kept, stride = kept[::2], 2 * stride
            if self.count % stride == 0:
                kept = (*kept, record)
        return replace(self, kept=kept, stride=stride, count=self.count + 1, latest=record)
