"""Training in small steps: the same numbers as at once, a goal, a curve that stays short, and a divergence."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from dashboard.lab.progress import GOAL, NO_PATH, TrainingProgress, name_milestones, return_to, start_progress
from dashboard.lab.running import advance, advance_batch, begin_epoch, find_cost, next_batch
from dashboard.lab.schedules import MADE, SCHEDULES, make_optimiser
from derivations import Activation, Convention, Network, batch_statistics, initialise, loss, moons, train, xor
from derivations.numeric.training.history import History
from derivations.numeric.training.optimisers import OPTIMISERS
from derivations.numeric.training.schedules import per_epoch

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
    assert [each.epoch for each in now.path.records] == [0, 2, 4, 6, 8, 10]
    assert now.path.records[0].parameters is start.parameters
    assert now.path.records[-1].parameters is now.parameters
    for _ in range(NO_PATH.limit):
        now = _on(now, 1)
    assert len(now.path.records) <= NO_PATH.limit + 1
    assert (now.path.records[0][0], now.path.records[-1][0]) == (0, 10 + NO_PATH.limit)
    assert [each.epoch for each in now.path.records] == sorted({each.epoch for each in now.path.records})


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


CLOUD = moons(np.random.default_rng(0), samples=22)
DEEP = Network((2, 5, 1), ("tanh", "sigmoid"), "bce")
NOISY = Network((2, 5, 1), ("tanh", "sigmoid"), "bce", dropout=0.4, batch_norm=True)


def _train(progress: TrainingProgress, network: Network, epochs: int, **how: Any) -> TrainingProgress:
    return advance(progress, network, CONVENTION, CLOUD, epochs=epochs, rate=0.1, **how)


def _one(progress: TrainingProgress, network: Network, **how: Any) -> TrainingProgress:
    return advance_batch(progress, network, CONVENTION, CLOUD, rate=0.1, **how)


@pytest.mark.parametrize("network", [DEEP, NOISY], ids=["plain", "noisy"])
@pytest.mark.parametrize("batch_size", [0, 4, 8])
@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
def test_batches_and_masks_depend_on_the_seed_and_not_on_the_pictures(
    network: Network, batch_size: int, optimiser: str
) -> None:
    how: dict[str, Any] = {"batch_size": batch_size, "optimiser": optimiser, "schedule": "exponential"}
    start = start_progress(network, 3)
    at_once = _train(start, network, 6, **how)
    for epochs in ((1, 5), (2, 2, 2)):
        now = start
        for each in epochs:
            now = _train(now, network, each, **how)
        assert _numbers(now) == _numbers(at_once)
        assert (now.random, now.curve, now.memory == ()) == (at_once.random, at_once.curve, at_once.memory == ())
    other = _train(start_progress(network, 4), network, 6, **how)
    assert other.random != at_once.random
    # batch by batch, with an epoch that is ended by the epochs after it
    now = start
    for _ in range(5):
        now = _one(now, network, **how)
    now = _train(now, network, 6 - now.epoch, **how)
    assert _numbers(now) == pytest.approx(_numbers(at_once), rel=1e-12)
    assert (now.epoch, now.random, now.epochs) == (6, at_once.random, at_once.epochs)
    assert now.costs == pytest.approx(at_once.costs, rel=1e-12)


def test_an_epoch_of_batches_is_the_librarys() -> None:
    start = start_progress(DEEP, 3)
    found = _train(start, DEEP, 4, batch_size=8, optimiser="momentum")
    rng = np.random.default_rng((3, 1))
    made = OPTIMISERS["momentum"].make(0.1)
    *_, last = train(
        DEEP, start.parameters, CLOUD.inputs, CLOUD.targets, optimiser=made, epochs=4, batch_size=8, rng=rng
    )
    assert _numbers(found) == _numbers(TrainingProgress(last.parameters))
    assert found.costs[-1] == last.loss


def test_one_batch_after_the_other_takes_every_sample_once() -> None:
    now, seen = start_progress(DEEP, 3), []
    for left in (14, 6, 0):
        begun = begin_epoch(now, CLOUD, 8)
        seen += next_batch(begun, 8)
        now = _one(now, DEEP, batch_size=8)
        assert len(now.pending) == left
    assert sorted(seen) == list(range(22)) != seen
    assert (now.epoch, len(now.costs)) == (1, 2)


def test_all_samples_at_once_are_one_batch() -> None:
    start = start_progress(DEEP, 3)
    assert _one(start, DEEP).epoch == 1
    assert _numbers(_one(start, DEEP)) == _numbers(_train(start, DEEP, 1))


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_schedule_counts_epochs_whatever_was_set_before(schedule: str) -> None:
    start = start_progress(DEEP, 3)
    found = _train(start, DEEP, 5, batch_size=8, schedule=schedule, optimiser="adam")
    made = OPTIMISERS["adam"].make(0.1, schedule=per_epoch(MADE[schedule], 3))
    *_, last = train(
        DEEP,
        start.parameters,
        CLOUD.inputs,
        CLOUD.targets,
        optimiser=made,
        epochs=5,
        batch_size=8,
        rng=np.random.default_rng((3, 1)),
    )
    assert _numbers(found) == _numbers(TrainingProgress(last.parameters))
    # another size of the batches, and another schedule before: it is at the same epoch
    other = _train(_train(start, DEEP, 7, optimiser="sgd"), DEEP, 1, schedule=schedule)
    by_hand = _train(start, DEEP, 7, optimiser="sgd")
    rate = 0.1 * MADE[schedule](7)
    stepped = advance(by_hand, DEEP, CONVENTION, CLOUD, epochs=1, rate=rate)
    assert _numbers(other) == pytest.approx(_numbers(stepped), rel=1e-13)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_schedule_that_comes_or_goes_leaves_what_the_optimiser_remembers(optimiser: str) -> None:
    now = _train(start_progress(DEEP, 3), DEEP, 3, optimiser=optimiser)
    plain = len(now.memory)
    now = _train(now, DEEP, 3, optimiser=optimiser, schedule="cosine")
    assert not now.failure
    assert len(now.memory) == len(make_optimiser(optimiser, 0.1, schedule="cosine").memory)
    now = _train(now, DEEP, 3, optimiser=optimiser)
    assert (now.failure, now.epoch, len(now.memory)) == ("", 9, plain)


def test_the_cost_of_a_noisy_network_is_that_of_evaluation() -> None:
    now = _train(start_progress(NOISY, 3), NOISY, 3)
    statistics = batch_statistics(NOISY, now.parameters, CLOUD.inputs)
    expected = loss(NOISY.evaluating(), now.parameters, CLOUD.inputs, CLOUD.targets, CONVENTION, statistics=statistics)
    assert find_cost(NOISY, now.parameters, CLOUD, CONVENTION) == pytest.approx(expected, rel=1e-14)
    assert now.costs[-1] == pytest.approx(expected, rel=1e-12)
    # it learns in training whatever is shown
    assert _numbers(_train(start_progress(NOISY, 3), NOISY.evaluating(), 3)) == _numbers(now)


def test_back_at_an_epoch_everything_goes_on_as_it_did() -> None:
    how: dict[str, Any] = {"batch_size": 8, "optimiser": "adam"}
    now = start_progress(NOISY, 3)
    for _ in range(10):
        now = _train(now, NOISY, 1, **how)
    milestone = now.path.records[4]
    back = return_to(now, milestone, "adam")
    assert (back.epoch, back.epochs) == (4, (0, 1, 2, 3, 4))
    assert [each.epoch for each in back.path.records] == [0, 1, 2, 3, 4]
    again = back
    for _ in range(6):
        again = _train(again, NOISY, 1, **how)
    assert _numbers(again) == _numbers(now)
    assert (again.curve.records, again.random) == (now.curve.records, now.random)


def test_a_thousand_epochs_take_no_more_memory_than_a_hundred() -> None:
    def size(progress: TrainingProgress) -> int:
        arrays = [
            array
            for each in progress.path.records
            for array in (*each.parameters.weights, *each.parameters.biases, *each.memory)
        ]
        return sum(array.nbytes for array in arrays) + 16 * len(progress.curve.records)

    now = start_progress(DEEP, 3)
    sizes = []
    for _ in range(4):
        for _ in range(250):
            now = _train(now, DEEP, 1, batch_size=8, optimiser="adam")
        sizes.append(size(now))
    one = size(replace(now, path=NO_PATH.having(now.path.records[-1]), curve=History(300)))
    assert now.epoch == 1000
    assert max(sizes) <= (NO_PATH.limit + 1) * one + 16 * 301


def test_the_start_is_drawn_with_the_method_that_is_chosen() -> None:
    for method in ("he", "zeros", "constant"):
        expected = initialise(DEEP, np.random.default_rng(5), method)
        assert _numbers(start_progress(DEEP, 5, method)) == _numbers(TrainingProgress(expected))


def _batch(progress: TrainingProgress, size: int = 8, optimiser: str = "adam") -> TrainingProgress:
    return advance_batch(progress, DEEP, CONVENTION, CLOUD, rate=0.1, batch_size=size, optimiser=optimiser)


def test_back_in_the_middle_of_an_epoch_everything_goes_on_as_it_did() -> None:
    start = _train(start_progress(DEEP, 3), DEEP, 1, batch_size=8, optimiser="adam")
    edited = _batch(start).edit(start.parameters.with_weight(2, 1, 1, 0.5))
    now = _batch(edited)
    assert name_milestones(now.path.records) == ["0", "1", "1, edited"]
    back = return_to(now, now.path.records[2], "adam")
    assert (back.pending, back.updates, back.measured) == (edited.pending, 1, True)
    assert back.curve.records == now.curve.records
    assert _numbers(_batch(back)) == _numbers(now)
    # the jump is gone with the edit
    back = return_to(now, now.path.records[1], "adam")
    assert (back.curve.records, back.pending, back.updates) == (start.curve.records, (), 0)
    again = _batch(now.edit(start.parameters))
    assert name_milestones(again.path.records[:4]) == ["0", "1", "1, edited", "1, edited 2"]


def test_an_epoch_that_is_ended_by_a_step_is_kept_once() -> None:
    now = _train(_batch(start_progress(DEEP, 3)), DEEP, 1, batch_size=8, optimiser="adam")
    assert [each.epoch for each in now.path.records] == [0, 1]


def test_the_way_back_has_no_memory_for_another_optimiser() -> None:
    now = _train(start_progress(DEEP, 3), DEEP, 3, optimiser="adagrad")
    now = _train(now, DEEP, 3, optimiser="adagrad")
    milestone = now.path.records[1]
    assert return_to(now, milestone, "adagrad").memory is milestone.memory != ()
    assert return_to(now, milestone, "rmsprop").memory == ()


def test_with_the_curve_goes_the_way_back() -> None:
    now = _train(start_progress(DEEP, 3), DEEP, 3).with_new_curve()
    assert (now.curve.records, now.path.records) == ((), ())
