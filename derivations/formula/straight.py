"""Which parts of a formula are straight lines, and where such a part is positive.

Goes in: a tree. Comes out: coefficients, exact; or a bound on a variable, z > 1/2 for 2*z - 1 > 0. Must not know: what
a bound is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import combinations
from typing import Any

from derivations.formula.constant import fraction_of
from derivations.formula.tree import (
    Call,
    Cases,
    FreeVariable,
    Negative,
    Node,
    Number,
    Operation,
    variables,
    walk,
    write,
)

# functions whose value or derivative jumps somewhere
BENT = ("abs", "hard_tanh", "leaky_relu", "max", "min", "relu", "selu", "sign", "step")
# a sum as its parts, each with its coefficient; that of None is a number
Combination = Mapping[Node | None, Fraction]
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


@lru_cache(maxsize=1024)  # a pass asks of every part
def beside_data(node: Node) -> tuple[Mapping[str, Fraction], Fraction, Fraction] | None:
    """Return a straight line, c and d, where it is c (z + d), and it or a part of it is taken for the one beside it."""
    line = straight(node, close=True)
    parts = _take_out_coefficient(line) if line else None
    if line is None or parts is None:
        return None
    # each part of 0.9 - z - 0.9 by itself is off by a rounding, and -z is not
    return (line, *parts) if any(round_border(straight(part, close=True) or {}) for part in walk(node)) else None


def straight(node: Node, *, close: bool = False) -> dict[str, Fraction] | None:
    """Return the coefficients of a polynomial of degree 1, the constant under ""; None for anything else.

    A variable whose coefficient is 0 is left out, and so is a constant of 0. ``close``: of irrational numbers, which
    are nothing straight else, 2000 digits.
    """
    found: dict[str, Fraction] = {}
    for part, number in combination(node, close=close).items():
        if not (part is None or isinstance(part, FreeVariable)):
            return None
        found[part.name if part else ""] = number
    return found


def combination(node: Node, *, close: bool = False) -> dict[Node | None, Fraction]:
    """Return a sum as its parts, none of which is a sum, each with its coefficient; its number stands under None.

    Equal parts are one, and what cancels is left out: of z*y - y*z + 2 there is the number 2. ``close`` as above.
    """
    if close and not variables(node):
        exact = combination(node)
        number = fraction_of(node) if set(exact) - {None} else None
        return exact if number is None else _without_zeros({None: number})
    match node:
        case Number():
            return _without_zeros({None: node.value})
        case Negative(argument):
            return _scale(combination(argument, close=close), Fraction(-1))
        case Operation(sign, left, right):
            return _combine(sign, combination(left, close=close), combination(right, close=close), node)
    return {node: Fraction(1)}


def _combine(sign: str, left: Combination, right: Combination, node: Operation) -> dict[Node | None, Fraction]:
    number = right.get(None, Fraction(0))
    match sign:
        case "+" | "-":
            turned = right if sign == "+" else _scale(right, Fraction(-1))
            return _without_zeros(
                {part: left.get(part, Fraction(0)) + turned.get(part, Fraction(0)) for part in {**left, **turned}}
            )
        case "*" if _is_number(right):
            return _scale(left, number)
        case "*" if _is_number(left):
            return _scale(right, left.get(None, Fraction(0)))
        case "/" if _is_number(right) and right:
            return _scale(left, 1 / number)
        case "**" if _is_number(left) and _is_number(right) and number.denominator == 1:
            base = left.get(None, Fraction(0))
            if base or number >= 0:
                return _without_zeros({None: base ** int(number)})
        case "**" if right == {None: 1}:
            return dict(left)
    return _product(node)


def _product(node: Operation) -> dict[Node | None, Fraction]:
    """Return a product or power with its factors in one order, and those that are equal as one power."""
    number, powers = Fraction(1), dict[Node, Fraction]()

    def multiply(part: Node, exponent: Fraction) -> None:
        nonlocal number
        match part:
            case Operation("*" | "/" as sign, left, right):
                multiply(left, exponent)
                multiply(right, exponent if sign == "*" else -exponent)
            case Operation("**", base, power) if (whole := _whole(power)) is not None:
                multiply(base, exponent * whole)
            case _:
                base, factor = _coefficient(part)
                number *= factor ** int(exponent)
                powers[base] = powers.get(base, Fraction(0)) + exponent

    multiply(node, Fraction(1))
    powers.pop(Number("1"), None)
    factors = [_power(base, powers[base]) for base in sorted(powers, key=write) if powers[base]]
    if not number or not factors:
        return _without_zeros({None: number})
    return {reduce(lambda one, other: Operation("*", one, other), factors): number}


def _coefficient(part: Node) -> tuple[Node, Fraction]:
    """Return what stands behind the number in front of a part, and that number: -3 z is z, -3 times."""
    own = combination(part) if isinstance(part, Negative | Number) else {}
    base, factor = next(iter(own.items()), (None, Fraction(0)))
    if len(own) != 1:
        return part, Fraction(1)
    return base or Number("1"), factor


def _power(base: Node, exponent: Fraction) -> Node:
    return base if exponent == 1 else Operation("**", base, Number(str(exponent)))


def _whole(node: Node) -> Fraction | None:
    found = combination(node)
    number = found.get(None, Fraction(0))
    return number if _is_number(found) and number.denominator == 1 else None


def _is_number(found: Combination) -> bool:
    return set(found) <= {None}


def _scale(found: Combination, factor: Fraction) -> dict[Node | None, Fraction]:
    return _without_zeros({part: number * factor for part, number in found.items()})


def _without_zeros(found: Combination) -> dict[Node | None, Fraction]:
    return {part: number for part, number in found.items() if number}
