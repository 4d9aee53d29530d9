"""The four equations of a layer in indices and in matrices, where each comes from, and what they assume of the cost."""

import math
import re
from collections.abc import Collection
from functools import partial

import streamlit as st

from dashboard.components.copying import draw_copy
from dashboard.components.equation_lines import draw_lines
from dashboard.components.parameter_table import name_of
from dashboard.components.sentences import draw_error, literal
from dashboard.lab.option import Option
from dashboard.lab.settings import COST_OF_IT, NETWORK
from dashboard.state import controls, shared, training, visit
from dashboard.state.equations import (
    derive_square,
    equations,
    gradients_of_square,
    gradients_with_penalty,
    lines_of_equations,
    lines_with_penalty,
    met,
    penalised,
)
from dashboard.state.snapshot import keep_for_now
from derivations.errors import DerivationError
from derivations.models.assumptions import Assumption
from derivations.models.names import penalty_of
from derivations.rendering.breaking import breakable
from derivations.rendering.lines import PrintedResult, print_result
from derivations.views.four_equations import TITLES, FourEquations

INDICES, MATRICES = "indices", "matrices"
FORMS = {"both": "Both", INDICES: "Indices", MATRICES: "Matrices"}
HEADS = {INDICES: "one entry: unit $j$, sample $s$", MATRICES: "all entries at once"}
DIGITS, MOST_MORE = 6, 5
# what the equations and their derivations depend on
LINES = (*NETWORK, *COST_OF_IT, "delta", "layer", "layout")


def draw_equations(form: Option) -> None:
    """Draw the equations as a table, index form beside matrix form."""
    try:
        written = keep_for_now(_write_equations, controls.value(form))
    except DerivationError as error:
        draw_error(str(error))
        return
    with st.container(key="equations"):
        st.markdown(written)


def _write_equations(chosen: str) -> str:
    shapes = (chosen,) if chosen in HEADS else tuple(HEADS)
    rows = [f"| no. | {' | '.join(HEADS[each] for each in shapes)} |", "|:--" + "|:--" * len(shapes) + "|"]
    for each in equations()[1]:
        if each.number > len(rows) - 1:
            rows.append(f"| **{len(rows) - 1}** | of the layers before this one{' |' * len(shapes)}")
        written = {INDICES: each.indices, MATRICES: each.matrices}
        cells = (rf"$\displaystyle {_in_table(breakable(written[shape]))}$" for shape in shapes)
        rows.append(f"| **{each.number}** | {' | '.join(cells)} |")
    lost = " ".join(_say_unmet(each) for each in met(visit.network()) if not each.holds)
    whole = rf"$\tilde{{C}} = C + {shared.penalties()}$"
    said = (
        f":orange[:material/warning:] :small[{lost} The equations and the stages "
        f"leave the penalty out: {whole} has it, and *The next step* makes that smaller.]"
    )
    return "\n".join([*([f"{said}\n"] if lost else []), *rows])


def draw_derivations() -> Collection[str] | None:
    """Draw where each equation comes from, and both assumptions: folded away, since to check lines takes its time."""
    try:
        found, printed = equations()
    except DerivationError:
        return None
    st.markdown("**Where they come from**, line by line:")
    by_number, moves = {each.number: each for each in printed}, False
    for number, title in TITLES.items():
        fold = st.expander(f"{number}: {title}", key=f"from-{number}", on_change="rerun")
        moves |= bool(fold.open)
        if fold.open and number not in by_number:
            fold.markdown("Of the layers before the last one: choose a weight there.")
        elif fold.open:
            each = by_number[number]
            with fold:
                result = _lines(each.target)
                draw_lines(result, lines_of_equations().check(each.target))
                draw_copy(partial(_lines, each.target, coloured=False), f"from-{each.number}")
    st.markdown("**What they assume of the cost**, and what becomes of a gradient without it:")
    for assumption, draw_without in zip(met(visit.network()), (_draw_squared, _draw_penalty), strict=True):
        words = f"Assumption {assumption.number}: {assumption.statement}"
        fold = st.expander(words, key=f"assumption-{assumption.number}", on_change="rerun")
        moves |= bool(fold.open)
        if fold.open:
            with fold:
                holds = f"It holds here: {_in_letters(assumption.reason)}."
                said = holds if assumption.holds else f"**{_say_unmet(assumption)}**"
                st.markdown(f"{said} Lines that rest on it:\n\n{_uses(found, assumption.number)}")
                if training.running():
                    st.caption("What becomes of a gradient is computed when training is paused.")
                else:
                    draw_without()
    return None if moves else NETWORK  # nothing is seen of what is folded away


