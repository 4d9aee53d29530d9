"""A search: each trial is the training that its settings say, whoever runs it and in whatever order."""

import os
import pickle
import signal
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from threading import Event

import numpy as np
import pytest

from derivations.errors import DerivationError, SpecificationError
from derivations.network import Convention, Network
from derivations.numeric import Split, adam, forward, initialise, loss, noisy_sine, split, train
from derivations.numeric.search import (
    ExecutorError,
    LocalProcesses,
    Progress,
    Settings,
    Trial,
    again,
    columns,
    grid,
    rank_trials,
    search,
    searching,
)
from derivations.numeric.search.trial import TrialTask, run
from tests.numeric.searches import SEED, Serial, complaint, data, settings

TOTAL = 16


def last(progress: Iterator[Progress]) -> Progress:
    *_, end = progress
    return end


@pytest.fixture(scope="module")
def serial() -> Progress:
    return last(search(data(), settings(), seed=SEED, executor=Serial()))


def test_a_trial_is_the_training_that_its_settings_say(serial: Progress) -> None:
    parts, number = data(), 13
    trial = next(each for each in serial.trials if each.number == number)
    assert trial.settings == Settings(hidden=(5, 3), optimiser="adam", learning_rate=0.1, epochs=8)
    network = Network((2, 5, 3, 1), ("tanh", "tanh", "sigmoid"), "bce")
    drawing, _ = np.random.SeedSequence(SEED).spawn(TOTAL)[number - 1].spawn(2)
    start = initialise(network, np.random.default_rng(drawing))
    *_, end = train(
        network, start, parts.train.inputs, parts.train.targets, optimiser=adam(learning_rate=0.1), epochs=8
    )
    held = parts.validation
    assert trial.validation_loss == pytest.approx(loss(network, end.parameters, held.inputs, held.targets), rel=1e-12)
    right = (forward(network, end.parameters, held.inputs).outputs >= 0.5) == (held.targets == 1)
    assert trial.validation_accuracy == right.mean()
    assert (trial.epochs_run, trial.best_epoch, trial.failure) == (8, 8, "")
    kept = again(parts, trial, seed=SEED)
    assert all(np.array_equal(a, b) for a, b in zip(kept.weights, end.parameters.weights, strict=True))


def test_batches_are_shuffled_from_the_trials_own_seed(serial: Progress) -> None:
    parts, number = data(), 3
    trial = next(each for each in serial.trials if each.number == number)
    assert trial.settings == Settings(hidden=(), optimiser="sgd", learning_rate=0.1, epochs=8, batch_size=16)
    drawing, shuffling = map(np.random.default_rng, np.random.SeedSequence(SEED).spawn(TOTAL)[number - 1].spawn(2))
    network = Network((2, 1))
    start, held = initialise(network, drawing), parts.validation
    optimiser = trial.settings.built_optimiser()
    *_, end = train(
        network,
        start,
        parts.train.inputs,
        parts.train.targets,
        optimiser=optimiser,
        epochs=8,
        batch_size=16,
        rng=shuffling,
    )
    assert trial.validation_loss == pytest.approx(loss(network, end.parameters, held.inputs, held.targets), rel=1e-12)


def test_patience_keeps_the_best_epoch() -> None:
    parts = data()
    patient = Settings(hidden=(), optimiser="sgd", learning_rate=30.0, epochs=40, patience=3)
    trial = last(search(parts, [patient], seed=SEED, executor=Serial())).trial
    assert 0 < trial.best_epoch < trial.epochs_run < 40
    assert trial.epochs_run == trial.best_epoch + 3
    until = replace(patient, epochs=trial.best_epoch, patience=None)
    shorter = last(search(parts, [until], seed=SEED, executor=Serial())).trial
    assert shorter.validation_loss == trial.validation_loss
    beyond = replace(patient, epochs=trial.epochs_run, patience=None)
    longer = last(search(parts, [beyond], seed=SEED, executor=Serial())).trial
    assert longer.validation_loss is not None
    assert trial.validation_loss is not None
    assert longer.validation_loss > trial.validation_loss


