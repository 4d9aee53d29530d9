"""The page "Training lab": its phases are the update that is made, its pictures the run, and nothing kept is lost."""

import re
from typing import Any

import numpy as np
import pytest

from dashboard.lab.progress import start_progress
from dashboard.lab.running import advance, find_cost
from dashboard.lab.words import OPTIMISERS
from derivations import accuracy, forward
from tests.dashboard.reader import Reader, named, number, opened, plain
from tests.dashboard.state.test_redrawing import assert_whole

PAGE = "app_pages/training_lab.py"
SMALL = {"data": "moons", "batch_size": "8", "held_out": "0.4", "hidden": "4", "functions": "tanh,sigmoid"}


def on_page(**query: str) -> Reader:
    return opened(page=PAGE, **query)


def press_next(reader: Reader) -> None:
    named(reader.app.button, "next-phase").click().run()
    reader.no_exception()


def phases(reader: Reader) -> str:
    [found] = [each.value for each in reader.app.markdown if "**1 Forward**" in each.value]
    return plain(found)


def result(reader: Reader, title: str) -> float:
    """The number that a phase comes to."""
    [phase] = [each for each in phases(reader).split("\n\n") if title in each]
    return number(re.findall(r"\\mathbf\{((?:[^{}]|\{[^{}]*\})*)\}", phase)[-1])


def selected(reader: Reader) -> float:
    layer, unit, source = reader.settings.selection.parameter
    assert source is not None
    return float(reader.progress.parameters.weights[layer - 1][unit - 1, source - 1])


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_the_phases_of_a_batch_lead_to_the_number_that_the_update_gives(optimiser: str) -> None:
    reader = on_page(**SMALL, optimiser=optimiser, rate_schedule="warmup", l2="0.01")
    assert ":gray[**1 Forward**]" in phases(reader)
    assert "Batch 1 of 6 in epoch 1: $m = 8$" in phases(reader)
    for done in ("1 Forward", "2 Loss", "3 Backward"):
        press_next(reader)
        assert f":gray[**{done}**]" not in phases(reader)
        assert reader.progress.untouched
    gradient, before = result(reader, "3 Backward"), selected(reader)
    press_next(reader)
    assert result(reader, "4 Update") == pytest.approx(selected(reader), rel=1e-3)
    assert selected(reader) != before
    assert "Batch 1 of 6" in phases(reader)
    if optimiser == "sgd":
        # a third of the rate: the warm-up begins
        assert selected(reader) == pytest.approx(before - reader.settings.rate / 3 * gradient, rel=1e-4)
    assert (reader.progress.epoch, len(reader.progress.pending)) == (0, 40)
    press_next(reader)
    assert "Batch 2 of 6" in phases(reader)
    assert ":gray[**2 Loss**]" in phases(reader)


def test_batch_after_batch_makes_the_epoch_that_a_step_makes() -> None:
    reader = on_page(**SMALL)
    for _ in range(6):
        reader.press("One batch")
    assert reader.progress.epoch == 1
    other = on_page(**SMALL)
    other.press("Step")
    for ours, theirs in zip(reader.progress.parameters.weights, other.progress.parameters.weights, strict=True):
        assert ours == pytest.approx(theirs, rel=1e-12)
    # what was begun batch by batch is ended by the step
    reader.press("One batch")
    reader.press("Step")
    other.press("Step")
    assert (reader.progress.epoch, reader.progress.pending) == (2, ())
    assert reader.progress.parameters.weights[0] == pytest.approx(other.progress.parameters.weights[0], rel=1e-12)


def test_in_the_middle_of_an_epoch_the_cost_is_that_of_the_parameters_of_now() -> None:
    reader = on_page(**SMALL, dropout="0.3", rate="1.0")
    for _ in range(3):
        reader.press("One batch")
    now, weights = reader.settings, reader.progress.parameters
    cost = find_cost(now.network, weights, now.samples, now.convention)
    assert abs(cost - reader.progress.costs[-1]) > 1e-3
    assert f"in evaluation {cost:.6f}" in reader.progress_text
    named(reader.app.segmented_control, "answer-Training lab").set_value("higher").run()
    named(reader.app.segmented_control, "answer-Training lab").set_value("lower").run()
    assert any(f"from `{cost:.6g}` to" in each.value for each in reader.app.markdown)
    assert reader.progress.epochs == (0,)


def test_a_cost_that_is_huge_is_written_with_a_power_of_ten() -> None:
    reader = on_page(data="sine", loss="mse", functions="identity,identity")
    visit = reader.app.session_state["visit"]
    visit.progress = visit.progress.edit(visit.progress.parameters.with_weight(1, 1, 1, 1e60))
    reader.run()
    assert re.search(r"cost \$[\d.]+ \\cdot 10\^\{1[12]\d\}\$", reader.progress_text), reader.progress_text


