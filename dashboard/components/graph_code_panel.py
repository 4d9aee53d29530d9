"""The nodes of a graph as code, and what a second backward pass adds to what the first one left."""

import streamlit as st

from dashboard.components.sentences import write_number
from dashboard.lab.graph import moment_of, two_passes
from dashboard.state.graphs import current_run
from derivations.digits.beyond import Beyond, exactly
from derivations.rendering.event_lines import print_gradient, print_quantity
from derivations.rendering.numbers import as_printed, digits_of
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
    values = [each[name] for name in run.values for each in (once, twice, zeroed)]
    printed = [print_quantity(value, run.digits) for value in values]
    rows = ["| gradient | one pass | two passes | zeroed between |", "|:--|--:|--:|--:|"]
    for at, name in enumerate(run.values):
        cells = " | ".join(map(write_number, printed[3 * at : 3 * at + 3]))
        rows.append(f"| ${print_gradient(name, run.graph)}$ | {cells} |")
    more = "A second pass finds what the first one left, and every gradient doubles"
    read = [as_printed(value, digits_of(value, run.digits), moving=False) for value in values]
    if any(2 * exactly(half) != exactly(whole) for half, whole in zip(read[::3], read[1::3], strict=True)):
        # 2.58385 and its double 5.16771 are printed as 2.5839 and 5.1677
        more += " (the last digit is rounded)"
    st.markdown(
        "\n".join(rows) + f"\n\n{more}: a step would go twice as far. So frameworks have a call that sets them to 0: "
        "`optimizer.zero_grad()`."
    )
