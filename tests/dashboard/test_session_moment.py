"""What is computed of a moment is shared between visits, so nobody can change it."""

import numpy as np
import pytest

from dashboard.session.moment import Moment, _trace
from dashboard.training import started
from derivations import Convention, Network, xor

NETWORK = Network((2, 2, 1))


def test_nobody_can_write_into_a_shared_trace() -> None:
    parameters = started(NETWORK, 5).parameters
    found = _trace(Moment(NETWORK, Convention(), xor(), b"5", parameters))
    assert {"z1", "a2", "delta1", "dW2", "W1"} <= set(found)
    for array in found.values():
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    # the visitor's own are still his to train on
    before = parameters.weights[0].flags.writeable
    assert before == started(NETWORK, 5).parameters.weights[0].flags.writeable
    np.testing.assert_array_equal(found["W1"], parameters.weights[0])
