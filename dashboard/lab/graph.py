"""An expression as a graph that is gone through event by event: what is known by then, and what lights up.

Goes in: text, numbers. Comes out: frozen records. Must not know: Streamlit, sentences, colours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

from derivations import derive, graph, graph_events, graph_view
from derivations.digits.beyond import as_float, exactly
from derivations.errors import DerivationError, SpecificationError
from derivations.rendering.event_lines import PrintedEvent, print_events
from derivations.views.graph import Graph
from derivations.views.graph_events import ContributionEvent, Event, SeedEvent, SumEvent, ValueEvent

MOST_INPUTS = 6
MOST_NODES = 14
LARGEST = 1e9  # of an input
COPIED = "x y + sin(x)"
MAXIMUM = "2(x y + max(z, w))"
SUMMED = "(x + y) z"
# expressions to choose from, each with values of its inputs in the order of their names
READY: Mapping[str, tuple[float, ...]] = {
    SUMMED: (100.0, 200.0, 4.0),
    "((x1 x2) + x3) x4": (2.0, 3.0, 4.0, 5.0),
    "(x + y)^2": (1.0, 2.0),
    COPIED: (2.0, 3.0),
    MAXIMUM: (-1.0, 3.0, -4.0, 2.0),
    "(sigmoid(w x + b) - y)^2": (0.5, -1.0, 2.0, 1.0),
    "log(exp(x) + exp(y) + exp(z))": (1.0, 2.0, 3.0),
}
NAMED = {"(sigmoid(w x + b) - y)^2": "a neuron", "log(exp(x) + exp(y) + exp(z))": "log-sum-exp"}
# values of the inputs of an expression of one's own: none is 0 or 1, or like another one
OTHERS = (2.0, 3.0, 0.5, 1.5, 4.0, 2.5)

Step = tuple[PrintedEvent, ...]
Route = tuple[str, str]


@dataclass(frozen=True)
class GraphRun:
    """A graph with a number for every input, and its events, those that are seen at once together.

    ``trouble`` says why they end early; "" if they do not. ``digits`` is how many stand after the point, of a
    whole number none.
    """

    graph: Graph
    values: dict[str, float]
    steps: tuple[Step, ...]
    trouble: str
    digits: int


@dataclass(frozen=True)
class GraphMoment:
    """What is known after a step: values and gradients of nodes, contributions by (source, target), and what is lit.

    A gradient is the sum of the contributions by then.
    """

    values: dict[str, float]
    gradients: dict[str, float]
    sent: dict[Route, float]
    phase: str
    lit_node: str
    lit_arrows: frozenset[Route]


def read_expression(text: Any) -> str:
    """Read an expression that was typed.

    Raises a DerivationError if it is none, or its graph is too large for the page.
    """
    wanted = str(text).strip()
    derive_graph(wanted)
    return wanted


def derive_graph(text: str) -> Graph:
    """Return the graph of an expression.

    Raises a DerivationError if it is none, or too large.
    """
    model = graph(text)
    for what, count, most in (
        ("inputs", len(model.inputs), MOST_INPUTS),
        ("operations", len(model.equations), MOST_NODES),
    ):
        if count > most:
            raise SpecificationError(f"the expression has {count} {what}; this page has room for {most}")
    return graph_view(derive(model))


def read_number(typed: Any) -> float | None:
    """Read a number that was typed, or stands in an address; None if there is none.

    Raises a SpecificationError if it is no number of a size that can be worked with.
    """
    if typed is None:
        return None
    try:
        found = float(typed)
    except ValueError:
        found = float("nan")
    if not abs(found) <= LARGEST:
        raise SpecificationError(f"{typed!r}; expected a number between {-LARGEST:g} and {LARGEST:g}")
    return found


def read_step(typed: Any) -> int | None:
    """Read the number of a step; None if there is none. Raises a SpecificationError if it is no whole number from 1."""
    if typed is None:
        return None
    if not str(typed).isdecimal() or int(typed) < 1:
        raise SpecificationError(f"{typed!r}; expected the number of an event")
    return int(typed)


def inputs_of(found: Graph) -> tuple[str, ...]:
    """Name the inputs of a graph."""
    return tuple(node.name for node in found.nodes if node.operation is None)


def fill_in(text: str, names: Sequence[str], given: Sequence[float | None]) -> dict[str, float]:
    """Give every input a number: the one that was given, or that of the expression."""
    usual = READY.get(text, OTHERS)
    return {name: usual[at] if given[at] is None else float(given[at] or 0.0) for at, name in enumerate(names)}


def run_graph(found: Graph, values: dict[str, float], digits: int) -> GraphRun:
    """Go through all events; the first step is that of all inputs, and what is no sum of several is left out."""
    events: list[Event] = []
    trouble = ""
    try:
        events.extend(graph_events(found, values))
    except DerivationError as error:
        trouble = str(error)
    count, printed = len(values), list(print_events(events, found, digits))
    shown = [
        each for each in printed[count:] if not isinstance(each.event, SumEvent) or len(each.event.contributions) > 1
    ]
    steps = (tuple(printed[:count]), *((each,) for each in shown))
    return GraphRun(found, values, steps, trouble, digits)


def moment_of(run: GraphRun, number: int) -> GraphMoment:
    """Return what is known after a step, counted from 1."""
    values, gradients, sent = dict[str, float](), dict[str, float](), dict[Route, float]()
    lit_node, lit = "", set[Route]()
    phase = ""
    for step in run.steps[:number]:
        for printed in step:
            event = printed.event
            lit_node, phase = printed.node, event.phase
            if isinstance(event, ValueEvent):
                values[event.node] = event.value
                lit = {(source, event.node) for source, _ in event.operands}
            elif isinstance(event, SeedEvent):
                gradients[event.node] = event.gradient
                lit = {(event.node, "")}
            elif isinstance(event, ContributionEvent):
                route = (event.arrow.source, event.arrow.target)
                sent[route], gradients[event.arrow.source] = event.contribution, event.after
                lit = {route}
            else:
                lit = {(event.node, arrow.target) for arrow in run.graph.out_of(event.node)}
    return GraphMoment(values, gradients, sent, phase, lit_node if number > 1 else "", frozenset(lit))


def two_passes(run: GraphRun, *, zeroing: bool) -> dict[str, float]:
    """Go backward twice, adding every contribution to what the gradient of an input is; with zeroing in between."""
    kept, gradients = dict.fromkeys(run.values, 0.0), moment_of(run, len(run.steps)).gradients
    for _ in range(2):
        if zeroing:
            kept = dict.fromkeys(run.values, 0.0)
        for name in kept:
            kept[name] = _add(kept[name], gradients.get(name, 0.0))
    return kept


def _add(one: float, other: float) -> float:
    """Add two numbers, of which float64 may have no room for."""
    total = exactly(one) + exactly(other)
    # of a number whose power of 10 is too long to be written, twice as much looks the same
    return other if isnan(total) and exactly(other) else as_float(total)
