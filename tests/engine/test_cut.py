"""The part of a model that a result speaks of, and which results say the same of other layers."""

from functools import cache

import pytest
from sympy import Expr, IndexedBase

from derivations import Network, derive
from derivations.engine.cut import cut_of, key_of, whole
from derivations.engine.derivation import Results
from tests.oracles import planted


@cache
def deep() -> Results:
    return derive(Network((2,) * 7))


def key(target: str, derivation: Results | None = None) -> object:
    derivation = derivation or deep()
    result = derivation[target]
    return key_of(result, cut_of(result, derivation.model), derivation.model)


def test_a_cut_does_not_grow_with_the_network() -> None:
    cut = cut_of(deep()["delta3"], deep().model)
    assert {variable.name for variable in cut.variables} == {*("W3", "b3", "a2", "z3", "a3", "W4", "b4", "z4")}
    assert [variable.gradient for variable in cut.free] == ["delta4"]
    assert len(whole(deep().model).equations) == len(deep().model.equations)


def test_layers_between_the_first_and_the_last_say_the_same() -> None:
    for name in ("da", "delta", "dW", "db"):
        assert key(f"{name}3") == key(f"{name}4")
        # only what cites no delta sees that the cost comes next
        assert (key(f"{name}6") == key(f"{name}4")) == (name in {"dW", "db"})
    assert key("dW1") != key("dW2")  # a0 is data


@pytest.mark.parametrize(("old", "new"), [("a3", "a4"), ("delta4", "delta5"), ("delta4", "W4")])
def test_another_name_is_another_key(old: str, new: str) -> None:
    last = len(deep()["delta3"].lines) - 1
    value: Expr = deep()["delta3"].value
    wrong = planted(deep(), "delta3", last, value.xreplace({IndexedBase(old): IndexedBase(new)}))
    assert key("delta3", wrong) != key("delta4")
