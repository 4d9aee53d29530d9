"""A reader without a browser, untimed: the server answers him, and what he waited for is counted right."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.benchmarks import many_readers
from tests.benchmarks.measure import Pair, at_most
from tests.benchmarks.plain_pages import CONTROL, equations_page, script
from tests.benchmarks.session import Session, open_session
from tests.benchmarks.streamlit_server import Server, serving


async def _visit(server: Server) -> tuple[Session, float]:
    session = await open_session(server)
    return session, await session.choose(CONTROL, 1)


def test_a_choice_is_answered() -> None:
    with script(equations_page((["x = 1"], ["y = 2", "z = 3"]))) as path, serving(path) as server:
        server.wait_until_open()
        # in a thread of its own: the browser of an earlier test may have left a loop running in this one
        with ThreadPoolExecutor(1) as thread:
            session, waited = thread.submit(asyncio.run, _visit(server)).result()
    assert waited > 0
    assert session.page
    kind, widget, _ = session.widgets[CONTROL]
    assert kind == "button_group"
    assert [option.content for option in widget.options] == ["0", "1"]


@pytest.mark.parametrize(("slow", "met"), [(4, True), (6, False)])
def test_five_of_a_hundred_may_wait_longer(slow: int, met: bool) -> None:
    waited = [0.01] * (100 - slow) + [3.0] * slow
    found = many_readers.within(waited, many_readers.SHARE)
    assert at_most("served", Pair(found, many_readers.WAIT), 1).met is met


def test_every_change_is_undone_by_another_one() -> None:
    keys = [key for key, _ in many_readers.CHANGES]
    assert all(keys.count(key) == 2 for key in keys)
    assert all(len({value for each, value in many_readers.CHANGES if each == key}) == 2 for key in keys)
