"""One of two values: in the order that was written, by a condition, with a derivative that both share at a tie."""

import pytest
from sympy import Expr, Piecewise, S, Symbol, pi, sqrt, symbols

from derivations.engine.definitions import apply_definition
from derivations.engine.selection import CHOICES, HEAVISIDE, POSITIVE, Larger, Smaller

u, v, w = symbols("u v w", real=True)


@pytest.mark.parametrize("function", [Larger, Smaller])
def test_arguments_stay_as_they_are_written(function: type[Larger]) -> None:
    assert function(v, u).args == (v, u)
    assert function(u, u).args == (u, u)
    assert function(w, u).xreplace({w: u - 1}).args == (u - 1, u)


@pytest.mark.parametrize(
    ("expression", "at", "derivative"),
    [
        (Larger(u, v), (2, 1), 1),
        (Larger(u, v), (1, 2), 0),
        (Larger(u, v), (1, 1), S.Half),
        (Smaller(v, u), (2, 1), 0),
        (Smaller(v, u), (1, 2), 1),
        (Smaller(v, u), (1, 1), S.Half),
        (Larger(0, u), (0, 1), 0),
        (Smaller(u, 3), (2, 1), 1),
        (CHOICES["<="](u, v, u**2, v), (1, 1), 2),
        (CHOICES["<"](u, v, u**2, v), (1, 1), 0),
        (CHOICES[">"](u, v, v, 3 * u), (1, 1), 3),
        (CHOICES[">="](u, v, v, 3 * u), (1, 1), 0),
    ],
)
def test_the_derivative_along_u(expression: Expr, at: tuple[int, int], derivative: Expr) -> None:
    assert expression.diff(u).xreplace(dict(zip((u, v), at, strict=True))) == derivative


@pytest.mark.parametrize("sign", CHOICES)
@pytest.mark.parametrize("at", [-1, 0, 1])
def test_just_one_of_two_values_is_selected(sign: str, at: int) -> None:
    choice = CHOICES[sign](u, v, u**2, v)
    one, other = (choice.fdiff(argument).xreplace({u: at, v: 0}) for argument in (3, 4))
    holds = bool(choice.condition.xreplace({u: at, v: 0}))
    assert (one, other) == (int(holds), int(not holds))


@pytest.mark.parametrize("sign", CHOICES)
def test_of_two_values_that_are_the_same_none_is_selected(sign: str) -> None:
    assert CHOICES[sign](u, v, u**2, u**2) == u**2


def test_what_a_difference_says_is_a_function_of_one_variable() -> None:
    z = Symbol("z", real=True)
    for definition in (POSITIVE, HEAVISIDE):
        assert isinstance(definition.expression, Piecewise)
        assert definition(z).func is apply_definition(definition)


@pytest.mark.parametrize(
    ("one", "other", "border"),
    [
        (pi * u, u, u > 0),
        (u, pi * u, u < 0),
        (sqrt(2) * u, u + pi, u > pi / (sqrt(2) - 1)),
        (u**2, pi * u, u**2 > pi * u),
    ],
)
def test_a_comparison_of_two_lines_is_solved_where_the_sign_of_the_slope_is_known(
    one: Expr, other: Expr, border: Expr
) -> None:
    first, *_ = Larger(one, other).cases(S(5), S(6), S(7)).args
    assert first == (5, border)


def test_what_another_argument_is_always_ahead_of_by_a_number_is_no_contender() -> None:
    assert Larger(u, u + 1, v).contenders == Larger(u + 1, v)
    assert Smaller(u, u + 1, v).contenders == Smaller(u, v)
    assert Larger(u, u - pi).contenders == u
    for every in (Larger(u, u, v), Larger(u, 2 * u, v), Larger(u, 3, 5)):
        assert every.contenders is every
