"""Backpropagation, derived line by checked line and run beside a hand-written network.

>>> from derivations import Network, derive
>>> derivation = derive(Network((2, 2, 1)))
>>> derivation.check().ok
True
"""

import ast as _ast
import typing as _typing
from importlib import import_module as _import_module
from importlib.util import find_spec as _find_spec
from pathlib import Path as _Path

from derivations.derive import Derivation, derive, local_derivatives, match
from derivations.display import Line, Result

# Every other name is loaded when it is first asked for: few need them all. Type checkers read where it comes from,
# and so does _homes below.
if _typing.TYPE_CHECKING:
    from derivations.engine.check import CheckReport, LineCheck
    from derivations.engine.model import Equation, Model
    from derivations.engine.variables import Variable
    from derivations.errors import DerivationError, FormulaError
    from derivations.export import notes
    from derivations.formula import Activation, Loss, elu, huber, leaky_relu
    from derivations.matching.match import MatchReport, MatchRow
    from derivations.matching.program import Program
    from derivations.matching.wrong_products import wrong_products
    from derivations.models.assumptions import assumptions, per_sample
    from derivations.models.graphs import graph
    from derivations.network import KINKS, Convention, Kink, Network
    from derivations.numeric import (
        DataSet,
        Epoch,
        Forward,
        Gradients,
        Optimiser,
        Parameters,
        Split,
        Statistics,
        accuracy,
        adagrad,
        adam,
        adamw,
        and_gate,
        backward,
        batch_statistics,
        blobs,
        circles,
        clip_by_norm,
        clip_by_value,
        decay_weights,
        difference_quotient,
        draw_masks,
        forward,
        from_table,
        initialise,
        iris,
        loss,
        momentum,
        moons,
        nand_gate,
        nesterov,
        noisy_sine,
        not_gate,
        one_hot,
        or_gate,
        read_csv,
        rmsprop,
        sgd,
        spirals,
        split,
        standardiser,
        stop_early,
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
        rank_trials,
        sample_settings,
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

__version__ = "0.1.0"


def _homes() -> dict[str, str]:
    """Read from the imports above which module each name of the face is in, so that no name is written twice."""
    tree = _ast.parse(_Path(__file__).read_text(encoding="utf-8"))
    return {
        alias.name: node.module
        for node in _ast.walk(tree)
        if isinstance(node, _ast.ImportFrom) and node.module and node.module.startswith(f"{__name__}.")
        for alias in node.names
    }


_HOMES = _homes()
__all__ = sorted(_HOMES)  # noqa: PLE0605  a list, of names that are written above

if not _typing.TYPE_CHECKING:  # there, every name would be allowed

    def __getattr__(name: str) -> object:
        """Load what is asked for for the first time; from then on it is there like any other name."""
        if name in _HOMES:
            home = _import_module(_HOMES[name])
            found = getattr(home, name) if hasattr(home, name) else _import_module(f"{home.__name__}.{name}")
        elif not name.startswith("_") and _find_spec(f"{__name__}.{name}"):
            found = _import_module(f"{__name__}.{name}")
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return ["__version__", *__all__]
