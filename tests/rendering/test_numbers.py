"""Symbols = numbers = value: templates that are made once and filled with whatever the network holds now."""

import math
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest

from derivations import Convention, Loss, Network, Parameters, Program, backward, derive
from derivations.derive import Derivation
from derivations.digits.beyond import Beyond
from derivations.matching.binding import lookup
from derivations.models import names
from derivations.rendering.numbers import (
    EQUAL,
    FAR,
    NEARLY,
    UNDEFINED,
    LineInNumbers,
    Template,
    figures_needed,
    print_alike,
    print_fixed,
    print_number,
    print_signed,
    print_significant,
    template,
)

NETWORK = Network((2, 2, 1))
j, k, s = names.UNIT, names.FROM, names.SAMPLE
SIZES = {names.units(0): 2, names.units(1): 2, names.units(2): 1, names.SAMPLES: 2}
PARAMETERS = Parameters(
    (np.array([[1.0, -2.0], [3.0, 0.5]]), np.array([[0.25, -1.0]])), (np.array([0.0, -0.5]), np.array([2.0]))
)
INPUTS, TARGETS = [[1.0, 0.0], [0.0, 1.0]], [[1.0], [0.0]]
Find = Callable[[str, tuple[int, ...]], float]


@cache
def derived() -> Derivation:
    return derive(NETWORK)


@cache
def program() -> Program:
    return derived().compile()


def values(parameters: Parameters = PARAMETERS) -> Find:
    return lookup(derived().model, program().trace(parameters, INPUTS, TARGETS))


def last(target: str, at: dict[Any, int]) -> Template:
    return template(derived()[target].value, at, SIZES, derived())


@pytest.mark.parametrize(
    ("target", "at", "symbols", "numbers"),
    [
        (
            "z1",
            {j: 1, s: 2},
            r"w^{(1)}_{11} a^{(0)}_{12} + w^{(1)}_{12} a^{(0)}_{22} + b^{(1)}_{1}",
            r"1 \cdot 0 + (-2.0000) \cdot 1 + 0",
        ),
        (
            "delta2",
            {j: 1, s: 1},
            r"\frac{1}{m} (a^{(2)}_{11} - y_{11})",
            r"\frac{1}{2} \cdot (0.7788 - 1)",
        ),
        (
            "dW2",
            {j: 1, k: 2},
            r"\delta^{(2)}_{11} a^{(1)}_{21} + \delta^{(2)}_{12} a^{(1)}_{22}",
            r"(-0.1106) \cdot 0.9241 + 0.4110 \cdot 0.5000",
        ),
        (
            "delta1",
            {j: 2, s: 1},
            r"\delta^{(2)}_{11} w^{(2)}_{12} a^{(1)}_{21} (1 - a^{(1)}_{21})",
            # with four figures each they come to 0.0078, printed as 0.00776, and not to 0.007754
            r"(-0.11061) \cdot (-1) \cdot 0.92414 \cdot (1 - 0.92414)",
        ),
    ],
)
def test_a_line_with_numbers(target: str, at: dict[Any, int], symbols: str, numbers: str) -> None:
    filled = last(target, at).fill(values())
    assert (filled.symbols, filled.numbers) == (symbols, numbers)


EVERY = ("z1", "a1", "z2", "a2", "C", "da2", "delta2", "dW2", "db2", "da1", "delta1", "dW1", "db1")


def test_every_result_is_looked_at() -> None:
    assert tuple(result.target for result in derived().results if result.variable is not None) == EVERY


@pytest.mark.parametrize("target", EVERY)
def test_every_line_of_a_result_comes_to_the_same_value(target: str) -> None:
    result = derived()[target]
    assert result.variable is not None
    at = dict.fromkeys(result.variable.indices, 1)
    # the printed gradient is also what the program computes, where that keeps it
    found = [template(line.expression, at, SIZES, derived()).fill(values()).value for line in result.lines]
    assert None not in found
    assert found == pytest.approx([found[0]] * len(found), rel=1e-12)
    trace = program().trace(PARAMETERS, INPUTS, TARGETS)
    if target in trace:
        assert found[-1] == pytest.approx(values()(target, (1,) * len(at)), rel=1e-12)


