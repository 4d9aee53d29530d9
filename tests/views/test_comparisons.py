"""What a program compares holds where the comparison that it stands for holds, at its borders too."""

from itertools import product

import numpy as np
import pytest
from sympy import Abs, Eq, Expr, Ge, Gt, Le, Lt, Piecewise, Rational, Symbol, pi

from derivations import Activation, Network, derive
from derivations.engine.selection import Larger, Smaller, WhereGreater
from derivations.views.arrays import EntryCases
from derivations.views.numpy_printer import source
from derivations.views.program_functions import translate_scalar

Z, Y = Symbol("z", real=True), Symbol("y", real=True)
SIDES: tuple[Expr, ...] = (
    Z,
    2 * Z - 1,
    Larger(Z, Rational(1, 4)) * 2 - Y,
    Smaller(Z - Y, Rational(1, 2), Z + 1),
    Abs(Z - Y),
    1 - Abs(Abs(Z) - Rational(1, 2)),
    -3 * Larger(Smaller(Z, Rational(3, 4)), Y),
    WhereGreater(Z, Y, Z, -Larger(Z, Y)),
)
RELATIONS = {">": Gt, ">=": Ge, "<": Lt, "<=": Le, "==": Eq}
# no part of them is rounded
GRID = [number / 4 for number in range(-6, 7)]


def printed(*sides: Expr, sign: str) -> str:
    condition = RELATIONS[sign](*sides, evaluate=False)
    cases = Piecewise((1, condition), (0, True), evaluate=False)
    return source(translate_scalar(derive(Network((1, 1))), cases, {Z: "z", Y: "y"}))


def value(side: Expr, z: float, y: float) -> Expr:
    numbers = {Z: Rational(z), Y: Rational(y)}
    found = side.replace(WhereGreater, lambda left, right, *both: both[bool((left - right).xreplace(numbers) <= 0)])
    return found.xreplace(numbers)


@pytest.mark.parametrize("sign", RELATIONS)
@pytest.mark.parametrize("at", range(1, len(SIDES)))
def test_it_holds_where_the_two_sides_say(at: int, sign: str) -> None:
    sides = SIDES[at - 1], SIDES[at]
    text = printed(*sides, sign=sign)
    compare = {">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal, "==": np.equal}[sign]
    for z, y in product(GRID, GRID[::3]):
        left, right = (float(value(side, z, y)) for side in sides)
        expected = compare(left, right)
        assert int(eval(text, {"np": np, "z": z, "y": y})) == int(expected), (text, z, y)


@pytest.mark.parametrize(
    ("sides", "sign", "shown"),
    [
        ((3 * Z - Rational(9, 10), Rational(0)), ">", "np.where(z > 0.3, 1, 0)"),
        ((Rational(9, 10) - 3 * Z, Rational(0)), ">=", "np.where(z <= 0.3, 1, 0)"),
        ((pi * Z, Rational(1)), "<", f"np.where(z < {1 / np.pi!r}, 1, 0)"),
        ((Abs(Z) - Rational(7, 10), Rational(0)), ">", "np.where((z > 0.7) | (z < -0.7), 1, 0)"),
        ((Larger(Z, Rational(1, 10)), Rational(1, 10)), "<=", "np.where(z <= 1 / 10, 1, 0)"),
        ((Larger(Z, Rational(1, 10)), Rational(1, 10)), "<", "0"),
        ((Z - Y, Rational(0)), ">", "np.where(y < z, 1, 0)"),
    ],
)
def test_a_line_is_held_against_the_number_where_it_crosses(sides: tuple[Expr, Expr], sign: str, shown: str) -> None:
    assert printed(*sides, sign=sign) == shown


def test_a_program_without_compound_conditions_has_none() -> None:
    program = derive(Network((1, 1), Activation.parse("relu(z)", name="f"), "mse")).compile()
    assert "np.where(z > 0" in program.source
    assert EntryCases.__name__ not in program.source
