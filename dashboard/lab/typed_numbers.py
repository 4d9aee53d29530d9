r"""Numbers, vectors and matrices as a reader types or pastes them out of a book, a notebook or LaTeX.

Goes in: text that nobody trusts, and the shape that is wanted. Comes out: an array, or one sentence that names the
field, the row and the choices. Nothing is executed: a number with an operation in it goes through the library's own
whitelist. Must not know: Streamlit, networks.

What is read: 0.5, 1/2, sqrt(2), cos(1), the minus sign U+2212; rows by line or semicolon, cells by comma or blank;
[[1, 2], [3, 4]], [1 2; 3 4], (1, 2), (3, 4), \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}, a function of a whole
matrix. 0,5 is one number where the shape leaves no other choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from derivations.errors import FormulaError, SpecificationError, shown
from derivations.formula.constant import constant_value
from derivations.formula.reading import read
from derivations.numeric.arrays import Array, freeze
from derivations.numeric.data.columns import NUMBER, one_minus

MOST_LETTERS = 20_000
LARGEST = 1e9
SUCH_AS = "such as 0.5, 1/2, sqrt(2) or cos(1)"
ARRAYS = ("array", "asarray", "matrix", "tensor", "Tensor", "FloatTensor", "Matrix")
ENVELOPE = re.compile(r"^\s*(?:\w+\.)*(\w+)\s*\(\s*(\[.*\])\s*(?:,\s*dtype\s*=\s*[\w.]+\s*)?\)\s*$", re.DOTALL)
TYPESET = re.compile(r"\\(?:begin|end)\s*\{\w+\*?\}|\\left|\\right|\$")
DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d+),(\d+)(?![\d.,]*\d)")
TURNED = re.compile(r"(?:\^\s*\{?\s*(?:T|\\top|\\intercal)\s*\}?|\.T)\s*$")
OPENING, CLOSING = "([{", ")]}"
OPERATORS = "+-*/^·×"
ASSIGNED = re.compile(r"^\s*[A-Za-z][\w^(){}]*\s*=\s*(?=[^=])")

Grid = list[list[str]]


class FieldError(SpecificationError):
    """What stands in a field cannot be read, or does not fit; ``field`` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def read_number(text: str, field: str, *, least: float = -LARGEST, where: str = "") -> float:
    """Read one number; ``where`` says at which place of the field it stands.

    Raises a FieldError if it is none, or not between ``least`` and a thousand million.
    """
    place = f"{field}{where}"
    typed = one_minus(text)
    commas = DECIMAL_COMMA.fullmatch(typed.lstrip("+-"))
    if commas and not where:
        typed = typed.replace(",", ".")
    if not typed:
        raise FieldError(field, f"{place} is empty; expected a number, {SUCH_AS}")
    try:
        found = float(typed) if NUMBER.fullmatch(typed) else constant_value(read(typed, ())[1])
    except FormulaError:
        raise FieldError(field, f"{place}: {shown(text.strip())} is no number; expected one {SUCH_AS}") from None
    if found is None:
        raise FieldError(field, f"{place}: {shown(text.strip())} has no value; expected a number, {SUCH_AS}")
    if not least <= found <= LARGEST:
        raise FieldError(field, f"{place}: {shown(text.strip())}; expected a number from {least:g} to {LARGEST:g}")
    return found


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
    wanted = f"{_count(rows, 'row')} ({rows_are}) of {_count(columns, 'number')} ({columns_are})"
    return _read(text, field, fit, wanted, lambda found: f", or choose {other}" if found == shape[::-1] else "")


def read_vector(text: str, field: str, size: int, *, numbers_are: str) -> Array:
    """Read a vector of this size, typed as a row or as a column; ``numbers_are`` says what they stand for."""

    def fit(numbers: Array) -> Array | None:
        return numbers.ravel() if numbers.size == size and 1 in numbers.shape else None

    return _read(text, field, fit, f"{_count(size, 'number')} ({numbers_are})")


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

    each = f"{_count(width, 'number')} ({numbers_are})"
    wanted = f"a row of {each} for each sample" if samples is None else f"{_count(samples, 'row')} of {each}"
    return _read(
        text,
        field,
        fit,
        f"{wanted}, one row for each sample in X" if samples else wanted,
        lambda found: "; where samples are columns, put ^T after it" if found[0] == width else "",
    )


def read_cells(text: str, field: str, shape: tuple[int, ...]) -> dict[tuple[int, ...], str]:
    """Cut text into the cells of an array of this shape, by position from 1; a vector may be a row or a column.

    Raises a FieldError if it has another shape.
    """
    rows, columns = shape if len(shape) == 2 else (1, *shape) if shape else (1, 1)
    found: list[Grid] = []
    for grid in _grids(text, field):
        turned = [list(column) for column in zip(*grid, strict=False)]
        ways = (grid, turned) if 1 in (rows, columns) else (grid,)
        found += [way for way in ways if len(way) == rows and all(len(row) == columns for row in way)]
    if not found:
        of_rows = f"{_count(rows, 'row')} of " if rows > 1 else ""
        raise FieldError(field, f"{field} has another shape; expected {of_rows}{_count(columns, 'number')}")
    cells = found[0]
    if len(shape) < 2:
        return {(at,) * len(shape): cell for at, cell in enumerate(cells[0], start=1)}
    return {(i, k): cell for i, row in enumerate(cells, start=1) for k, cell in enumerate(row, start=1)}


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
    if len(text) > MOST_LETTERS:
        raise FieldError(field, f"{field} has {len(text)} letters; expected at most {MOST_LETTERS}")
    first: Array | None = None
    trouble: FieldError | None = None
    found: list[Array] = []
    turned = TURNED.search(text)
    for grid in _grids(text[: turned.start()] if turned else text, field):
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
        comma = DECIMAL_COMMA.search(text)
        said = comma[0] if comma else "0,5"
        raise FieldError(
            field,
            f"{field}: {said} may be one number or two; write {said.replace(',', '.')} for one, "
            f"{said.replace(',', ', ')} for two",
        )
    if found:
        return freeze(found[0])
    if first is None and trouble is not None:
        raise trouble
    assert first is not None
    rows, columns = first.shape
    raise FieldError(
        field,
        f"{field} has {_count(rows, 'row')} of {_count(columns, 'number')}; expected {wanted}{choices(first.shape)}",
    )


