"""A graph at work: its picture, its events in order, and that what they end with is the gradient."""

import itertools
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from functools import cache
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from sympy import Abs, And, Expr, Max, Min, Or, Piecewise, atan, cos, erf, exp, lambdify, log, sin, sqrt, symbols, tanh

from derivations import Equation, Model, Network, Variable, derive
from derivations.digits.beyond import Beyond
from derivations.engine.check import check
from derivations.engine.derivation import Line, Results
from derivations.errors import SpecificationError
from derivations.models.functions import RELU, SIGMOID
from derivations.models.graphs import graph
from derivations.views.graph import Graph, graph_view
from derivations.views.graph_events import (
    ContributionEvent,
    SeedEvent,
    SumEvent,
    ValueEvent,
    gradients_of,
    graph_events,
)
from tests.oracles import EXAMPLES, difference_quotients

x, y, z = symbols("x y z")
AT = {"x": 100.0, "y": 200.0, "z": 4.0}


@cache
def summed() -> Graph:
    return graph_view(derive(EXAMPLES["product of sum"].model))


def view(expression: Expr) -> Graph:
    return graph_view(derive(graph(expression)))


def test_the_picture() -> None:
    assert [(node.name, node.kind, node.label, node.operands) for node in summed().nodes] == [
        ("x", "input", "", ()),
        ("y", "input", "", ()),
        ("z", "input", "", ()),
        ("t", "sum", "+", ("x", "y")),
        ("out", "product", "×", ("t", "z")),
    ]
    assert [(arrow.source, arrow.target, str(arrow.local.value)) for arrow in summed().arrows] == [
        ("x", "t", "1"),
        ("y", "t", "1"),
        ("t", "out", "z"),
        ("z", "out", "t"),
    ]
    assert [arrow.target for arrow in summed().out_of("x")] == ["t"]
    assert [arrow.source for arrow in summed().into("out")] == ["t", "z"]


@pytest.mark.parametrize(
    ("expression", "kind", "label"),
    [
        (x + y, "sum", "+"),
        (x - y, "difference", "−"),
        (x * y, "product", "×"),
        (x**3, "power", "^"),
        (sin(x), "function", "sin"),
        (SIGMOID(x), "function", "sigmoid"),
        (Abs(x), "function", "absolute"),
        (Max(x, y), "function", "max"),
        (Min(x, 2), "function", "min"),
        (Piecewise((x, x > y), (y, True)), "cases", "?"),
    ],
)
def test_the_kinds_of_nodes(expression: Expr, kind: str, label: str) -> None:
    node = view(expression).nodes[-1]
    assert (node.kind, node.label) == (kind, label)


def test_models_that_no_expression_made_have_a_picture_too() -> None:
    nodes = graph_view(derive(EXAMPLES["several users"].model)).by_name
    assert (nodes["q"].kind, nodes["C"].kind) == ("power", "composite")
    a, b, c = (Variable(name) for name in "abc")
    model = Model("a name", (a,), (Equation(b, a.at()), Equation(c, b.at() ** 2)))
    assert graph_view(derive(model)).by_name["b"].kind == "name"
    assert gradients_of(graph_events(graph_view(derive(model)), {"a": 3})) == {"c": 1, "b": 6, "a": 6}


def test_the_events_of_the_example() -> None:
    events = list(graph_events(summed(), AT))
    valued = {event.node: event.value for event in events if isinstance(event, ValueEvent)}
    assert valued == {"x": 100, "y": 200, "z": 4, "t": 300, "out": 1200}
    assert [
        (event.arrow.source, event.upstream, event.local, event.contribution)
        for event in events
        if isinstance(event, ContributionEvent)
    ] == [("t", 1, 4, 4), ("z", 1, 300, 300), ("x", 4, 1, 4), ("y", 4, 1, 4)]
    assert gradients_of(iter(events)) == {"out": 1, "t": 4, "z": 300, "x": 4, "y": 4}
    assert [type(event).__name__ for event in events] == [
        *["ValueEvent"] * 5,
        "SeedEvent",
        *["ContributionEvent", "SumEvent"] * 4,
    ]
    assert [event.phase for event in events] == ["forward"] * 5 + ["backward"] * 9


