"""The lines of a graph as Python: run, they give what its events give; a second pass adds up unless it is zeroed."""

import math
from typing import Any

import pytest

from derivations import derive, gradients_of, graph, graph_events, graph_view
from derivations.views.graph import Graph
from derivations.views.graph_code import GraphCode, graph_code

VALUES = {"b": 0.5, "w": -0.7, "x": 0.4, "y": 1.3, "z": 2.1}
TEXTS = (
    "(x + y) z",
    "(x + y)^2",
    "(sigmoid(w x + b) - y)^2",
    "2(x y + max(z, w))",
    "log(exp(x) + exp(y) + exp(z))",
    "x y + sin(x)",
    "x/y - y/x",
    "|w| y + erf(x)",
    "relu(x) y^x + min(x, y)",
    "x if x > y else -y/z",
    "x + x",
    "tanh(sqrt(x) / 3) - softplus(-w)",
)


def view(text: str) -> Graph:
    return graph_view(derive(graph(text)))


def run(code: GraphCode, given: dict[str, float], parts: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = dict(given)
    exec("\n".join([code.imports, code.forward, *(getattr(code, part) for part in parts)]), found)
    return found


def chosen(graph: Graph) -> dict[str, float]:
    return {node.name: VALUES[node.name] for node in graph.nodes if node.kind == "input"}


@pytest.mark.parametrize("text", TEXTS)
def test_the_lines_give_what_the_events_give(text: str) -> None:
    graph = view(text)
    found = run(graph_code(graph), chosen(graph), ("zeroing", "backward"))
    wanted = gradients_of(graph_events(graph, chosen(graph)))
    assert set(wanted) == {node.name for node in graph.nodes}
    for name, gradient in wanted.items():
        assert found[graph.by_name[name].variable.gradient] == pytest.approx(gradient, rel=1e-12)


@pytest.mark.parametrize("text", TEXTS)
def test_a_second_pass_doubles_what_is_not_zeroed(text: str) -> None:
    graph = view(text)
    code, given = graph_code(graph), chosen(graph)
    once, twice, zeroed = (
        run(code, given, parts)
        for parts in (
            ("zeroing", "backward"),
            ("zeroing", "backward", "backward"),
            ("zeroing", "backward", "zeroing", "backward"),
        )
    )
    for name in given:
        gradient = graph.by_name[name].variable.gradient
        assert twice[gradient] == 2 * once[gradient]
        assert zeroed[gradient] == once[gradient]


def test_a_line_left_out_is_missed() -> None:
    graph = view("x y + sin(x)")
    code = graph_code(graph)
    wrong = GraphCode(code.imports, code.forward, code.zeroing, code.backward.replace("dx += dv1 * y", "pass"))
    assert run(wrong, chosen(graph), ("zeroing", "backward"))["dx"] == pytest.approx(math.cos(0.4))


def test_names_that_are_taken_do_not_clash() -> None:
    graph = view("dx x + v1 x")
    found = run(graph_code(graph), {"dx": 2.0, "x": 3.0, "v1": 5.0}, ("zeroing", "backward"))
    gradients = {name: found[graph.by_name[name].variable.gradient] for name in ("dx", "x", "v1")}
    assert gradients == {"dx": 3.0, "x": 7.0, "v1": 3.0}


def test_it_reads_like_python() -> None:
    code = graph_code(view("2(x y + max(z, w))"))
    assert code.imports == ""
    assert code.forward == "v1 = x*y\nv2 = max(z, w)\nv3 = v1 + v2\nY = 2*v3"
    assert code.zeroing == "dw = dx = dy = dz = 0"
    assert "dz += dv2 * (1 if w < z else 0 if w > z else 1/2)" in code.backward


def test_it_stands_in_the_order_in_which_it_was_typed() -> None:
    assert graph_code(view("z - y x/2 + b a")).forward == "v1 = (1/2)*y*x\nv2 = b*a\nY = z - v1 + v2"
