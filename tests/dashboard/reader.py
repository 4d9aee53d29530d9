"""A reader of the page "Layer by layer" without a browser: what stands on it, and what can be done to it.

Goes in: Streamlit's AppTest of dashboard/app.py. Comes out: formulas, numbers and data sets. Must not know: how they
are made. A widget is found by the beginning of its key: what follows counts how often it was made anew.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element, Expander, Markdown, Node, NumberInput, Slider, Widget

from dashboard.lab.progress import TrainingProgress
from dashboard.lab.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

APP = Path(__file__).resolve().parents[2] / "dashboard" / "app.py"
# what is drawn only while it is open
OPENED = ("factors", "symbols", "layers", "copy-result", "every-parameter")
SECONDS = 60  # the first run derives and checks; on a busy machine that takes a while

# every line of the whole batch's equations, with a delta of the whole cost, beginning at the last error
TEXTBOOK: dict[str, Any] = {
    "view": "index",
    "scope": "batch",
    "depth": "every",
    "delta": "cost",
    "layer": 2,
    "quantity": "delta",
    "sample": 2,
}

W = TypeVar("W", bound=Widget)


@dataclass(frozen=True)
class Reader:
    """One visit of one reader."""

    app: AppTest

    # what can be done

    def choose(self, name: str, value: object) -> None:
        """Choose something with its control."""
        controls = (
            *self.app.segmented_control,
            *self.app.pills,
            *self.app.selectbox,
            *self.app.number_input,
            *self.app.toggle,
            *self.app.slider,
        )
        named(controls, f"control-{name}").set_value(value).run()
        self.no_exception()

    def look_at(self, *, view: str, **wanted: object) -> None:
        """Look at something without its control, as an address does."""
        self.app.session_state["visit"].settings = textbook(view=view, **wanted)
        self.run()

    def edit(self, kind: str, place: str, value: float) -> None:
        """Change a parameter: kind "edit" in the table, "slide" with the slider; place "1-2-1" or "1-2-bias"."""
        widgets: tuple[Widget, ...] = (*self.app.number_input, *self.app.slider)
        named(widgets, f"{kind}-{place}").set_value(value).run()
        self.no_exception()

    def press(self, label: str) -> None:
        """Press a button."""
        [button] = [button for button in self.app.button if button.label == label]
        button.click().run()
        self.no_exception()

    def train(self, on: bool = True) -> None:
        """Let it train, or pause."""
        named(self.app.toggle, "run").set_value(on).run()
        self.no_exception()

    def run(self) -> None:
        """Run the page again, as the clock does while it trains."""
        self.app.run()
        self.no_exception()

    def forget(self) -> None:
        """Forget what was computed from the parameters."""
        self.app.session_state["visit"].snapshots = ()

    def click(self, chart: str, **selection: Any) -> None:
        """Click into a chart: what Vega-Lite selects there is given as Streamlit's browser side sends it."""
        # AppTest knows no click into a chart, so its event is put among the states of the widgets
        states = self.app._tree.get_widget_states()
        event = states.widgets.add()
        [clicked] = [each for each in self._charts if each.id.endswith(f"-{chart}")]
        # the browser takes the turn from the row that was clicked
        turns = {turn for each in clicked.datasets for turn in _frame(each).get("turn", [])}
        points = {
            name: [{**each, "turn": max(turns)} if each else each for each in found]
            for name, found in selection.items()
        }
        event.id = clicked.id
        event.string_value = json.dumps({"selection": points})
        self.app._run(states)
        self.no_exception()

    def overtaken(self, action: Callable[[], None]) -> None:
        """Do something, and then let a run arrive that the browser asked for before it, with all the old values."""
        old = self.app._tree.get_widget_states()
        action()
        self.app._run(old)
        self.no_exception()

    # what stands there

    def no_exception(self) -> None:
        """Fail if the page has raised anything."""
        assert not self.app.exception, [error.value for error in self.app.exception]

    @property
    def settings(self) -> Settings:
        """What is set on all pages."""
        found: Settings = self.app.session_state["visit"].settings
        return found

    @property
    def progress(self) -> TrainingProgress:
        """Where training stands."""
        found: TrainingProgress = self.app.session_state["visit"].progress
        return found

    @property
    def running(self) -> bool:
        """Whether it trains."""
        return bool(named(self.app.toggle, "run").value)

    def inputs(self, place: str = "") -> list[NumberInput | Slider[Any]]:
        """The inputs that show a parameter, in the table and the slider; all of them, or those of a place."""
        wanted = re.compile(rf"(edit|slide|field)-{place}")
        return [each for each in (*self.app.number_input, *self.app.slider) if wanted.match(each.key or "")]

    @property
    def errors(self) -> list[str]:
        """The sentences about what is wrong, as a browser shows them."""
        return [re.sub(r"\\(\W|_)", r"\1", error.value) for error in self.app.error]

    @property
    def progress_text(self) -> str:
        """Epoch and cost in words."""
        [bar] = self.app.get("progress")
        assert isinstance(bar, Element)
        return str(bar.proto.text)

    @property
    def cost(self) -> float:
        """The cost that is written below the diagram."""
        found = re.search(r"cost (\S+)", self.progress_text)
        assert found
        return float(found[1])

    @property
    def heading(self) -> str:
        """The words above the equation."""
        return self._equation[0].removeprefix("<section>").strip().split("\n")[0]

    @property
    def statement(self) -> str:
        """The equation, without colours."""
        return plain(_between(self._equation[0], "$$"))

    @property
    def formulas(self) -> list[str]:
        """The formulas of the lines, without colours."""
        return [plain(text.strip()) for text in self._lines[1::2]]

    @property
    def notes(self) -> list[str]:
        """What stands beside the lines: the rule and the mark."""
        return [_between(text, "summary>").removesuffix("</").strip() for text in self._lines[2::2]]

    @property
    def _lines(self) -> list[str]:
        """By turns: what stands before a formula, and the formula."""
        return self._equation[0].partition("</section>")[2].split("$$")

    @property
    def _equation(self) -> list[str]:
        """The texts of the equation, but for what is folded away."""
        return [text.value for text in _unfolded(self.app.get_by_key("equation")) if isinstance(text, Markdown)]

    @property
    def numbers(self) -> list[str]:
        """The formulas of the numbers view, each: symbols, numbers, value."""
        found = [
            text.value.split("$$")[1::2]
            for text in self.app.markdown
            if "$$" in text.value and re.search(r"(=|\\approx) \\mathbf\{", text.value)
        ]
        return [plain(" ".join(each.strip() for each in formulas)) for formulas in found]

    @property
    def value(self) -> str:
        """What the formula of the numbers view comes to."""
        found = re.search(r"\\mathbf\{(.*)\}$", self.numbers[-1])
        assert found
        return found[1]

    @property
    def meter(self) -> str:
        """The comparison of the three gradients."""
        labels = [each.proto.popover.label for each in _blocks(self.app.main) if each.type == "popover"]
        [found] = [label for label in labels if "Three gradients " in label]
        return str(found).removeprefix(":small[")

    def data(self, name: str, chart: str = "") -> "pd.DataFrame":
        """A data set of a chart: edges, units, samples, ...; of the chart whose description begins so."""
        [found] = self.frames(name, chart)
        return found

    def frames(self, name: str, chart: str = "") -> "list[pd.DataFrame]":
        """All data sets of this name."""
        # the history of a parameter has the same names as that of the cost
        told = [(chart, json.loads(chart.spec)["description"]) for chart in self._charts]
        charts = [
            each
            for each, words in told
            if words.startswith(chart) and ("after each epoch" not in words or words.startswith("cost C"))
        ]
        found = [each for chart in charts for each in chart.datasets if each.name == name]
        return [_frame(each) for each in found]

    def edge(self, name: str) -> "pd.Series[Any]":
        """What the diagram shows of a weight."""
        return self.data("edges").set_index("edge").loc[name]

    @property
    def screen(self) -> dict[str, object]:
        """Everything that stands on the page, by where it stands: what is written, drawn, typed in and switched on."""
        return dict(_seen(self.app.main, ""))

    @property
    def _charts(self) -> list[Any]:
        return [each.proto for each in self.app.get("vega_lite_chart") if isinstance(each, Element)]


