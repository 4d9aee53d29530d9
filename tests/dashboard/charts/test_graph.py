"""A graph as data sets: nodes and arrows at their places, and numbers with the sign of their direction."""

from dashboard.charts import ArrowMark, NodeMark, graph_data, graph_layout, place_labels, rooms_of
from tests.dashboard.charts.frames import frame

LAYOUT = graph_layout({"x": (), "u": ("x",), "v": ("u",), "Y": ("v", "x")})
NODES = [NodeMark(name, name, "", f"{name} = 1", "forward" if name == "u" else "") for name in LAYOUT.places]
ARROWS = [
    ArrowMark("x", "u", "1.5", "", "x to u", "forward"),
    ArrowMark("x", "Y", "1.5", "−0.1235", "x to Y"),
    ArrowMark("Y", "", "12345.678", "1", "Y"),
]
LABELS = place_labels(LAYOUT, rooms_of(ARROWS))


def test_nodes_stand_at_fractions_of_the_chart() -> None:
    nodes = frame(graph_data(LABELS, NODES, ARROWS)["graph_nodes"]).set_index("name")
    assert nodes["x"].between(0, 1).all()
    assert nodes["y"].between(0, 1).all()
    assert nodes.loc["u", "lit"] == "forward"
    assert nodes.loc["x", "x"] == 0


def test_an_arrow_has_a_head_at_its_end_only() -> None:
    lines = frame(graph_data(LABELS, NODES, ARROWS)["graph_arrows"])
    assert lines["head"].tolist() == [True, False, False, True, True]
    assert lines["open"].tolist() == [False] * 4 + [True]
    assert lines["lit"].tolist() == ["forward", "", "", "", ""]
    assert lines["x2"].iloc[-1] == 1


def test_numbers_have_the_sign_of_their_direction() -> None:
    numbers = frame(graph_data(LABELS, NODES, ARROWS)["graph_numbers"])
    assert numbers["value"].tolist() == ["→ 1.5", "→ 1.5", "→ 12345.678"]
    assert numbers["gradient"].tolist() == ["", "← −0.1235", "← 1"]


def test_a_number_has_room_for_the_longer_one_of_its_arrow() -> None:
    assert rooms_of(ARROWS) == {("x", "u"): len("→ 1.5"), ("x", "Y"): len("← −0.1235"), ("Y", ""): len("→ 12345.678")}


def test_a_graph_in_one_row_stands_in_the_middle() -> None:
    layout = graph_layout({"x": (), "Y": ("x",)})
    marks = [NodeMark("x", "x", "", ""), NodeMark("Y", "exp", "Y", "")]
    arrows = [ArrowMark("x", "Y", "1", "", "")]
    nodes = frame(graph_data(place_labels(layout, rooms_of(arrows)), marks, arrows)["graph_nodes"])
    assert nodes["y"].tolist() == [0.5, 0.5]


def test_long_words_are_smaller() -> None:
    words = ("+", "exp", "softplus", "an even longer one")
    nodes = [NodeMark(name, word, "", "") for name, word in zip(LAYOUT.places, words, strict=True)]
    sizes = frame(graph_data(LABELS, nodes, ARROWS)["graph_nodes"])["size"].tolist()
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] >= 8
