"""PyTorch's values for the network that is shown, where it is installed; elsewhere shipped ones; and which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from dashboard.lab.reference import VALUES, WEIGHTS
from dashboard.lab.reference import VERSION as SHIPPED
from dashboard.lab.settings import Settings
from dashboard.lab.shapes import lines_of
from dashboard.state import shapes, training
from dashboard.state.snapshot import snapshot
from dashboard.state.visit import settings
from derivations import DerivationError
from derivations.export.pytorch_program import pytorch_program, pytorch_tensors, run_pytorch

Arrays = Mapping[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]


@dataclass(frozen=True)
class PyTorchValues:
    """Values by line, None if there are none; and in words, whose they are."""

    words: str
    values: Arrays | None = None


def pytorch_text() -> str:
    """Write the network that is shown as a PyTorch program; a large one without its numbers."""
    now, data = settings(), snapshot().data
    try:
        program = pytorch_program(now.network, now.convention)
    except DerivationError as error:
        return f"# {error}"
    if not shapes.in_full():
        return f"# X, Y: a row per sample; W1, W2, ...: a row per unit\n{program}"
    return f"{pytorch_tensors(training.parameters(), data.inputs, data.targets)}\n\n{program}"


def pytorch_values() -> PyTorchValues:
    """Return PyTorch's values: computed now, or else those that were computed once for the first XOR network."""
    now, data = settings(), snapshot().data
    try:
        installed = version("torch")
    except PackageNotFoundError:
        return _shipped()
    try:
        found = run_pytorch(now.network, now.convention, training.parameters(), data.inputs, data.targets)
    except DerivationError as error:
        return PyTorchValues(str(error))
    except ImportError:
        return _shipped()
    return PyTorchValues(f"Computed now, by PyTorch {installed}, with the code above.", _ordered(found))


def own_values() -> Arrays:
    """Return what the page shows, by line; samples are rows."""
    return {name: np.asarray(snapshot().trace[name]) for name in lines_of(settings())}


def _shipped() -> PyTorchValues:
    now, first, found = settings(), Settings(), training.parameters()
    same = (now.network, now.data, now.mean) == (first.network, first.data, first.mean) and all(
        np.allclose(np.array(theirs), ours, rtol=1e-12, atol=0)
        for theirs, ours in zip(WEIGHTS, (*found.weights, *found.biases), strict=True)
    )
    if not same:
        return PyTorchValues(
            "PyTorch is not installed here. The values that come with this page are those of the first XOR network, "
            "with its first weights: reset it, and they are shown."
        )
    # they are of one sample's own cost
    share = 1 if now.delta == "sample" else now.task.samples
    values = {name: np.array(each) / (share if name.startswith("delta") else 1) for name, each in VALUES.items()}
    return PyTorchValues(
        f"PyTorch is not installed here: these came with the page, computed once by PyTorch {SHIPPED} for this net.",
        _ordered(values),
    )


def _ordered(values: Arrays) -> Arrays:
    return {name: values[name] for name in lines_of(settings())}