def opened(page: str = "", **query: str) -> Reader:
    """Open the first page, or another one, at an address."""
    app = AppTest.from_file(APP, default_timeout=SECONDS)
    if page:
        # a page is known after a first run, which begins a visit of its own
        app.run().switch_page(page)
        del app.session_state["visit"]
    for each in OPENED:
        app.session_state[each] = True
    for name, value in query.items():
        app.query_params[name] = value
    reader = Reader(app.run())
    reader.no_exception()
    return reader


def textbook(**fields: Any) -> Settings:
    """The settings of a reader who wants all of it."""
    return Settings(**{**TEXTBOOK, **fields})


def opened_textbook(**query: str) -> Reader:
    """Open the first page as such a reader."""
    return opened(**{**{name: str(value) for name, value in TEXTBOOK.items()}, **query})


def named(elements: Iterable[W], key: str) -> W:
    """Find the one element with this key, whatever number it has behind; of an option, its switch or its field."""
    wanted = re.compile(rf"{re.escape(key)}(-number)?(-\d+)?")
    found = [element for element in elements if element.key and wanted.fullmatch(element.key)]
    assert len(found) == 1, f"{len(found)} elements with the key {key!r}"
    return found[0]


def plain(formula: str) -> str:
    r"""Take out colours, and what lets a line be broken: \textcolor{#a8487f}{x} is x, \bigl( is \left(."""
    sized = re.sub(r"\\bigg?([lr])(?=[(\[|)\]])", lambda side: {"l": r"\left", "r": r"\right"}[side[1]], formula)
    sized = sized.replace(r"\allowbreak \odot \nobreak", r"\odot")
    return without(sized.replace(r" \allowbreak ", "").replace(r"\allowbreak ", ""), "textcolor")


