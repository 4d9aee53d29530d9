"""Colours can be read on both pages, and numbers are written without jumping."""

import tomllib
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from dashboard.charts import palette
from dashboard.charts.palette import Hue
from dashboard.charts.specs import boundary_spec, loss_spec, network_spec
from dashboard.charts.specs.grammar import format_fixed

ROOT = Path(__file__).parents[3]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    "hue", [palette.DELTA, palette.WEIGHT, palette.ACTIVATION, palette.TARGET, palette.INK, palette.MUTED]
)
def test_what_is_read_has_contrast(hue: Hue, dark: bool) -> None:
    assert contrast(hue.on(dark=dark), palette.SURFACE.on(dark=dark)) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("hue", [palette.NEGATIVE, palette.POSITIVE])
def test_what_is_drawn_has_contrast(hue: Hue, dark: bool) -> None:
    assert contrast(hue.on(dark=dark), palette.SURFACE.on(dark=dark)) >= 3


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    "ground",
    [palette.NEGATIVE_TINT, palette.POSITIVE_TINT, palette.NEGATIVE_AREA, palette.POSITIVE_AREA, palette.NEUTRAL],
)
def test_ink_can_be_read_on_every_ground(ground: Hue, dark: bool) -> None:
    assert contrast(ground.on(dark=dark), palette.INK.on(dark=dark)) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("ground", [palette.NEGATIVE_TINT, palette.POSITIVE_TINT])
def test_an_activation_can_be_read_inside_its_unit(ground: Hue, dark: bool) -> None:
    assert contrast(ground.on(dark=dark), palette.ACTIVATION.on(dark=dark)) >= 4.5


def test_the_factors_have_colours_of_their_own() -> None:
    hues = [palette.DELTA, palette.WEIGHT, palette.ACTIVATION, palette.TARGET, palette.NEGATIVE, palette.POSITIVE]
    assert len({hue.light for hue in hues}) == len({hue.dark for hue in hues}) == len(hues)


def test_a_hue_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        palette.DELTA.light = "#000000"  # type: ignore[misc]


def test_the_surface_is_the_ground_of_the_pages() -> None:
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"]
    assert theme["light"]["backgroundColor"].lower() == palette.SURFACE.light.lower()
    assert theme["dark"]["backgroundColor"].lower() == palette.SURFACE.dark.lower()
    style = (ROOT / "dashboard/components/style.css").read_text(encoding="utf-8")
    assert f"--ground: light-dark({palette.SURFACE.light.lower()}, {palette.SURFACE.dark.lower()})" in style


@pytest.mark.parametrize("dark", [False, True])
def test_every_chart_is_transparent_and_as_wide_as_its_place(dark: bool) -> None:
    for spec in (network_spec((2, 2, 1), dark=dark), loss_spec(dark=dark), boundary_spec(dark=dark)):
        assert spec["background"] == "transparent"
        assert spec["width"] == "container"
        assert spec["description"]


def test_a_number_says_how_it_is_written() -> None:
    text = format_fixed("weight", "+", "∂")
    assert "abs(datum.weight) < 9.9995 ? format(datum.weight, '+.3f')" in text
    assert "abs(datum.weight) < 0.0005 ? format(datum.weight, '+.0e')" in text
    assert text.startswith("!isValid(datum.weight) ? '' : '∂'")
    assert ", 7, '\u00a0', 'left')" in text
    assert ", 6, '\u00a0', 'left')" in format_fixed("weight", "+")


def test_a_colour_is_mixed_into_a_ground() -> None:
    assert palette.mix("#000000", "#FFFFFF", 0.25) == "#BFBFBF"
    assert palette.mix("#0072B2", "#15181B", 1.0) == "#0072B2"
