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


def function(name: str | Activation) -> Function:
    """Look up an activation."""
    return activation_function(name) if isinstance(name, Activation) else FUNCTIONS[name]


def functions(network: Network, *, quick: bool = False) -> tuple[Function, ...]:
    """Look up the activations of layers 1..L; ``quick``: a user's formula in float64 alone, faster, for training."""
    named = map(network.activation, range(1, network.depth + 1))
    return tuple(quick_activation(each) if quick and isinstance(each, Activation) else function(each) for each in named)
