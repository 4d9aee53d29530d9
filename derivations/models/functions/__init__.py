"""Activations and losses: each a definition, none of them with a derivative; that is derived.

Goes in: names and expressions. Comes out: expressions. Must not know: how many layers there are.
"""

from sympy import Expr, Indexed, Sum, Symbol, exp

from derivations.engine.indices import fresh, is_index
from derivations.errors import SpecificationError, say_unknown
from derivations.formula import Activation
from derivations.models.functions.definitions import (
    ABSOLUTE,
    DEFINITIONS,
    ELU,
    GAUSSIAN,
    LOG_SIGMOID,
    RELU,
    SELU,
    SIGMOID,
    SILU,
    SOFTPLUS,
    TANH,
    Z,
    with_those_behind,
)
from derivations.models.functions.losses import (
    LossDefinition,
    loss_of,
)
from derivations.network import ACTIVATIONS


def activate(name: str | Activation, argument: Expr, units: Symbol | None = None) -> Expr:
    """Return the activation of an argument, by name; the identity is the argument itself.

    ``units`` is the size of the layer, for the softmax: its units see each other.

    Raises a SpecificationError if no activation has this name, or the softmax is asked for without a layer.
    """
    if isinstance(name, Activation):
        from derivations.models.formulas import definition  # noqa: PLC0415  few networks have a formula of their own

        return definition(name)(argument)
    if name == "identity":
        return argument
    if name == "softmax":
        if units is None or not isinstance(argument, Indexed):
            raise SpecificationError(f"softmax of {argument}; it is a function of a whole layer, z[j, s] for all j")
        return softmax(argument, units)
    if name not in DEFINITIONS:
        raise SpecificationError(say_unknown("activation", name, ACTIVATIONS))
    return DEFINITIONS[name](argument)


def softmax(z: Indexed, units: Symbol) -> Expr:
    """e^(z_j) over the sum of e^(z_i), i over all units of the layer (Bridle 1990); j is the first index of z."""
    own, *others = z.indices
    other = fresh(own, [each for each in z.indices if is_index(each)])
    return exp(z) / Sum(exp(z.base[(other, *others)]), (other, 1, units))