def test_the_other_example() -> None:
    found = graph_view(derive(EXAMPLES["graph"].model))
    events = list(graph_events(found, {"x1": 2, "x2": 3, "x3": 4, "x4": 5}))
    assert [event.value for event in events if isinstance(event, ValueEvent)][4:] == [6, 10, 50]
    assert gradients_of(iter(events)) == {"Y": 1, "b": 5, "x4": 10, "a": 5, "x3": 5, "x1": 15, "x2": 10}


def test_a_node_that_is_used_twice_gets_two_contributions() -> None:
    events = list(graph_events(view(sin(x * y) + exp(x * y)), {"x": 0.5, "y": 2.0}))
    twice = [event for event in events if isinstance(event, ContributionEvent) and event.arrow.source == "v1"]
    assert [(event.number, event.count) for event in twice] == [(1, 2), (2, 2)]
    first, second = twice
    assert first.before == 0
    assert second.before == first.after == first.contribution
    assert second.after == pytest.approx(np.cos(1) + np.e, rel=1e-15)
    settled = next(event for event in events if isinstance(event, SumEvent) and event.node == "v1")
    assert settled.contributions == (first.contribution, second.contribution)
    assert settled.gradient == second.after
    # only when both are there is it passed on
    onward = next(
        at for at, event in enumerate(events) if isinstance(event, ContributionEvent) and event.arrow.target == "v1"
    )
    assert onward > events.index(settled) > events.index(second)


def test_one_event_at_a_time() -> None:
    # the logarithm of 0 is only met when its turn comes
    events = graph_events(view(log(x * y) + y), {"x": 0.0, "y": 2.0})
    first = list(itertools.islice(events, 3))
    assert [type(event) for event in first] == [ValueEvent] * 3
    with pytest.raises(SpecificationError, match=r"v2 = log\(v1\) has no real, finite value at v1 = 0"):
        next(events)


