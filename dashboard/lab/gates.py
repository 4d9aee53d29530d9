"""One unit with a step on the truth tables of two inputs: what it says, how it learns, and what it cannot do.

Goes in: weights and a threshold, a gate. Comes out: frozen records. Must not know: Streamlit, colours.

Weights are kept in tenths: sums of whole numbers are exact, and so is which side of the threshold a row is on. A unit
says the same if all its numbers are ten times as large.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

import numpy as np

from derivations import DataSet, and_gate, nand_gate, or_gate, xor
from derivations.errors import SpecificationError
from derivations.numeric import Perceptron

GATES: Mapping[str, DataSet] = {"and": and_gate(), "nand": nand_gate(), "or": or_gate(), "xor": xor()}
LARGEST = 1000.0  # of a weight: more than corrections lead to from what a slider can set
TENTHS = 10

# what units with two inputs compute, by what they say of (0, 0), (0, 1), (1, 0), (1, 1)
TABLES: Mapping[tuple[int, ...], str] = {
    (0, 0, 0, 0): "always 0",
    (0, 0, 0, 1): "AND",
    (0, 0, 1, 0): r"$x_1$ and not $x_2$",
    (0, 0, 1, 1): "$x_1$",
    (0, 1, 0, 0): r"$x_2$ and not $x_1$",
    (0, 1, 0, 1): "$x_2$",
    (0, 1, 1, 0): "XOR",
    (0, 1, 1, 1): "OR",
    (1, 0, 0, 0): "NOR",
    (1, 0, 0, 1): "equal",
    (1, 0, 1, 0): "not $x_2$",
    (1, 0, 1, 1): r"$x_1$ or not $x_2$",
    (1, 1, 0, 0): "not $x_1$",
    (1, 1, 0, 1): r"$x_2$ or not $x_1$",
    (1, 1, 1, 0): "NAND",
    (1, 1, 1, 1): "always 1",
}


@dataclass(frozen=True)
class Unit:
    """Two weights and a threshold: 1 where w_1 x_1 + w_2 x_2 > theta, else 0. Numbers with one decimal."""

    weights: tuple[float, float]
    threshold: float

    @property
    def perceptron(self) -> Perceptron:
        """The library's, in tenths; its bias is -theta."""
        first, second, threshold = (round(TENTHS * each) for each in (*self.weights, self.threshold))
        return Perceptron(np.array([first, second], dtype=float), float(-threshold))


@dataclass(frozen=True)
class Row:
    """A row of a truth table, its number from 1: what comes in, what it adds up to, what the unit says and should."""

    number: int
    inputs: tuple[int, ...]
    total: float
    output: int
    target: int

    @property
    def right(self) -> bool:
        """Whether the unit says what it should."""
        return self.output == self.target


@dataclass(frozen=True)
class Correction:
    """A row that is wrong, and the unit before and after the perceptron's rule has corrected it."""

    row: Row
    before: Unit
    after: Unit


@dataclass(frozen=True)
class Course:
    """All corrections from a unit on, and whether the last of them led back to where one of them began.

    ``again`` is the number of corrections in that circle, 0 if no row is wrong after the last correction. One of the
    two comes about: the weights of a perceptron stay bounded (Minsky and Papert, Perceptrons, 1969, ch. 11), in tenths.
    """

    corrections: tuple[Correction, ...]
    again: int


def read_weight(text: object) -> float:
    """Read a weight or a threshold: a number of one decimal at most, such as -0.7.

    Raises a SpecificationError, also if it is larger than 1000.
    """
    try:
        found = float(str(text))
    except ValueError:
        found = float("nan")
    if not isfinite(found) or abs(found) > LARGEST or abs(found * TENTHS - round(found * TENTHS)) > 1e-9:
        raise SpecificationError(f"{text!s:.40}; expected a number from -{LARGEST:g} to {LARGEST:g} with one decimal")
    return round(found, 1) + 0.0


def rows_of(unit: Unit, gate: DataSet) -> tuple[Row, ...]:
    """Return what a unit says of every row of a gate."""
    perceptron = unit.perceptron
    totals = (perceptron.weighted_input(gate.inputs) - perceptron.bias) / TENTHS
    said = perceptron.predict(gate.inputs)
    return tuple(
        Row(number, tuple(int(x) for x in inputs), float(total) + 0.0, int(output), int(target))
        for number, (inputs, total, output, target) in enumerate(
            zip(gate.inputs, totals, said, gate.targets.ravel(), strict=True), start=1
        )
    )


def correct_next(unit: Unit, gate: DataSet, rate: float, first: int = 1) -> Correction | None:
    """Correct the first row that is wrong, beginning at row ``first`` and going round; None if none is wrong.

    w + eta (y - output) x, theta - eta (y - output).
    """
    rows = rows_of(unit, gate)
    for row in (*rows[first - 1 :], *rows[: first - 1]):
        if not row.right:
            found = unit.perceptron.correct(np.array(row.inputs, dtype=float), float(row.target), TENTHS * rate)
            w1, w2 = (round(float(each)) / TENTHS for each in found.weights)
            return Correction(row, unit, Unit((w1, w2), round(-found.bias) / TENTHS + 0.0))
    return None


def follow(unit: Unit, gate: DataSet, rate: float, first: int = 1) -> Course:
    """Correct row after row, until none is wrong or everything is as it was before."""
    corrections: list[Correction] = []
    seen: dict[tuple[Unit, int], int] = {}
    while (unit, first) not in seen:
        seen[unit, first] = len(corrections)
        found = correct_next(unit, gate, rate, first)
        if found is None:
            return Course(tuple(corrections), 0)
        corrections.append(found)
        unit, first = found.after, found.row.number % len(gate.inputs) + 1
    return Course(tuple(corrections), len(corrections) - seen[unit, first])


def name_table(outputs: tuple[float, ...]) -> str:
    """Name what gives these outputs, rounded to 0 and 1, in the order of a gate's rows."""
    return TABLES[tuple(int(each > 0.5) for each in outputs)]
