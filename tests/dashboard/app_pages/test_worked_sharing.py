"""A worked example is made an exercise, or a file: what is hidden stays hidden, and all of it comes back."""

import json
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest

from dashboard.components.example_sharing import _save
from dashboard.lab.book import list_quantities
from dashboard.lab.example import read_example
from dashboard.lab.examples import EXAMPLES
from dashboard.lab.keeping_examples import from_file, to_text
from tests.dashboard.app_pages.worked_page import all_lines, field, fields_open, fill, lines, on_page, shown
from tests.dashboard.reader import Reader, named
from tests.dashboard.state.test_redrawing import assert_whole


def link(reader: Reader) -> dict[str, str]:
    [code] = [each.value for each in reader.app.code]
    return {name: values[0] for name, values in parse_qs(urlsplit(code).query).items()}


def test_an_exercise_hides_its_numbers_and_marks_what_is_filled_in() -> None:
    reader = on_page(example="gradient")
    reader.app.session_state["worked-make"] = True
    reader.run()
    named(reader.app.button_group, "worked-hide").set_value(["a1", "C", "delta2"]).run()
    assert "has the numbers of $\\delta^{(2)}$" in shown(reader, "worked-sharing")
    named(reader.app.button_group, "worked-hide").set_value(["a1", "C", "dW2"]).run()
    assert "has the numbers" not in shown(reader, "worked-sharing")
    query = link(reader)
    assert query == {"example": "gradient", "digits": "4", "exercise": "a1.C.dW2"}
    pupil = on_page(**query, open="a1.dW2")
    found = all_lines(pupil)
    given = read_example(EXAMPLES["gradient"])
    for quantity in list_quantities(given):
        if quantity.name in ("a1", "C", "dW2"):
            assert "?" in found[quantity.name]
            values = [f"{abs(each):.4f}" for each in quantity.array.ravel()]
            assert not [each for each in values if each in json.dumps([str(what) for what in pupil.screen.values()])]
    pupil.choose("phase", "forward")
    assert "**0 of 5** numbers right" in shown(pupil, "worked-ways")
    fill(pupil, "answers-a1", ".5 .6900")
    assert "**2 of 5**" in shown(pupil, "worked-ways")
    fill(pupil, "answers-C", ".2")
    assert "**2 of 5**" in shown(pupil, "worked-ways")
    assert "Right so far; 4 digits are asked" in shown(pupil, "worked-numbers")
    fill(pupil, "answers-C", ".1735")
    pupil.choose("phase", "backward")
    fill(pupil, "answers-dW2_1_1", ".0713")
    fill(pupil, "answers-dW2_1_2", ".0984")
    assert field(pupil, "answers-dW2").value == ".0713 .0984"
    assert "All 5 numbers are right" in shown(pupil, "worked-ways")
    assert_whole(pupil)
    # what was filled in comes back by the address, and the link for others has none of it
    assert dict(parse_qsl(pupil.app.query_params["answers"])) == {"a1": ".5 .6900", "C": ".1735", "dW2": ".0713 .0984"}
    pupil.app.session_state["worked-file"] = True
    pupil.run()
    assert link(pupil) == query
    pupil.press("Leave the exercise")
    assert "?" not in lines(pupil)["dW2"]
    assert "exercise" not in pupil.app.query_params


@pytest.mark.parametrize("junk", ["W9", "<script>", "..", "z1 a1"])
def test_an_exercise_that_hides_nothing_there_is_is_none(junk: str) -> None:
    reader = on_page(exercise=junk, open=junk, printed=junk, answers=junk)
    assert lines(reader) == lines(on_page())
    assert field(reader, "printed-z1").value == ""


def test_a_file_brings_all_of_it_back() -> None:
    reader = on_page(example="data-mining", printed=urlencode({"a1": ".332 .525"}))
    fields_open(reader)
    fill(reader, "eta", ".5")
    reader.choose("digits", 6)
    here = reader.app.session_state["visit"]
    example, more = from_file(_save(here).decode(), ("digits", "printed", "exercise", "answers"))
    assert example.rate == ".5"
    assert more["digits"] == "6"
    assert dict(parse_qsl(more["printed"])) == {"a1": ".332 .525"}
    other = on_page(example=to_text(example), **{name: text for name, text in more.items() if text})
    assert lines(other) == lines(reader)
    assert field(other, "printed-a1").value == ".332 .525"
