"""Run the trials of a search on an executor, and say after each how far it is.

Goes in: split data, settings, an executor or none. Comes out: progress, trial after trial, as they finish.
Must not know: which executor it is; what a trial does.

Nothing depends on the executor but the time: a trial is a function of its task alone, and its seed of its number. So
a serial run, threads, processes and a cluster give the same table, bit for bit where they compute alike (the same NumPy
on processors of one kind). The function that is sent is a module-level one; what it needs travels with it: the
training and validation samples too, with every trial. The test samples stay here.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, as_completed
from dataclasses import dataclass

from derivations.calling import public
from derivations.errors import DerivationError, SpecificationError, shown
from derivations.network import Convention, checked_convention
from derivations.notebook import table
from derivations.numeric.data.splitting import Split
from derivations.numeric.network.parameters import Parameters
from derivations.numeric.network.samples import checked_inputs, checked_targets
from derivations.numeric.search.processes import LocalProcesses
from derivations.numeric.search.ranking import check_comparable, columns, rank_trials
from derivations.numeric.search.settings import Settings
from derivations.numeric.search.trial import Trial, TrialTask, fit, run
from derivations.numeric.training.judging import kind_of
from derivations.options import instance, several, whole_number


class ExecutorError(DerivationError):
    """The executor that was given has broken down; `trials` are those that were done."""

    def __init__(self, message: str, trials: tuple[Trial, ...]) -> None:
        super().__init__(message)
        self.trials = trials


@dataclass(frozen=True)
class Progress:
    """How far a search is.

    Parameters
    ----------
    trials : tuple of Trial
        Those done, in the order in which they finished.
    total : int
    by : str
        The score that counts: "loss" or "accuracy".

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> import numpy as np
    >>> from derivations import Settings, moons, search, split
    >>> data = split(moons(np.random.default_rng(0), samples=40), np.random.default_rng(0))
    >>> [progress] = search(data, [Settings(hidden=(3,), epochs=5)], seed=0, executor=ThreadPoolExecutor())
    >>> progress.done, progress.total, progress.best.number
    (1, 1, 1)
    """

    trials: tuple[Trial, ...]
    total: int
    by: str

    @property
    def trial(self) -> Trial:
        """The one that has finished last."""
        return self.trials[-1]

    @property
    def done(self) -> int:
        """How many are done."""
        return len(self.trials)

    def _repr_markdown_(self) -> str:
        rows = columns(self.table)
        return f"{self.done} of {self.total} trials\n\n{table(tuple(rows), zip(*rows.values(), strict=True))}"

    @property
    def table(self) -> tuple[Trial, ...]:
        """Those done, the best first; see ranked."""
        return rank_trials(self.trials, self.by)

    @property
    def best(self) -> Trial | None:
        """The best so far; None while all have failed."""
        return next((trial for trial in self.table if not trial.failure), None)


@public
def search(
    data: Split,
    settings: Iterable[Settings],
    *,
    seed: int,
    executor: Executor | None = None,
    by: str = "loss",
    after: Sequence[Trial] = (),
    convention: Convention = Convention(),
) -> Generator[Progress, None, None]:
    """Train with each of the settings on the training samples, and compare on the validation samples.

    Parameters
    ----------
    data : Split
        The test part is not touched: it is for the one that is chosen.
    settings : iterable of Settings
        Such as grid or sampled gives.
    seed : int
        From 0 up. Trial k starts and shuffles from SeedSequence(seed).spawn(...)[k - 1], whatever else is tried.
    executor : concurrent.futures.Executor or None
        Where the trials run: all are submitted at once, in their order. It is not shut down. None: processes of
        this machine, one per core, for as long as the search runs; one that is killed is replaced, and only the
        trial that it was at runs again. Dask: Client.get_executor(), whose scheduler does the same.
    by : str
        "loss" or "accuracy"; see ranked.
    after : sequence of Trial
        Those of the same search that are done, to resume it: they count as done, and do not run again. If they are
        all of them, the search says so once, with the table that it had.
    convention : Convention
        The scale of both losses.

    Yields
    ------
    Progress
        After each trial, and at least once. A trial that diverges or for which the executor gives no result (a worker
        out of memory), is done too, with a failure. To cancel, close the generator (leaving a `for` early may not do
        so at once): what has not begun is cancelled; what has begun is stopped, or with an executor that was given,
        runs on there to its end, and is not waited for.

    Raises
    ------
    ShapeError, SpecificationError
        At the call, if the settings cannot be trained on these data, or an option makes no sense.
    ExecutorError
        If the executor that was given breaks down, as a ProcessPoolExecutor does when a worker is killed, or is shut
        down, as LocalProcesses.stop() does from another thread. Its `trials` go into `after` of a search on a new one.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> import numpy as np
    >>> from derivations import Settings, grid, moons, search, split
    >>> data = split(moons(np.random.default_rng(0), samples=40), np.random.default_rng(0))
    >>> several = grid({"hidden": [(2,), (4,)]}, Settings(epochs=3))
    >>> for progress in search(data, several, seed=0, executor=ThreadPoolExecutor()):
    ...     done = progress.done
    >>> done, {trial.settings.hidden for trial in progress.trials} == {(2,), (4,)}
    (2, True)
    """
    whole_number("seed", seed, 0)
    listed = several("settings", settings, "several Settings, such as grid(...) gives")
    _check_data(data)
    _check_settings(data, listed, by)
    if executor is not None:
        instance("executor", executor, Executor, "a concurrent.futures.Executor, or None")
    checked_convention(convention)
    tasks = tuple(
        TrialTask(number, each, data.train, data.validation, int(seed), convention)
        for number, each in enumerate(listed, start=1)
    )
    return _progress(tasks, executor, by, _checked_after(several("after", after, "trials of the same search"), listed))


def again(data: Split, trial: Trial, *, seed: int, convention: Convention = Convention()) -> Parameters:
    """Train once more as a trial did, and give the parameters that its score belongs to.

    Raises a SpecificationError if the trial failed.
    """
    if trial.failure:
        raise SpecificationError(f"trial {trial.number} failed, and has no parameters: {trial.failure}")
    _check_data(data)
    task = TrialTask(
        trial.number, trial.settings, data.train, data.validation, whole_number("seed", seed, 0), convention
    )
    return fit(task).best.parameters


def _progress(
    tasks: tuple[TrialTask, ...], executor: Executor | None, by: str, trials: tuple[Trial, ...]
) -> Generator[Progress, None, None]:
    done = {trial.number for trial in trials}
    waiting = [task for task in tasks if task.number not in done]
    if not waiting:
        # nothing is left to run, but whoever resumes wants the table
        yield Progress(trials, len(tasks), by)
        return
    own = LocalProcesses(most=len(waiting)) if executor is None else None
    runner = executor or own
    futures: dict[Future[Trial], TrialTask] = {}
    try:
        try:
            for task in waiting:
                assert runner is not None
                futures[runner.submit(run, task)] = task
            for future in as_completed(futures):
                trials = (*trials, _result(future, futures[future]))
                yield Progress(trials, len(tasks), by)
        except (BrokenExecutor, CancelledError) as error:
            # some may be done that were not yet given out
            trials = (*trials, *_rest(futures, trials))
            raise ExecutorError(
                f"the executor broke down with {len(trials)} of {len(tasks)} trials done "
                f"({str(error) or type(error).__name__}); search on a new one after these",
                trials,
            ) from error
    finally:
        for future in futures:
            future.cancel()
        if own is not None:
            own.stop()


def _result(future: Future[Trial], task: TrialTask) -> Trial:
    """Give the trial, or one that says why there is no result; a broken or closed executor is not the trial's fault."""
    try:
        return future.result()
    except (BrokenExecutor, CancelledError):
        raise
    except Exception as error:  # whatever the executor's own machinery raises
        said = f"no result: {type(error).__name__}{f': {error}' if str(error) else ''}"
        return Trial(task.number, task.settings, None, None, 0, 0, 0.0, " ".join(said.split()))


