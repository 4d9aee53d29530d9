"""Operations that keep what was typed, beside the same without it."""

import random

import pytest
from sympy import Symbol, preorder_traversal

from derivations.engine.expressions import AsTyped, product
from derivations.errors import FormulaError
from derivations.formula import Activation
from derivations.formula.tree import FreeVariable, walk
from derivations.models.formula_functions import CITED
from derivations.models.formulas import Z, definition, translate
from derivations.models.keeping import keeping
from tests.formula.texts import formula

KEPT = keeping(CITED)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("exp(z)**2", 1),
        ("z*z*z", 3),
        ("z-(-z)", 1),
        ("1/exp(z)", 1),
        ("z**2/z", 1),
        ("z/2", 0),
        ("1/z**2", 0),
        ("z**1", 0),
        ("2*3*z", 1),
        ("2*0.25*z", 1),
        ("z*2*3", 1),
        ("1+2+z", 1),
        ("z/2/3", 0),
        ("2*z/3", 0),
        ("-2*z", 0),
        ("z**(2*3)", 0),
        ("3*(z+1)", 0),
        ("z-(1-z)", 0),
        ("exp(z)/(1+exp(z))", 0),
        ("sigmoid(-z)", 0),
        ("max(-z, 0)", 0),
        ("sin(1-z)", 0),
    ],
)
def test_only_what_sympy_turns_is_kept_apart(text: str, parts: int) -> None:
    found = translate(Activation.parse(text).tree, {"z": Z}, KEPT)
    assert sum(isinstance(part, AsTyped) for part in preorder_traversal(found)) == parts
    assert (definition(Activation.parse(text)).typed is None) == (parts == 0)


def test_what_is_kept_is_the_same_and_loses_no_variable() -> None:
    rng = random.Random(5)
    checked = 0
    for _ in range(300):
        try:
            activation = Activation.parse(formula(rng, ("z",), rng.randint(1, 3)))
            read = definition(activation).expression
        except FormulaError:
            continue
        typed = translate(activation.tree, {"z": Z}, KEPT)
        assert product(typed) == product(read)
        # cases are taken apart, and max(z, z) is z
        if not any(type(node).__name__ in ("Cases", "Call") for node in walk(activation.tree)):
            variables = sum(isinstance(node, FreeVariable) for node in walk(activation.tree))
            assert str(typed).replace("AsTyped", "").count("z") == variables
            checked += 1
    assert checked > 30


def test_a_part_that_is_kept_stays_one() -> None:
    z = Symbol("z")
    assert AsTyped(z) + AsTyped(z) == 2 * AsTyped(z)
    assert -AsTyped(-z) != z
    assert product(-AsTyped(-z)) == z
