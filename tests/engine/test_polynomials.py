"""Polynomials: what is equal becomes equal, and nothing else does."""

from fractions import Fraction

import pytest

from derivations.engine.polynomials import (
    HIGHEST,
    MOST,
    ONE,
    ZERO,
    Generators,
    NoPolynomialError,
    Polynomial,
    plus,
    scale,
    times,
)

KNOWN: Generators = Generators(lambda name, inside: KNOWN.power(inside, -1))
X, Y = KNOWN.symbol("x"), KNOWN.symbol("y")


def less(one: Polynomial, other: Polynomial) -> Polynomial:
    return plus(one, scale(other, -1))


def test_the_same_symbols_are_the_same_and_others_are_not() -> None:
    assert KNOWN.symbol("x") == X != Y
    assert not KNOWN.vanishes(less(times(X, X), times(X, Y)))
    assert KNOWN.vanishes(less(times(plus(X, Y), less(X, Y)), less(times(X, X), times(Y, Y))))


@pytest.mark.parametrize(("sign", "equal"), [(1, False), (-1, True)])
def test_what_stands_below_a_bar_is_brought_up(sign: int, equal: bool) -> None:
    below = KNOWN.power(plus(ONE, X), -1)
    # x/(1 + x) = 1 - 1/(1 + x)
    assert KNOWN.vanishes(less(times(X, below), plus(ONE, scale(below, sign)))) is equal
    inner = KNOWN.power(plus(ONE, below), -1)
    # 1/(1 + 1/(1 + x)) = (1 + x)/(2 + x)
    right = times(plus(ONE, X), KNOWN.power(plus({(): 2}, X), -1))
    assert KNOWN.vanishes(less(inner, right))
    assert not KNOWN.vanishes(less(inner, scale(right, 2)))


def test_roots_and_exponentials() -> None:
    root = KNOWN.power(plus(ONE, X), Fraction(1, 2))
    assert KNOWN.vanishes(less(times(root, root), plus(ONE, X)))
    assert not KNOWN.vanishes(less(root, plus(ONE, X)))
    assert not KNOWN.vanishes(less(root, ONE))
    assert not KNOWN.vanishes(less(times(root, X), X))
    both = KNOWN.function("exp", plus(X, Y))
    assert both == times(KNOWN.function("exp", X), KNOWN.function("exp", Y)) != KNOWN.function("exp", X)
    assert times(both, KNOWN.function("exp", scale(plus(X, Y), -1))) == ONE


@pytest.mark.parametrize(
    ("polynomial", "derivative"),
    [
        (times(X, times(X, Y)), scale(times(X, Y), 2)),
        (KNOWN.power(plus(ONE, X), -1), scale(KNOWN.power(plus(ONE, X), -2), -1)),
        (KNOWN.power(plus(ONE, X), Fraction(1, 2)), scale(KNOWN.power(plus(ONE, X), Fraction(-1, 2)), Fraction(1, 2))),
        (KNOWN.function("exp", scale(X, -1)), scale(KNOWN.function("exp", scale(X, -1)), -1)),
        (KNOWN.function("log", times(X, Y)), KNOWN.power(X, -1)),
        (Y, ZERO),
    ],
)
def test_derivatives(polynomial: Polynomial, derivative: Polynomial) -> None:
    assert KNOWN.vanishes(less(KNOWN.derivative(polynomial, X), derivative))
    assert not KNOWN.vanishes(less(KNOWN.derivative(polynomial, X), plus(derivative, X)))


def test_what_has_no_value_or_is_too_large_is_no_polynomial() -> None:
    for exponent in (-1, Fraction(1, 2)):
        with pytest.raises(NoPolynomialError):
            KNOWN.power(ZERO, exponent)
    assert KNOWN.power(plus(ONE, X), HIGHEST)
    with pytest.raises(NoPolynomialError):
        KNOWN.power(plus(ONE, X), HIGHEST + 1)
    large: Polynomial = {((number, 1),): 1 for number in range(MOST)}
    with pytest.raises(NoPolynomialError):
        times(large, plus(X, Y))
