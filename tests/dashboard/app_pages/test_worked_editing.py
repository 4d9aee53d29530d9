"""What happens to a worked example while it is typed: nothing is lost, and what follows without being typed is said."""

from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard.components.example_sharing import is_loopback
from tests.dashboard.app_pages.worked_page import field, fields_open, fill, judged, lines, on_page, shown
from tests.dashboard.reader import Reader, named, plain
from tests.dashboard.state.test_redrawing import assert_whole


def examples_listed(reader: Reader) -> list[str]:
    return [each for each in named(reader.app.selectbox, "worked-example").options if each.startswith("Your own")]


def test_back_undoes_the_last_change_of_a_field_and_former_sizes_bring_numbers_back() -> None:
    reader = on_page(example="by-hand")
    fields_open(reader)
    fill(reader, "W1", "1 0 -1 1\n0 1 1 0\n1 -1 0 7")
    before = lines(reader)
    fill(reader, "sizes", "2-2-1")
    said = [plain(str(each.value)).replace("\\", "") for each in reader.app.markdown]
    assert any("comes back with the sizes 4-3-4-3" in each for each in said)
    reader.press("Back")
    assert lines(reader) == before
    assert field(reader, "W1").value.endswith("7")
    reader.press("Redo")
    assert field(reader, "sizes").value == "2-2-1"
    fill(reader, "sizes", "4-3-4-3")
    assert lines(reader) == before
    assert_whole(reader)


def test_the_readers_own_examples_stay_in_the_list() -> None:
    reader = on_page()
    reader.press("New")
    fill(reader, "W1", "1 2\n3 4")
    fill(reader, "title", "Mine")
    before = lines(reader)
    for name in ("article", "gradient"):
        named(reader.app.selectbox, "worked-example").set_value(name).run()
        reader.no_exception()
    assert examples_listed(reader) == ["Your own: Mine"]
    value = reader.app.session_state["visit"].own_examples[0][-1]
    named(reader.app.selectbox, "worked-example").set_value(value).run()
    assert lines(reader) == before
    # another one of his stands beside it; an earlier version of one does not
    reader.press("New")
    fill(reader, "W2", "5 6")
    fill(reader, "W2", "7 8")
    reader.press("Back")
    assert examples_listed(reader) == ["Your own (1): Mine", "Your own (2): 2-2-1"]
    assert_whole(reader)


def test_targets_that_were_put_in_are_said_at_their_field() -> None:
    reader = on_page(example="academy")
    fields_open(reader)
    fill(reader, "X", "1 2 -1\n0 1 0")
    said = [plain(str(each.value)) for each in reader.app.markdown]
    assert any("Nobody has typed this Y" in each for each in said)
    fill(reader, "Y", "1 0\n0 1")
    assert not any("Nobody has typed this Y" in plain(str(each.value)) for each in reader.app.markdown)


def test_numbers_beside_a_field_that_is_refused_say_that_they_are_old() -> None:
    reader = on_page(example="data-mining")
    fields_open(reader)
    fill(reader, "W1", "1 2")
    assert "W1: what is typed there is not taken" in shown(reader, "worked-numbers").replace("\\", "")
    assert_whole(reader)
    fill(reader, "W1", "1 2 3\n4 5 6")
    assert "is not taken" not in shown(reader, "worked-numbers")


def test_an_exercise_opens_where_its_first_blank_is_and_says_where_they_are() -> None:
    reader = on_page(example="data-mining")
    assert "Type a number that your book prints" in plain(str(reader.app.markdown[0].value))
    reader.app.session_state["worked-make"] = True
    reader.run()
    named(reader.app.button_group, "worked-hide").set_value(["delta2", "W1'"]).run()
    [code] = [each.value for each in reader.app.code]
    query = {name: values[0] for name, values in parse_qs(urlsplit(code).query).items()}
    assert query["phase"] == "backward"
    pupil = on_page(**query)
    assert "**0 of 7** numbers right. To fill in: 1 on *Backward*, 6 on *Update*" in shown(pupil, "worked-ways")
    assert "Fill in what is hidden" in plain(str(pupil.app.markdown[0].value))
    assert field(pupil, "answers-delta2").value == ""
    # here it opens there too, and leaving it the words are the usual ones again
    reader.press("Try it here")
    assert reader.app.query_params["phase"] == "backward"
    assert_whole(reader)
    reader.press("Leave the exercise")
    assert "Type a number that your book prints" in plain(str(reader.app.markdown[0].value))


def test_a_link_of_this_machine_alone_says_so() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.0.1.1", "localhost", "::1")))
    assert not any(map(is_loopback, ("192.168.0.4", "example.org", "localhost.example.org", "")))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (".05 .1 -.03 -.06 1 2", "A row ends with a semicolon: ? ? ?; ? ? ?"),
        ("abc", "A row ends with a semicolon: ? ? ?; ? ? ?"),
        ("1 2; 3 4; 5 6", "With rows and columns exchanged it fits"),
    ],
)
def test_a_matrix_that_does_not_fit_is_told_how_it_is_typed(text: str, words: str) -> None:
    reader = on_page(example="data-mining", phase="backward")
    assert words in judged(reader, "dW1", text).replace("\\", "")


def test_what_rounding_has_left_of_0_is_0_in_the_unfolded_lines_too() -> None:
    # z1 = .5 * 1 - .3 * 2 + .1
    reader = on_page(example="gradient", open="z1.a1", digits="4")
    for key in ("worked-unfolded-a1", "worked-unfolded-z1"):
        assert "10^" not in shown(reader, key)
    assert r"\sigma(0" in shown(reader, "worked-unfolded-a1").replace(" ", "").replace(r"\left", "")
