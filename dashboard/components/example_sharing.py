"""Taking a worked example along: a link, a file, an exercise for a class, the page of the network that it describes."""

from collections.abc import Collection, Mapping
from functools import partial
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

import streamlit as st

from dashboard import navigation
from dashboard.components.sentences import draw_error, literal
from dashboard.lab.book import find_given_away
from dashboard.lab.carrying import carry
from dashboard.lab.keeping_examples import MOST_IN_ADDRESS, to_file
from dashboard.lab.option import DIGITS, write, write_own
from dashboard.state import controls, replacing, visit, worked
from dashboard.state.worked import EXAMPLE, IN_FILE, PHASE
from derivations import DerivationError

TOO_LONG = f"It is too long for a link (more than {MOST_IN_ADDRESS} letters): save it, and give the file on."
ONLY_HERE = (
    "This page runs on your own machine, and there alone the link opens. To others give the file of *Save or share* "
    "(of an exercise, after *Try it here*): they load it into their page."
)
HOME = navigation.PAGES[0]
HIDE = "worked-hide"


def draw_sharing() -> Collection[str] | None:
    """Draw the menus: file and link, exercise, and the way to the first page."""
    with st.container(horizontal=True, gap="small", key="worked-sharing"):
        file = st.popover("Save or share", icon=":material/share:", on_change="rerun", key="worked-file")
        if file.open:
            with file:
                _draw_file()
        if worked.hidden():
            st.button("Leave the exercise", icon=":material/visibility:", on_click=worked.set_exercise, args=((),))
            return None
        made = st.popover("Make an exercise", icon=":material/school:", on_change="rerun", key="worked-make")
        if made.open:
            with made:
                _draw_making()
        there = st.popover(HOME.title, icon=":material/open_in_new:", on_change="rerun", key="worked-carry")
        if there.open:
            with there:
                _draw_carrying()
    return None


def link_to(options: Mapping[str, str]) -> str:
    """Return the address of this page with this example and these options; "" if the example is too long for one."""
    value = controls.value(EXAMPLE)
    if write_own(EXAMPLE, value) != value:
        return ""
    here = urlsplit(st.context.url or "")
    query = {EXAMPLE.name: value, DIGITS.name: write(controls.value(DIGITS)), **options}
    if query.get(PHASE.name) == PHASE.default:
        del query[PHASE.name]
    return f"{here.scheme}://{here.netloc}{here.path}?{urlencode(query)}"


def is_loopback(host: str) -> bool:
    """Whether a host is the machine that asks for it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _draw_link(options: Mapping[str, str]) -> None:
    if link := link_to(options):
        st.code(link, language=None, wrap_lines=True)
        if is_loopback(urlsplit(link).hostname or ""):
            st.caption(ONLY_HERE)
    else:
        st.markdown(f":orange[{TOO_LONG}]")


def _draw_file() -> None:
    with st.container(width=380):
        st.markdown("A link to this example, without what was typed beside it:")
        _draw_link(worked.as_exercise(worked.hidden()) if worked.hidden() else {})
        st.caption("The file holds the example, the numbers typed beside it, and which ones an exercise hides.")
        st.download_button(
            "Save",
            data=partial(_save, visit.current()),
            file_name="worked-example.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        file = st.file_uploader(
            "Load a saved file", type=["json"], max_upload_size=1, key=visit.current().key(worked.UPLOAD)
        )
        if file is not None:
            try:
                worked.load(file.getvalue().decode("utf-8", errors="replace"))
            except DerivationError as error:
                draw_error(str(error))


def _save(at: visit.Visit) -> bytes:
    """Write the file (later, outside of the run of a page)."""
    own = {option.name: write(at.own.get(option.name, option.default)) for option in (EXAMPLE, *IN_FILE)}
    example = worked.find(own.pop(EXAMPLE.name))
    return to_file(example, own).encode()


def _draw_making() -> None:
    """Draw which numbers are to be hidden, and the link to what the class gets."""
    names = {each.name: f"${each.latex}$" for each in worked.quantities()}
    with st.container(width=420):
        st.markdown("**Hide these numbers,** to be filled in and marked:")
        chosen = st.pills(
            "Hidden",
            tuple(names),
            format_func=names.__getitem__,
            selection_mode="multi",
            key=visit.current().key(HIDE),
            default=tuple(names),
            label_visibility="collapsed",
        )
        hide = tuple(name for name in names if name in chosen)
        if not hide:
            st.caption("Choose at least one.")
            return
        for one, other in find_given_away(worked.quantities(), hide):
            words = f"${other.latex}$ stays, and has the numbers of ${one.latex}$."
            st.markdown(f":small[:orange[:material/warning: {words}]]")
        st.markdown("The link for the class opens as an exercise:")
        _draw_link(worked.as_exercise(hide))
        st.button("Try it here", type="primary", on_click=worked.set_exercise, args=(hide,))


def _draw_carrying() -> None:
    """Draw the button that takes the example to the first page, or why that cannot show it."""
    given, example = worked.numbers(), worked.example()
    with st.container(width=340):
        if given.targets is None:
            st.markdown("That page needs targets $Y$: without them there is no cost.")
            return
        try:
            settings, progress = carry(
                given.network,
                given.convention,
                given.parameters,
                given.inputs,
                given.targets,
                rate=given.rate or 1.0,
                name=(example.source or example.title).partition(",")[0],
            )
        except DerivationError as error:
            st.markdown(f"*{HOME.title}* cannot show this example: {literal(str(error))}.")
            return
        st.markdown(f"Open this network in *{HOME.title}*.")
        st.markdown("Network, weights and samples take the place of those of all other pages; *Back* there returns.")
        if given.rate and settings.rate != given.rate:
            st.markdown(rf"Its rate is $\eta = {settings.rate:g}$, the nearest one that is there.")
        if not given.biases_move:
            st.markdown("There the biases move with every step.")
        if st.button("Open", type="primary", key="worked-open"):
            replacing.put(settings, progress)
            st.switch_page(HOME.file)
