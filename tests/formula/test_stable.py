"""Formulas that overflow on the way, and what they are rewritten to."""

import pytest

from derivations.formula.reading import read
from derivations.formula.size import value
from derivations.formula.stable import stable
from derivations.formula.tree import Node


def tree_of(text: str) -> Node:
    return read(text, ("z",))[1]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("log(1 + exp(z))", "softplus(z)"),
        ("log(exp(2*z) + 1)", "softplus(2*z)"),
        ("1/(1 + exp(-z))", "sigmoid(z)"),
        ("z/(1 + e**(-z))", "z*sigmoid(z)"),
        ("exp(z)/(1 + exp(z))", "sigmoid(z)"),
        ("(exp(z) - exp(-z))/(exp(z) + exp(-z))", "tanh(z)"),
        ("(exp(z) + exp(-z))/(exp(z) - exp(-z))", "(exp(z) + exp(-z))/(exp(z) - exp(-z))"),
        ("log(2 + exp(z))", "log(2 + exp(z))"),
    ],
)
def test_a_formula_that_overflows_on_the_way_is_rewritten(text: str, shown: str) -> None:
    assert stable(tree_of(text)) == tree_of(shown)


@pytest.mark.parametrize(
    "text",
    [
        "log(1 + exp(z))",
        "z/(1 + exp(-3*z))",
        "(exp(z) - exp(-z))/(exp(z) + exp(-z))",
        "exp(z)/(1 + exp(z))",
    ],
)
def test_the_rewritten_formula_has_the_same_values(text: str) -> None:
    tree = tree_of(text)
    assert stable(tree) != tree
    for at in (-2.5, -0.1, 0.0, 0.7, 2.2):
        assert value(stable(tree), {"z": at}) == pytest.approx(value(tree, {"z": at}), rel=1e-13, abs=1e-15)
