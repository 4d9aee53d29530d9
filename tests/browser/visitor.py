"""A visitor of the page "Layer by layer" in a browser: where the mouse goes, and what stands on the screen.

Goes in: a Playwright page and the address of the dashboard. Must not know: the dashboard's own code, but for the order
of what can be chosen. Elements are found by the beginning of their keys: what follows counts how often they were made.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.sync_api import Locator, Page, expect

from dashboard.lab.option import write
from dashboard.lab.saving import from_query
from dashboard.lab.selection import QUANTITIES
from dashboard.lab.settings import NAMES, Settings
from dashboard.lab.words import DEPTHS, SCOPES, VIEWS
from tests.browser.checks import go, settled
from tests.dashboard.reader import TEXTBOOK, textbook

OPTIONS = {
    "loss": ("bce", "mse"),
    "layer": (1, 2),
    "quantity": QUANTITIES,
    "view": VIEWS,
    "scope": SCOPES,
    "depth": DEPTHS,
    "sample": Settings().allowed("sample"),
}
# of the diagram: pixels beside the outer units, and the rows where units stand
MARGIN = 30
ROWS = {(0, 1): 43, (0, 2): 184, (1, 1): 43, (1, 2): 184, (2, 1): 113}
# of the plane: pixels left of it, above it and below it, and the numbers at its ends
LEFT, ABOVE, BELOW = 20, 17, 24
LOW, HIGH = -0.25, 1.25


@dataclass(frozen=True)
class Visitor:
    """One visit."""

    page: Page
    url: str

    def open(self, query: str = "") -> None:
        """Open the page for a reader who wants all of it, or as he asks for it, and wait until everything is drawn."""
        asked = {**{name: str(value) for name, value in TEXTBOOK.items()}, **dict(parse_qsl(query))}
        self.first(urlencode(asked))

    def first(self, query: str = "") -> None:
        """Open the page as it is for everybody, or at an address, and wait until everything is drawn."""
        self.page.goto(f"{self.url}/?{query}" if query else self.url)
        self.rest()
        self.diagram.locator("svg").wait_for()
        self.plane.locator("canvas").wait_for()

    def look(self, query: str) -> None:
        """Open the page of a network that may have no plane, and no diagram of single marks."""
        if self.page.url.startswith(self.url):
            go(self.page, f"{self.url}/?{query}")
        else:
            self.page.goto(f"{self.url}/?{query}")
        self.rest()

    def rest(self, quiet: float = 250) -> None:
        """Wait until the page rests. A page that trains does not: wait for what changes."""
        settled(self.page, quiet=quiet, timeout=60_000)

    # what is seen

    def keyed(self, key: str) -> Locator:
        """Everything whose key begins like this."""
        return self.page.locator(f'[class*="st-key-{key}"]')

    @property
    def diagram(self) -> Locator:
        """The network."""
        return self.keyed("network").get_by_test_id("stVegaLiteChart")

    @property
    def plane(self) -> Locator:
        """The decision boundary."""
        return self.keyed("boundary").get_by_test_id("stVegaLiteChart")

    @property
    def statement(self) -> Locator:
        """The source of the equation."""
        return self.keyed("equation").locator("annotation").first

    @property
    def meter(self) -> Locator:
        """The comparison of the three gradients."""
        return self.page.get_by_role("button", name="Three gradients agree")

    @property
    def numbers(self) -> Locator:
        """The formulas of the numbers view: symbols, numbers, value; with their sources."""
        return self.keyed("numbers").get_by_test_id("stMarkdown")

    @property
    def value(self) -> str:
        """What that formula comes to."""
        found = re.search(r"(?:=|\\approx) \\mathbf\{((?:[^{}]|\{[^{}]*\})*)\}", self.numbers.last.text_content() or "")
        assert found
        return found[1]

    @property
    def address(self) -> dict[str, str]:
        """The query of the address."""
        return dict(parse_qsl(urlsplit(self.page.url).query))

    @property
    def changed(self) -> dict[str, str]:
        """What is set in the address, but for what a reader has who wants all of it."""
        return _set_in(self.page.url)

    @property
    def progress(self) -> Locator:
        """Epoch and cost in words."""
        return self.page.get_by_test_id("stProgress")

    @property
    def epoch(self) -> int:
        """How far training has come."""
        return int(self._progress()[1])

    @property
    def cost(self) -> float:
        """The cost below the diagram."""
        return float(self._progress()[2])

    def _progress(self) -> re.Match[str]:
        found = re.search(r"Epoch (\d+) of \d+ · cost ([\d.]+)", self.progress.inner_text())
        assert found
        return found

    def epoch_after(self, epoch: int) -> None:
        """Wait until training has come further than this."""
        self.page.wait_for_function(
            """epoch => {
                const text = document.querySelector('[data-testid="stProgress"]')?.textContent ?? "";
                return Number(text.match(/Epoch (\\d+)/)?.[1] ?? -1) > epoch;
            }""",
            arg=epoch,
            timeout=60_000,
        )

    # what is done

    def choose(self, name: str, value: object) -> None:
        """Choose with a control: loss, layer, quantity, view, sample."""
        options = self.keyed(f"control-{name}").get_by_role("radio")
        option = options.nth(list(OPTIONS[name]).index(value))
        option.click()
        expect(option).to_have_attribute("aria-checked", "true")

    def click_unit(self, layer: int, unit: int) -> None:
        """Click a unit of the diagram; layer 0 holds the inputs."""
        x, y = self._unit(layer, unit)
        self.diagram.click(position={"x": x, "y": y})

    def click_edge(self, layer: int, unit: int, source: int) -> None:
        """Click an edge of the diagram, three quarters of the way to the unit, where no other edge crosses it."""
        (x, y), (x2, y2) = self._unit(layer - 1, source), self._unit(layer, unit)
        self.diagram.click(position={"x": x + 0.75 * (x2 - x), "y": y + 0.75 * (y2 - y)})

    def click_sample(self, x: float, y: float) -> None:
        """Click a point of the plane."""
        box = self.plane.bounding_box()
        assert box
        across, up = (x - LOW) / (HIGH - LOW), (y - LOW) / (HIGH - LOW)
        right = LEFT + across * (box["width"] - LEFT)
        down = ABOVE + (1 - up) * (box["height"] - ABOVE - BELOW)
        self.plane.click(position={"x": right, "y": down})

    def train(self) -> None:
        """Begin to train, or pause."""
        self.page.locator("label", has_text="Train").click()

    def press(self, label: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=label, exact=True).click()

    def type(self, place: str, number: str) -> None:
        """Type a number into the table of parameters: place "1-2-1" or "1-2-bias"."""
        self.unfold_parameters()
        field = self.keyed(f"edit-{place}").locator("input").last
        field.fill(number)
        field.press("Enter")

    def unfold_parameters(self) -> None:
        """Unfold the table of parameters."""
        if not self.keyed("parameters").count():
            self.keyed("every-parameter").locator("summary").click()
            self.keyed("parameters").wait_for()

    def arrived(self, **query: str) -> None:
        """Wait for an address."""
        self.page.wait_for_url(lambda url: query.items() <= _all_in(url).items(), timeout=60_000)

    def _unit(self, layer: int, unit: int) -> tuple[float, float]:
        box = self.diagram.bounding_box()
        assert box
        return MARGIN + layer / 2 * (box["width"] - 2 * MARGIN), ROWS[layer, unit]


def _all_in(url: str) -> dict[str, str]:
    """Everything that an address sets, also what is usual."""
    found = from_query(dict(parse_qsl(urlsplit(url).query)))
    return {name: write(getattr(found, name)) for name in NAMES}


def _set_in(url: str) -> dict[str, str]:
    usual = textbook()
    return {name: value for name, value in _all_in(url).items() if value != write(getattr(usual, name))}
