"""Values and derivatives of a formula at once: every part carries its derivative along, from the variables outwards.

Goes in: a tree and an array per variable. Comes out: the value at every entry, and the derivative along one variable.
Only the formula is read, never a derivative that somebody derived: dual numbers u + u' eps with eps^2 = 0 (Clifford
1873; as forward-mode automatic differentiation: Wengert, CACM 7, 1964). Must not know: the symbolic side, layers,
samples.

Kinks: abs'(0) = 0, sign'(0) = 0, relu'(0) = 0; at the border of cases the one that holds there counts. What is equal,
and which derivative counts then, is said in `formula.ties`. Values may be complex, so that a complex step can run
through them; then kinks are decided by the real part.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial, reduce
from operator import and_, or_
from typing import Any

import numpy as np

from derivations.digits.needed import as_needed
from derivations.digits.tracked import BoundedArray
from derivations.formula.reading import meaning, meaning_of
from derivations.formula.spread import is_extreme, is_several, spread
from derivations.formula.stable import stable
from derivations.formula.straight import beside_data, combination, straight
from derivations.formula.ties import balance, is_number
from derivations.formula.tree import (
    COMPARED,
    Call,
    Cases,
    Comparison,
    Constant,
    FreeVariable,
    Negative,
    Node,
    Number,
    Operation,
    swap,
    variables,
    walk,
)
from derivations.formula.vocabulary import NAMED
from derivations.numeric.arrays import Values
from derivations.numeric.network.dual_arithmetic import OPERATIONS, Dual, constant_power, minus, plus, times
from derivations.numeric.network.elementary import FUNCTIONS, choose, constant


def value_of(tree: Node, at: Mapping[str, Values]) -> Values:
    """Return the values of a formula at every entry of the arrays; infinite or no number where it has none.

    Of real arrays they have as many digits as float64 has; of complex ones, as many as are left.
    """
    form = stable(tree)
    if any(np.asarray(values).dtype.kind == "c" for values in at.values()):
        with np.errstate(all="ignore"):
            return np.asarray(evaluate(form, {name: Dual(np.asarray(values)) for name, values in at.items()}).value)

    def compute(*given: BoundedArray) -> tuple[BoundedArray]:
        found = evaluate(form, {name: Dual(each) for name, each in zip(at, given, strict=True)})
        return (given[0].of(found.value),)

    return as_needed(compute, *at.values())[0]


def dual_of(
    tree: Node, at: Mapping[str, Values], along: str, beside: Values | float | None = None
) -> tuple[Values, Values]:
    """Return the values of a formula and its derivatives along one variable, at every entry of real arrays.

    ``beside``: by how much more that variable is than the array says, however small: no float64 is that number.
    """
    form = stable(tree)

    def compute(*given: BoundedArray) -> tuple[BoundedArray, BoundedArray]:
        moved = dict(zip(at, given, strict=False))
        if beside is not None:
            moved[along] = moved[along] + given[-1]
        variables = {name: Dual(each, each.of(1) if name == along else None) for name, each in moved.items()}
        found = evaluate(form, variables)
        return given[0].of(found.value), given[0].of(0 if found.derivative is None else found.derivative)

    value, derivative = as_needed(compute, *at.values(), *([] if beside is None else [beside]))
    return value, derivative


class _Found(dict[str, Dual]):
    """The variables, and what calls and cases of them have come to: a comparison asks for its sides again."""

    def __init__(self, at: Mapping[str, Dual]) -> None:
        super().__init__(at)
        self.parts: dict[Node, Dual] = {}


def evaluate(tree: Node, at: Mapping[str, Dual]) -> Dual:
    """Carry values and derivatives through a tree."""
    found = at if isinstance(at, _Found) else _Found(at)
    if not isinstance(tree, Call | Cases):
        return _evaluate(tree, found)
    if tree not in found.parts:
        found.parts[tree] = _evaluate(tree, found)
    return found.parts[tree]


def _evaluate(tree: Node, at: _Found) -> Dual:
    if line := beside_data(tree):
        return _line(*line, at)
    match tree:
        case Number():
            return _fraction(tree.value, at)
        case Constant(name):
            return Dual(constant(name, _like(at)))
        case FreeVariable(name):
            return at[name]
        case Negative(argument):
            inner = evaluate(argument, at)
            return Dual(-inner.value, None if inner.derivative is None else -inner.derivative)
        case Operation("**", base, exponent) if not variables(exponent):
            return constant_power(evaluate(base, at), _whole(exponent), evaluate(exponent, at).value)
        case Operation(sign, left, right):
            return OPERATIONS[sign](evaluate(left, at), evaluate(right, at))
        case Cases(conditions, then, otherwise):
            return _choose(conditions, evaluate(then, at), evaluate(otherwise, at), at)
        case Call("max" | "min" as name, arguments):
            return _extreme(name, arguments, at)
        case Call("log", (Call("cosh", (argument,)),)):
            return _apply("log cosh", evaluate(argument, at))
        case Call(name, (argument,)) if name in NAMED:
            return _named(name, argument, at)
        case Call(name, (argument,)):
            return _call(name, argument, at)
    raise AssertionError(f"{tree} is no node of a formula")


def _like(at: Mapping[str, Dual]) -> Any:
    return next(iter(at.values())).value


def _fraction(number: Fraction, at: Mapping[str, Dual]) -> Dual:
    """Return a number to as many digits as are calculated with."""
    like = _like(at)
    exact = isinstance(like, BoundedArray)
    return Dual(like.quotient(number.numerator, number.denominator) if exact else np.float64(float(number)))


def _line(line: Mapping[str, Fraction], slope: Fraction, rest: Fraction, at: Mapping[str, Dual]) -> Dual:
    """Return slope * (z + rest), where the rest alone is rounded."""
    found = Dual(0.0)
    for name in filter(None, line):
        found = (plus if line[name] > 0 else minus)(found, at[name])
    return times(_fraction(slope, at), plus(found, Dual(float(rest))))


def _whole(exponent: Node) -> int | None:
    """Return an exponent that is a whole number; of it a negative base is allowed."""
    number = straight(exponent)
    at = None if number is None else number.get("", Fraction(0))
    return int(at) if at is not None and at.denominator == 1 else None


def _call(name: str, argument: Node, at: Mapping[str, Dual]) -> Dual:
    inner = evaluate(argument, at)
    found = _apply(name, inner)
    if name not in ("abs", "relu", "sign") or not (is_several(spread(argument)) or len(combination(argument)) > 1):
        return found
    # its side is that of a comparison, not of the rounded value
    side = _side_of_zero(argument, at)
    return (
        found._replace(value=side)
        if name == "sign"
        else Dual(found.value, _apply(name, inner._replace(value=side)).derivative)
    )


def _side_of_zero(argument: Node, at: Mapping[str, Dual]) -> Any:
    above, below = (_is(sign, spread(argument), at) for sign in "><")
    like = _like(at)
    return choose(above, 1.0, choose(below, -1.0, 0.0, like=like), like=like)


def _named(name: str, argument: Node, at: Mapping[str, Dual]) -> Dual:
    """Evaluate a function by its meaning in u; where it has cases, they begin where its argument says."""
    inner = {"u": evaluate(argument, at)}

    def take(own: Node, written: Node) -> Dual:
        match own, written:
            case Cases(_, then, otherwise), Cases(conditions, first, second):
                return _choose(conditions, take(then, first), take(otherwise, second), at)
        return evaluate(own, inner)

    return take(stable(meaning(name)), meaning_of(name, argument))


def _apply(name: str, inner: Dual) -> Dual:
    function, derivative = FUNCTIONS[name]
    value = function(inner.value)
    return Dual(value, None if inner.derivative is None else derivative(inner.value, value) * inner.derivative)


def _extreme_of_more(name: str, arguments: tuple[Node, ...], at: Mapping[str, Dual]) -> Dual:
    """The largest or the smallest; of the derivatives of all that are equal the mean counts."""
    numbers = tuple(each for each in arguments if is_number(each))
    varying = tuple(each for each in arguments if each not in numbers)
    if numbers and varying:
        # a number has the weight of all at a tie
        sides = (Call(name, each) if each[1:] else each[0] for each in (varying, numbers))
        return evaluate(Call(name, tuple(sides)), at)
    first, *others = arguments
    found, count = evaluate(first, at), 1.0
    so_far: tuple[Node, ...] = (first,)
    for each in others:
        one, other = Call(name, so_far) if so_far[1:] else first, evaluate(each, at)
        ahead, behind = (_holds(Comparison(sign, one, each), at) for sign in ("><" if name == "max" else "<>"))
        value = np.where(ahead, found.value, other.value)
        choice = partial(choose, like=value)
        total, own = (0.0 if part.derivative is None else part.derivative for part in (found, other))
        found = Dual(value, choice(ahead, total, choice(behind, own, total + own)))
        count = choice(ahead, count, choice(behind, 1.0, count + 1.0))
        so_far = (*so_far, each)
    return Dual(found.value, found.derivative / count)


def _extreme(name: str, arguments: tuple[Node, ...], at: Mapping[str, Dual]) -> Dual:
    """The larger or the smaller; at a tie of two ``weight`` is how much of the first one's derivative counts."""
    if cases := next((node for each in arguments for node in walk(each) if isinstance(node, Cases)), None):
        # a number counts where it is the case that holds
        then, otherwise = (
            _extreme(name, tuple(swap(each, cases, part) for each in arguments), at)
            for part in (cases.then, cases.otherwise)
        )
        return _choose(cases.conditions, then, otherwise, at)
    if arguments[2:]:
        return _extreme_of_more(name, arguments, at)
    left, right = arguments
    u, v = evaluate(left, at), evaluate(right, at)
    ahead, behind = (_holds(Comparison(sign, left, right), at) for sign in ("><" if name == "max" else "<>"))
    # a number has the weight of both at a tie: max(z, 0) and max(0, z) are relu(z)
    weight = 0.0 if is_number(right) else 1.0 if is_number(left) else 0.5
    # of two that are equal, the one whose derivative counts: a complex step reads it there
    value = np.where(behind, v.value, u.value) if weight == 1 else np.where(ahead, u.value, v.value)
    if u.derivative is None and v.derivative is None:
        return Dual(value)
    one, other = (0.0 if each.derivative is None else each.derivative for each in (u, v))
    # 0 times an infinite derivative is no number, but nothing of it counts
    tie = one if weight == 1 else other if weight == 0 else weight * (one + other)
    return Dual(value, choose(ahead, one, choose(behind, other, tie, like=value), like=value))


