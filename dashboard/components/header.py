"""The top of the page: what is shown, what to do first, and the controls that change the network and its cost."""

from collections.abc import Collection
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import navigation
from dashboard.components.legend import draw_legend
from dashboard.components.loss_menu import draw_loss_menu
from dashboard.components.network_menu import draw_network_menu
from dashboard.components.saving_menu import draw_saving_menu
from dashboard.components.table_menu import draw_table_menu
from dashboard.components.tries import TRIES
from dashboard.lab.data import TABLE, TASKS
from dashboard.lab.schedules import SCHEDULES
from dashboard.lab.settings import COST_OF_IT, NETWORK, Settings
from dashboard.lab.words import FUNCTIONS, INITIAL, LOSS_WORDS, LOSSES, OWN
from dashboard.state import controls, fields, shared, visit
from dashboard.state.pages import NOTE, Part, draw
from derivations.rendering.breaking import breakable

STYLE = Path(__file__).parent / "style.css"
SOURCES = [(Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8") for name in ("copying", "tries")]
SCRIPT = f"<script>{''.join(SOURCES)}</script>"
LONGEST_SIZES = 5
MOST_NAMED = 2
MENU_WIDTH = 340  # so that the diagram beside it is seen


class Scripts:
    """What the page does in the browser, as it is: to tidy a plain string takes Streamlit a millisecond."""

    def _repr_html_(self) -> str:
        return SCRIPT


def draw_heading() -> DeltaGenerator:
    """Draw what the page is about; return the place of its menus."""
    st.html(STYLE)
    st.html(Scripts(), unsafe_allow_javascript=True)  # our own, from files beside this one
    title, menus = st.container(key="header").columns([0.48, 0.52], gap="medium")
    draw(NAME, title)
    draw(TITLE, title)
    return menus


def draw_menus(within: DeltaGenerator) -> None:
    """Draw what to try, and on a page that is about the network, before that what changes it and its cost."""
    page = visit.current().page
    assert page is not None
    if page.network:
        draw(SWITCHES, within)
        draw(COST, within)
    draw(TRIES, within)
    if page.network:
        draw_table_menu()


def draw_name() -> None:
    """Draw what the page is called, and the way to the next one."""
    page = visit.current().page
    assert page is not None
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="name"):
        st.title(page.title, anchor=False, width="content")
        following = navigation.find_next(page.title)
        if following:
            label = f"Next: {following.title}"
            st.page_link(following.file, label=label, icon=":material/arrow_forward:", icon_position="right")


def draw_title() -> None:
    """Draw the question that the page answers, in which network, and what has moved with the last choice."""
    note, page = visit.note(), visit.current().page
    assert page is not None
    below = f":material/info: {note}" if note else f":gray[{page.first() if callable(page.first) else page.first}]"
    shown = f":gray[{title_of(visit.settings())}.] {say_left_out()}" if page.network else ""
    st.markdown(f"{page.question}\n\n:small[{shown}{below}]")


def title_of(settings: Settings) -> str:
    """Say which network is shown, on which data."""
    sizes = [str(size) for size in settings.sizes]
    shown = "-".join(sizes) if len(sizes) <= LONGEST_SIZES else f"{len(sizes) - 1}-layer"
    names = list(dict.fromkeys(NAMES.get(name, FUNCTIONS[name]) for name in settings.functions))
    functions = ", ".join(names) if len(names) <= MOST_NAMED else "mixed"
    words = f"{shown} {functions} network on {settings.task.label}"
    if settings.between and settings.has_between:
        words += f", with {say_between(settings)}, in {settings.mode}"
    learning = (
        f"{settings.held_out:.0%} held out" if settings.held_out else "",
        f"batches of {settings.batch_size}" if settings.batch_size else "",
        f"rate {SCHEDULES[settings.rate_schedule]}" if settings.rate_schedule != Settings.rate_schedule else "",
        f"first weights {INITIAL[settings.initial]}" if settings.initial != Settings.initial else "",
    )
    return "; ".join((words, *filter(None, learning)))


def say_between(settings: Settings) -> str:
    """Name what stands between the layers, also where the page leaves it out."""
    named = (
        "batch normalisation" if settings.batch_norm and settings.can_normalise else "",
        f"dropout {settings.dropout:g}" if settings.dropout and settings.hidden else "",
    )
    return " and ".join(filter(None, named))


def say_left_out() -> str:
    """Say what a page leaves out of the network that is set, in a sentence; "" if nothing."""
    now = visit.settings()
    if now.between or not now.has_between:
        return ""
    return f"Shown **without its {say_between(now)}**, which *Layer by layer*, *Training lab* and *Check* show. "


def draw_switches() -> Collection[str] | None:
    """Draw what changes the network; what is written in a menu only when it is asked for."""
    row = st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="right", gap="xsmall", key="switches"
    )
    network = row.popover("Network", key="layers", help="Layers, units and activations", on_change="rerun")
    if network.open:
        with network, st.container(width=MENU_WIDTH):
            draw_network_menu()
    tables = (TABLE,) if visit.settings().table else ()
    row.selectbox(
        "Data set",
        (*TASKS, *tables, controls.CHOOSE_TABLE),
        format_func=_data_label,
        width=128,
        label_visibility="collapsed",
        **fields.control("data"),
    )
    losses = visit.task().losses
    loss = visit.settings().loss
    row.segmented_control(
        "Loss",
        losses if loss in losses else (*losses, loss),
        format_func=lambda name: SHORT.get(name, LOSSES[name]),
        required=True,
        label_visibility="collapsed",
        **fields.control("loss"),
    )
    words = "All losses, the factors of the cost, and penalties"
    factors = row.popover("Cost", key=LOSS_MENU, help=words, on_change="rerun")
    if factors.open:
        with factors:
            draw_loss_menu()
    saving = row.popover("File", key="saving", help="Save to a file, and load it again", on_change="rerun")
    if saving.open:
        with saving:
            draw_saving_menu()
    symbols = row.popover("Symbols", key="symbols", help="What every letter means", on_change="rerun")
    if symbols.open:
        with symbols:
            draw_legend()
    return None if any(menu.open for menu in (network, factors, saving, symbols)) else NETWORK


