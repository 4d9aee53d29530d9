"""The published examples: each can be read, and those of graphs come out on the page that they lead to."""

import numpy as np
import pytest

from dashboard.lab.book import work_example_out
from dashboard.lab.example import CONVENTION, MISPRINT, ROUNDING, read_example
from dashboard.lab.examples import EXAMPLES, GRAPHS
from dashboard.lab.graph import derive_graph, moment_of, run_graph
from dashboard.state.graphs import EXPRESSION, INPUTS

GRADIENTS = {
    "udl-offsets": {"b0": 2.28090062, "b1": -17.06046653, "b2": -1.68305775, "b3": 0.74452822},
    "udl-factors": {"o0": 5.24607143, "o1": -16.07929866, "o2": -8.53023326, "o3": 0.48946876},
    "cs231n": {"x": 2.05956980, "y": 1.59223275},
    "cs231n-max": {"x": -8.0, "y": 6.0, "w": 0.0, "z": 2.0},
    "micrograd": {"x1": -1.5, "x2": 0.5, "w1": 1.0, "w2": 0.0},
}
VALUES = {
    "udl-offsets": 0.13858057,
    "udl-factors": 0.13858057,
    "cs231n": 1.54564488,
    "cs231n-max": -20.0,
    "micrograd": 0.70710678,
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_can_be_read(name: str) -> None:
    example = EXAMPLES[name]
    given = read_example(example)
    assert (given.targets is None) == (not example.targets)
    assert np.isfinite(given.inputs).all()


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_comes_out_on_the_page_that_its_address_leads_to(name: str) -> None:
    query = GRAPHS[name].query()
    assert EXPRESSION.parse is not None
    graph = derive_graph(EXPRESSION.parse(query.pop("expression")))
    names = [node.name for node in graph.nodes if node.operation is None]
    options = {each.name: each for each in INPUTS}
    assert len(query) == len(names)
    given = {one: options[key].parse(query[key]) for one, key in zip(names, query, strict=True)}  # type: ignore[misc]
    run = run_graph(graph, given, 4)
    assert run.trouble == ""
    last = moment_of(run, len(run.steps))
    assert last.values[graph.nodes[-1].name] == pytest.approx(VALUES[name], abs=5e-9)
    for one, expected in GRADIENTS[name].items():
        assert last.gradients[one] == pytest.approx(expected, abs=5.1e-9)


def test_the_remark_on_a_bias_of_32_bits_is_true() -> None:
    example = GRAPHS["micrograd"]
    run = run_graph(
        derive_graph(example.expression), {**example.values, "b": float(np.float32(example.values["b"]))}, 4
    )
    last = moment_of(run, len(run.steps))
    assert last.values[run.graph.nodes[-1].name] == pytest.approx(0.70710669, abs=5e-9)
    for name, expected in {"x1": -1.50000039, "x2": 0.50000013, "w1": 1.00000026, "w2": 0.0}.items():
        assert last.gradients[name] == pytest.approx(expected, abs=5.1e-9)


def test_the_values_of_a_graph_are_those_of_its_inputs() -> None:
    for example in GRAPHS.values():
        nodes = derive_graph(example.expression).nodes
        assert {node.name for node in nodes if node.operation is None} == set(example.values)


def test_only_faults_of_a_source_are_called_misprints() -> None:
    kinds = {name: {each.kind for each in example.misprints} for name, example in EXAMPLES.items() if example.misprints}
    assert kinds["data-mining"] == {CONVENTION}
    assert kinds["beginners"] == {ROUNDING}
    assert all(found == {MISPRINT} for name, found in kinds.items() if name not in ("data-mining", "beginners"))


def test_what_is_said_to_follow_from_a_slip_follows_from_it() -> None:
    given = read_example(EXAMPLES["academy"])
    reasons = {each.quantity: each.reason for each in EXAMPLES["academy"].misprints}
    right = work_example_out(given)
    slipped = work_example_out(given, instead={"z2": {(0, 1): 0.185}})
    assert reasons["z2"].endswith(f"{right['z2'][0, 1]:.3f}")
    for found in (slipped, right):
        assert "{:.3f} and {:.3f}".format(*found["a2"][0]) in reasons["a2"]
    assert f"{float(slipped['C']):.3f}" == "0.579"
    assert f"{-np.log(0.561):.3f}" != "0.579"
    [rounded] = EXAMPLES["beginners"].misprints
    assert f"{work_example_out(read_example(EXAMPLES['beginners']))['dW1'][0, 0]:.5f}" in rounded.reason
