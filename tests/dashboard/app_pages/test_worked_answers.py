"""What is typed beside the numbers of a worked example: judged, kept where it cannot be read, and marked if asked."""

from tests.dashboard.app_pages.worked_page import field, fill, judged, on_page, shown
from tests.dashboard.state.test_redrawing import assert_whole


def test_a_number_that_cannot_be_read_takes_nothing_of_the_others() -> None:
    reader = on_page(example="gradient", open="dW1", phase="backward")
    for place, text in (("1_1", "0.0535"), ("1_2", "0.1069"), ("2_1", "-0.03o5"), ("2_2", "-0.0610")):
        fill(reader, f"printed-dW1_{place}", text)
    assert field(reader, "printed-dW1").value == "0.0535 0.1069; -0.03o5 -0.0610"
    for place, text in (("1_1", "0.0535"), ("1_2", "0.1069"), ("2_1", "-0.03o5"), ("2_2", "-0.0610")):
        assert field(reader, f"printed-dW1_{place}").value == text
    assert "row 2, number 1: '-0.03o5' is no number" in shown(reader, "worked-numbers").replace("\\", "")
    assert_whole(reader)
    fill(reader, "printed-dW1_2_1", "-0.0305")
    assert "All 4 agree" in shown(reader, "worked-numbers")


def test_decimal_commas_are_typed_number_by_number() -> None:
    reader = on_page(example="gradient", open="db1", phase="backward")
    fill(reader, "printed-db1_1", "0,0535")
    fill(reader, "printed-db1_2", "−0,0305")
    assert field(reader, "printed-db1_1").value == "0.0535"
    assert field(reader, "printed-db1_2").value == "-0.0305"
    assert "All 2 agree, to 3 digits" in shown(reader, "worked-numbers")


def test_what_is_not_one_number_stays_in_its_field() -> None:
    reader = on_page(example="gradient", open="db1", phase="backward")
    fill(reader, "printed-db1_1", "0.0535")
    for junk in ("1 2", "1; 2", "(", "1, 2, 3"):
        fill(reader, "printed-db1_2", junk)
        assert field(reader, "printed-db1_2").value == junk
        assert field(reader, "printed-db1_1").value == "0.0535"
        assert field(reader, "printed-db1").value == "0.0535 ?"
        assert "number 2" in shown(reader, "worked-numbers")
        assert_whole(reader)
    # another number is taken all the same, and the one that is mended goes in
    fill(reader, "printed-db1_1", "0.0536")
    assert field(reader, "printed-db1_2").value == junk
    fill(reader, "printed-db1_2", "-0.0305")
    assert field(reader, "printed-db1").value == "0.0536 -0.0305"
    # emptied, each says nothing again
    fill(reader, "printed-db1_1", "")
    fill(reader, "printed-db1_2", "")
    assert field(reader, "printed-db1").value == ""


def test_a_text_of_another_shape_stays_and_so_does_what_is_typed_beside_one_of_its_numbers() -> None:
    reader = on_page(example="gradient", open="dW1", phase="backward")
    assert "another shape" in judged(reader, "dW1", "0.0535 0.1069 -0.0305")
    fill(reader, "printed-dW1_2_2", "-0.0610")
    assert field(reader, "printed-dW1").value == "0.0535 0.1069 -0.0305"
    assert field(reader, "printed-dW1_2_2").value == "-0.0610"
    fill(reader, "printed-dW1", "0.0535 0.1069; -0.0305 ?")
    assert field(reader, "printed-dW1_2_1").value == "-0.0305"
    assert field(reader, "printed-dW1_2_2").value == ""
    assert "All 3 agree" in shown(reader, "worked-numbers")


def test_a_line_that_is_unfolded_in_an_exercise_has_none_of_the_numbers_that_are_asked_for() -> None:
    assert "0.69" in shown(on_page(example="gradient", open="z2"), "worked-unfolded-z2")
    assert "0.69" not in shown(on_page(example="gradient", open="z2", exercise="a1"), "worked-unfolded-z2")
