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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sympy import Expr, Piecewise, Pow, S

from derivations.calling import public
from derivations.digits.beyond import Beyond
from derivations.digits.needed import numbers_as_needed
from derivations.digits.tracked import BoundedArray
from derivations.engine.variables import names_in
from derivations.errors import SpecificationError, list_options, say_unknown, shown
from derivations.notebook import Row
from derivations.options import instance, mapping, real_number, several
from derivations.views.graph import Graph, GraphArrow, GraphNode
from derivations.views.program import ArrayProgram


@dataclass(frozen=True)
class ValueEvent(Row):
    """Forward: ``node`` has the value that its operation gives for these operands; an input has no operands."""

    node: str
    operands: tuple[tuple[str, float], ...]
    value: float
    phase: str = "forward"


@dataclass(frozen=True)
class SeedEvent(Row):
    """Backward, first: the derivative of the last node by itself is 1."""

    node: str
    gradient: float = 1.0
    phase: str = "backward"


@dataclass(frozen=True)
class ContributionEvent(Row):
    """Backward: ``upstream`` times ``local`` goes along an arrow and takes its source from ``before`` to ``after``.

    It is contribution number ``number`` of the ``count`` that the source gets.
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
            raise SpecificationError(say_unknown("input", name, inputs))
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
    """Give the events of numbers that are computed together: in between none is rounded to a float64."""
    computed = iter(numbers_as_needed(_several(graph), *given.values()))
    values = dict(given)
    for node in graph.nodes:
        if node.operation is not None:
            values[node.name] = next(computed)
            _refuse(node, "", node.operation, values[node.name], values)
        yield ValueEvent(node.name, tuple((name, values[name]) for name in node.operands), values[node.name])
    yield SeedEvent(graph.nodes[-1].name)
    upstream, got = {graph.nodes[-1].name: 1.0}, dict[str, list[float]]()
    # a node comes after all its operands, so from the last one back every gradient is complete when it is passed on
    for node in reversed(graph.nodes):
        for arrow in graph.into(node.name):
            local, new, before, after = (next(computed) for _ in range(4))
            _refuse(node, arrow.source, arrow.local.value, local, values)
            parts, count = got.setdefault(arrow.source, []), len(graph.out_of(arrow.source))
            parts.append(new)
            yield ContributionEvent(arrow, upstream.get(node.name, 0.0), local, new, before, after, len(parts), count)
            if len(parts) == count:
                upstream[arrow.source] = after
                if arrow.source in given and math.isinf(after):
                    at = ", ".join(f"{name} = {value:g}" for name, value in given.items())
                    raise SpecificationError(f"the gradient of {arrow.source} is too large for a float64 at {at}")
                yield SumEvent(arrow.source, tuple(parts), after)


def _several(graph: Graph) -> Callable[..., tuple[BoundedArray, ...]]:
    """Return what computes all numbers of the events, in their order, of the inputs.

    Of a node its value; of an arrow its derivative, its contribution, and what its source had before and has after it.
    """
    inputs = [node.name for node in graph.nodes if node.operation is None]
    program = ArrayProgram(graph.derivation)

    def compute(*tracked: BoundedArray) -> tuple[BoundedArray, ...]:
        zero, one = tracked[0].of(0), tracked[0].of(1)
        values, found = dict(zip(inputs, tracked, strict=True)), list[BoundedArray]()
        for name, function in forward:
            values[name] = function(values)
            found.append(values[name])
        gradients = {graph.nodes[-1].name: one}
        for source, target, function in backward:
            local = function(values)
            new, before = gradients.get(target, zero) * local, gradients.get(source, zero)
            gradients[source] = before + new
            found += (local, new, before, gradients[source])
        return tuple(found)

    def function_of(expression: Expr) -> Callable[[Mapping[str, BoundedArray]], BoundedArray]:
        names = names_in(expression) or inputs[:1]
        function = program.entrywise(expression, tuple(program.derivation.model.by_name[name].at() for name in names))
        return lambda values: function(*(values[name] for name in names))

    forward = [(node.name, function_of(node.operation)) for node in graph.nodes if node.operation is not None]
    backward = [
        (arrow.source, arrow.target, function_of(arrow.local.value))
        for node in reversed(graph.nodes)
        for arrow in graph.into(node.name)
    ]
    return compute


def _refuse(node: GraphNode, by: str, expression: Expr, found: float, values: Mapping[str, float]) -> None:
    """Raise an error where there is no number, of a node or its derivative; one that float64 has no room for is one."""
    computed, case = node.operation, ""
    if isinstance(computed, Piecewise):
        # the case that holds is to blame
        at = {symbol: values[symbol.name] for symbol in computed.free_symbols}
        computed, condition = next(row for row in computed.args if row[1].xreplace(at) == S.true)
        case = "" if condition == S.true else f" (as {condition})"
    if (math.isfinite(found) or isinstance(found, Beyond)) and not _has_no_power(computed, values):
        return
    where = f"the derivative of {node.name} = {computed}{case} by {by}" if by else f"{node.name} = {computed}{case}"
    named = ", ".join(f"{name} = {values[name]:g}" for name in sorted(names_in(expression)))
    raise SpecificationError(f"{where} has no real, finite value at {named}")


def _has_no_power(expression: Expr | None, values: Mapping[str, float]) -> bool:
    """Tell whether a power is 0^0 of which both may vary: what it comes to depends on the way that leads there."""
    powers = expression.atoms(Pow) if expression is not None else ()
    return any(all(side.is_Symbol and values[side.name] == 0 for side in each.args) for each in powers)
