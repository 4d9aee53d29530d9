"""A formula that was read before, evaluated by PyTorch: its text is Python."""

import math
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

NAMES = (
    "abs",
    "atan",
    "cos",
    "cosh",
    "erf",
    "exp",
    "log",
    "relu",
    "sigmoid",
    "sign",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
)


def torch_formula(torch: ModuleType, text: str, named: Mapping[str, Callable[[Any], Any]], **letters: Any) -> Any:
    """Give the values of a formula, each function that of PyTorch; its arguments may be numbers.

    ``named`` are the activations that a formula may name.
    """
    functions = dict(named) | {name: getattr(torch, name) for name in NAMES}
    functions["huber"] = lambda u: torch.nn.functional.huber_loss(u, 0 * u, reduction="none")
    functions |= {"max": torch.maximum, "min": torch.minimum, "softplus": lambda u: torch.logaddexp(u, 0 * u)}

    def taking_numbers(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *given: function(*(torch.as_tensor(each, dtype=torch.float64) for each in given))

    known = {name: taking_numbers(function) for name, function in functions.items()}
    return eval(text, {"__builtins__": {}, "e": math.e, "pi": math.pi, **known, **letters})
