"""What happens to a worked example while it is typed: nothing is lost, and what follows without being typed is said."""

from tests.dashboard.app_pages.test_worked_example import field, fields_open, fill, lines, on_page
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
