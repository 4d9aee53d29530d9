"""A reader without a browser: a web socket that says what a browser would say, and hears when it is answered.

Goes in: a running server. Comes out: how long an answer takes. Must not know: what the page is about.

A browser takes seconds of a processor for what a server answers in milliseconds, so that no machine has room for many.
The messages are those of Streamlit's own protocol (streamlit.proto), and the least of them is read: which widgets there
are, and where a run ends.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.benchmarks.streamlit_server import Server

LARGEST_MESSAGE = 10_000_000
# by the kind of a widget, the field of a message that holds its value
VALUES = {"button_group": "string_array_value", "slider": "double_array_value", "checkbox": "bool_value"}


class Session:
    """One visit; `open_session` begins it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.page = self.query = ""
        self.widgets: dict[str, tuple[str, Any, str]] = {}
        self.values: dict[str, tuple[str, Any]] = {}
        self.repeating = ""

    async def set(self, key: str, value: Any) -> float:
        """Set the newest widget whose key begins like this; return the seconds until the page is complete."""
        kind, widget, fragment = [each for name, each in self.widgets.items() if name.startswith(key)][-1]
        self.values = {widget.id: (VALUES[kind], value)}
        return await self._ask(fragment)

    async def choose(self, key: str, option: int) -> float:
        """Choose an option of a segmented control by its place."""
        name = [each for each in self.widgets if each.startswith(key)][-1]
        return await self.set(key, self.widgets[name][1].options[option].content)

    async def picture(self) -> float:
        """Let the part that is drawn again and again be drawn, as the browser's clock does."""
        return await self._ask(self.repeating, clock=True)

    async def _ask(self, fragment: str = "", *, clock: bool = False) -> float:
        asked = BackMsg()
        run = asked.rerun_script
        run.query_string, run.page_script_hash, run.fragment_id = self.query, self.page, fragment
        run.is_auto_rerun = clock
        for name, (field, value) in self.values.items():
            state = run.widget_states.widgets.add()
            state.id = name
            if field.endswith("array_value"):
                getattr(state, field).data.append(value)
            else:
                setattr(state, field, value)
        start = perf_counter()
        await self.socket.send(asked.SerializeToString())
        await self._listen()
        return perf_counter() - start

    async def _listen(self) -> None:
        """Read until a run has ended that is not broken off for another one."""
        while True:
            message = ForwardMsg()
            message.ParseFromString(await self.socket.recv(decode=False))
            kind = message.WhichOneof("type")
            if kind == "script_finished":
                if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return
            elif kind == "delta":
                self._note(message)
            elif kind == "new_session":
                self.page = message.new_session.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "auto_rerun":
                self.repeating = message.auto_rerun.fragment_id

    def _note(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        kind = message.delta.new_element.WhichOneof("type") or ""
        widget = getattr(message.delta.new_element, kind)
        if kind in VALUES and widget.id:
            # $$ID-hash-key: what was made anew comes last
            key = widget.id.split("-", 2)[2]
            self.widgets.pop(key, None)
            self.widgets[key] = (kind, widget, message.delta.fragment_id)


async def open_session(server: Server) -> Session:
    """Open the page of a server, and wait until it is complete."""
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    socket = await connect(address, subprotocols=["streamlit"], compression=None, max_size=LARGEST_MESSAGE)  # type: ignore[list-item]
    session = Session(socket)
    await session._ask()
    return session
