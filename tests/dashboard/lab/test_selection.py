"""What is looked at: its target, the indices whose numbers go in, and what a click means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts import Mark
from dashboard.lab.selection import QUANTITIES, Selection
from derivations.models import names

SIZES = (2, 3, 1)
selections = st.builds(
    Selection,
    layer=st.integers(1, 9),
    quantity=st.sampled_from(QUANTITIES),
    unit=st.integers(1, 9),
    source=st.integers(1, 9),
    sample=st.integers(1, 9),
)


@pytest.mark.parametrize(
    ("quantity", "indices"),
    [
        ("C", {}),
        ("z", {names.UNIT: 3, names.SAMPLE: 5}),
        ("a", {names.UNIT: 3, names.SAMPLE: 5}),
        ("delta", {names.UNIT: 3, names.SAMPLE: 5}),
        ("dW", {names.UNIT: 3, names.FROM: 4}),
        ("db", {names.UNIT: 3}),
    ],
)
def test_a_quantity_has_numbers_for_its_indices(quantity: str, indices: dict[object, int]) -> None:
    assert Selection(2, quantity, unit=3, source=4, sample=5).indices == indices


def test_a_target_names_the_quantity_and_the_layer() -> None:
    assert [Selection(2, quantity).target for quantity in QUANTITIES] == ["C", "z2", "a2", "delta2", "dW2", "db2"]


def test_a_gradient_by_a_weight_is_an_edge_and_the_rest_a_unit() -> None:
    assert Selection(2, "dW", unit=1, source=3).mark == Mark("weight", 2, 1, 3)
    # the cost is told along one weight
    assert Selection(2, "C", unit=1, source=3).mark == Mark("weight", 2, 1, 3)
    for quantity in ("z", "a", "delta", "db"):
        assert Selection(1, quantity, unit=2, source=3).mark == Mark("unit", 1, 2)


def test_what_is_looked_at_has_a_parameter() -> None:
    parameters = {quantity: Selection(2, quantity, unit=1, source=3).parameter for quantity in QUANTITIES}
    weight, bias = (2, 1, 3), (2, 1, None)
    assert parameters == {"C": weight, "z": bias, "a": bias, "delta": bias, "dW": weight, "db": bias}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Selection(1, "dW", 3, 2, 4), Selection(1, "dW", 3, 2, 4)),
        (Selection(0, "z"), Selection(1, "z")),
        (Selection(7, "z", 3, 3, 3), Selection(2, "z", 1, 3, 3)),
        (Selection(1, "a", 4, 4, 9), Selection(1, "a", 3, 2, 4)),
    ],
)
def test_the_nearest_selection_that_exists_is_found(wanted: Selection, found: Selection) -> None:
    assert wanted.within(SIZES, samples=4) == found


@given(selections)
def test_what_is_found_exists_and_stays(wanted: Selection) -> None:
    found = wanted.within(SIZES, samples=4)
    assert found.mark.fits(SIZES)
    assert found.sample <= 4
    assert found.within(SIZES, samples=4) == found


@pytest.mark.parametrize(
    ("mark", "found"),
    [
        (Mark("weight", 1, 3, 2), Selection(1, "dW", 3, 2, sample=4)),
        (Mark("weight", 2, 1, 3), Selection(2, "dW", 1, 3, sample=4)),
        (Mark("unit", 1, 3), Selection(1, "a", 3, 1, sample=4)),
        # an input is data: of its weights the one to the unit that is looked at, or to the first one of layer 1
        (Mark("unit", 0, 2), Selection(1, "dW", 1, 2, sample=4)),
    ],
)
def test_a_click_looks_at_what_was_clicked_at_the_same_sample(mark: Mark, found: Selection) -> None:
    assert Selection(2, "a", unit=2, source=1, sample=4).after_click(mark) == found


@pytest.mark.parametrize("story", [False, True])
def test_a_click_on_an_input_selects_a_weight_of_it(*, story: bool) -> None:
    for unit in (1, 3):
        found = Selection(1, "db", unit=unit, sample=4).after_click(Mark("unit", 0, 2), story=story)
        assert found == Selection(1, "dW", unit, 2, sample=4)


@pytest.mark.parametrize(
    ("before", "after"), [("C", "delta"), ("z", "z"), ("a", "a"), ("delta", "delta"), ("db", "db"), ("dW", "delta")]
)
def test_a_click_on_a_unit_keeps_the_quantity_if_units_have_it(before: str, after: str) -> None:
    assert Selection(1, before).after_click(Mark("unit", 2, 1)).quantity == after


marks = st.builds(Mark, st.just("weight"), st.integers(1, 4), st.integers(1, 9), st.integers(1, 9)) | st.builds(
    Mark, st.just("unit"), st.integers(1, 4), st.integers(1, 9)
)


@given(selections, marks)
def test_what_was_clicked_is_what_the_diagram_marks(before: Selection, mark: Mark) -> None:
    assert before.after_click(mark).mark == mark
