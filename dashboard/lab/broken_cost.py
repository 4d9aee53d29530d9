"""A cost that is no sum over samples, derived like any other: the square of a network's cost.

Goes in: a network and the factors of its cost. Comes out: a derivation. Must not know: Streamlit, a number.
"""

from __future__ import annotations

from dataclasses import replace

from derivations import Convention, Derivation, Network
from derivations.engine.model import Equation
from derivations.engine.reverse import differentiate
from derivations.models.mlp import mlp


def derive_squared(network: Network, convention: Convention) -> Derivation:
    """Derive C^2: its delta is of the whole cost, since no sample has a share of it."""
    model = mlp(network, replace(convention, delta="cost"))
    cost = model.equations[-1]
    squared = Equation(cost.target, cost.expression**2)
    lines = differentiate(replace(model, name=f"{model.name}, squared", equations=(*model.equations[:-1], squared)))
    return Derivation(lines.model, lines.results)