EXPRESSIONS = {
    "logistic": x / (1 + exp(-y * z)),
    "quotient": (x - y) / (x * z + 2),
    "powers": x**y + z**x + 2**z,
    "functions": sin(x) * cos(y) + tanh(x * z) - atan(z) + sqrt(x + y),
    "shared": (x * y) ** 2 + exp(x * y) * log(x * y + z),
    "distance": Abs(x - y * z) ** 3,
    "the larger one": Piecewise((x * y, x * y > z), (z**2, True)) * x,
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_the_gradients_are_those_of_every_other_way(name: str) -> None:
    expression, values = EXPRESSIONS[name], {"x": 0.7, "y": 1.3, "z": 1.9}
    found = view(expression)
    events = gradients_of(graph_events(found, values))
    program = found.derivation.arrays(**values)  # type: ignore[attr-defined]  # a derivation of the face has it
    for node in found.nodes[:-1]:
        assert events[node.name] == pytest.approx(program[node.variable.gradient], rel=1e-13)

    def cost(given: dict[str, Any]) -> Any:
        return lambdify((x, y, z), expression, modules=[anp])(given["x"], given["y"], given["z"])

    oracle = grad(cost)(values)
    for each in "xyz":
        assert events[each] == pytest.approx(oracle[each], rel=1e-12)
        assert events[each] == pytest.approx(float(difference_quotients(cost, values, each)), rel=1e-7)


@pytest.mark.parametrize("definition", [SIGMOID, RELU], ids=lambda each: each.name)
@pytest.mark.parametrize("at", [-800.0, -0.5, 0.0, 0.5, 800.0])
def test_defined_functions_at_large_numbers(definition: Any, at: float) -> None:
    found = gradients_of(graph_events(view(definition(x * y)), {"x": at, "y": 1.0}))
    derivative = (
        (1 / (2 + 2 * np.cosh(at))) if definition is SIGMOID and abs(at) < 700 else float(definition is RELU and at > 0)
    )
    assert found["x"] == pytest.approx(derivative, rel=1e-12, abs=1e-300)


def test_a_function_that_numpy_lacks() -> None:
    found = gradients_of(graph_events(view(erf(x * y)), {"x": 0.5, "y": 2.0}))
    assert found["x"] == pytest.approx(4 / np.sqrt(np.pi) * np.exp(-1), rel=1e-13)


def test_a_wrong_arrow_is_rejected_and_changes_the_gradient() -> None:
    found = view(x * y + x)
    arrow = next(each for each in found.arrows if each.source == "y")
    # a product hands its gradient on as if it were a sum
    line = Line(arrow.local.value / arrow.local.value, arrow.local.lines[-1].rule)
    local = replace(arrow.local, lines=(*arrow.local.lines[:-1], line))
    model = found.derivation.model
    assert check(Results(model, (arrow.local,))).ok
    assert not check(Results(model, (local,))).ok
    wrong = replace(found, arrows=tuple(replace(a, local=local) if a is arrow else a for a in found.arrows))
    values = {"x": 3.0, "y": 5.0}
    assert gradients_of(graph_events(found, values))["y"] == 3
    assert gradients_of(graph_events(wrong, values))["y"] == 1


def test_a_contribution_left_out_is_missed() -> None:
    found = view(x * y + x)
    wrong = replace(found, arrows=tuple(each for each in found.arrows if (each.source, each.target) != ("x", "v1")))
    values = {"x": 3.0, "y": 5.0}
    assert gradients_of(graph_events(found, values))["x"] == 6
    assert gradients_of(graph_events(wrong, values))["x"] == 1


def test_data_get_no_gradient() -> None:
    weight, data = Variable("w"), Variable("d", data=True)
    model = Model("w d", (weight, data), (Equation(Variable("C"), weight.at() * data.at()),))
    assert gradients_of(graph_events(graph_view(derive(model)), {"w": 2, "d": 7})) == {"C": 1, "w": 7}


def test_what_nothing_uses_gets_no_gradient() -> None:
    a, b, c = (Variable(name) for name in "abc")
    model = Model("b is not used", (a,), (Equation(b, a.at() ** 2), Equation(c, 3 * a.at())))
    assert gradients_of(graph_events(graph_view(derive(model)), {"a": 2.0}))["a"] == 3


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"x": 1.0, "y": 2.0}, "missing input 'z'; the graph needs x, y, z"),
        ({**AT, "t": 1.0}, "input 't'; known: x, y, z"),
        ({**AT, "x": float("nan")}, "input 'x': nan; expected a finite number"),
        ({**AT, "x": float("inf")}, "input 'x': inf; expected a finite number"),
        ({**AT, "x": 1j}, "input 'x': 1j; expected a finite number"),
    ],
)
def test_bad_values_are_named_at_once(values: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        graph_events(summed(), values)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (1 / x, r"Y = 1/x has no real, finite value at x = 0"),
        (log(x - y), r"has no real, finite value at v\d = -2"),
        (sqrt(x - y), r"has no real, finite value at v\d = -2"),
        (sqrt(x), r"the derivative of Y = sqrt\(x\) by x has no real, finite value at x = 0"),
        (exp(1000 + y) ** 9, r"the gradient of y is too large for a float64 at y = 2"),
        (-exp(1000 * y), r"the gradient of y is too large for a float64 at y = 2"),
        (log(x), r"Y = log\(x\) has no real, finite value at x = 0"),
        # as of an activation: 0^0 depends on the way that leads there
        (x**x, r"Y = x\*\*x has no real, finite value at x = 0"),
        # the case that holds
        (Piecewise((x, y < 1), (log(x), y < 3), (y, True)), r"Y = log\(x\) \(as y < 3\) has no real, .* x = 0, y = 2"),
        (Piecewise((y, x > 0), (y / x, True)), r"Y = y/x has no real, finite value at x = 0, y = 2"),
        (
            Piecewise((sqrt(x), y > 1), (x, True)),
            r"of Y = sqrt\(x\) \(as y > 1\) by x has no .* x = 0, y = 2",
        ),
    ],
)
def test_an_operation_without_a_value_is_named(expression: Expr, message: str) -> None:
    values = {symbol.name: {"x": 0.0, "y": 2.0}[symbol.name] for symbol in expression.free_symbols}
    with pytest.raises(SpecificationError, match=message):
        gradients_of(graph_events(view(expression), values))


