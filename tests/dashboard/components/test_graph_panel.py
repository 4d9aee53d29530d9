"""The table of the nodes: every node has its row and its local derivatives, whatever has a value by now."""

import re

from tests.dashboard.reader import Reader, opened


def on_graph(**query: str) -> Reader:
    return opened(page="app_pages/computational_graph.py", **query)


def rows(reader: Reader) -> list[list[str]]:
    [found] = [each.value for each in reader.app.markdown if each.value.startswith("| node")]
    return [[cell.strip() for cell in row[1:-1].split("|")] for row in found.split("\n\n")[0].split("\n")[2:]]


def test_before_values_arrive_a_choice_has_the_numbers_that_it_may_come_to() -> None:
    before = rows(on_graph(expression="max(x, y, z)"))
    assert len(before) == 1
    for _, derivatives, _ in before:
        assert derivatives.count(r"1, 0, \frac{1}{3} \text{ or } \frac{1}{2}") == 3
        assert "ldots" not in derivatives
    after = rows(on_graph(expression="max(x, y, z)", event="20"))
    assert all(r"\text{ or }" not in derivatives for _, derivatives, _ in after)


def test_a_node_without_a_value_keeps_its_row_and_its_local_derivatives() -> None:
    shown = rows(on_graph(expression="exp(-x**2)*sin(y)+x/y", in2="0", event="9"))
    whole = rows(on_graph(expression="exp(-x**2)*sin(y)+x/y", event="1"))
    assert [equation.removesuffix(": not defined") for equation, *_ in shown] == [equation for equation, *_ in whole]
    assert [derivatives for _, derivatives, _ in shown[:3]] == [derivatives for _, derivatives, _ in whole[:3]]
    undefined = [equation for equation, *_ in shown if equation.endswith("not defined")]
    # 1/y, and what it goes into
    assert [each.split(" = ")[0] for each in undefined] == ["$Y", "$v_{7}", "$v_{6}"]
    assert not any("not defined" in equation for equation, *_ in whole)


def test_a_graph_of_23_events_is_seen_whole_at_1280() -> None:
    """The column of the graph is 687 pixels wide there, and beside the columns of the graph are 32 of its own."""
    reader = on_graph(expression="exp(-x**2)*sin(y)+x/y")
    [style] = [each.proto.body for each in reader.app.get("html") if "--least:" in each.proto.body]
    assert int(re.findall(r"--least: (\d+)px", style)[0]) + 32 <= 687
