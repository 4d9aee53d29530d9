"""Activations and losses: each a definition, none of them with a derivative; that is derived.

Sources: sigmoid and tanh as in Nielsen, Neural Networks and Deep Learning, ch. 1 and 3; ReLU as in Nair and
Hinton 2010; the squared error and the binary cross-entropy as in Bishop, Pattern Recognition, ch. 5.
"""

from sympy import Expr, Piecewise, Symbol, exp, log

from derivations.engine.model import Definition

Z = Symbol("z", real=True)

SIGMOID = Definition("sigmoid", r"\sigma", Z, 1 / (1 + exp(-Z)))
TANH = Definition("tanh", r"\tanh", Z, (exp(Z) - exp(-Z)) / (exp(Z) + exp(-Z)))
# At the kink z = 0 the second case holds: the derivative there is 0, as in PyTorch.
RELU = Definition("relu", r"\operatorname{ReLU}", Z, Piecewise((Z, Z > 0), (0, True)))

DEFINITIONS = {definition.name: definition for definition in (SIGMOID, TANH, RELU)}


def activate(name: str, argument: Expr) -> Expr:
    """Return the activation of an argument, by name; the identity is the argument itself."""
    return argument if name == "identity" else DEFINITIONS[name](argument)


def squared_error(a: Expr, y: Expr) -> Expr:
    """(a - y)^2."""
    return (a - y) ** 2


def binary_cross_entropy(a: Expr, y: Expr) -> Expr:
    """-(y ln a + (1 - y) ln(1 - a)), the minus left to the caller: see ``mlp.cost_equation``."""
    return y * log(a) + (1 - y) * log(1 - a)
