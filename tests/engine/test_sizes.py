"""The sizes that are drawn: each another number at every point, and none that leaves a model without a value."""

import random
from itertools import combinations

from sympy import symbols

from derivations import Network, derive
from derivations.engine.sizes import sizes_at_points, smallest_size


def test_no_size_has_a_number_twice_and_no_two_sizes_are_the_same_everywhere() -> None:
    sizes = symbols("m n_0:9", integer=True)
    for seed in range(20):
        for smallest in (1, 2):
            points = sizes_at_points(sizes, 3, random.Random(seed), smallest)
            drawn = [tuple(point[size] for point in points) for size in sizes]
            assert all(len(set(each)) == 3 and min(each) >= smallest for each in drawn)
            assert all(one != other for one, other in combinations(drawn, 2))


def test_what_has_a_value_beside_one_unit_is_checked_there() -> None:
    for network in (Network((2, 3, 2), ("tanh", "softmax"), "cross_entropy"), Network((2, 2, 1), batch_norm=True)):
        assert smallest_size(derive(network).model) == 1