def _numbers(grid: Grid, field: str) -> Array:
    lengths = [len(row) for row in grid]
    usual = max(lengths, key=lengths.count)
    for at, length in enumerate(lengths, start=1):
        if length != usual:
            others = "the others have" if len(grid) > 2 else "the other has"
            raise FieldError(field, f"{field}, row {at} has {_count(length, 'number')}; {others} {usual}")
    return np.array(
        [
            [read_number(cell, field, where=f", row {at}, number {k}") for k, cell in enumerate(row, start=1)]
            for at, row in enumerate(grid, start=1)
        ]
    )


def _grids(text: str, field: str) -> Iterator[Grid]:
    """Give the cells of a text, in every way in which its commas and semicolons can be meant."""
    plain = ASSIGNED.sub("", one_minus(text).replace("\u00a0", " "))
    plain = TYPESET.sub(" ", plain.replace(r"\\", "\n").replace("&", ",").replace(r"\,", " "))
    plain, function = plain.replace("|", " "), ""
    if "\\" not in plain:
        plain = plain.translate({ord("{"): "[", ord("}"): "]"})
    if envelope := ENVELOPE.match(plain):
        function, plain = ("" if envelope[1] in ARRAYS else envelope[1]), envelope[2]
    whole = _inside(plain)
    if whole and re.search(r"[;\n]", whole):
        plain = whole
    pointed = DECIMAL_COMMA.sub(r"\1.\2", plain)
    texts = [plain] if pointed == plain else [plain, pointed, pointed.replace(";", ",")]
    if not re.search(r"[;\n\[]", plain):
        texts.append(plain.replace(",", ";"))  # 1 2, 3 4
    for each in texts:
        grid = [_cells(line) for line in _lines(each, field)]
        yield [[f"{function}({cell})" if function else cell for cell in row] for row in grid]


def _lines(text: str, field: str) -> Sequence[str]:
    """Cut a text into rows: brackets inside of brackets, lines, or semicolons."""
    for opening, closing in zip(OPENING, CLOSING, strict=True):
        if text.count(opening) != text.count(closing):
            raise FieldError(field, f"{field} has {text.count(opening)} {opening} and {text.count(closing)} {closing}")
    if "[" in text:
        inner = re.findall(r"\[([^\[\]]*)\]", text)
        rest = re.sub(r"\[[^\[\]]*\]", " ", text)
        if left := re.sub(r"[\s,;\[\]]", "", rest):
            raise FieldError(field, f"{field} has {shown(left)} outside of the brackets; expected numbers inside")
        if len(inner) > 1:
            return [" ".join(each.split()) for each in inner]
        text = inner[0]
    lines = [line for line in re.split(r"[;\n]", text) if line.strip(" \t,")]
    pieces = [piece for line in lines for piece in _split(line, ",")]
    bracketed = [_inside(piece) for piece in pieces]
    if lines and all(each is not None and len(_cells(each)) > 1 for each in bracketed):
        return [each for each in bracketed if each is not None]
    return lines or [""]


def _inside(piece: str) -> str | None:
    """Return what stands in the one pair of round brackets that a piece is; None if it is none."""
    piece = piece.strip()
    if not (piece.startswith("(") and piece.endswith(")")):
        return None
    depth = 0
    for at, sign in enumerate(piece):
        depth += (sign in OPENING) - (sign in CLOSING)
        if depth == 0 and at < len(piece) - 1:
            return None
    return piece[1:-1]


def _cells(line: str) -> list[str]:
    """Cut a row into cells: at commas, or else at blanks, but not at those around a sign: 1 - 2 is one number."""
    cells = [cell.strip() for cell in _split(line, ",")]
    if len(cells) > 1:
        return cells[:-1] if not cells[-1] else cells
    found: list[str] = []
    for word in _split(line.strip(), " \t"):
        if found and word and _goes_on(found[-1], word):
            found[-1] += f" {word}"
        elif word:
            found.append(word)
    return found or [""]


def _goes_on(before: str, word: str) -> bool:
    name = before.isidentifier() and before not in ("e", "pi")
    return name or before[-1] in OPERATORS or word[0] in "*/^·×" or word in OPERATORS


def _split(line: str, signs: str) -> list[str]:
    """Cut a line at signs that stand in no brackets."""
    parts, depth = [""], 0
    for sign in line:
        depth += (sign in OPENING) - (sign in CLOSING)
        if sign in signs and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"
