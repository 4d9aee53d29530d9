"""Real functions far out: where they have no value, and where one would have more digits than there is room for."""

import math
from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from math import inf, isnan, nan
from typing import Any

import mpmath
import pytest
from mpmath.libmp import to_str

from derivations.digits.real import Reals

REALS = Reals(60)
HUGE = REALS.function("exp", REALS.number("5e173"))
HUGER = REALS.function("exp", REALS.number("5e1000"))


@pytest.mark.parametrize(
    ("name", "at", "wanted"),
    [
        ("exp", HUGER, inf),
        ("exp", -HUGER, 0),
        ("expm1", -HUGE, -1),
        ("sinh", -HUGE, -inf),
        ("cosh", -HUGE, inf),
        ("tanh", -HUGE, -1),
        ("erf", HUGE, 1),
        ("erfc", HUGE, 0),
        ("erfc", -HUGE, 2),
        ("erfc", inf, 0),
        ("erfc", "-1e160", 2),
        ("sin", HUGE, nan),
        ("sin", inf, nan),
        ("log", -1, nan),
        ("log", 0, -inf),
        ("log1p", -2, nan),
        ("log1p", -1, -inf),
        ("sqrt", -1, nan),
        ("exp", nan, nan),
        ("tanh", nan, nan),
        ("log", nan, nan),
    ],
)
def test_where_a_function_ends(name: str, at: Any, wanted: float) -> None:
    found = REALS.function(name, REALS.number(at))
    assert isnan(found) if isnan(wanted) else found == wanted


@pytest.mark.parametrize(("name", "inverse"), [("exp", "log"), ("expm1", "log1p")])
@pytest.mark.parametrize("at", ["5e173", "1e20", "3", "1e-30"])
def test_an_exponential_of_any_size_has_a_logarithm(name: str, inverse: str, at: str) -> None:
    u = REALS.number(at)
    there_and_back = REALS.function(inverse, REALS.function(name, u))
    assert abs(there_and_back - u) <= 1e-28 * u
    assert abs(there_and_back * (1 + REALS.number("1e-27")) - u) > 1e-28 * u


@pytest.mark.parametrize(
    ("base", "exponent", "wanted"),
    [
        (0, -2, inf),
        (0, 2, 0),
        (-2, 3, -8),
        (-2, 0.5, nan),
        (-HUGE, HUGE, inf),
        (2, -HUGE, 0),
        (inf, -1, 0),
        (nan, 2, nan),
    ],
)
def test_powers(base: Any, exponent: Any, wanted: float) -> None:
    found = REALS.power(REALS.number(base), REALS.number(exponent))
    assert isnan(found) if isnan(wanted) else found == wanted


def test_division_by_0() -> None:
    one, zero = REALS.number(1), REALS.number(0)
    assert REALS.divide(one, zero) == inf
    assert REALS.divide(-one, zero) == -inf
    assert isnan(REALS.divide(zero, zero))


def test_another_precision_elsewhere_changes_nothing() -> None:
    # as in two threads
    Reals(1000), Reals(10)
    assert to_str(REALS.constant("pi")._mpf_, 60).startswith(
        "3.14159265358979323846264338327950288419716939937510582097494"
    )


def decimal(number: Any) -> Decimal:
    return Decimal(to_str(number._mpf_, 60))


# By the decimals of Python, which know exp, ln and sqrt alone, and none of mpmath.
BY_DECIMALS: dict[str, Callable[[Decimal], Decimal]] = {
    "exp": lambda u: u.exp(),
    "expm1": lambda u: u.exp() - 1,
    "log": lambda u: u.ln(),
    "log1p": lambda u: (1 + u).ln(),
    "sqrt": lambda u: u.sqrt(),
    "sinh": lambda u: (u.exp() - (-u).exp()) / 2,
    "cosh": lambda u: (u.exp() + (-u).exp()) / 2,
    "tanh": lambda u: (u.exp() - (-u).exp()) / (u.exp() + (-u).exp()),
}


@pytest.mark.parametrize("name", BY_DECIMALS)
@pytest.mark.parametrize("at", ["0.37", "2.5", "700"])
def test_50_digits_by_another_arithmetic(name: str, at: str) -> None:
    with localcontext(prec=90):
        wanted = BY_DECIMALS[name](Decimal(at))
        found = decimal(REALS.function(name, REALS.number(at)))
        assert abs(found - wanted) <= Decimal("1e-50") * abs(wanted)
        assert abs(found * (1 + Decimal("1e-49")) - wanted) > Decimal("1e-50") * abs(wanted)


@pytest.mark.parametrize("digits", [40, 1600])
def test_the_series_of_erfc_far_out_goes_on_where_that_of_mpmath_ends(digits: int) -> None:
    reals = Reals(digits)
    for at in ("0.9e150", "1.1e150"):
        near, far = mpmath_erfc(reals, at), reals.context._far_erfc(reals.number(at))
        assert abs(far - near) <= reals.number(10) ** (5 - digits) * near
        assert reals.function("erfc", reals.number(at)) in (near, far)
    u = reals.number(2) ** 530
    found = reals.function("erfc", u)
    # u sqrt(pi) exp(u^2) erfc(u) is 1 but for 1 / (2 u^2)
    rest = 1 - u * reals.context.sqrt(reals.constant("pi")) * reals.function("exp", u**2) * found
    assert abs(rest) < 1e-35


def mpmath_erfc(reals: Reals, at: str) -> Any:
    with mpmath.workdps(reals.context.dps):
        return reals.context.convert(mpmath.erfc(mpmath.mpf(at)))


def test_powers_of_rationals_are_exact() -> None:
    third = REALS.divide(REALS.number(1), REALS.number(3))
    wanted = Fraction(1, 3**7)
    assert abs(Fraction(decimal(REALS.power(third, REALS.number(7)))) - wanted) < wanted / 10**55


@pytest.mark.parametrize("name", ["erf", "erfc", "sin", "cos", "tan", "arctan", "arcsinh"])
@pytest.mark.parametrize("at", [-1.5, 0.25, 3.0])
def test_doubles_by_the_functions_of_python(name: str, at: float) -> None:
    wanted = getattr(math, name.replace("arc", "a"))(at)
    assert float(REALS.function(name, REALS.number(at))) == pytest.approx(wanted, rel=4e-16, abs=0)


@pytest.mark.parametrize(("name", "outside"), [("arccos", 1.1), ("arcsin", -1.1), ("arccosh", 0.9), ("arctanh", 1.1)])
def test_an_inverse_function_has_no_number_outside_of_where_it_is_defined(name: str, outside: float) -> None:
    assert math.isnan(REALS.function(name, REALS.number(outside)))
    inside = 2 / outside if name == "arccosh" else 1 / (2 * outside)
    wanted = getattr(math, name.replace("arc", "a"))(inside)
    assert float(REALS.function(name, REALS.number(inside))) == pytest.approx(wanted, rel=4e-16, abs=0)


def test_constants_by_their_series() -> None:
    # Machin: pi / 4 = 4 arctan 1/5 - arctan 1/239; e = sum of 1 / k!
    def arctan(n: int) -> Fraction:
        return sum((Fraction((-1) ** k, (2 * k + 1) * n ** (2 * k + 1)) for k in range(45)), Fraction(0))

    series = {
        "pi": 4 * (4 * arctan(5) - arctan(239)),
        "e": sum((Fraction(1, math.factorial(k)) for k in range(50)), Fraction(0)),
    }
    for name, wanted in series.items():
        assert abs(Fraction(decimal(REALS.constant(name))) - wanted) < Fraction(1, 10**56)
