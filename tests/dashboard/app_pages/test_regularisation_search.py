"""The search of the page "Regularisation": its table, what it applies, its test at the end, and what ends it."""

from collections.abc import Iterator

import pytest

from dashboard.lab.regularising import SEED, Fit, Score, make_data
from dashboard.lab.search_run import SearchRun
from derivations import DataSet, Trial, rank_trials, search
from tests.dashboard.app_pages.test_regularisation import finish, fits, table, text
from tests.dashboard.lab.test_search_run import are_gone, until
from tests.dashboard.reader import Reader, opened
from tests.numeric.searches import Serial

PAGE = "app_pages/regularisation.py"


@pytest.fixture
def reader() -> Iterator[Reader]:
    """Give a reader with a short search before him, and end what he has begun."""
    found = opened(page=PAGE, reg_epochs="200", reg_trials="8")
    finish(found)
    yield found
    if run_of(found) is not None:
        run_of(found).stop()


def run_of(reader: Reader) -> SearchRun:
    found: SearchRun = reader.app.session_state["visit"].search
    return found


def searched(reader: Reader) -> SearchRun:
    reader.press("Search")
    run_of(reader).wait()
    reader.run()
    return run_of(reader)


def shown(reader: Reader) -> list[int]:
    [frame] = reader.app.dataframe
    return [int(each) for each in frame.value["trial"]]


def test_the_table_is_the_search_with_the_best_first(reader: Reader) -> None:
    run = searched(reader)
    *_, end = search(make_data(), run.settings, seed=SEED, executor=Serial())
    assert shown(reader) == [each.number for each in end.table]
    [frame] = reader.app.dataframe
    assert frame.value["validation loss"].tolist() == [each.validation_loss for each in end.table]
    assert frame.value["λ₂"].tolist() == [each.settings.l2 for each in end.table]
    best = end.table[0]
    assert f"trial {best.number}, validation loss `{best.validation_loss:.3f}`" in text(reader, "Best: trial")
    assert len({each.settings.learning_rate for each in end.trials}) == 8


def test_a_trial_that_is_applied_is_trained_to_the_same_numbers_and_tested_once(reader: Reader) -> None:
    run = searched(reader)
    best, second = run.ranked[:2]
    reader.press(f"Apply trial {best.number}, the best")
    finish(reader)
    assert table(reader)["validation loss"][1] == f"{best.validation_loss:.3f}"
    fit = next(each for each in fits(reader) if each.settings == best.settings)
    assert fit.now.validation.loss == best.validation_loss
    reader.press(f"Test trial {best.number}, once")
    assert f"loss `{fit.score(fit.data.test).loss:.3f}`" in text(reader, "test samples: loss")
    assert not text(reader, "would make them validation samples")
    # another one may be applied, but is not tested
    apply_trial_of(reader, second)
    assert table(reader)["validation loss"][1] == f"{second.validation_loss:.3f}"
    assert f"Trial {best.number} on" in text(reader, "test samples: loss")
    assert text(reader, "would make them validation samples")
    assert not [each for each in reader.app.button if each.label.startswith("Test trial")]
    reader.press("Back")
    finish(reader)
    assert not reader.app.session_state["visit"].own.get("reg_together")


def test_after_another_search_the_test_samples_are_no_longer_new(reader: Reader) -> None:
    drawn = []
    for at in range(2):
        run = searched(reader)
        drawn.append(run.settings)
        # the second search: not the best
        trial = run.ranked[at]
        apply_trial_of(reader, trial)
        assert bool(text(reader, "seen by no training and no choice")) is (at == 0)
        assert bool(text(reader, "have been seen before, after another search")) is (at == 1)
        assert bool(text(reader, "the best of 8")) is (at == 0)
        reader.press(f"Test trial {trial.number}" + (", once" if at == 0 else ""))
        assert bool(text(reader, "by which it was chosen")) is (at == 0)
        assert bool(text(reader, "had been seen before")) is (at == 1)
    assert not set(drawn[0]) & set(drawn[1])


def apply_trial_of(reader: Reader, trial: Trial) -> None:
    tried = trial.settings
    reader.app.session_state["visit"].own |= {
        "reg_together": True,
        "reg_norm": tried.batch_norm,
        "reg_l2": tried.l2,
        "reg_l1": tried.l1,
        "reg_dropout": tried.dropout,
        "reg_rate": tried.learning_rate,
        "reg_hidden": tried.hidden,
        "reg_start": trial.number,
    }
    reader.run()
    finish(reader)


def test_what_was_searched_otherwise_is_not_compared(reader: Reader) -> None:
    searched(reader)
    assert text(reader, "Without any method, as set above")
    reader.choose("reg_epochs", 500)
    finish(reader)
    assert text(reader, "Best: trial")
    assert not text(reader, "Without any method, as set above")
    assert any("Random, 200 epochs each · 8 of 8" in each.proto.text for each in reader.app.get("progress"))


def test_no_sample_of_the_test_is_seen_before(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    scored: list[int] = []
    score = Fit.score

    def note(fit: Fit, part: DataSet) -> Score:
        scored.append(part.samples)
        return score(fit, part)

    monkeypatch.setattr(Fit, "score", note)
    run = searched(reader)
    reader.press(f"Apply trial {run.ranked[0].number}, the best")
    finish(reader)
    assert set(scored) == {40, 60}
    reader.press(f"Test trial {run.ranked[0].number}, once")
    assert scored.count(100) == 1


def test_a_search_is_stopped_and_another_one_begun(reader: Reader) -> None:
    reader.choose("reg_epochs", 2000)
    finish(reader)
    reader.choose("reg_trials", 64)
    reader.press("Search")
    first = run_of(reader)
    assert until(lambda: bool(first.processes.pids))
    pids = first.processes.pids
    assert next(each for each in reader.app.button if each.label == "Search").proto.disabled
    reader.press("Stop")
    assert not first.is_running
    assert are_gone(pids)
    reader.press("Search")
    second = run_of(reader)
    assert second is not first
    assert until(lambda: bool(second.processes.pids) and bool(second.trials))
    pids = second.processes.pids
    reader.press("Stop")
    assert second.was_stopped
    assert are_gone(pids)
    assert shown(reader) == [each.number for each in rank_trials(second.trials)]


def test_what_was_found_stays_while_one_looks_at_other_pages(reader: Reader) -> None:
    before = searched(reader).ranked
    reader.app.switch_page("app_pages/check.py").run()
    reader.app.switch_page(PAGE).run()
    finish(reader)
    assert run_of(reader).ranked == before
    assert shown(reader) == [each.number for each in before]


def test_a_grid_says_what_it_tries(reader: Reader) -> None:
    reader.choose("reg_search", "grid")
    assert text(reader, "32 trials of 200 epochs, every value with every other: λ₂ 0, 0.01; λ₁ 0, 0.003;")
