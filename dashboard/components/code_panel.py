"""The lines of both passes as NumPy and as PyTorch code, and what PyTorch computes with the numbers of this moment."""

from collections.abc import Collection

import streamlit as st

from dashboard.components.sentences import with_minus
from dashboard.lab.option import Option
from dashboard.lab.settings import COST_OF_IT, NETWORK
from dashboard.lab.shapes import say_line
from dashboard.state import controls, fields, pytorch, shapes, training, visit
from dashboard.state.pages import WEIGHTS


def draw_code(code: Option, line: Option, names: Option) -> Collection[str] | None:
    """Draw the code; PyTorch's values only when somebody asks for them: to load it takes seconds."""
    which, called = controls.value(code), controls.value(names)
    if training.running():
        st.caption("The lines as code: when paused.")
        return ()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="codes"):
        st.markdown(":small[**The same lines as code**]", width="content")
        st.segmented_control(
            "Code",
            code.values(visit.settings()),
            format_func=code.say,
            required=True,
            label_visibility="collapsed",
            **fields.control(code),
        )
    written = shapes.numpy_program(called) if which == "numpy" else pytorch.pytorch_text()
    st.code(written, language="python", wrap_lines=True)
    fold = st.expander("What PyTorch gives", key="pytorch-values", icon=":material/bolt:", on_change="rerun")
    if fold.open:
        with fold:
            _draw_values(controls.value(line), called)
        return None
    # which line is looked at is seen in the values only, and a number in PyTorch's program only
    seen = (*NETWORK, *COST_OF_IT, "delta", "layout", names.name, code.name)
    return seen if which == "numpy" else (*seen, WEIGHTS)


def _draw_values(target: str, names: str) -> None:
    found = pytorch.pytorch_values()
    st.markdown(f":small[{found.words}]")
    if found.values is None:
        return
    rows = ["| first entry of | PyTorch | here | largest difference |", "|:--|--:|--:|--:|"]
    own = pytorch.own_values()
    for name, theirs in found.values.items():
        mark = "**" if name == target else ""
        difference = float(abs(theirs - own[name]).max())
        first = with_minus(f"`{theirs.flat[0]:+.8f}` | `{own[name].flat[0]:+.8f}`")
        rows.append(f"| {mark}{say_line(name, names)}{mark} | {first} | `{difference:.0e}` |")
    st.markdown("\n".join(rows))
    st.caption("The largest difference is that of all entries of the array.")
