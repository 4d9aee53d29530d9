"""Values and derivatives of a formula at once: every part carries its derivative along, from the variables outwards.

Goes in: a tree and an array per variable. Comes out: the value at every entry, and the derivative along one variable.
Only the formula is read, never a derivative that somebody derived: dual numbers u + u' eps with eps^2 = 0 (Clifford
1873; as forward-mode automatic differentiation: Wengert, CACM 7, 1964). Must not know: the symbolic side, layers,
samples.

Kinks: abs'(0) = 0, sign'(0) = 0, relu'(0) = 0; where arguments of max or min are equal, the derivative is the mean
of theirs, and 0 if one of them is a number; at the border of cases the one that holds there counts. A border that is no
float64 is taken for the one next to it: in z - 0.6 and in z < 0.6 a typed 0.6 is what data of 0.6 are, and in z - pi
pi is the float64. Values may be complex, so that a complex step can run through them; then kinks are decided by the
real part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from derivations.digits.needed import as_needed
from derivations.digits.tracked import BoundedArray
from derivations.formula.constant import constant_value
from derivations.formula.reading import meaning
from derivations.formula.stable import stable
from derivations.formula.straight import beside_data, straight
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
    variables,
)
from derivations.formula.vocabulary import NAMED
from derivations.numeric.arrays import Values
from derivations.numeric.network.elementary import FUNCTIONS, choose, constant


class Dual(NamedTuple):
    """A value and its derivative along one variable; None stands for 0, where the variable does not occur."""

    value: Any
    derivative: Any = None


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


def dual_of(tree: Node, at: Mapping[str, Values], along: str, beside: float = 0.0) -> tuple[Values, Values]:
    """Return the values of a formula and its derivatives along one variable, at every entry of real arrays.

    ``beside``: by how much more that variable is than the array says, however small: no float64 is that number.
    """
    form = stable(tree)

    def compute(*given: BoundedArray) -> tuple[BoundedArray, BoundedArray]:
        variables = {
            name: Dual(each + beside if beside else each, each.of(1)) if name == along else Dual(each)
            for name, each in zip(at, given, strict=True)
        }
        found = evaluate(form, variables)
        return given[0].of(found.value), given[0].of(0 if found.derivative is None else found.derivative)

    value, derivative = as_needed(compute, *at.values())
    return value, derivative


def evaluate(tree: Node, at: Mapping[str, Dual]) -> Dual:
    """Carry values and derivatives through a tree."""
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
            return _constant_power(evaluate(base, at), _whole(exponent), evaluate(exponent, at).value)
        case Operation(sign, left, right):
            return OPERATIONS[sign](evaluate(left, at), evaluate(right, at))
        case Cases(conditions, then, otherwise):
            return _choose(conditions, evaluate(then, at), evaluate(otherwise, at), at)
        case Call("max" | "min" as name, (left, right, *more)):
            return _extreme_of_more(name, (left, right, *more), at) if more else _extreme(name, left, right, at)
        case Call("log", (Call("cosh", (argument,)),)):
            return _apply("log cosh", evaluate(argument, at))
        case Call(name, (argument,)) if name in NAMED:
            return evaluate(stable(meaning(name)), {"u": evaluate(argument, at)})
        case Call(name, (argument,)):
            return _apply(name, evaluate(argument, at))
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
        found = (_plus if line[name] > 0 else _minus)(found, at[name])
    return _times(_fraction(slope, at), _plus(found, Dual(float(rest))))


def _whole(exponent: Node) -> int | None:
    """Return an exponent that is a whole number; of it a negative base is allowed."""
    number = straight(exponent)
    at = None if number is None else number.get("", Fraction(0))
    return int(at) if at is not None and at.denominator == 1 else None


def _apply(name: str, inner: Dual) -> Dual:
    function, derivative = FUNCTIONS[name]
    value = function(inner.value)
    return Dual(value, None if inner.derivative is None else derivative(inner.value, value) * inner.derivative)


def _plus(u: Dual, v: Dual) -> Dual:
    return Dual(u.value + v.value, _add(u.derivative, v.derivative))


def _minus(u: Dual, v: Dual) -> Dual:
    return Dual(u.value - v.value, _add(u.derivative, None if v.derivative is None else -v.derivative))


def _times(u: Dual, v: Dual) -> Dual:
    return Dual(u.value * v.value, _add(_scale(u.derivative, v.value), _scale(v.derivative, u.value)))


def _over(u: Dual, v: Dual) -> Dual:
    quotient = np.divide(u.value, v.value)
    # (u' - (u/v) v') / v: v^2 would overflow long before the derivative does
    above = _add(u.derivative, None if v.derivative is None else -quotient * v.derivative)
    return Dual(quotient, None if above is None else above / v.value)


def _power(u: Dual, v: Dual) -> Dual:
    """u^v for a variable v, as exp(v ln u): u must be positive."""
    logarithm = np.log(u.value)
    value = np.exp(v.value * logarithm)
    inner = _scale(v.derivative, logarithm)
    if u.derivative is not None:
        inner = _add(inner, v.value * u.derivative / u.value)
    return Dual(value, _scale(inner, value))


def _constant_power(u: Dual, whole: int | None, exponent: Any) -> Dual:
    # a whole exponent as such: NumPy multiplies, and a negative base is allowed
    n: Any = exponent if whole is None else whole
    value = _to_the(u.value, n)
    if u.derivative is None or whole == 0:
        return Dual(value, None)
    return Dual(value, n * _to_the(u.value, n - 1) * u.derivative)


def _to_the(base: Any, n: Any) -> Any:
    if isinstance(base, BoundedArray):
        return base**n
    base = np.asarray(base)
    # the operator squares where np.power takes a logarithm; of a whole number a negative power is no whole number
    return base**n if base.dtype.kind == "c" else base.astype(np.float64, copy=False) ** float(n)


def _extreme_of_more(name: str, arguments: tuple[Node, ...], at: Mapping[str, Dual]) -> Dual:
    """The largest or the smallest; of the derivatives of all that are equal the mean counts."""
    numbers = tuple(each for each in arguments if constant_value(each) is not None)
    if numbers:
        varying = tuple(each for each in arguments if each not in numbers)
        # a number has the weight of all at a tie
        sides = (Call(name, each) if each[1:] else each[0] for each in (varying, numbers) if each)
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


def _extreme(name: str, left: Node, right: Node, at: Mapping[str, Dual]) -> Dual:
    """The larger or the smaller of two; at a tie ``weight`` is how much of the first one's derivative counts."""
    u, v = evaluate(left, at), evaluate(right, at)
    ahead, behind = (_holds(Comparison(sign, left, right), at) for sign in ("><" if name == "max" else "<>"))
    # a number has the weight of both at a tie: max(z, 0) and max(0, z) are relu(z)
    weight = 0.0 if constant_value(right) is not None else 1.0 if constant_value(left) is not None else 0.5
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
    holds: Any = True
    for each in conditions:
        holds = _holds(each, at) & holds
    like = _like(at)
    value = choose(holds, then.value, otherwise.value, like=like)
    if then.derivative is None and otherwise.derivative is None:
        return Dual(value)
    one, other = (0.0 if each.derivative is None else each.derivative for each in (then, otherwise))
    return Dual(value, choose(holds, one, other, like=like))


def _holds(compared: Comparison, at: Mapping[str, Dual]) -> Any:
    """Tell where a comparison holds; a number in it is the float64 next to it, as the numbers it is held against."""
    apart = Operation("-", compared.left, compared.right)
    if beside_data(apart):
        return COMPARED[compared.sign](np.real(evaluate(apart, at).value), 0.0)
    sides = (_side(each, at) for each in (compared.left, compared.right))
    return COMPARED[compared.sign](*map(np.real, sides))


def _side(node: Node, at: Mapping[str, Dual]) -> Any:
    """Return one side of a comparison."""
    number = None if variables(node) else straight(node)
    return evaluate(node, at).value if number is None else float(number.get("", 0))


def _add(u: Any, v: Any) -> Any:
    if u is None or v is None:
        return v if u is None else u
    return u + v


def _scale(derivative: Any, factor: Any) -> Any:
    return None if derivative is None else derivative * factor


OPERATIONS: Mapping[str, Callable[[Dual, Dual], Dual]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _over,
    "**": _power,
}
