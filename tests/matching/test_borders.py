"""A number in a formula, 0.6 or pi, is the float64 that data of it are: at every border, as in Python itself.

The pass by hand and the derived program are asked at the border and one float64 beside it on both sides; what Python
makes of the same formula is the third opinion.
"""

import math
from collections.abc import Callable

import numpy as np
import pytest

from derivations import Activation, Loss, Network, Parameters, backward, derive, forward, match

Function = Callable[[float], float]

BORDERS: tuple[tuple[str, float, Function], ...] = (
    ("0.1*z if z<0.6 else 0.5*z", 0.6, lambda z: 0.1 * z if z < 0.6 else 0.5 * z),
    ("z if z<=0.6 else 3*z", 0.6, lambda z: z if z <= 0.6 else 3 * z),
    ("z if 0.1<z<0.3 else 2*z", 0.3, lambda z: z if 0.1 < z < 0.3 else 2 * z),
    ("z if z<1/3 else 2*z", 1 / 3, lambda z: z if z < 1 / 3 else 2 * z),
    ("tanh(z) if z<0.6 else tanh(2*z)", 0.6, lambda z: float(np.tanh(z if z < 0.6 else 2 * z))),
    ("step(z-0.2)", 0.2, lambda z: float(z - 0.2 > 0)),
    ("sign(z-0.1)", 0.1, lambda z: float(np.sign(z - 0.1))),
    ("max(z,0.1)", 0.1, lambda z: max(z, 0.1)),
    ("max(0.1,z)", 0.1, lambda z: max(z, 0.1)),
    ("max(z,1/5)", 0.2, lambda z: max(z, 1 / 5)),
    ("max(z,-0.1)", -0.1, lambda z: max(z, -0.1)),
    ("max(z-0.1,0)", 0.1, lambda z: max(z - 0.1, 0)),
    ("min(z,0.7)", 0.7, lambda z: min(z, 0.7)),
    ("abs(z-0.3)", 0.3, lambda z: abs(z - 0.3)),
    ("abs(0.3-z)", 0.3, lambda z: abs(0.3 - z)),
    ("abs(z-1e-5)", 1e-5, lambda z: abs(z - 1e-5)),
    ("clip(z,-0.7,0.7)", 0.7, lambda z: min(max(z, -0.7), 0.7)),
    ("clip(z,-0.7,0.7)", -0.7, lambda z: min(max(z, -0.7), 0.7)),
    ("tanh(max(z,0.1))", 0.1, lambda z: float(np.tanh(max(z, 0.1)))),
    ("relu(3*(z-0.1))", 0.1, lambda z: max(3 * (z - 0.1), 0)),
    ("abs((z+1)/3)", -1.0, lambda z: abs((z + 1) / 3)),
    ("1.5*(z-0.3)**2", 0.3, lambda z: 1.5 * (z - 0.3) ** 2),
    ("max(z,sqrt(2))", math.sqrt(2), lambda z: max(z, math.sqrt(2))),
    ("max(z,2**0.5)", math.sqrt(2), lambda z: max(z, 2**0.5)),
    ("min(e,z)", math.e, lambda z: min(math.e, z)),
    ("clip(z,-pi,pi)", -math.pi, lambda z: min(max(z, -math.pi), math.pi)),
    ("abs(z-pi)", math.pi, lambda z: abs(z - math.pi)),
    ("sign(pi-z)", math.pi, lambda z: float(np.sign(math.pi - z))),
    ("step(z-pi/2)", math.pi / 2, lambda z: float(z - math.pi / 2 > 0)),
    ("relu(z-sqrt(3))", math.sqrt(3), lambda z: max(z - math.sqrt(3), 0)),
    ("z if z<log(2) else 2*z", math.log(2), lambda z: z if z < math.log(2) else 2 * z),
    ("tanh(z) if z<=log(3) else z", math.log(3), lambda z: math.tanh(z) if z <= math.log(3) else z),
    ("abs(z-0.3)*abs(z-0.3)/(1+exp(z))", 0.3, lambda z: abs(z - 0.3) ** 2 / (1 + float(np.exp(z)))),
)
# with their derivatives at the border, by convention, and on both sides of it
LOSSES: tuple[tuple[str, tuple[float, float, float]], ...] = (
    ("abs(a-y-0.1)", (-1, 0, 1)),
    ("max(0.1,a-y)", (0, 0, 1)),
    ("max(a-y,0.1)", (0, 0, 1)),
    ("abs(a-y-pi)", (-1, 0, 1)),
    ("max(a-y,sqrt(2))", (0, 0, 1)),
)


