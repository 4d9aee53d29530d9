"""Choices: every value is allowed, and an address brings them back, whatever else it holds."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.choices import SAMPLES, SIZES, Choices, allowed
from dashboard.selection import Selection
from derivations import Convention, Network, xor

NAMES = tuple(field.name for field in fields(Choices))


def every_choice() -> st.SearchStrategy[Choices]:
    """Any choices that a reader can make; a unit that the layer lacks is moved to one that it has."""
    values = {name: st.sampled_from(allowed(name)) for name in NAMES}
    return st.builds(Choices, **values).map(lambda choices: choices.looking_at(choices.selection))


@pytest.mark.parametrize("name", NAMES)
def test_the_default_is_allowed(name: str) -> None:
    assert getattr(Choices(), name) in allowed(name)


def test_the_data_have_as_many_samples_as_can_be_chosen() -> None:
    assert len(xor().inputs) == SAMPLES


def test_what_is_no_choice_has_no_values() -> None:
    with pytest.raises(KeyError):
        allowed("colour")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("loss", "hinge"),
        ("loss", None),
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
    start = Choices(loss="mse", layer=1, unit=2, sample=3)
    assert start.with_value(name, value) == start


@pytest.mark.parametrize("name", NAMES)
def test_an_allowed_value_is_taken(name: str) -> None:
    start = Choices(layer=1)  # both layers of it have two units
    for value in allowed(name):
        assert getattr(start.with_value(name, value), name) == value


def test_a_unit_that_the_new_layer_lacks_moves_to_one_that_it_has() -> None:
    assert Choices(layer=1, unit=2).with_value("layer", 2).unit == 1
    assert Choices(layer=2).with_value("unit", 2).unit == 1
    assert Choices().looking_at(Selection(9, "dW", 9, 9, 9)).selection == Selection(2, "dW", 1, 2, 4)


@pytest.mark.parametrize("loss", ["bce", "mse"])
@pytest.mark.parametrize("half", [True, False])
@pytest.mark.parametrize("mean", [True, False])
def test_the_switches_mean_a_network_and_a_convention(loss: str, half: bool, mean: bool) -> None:
    choices = Choices(loss=loss, half=half, mean=mean)
    assert choices.network == Network(SIZES, "sigmoid", loss)
    assert choices.convention == Convention(half=half, samples="mean" if mean else "sum")


def test_a_first_visit_has_an_empty_address() -> None:
    assert Choices().query() == {}
    assert Choices.from_query({}) == Choices()


def test_an_address_is_short_and_can_be_read() -> None:
    choices = Choices(loss="mse", half=False, view="numbers", layer=1, quantity="dW", unit=2, rate=0.03, seed=12)
    written = {"loss": "mse", "half": "no", "view": "numbers", "layer": "1", "quantity": "dW", "unit": "2"}
    assert choices.query() == {**written, "rate": "0.03", "seed": "12"}


@given(every_choice())
def test_an_address_brings_every_choice_back(choices: Choices) -> None:
    assert Choices.from_query(choices.query()) == choices


@given(every_choice(), st.permutations(NAMES))
def test_the_order_in_an_address_does_not_matter(choices: Choices, order: list[str]) -> None:
    query = choices.query()
    assert Choices.from_query({name: query[name] for name in order if name in query}) == choices


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), st.text(max_size=8)))
def test_any_address_gives_allowed_choices(query: dict[str, str]) -> None:
    found = Choices.from_query(query)
    for name in NAMES:
        assert getattr(found, name) in allowed(name)
    assert found.selection.within(SIZES, SAMPLES) == found.selection


@given(every_choice(), st.dictionaries(st.text(max_size=8).filter(lambda name: name not in NAMES), st.text()))
def test_what_is_unknown_in_an_address_is_passed_over(choices: Choices, junk: dict[str, str]) -> None:
    assert Choices.from_query({**junk, **choices.query()}) == choices


@pytest.mark.parametrize(
    "junk",
    [
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
    ],
)
def test_junk_in_one_choice_leaves_the_others(junk: dict[str, str]) -> None:
    assert Choices.from_query({"loss": "mse", **junk}) == Choices(loss="mse")


def test_a_unit_that_an_address_asks_for_in_vain_is_moved() -> None:
    assert Choices.from_query({"layer": "2", "unit": "2"}) == Choices()