def test_numbers_follow_new_values_without_a_new_template() -> None:
    made = last("delta2", {j: 1, s: 1})
    before = made.fill(values())
    weights = (PARAMETERS.weights[0], np.array([[1.5, -1.0]]))
    after = made.fill(values(Parameters(weights, PARAMETERS.biases)))
    assert after.symbols == before.symbols
    assert after.numbers != before.numbers
    assert after.value != before.value
    assert made.fill(values()) == before


@pytest.mark.parametrize("digits", [2, 4, 6])
def test_the_number_of_digits_is_fixed(digits: int) -> None:
    numbers = last("delta2", {j: 1, s: 1}).fill(values(), digits).numbers
    assert f"{0.7787869:.{digits}f}"[: digits + 1] in numbers
    assert numbers.endswith(" - 1)")  # but for what is exactly 1


def test_a_product_of_what_is_printed_comes_to_what_is_printed() -> None:
    """Three digits after the point would make 0.002 of 0.00162, and -0.000532 of a product that is -0.000431."""
    small, factor = -0.00162, 0.266
    product = float(print_significant(small, 3)) * float(print_significant(factor, 3))
    assert product == pytest.approx(small * factor, rel=1e-2)
    assert float(f"{small:.3f}") * factor != pytest.approx(small * factor, rel=0.1)


@pytest.mark.parametrize("near", [1e-2, 1e-4, 1e-6, 1e-9])
@pytest.mark.parametrize("moving", [False, True])
def test_a_factor_is_printed_as_one_only_where_the_product_is_nothing(near: float, *, moving: bool) -> None:
    """1.000 (1 - 1.000) would be 0, and is 1e-4 where a unit is saturated."""
    line = last("delta1", {j: 1, s: 1})
    found = {"delta2": -0.5, "w2": 2.0, "W2": 2.0, "a1": 1 - near}
    filled = line.fill(_only(found), 3, moving=moving)
    assert filled.value == pytest.approx(-near, rel=0.02)
    assert "(1 - 1" not in filled.numbers
    assert "0.99" in filled.numbers
    assert _compute(filled.numbers) == pytest.approx(filled.value, rel=0.01)
    assert line.fill(_only(found | {"a1": 1.0}), 3, moving=moving).numbers.endswith("(1 - 1)")


@pytest.mark.parametrize("target", EVERY)
@pytest.mark.parametrize("digits", [2, 3, 4])
def test_what_is_printed_comes_to_the_value_as_it_is_printed(target: str, digits: int) -> None:
    result = derived()[target]
    assert result.variable is not None
    at = dict.fromkeys(result.variable.indices, 1)
    for line in result.lines:
        filled = template(line.expression, at, SIZES, derived()).fill(values(), digits)
        assert filled.sign == "="
        if "partial" not in filled.numbers:
            shown = print_significant(_value(filled), digits)
            assert print_significant(_compute(filled.numbers), digits) == shown


def test_numbers_that_move_keep_their_digits_and_say_where_they_are_near() -> None:
    line = last("delta1", {j: 1, s: 1})
    found = line.fill(_only({"delta2": 0.5004, "W2": 20.004, "a1": 0.5}), 3, moving=True)
    # 2.5005, and the value is 2.5025
    assert (found.numbers, found.sign) == (r"0.500 \cdot 20.004 \cdot 0.500 \cdot (1 - 0.500)", r"\approx")
    assert line.fill(_only({"delta2": 0.5, "W2": 2.0, "a1": 0.5}), 3, moving=True).sign == "="
    # a sum that passes 0 does not change its digits, as long as they show something
    total = last("z1", {j: 1, s: 1})
    for away, figures in ((0.4, 3), (0.05, 3), (0.011, 3), (0.0004, 4)):
        inside = {"W1": 0.50049, "a0": 1.0, "x": 1.0, "b1": away - 2 * 0.50049}
        assert total.fill(_only(inside), 3, moving=True).figures == figures