def draw_cost() -> Collection[str] | None:
    """Draw what the cost is; of all samples it is the same in every view."""
    of_one = shared.cost_target() == "C_s" or visit.settings().of_one_sample
    words = f"Cost{' of one sample' if of_one else ''}, {LOSS_WORDS[visit.settings().loss]}"
    added, more = shared.penalties() if of_one else "", ""
    if added and visit.settings().of_one_sample:
        more = f" :small[; with the penalty ${shared.cost_of_error()} = C_s + {added}$]"
    elif added:
        more = f" :small[; $C$ has the penalty ${added}$ too]"
    if added:
        more += f" :small[with ${shared.lines('omega1').statement}$"
        more += f" and so on, ${', '.join(_weights_of_penalty())}$]"
    st.markdown(f":small[{words}:] ${breakable(shared.cost_statement())}${more}")
    return None if visit.settings().scope == "one" else (*NETWORK, *COST_OF_IT, "delta", "scope")


def _weights_of_penalty() -> list[str]:
    now = visit.settings()
    return [rf"\lambda_{each} = {value:g}" for each, value in ((1, now.l1), (2, now.l2)) if value]


LOSS_MENU = "factors"
NAMES = {OWN: "own f", "gelu_tanh": "GELU"}
SHORT = {"cross_entropy": "CE", "bce_logits": "logits", OWN: "own"}


def _data_label(name: str) -> str:
    if name == TABLE:
        return visit.task().label if visit.settings().data == TABLE else "Your CSV"
    return TASKS[name].label if name in TASKS else "Your own CSV…"


NAME = Part("name", draw_name)
TITLE = Part("title", draw_title, shows=(*NETWORK, "batch_size", "rate_schedule", NOTE))
WRITTEN = ("delta", "scope", "view", "layout")
SWITCHES = Part("switches", draw_switches, shows=(*NETWORK, *COST_OF_IT, *WRITTEN), sets=("loss",))
COST = Part("cost", draw_cost, shows=(*NETWORK, *COST_OF_IT, *WRITTEN))
