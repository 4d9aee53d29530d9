"""The same formula in the form that keeps its digits: log(1 + exp(u)) as softplus(u), 1 / (1 + exp(-u)) as sigmoid(u).

Goes in: a tree. Comes out: a tree with the same values in exact arithmetic. In floating point exp(800) is infinite and
inf / inf is nothing, although a user's 1 / (1 + exp(-z)) is as harmless as the sigmoid that it is.
"""

from __future__ import annotations

from derivations.formula.tree import Call, Cases, Comparison, Constant, Negative, Node, Number, Operation


def stable(tree: Node) -> Node:
    """Rewrite every part that overflows on the way to a harmless value; everything else stays as it was typed."""
    match tree:
        case Negative(argument):
            return Negative(stable(argument))
        case Call(name, arguments):
            return _call(Call(name, tuple(stable(each) for each in arguments)))
        case Operation(sign, left, right):
            return _operation(Operation(sign, stable(left), stable(right)))
        case Cases(conditions, then, otherwise):
            compared = tuple(Comparison(each.sign, stable(each.left), stable(each.right)) for each in conditions)
            return Cases(compared, stable(then), stable(otherwise))
    return tree


def _call(node: Call) -> Node:
    match node:
        case Call("sqrt", (Operation("**", base, Number("2")) | Operation("*", base, _) as square,)):
            # at 0 the root of a square has the derivative of |u|, and not 0/0
            return Call("abs", (base,)) if square.sign == "**" or square.right == base else node
        case Call("log", (argument,)) if (power := _one_plus_exponential(argument)) is not None:
            return Call("softplus", (power,))
    return node


def _operation(node: Operation) -> Node:
    match node:
        case Operation("-", left, Call("sigmoid", (argument,))) if _is_one(left):
            return Call("sigmoid", (_negative(argument),))
    if node.sign != "/":
        return node
    above, below = node.left, node.right
    power = _one_plus_exponential(below)
    if power is not None:
        if _exponent(above) == power:
            return Call("sigmoid", (power,))
        quotient = Call("sigmoid", (_negative(power),))
        return quotient if _is_one(above) else Operation("*", above, quotient)
    match above, below:
        case Operation("-", first, second), Operation("+", third, fourth):
            u, v = _exponent(first), _exponent(second)
            same = {_exponent(third), _exponent(fourth)} == {u, v}
            if u is not None and v is not None and same and _negative(u) == v:
                return Call("tanh", (u,))
    return node


def _one_plus_exponential(node: Node) -> Node | None:
    """Return u where a part is 1 + exp(u) or exp(u) + 1."""
    match node:
        case Operation("+", left, right):
            if _is_one(left):
                return _exponent(right)
            if _is_one(right):
                return _exponent(left)
    return None


def _exponent(node: Node) -> Node | None:
    """Return u where a part is exp(u) or e**u."""
    match node:
        case Call("exp", (argument,)):
            return argument
        case Operation("**", Constant("e"), exponent):
            return exponent
    return None


def _is_one(node: Node) -> bool:
    return isinstance(node, Number) and node.value == 1


def _negative(node: Node) -> Node:
    return node.argument if isinstance(node, Negative) else Negative(node)
