"""What follows when the reader sets options: in a field, with a click into a chart, with a table of his own."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import streamlit as st

from dashboard.charts import read_click, read_sample_click
from dashboard.lab import consequences
from dashboard.lab.option import Option
from dashboard.lab.saving import from_query
from dashboard.lab.selection import Selection
from dashboard.lab.settings import COST_OF_IT, NETWORK, SELECTION, Settings
from dashboard.state import training
from dashboard.state.address import read_own, read_weights, say_lost, stepped_back, write_address
from dashboard.state.pages import NOTE, WEIGHTS, Page, redraw, redraw_all
from dashboard.state.visit import begun, current, selection, settings, start
from derivations.errors import DerivationError

CHOOSE_TABLE = "choose a table"
DIAGRAM = "network"
PLANE = "boundary"
INPUT = "Input {source} is data: selected is its weight to unit {unit} of layer 1."


def begin(page: Page) -> None:
    """Begin a run of a page: the first one, and a step back in the browser's history, read the address."""
    query, fresh = st.query_params.to_dict(), not begun()
    if not fresh and (before := current().page) and before.title != page.title:
        _leave_page()
    if fresh:
        start(from_query(query, between=page.between))
        read_own(page, query)
        read_weights(query)
        say_lost(query)
    elif stepped_back():
        adopt(from_query(query, table=settings().table, between=page.between))
        left = current().left
        if left is not None and left.settings == settings():
            # that was the step back from a try
            current().left, current().look_at = None, ""
        read_own(page, query)
        read_weights(query)
        say_lost(query)
    current().page, current().fresh = page, fresh
    whole, current().settings = settings().network, _shown_by(page, settings())
    if settings().network != whole:
        # another network is trained now: the curve shows the jump
        current().progress = replace(current().progress, measured=False)
    current().read_switch()
    current().drawn.clear()
    write_address()


def _shown_by(page: Page, wanted: Settings) -> Settings:
    """Return the settings with what a page shows of the network."""
    if wanted.between == page.between:
        return wanted
    return replace(wanted, between=page.between).looking_at(wanted.selection)


def _leave_page() -> None:
    """Forget what belongs to the page before: what was said there, and that a try there can be made again."""
    here = current()
    # under the same keys the widgets of another page are other ones for Streamlit, which know nothing yet
    here.offered.clear()
    here.note = here.look_at = ""
    left = here.left
    if left and (left.of_try or (left.settings == here.settings and left.progress is here.progress)):
        # what it would bring back is that page's own
        here.left = None


def value(option: str | Option) -> Any:
    """Return the value of an option of all pages, by name, or of an option of this page."""
    if isinstance(option, str):
        return consequences.value_of(settings(), option)
    own = current().own.get(option.name, option.default)
    return own if option.allows(own, settings()) else option.default


def table_wanted() -> bool:
    """Whether the reader has just asked to bring data of his own; once asked, it is no longer so."""
    wanted, current().table_wanted = current().table_wanted, False
    return wanted


def take_table(table: Any) -> None:
    """Take the reader's own data (while the page is drawn)."""
    change = consequences.with_table(settings(), table)
    adopt(change.settings)
    current().note = change.words
    write_address()
    redraw_all()


def choose(option: Option, new: Any, widget: str = "", part: str = "") -> None:
    """Take over an option of this page (a callback); a text that is refused stays in its field with the reason."""
    here, name, ends = current(), option.name, False
    _forget_typed(name)
    try:
        here.own[name] = option.parse(new) if option.parse else new
    except DerivationError as refused:
        here.typed[name], here.refusals[name] = new, str(refused)
    else:
        if ends := bool(option.resets) or (here.tried is not None and name in here.tried[1]):
            # what was said is of another subject
            here.note = here.look_at = ""
        for each in option.resets:
            here.own.pop(each, None)
            _forget_typed(each)
        here.renew(*({each for moved in (name, *option.resets) for each in here.widgets.get(moved, ())} - {widget}))
    finish({name, *option.resets} | ({NOTE} if ends else set()), here.note, by=part)


def choose_together(wanted: Mapping[str, Any]) -> None:
    """Take over several options of this page, by name (a callback)."""
    set_own({**current().own, **wanted})
    finish(set(wanted), current().note)


def show(layer: int, quantity: str) -> None:
    """Look at another quantity (a callback)."""
    finish(adopt(settings().looking_at(replace(selection(), layer=layer, quantity=quantity))), current().note)


def derive(wanted: Selection) -> None:
    """Look at where a formula comes from, line by line (a callback)."""
    finish(adopt(replace(settings(), view="index").looking_at(wanted)), current().note)


def take_click() -> None:
    """Take over what was clicked in the diagram (a callback)."""
    mark = read_click(st.session_state.get(DIAGRAM))
    if mark is None or not mark.fits(settings().sizes):
        return
    line = page.line if (page := current().page) else None
    wanted = selection().after_click(mark, story=settings().view == "story")
    # an input has no equation
    note = INPUT.format(source=mark.unit, unit=wanted.unit) if mark.kind == "unit" and mark.layer == 0 else ""
    own = {line.name: selection().after_click(mark, line=value(line)).target} if line else {}
    set_own({**current().own, **own})
    finish(adopt(settings().looking_at(wanted)) | set(own), note or current().look_at)


