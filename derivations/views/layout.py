"""How variables are laid out as matrices: where each of a variable's indices goes.

Columns: z = W a + b, a sample is a column. Rows: z = x W + b, a sample is a row, and a weight matrix is shown
with one column per unit. Program: a sample is a row, a weight matrix has one row per unit, as in PyTorch. A vector lies
along the axis that its index has in z, that of the units or that of the samples; in a program it has one axis.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import Expr, Integer, Symbol

from derivations.engine.indices import counts_samples
from derivations.engine.variables import Variable
from derivations.errors import TranslationError
from derivations.options import one_of
from derivations.views.arrays import Axes, Sizes


@dataclass(frozen=True, repr=False)
class Layout:
    """``upright``: whether a vector is a column. ``turned``: whether the first of two indices runs over the columns."""

    name: str
    upright: Callable[[Variable], bool]
    turned: Callable[[Variable], bool]

    def __repr__(self) -> str:
        return f"Layout({self.name!r})"

    def __reduce__(self) -> tuple[Callable[[str], Layout], tuple[str]]:
        # its functions have no names that a pickle could hold
        return _find_layout, (self.name,)

    def order(self, variable: Variable, things: tuple[Symbol | Expr, ...]) -> tuple[Symbol | Expr | None, ...]:
        """Put what belongs to the indices of a variable into the order (rows, columns)."""
        if len(things) > 2:
            raise TranslationError(f"{variable.name!r} has {len(things)} indices; a matrix has at most 2")
        if not things:
            return (None, None)
        if len(things) == 1:
            return (things[0], None) if self.upright(variable) else (None, things[0])
        return (things[1], things[0]) if self.turned(variable) else (things[0], things[1])

    def axes(self, variable: Variable, indices: tuple[Symbol, ...]) -> Axes:
        """Return the indices of the rows and the columns of a variable that has these."""
        rows, columns = self.order(variable, indices)
        return (rows, columns)

    def shape(self, variable: Variable) -> Sizes:
        """Return the sizes of the rows and the columns of a variable."""
        rows, columns = self.order(variable, variable.sizes)
        one = Integer(1)
        return (one if rows is None else rows, one if columns is None else columns)


def _ends_in_samples(variable: Variable) -> bool:
    return counts_samples(variable.indices[-1])


def _never(variable: Variable) -> bool:
    return False


def _always(variable: Variable) -> bool:
    return True


COLUMNS = Layout("columns", upright=lambda variable: not _ends_in_samples(variable), turned=_never)
ROWS = Layout("rows", upright=_ends_in_samples, turned=_always)
PROGRAM = Layout("program", upright=lambda variable: False, turned=_ends_in_samples)


def _find_layout(name: str) -> Layout:
    return next(each for each in (COLUMNS, ROWS, PROGRAM) if each.name == name)


def layout(name: str | Layout) -> Layout:
    """Return the layout that matrices are shown in, by name; a layout itself as it is.

    Raises a SpecificationError if the name is neither "columns" nor "rows".
    """
    if isinstance(name, Layout):
        return name
    known = {each.name: each for each in (COLUMNS, ROWS)}
    return known[one_of("layout", name, known)]
