r"""Numbers, vectors and matrices as a reader types or pastes them out of a book, a notebook or LaTeX.

Goes in: text that nobody trusts, and the shape that is wanted. Comes out: an array, or one sentence that names the
field, the row and the choices. Nothing is executed: a number with an operation in it goes through the library's own
whitelist. Must not know: Streamlit, networks.

What is read: 0.5, 1/2, sqrt(2), cos(1), the minus sign U+2212; rows by line or semicolon, cells by comma or blank;
[[1, 2], [3, 4]], [1 2; 3 4], (1, 2), (3, 4), \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}, a function of a whole
matrix. 0,5 is one number where the shape leaves no other choice; 1,000 is asked about unless other commas settle it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from dashboard.lab.typed_cells import FieldError, Grid, are_two, ask, count, cut, tidy, with_point
from derivations.errors import FormulaError, shown
from derivations.formula.constant import constant_value
from derivations.formula.reading import read
from derivations.numeric.arrays import Array, freeze
from derivations.numeric.data.columns import NUMBER

LARGEST = 1e9
MOST_NUMBERS = 800  # of a field: 50 samples of 16
MOST_CALCULATED = 100  # each takes some 3 ms: it is looked at with 240 digits
SUCH_AS = "such as 0.5, 1/2, sqrt(2) or cos(1)"
FRACTION = re.compile(r"([+-]?\d{1,15})/(\d{1,15})", re.ASCII)  # both are floats, and so their quotient is right


def read_number(text: str, field: str, *, least: float = -LARGEST, where: str = "") -> float:
    """Read one number; ``where`` says at which place of the field it stands.

    Raises a FieldError if it is none, or not between ``least`` and a thousand million.
    """
    place = f"{field}{where}"
    typed = tidy(text, field)
    if not where:
        typed = with_point(typed, field)
    if not typed:
        raise FieldError(field, f"{place} is empty; expected a number, {SUCH_AS}")
    try:
        found = _value(typed)
    except FormulaError:
        raise FieldError(field, f"{place}: {shown(text.strip())} is no number; expected one {SUCH_AS}") from None
    if found is None:
        raise FieldError(field, f"{place}: {shown(text.strip())} has no value; expected a number, {SUCH_AS}")
    if not least <= found <= LARGEST:
        raise FieldError(field, f"{place}: {shown(text.strip())}; expected a number from {least:g} to {LARGEST:g}")
    return found


def _value(typed: str) -> float | None:
    if NUMBER.fullmatch(typed):
        return float(typed)
    fraction = FRACTION.fullmatch(typed)
    if fraction and int(fraction[2]):
        return int(fraction[1]) / int(fraction[2])
    if are_two(typed):
        raise FormulaError(f"{typed} is two numbers")
    return constant_value(read(typed, ())[1])


def read_matrix(text: str, field: str, shape: tuple[int, int], *, rows_are: str, columns_are: str, other: str) -> Array:
    """Read a matrix of this shape; one with a single row or column may be typed as either.

    ``rows_are`` and ``columns_are`` say what a row and a column stand for, as in "one for each unit of layer 1";
    ``other`` is the layout in which a matrix of the turned shape would fit.
    """

    def fit(numbers: Array) -> Array | None:
        if numbers.shape == shape:
            return numbers
        return numbers.reshape(shape) if 1 in shape and numbers.shape == shape[::-1] else None

    rows, columns = shape
    wanted = f"{count(rows, 'row')} ({rows_are}) of {count(columns, 'number')} ({columns_are})"
    return _read(text, field, fit, wanted, lambda found: f", or choose {other}" if found == shape[::-1] else "")


def read_vector(text: str, field: str, size: int, *, numbers_are: str) -> Array:
    """Read a vector of this size, typed as a row or as a column; ``numbers_are`` says what they stand for."""

    def fit(numbers: Array) -> Array | None:
        return numbers.ravel() if numbers.size == size and 1 in numbers.shape else None

    return _read(text, field, fit, f"{count(size, 'number')} ({numbers_are})")


def read_samples(text: str, field: str, width: int, *, samples: int | None = None, numbers_are: str) -> Array:
    """Read samples as rows of ``width`` numbers, so many or any number of them; a single one may be a column.

    ``numbers_are`` says what the numbers of a row stand for.
    """

    def fit(numbers: Array) -> Array | None:
        columns = numbers.shape[1]
        for found in (numbers, numbers.T if 1 in (width, columns) else numbers):
            if found.shape[1] == width and samples in (None, len(found)):
                return found
        return None

    each = f"{count(width, 'number')} ({numbers_are})"
    wanted = f"a row of {each} for each sample" if samples is None else f"{count(samples, 'row')} of {each}"
    return _read(
        text,
        field,
        fit,
        f"{wanted}, one row for each sample in X" if samples else wanted,
        lambda found: "; where samples are columns, put ^T after it" if found[0] == width else "",
    )


def _read(
    text: str,
    field: str,
    fit: Callable[[Array], Array | None],
    wanted: str,
    choices: Callable[[tuple[int, ...]], str] = lambda found: "",
) -> Array:
    """Read text in every way that it can be meant, and take what fits.

    ``choices``: what else can be done, of the shape that does not fit. Raises a FieldError if nothing does, or 0,5 may
    be one number or two, and both would fit.
    """
    if not text.strip():
        raise FieldError(field, f"{field} is empty; expected {wanted}")
    first: Array | None = None
    trouble: FieldError | None = None
    found: list[Array] = []
    grids, turned = cut(text, field)
    for grid in grids:
        try:
            numbers = _numbers(grid, field).T if turned else _numbers(grid, field)
        except FieldError as error:
            trouble = trouble or error
            continue
        first = numbers if first is None else first
        fitted = fit(numbers)
        if fitted is not None and not any(np.array_equal(fitted, other) for other in found):
            found.append(fitted)
    if len(found) > 1:
        raise ask(text, field)
    if found:
        return freeze(found[0])
    if first is None and trouble is not None:
        raise trouble
    assert first is not None
    rows, columns = first.shape
    raise FieldError(
        field,
        f"{field} has {count(rows, 'row')} of {count(columns, 'number')}; expected {wanted}{choices(first.shape)}",
    )


def _numbers(grid: Grid, field: str) -> Array:
    lengths = [len(row) for row in grid]
    usual = max(lengths, key=lengths.count)
    for at, length in enumerate(lengths, start=1):
        if length != usual:
            others = "the others have" if len(grid) > 2 else "the other has"
            raise FieldError(field, f"{field}, row {at} has {count(length, 'number')}; {others} {usual}")
    if sum(lengths) > MOST_NUMBERS:
        raise FieldError(field, f"{field} has {sum(lengths)} numbers; the page has room for {MOST_NUMBERS}")
    calculated = [cell for row in grid for cell in row if not (NUMBER.fullmatch(cell) or FRACTION.fullmatch(cell))]
    if len(calculated) > MOST_CALCULATED:
        wanted = "expected numbers such as 0.5 or 1/2"
        raise FieldError(field, f"{field} has more than {MOST_CALCULATED} numbers to calculate; {wanted}")
    return np.array(
        [
            [read_number(cell, field, where=f", row {at}, number {k}") for k, cell in enumerate(row, start=1)]
            for at, row in enumerate(grid, start=1)
        ]
    )
