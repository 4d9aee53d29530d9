"""Gradients that are too large for a number: one sentence, whichever way they were computed.

Goes in: gradients. Comes out: the same gradients, or an error. Must not know: how they were computed.
"""

from __future__ import annotations

import numpy as np

from derivations.errors import FormulaError
from derivations.numeric.network.parameters import SYMBOLS, Gradients

INDICES = {"deltas": ("sample", "unit"), "weights": ("unit", "input")}


def finite(gradients: Gradients) -> Gradients:
    """Return gradients in which every entry is a number.

    A product of three numbers of ordinary size may be beyond 1.8e308: 2 (a - y) f'(z) of f = exp(z) at z = 400.

    Raises a FormulaError for the first entry that is not finite, as they are computed: delta of the last layer, its
    parameters, and so on down.
    """
    for layer in range(len(gradients.weights), 0, -1):
        for kind in ("deltas", *SYMBOLS):
            arrays = getattr(gradients, kind)
            if arrays and not np.isfinite(arrays[layer - 1]).all():
                first = np.argwhere(~np.isfinite(arrays[layer - 1]))[0]
                indices = zip(INDICES.get(kind, ("unit",)), first, strict=True)
                name = "delta" if kind == "deltas" else f"dC/d{SYMBOLS[kind]}"
                where = ", ".join(f"{index} {number + 1}" for index, number in indices)
                said = f"{name} of layer {layer} is too large for a number ({where})"
                raise FormulaError(f"{said}; choose smaller weights, inputs or targets")
    return gradients
