"""What is computed from the parameters as they stand: nobody can change it, and it goes with them."""

from dataclasses import replace

import numpy as np
import pytest

from dashboard.lab.data import TASKS, load
from dashboard.lab.progress import start_progress
from dashboard.lab.selection import Selection
from dashboard.lab.settings import Settings
from dashboard.state import snapshot, training
from dashboard.state.snapshot import Snapshot
from dashboard.state.visit import Visit
from derivations import Convention, Network, loss, xor
from tests.dashboard.charts.frames import frame

NETWORK = Network((2, 2, 1))


def test_nobody_can_write_into_a_trace() -> None:
    parameters = start_progress(NETWORK, 5).parameters
    before = parameters.weights[0].flags.writeable
    found = Snapshot(NETWORK, Convention(), TASKS["xor"], xor(), parameters).trace
    assert {"z1", "a2", "delta1", "dW2", "W1"} <= set(found)
    for array in found.values():
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    # the parameters themselves are still there to train on
    assert parameters.weights[0].flags.writeable == before
    np.testing.assert_array_equal(found["W1"], parameters.weights[0])


def test_what_is_not_known_is_not_written_in_the_diagram() -> None:
    found = Snapshot(NETWORK, Convention(), TASKS["xor"], xor(), start_progress(NETWORK, 5).parameters)
    looked_at = Selection(1, "dW", sample=2)
    data = found.diagram(looked_at, focus="all", moving=False, turn=0, known={"a0", "z1"})
    units, edges = frame(data["units"]).set_index("unit_id"), frame(data["edges"])
    assert units["activation"].notna().tolist() == [True, True, False, False, False]
    assert units["weighted"].notna().tolist() == [False, False, True, True, False]
    assert units["delta"].isna().all()
    assert edges["gradient"].isna().all()
    assert edges["weight"].notna().all()
    assert frame(found.diagram(looked_at, focus="all", moving=False, turn=0)["edges"])["gradient"].notna().all()


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Visit:
    settings = Settings()
    here = Visit(settings, start_progress(settings.network, settings.seed))
    monkeypatch.setattr(snapshot, "current", lambda: here)
    monkeypatch.setattr(training, "current", lambda: here)
    return here


def test_what_is_shown_is_made_once_until_something_moves(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def make(word: str) -> str:
        made.append(f"{word}, layer {visit.settings.layer}")
        return made[-1]

    monkeypatch.setattr(snapshot, "dark", lambda: visit.fresh)
    there, other = Settings(layer=1), Settings(layer=2)
    for visit.settings in (there, other, Settings(layer=1), replace(other)):
        assert snapshot.keep_for_now(make, "a") == f"a, layer {visit.settings.layer}"
    assert made == ["a, layer 1", "a, layer 2"]
    snapshot.keep_for_now(make, "b")
    assert len(made) == 3
    visit.fresh = False
    snapshot.keep_for_now(make, "b")
    visit.running = True
    snapshot.keep_for_now(make, "b")
    visit.progress = start_progress(visit.settings.network, 7)
    snapshot.keep_for_now(make, "b")
    assert len(made) == 6
    for each in range(2 * snapshot.MOST_KEPT):
        snapshot.keep_for_now(make, f"{each}")
    assert len(snapshot.snapshot().kept) <= snapshot.MOST_KEPT
    for each in range(2 * snapshot.MOST_KEPT):
        # what is kept may be made of what is kept
        snapshot.keep_for_now(lambda name: snapshot.keep_for_now(make, name), f"nested {each}")
        assert len(snapshot.snapshot().kept) <= snapshot.MOST_KEPT


def test_it_is_kept_until_something_moves(visit: Visit) -> None:
    first = snapshot.snapshot()
    assert snapshot.snapshot() is first
    visit.settings = Settings(layer=1, view="numbers")
    assert snapshot.snapshot() is first
    for moved in (Settings(loss="mse"), Settings(mean=False), Settings(data="and")):
        visit.settings = moved
        now = snapshot.snapshot()
        assert now is not first
        data = load(moved.data)
        assert now.cost == loss(moved.network, now.parameters, data.inputs, data.targets, moved.convention)
    visit.settings = Settings()
    visit.progress = visit.progress.edit(visit.progress.parameters.with_weight(1, 1, 1, 9.0))
    assert snapshot.snapshot().cost != first.cost


def test_the_one_before_the_last_change_is_kept_for_a_way_back(visit: Visit) -> None:
    first = snapshot.snapshot()
    visit.settings = Settings(loss="mse")
    other = snapshot.snapshot()
    visit.settings = Settings()
    assert snapshot.snapshot() is first
    visit.progress = visit.progress.edit(visit.progress.parameters.with_weight(1, 1, 1, 9.0))
    assert snapshot.snapshot() not in (first, other)