def _rest(futures: dict[Future[Trial], TrialTask], trials: tuple[Trial, ...]) -> Iterator[Trial]:
    """Give the trials that have a result and are not among these."""
    given = {trial.number for trial in trials}
    for future, task in futures.items():
        if task.number not in given and future.done() and not future.cancelled() and not future.exception():
            yield future.result()


def _check_data(data: object) -> None:
    if not isinstance(data, Split):
        raise SpecificationError(f"data {shown(data)}; expected a Split, such as split(moons(rng), rng)")
    if not data.validation.samples:
        raise SpecificationError("data has no validation samples to compare by; split with validation above 0")


def _check_settings(data: Split, listed: tuple[Settings, ...], by: str) -> None:
    """Raise now what every trial would raise later."""
    if not listed:
        raise SpecificationError("settings (); expected at least one Settings")
    for each in listed:
        if not isinstance(each, Settings):
            raise SpecificationError(f"settings {shown(each)}; expected Settings, such as grid(...) gives")
    check_comparable(listed, by)
    if by == "accuracy" and kind_of(data.validation.targets) is None:
        raise SpecificationError(f"by 'accuracy' of {data.validation.name!r}: its targets are numbers; use 'loss'")
    networks = {each.network(data.train.inputs.shape[1], data.train.targets.shape[1]) for each in listed}
    for network in networks:
        for part in (data.train, data.validation):
            checked_targets(network, part.targets, len(checked_inputs(network, part.inputs)))


def _checked_after(trials: tuple[Trial, ...], listed: tuple[Settings, ...]) -> tuple[Trial, ...]:
    """Give the trials to resume after, if they are of this search, each once."""
    seen = set()
    for trial in trials:
        instance("after", trial, Trial, "trials of the same search")
        if not 1 <= trial.number <= len(listed) or trial.settings != listed[trial.number - 1]:
            raise SpecificationError(f"after has a trial {trial.number} that is not of this search: {trial.settings}")
        if trial.number in seen:
            raise SpecificationError(f"after has trial {trial.number} twice")
        seen.add(trial.number)
    return trials
