"""Many readers at once who change something every 2 s on the page "Layer by layer": how long do they wait?

Each of them has a session of its own and changes, one after the other, a layer, a sample, a weight and the loss, to and
fro. An answer is there when the page is complete. They begin at different moments, and take between 1 and 3 s from
change to change; what a first change derives is kept for all of them, and is not measured. They take a processor for
themselves, so this needs a machine with two that are free.
"""

import asyncio
import random
from collections.abc import Iterator
from itertools import cycle

from tests.benchmarks.measure import Pair, Row, at_most
from tests.benchmarks.session import Session, open_session
from tests.benchmarks.streamlit_server import APP, Server, serving

READERS = 80
SECONDS = 25.0
EVERY = 2.0
SHARE, WAIT = 0.95, 0.25
CHANGES = (
    ("control-layer", 1),
    ("control-sample", 0),
    ("slide", 0.5),
    ("control-loss", 1),
    ("control-layer", 0),
    ("control-sample", 1),
    ("slide", 0.25),
    ("control-loss", 0),
)


def many_readers() -> Iterator[Row]:
    """Let all of them read at once."""
    with serving(APP) as server:
        server.wait_until_open()
        waited = asyncio.run(_all(server, READERS, SECONDS))
    name = f"{READERS} readers who change something every {EVERY:g} s: {SHARE:.0%} are served, beside {WAIT:g} s"
    yield at_most(name, Pair(within(waited, SHARE), WAIT), 1)


def within(waited: list[float], share: float) -> float:
    """Give the time in which this share of the answers came."""
    ordered = sorted(waited)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


async def _all(server: Server, readers: int, seconds: float) -> list[float]:
    first = await open_session(server)
    for change in CHANGES * 2:
        await _change(first, *change)
    sessions = [await open_session(server) for _ in range(readers)]
    end = asyncio.get_running_loop().time() + seconds
    found = await asyncio.gather(*(_read(session, random.Random(at), end) for at, session in enumerate(sessions)))
    return [each for waited in found for each in waited]


async def _read(session: Session, dice: random.Random, end: float) -> list[float]:
    waited: list[float] = []
    clock = asyncio.get_running_loop().time
    changes = cycle(CHANGES)
    at = clock() + dice.uniform(0, EVERY)
    while at < end:
        await asyncio.sleep(max(0.0, at - clock()))
        waited.append(await _change(session, *next(changes)))
        at += dice.uniform(0.5, 1.5) * EVERY
    return waited


async def _change(session: Session, key: str, value: float) -> float:
    return await (session.set(key, value) if key == "slide" else session.choose(key, int(value)))
