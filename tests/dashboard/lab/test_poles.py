"""Where a derivative grows without bound: places that are known from the formula, and none where it has a limit."""

from functools import partial
from math import log, pi, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from dashboard.lab.poles import find_poles
from dashboard.lab.vanishing import ENDS, evaluate
from derivations import Activation

POLES = {
    "1/(z^2-2)": (-sqrt(2), sqrt(2)),
    "log(z^2-3)": (-sqrt(3), sqrt(3)),
    "tan(z)": (-1.5 * pi, -pi / 2, pi / 2, 1.5 * pi),
    "1/(exp(z)-3)": (log(3),),
    "sqrt(z-1/3)": (1 / 3,),
    "1/(z-0.3)^2": (0.3,),
    "1/(z^2-2)^2": (-sqrt(2), sqrt(2)),
    "1/(z-5)": (5.0,),
    "z log(z)": (0.0,),
    "cbrt(z)": (0.0,),
    "sqrt(z^2-2)": (-sqrt(2), sqrt(2)),
    "asin(z)": (-1.0, 1.0),
    "1/sin(z)": (-pi, 0.0, pi),
}
NONE = (
    "z^1.5",
    "sin(z)/z",
    "(exp(z)-1)/z",
    "1/(z^2+2)",
    "abs(z-1)",
    "1/(z-6)",
    "(z^2-1)/(z-1)",
    "sqrt(z^4)",
    "z^2 log(z)",
)


def derivative(formula: str, z: NDArray[np.float64]) -> NDArray[np.float64]:
    return evaluate(Activation.parse(formula), z)[1]


def poles(formula: str) -> tuple[float, ...]:
    return find_poles(Activation.parse(formula), partial(derivative, formula), ENDS)


@pytest.mark.parametrize("formula", POLES)
def test_every_pole_is_found_where_it_is(formula: str) -> None:
    assert poles(formula) == pytest.approx(POLES[formula], abs=1e-8)


@pytest.mark.parametrize("formula", NONE)
def test_where_a_derivative_has_a_limit_there_is_no_pole(formula: str) -> None:
    assert poles(formula) == ()


def test_what_is_found_is_steeper_than_any_number_nearby() -> None:
    for formula in POLES:
        for at in poles(formula):
            around = np.abs(derivative(formula, np.array([at - 1e-7, at - 1e-3, at + 1e-3, at + 1e-7])))
            assert np.nanmax(around[[0, 3]]) > np.nanmax(around[[1, 2]]), (formula, at)
