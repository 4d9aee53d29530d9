"""The chain rule as models: their derivations are the theorem, and hold for other functions as well."""

import pytest
from sympy import Expr, Function, S, cos, diff, sin, symbols
from sympy import exp as e

from derivations import Derivation, Model, derive
from derivations.engine.check import check
from derivations.engine.definitions import Definition
from derivations.errors import SpecificationError
from derivations.models.chain_rule import (
    Z,
    expand_steps,
    of_one_variable,
    of_two_variables,
    of_two_variables_twice,
    square_by_substitution,
)
from derivations.models.functions import SIGMOID
from derivations.rendering.lines import print_result
from derivations.views.same_gradient import derivation_is_general, in_inputs
from tests.oracles import planted

x, y, s, t = symbols("x y s t")
OTHER = Definition("g", "g", Z, Z * sin(Z))
THIRD = Definition("f", "f", Z, Z**5 + Z)
FOURTH = Definition("h", "h", Z, cos(Z) + Z**2)


def formulas(derivation: Derivation, target: str) -> list[str]:
    return [line.formula for line in print_result(derivation, target).lines]


def test_one_variable() -> None:
    derivation = derive(of_one_variable())
    lines = formulas(derivation, "dx")
    # each has one variable only: no partial derivatives
    assert lines[0] == r"\frac{d y}{du} \frac{\partial u}{\partial x}"
    assert lines[-1] == "f'(u) g'(x)"


def test_two_variables() -> None:
    derivation = derive(of_two_variables())
    assert print_result(derivation, "dt").left == r"\frac{d z}{dt}"
    lines = formulas(derivation, "dt")
    assert lines[0] == r"\frac{d z}{dx} \frac{\partial x}{\partial t} + \frac{d z}{dy} \frac{\partial y}{\partial t}"
    assert lines[-1] == r"\frac{d z}{dx} g'(t) + \frac{d z}{dy} h'(t)"


def test_two_variables_of_two_variables() -> None:
    derivation = derive(of_two_variables_twice())
    for target, inner in (("ds", "s"), ("dt", "t")):
        assert formulas(derivation, target)[0] == " + ".join(
            rf"\frac{{d z}}{{d{way}}} \frac{{\partial {way}}}{{\partial {inner}}}" for way in "xy"
        )


def g(of: Expr) -> Expr:
    return of**3 + 2 * of


def f(of: Expr) -> Expr:
    return of**2 - 3 * of


def h(of: Expr) -> Expr:
    return of**4 - of


@pytest.mark.parametrize(
    ("model", "whole"),
    [
        (of_one_variable(), f(g(x))),
        (of_two_variables(), g(t) ** 2 + g(t) * h(t)),
        (of_two_variables(sin(x * y) + e(y)), sin(g(t) * h(t)) + e(h(t))),
        (of_two_variables_twice(), (s * t) ** 2 + s * t * (s + t)),
        (square_by_substitution(), (x + y) ** 2),
        (expand_steps((x + y) ** 2), (x + y) ** 2),
        (expand_steps((x - 2 * y) ** 3), (x - 2 * y) ** 3),
    ],
    ids=lambda each: each.name if isinstance(each, Model) else "",
)
def test_the_gradient_is_that_of_the_whole_put_together(model: Model, whole: Expr) -> None:
    derivation = derive(model)
    for variable in model.inputs:
        wanted = diff(whole, variable.at())
        assert (in_inputs(derivation, variable.gradient) - wanted).expand() == 0


def test_the_lines_do_not_depend_on_the_functions() -> None:
    one = derive(of_one_variable())
    assert derivation_is_general(one, derive(of_one_variable(OTHER, THIRD)))
    two = derive(of_two_variables())
    assert derivation_is_general(two, derive(of_two_variables(None, OTHER, FOURTH)))
    # sympy's own chain rule for functions that are only names
    outer, inner = Function("f"), Function("g")
    assert outer(inner(x)).diff(x).doit().has(inner(x).diff(x))


def test_lines_that_do_depend_on_them_are_told() -> None:
    # sigma' is written in terms of sigma: lines that are no longer those of any function
    known = of_one_variable(Definition("g", "g", Z, SIGMOID.expression))
    assert not derivation_is_general(derive(of_one_variable()), derive(known))
    assert not derivation_is_general(derive(of_one_variable()), derive(of_two_variables()))


@pytest.mark.parametrize(("target", "model"), [("dx", of_one_variable()), ("dt", of_two_variables())])
def test_a_forgotten_inner_derivative_is_rejected(target: str, model: Model) -> None:
    derivation = derive(model)
    last = len(derivation[target].lines) - 1
    inner = [node for node in derivation[target].value.atoms(Function) if node.func.__name__ in {"g'", "h'"}]
    assert inner
    wrong = planted(derivation, target, last, derivation[target].value.xreplace(dict.fromkeys(inner, S.One)))
    assert not check(wrong, [target]).by_line[target, last].ok


@pytest.mark.parametrize("outer", [x, x * y * t, x + s])
def test_an_outer_function_needs_both_variables(outer: Expr) -> None:
    with pytest.raises(SpecificationError, match=r"expected an expression in both x and y"):
        of_two_variables(outer)


def test_there_is_something_to_differentiate_by() -> None:
    with pytest.raises(SpecificationError, match="4 has no variables to differentiate by"):
        expand_steps(x - x + 4)
