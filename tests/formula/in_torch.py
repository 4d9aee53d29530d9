"""A formula that was read before, evaluated by PyTorch: every function, and every case, is PyTorch's own."""

import operator
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from derivations.formula.tree import Call, Cases, Constant, FreeVariable, Negative, Node, Number, Operation
from derivations.formula.vocabulary import INVERSE

ONE = ("abs", *INVERSE, "cos", "cosh", "erf", "exp", "log", "relu", "sigmoid")
NAMES = (*ONE, "sign", "sin", "sinh", "sqrt", "tan", "tanh")
SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def torch_formula(torch: ModuleType, tree: Node, named: Mapping[str, Callable[[Any], Any]], **variables: Any) -> Any:
    """Give the values of a formula; ``named`` are the activations that it may name."""
    functions = dict(named) | {name: getattr(torch, name) for name in NAMES}
    functions["huber"] = lambda u: torch.nn.functional.huber_loss(u, 0 * u, reduction="none")
    functions |= {"max": torch.maximum, "min": torch.minimum, "softplus": lambda u: torch.logaddexp(u, 0 * u)}

    def number(value: float) -> Any:
        return torch.tensor(value, dtype=torch.float64)

    def value(node: Node) -> Any:
        match node:
            case Number(text):
                return number(float(text))
            case Constant(name):
                return number({"e": torch.e, "pi": torch.pi}[name])
            case FreeVariable(name):
                return variables[name]
            case Negative(argument):
                return -value(argument)
            case Operation(sign, left, right):
                return SIGNS[sign](value(left), value(right))
            case Call(name, arguments):
                return functions[name](*map(value, arguments))
            case Cases(conditions, then, otherwise):
                holds = torch.tensor(True)
                for each in conditions:
                    holds = holds & SIGNS[each.sign](value(each.left), value(each.right))
                return torch.where(holds, value(then), value(otherwise))

    return value(tree)