def _lines(target: str, *, coloured: bool = True) -> PrintedResult:
    return lines_of_equations().lines(target, "every", on_dark=visit.dark() if coloured else None)


def _uses(found: FourEquations, number: int) -> str:
    return "\n".join(
        f"- line {use.line + 1} of ${_lines(use.target).left}$: {use.why}"
        for use in found.uses
        if use.assumption == number
    )


def _draw_squared() -> None:
    """Draw a cost that is no sum over samples: its derived error, and its gradient both ways."""
    now = visit.settings()
    error = print_result(derive_square(), f"delta{now.network.depth}").statement
    alone, whole = gradients_of_square()
    st.markdown(
        "**Without it.** Let $C^2$ be the cost: a sum over samples inside a power. Derived in the same way, the error "
        f"of sample $s$ is\n\n$$\n{breakable(error)}\n$$\n\nIt has a sum over all samples $s'$ in it: "
        "no sample can be sent back by itself, and what each would give alone does not add up.\n\n"
        + _compare("from each sample alone", alone, "of the whole", whole)
    )


def _draw_penalty() -> None:
    """Draw a cost that weights reach directly: its derived gradient, and what the equation leaves out."""
    with_it, now = lines_with_penalty(), visit.settings()
    statement = with_it.lines(f"dW{now.layer}", "every", on_dark=visit.dark()).statement
    equation, whole = gradients_with_penalty()
    network = penalised()
    if network == now.network:
        counts = [f"$\\lambda_{{{power}}} = {each:g}$" for power, each in ((1, network.l1), (2, network.l2)) if each]
        begin = f"**What breaks.** With {' and '.join(counts)} the gradient"
    else:
        [lost] = [_say_unmet(each) for each in met(network) if not each.holds]
        begin = (
            f"**Without it.** Let the squares of the weights count in the cost, $\\lambda_{{2}} = {network.l2:g}$. "
            f"{lost} The gradient"
        )
    st.markdown(
        f"{begin} has a term that no error carries back:\n\n$$\n{breakable(statement)}\n$$\n\n"
        + _compare("from equation 4", equation, "of the whole", whole)
    )


def _say_unmet(assumption: Assumption) -> str:
    """Say why an assumption does not hold, in the letters of the page: the cost with a penalty has a tilde."""
    why = _in_letters(assumption.reason).replace("$C$", r"$\tilde{C}$")
    return f"Assumption {assumption.number} does not hold: {why}."


def _in_letters(reason: str) -> str:
    """Write the names of variables in a sentence of the library as the page prints them."""
    known = lines_of_equations().derivation.model.by_name
    penalties = {each.name: each for each in map(penalty_of, range(1, visit.network().depth + 1))}
    letters = {name: f"${each.latex}$" for name, each in {**known, **penalties}.items()}
    named = re.sub(r"'?\b(\w+)\b'?", lambda found: letters.get(found[1], found[0]), literal(reason))
    return named.replace(r"\-\>", "→")


def _compare(one: str, first: float, two: str, second: float) -> str:
    now = visit.settings()
    name = name_of(now.layer, now.unit, now.source)
    if not (math.isfinite(first) and math.isfinite(second)):
        return "Not every number is defined here."
    # so many that what is printed differs by what is printed
    tried = range(DIGITS, DIGITS + MOST_MORE)
    digits = next((each for each in tried if _agree(first, second, each)), DIGITS)
    return (
        f"| gradient by | {one} | {two} | they differ by |\n|:--|--:|--:|--:|\n"
        f"| {name} | `{first:+.{digits}f}` | `{second:+.{digits}f}` | `{second - first:+.{digits}f}` |"
    )


def _agree(first: float, second: float, digits: int) -> bool:
    return f"{round(second, digits) - round(first, digits):.{digits}f}" == f"{second - first:.{digits}f}"


def _in_table(formula: str) -> str:
    # a bar would end the cell
    return formula.replace("|", r"\vert ")
