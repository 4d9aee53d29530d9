"""The numbers of a worked example in the book's order: each line unfolds, and is held against what the book prints."""

from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import streamlit as st

from dashboard.components.equation_lines import EQUAL
from dashboard.components.example_panel import UNDEFINED, print_matrix
from dashboard.components.example_verdict import NEARLY, say_verdict
from dashboard.components.selection_panel import draw_digits, draw_switch
from dashboard.components.sentences import literal
from dashboard.lab.book import NOISE, Quantity
from dashboard.lab.example import IN_OUT, Entry
from dashboard.lab.option import DIGITS, Option
from dashboard.lab.printed_numbers import read_printed_array
from dashboard.lab.verdict import AGREED
from dashboard.state import answers, controls, visit, worked
from dashboard.state.worked import ANSWERS, OPEN, PHASE, PHASES, PRINTED
from derivations import DerivationError
from derivations.rendering.breaking import breakable
from derivations.rendering.numbers import print_alike

MOST_UNFOLDED = 16  # numbers of a quantity; of one with more, a row at a time
MISSING = {
    "backward": "There is nothing to go back from: this example has no targets $Y$.",
    "update": r"There is no update: this example has no rate $\eta$, or no targets $Y$.",
}
ROWS = r"A row for each sample; in $z_{21}$ the first index is the unit, the second the sample."
TURNED = r"$w_{21}$ leads from unit 1 to unit 2: it stands in row 1, column 2 of this book's $W$."


