"""Pages to compare with: the least that Streamlit needs to show equations that somebody has typed in.

Goes in: LaTeX. Comes out: the text of a script. Must not know: where the LaTeX comes from.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

# the key of the one control; its options are 0, 1, ...
CONTROL = "plain"


def equations_page(shown: Sequence[Sequence[str]]) -> str:
    """Write a page with one control, which chooses which of several lists of equations is shown."""
    places = tuple(range(len(shown)))
    lines = [
        "import streamlit as st",
        "",
        f'chosen = st.segmented_control("Control", {places}, default=0, required=True, key="{CONTROL}")',
    ]
    for place, equations in enumerate(shown):
        lines += [f"if chosen == {place}:", *(f"    st.latex({latex!r})" for latex in equations)]
    return "\n".join((*lines, ""))


def importing_page() -> str:
    """Write a page that imports SymPy and Altair and shows one equation."""
    return 'import altair\nimport streamlit as st\nimport sympy\n\nst.latex(r"x = 1")\n'


@contextmanager
def script(text: str) -> Iterator[Path]:
    """Keep a page in a file for as long as it is needed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.py"
        path.write_text(text, encoding="utf-8")
        yield path
