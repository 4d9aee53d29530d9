"""a = f(z) and the slope f'(z) of each activation.

Goes in: an array z of any shape. Comes out: an array of that shape, in `out` if one is given.
Must not know: layers, networks, costs.

The functions also take complex z, as analytic continuations, so that a complex step can run through them. None of
them loses its value for |z| up to 1e4.
"""

from derivations.errors import SpecificationError, unknown
from derivations.formula import Activation
from derivations.network import Network
from derivations.numeric.activations.function import Function
from derivations.numeric.activations.gaussian import gelu, gelu_slope, gelu_tanh, gelu_tanh_slope
from derivations.numeric.activations.linear import (
    hard_tanh,
    hard_tanh_slope,
    identity,
    identity_slope,
    leaky_relu,
    leaky_relu_slope,
    relu,
    relu_slope,
    step,
    step_slope,
)
from derivations.numeric.activations.saturating import (
    elu,
    elu_slope,
    quiet_sigmoid,
    selu,
    selu_slope,
    sigmoid,
    sigmoid_slope,
    softsign,
    softsign_slope,
    tanh,
    tanh_slope,
)
from derivations.numeric.activations.soft import (
    log_sigmoid,
    log_sigmoid_slope,
    mish,
    mish_slope,
    silu,
    silu_slope,
    softplus,
    softplus_slope,
)
from derivations.numeric.activations.softmax import softmax, softmax_pull_back, softmax_slope
from derivations.numeric.formulas import activation_function

__all__ = [
    "FUNCTIONS",
    "Function",
    "elu",
    "elu_slope",
    "function",
    "functions",
    "gelu",
    "gelu_slope",
    "gelu_tanh",
    "gelu_tanh_slope",
    "hard_tanh",
    "hard_tanh_slope",
    "identity",
    "identity_slope",
    "leaky_relu",
    "leaky_relu_slope",
    "log_sigmoid",
    "log_sigmoid_slope",
    "mish",
    "mish_slope",
    "relu",
    "relu_slope",
    "selu",
    "selu_slope",
    "sigmoid",
    "sigmoid_slope",
    "silu",
    "silu_slope",
    "softmax",
    "softmax_pull_back",
    "softmax_slope",
    "softplus",
    "softplus_slope",
    "softsign",
    "softsign_slope",
    "step",
    "step_slope",
    "tanh",
    "tanh_slope",
]

FUNCTIONS = {
    "identity": Function(identity, identity_slope),
    "relu": Function(relu, relu_slope),
    "sigmoid": Function(quiet_sigmoid, sigmoid_slope),
    "tanh": Function(tanh, tanh_slope),
    "step": Function(step, step_slope),
    "leaky_relu": Function(leaky_relu, leaky_relu_slope),
    "elu": Function(elu, elu_slope),
    "selu": Function(selu, selu_slope),
    "softplus": Function(softplus, softplus_slope),
    "softsign": Function(softsign, softsign_slope),
    "silu": Function(silu, silu_slope),
    "gelu": Function(gelu, gelu_slope),
    "gelu_tanh": Function(gelu_tanh, gelu_tanh_slope),
    "mish": Function(mish, mish_slope),
    "log_sigmoid": Function(log_sigmoid, log_sigmoid_slope),
    "hard_tanh": Function(hard_tanh, hard_tanh_slope),
    "softmax": Function(softmax, softmax_slope, softmax_pull_back),
}


def function(name: str | Activation) -> Function:
    """Look up an activation.

    Raises
    ------
    SpecificationError
        If no activation has this name.
    """
    if isinstance(name, Activation):
        return activation_function(name)
    if name not in FUNCTIONS:
        raise SpecificationError(unknown("activation", name, FUNCTIONS))
    return FUNCTIONS[name]


def functions(network: Network) -> tuple[Function, ...]:
    """Look up the activations of layers 1..L."""
    return tuple(function(network.activation(layer)) for layer in range(1, network.depth + 1))
