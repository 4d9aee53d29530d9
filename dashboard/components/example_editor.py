"""The fields in which a worked example is typed or pasted: each says at once what was read, or why it was not."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import streamlit as st

from dashboard.components.sentences import draw_error, literal
from dashboard.lab.example import IN_OUT, OUT_IN
from dashboard.lab.words import FUNCTIONS, LOSSES, OWN
from dashboard.state import worked
from dashboard.state.worked import FOLD

LAYOUTS = {OUT_IN: "out × in: W x + b", IN_OUT: "in × out: x W + b"}
REDUCED = {"sum": "sum", "mean": "mean"}
DELTAS = {"cost": "the whole cost", "sample": "one sample's"}
LINE = 26  # pixels of a line in a field
AROUND = 28
LEAST = 80  # pixels that a field takes at least
HELP = (
    "A line for each row, or semicolons; blanks or commas between numbers; also [[1, 2], [3, 4]], (1, 2), LaTeX. "
    "Numbers like 0.5, .5, 1/2, sqrt(2)."
)


def draw_editor() -> None:
    """Draw all fields of the example, folded away at first."""
    if worked.hidden():
        st.empty()
        return
    fold = st.expander("Type your own, or change this one", icon=":material/edit:", key=FOLD, on_change="rerun")
    if not fold.open:
        return
    depth = len(worked.example().activations)
    with fold:
        with _row("sizes", "eta", "l2", "l1"):
            _text("Sizes, inputs first", "sizes", "2-2-1", width=150)
            _text(r"Rate $\eta$", "eta", "no update", width=110)
            _text("L2 penalty", "l2", "none", width=100, help=r"The cost gets $\frac{\lambda}{2} \sum w^2$.")
            _text("L1 penalty", "l1", "none", width=100, help=r"The cost gets $\lambda \sum |w|$.")
        functions = [f"activation {layer}" for layer in range(1, depth + 1)]
        with _row(*functions):
            for layer, field in enumerate(functions, start=1):
                _choice(f"Activation of layer {layer}", field, FUNCTIONS)
        with _row("loss", "outputs", "samples", "delta", "half"):
            _choice("Loss", "loss", LOSSES)
            _switch("Over outputs", "outputs", REDUCED)
            _switch("Over samples", "samples", REDUCED)
            _switch(r"$\delta$ is of", "delta", DELTAS)
            if worked.example().loss == "mse":
                _toggle("½ before the square", "half")
        with _row("layout"):
            _switch("W is given as", "layout", LAYOUTS)
            if worked.example().rate:
                _toggle("The update moves biases too", "biases move")
        for layer in range(1, depth + 1):
            with _row(f"W{layer}", f"b{layer}"):
                _area(f"$W^{{({layer})}}$", f"W{layer}", help=HELP if layer == 1 else None)
                _text(f"$b^{{({layer})}}$", f"b{layer}", "none: zeros", width=180)
        with _row("X", "Y"):
            _area("$X$, a row for each sample", "X")
            _area("$Y$, a row for each sample", "Y", placeholder="none: forward only")
        _text("What the example is called", "title", "for a link and a file")


@contextmanager
def _row(*names: str) -> Iterator[None]:
    """Draw fields beside each other, and below them why what was typed is not taken, and what has followed."""
    with st.container(horizontal=True, vertical_alignment="top", gap="small"):
        yield
    draw_error("; ".join(filter(None, (worked.draft(name)[1] for name in names))))
    for words in filter(None, map(worked.typing().followed.get, names)):
        st.markdown(f":small[:orange[:material/info: {literal(words)}]]")


def _given(field: str) -> dict[str, Any]:
    """Return the arguments of the widget of a field; what was refused stays in it."""
    key = worked.offer(worked.widget_of(field), worked.draft(field)[0])
    return {"key": key, "on_change": worked.take_field, "args": (field, key)}


def _text(label: str, field: str, placeholder: str, **more: Any) -> None:
    st.text_input(label, placeholder=placeholder, **more, **_given(field))


def _area(label: str, field: str, **more: Any) -> None:
    lines = str(worked.draft(field)[0]).count("\n") + 1
    st.text_area(label, height=max(LEAST, lines * LINE + AROUND), **more, **_given(field))


def _choice(label: str, field: str, words: Mapping[str, str]) -> None:
    known = [name for name in words if name != OWN]
    value = worked.draft(field)[0]
    st.selectbox(
        label,
        known if value in known else [*known, value],
        format_func=lambda name: words.get(name, name),
        accept_new_options=True,
        width=160,
        **_given(field),
    )


def _switch(label: str, field: str, words: Mapping[str, str]) -> None:
    st.segmented_control(label, tuple(words), format_func=words.__getitem__, required=True, **_given(field))


def _toggle(label: str, field: str) -> None:
    st.toggle(label, **_given(field))
