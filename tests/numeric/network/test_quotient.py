"""Difference quotients of formulas: against derivatives of mpmath, where float64 has no digits left."""

from typing import Any

import mpmath
import numpy as np
import pytest

from derivations.formula import Activation
from derivations.numeric.network.quotient import quotient_of


@pytest.mark.parametrize(
    ("text", "z", "slope"),
    [
        ("sin(exp(z))", 600.0, lambda z: mpmath.cos(mpmath.exp(z)) * mpmath.exp(z)),
        ("sin(1e30*z)", 1.0, lambda z: mpmath.mpf(10) ** 30 * mpmath.cos(mpmath.mpf(10) ** 30 * z)),
        ("log(1-tanh(z))", 1200.0, lambda z: -1 - mpmath.tanh(z)),
        ("exp(-1/z)", 1e-2, lambda z: mpmath.exp(-1 / z) / z**2),
        ("sqrt(z)", 1e-300, lambda z: 1 / (2 * mpmath.sqrt(z))),
        ("z**1.5", 0.0, lambda z: 0),
        ("z**3", 0.0, lambda z: 0),
    ],
)
def test_a_quotient_has_as_many_digits_as_it_needs(text: str, z: float, slope: Any) -> None:
    with mpmath.workdps(1200):
        exact = float(slope(mpmath.mpf(z)))
    found = quotient_of(Activation.parse(text).tree, {"z": np.array([[z]])}, "z")
    assert found == pytest.approx(exact, rel=1e-12, abs=1e-300)
