"""Break it: a backward pass with a classic mistake, the line that it changes, and which check finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.gradients import draw_gradients
from dashboard.components.header import say_between
from dashboard.components.remarks import say_samples
from dashboard.components.sentences import literal
from dashboard.lab.option import Option
from dashboard.lab.settings import OPTIONS
from dashboard.lab.symbols import symbols_in
from dashboard.state import controls, fields, shared, visit
from dashboard.state.mistakes import FEW_STEPS, MistakeResult, plant_mistake, print_planted
from dashboard.state.snapshot import snapshot
from derivations import MatchReport
from derivations.errors import SpecificationError
from derivations.numeric.network.mistakes import MISTAKES
from derivations.rendering.breaking import breakable

if TYPE_CHECKING:
    from derivations.rendering.product_lines import PrintedMistake

FOUND = ":red[**yes**]"
NOT_FOUND = ":gray[no]"
NONE = "none"


def draw_breaking(mistake: Option) -> None:
    """Draw what is planted, what each check says of it, and the gradients with it."""
    planted, now = controls.value(mistake), visit.settings()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        words = "Plant a mistake in the backward pass"
        st.selectbox(words, mistake.values(now), format_func=mistake.say, width=360, **fields.control(mistake))
        if planted != NONE and MISTAKES[planted].in_one_layer:
            layers = OPTIONS["layer"].values(now)
            st.selectbox("in layer", layers, width=90, **fields.control("layer", place="mistake"))
    if planted == NONE:
        _draw_right(snapshot().matched)
        return
    words = "In force in the lines, checks and gradients below. The diagram of the network keeps the right ones, and "
    words += "so do the next step and training."
    named = ("penalties" if now.l1 or now.l2 else "", say_between(now))
    if left_out := list(filter(None, named)):
        words += f" It is planted in the network without its {' and '.join(left_out)}."
    st.caption(words)
    layer = now.layer if MISTAKES[planted].in_one_layer else now.network.depth
    found = plant_mistake(planted, layer)
    if found.refused:
        st.info(literal(f"It cannot be planted here: {found.refused}."))
        _offer_layer(planted, layer)
        return
    try:
        misfit = _draw_lines(planted, layer)
    except SpecificationError as error:
        st.info(literal(f"Here nothing can go wrong: {error}."))
        _offer_layer(planted, layer)
        return
    if found.report is None or not all(row.error <= found.report.tolerance for row in found.report.rows):
        rows = "\n".join(("| check | finds it? |", "|:--|:--|", *verdicts(found, misfit)))
        st.markdown(f"{rows}\n\n{_locate(found.report) if found.report else ''}".strip())
    else:
        st.info("Here both lines come to the same numbers, and no gradient changes.")
    if found.report is not None:
        draw_gradients(found.report, by_hand="with the mistake")


def _draw_right(report: MatchReport | None) -> None:
    if report is None:
        st.caption("Not every number is defined, so there is nothing to compare.")
        return
    mark, verb = (":green[:material/check:", "agree") if report.ok else (":red[:material/close:", "differ")
    rounding = " up to rounding" if report.ok else ""
    st.markdown(
        f"{mark} **The three {verb}**{rounding}]: **derived** by SymPy, line by line, and run as a program; a backward "
        r"pass written **by hand**; **measured** from $C$ alone, a parameter at a time, by a complex step: "
        r"$\operatorname{Im} C(w + ih) / h$ with $h \approx 10^{-100}$."
    )
    draw_gradients(report)


def _offer_layer(planted: str, layer: int) -> None:
    """Offer the first layer in which the mistake changes a line, where it changes none in this one."""
    if not _changes(planted, layer):
        found = next((each for each in OPTIONS["layer"].values(visit.settings()) if _changes(planted, each)), None)
        if found is not None:
            looked_at = (found, visit.selection().quantity)
            st.button(f"Plant it in layer {found}", key="plant-there", on_click=controls.show, args=looked_at)


def _changes(planted: str, layer: int) -> bool:
    try:
        return print_planted(planted, layer) is not None
    except SpecificationError:
        return False


def _draw_lines(planted: str, layer: int) -> str:
    """Draw the right line and the wrong one; return the reason why shapes in the wrong one do not fit, "" if they do.

    Raises
    ------
    SpecificationError
        If there is nothing to get wrong.
    """
    line, misfit = print_planted(planted, layer)
    right = f"{line.right} = {line.value}" if line.value else line.right
    where = "" if MISTAKES[planted].in_one_layer else ", in every layer"
    where = ", before the derivative cancels" if line.cancelled else where
    lines = ((right, ":green[:material/check: right]"), (line.wrong, f":red[:material/close: planted]{where}"))
    with st.container(key="planted"):
        for formula, note in lines:
            st.markdown(f"$$\n{line.left} = {breakable(formula)}\n$$\n\n:small[{note}]")
        letters = " · ".join(f"${symbol}$ {words}" for symbol, words in _name_letters(line))
        st.caption(f"{letters}. Matrices have {say_samples()}." if "C_{s}" in _text(line) else f"{letters}.")
    return misfit


def _text(line: PrintedMistake) -> str:
    return " ".join((line.left, line.right, line.wrong))


def _name_letters(line: PrintedMistake) -> tuple[tuple[str, str], ...]:
    return symbols_in([_text(line)], cost=shared.cost_of_error())


def verdicts(found: MistakeResult, misfit: str) -> list[str]:
    """Write one row per check: whether it finds the mistake. Each gradient is held against that by hand on its own."""
    if found.report is None:
        return [
            f"| the shapes | {FOUND}: {literal(misfit or found.misfit)} |",
            "| the other checks | not run: NumPy stops at this product, so there are no gradients to compare |",
        ]
    fell = found.after < found.before
    falls = f"{NOT_FOUND}: it falls" if fell else f"{FOUND}: it does not fall"
    return [
        f"| the shapes | {NOT_FOUND}: they fit |",
        f"| the cost, in {FEW_STEPS} steps | {falls}, `{found.before:.4g}` to `{found.after:.4g}`"
        f" (with right gradients to `{found.right:.4g}`) |",
        f"| the derived gradient | {_count(found.report, 'derived')} |",
        f"| the measured gradient | {_count(found.report, 'difference')} |",
    ]


def _locate(report: MatchReport) -> str:
    """Lead from the gradients that are marked to the layer in which the mistake is made."""
    wrong = {row.layer for row in report.rows if not row.error <= report.tolerance}
    depth, first = max(row.layer for row in report.rows), max(wrong)
    right = "" if first == depth else f", since those of layer {first + 1} are right"
    said = f"**Where is it?** Computed backward, the first ✗ are those of layer {first}: look at its lines{right}."
    if first == 1:
        return said
    if wrong >= set(range(1, first)):
        below = r"Every layer below takes its $\delta$ from the one above: a wrong $\delta$ makes all of them wrong."
        return f"{said} {below}"
    if not any(row.backward for row in report.rows if row.layer < first):
        return f"{said} The gradients of the layers below are 0: they say nothing of its $\\delta$."
    return f"{said} The layers below are right, so its $\\delta$ is, too: look at what is made of it."


def _count(report: MatchReport, other: str) -> str:
    errors = [found for row in report.rows if (found := row.backward_error(other)) is not None]
    if not errors:
        return f"{NOT_FOUND}: every weight and bias is at a kink, where there is none"
    differ = [not error <= report.tolerance for error in errors]
    return f"{FOUND if any(differ) else NOT_FOUND}: {sum(differ)} of {len(differ)} gradients differ"
