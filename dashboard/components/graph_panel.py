"""An expression as a computational graph: its inputs, one event after the other, and the picture at each event."""

from typing import Literal

import streamlit as st
from sympy import Expr, Piecewise

from dashboard.charts import ArrowMark, NodeMark, graph_data, graph_layout, graph_spec, place_labels, rooms_of
from dashboard.charts.graph import BACKWARD
from dashboard.charts.graph_labels import GraphLabels
from dashboard.charts.specs.graph import HUES
from dashboard.components.selection_panel import draw_digits
from dashboard.components.sentences import draw_error, with_minus
from dashboard.lab.graph import NAMED, READY, GraphMoment, GraphRun, moment_of
from dashboard.lab.graph_words import (
    name_of,
    plain_name,
    plain_number,
    say_held,
    say_signs,
    say_step,
    say_words,
    write_inside,
)
from dashboard.state import controls, fields, visit
from dashboard.state.graphs import EVENT, EXPRESSION, INPUTS, current_run, current_step, of_run
from derivations.rendering.breaking import breakable
from derivations.rendering.event_lines import PrintedEvent, print_arrow, print_node, print_quantity, print_terms
from derivations.rendering.latex import latex
from derivations.views.graph import Graph, GraphArrow
from derivations.views.graph_events import ContributionEvent, SumEvent

SMALLEST = 0.85  # of its size, at which its numbers can still be read
IN_PICTURE = 4  # digits of a number on an arrow: more would cover others
MARGINS = 32  # pixels beside the columns of a graph
HELP = "As you would write it: x y + sin(x), (x + y)/z, max(x, 2y), e^(-x), also in LaTeX. Letters are the inputs."


def draw_expression() -> None:
    """Draw the choice of an expression, a field for one's own, and a field for each of its inputs."""
    now = controls.value(EXPRESSION)
    ready, own = st.columns(2, gap="small")
    ready.selectbox(
        "Expression",
        READY if now in READY else (*READY, now),
        format_func=lambda text: f"{NAMED[text]}: {text}" if text in NAMED else text,
        **fields.control(EXPRESSION),
    )
    own.text_input("or your own", help=HELP, **fields.text_field(EXPRESSION))
    draw_error(visit.refusal(EXPRESSION.name))
    run = current_run()
    if words := say_words(run.values):
        st.caption(words)
    with st.container(horizontal=True, gap="small", key="graph-inputs"):
        for option, (name, value) in zip(INPUTS, run.values.items(), strict=False):
            words = f"${name_of(run.graph, name)}$"
            st.number_input(words, step=0.5, format="%g", width=92, **fields.number_field(option, shown=value))
        draw_digits()
    refusals = ((name, visit.refusal(option.name)) for option, name in zip(INPUTS, run.values, strict=False))
    draw_error("; ".join(filter(None, [*(f"{name}: {words}" for name, words in refusals if words), run.trouble])))


def draw_event() -> None:
    """Draw the slider of events, and what happens at the one that is shown: in words, symbols and numbers."""
    run, number = current_run(), current_step()
    if len(run.steps) > 1:
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="graph-steps"):
            _draw_step("Previous", "Left", -1, possible=number > 1)
            _draw_step("Next event", "Right", 1, possible=number < len(run.steps))
            label = f"Event {number} of {len(run.steps)}"
            st.slider(label, 1, len(run.steps), **fields.control(EVENT, shown=number))
    step = run.steps[number - 1]
    formulas = [r",\quad ".join(map(_print_event, step))]
    event = step[0].event
    if isinstance(event, ContributionEvent) and event.count > 1:
        formulas.append(_print_sum(run, number, event.arrow.source))
    with st.container(key="graph-event"):
        st.markdown(f"{say_step(step, run)}\n\n" + "\n\n".join(f"$$\n{breakable(each)}\n$$" for each in formulas))


def _draw_step(words: str, key: str, step: int, *, possible: bool) -> None:
    """Draw a button that goes on or back; its arrow key does too, wherever on the page, but in a field."""
    kind: Literal["primary", "secondary"] = "primary" if step > 0 else "secondary"
    st.button(words, key=f"graph-{key}", type=kind, shortcut=key, disabled=not possible, on_click=_go, args=(step,))


