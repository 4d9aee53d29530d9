"""Parameters with and without scales and shifts, masks of the next step, and what a pass holds fixed."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dashboard.lab.between import (
    draw_next,
    fit_parameters,
    hold,
    leave_out,
    parameter_of,
    put_back,
    replace_parameter,
    run_forward,
)
from dashboard.lab.progress import read_random, start_progress
from dashboard.lab.running import advance, advance_batch
from dashboard.lab.selection import SCALE, SHIFT, Source
from derivations import Convention, Network, backward, batch_statistics, draw_masks, forward, initialise, xor
from derivations.numeric.network.problem import pose
from derivations.numeric.network.vector import vector_of

PLAIN = Network((2, 3, 2, 1), "tanh", "mse")
NORMALISED = replace(PLAIN, batch_norm=(True, False, False))
DATA = xor()


@pytest.mark.parametrize("source", [2, None, SCALE, SHIFT])
def test_a_parameter_of_any_kind_is_found_where_it_was_put(source: Source) -> None:
    start = initialise(NORMALISED, np.random.default_rng(1))
    found = replace_parameter(start, 1, 3, source, 7.5)
    assert parameter_of(found, 1, 3, source) == 7.5
    assert np.count_nonzero(vector_of(found) != vector_of(start)) == 1
    found.check(NORMALISED)


def test_scales_and_shifts_come_as_one_and_zero_and_go_and_weights_stay() -> None:
    start = initialise(PLAIN, np.random.default_rng(1))
    assert fit_parameters(start, PLAIN) is start
    with_them = fit_parameters(start, NORMALISED)
    with_them.check(NORMALISED)
    assert (with_them.scales[0].tolist(), with_them.shifts[0].tolist()) == ([1, 1, 1], [0, 0, 0])
    moved = replace_parameter(with_them, 1, 2, SCALE, 4.0)
    # another layer comes, and the one that was there keeps its own
    more = fit_parameters(moved, replace(PLAIN, batch_norm=True))
    assert [each.tolist() for each in more.scales] == [[1, 4, 1], [1, 1], []]
    back = fit_parameters(more, PLAIN)
    np.testing.assert_array_equal(vector_of(back), vector_of(start))


@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
def test_a_page_without_them_trains_the_rest_and_leaves_them_as_they_are(optimiser: str) -> None:
    learned = replace(
        start_progress(NORMALISED, 3),
        parameters=replace_parameter(start_progress(NORMALISED, 3).parameters, 1, 2, SCALE, 4.0),
    )
    step: dict[str, Any] = {"epochs": 3, "rate": 0.1, "optimiser": optimiser}
    before = advance(learned, NORMALISED, Convention(), DATA, **step)
    part = leave_out(before, PLAIN)
    part.parameters.check(PLAIN)
    alone = advance(part, PLAIN, Convention(), DATA, **step)
    found = put_back(alone, before, NORMALISED)
    found.parameters.check(NORMALISED)
    np.testing.assert_array_equal(found.parameters.scales[0], before.parameters.scales[0])
    np.testing.assert_array_equal(found.parameters.weights[0], alone.parameters.weights[0])
    # what the optimiser remembers fits again, and that of the scales is as it was
    for now, old in zip(found.memory, before.memory, strict=True):
        assert now.shape == old.shape
        if now.ndim:
            np.testing.assert_array_equal(now[-6:], old[-6:])
            assert (now[:-6] != old[:-6]).any()
    assert found.path.records[-1].parameters is found.parameters
    assert advance(found, NORMALISED, Convention(), DATA, **step).failure == ""


def test_the_masks_are_those_that_the_next_step_draws() -> None:
    network = replace(PLAIN, dropout=0.5)
    start = start_progress(network, 3)
    masks = draw_next(start, network, DATA, 0)
    expected = draw_masks(network, 4, read_random(start.random))
    assert all(map(np.array_equal, masks, expected))
    # the step: gradient descent with the gradient that these masks give
    by_hand = backward(network, start.parameters, DATA.inputs, DATA.targets, masks=masks)
    after = advance(start, network, Convention(), DATA, epochs=1, rate=0.1)
    np.testing.assert_allclose(after.parameters.weights[0], start.parameters.weights[0] - 0.1 * by_hand.weights[0])
    assert not all(map(np.array_equal, masks, draw_next(after, network, DATA, 0)))


def test_of_batches_every_sample_has_the_mask_of_its_own_next_update() -> None:
    network = replace(PLAIN, dropout=0.5)
    now = start_progress(network, 3)
    announced = draw_next(now, network, DATA, 3)
    moved = advance_batch(now, network, Convention(), DATA, rate=0.1, batch_size=3)
    [left] = moved.pending
    # the one that is left keeps the mask that was announced for it
    for before, later in zip(announced, draw_next(moved, network, DATA, 3), strict=True):
        np.testing.assert_array_equal(before[left], later[left])


def test_a_pass_computes_what_the_library_does_in_either_mode() -> None:
    network = replace(PLAIN, dropout=0.5, batch_norm=True)
    parameters = initialise(network, np.random.default_rng(1))
    masks = draw_masks(network, 4, np.random.default_rng(2))
    for mode, given in (
        (network, {"masks": masks}),
        (network.evaluating(), {"statistics": batch_statistics(network, parameters, DATA.inputs)}),
    ):
        problem = pose(mode, parameters, DATA.inputs, DATA.targets)
        found = run_forward(replace(problem, fixed=hold(mode, parameters, DATA.inputs, masks)))
        wanted = forward(mode, parameters, DATA.inputs, **given)
        for layer in (1, 2):
            np.testing.assert_allclose(found[f"u{layer}"], wanted.u[layer - 1], rtol=1e-14)
            np.testing.assert_allclose(found[f"zhat{layer}"].mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(found["a3"], wanted.outputs, rtol=1e-14)
        assert ("h1" in found) == (mode is network)
    nothing = hold(PLAIN, parameters, DATA.inputs, ())
    assert (nothing.factors, nothing.statistics) == ((), None)
