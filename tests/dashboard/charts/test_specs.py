"""Every specification is Vega-Lite as its schema has it, and needs no Altair to be built."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import pytest
from jsonschema import ValidationError

from dashboard.charts import (
    boundary_spec,
    curve_spec,
    freezing_spec,
    function_spec,
    graph_spec,
    lines_spec,
    loss_spec,
    network_spec,
    rates_spec,
    steps_spec,
    surface_spec,
    vanishing_spec,
)
from dashboard.charts.palette import RUNS
from dashboard.charts.specs.grammar import Spec
from dashboard.lab.colours import FACTOR_HUES

ROOT = Path(__file__).resolve().parents[3]
SIZES = ((1, 1), (2, 2, 1), (2, 3, 2), (4, 8, 1), (2, 64, 1), (2, *[16] * 7, 1))
CLASSES = tuple("abcdefgh")


def built(dark: bool) -> Iterator[Spec]:
    for sizes in SIZES:
        yield network_spec(sizes, dark=dark)
        yield network_spec(sizes, dark=dark, path=FACTOR_HUES)
    yield boundary_spec(dark=dark)
    yield boundary_spec(dark=dark, extent=(0.1, 0.3), many=True, classes=CLASSES)
    yield boundary_spec(dark=dark, many=True, stride=2)
    for right in ("", "right"):
        yield lines_spec(dark=dark, names=("a", "b"), across="epoch", up="loss", words="two lines", right=right)
    yield lines_spec(
        dark=dark, names=("a",), across="w", up="share", words="x", logarithmic=True, stepped=True, height=90
    )
    yield curve_spec(dark=dark, across=(-1.0, 2.0), up=(0.0, 1.0))
    yield from (function_spec(dark=dark), loss_spec(dark=dark), steps_spec(dark=dark))
    yield function_spec(dark=dark, curves=("f", "f ′", "g", "g ′"), up=(-1.0, 1.0), axis="a")
    yield vanishing_spec(dark=dark, lines=("a", "b"), marks=("c", "d"), across=(1.0, 20.0), up=(1e-9, 1.0))
    yield from (graph_spec(high=high, dark=dark, description="x y") for high in (0, 195))
    yield rates_spec(dark=dark, runs=("η = 0.1", "η = 3"), ends=(0.0, 2.0))
    yield rates_spec(dark=dark, runs=("MSE", "BCE"), ends=(0.0, 1.0), words="two losses", title="output")
    yield freezing_spec(dark=dark)
    seven = dict(zip("abcdefg", RUNS, strict=True))
    yield surface_spec(dark=dark, runs=seven, across=(-1.0, 2.0), up=(0.0, 1.0), described="a cost")
    yield rates_spec(dark=dark, runs=list(seven), ends=(0.0, 2.0), least=0.1, looks=RUNS, count="step", marked=True)


def parts(spec: Any) -> Iterator[dict[str, Any] | list[Any]]:
    """Give everything in a specification that can be written to."""
    if isinstance(spec, (dict, list)):
        yield spec
        for inner in spec.values() if isinstance(spec, dict) else spec:
            yield from parts(inner)


@pytest.mark.parametrize("dark", [False, True])
def test_the_schema_allows_all_of_it(dark: bool) -> None:
    for spec in built(dark):
        alt.LayerChart.validate(spec)


def test_what_is_written_into_one_is_in_no_other() -> None:
    for one, other in zip(built(dark=False), built(dark=False), strict=True):
        whole = json.dumps(other)
        for part in list(parts(one)):
            part.clear()
        assert json.dumps(other) == whole


def test_where_two_functions_are_equal_the_later_one_leaves_the_sides_of_the_earlier_one_free() -> None:
    curves, up = ("ReLU", "ReLU ′", "f", "f ′"), (-1.0, 5.0)
    _, line, _ = function_spec(dark=False, curves=curves, wide=curves[:2], up=up)["layer"]
    width = line["encoding"]["strokeWidth"]
    assert [each["test"] for each in width["condition"]] == ["datum.curve === 'ReLU'", "datum.curve === 'ReLU ′'"]
    assert all(each["value"] >= 2 * width["value"] for each in width["condition"])
    alike = function_spec(dark=False, curves=curves, up=up)
    assert not alike["layer"][1]["encoding"]["strokeWidth"]["condition"]


@pytest.mark.parametrize("dark", [False, True])
def test_a_selection_belongs_to_a_view_that_is_there(dark: bool) -> None:
    for spec in built(dark):
        layers = [inner for layer in spec["layer"] for inner in (layer, *layer.get("layer", ()))]
        views = {layer["name"] for layer in layers if "name" in layer}
        assert {view for pick in spec.get("params", ()) for view in pick["views"]} == views


@pytest.mark.parametrize("wrong", [{"mark": "rul"}, {"mark": {"type": "rule", "strokeWith": 1}}])
def test_a_planted_mistake_is_found(wrong: Spec) -> None:
    spec = loss_spec(dark=False)
    spec["layer"][1] |= wrong
    with pytest.raises(ValidationError):
        alt.LayerChart.validate(spec)


def test_nothing_imports_altair() -> None:
    script = "import sys, dashboard.charts; print(sorted({'altair', 'pandas'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
