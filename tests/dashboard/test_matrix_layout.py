"""The layout of matrices: W a + b with a column per sample, or x W + b with a row per sample; everywhere the same."""

from dashboard.lab.saving import from_query, to_query
from dashboard.state import shared
from derivations.views.layout import COLUMNS, ROWS
from tests.dashboard.reader import Reader, opened_textbook, textbook


def _shown(reader: Reader) -> str:
    settings = reader.settings
    target, samples = settings.selection.target, settings.task.samples
    found = shared.derive_lines(settings.network, settings.convention)
    return found.matrices(target, settings.depth, settings.sizes, samples, settings.layout, on_dark=False).statement


def test_the_matrices_turn_with_the_layout() -> None:
    reader = opened_textbook()
    reader.look_at(view="matrix", layer=1, quantity="z")
    columns = _shown(reader)
    assert any(columns in each.value for each in reader.app.markdown)
    assert any("a column per sample" in each.value for each in reader.app.markdown)
    reader.choose("layout", "rows")
    rows = _shown(reader)
    assert reader.settings.layout == "rows"
    assert rows != columns
    # x W + b: the inputs come first
    right = rows.split(" = ")[1]
    assert right.index("A^{(0)}") < right.index("W^{(1)}")
    assert any(rows in each.value for each in reader.app.markdown)
    assert any("a row per sample" in each.value for each in reader.app.markdown)
    assert not any("wrong" in each.value for each in reader.app.error)


def test_the_layout_is_in_the_address_and_in_what_is_taken_home() -> None:
    settings = from_query({"view": "matrix", "layout": "rows"})
    assert settings.layout == "rows"
    assert to_query(settings) == {"view": "matrix", "layout": "rows"}
    assert from_query({"layout": "diagonal"}).layout == "columns"
    columns, rows = (
        shared.document(settings.network, settings.convention, "md", layout.name) for layout in (COLUMNS, ROWS)
    )
    assert columns != rows


def test_no_index_line_depends_on_it() -> None:
    columns, rows = textbook(), textbook(layout="rows")
    assert columns.convention == rows.convention