def test_the_test_samples_do_not_count(serial: Progress) -> None:
    parts = data()
    spoilt = Split(parts.train, parts.validation, parts.test.with_inputs(parts.test.inputs * 1e9))
    assert last(search(spoilt, settings(), seed=SEED, executor=Serial())).table == serial.table


def test_every_trial_is_there_once_and_the_progress_says_how_many(serial: Progress) -> None:
    seen = list(search(data(), settings(), seed=SEED, executor=Serial()))
    assert [each.done for each in seen] == list(range(1, TOTAL + 1))
    assert {each.total for each in seen} == {TOTAL}
    assert complaint(seen[-1].trials, TOTAL) == ""
    assert seen[-1].best == serial.table[0]


def test_a_lost_or_doubled_trial_would_be_found(serial: Progress) -> None:
    assert complaint(serial.trials[1:], TOTAL) == f"lost [{serial.trials[0].number}]"
    assert complaint((*serial.trials, serial.trials[4]), TOTAL) == f"doubled [{serial.trials[4].number}]"


@pytest.mark.parametrize("executor", [Serial(backwards=TOTAL), ThreadPoolExecutor(4)], ids=["backwards", "threads"])
def test_the_table_does_not_depend_on_order_or_threads(executor: Executor, serial: Progress) -> None:
    with executor:
        assert last(search(data(), settings(), seed=SEED, executor=executor)).table == serial.table


def test_one_generator_for_all_trials_would_be_found(serial: Progress, monkeypatch: pytest.MonkeyPatch) -> None:
    def tables() -> Iterator[tuple[Trial, ...]]:
        for executor in (Serial(), Serial(backwards=TOTAL)):
            shared = np.random.SeedSequence(SEED)
            monkeypatch.setattr("derivations.numeric.search.trial.seed_of", lambda task, s=shared: s.spawn(1)[0])
            yield last(search(data(), settings(), seed=SEED, executor=executor)).table

    forwards, backwards = tables()
    assert forwards != backwards


def test_the_processes_of_this_machine_give_the_same_table(serial: Progress) -> None:
    assert last(search(data(), settings(), seed=SEED)).table == serial.table


def test_a_pool_whose_worker_is_killed_breaks_and_the_search_goes_on_after_it(serial: Progress) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert last(search(data(), settings(), seed=SEED, executor=pool)).table == serial.table
        endless = tuple(replace(each, epochs=10**9, patience=None) for each in settings()[3:])
        running = search(data(), (*settings()[:3], *endless), seed=SEED, executor=pool)
        done = tuple(next(running).trial for _ in range(3))
        os.kill(next(iter(pool._processes)), signal.SIGKILL)
        with pytest.raises(ExecutorError, match=r"broke down with 3 of 16 trials done \(.*\); search on a") as caught:
            next(running)
    assert caught.value.trials == done
    seen = list(search(data(), settings(), seed=SEED, executor=Serial(), after=caught.value.trials))
    assert [each.done for each in seen] == list(range(4, TOTAL + 1))
    assert seen[-1].table == serial.table


def test_a_complete_search_that_is_resumed_gives_its_table_again_and_runs_nothing(
    serial: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "LocalProcesses", None)  # calling it would raise
    (found,) = search(data(), settings(), seed=SEED, after=serial.trials)
    assert found == serial
    assert (found.done, found.total, found.best) == (TOTAL, TOTAL, serial.best)


def test_what_is_done_when_an_executor_breaks_is_not_lost() -> None:
    # all trials are done before the first is given out; the executor breaks at the last
    class Breaking(Serial):
        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
            if args[0].number == TOTAL:
                raise BrokenExecutor("pulled out")
            return super().submit(fn, *args, **kwargs)

    with pytest.raises(ExecutorError, match=r"15 of 16 trials done \(pulled out\)") as caught:
        next(search(data(), settings(), seed=SEED, executor=Breaking()))
    assert complaint(caught.value.trials, TOTAL - 1) == ""


