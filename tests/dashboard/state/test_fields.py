"""Fields for options: what was refused stays in its field, and what is set elsewhere is seen in every field."""

import pytest

from dashboard.lab.graph import COPIED, SUMMED
from tests.dashboard.reader import Reader, named, opened

PAGE = "app_pages/computational_graph.py"
FIELDS = [
    ("", {}, "control-seed"),
    ("", {"data": "iris", "sample": "7"}, "control-sample"),
    (PAGE, {"in1": "7"}, "control-in1"),
]


def typed(reader: Reader, text: str) -> None:
    named(reader.app.text_input, "control-expression-typed").set_value(text).run()
    reader.no_exception()


def shown(reader: Reader) -> tuple[str | None, str | None]:
    """What both fields of the expression show."""
    ready = named(reader.app.selectbox, "control-expression").value
    return ready, named(reader.app.text_input, "control-expression-typed").value


def test_two_fields_of_one_option_show_the_same() -> None:
    reader = opened(page=PAGE)
    assert shown(reader) == (SUMMED, SUMMED)
    typed(reader, COPIED)
    assert shown(reader) == (COPIED, COPIED)
    reader.choose("expression", SUMMED)
    assert shown(reader) == (SUMMED, SUMMED)


def test_a_text_that_is_refused_stays_where_it_was_typed_until_the_option_is_set() -> None:
    reader = opened(page=PAGE)
    typed(reader, "x +")
    assert shown(reader) == (SUMMED, "x +")
    reader.choose("expression", COPIED)
    assert shown(reader) == (COPIED, COPIED)


def test_a_number_that_is_typed_is_in_its_field_and_another_expression_brings_its_own() -> None:
    reader = opened(page=PAGE)
    named(reader.app.number_input, "control-in1").set_value(7.0).run()
    assert [each.value for each in reader.app.number_input] == [7.0, 200.0, 4.0]
    reader.choose("expression", COPIED)
    assert [each.value for each in reader.app.number_input] == [2.0, 3.0]


@pytest.mark.parametrize(("page", "query", "field"), FIELDS)
def test_a_field_that_is_emptied_shows_its_number_again(page: str, query: dict[str, str], field: str) -> None:
    reader = opened(page, **query)
    before, address = named(reader.app.number_input, field).value, dict(reader.app.query_params)
    assert before
    named(reader.app.number_input, field).set_value(None).run()
    reader.no_exception()
    assert named(reader.app.number_input, field).value == before
    assert dict(reader.app.query_params) == address
