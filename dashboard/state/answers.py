"""What a book prints beside the numbers of an example, or what is answered in an exercise: typed, read, judged."""

from __future__ import annotations

import math
from contextlib import suppress
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from dashboard.lab.attempts import Attempt, list_attempts
from dashboard.lab.book import Quantity
from dashboard.lab.example import Entry, Given
from dashboard.lab.option import DIGITS, Option
from dashboard.lab.printed_numbers import (
    UNKNOWN,
    PrintedNumber,
    read_cells,
    read_printed,
    read_printed_array,
    write_cells,
)
from dashboard.lab.typed_cells import FieldError, with_point
from dashboard.lab.verdict import Verdict, judge
from dashboard.state import controls, worked
from dashboard.state.visit import current
from dashboard.state.worked import ANSWERS, PHASE, PRINTED
from derivations.errors import DerivationError, shown
from derivations.numeric.data.columns import one_minus
from derivations.numeric.network.worked import AFTER


def texts(option: Option) -> dict[str, str]:
    """Return what was typed beside each quantity."""
    return dict(parse_qsl(controls.value(option)))


def take_text(option: Option, quantity: Quantity, key: str) -> None:
    """Take over what was typed beside a quantity (a callback)."""
    if not worked.is_old(key):
        current().renew(*(beside(option, quantity, place_of(entry)) for entry in quantity.entries))
        for entry in quantity.entries:
            current().cells.pop(_cell(option, quantity, entry), None)
        put_text(option, quantity.name, st.session_state[key])


def place_of(entry: Entry) -> str:
    """Say where a number stands, for the name of its widget."""
    return "".join(f"_{at}" for at in entry)


def printed(option: Option, quantity: Quantity) -> dict[Entry, PrintedNumber]:
    """Read what was typed beside a quantity; raises a DerivationError where it cannot be read."""
    text = texts(option).get(quantity.name, "")
    name, shape = plain_name(quantity), quantity.array.shape
    found: dict[Entry, PrintedNumber] = {}
    if text:
        found = read_printed_array(text, name, shape) if shape else {(): read_printed(text, name)}
    for entry in quantity.entries:
        if refused := current().cells.get(_cell(option, quantity, entry)):
            place = ", ".join(f"{word} {at}" for word, at in zip(("row", "number")[-len(entry) :], entry, strict=True))
            raise FieldError(name, f"{name}, {place}: {shown(refused)} is not one number")
    return found


def cells(option: Option, quantity: Quantity) -> dict[Entry, str]:
    """Return what was typed beside a quantity, number by number, whether it can be read as one or not."""
    refused = {entry: current().cells.get(_cell(option, quantity, entry)) for entry in quantity.entries}
    try:
        found = _cut(texts(option).get(quantity.name, ""), quantity)
    except DerivationError:
        found = {}
    return found | {entry: text for entry, text in refused.items() if text}


def take_cell(option: Option, quantity: Quantity, entry: Entry, key: str) -> None:
    """Take over what was typed beside one number (a callback); what cannot stand among the others stays there."""
    if worked.is_old(key):
        return
    typed, before, here = one_minus(st.session_state[key]).strip(), texts(option).get(quantity.name, ""), current()
    here.cells.pop(_cell(option, quantity, entry), None)
    try:
        # between blanks, a comma would part two numbers
        number = with_point(typed, plain_name(quantity))
        wanted = _cut(before, quantity) | {entry: number}
        if number in UNKNOWN:
            del wanted[entry]
        text = write_cells(wanted, quantity.array.shape)
        taken = _cut(text, quantity) == wanted
    except DerivationError:
        taken = False
    if taken:
        here.renew(beside(option, quantity))
    elif typed:
        here.cells[_cell(option, quantity, entry)] = typed
    put_text(option, quantity.name, text if taken else before)


