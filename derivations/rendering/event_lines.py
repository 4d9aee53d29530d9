r"""The events of a graph as LaTeX: t = x + y = 100 + 200 = 300, and dout/dx = dout/dt ∂t/∂x = 4 * 1 = 4.

A derivative of the whole along every way has d, a local one ∂: of Y = v1 + x with v1 = x y, dY/dx is y + 1 and ∂Y/∂x,
which an arrow has, 1.

Goes in: events, the graph that they belong to. Comes out: one record of LaTeX per event, in their order, each made when
it is asked for. Must not know: documents, pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mpmath import fsum

from derivations.digits.beyond import as_float, exactly
from derivations.engine.expressions import Partial
from derivations.rendering.latex import latex
from derivations.rendering.numbers import EQUAL, digits_of, figures_needed, print_signed, print_significant, template
from derivations.views.graph import Graph, GraphArrow, GraphNode
from derivations.views.graph_events import ContributionEvent, Event, SeedEvent, SumEvent, ValueEvent


@dataclass(frozen=True)
class PrintedEvent:
    """``left`` = ``symbols`` = ``numbers`` = ``value``; what has nothing to say is empty.

    ``node`` is the node that the event is about. A contribution is no equation but a part of a gradient: ``left`` says
    which gradient gets it, and ``total`` what that has come to; its two factors are ``upstream``, the gradient that
    arrives, and ``local``, which is ``derivative``.
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
        value, name = print_significant(event.value, digits_of(event.value, digits)), latex(node.variable.at(), model)
        if node.operation is None:
            return PrintedEvent(event, event.node, name, "", "", value)
        waiting = template(node.operation, {}, {}, graph.derivation)
        filled = waiting.fill(lambda each, _: values[each], digits, whole=True, value=event.value)
        return PrintedEvent(
            event, event.node, name, filled.symbols, filled.numbers if filled.sign == EQUAL else "", value
        )
    name = event.arrow.source if isinstance(event, ContributionEvent) else event.node
    left = print_gradient(name, graph)
    if isinstance(event, SeedEvent):
        return PrintedEvent(
            event, name, left, "", "", print_significant(event.gradient, digits_of(event.gradient, digits))
        )
    if isinstance(event, SumEvent):
        numbers = " + ".join(print_terms(event.contributions, event.gradient, digits))
        return PrintedEvent(
            event, name, left, "", numbers, print_significant(event.gradient, digits_of(event.gradient, digits))
        )
    upstream, (local, derivative) = print_gradient(event.arrow.target, graph), print_arrow(event.arrow, graph)
    factors = (print_signed(each, digits_of(each, digits)) for each in (event.upstream, event.local))
    numbers = r" \cdot ".join(factors)
    return PrintedEvent(
        event,
        name,
        left,
        f"{upstream} {local}",
        numbers,
        print_significant(event.contribution, digits_of(event.contribution, digits)),
        print_significant(event.after, digits_of(event.after, digits)),
        upstream,
        local,
        derivative,
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


def print_terms(terms: Sequence[float], total: float, digits: int) -> tuple[str, ...]:
    """Print the terms of a sum with as many figures as it takes to come to the total; none if that is too many.

    10^160 + 1/2 and -10^160 differ in a figure that nobody prints.
    """
    figures, sign = figures_needed(terms, lambda printed: as_float(fsum(map(exactly, printed))), total, digits)
    return tuple(print_signed(each, digits_of(each, figures)) for each in terms) if sign == EQUAL else ()
