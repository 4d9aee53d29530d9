"""The LaTeX of all lines of a result, and the whole derivation as files. Each equation is copied by copying.js."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import streamlit as st

from dashboard.state import shared, training, visit
from derivations.export.notes import FORMATS
from derivations.rendering.lines import PrintedResult


def draw_copy(print_result: Callable[[], PrintedResult], key: str) -> bool:
    """Draw a button that opens the LaTeX of a result, and of its lines; return whether it is open."""
    return draw_sources(lambda: sources_of(print_result()), key)


def draw_sources(sources: Callable[[], Iterable[tuple[str, str]]], key: str) -> bool:
    """Draw a button that opens pieces of LaTeX, each below the words for it; return whether it is open."""
    words = "Copy the LaTeX of what is shown"
    copy = st.popover("LaTeX", icon=":material/content_copy:", key=f"copy-{key}", help=words, on_change="rerun")
    if not copy.open:
        # a box of source takes longer to draw than an equation
        return False
    with copy:
        for caption, source in sources():
            st.caption(caption)
            st.code(source, language="latex", wrap_lines=True)
    return True


def sources_of(result: PrintedResult) -> Iterator[tuple[str, str]]:
    """Give the LaTeX of a result."""
    yield "The result", result.statement
    if len(result.lines) > 1:
        yield "Every line, for amsmath", _align(result)


def with_numbers(equations: Iterable[Sequence[str]]) -> tuple[str, str]:
    """Give the LaTeX of equations below each other, each as the formulas that follow its left side with their signs."""
    rows = [
        row.replace(" = ", " & = ", 1) if at == 0 else f"& {row}"
        for each in equations
        for at, row in enumerate(part.replace(r" \nobreak", "") for part in each)
    ]
    aligned = " \\\\\n".join(rows)
    words = f"With the numbers after epoch {training.progress().epoch}"
    return words, f"\\begin{{aligned}}\n{aligned}\n\\end{{aligned}}"


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
