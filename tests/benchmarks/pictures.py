"""What a picture of training costs the server of the page "Layer by layer": the step, its numbers, its messages."""

import asyncio
from collections.abc import Iterator
from statistics import median
from time import perf_counter

from tests.benchmarks.measure import Pair, Row, at_most, left_out
from tests.benchmarks.session import open_session
from tests.benchmarks.streamlit_server import APP, Server, serving

MOST = 0.025  # seconds of a processor
ROUNDS, PICTURES = 9, 20
REST = 0.3


def pictures() -> Iterator[Row]:
    """Train, and let the server draw pictures as fast as it can."""
    name = "training: server time of a picture, beside 25 ms"
    with serving(APP) as server:
        server.wait_until_open()
        try:
            yield at_most(name, Pair(asyncio.run(_picture(server)), MOST), 1)
        except OSError as error:
            yield left_out(name, str(error))


async def _picture(server: Server) -> float:
    """Give the processor time of a picture, less what the server takes at rest; the first round does not count."""
    session = await open_session(server)
    await session.set("run", True)
    found = []
    for _ in range(ROUNDS + 1):
        start, before = perf_counter(), server.processor_time()
        for _ in range(PICTURES):
            await session.picture()
        drawn, after = perf_counter(), server.processor_time()
        await asyncio.sleep(REST)
        at_rest = (server.processor_time() - after) / (perf_counter() - drawn)
        found.append((after - before - at_rest * (drawn - start)) / PICTURES)
    return median(found[1:])
