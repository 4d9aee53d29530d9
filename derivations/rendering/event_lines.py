r"""The events of a graph as LaTeX: t = x + y = 100 + 200 = 300, and dout/dx = dout/dt ∂t/∂x = 4 * 1 = 4.

A derivative of the whole along every way has d, a local one ∂: of Y = v1 + x with v1 = x y, dY/dx is y + 1 and ∂Y/∂x,
which an arrow has, 1.

Goes in: events, the graph that they belong to. Comes out: one record of LaTeX per event, in their order, each made when
it is asked for. Must not know: documents, pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mpmath import fprod, fsum

from derivations.digits.beyond import as_float, exactly
from derivations.engine.expressions import Partial
from derivations.rendering.latex import latex
from derivations.rendering.numbers import (
    EQUAL,
    FAR,
    NEARLY,
    digits_of,
    figures_needed,
    print_signed,
    print_significant,
    template,
)
from derivations.views.graph import Graph, GraphArrow, GraphNode
from derivations.views.graph_events import ContributionEvent, Event, SeedEvent, SumEvent, ValueEvent


@dataclass(frozen=True)
class PrintedEvent:
    """``left`` = ``symbols`` = ``numbers`` = ``value``; what has nothing to say is empty.

    Every number has as many figures as wherever else it stands: ``sign`` says whether the numbers come to the value as
    it is printed, or near it. ``node`` is the node that the event is about. A contribution is no equation but a part of
    a gradient: ``left`` says which gradient gets it, and ``total`` what that has come to; its two factors are
    ``upstream``, the gradient that arrives, and ``local``, which is ``derivative``.
    """

    event: Event
    node: str
    left: str
    symbols: str
    numbers: str
    value: str
    total: str = ""
    upstream: str = ""
    local: str = ""
    derivative: str = ""
    sign: str = EQUAL


def print_events(events: Iterable[Event], graph: Graph, digits: int = 4) -> Iterator[PrintedEvent]:
    """Print events one after the other; what comes later may use the values of what came before."""
    values: dict[str, float] = {}
    for event in events:
        if isinstance(event, ValueEvent):
            values[event.node] = event.value
        yield _print(event, graph, values, digits)


def _print(event: Event, graph: Graph, values: dict[str, float], digits: int) -> PrintedEvent:
    model = graph.derivation.model
    if isinstance(event, ValueEvent):
        node = graph.by_name[event.node]
        value, name = print_quantity(event.value, digits), latex(node.variable.at(), model)
        if node.operation is None:
            return PrintedEvent(event, event.node, name, "", "", value)
        waiting = template(node.operation, {}, {}, graph.derivation)
        filled = waiting.fill(lambda each, _: values[each], digits, whole=True, value=event.value, fixed=True)
        numbers, sign = (filled.numbers, filled.sign) if filled.sign != FAR else ("", EQUAL)
        return PrintedEvent(event, event.node, name, filled.symbols, numbers, value, sign=sign)
    name = event.arrow.source if isinstance(event, ContributionEvent) else event.node
    left = print_gradient(name, graph)
    if isinstance(event, SeedEvent):
        return PrintedEvent(event, name, left, "", "", print_quantity(event.gradient, digits))
    if isinstance(event, SumEvent):
        terms, sign = print_terms(event.contributions, event.gradient, digits)
        return PrintedEvent(event, name, left, "", " + ".join(terms), print_quantity(event.gradient, digits), sign=sign)
    upstream, (local, derivative) = print_gradient(event.arrow.target, graph), print_arrow(event.arrow, graph)
    given = event.upstream, event.local
    numbers = r" \cdot ".join(print_signed(each, digits_of(each, digits)) for each in given)
    _, sign = figures_needed(
        given, lambda printed: as_float(fprod(map(exactly, printed))), event.contribution, digits, fixed=True
    )
    return PrintedEvent(
        event,
        name,
        left,
        f"{upstream} {local}",
        numbers,
        print_quantity(event.contribution, digits),
        print_quantity(event.after, digits),
        upstream,
        local,
        derivative,
        sign or NEARLY,
    )


def print_node(node: GraphNode, graph: Graph) -> tuple[str, str]:
    """Print the name of a node, and what it computes, whether or not that has a value."""
    assert node.operation is not None
    model = graph.derivation.model
    return latex(node.variable.at(), model), latex(node.operation, model)


def print_arrow(arrow: GraphArrow, graph: Graph) -> tuple[str, str]:
    """Print the local derivative of an arrow: its sign, and what it is."""
    model = graph.derivation.model
    user, source = (model.by_name[each] for each in (arrow.target, arrow.source))
    return latex(Partial(user.at(), source.at()), model), latex(arrow.local.value, model)


def print_gradient(name: str, graph: Graph) -> str:
    """Print the derivative of the last node by another one, along every way: dY/dx."""
    model = graph.derivation.model
    return latex(model.by_name[name].gradient_at(), model)


def print_quantity(value: float, digits: int) -> str:
    """Print a value, a gradient or a derivative as it stands wherever it is alone: a whole number without a point."""
    return print_significant(value, digits_of(value, digits))


def print_terms(terms: Sequence[float], total: float, digits: int) -> tuple[tuple[str, ...], str]:
    """Print the terms of a sum, and the sign between them and the total; none if they do not come near it.

    10^160 + 1/2 and -10^160 differ in a figure that nobody prints.
    """
    _, sign = figures_needed(terms, lambda printed: as_float(fsum(map(exactly, printed))), total, digits, fixed=True)
    if sign == FAR:
        return (), EQUAL
    return tuple(print_signed(each, digits_of(each, digits)) for each in terms), sign
