"""Between which numbers a formula lies: held against its values to 1500 digits, where a double is infinite or 0."""

import math
import operator
import random
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from derivations.errors import DerivationError
from derivations.formula import Activation
from derivations.formula.domain import conditions
from derivations.formula.intervals import EVERYWHERE, NOTHING_ELSE, ZERO, Range
from derivations.formula.ranges import range_of
from derivations.formula.reading import meaning, read
from derivations.formula.tree import (
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
from derivations.formula.vocabulary import FUNCTIONS, NAMED
from tests.formula.texts import formula
from tests.searching import examples

POINTS = tuple(map(Fraction, ("-2.9", "-1.1", "-0.3", "0", "0.4", "1.2", "2.7")))
WORKING_DIGITS = 1500
# of the largest number on the way: a difference that is 0 need not come out as 0
SLACK = mpf(10) ** -1000
# the exponential, or the sine, of a larger number takes too long
LARGEST_NUMBER = mpf(10) ** 6

BIG = "*".join(["1e30"] * 12)  # 1e360, an exact number above every double
HUGE, TINY = "exp(50)**20", "exp(-50)**10"  # 1e434, above every double, and 1e-217, whose square is below them all


_COMPARED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


class UndefinedError(ValueError):
    """A formula has no real value at a point, or one that takes too long to find."""


class Values:
    """The value of a tree at a point, and the largest number on the way to it."""

    def __init__(self, point: mpf) -> None:
        self.point = point
        self.largest = mpf(1)

    def of(self, tree: Node) -> mpf:
        found = self._of(tree)
        self.largest = max(self.largest, abs(found), *([1 / abs(found)] if found else []))
        return found

    def _of(self, tree: Node) -> mpf:
        match tree:
            case Number():
                return _number(tree.value)
            case Constant(name):
                return +getattr(mp, name)
            case FreeVariable():
                return self.point
            case Negative(argument):
                return -self.of(argument)
            case Operation("**", base, exponent):
                return _power(self.of(base), self.of(exponent), fixed=not variables(exponent))
            case Operation(sign, left, right):
                return _combined(sign, self.of(left), self.of(right))
            case Call(name, (argument,)) if name in NAMED:
                inner = Values(self.of(argument))
                found = inner.of(meaning(name))
                self.largest = max(self.largest, inner.largest)
                return found
            case Cases(conditions, then, otherwise):
                holds = all(_COMPARED[each.sign](self.of(each.left), self.of(each.right)) for each in conditions)
                return self.of(then if holds else otherwise)
            case Call(name, arguments):
                return _applied(name, *(self.of(each) for each in arguments))


def _number(value: Fraction) -> mpf:
    return mpf(value.numerator) / value.denominator


def _combined(sign: str, u: mpf, v: mpf) -> mpf:
    if sign == "/":
        _needed(v != 0)
        return u / v
    return {"+": u + v, "-": u - v, "*": u * v}[sign]


def _power(base: mpf, exponent: mpf, *, fixed: bool) -> mpf:
    whole = fixed and exponent == int(exponent)
    _needed(abs(exponent) < LARGEST_NUMBER and (whole or base > 0 or (fixed and base == 0 and exponent > 0)))
    _needed(base != 0 or exponent >= 0)
    return base ** (int(exponent) if whole else exponent)


DEFINED: dict[str, Callable[[mpf], bool]] = {
    **dict.fromkeys(("acos", "asin"), lambda u: abs(u) <= 1),
    "acosh": lambda u: u >= 1,
    "atanh": lambda u: abs(u) < 1,
    "log": lambda u: u > 0,
    "sqrt": lambda u: u >= 0,
    "tan": lambda u: mp.cos(u) != 0,
}


def _applied(name: str, u: mpf, *more: mpf) -> mpf:
    _needed(name in ("abs", "log", "max", "min", "relu", "sign", "sqrt") or abs(u) < LARGEST_NUMBER)
    _needed(name not in DEFINED or DEFINED[name](u))
    match name:
        case "max" | "min":
            return (max if name == "max" else min)(u, *more)
        case "abs":
            return abs(u)
        case "sign":
            return mp.sign(u)
        case "relu":
            return max(u, mpf(0))
        case "sigmoid":
            return 1 / (1 + mp.exp(-u))
        case "softplus":
            return mp.log(1 + mp.exp(u))
        case "erf":
            # beyond, it differs from 1 by less than is looked at
            return mp.erf(u) if abs(u) < 40 else mp.sign(u) * (1 - mpf(10) ** -690)
    return getattr(mp, name)(u)


def _needed(holds: bool) -> None:
    if not holds:
        raise UndefinedError


def outside(tree: Node, found: Range, points: tuple[Fraction, ...] = POINTS) -> bool:
    """Tell whether a value of the tree lies outside of a range."""
    with mp.workdps(WORKING_DIGITS):
        return any(_outside(tree, found, point) for point in points)


def _outside(tree: Node, found: Range, point: Fraction) -> bool:
    values = Values(_number(point))
    try:
        value = values.of(tree)
    except UndefinedError:
        return False
    slack = SLACK * values.largest
    low, high = (mpf(at) if isinstance(at, float) else _number(at) for at, _ in found)
    return bool(value < low - slack or value > high + slack or _reached(found, value, low, high, slack))


def _reached(found: Range, value: mpf, low: mpf, high: mpf, slack: mpf) -> bool:
    """Tell whether a value is an end that is said to be open, where both are known without rounding."""
    return bool(slack < SLACK * 10 and ((found.low[1] and value == low) or (found.high[1] and value == high)))


def tree_of(text: str) -> Node:
    return read(text, ("z",))[1]


NUMBERS = ("0", "1", "2", "3", "0.5", "20", "40", "1e30", "1e-30", "1e-3", "710", "0.1")
LEAVES = st.one_of(
    st.sampled_from([*map(Number, NUMBERS), Constant("e"), Constant("pi")]),
    st.just(FreeVariable("z")),
    st.just(FreeVariable("z")),
)


def larger_trees(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    one, two = ([name for name in FUNCTIONS if FUNCTIONS[name] == count] for count in (1, 2))
    comparisons = st.builds(
        Comparison, st.sampled_from([*_COMPARED]), st.sampled_from([FreeVariable("z"), Number("1")]), parts
    )
    exponents = st.one_of(parts, st.integers(0, 20).map(lambda n: Number(str(n))))
    return st.one_of(
        st.builds(Negative, parts),
        st.builds(Cases, st.lists(comparisons, min_size=1, max_size=2).map(tuple), parts, parts),
        st.builds(Operation, st.sampled_from("+-*/"), parts, parts),
        st.builds(Operation, st.sampled_from("*/"), parts, parts),
        st.builds(Operation, st.just("**"), parts, exponents),
        st.builds(lambda name, u: Call(name, (u,)), st.sampled_from(one), parts),
        st.builds(lambda name, u, v: Call(name, (u, v)), st.sampled_from(two), parts, parts),
    )


TREES = st.recursive(LEAVES, larger_trees, max_leaves=8)


@given(TREES, st.fractions(-4, 4, max_denominator=97))
@examples(600)
def test_no_value_lies_outside(tree: Node, point: Fraction) -> None:
    assert not outside(tree, range_of(tree), (Fraction(0), point))


def test_a_range_holds_every_value_of_a_formula_and_says_something() -> None:
    rng = random.Random(3)
    read_, narrow = 0, 0
    while read_ < 400:
        try:
            tree = Activation.parse(formula(rng, depth=3)).tree
        except DerivationError:
            continue
        read_ += 1
        narrow += range_of(tree) != EVERYWHERE
        assert not outside(tree, range_of(tree)), tree
    assert narrow > 150


@pytest.mark.parametrize(
    "text",
    [
        f"pi - {BIG}",
        f"pi*(-{BIG})",
        f"-{BIG} + pi",
        f"{BIG} - {BIG}/2 - pi",
        f"-({HUGE}) + relu(z)",
        f"relu(z)*{HUGE} - {HUGE}",
        f"{TINY}*{TINY}",
        f"-({TINY}*{TINY})",
        f"1/({HUGE})",
        f"z*z*{TINY}*{TINY}",
        "exp(710 + z*z)",
        "-sinh(800 + z*z)",
        "1/cosh(800 + z*z)",
        "tanh(20 + abs(z)) - 0.9999999999999999999",
        "sin(20 + z - z)",
        "exp(1e-20) - 1",
    ],
)
def test_what_is_too_large_or_too_small_for_a_double_keeps_its_sign(text: str) -> None:
    tree = tree_of(text)
    found = range_of(tree)
    assert not outside(tree, found)
    assert found.low[0] < math.inf
    assert found.high[0] > -math.inf


@pytest.mark.parametrize(
    ("text", "positive", "negative"),
    [
        (f"pi - {BIG}", False, True),
        (f"{BIG} - pi", True, False),
        (f"pi*(-{BIG})", False, True),
        (f"{TINY}*{TINY}", True, False),
        (f"-({TINY}/({HUGE}))", False, True),
        ("pi - 3.1415926535897931", True, False),
        ("cos(3)", False, True),
        ("1 - tanh(20 + abs(z))", True, False),
        ("exp(-800 - z*z)", True, False),
        ("-z - abs(z) - 1", False, True),
        ("abs(z) - z + 1", True, False),
        ("z + abs(z) + 1", True, False),
        ("min(z, 1) - z - 1", False, True),
        ("1 + relu(z) - z", False, False),
        ("abs(z) - 2*z + 1", False, False),
    ],
)
def test_the_sign_is_known(text: str, positive: bool, negative: bool) -> None:
    found = range_of(tree_of(text))
    assert (found.low > ZERO, found.high < ZERO) == (positive, negative)


@pytest.mark.parametrize("text", ["pi - pi", "sqrt(4) - 2", "log(1)", "sin(0)", "tanh(z*0)", "exp(0) - 1", "0*z"])
def test_what_is_0_is_known_to_be(text: str) -> None:
    assert range_of(tree_of(text)) == NOTHING_ELSE


def test_a_formula_of_tiny_numbers_is_not_refused() -> None:
    assert conditions(tree_of(f"log({TINY}*{TINY}*(1 + z*z))")) == ()
    assert conditions(tree_of(f"z/({TINY}*{TINY})")) == ()


def test_a_sign_that_was_lost_does_not_say_that_a_logarithm_is_defined() -> None:
    wide = "*1e30" * 11  # between -2e330 and 2e330, as far as an interval can tell
    text = f"log(pi - (sin(z) - sin(z + 1)){wide})"
    assert [each.relation for each in conditions(tree_of(text))] == [">"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("exp(z)", Range(ZERO, (Fraction(1), 0))),
        ("z", Range(ZERO, (math.inf, 0))),
        # what this module gave once
        (f"pi - {BIG}", Range((math.inf, 0), (math.inf, 0))),
        (f"{TINY}*{TINY}", Range((0.0, 0), (0.0, 0))),
        ("z*z", Range((Fraction(0), 1), (math.inf, -1))),
    ],
)
def test_a_range_that_is_too_narrow_is_noticed(text: str, wrong: Range) -> None:
    assert outside(tree_of(text), wrong)
