"""The rooms of DESIGN.md: which module may import which, read from the syntax tree of every module.

The checker is a function of a path and a source text, so that every rule can be shown failing on a planted import.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ("derivations", "dashboard")


@dataclass(frozen=True)
class Room:
    """A room, what it may import from outside the standard library, and earlier rooms that it must not know."""

    name: str
    packages: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


# In each list a room may import itself and those before it, never one after it.
ROOMS = {
    "derivations": (
        Room("errors"),
        Room("options"),
        Room("calling"),
        Room("notebook"),
        Room("digits", ("numpy", "mpmath")),
        Room("formula"),
        Room("network"),
        Room("engine", ("sympy", "mpmath"), unknown=("formula", "network")),
        Room("models", ("sympy", "mpmath")),
        Room("views", ("sympy", "mpmath")),
        Room("numeric", ("numpy",), unknown=("engine", "models", "views")),
        Room("matching", ("sympy", "mpmath", "numpy")),
        Room("rendering", ("sympy", "mpmath")),
        Room("export", ("sympy", "mpmath")),
        Room("display", ("sympy", "mpmath")),
        Room("derive", ("sympy", "mpmath", "numpy")),
        Room("__init__", ("sympy", "mpmath", "numpy")),
    ),
    "dashboard": (
        Room("__init__"),
        Room("charts", ("numpy", "pyarrow")),
        Room("lab", ("numpy", "sympy")),
        Room("state", ("streamlit", "numpy", "sympy")),
        # the table of pages knows their files, not their code
        Room("navigation", ("streamlit",)),
        Room("components", ("streamlit", "numpy", "sympy")),
        Room("app_pages", ("streamlit", "numpy", "sympy")),
        Room("app", ("streamlit", "starlette")),
    ),
}
# The wings of the numeric room: what each may import beside itself and what lies in none of them.
WINGS = {"network": (), "data": (), "training": ("network", "data"), "search": ("network", "data", "training")}
COMPUTED = "a module whose name is computed"
# The face may know every room, and has a table of those that it loads when they are asked for.
FACE = "derivations/__init__.py"
# A generated program is NumPy source text, and running it needs NumPy. Nothing else does.
EXCEPTIONS = {"derivations/views/program.py": ("numpy",)}

STATE_AND_CACHES = {"session_state", "cache_data", "cache_resource"}
KEEPER = "dashboard/state/"


def _room(package: str, name: str) -> Room | None:
    return next((room for room in ROOMS[package] if room.name == name), None)


def _within_room(path: PurePosixPath) -> str:
    """Give the name of the room that a module is in: a folder, or a file without its ending."""
    return path.parts[1].removesuffix(".py")


def _absolute(path: PurePosixPath, node: ast.ImportFrom) -> str:
    """Give the module that `from ..engine import x` means in the module at `path`."""
    if not node.level:
        return node.module or ""
    package = path.parent.parts[: len(path.parent.parts) - node.level + 1]
    return ".".join([*package, *([node.module] if node.module else [])])


def _imports(path: PurePosixPath, tree: ast.AST) -> Iterator[str]:
    """Give every module that is imported, also inside functions, under `if TYPE_CHECKING` and by importlib."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(names=names):
                module = _absolute(path, node)
                # `from derivations import engine` means the room, `from derivations import derive` the module
                yield from (f"{module}.{alias.name}" if module in PROJECT else module for alias in names)
            case ast.Call(func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module")):
                match node.args:
                    case [ast.Constant(value=str(name)), *_]:
                        yield name
                    case _:
                        yield COMPUTED


def _may_import(path: PurePosixPath, module: str) -> str | None:
    """Say why the module at `path` must not import `module`; None if it may."""
    package, own = path.parts[0], _within_room(path)
    room = _room(package, own)
    top, *inner = module.split(".")
    if module == COMPUTED and str(path) == FACE:
        return None
    if room is None or top in sys.stdlib_module_names:
        return None
    if top == "derivations" and package == "dashboard":
        return None if own != "__init__" else "is there for its name only"
    if top not in (package, "derivations"):
        allowed = (*room.packages, *EXCEPTIONS.get(str(path), ()))
        return None if top in allowed else f"may import {', '.join(allowed) or 'the standard library only'}"
    other = inner[0] if inner and _room(top, inner[0]) else "__init__"
    if other == own == "numeric" and path.parts[2] in WINGS:
        wing, to = path.parts[2], inner[1] if len(inner) > 1 else ""
        allowed = WINGS[wing]
        known = to == wing or to not in WINGS or to in allowed
        return None if known else f"its wing {wing} may import from {', '.join(allowed) or 'no other wing'}"
    if other == own and own != "app_pages":
        return None
    earlier = [r.name for r in takewhile(lambda r: r.name != own, ROOMS[package]) if r.name not in room.unknown]
    return None if other in earlier else f"may import from {', '.join(earlier) or 'nowhere'}"


def _state_and_caches(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) if name in STATE_AND_CACHES:
                yield name
            case ast.ImportFrom(module="streamlit", names=names):
                yield from (alias.name for alias in names if alias.name in STATE_AND_CACHES)


def violations(path: str, source: str) -> list[str]:
    """Give the rules of the rooms that the module at `path` breaks, one sentence each."""
    place = PurePosixPath(path)
    package = place.parts[0]
    if not _room(package, _within_room(place)):
        return [f"{path} is in no known room; known: {', '.join(room.name for room in ROOMS[package])}"]
    tree = ast.parse(source, path)
    found = [
        f"{path} imports {module}, but {_within_room(place)} {why}"
        for module in _imports(place, tree)
        if (why := _may_import(place, module))
    ]
    if package == "dashboard":
        found += [
            f"{path} has a relative import; in dashboard it is written out: dashboard.x"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.level
        ]
        if not path.startswith(KEEPER):
            found += [f"{path} uses {name}, which belongs to {KEEPER}" for name in _state_and_caches(tree)]
    return found


MODULES = sorted(p.relative_to(ROOT).as_posix() for package in PROJECT for p in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("path", MODULES)
def test_the_module_keeps_to_its_room(path: str) -> None:
    found = violations(path, (ROOT / path).read_text(encoding="utf-8"))
    assert not found, "\n".join(found)


def test_the_modules_are_found() -> None:
    assert "derivations/errors.py" in MODULES
    assert "dashboard/app.py" in MODULES


@pytest.mark.parametrize(
    ("path", "source", "complaint"),
    [
        # a module in no room
        ("derivations/utils.py", "", "in no known room"),
        ("derivations/helpers/text.py", "", "in no known room"),
        ("dashboard/pages/home.py", "", "in no known room"),
        # the direction
        ("derivations/errors.py", "import derivations.network", "errors may import from nowhere"),
        ("derivations/network.py", "from derivations.engine.line import Line", "network may import from errors"),
        ("derivations/engine/rules.py", "from derivations.models import names", "may import from errors"),
        ("derivations/models/mlp.py", "from derivations.views.matrix import show", "imports derivations.views.matrix"),
        ("derivations/matching/bind.py", "from derivations.rendering import latex", "imports derivations.rendering"),
        ("derivations/rendering/latex.py", "import derivations.export.tex", "imports derivations.export.tex"),
        ("derivations/export/tex.py", "from derivations.derive import derive", "imports derivations.derive"),
        ("derivations/export/tex.py", "from derivations import derive", "imports derivations.derive"),
        ("derivations/export/tex.py", "from derivations import Network", "imports derivations.Network"),
        ("derivations/export/tex.py", "import derivations", "imports derivations"),
        ("derivations/engine/line.py", "from derivations.network import Network", "imports derivations.network"),
        # the two sides that never meet
        ("derivations/numeric/loss.py", "import derivations.engine.line", "numeric may import from errors"),
        ("derivations/numeric/loss.py", "from derivations.models import losses", "imports derivations.models"),
        ("derivations/numeric/loss.py", "from derivations.views.program import run", "imports derivations.views"),
        ("derivations/engine/rules.py", "from derivations.numeric import forward", "imports derivations.numeric"),
        ("derivations/models/mlp.py", "from derivations import numeric", "imports derivations.numeric"),
        (
            "derivations/views/program.py",
            "from derivations.numeric.network.forward import forward",
            "derivations.numeric",
        ),
        # what comes from outside
        ("derivations/errors.py", "import sympy", "may import the standard library only"),
        ("derivations/network.py", "import numpy as np", "may import the standard library only"),
        ("derivations/engine/rules.py", "import numpy", "may import sympy, mpmath"),
        ("derivations/models/mlp.py", "from numpy.typing import NDArray", "imports numpy.typing"),
        ("derivations/views/matrix.py", "import numpy", "imports numpy"),
        ("derivations/numeric/loss.py", "import sympy", "numeric may import numpy"),
        (
            "derivations/numeric/network/loss.py",
            "from derivations.numeric.data.tables import x",
            "may import from no other",
        ),
        ("derivations/numeric/training/run.py", "from derivations.numeric.search import x", "from network, data"),
        ("derivations/numeric/loss.py", "import scipy.special", "imports scipy.special"),
        ("derivations/rendering/latex.py", "import numpy", "imports numpy"),
        ("derivations/export/tex.py", "import torch", "imports torch"),
        ("derivations/derive.py", "import streamlit as st", "imports streamlit"),
        ("derivations/__init__.py", "import altair", "imports altair"),
        ("derivations/matching/bind.py", "import pandas", "imports pandas"),
        ("derivations/rendering/latex.py", "from dashboard.charts import loss", "imports dashboard.charts"),
        # however it is written
        ("derivations/numeric/loss.py", "from ..engine import line", "imports derivations.engine"),
        ("derivations/numeric/sub/deep.py", "from ...engine.line import Line", "imports derivations.engine.line"),
        ("derivations/network.py", "from . import engine", "imports derivations.engine"),
        ("derivations/numeric/__init__.py", "from .. import models", "imports derivations.models"),
        ("derivations/network.py", "from .engine import line", "imports derivations.engine"),
        ("derivations/numeric/loss.py", "def f():\n    import sympy", "imports sympy"),
        ("derivations/numeric/loss.py", "if TYPE_CHECKING:\n    import sympy", "imports sympy"),
        ("derivations/numeric/loss.py", "import importlib\nimportlib.import_module('sympy')", "imports sympy"),
        ("derivations/numeric/loss.py", "__import__('sympy')", "imports sympy"),
        ("derivations/numeric/loss.py", "__import__(name)", "name is computed"),
        # the dashboard
        ("dashboard/charts.py", "import streamlit as st", "charts may import numpy, pyarrow"),
        ("dashboard/charts/loss.py", "from streamlit import vega_lite_chart", "imports streamlit"),
        ("dashboard/charts.py", "from dashboard.state import network", "imports dashboard.state"),
        (
            "dashboard/state/state.py",
            "from dashboard.components.meter import meter",
            "imports dashboard.components.meter",
        ),
        ("dashboard/components/meter.py", "from dashboard.app_pages import home", "imports dashboard.app_pages"),
        ("dashboard/app_pages/home.py", "from dashboard.app_pages.graph import draw", "imports dashboard.app_pages"),
        ("dashboard/app_pages/home.py", "import dashboard.app", "imports dashboard.app"),
        ("dashboard/app_pages/home.py", "import pandas as pd", "imports pandas"),
        ("dashboard/app_pages/home.py", "import charts", "imports charts"),
        ("dashboard/app_pages/home.py", "from components.meter import meter", "imports components.meter"),
        ("dashboard/components/meter.py", "from . import panel", "relative import"),
        ("dashboard/components/meter.py", "import streamlit as st\nst.session_state['x'] = 1", "uses session_state"),
        ("dashboard/app.py", "from streamlit import session_state", "uses session_state"),
        ("dashboard/app_pages/home.py", "@st.cache_data\ndef f(): ...", "uses cache_data"),
        ("dashboard/components/meter.py", "@st.cache_resource(ttl=1)\ndef f(): ...", "uses cache_resource"),
        ("dashboard/app_pages/home.py", "import streamlit\nstreamlit.cache_resource.clear()", "uses cache_resource"),
        ("dashboard/__init__.py", "import derivations", "is there for its name only"),
    ],
)
def test_a_planted_violation_is_found(path: str, source: str, complaint: str) -> None:
    found = violations(path, source)
    assert any(complaint in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("derivations/errors.py", "from __future__ import annotations\nimport dataclasses, collections.abc"),
        ("derivations/network.py", "from derivations.errors import DerivationError"),
        ("derivations/network.py", "from . import errors"),
        ("derivations/engine/rules.py", "import sympy as sp, mpmath\nfrom derivations.engine.line import Line"),
        ("derivations/engine/sub/rule.py", "from ..line import Line\nfrom ...errors import DerivationError"),
        ("derivations/models/mlp.py", "from derivations.network import Network\nfrom derivations.engine import line"),
        ("derivations/views/program.py", "import numpy as np"),
        ("derivations/numeric/loss.py", "import numpy as np\nfrom derivations import errors, network"),
        ("derivations/matching/bind.py", "import numpy, sympy\nfrom derivations import numeric, views, models"),
        ("derivations/export/tex.py", "from derivations.rendering.latex import latex\nfrom sympy import latex"),
        ("derivations/derive.py", "from derivations import models, engine, export"),
        ("derivations/__init__.py", "from derivations.derive import derive\nfrom .numeric import forward"),
        ("dashboard/charts.py", "import numpy as np\nfrom derivations.rendering import latex"),
        ("dashboard/state/state.py", "import streamlit as st\nst.session_state\nst.cache_data"),
        ("dashboard/state/state.py", "from dashboard import charts\nimport derivations"),
        ("dashboard/components/meter.py", "import streamlit as st\nfrom dashboard import state, charts, components"),
        ("dashboard/app_pages/home.py", "from dashboard.components.meter import meter\nfrom derivations import derive"),
        ("dashboard/app.py", "import sys, streamlit as st\nimport dashboard.state"),
    ],
)
def test_what_the_rooms_allow_passes(path: str, source: str) -> None:
    assert violations(path, source) == []
