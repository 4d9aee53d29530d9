"""Training in small steps: the same numbers as at once, a goal, a curve that stays short, and a divergence."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from dashboard.lab.progress import GOAL, NO_PATH, TrainingProgress, advance, start_progress
from derivations import Activation, Convention, Network, loss, xor
from derivations.numeric.training.history import History

NETWORK = Network((2, 2, 1), "sigmoid", "bce")
CONVENTION = Convention()
DATA = xor()


def _on(progress: TrainingProgress, epochs: int, *, rate: float = 1.0) -> TrainingProgress:
    return advance(progress, NETWORK, CONVENTION, DATA, epochs=epochs, rate=rate)


def _numbers(progress: TrainingProgress) -> list[float]:
    arrays = (*progress.parameters.weights, *progress.parameters.biases)
    return [float(number) for array in arrays for number in np.ravel(array)]


def _cost(progress: TrainingProgress) -> float:
    return loss(NETWORK, progress.parameters, DATA.inputs, DATA.targets, CONVENTION)


def test_a_start_is_the_seed_s_and_nothing_else() -> None:
    start = start_progress(NETWORK, 3)
    assert (start.epoch, start.goal, start.epochs, start.costs, start.failure) == (0, GOAL, (), (), "")
    assert _numbers(start) == _numbers(start_progress(NETWORK, 3))
    assert _numbers(start) != _numbers(start_progress(NETWORK, 4))


def test_step_by_step_is_at_once() -> None:
    at_once = _on(start_progress(NETWORK, 3), 30)
    stepwise = start_progress(NETWORK, 3)
    for epochs in (1, 1, 8, 20):
        stepwise = _on(stepwise, epochs)
    assert _numbers(stepwise) == _numbers(at_once)
    assert replace(stepwise, parameters=at_once.parameters, path=at_once.path) == at_once


def test_the_path_has_the_parameters_at_its_epochs_and_stays_short() -> None:
    now = start = start_progress(NETWORK, 3)
    for _ in range(5):
        now = _on(now, 2)
    assert [epoch for epoch, _ in now.path.records] == [0, 2, 4, 6, 8, 10]
    assert now.path.records[0][1] is start.parameters
    assert now.path.records[-1][1] is now.parameters
    for _ in range(NO_PATH.limit):
        now = _on(now, 1)
    assert len(now.path.records) <= NO_PATH.limit + 1
    assert (now.path.records[0][0], now.path.records[-1][0]) == (0, 10 + NO_PATH.limit)
    assert [epoch for epoch, _ in now.path.records] == sorted({epoch for epoch, _ in now.path.records})


def test_every_cost_is_the_cost_after_its_epoch() -> None:
    now = start = start_progress(NETWORK, 3)
    expected = [_cost(start)]
    for _ in range(5):
        now = _on(now, 1)
        expected.append(_cost(now))
    assert now.epoch == 5
    assert now.epochs == (0, 1, 2, 3, 4, 5)
    assert now.costs == pytest.approx(expected, rel=1e-14)
    assert expected[5] < expected[0]


def test_no_epochs_leave_the_parameters() -> None:
    start = start_progress(NETWORK, 3)
    now = _on(start, 0)
    assert (now.epoch, now.epochs, _numbers(now)) == (0, (0,), _numbers(start))


def test_a_goal_ahead_stays_and_one_reached_moves_on() -> None:
    start = start_progress(NETWORK, 3)
    assert replace(start, epoch=GOAL - 1).with_room(500).goal == GOAL
    assert replace(start, epoch=GOAL).with_room(500).goal == GOAL + 500


def test_a_new_curve_begins_where_training_stands() -> None:
    now = _on(start_progress(NETWORK, 3), 5)
    fresh = now.with_new_curve()
    assert (fresh.epoch, fresh.epochs, fresh.costs) == (5, (), ())
    assert fresh.parameters is now.parameters
    assert _on(fresh, 2).epochs == (5, 6, 7)


def test_an_edit_keeps_epoch_and_curve_and_the_next_step_starts_from_it() -> None:
    now = _on(start_progress(NETWORK, 3), 5)
    edited = now.edit(now.parameters.with_weight(2, 1, 2, 2.5))
    assert edited.parameters.weights[1][0, 1] == 2.5
    assert (edited.epoch, edited.epochs, edited.costs) == (now.epoch, now.epochs, now.costs)
    after, unedited = _on(edited, 1), _on(now, 1)
    assert after.epochs == (0, 1, 2, 3, 4, 5, 5, 6)  # the curve jumps at the epoch of the edit
    assert after.costs[:6] == now.costs
    assert after.costs[6:] == pytest.approx([_cost(edited), _cost(after)], rel=1e-14)
    assert after.costs[-1] != pytest.approx(unedited.costs[-1], rel=1e-3)


@pytest.mark.parametrize("steps", [1, 5, 13])
def test_a_long_curve_is_evenly_thinned_and_keeps_its_first_and_its_last_point(steps: int) -> None:
    whole = _on(start_progress(NETWORK, 3), 130)
    cost_after = dict(zip(whole.epochs, whole.costs, strict=True))
    now = replace(start_progress(NETWORK, 3), curve=History(19))
    while now.epoch < 130:
        now = _on(now, steps)
        assert now.epochs[0] == 0
        assert now.epochs[-1] == now.epoch
        assert len(now.epochs) <= 20
        assert now.epochs == tuple(sorted(set(now.epochs)))
        assert len({after - before for before, after in pairwise(now.epochs[:-1])}) <= 1
        assert now.costs == tuple(cost_after[epoch] for epoch in now.epochs)
    assert now.epoch == 130


def _diverging(progress: TrainingProgress, epochs: int) -> TrainingProgress:
    # sigmoids saturate at any rate; a linear network does not
    return advance(progress, Network((2, 2, 1), "identity", "mse"), CONVENTION, DATA, epochs=epochs, rate=1e3)


def test_a_divergence_leaves_the_last_finite_parameters_and_one_sentence() -> None:
    before = _diverging(start_progress(NETWORK, 3), 2)
    after = _diverging(before, 50)
    assert before.failure == ""
    assert np.isfinite(_numbers(after)).all()
    assert np.isfinite(after.costs).all()
    assert 2 <= after.epoch < 52
    assert after.epochs == tuple(range(after.epoch + 1))
    assert after.costs[:3] == before.costs
    assert _numbers(after) == _numbers(_diverging(before, after.epoch - 2))
    assert after.failure.startswith(f"training diverged in epoch {after.epoch + 1}: ")
    assert after.failure.endswith("with learning_rate 1000.0; try a smaller one")
    assert "\n" not in after.failure


def test_a_formula_without_a_value_is_met_in_an_epoch_of_the_curve() -> None:
    network = Network((2, 2, 1), Activation.parse("log(1 + z)"), "mse")
    start = start_progress(network, 3)
    start = start.edit(replace(start.parameters, biases=tuple(bias + 2 for bias in start.parameters.biases)))
    for begin in (start, replace(start, epoch=40)):
        after = advance(begin, network, CONVENTION, DATA, epochs=50, rate=3.0)
        assert after.epoch < begin.epoch + 50
        assert after.failure.startswith(f"in epoch {after.epoch + 1}: f = log(1 + z) is not defined at z = ")


def test_whatever_comes_after_a_divergence_clears_it() -> None:
    failed = _diverging(start_progress(NETWORK, 3), 50)
    assert failed.failure
    start = start_progress(NETWORK, 3)
    assert failed.with_room(GOAL).failure == ""
    assert failed.with_new_curve().failure == ""
    assert failed.edit(start.parameters).failure == ""
    assert _on(replace(failed, parameters=start.parameters), 1).failure == ""
