"""After every change, the parts that were drawn anew and those that were not are together the page drawn as a whole.

A part that does not say that it shows something goes on showing what it was. So every option is set, on pages that
stand at different places, and what is then on the screen is held against a whole run.
"""

from collections.abc import Callable
from typing import Any

import pytest

from dashboard.lab.settings import OPTIONS, Settings
from dashboard.state import pages
from tests.dashboard.reader import TEXTBOOK, Reader, opened, opened_textbook

STARTS: dict[str, dict[str, str]] = {
    "first": {},
    "all of it": {name: str(value) for name, value in TEXTBOOK.items()},
    "numbers": {"view": "numbers", "quantity": "dW", "layer": "1"},
    "matrix": {"view": "matrix", "loss": "mse", "quantity": "dW", "layer": "1"},
    "path": {"page": "app_pages/one_weights_path.py", "hidden": "2-2", "functions": "tanh,tanh,sigmoid"},
    "shapes": {"page": "app_pages/shapes.py"},
    "equations": {"page": "app_pages/the_four_equations.py", "stage": "5", "hidden": "2-2", "quantity": "dW"},
    "check": {"page": "app_pages/check.py", "mistake": "twice"},
    "functions": {"page": "app_pages/activations_and_losses.py", "about": "loss"},
    "lab": {"page": "app_pages/training_lab.py", "data": "moons", "hidden": "3", "functions": "tanh,sigmoid"},
    "optimisers": {
        "page": "app_pages/optimisers.py",
        "method": "adam",
        "surface": "network",
        "schedule": "warmup_cosine",
        "clipping": "clip_by_norm",
    },
    "between": {"batch_norm": "yes", "dropout": "0.5", "hidden": "3", "layer": "1", "quantity": "dgamma"},
    "worked": {"page": "app_pages/worked_example.py", "open": "z1.delta2"},
    "many classes": {"data": "blobs", "hidden": "9-3", "functions": "relu,tanh,softmax", "l2": "0.01"},
}


# the options that have a control where a reader starts: of some pages, with menus open
EVERYWHERE = {"data", "loss", "layer"}
TRAINING = {"rate", "seed", "speed", "optimiser"}
BETWEEN = {"batch_norm", "dropout"}
FIRST_PAGE = {*EVERYWHERE, *TRAINING, *BETWEEN, "mean", "delta", "l1", "quantity", "view"}
CONTROLS = {
    "path": {*EVERYWHERE, *TRAINING, "unit", "sample"},
    "shapes": {"data", "loss", "layout", "delta", *TRAINING},
    "equations": {*EVERYWHERE, *TRAINING, "unit", "sample"},
    "check": EVERYWHERE,
    "lab": {*EVERYWHERE, *TRAINING, "sample", "batch_size", "rate_schedule", "initial", "held_out"},
    "functions": {"data", "loss"},
    "between": {*EVERYWHERE, *TRAINING, *BETWEEN, "mode", "quantity", "view"},
    "worked": set(),
    "optimisers": set(),
}


def another(settings: Settings, name: str) -> Any:
    """Give another value that an option may have."""
    now = getattr(settings, name)
    # in the story other options have no control
    return next((each for each in OPTIONS[name].values(settings) if each not in (now, "story")), None)


def assert_whole(reader: Reader) -> None:
    """Hold the screen against the page drawn as a whole."""
    in_parts = reader.screen
    reader.run()
    whole = reader.screen
    differs = {place for place in in_parts.keys() | whole.keys() if in_parts.get(place) != whole.get(place)}
    assert not differs, {place: (in_parts.get(place), whole.get(place)) for place in sorted(differs)[:3]}


def controls(reader: Reader, name: str) -> list[Any]:
    """Find the widgets of an option."""
    app = reader.app
    found = [*app.segmented_control, *app.pills, *app.selectbox, *app.number_input, *app.toggle]
    return [each for each in found if each.key and each.key.removeprefix("control-").partition("-")[0] == name]


@pytest.mark.parametrize("start", STARTS)
def test_after_every_option_the_parts_are_the_page(start: str) -> None:
    reader = opened(**STARTS[start])
    reader.app.session_state["three-ways"] = True
    reader.app.session_state["wrong-products"] = True
    reader.app.session_state["assumption-1"] = True
    reader.app.session_state["assumption-2"] = True
    reader.run()
    tried = set()
    for name in OPTIONS:
        for number in range(len(controls(reader, name))):
            wanted = another(reader.settings, name)
            control = controls(reader, name)[number]
            if wanted is None or control.disabled:
                continue
            control.set_value(wanted).run()
            reader.no_exception()
            assert getattr(reader.settings, name) == wanted
            assert_whole(reader)
            tried.add(name)
    assert tried >= CONTROLS.get(start, FIRST_PAGE)
    # those that the page has for itself, as far as they have a control now
    visit = reader.app.session_state["visit"]
    for option in visit.page.options:
        now = visit.own.get(option.name, option.default)
        others = [value for value in option.values(reader.settings) if value != now]
        for control in controls(reader, option.name)[:1] if others else ():
            control.set_value(others[0]).run()
            reader.no_exception()
            assert visit.own[option.name] == others[0]
            assert_whole(reader)


def selected(reader: Reader) -> str:
    """The place of the parameter that is selected."""
    layer, unit, source = reader.settings.selection.parameter
    return f"{layer}-{unit}-{source or 'bias'}"


MOVES: dict[str, Callable[[Reader], None]] = {
    "an edge": lambda reader: reader.click("network", edge_click=[{"edge": "w1_2_1"}]),
    "a unit": lambda reader: reader.click("network", unit_click=[{"unit_id": "u1_2"}]),
    "an input": lambda reader: reader.click("network", unit_click=[{"unit_id": "u0_1"}]),
    "a sample": lambda reader: reader.click("boundary", sample_click=[{"sample": 4}]),
    "a step": lambda reader: reader.press("Step"),
    "a number": lambda reader: reader.edit("edit", "1-1-2", 2.5),
    "the slider": lambda reader: reader.edit("slide", selected(reader), -1.5),
}


@pytest.mark.parametrize("view", ["story", "index", "matrix", "numbers"])
@pytest.mark.parametrize("move", MOVES)
def test_after_every_move_the_parts_are_the_page(move: str, view: str) -> None:
    reader = opened() if view == "story" else opened_textbook(view=view)
    before = reader.screen
    MOVES[move](reader)
    assert reader.screen != before
    assert_whole(reader)


def test_a_part_that_forgets_what_it_shows_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = pages.parts_to_draw
    monkeypatch.setattr(
        pages, "parts_to_draw", lambda changed, *, by="": [each for each in right(changed, by=by) if each != "equation"]
    )
    reader = opened_textbook()
    reader.choose("layer", 1)
    with pytest.raises(AssertionError):
        assert_whole(reader)


def test_another_loss_draws_no_slider_and_no_buttons_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    right: Callable[..., list[str]] = pages.parts_to_draw
    drawn: list[list[str]] = []

    def record(changed: set[str], *, by: str = "") -> list[str]:
        drawn.append(right(changed, by=by))
        return drawn[-1]

    monkeypatch.setattr(pages, "parts_to_draw", record)
    reader = opened_textbook()
    reader.choose("loss", "mse")
    reader.choose("view", "matrix")
    after_loss, after_view = drawn
    assert {"equation", "diagram", "meter", "costs", "rows"} <= set(after_loss)
    assert {"selected", "legend", "buttons", "plane"}.isdisjoint(after_loss)
    assert "cost" not in after_view  # that of all samples is the same in every view
