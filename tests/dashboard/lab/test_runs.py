"""Runs that are kept come back from their file exactly; what is no such file is refused with its reason."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dashboard.lab.progress import start_progress
from dashboard.lab.readings import Reader
from dashboard.lab.running import advance
from dashboard.lab.runs import (
    KIND,
    MOST_RUNS,
    KeptRun,
    compare_settings,
    keep_run,
    name_run,
    read_runs,
    say_scales,
    write_runs,
)
from dashboard.lab.settings import Settings
from derivations import DataSet
from derivations.errors import SpecificationError
from derivations.numeric.network.vector import vector_of


def kept(name: str = "one", **wanted: object) -> KeptRun:
    settings = replace(Settings("moons", held_out=0.4, batch_size=8), **wanted)  # type: ignore[arg-type]
    now = start_progress(settings.network, settings.seed)
    for _ in range(3):
        now = advance(
            now,
            settings.network,
            settings.convention,
            settings.samples,
            epochs=2,
            rate=settings.rate,
            optimiser=settings.optimiser,
            batch_size=settings.batch_size,
        )
    reader = Reader(settings.network, settings.convention, settings.parts)
    return keep_run(name, settings, now, reader.read_all(now.path.records))


def test_a_run_has_the_curves_of_all_parts() -> None:
    run = kept()
    assert set(run.lines) == {
        f"{part} {what}" for part in ("train", "validation", "test") for what in ("loss", "accuracy")
    }
    assert run.lines["train loss"] == run.progress.curve.records
    assert [epoch for epoch, _ in run.lines["test accuracy"]] == [0, 2, 4, 6]
    assert run.last("train loss") == run.progress.costs[-1]
    assert kept(data="sine", functions=("sigmoid", "identity"), loss="mse").last("train accuracy") is None


def test_runs_come_back_from_their_file_and_go_on_the_same() -> None:
    table = DataSet("mine", np.array([[0.0, 1], [1, 0.5], [0.3, 0]]), np.array([[1.0], [0], [1]]), classes=("a", "b"))
    runs = (kept("one", optimiser="adam"), kept("two", data="table", table=table, held_out=0.0, batch_size=0))
    found = read_runs(write_runs(runs))
    for ours, theirs in zip(found, runs, strict=True):
        assert (ours.name, ours.lines) == (theirs.name, theirs.lines)
        assert np.array_equal(vector_of(ours.progress.parameters), vector_of(theirs.progress.parameters))
        assert ours.progress.random == theirs.progress.random
        assert [each.tolist() for each in ours.progress.memory] == [each.tolist() for each in theirs.progress.memory]
    assert found[0].settings == runs[0].settings
    assert found[1].settings.table is not None
    assert np.array_equal(found[1].settings.table.inputs, table.inputs)


def test_what_differs_is_listed_in_words() -> None:
    runs = (kept(), kept("two", batch_size=0, optimiser="adam", sample=7, speed=100))
    assert compare_settings(runs) == [("optimiser", ["plain GD", "Adam"]), ("batch", ["8 samples", "all at once"])]
    assert compare_settings(runs[:1]) == []
    others = (kept(), kept(data="circles", functions=("tanh", "sigmoid"), held_out=0.0))
    assert compare_settings(others) == [
        ("data", ["moons", "circles"]),
        ("functions", ["sigmoid, sigmoid", "tanh, sigmoid"]),
        ("held out", ["40%", "nothing"]),
    ]


def test_own_tables_are_compared_by_name_and_content() -> None:
    x, y = np.array([[0.0, 1], [1, 0.5], [0.3, 0]]), np.array([[1.0], [0], [1]])
    tables = [DataSet(name, inputs, y) for name, inputs in (("mine", x), ("mine", x.copy()), ("mine", x + 1), ("a", x))]
    runs = [kept(data="table", table=each, held_out=0.0, batch_size=0) for each in tables]
    assert compare_settings(runs[:2]) == []
    assert say_scales(runs[:2]) == ""
    assert compare_settings(runs) == [("own table", ["mine (1)", "mine (1)", "mine (2)", "a (3)"])]
    assert "different samples" in say_scales(runs)
    # one that is not used makes no difference
    assert compare_settings([kept(table=tables[0]), kept(table=tables[2])]) == []
    [_, row, *_] = compare_settings([kept(), runs[0]])
    assert row == ("own table", ["–", "mine (1)"])


def test_what_stands_between_layers_that_are_gone_is_no_reason_to_refuse() -> None:
    run = kept(hidden=(), functions=("sigmoid",), dropout=0.5, batch_norm=True, batch_size=0)
    [found] = read_runs(write_runs([run]))
    assert found.lines == run.lines


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"loss": "mse"}, "different scales:"),
        ({"half": False}, "different scales:"),
        ({"mean": False}, "different scales:"),
        ({"l2": 0.1}, "different scales:"),
        ({"data": "circles"}, "are of different samples:"),
        ({"held_out": 0.2}, "are of different samples:"),
        ({"seed": 4}, "are of different samples:"),
        ({"seed": 4, "l1": 0.1}, "different scales and of different samples:"),
        ({"rate": 0.1, "batch_size": 0, "hidden": (3,)}, ""),
    ],
)
def test_losses_that_cannot_be_compared_are_named(wanted: dict[str, Any], said: str) -> None:
    found = say_scales((kept(), kept(**wanted)))
    assert (said in found) if said else not found


def test_without_samples_held_out_the_seed_leaves_them_as_they_are() -> None:
    assert say_scales((kept(held_out=0.0), kept(held_out=0.0, seed=4))) == ""


def test_names_are_told_apart_and_mean_nothing_to_markdown() -> None:
    runs = [replace(kept(), name=name) for name in ("Run 1", "wide")]
    assert name_run("", runs) == "Run 2"
    assert name_run("wide", runs) == "wide 2"
    assert name_run("**<b>$x$", runs) == "b x"
    assert name_run("new", runs) == "new"


SLIPS: dict[str, Callable[[dict[str, Any], dict[str, str]], object]] = {
    "accuracy": lambda lines, _: lines["test accuracy"].append([6, 57.0]),
    "order": lambda lines, _: lines["test loss"].reverse(),
    "later": lambda lines, _: lines["test loss"].append([7, 0.1]),
    "before": lambda lines, _: lines["test loss"].insert(0, [-1, 0.1]),
    "unknown line": lambda lines, _: lines.update(joy=[]),
    "rate": lambda _, settings: settings.update(rate="0.7"),
    "batch": lambda _, settings: settings.update(batch_size="1000"),
    "setting": lambda _, settings: settings.update(joy="yes"),
}


def damaged(change: str) -> str:
    found = json.loads(write_runs((kept(),)))
    run = found["runs"][0]
    if change == "newer":
        found["version"] = 2
    elif change == "no version":
        del found["version"]
    elif change == "foreign":
        found["kind"] = "a diary"
    elif change == "none":
        found["runs"] = []
    elif change == "too many":
        found["runs"] = [run] * (MOST_RUNS + 1)
    elif change == "no network":
        del run["network"]
    elif change == "parameters":
        run["network"]["parameters"].append(1.0)
    elif change == "random":
        run["network"]["random"] = [1, 2]
    elif change == "line":
        run["lines"]["train loss"] = [[1, None]]
    elif change == "endless":
        run["lines"]["train loss"] = [[1, float("inf")]]
    elif change in SLIPS:
        SLIPS[change](run["lines"], run["network"]["settings"])
    return json.dumps(found)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("newer", "has version 2; this page reads version 1"),
        ("no version", "does not say its version"),
        ("foreign", "no file of runs"),
        ("none", "holds no runs"),
        ("too many", "holds no runs, or more than"),
        ("no network", "run 1 of the file is damaged"),
        ("parameters", "run 1 of the file: the file has"),
        ("random", "run 1 of the file: where the generator"),
        ("line", "run 1 of the file is damaged"),
        ("endless", "run 1 of the file is damaged"),
        ("accuracy", "run 1 of the file: its test accuracy is not between 0 and 1"),
        ("order", "run 1 of the file: the epochs of its test loss do not rise from 0 to 6"),
        ("later", "run 1 of the file: the epochs of its test loss do not rise"),
        ("before", "run 1 of the file: the epochs of its test loss do not rise"),
        ("unknown line", "run 1 of the file is damaged"),
        ("rate", "run 1 of the file: its setting rate cannot be 0.7"),
        ("batch", "run 1 of the file: its setting batch_size cannot be 1000"),
        ("setting", "run 1 of the file: there is no setting joy"),
    ],
)
def test_what_is_no_such_file_is_refused_with_its_reason(change: str, said: str) -> None:
    with pytest.raises(SpecificationError, match=said):
        read_runs(damaged(change))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"kind": 1}', "[" * 100_000])
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(SpecificationError):
        read_runs(text)
    with pytest.raises(SpecificationError):
        read_runs(json.dumps({"kind": KIND, "version": 1})[: len(text)])
