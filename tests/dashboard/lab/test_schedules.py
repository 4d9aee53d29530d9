"""Schedules of the page: what their words say, and a memory that fits the optimiser with and without one."""

import numpy as np
import pytest

from dashboard.lab.schedules import MADE, SCHEDULES, factor, fit_memory, make_optimiser
from derivations.numeric.training.optimisers import OPTIMISERS


def test_the_words_say_what_the_schedules_do() -> None:
    assert set(SCHEDULES) == set(MADE)
    assert [factor("constant", epoch) for epoch in (0, 10, 5000)] == [1, 1, 1]
    assert [factor("step", epoch) for epoch in (0, 499, 500, 1000)] == [1, 1, 0.5, 0.25]
    assert factor("exponential", 100) == pytest.approx(0.998**100, rel=1e-13)
    assert [factor("cosine", epoch) for epoch in (0, 1000, 2000, 9000)] == pytest.approx([1, 0.505, 0.01, 0.01])
    assert [factor("warmup", epoch) for epoch in (0, 50, 100, 2000)] == pytest.approx([1 / 3, 2 / 3, 1, 0.01])


@pytest.mark.parametrize("name", OPTIMISERS)
def test_a_memory_fits_and_comes_back(name: str) -> None:
    plain, counted = OPTIMISERS[name].make(0.1), make_optimiser(name, 0.1, schedule="step")
    assert counted.memory[0] == "t"
    vector, gradient = np.ones(3), np.full(3, 0.5)
    state = plain.move(vector.copy(), gradient.copy(), ())
    fitted = fit_memory(counted, state)
    if state:
        assert len(fitted) == len(counted.memory)
    assert [each.tolist() for each in fit_memory(plain, fitted)] == [each.tolist() for each in state]
    assert fit_memory(counted, ()) == ()
