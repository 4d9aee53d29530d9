"""The worked example that is looked at: its fields as they are typed, what was refused, what a book prints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar, cast

import streamlit as st

from dashboard.lab.book import COST, FORWARD, Quantity, Unfolded, list_quantities, unfold
from dashboard.lab.colours import factor_colours
from dashboard.lab.editing import Typing, field_of, fields_of, type_into, with_name
from dashboard.lab.example import Entry, Example, Given, read_example
from dashboard.lab.examples import EXAMPLES
from dashboard.lab.keeping_examples import MOST_IN_ADDRESS, from_file, from_text, same_numbers, to_text
from dashboard.lab.option import DIGITS, LEFT_OUT, Option
from dashboard.state import controls, fields
from dashboard.state.address import write_address
from dashboard.state.pages import LEFT, NOTE, redraw_all
from dashboard.state.shared import derive_lines
from dashboard.state.visit import Kept, current, dark
from derivations.errors import DerivationError

FIRST = next(iter(EXAMPLES))
PHASES = {"forward": "Forward", "backward": "Backward", "update": "Update"}
OPEN = Option("open", "", parse=str)  # the quantities that are unfolded
PHASE = Option("phase", "forward", tuple(PHASES), PHASES)
# what a book prints, and what is answered in an exercise, by quantity; and which quantities an exercise hides
PRINTED = Option("printed", "", parse=str, longest=MOST_IN_ADDRESS)
ANSWERS = Option("answers", "", parse=str, longest=MOST_IN_ADDRESS)
EXERCISE = Option("exercise", "", parse=str)
EXAMPLE = Option("example", FIRST, parse=str, longest=MOST_IN_ADDRESS)
IN_FILE = (DIGITS, PRINTED, EXERCISE, ANSWERS)  # beside the example
OPTIONS = (EXAMPLE, PHASE, DIGITS, OPEN, PRINTED, EXERCISE, ANSWERS)
FOLD, UPLOAD = "worked-fields", "worked-upload"
EMPTY = Example("", "", "2-2-1", ("sigmoid", "sigmoid"), "mse", ("0 0\n0 0", "0 0"), ("0 0", "0"), "0 0", "0")
DRAFTS = "drafts"
MOST_OWN, MOST_VERSIONS = 8, 20
JOINT = "."  # between the names of quantities
TOO_LONG = "The example of this address was too long for it: here is another one. If it was saved, load it (File)."
UNREADABLE = "The example of this address cannot be read: here is another one."
MOST_KEPT = 512
T = TypeVar("T")


def _kept(make: Callable[..., T]) -> Callable[..., T]:
    """Keep what a function makes of an example with the visit, for the same arguments."""

    @wraps(make)
    def keep(*arguments: Any) -> T:
        kept, key = current().examples, (make.__name__, *arguments)
        if key not in kept:
            made = make(*arguments)  # which may keep what it is made of
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[key] = made
        return cast("T", kept[key])

    return keep


def _read(text: str) -> tuple[Example, Given, str]:
    """Return the example that a text stands for, its numbers, and what there is to say if it is another one."""
    trouble = ""
    if text in EXAMPLES:
        found = EXAMPLES[text]
    elif text == LEFT_OUT:
        found, trouble = EXAMPLES[FIRST], TOO_LONG
    else:
        try:
            found = from_text(text)
            return found, read_example(found), ""
        except DerivationError:
            found, trouble = EXAMPLES[FIRST], UNREADABLE
    return found, read_example(found), trouble


_find = _kept(_read)


def example() -> Example:
    """Return the example that is looked at, as it was typed."""
    return _find(controls.value(EXAMPLE))[0]


def numbers() -> Given:
    """Return its numbers."""
    return _find(controls.value(EXAMPLE))[1]


def trouble() -> str:
    """Say why it is not the one of the address; "" if it is."""
    return _find(controls.value(EXAMPLE))[2]


def is_ready() -> bool:
    """Whether it is one of those to choose from."""
    return controls.value(EXAMPLE) in EXAMPLES


def write_value(wanted: Example) -> str:
    """Write an example as a value of its option: by name, if it has the numbers of one that is ready."""
    return next((name for name, ready in EXAMPLES.items() if same_numbers(ready, wanted)), None) or to_text(wanted)


def find(value: str) -> Example:
    """Return the example that a value of its option stands for."""
    return _read(value)[0]


def draft(field: str) -> tuple[Any, str]:
    """Return what a field shows, and why it was refused; "" if it was not."""
    return typing().refused.get(field) or (field_of(example(), field), "")


def typing() -> Typing:
    """Return what there is beside the fields, for as long as the example stays."""
    of, found = current().typing or ("", Typing())
    return found if of == controls.value(EXAMPLE) else Typing()


def take_field(field: str, key: str) -> None:
    """Take over what was typed or chosen in a field of the example (a callback)."""
    new, here, before = with_name(field, st.session_state[key]), current(), example()
    if new == draft(field)[0] or is_old(key):
        return
    found, beside = type_into(before, field, new, typing())
    there = fields_of(before)
    moved = [each for each in fields_of(found) if each not in there or field_of(found, each) != field_of(before, each)]
    here.renew(*(widget_of(each) for each in moved if each != field))
    value, old = write_value(found), controls.value(EXAMPLE)
    if value != old:
        _keep_way_back()
        here.renew(widget_of("example"))
        _add_version(value, old)
    here.own[EXAMPLE.name] = value
    here.typing = value, beside
    finish({DRAFTS} | ({EXAMPLE.name, LEFT} if value != old else set()))


def own_examples() -> tuple[str, ...]:
    """Return the reader's own examples, as values of their option, each as it was looked at last."""
    value = controls.value(EXAMPLE)
    if not is_ready() and not trouble() and value != write_value(EMPTY):
        _add_version(value, value)
    return tuple(each[-1] for each in current().own_examples)


