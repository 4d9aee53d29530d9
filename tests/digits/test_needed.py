"""Formulas with as many digits as they need: right wherever they have a value, and without one where they have none."""

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest

from derivations.digits.needed import ROUNDINGS, as_needed
from derivations.digits.tracked import BoundedArray

POINTS = np.array([-800.0, -40.0, -27.0, -3.1, -1.0, -1e-9, 0.0, 1e-9, 0.5, 1.0, 2.4, 27.0, 36.5, 100.0, 800.0])
# a formula in NumPy, and in mpmath
FORMULAS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "cancels": (lambda z: 1 - np.tanh(z) ** 2, lambda z: 1 - mpmath.tanh(z) ** 2),
    "overflows": (lambda z: np.exp(z) / (1 + np.exp(z)), lambda z: mpmath.exp(z) / (1 + mpmath.exp(z))),
    "inf / inf": (lambda z: np.sinh(z) / np.cosh(z), mpmath.tanh),
    "exponential of an exponential": (lambda z: np.exp(-np.exp(-z)), lambda z: mpmath.exp(-mpmath.exp(-z))),
    "logarithm near 1": (lambda z: np.log(1 + np.exp(-z)), lambda z: mpmath.log(1 + mpmath.exp(-z))),
    "a double zero": (lambda z: z**2 - 2 * z + 1, lambda z: (z - 1) ** 2),
    "cases": (lambda z: np.where(z > 1, z, np.exp(z) - 1 - z), lambda z: z if z > 1 else mpmath.exp(z) - 1 - z),
    "a root": (lambda z: abs(z) ** (z.of(1) / 3), lambda z: mpmath.cbrt(abs(z))),
    "a power of 0 or more": (
        lambda z: np.cos(abs(z) ** z.constant("e") / 1e9) - 1,
        lambda z: mpmath.cos(abs(z) ** mpmath.e / mpmath.mpf(10) ** 9) - 1,
    ),
    "waves": (lambda z: np.cos(z) - 1, lambda z: mpmath.cos(z) - 1),
    "erf": (lambda z: 1 + z.function("erf"), lambda z: mpmath.erfc(-z)),
    "asin at its end": (
        lambda z: np.arcsin(1 - np.exp(-abs(z))),
        lambda z: mpmath.asin(1 - mpmath.exp(-abs(z))),
    ),
    "acos at its end": (
        lambda z: np.arccos(1 - np.exp(-abs(z))),
        lambda z: mpmath.acos(1 - mpmath.exp(-abs(z))),
    ),
    "acosh at its end": (
        lambda z: np.arccosh(1 + np.exp(-abs(z))),
        lambda z: mpmath.acosh(1 + mpmath.exp(-abs(z))),
    ),
    "atanh at its end": (
        lambda z: np.arctanh(1 - np.exp(-abs(z))),
        lambda z: mpmath.atanh(1 - mpmath.exp(-abs(z))),
    ),
    "asinh of a large number": (lambda z: np.arcsinh(np.exp(z)) - z, lambda z: mpmath.asinh(mpmath.exp(z)) - z),
    "cancels beside asin": (lambda z: np.arcsin(z / 1e4) - z / 1e4, lambda z: mpmath.asin(z / 1e4) - z / 1e4),
    "a constant": (lambda z: z - z.constant("pi"), lambda z: z - mpmath.pi),
}


# where a part has more than 10^18 digits; and what it comes to, in NumPy
FAR_OUT: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "log(2 + e^(e^z))": (lambda z: np.log(2 + np.exp(np.exp(z))), np.exp),
    "log cosh(e^z)": (lambda z: np.log(np.cosh(np.exp(z))), lambda z: np.exp(z) - np.log(2)),
    "e^(e^z) / (3 + e^(e^z))": (lambda z: np.exp(np.exp(z)) / (3 + np.exp(np.exp(z))), np.ones_like),
    "the root of its square": (lambda z: np.log(np.sqrt(np.exp(np.exp(z)) ** 2)), np.exp),
    "e^(e^(e^z))": (lambda z: np.exp(np.exp(np.exp(z))), lambda z: np.full_like(z, np.inf)),
    "1 / e^(e^(e^z))": (lambda z: 1 / np.exp(np.exp(np.exp(z))), np.zeros_like),
}


def off(compute: Callable[[BoundedArray], BoundedArray], exact: Callable[[Any], Any]) -> float:
    """Give by how many roundings the values are off, at most."""
    (found,) = as_needed(lambda z: (compute(z),), POINTS)
    with mpmath.workdps(900):
        right = np.array([float(exact(mpmath.mpf(z))) for z in POINTS])
    return float(np.max(np.abs(found - right) / np.maximum(np.abs(right), 1e-306))) * 2**53


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", FORMULAS)
def test_a_value_has_its_digits_wherever_it_is(name: str) -> None:
    assert off(*FORMULAS[name]) <= ROUNDINGS


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", FAR_OUT)
def test_a_formula_has_its_digits_where_a_part_is_beyond_all_measure(name: str) -> None:
    compute, exact = FAR_OUT[name]
    points = np.array([50.0, 400.0, 700.0])
    (found,) = as_needed(lambda z: (compute(z),), points)
    np.testing.assert_allclose(found, exact(points), rtol=1e-14)


def test_one_that_is_wrong_by_a_millionth_has_not() -> None:
    compute, exact = FORMULAS["overflows"]
    assert off(lambda z: compute(z) * (1 + 1e-6), exact) > ROUNDINGS


def test_float64_alone_has_not() -> None:
    with np.errstate(all="ignore"):
        plain = 1 - np.tanh(POINTS) ** 2
    compute, _ = FORMULAS["cancels"]
    (found,) = as_needed(lambda z: (compute(z),), POINTS)
    assert not np.allclose(plain, found, rtol=1e-6, atol=0)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("compute", "wanted"),
    [
        (np.log, [np.nan, -np.inf, 0.0]),
        (lambda z: 1 / z, [-1.0, np.inf, 1.0]),
        (np.sqrt, [np.nan, 0.0, 1.0]),
        (lambda z: z / z, [1.0, np.nan, 1.0]),
        (lambda z: np.exp(900 * z), [0.0, 1.0, np.inf]),
        (lambda z: np.where(z > 0, z, np.log(z)), [np.nan, -np.inf, 1.0]),
        (lambda z: np.where(z <= 0, 0 * z, np.log(z)), [0.0, 0.0, 0.0]),
        (lambda z: np.where(np.log(z) > 0, z, 2), [np.nan, 2.0, 2.0]),
        (lambda z: np.maximum(np.log(z), 3), [np.nan, 3.0, 3.0]),
    ],
)
def test_where_there_is_no_value_there_is_none(compute: Callable[[Any], Any], wanted: list[float]) -> None:
    (found,) = as_needed(lambda z: (compute(z),), np.array([-1.0, 0.0, 1.0]))
    np.testing.assert_array_equal(found, wanted)


def test_what_is_the_same_but_for_rounding_is_a_tie() -> None:
    def compute(z: Any) -> Any:
        # 0.1 * 3 is above 0.3 in float64
        return np.where(z.quotient(1, 10) * z > z.quotient(3, 10), z, 0)

    (found,) = as_needed(lambda z: (compute(z),), np.array([2.9, 3.0, 3.1]))
    assert found.tolist() == [0.0, 0.0, 3.1]


def test_the_shape_is_that_of_the_arrays() -> None:
    total, product = as_needed(lambda a, y: (a + y, a * y), np.ones((2, 3)), np.array([1.0, 2.0, 3.0]))
    assert total.shape == product.shape == (2, 3)
