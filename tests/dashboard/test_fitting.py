"""What follows from a choice: what moves with it is said, and what cannot be is refused in the library's words."""

from dataclasses import replace

import numpy as np
import pytest

from dashboard.choices import Choices, usual_choices
from dashboard.fitting import changed, value_of, with_table
from derivations import DataSet


def test_a_data_set_brings_its_layers_and_a_loss_and_leaves_the_hidden_ones() -> None:
    start = replace(usual_choices("xor", (4, 3), "adam"), functions=("relu", "tanh", "sigmoid"))
    change = changed(start, "data", "iris")
    assert change.choices.sizes == (4, 4, 3, 3)
    assert change.choices.functions == ("relu", "tanh", "softmax")
    assert (change.choices.loss, change.choices.optimiser) == ("cross_entropy", "adam")
    assert change.words == "Iris: 4 inputs, 3 classes; the last layer is now softmax, the loss Cross-entropy."
    back = changed(change.choices, "data", "xor").choices
    assert (back.functions, back.loss, back.sample) == (start.functions, "bce", 2)


def test_layers_are_added_like_the_one_before_and_the_last_layer_stays_in_view() -> None:
    start = replace(Choices(), hidden=(3,), functions=("relu", "sigmoid"))
    more = changed(start, "layers", 3).choices
    assert (more.hidden, more.functions, more.layer) == ((3, 3, 3), ("relu", "relu", "relu", "sigmoid"), 4)
    none = changed(more, "layers", 0).choices
    assert (none.hidden, none.functions, none.layer) == ((), ("sigmoid",), 1)
    assert changed(none, "layers", 1).choices.hidden == (4,)
    assert changed(replace(more, layer=1), "layers", 2).choices.layer == 1
    assert changed(start, "layers", 8).choices == start


def test_units_are_changed_in_their_layer_only() -> None:
    start = usual_choices("moons", (4, 3), "sgd")
    assert changed(start, "units-2", 16).choices.hidden == (4, 16)
    for name, value in (("units-2", 17), ("units-2", 0), ("units-3", 2)):
        assert changed(start, name, value).choices == start


def test_a_softmax_of_one_unit_is_refused() -> None:
    start = replace(usual_choices("moons", (2,), "sgd"), functions=("softmax", "sigmoid"))
    for now, name, value in ((start, "units-1", 1), (start, "function-2", "softmax")):
        change = changed(now, name, value)
        assert (change.choices, change.refused) == (now, True)
        assert "with 1 unit: its only output is always 1" in change.words


@pytest.mark.parametrize(("loss", "needed"), [("bce", "sigmoid"), ("bce_logits", "identity")])
def test_a_loss_brings_the_last_activation_that_it_needs_and_says_so(loss: str, needed: str) -> None:
    start = replace(Choices(), functions=("relu", "tanh"), loss="mse")
    change = changed(start, "loss", loss)
    assert (change.choices.loss, change.choices.functions) == (loss, ("relu", needed))
    assert f"needs {needed} in the last layer" in change.words
    assert changed(change.choices, "loss", "mse").words == ""


def test_a_loss_for_other_targets_is_refused_in_the_library_s_words() -> None:
    change = changed(Choices(), "loss", "cross_entropy")
    assert (change.choices, change.refused) == (Choices(), True)
    assert "with 1 unit" in change.words
    sine = usual_choices("sine", (2,), "sgd")
    change = changed(sine, "loss", "bce")
    assert (change.choices, change.refused) == (sine, True)
    assert "is outside [0, 1], which loss 'bce' needs" in change.words


def test_a_last_activation_that_the_loss_cannot_follow_makes_it_the_squared_error() -> None:
    change = changed(Choices(), "function-2", "relu")
    assert (change.choices.functions, change.choices.loss) == (("sigmoid", "relu"), "mse")
    assert change.words == "BCE cannot follow ReLU: the loss is MSE now."
    hidden = changed(Choices(), "function-1", "relu")
    assert (hidden.choices.loss, hidden.words) == ("bce", "")


def test_an_optimiser_brings_a_rate_to_begin_with() -> None:
    change = changed(Choices(), "optimiser", "adam")
    assert (change.choices.optimiser, change.choices.rate) == ("adam", 0.03)
    assert "0.03" in change.words
    assert changed(change.choices, "optimiser", "sgd").choices == Choices()


def test_a_formula_is_read_and_a_bad_one_refused_in_a_sentence() -> None:
    change = changed(Choices(functions=("own", "sigmoid")), "formula", "sin(z)")
    assert (change.choices.formula, change.words, change.refused) == ("sin(z)", "", False)
    assert "own formula" in changed(Choices(), "formula", "sin(z)").words
    for text in ("__import__('os').system('true')", "z.real", "", "sin(", "z - z", "(lambda: z)()", "9" * 5000):
        refused = changed(Choices(), "formula", text)
        assert (refused.choices, refused.refused) == (Choices(), True)
        assert refused.words
        assert "\n" not in refused.words
    assert changed(Choices(loss="own"), "cost", "abs(a-y)").choices.cost == "abs(a-y)"
    assert changed(Choices(), "cost", "a").refused


def test_what_is_no_choice_is_ignored() -> None:
    for name, value in (("data", "mnist"), ("loss", "hinge"), ("optimiser", "x"), ("function-1", "x"), ("view", "x")):
        assert changed(Choices(), name, value).choices == Choices()


def test_what_is_chosen_has_the_same_names() -> None:
    choices = replace(usual_choices("moons", (4, 3), "adam"), functions=("relu", "tanh", "sigmoid"))
    values = {name: value_of(choices, name) for name in ("layers", "units-2", "function-1", "loss", "optimiser")}
    assert values == {"layers": 2, "units-2": 3, "function-1": "relu", "loss": "bce", "optimiser": "adam"}


def test_a_table_brings_its_layers() -> None:
    table = DataSet("mine", np.eye(3), np.array([[0.5], [2.5], [1.0]]))
    found = with_table(Choices(), table).choices
    assert (found.sizes, found.functions, found.loss) == ((3, 2, 1), ("sigmoid", "identity"), "mse")
    assert found.samples is table
    assert Choices.from_query(found.query(), table=table) == found
    assert Choices.from_query(found.query()).data == "xor"
    assert changed(changed(found, "data", "moons").choices, "data", "table").choices.samples is table
