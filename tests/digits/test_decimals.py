"""Functions of decimals, held against mpmath; and a wrong one."""

from collections.abc import Callable
from decimal import Context, Decimal, localcontext

import mpmath
import pytest

from derivations.digits import decimals

PLACES = ("0", "1e-30", "-0.3", "0.99", "1.57", "-1.0001", "3.141592653589793", "12", "-27", "300", "800.5", "1e5")
OTHERWISE = {"arctan": "atan"}
NAMES = ("sin", "cos", "tan", "arctan", "sinh", "cosh", "tanh", "expm1", "log1p", "erf", "erfc")


def off(function: Callable[[Decimal], Decimal], name: str, place: str, digits: int) -> mpmath.mpf:
    """Give by how many units of its last digit a function is off."""
    with localcontext(Context(prec=digits)), mpmath.workdps(digits + 60):
        found = mpmath.mpf(str(function(Decimal(place))))
        right = getattr(mpmath, OTHERWISE.get(name, name))(mpmath.mpf(place))
        return abs(found - right) / (abs(right) or 1) * mpmath.mpf(10) ** digits


@pytest.mark.parametrize("digits", [20, 40, 160])
@pytest.mark.parametrize("name", NAMES)
def test_all_digits_are_right(name: str, digits: int) -> None:
    for place in PLACES:
        # mpmath takes the difference for the one, and has no number that small for the other
        if (name == "log1p" and Decimal(place) <= -1) or (name == "erfc" and Decimal(place) > 100):
            continue
        assert off(getattr(decimals, name), name, place, digits) < 100, place


def test_a_series_that_is_cut_too_early_is_found() -> None:
    assert off(lambda x: x - x**3 / 6, "sin", "0.01", 20) > 100


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_number_stays_none(name: str) -> None:
    with localcontext(Context(prec=40, traps=[])):
        assert getattr(decimals, name)(Decimal("NaN")).is_nan()
