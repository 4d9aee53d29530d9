"""What takes the place of a reader's network as a whole, and the way back: a try, a file that was saved."""

from dataclasses import replace

from dashboard.lab import consequences
from dashboard.lab.progress import TrainingProgress
from dashboard.lab.saving import from_file
from dashboard.lab.settings import Settings
from dashboard.lab.tries import Try
from dashboard.state import training
from dashboard.state.address import write_address
from dashboard.state.controls import adopt, is_same_network, set_own
from dashboard.state.pages import redraw_all
from dashboard.state.visit import Kept, current, settings

OTHER_NETWORK = " The network is another one for it: *Back* returns to yours."


def load(text: str) -> None:
    """Take over a file that was saved (while the page is drawn).

    Raises
    ------
    SpecificationError
        If it is none; then nothing changes.
    """
    wanted, found = from_file(text)
    _go_on_from(wanted, found, f"Loaded: epoch {found.epoch}.")


def take_try(wanted: Try) -> None:
    """Set what a try is about, and say what to look at (a callback); `leave_try` brings back what was there."""
    here, found = current(), settings()
    if here.left is None or here.left.of_try or here.tried is None or here.tried[0] is not here.progress:
        # a second try in a row replaces the first one, not the reader's own network
        here.left = Kept(found, here.progress, dict(here.own), of_try=False)
    if wanted.weights is not None:
        found = replace(Settings(), table=found.table)
    own = {option.name for option in (here.page.options if here.page else ())}
    for name, new in wanted.settings.items():
        if name not in own:
            found = consequences.set_option(found, name, new).settings
    set_own({**here.own, **{name: new for name, new in wanted.settings.items() if name in own}})
    adopt(found)
    if wanted.weights is not None:
        training.restart()
        training.set_parameters(wanted.weights)
    before = here.left
    same = is_same_network(before.settings, found) and before.progress.untouched
    replaced = wanted.weights is not None and not same
    here.look_at = here.note = f"{wanted.look_at}{OTHER_NETWORK if replaced else ''}"
    chosen = frozenset(name for name, new in wanted.settings.items() if name in own and isinstance(new, str))
    here.tried = here.progress, chosen
    write_address()
    redraw_all()


def leave_try() -> None:
    """Go back to the settings and parameters before a try; once more, to those of the try (a callback)."""
    here = current()
    if here.left is not None:
        wanted = here.left
        here.left = Kept(here.settings, here.progress, dict(here.own), of_try=not wanted.of_try)
        # another page may have been set since
        here_only = {option.name for option in (here.page.options if here.page else ())}
        kept = {name: value for name, value in here.own.items() if name not in here_only}
        set_own({**kept, **{name: value for name, value in wanted.own.items() if name in here_only}})
        _go_on_from(wanted.settings, wanted.progress, "")


def put(wanted: Settings, found: TrainingProgress) -> None:
    """Let other settings and parameters take the place of the reader's, while another page is about to be drawn.

    *Back* on a page about the network returns to his.
    """
    here = current()
    here.left = Kept(here.settings, here.progress, dict(here.own), of_try=False)
    adopt(wanted)
    training.restart()
    here.progress = found


def _go_on_from(wanted: Settings, found: TrainingProgress, note: str) -> None:
    """Take over settings and parameters that were kept, and draw all of the page."""
    here = current()
    adopt(wanted)
    training.restart()
    here.progress, here.note, here.look_at = found, note, ""
    write_address()
    redraw_all()
