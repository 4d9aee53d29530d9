"""Which parts of a formula are straight lines, and where such a part is positive.

Goes in: a tree. Comes out: coefficients, exact; or a bound on a variable, z > 1/2 for 2*z - 1 > 0. Must not know: what
a bound is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Any

from derivations.formula.constant import fraction_of
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
    walk,
)

# functions whose value or derivative jumps somewhere
BENT = ("abs", "hard_tanh", "leaky_relu", "max", "min", "relu", "selu", "sign", "step")
TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "!=": "!="}


def border(node: Node, relation: str, *, close: bool = False) -> tuple[str, str, Fraction] | None:
    """Solve ``node relation 0`` for its variable: z > 1/2; None unless the node is a straight line in one variable.

    ``close``: of a line with irrational numbers as well, to 2000 digits.
    """
    line = straight(node, close=close)
    names = [name for name in line or () if name]
    if line is None or len(names) != 1:
        return None
    relation = relation if line[names[0]] > 0 else TURNED[relation]
    return names[0], relation, -line.get("", Fraction(0)) / line[names[0]]


def borders(tree: Node) -> tuple[Fraction, ...]:
    """Return where a formula of one variable passes from one case to another, as far as straight lines tell."""
    sides: list[Node] = []
    for node in walk(tree):
        match node:
            case Cases(conditions):
                sides += [Operation("-", each.left, each.right) for each in conditions]
            case Call("max" | "min", arguments):
                sides += [Operation("-", left, right) for left, right in combinations(arguments, 2)]
            case Call("hard_tanh", (argument,)):
                sides += [Operation(sign, argument, Number("1")) for sign in "+-"]
            case Call("abs" | "relu" | "sign" | "step" | "leaky_relu" | "selu", (argument,)):
                sides.append(argument)
    solved = (border(side, ">", close=True) for side in sides)
    return tuple(dict.fromkeys(each[2] for each in solved if each))


def has_borders(tree: Node) -> bool:
    """Whether a formula may have a kink: beside a pole its derivative changes as fast, and has none."""
    return any(isinstance(node, Cases) or (isinstance(node, Call) and node.name in BENT) for node in walk(tree))


def round_border(line: Mapping[Any, Fraction]) -> tuple[Fraction, Fraction] | None:
    """Return c and d where a straight line is c (z + d), and d no float64, but to be taken for the one next to it.

    The constant of the line stands under "". So z - 0.6 is 0 at a typed 0.6, and so is 10*z - 6; of a - y - 0.1 too.
    An irrational number comes as a fraction close to it: z - pi is 0 at the pi of float64.
    """
    parts = _take_out_coefficient(line)
    return None if parts is None or parts[1].denominator & (parts[1].denominator - 1) == 0 else parts


def _take_out_coefficient(line: Mapping[Any, Fraction]) -> tuple[Fraction, Fraction] | None:
    coefficients = {abs(number) for name, number in line.items() if name}
    if len(coefficients) != 1:
        return None
    (coefficient,) = coefficients
    return coefficient, line.get("", Fraction(0)) / coefficient


@lru_cache(maxsize=1024)  # a pass asks of every comparison
def crossing(node: Node) -> tuple[Mapping[str, Fraction], Fraction, Fraction] | None:
    """Return a straight line, c and d, where it is c (z + d), whatever d is: it crosses 0 at -d alone."""
    line = straight(node, close=True)
    parts = _take_out_coefficient(line) if line else None
    return None if line is None or parts is None else (line, *parts)


@lru_cache(maxsize=1024)  # a pass asks of every part
def beside_data(node: Node) -> tuple[Mapping[str, Fraction], Fraction, Fraction] | None:
    """Return what `crossing` does of a line that, or of which a part, is to be taken for the one beside it."""
    found = crossing(node)
    # each part of 0.9 - z - 0.9 by itself is off by a rounding, and -z is not
    return found if found and any(round_border(straight(part, close=True) or {}) for part in walk(node)) else None


def straight(node: Node, *, close: bool = False) -> dict[str, Fraction] | None:
    """Return the coefficients of a polynomial of degree 1, the constant under ""; None for anything else.

    A variable whose coefficient is 0 is left out, and so is a constant of 0. ``close``: of irrational numbers, which
    are nothing straight else, 2000 digits.
    """
    if close and not variables(node):
        exact, number = straight(node), fraction_of(node)
        return exact if exact is not None or number is None else _without_zeros({"": number})
    match node:
        case Number():
            return _without_zeros({"": node.value})
        case FreeVariable(name):
            return {name: Fraction(1)}
        case Constant() | Call() | Cases():
            return None
        case Negative(argument):
            return _scale(straight(argument, close=close), Fraction(-1))
    left, right = straight(node.left, close=close), straight(node.right, close=close)
    if left is None or right is None:
        return None
    match node.sign:
        case "+" | "-":
            turned = right if node.sign == "+" else {name: -number for name, number in right.items()}
            return _without_zeros(
                {name: left.get(name, Fraction(0)) + turned.get(name, Fraction(0)) for name in {**left, **turned}}
            )
        case "*":
            if _is_number(left):
                return _scale(right, left.get("", Fraction(0)))
            return _scale(left, right.get("", Fraction(0))) if _is_number(right) else None
        case "/":
            return _scale(left, 1 / right[""]) if _is_number(right) and right else None
    if _is_number(left) and _is_number(right) and right.get("", Fraction(0)).denominator == 1:
        base, exponent = left.get("", Fraction(0)), int(right.get("", Fraction(0)))
        return _without_zeros({"": base**exponent}) if base or exponent >= 0 else None
    return left if right == {"": Fraction(1)} else None


def _is_number(line: dict[str, Fraction]) -> bool:
    return set(line) <= {""}


def _scale(line: dict[str, Fraction] | None, factor: Fraction) -> dict[str, Fraction] | None:
    return None if line is None else _without_zeros({name: number * factor for name, number in line.items()})


def _without_zeros(line: dict[str, Fraction]) -> dict[str, Fraction]:
    return {name: number for name, number in line.items() if number}