def around(border: float) -> tuple[float, float, float]:
    return float(np.nextafter(border, -np.inf)), border, float(np.nextafter(border, np.inf))


def ones(network: Network) -> Parameters:
    depth = len(network.sizes) - 1
    return Parameters((np.ones((1, 1)),) * depth, (np.zeros(1),) * depth)


@pytest.mark.parametrize(("typed", "border", "in_python"), BORDERS, ids=[f"{each[0]} at {each[1]}" for each in BORDERS])
def test_both_sides_read_a_decimal_at_a_border_as_python_does(typed: str, border: float, in_python: Function) -> None:
    network = Network((1, 1, 1), (Activation.parse(typed, name="f"), "identity"), "mse")
    parameters, program = ones(network), derive(network).compile()
    for z in around(border):
        expected = pytest.approx(in_python(z), rel=4e-16, abs=0)
        assert forward(network, parameters, [[z]]).a[1].item() == expected
        assert program.trace(parameters, [[z]], [[0.3]])["a1"].item() == expected
        assert match(network, parameters, [[z]], [[0.3]]).ok, z


# Python rounds on the way, 3 * 0.1 to more than 0.3; here a line is told from 0 where it crosses it
@pytest.mark.parametrize(
    ("typed", "border"),
    [
        ("abs(z-0.1-0.2)", 0.3),
        ("abs(0.1*z-0.07)", 0.7),
        ("abs(10*z-7)", 0.7),
        ("max(3*z,0.3)", 0.1),
        ("relu(3*z-0.3)", 0.1),
        ("z if z/3<0.1 else 2*z", 0.3),
        ("z if z-0.1<0.2 else 2*z", 0.3),
        ("max(z,exp(1)/3)", 0.9060939428196817),
        ("max(pi*z,1)", 1 / math.pi),
        ("z if pi*z<1 else 2*z", 1 / math.pi),
        ("max(sqrt(2)*z,1)", 0.7071067811865476),
        ("max(z/pi,1)", math.pi),
        ("relu(2z-sqrt(2))", 0.7071067811865476),
        ("abs(sqrt(2)*z-pi)", 2.221441469079183),
        ("1 if 0.1z<z/7 else 1/3", 0.0),
    ],
)
def test_both_sides_find_the_border_of_a_line_at_the_decimal(typed: str, border: float) -> None:
    network = Network((1, 1, 1), (Activation.parse(typed, name="f"), "identity"), "mse")
    parameters, program = ones(network), derive(network).compile()
    for z in around(border):
        by_hand = forward(network, parameters, [[z]]).a[1].item()
        assert program.trace(parameters, [[z]], [[0.3]])["a1"].item() == pytest.approx(by_hand, rel=4e-16, abs=0)
        assert match(network, parameters, [[z]], [[0.3]]).ok, z


@pytest.mark.parametrize(("typed", "derivatives"), LOSSES)
def test_both_sides_read_a_decimal_in_a_loss_alike(typed: str, derivatives: tuple[float, ...]) -> None:
    network = Network((1, 1), "identity", Loss.parse(typed, name="L"))
    parameters, program = ones(network), derive(network).compile()
    border = math.pi if "pi" in typed else math.sqrt(2) if "sqrt" in typed else 0.1
    for a, expected in zip(around(border), derivatives, strict=True):
        assert backward(network, parameters, [[a]], [[0.0]]).deltas[0].item() == expected
        assert program(parameters, [[a]], [[0.0]]).deltas[0].item() == expected
        assert match(network, parameters, [[a]], [[0.0]]).ok, a


def test_the_three_agree_on_a_grid_of_decimals() -> None:
    network = Network((1, 1), Activation.parse("clip(z,0.1,0.9)", name="f"), "mse")
    grid = np.arange(0, 1.05, 0.1)[:, None]
    assert match(network, ones(network), grid, np.zeros_like(grid)).ok