def _add_version(value: str, before: str) -> None:
    """Note what an own example of the reader's has become; a new one if it was none before."""
    found = current().own_examples
    if value not in EXAMPLES:
        versions = next((each for each in found if before in each), [])
        now = [*(each for each in versions if each != value), value][-MOST_VERSIONS:]
        found[:] = [now if each is versions else each for each in found] if versions else [*found, now][-MOST_OWN:]


def _keep_way_back() -> None:
    """Let Back return to what there is now."""
    here = current()
    here.left, here.tried = Kept(here.settings, here.progress, dict(here.own), of_try=False), None


def offer(widget: str, value: Any) -> str:
    """Give a widget what it shows, and return its key."""
    here, key = current(), current().key(widget)
    fields.offer(key, value)
    here.shown_in[key] = value
    return key


def is_old(key: str) -> bool:
    """Whether a field has sent what it showed anyway.

    A run that began before the last change still sends the old values of the widgets. But what is typed into a field
    that is being drawn anew counts.
    """
    return bool(st.session_state[key] == current().shown_in.get(key))


def widget_of(field: str) -> str:
    """Return the name of the widget of a field, which is made anew where something else has set the example."""
    widget = f"worked-{field.replace(' ', '-')}"
    current().widgets.setdefault(EXAMPLE.name, set()).add(widget)
    return widget


def replace_by(value: str, **more: Any) -> None:
    """Look at another example, with no numbers of a book beside it; Back returns to this one."""
    here = current()
    _keep_way_back()
    fresh = {option.name: option.default for option in (PRINTED, EXERCISE, ANSWERS)}
    controls.set_own({**here.own, **fresh, **more, EXAMPLE.name: value})
    here.note = here.look_at = ""
    write_address()
    redraw_all()


def choose_example(key: str) -> None:
    """Look at the example that was chosen from the list (a callback)."""
    wanted = st.session_state[key]
    if wanted in (*EXAMPLES, *own_examples()) and wanted != controls.value(EXAMPLE) and not is_old(key):
        replace_by(wanted)


def begin_anew() -> None:
    """Begin an example of the reader's own, and open its fields (a callback)."""
    st.session_state[FOLD] = True
    replace_by(write_value(EMPTY))


def finish(changed: set[str]) -> None:
    """Write the address, and draw what shows what has changed."""
    controls.finish(changed, current().note)


def names_in(option: Option) -> tuple[str, ...]:
    """Name the quantities that an option lists."""
    return tuple(name for name in controls.value(option).split(JOINT) if name)


def switch_name(option: Option, name: str) -> None:
    """Put a quantity on the list of an option, or take it off (a callback)."""
    found = names_in(option)
    listed = tuple(each for each in found if each != name) if name in found else (*found, name)
    controls.choose(option, JOINT.join(listed))


def hidden() -> tuple[str, ...]:
    """Name the quantities that are to be filled in; none if this is no exercise."""
    known = {each.name for each in quantities()}
    return tuple(name for name in names_in(EXERCISE) if name in known)


def set_exercise(names: Sequence[str]) -> None:
    """Hide these quantities, to be filled in, and go to the first; none ends the exercise (a callback)."""
    controls.set_own({**current().own, **as_exercise(names)})
    finish({EXERCISE.name, PHASE.name, NOTE})


def as_exercise(names: Sequence[str]) -> dict[str, str]:
    """Return the options of an exercise that hides these quantities: it opens where the first of them is."""
    first = next((phase_of(each) for each in quantities() if each.name in names), controls.value(PHASE))
    return {EXERCISE.name: JOINT.join(names), PHASE.name: first}


def load(text: str) -> None:
    """Take over a saved file (while the page is drawn), or raise a DerivationError and change nothing; Back returns."""
    found, more = from_file(text, tuple(each.name for each in IN_FILE))
    read_example(found)
    current().renew(UPLOAD)  # it is loaded once
    own = {each.name: each.read(more[each.name], current().settings) for each in IN_FILE if each.name in more}
    replace_by(write_value(found), **own)


def quantities() -> tuple[Quantity, ...]:
    """Return all quantities of the example, in the book's order; none if one is not defined."""
    return _quantities(controls.value(EXAMPLE))[0]


def undefined() -> str:
    """Say which number is not defined; "" if all are."""
    return _quantities(controls.value(EXAMPLE))[1]


@_kept
def _quantities(value: str) -> tuple[tuple[Quantity, ...], str]:
    try:
        return list_quantities(_find(value)[1]), ""
    except DerivationError as error:
        return (), str(error)


def in_phase(phase: str) -> tuple[Quantity, ...]:
    """Return the quantities of one of the passes."""
    return tuple(each for each in quantities() if phase == phase_of(each))


def phase_of(quantity: Quantity) -> str:
    """Say in which pass a quantity is computed."""
    return FORWARD if quantity.stage == COST else quantity.stage


def unfolded(quantity: Quantity, entry: Entry) -> Unfolded:
    """Return one number as symbols = numbers = value."""
    return _unfolded(controls.value(EXAMPLE), quantity.name, entry, controls.value(DIGITS), dark())


@_kept
def _unfolded(value: str, name: str, entry: Entry, digits: int, on_dark: bool) -> Unfolded:
    given = _find(value)[1]
    [quantity] = [each for each in _quantities(value)[0] if each.name == name]
    # of one sample without a penalty no sum over samples is written
    lines = derive_lines(
        given.network, given.convention, one=len(given.inputs) == 1 and not (given.network.l1 or given.network.l2)
    )
    return unfold(lines.derivation, given, quantity, entry, digits=digits, colours=factor_colours(dark=on_dark))
