"""The LaTeX of a result, with a button that copies it, and the whole derivation as files."""

from functools import partial

import streamlit as st

from dashboard import session
from derivations import Convention, Network
from derivations.rendering.lines import PrintedResult


def draw_copy(result: PrintedResult) -> None:
    """Draw a button that opens the LaTeX of a result: in one equation, and with every line."""
    with st.popover("LaTeX", icon=":material/content_copy:", help="Copy the LaTeX of this result"):
        st.caption("The result")
        st.code(result.statement, language="latex", wrap_lines=True)
        if len(result.lines) > 1:
            st.caption("Every line, for amsmath")
            st.code(_aligned(result), language="latex", wrap_lines=True)


def draw_downloads() -> None:
    """Draw the downloads of the whole derivation; the files are written when they are asked for."""
    of, scaled = session.network(), session.convention()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(":small[:gray[Take all layers home:]]", width="content")
        for kind, label, mime in (("tex", "LaTeX", "application/x-tex"), ("md", "Markdown", "text/markdown")):
            st.download_button(
                label,
                data=partial(_file, of, scaled, kind),
                file_name=f"backpropagation-{of.loss}.{kind}",
                mime=mime,
                key=f"download-{kind}",
                icon=":material/download:",
                on_click="ignore",
            )


def _file(of: Network, scaled: Convention, kind: str) -> bytes:
    return session.document(of, scaled, kind).encode()


def _aligned(result: PrintedResult) -> str:
    rows = " \\\\\n".join(f"  &= {line.formula}" for line in result.lines)
    return f"\\begin{{align*}}\n  {result.left}\n{rows}\n\\end{{align*}}"