def _go(step: int) -> None:
    controls.choose(EVENT, current_step() + step)


def draw_graph() -> None:
    """Draw the graph as far as it is known at this event, and what each node has to know."""
    forward = _coloured("forward", r"\to \text{value}")
    backward = _coloured(BACKWARD, r"\gets \text{gradient}")
    told = f"On every arrow: {forward}, and once it is sent back {backward}."
    if visit.refusal(EXPRESSION.name):
        told = f":orange[Still the graph of] `{controls.value(EXPRESSION)}`:orange[, the last one without a mistake.]"
    st.markdown(f":small[{told}]")
    labels = of_run(_place)
    described = f"Graph of {controls.value(EXPRESSION)}"
    spec = graph_spec(high=labels.row * labels.layout.rows, dark=visit.dark(), description=described)
    data, rows = of_run(_fill, current_step())
    with st.container(key="graph"):
        st.html(_say_width(labels.column * labels.layout.columns))
        st.vega_lite_chart(None, {**spec, "datasets": data}, key="graph-chart", theme=None)
        st.markdown(rows)


def _say_width(least: float) -> str:
    """Say how wide the graph is at least, and how wide when it is as small as can be read: a narrower place scrolls."""
    smallest = SMALLEST * (least + MARGINS)
    return (
        f"<style>.st-key-graph {{ --least: {least:.0f}px; --smallest: {smallest:.0f}px }} "
        f"@container (max-width: {smallest - 1:.0f}px) {{ .st-key-graph p.scrolls {{ display: block }} }}</style>"
        '<p class="scrolls">The graph is wider than this place: scroll it sideways →</p>'
    )


def _place(run: GraphRun) -> GraphLabels:
    """Lay out the graph of a run, with room for every number that will stand in it."""
    layout = graph_layout({node.name: node.operands for node in run.graph.nodes})
    return place_labels(layout, rooms_of(_arrow_marks(run, moment_of(run, len(run.steps)))))


def _fill(run: GraphRun, step: int) -> tuple[dict[str, bytes], str]:
    """Write the data sets and the table of a step of a run."""
    moment = moment_of(run, step)
    data = graph_data(of_run(_place), _node_marks(run, moment), _arrow_marks(run, moment))
    return data, "\n".join(_node_rows(run, moment)) or ":small[No node has a value yet.]"


def _print_event(printed: PrintedEvent) -> str:
    """Print an event as an equation."""
    event = printed.event
    if isinstance(event, ContributionEvent):
        upstream = rf"\underbrace{{{_tinted(BACKWARD, printed.upstream)}}}_{{\text{{arrives}}}}"
        local = rf"\underbrace{{{printed.local}}}_{{\text{{local}}}}"
        whole = "" if event.count > 1 else f"{printed.left} = "
        return rf"{whole}{upstream} \cdot {local} = {printed.numbers} {printed.sign} \mathbf{{{printed.value}}}"
    filled = printed.symbols or isinstance(event, SumEvent)
    # of -y with y = 1 the numbers are the value
    numbers = printed.numbers if filled and printed.numbers != printed.value else ""
    sides = (printed.left, printed.symbols, numbers)
    return rf"{' = '.join(filter(None, sides))} {printed.sign} \mathbf{{{printed.value}}}"


def _print_sum(run: GraphRun, number: int, source: str) -> str:
    """Print the gradient of a node as the sum over the arrows that leave it, of which some may still be waiting."""
    every = [
        step[0]
        for step in run.steps
        if isinstance(step[0].event, ContributionEvent) and step[0].event.arrow.source == source
    ]
    arrived = sum(each in every for step in run.steps[:number] for each in step)
    events = [each.event for each in every if isinstance(each.event, ContributionEvent)]
    numbers, sign = print_terms([each.contribution for each in events], events[-1].after, run.digits)
    waiting = [r"\ldots"] * (len(every) - arrived)
    sides = [every[0].left, " + ".join(each.symbols for each in every)]
    if numbers or waiting:
        sides.append(" + ".join([*numbers[:arrived], *waiting]))
    return " = ".join(sides) + ("" if waiting else rf" {sign} \mathbf{{{every[-1].total}}}")


