"""The numbers of a point: of both signs and beyond 1, in any order, the same for a seed."""

import math
import random
from fractions import Fraction

import pytest

from derivations.engine.drawing import EVERYWHERE, SPECIAL, draw_everywhere, draw_within


def test_of_as_many_draws_as_there_are_intervals_one_lies_in_each() -> None:
    rng, left = random.Random(3), list[int]()
    for _ in range(5):
        drawn = [draw_everywhere(rng, left, special=False) for _ in EVERYWHERE]
        assert sorted(math.floor(number) for number in drawn) == sorted(EVERYWHERE)
        assert all(number % 1 for number in drawn)


def test_at_a_special_point_most_are_special() -> None:
    rng, left = random.Random(4), list[int]()
    drawn = [draw_everywhere(rng, left, special=True) for _ in range(400)]
    assert 0.65 < sum(number in SPECIAL for number in drawn) / len(drawn) < 0.85
    assert set(SPECIAL) < set(drawn)


@pytest.mark.parametrize(("sign", "low", "high"), [(1, 0, 2), (-1, -2, 0), (0, -2, 2)])
def test_one_that_is_drawn_within_has_the_sign_and_the_scale(sign: int, low: int, high: int) -> None:
    drawn = [draw_within(random.Random(seed), sign, Fraction(1, 8), data=False) * 8 for seed in range(200)]
    assert low < min(drawn) < low + 0.2
    assert high - 0.2 < max(drawn) < high
    assert all(0 < draw_within(random.Random(seed), sign, Fraction(64), data=True) < 1 for seed in range(50))
