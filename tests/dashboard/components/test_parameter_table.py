"""A parameter is never written as 0 where it is not."""

from dashboard.components.parameter_table import format_of
from tests.dashboard.reader import opened


def test_a_small_number_is_a_power_of_ten() -> None:
    assert [f"{each:{format_of(each)}}" for each in (0.0, 1e-5, -4e-5, 5e-5, -0.25, 31.0)] == [
        "0.0000",
        "1.0e-05",
        "-4.0e-05",
        "0.0001",
        "-0.2500",
        "31.0000",
    ]


def test_slider_and_field_show_it() -> None:
    reader = opened()
    reader.edit("field", "1-1-1", 1e-5)
    [slider] = reader.app.slider
    assert slider.proto.format == "%.1e"
    assert {each.proto.format for each in reader.app.number_input if "field-1-1-1" in (each.key or "")} == {"%.1e"}
