"""The activations of the library in words; models.functions says what they are, numeric.activations has their numbers.

Goes in: nothing. Comes out: a record by the name of each. Must not know: SymPy, NumPy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Known:
    """What an activation is called, and what is to be known of its outputs.

    Parameters
    ----------
    title : str
        For a reader.
    outputs : str
        Why ln a + ln(1 - a) is not for them, as the end of a sentence; "" of the sigmoid, which it is for.
    saturates : bool
        Whether it is nearly flat far out, so that gradients vanish there.
    """

    title: str
    outputs: str
    saturates: bool = False


_ANY, _UP = "its outputs are any real number", "grow without bound"
_DIP = f"its outputs are negative on one side and {_UP} on the other"
KNOWN: Mapping[str, Known] = MappingProxyType(
    {
        "identity": Known("identity", _ANY),
        "relu": Known("ReLU", f"its outputs are 0 or {_UP}"),
        "sigmoid": Known("sigmoid", "", saturates=True),
        "tanh": Known("tanh", "its outputs lie in (-1, 1)", saturates=True),
        "step": Known("step", "its outputs are 0 or 1 themselves"),
        "leaky_relu": Known("leaky ReLU", _ANY),
        "elu": Known("ELU", f"its outputs lie above -1 and {_UP}"),
        "selu": Known("SELU", f"its outputs lie above -1.76 and {_UP}"),
        "softplus": Known("softplus", f"its outputs {_UP}"),
        "softsign": Known("softsign", "its outputs lie in (-1, 1)", saturates=True),
        "silu": Known("SiLU", _DIP),
        "gelu": Known("GELU", _DIP),
        "gelu_tanh": Known("GELU, tanh form", _DIP),
        "mish": Known("Mish", _DIP),
        "log_sigmoid": Known("log-sigmoid", "its outputs are negative", saturates=True),
        "hard_tanh": Known("hard tanh", "its outputs lie in [-1, 1]", saturates=True),
        # they do lie in (0, 1), but 1 / (a (1 - a)) meets no such factor that it cancels with
        "softmax": Known(
            "softmax",
            "its units share one sum, so that nothing cancels what becomes 0/0 where an output rounds to 0 or 1",
        ),
    }
)
ACTIVATIONS = tuple(KNOWN)