@pytest.mark.parametrize(
    "expression",
    [
        Piecewise((x**2, And(y > 0, x < 3, y < 1)), (x * y, y < 2), (y, True)),
        Piecewise((x**2, Or(y < 0, y > 1)), (x * y, True)),
        Piecewise((x**2, y < 0), (sin(x), y < 1), (y**3, True)),
        Piecewise((x**2, Or(And(y > 0, y < 1), x > 4)), (x * y, True)),
    ],
)
def test_conditions_of_several_comparisons_are_computed(expression: Expr) -> None:
    derivation = derive(graph(expression))
    for at in ({"x": 2.0, "y": end} for end in (-1.5, 0.5, 1.5, 2.5)):
        found, run = derivation.arrays(**at), gradients_of(graph_events(graph_view(derivation), at))
        for symbol in (x, y):
            expected = float(expression.diff(symbol).subs({x: at["x"], y: at["y"]}))
            assert run[symbol.name] == found[f"d{symbol}"].item() == pytest.approx(expected, rel=1e-14)


def test_arrays_have_no_such_picture() -> None:
    with pytest.raises(SpecificationError, match=r"variable 'a0' of model '1-1 network' is an array, not a scalar"):
        graph_view(derive(Network((1, 1))))


@pytest.mark.parametrize("kind", [ValueEvent, SeedEvent, ContributionEvent, SumEvent])
def test_events_are_records(kind: type[ValueEvent | SeedEvent | ContributionEvent | SumEvent]) -> None:
    event = next(each for each in graph_events(summed(), AT) if isinstance(each, kind))
    with pytest.raises(FrozenInstanceError):
        event.phase = "sideways"  # type: ignore[misc]
    assert hash(event) == hash(replace(event))
    mistaken: Callable[[], object] = lambda: replace(event, phase="sideways")  # noqa: E731
    assert mistaken() != event


@pytest.mark.parametrize(
    ("text", "at", "small"),
    [
        ("1/(1 + exp(-x))", 800.0, ["v2", "v2 to v1", "v1 to x"]),
        ("1/(1 + exp(-x))", -700.0, ["Y to v3", "v3 to v2"]),
        ("x**2", 1e-200, ["Y"]),
        ("x**9*sin(x)**9", 1e-20, ["Y", "v3 to v2", "v2 to x", "v1 to x"]),
        ("x*sin(x)", 0.0, []),
        ("relu(x)", -1.0, []),
        ("sigmoid(x)", -800.0, ["Y", "Y to x"]),
        ("exp(-exp(x))", 100.0, ["Y", "Y to v2", "v2 to v1", "v1 to x"]),
    ],
)
def test_a_number_that_is_too_small_for_a_float64_is_told_from_0(text: str, at: float, small: list[str]) -> None:
    found = []
    for each in graph_events(graph_view(derive(graph(text))), {"x": at}):
        value = each.value if isinstance(each, ValueEvent) else getattr(each, "contribution", 1.0)
        if isinstance(value, Beyond):
            assert float(value) == 0
            found.append(each.node if isinstance(each, ValueEvent) else each.cells["arrow"])
    assert found == small


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        # a case that does not hold is asked for nothing: 0 times no number would be none
        ("x^y if x > 0 else z", {"x": -2, "y": 2, "z": 3}, {"x": 0, "y": 0, "z": 1}),
        ("x^y if x > 0 else z", {"x": 2, "y": 3, "z": 3}, {"x": 12, "y": 8 * np.log(2), "z": 0}),
        ("2 log(x y) if x > 0 else z", {"x": -2, "y": 1, "z": 3}, {"x": 0, "y": 0, "z": 1}),
        ("z if x <= 0 else sqrt(x) z", {"x": 0, "z": 3}, {"x": 0, "z": 1}),
        ("1/x if x > 0 else asin(z)", {"x": 2, "z": 3}, {"x": -0.25, "z": 0}),
        ("|x|^y z if x > 0 else z", {"x": 0, "y": 2, "z": 3}, {"x": 0, "y": 0, "z": 1}),
        ("(log(x) if x > 1 else 1/y) if x > 0 else z", {"x": -1, "y": 0, "z": 3}, {"x": 0, "y": 0, "z": 1}),
    ],
)
def test_a_case_that_does_not_hold_need_have_no_value(
    text: str, at: dict[str, float], expected: dict[str, float]
) -> None:
    derivation = derive(graph(text))
    derivation.check().require()
    assert {name: gradients_of(graph_events(graph_view(derivation), at))[name] for name in at} == pytest.approx(
        expected
    )
    found = derivation.arrays(**at)
    assert {name: float(found[f"d{name}"]) for name in at} == pytest.approx(expected)
