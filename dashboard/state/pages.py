"""A page and its parts: what each shows, and which parts are drawn anew after a change.

A part is a fragment. It says what it shows, as names of options and of moving things, and a change draws those parts on
the screen that show what has changed: that is what makes a click cheap. A part may stand in another one: it is drawn
with that one, or alone. Must not know: any page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from time import sleep
from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitAPIException

from dashboard.lab.option import Option
from dashboard.lab.tries import Checkpoint, Try
from dashboard.state.visit import current

# What moves without an option: the parameters (and the epoch), what to say of the last change, what to go back to.
WEIGHTS = "weights"
NOTE = "note"
LEFT = "left"
SHOWING = 0.3  # seconds: a browser with a processor to itself takes so long from the first message to an equation


@dataclass(frozen=True)
class Page:
    """A page: what it is called, answers, has for options of its own, tells to do first, proposes, asks.

    ``network`` says whether it is about the network of all pages: then its head names it and has its controls. ``line``
    is the option by which it shows one line, if any: a click into the diagram goes to the line of what was clicked.
    ``between`` says whether it follows dropout and batch normalisation: else the network is shown without them.
    """

    title: str
    question: str
    options: tuple[Option, ...] = ()
    first: str | Callable[[], str] = ""
    tries: tuple[Try, ...] = ()
    checkpoint: Checkpoint | None = None
    network: bool = True
    line: Option | None = None
    between: bool = False


@dataclass(frozen=True)
class Part:
    """A piece of a page that is drawn by itself.

    ``shows`` names the options and moving things that are seen in it; where that is less for now, because something is
    folded away, ``draw`` returns the names of what is. ``sets`` names the options that it has widgets for and shows
    nowhere else: a widget shows by itself what was set with it. ``varies`` says that it does not always have as many
    elements: while the network trains, it is then replaced as a whole. ``clicked`` says that it has a chart that takes
    clicks: the browser makes such a chart anew when another fragment draws it.
    """

    name: str
    draw: Callable[[], Collection[str] | None]
    shows: Collection[str] = ()
    sets: Collection[str] = ()
    varies: bool = False
    clicked: bool = False


@dataclass(frozen=True)
class Drawn:
    """A part on the screen, the name of the part that it stands in ("" if in none), and what is seen in it for now.

    ``repeats`` says whether it is drawn again and again.
    """

    part: Part
    outer: str
    shows: Collection[str]
    repeats: bool = False


def draw(part: Part, within: DeltaGenerator | None = None, *, every: float | None = None) -> None:
    """Draw a part, here or within a container; again and again while ``every`` is a number of seconds.

    Within a part that is drawn again and again it is no fragment of its own, unless it takes clicks: it is drawn with
    that one, which then shows what it shows. Streamlit remembers the `with` containers that are open around a fragment,
    and opens all of them again when it reruns: so one `with` here, and no other around it.
    """
    here = current()
    outer = "".join(here.inside[-1:])
    if here.repeating and not part.clicked:
        # a fragment has a container too: nested alike, the elements stay in place when training begins or ends
        with within or nullcontext(), st.container():
            shows = _draw_here(part)
        seen = {*here.drawn[outer].shows, *(part.shows if shows is None else shows), *part.sets}
        here.drawn[outer] = replace(here.drawn[outer], shows=seen)
        return

    def drawing() -> None:
        here = current()
        for name in [name for name in here.drawn if part.name in _outer(name, here.drawn)]:
            del here.drawn[name]
        here.drawn[part.name] = Drawn(part, outer, part.shows, repeats=every is not None)
        here.inside.append(part.name)
        within_repeating, here.repeating = here.repeating, every is not None
        try:
            shows = _draw_here(part)
            if shows is not None:
                here.drawn[part.name] = replace(here.drawn[part.name], shows=shows)
        finally:
            here.inside.pop()
            here.repeating = within_repeating

    fragment = st.fragment(drawing, key=part.name, run_every=every)
    with within or nullcontext():
        fragment()


def _draw_here(part: Part) -> Collection[str] | None:
    return _draw_anew(part) if part.varies and current().running else part.draw()


def _draw_anew(part: Part) -> Collection[str] | None:
    """Draw a part in the second of two places, then empty the first; the next time the other way round.

    Drawn over the old one, a part with fewer elements would leave the rest of the old ones on the screen until the
    browser is told that the run has ended. While another part is drawn again and again (training), that message can be
    overtaken by the next run. To empty a place takes all of it away at once, and until then the old part is seen.
    """
    places = [st.container(), st.container()]
    new, old = places[::-1] if current().seconds.get(part.name, False) else places
    with new.container():
        shows = part.draw()
    old.empty()
    current().seconds[part.name] = new is places[0]
    return shows


def let_see() -> None:
    """Let the browser show what is drawn so far before it hears of the rest: once, on the first page of a visit.

    It asks for KaTeX when it has put the first formula in place, and puts all that it was sent by then in place at
    once. Without this pause that is the whole page: a third more work until an equation is seen.
    """
    if current().fresh:
        current().fresh = False
        sleep(SHOWING)


def redraw(changed: Collection[str], *, by: str = "") -> None:
    """Draw the parts that show what has changed, and no other (at the end of a callback).

    ``by`` is the part whose widget changed it, which shows that by itself.
    """
    wanted = parts_to_draw(changed, by=by)
    if not wanted:
        return
    here = current()
    if {name for name, drawn in here.drawn.items() if not drawn.outer} <= set(wanted):
        redraw_all()
    here.held = any(here.drawn[name].repeats for name in wanted)
    if wanted == [by]:
        # the browser has asked for that one, and a second run would begin as soon as this one
        return
    try:
        st.rerun(wanted)
    except StreamlitAPIException:
        # an interrupted run has not drawn all parts: then one of them does not exist
        redraw_all()


def redraw_all() -> NoReturn:
    """Draw the whole page, and do not go on with what is being drawn."""
    st.rerun()


def parts_to_draw(changed: Collection[str], *, by: str = "") -> list[str]:
    """Name the parts on the screen that show what has changed, but for those in a part that is named itself."""
    shown, on_screen = set(changed), current().drawn
    wanted = [
        name
        for name, drawn in on_screen.items()
        if not shown.isdisjoint(drawn.shows) or (name != by and not shown.isdisjoint(drawn.part.sets))
    ]
    return [name for name in wanted if not set(wanted).intersection(_outer(name, on_screen))]


def part_of_widget() -> str:
    """Name the part that is being drawn: the one that a widget stands in."""
    return "".join(current().inside[-1:])


def _outer(name: str, drawn: Mapping[str, Drawn]) -> Iterator[str]:
    """Name the parts that a part stands in, the nearest first."""
    while name in drawn and drawn[name].outer:
        name = drawn[name].outer
        yield name