@pytest.mark.parametrize("compute", [sum, math.prod])
@pytest.mark.parametrize("terms", [2, 3, 4])
def test_numbers_that_move_are_off_by_a_tenth_at_most_and_do_not_jump(
    compute: Callable[[Sequence[float]], float], terms: int
) -> None:
    rng, last, farthest = np.random.default_rng(terms), 1e-3, 0.0
    for _ in range(1000):
        given = rng.uniform(-1, 1, terms)
        # near 0 is where rounding shows
        wanted = rng.choice([-1, 1]) * 10 ** rng.uniform(-4, 0)
        given[0] = given[0] + wanted - given.sum() if compute is sum else wanted / math.prod(given[1:])
        value = compute(given.tolist())
        figures, sign = figures_needed(given.tolist(), compute, value, 3, moving=True)
        found = compute([_compute(print_fixed(number, figures)) for number in given])
        off, two_figures = abs(found - value), abs(value) >= 10 * last
        if sign == "=":
            assert print_fixed(found, 3) == print_fixed(value, 3)
        else:
            assert off <= max(0.01 * abs(value), min(2 * last, 0.1 * abs(value)) if two_figures else 0)
            farthest = max(farthest, off / abs(value))
        # each term is off by half a unit
        if compute is sum and abs(value) >= 10 * terms // 2 * last:
            assert figures == 3
    assert farthest <= 0.1
    # so far it does go, where it may
    assert farthest > 0.02


def test_a_sum_that_moves_is_not_off_by_a_fifth() -> None:
    given = [-0.6754674886211931, 0.14155493743860226, 0.2745587546067809, 0.26953087766752626]
    # with three figures they come to 0.012, and the value is 0.0102
    assert figures_needed(given, sum, sum(given), 3, moving=True) == (4, "=")


def _value(filled: LineInNumbers) -> float:
    assert filled.value is not None
    return filled.value


def _compute(numbers: str) -> float:
    """Compute what is printed, as a reader would."""
    numbers = re.sub(r"e\^\{([^{}]*)\}", r"exp(\1)", numbers)
    text = re.sub(
        r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1) / (\2))", numbers.replace(r"\left", "").replace(r"\right", "")
    )
    text = re.sub(r"\\(ln|sigma)\b", r"\1", text.replace(r" \cdot 10^{", "e").replace(r"\cdot", "*"))
    text = re.sub(r"(e-?\d+)}", r"\1", text).replace("sigma'", "slope")
    text = re.sub(r"(?<=[\d)]) (?=[(\d])", " * ", text)
    names = {"ln": math.log, "exp": math.exp, "sigma": _sigmoid, "slope": lambda z: _sigmoid(z) * (1 - _sigmoid(z))}
    return float(eval(text, {"__builtins__": {}}, names))


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def _only(numbers: dict[str, float]) -> Find:
    return lambda name, positions: numbers[name]


def test_nothing_divided_by_nothing_is_undefined() -> None:
    filled = last("da2", {j: 1, s: 1}).fill(_only({"a2": 0.0, "y": 0.0}))
    assert filled.value is None
    assert print_signed(filled.value, 4) == UNDEFINED


def test_what_is_not_defined_inside_a_line_says_so() -> None:
    line = derived()["delta2"].lines[4]  # dC/da sigma'(z), where a is exactly 1
    filled = template(line.expression, {j: 1, s: 1}, SIZES, derived()).fill(_only({"a2": 1.0, "y": 1.0, "z2": 1e4}))
    assert UNDEFINED in filled.numbers
    assert filled.value is None


