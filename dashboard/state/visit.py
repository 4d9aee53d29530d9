"""One record per visit: everything that belongs to a reader. What does not, such as derivations, is in ``shared``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from threading import local
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.lab.data import Task
from dashboard.lab.progress import TrainingProgress, start_progress
from dashboard.lab.selection import Selection
from dashboard.lab.settings import Settings
from derivations import Convention, DataSet, Network, Parameters

if TYPE_CHECKING:
    from dashboard.lab.attempts import Attempt
    from dashboard.lab.descent import Course
    from dashboard.lab.editing import Typing
    from dashboard.lab.example import Given
    from dashboard.lab.graph import GraphRun
    from dashboard.lab.rates import RateRun
    from dashboard.lab.readings import Reader
    from dashboard.lab.regularising import Fit, Score
    from dashboard.lab.runs import KeptRun
    from dashboard.lab.saturation import UnitRun
    from dashboard.lab.search_run import SearchRun
    from dashboard.lab.surfaces import Surface
    from dashboard.lab.tries import Verdict
    from dashboard.state.pages import Drawn, Page
    from dashboard.state.shared import DerivedLines
    from dashboard.state.snapshot import Snapshot


SWITCH = "run"


@dataclass(frozen=True)
class Kept:
    """What a reader can go back to: settings, parameters, options of pages; and whether a try has made them."""

    settings: Settings
    progress: TrainingProgress
    own: dict[str, Any]
    of_try: bool


@dataclass
class Visit:
    """A reader's visit; the frozen records in it are replaced, the visit stays.

    Parameters
    ----------
    settings, progress
        What is set on all pages, and where training stands.
    page
        The page that is on the screen.
    own : dict
        The values of options that one page has for itself, by name.
    fresh : bool
        Whether the first picture of the visit is being drawn, and its first equation has not been seen yet.
    drawn : dict
        The parts that stand on the screen, by name; ``inside`` are those that are being drawn, the outermost first,
        ``repeating`` says whether the innermost one is drawn again and again, and ``held`` whether its next picture
        shows a change of the reader's, for which it trains no further.
    seconds : dict
        By part that is replaced as a whole: whether it is drawn in the second of its two places the next time.
    widgets : dict
        The widgets that show an option, by its name.
    offered : set
        The keys of the fields that were given a value since the page was opened: they keep it by themselves.
    versions : Counter
        How often each widget was made anew: a widget with a new key has forgotten what the old one was told.
    edits : Counter
        How often parameters were changed, by what changed them.
    typed, refusals : dict
        Text that was refused, and why a value was refused, by the name of the option.
    shown_in : dict
        By key: what the fields of a worked example showed when they were drawn last.
    typing : tuple
        Of a worked example: its text, and what there is beside its fields.
    own_examples : list
        The reader's own worked examples, each with all that it has been, the latest last.
    cells : dict
        By example, option, quantity and place: what was typed beside one number and cannot stand among the others.
    note : str
        What has moved with the last change, in a sentence; ``look_at`` is that of the try that is being made.
    left : Kept
        What a try has taken the place of; of several tries in a row, the first.
    tried : tuple
        What the last try left: where training stands, and which options of the page it chose by a word.
    running : bool
        Whether the network trains: what the switch said last. A picture asks for it forty times, and the session takes
        10 µs each time to find out.
    judged : Verdict
        What there is to say of the answer at the checkpoint, if one was given.
    missed : set
        The answers that were wrong there; all of them once the right one was asked for.
    search, tested
        The search for hyper-parameters that was begun last, and the trial of it that was held against the test
        samples, by its number.
    searches, looks
        How many searches were begun, and how often the test samples have been looked at.
    clock : tuple
        Of the last pictures of training: what was set, seconds of a clock that only goes forward, and the epoch.
    taken : tuple
        Where training stood before and after the last update that was made alone, with one batch.
    runs : tuple
        The runs that were kept to compare, the latest last.
    snapshots, readings, derived, shown, domains, poles, graph_run, unit_runs, rate_runs, left_out, masks,
    surface, courses,
    examples, attempts, fits
        What follows from the parameters as they stand (and as they stood before the last change), from those at the
        epochs that are kept, from the reader's own
        formulas, from the settings, from his activations (twice), from an expression with its inputs (with what is
        shown of that run), from the start of a unit, from the parameters with what trains them, from those that a page
        leaves out, from the generator that draws what is dropped, from two parameters, from a surface with what goes
        down there, from worked examples, from the last of them in all wrong ways, and from settings of a training with
        its start; it goes with the visit.
    """

    settings: Settings
    progress: TrainingProgress
    page: Page | None = None
    own: dict[str, Any] = field(default_factory=dict)
    fresh: bool = True
    drawn: dict[str, Drawn] = field(default_factory=dict)
    inside: list[str] = field(default_factory=list)
    running: bool = False
    repeating: bool = False
    held: bool = False
    seconds: dict[str, bool] = field(default_factory=dict)
    widgets: dict[str, set[str]] = field(default_factory=dict)
    offered: set[str] = field(default_factory=set)
    versions: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    typed: dict[str, str] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)
    shown_in: dict[str, Any] = field(default_factory=dict)
    typing: tuple[str, Typing] | None = None
    own_examples: list[list[str]] = field(default_factory=list)
    cells: dict[tuple[str, ...], str] = field(default_factory=dict)
    note: str = ""
    look_at: str = ""
    judged: Verdict | None = None
    missed: set[str] = field(default_factory=set)
    table_wanted: bool = False
    left: Kept | None = None
    tried: tuple[TrainingProgress, frozenset[str]] | None = None
    clock: tuple[tuple[Settings, float, int], ...] = ()
    taken: tuple[TrainingProgress, TrainingProgress] | None = None
    runs: tuple[KeptRun, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    readings: Reader | None = None
    derived: dict[Any, DerivedLines] = field(default_factory=dict)
    shown: tuple[Settings, DerivedLines] | None = None
    domains: dict[Any, tuple[tuple[str, ...], tuple[str, ...], bool]] = field(default_factory=dict)
    poles: dict[Any, tuple[float, ...]] = field(default_factory=dict)
    graph_run: tuple[tuple[str, tuple[float | None, ...], int], GraphRun, dict[Any, Any]] | None = None
    unit_runs: tuple[tuple[float, float], tuple[UnitRun, ...]] | None = None
    rate_runs: tuple[Parameters, tuple[Network, Convention, str], dict[str, RateRun]] | None = None
    left_out: tuple[Parameters, Parameters] | None = None
    masks: tuple[tuple[Any, ...], tuple[Any, ...]] | None = None
    surface: tuple[tuple[Any, ...], Surface] | None = None
    courses: tuple[Surface, dict[Any, Course]] | None = None
    examples: dict[Any, Any] = field(default_factory=dict)
    attempts: tuple[Given, tuple[Attempt, ...]] | None = None
    fits: dict[Any, Fit] = field(default_factory=dict)
    search: SearchRun | None = None
    tested: tuple[int, Score] | None = None
    searches: int = 0
    looks: int = 0

    def read_switch(self) -> None:
        """Note whether the network trains: what the switch says. A new one is off, whatever the old one still sends."""
        self.running = bool(st.session_state.get(self.key(SWITCH), False))

    def key(self, widget: str) -> str:
        """Return the key of a widget as it stands now."""
        version = self.versions[widget]
        return f"{widget}-{version}" if version else widget

    def renew(self, *widgets: str) -> None:
        """Let widgets be made anew: what the browser still sends for the old ones no longer counts."""
        self.versions.update(widgets)


def begun() -> bool:
    """Whether the visit has begun."""
    return "visit" in st.session_state


def start(settings: Settings) -> None:
    """Begin a visit, with the first weights of the seed."""
    st.session_state.visit = Visit(settings, start_progress(settings.whole, settings.seed, settings.initial))
    find()


class _AtHand(local):
    session = ""
    visit: Visit | None = None


_AT_HAND = _AtHand()


def find() -> Visit:
    """Look for the visit in the session, and keep it at hand."""
    run = get_script_run_ctx()
    found: Visit = st.session_state.visit
    _AT_HAND.session, _AT_HAND.visit = run.session_id if run else "", found
    return found


def current() -> Visit:
    """Return the visit.

    A picture asks for it three hundred times, and to look into the session took a sixth of the server's time. A session
    has a thread of its own; should two ever share one, the name of the session tells them apart.
    """
    run, found = get_script_run_ctx(), _AT_HAND.visit
    return found if found and run and run.session_id == _AT_HAND.session else find()


def dark() -> bool:
    """Whether the reader's page is dark."""
    return st.context.theme.type == "dark"


def settings() -> Settings:
    """Return what is set on all pages."""
    return current().settings


def network() -> Network:
    """Return the network that is shown, with its loss."""
    return settings().network


def convention() -> Convention:
    """Return the factors of the cost."""
    return settings().convention


def selection() -> Selection:
    """Return what is looked at."""
    return settings().selection


def task() -> Task:
    """Return what the data set asks of a network."""
    return settings().task


def data() -> DataSet:
    """Return the samples that the network learns from."""
    return settings().samples


def note() -> str:
    """Return what has moved together with the last change, in a sentence; "" if nothing has."""
    return current().note


def refusal(name: str) -> str:
    """Return why the value that was typed or chosen for an option was refused; "" if it was not."""
    return current().refusals.get(name, "")