def draw_numbers() -> None:
    """Draw the numbers of one of the passes."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="worked-ways"):
        draw_switch("Pass", PHASE, visible=False)
        draw_digits(visible=False)
        if worked.hidden():
            st.markdown(f":small[{_say_score()}]", width="content")
        else:
            st.empty()
    phase = controls.value(PHASE)
    found = worked.in_phase(phase)
    with st.container(key="worked-numbers", gap="xsmall"):
        if refused := worked.typing().refused:
            st.markdown(f":small[:orange[:material/history: {literal(_say_old(tuple(refused)))}]]")
        for each in found:
            _draw_quantity(each)
        missing = literal(worked.undefined()) or MISSING.get(phase, "")
        st.markdown(f":small[:gray[{' '.join(_notes(phase)) if found else missing}]]")


def _say_old(fields: tuple[str, ...]) -> str:
    return f"{', '.join(fields)}: what is typed there is not taken. These are the numbers without it."


def _notes(phase: str) -> Iterator[str]:
    given = worked.numbers()
    if phase != "update" and len(given.inputs) > 1:
        yield ROWS
    if given.layout == IN_OUT:
        yield TURNED


def _draw_quantity(quantity: Quantity) -> None:
    """Draw a quantity, the field for what the book prints, and what is to be said of that; unfolded, each number."""
    name, option = quantity.name, ANSWERS if worked.hidden() else PRINTED
    asked, is_open = name in worked.hidden(), name in worked.names_in(OPEN)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"worked-line-{_key(name)}"):
        st.markdown(f"$\\displaystyle {quantity.latex} = {_write(quantity, asked)}$", width="stretch")
        st.button(
            ":material/unfold_less:" if is_open else ":material/unfold_more:",
            key=f"worked-open-{_key(name)}",
            type="tertiary",
            help="Each number: symbols = numbers = value",
            on_click=worked.switch_name,
            args=(OPEN, name),
        )
        if asked or not worked.hidden():
            key = worked.offer(answers.beside(option, quantity), answers.texts(option).get(name, ""))
            st.text_input(
                f"{name} {'answered' if asked else 'in the book'}",
                placeholder="fill in" if asked else "in your book",
                width=190,
                label_visibility="collapsed",
                key=key,
                on_change=answers.take_text,
                args=(option, quantity, key),
            )
    if said := _judge(quantity, option, asked):
        st.markdown(said)
    if is_open:
        _draw_unfolded(quantity, option, asked)


def _write(quantity: Quantity, asked: bool) -> str:
    array = np.atleast_2d(np.where(abs(quantity.array) < NOISE, 0.0, quantity.array))
    if asked:
        rows, columns = array.shape
        return r"\text{?}" + (rf"\;{{\scriptstyle ({rows} \times {columns})}}" if array.size > 1 else "")
    return print_matrix(array, controls.value(DIGITS)) if quantity.array.shape else _number(quantity, ())


def _number(quantity: Quantity, entry: Entry) -> str:
    value = quantity.value(entry)
    return print_alike([0.0 if abs(value) < NOISE else value], controls.value(DIGITS))[0] or UNDEFINED


def _judge(quantity: Quantity, option: Option, asked: bool) -> str:
    """Say what is to be said of what was typed; "" if nothing was."""
    if not (asked or option is PRINTED):
        return ""
    try:
        found, count = answers.verdict(option, quantity)
    except DerivationError as error:
        return f":small[:red[{literal(f'{error}{_say_how(quantity, option)}')}]]"
    if found and asked and found.kind == AGREED and not answers.is_answered_fully(quantity):
        return f":small[{NEARLY} Right so far; {controls.value(DIGITS)} digits are asked.]"
    return f":small[{say_verdict(found, count, reveals=not asked)}]" if found else ""


def _say_how(quantity: Quantity, option: Option) -> str:
    """Say how a matrix is typed, and whether what was typed is it with rows and columns exchanged."""
    shape = quantity.array.shape
    if len(shape) < 2:
        return ""
    with suppress(DerivationError):
        read_printed_array(answers.texts(option)[quantity.name], "", shape[::-1])
        if shape[0] != shape[1]:
            return ". With rows and columns exchanged it fits."
    return f". A row ends with a semicolon: {'; '.join([' '.join('?' * shape[1])] * shape[0])}"


def _draw_unfolded(quantity: Quantity, option: Option, asked: bool) -> None:
    """Draw each number as symbols = numbers = value, and a field beside it for that number alone."""
    name, entries = quantity.name, quantity.entries
    with st.container(key=f"worked-unfolded-{_key(name)}", border=True, gap="xsmall"):
        if len(entries) > MOST_UNFOLDED:
            rows = list(dict.fromkeys(entry[0] for entry in entries))
            row = st.selectbox("Row", rows, width=90, key=visit.current().key(f"worked-row-{_key(name)}"))
            entries = tuple(entry for entry in entries if entry[0] == row)
        cells = answers.cells(option, quantity)
        for entry in entries:
            found = worked.unfolded(quantity, entry)
            # in an exercise the numbers in a line may be those that are asked for
            numbers = "" if worked.hidden() else found.numbers
            shown = "= ?" if asked else f"= {breakable(numbers)} {found.sign} " if numbers else "= "
            shown += "" if asked else rf"\mathbf{{{_number(quantity, entry)}}}"
            place = answers.place_of(entry)
            with st.container(
                horizontal=True, vertical_alignment="center", gap="small", key=f"worked-entry-{_key(name)}{place}"
            ):
                st.markdown(rf"$\displaystyle {found.left} = {breakable(found.symbols)} {shown}$", width="stretch")
                if len(quantity.entries) > 1 and (asked or not worked.hidden()):
                    key = worked.offer(answers.beside(option, quantity, place), cells.get(entry, ""))
                    st.text_input(
                        f"{name} {entry}",
                        placeholder="book" if not asked else "fill in",
                        width=110,
                        label_visibility="collapsed",
                        key=key,
                        on_change=answers.take_cell,
                        args=(option, quantity, entry, key),
                    )


def _say_score() -> str:
    right, total = answers.score()
    if right == total:
        return f"{EQUAL} **All {total} numbers are right.**"
    counts = {
        words: sum(len(each.entries) for each in worked.in_phase(phase) if each.name in worked.hidden())
        for phase, words in PHASES.items()
    }
    blanks = ", ".join(f"{count} on *{words}*" for words, count in counts.items() if count)
    return f"**{right} of {total}** numbers right. To fill in: {blanks}"


def _key(name: str) -> str:
    return name.replace("'", "-new")