def _cut(text: str, quantity: Quantity) -> dict[Entry, str]:
    """Cut a text into cells, without those that say nothing; raises a DerivationError if it has another shape."""
    found = read_cells(text, plain_name(quantity), quantity.array.shape) if text else {}
    return {entry: cell for entry, cell in found.items() if cell not in UNKNOWN}


def _cell(option: Option, quantity: Quantity, entry: Entry) -> tuple[str, ...]:
    return controls.value(worked.EXAMPLE), option.name, quantity.name, place_of(entry)


def verdict(option: Option, quantity: Quantity) -> tuple[Verdict | None, int]:
    """Judge what was typed beside a quantity, and count its numbers; None if nothing was.

    Raises a DerivationError where it cannot be read.
    """
    found = printed(option, quantity)
    if not found:
        return None, 0
    others = {}
    for each in worked.quantities():
        if each.name in texts(option) and each is not quantity:
            with suppress(DerivationError):
                others[each.name] = printed(option, each)
    given = worked.numbers()
    return judge(given, quantity.name, found, others, attempts=_attempts(given)), len(found)


def _attempts(given: Given) -> tuple[Attempt, ...]:
    """Work the example out in all ways, once for as long as it stays."""
    here = current()
    if here.attempts is None or here.attempts[0] is not given:
        here.attempts = given, list_attempts(given)
    return here.attempts[1]


def score() -> tuple[int, int]:
    """Count the numbers of an exercise that are right, and all of them."""
    asked = [each for each in worked.quantities() if each.name in worked.hidden()]
    right = 0
    for each in asked:
        with suppress(DerivationError):
            right += sum(is_answered(each, at, number) for at, number in printed(ANSWERS, each).items())
    return right, sum(len(each.entries) for each in asked)


def is_answered(quantity: Quantity, entry: Entry, answer: PrintedNumber) -> bool:
    """Whether an answer is right, to as many digits as numbers are shown with."""
    value, digits = quantity.value(entry), controls.value(DIGITS)
    # a smaller number is printed as a power of 10
    small = abs(value) < 10.0**-digits and value != 0
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1 if small else -digits)
    return answer.agrees(value) and abs(answer.value - value) <= 0.5 * unit * (1 + 1e-9)


def is_answered_fully(quantity: Quantity) -> bool:
    """Whether all that is answered of a quantity is right, to as many digits as are asked."""
    return all(is_answered(quantity, at, each) for at, each in printed(ANSWERS, quantity).items())


def plain_name(quantity: Quantity) -> str:
    """Return the name of a quantity for a sentence: new W1, delta2."""
    return f"new {quantity.name[:-1]}" if quantity.name.endswith(AFTER) else quantity.name


def type_misprints() -> None:
    """Type in what the source of an example prints where it is misprinted (a callback)."""
    found: dict[str, dict[Entry, str]] = {}
    for each in worked.example().misprints:
        found.setdefault(each.quantity, {}).update(each.published)
    if not found:
        return  # a button that was there before
    shapes = {each.name: each.array.shape for each in worked.quantities()}
    wanted = {name: write_cells(each, shapes[name]) for name, each in found.items()}
    first = next(each for each in worked.quantities() if each.name in found)
    controls.choose_together({PRINTED.name: urlencode(texts(PRINTED) | wanted), PHASE.name: worked.phase_of(first)})


def put_text(option: Option, quantity: str, text: str) -> None:
    """Let a text stand beside a quantity (in a callback)."""
    found = texts(option) | {quantity: text.strip()}
    current().own[option.name] = urlencode({name: each for name, each in found.items() if each})
    worked.finish({option.name})


def beside(option: Option, quantity: Quantity, place: str = "") -> str:
    """Return the name of the widget beside a quantity, or beside one of its numbers; made anew as that of a field."""
    widget = f"worked-{option.name}-{quantity.name.replace(AFTER, '-new')}{place}"
    current().widgets.setdefault(option.name, set()).add(widget)
    return widget
