"""Numbers beside 1: as right as with all the digits that they would need, far out by closed forms."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from mpmath import mp

from derivations.digits import arithmetic
from derivations.digits.arithmetic import Precise
from derivations.digits.beside import Beside
from derivations.digits.needed import as_needed
from derivations.digits.tracked import BoundedArray

# a formula in NumPy and in mpmath; at z = 5e4 its exact value is below every float64, and its logarithm is not
FORMULAS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "log(1 - tanh z)": (lambda z: np.log(1 - np.tanh(z)), lambda z: mp.log(2) - 2 * z - mp.log1p(mp.exp(-2 * z))),
    "log(1 + tanh -z)": (lambda z: np.log(1 + np.tanh(-z)), lambda z: mp.log(2) - 2 * z),
    "atanh(tanh z)": (lambda z: np.arctanh(np.tanh(z)), lambda z: z),
    "log acos(tanh z)": (lambda z: np.log(np.arccos(np.tanh(z))), lambda z: mp.log(2) - z),
    "log(1 - tanh^2 z)": (lambda z: np.log(1 - np.tanh(z) ** 2), lambda z: mp.log(4) - 2 * z),
    "log of a product": (
        lambda z: np.log((1 + np.exp(-z)) * (1 + 3 * np.exp(-z)) - 1),
        lambda z: mp.log(4) - z,
    ),
    "log of a quotient": (
        lambda z: np.log((2 + 2 * np.exp(-z)) / (1 - 3 * np.exp(-z)) - 2),
        lambda z: mp.log(8) - z,
    ),
    "log of a root": (lambda z: np.log(np.sqrt(1 + np.exp(-z)) - 1), lambda z: -mp.log(2) - z),
    "log of a power": (lambda z: np.log((1 + np.exp(-z)) ** 5 - 1), lambda z: mp.log(5) - z),
    "log acosh": (lambda z: np.log(np.arccosh(1 + np.exp(-z))), lambda z: mp.log(2) / 2 - z / 2),
    "log of an exponential": (lambda z: np.log(1 - np.exp(-np.exp(-z))), lambda z: -z),
    "of three numbers": (lambda z: np.log(1 + np.exp(-z) + np.exp(-2 * z) - 1), lambda z: -z),
    "an exponential of what is beside a large number": (
        lambda z: np.log(np.exp((1 + z.of(1e50)) + (1e50 * z.of(1e50) - 1)) / np.exp(1e50 * z.of(1e50))) - 1e50 + z,
        lambda z: z,
    ),
    "sigmoids": (lambda z: np.log(1 - 1 / (1 + np.exp(-z))), lambda z: -z),
    "root of a difference of squares": (
        lambda z: np.log(np.sqrt((1 - np.tanh(z)) * (1 + np.tanh(z)))),
        lambda z: mp.log(2) - z,
    ),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", FORMULAS)
def test_what_is_beside_1_is_kept(name: str) -> None:
    compute, exact = FORMULAS[name]
    points = np.array([60.0, 700.0, 5e4, 1e6])
    with mp.workdps(60):
        wanted = [float(exact(mp.mpf(z))) for z in points]
    np.testing.assert_allclose(as_needed(lambda z: (compute(z),), points)[0], wanted, rtol=1e-13)


@pytest.mark.parametrize("x", [1e-45, 1e-100])
def test_what_cancels_beside_a_number_is_not_taken_for_0(x: float) -> None:
    found = as_needed(
        lambda x: (
            (1 + x) * (1 - x) - 1,
            (1 + x) * (2 - 2 * x) - 2,
            (3 + x) * (3 - x) - 9,
            (1 + x) / (1 + x + x**2) - 1,
        ),
        np.array([x]),
    )
    np.testing.assert_allclose(np.ravel(found), [-(x**2), -2 * x**2, -(x**2), -(x**2)], rtol=1e-15)


def test_without_it_all_digits_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arithmetic, "saturate", lambda name, u, found: found)
    (found,) = as_needed(lambda z: (np.log(1 - np.tanh(z)),), np.array([5e4]))
    assert not np.isfinite(found[0])


@pytest.mark.parametrize("z", [30.0, 300.0, 1e5])
def test_the_error_function_far_out(z: float) -> None:
    (found,) = as_needed(lambda z: (np.log(1 - z.function("erf")),), np.array([z]))
    # erfc z = exp(-z^2) / (z sqrt pi) but for a part of 1 / (2 z^2)
    assert found[0] == pytest.approx(-z * z - np.log(z * np.sqrt(np.pi)), rel=1e-6)


def test_what_is_lost_is_known_to_be_lost() -> None:
    by = Precise(40)
    e = BoundedArray(by.reals.function("exp", by.reals.number(-500)), by.zero, by)
    beside = 1 + e
    assert isinstance(beside.x, Beside)
    # -e^2 / 2 is beyond what is kept
    assert abs((np.log(beside) - e).x) <= (np.log(beside) - e).off
    assert (beside - 1).x == e.x
    assert (beside > 1).holds
    assert not (beside > 1).unsure
    assert float((beside * 3).x) == 3


def test_a_number_that_is_beside_1_stands_beside_arrays() -> None:
    (found,) = as_needed(
        lambda z: (z * np.log(1 - np.tanh(z.of(2000.0))) / (1 + np.exp(z.of(-900.0))),), np.arange(3.0)
    )
    np.testing.assert_allclose(found, np.arange(3) * (np.log(2) - 4000), rtol=1e-14)
