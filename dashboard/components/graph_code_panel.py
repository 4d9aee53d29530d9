"""The nodes of a graph as code, and what a second backward pass adds to what the first one left."""

import streamlit as st

from dashboard.lab.graph import moment_of, two_passes
from dashboard.state.graphs import current_run
from derivations.digits.beyond import Beyond
from derivations.rendering.event_lines import print_gradient
from derivations.rendering.numbers import MOST_MORE, as_printed, digits_of, print_significant
from derivations.views.graph_code import graph_code


def draw_code() -> None:
    """Draw what each node is as code."""
    run = current_run()
    code = graph_code(run.graph)
    st.markdown("**Each node as code.** Forward it computes, backward it adds to the gradients of what went into it:")
    parts = (code.imports, f"# forward\n{code.forward}", f"# zeroing\n{code.zeroing}", f"# backward\n{code.backward}")
    st.code("\n\n".join(filter(None, parts)), language="python", wrap_lines=True)
    if any(isinstance(each, Beyond) for each in moment_of(run, len(run.steps)).values.values()):
        st.caption("In Python a number is too large or too small here; this page computes with more digits.")


def draw_zeroing() -> None:
    """Draw what the gradients are after one pass, after a second one, and after a second one with zeroing."""
    run = current_run()
    st.markdown(
        "**What zeroing is for.** Backward *adds* to a gradient: else a copied value would lose all arrows but one."
    )
    if run.trouble:
        st.caption("Shown as soon as every node has a value and a gradient.")
        return
    once = moment_of(run, len(run.steps)).gradients
    twice, zeroed = (two_passes(run, zeroing=zeroing) for zeroing in (False, True))
    rows = ["| gradient | one pass | two passes | zeroed between |", "|:--|--:|--:|--:|"]
    for name in run.values:
        digits = _digits_to_double(once[name], digits_of(once[name], run.digits))
        numbers = (f"${print_significant(each[name], digits)}$" for each in (once, twice, zeroed))
        rows.append(f"| ${print_gradient(name, run.graph)}$ | " + " | ".join(numbers) + " |")
    more = "A second pass finds what the first one left, and every gradient doubles: a step would go twice as far."
    st.markdown("\n".join(rows) + f"\n\n{more} So frameworks have a call that sets them to 0: `optimizer.zero_grad()`.")


def _digits_to_double(value: float, digits: int) -> int:
    """Return with how many digits twice the number is printed as twice of what is printed: 2.5839 is half of 5.1677."""
    for more in range(digits, digits + MOST_MORE):
        half, whole = (as_printed(each, more, moving=False) for each in (value, 2 * value))
        if as_printed(2 * half, more, moving=False) == whole:
            return more
    return digits
