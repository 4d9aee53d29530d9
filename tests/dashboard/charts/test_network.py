"""The network diagram: ids, signs, widths, marks of the selected thing, labels that stay apart."""

import re
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from sympy import sympify

from dashboard.charts import Mark, palette
from dashboard.charts.layout import (
    LABEL,
    MOST_LABELS,
    ROW_HALF,
    label_box,
    network_layout,
    shown_units,
    unit_boxes,
)
from dashboard.charts.specs import network_spec
from dashboard.charts.specs.network_frame import Frame
from dashboard.charts.specs.network_text import LEAST
from tests.dashboard.charts.frames import network_data

SIZES = (2, 2, 1)
WEIGHTS = [np.array([[0.4, -2.0], [0.0, 1.5]]), np.array([[-0.5, 3.0]])]
BIASES = [np.array([0.1, -0.2]), np.array([0.3])]
ACTIVATIONS = [np.array([0.0, 1.0]), np.array([0.25, 0.75]), np.array([0.6])]
DELTAS = [np.array([0.01, -0.02]), np.array([-0.4])]
GRADIENTS = [weight / 10 for weight in WEIGHTS]


def data(**changed: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"activations": ACTIVATIONS, "deltas": DELTAS, "weight_gradients": GRADIENTS}
    return network_data(SIZES, WEIGHTS, BIASES, **{**given, "bias_gradients": DELTAS, **changed})


def walk(node: Any) -> list[dict[str, Any]]:
    found = [node] if isinstance(node, dict) else []
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return found + [inner for child in children for inner in walk(child)]


