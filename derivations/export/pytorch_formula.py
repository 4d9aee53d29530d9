"""A formula of one's own as a PyTorch expression, from its tree: autograd then has to find its derivative by itself.

Goes in: a tree, the tensors that its variables stand for. Comes out: Python source. Must not know: networks, the other
sides that read the tree.
"""

from __future__ import annotations

from collections.abc import Mapping

from derivations.errors import SpecificationError
from derivations.formula.tree import (
    Call,
    Cases,
    Constant,
    FreeVariable,
    Negative,
    Node,
    Number,
    Operation,
    variables,
    written,
)

ONE_ARGUMENT = "abs acos acosh asin asinh atan atanh cos cosh erf exp log relu sigmoid sign sin sinh sqrt tan tanh"
FUNCTIONS = {
    **{name: f"torch.{name}({{z}})" for name in ONE_ARGUMENT.split()},
    "huber": 'F.huber_loss({z}, torch.zeros_like({z}), reduction="none")',
}


def pytorch_formula(tree: Node, names: Mapping[str, str], functions: Mapping[str, str]) -> str:
    """Return the expression; ``names`` are those of the tensors, ``functions`` the activations of PyTorch, in {z}.

    Raises a SpecificationError if it has one that PyTorch has not: step.
    """
    return written(_translate(tree, names, FUNCTIONS | dict(functions)))


def _translate(node: Node, names: Mapping[str, str], functions: Mapping[str, str]) -> Node:
    """Return a tree that is written as PyTorch: what is no sign is a name in it, whatever that holds."""

    def inside(part: Node) -> Node:
        return _translate(part, names, functions)

    def tensor(part: Node) -> Node:
        # a function takes no Python number, and one of 32 bits would lose digits
        text = written(inside(part))
        return FreeVariable(text if variables(part) else f"torch.tensor({text}, dtype=torch.float64)")

    match node:
        case FreeVariable(name):
            return FreeVariable(names[name])
        case Constant(name):
            return FreeVariable(f"torch.{name}")
        case Number():
            return Number(str(node.value) if node.value.denominator == 1 else repr(float(node.value)))
        case Negative(argument):
            return Negative(inside(argument))
        case Operation("**", Constant("e"), exponent):
            return Call("torch.exp", (tensor(exponent),))
        case Operation(sign, left, right):
            return Operation(sign, inside(left), inside(right))
        case Call("max" | "min" as name, (left, right)) if variables(left) and variables(right):
            return Call(f"torch.{name}imum", (tensor(left), tensor(right)))
        case Call("max" | "min" as name, (left, right)):
            # at a tie with a number the derivative is 0: torch.maximum would give half
            moving, number = (tensor(each) for each in ((left, right) if variables(left) else (right, left)))
            compared = f"{written(moving)} {'>' if name == 'max' else '<'} {written(number)}"
            return Call("torch.where", (FreeVariable(compared), moving, number))
        case Call(name, (argument,)) if name in functions:
            return FreeVariable(functions[name].format(z=written(tensor(argument))))
        case Cases(conditions, then, otherwise):
            each = (f"({written(inside(c.left))} {c.sign} {written(inside(c.right))})" for c in conditions)
            return Call("torch.where", (FreeVariable(" & ".join(each)), tensor(then), tensor(otherwise)))
    raise SpecificationError(f"PyTorch has no function for {written(node)!r} of this formula")
