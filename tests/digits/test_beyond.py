"""Numbers that float64 has no room for: floats that print as what they are."""

import copy
import math
import pickle

import mpmath
import pytest

from derivations.digits.beyond import Beyond, as_float, exactly


@pytest.mark.parametrize(
    ("number", "nearest", "printed"),
    [
        (mpmath.exp(800), math.inf, "2.726e+347"),
        (-mpmath.exp(800), -math.inf, "-2.726e+347"),
        (mpmath.exp(-800), 0.0, "3.668e-348"),
        (-mpmath.exp(-800), 0.0, "-3.668e-348"),
        # a float64 with two of its digits
        (mpmath.mpf("1.234567e-322"), 1.25e-322, "1.235e-322"),
    ],
)
def test_a_number_beyond_float64_is_a_float_that_prints_as_what_it_is(
    number: mpmath.mpf, nearest: float, printed: str
) -> None:
    found = as_float(number)
    assert isinstance(found, Beyond)
    assert found == nearest
    assert f"{found:.4g}" == printed
    assert not found.is_integer()
    assert exactly(found) == pytest.approx(number, rel=1e-15)
    for other in (copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert repr(other) == repr(found)


@pytest.mark.parametrize("number", [0.0, 0.1, -1e308, 1e-307, math.inf, -math.inf])
def test_what_float64_has_room_for_is_a_plain_float(number: float) -> None:
    assert type(as_float(mpmath.mpf(number))) is float
    assert as_float(mpmath.mpf(number)) == number == exactly(number)


def test_no_number_stays_none() -> None:
    assert math.isnan(as_float(mpmath.nan))


def test_a_power_of_ten_that_nobody_writes_is_a_power_itself() -> None:
    large = mpmath.exp(mpmath.exp(800))
    for number, nearest, printed in (
        (large, math.inf, "1e(1.184e+347)"),
        (-large, -math.inf, "-1e(1.184e+347)"),
        (1 / large, 0.0, "1e(-1.184e+347)"),
    ):
        found = as_float(number)
        assert isinstance(found, Beyond)
        assert (found, f"{found:.4g}", found.power != 0) == (nearest, printed, True)
        assert repr(pickle.loads(pickle.dumps(found))) == repr(found)
        # it has no digits to compute with
        assert math.isnan(exactly(found))
