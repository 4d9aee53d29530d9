"""What is compared with which number, and what is a number at a tie."""

from fractions import Fraction

import pytest

from derivations.formula.reading import read
from derivations.formula.straight import combination
from derivations.formula.ties import balance, is_number
from derivations.formula.tree import Node, write


def tree(text: str) -> Node:
    return read(text, ("a", "y", "z"))[1]


@pytest.mark.parametrize(
    ("text", "parts", "border"),
    [
        ("3z - 0.9", {"z": 1}, 0.3),
        ("0.9 - 3z", {"z": -1}, -0.3),
        ("3a - 0.3y + 0.8", {"a": 1, "y": -0.1}, -0.8 / 3),
        ("y/2 - 3a*y - 0.1", {"y": 1, "a*y": -6}, 0.2),
        ("2a*y - 1.2", {"a*y": 1}, 0.6),
        ("z^2 - 2sin(z) + 0.3", {"z**2": 1, "sin(z)": -2}, Fraction(-3, 10)),
        ("2sin(z) + 0.3", {"sin(z)": 2}, Fraction(-3, 10)),
        ("pi*z - 1", {"z": 1}, 0.3183098861837907),
        ("z - z + 2", {}, Fraction(-2)),
    ],
)
def test_a_sum_is_held_against_the_float64_next_to_its_border(
    text: str, parts: dict[str, float], border: float
) -> None:
    found = balance(tree(text))
    assert {write(part): float(each) for part, each in found.parts.items()} == parts
    assert (found.border, type(found.border)) == (border, type(border))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2(z + 1) - z - 2", {"z": 1}),
        ("z*y - y*z + 2", {None: 2}),
        ("z*z*3 - z^2", {"z**2": 2}),
        ("z/z + z", {None: 1, "z": 1}),
        ("(2z)^2/4", {"z**2": 1}),
        ("-a*-y*2", {"a*y": 2}),
        ("(z + 1)*(z - 1)", {"(z + 1)*(z - 1)": 1}),
        ("0*sin(z) + 2^3", {None: 8}),
        ("z^a*y", {"y*z**a": 1}),
        ("sin(2z)/3", {"sin(2*z)": 1 / 3}),
        ("0^2*z", {}),
    ],
)
def test_equal_parts_of_a_sum_are_one(text: str, expected: dict[str | None, float]) -> None:
    found = combination(tree(text))
    assert {part and write(part): float(each) for part, each in found.items()} == expected


@pytest.mark.parametrize("text", ["0.2", "z - z + 0.2", "relu(-1)", "max(0*z, 1)", "pi", "z/z", "sin(2) + y - y"])
def test_it_is_a_number(text: str) -> None:
    assert is_number(tree(text))


@pytest.mark.parametrize("text", ["z", "step(z)", "step((3z - 0.2)^2)", "0.2 if z > 0 else 0.3", "max(z, 1)", "z + 1"])
def test_it_is_none(text: str) -> None:
    assert not is_number(tree(text))
