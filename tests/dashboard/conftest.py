"""AppTest shows after a partial run what was drawn in it only; here it goes on showing the rest, as a browser does."""

from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from dashboard.state import pages


class Screen(ForwardMsgQueue):
    """The messages of all runs so far: of a partial run, those of the fragments that run again are taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[ForwardMsg] = []

    def clear(self, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None) -> None:
        """Clear what the run that begins draws again."""
        drawn = [each for each in self._queue if each.HasField("delta")]
        if drawn:
            self.shown = drawn
        elif fragment_ids_this_run:
            # a run of the page that broke off for a partial one, in a callback, has drawn nothing and cleared nothing
            self._queue += self.shown
        before = {tuple(each.metadata.delta_path) for each in self._queue if each.delta.HasField("add_block")}
        super().clear(retain_lifecycle_msgs, fragment_ids_this_run)
        gone = before - {tuple(each.metadata.delta_path) for each in self._queue}
        # what stood in a block that is drawn again goes with it
        self._queue = [each for each in self._queue if not _stands_in(tuple(each.metadata.delta_path), gone)]


def _stands_in(path: tuple[int, ...], blocks: set[tuple[int, ...]]) -> bool:
    return any(path[:end] in blocks for end in range(1, len(path)))


@pytest.fixture(autouse=True, scope="session")
def kept_on_the_screen() -> Iterator[None]:
    """Let the runs of one AppTest share a screen."""
    screens: WeakKeyDictionary[object, Screen] = WeakKeyDictionary()
    begin = LocalScriptRunner.__init__

    def begin_with_what_is_shown(self: LocalScriptRunner, script: str, state: Any, *args: Any, **options: Any) -> None:
        begin(self, script, state, *args, **options)
        if state not in screens:
            screens[state] = Screen()
        self.forward_msg_queue = screens[state]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LocalScriptRunner, "__init__", begin_with_what_is_shown)
        yield


@pytest.fixture(autouse=True, scope="session")
def no_browser_to_wait_for() -> Iterator[None]:
    """Leave out the pause in which a browser shows the first equations."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "SHOWING", 0)
        yield
