"""A unit on the truth tables: what it says against fractions, what it learns against the library, its circles."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from dashboard.lab.gates import GATES, TABLES, TENTHS, Unit, correct_next, follow, name_table, read_weight, rows_of
from derivations.errors import SpecificationError
from derivations.numeric.training.perceptron import learn

RATES = (0.1, 0.5, 1.0)
# sums like 0.1 + 0.2, which is above 0.3 for float64
NUMBERS = (-0.7, -0.3, 0.0, 0.1, 0.2, 0.3, 0.6)
UNITS = [Unit((w1, w2), threshold) for w1, w2, threshold in product(NUMBERS, repeat=3)]


def says(unit: Unit, inputs: tuple[int, ...]) -> int:
    first, second, threshold = (Fraction(str(each)) for each in (*unit.weights, unit.threshold))
    return int(first * inputs[0] + second * inputs[1] > threshold)


@pytest.mark.parametrize("gate", GATES)
def test_a_unit_says_what_exact_numbers_say(gate: str) -> None:
    assert 0.1 + 0.2 > 0.3
    assert [row.output for row in rows_of(Unit((0.1, 0.2), 0.3), GATES[gate])] == [0, 0, 0, 0]
    for unit in UNITS:
        for row in rows_of(unit, GATES[gate]):
            assert row.output == says(unit, row.inputs)
            assert row.target == GATES[gate].targets[row.number - 1]
            assert row.total == pytest.approx(np.dot(unit.weights, row.inputs), abs=1e-15)
            assert row.right is (row.output == row.target)


@pytest.mark.parametrize("gate", ["and", "nand", "or"])
@pytest.mark.parametrize("rate", RATES)
def test_it_learns_as_the_library_does(gate: str, rate: float) -> None:
    for unit in UNITS[::7]:
        *_, last = learn(GATES[gate].inputs, GATES[gate].targets, start=unit.perceptron, learning_rate=TENTHS * rate)
        course = follow(unit, GATES[gate], rate)
        assert course.again == 0
        assert len(course.corrections) == last.corrections
        end = course.corrections[-1].after if course.corrections else unit
        assert all(row.right for row in rows_of(end, GATES[gate]))
        assert (*end.perceptron.weights, end.perceptron.bias) == (*last.perceptron.weights, last.perceptron.bias)


def test_a_correction_adds_the_error_times_the_inputs() -> None:
    found = correct_next(Unit((0.5, 0.5), 0.2), GATES["and"], 0.1)
    assert found is not None
    assert (found.row.number, found.row.target, found.row.output) == (2, 0, 1)
    assert found.after == Unit((0.5, 0.4), 0.3)
    # the next turn is that of row 3, and after the last row comes the first
    following = correct_next(found.after, GATES["and"], 0.1, first=3)
    assert following is not None
    assert following.row.number == 3
    assert correct_next(Unit((0.5, 0.5), 0.7), GATES["and"], 0.1, first=4) is None


@pytest.mark.parametrize("rate", RATES)
def test_on_xor_it_goes_in_a_circle(rate: float) -> None:
    for unit in UNITS[::11]:
        course = follow(unit, GATES["xor"], rate)
        assert course.again
        # the same state, a number of corrections later
        states = [(unit, 1), *((each.after, each.row.number % 4 + 1) for each in course.corrections)]
        assert states[-1] == states[-1 - course.again]
        assert len(set(states)) == len(states) - 1


@pytest.mark.parametrize(("text", "number"), [("-0.7", -0.7), ("0.30", 0.3), ("-0", 0.0), (2, 2.0)])
def test_a_number_with_one_decimal_is_read(text: object, number: float) -> None:
    assert read_weight(text) == number


@pytest.mark.parametrize("text", ["0.25", "1001", "nan", "inf", "", "w", "1,5", "__import__('os')"])
def test_another_one_is_refused(text: str) -> None:
    with pytest.raises(SpecificationError, match="from -1000 to 1000 with one decimal"):
        read_weight(text)


def test_every_table_of_two_inputs_has_a_name() -> None:
    assert len(TABLES) == len(set(TABLES.values())) == 16
    for name, gate in GATES.items():
        assert name_table(tuple(gate.targets.ravel())) == name.upper()
    assert name_table((0.1, 0.9, 0.2, 0.8)) == "$x_2$"
