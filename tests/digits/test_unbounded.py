"""Decimals without a bound for their size, held against mpmath, whose exponents have none either; and a wrong one."""

import operator
from collections.abc import Callable
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from typing import Any

import mpmath
import numpy as np
import pytest

from derivations.digits.needed import as_needed
from derivations.digits.unbounded import Unbounded

DIGITS = 60
# numbers as powers of e, so that their logarithms are known
POWERS = ("-5e173", "-1e20", "-3", "0", "1e-30", "2.5", "1e20", "5.1e173")
OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
FUNCTIONS = ("exp", "ln", "sqrt", "sinh", "cosh", "tanh", "expm1", "log1p", "arctan", "erf")
OTHERWISE = {"ln": "log", "arctan": "atan"}


@pytest.fixture(autouse=True)
def _context() -> Any:
    with localcontext(Context(prec=DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])), mpmath.workdps(DIGITS + 200):
        yield


def off(found: Unbounded, right: Any) -> Any:
    """Give by how many units of its last digit a number is off."""
    read = mpmath.mpf(str(found.mantissa)) * mpmath.mpf(10) ** found.exponent
    return abs(read - right) / (abs(right) or 1) * mpmath.mpf(10) ** DIGITS


@pytest.mark.parametrize("sign", OPERATIONS)
def test_operations_have_all_their_digits(sign: str) -> None:
    for one in POWERS:
        for other in POWERS:
            u, v = (Unbounded(Decimal(each)).exp() for each in (one, other))
            exact = (mpmath.mpf(str(each.mantissa)) * mpmath.mpf(10) ** each.exponent for each in (u, v))
            # half of the last digit, of a number that may begin with 1
            assert off(OPERATIONS[sign](u, v), OPERATIONS[sign](*exact)) <= 5, (one, other)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_have_all_their_digits(name: str) -> None:
    arguments = [Unbounded(Decimal(each)) for each in POWERS]
    if name not in ("exp", "sinh", "cosh", "expm1"):
        # too large for a number of the standard library
        arguments.append(Unbounded(Decimal("5e173")).exp())
    for u in arguments:
        if (name in ("ln", "sqrt", "log1p") and float(u) <= -1) or (name == "ln" and not u):
            continue
        exact = mpmath.mpf(str(u.mantissa)) * mpmath.mpf(10) ** u.exponent
        if name in ("tanh", "erf", "arctan") and abs(exact) > 1e19:
            exact = mpmath.sign(exact) * mpmath.mpf("1e25")  # where mpmath gives up
            u = Unbounded(Decimal(str(mpmath.nstr(exact, 5))))  # noqa: PLW2901
        found = getattr(u, name)() if hasattr(u, name) else u.function(name)
        assert off(found, getattr(mpmath, OTHERWISE.get(name, name))(exact)) < 100, (name, exact)


def test_one_that_is_wrong_in_its_last_digits_is_found() -> None:
    u = Unbounded(Decimal("5e173")).exp()
    assert off(u * (1 + Decimal("1e-55")), mpmath.exp(mpmath.mpf("5e173"))) > 100


def test_they_compare_as_numbers_do() -> None:
    small, zero, one, large = (Unbounded(Decimal(each)) for each in ("-1e-40", "0", "1", "1e40"))
    assert small < zero < one < large.exp() < Unbounded(Decimal("Infinity"))
    assert one == 1 >= one <= 1
    nothing = Unbounded(Decimal("NaN"))
    comparisons = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq)
    assert not any(compare(nothing, one) for compare in comparisons)


def test_an_exponent_that_would_fill_the_memory_is_none() -> None:
    huge = Unbounded(Decimal("5e1000")).exp()
    assert not huge.exp().is_finite()
    assert float(huge.copy_negate().exp()) == 0


FORMULAS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "log(2 + e^(e^z))": (lambda z: np.log(2 + np.exp(np.exp(z))), np.exp),
    "log cosh(e^z)": (lambda z: np.log(np.cosh(np.exp(z))), lambda z: np.exp(z) - np.log(2)),
    "e^(e^z) / (3 + e^(e^z))": (lambda z: np.exp(np.exp(z)) / (3 + np.exp(np.exp(z))), np.ones_like),
    "the root of its square": (lambda z: np.log(np.sqrt(np.exp(np.exp(z)) ** 2)), np.exp),
    "e^(e^(e^z))": (lambda z: np.exp(np.exp(np.exp(z))), lambda z: np.full_like(z, np.inf)),
    "1 / e^(e^(e^z))": (lambda z: 1 / np.exp(np.exp(np.exp(z))), np.zeros_like),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_has_its_digits_where_a_part_has_more_than_10_to_the_18(name: str) -> None:
    compute, exact = FORMULAS[name]
    points = np.array([50.0, 400.0, 700.0])
    (found,) = as_needed(lambda z: (compute(z),), points)
    np.testing.assert_allclose(found, exact(points), rtol=1e-14)
