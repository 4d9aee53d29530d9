"""The worked example that is looked at: its source, what is given in it, and what its source prints otherwise."""

from collections.abc import Iterator
from itertools import groupby

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard import navigation
from dashboard.components.sentences import literal
from dashboard.lab.example import CONVENTION, MISPRINT, OUT_IN, ROUNDING, Example, Given
from dashboard.lab.examples import EXAMPLES, GRAPHS
from dashboard.lab.words import FUNCTIONS, LOSSES
from dashboard.state import answers, controls, worked
from dashboard.state.graphs import open_graph
from dashboard.state.worked import EXAMPLE
from derivations.rendering.numbers import print_alike

Floats = NDArray[np.float64]
SHOWN = 4  # digits of what is given
UNDEFINED = r"\text{not defined}"
PRINTED = {
    MISPRINT: ":orange[:material/error: Misprinted in the source:]",
    CONVENTION: ":gray[:material/info: By another convention in the source:]",
    ROUNDING: ":gray[:material/info: Rounded otherwise in the source:]",
}


def draw_example() -> None:
    """Draw the choice of an example, its source, and its numbers as they were read."""
    if trouble := worked.trouble():
        st.warning(trouble)
    labels = _labels()
    key = worked.offer(worked.widget_of("example"), controls.value(EXAMPLE))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="worked-choice"):
        st.selectbox(
            "Example",
            tuple(labels),
            format_func=labels.__getitem__,
            key=key,
            on_change=worked.choose_example,
            args=(key,),
            disabled=bool(worked.hidden()),
        )
        if not worked.hidden():
            words = "An empty example, to type your own"
            st.button("New", icon=":material/add:", help=words, key="worked-new", on_click=worked.begin_anew)
        graphs = st.popover("Graphs", help="Examples that are graphs of single numbers", on_change="rerun")
        if graphs.open:
            with graphs:
                _draw_graphs()
    with st.container(key="worked-given"):
        st.markdown("\n\n".join(_write(worked.numbers())))


def draw_source() -> None:
    """Draw what there is to say of the source, and which of its numbers are not ours; in an exercise nothing."""
    example = worked.example()
    said = [f":small[:gray[{example.remark}]]"] if example.remark else []
    for (kind, reason), group in groupby(example.misprints, key=lambda each: (each.kind, each.reason)):
        printed = [f"{each.quantity} `{' '.join(text for _, text in each.published)}`" for each in group]
        said.append(f":small[{PRINTED[kind]} {', '.join(printed)}: {reason}.]")
    if said and not worked.hidden():
        with st.container(key="worked-source"):
            st.markdown("\n\n".join(said))
            if example.misprints:
                words = "Type them in, and see what gives them"
                st.button(words, icon=":material/keyboard:", key="worked-misprints", on_click=answers.type_misprints)
    else:
        st.empty()


def _labels() -> dict[str, str]:
    """Say each example by its source; those with misprints say so."""
    found = {name: f"{each.source}: {each.title}{_say_misprints(each)}" for name, each in EXAMPLES.items()}
    own = worked.own_examples()
    for number, value in enumerate(own, start=1):
        example = worked.find(value)
        found[value] = f"Your own{f' ({number})' if len(own) > 1 else ''}: {example.title or example.sizes}"
    return {**found, (value := controls.value(EXAMPLE)): found.get(value, worked.example().title or "Your own")}


def _say_misprints(example: Example) -> str:
    return " (has misprints)" if any(each.kind == MISPRINT for each in example.misprints) else ""


def _draw_graphs() -> None:
    st.markdown("These examples are graphs of single numbers, and open on the page of graphs:")
    for name, example in GRAPHS.items():
        if st.button(f"{example.source}: {example.title}", type="tertiary", key=f"worked-graph-{name}"):
            open_graph(example.query())
            st.switch_page(next(row for row in navigation.PAGES if row.title == "Computational graph").file)


def _write(given: Given) -> Iterator[str]:
    """Say what is given: functions and cost in words, then every array as it was read."""
    network, convention = given.network, given.convention
    names = [_name(network.activation(layer), FUNCTIONS) for layer in range(1, network.depth + 1)]
    words = [f"**{'-'.join(map(str, network.sizes))}**", ", ".join(names)]
    if given.targets is not None:
        cost = _name(network.loss, LOSSES)
        cost += " with ½" if network.loss == "mse" and convention.half else ""
        over = [f"{convention.outputs} over outputs"] if network.sizes[-1] > 1 else []
        over += [f"{convention.samples} over {len(given.inputs)} samples"] if len(given.inputs) > 1 else []
        words.append(" ".join([cost, *([f"({', '.join(over)})"] if over else [])]))
        words += [r"$\delta$ of one sample's own cost"] if convention.delta == "sample" else []
        words += [rf"penalty ${network.l1:g} \sum |w|$"] if network.l1 else []
        words += [rf"penalty $\frac{{1}}{{2}} \cdot {network.l2:g} \sum w^2$"] if network.l2 else []
    words += [rf"$\eta = {given.rate:g}$"] if given.rate is not None else []
    words += ["biases stay"] if given.rate is not None and not given.biases_move else []
    yield f":small[{' · '.join(words)}]"
    # in braces: a matrix stays in the line of its name
    yield " ".join(f"${{{each}}}$" for each in _arrays(given))


def _arrays(given: Given) -> Iterator[str]:
    turn = given.layout != OUT_IN
    yield f"X = {write_matrix(given.inputs)}"
    for layer, (weights, bias) in enumerate(
        zip(given.parameters.weights, given.parameters.biases, strict=True), start=1
    ):
        yield f"W^{{({layer})}} = {write_matrix(weights.T if turn else weights)}"
        yield f"b^{{({layer})}} = {write_matrix(bias[None] if turn else bias[:, None])}"
    if given.targets is not None:
        yield f"Y = {write_matrix(given.targets)}"


def write_matrix(values: Floats) -> str:
    """Write what is given as a matrix, all numbers with as many digits as one of them needs, at most 4."""
    short = [round(value, SHOWN) if abs(value) < 1e6 else value for value in values.ravel().tolist()]
    needed = next((few for few in range(SHOWN) if all(round(each, few) == each for each in short)), SHOWN)
    return print_matrix(np.reshape(short, values.shape), needed)


def print_matrix(values: Floats, digits: int) -> str:
    """Print numbers as a matrix, all with as many digits after the point, none where all are whole."""
    texts, columns = [text or UNDEFINED for text in print_alike(values.ravel().tolist(), digits)], values.shape[1]
    rows = r" \\ ".join(" & ".join(texts[at : at + columns]) for at in range(0, len(texts), columns))
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


def _name(function: object, words: dict[str, str]) -> str:
    return (
        words[function]
        if isinstance(function, str) and function in words
        else literal(str(getattr(function, "reading", function)))
    )
