"""The activations of the library in words, and what each of them means in the language of formulas.

Goes in: nothing. Comes out: a record by the name of each; its definition stands in models.functions.definitions, its
numbers in numeric.activations. Must not know: SymPy, NumPy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Known:
    """What an activation is called, what it means, and what is to be known of its outputs."""

    # for a reader
    title: str
    # why ln a + ln(1 - a) is not for them, as the end of a sentence; "" of the sigmoid, which it is for
    outputs: str
    # what it is of u; "" where the language has it as one of its own, or has no word for it
    meaning: str = ""
    # what stands for it in a formula, as LaTeX; "" for its name
    symbol: str = ""
    # whether it is nearly flat far out, so that gradients vanish there
    saturates: bool = False


_ANY, _UP, _INSIDE = "its outputs are any real number", "grow without bound", "its outputs lie in (-1, 1)"
_DIP = f"its outputs are negative on one side and {_UP} on the other"
_GELU_TANH = "u*(1 + tanh(sqrt(2/pi)*(u + 0.044715*u**3)))/2"
_SELU = "1.0507009873554805*u if u > 0 else 1.7580993408473768*(exp(u) - 1)"
_LEAKY, _HARD = "u if u > 0 else 0.01*u", "-1 if u <= -1 else u if u < 1 else 1"
_SUMMED = "its units share one sum, so that nothing cancels what becomes 0/0 where an output rounds to 0 or 1"

KNOWN: Mapping[str, Known] = MappingProxyType(
    {
        "identity": Known("identity", _ANY),
        "relu": Known("ReLU", f"its outputs are 0 or {_UP}", symbol=r"\operatorname{ReLU}"),
        "sigmoid": Known("sigmoid", "", symbol=r"\sigma", saturates=True),
        "tanh": Known("tanh", _INSIDE, symbol=r"\tanh", saturates=True),
        "step": Known("step", "its outputs are 0 or 1 themselves", "1 if u > 0 else 0"),
        "leaky_relu": Known("leaky ReLU", _ANY, _LEAKY, r"\operatorname{LReLU}"),
        "elu": Known("ELU", f"its outputs lie above -1 and {_UP}", "u if u > 0 else exp(u) - 1", r"\operatorname{ELU}"),
        "selu": Known("SELU", f"its outputs lie above -1.76 and {_UP}", _SELU, r"\operatorname{SELU}"),
        "softplus": Known("softplus", f"its outputs {_UP}"),
        "softsign": Known("softsign", _INSIDE, "u/(1 + abs(u))", saturates=True),
        "silu": Known("SiLU", _DIP, "u*sigmoid(u)", r"\operatorname{SiLU}"),
        "gelu": Known("GELU", _DIP, "u*(1 + erf(u/sqrt(2)))/2", r"\operatorname{GELU}"),
        "gelu_tanh": Known("GELU, tanh form", _DIP, _GELU_TANH, r"\operatorname{GELU}_{\tanh}"),
        "mish": Known("Mish", _DIP, "u*tanh(softplus(u))", r"\operatorname{Mish}"),
        "log_sigmoid": Known(
            "log-sigmoid", "its outputs are negative", "-softplus(-u)", r"\operatorname{logsig}", saturates=True
        ),
        "hard_tanh": Known(
            "hard tanh", "its outputs lie in [-1, 1]", _HARD, r"\operatorname{hardtanh}", saturates=True
        ),
        # they do lie in (0, 1), but 1 / (a (1 - a)) meets no such factor that it cancels with
        "softmax": Known("softmax", _SUMMED),
    }
)
ACTIVATIONS = tuple(KNOWN)


def symbol_of(name: str) -> str:
    """Return what stands for an activation in a formula, as LaTeX."""
    return KNOWN[name].symbol or rf"\operatorname{{{name}}}"
