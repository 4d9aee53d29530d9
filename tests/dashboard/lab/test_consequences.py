"""What follows from a choice: what moves with it is said, and what cannot be is refused in the library's words."""

from dataclasses import replace

import numpy as np
import pytest

from dashboard.lab.consequences import set_option, value_of, with_table
from dashboard.lab.saving import from_query, to_query
from dashboard.lab.selection import Selection
from dashboard.lab.settings import Settings
from dashboard.lab.usual import usual_settings
from derivations import DataSet


def test_a_data_set_brings_its_layers_and_a_loss_and_leaves_the_hidden_ones() -> None:
    start = replace(usual_settings("xor", (4, 3), "adam"), functions=("relu", "tanh", "sigmoid"))
    change = set_option(start, "data", "iris")
    assert change.settings.sizes == (4, 4, 3, 3)
    assert change.settings.functions == ("relu", "tanh", "softmax")
    assert (change.settings.loss, change.settings.optimiser) == ("cross_entropy", "adam")
    assert change.words == "Iris: 4 inputs, 3 classes; the last layer is now softmax, the loss Cross-entropy."
    back = set_option(change.settings, "data", "xor").settings
    assert (back.functions, back.loss, back.sample) == (start.functions, "bce", 3)


def test_layers_are_added_like_the_one_before_and_the_last_layer_stays_in_view() -> None:
    start = replace(Settings(), hidden=(3,), functions=("relu", "sigmoid"), layer=2)
    more = set_option(start, "layers", 3).settings
    assert (more.hidden, more.functions, more.layer) == ((3, 3, 3), ("relu", "relu", "relu", "sigmoid"), 4)
    none = set_option(more, "layers", 0).settings
    assert (none.hidden, none.functions, none.layer) == ((), ("sigmoid",), 1)
    assert set_option(none, "layers", 1).settings.hidden == (4,)
    assert set_option(replace(more, layer=1), "layers", 2).settings.layer == 1
    assert set_option(start, "layers", 8).settings == start


def test_units_are_changed_in_their_layer_only() -> None:
    start = usual_settings("moons", (4, 3), "sgd")
    assert set_option(start, "units-2", 16).settings.hidden == (4, 16)
    for name, value in (("units-2", 17), ("units-2", 0), ("units-3", 2)):
        assert set_option(start, name, value).settings == start


def test_a_softmax_of_one_unit_is_refused() -> None:
    start = replace(usual_settings("moons", (2,), "sgd"), functions=("softmax", "sigmoid"))
    change = set_option(start, "units-1", 1)
    assert (change.settings, change.refused) == (start, True)
    assert "with 1 unit: its only output is always 1" in change.words


@pytest.mark.parametrize(("loss", "needed"), [("bce", "sigmoid"), ("bce_logits", "identity")])
def test_a_loss_brings_the_last_activation_that_it_needs_and_says_so(loss: str, needed: str) -> None:
    start = replace(Settings(), functions=("relu", "tanh"), loss="mse")
    change = set_option(start, "loss", loss)
    assert (change.settings.loss, change.settings.functions) == (loss, ("relu", needed))
    assert f"needs {needed} in the last layer" in change.words
    assert set_option(change.settings, "loss", "mse").words == ""


def test_a_loss_for_other_targets_is_refused_in_the_library_s_words() -> None:
    sine = usual_settings("sine", (2,), "sgd")
    change = set_option(sine, "loss", "bce")
    assert (change.settings, change.refused) == (sine, True)
    assert "is outside [0, 1], which loss 'bce' needs" in change.words


def test_a_last_activation_that_the_loss_cannot_follow_makes_it_the_squared_error() -> None:
    change = set_option(Settings(), "function-2", "relu")
    assert (change.settings.functions, change.settings.loss) == (("sigmoid", "relu"), "mse")
    assert change.words == "BCE cannot follow ReLU: the loss is MSE now."
    hidden = set_option(Settings(), "function-1", "relu")
    assert (hidden.settings.loss, hidden.words) == ("bce", "")


def test_an_optimiser_brings_a_rate_to_begin_with() -> None:
    change = set_option(Settings(), "optimiser", "adam")
    assert (change.settings.optimiser, change.settings.rate) == ("adam", 0.03)
    assert "0.03" in change.words
    assert set_option(change.settings, "optimiser", "sgd").settings == Settings()


def test_a_formula_is_read_and_a_bad_one_refused_in_a_sentence() -> None:
    change = set_option(Settings(functions=("own", "sigmoid")), "formula", "sin(z)")
    assert (change.settings.formula, change.words, change.refused) == ("sin(z)", "", False)
    assert "own formula" in set_option(Settings(), "formula", "sin(z)").words
    for text in ("__import__('os').system('true')", "z.real", "", "sin(", "z - z", "(lambda: z)()", "9" * 5000):
        refused = set_option(Settings(), "formula", text)
        assert (refused.settings, refused.refused) == (Settings(), True)
        assert refused.words
        assert "\n" not in refused.words
    assert set_option(Settings(loss="own"), "cost", "abs(a-y)").settings.cost == "abs(a-y)"
    assert set_option(Settings(), "cost", "a").refused


