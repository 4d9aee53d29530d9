"""Numbers whose exponent has no end: against mpmath where float64 overflows, and equal to float64 where it does not."""

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest

from derivations.views.wide import Wide, careful

POINTS = np.array([-1e4, -800.0, -40.0, -1.0, -1e-300, 0.0, 1e-9, 0.5, 27.0, 710.0, 800.0, 1e4])


class Exact:
    """The functions of NumPy with 60 digits, entry by entry."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        known = {"absolute": mpmath.fabs, "maximum": max, "minimum": min}
        function = known.get(name) or getattr(mpmath, name)
        return np.vectorize(function, otypes=[object])


# Each as a function of z and of what gives exp, log, ...; every one is a float64 at all points.
FORMULAS: dict[str, Callable[[Any, Any], Any]] = {
    "a quotient of exponentials": lambda z, m: m.exp(z) / (1 + m.exp(z)),
    "powers of them": lambda z, m: 2 * m.exp(2 * z) / (1 + m.exp(z)) ** 3,
    "0 times what is infinite": lambda z, m: (
        (m.cos(z) - 2 * z * m.sin(z) * m.exp(-z * z) * m.exp(z * z)) * m.exp(-z * z)
    ),
    "hyperbolic functions": lambda z, m: m.sinh(z) / m.cosh(z),
    "a power too large for float64": lambda z, m: 90 * z**89 / (1 + z**90) ** 2,
    "a root": lambda z, m: m.sqrt(m.cosh(z)) / m.exp(m.absolute(z) / 2),
    "a fractional power": lambda z, m: m.exp(z) ** (1 / 4) / m.exp(z / 4),
    "a logarithm": lambda z, m: m.log(3 + m.exp(z)),
    "differences": lambda z, m: 2 + (m.exp(z) - m.exp(-z)) / (m.exp(z) + m.exp(-z)),
    "exponents beyond 2^53": lambda z, m: z**7 * m.exp(z**8) / (1 + m.exp(z**8)),
    "an exponential in an exponential": lambda z, m: m.exp(-m.exp(-z)) * m.exp(-z),
    "the larger of two": lambda z, m: m.exp(z) / m.maximum(m.exp(z), m.exp(2 * z)),
    "a division by what is almost 0": lambda z, m: m.exp(-z * z) / (m.exp(-z * z) + m.exp(-2 * z * z)),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_that_overflows_has_its_value(name: str) -> None:
    formula = FORMULAS[name]
    with mpmath.workdps(60):
        wanted = [float(x) for x in formula(np.array([mpmath.mpf(float(z)) for z in POINTS]), Exact())]
    # a few roundings, and those of an exponent such as 4 z, which are as large as the exponent
    np.testing.assert_allclose(careful(lambda z: formula(z, np))(POINTS), wanted, rtol=3e-15, atol=1e-307)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", FORMULAS)
def test_float64_alone_does_not_have_it(name: str) -> None:
    found = FORMULAS[name](POINTS, np)
    right = careful(lambda z: FORMULAS[name](z, np))(POINTS)
    assert not np.allclose(found, right, rtol=3e-15, atol=1e-307) or name in {
        "a logarithm",
        "a power too large for float64",
    }


@pytest.mark.parametrize(
    "name", ["exp", "expm1", "cosh", "sinh", "tanh", "log", "log1p", "sqrt", "sin", "absolute", "sign", "negative"]
)
def test_it_is_as_exact_as_float64_where_that_has_room(name: str) -> None:
    positive = name in {"log", "log1p", "sqrt"}
    z = np.array([1e-300, 1e-9, 0.3, 1.0, 1.7, 30.0, 600.0])
    z = z if positive else np.concatenate([-z, [0.0], z])
    function = getattr(np, name)
    np.testing.assert_allclose(np.asarray(function(Wide(z))), function(z), rtol=5e-16, atol=0)


@pytest.mark.filterwarnings("ignore")
def test_comparisons_and_cases_are_decided_beyond_float64() -> None:
    u, v = np.exp(Wide([800.0, 900.0, -800.0])), np.exp(Wide([801.0, 900.0, -801.0]))
    assert (u > v).tolist() == [False, False, True]
    assert (u <= v).tolist() == [True, True, False]
    found = np.where(u > v, u, 2.0) / np.exp(Wide(-800.0))
    assert np.asarray(np.log(found))[2] == 0


@pytest.mark.filterwarnings("ignore")
def test_what_has_no_room_at_the_end_is_infinite_or_0() -> None:
    assert np.asarray(np.exp(Wide([800.0, -800.0, np.inf, -np.inf]))).tolist() == [np.inf, 0, np.inf, 0]
    assert np.isnan(np.asarray(Wide([np.nan]) + 1)).all()
    assert np.asarray(1 / Wide([0.0])).tolist() == [np.inf]


def test_float64_comes_first_and_leaves_no_wide_number_behind() -> None:
    seen: list[type] = []

    def formula(z: Any) -> Any:
        seen.append(type(z))
        return np.exp(z) / (1 + np.exp(z))

    assert isinstance(careful(formula)(np.array([1.0])), np.ndarray)
    assert seen == [np.ndarray]
    assert isinstance(careful(formula)(np.array([800.0])), np.ndarray)
    assert seen == [np.ndarray, np.ndarray, Wide]
    # inside another one it stays wide
    assert isinstance(careful(formula)(Wide([1.0])), Wide)
