"""How many pictures a second a reader of the training lab sees while 2-16-16-1 learns from 500 points."""

from collections.abc import Iterator
from time import perf_counter

from playwright.sync_api import Browser, Page

from tests.benchmarks.importing import ROOT
from tests.benchmarks.measure import Pair, Row, at_most
from tests.benchmarks.plain_pages import script
from tests.benchmarks.streamlit_server import serving

LONGEST = 0.2  # seconds from one picture to the next: five in a second
SECONDS = 10
# at a table of 500 points that nobody needs to load; ten epochs to a picture
SOURCE = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from dataclasses import replace
import numpy as np
import streamlit as st
from dashboard import navigation
from dashboard.lab.usual import usual_settings
from dashboard.state import visit
from derivations import moons

if not visit.begun():
    table = moons(np.random.default_rng(0), samples=500)
    found = usual_settings("table", (16, 16), "adam", table=table)
    visit.start(replace(found, functions=("tanh", "tanh", "sigmoid"), batch_size=32, held_out=0.0))
st.set_page_config(layout="wide")
navigation.run()
"""
# how often the words of the bar change, that is, a picture is seen
COUNT = """
() => {
    window.pictures = 0;
    let words = "";
    const look = () => {
        const now = document.querySelector('[data-testid="stProgress"]')?.textContent ?? "";
        if (now !== words) { words = now; window.pictures++; }
        requestAnimationFrame(look);
    };
    look();
}
"""


def lab_pictures(browser: Browser) -> Iterator[Row]:
    """Train in a browser, and count what is seen."""
    with script(SOURCE) as path, serving(path) as server:
        server.wait_until_open()
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{server.url}/training_lab")
        yield at_most("training lab: 2-16-16-1, 500 points, one picture, beside 0.2 s", _measure(page), 1)
        page.close()


def _measure(page: Page) -> Pair:
    page.locator("label", has_text="Train").click(timeout=60_000)
    page.wait_for_function("/Epoch [1-9]/.test(document.body.textContent)", timeout=60_000)
    page.evaluate(COUNT)
    start = perf_counter()
    page.wait_for_timeout(1000 * SECONDS)
    pictures = int(page.evaluate("window.pictures"))
    return Pair((perf_counter() - start) / max(1, pictures), LONGEST)