def test_the_story_ends_at_a_weight_or_at_the_bias() -> None:
    now = Settings()
    assert value_of(now, "from") == 1
    bias = set_option(now, "from", "b").settings
    assert (bias.quantity, value_of(bias, "from")) == ("db", "b")
    # of a unit it is the bias that is selected
    assert value_of(replace(now, quantity="delta"), "from") == "b"
    weight = set_option(bias, "from", 2).settings
    assert (weight.quantity, weight.source, value_of(weight, "from")) == ("dW", 2, 2)
    assert set_option(now, "from", 3).settings == now


def test_the_selected_parameter_survives_a_look_at_another_quantity() -> None:
    story = Settings()
    derived = set_option(story, "view", "index").settings
    assert (derived.quantity, derived.selection.parameter) == ("dW", (1, 1, 1))
    # a chapter of the story, and what is looked at after it
    chapter = replace(story, view="index").looking_at(Selection(2, "delta"))
    for looked_at in (chapter, set_option(chapter, "quantity", "a").settings, set_option(chapter, "layer", 1).settings):
        assert from_query(to_query(looked_at)) == looked_at
        told = set_option(looked_at, "view", "story").settings
        assert (told.selection.parameter, told.end) == ((1, 1, 1), ())
    # the one that was selected last, also a bias
    for quantity, source in (("dW", 1), ("db", None)):
        other = chapter.looking_at(Selection(2, quantity)).looking_at(Selection(1, "z", unit=2))
        assert set_option(other, "view", "story").settings.selection.parameter == (2, 1, source)
        looked_at = chapter.looking_at(Selection(2, quantity))
        assert set_option(looked_at, "view", "story").settings.selection.parameter == (2, 1, source)
    # of a network that has become smaller, the nearest one
    wide = replace(story, hidden=(4,), unit=4, view="index").looking_at(Selection(2, "delta"))
    assert set_option(replace(wide, hidden=(2,)), "view", "story").settings.selection.parameter == (1, 2, 1)


def test_what_is_no_choice_is_ignored() -> None:
    for name, value in (("data", "mnist"), ("loss", "hinge"), ("optimiser", "x"), ("function-1", "x"), ("view", "x")):
        assert set_option(Settings(), name, value).settings == Settings()


def test_what_is_chosen_has_the_same_names() -> None:
    settings = replace(usual_settings("moons", (4, 3), "adam"), functions=("relu", "tanh", "sigmoid"))
    values = {name: value_of(settings, name) for name in ("layers", "units-2", "function-1", "loss", "optimiser")}
    assert values == {"layers": 2, "units-2": 3, "function-1": "relu", "loss": "bce", "optimiser": "adam"}


def test_a_table_brings_its_layers() -> None:
    table = DataSet("mine", np.eye(3), np.array([[0.5], [2.5], [1.0]]))
    found = with_table(Settings(), table).settings
    assert (found.sizes, found.functions, found.loss) == ((3, 2, 1), ("sigmoid", "identity"), "mse")
    assert found.samples is table
    assert from_query(to_query(found), table=table) == found
    assert from_query(to_query(found)).data == "xor"
    assert set_option(set_option(found, "data", "moons").settings, "data", "table").settings.samples is table


def test_two_classes_can_have_an_output_each() -> None:
    start = set_option(Settings(), "units-1", 3).settings
    change = set_option(start, "outputs", "each")
    two = change.settings
    assert (two.sizes, two.functions[-1], two.loss) == ((2, 3, 2), "softmax", "cross_entropy")
    assert two.samples.targets.tolist() == [[1, 0], [0, 1], [0, 1], [1, 0]]
    assert two.samples is two.samples
    assert "2 classes" in change.words
    assert from_query(to_query(two)) == two
    back = set_option(two, "outputs", "one").settings
    assert (back.sizes, back.functions[-1], back.loss) == ((2, 3, 1), "sigmoid", "bce")


@pytest.mark.parametrize(("name", "value"), [("loss", "cross_entropy"), ("function-2", "softmax")])
def test_what_needs_two_outputs_brings_them(name: str, value: str) -> None:
    found = set_option(Settings(), name, value)
    assert not found.refused
    assert (found.settings.sizes, found.settings.loss) == ((2, 2, 2), "cross_entropy")


def test_other_data_has_the_outputs_that_it_has() -> None:
    assert Settings(data="sine").allowed("outputs") == ("one",)
    two = set_option(Settings(), "outputs", "each").settings
    assert set_option(two, "data", "iris").settings.sizes == (4, 2, 3)
    assert from_query({"data": "iris", "outputs": "each"}).outputs == "one"
    assert set_option(two, "data", "moons").settings.sizes == (2, 2, 1)