def test_closing_cancels_what_is_pending_and_does_not_wait() -> None:
    begun, go_on = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        running = search(data(), settings(), seed=SEED, executor=pool)
        next(running)

        def hold() -> None:
            begun.set()
            go_on.wait(20)

        running.close()
        future = pool.submit(hold)
        # the queue was emptied, so this comes next
        assert begun.wait(20)
        go_on.set()
        future.result(20)
    with pytest.raises(StopIteration):
        next(running)


def test_closing_stops_the_processes_in_the_middle_of_a_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[LocalProcesses] = []

    class Watched(LocalProcesses):
        def __init__(self, *, most: int) -> None:
            super().__init__(2, most=most)
            made.append(self)

    monkeypatch.setattr(searching, "LocalProcesses", Watched)
    endless = replace(settings()[0], epochs=10**9)
    running = search(data(), [settings()[0], endless, endless], seed=SEED)
    assert next(running).trial.number == 1
    children = tuple(made[0]._children.values())
    assert children
    running.close()  # would wait for hours
    assert made[0].pids == ()
    assert all(child.process.returncode is not None for child in children)


def test_a_search_that_is_not_begun_begins_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    monkeypatch.setattr(searching, "LocalProcesses", lambda *_, **__: begun.append(1))
    search(data(), settings(), seed=SEED).close()
    assert begun == []


def test_a_trial_that_diverges_is_last_and_says_why() -> None:
    wild = [Settings(hidden=(3,), activation="relu", output="identity", loss="mse", optimiser="sgd", learning_rate=rate)
            for rate in (1e9, 0.01)]  # fmt: skip
    end = last(search(data(), wild, seed=SEED, executor=Serial()))
    good, bad = end.table
    assert (good.number, bad.number) == (2, 1)
    assert end.best == good
    assert (bad.validation_loss, bad.validation_accuracy, bad.best_epoch) == (None, None, 0)
    assert bad.epochs_run >= 1
    assert "learning_rate" in bad.failure
    with pytest.raises(SpecificationError, match="trial 1 failed, and has no parameters"):
        again(data(), bad, seed=SEED)


def test_a_score_that_is_no_number_is_a_failure() -> None:
    parts = data()
    far = replace(parts, validation=parts.validation.with_inputs(parts.validation.inputs * 1e200))
    linear = Settings(hidden=(), output="identity", loss="mse", epochs=3)
    end = last(search(far, [linear], seed=SEED, executor=Serial()))
    assert end.trial.failure == "the validation loss is inf after epoch 3, not a finite number"
    assert end.best is None


def test_what_the_executor_raises_is_said_of_the_trial_alone() -> None:
    class Losing(Serial):
        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
            if args[0].number == 2:
                future: Future[Trial] = Future()
                future.set_exception(MemoryError("no room\nfor it"))
                return future
            return super().submit(fn, *args, **kwargs)

    end = last(search(data(), settings(), seed=SEED, executor=Losing()))
    assert complaint(end.trials, TOTAL) == ""
    assert end.table[-1].number == 2
    assert end.table[-1].failure == "no result: MemoryError: no room for it"


def test_a_task_can_be_sent_and_gives_the_same_afterwards() -> None:
    parts = data()
    inputs = np.asfortranarray(parts.train.inputs)
    task = TrialTask(
        2, settings()[9], parts.train.with_inputs(inputs), parts.validation, SEED, Convention(samples="sum")
    )
    assert run(pickle.loads(pickle.dumps(task))) == run(task)
    assert pickle.loads(pickle.dumps(run(task))) == run(task)


def trial(number: int, loss: float | None, accuracy: float | None, function: str = "bce") -> Trial:
    output = "sigmoid" if function == "bce" else "identity"
    failure = "" if loss is not None else "gone"
    return Trial(number, Settings(loss=function, output=output), loss, accuracy, 5, 5, 0.1, failure)


