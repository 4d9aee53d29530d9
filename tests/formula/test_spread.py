"""Maxima and minima outside of what is compared: the values stay, and no kink is left inside."""

import pytest

from derivations import Activation
from derivations.formula.constant import constant_value
from derivations.formula.reading import read
from derivations.formula.spread import is_extreme, spread
from derivations.formula.tree import Node, write


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("max(z, 1) - 2", "max(z - 2, 1 - 2)"),
        ("1 - max(z, 0)", "min(1 - z, 1 - 0)"),
        ("-2*min(z, 3)", "max(-2*z, -2*3)"),
        ("abs(z)/2", "max(z/2, -z/2)"),
        ("relu(z - 1)", "max(z - 1, 0)"),
        ("max(min(3*z, 1), 2) - z", "max(min(3*z - z, 1 - z), 2 - z)"),
        ("z*max(z, 0)", "z*max(z, 0)"),
        ("tanh(z)", "tanh(z)"),
    ],
)
def test_what_stands_outside(text: str, expected: str) -> None:
    found = spread(read(text, ("z",))[1])
    assert write(found) == expected
    for z in (-2, 0, 1, 5):
        assert constant_value(at(found, z)) == constant_value(at(read(text, ("z",))[1], z))


def test_what_would_be_too_large_stays_as_it_is() -> None:
    text = " + ".join(f"max(z, {number})" for number in range(12))
    assert spread(read(text, ("z",))[1]) == read(text, ("z",))[1]


def test_only_max_and_min_are_extremes() -> None:
    assert is_extreme(Activation.parse("max(z, 1)").tree)
    assert not is_extreme(Activation.parse("abs(z)").tree)


def at(tree: Node, z: int) -> Node:
    """Put a number in."""
    return read(write(tree).replace("z", f"({z}.0)"), ())[1]
