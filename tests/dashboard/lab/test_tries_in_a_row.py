"""What a try sets is the same whatever was set or tried before it, so that what it says stays true."""

from itertools import permutations

import pytest

from dashboard.lab.settings import STEP
from tests.dashboard.reader import opened

LAB = "app_pages/training_lab.py"
LEARNT = ("data", "outputs", "hidden", "functions", "loss", "mean", "l1", "l2", "batch_norm", "dropout", "held_out")
# what a reader may have set before
ODD = {
    "data": "circles",
    "hidden": "5-4",
    "l2": "0.1",
    "dropout": "0.5",
    "batch_norm": "yes",
    "rate_schedule": "cosine",
}


def set_by(page: str, *labels: str, **query: str) -> dict[str, object]:
    """All that is set after some tries in a row, but for what only the activations' page leaves to the reader."""
    reader = opened(page, **query)
    for label in labels:
        reader.press(label)
    visit = reader.app.session_state["visit"]
    own = {option.name: visit.own.get(option.name, option.default) for option in visit.page.options}
    names = (*LEARNT, *STEP) if page == LAB else ()
    return {**own, **{name: getattr(reader.settings, name) for name in names}}


@pytest.mark.parametrize("page", [LAB, "app_pages/activations_and_losses.py"])
def test_a_try_sets_the_same_whatever_was_tried_before(page: str) -> None:
    labels = [each.label for each in opened(page).app.session_state["visit"].page.tries]
    alone = {label: set_by(page, label) for label in labels}
    for first, second in permutations(labels, 2):
        assert set_by(page, first, second) == alone[second], (first, second)
    if page == LAB:
        for label in labels:
            assert set_by(page, label, **ODD) == alone[label], label