def test_the_table_is_sorted_by_the_score() -> None:
    rows = (trial(1, None, None), trial(2, 0.5, 0.9), trial(3, 0.1, 0.8), trial(4, 0.4, 0.9), trial(5, 0.1, 0.8))
    assert [each.number for each in rank_trials(rows)] == [3, 5, 4, 2, 1]
    assert [each.number for each in rank_trials(rows, by="accuracy")] == [4, 2, 3, 5, 1]
    assert rank_trials(()) == ()


def test_different_losses_are_compared_by_accuracy_alone() -> None:
    rows = (trial(1, 0.5, 0.9), trial(2, 0.1, 0.9, "mse"), trial(3, 7.0, 0.95, "mse"))
    assert [each.number for each in rank_trials(rows, by="accuracy")] == [3, 1, 2]
    with pytest.raises(
        SpecificationError, match="by 'loss' of trials with losses bce, mse; compare them by 'accuracy'"
    ):
        rank_trials(rows)
    with pytest.raises(SpecificationError, match="by 'speed'; known: loss, accuracy"):
        rank_trials(rows, by="speed")


def test_the_columns_show_what_differs(serial: Progress) -> None:
    table = columns(serial.table)
    assert list(table) == [
        "number", "hidden", "optimiser", "batch_size", "patience",
        "validation_loss", "validation_accuracy", "epochs_run", "best_epoch", "seconds", "failure",
    ]  # fmt: skip
    assert {len(column) for column in table.values()} == {TOTAL}
    losses = table["validation_loss"]
    assert sorted(losses, key=float) == list(losses)  # type: ignore[arg-type]
    different = [replace(serial.trials[0], settings=Settings(optimiser="adam", options=options))
                 for options in ((), (("beta1", 0.5),))]  # fmt: skip
    assert columns(different)["beta1"] == (None, 0.5)


def test_classes_are_needed_for_an_accuracy() -> None:
    rng = np.random.default_rng(0)
    parts = split(noisy_sine(rng), rng)
    numbers = Settings(output="identity", loss="mse", epochs=2)
    assert last(search(parts, [numbers], seed=0, executor=Serial())).trial.validation_accuracy is None
    with pytest.raises(SpecificationError, match=r"by 'accuracy' of '.*': its targets are numbers; use 'loss'"):
        search(parts, [numbers], seed=0, by="accuracy")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"data": None}, "data None; expected a Split"),
        ({"settings": []}, r"settings \(\); expected at least one"),
        ({"settings": [{"hidden": (2,)}]}, "expected Settings, such as grid"),
        ({"settings": [Settings(output="tanh")]}, "loss 'bce' after activation 'tanh'"),
        ({"seed": -1}, "seed -1; expected a whole number from 0 up"),
        ({"executor": "dask"}, "executor 'dask'; expected a concurrent.futures.Executor"),
        ({"by": "speed"}, "by 'speed'; known: loss, accuracy"),
        ({"convention": "mean"}, "convention 'mean'; expected a Convention"),
        ({"settings": [Settings(), Settings(loss="mse")]}, "by 'loss' of trials with losses bce, mse"),
        ({"after": [trial(1, 0.5, 0.9)]}, "after has a trial 1 that is not of this search"),
        ({"after": [trial(99, 0.5, 0.9)]}, "after has a trial 99 that is not of this search"),
        ({"settings": [Settings()], "after": [trial(1, 0.5, 0.9)] * 2}, "after has trial 1 twice"),
    ],
)
def test_what_makes_no_sense_is_refused_at_the_call(change: dict[str, object], sentence: str) -> None:
    given: dict[str, object] = {"data": data(), "settings": settings(), "seed": SEED} | change
    with pytest.raises(DerivationError, match=sentence) as caught:
        search(given.pop("data"), given.pop("settings"), **given)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_samples_to_compare_by_are_needed() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(SpecificationError, match="no validation samples"):
        search(split(noisy_sine(rng), rng, validation=0), grid({}), seed=0)


def test_targets_are_checked_before_anything_starts() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(SpecificationError, match=r"outside \[0, 1\], which loss 'bce' needs"):
        search(split(noisy_sine(rng), rng), grid({}), seed=0)
