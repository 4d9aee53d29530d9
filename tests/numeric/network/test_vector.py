"""One vector that holds every parameter."""

import numpy as np

from derivations.network import Network
from derivations.numeric import initialise
from derivations.numeric.network.vector import vector_of


def test_a_vector_holds_every_parameter() -> None:
    network = Network((2, 3, 4, 1), batch_norm=(True, False, True))
    start = initialise(network, np.random.default_rng(0))
    assert len(vector_of(start)) == (2 * 3 + 3) + (3 * 4 + 4) + (4 + 1) + 2 * (3 + 1)
    assert [len(scale) for scale in start.scales] == [3, 0, 1]
    assert all((scale == 1).all() for scale in start.scales)
    assert not any(shift.any() for shift in start.shifts)
