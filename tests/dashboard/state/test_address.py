"""A step back in the browser's history reads the address, and says what it could not bring along."""

import pytest

from dashboard.state import controls
from tests.dashboard.reader import Reader, opened


def step_back(reader: Reader, query: dict[str, list[str]], patch: pytest.MonkeyPatch) -> None:
    """Let the browser's arrow bring an address back."""
    reader.app.query_params.clear()
    for name, values in query.items():
        reader.app.query_params[name] = values
    with patch.context() as now:
        now.setattr(controls, "stepped_back", lambda: True)
        reader.run()


def test_weights_that_an_address_left_out_are_missed_where_they_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = opened(data="moons", hidden="12")
    reader.press("Step")
    trained = dict(reader.app.query_params)
    assert "left-out" in trained["weights"]
    reader.choose("data", "xor")
    step_back(reader, trained, monkeypatch)
    assert reader.settings.data == "moons"
    assert reader.progress.epoch == 0
    assert "here are those of the seed" in reader.app.markdown[0].value


def test_weights_that_are_still_here_are_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = opened(data="moons", hidden="12")
    reader.press("Step")
    before = dict(reader.app.query_params)
    reader.choose("layer", 1)
    step_back(reader, before, monkeypatch)
    assert reader.progress.epoch == 1
    assert "of the seed" not in reader.app.markdown[0].value


def test_a_step_back_from_a_try_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = opened()
    before = dict(reader.app.query_params)
    reader.press("MSE instead of BCE")
    assert reader.settings.loss == "mse"
    tried = dict(reader.app.query_params)
    reader.choose("layer", 1)
    step_back(reader, tried, monkeypatch)
    assert "Back" in {button.label for button in reader.app.button}  # that step was one within the try
    step_back(reader, before, monkeypatch)
    assert reader.settings.loss == "bce"
    assert not {"Back", "Redo"} & {button.label for button in reader.app.button}