def _node_marks(run: GraphRun, moment: GraphMoment) -> list[NodeMark]:
    marks = []
    for node in run.graph.nodes:
        value, gradient = (
            plain_number(found.get(node.name), IN_PICTURE) or "–" for found in (moment.values, moment.gradients)
        )
        tip = with_minus(f"{plain_name(node.name)} = {value}, gradient {gradient}")
        above = "" if node.operation is None else plain_name(node.name)
        lit = moment.phase if node.name == moment.lit_node else ""
        marks.append(NodeMark(node.name, write_inside(node), above, tip, lit))
    return marks


def _arrow_marks(run: GraphRun, moment: GraphMoment) -> list[ArrowMark]:
    last = run.graph.nodes[-1].name
    routes = [*((arrow.source, arrow.target) for arrow in run.graph.arrows), (last, "")]
    return [
        ArrowMark(
            source,
            target,
            plain_number(moment.values.get(source), IN_PICTURE),
            plain_number(moment.sent.get((source, target)) if target else moment.gradients.get(last), IN_PICTURE),
            f"{plain_name(source)} → {plain_name(target)}" if target else plain_name(last),
            moment.phase if (source, target) in moment.lit_arrows else "",
        )
        for source, target in routes
    ]


def _node_rows(run: GraphRun, moment: GraphMoment) -> list[str]:
    """Write a table of the nodes: what each computes, its local derivatives, and the gradient that arrives."""
    rows = []
    values = {step[0].event.arrow: step[0] for step in run.steps if isinstance(step[0].event, ContributionEvent)}
    printed = {each.node: each for step in run.steps for each in step if each.event.phase == "forward"}
    arrivals = {name: print_quantity(found, run.digits) for name, found in moment.gradients.items()}
    for node in reversed(run.graph.nodes):
        if node.operation is None:
            continue
        locals_ = []
        for arrow in run.graph.into(node.name):
            # a node knows their numbers once it has its value
            sent = values.get(arrow) if node.name in moment.values else None
            sign, derivative = print_arrow(arrow, run.graph)
            locals_.append(f"${sign} = {_derivative(derivative, arrow, sent, run)}$")
        shown = f"${_tinted(BACKWARD, arrivals[node.name])}$" if node.name in arrivals else ""
        at = printed.get(node.name)
        left, symbols = (at.left, at.symbols) if at else print_node(node, run.graph)
        equation = _in_table(f"${left} = {symbols}$") + ("" if at else ": not defined")
        rows.append(f"| {equation} | {_in_table(',&ensp;'.join(locals_))} | {shown} |")
    note = ["", f":small[{say_signs(run.graph)} {say_held(run.graph, values)}".rstrip() + "]"]
    return ["| node | its local derivatives | what arrives |", "|:--|:--|--:|", *rows, *note] if rows else []


def _derivative(derivative: str, arrow: GraphArrow, sent: PrintedEvent | None, run: GraphRun) -> str:
    """Print what a local derivative is, and its number once that is known; of cases, the numbers that they come to."""
    value, number = arrow.local.value, ""
    if sent:
        assert isinstance(sent.event, ContributionEvent)
        number = print_quantity(sent.event.local, run.digits)
    if value.has(Piecewise):
        # cases are as high as four rows, and the number says which one holds
        return number or _cases(value, run.graph)
    return f"{derivative} = {number}" if number and not value.is_Integer else derivative


def _cases(value: Expr, graph: Graph) -> str:
    found = list(dict.fromkeys(each.expr for each in value.args)) if isinstance(value, Piecewise) else []
    if len(found) < 2 or not all(each.is_number for each in found):
        return r"\ldots"
    *first, last = (latex(each, graph.derivation.model) for each in found)
    return rf"{', '.join(first)} \text{{ or }} {last}"


def _in_table(formula: str) -> str:
    # a bar would end the cell
    return formula.replace("|", r"\vert ")


def _tinted(phase: str, formula: str) -> str:
    return rf"\textcolor{{{HUES[phase].on(dark=visit.dark())}}}{{{formula}}}"


def _coloured(phase: str, formula: str) -> str:
    return f"${_tinted(phase, formula)}$"
