"""An expression as a function of numbers: of entries, of indices, of what is not defined."""

import math

import pytest
from sympy import KroneckerDelta, Symbol, log

from derivations.engine.definitions import apply_definition
from derivations.models.functions import SILU, TANH
from derivations.views.compiled import compile_number

VALUES = {("w1", (1, 2)): 3.0, ("b1", (2,)): 0.5, ("x", ()): 0.0}


def lookup(name: str, positions: tuple[int, ...]) -> float:
    return VALUES[name, positions]


def test_entries_are_looked_up_by_their_names_and_positions() -> None:
    found = compile_number(Symbol("w1@1,2") * Symbol("b1@2") + Symbol("x"))
    assert found.entries == (("b1", (2,)), ("w1", (1, 2)), ("x", ()))
    assert found.value(lookup) == 1.5


def test_positions_may_be_indices() -> None:
    j, k = Symbol("j"), Symbol("k")
    found = compile_number(Symbol("w1@j,2") * KroneckerDelta(j, k))
    assert found.value(lookup, {"j": 1, "k": 1}) == 3.0
    assert found.value(lookup, {"j": 1, "k": 2}) == 0.0
    with pytest.raises(KeyError):
        found.value(lookup, {"k": 1})


def test_what_has_no_value_is_none() -> None:
    x = Symbol("x")
    assert compile_number(1 / x).value(lookup) is None
    assert compile_number(log(x - 1)).value(lookup) is None
    assert compile_number(x).value(lambda *_: float("nan")) is None


def test_a_function_by_name_is_its_definition() -> None:
    assert compile_number(SILU(Symbol("b1@2"))).value(lookup) == pytest.approx(0.3112296656009273)


@pytest.mark.parametrize("z", [-300.0, -30.0, 15.0, 30.0, 300.0])
def test_a_small_difference_keeps_its_digits(z: float) -> None:
    """1 - tanh(z)^2 is 4 exp(-2 |z|) there; with 15 digits it would be 0."""
    found = compile_number(apply_definition(TANH, 1)(Symbol("z")))
    e = math.exp(-2 * abs(z))
    assert found.value(lambda *_: z) == pytest.approx(4 * e / (1 + e) ** 2, rel=1e-12)