def test_the_curves_are_losses_and_accuracies_of_all_three_parts() -> None:
    reader = on_page(**SMALL)
    for _ in range(3):
        reader.press("Step")
    now, parts = reader.settings, reader.settings.parts
    lines, right = reader.data("lines", "Loss and accuracy"), reader.data("right", "Loss and accuracy")
    last = lines.groupby("line").last()["y"]
    share = right.groupby("line").last()["y"]
    for name, part in (("train", parts.train), ("validation", parts.validation), ("test", parts.test)):
        weights = reader.progress.parameters
        assert last[name] == pytest.approx(find_cost(now.network, weights, part, now.convention), rel=1e-12)
        assert share[name] == accuracy(forward(now.network, weights, part.inputs).outputs, part.targets)
    assert lines[lines["line"] == "train"]["x"].tolist() == [0, 1, 2, 3]
    assert (parts.validation.samples, now.task.samples) == (16, 48)


@pytest.mark.parametrize("view", ["gradients", "weights", "activations", "units", "confusion"])
def test_each_view_says_what_the_arrays_say(view: str) -> None:
    reader = on_page(**{**SMALL, "functions": "relu,sigmoid"}, lab_view=view)
    reader.press("Step")
    now, weights = reader.settings, reader.progress.parameters
    run = forward(now.network, weights, now.samples.inputs)
    texts = [each.value for each in reader.app.markdown]
    if view == "gradients":
        found = reader.data("lines", "gradient, length")
        assert set(found["line"]) == {"layer 1", "layer 2"}
        assert (found["y"] > 0).all()
    elif view in ("weights", "activations"):
        arrays = weights.weights if view == "weights" else run.a[1:]
        found = reader.data("lines", "share over")
        for layer, array in enumerate(arrays, start=1):
            of_layer = found[found["line"] == f"layer {layer}"]
            assert of_layer["y"].sum() == pytest.approx(1)
            assert float((of_layer["x"] * of_layer["y"]).sum()) == pytest.approx(float(np.mean(array)), abs=0.2)
    elif view == "units":
        dead = (np.flatnonzero((run.a[1] == 0).all(axis=0)) + 1).tolist()
        [words] = [each for each in texts if "**Layer 1**" in each]
        assert ("no unit is dead" in words) is (not dead)
    else:
        [table] = [each for each in texts if "the network says" in each]
        counts = [int(each) for each in re.findall(r"`(\d+)`", table)]
        said, true = run.outputs[:, 0] >= 0.5, now.samples.targets[:, 0] >= 0.5
        pairs = [(a, b) for a in (False, True) for b in (False, True)]
        assert counts == [int(((true == a) & (said == b)).sum()) for a, b in pairs]


def test_back_at_an_earlier_epoch_everything_goes_on_as_it_did() -> None:
    reader = on_page(**SMALL, optimiser="adam")
    for _ in range(4):
        reader.press("Step")
    there = reader.progress
    [slider] = reader.app.select_slider
    slider.set_value(1).run()
    reader.no_exception()
    assert (reader.progress.epoch, reader.progress.epochs) == (1, (0, 1))
    for _ in range(3):
        reader.press("Step")
    assert np.array_equal(reader.progress.parameters.weights[0], there.parameters.weights[0])
    assert reader.progress.random == there.random
    reader.press("Back")
    assert reader.progress is there


def test_a_pause_leaves_off_at_the_picture_that_is_seen() -> None:
    reader = on_page(**SMALL)
    reader.train()
    for _ in range(3):
        reader.run()
    seen = reader.progress.epoch
    assert seen > 0
    assert re.search(r"· \d+ s left", reader.progress_text)
    # with another speed the pace is not known yet
    reader.choose("speed", 100)
    assert "s left" not in reader.progress_text
    seen = reader.progress.epoch
    reader.train(False)
    assert reader.progress.epoch == seen
    assert "s left" not in reader.progress_text
    now = reader.settings
    start = start_progress(now.network, now.seed)
    again = advance(start, now.network, now.convention, now.samples, epochs=seen, rate=now.rate, batch_size=8)
    # whatever the pictures were, the batches are those of the seed
    assert np.array_equal(again.parameters.weights[0], reader.progress.parameters.weights[0])


def field(reader: Reader) -> Any:
    return named(reader.app.text_input, "run-name")


def test_runs_are_kept_compared_opened_and_dropped() -> None:
    reader = on_page(**SMALL)
    reader.press("Step")
    reader.press("Keep this run")
    reader.choose("batch_size", 0)
    reader.press("Reset")
    reader.press("Step")
    field(reader).set_value("all at once").run()
    reader.press("Keep this run")
    assert (field(reader).value, field(reader).placeholder) == ("", "Run 2")
    [table] = [each.value for each in reader.app.markdown if "| epochs |" in each.value]
    assert "|  | Run 1 | all at once |" in table
    assert "| batch | 8 samples | all at once |" in table
    assert set(reader.data("lines", "The train loss")["line"]) == {"Run 1", "all at once"}
    reader.choose("lab_line", "test accuracy")
    assert set(reader.data("lines", "The test accuracy")["line"]) == {"Run 1", "all at once"}
    mine = reader.progress
    named(reader.app.button, "open-run-0").click().run()
    reader.no_exception()
    assert (reader.settings.batch_size, reader.progress.epoch) == (8, 1)
    # the loss of training is all that was kept of the epochs before
    assert reader.data("lines", "Loss of train over")["x"].tolist() == [0, 1]
    assert any("weights were not kept" in each.value for each in reader.app.caption)
    reader.press("Back")
    assert reader.progress is mine
    named(reader.app.button, "drop-run-0").click().run()
    reader.no_exception()
    assert [each.name for each in reader.app.session_state["visit"].runs] == ["all at once"]


