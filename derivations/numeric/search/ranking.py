"""The table of a search: which trial was best.

Goes in: trials. Comes out: the same in the order of their score, or as columns to show.
Must not know: how they were run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from math import inf

from derivations.calling import public
from derivations.errors import SpecificationError
from derivations.notebook import Records
from derivations.numeric.search.settings import Settings
from derivations.numeric.search.trial import Trial
from derivations.options import instance, one_of, several

SCORES = ("loss", "accuracy")
OUTCOMES = ("validation_loss", "validation_accuracy", "epochs_run", "best_epoch", "seconds", "failure")


@public
def rank_trials(trials: Iterable[Trial], by: str = "loss") -> tuple[Trial, ...]:
    """Sort trials, the best first.

    Parameters
    ----------
    trials : iterable of Trial
    by : str
        "loss": the least validation loss first. "accuracy": the largest validation accuracy first, and among
        equals the least loss, where all trials have the same loss function. Then the order of their numbers; those
        that failed come last.

    Raises
    ------
    SpecificationError
        If `by` is neither, or the losses of different loss functions would have to be compared.

    Examples
    --------
    >>> from derivations import Settings, Trial, rank_trials
    >>> worse = Trial(1, Settings(), 0.5, 0.7, epochs_run=9, best_epoch=9, seconds=1.0)
    >>> better = Trial(2, Settings(), 0.3, 0.9, epochs_run=9, best_epoch=9, seconds=1.0)
    >>> [trial.number for trial in rank_trials([worse, better])]
    [2, 1]
    """
    rows = _check(trials)
    check_comparable((trial.settings for trial in rows), by)
    same = len({trial.settings.loss for trial in rows}) == 1

    def key(trial: Trial) -> tuple[bool, float, float, int]:
        loss = inf if trial.validation_loss is None else trial.validation_loss
        if by == "loss":
            return bool(trial.failure), loss, 0.0, trial.number
        return bool(trial.failure), -(trial.validation_accuracy or 0.0), loss if same else 0.0, trial.number

    return Records(sorted(rows, key=key))


def _check(trials: object) -> tuple[Trial, ...]:
    rows = several("trials", trials, "several, such as those of a Progress")
    for trial in rows:
        instance("trial", trial, Trial, "a Trial, such as those of a Progress")
    return rows


def check_comparable(settings: Iterable[Settings], by: str) -> None:
    """Raise unless the score is one that can be compared between all of these."""
    by = one_of("by", by, SCORES)
    losses = sorted({str(each.loss) for each in settings})
    if by == "loss" and len(losses) > 1:
        raise SpecificationError(f"by 'loss' of trials with losses {', '.join(losses)}; compare them by 'accuracy'")


@public
def columns(trials: Iterable[Trial]) -> dict[str, tuple[object, ...]]:
    """Lay trials out for a table: the settings that differ between them, then how it went.

    Returns
    -------
    dict of str to tuple
        One column per name, one entry per trial, in the order given: number, the settings that differ (options of
        optimisers under their own names, None where one has not got it), validation_loss, validation_accuracy,
        epochs_run, best_epoch, seconds, failure.

    Examples
    --------
    >>> from derivations import Settings, Trial, columns
    >>> one = Trial(1, Settings(hidden=(2,)), 0.5, 0.7, epochs_run=9, best_epoch=9, seconds=1.0)
    >>> two = Trial(2, Settings(hidden=(4,)), 0.3, 0.9, epochs_run=9, best_epoch=9, seconds=1.0)
    >>> columns([one, two])["hidden"]
    ((2,), (4,))
    """
    rows = _check(trials)
    settings = [_flat(trial.settings) for trial in rows]
    names = dict.fromkeys(name for each in settings for name in each)
    table: dict[str, tuple[object, ...]] = {"number": tuple(trial.number for trial in rows)}
    for name in names:
        values = tuple(each.get(name) for each in settings)
        if any(value != values[0] for value in values):
            table[name] = values
    for name in OUTCOMES:
        table[name] = tuple(getattr(trial, name) for trial in rows)
    return table


def _flat(settings: Settings) -> dict[str, object]:
    plain = {field.name: getattr(settings, field.name) for field in fields(settings)}
    return {**plain, **dict(plain.pop("options"))}
