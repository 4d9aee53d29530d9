"""Which of several straight lines a maximum or minimum is, and its slope where two of them meet."""

import pytest
from sympy import Rational, S, Symbol, exp

from derivations.engine.rules.pieces import Border, borders_of
from derivations.engine.selection import Larger, Smaller

z = Symbol("z", real=True)
NOTHING = Larger(S.Zero, z)


@pytest.mark.parametrize(
    ("function", "borders"),
    [
        (Larger(NOTHING, 1 - z), [Border(Rational(1, 2), z, 1 - z, S.Zero)]),
        # a number counts itself where it is equal: 0 and -1 are left there
        (Larger(NOTHING, -z), [Border(S.Zero, z, -z, -S.Half)]),
        (Larger(Larger(z, -z), S.One), [Border(S.One, z, S.One, S.Zero), Border(S.NegativeOne, S.One, -z, S.Zero)]),
        (Smaller(Smaller(z, S(2)), S.One), [Border(S.One, S.One, z, S.Zero)]),
        # two that are one line everywhere
        (Larger(Larger(z, z), Smaller(z, z)), None),
        # the slope at 1 is the mean of 1 and 0, where the function is a line on both sides
        (Larger(Larger(z, S.Zero), Smaller(z, S.One)), None),
        (Larger(NOTHING, z**2 - 1), None),
        (Larger(NOTHING, exp(z)), None),
    ],
)
def test_where_a_line_ends_and_the_next_one_begins(function: Larger, borders: list[Border] | None) -> None:
    found = borders_of(function, z)
    assert found == (None if borders is None else tuple(borders))