@pytest.mark.parametrize(
    ("typed", "borders", "derivatives"),
    [
        ("max(min(3z,0.9),0.3)", (0.1, 0.3), (0, 0, 3, 3, 0, 0)),
        ("z if 0.1*z<=z-0.9 else 3z", (1.0,), (3, 1, 1)),
        ("relu(abs(z)-0.1)", (0.1,), (0, 0, 1)),
        ("max(3z,0.3,2z+0.1)", (0.1,), (0, 0, 3)),
        ("max(max(z,0.1)-0.3,0)", (0.3,), (0, 0, 1)),
        ("2z if max(z,0.1)<0.3 else z", (0.3,), (2, 1, 1)),
        ("max(1,2,3)*z+min(z,3,pi)", (3.0,), (4, 3, 3)),
        ("max(0.2z,z-0.3,0.6-z)", (0.45,), (-1, 0, 1)),
        ("min(z/7,z-0.7)", (0.8166666666666667,), (1, 4 / 7, 1 / 7)),
        ("abs(0.9-z-0.9)", (0.0,), (-1, 0, 1)),
        ("abs(0.1-2z-0.6)", (-0.25,), (-2, 0, 2)),
        ("min(relu(z),0.6)", (0.6,), (1, 0, 0)),
        ("min(abs(z),0.7)", (-0.7, 0.7), (0, 0, -1, 1, 0, 0)),
        ("clip(relu(z),0.1,0.7)", (0.1, 0.7), (0, 0, 1, 1, 0, 0)),
        ("abs(max(z,0.1)-0.7)", (0.7,), (-1, 0, 1)),
        ("abs(abs(z)-0.7)", (-0.7, 0.7), (-1, 0, 1, -1, 0, 1)),
        ("abs(3max(z,0.1)-0.9)", (0.3,), (-3, 0, 3)),
        ("max(2max(z,0.1),z+0.7)", (0.7,), (1, 1.5, 2)),
        ("hard_tanh(10max(z,0.1)-2)", (0.3,), (10, 0, 0)),
        ("hard_tanh(10z-2)", (0.1, 0.3), (0, 0, 10, 10, 0, 0)),
        ("leaky_relu(max(z,0.1)-0.7)", (0.7,), (0.01, 0.01, 1)),
        ("z*sgn(max(z,0.1)-0.7)", (0.7,), (-1, 0, 1)),
        ("z*step(max(z,0.1)-0.7)", (0.7,), (0, 0, 1)),
    ],
)
def test_both_sides_take_one_side_where_lines_meet_inside_of_others(
    typed: str, borders: tuple[float, ...], derivatives: tuple[float, ...]
) -> None:
    network = Network((1, 1, 1), (Activation.parse(typed, name="f"), "identity"), "mse")
    parameters, program = ones(network), derive(network).compile()
    for z, expected in zip((each for border in borders for each in around(border)), derivatives, strict=True):
        by_hand, derived = backward(network, parameters, [[z]], [[7.3]]), program(parameters, [[z]], [[7.3]])
        for way in (by_hand, derived):
            assert way.deltas[0].item() / way.deltas[1].item() == pytest.approx(expected, rel=1e-14), z
        assert match(network, parameters, [[z]], [[7.3]]).ok, z


@pytest.mark.parametrize(
    ("typed", "border", "derivatives"),
    [
        ("max(max(a,y),0.1)", 0.1, (0, 0, 1)),
        ("max(a,y,0.1)", 0.1, (0, 0, 1)),
        ("max(abs(a-y)-0.1,0)", 0.1, (0, 0, 1)),
        ("max(min(3(a-y),0.9),0.3)", 0.3, (3, 0, 0)),
        ("a if 0.1a <= a-0.9 else 3a+y", 1.0, (3, 1, 1)),
        ("max((a-y)^2,0.25)", 0.5, (0, 0, 1)),
        ("max(3a,y,0.3)", 0.1, (0, 0, 3)),
        ("max(3a,3y,0.3)", 0.1, (0, 0, 3)),
        ("min(abs(a-y),0.3)", 0.3, (1, 0, 0)),
    ],
)
def test_both_sides_take_one_side_in_a_loss(typed: str, border: float, derivatives: tuple[float, ...]) -> None:
    network = Network((1, 1), "identity", Loss.parse(typed, name="L"))
    parameters, program = ones(network), derive(network).compile()
    for a, expected in zip(around(border), derivatives, strict=True):
        for way in (backward(network, parameters, [[a]], [[0.0]]), program(parameters, [[a]], [[0.0]])):
            assert way.deltas[0].item() == pytest.approx(expected, rel=1e-14), a
        assert match(network, parameters, [[a]], [[0.0]]).ok, a
