"""The chain rule twice: what is shown of it is derived, and both ways of the example come to what SymPy finds."""

from functools import cache

import pytest
from sympy import diff, symbols

from dashboard.lab import chain_rule
from dashboard.lab.chain_rule import ChainRule, derive_chain_rules
from derivations.engine.model import Model
from derivations.models.chain_rule import of_two_variables_twice

x, y, s, t = symbols("x y s t")


@cache
def chain_rules() -> tuple[ChainRule, ...]:
    return derive_chain_rules()


def test_one_and_two_variables() -> None:
    one, two = chain_rules()
    assert one.general == (
        r"y = f(u),\quad u = g(x)",
        r"\frac{d y}{dx} = \frac{d y}{du} \frac{\partial u}{\partial x} = \frac{d y}{du} g'(x) = f'(u) g'(x)",
    )
    assert two.general[1].endswith(r"\frac{d z}{dx} g'(t) + \frac{d z}{dy} h'(t)")
    assert one.same
    assert two.same


def test_the_example_by_substitution_and_by_expansion() -> None:
    one, two = chain_rules()
    assert one.substitution[0].startswith(r"\frac{d f}{dx} = \frac{d f}{du} \frac{\partial u}{\partial x}")
    assert one.substitution[1].endswith("= 2 u")
    assert one.expansion[0] == "f = x^{2} + 2 x y + y^{2}"
    assert one.expansion[1].endswith("= 2 (x + y)")
    assert two.expansion[0] == "z = s^{2} t^{2} + s^{2} t + s t^{2}"
    assert two.expansion[1].endswith("= 2 s t^{2} + 2 s t + t^{2}")


def test_the_result_is_sympy_s() -> None:
    assert diff((x + y) ** 2, x).expand() == 2 * x + 2 * y
    assert chain_rules()[0].result == "2 x + 2 y"
    assert diff((s * t) ** 2 + s * t * (s + t), s).expand() == t**2 + 2 * s * t + 2 * s * t**2
    assert chain_rules()[1].result == "2 s t^{2} + 2 s t + t^{2}"


def test_an_expansion_that_is_another_function_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    right = chain_rule._in_inputs
    monkeypatch.setattr(chain_rule, "_in_inputs", lambda model: right(model) + s**2)
    general: Model = of_two_variables_twice()
    assert not chain_rule._rule("wrong", general, "s", of_two_variables_twice(), "s").same
