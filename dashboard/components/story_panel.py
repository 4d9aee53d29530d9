"""The story of one sample, with its numbers: x -> z -> a -> C, and back."""

import math

import streamlit as st

from dashboard.components.numbers_panel import in_a_line, plain_rows, rows
from dashboard.components.parameter_table import name_of
from dashboard.components.remarks import letter as function_letter
from dashboard.components.remarks import print_cancellation, print_derivative, what_cancels
from dashboard.lab.selection import Selection
from dashboard.lab.story import Chapter, backward_chapters, cost_of, forward_chapters
from dashboard.state import controls, shared, visit
from dashboard.state.pages import let_see
from dashboard.state.paths import first_path
from dashboard.state.snapshot import lookup_shown, snapshot
from derivations.rendering.breaking import breakable
from derivations.rendering.path_lines import PrintedPath
from derivations.views.compiled import Lookup

DIGITS = 3
MOST_FACTORS = 7  # of three layers; of more, those at the ends
LONGEST = 60  # of a definition that stands in a sentence
ARROW = ":material/arrow_outward:"


def draw_story() -> None:
    """Draw every chapter: what it is, in words, and its formula in symbols, in numbers, and its value."""
    now, find = visit.settings(), lookup_shown()
    forward, backward = list(forward_chapters(now)), list(backward_chapters(now))
    with st.container(key="story"):
        whole = "mean" if now.mean else "sum"
        # of a sum over the samples, as of their mean, the penalty is counted once
        once = not now.mean and now.l1 + now.l2 > 0
        of_all = f"$C$ is the {whole} of all {'$C_s$, and the penalty' if once else f'${cost_of(now)}$'}"
        st.markdown(rf"**Forward** for sample {now.sample}: $x \to z \to a \to {cost_of(now)}$ ({of_all})")
        for chapter in forward:
            _draw_chapter(chapter, find)
            let_see()
        path = first_path()
        back = _product(path) if path else f"on every path from ${cost_of(now)}$ a derivative is 0"
        st.markdown(f"**Backward**: {back}")
        for chapter in backward:
            _draw_chapter(chapter, find)
        layer, unit, source = visit.selection().parameter
        gradient, samples = snapshot().gradient(layer, unit, source), visit.task().samples
        if samples > 1 and math.isfinite(gradient):
            name, (step, asking) = name_of(layer, unit, source).strip("$"), say_step()
            here = ", " if asking == say_all() else f"; of {say_all()} it is here: "
            st.markdown(
                f":small[{step} takes the {whole} of what {asking} ask for{here}"
                f"{'the penalty once, ' if once else ''}"
                rf"$\partial C / \partial {name}$ = `{gradient:+.3g}`.]"
            )
        else:
            st.empty()


def say_all() -> str:
    """Name all samples that the network learns from."""
    return f"all {visit.task().samples} samples"


def say_step() -> tuple[str, str]:
    """Name a step, and the samples whose gradients it takes: they may be another mode's, or those of a batch."""
    now = visit.settings()
    evaluated, size = now.network.mode == "evaluation", now.batch_size
    asking = f"a batch of {size} samples" if size else say_all()
    return ("In training a step", f"{asking} in that mode") if evaluated else ("A step", asking)


def story_rows() -> list[tuple[str, str, str]]:
    """Give the formulas of every chapter, without colours."""
    now, find = visit.settings(), lookup_shown()
    chapters = (*forward_chapters(now), *backward_chapters(now))
    return [plain_rows(each.looked_at, find, digits=DIGITS) for each in chapters]


def say_tapped() -> str:
    """Say the number that is looked at, for a screen on which its equation is out of sight below the diagram."""
    looked_at = visit.selection()
    if visit.settings().coupled:
        left, filled = shared.said_in_numbers(looked_at, lookup_shown(), DIGITS)
        return f":small[Batch:] {in_a_line(*rows(left, filled, digits=DIGITS, phantom=False))}"
    left, filled = shared.one_line(looked_at, snapshot().lookup_of(looked_at.sample), DIGITS)
    return f":small[Sample {looked_at.sample}:] {in_a_line(*rows(left, filled, digits=DIGITS, phantom=False))}"


def _draw_chapter(chapter: Chapter, find: Lookup) -> None:
    looked_at = chapter.looked_at
    if chapter.omitted:
        layers = "1 layer" if chapter.omitted == 1 else f"{chapter.omitted} layers"
        st.caption(f"({layers} in the same way)")
    left, filled = shared.said_in_numbers(looked_at, find, DIGITS)
    definition = f" with ${_definition(looked_at)}$" if looked_at.quantity == "a" and _definition(looked_at) else ""
    derivative = _say_derivative(looked_at) if looked_at.quantity == "delta" else ""
    st.button(
        f"${chapter.title}$: {chapter.words}{definition}{derivative}",
        key=f"chapter-{looked_at.target}-{looked_at.unit}",
        type="tertiary",
        icon=ARROW,
        help="Show where this formula comes from.",
        on_click=controls.derive,
        args=(looked_at,),
    )
    st.markdown(in_a_line(*rows(left, filled, digits=DIGITS, phantom=False)))


def _say_derivative(looked_at: Selection) -> str:
    """Name the derivative of the activation, which is a factor of an error, or has cancelled."""
    named = print_derivative(visit.network().activation(looked_at.layer))
    if looked_at.layer == visit.network().depth and print_cancellation():
        # where the formula is so short that a factor of every textbook is missing
        return f"; {f'the derivative {named} has cancelled' if named else what_cancels()[0]}: see how"
    where = r"$\partial C_s / \partial \hat{z}$" if visit.network().normalises(looked_at.layer) else "it"
    return f"; in {where} the derivative {named}" if named else ""


def _product(path: PrintedPath) -> str:
    """Write every factor from the cost to the parameter, and which of them each delta on the way contains."""
    names, cited = [factor.name for factor in path.factors], path.cited
    if len(names) > MOST_FACTORS:
        names, cited = [*names[:2], r"\cdots", *names[-3:]], (cited[0], cited[-1])
    product = breakable(r" \cdot ".join(names))
    along = "= " if path.whole else r"$, a sum over all paths of products such as $\displaystyle "
    verb = "are" if path.whole else "belong to"
    covered = ", ".join(f"the first {number} factors {verb} ${gradient}$" for gradient, number in cited)
    return rf"$\displaystyle {path.left} {along}{product}$ ({covered})"


def _definition(looked_at: Selection) -> str:
    """Print what a function is that a formula has by its letter; "" where it is written out."""
    letter = function_letter(visit.network().activation(looked_at.layer))
    formulas = dict(shared.functions())
    return rf"{letter}(z) = {formulas[letter]}" if letter in formulas and len(formulas[letter]) < LONGEST else ""
