"""Backpropagation, derived line by checked line and run beside a hand-written network.

>>> from derivations import Network, derive
>>> derivation = derive(Network((2, 2, 1)))
>>> derivation.check().ok
True
"""

from importlib import import_module
from typing import TYPE_CHECKING

from derivations.derive import Derivation, derive, match
from derivations.engine.check import CheckReport, LineCheck
from derivations.engine.derivation import Line, Result
from derivations.engine.model import Equation, Model, Variable
from derivations.errors import DerivationError, FormulaError
from derivations.formula import Activation, Loss
from derivations.network import KINKS, Convention, Kink, Network

if TYPE_CHECKING:
    from derivations.engine.local import local_derivatives
    from derivations.export import notes
    from derivations.matching.match import MatchReport, MatchRow
    from derivations.matching.program import Program
    from derivations.matching.wrong_products import wrong_products
    from derivations.models.assumptions import assumptions, per_sample
    from derivations.models.graphs import graph
    from derivations.numeric import (
        DataSet,
        Epoch,
        Forward,
        Gradients,
        Optimiser,
        Parameters,
        Statistics,
        adagrad,
        adam,
        adamw,
        backward,
        batch_statistics,
        clip_by_norm,
        clip_by_value,
        difference_quotient,
        draw_masks,
        forward,
        from_table,
        initialise,
        iris,
        loss,
        momentum,
        nesterov,
        read_csv,
        rmsprop,
        sgd,
        split,
        standardiser,
        train,
        xor,
    )
    from derivations.numeric.search import (
        LocalProcesses,
        Progress,
        Settings,
        Trial,
        columns,
        grid,
        log_uniform,
        ranked,
        sampled,
        search,
        uniform,
        whole_uniform,
    )
    from derivations.views.four_equations import four_equations
    from derivations.views.graph import graph_view
    from derivations.views.graph_events import gradients_of, graph_events
    from derivations.views.path_sum import check_paths, path_values
    from derivations.views.paths import paths
    from derivations.views.same_gradient import same_gradient


# The rooms that are loaded when a name in them is first asked for: few need them all.
ROOMS: dict[str, tuple[str, ...]] = {
    "derivations.engine.local": ("local_derivatives",),
    "derivations.matching.match": (
        "MatchReport",
        "MatchRow",
    ),
    "derivations.matching.program": ("Program",),
    "derivations.matching.wrong_products": ("wrong_products",),
    "derivations.models.assumptions": (
        "assumptions",
        "per_sample",
    ),
    "derivations.models.graphs": ("graph",),
    "derivations.numeric": (
        "DataSet",
        "Epoch",
        "Forward",
        "Gradients",
        "Optimiser",
        "Parameters",
        "Statistics",
        "adagrad",
        "adam",
        "adamw",
        "backward",
        "batch_statistics",
        "clip_by_norm",
        "clip_by_value",
        "difference_quotient",
        "draw_masks",
        "forward",
        "from_table",
        "initialise",
        "iris",
        "loss",
        "momentum",
        "nesterov",
        "read_csv",
        "rmsprop",
        "sgd",
        "split",
        "standardiser",
        "train",
        "xor",
    ),
    "derivations.numeric.search": (
        "LocalProcesses",
        "Progress",
        "Settings",
        "Trial",
        "columns",
        "grid",
        "log_uniform",
        "ranked",
        "sampled",
        "search",
        "uniform",
        "whole_uniform",
    ),
    "derivations.views.four_equations": ("four_equations",),
    "derivations.views.graph": ("graph_view",),
    "derivations.views.graph_events": (
        "gradients_of",
        "graph_events",
    ),
    "derivations.views.path_sum": (
        "check_paths",
        "path_values",
    ),
    "derivations.views.paths": ("paths",),
    "derivations.views.same_gradient": ("same_gradient",),
}
FOLDERS = ("export", "matching", "models", "numeric", "rendering", "views")
ROOM_OF = {name: room for room, names in ROOMS.items() for name in names}

if not TYPE_CHECKING:  # there, every name would be allowed

    def __getattr__(name: str) -> object:
        """Load what is asked for for the first time; from then on it is there like any other name."""
        if name == "notes":
            found = import_module("derivations.export.notes")
        elif name in FOLDERS:
            found = import_module(f"derivations.{name}")
        elif name in ROOM_OF:
            found = getattr(import_module(ROOM_OF[name]), name)
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


__all__ = [  # noqa: RUF022  in the order of dir()
    "Activation",
    "CheckReport",
    "Convention",
    "DataSet",
    "Derivation",
    "DerivationError",
    "Epoch",
    "Equation",
    "FormulaError",
    "Forward",
    "Gradients",
    "KINKS",
    "Kink",
    "Line",
    "LineCheck",
    "LocalProcesses",
    "Loss",
    "MatchReport",
    "MatchRow",
    "Model",
    "Network",
    "Optimiser",
    "Parameters",
    "Program",
    "Progress",
    "Result",
    "Settings",
    "Statistics",
    "Trial",
    "Variable",
    "adagrad",
    "adam",
    "adamw",
    "assumptions",
    "backward",
    "batch_statistics",
    "check_paths",
    "clip_by_norm",
    "clip_by_value",
    "columns",
    "derive",
    "difference_quotient",
    "draw_masks",
    "forward",
    "four_equations",
    "from_table",
    "gradients_of",
    "graph",
    "graph_events",
    "graph_view",
    "grid",
    "initialise",
    "iris",
    "local_derivatives",
    "log_uniform",
    "loss",
    "match",
    "momentum",
    "nesterov",
    "notes",
    "path_values",
    "paths",
    "per_sample",
    "ranked",
    "read_csv",
    "rmsprop",
    "same_gradient",
    "sampled",
    "search",
    "sgd",
    "split",
    "standardiser",
    "train",
    "uniform",
    "whole_uniform",
    "wrong_products",
    "xor",
]
