"""Clicks, in every shape in which Streamlit hands them over."""

import pytest

from dashboard.charts import Mark, read_cell_click, read_click, read_sample_click


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({"edge_click": [{"edge": "w2_1_3"}], "unit_click": {}}, Mark("weight", 2, 1, 3)),
        ({"edge_click": [{"edge": "w1_12_10"}], "unit_click": [{}]}, Mark("weight", 1, 12, 10)),
        ({"edge_click": [{}], "unit_click": [{"unit_id": "u1_2"}]}, Mark("unit", 1, 2)),
        ({"edge_click": {"edge": ["w1_1_2"]}}, Mark("weight", 1, 1, 2)),
        ({"unit_click": {"unit_id": ["u0_1"]}}, Mark("unit", 0, 1)),
        ({"edge_click": {}, "unit_click": {}}, None),
        ({"edge_click": [{}], "unit_click": [{}]}, None),
        ({"edge_click": [{"edge": None}]}, None),
        ({"edge_click": [{"edge": "w1_1"}]}, None),
        ({"edge_click": [{"_vgsid_": 3}]}, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_click_is_read(selection: object, expected: Mark | None) -> None:
    assert read_click({"selection": selection}) == expected


@pytest.mark.parametrize("event", [None, {}, [], "", 3])
def test_no_event_is_no_pick(event: object) -> None:
    assert read_click(event) is None
    assert read_sample_click(event) is None
    assert read_cell_click(event) is None


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([{"sample": 3}], 3),
        ([{"sample": 2.0}], 2),
        ({"sample": [4]}, 4),
        ([{}], None),
        ({}, None),
        ([{"sample": 0}], None),
    ],
)
def test_a_sample_is_read(points: object, expected: int | None) -> None:
    assert read_sample_click({"selection": {"sample_click": points}}) == expected


def test_a_cell_is_read() -> None:
    assert read_cell_click({"selection": {"cell_click": [{"cell": 7.0, "turn": 2}]}}) == 7
    assert read_cell_click({"selection": {"sample_click": [{"sample": 7}]}}) is None


@pytest.mark.parametrize("name", ["w2_1_3", "u0_2", "w10_11_12"])
def test_ids_are_read_back(name: str) -> None:
    assert Mark.parse(name).id == name


@pytest.mark.parametrize("name", ["", "w1_2", "u1_2_3", "w1_2_x", "x1_2", "w1_2_3 "])
def test_what_is_no_id_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match="expected a weight such as 'w2_1_3'"):
        Mark.parse(name)


@pytest.mark.parametrize(
    ("name", "fits"),
    [("w1_2_2", True), ("w2_1_2", True), ("w2_2_1", False), ("w0_1_1", False), ("u0_2", True), ("u3_1", False)],
)
def test_a_pick_fits_a_network_that_has_it(name: str, fits: bool) -> None:
    assert Mark.parse(name).fits((2, 2, 1)) is fits
