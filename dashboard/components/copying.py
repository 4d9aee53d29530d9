"""The LaTeX of all lines of a result, and the whole derivation as files. Each equation is copied by copying.js."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.state import shared, training, visit
from derivations.export.notes import FORMATS
from derivations.rendering.lines import PrintedResult


def draw_copy(print_result: Callable[[], PrintedResult], key: str, *, numbers: Callable[[], str] | None = None) -> bool:
    """Draw a button that opens the LaTeX of a result: in one equation, with every line, and with numbers if given.

    Return whether it is open.
    """
    words = "Copy the LaTeX of this result"
    copy = st.popover("LaTeX", icon=":material/content_copy:", key=f"copy-{key}", help=words, on_change="rerun")
    if not copy.open:
        # a box of source takes longer to draw than an equation
        return False
    result = print_result()
    with copy:
        if numbers:
            st.caption(f"With the numbers after epoch {training.progress().epoch}")
            st.code(numbers(), language="latex", wrap_lines=True)
        st.caption("The result")
        st.code(result.statement, language="latex", wrap_lines=True)
        if len(result.lines) > 1:
            st.caption("Every line, for amsmath")
            st.code(_align(result), language="latex", wrap_lines=True)
    return True


def draw_downloads() -> None:
    """Draw the downloads of the whole derivation; the files are written when they are asked for."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(":small[:gray[Take all layers home:]]", width="content")
        for kind, form in FORMATS.items():
            st.download_button(
                form.title,
                data=partial(_file, visit.current(), kind),
                file_name=f"backpropagation.{kind}",
                mime=form.mime,
                key=f"download-{kind}",
                icon=":material/download:",
                on_click="ignore",
            )


def _file(at: visit.Visit, kind: str) -> bytes:
    now = at.settings
    return shared.document(now.network, now.convention, kind, now.layout).encode()


def _align(result: PrintedResult) -> str:
    rows = " \\\\\n".join(f"  &= {line.formula}" for line in result.lines)
    return f"\\begin{{align*}}\n  {result.left}\n{rows}\n\\end{{align*}}"