def marks(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [node["mark"] for node in walk(spec["layer"]) if "mark" in node]


def numbers_for(sizes: tuple[int, ...], **more: Any) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    return network_data(
        sizes,
        [rng.normal(size=(n, m)) for m, n in pairwise(sizes)],
        [rng.normal(size=n) for n in sizes[1:]],
        activations=[rng.random(n) for n in sizes],
        **more,
    )


def test_every_edge_carries_its_own_weight_and_gradient() -> None:
    edges = data()["edges"].set_index("edge")
    assert list(edges.index) == ["w1_1_1", "w1_1_2", "w1_2_1", "w1_2_2", "w2_1_1", "w2_1_2"]
    assert edges.loc["w1_1_2", "weight"] == -2.0  # layer 1, to unit 1, from unit 2: W[0, 1]
    assert edges.loc["w1_2_1", "weight"] == 0.0
    assert edges.loc["w2_1_2", "gradient"] == pytest.approx(0.3)
    assert edges.loc["w1_1_2", "name"] == "w₁₂⁽¹⁾"


def test_an_edge_runs_from_its_source_to_its_unit() -> None:
    both = data()
    units, edges = both["units"].set_index("unit_id"), both["edges"].set_index("edge")
    assert tuple(edges.loc["w1_1_2", ["x", "y"]]) == tuple(units.loc["u0_2", ["x", "y"]])
    assert tuple(edges.loc["w1_1_2", ["x2", "y2"]]) == tuple(units.loc["u1_1", ["x", "y"]])


def test_a_sign_is_a_colour_and_a_dash() -> None:
    edges = data()["edges"].set_index("edge")
    assert list(edges["sign"]) == ["positive", "negative", "zero", "positive", "negative", "positive"]
    for dark in (False, True):
        scales = [node["scale"] for node in walk(network_spec(SIZES, dark=dark)) if node.get("field") == "sign"]
        colour, dash = (next(s for s in scales if isinstance(s["range"][0], kind)) for kind in (str, list))
        assert dict(zip(colour["domain"], colour["range"], strict=True)) == {
            "negative": palette.NEGATIVE.on(dark=dark),
            "zero": palette.MUTED.on(dark=dark),
            "positive": palette.POSITIVE.on(dark=dark),
        }
        assert dash["domain"] == colour["domain"]
        assert len({tuple(pattern) for pattern in dash["range"]}) == 3


def test_a_line_grows_with_the_weight_and_never_without_bound() -> None:
    edges = data()["edges"].set_index("edge")
    assert edges["stroke"].between(1, 6).all()
    by_size = edges.assign(size=edges["weight"].abs()).sort_values("size")
    assert by_size["stroke"].is_monotonic_increasing
    huge = network_data(SIZES, [w * 1e300 for w in WEIGHTS], BIASES, activations=ACTIVATIONS)
    assert huge["edges"]["stroke"].max() <= 6


def test_units_carry_the_numbers_of_the_sample() -> None:
    units = data()["units"].set_index("unit_id")
    assert list(units.index) == ["u0_1", "u0_2", "u1_1", "u1_2", "u2_1"]
    assert list(units["activation"]) == [0.0, 1.0, 0.25, 0.75, 0.6]
    assert list(units["name"]) == ["x₁", "x₂", "a₁⁽¹⁾", "a₂⁽¹⁾", "ŷ"]
    assert units.loc["u1_2", "bias"] == -0.2
    assert units.loc["u2_1", "delta"] == -0.4
    assert units.loc[["u0_1", "u0_2"], ["bias", "delta", "gradient"]].isna().all(axis=None)


def test_several_outputs_are_numbered() -> None:
    assert list(numbers_for((1, 2))["units"]["name"]) == ["x₁", "ŷ₁", "ŷ₂"]


def test_without_a_backward_pass_there_are_no_gradients() -> None:
    both = network_data(SIZES, WEIGHTS, BIASES, activations=ACTIVATIONS)
    assert both["edges"]["gradient"].isna().all()
    assert both["units"]["delta"].isna().all()


def test_a_selected_weight_shows_the_two_factors_of_its_gradient() -> None:
    both = data(selected=Mark("weight", 2, 1, 2))
    edges, units = both["edges"].set_index("edge"), both["units"].set_index("unit_id")
    assert list(edges.index[edges["selected"]]) == ["w2_1_2"]
    assert list(units.index[units["delta_factor"]]) == ["u2_1"]
    assert list(units.index[units["activation_factor"]]) == ["u1_2"]
    assert not edges["weight_factor"].any()
    assert not units["selected"].any()


def test_a_selected_unit_shows_what_its_delta_is_made_of() -> None:
    both = data(selected=Mark("unit", 1, 2))
    edges, units = both["edges"].set_index("edge"), both["units"].set_index("unit_id")
    assert list(units.index[units["selected"]]) == ["u1_2"]
    assert list(edges.index[edges["weight_factor"]]) == ["w2_1_2"]
    assert list(units.index[units["delta_factor"]]) == ["u2_1"]
    assert not edges["selected"].any()


@pytest.mark.parametrize("stale", [Mark("weight", 3, 1, 1), Mark("unit", 1, 9), Mark("weight", 1, 1, 7)])
def test_a_selection_of_another_network_marks_nothing(stale: Mark) -> None:
    both = data(selected=stale)
    flags = [both[name][column] for name in both for column in both[name] if both[name][column].dtype == bool]
    assert len(flags) == 8
    assert not any(flag.any() for flag in flags)


def test_wrong_shapes_are_named() -> None:
    with pytest.raises(ValueError, match=r"weights of shapes .*\(2, 3\).* need \[\(2, 2\), \(1, 2\)\]"):
        network_data(SIZES, [np.zeros((2, 3)), np.zeros((1, 2))], BIASES, activations=ACTIVATIONS)
    with pytest.raises(ValueError, match="deltas of shapes"):
        data(deltas=[np.zeros(2)])


def test_numbers_that_overflowed_still_draw() -> None:
    weights = [np.array([[np.nan, np.inf], [-np.inf, 1.0]]), WEIGHTS[1]]
    edges = network_data(SIZES, weights, BIASES, activations=ACTIVATIONS)["edges"]
    assert np.isfinite(edges["stroke"]).all()
    assert list(edges["sign"][:3]) == ["zero", "positive", "negative"]


def test_the_specification_holds_no_numbers_of_the_network() -> None:
    spec = network_spec(SIZES, dark=False)
    assert spec == network_spec(SIZES, dark=False)
    assert "datasets" not in spec
    assert {layer["data"].get("name") for layer in spec["layer"]} == {"edges", "units"}
    fields = {node["field"] for node in walk(spec) if isinstance(node.get("field"), str)}
    computed = {node["as"] for node in walk(spec) if "calculate" in node}
    both = data()
    assert fields - computed <= set(both["edges"]) | set(both["units"])


def test_both_selections_name_a_field_that_the_data_have() -> None:
    params = {param["name"]: param["select"] for param in network_spec(SIZES, dark=True)["params"]}
    assert params["edge_click"]["fields"] == ["edge", "turn"]
    assert params["unit_click"]["fields"] == ["unit_id", "turn"]
    assert not params["edge_click"]["toggle"]


def test_marks_keep_their_identity_while_numbers_move() -> None:
    # without a key every update replaces them, and a click that spans an update is lost
    for layer in network_spec(SIZES, dark=False)["layer"]:
        assert layer["encoding"]["key"]["field"] == ("edge" if layer["data"]["name"] == "edges" else "unit_id")


def test_the_highlight_comes_from_the_data() -> None:
    spec = network_spec(SIZES, dark=False)
    assert {"param"} & {key for node in walk(spec["layer"]) for key in node} == set()
    assert sum(node.get("filter") == "datum.selected" for node in walk(spec)) == 2


def evaluate(expression: str, width: int) -> Any:
    """Work out an expression of Vega on a chart of this width, where it is one of SymPy too."""
    return sympify(expression.replace("min", "Min").replace("max", "Max"), {"width": width})


def test_the_boxes_are_as_large_as_the_text_in_them() -> None:
    em = 0.6  # a monospaced digit is 0.6 of its size wide

    def size(mark: dict[str, Any]) -> float:
        return float(evaluate(mark["fontSize"]["expr"], 600))

    texts = [mark for mark in marks(network_spec(SIZES, dark=False)) if mark["type"] == "text"]
    mono = [mark for mark in texts if mark.get("font") == palette.MONO]
    weight, gradient = (mark for mark in mono if mark.get("dy") in (-6, 7))
    assert len("+0.400") * em * size(weight) <= 2 * LABEL[0]
    assert len("∂ +0.012") * em * size(gradient) <= 2 * LABEL[0]
    assert max(abs(mark["dy"]) + size(mark) / 2 for mark in (weight, gradient)) <= LABEL[1]
    rows = [mark for mark in mono if mark.get("dy", 0) > 20]
    assert len(rows) == 8  # bias, delta, z and the gradient of the bias, each on its halo
    row = network_layout(SIZES).style.row
    assert all(mark["fontSize"] <= row and len("b +0.400") * em * mark["fontSize"] <= 2 * ROW_HALF + 1 for mark in rows)


@pytest.mark.parametrize("sizes", [SIZES, (4, 2, 3), (2, 8, 1)])
def test_a_value_with_a_minus_sign_is_no_wider_than_its_circle(sizes: tuple[int, ...]) -> None:
    style = network_layout(sizes).style
    [(most, small, large)] = (
        map(float, found.groups())
        for mark in marks(network_spec(sizes, dark=False))
        if (found := re.search(r"value_text\) > (\d+) \? ([\d.]+) : ([\d.]+)", str(mark.get("fontSize"))))
    )
    assert most == len(f"{0.5:.{style.places}f}")
    assert most * 0.6 * large <= 1.7 * style.radius
    assert len(f"{-1.34:.{style.places}f}") * 0.6 * small <= 1.7 * style.radius


@pytest.mark.parametrize("sizes", [(2, *[2] * 7, 1), (2, *[3] * 7, 1), (2, *[8] * 7, 1), (2, 2, 2, 2, 1)])
@pytest.mark.parametrize("width", [340, 617, 900])
def test_a_label_between_two_layers_covers_no_value_of_their_units(sizes: tuple[int, ...], width: int) -> None:
    frame, layout = Frame(network_layout(sizes), dark=False), network_layout(sizes)
    [ground] = [each for each in marks(network_spec(sizes, dark=False)) if each.get("height") == 2 * LABEL[1]]
    wide, pitch = (evaluate(each, width) for each in (ground["width"]["expr"], frame.pitch))
    value = len(f"{0.5:.{layout.style.places}f}") * 0.6 * layout.style.value_size
    assert LEAST <= wide <= max(LEAST, min(2 * LABEL[0], pitch - value))
    texts = [each for each in marks(network_spec(sizes, dark=False)) if "min(" in str(each.get("fontSize"))]
    sizes_of_text = [evaluate(each["fontSize"]["expr"], width) for each in texts]
    assert len(sizes_of_text) == 2
    assert all(
        len(text) * 0.6 * size <= wide - 3 for text, size in zip(("+0.400", "∂+1.2e-4"), sizes_of_text, strict=True)
    )
    # in the middle, if it would reach into one of the units elsewhere
    assert bool(evaluate(frame.tight, width)) == (pitch < 2 * (LABEL[0] + layout.style.radius))


@pytest.mark.parametrize("sizes", [(2, 4, 1), (2, 5, 5, 1), (2, 8, 8, 1)])
def test_z_and_the_gradient_of_a_bias_stand_beside_the_others_where_there_is_no_room_below(
    sizes: tuple[int, ...],
) -> None:
    style = network_layout(sizes).style
    assert not style.more
    rows = [mark for mark in marks(network_spec(sizes, dark=False)) if mark.get("dy", 0) > 20]
    below, beside = rows[:4], rows[4:]
    assert [mark["dy"] for mark in below] == [mark["dy"] for mark in beside]
    assert not any("dx" in mark for mark in below)
    assert all(mark["dx"]["expr"] == "datum.x < 1 ? 60.0 : -60.0" for mark in beside)
    assert max(mark["dy"] for mark in rows) <= style.radius + 3 + style.rows * style.row
    # on a ground, for the lines that lead away from the unit
    [ground] = [mark for mark in marks(network_spec(sizes, dark=False)) if mark.get("xOffset") == beside[0]["dx"]]
    assert ground["type"] == "rect"
    assert ground["height"] >= beside[-1]["dy"] - beside[0]["dy"] + beside[0]["fontSize"]


@pytest.mark.parametrize(
    "sizes", [(1, 1), (2, 3, 1), (2, 4, 4, 1), (3, 5, 2), (2, *[16] * 7, 1), (2, *[2] * 7, 1), (64, 64, 1)]
)
def test_other_sizes_stay_inside_the_picture(sizes: tuple[int, ...]) -> None:
    layout = network_layout(sizes)
    assert all(-1e-2 <= box.top < box.bottom <= layout.height + 1e-2 for box in unit_boxes(layout, 600))
    if layout.label_width is not None:
        labels = [label_box(layout, layout.label_width, edge, edge.fraction) for edge in layout.edges]
        assert not any(one.overlap(other) for one, other in combinations(labels, 2))
    both = numbers_for(sizes)
    assert len(both["edges"]) == len(layout.edges)
    assert network_spec(sizes, dark=True)["layer"]


def test_crowded_networks_label_the_selected_edge_and_the_factors_only() -> None:
    assert len(network_layout((4, 8, 1)).edges) > MOST_LABELS
    assert network_layout((4, 8, 1)).label_width is None
    spec = network_spec((4, 8, 1), dark=False)
    stack = next(stack for stack in spec["layer"] if "weight_text" in str(stack))
    assert {"filter": "datum.selected || datum.weight_factor"} in stack["transform"]


@pytest.mark.parametrize("tallest", range(1, 9))
def test_up_to_eight_units_of_a_layer_have_their_names_and_numbers(tallest: int) -> None:
    layout = network_layout((2, tallest, 1))
    assert layout.style.value
    assert layout.style.rows == 2
    assert layout.style.name_above
    # edges of one hidden layer have their labels too
    assert layout.label_width is not None


def test_more_units_are_written_on_if_they_are_selected_or_its_neighbours() -> None:
    sizes = (2, 12, 12, 1)
    assert not network_layout(sizes).style.value
    spec = network_spec(sizes, dark=False)
    beside = [mark for mark in walk(spec) if mark.get("as") == "beside"]
    assert len(beside) == 4  # left and right, each on its halo
    both = numbers_for(sizes, selected=Mark("unit", 1, 4))
    edges = both["edges"][both["edges"]["weight_factor"]]
    assert len(edges) == 12
    # the labels of a fan stand apart
    assert np.diff(np.sort(edges["label_y"])).min() > 2 * LABEL[1] - 1


@pytest.mark.parametrize(("focus", "units"), [("unit", ["u1_2"]), ("all", 5), ("hover", [])])
def test_the_focus_says_whose_z_and_gradient_are_written(focus: str, units: list[str] | int) -> None:
    shown = data(selected=Mark("unit", 1, 2), focus=focus)["units"].set_index("unit_id")
    found = list(shown.index[shown["focus"]])
    assert found == units if isinstance(units, list) else len(found) == units


def test_of_a_weight_the_focus_is_the_unit_that_it_leads_to() -> None:
    shown = data(selected=Mark("weight", 1, 2, 1))["units"].set_index("unit_id")
    assert list(shown.index[shown["focus"]]) == ["u1_2"]


def test_while_numbers_move_a_tooltip_holds_none() -> None:
    assert not data()["edges"]["moving"].any()
    moving = data(moving=True)
    assert moving["edges"]["moving"].all()
    assert moving["units"]["moving"].all()
    tips = [each["calculate"] for each in walk(network_spec(SIZES, dark=False)) if "tip" in str(each.get("as"))]
    assert len(tips) == 7
    assert all("datum.moving ? 'moves'" in tip for tip in tips)


def test_a_tall_layer_shows_its_first_units_and_its_last() -> None:
    assert shown_units(16) == tuple(range(1, 17))
    assert shown_units(64) == (*range(1, 15), 64)
    both = numbers_for((2, 64, 1))
    assert "w1_64_2" in set(both["edges"]["edge"])
    assert "w1_20_1" not in set(both["edges"]["edge"])
    assert any(row.get("more") == "49 more units" for row in walk(network_spec((2, 64, 1), dark=False)))


@pytest.mark.parametrize(
    ("quantity", "weights", "activations", "deltas"),
    [
        ("z", {"w1_2_1", "w1_2_2"}, {"u0_1", "u0_2"}, set()),
        ("a", set(), set(), set()),
        ("db", set(), set(), {"u1_2"}),
        ("delta", {"w2_1_2"}, {"u1_2"}, {"u2_1"}),
    ],
)
def test_a_unit_lights_up_the_factors_of_what_is_looked_at(
    quantity: str, weights: set[str], activations: set[str], deltas: set[str]
) -> None:
    ones = [np.ones((2, 2)), np.ones((1, 2))]
    units = [np.ones(2), np.ones(2), np.ones(1)]
    data = network_data(
        (2, 2, 1), ones, units[1:], activations=units, deltas=units[1:], selected=Mark("unit", 1, 2), quantity=quantity
    )
    edges, drawn = data["edges"], data["units"]
    assert set(edges["edge"][edges["weight_factor"]]) == weights
    assert set(drawn["unit_id"][drawn["activation_factor"]]) == activations
    assert set(drawn["unit_id"][drawn["delta_factor"]]) == deltas
