"""a = f(z) and the derivative f'(z) of each activation.

Goes in: an array z of any shape. Comes out: an array of that shape, in `out`.
Must not know: layers, networks, costs.

The functions also take complex z, as analytic continuations, so that a complex step can run through them. None of
them loses its value for |z| up to 1e4.
"""

from derivations.formula import Activation
from derivations.network import Network
from derivations.numeric.network.activations import gaussian, linear, saturating, soft, softmax
from derivations.numeric.network.activations.function import Function
from derivations.numeric.network.formulas import activation_function
from derivations.numeric.network.quick import quick_activation

FUNCTIONS = {**linear.FUNCTIONS, **saturating.FUNCTIONS, **soft.FUNCTIONS, **gaussian.FUNCTIONS, **softmax.FUNCTIONS}


def function(name: str | Activation, *, quick: bool = False) -> Function:
    """Look up an activation; ``quick``: with fewer digits of what cancels, faster, for training."""
    if isinstance(name, Activation):
        return quick_activation(name) if quick else activation_function(name)
    return saturating.QUICK.get(name, FUNCTIONS[name]) if quick else FUNCTIONS[name]


def functions(network: Network, *, quick: bool = False) -> tuple[Function, ...]:
    """Look up the activations of layers 1..L; ``quick``: as of `function`."""
    return tuple(function(network.activation(layer), quick=quick) for layer in range(1, network.depth + 1))
