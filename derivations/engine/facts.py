"""What a rule may rely on while it rewrites: the model, and the results that are already derived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derivations.engine.derivation import Result
from derivations.engine.model import Model


@dataclass(frozen=True)
class Facts:
    """The model and the results so far: gradients by the name of dC/dv, lemmas by the name of the function."""

    model: Model
    results: Mapping[str, Result]