def test_the_logarithm_of_nothing_times_nothing_is_undefined() -> None:
    filled = last("C", {}).fill(_only({"a2": 0.0, "y": 0.0}))
    assert filled.value is None


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 4, "0"),
        (-0.0, 4, "0"),
        (1.0, 4, "1"),
        (-1.0, 4, "-1"),
        (0.99999, 4, "1.0000"),
        (1.23456, 4, "1.2346"),
        (-0.5, 2, "-0.50"),
        (0.0001, 4, "0.0001000"),
        (-0.0021748, 3, "-0.00217"),
        (0.00002, 4, r"2.000 \cdot 10^{-5}"),
        (-3.4567e-8, 4, r"-3.457 \cdot 10^{-8}"),
        (999999.0, 2, "999999.00"),
        (12345678.0, 4, r"1.235 \cdot 10^{7}"),
        (1e300, 3, r"1.00 \cdot 10^{300}"),
        (float("nan"), 4, UNDEFINED),
        (float("inf"), 4, UNDEFINED),
    ],
)
def test_a_number(value: float, digits: int, text: str) -> None:
    assert print_significant(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-1.0, "-1"),
        (0.99999, "1.0000"),
        (0.12344, "0.1234"),
        (-0.0021748, "-0.0022"),
        (0.0001, "0.0001"),
        (0.00002, r"2.000 \cdot 10^{-5}"),
        (1e300, r"1.000 \cdot 10^{300}"),
        (float("nan"), UNDEFINED),
    ],
)
def test_a_number_that_moves_has_a_fixed_number_of_digits(value: float, text: str) -> None:
    assert print_fixed(value, 4) == print_number(value, 4, moving=True) == text


def test_a_negative_number_in_colour_has_one_pair_of_brackets() -> None:
    derivation = derive(Network((1, 1), "identity", "mse", l1=0.1))
    found = template(
        derivation["dW1"].value, {j: 1, k: 1}, {names.units(0): 1, names.SAMPLES: 1}, derivation, lambda *_: "#123456"
    )
    filled = found.fill(lambda *_: -0.25, 2)
    assert r"\operatorname{sgn}(\textcolor{#123456}{-0.25})" in filled.numbers
    assert r"\textcolor{#123456}{(-0.25)} \cdot" in filled.numbers


@pytest.mark.parametrize(
    ("value", "text"), [(-1.5, "(-1.50)"), (-1.0, "(-1)"), (1.0, "1"), (1.5, "1.50"), (None, UNDEFINED)]
)
def test_a_negative_number_brings_its_brackets(value: float | None, text: str) -> None:
    assert print_signed(value, 2) == text


@pytest.mark.parametrize("name", ["silu", "gelu", "gelu_tanh", "mish", "log_sigmoid", "softplus"])
def test_a_function_that_uses_others_by_name_has_numbers_in_every_line(name: str) -> None:
    network = Network((2, 2, 1), (name, "sigmoid"))
    derivation = derive(network)
    find = lookup(derivation.model, derivation.compile().trace(PARAMETERS, INPUTS, TARGETS))
    expected = backward(network, PARAMETERS, INPUTS, TARGETS).deltas[0][1, 0]
    for line in derivation["delta1"].lines:
        filled = template(line.expression, {j: 1, s: 2}, SIZES, derivation).fill(find)
        assert filled.value == pytest.approx(float(expected), rel=1e-10)


def test_with_the_delta_of_a_sample_the_mean_stands_in_the_gradient_of_the_weight() -> None:
    convention = Convention(delta="sample")
    derivation = derive(NETWORK, convention)
    find = lookup(derivation.model, derivation.compile().trace(PARAMETERS, INPUTS, TARGETS))
    by_hand = backward(NETWORK, PARAMETERS, INPUTS, TARGETS, convention)
    delta = template(derivation["delta2"].value, {j: 1, s: 1}, SIZES, derivation).fill(find)
    assert delta.symbols == r"a^{(2)}_{11} - y_{11}"
    assert delta.value == pytest.approx(by_hand.deltas[1][0, 0], rel=1e-14)
    for line in derivation["dW2"].lines:
        filled = template(line.expression, {j: 1, k: 2}, SIZES, derivation).fill(find)
        assert filled.value == pytest.approx(by_hand.weights[1][0, 1], rel=1e-14)
    assert filled.symbols.startswith(r"\frac{1}{m}")
    assert filled.numbers.startswith(r"\frac{1}{2}")


