"""The expression of the page on computational graphs, its graph, and how far its events have gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar, cast

from dashboard.lab.chain_rule import ChainRule, derive_chain_rules
from dashboard.lab.graph import (
    MOST_INPUTS,
    READY,
    SUMMED,
    GraphRun,
    derive_graph,
    fill_in,
    inputs_of,
    read_expression,
    read_number,
    read_step,
    run_graph,
)
from dashboard.lab.option import DIGITS, Option
from dashboard.state import controls
from dashboard.state.visit import current, dark
from derivations.views.graph import Graph

T = TypeVar("T")
GraphInputs = tuple[str, tuple[float | None, ...], int]

INPUTS = tuple(Option(f"in{number}", None, parse=read_number) for number in range(1, MOST_INPUTS + 1))
EVENT = Option("event", None, parse=read_step)
GIVEN = tuple(each.name for each in INPUTS)
EXPRESSION = Option("expression", SUMMED, tuple(READY), parse=read_expression, resets=(*GIVEN, EVENT.name))


def what_is_run() -> GraphInputs:
    """Return the expression, what its inputs were set to, and how many digits are printed."""
    return controls.value(EXPRESSION), tuple(controls.value(each) for each in INPUTS), controls.value(DIGITS)


def current_run() -> GraphRun:
    """Return the run of the expression with its inputs, made once for as long as they stay."""
    here, asked = current(), what_is_run()
    if here.graph_run is None or here.graph_run[0] != asked:
        text, given, digits = asked
        before = here.graph_run
        if before is not None and before[0][0] == text:
            found = before[1].graph
        else:
            found = _derive_ready(text) if text in READY else derive_graph(text)
        here.graph_run = asked, run_graph(found, fill_in(text, inputs_of(found), given), digits), {}
    return here.graph_run[1]


def of_run(make: Callable[..., T], *arguments: Any) -> T:
    """Make something of the present run once for the same arguments and colours: a reader goes to and fro."""
    run, found = current_run(), current().graph_run
    assert found is not None
    kept, key = found[2], (make, arguments, dark())
    if key not in kept:
        kept[key] = make(run, *arguments)
    return cast("T", kept[key])


def current_step() -> int:
    """Return the number of the step that is shown: at first the first one."""
    return min(controls.value(EVENT) or 1, len(current_run().steps))


def open_graph(query: Mapping[str, str]) -> None:
    """Set what an address of this page would, while another page is drawn that leads here."""
    here = current()
    fresh = {option.name: option.default for option in (EXPRESSION, *INPUTS, EVENT)}
    found = {
        option.name: option.read(query[option.name], here.settings)
        for option in (EXPRESSION, *INPUTS)
        if option.name in query
    }
    controls.set_own({**here.own, **fresh, **found})


@lru_cache(maxsize=len(READY))
def _derive_ready(text: str) -> Graph:
    return derive_graph(text)


@lru_cache(maxsize=1)
def chain_rules() -> tuple[ChainRule, ...]:
    """Return the chain rule for one and for two variables, which is the same for all readers."""
    return derive_chain_rules()