def _choose(conditions: tuple[Comparison, ...], then: Dual, otherwise: Dual, at: Mapping[str, Dual]) -> Dual:
    """Take the value and the derivative of the case that holds, at a border too."""
    holds, like = _all_hold(conditions, at), _like(at)
    value = choose(holds, then.value, otherwise.value, like=like)
    if then.derivative is None and otherwise.derivative is None:
        return Dual(value)
    one, other = (0.0 if each.derivative is None else each.derivative for each in (then, otherwise))
    return Dual(value, choose(holds, one, other, like=like))


def _all_hold(conditions: tuple[Comparison, ...], at: Mapping[str, Dual]) -> Any:
    return reduce(and_, (_holds(each, at) for each in conditions))


def _holds(compared: Comparison, at: Mapping[str, Dual]) -> Any:
    return _is(compared.sign, spread(Operation("-", compared.left, compared.right)), at)


def _is(sign: str, apart: Node, at: Mapping[str, Dual]) -> Any:
    """Tell where a part is above 0, or below; ``apart`` has max, min and cases on its outside."""
    if isinstance(apart, Call) and is_extreme(apart):
        # the largest of some is above 0 where any of them is
        some = (apart.name == "max") == (sign in (">", ">="))
        return reduce(or_ if some else and_, (_is(sign, each, at) for each in apart.arguments))
    if isinstance(apart, Cases):
        inside = _all_hold(apart.conditions, at)
        return inside & _is(sign, apart.then, at) | ~inside & _is(sign, apart.otherwise, at)
    parts, border = balance(apart)
    left, right = (
        [times(_fraction(abs(each), at), evaluate(part, at)) for part, each in parts.items() if (each > 0) == above]
        for above in (True, False)
    )
    number = _fraction(abs(border), at) if isinstance(border, Fraction) else Dual(abs(border))
    (right if border > 0 else left).append(number)
    return COMPARED[sign](*(np.real(reduce(plus, side, Dual(0.0)).value) for side in (left, right)))
