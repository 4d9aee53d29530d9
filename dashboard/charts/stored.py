"""Specifications, read from files where Altair has written them before, and built where it has not.

Goes in: what the specification depends on. Comes out: the specification as a dict; do not change it, it is shared.

`python -m dashboard.charts` writes the files; a test finds out when one no longer says what Altair would.
"""

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.charts.boundary import SQUARE, Extent

FOLDER = Path(__file__).parent / "stored"
STORED_SIZES = ((2, 2, 1),)

Spec = dict[str, Any]


@lru_cache(maxsize=64)
def network_spec(sizes: tuple[int, ...], *, dark: bool) -> Spec:
    """Give `specs.network_spec`."""
    return _read(_name("network", dark, sizes)) or _built("network", dark, sizes=sizes)


@lru_cache(maxsize=2)
def loss_spec(*, dark: bool) -> Spec:
    """Give `specs.loss_spec`."""
    return _read(_name("loss", dark)) or _built("loss", dark)


@lru_cache(maxsize=2)
def function_spec(*, dark: bool) -> Spec:
    """Give `specs.function_spec`."""
    return _read(_name("function", dark)) or _built("function", dark)


@lru_cache(maxsize=64)
def boundary_spec(*, dark: bool, extent: Extent = SQUARE, many: bool = False, classes: tuple[str, ...] = ()) -> Spec:
    """Give `specs.boundary_spec`."""
    kept = _read(_name("boundary", dark)) if (extent, many, classes) == (SQUARE, False, ()) else None
    return kept or _built("boundary", dark, extent=extent, many=many, classes=classes)


@lru_cache(maxsize=16)
def curve_spec(*, dark: bool, across: Extent, up: Extent) -> Spec:
    """Give `specs.curve_spec`."""
    return _built("curve", dark, across=across, up=up)


@lru_cache(maxsize=2)
def steps_spec(*, dark: bool) -> Spec:
    """Give `specs.steps_spec`."""
    return _built("steps", dark)


def stored_specs() -> dict[str, Spec]:
    """Build every specification that is kept in a file, by the name of the file."""
    wanted = [("loss", ()), ("boundary", ()), ("function", ()), *(("network", sizes) for sizes in STORED_SIZES)]
    return {
        _name(chart, dark, sizes): _built(chart, dark, **({"sizes": sizes} if sizes else {}))
        for chart, sizes in wanted
        for dark in (False, True)
    }


def written(spec: Spec) -> str:
    """Write a specification as it stands in its file."""
    return json.dumps(spec, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _name(chart: str, dark: bool, sizes: Sequence[int] = ()) -> str:
    return "-".join((chart, *map(str, sizes), "dark" if dark else "light")) + ".json"


def _read(name: str) -> Spec | None:
    try:
        found: Spec = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return found


def _built(chart: str, dark: bool, **options: Any) -> Spec:
    from dashboard.charts import specs  # noqa: PLC0415  # not before it is needed: it imports Altair

    build: Callable[..., Spec] = getattr(specs, f"{chart}_spec")
    return build(dark=dark, **options)
