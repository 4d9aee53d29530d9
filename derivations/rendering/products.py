r"""How the factors of a product stand in a row: a number in front, bars with factors above and below, the rest.

    1/m, a - y, 1/(a (1 - a)), sigma'      1/m in front, (a - y) above a (1 - a), sigma'

Goes in: a product. Comes out: its pieces in order. Must not know: how a piece is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sympy import Expr, Mul, Pow, Rational, S, Sum, exp, fraction, log

from derivations.engine.expressions import AsTyped, Chain, factors_of, is_size


@dataclass(frozen=True)
class Bar:
    """A fraction that stands as one piece: the factors above its bar, and those below."""

    above: tuple[Expr, ...]
    below: tuple[Expr, ...]


Piece: TypeAlias = "Expr | Bar"


@dataclass
class _Row:
    """The pieces so far, and what divides but has found nothing yet that it could stand under."""

    beside: Callable[[Expr], bool]
    front: list[Expr] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    waiting: tuple[Expr, ...] = ()

    def add(self, factor: Expr) -> None:
        """Put a factor at the end of the row; on a bar, if one is waiting for it."""
        if self.waiting and self._goes_above(factor):
            self.pieces.append(Bar((factor,), self.waiting))
            self.waiting = ()
            return
        self.rest()
        self.pieces.append(factor)

    def rest(self) -> None:
        """Let what is still waiting divide 1."""
        if self.waiting:
            self.pieces.append(Bar((), self.waiting))
            self.waiting = ()

    def divide(self, below: tuple[Expr, ...]) -> None:
        """Put factors under the last factor of the row that can stand on a bar."""
        for at in reversed(range(len(self.pieces))):
            piece = self.pieces[at]
            if isinstance(piece, Bar):
                self.pieces[at] = Bar(piece.above, (*piece.below, *below))
                return
            if self._goes_above(piece):
                self.pieces[at] = Bar((piece,), below)
                return
            if isinstance(piece, Sum) or is_size(piece):
                break
        self.waiting = (*self.waiting, *below)

    def _goes_above(self, factor: Piece) -> bool:
        return not isinstance(factor, Bar) and not self.beside(factor) and not is_size(factor)


def pieces(
    product: Expr, beside: Callable[[Expr], bool], factors_in_order: Callable[[Expr], Sequence[Expr]] = factors_of
) -> tuple[Expr, tuple[Piece, ...]]:
    """Return the number in front of a product and its pieces; ``beside`` says what does not stand on a bar.

    ``factors_in_order`` gives the factors of one of SymPy's own products, which has lost the order of its own; and of
    a chain of what was typed in another order.
    """
    row, typed = _Row(beside), factors_in_order(product)
    for part in _parts(product) if product.is_Mul or typed == factors_of(product) else typed:
        factors = factors_in_order(part)
        numbers = [factor for factor in factors if is_size(factor) and factor != S.One]
        if row.front or row.pieces or row.waiting:
            if numbers:
                row.rest()
                row.pieces.append(Mul(*numbers))
        else:
            row.front = numbers
        others = [factor for factor in factors if not is_size(factor)]
        below = tuple(factors_in_order(1 / Mul(*filter(_divides, others)))) if any(map(_divides, others)) else ()
        if not below:
            for factor in others:
                row.add(factor)
            continue
        above = tuple(factor for factor in others if not _divides(factor) and not beside(factor))
        for factor in others:
            if factor not in above and not _divides(factor) and not isinstance(factor, Sum):
                row.add(factor)
        if above:
            row.rest()
            row.pieces.append(Bar(above, below))
        else:
            row.divide(below)
        row.pieces += [factor for factor in others if isinstance(factor, Sum)]
    row.rest()
    return Mul(*row.front), tuple(row.pieces)


def on_the_first_bar(
    number: Expr, row: tuple[Piece, ...], split: Callable[[Expr], tuple[Expr, Expr]] = fraction
) -> tuple[Expr, tuple[Piece, ...]]:
    """Put a number in front of a product on its first bar: one fraction, not two; sizes stay in front.

    ``split`` says what of a number stands above the bar and what below.
    """
    at = next((at for at, piece in enumerate(row) if isinstance(piece, Bar)), None)
    if at is None or number == 1 or number.free_symbols:
        return number, row
    bar = row[at]
    assert isinstance(bar, Bar)
    above, below = split(number)
    front = S.One if at == 0 or below != 1 else above
    if front == 1:
        # z ln 10, as 2^z ln 2
        late = tuple(each for each in Mul.make_args(below) if isinstance(each, log))
        first = below / Mul(*late)
        under = ((first,) if first != 1 else ()) + bar.below + late
        bar = Bar((above, *bar.above) if above != 1 else bar.above, under)
    return front, (*row[:at], bar, *row[at + 1 :])


def numbers_on_bars(row: tuple[Piece, ...], is_whole: Callable[[Expr, Bar], bool]) -> tuple[Piece, ...]:
    """Put a fraction inside a row on the bar behind it: 1/(2 v), not 1/2 times 1/v; ``is_whole`` tells of a decimal."""
    found: list[Piece] = []
    for piece in row:
        number = found[-1] if found else None
        if (
            isinstance(piece, Bar)
            and isinstance(number, Rational)
            and not number.is_Integer
            and not is_whole(number, piece)
        ):
            above = (Rational(number.p),) if number.p != 1 else ()
            found[-1] = Bar((*above, *piece.above), (Rational(number.q), *piece.below))
        else:
            found.append(piece)
    return tuple(found)


def on_one_slash(
    front: Expr, row: tuple[Piece, ...], split: Callable[[Expr], tuple[Expr, Expr]] = fraction
) -> tuple[tuple[Expr, ...], tuple[Expr, ...]]:
    """Return what of a product stands before a slash and what behind it: z/2 inside of a fraction, not a second bar."""
    above: list[Expr] = []
    below: list[Expr] = []
    for piece in (front, *row):
        if isinstance(piece, Bar):
            above += piece.above
            below += piece.below
        else:
            over, under = split(piece) if is_size(piece) else (piece, S.One)
            above += (each for each in factors_of(over) if each != 1)
            below += (each for each in factors_of(under) if each != 1)
    return tuple(above), tuple(below)


def _parts(product: Expr) -> Sequence[Expr]:
    """Return what a rule has put side by side: SymPy's own products stay together."""
    if isinstance(product, Chain) and not isinstance(product, AsTyped):
        return [part for factor in product.args for part in _parts(factor)]
    if isinstance(product, Mul):
        chains = [factor for factor in product.args if isinstance(factor, Chain) and not isinstance(factor, AsTyped)]
        rest = [factor for factor in product.args if factor not in chains]
        return [*([Mul(*rest)] if rest else []), *(part for each in chains for part in _parts(each))]
    return [product]


def _divides(factor: Expr) -> bool:
    return isinstance(factor, Pow) and not isinstance(factor, exp) and bool(factor.exp.is_negative)