def test_a_sum_of_a_single_term_stays_where_the_line_has_it() -> None:
    derivation = derive(Network((1, 1), "identity", "mse"))
    sizes = {names.units(0): 1, names.units(1): 1, names.SAMPLES: 1}
    found = template(derivation["z1"].lines[0].expression, {j: 1, s: 1}, sizes, derivation)
    assert found.symbols == r"w^{(1)}_{11} a^{(0)}_{11} + b^{(1)}_{1}"
    assert found.numbers.index("⟦0⟧") < found.numbers.index("+")


@pytest.mark.parametrize(
    ("value", "power", "square"),
    [
        (-0.355, "e^{-0.3550}", "(-0.3550)^{2}"),
        (0.355, "e^{0.3550}", "0.3550^{2}"),
        # two powers of one number would be none
        (1e-9, r"e^{1.000 \cdot 10^{-9}}", r"(1.000 \cdot 10^{-9})^{2}"),
    ],
)
@pytest.mark.parametrize("coloured", [False, True])
def test_a_number_above_a_line_needs_no_brackets_and_one_below_it_only_where_it_is_no_plain_one(
    value: float, power: str, square: str, *, coloured: bool
) -> None:
    derivation = derive(Network((1, 1), "identity", Loss.parse("exp(a)+a^2+y")))
    sizes = {names.units(1): 1, names.SAMPLES: 1}
    colours = (lambda *_: "#0072B2") if coloured else None
    found = template(derivation["C"].lines[0].expression, {}, sizes, derivation, colours)
    numbers = found.fill(lambda *_: value).numbers
    plain = re.sub(r"\\textcolor\{#0072B2\}\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1", numbers)
    assert f"({power} + {square} + " in plain


def test_numbers_of_a_table_have_digits_alike() -> None:
    assert print_alike([0.5, 4.0, 1.0, 0.0, -1.0, 0.01234], 4) == ["0.5000", "4.0000", "1", "0", "-1", "0.0123"]
    assert print_alike([4.0, -2.0, 0.0], 4) == ["4", "-2", "0"]
    assert print_alike([float("nan"), 2.0, float("inf"), 0.25], 2) == ["", "2.00", "", "0.25"]
    assert print_alike([1.5e-7, 2.5e9, 0.5], 4) == [r"1.500 \cdot 10^{-7}", r"2.500 \cdot 10^{9}", "0.5000"]
    assert print_alike([3.0, 12345678.0], 4) == ["3", r"1.235 \cdot 10^{7}"]
    assert print_alike([1234567.0, 3.0], 0) == [r"1.235 \cdot 10^{6}", "3"]
    assert print_alike([Beyond("2.5e+347"), 4.0], 3) == [r"2.50 \cdot 10^{347}", "4"]


def test_a_result_next_to_1_needs_no_more_figures_than_one_that_is_1() -> None:
    assert figures_needed([0.3439, 0.3439000000000001], lambda of: of[0] / of[1], 0.9999999999999997, 4) == (4, EQUAL)
    assert figures_needed([-0.5, 0.5], math.prod, -0.25, 4) == (4, EQUAL)
    assert figures_needed([0.99996, 2.0], lambda of: of[0] - 1, -0.00004, 4) == (5, EQUAL)


def test_numbers_that_stand_elsewhere_too_keep_their_figures_and_the_sign_says_how_near_they_come() -> None:
    squared = -0.182426
    assert figures_needed([squared, squared], math.prod, squared**2, 4, fixed=True) == (4, NEARLY)
    assert figures_needed([squared, squared], math.prod, squared**2, 4)[0] > 4
    assert figures_needed([0.5, 0.25], sum, 0.75, 4, fixed=True) == (4, EQUAL)
    # 1.00002 - 1.00001 is printed as 1.0000 - 1.0000
    assert figures_needed([1.00002, -1.00001], sum, 1e-5, 4, fixed=True) == (4, FAR)