def without(formula: str, command: str) -> str:
    r"""Take a command of two arguments out and leave the second: \underset{2 \times 4}{Z} \; A is Z A."""
    while (start := formula.find(rf"\{command}{{")) >= 0:
        opening = formula.index("}", start) + 1
        depth, end = 1, opening
        while depth:
            end += 1
            depth += {"{": 1, "}": -1}.get(formula[end], 0)
        formula = formula[:start] + formula[opening + 1 : end] + formula[end + 1 :]
    # the space between two shapes
    return formula.replace(r" \; ", " ")


def number(text: str) -> float:
    r"""Read a printed number: -0.1250, or 2.13 \cdot 10^{-5}."""
    return float(re.sub(r" \\cdot 10\^\{(-?\d+)\}", r"e\1", text))


def _seen(node: Node, place: str) -> Iterator[tuple[str, object]]:
    """Walk over all elements; a widget by its value and its label, whatever version of it stands there."""
    if isinstance(node, Block):
        # what is empty, or holds nothing else, has no place of its own
        seen = ((child, [*_seen(child, "")]) for _, child in sorted(node.children.items()) if child.type != "empty")
        shown = [found for child, found in seen if found or not isinstance(child, Block)]
        for at, found in enumerate(shown):
            yield from ((f"{place}/{at}{below}", what) for below, what in found)
    elif isinstance(node, Widget):
        proto = node.proto
        words = [getattr(proto, name, "") for name in ("label", "help", "disabled", "options", "min", "max", "format")]
        yield place, (node.type, node.value, [str(each) for each in words])
    elif isinstance(node, Element) and hasattr(node.proto, "datasets"):
        yield place, (node.proto.spec, sorted((each.name, each.data.data) for each in node.proto.datasets))
    elif isinstance(node, Element):
        yield place, str(node.proto)


def _blocks(node: Node) -> Iterator[Block]:
    """Walk over a block and all blocks in it."""
    if isinstance(node, Block):
        yield node
        for child in node.children.values():
            yield from _blocks(child)


def _unfolded(node: Node) -> Iterator[Node]:
    """Walk over a block, but not into what unfolds."""
    yield node
    if isinstance(node, Block) and not isinstance(node, Expander):
        for child in node.children.values():
            yield from _unfolded(child)


def _frame(found: Any) -> "pd.DataFrame":
    return convert_arrow_bytes_to_pandas_df(found.data.data)


def _between(text: str, mark: str) -> str:
    return text.split(mark)[1].strip()
