"""A line of the two passes in whole matrices: which one, its shapes, its entries, why; the wrong choices beside it."""

from collections.abc import Iterator
from functools import partial

import streamlit as st

from dashboard.components.sentences import draw_error
from dashboard.lab.option import Option
from dashboard.lab.settings import OPTIONS
from dashboard.lab.shapes import ALL, beside, choices_of, lines_of, say_line, why
from dashboard.state import controls, fields, shapes, visit
from dashboard.state.snapshot import keep_for_now, snapshot
from derivations.rendering.breaking import breakable

MOST_SWITCHED = 2  # layers whose lines find room in a switch
MOST_WRONG = 6
LAYOUT_WORDS = {"columns": "Columns", "rows": "Rows"}
MEAN_WORDS = {"sample": "1/m in dW, db", "cost": "1/m in Δ"}
GRADIENTS = r"$\partial C/\partial W$ and $\partial C/\partial b$"
WHERE = {
    "sample": rf"**Where $1/m$ is:** in every {GRADIENTS}; $\Delta$ is of each sample's own cost. "
    r"That is a convention: written into the last $\Delta$ it reaches the same gradients.",
    "cost": r"**Where $1/m$ is:** in the last $\Delta$, from which it reaches every line behind it. "
    rf"That is a convention: written in {GRADIENTS} it gives the same gradients.",
}


def draw_options(line: Option, names: Option) -> None:
    """Draw which line is looked at, and how it is laid out and called."""
    now, shown = visit.settings(), controls.value(line)
    lines = choices_of(now)
    say, at = partial(say_line, names=controls.value(names)), lines.index(shown)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="shape-lines"):
        for icon, words, step in (("chevron_left", "The line before", -1), ("chevron_right", "The next line", 1)):
            there = 0 <= at + step < len(lines)
            st.button(
                f":material/{icon}:",
                key=f"shape-{icon}",
                help=words,
                disabled=not there,
                on_click=controls.choose,
                args=(line, lines[at + step] if there else shown),
            )
        words = f"Line {at} of {len(lines) - 1}"
        if len(now.functions) <= MOST_SWITCHED:
            st.segmented_control(
                words, lines, format_func=say, required=True, label_visibility="collapsed", **fields.control(line)
            )
        else:
            st.selectbox(words, lines, format_func=say, width=110, label_visibility="collapsed", **fields.control(line))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="shape-ways"):
        ways = (
            ("A sample is one of the", OPTIONS["layout"], LAYOUT_WORDS.__getitem__),
            ("Names", names, names.say),
            ("Where 1/m is", OPTIONS["delta"], MEAN_WORDS.__getitem__),
        )
        for label, option, words_of in ways:
            given = fields.control(option if option is names else option.name)
            values = option.values(now)
            st.segmented_control(
                label, values, format_func=words_of, required=True, label_visibility="collapsed", **given
            )


def draw_switches_and_line(line: Option, names: Option) -> None:
    """Draw the switches, and the line that they set: another one changes both."""
    draw_options(line, names)
    draw_line(line, names)


def draw_line(line: Option, names: Option) -> None:
    """Draw the product with its shapes, its entries, why it is this one, and what comes of another one."""
    target, called, now = controls.value(line), controls.value(names), visit.settings()
    if snapshot().trouble:
        draw_error(snapshot().trouble)
    where = [f":small[{WHERE[now.delta]}]"] if now.mean else []
    most = f"{shapes.MOST_UNITS} units a layer and {shapes.MOST_SAMPLES} samples are the most"
    too_large = f":small[:gray[Too large to write out: {most}.]]"
    large = [] if shapes.in_full() else [too_large]
    with st.container(key="shapes-all" if target == ALL else "shapes"):
        if target == ALL:
            st.markdown("\n\n".join([*_passes(called), *large, *where]))
            return
        shown, other = keep_for_now(shapes.shape_line, target, called), beside(target)
        formulas = [f"{shown.left} = {breakable(shown.formula)}"]
        if shown.entries:
            formulas.append(rf"{{}}= {shown.entries}{shown.equals}")
        parts = [*map(_display, formulas), f":small[In NumPy:] `{shown.code}`", f":small[{why(target, now)}]", *large]
        if other:
            # a transpose and a sum, side by side
            near = keep_for_now(shapes.shape_line, other, called)
            parts += [_display(f"{near.left} = {breakable(near.formula)}"), f":small[{why(other, now)}] `{near.code}`"]
        st.markdown("\n\n".join(parts))
        mistakes = keep_for_now(shapes.wrong_lines, target, called)[:MOST_WRONG]
        wrong = [_wrong(each) for each in mistakes]
        if not all(each.silent for each in mistakes):
            wrong.append(":small[:gray[Sizes in orange do not agree.]]")
        head = "**Wrong products, and what NumPy says:**" if wrong else ":gray[There is no product here to get wrong.]"
        st.markdown("\n\n".join([f":small[{head}]", *wrong, *where]))


def _passes(names: str) -> Iterator[str]:
    """Write all lines of both passes, each with its shapes, its product and what that is."""
    yield ":small[**Forward**, then **backward** from $\\Delta$ of the last layer:]"
    if shapes.in_full():
        yield _display(shapes.array_entries(("a0", "y"), names))
    for target in lines_of(visit.settings()):
        line = keep_for_now(shapes.shape_line, target, names)
        yield _display(f"{line.left} = {breakable(line.formula)}{line.equals}")


def _display(formula: str) -> str:
    return f"$$\n{formula}\n$$"


def _wrong(each: shapes.WrongLine) -> str:
    """Write a wrong product, its code, and what NumPy says to it."""
    mark = ":orange[:material/warning:]" if each.silent else ":red[:material/close:]"
    mistake = f"{each.mistake[0].upper()}{each.mistake[1:]}:"
    gives = f" ${{\\footnotesize {each.gives}}}$" if each.gives else ""
    return f"{mark} :small[{mistake}] ${breakable(each.formula)}$  \n`{each.code}` :small[{_plain(each.says)}]{gives}"


def _plain(words: str) -> str:
    # signs that Markdown would take for its own
    return "".join(f"\\{sign}" if sign in "*_[]<>$|~" else sign for sign in words)
