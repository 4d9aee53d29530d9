"""Settings: every value is allowed, they go together, and an address brings them back, whatever else it holds."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.lab.consequences import set_option
from dashboard.lab.data import TASKS
from dashboard.lab.graph import read_number
from dashboard.lab.option import Option
from dashboard.lab.saving import from_query, to_query
from dashboard.lab.selection import Selection
from dashboard.lab.settings import COST, FORMULA, MOST_HIDDEN, MOST_UNITS, NAMES, Settings
from dashboard.lab.usual import usual_settings
from dashboard.lab.words import FUNCTIONS, LOSSES, OPTIMISERS
from derivations import Activation, Convention, Loss, Network

SIMPLE = (
    "rate_schedule",
    "initial",
    "held_out",
    "batch_size",
    "mode",
    "batch_norm",
    "dropout",
    "half",
    "mean",
    "delta",
    "view",
    "scope",
    "depth",
    "layer",
    "quantity",
    "unit",
    "source",
    "sample",
    "rate",
    "seed",
    "speed",
)
TEXTS = ("z*tanh(log(1+exp(z)))", "max(z, 0.1*z)", "sin(z)", "log(z)")
COSTS = ("(a-y)**4", "abs(a - y)", "log(1 + exp(a)) - a*y")


@st.composite
def every_setting(draw: st.DrawFn) -> Settings:
    """Any settings that a reader can make: one after the other, as he would."""
    found = Settings(between=draw(st.booleans()))
    moves = draw(st.lists(st.sampled_from(("data", "layers", "units", "function", "loss", "optimiser")), max_size=6))
    for move in moves:
        options = {
            "data": ("data", st.sampled_from(tuple(TASKS))),
            "layers": ("layers", st.integers(0, MOST_HIDDEN)),
            "units": (f"units-{draw(st.integers(1, 7))}", st.integers(1, MOST_UNITS)),
            "function": (f"function-{draw(st.integers(1, len(found.functions)))}", st.sampled_from(tuple(FUNCTIONS))),
            "loss": ("loss", st.sampled_from(tuple(LOSSES))),
            "optimiser": ("optimiser", st.sampled_from(tuple(OPTIMISERS))),
        }
        name, values = options[move]
        found = set_option(found, name, draw(values)).settings
    found = replace(found, formula=draw(st.sampled_from(TEXTS)), cost=draw(st.sampled_from(COSTS)))
    for name in SIMPLE:
        found = found.with_value(name, draw(st.sampled_from(found.allowed(name))))
    return found


@pytest.mark.parametrize("name", SIMPLE)
def test_the_default_is_allowed(name: str) -> None:
    assert getattr(Settings(), name) in Settings().allowed(name)


def test_what_is_no_choice_has_no_values() -> None:
    with pytest.raises(KeyError):
        Settings().allowed("colour")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("data", "mnist"),
        ("data", "table"),  # there is none
        ("loss", "hinge"),
        ("loss", None),
        ("loss", "cross_entropy"),  # it needs another last activation: `fitting` brings it
        ("optimiser", "lbfgs"),
        ("view", "Index"),
        ("layer", 0),
        ("layer", 3),
        ("unit", 0),
        ("sample", 5),
        ("quantity", "w"),
        ("rate", -1.0),
        ("rate", float("nan")),
        ("seed", -1),
        ("seed", 10_000),
        ("speed", 7),
    ],
)
def test_a_value_that_is_not_allowed_changes_nothing(name: str, value: object) -> None:
    start = Settings(loss="mse", layer=1, unit=2, sample=3)
    assert start.with_value(name, value) == start


@pytest.mark.parametrize("name", SIMPLE)
def test_an_allowed_value_is_taken(name: str) -> None:
    start = Settings(layer=1)  # both layers of it have two units
    for value in start.allowed(name):
        assert getattr(start.with_value(name, value), name) == value


def test_a_unit_that_the_new_layer_lacks_moves_to_one_that_it_has() -> None:
    assert Settings(layer=1, unit=2).with_value("layer", 2).unit == 1
    assert Settings(layer=2).with_value("unit", 2).unit == 1
    assert Settings().looking_at(Selection(9, "dW", 9, 9, 9)).selection == Selection(2, "dW", 1, 2, 4)


@pytest.mark.parametrize("loss", ["bce", "mse"])
@pytest.mark.parametrize("half", [True, False])
@pytest.mark.parametrize("mean", [True, False])
def test_the_switches_mean_a_network_and_a_convention(loss: str, half: bool, mean: bool) -> None:
    settings = Settings(loss=loss, half=half, mean=mean, view="index", scope="batch", delta="cost")
    assert settings.network == Network((2, 2, 1), "sigmoid", loss)
    assert settings.convention == Convention(half=half, samples="mean" if mean else "sum")
    by_sample = settings.with_value("delta", "sample")
    assert by_sample.convention == Convention(half=half, samples="mean" if mean else "sum", delta="sample")
    assert to_query(settings)["delta"] == "cost"


def test_one_sample_has_its_own_delta_and_the_story_is_told_of_one_sample() -> None:
    first = Settings()
    assert (first.view, first.scope, first.delta, first.of_one_sample) == ("story", "one", "sample", True)
    batch = first.with_value("scope", "batch")
    assert (batch.view, batch.delta, batch.of_one_sample) == ("index", "sample", False)
    whole = first.with_value("delta", "cost")
    assert (whole.view, whole.scope, whole.of_one_sample) == ("index", "batch", False)
    assert whole.with_value("scope", "one").delta == "sample"
    told = replace(whole, view="numbers").with_value("view", "story")
    assert (told.scope, told.delta) == ("one", "sample")
    # matrices are of all samples, whatever else is
    assert not first.with_value("view", "matrix").of_one_sample


def test_a_network_has_the_chosen_layers_and_the_readers_own_formulas() -> None:
    settings = Settings("moons", (4, 3), ("relu", "own", "own"), "sin(z)", "own", "(a-y)**2")
    own = Activation.parse("sin(z)")
    assert settings.network == Network((2, 4, 3, 1), ("relu", own, own), Loss.parse("(a-y)**2"))


@pytest.mark.parametrize("data", TASKS)
def test_the_usual_settings_of_a_data_set_make_a_network_for_its_samples(data: str) -> None:
    usual = usual_settings(data, (3,), "adam")
    task, samples = usual.task, usual.samples
    assert usual.fit
    assert usual.sizes == (samples.inputs.shape[1], 3, samples.targets.shape[1])
    assert (usual.functions[-1], usual.loss) == (task.function, task.losses[0])
    assert usual.layer == 1


def test_a_first_visit_has_an_empty_address() -> None:
    assert to_query(Settings()) == {}
    assert from_query({}) == Settings() == usual_settings("xor", (2,), "sgd")


def test_an_address_is_short_and_can_be_read() -> None:
    settings = Settings(loss="mse", half=False, view="numbers", layer=2, quantity="dW", source=2, rate=0.03, seed=12)
    written = {"loss": "mse", "half": "no", "view": "numbers", "layer": "2", "quantity": "dW", "source": "2"}
    assert to_query(settings) == {**written, "rate": "0.03", "seed": "12"}
    large = {
        "data": "moons",
        "hidden": "4-3",
        "functions": "relu,own,sigmoid",
        "formula": "sin(z)",
        "optimiser": "adam",
    }
    found = from_query(large)
    assert to_query(found) == large
    assert (found.sizes, found.layer) == ((2, 4, 3, 1), 1)
    assert from_query({"data": "iris", "hidden": "0"}).sizes == (4, 3)


@given(every_setting())
def test_choices_go_together_and_an_address_brings_them_back(settings: Settings) -> None:
    assert settings.fit
    assert settings.selection.within(settings.sizes, settings.task.samples) == settings.selection
    assert from_query(to_query(settings), between=settings.between) == settings


@given(every_setting(), st.permutations(NAMES))
def test_the_order_in_an_address_does_not_matter(settings: Settings, order: list[str]) -> None:
    query = to_query(settings)
    found = from_query({name: query[name] for name in order if name in query}, between=settings.between)
    assert found == settings


VALUES = st.sampled_from(
    ("iris", "4-3", "relu,softmax", "softmax", "own", "own,own", "cross_entropy", "z*z", "1", "99")
)


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), st.text(max_size=8) | VALUES))
def test_any_address_gives_allowed_choices(query: dict[str, str]) -> None:
    found = from_query(query)
    assert found.fit
    for name in ("data", "loss", "optimiser", *SIMPLE):
        assert getattr(found, name) in found.allowed(name)
    assert found.selection.within(found.sizes, found.task.samples) == found.selection
    assert from_query(to_query(found)) == found


@given(every_setting(), st.dictionaries(st.text(max_size=8).filter(lambda name: name not in NAMES), st.text()))
def test_what_is_unknown_in_an_address_is_passed_over(settings: Settings, junk: dict[str, str]) -> None:
    assert from_query({**junk, **to_query(settings)}, between=settings.between) == settings


@pytest.mark.parametrize(
    "junk",
    [
        {"data": "mnist"},
        {"data": "table"},
        {"hidden": "2-2-2-2-2-2-2-2"},
        {"hidden": "17"},
        {"hidden": "02"},
        {"hidden": "-1"},
        {"hidden": ""},
        {"functions": "relu"},
        {"functions": "relu,relu,relu"},
        {"functions": "relu,nonsense"},
        {"functions": "sigmoid,softmax"},  # of one unit
        {"formula": "__import__('os')"},
        {"formula": "z - z"},
        {"formula": ""},
        {"cost": "a.b"},
        {"optimiser": "lbfgs"},
        {"layer": "3"},
        {"layer": "1.5"},
        {"layer": " 1"},
        {"half": "True"},
        {"half": ""},
        {"rate": "1e400"},
        {"rate": "nan"},
        {"seed": "-1"},
        {"quantity": "__class__"},
        {"view": "<script>"},
        {"table": "x"},
    ],
)
def test_junk_in_one_choice_leaves_the_others(junk: dict[str, str]) -> None:
    assert from_query({"loss": "mse", **junk}) == Settings(loss="mse")


def test_a_loss_for_other_targets_is_passed_over() -> None:
    assert from_query({"data": "sine", "loss": "bce"}) == from_query({"data": "sine"})
    assert from_query({"loss": "cross_entropy"}) == Settings()


def test_a_loss_alone_in_an_address_brings_the_last_activation_that_it_needs() -> None:
    assert from_query({"loss": "bce_logits"}).functions == ("sigmoid", "identity")


def test_a_unit_that_an_address_asks_for_in_vain_is_moved() -> None:
    assert from_query({"layer": "2", "unit": "2"}) == Settings(layer=2)


def test_the_names_of_an_address_are_the_fields_but_for_the_readers_own_data() -> None:
    assert set(NAMES) == {field.name for field in fields(Settings)} - {"table", "between"}
    assert (Settings().formula, Settings().cost) == (FORMULA, COST)


def test_an_option_that_is_typed_is_read_or_its_default() -> None:
    typed = Option("in1", None, parse=read_number)
    assert typed.read("2.5", Settings()) == 2.5
    assert typed.read("", Settings()) is None
    assert typed.read("two", Settings()) is None
    assert typed.allows(7.25, Settings())
    chosen = Option("path", 1, (1, 2))
    assert chosen.allows(2, Settings())
    assert not chosen.allows(3, Settings())


def test_what_is_held_out_is_half_validation_half_test_and_the_rest_is_what_all_pages_show() -> None:
    whole = Settings("moons").samples
    now = Settings("moons").with_value("held_out", 0.4)
    parts = now.parts
    assert (now.task.samples, now.samples.samples, now.whole_task.samples) == (48, 48, 80)
    assert (parts.validation.samples, parts.test.samples) == (16, 16)
    rows = np.concatenate([each.inputs for each in (parts.train, parts.validation, parts.test)])
    assert sorted(map(tuple, rows)) == sorted(map(tuple, whole.inputs))
    # every class has its share
    assert [float(each.targets.mean()) for each in (parts.train, parts.validation, parts.test)] == [0.5, 0.5, 0.5]
    # the same records every time; another seed deals otherwise
    assert now.samples is replace(now, rate=0.1).samples
    assert not np.array_equal(replace(now, seed=4).samples.inputs, now.samples.inputs)
    assert now.selection.within(now.sizes, 48) == now.selection


def test_a_share_or_a_batch_that_there_is_not_with_other_data_is_none() -> None:
    now = Settings("moons").with_value("held_out", 0.2).with_value("batch_size", 32)
    assert (now.held_out, now.batch_size) == (0.2, 32)
    assert now.with_value("held_out", 0.5).batch_size == 32
    few = set_option(now, "data", "xor").settings
    # a tenth of four samples is none
    assert (few.held_out, few.batch_size) == (0.0, 0)
    assert few.allowed("held_out") == (0.0, 0.3, 0.4, 0.5)
    assert tuple(few.allowed("batch_size")) == (0, 1)
    assert Settings("not").allowed("held_out") == (0.0,)
