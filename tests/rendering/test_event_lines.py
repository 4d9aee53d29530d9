"""The events of a graph in print: an equation, its numbers, what it comes to."""

from functools import cache

import pytest
from sympy import pi, sqrt, symbols

from derivations import derive
from derivations.models import graphs
from derivations.rendering.event_lines import PrintedEvent, print_events
from derivations.views.graph import Graph, graph_view
from derivations.views.graph_events import graph_events

OUT = r"\mathrm{out}"


@cache
def graph() -> Graph:
    x, y, z = symbols("x y z")
    return graph_view(derive(graphs.graph((x + y) * z, names={x + y: "t"}, output="out")))


def shown(values: dict[str, float], digits: int = 0) -> list[PrintedEvent]:
    return list(print_events(graph_events(graph(), values), graph(), digits))


def derivative(of: str) -> str:
    return rf"\frac{{d {OUT}}}{{d{of}}}"


def local(of: str) -> str:
    return rf"\frac{{\partial {OUT}}}{{\partial {of}}}"


def test_the_example() -> None:
    events = shown({"x": 100, "y": 200, "z": 4})
    assert [(each.node, each.left, each.symbols, each.numbers, each.value, each.total) for each in events] == [
        ("x", "x", "", "", "100", ""),
        ("y", "y", "", "", "200", ""),
        ("z", "z", "", "", "4", ""),
        ("t", "t", "x + y", "100 + 200", "300", ""),
        ("out", OUT, "t z", r"300 \cdot 4", "1200", ""),
        ("out", derivative(OUT), "", "", "1", ""),
        ("t", derivative("t"), f"{derivative(OUT)} {local('t')}", r"1 \cdot 4", "4", "4"),
        ("t", derivative("t"), "", "4", "4", ""),
        ("z", derivative("z"), f"{derivative(OUT)} {local('z')}", r"1 \cdot 300", "300", "300"),
        ("z", derivative("z"), "", "300", "300", ""),
        ("x", derivative("x"), rf"{derivative('t')} \frac{{\partial t}}{{\partial x}}", r"4 \cdot 1", "4", "4"),
        ("x", derivative("x"), "", "4", "4", ""),
        ("y", derivative("y"), rf"{derivative('t')} \frac{{\partial t}}{{\partial y}}", r"4 \cdot 1", "4", "4"),
        ("y", derivative("y"), "", "4", "4", ""),
    ]


def test_the_two_factors_of_a_contribution() -> None:
    events = [each for each in shown({"x": 100, "y": 200, "z": 4}) if each.local]
    assert [(each.upstream, each.local, each.derivative) for each in events] == [
        (derivative(OUT), local("t"), "z"),
        (derivative(OUT), local("z"), "t"),
        (derivative("t"), r"\frac{\partial t}{\partial x}", "1"),
        (derivative("t"), r"\frac{\partial t}{\partial y}", "1"),
    ]


def test_negative_numbers_have_brackets() -> None:
    events = {(type(each.event).__name__, each.node): each for each in shown({"x": -1, "y": -2, "z": -0.5}, 2)}
    assert events["ValueEvent", "t"].numbers == "(-1) + (-2)"
    assert events["ContributionEvent", "t"].numbers == r"1 \cdot (-0.50)"
    assert events["SumEvent", "t"].numbers == "(-0.50)"


def test_events_are_printed_one_at_a_time() -> None:
    waiting = print_events(graph_events(graph(), {"x": 1, "y": 2, "z": 3}), graph())
    assert next(waiting).node == "x"
    assert sum(1 for _ in waiting) == 13


@pytest.mark.parametrize(("digits", "value"), [(1, "0.3"), (3, "0.333")])
def test_the_number_of_digits(digits: int, value: str) -> None:
    assert shown({"x": 1 / 3, "y": 0, "z": 1}, digits)[0].value == value


def test_the_root_of_a_product_that_was_typed_is_one_root() -> None:
    s = symbols("s")
    density = graph_view(derive(graphs.graph(s * sqrt(2 * pi))))
    *_, value = [
        each for each in print_events(graph_events(density, {"s": 2.0}), density) if each.event.phase == "forward"
    ]
    assert (value.symbols, value.value) == (r"\sqrt{2 \pi} s", "5.0133")
