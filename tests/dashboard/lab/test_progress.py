"""A record of training: where its generator of random numbers stands is written and read exactly."""

import numpy as np

from dashboard.lab.progress import read_random, start_progress, write_random
from derivations import Network


def test_a_generator_goes_on_where_it_was_written() -> None:
    rng = np.random.default_rng(7)
    for numbers in (1, 2, 5):
        # of 32 bits each: after an odd number one half of 64 is left over
        rng.integers(5, size=numbers, dtype=np.uint32)
        written = write_random(rng)
        again = read_random(written)
        assert (again.permutation(50) == rng.permutation(50)).all()
        assert again.random() == rng.random()
        rng = again


def test_no_numbers_are_the_generator_of_seed_0() -> None:
    assert read_random(()).random() == np.random.default_rng(0).random()


def test_batches_have_random_numbers_of_their_own() -> None:
    one, two = (start_progress(Network((2, units, 1)), 3).random for units in (2, 9))
    assert one == two != start_progress(Network((2, 2, 1)), 4).random
