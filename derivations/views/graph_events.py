r"""A graph at work, one event at a time: values go forward, gradients come back, contributions add up.

    ValueEvent         a node gets its value from those of its operands
    SeedEvent          the last node gets the gradient 1: dY/dY
    ContributionEvent  an arrow, backwards: upstream times local derivative is added to the gradient of its source
    SumEvent           the gradient of a node is complete: every arrow out of it has contributed

Source: reverse accumulation, Griewank and Walther, Evaluating Derivatives, section 3.2; a node that is used twice gets
two contributions that add, by the chain rule for several variables.

Goes in: a graph, and one number per input. Comes out: events, each made when it is asked for. Must not know: positions,
printing, how an event is shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import mpmath
from sympy import Expr

from derivations.calling import public
from derivations.engine.derivation import Results
from derivations.engine.writing import Writer
from derivations.errors import SpecificationError, list_options, shown, unknown
from derivations.notebook import Row
from derivations.options import instance, mapping, real_number, several
from derivations.views.compiled import compile_number
from derivations.views.graph import Graph, GraphArrow


@dataclass(frozen=True)
class ValueEvent(Row):
    """Forward: ``node`` has the value that its operation gives for these operands; an input has no operands.

    ``underflow``: the value is 0 because what it should be is too small for a float64.
    """

    node: str
    operands: tuple[tuple[str, float], ...]
    value: float
    phase: str = "forward"
    underflow: bool = False


@dataclass(frozen=True)
class SeedEvent(Row):
    """Backward, first: the derivative of the last node by itself is 1."""

    node: str
    gradient: float = 1.0
    phase: str = "backward"


@dataclass(frozen=True)
class ContributionEvent(Row):
    """Backward: ``upstream`` times ``local`` goes along an arrow and takes its source from ``before`` to ``after``.

    It is contribution number ``number`` of the ``count`` that the source gets. ``underflow``: it is 0 because the local
    derivative, or the product, is too small for a float64.
    """

    arrow: GraphArrow
    upstream: float
    local: float
    contribution: float
    before: float
    after: float
    number: int
    count: int
    phase: str = "backward"
    underflow: bool = False

    @property
    def cells(self) -> dict[str, object]:
        """What a notebook shows of the event."""
        return super().cells | {"arrow": f"{self.arrow.target} to {self.arrow.source}"}


@dataclass(frozen=True)
class SumEvent(Row):
    """Backward: the gradient of ``node`` is the sum of these contributions."""

    node: str
    contributions: tuple[float, ...]
    gradient: float
    phase: str = "backward"


Event: TypeAlias = ValueEvent | SeedEvent | ContributionEvent | SumEvent


@public
def graph_events(graph: Graph, values: Mapping[str, float]) -> Iterator[Event]:
    """Return the events of one pass forward and one backward, lazily.

    Parameters
    ----------
    graph : Graph
    values : mapping of str to float
        One finite number per input, by name.

    Returns
    -------
    iterator of Event
        Its next step raises SpecificationError where an operation has no real, finite value, or one too large for a
        float64.

    Raises
    ------
    SpecificationError
        If an input is missing, not known, or not a finite number.

    Examples
    --------
    >>> from sympy import symbols
    >>> from derivations import derive, graph, graph_events, graph_view
    >>> x, y = symbols("x y")
    >>> view = graph_view(derive(graph((x + y) * x)))
    >>> next(graph_events(view, {"x": 2.0, "y": 1.0})).value
    2.0
    """
    instance("graph", graph, Graph, "the graph of a derivation, graph_view(derivation)")
    mapping("values", values, "a number for every input, such as {'x': 1.0}")
    inputs = [node.name for node in graph.nodes if node.operation is None]
    for name in values:
        if name not in inputs:
            raise SpecificationError(unknown("input", name, inputs))
    missing = [name for name in inputs if name not in values]
    if missing:
        raise SpecificationError(f"missing input {missing[0]!r}; the graph needs {list_options(inputs)}")
    return _events(graph, {name: real_number(f"input {name!r}:", values[name]) for name in inputs})


@public
def gradients_of(events: Iterator[Event]) -> dict[str, float]:
    """Run through events and return the gradient of every node by its name; a node that nothing reaches has none.

    Examples
    --------
    >>> from sympy import symbols
    >>> from derivations import derive, gradients_of, graph, graph_events, graph_view
    >>> x, y = symbols("x y")
    >>> view = graph_view(derive(graph((x + y) * x)))
    >>> found = gradients_of(graph_events(view, {"x": 2.0, "y": 1.0}))
    >>> found["x"], found["y"]
    (5.0, 2.0)
    """
    found = several("events", events, "those of graph_events(graph, values)")
    for each in found:
        if not isinstance(each, ValueEvent | SeedEvent | ContributionEvent | SumEvent):
            raise SpecificationError(f"event {shown(each)}; expected those of graph_events(graph, values)")
    return {event.node: event.gradient for event in found if isinstance(event, SeedEvent | SumEvent)}


def _events(graph: Graph, given: dict[str, float]) -> Iterator[Event]:
    values: dict[str, float] = {}
    for node in graph.nodes:
        underflow = False
        if node.operation is None:
            values[node.name] = given[node.name]
        else:
            where = f"{node.name} = {node.operation}"
            values[node.name], underflow = _number(where, node.operation, values, graph.derivation)
        operands = tuple((name, values[name]) for name in node.operands)
        yield ValueEvent(node.name, operands, values[node.name], underflow=underflow)
    last = graph.nodes[-1].name
    yield SeedEvent(last)
    contributions: dict[str, list[float]] = {node.name: [] for node in graph.nodes}
    gradients = {last: 1.0}
    # a node comes after all its operands, so from the last one back every gradient is complete when it is passed on
    for node in reversed(graph.nodes):
        for arrow in graph.into(node.name):
            got = contributions[arrow.source]
            where = f"the derivative of {node.name} = {node.operation} by {arrow.source}"
            local, underflow = _number(where, arrow.local.value, values, graph.derivation)
            upstream = gradients.get(node.name, 0.0)
            before, new = math.fsum(got), upstream * local
            got.append(new)
            after, count = math.fsum(got), len(graph.out_of(arrow.source))
            underflow = bool(upstream) and (underflow or new == 0.0 != local)
            yield ContributionEvent(arrow, upstream, local, new, before, after, len(got), count, underflow=underflow)
            if len(got) == count:
                gradients[arrow.source] = after
                yield SumEvent(arrow.source, tuple(got), after)


def _number(where: str, expression: Expr, values: Mapping[str, float], derivation: Results) -> tuple[float, bool]:
    """Return what an expression comes to, and whether it is 0 only as a float64."""
    written = Writer(derivation, {}).write(expression, {})
    compiled = compile_number(written)
    found = compiled.value(lambda name, _: values[name])
    if found == 0.0 or found is None or not math.isfinite(found):
        # with exponents of any size
        exact = None if found is None else compiled.function(*(mpmath.mpf(values[s]) for s, _ in compiled.entries))
        if found == 0.0:
            return found, exact != 0
        symbols = sorted(written.free_symbols, key=str)
        at = ", ".join(f"{symbol} = {values[symbol.name]:g}" for symbol in symbols)
        if exact is not None and mpmath.isfinite(exact):
            raise SpecificationError(f"{where} is too large for a float64 at {at}")
        raise SpecificationError(f"{where} has no real, finite value at {at}")
    return found, False