def test_the_checkpoint_runs_to_find_out() -> None:
    for rate in ("0.01", "300"):
        reader = on_page(data="sine", hidden="4", rate=rate)
        now = reader.settings
        after = advance(reader.progress, now.network, now.convention, now.samples, epochs=10, rate=now.rate)
        lower = not after.failure and after.costs[-1] < after.costs[0]
        assert lower is (rate == "0.01")
        for answer in ("lower", "higher"):
            control = named(reader.app.segmented_control, "answer-Training lab")
            control.set_value(answer).run()
            reader.no_exception()
            right = (answer == "lower") is lower
            assert any("Yes.]" in each.value for each in reader.app.markdown) is right


def train_for(reader: Reader, pictures: int) -> None:
    reader.choose("speed", 100)
    reader.train()
    for _ in range(pictures):
        reader.run()
    reader.train(False)


def test_what_is_learned_by_heart_is_worse_elsewhere() -> None:
    reader = on_page()
    reader.press("Learn by heart")
    train_for(reader, 6)
    last = reader.data("lines", "Loss and accuracy").groupby("line").last()["y"]
    assert last["train"] < 0.2 * last["validation"]


def test_a_rate_that_is_much_too_large_kills_units() -> None:
    reader = on_page()
    reader.press("Units that die")
    train_for(reader, 2)
    assert any("dead, $a = 0$ for all 80 samples" in each.value for each in reader.app.markdown)


def test_small_batches_are_ten_in_an_epoch() -> None:
    reader = on_page()
    reader.press("Small batches")
    assert "Batch 1 of 10 in epoch 1: $m = 8$" in phases(reader)


def test_an_address_brings_options_back_and_nonsense_is_passed_over() -> None:
    reader = on_page(batch_size="1", rate_schedule="cosine", initial="he", held_out="0.5", lab_view="units")
    now = reader.settings
    assert (now.batch_size, now.rate_schedule, now.initial, now.held_out) == (1, "cosine", "he", 0.5)
    reader = on_page(
        batch_size="7", rate_schedule="__import__", initial="x", held_out="0.99", lab_view="", lab_phase="9"
    )
    now = reader.settings
    assert (now.batch_size, now.rate_schedule, now.initial, now.held_out) == (0, "constant", "xavier", 0.0)


CHANGES: dict[str, tuple[Any, ...]] = {
    "batch_size": (16, 1, 0),
    "rate_schedule": ("step", "constant"),
    "initial": ("zeros", "he"),
    "held_out": (0.2, 0.0),
    "lab_view": ("weights", "activations", "units", "confusion", "gradients"),
    "optimiser": ("adam", "sgd"),
    "rate": (0.3,),
    "loss": ("mse", "bce"),
    "layer": (2,),
}


@pytest.mark.parametrize("epochs", [0, 2])
def test_after_every_option_of_the_page_its_parts_are_the_page(epochs: int) -> None:
    reader = on_page(**SMALL, lab_phase="3")
    for _ in range(epochs):
        reader.press("Step")
    for name, values in CHANGES.items():
        for value in values:
            reader.choose(name, value)
            assert_whole(reader)


def test_the_last_phase_foresees_the_step_from_g() -> None:
    [headline] = [each for each in phases(on_page(**SMALL)).split("\n\n") if "4 Update" in each]
    assert re.search(r"(w\S*) \\leftarrow \1 - \\eta g\$", headline), headline
    found = phases(on_page(**SMALL, optimiser="adam", rate_schedule="cosine"))
    assert r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g" in found
    assert r"\frac{\eta_t \hat{m}_t}" in found
    assert r"\eta_t = \eta \cdot s_e" in found


def test_the_forward_phase_has_what_stands_between_the_layers() -> None:
    found = phases(on_page(**SMALL, dropout="0.5", batch_norm="yes"))
    for part in (
        r"W^{(l)} h_i^{(l-1)}",
        r"\gamma^{(l)} \odot \hat{z}_i",
        r"f_l(u_i^{(l)})",
        r"\frac{1}{0.5} r_i^{(l)} \odot",
    ):
        assert part in found
    plainly = phases(on_page(**SMALL))
    assert "W^{(l)} a_i^{(l-1)}" in plainly
    assert "gamma" not in plainly
    assert "$m = 1$, sample " in phases(on_page(**{**SMALL, "batch_size": "1"}))
