"""The page "Worked example" as tests read it: its fields, its lines, what is said of what is typed beside them."""

import re
from typing import Any

from dashboard.state.worked import PHASES
from tests.dashboard.reader import Reader, named, opened, plain

PAGE = "app_pages/worked_example.py"
POWER = re.compile(r" \\cdot 10\^\{(-?\d+)\}")


def on_page(**query: str) -> Reader:
    return opened(page=PAGE, **query)


def fields_open(reader: Reader) -> None:
    reader.app.session_state["worked-fields"] = True
    reader.run()


def field(reader: Reader, name: str) -> Any:
    app = reader.app
    widgets = (*app.text_input, *app.text_area, *app.selectbox, *app.segmented_control, *app.toggle)
    return named(widgets, f"worked-{name}")


def fill(reader: Reader, name: str, text: Any) -> None:
    field(reader, name).set_value(text).run()
    reader.no_exception()


def shown(reader: Reader, key: str) -> str:
    """What stands in a line of the page."""
    return plain(" ".join(str(each.value) for each in reader.app.get_by_key(key).markdown))


def lines(reader: Reader) -> dict[str, str]:
    """The numbers that are shown, as LaTeX, by quantity."""
    names = [
        (each.key or "").removeprefix("worked-open-")
        for each in reader.app.button
        if (each.key or "").startswith("worked-open-")
    ]
    return {name.replace("-new", "'"): shown(reader, f"worked-line-{name}") for name in names}


def numbers(latex: str) -> list[list[float]]:
    """The numbers of a printed matrix, or of one that is none."""
    inner = re.search(r"\\begin\{bmatrix\}(.*)\\end\{bmatrix\}", latex)
    text = POWER.sub(r"e\1", inner[1] if inner else latex.rpartition(" = ")[2].rstrip("$"))
    return [[float(cell) for cell in row.split("&")] for row in text.split(r"\\")]


def all_lines(reader: Reader) -> dict[str, str]:
    found: dict[str, str] = {}
    for phase in PHASES:
        reader.choose("phase", phase)
        found |= lines(reader)
    return found


def judged(reader: Reader, name: str, text: str) -> str:
    """What is said of what is typed beside a quantity."""
    before = {str(each.value) for each in reader.app.get_by_key("worked-numbers").markdown}
    fill(reader, f"printed-{name}", text)
    after = [str(each.value) for each in reader.app.get_by_key("worked-numbers").markdown]
    found = [each for each in after if each not in before]
    assert len(found) <= 1
    return found[0] if found else ""
