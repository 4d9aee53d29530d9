"""Any network of the library on the page: every activation, every loss, every data set, a reader's own formulas."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import streamlit as st

from dashboard.lab.data import TASKS
from dashboard.lab.progress import start_progress
from dashboard.lab.saving import from_query
from dashboard.lab.words import FUNCTIONS, LOSSES, OPTIMISERS, OWN
from dashboard.state import functions, shared
from derivations import KINKS, Network, backward, derive, train
from derivations.network import ACTIVATIONS
from derivations.network import LOSSES as ALL_LOSSES
from derivations.numeric.training.optimisers import OPTIMISERS as METHODS
from tests.dashboard.reader import Reader, named, number, opened, opened_textbook, textbook

NEEDED = {"bce": "sigmoid", "bce_logits": "identity", "cross_entropy": "softmax"}


def texts(reader: Reader) -> str:
    """All that is written on the page."""
    return "\n".join(text.value for text in (*reader.app.markdown, *reader.app.caption))


def right_numbers(reader: Reader) -> None:
    """Fail unless the error that the page shows in numbers is that of the hand-written network."""
    settings = reader.settings
    gradients = backward(
        settings.network,
        reader.progress.parameters,
        settings.samples.inputs,
        settings.samples.targets,
        settings.convention,
    )
    expected = gradients.deltas[settings.layer - 1][settings.sample - 1, settings.unit - 1]
    assert number(reader.value) == pytest.approx(float(expected), rel=6e-3, abs=6e-6)


# functions, losses, data sets


def test_every_activation_loss_and_optimiser_of_the_library_has_a_word() -> None:
    assert set(FUNCTIONS) == {*ACTIVATIONS, OWN}
    assert set(LOSSES) == {*ALL_LOSSES, OWN}
    assert set(OPTIMISERS) == set(METHODS)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_activation_is_shown_with_its_gradient_and_trains(function: str) -> None:
    reader = opened_textbook(functions=f"{function},sigmoid", layer="1", hidden="3")
    assert reader.settings.functions == (function, "sigmoid")
    assert not reader.app.error
    assert reader.meter.startswith(":green[")
    assert all(re.search(r":(green|gray)\[", note) for note in reader.notes)
    folds = [fold.label for fold in reader.app.expander if fold.label.startswith("Why")]
    letter = {"identity": None, "softmax": None}.get(function, "'(z)")
    assert (letter is None) or any(letter in label for label in folds)
    for target in (f"{function}'", "f'"):
        reader.app.session_state[f"why-{target}"] = True
    reader.run()
    plots = [chart for chart in reader.app.get("vega_lite_chart") if "function" in str(chart.proto.datasets)]
    assert len(plots) == (0 if letter is None else 1)
    for kink in KINKS.get(function, ()):
        assert function == "step" or kink.sentence in texts(reader)
    before = reader.cost
    reader.press("Step")
    assert reader.cost < before
    reader.choose("view", "numbers")
    right_numbers(reader)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("data", ["moons", "blobs"])
def test_every_loss_is_shown_and_trains_where_it_makes_sense(loss: str, data: str) -> None:
    reader = opened_textbook(data=data, optimiser="adam")
    reader.choose("loss-all", loss)
    assert reader.settings.loss == loss
    assert reader.settings.task.outputs == {"moons": 2 if loss == "cross_entropy" else 1, "blobs": 3}[data]
    assert reader.settings.functions[-1] == NEEDED.get(loss, {"moons": "sigmoid", "blobs": "softmax"}[data])
    assert reader.meter.startswith(":green[")
    before = reader.cost
    for _ in range(3):
        reader.press("Step")
    assert reader.cost < before
    [legend] = [text.value for text in reader.app.markdown if "| symbol | meaning |" in text.value]
    assert "C = " in legend
    reader.choose("view", "numbers")
    right_numbers(reader)


@pytest.mark.parametrize("data", TASKS)
def test_every_data_set_is_drawn_and_counted(data: str) -> None:
    reader = opened()
    if data != "xor":
        reader.choose("data", data)
    task = TASKS[data]
    assert reader.settings.sizes == (task.inputs, 2, task.outputs)
    assert dict(reader.app.query_params) == ({} if data == "xor" else {"data": data})
    assert f"on {task.label}.]" in reader.app.markdown[0].value
    assert (f"of {task.samples} rows right" in reader.progress_text) == (task.kind != "numbers")
    [table] = [text.value.partition("\n\n")[0] for text in reader.app.markdown if text.value.startswith("| $s$ |")]
    assert len(table.split("\n")) == 2 + min(task.samples, 5)
    if task.inputs == 1:
        assert len(reader.frames("curve")) == 2  # of the cost, and over the input
    elif data == "iris":
        assert "4 inputs cannot be drawn in a plane" in texts(reader)
        assert "setosa" in table
    else:
        assert len(reader.data("cells")) == 41 * 41
        assert ("winner" in reader.data("cells")) == (data == "blobs")
    reader.press("Step")
    assert reader.progress.epoch == 1
    opened(**dict(reader.app.query_params))


def test_a_sample_among_many_is_chosen_by_its_number() -> None:
    reader = opened(data="moons")
    reader.choose("sample-row", 40)
    assert reader.settings.sample == 40
    [table] = [text.value.partition("\n\n")[0] for text in reader.app.markdown if text.value.startswith("| $s$ |")]
    rows = [re.sub(r"\D", "", row.split("|")[1]) for row in table.split("\n")[2:]]
    assert rows == ["38", "39", "40", "41", "42"]
    assert "sample 40 of 80" in texts(reader)
    assert dict(reader.app.query_params) == {"data": "moons", "sample": "40"}


# the network


def test_a_network_is_built_layer_by_layer() -> None:
    reader = opened(data="moons")
    for name, value in (("layers", 2), ("units-1", 4), ("units-2", 3), ("function-1", "relu"), ("function-2", "tanh")):
        reader.choose(name, value)
    assert reader.settings.sizes == (2, 4, 3, 1)
    expected = {"data": "moons", "hidden": "4-3", "functions": "relu,tanh,sigmoid"}
    assert dict(reader.app.query_params) == expected
    assert "2-4-3-1 mixed network on moons" in reader.app.markdown[0].value
    assert len(reader.data("edges")) == 8 + 12 + 3
    again = opened(**expected)
    assert again.settings == reader.settings


def test_another_network_starts_afresh() -> None:
    reader = opened_textbook(data="moons", optimiser="adam")
    reader.press("Step")
    assert (reader.progress.epoch, len(reader.progress.memory)) == (1, 3)
    reader.choose("units-1", 5)
    assert (reader.progress.epoch, reader.progress.memory, reader.progress.costs) == (0, (), ())
    assert reader.progress.parameters.weights[0].shape == (5, 2)
    reader.press("Step")
    reader.choose("function-1", "tanh")
    assert (reader.progress.epoch, reader.progress.memory) == (0, ())


def test_what_moves_with_a_choice_is_said_in_a_sentence() -> None:
    reader = opened_textbook()
    reader.choose("function-2", "tanh")
    assert "BCE cannot follow tanh: the loss is MSE now." in reader.app.markdown[0].value
    assert reader.settings.loss == "mse"
    reader.choose("loss", "bce")
    assert "BCE needs sigmoid in the last layer: it is there now." in reader.app.markdown[0].value
    assert reader.settings.functions == ("sigmoid", "sigmoid")
    reader.choose("view", "matrix")
    assert "Click a connection or a unit" in reader.app.markdown[0].value


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"loss": "mse"}, "(z) = a (1 - a)$ stays: a unit that is sure and wrong learns slowly."),
        ({"functions": "sigmoid,tanh", "loss": "mse"}, r"$\tanh'(z) = 1 - a^{2}$ stays"),
        ({"functions": "sigmoid,relu", "loss": "mse"}, r"\operatorname{ReLU}'(z)$ stays: where it is near 0"),
        ({"data": "iris"}, "The derivatives of the softmax, one for every two outputs, have cancelled"),
        ({"data": "iris", "loss": "mse"}, "The derivatives of the softmax, one for every two outputs, stay"),
        ({"data": "sine"}, "The derivative of the identity is 1"),
        ({"data": "sine", "loss": "mae"}, "At a = y the derivative 0 is used"),
        ({"functions": "step,sigmoid", "layer": "1"}, "Layer 1 is a step: its derivative is 0 everywhere"),
        ({"functions": "sigmoid,step", "loss": "mse", "layer": "1", "quantity": "dW"}, "so no weight up to layer 2"),
        (
            {"functions": "own,sigmoid", "formula": "sqrt(z)", "layer": "1", "quantity": "a"},
            r"defined where $z \geq 0$",
        ),
    ],
)
def test_a_sentence_says_what_the_gradient_does(query: dict[str, str], words: str) -> None:
    assert words in texts(opened_textbook(**query))


# optimisers


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_an_optimiser_keeps_its_memory_over_steps_and_a_pause(optimiser: str) -> None:
    reader = opened_textbook(data="moons", hidden="4", functions="tanh,sigmoid", optimiser=optimiser)
    first = reader.cost
    reader.press("Step")
    reader.train()
    reader.train(on=False)
    reader.press("Step")
    settings = reader.settings
    run = train(
        settings.network,
        start_progress(settings.network, settings.seed).parameters,
        settings.samples.inputs,
        settings.samples.targets,
        optimiser=METHODS[optimiser].make(settings.rate),
        epochs=12,
        convention=settings.convention,
    )
    *_, last = run
    assert reader.progress.epoch == 12
    assert np.array_equal(reader.progress.parameters.weights[0], last.parameters.weights[0])
    assert reader.cost < first


def test_another_optimiser_begins_with_an_empty_memory_and_keeps_the_weights() -> None:
    reader = opened_textbook(data="moons", optimiser="adam")
    reader.press("Step")
    weights = reader.progress.parameters.weights
    reader.choose("optimiser", "rmsprop")
    assert (reader.progress.epoch, reader.progress.memory) == (1, ())
    assert reader.progress.parameters.weights == weights
    reader.press("Step")
    assert reader.progress.memory
    reader.press("Reset")
    assert (reader.progress.epoch, reader.progress.memory) == (0, ())


def test_adam_learns_the_moons() -> None:
    reader = opened_textbook(data="moons", hidden="4-4", functions="relu,relu,sigmoid", optimiser="adam", speed="100")
    before = reader.cost
    reader.train()
    for _ in range(4):
        reader.run()
    assert reader.cost < 0.5 * before


# formulas


def test_a_formula_is_typed_and_a_bad_one_leaves_the_network() -> None:
    reader = opened_textbook(functions="own,sigmoid", layer="1")
    named(reader.app.text_input, "control-formula-typed").set_value("z*sigmoid(z)").run()
    reader.no_exception()
    assert reader.settings.formula == "z*sigmoid(z)"
    assert dict(reader.app.query_params)["formula"] == "z*sigmoid(z)"
    for bad in ("__import__('os')", "z +", "y"):
        named(reader.app.text_input, "control-formula-typed").set_value(bad).run()
        reader.no_exception()
        [error] = reader.errors
        assert error.startswith(f"formula {bad!r}")
        assert named(reader.app.text_input, "control-formula-typed").value == bad  # nothing typed is lost
        assert reader.settings.formula == "z*sigmoid(z)"
        assert reader.meter.startswith(":green[")
    named(reader.app.text_input, "control-formula-typed").set_value("np.sin(x)").run()
    assert r"Read as $f(z) = \sin\left(z\right)$" in {each.value for each in reader.app.caption}
    named(reader.app.text_input, "control-formula-typed").set_value("sin(z)").run()
    assert not reader.app.error
    assert reader.settings.formula == "sin(z)"


def test_an_own_loss_is_typed() -> None:
    reader = opened_textbook(loss="own")
    named(reader.app.text_input, "control-cost-typed").set_value("(a-y)**6").run()
    reader.no_exception()
    assert reader.settings.cost == "(a-y)**6"
    assert r"\frac{6}{m}" in reader.statement
    named(reader.app.text_input, "control-cost-typed").set_value("a-").run()
    assert len(reader.app.error) == 1
    assert reader.settings.cost == "(a-y)**6"


def test_numbers_that_are_not_defined_name_unit_and_sample_and_the_page_lives() -> None:
    reader = opened_textbook(functions="own,sigmoid", formula="log(z)", layer="1", view="numbers")
    said = "f = log(z) is not defined at z = 0 (sample 1, unit 1); log needs a positive argument: z > 0"
    assert reader.errors == [said]
    assert "cost not defined" in reader.progress_text
    assert len(reader.data("units")) == 5
    reader.press("Step")
    assert reader.errors == [said]
    reader.train()
    reader.run()
    reader.run()
    assert not reader.running
    # with other weights it is defined, and goes on
    for unit in (1, 2):
        reader.edit("edit", f"1-{unit}-bias", 5.0)
    assert not reader.app.error
    assert reader.meter.startswith(":green[")
    reader.press("Step")
    assert reader.progress.epoch == 1


# large networks


def test_a_large_network_shows_the_parameters_of_the_selected_unit_and_compares_when_paused() -> None:
    reader = opened_textbook(data="moons", hidden="16-16", layer="2", unit="3")
    assert len(reader.inputs()) == 17 + 2
    assert "Of 337, those of layer 2, unit 3, which is selected" in texts(reader)
    assert "Unit 3 of layer 2: a = " in texts(reader)
    assert reader.meter.startswith(":green[")
    reader.click("network", edge_click=[{"edge": "w1_12_2"}])
    assert next(each.key.split("-")[1:3] for each in reader.inputs() if each.key) == ["1", "12"]
    reader.train()
    assert "compared when paused" in reader.meter
    reader.train(on=False)
    assert reader.meter.startswith(":green[")


def test_eight_layers_of_sixteen_units_open() -> None:
    reader = opened_textbook(data="moons", hidden="-".join(["16"] * 7))
    assert "8-layer sigmoid network on moons" in reader.app.markdown[0].value
    reader.choose("layer", 4)
    assert reader.statement.startswith(r"\delta^{(4)}_{js} = ")


def test_what_is_taken_home_is_of_the_chosen_network(monkeypatch: pytest.MonkeyPatch) -> None:
    offered: dict[str, Callable[[], bytes]] = {}
    drawn = st.download_button

    def noted(label: str, *, data: Callable[[], bytes], file_name: str, **options: Any) -> bool:
        offered[file_name] = data
        return drawn(label, data=data, file_name=file_name, **options)

    monkeypatch.setattr(st, "download_button", noted)
    opened_textbook(data="moons", hidden="4-3", functions="relu,tanh,sigmoid")
    text = offered["backpropagation.md"]().decode()
    assert "2-4-3-1" in text
    assert r"\operatorname{ReLU}" in text
    network = from_query({"data": "moons", "hidden": "4-3", "functions": "relu,tanh,sigmoid"}).network
    assert text == shared.document(network, textbook().convention, "md", "columns")


@pytest.mark.parametrize(
    ("name", "formula"),
    [("sigmoid", "a (1 - a)"), ("tanh", "1 - a^{2}"), ("softsign", ""), ("hard_tanh", ""), ("log_sigmoid", "")],
)
def test_the_derivative_in_terms_of_a_is_where_its_lemma_ends(
    name: str, formula: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = derive(Network((1, 1), name, "mse"))
    monkeypatch.setattr(functions, "derivation", lambda: shown)
    assert functions.derivative_in_a(name) == formula