def take_sample() -> None:
    """Take over the sample that was clicked in the plane (a callback)."""
    sample = read_sample_click(st.session_state.get(PLANE))
    if sample is not None:
        finish(adopt(settings().looking_at(replace(selection(), sample=sample))), current().note)


def adopt(wanted: Settings) -> set[str]:
    """Set options by other means than their widgets; return what has changed."""
    if page := current().page:
        wanted = _shown_by(page, wanted)
    moved = _find_changed(settings(), wanted)
    for name in moved:
        current().typed.pop(name, None)
    return moved | _accept(wanted, moved)


def take(option: str | Option, place: str, key: str, part: str) -> None:
    """Take over the value of a field, and what follows from it (a callback)."""
    here, name = current(), name_of(option)
    new = st.session_state[key]
    if key != key_of(name, place) or (place != "typed" and new == value(option)):
        # a rerun that began before the last change still sends the old values of the widgets
        return
    widget = _widget(name, place)
    if new is None:
        # a field that was emptied shows its number again
        here.renew(widget)
        redraw_all()
    if isinstance(option, Option):
        choose(option, new, widget, part)
        return
    if new == CHOOSE_TABLE:
        # this entry is no data set: the dialog opens, and the control shows the present one again
        here.table_wanted = True
        here.renew(*here.widgets[name])
        redraw_all()
    change = consequences.set_option(settings(), name, new)
    if place == "typed":
        here.typed.pop(name, None)
        here.typed |= {name: new} if change.refused else {}
    # a refused text stays in its field with the reason; a refused choice is taken back, and its reason goes now
    refusals = {each: words for each, words in here.refusals.items() if each in here.typed and each != name}
    here.refusals = {**refusals, name: change.words} if change.refused else refusals
    moved = _find_changed(settings(), change.settings) | set(consequences.fields_of(name))
    changed = _accept(change.settings, moved, "" if change.refused and place != "typed" else widget)
    if change.refused:
        write_address()
        redraw_all()
    # what to look at stays until something else is said, or the network is another one
    here.look_at = "" if WEIGHTS in changed else here.look_at
    finish(moved | changed, change.words or here.look_at, by=part)


def _forget_typed(name: str) -> None:
    current().typed.pop(name, None)
    current().refusals.pop(name, None)


def _accept(wanted: Settings, moved: set[str], widget: str = "") -> set[str]:
    """Set options; the widgets that show what has changed become new ones, but for the one in which it was set.

    What moves with them is returned.
    """
    here = current()
    here.renew(*({each for name in moved for each in here.widgets.get(name, ())} - {widget}))
    before, here.settings = here.settings, wanted
    # a chart keeps its key, and its data carry this count as `turn`: a second click on a mark then counts as new
    here.renew(*([DIAGRAM] if moved & set(SELECTION) else []), *([PLANE] if "sample" in moved else []))
    if moved & set(NETWORK) and not is_same_network(before, wanted):
        training.restart()
        return {WEIGHTS}
    if moved & {"batch_norm", "dropout"}:
        training.adapt()
    elif moved & set(COST_OF_IT):
        training.begin_curve()
    elif "optimiser" in moved:
        training.forget()
    return set()


def finish(changed: set[str], note: str, *, by: str = "") -> None:
    """Say what has moved, write the address, and draw what shows it."""
    here = current()
    said = bool(here.note or note)
    here.note = note
    write_address()
    redraw(changed | ({NOTE} if said else set()), by=by)


def set_own(wanted: dict[str, Any]) -> None:
    """Set the options that pages have for themselves by other means than their widgets."""
    here = current()
    changed = {name for name in {**here.own, **wanted} if here.own.get(name) != wanted.get(name)}
    for name in {*wanted, *changed}:
        _forget_typed(name)
    here.renew(*(widget for name in changed for widget in here.widgets.get(name, ())))
    here.own = dict(wanted)


def is_same_network(before: Settings, now: Settings) -> bool:
    """Whether it is the same network, from the same seed, on the same data."""
    one, two = before.network, now.network
    first, second = (one.sizes, one.activations, before.seed), (two.sizes, two.activations, now.seed)
    return first == second and before.initial == now.initial and before.samples is now.samples


def _find_changed(before: Settings, now: Settings) -> set[str]:
    return {each.name for each in fields(now) if getattr(before, each.name) != getattr(now, each.name)}


def name_of(option: str | Option) -> str:
    """Return the name of an option."""
    return option.name if isinstance(option, Option) else option


def _widget(name: str, place: str) -> str:
    return f"control-{name}-{place}" if place else f"control-{name}"


def key_of(name: str, place: str) -> str:
    """Return the key of the widget for an option in this place, which from now on is made anew as the option moves."""
    widget = _widget(name, place)
    for field in consequences.fields_of(name):
        current().widgets.setdefault(field, set()).add(widget)
    return current().key(widget)
