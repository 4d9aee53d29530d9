"""Numbers that were typed as decimals stay decimals, in index notation and in matrices; fractions stay fractions."""

import re

import pytest
from sympy import Integer, Rational, S

from derivations import Activation, Convention, Loss, Network, derive, graph, huber
from derivations.engine.typed import TypedNumbers
from derivations.rendering.decimals import decimal
from derivations.rendering.lines import print_matrices, print_result
from derivations.rendering.matrix_style import MatrixStyle
from derivations.views.layout import COLUMNS

ALL = TypedNumbers(frozenset())
HALVES = TypedNumbers(frozenset(), kept=frozenset({S.Half}))


def last(network: Network, target: str, convention: Convention | None = None) -> str:
    return print_result(derive(network, convention or Convention()), target).lines[-1].formula


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Rational(851, 500), "1.702"),
        (Rational(-1, 20), "-0.05"),
        (Rational(1, 3), None),
        (Integer(3), None),
        (Rational(1, 2**21), None),
    ],
)
def test_a_number_that_ends_is_written_as_a_decimal(number: Rational, text: str | None) -> None:
    assert decimal(number, ALL) == text


def test_a_fraction_stays_where_it_was_typed_and_where_no_decimals_were() -> None:
    assert decimal(S.Half, HALVES) is None
    assert decimal(-S.Half, HALVES) is None
    assert decimal(S.Half, None) is None


@pytest.mark.parametrize(
    ("text", "derivative"),
    [
        ("z*sigmoid(1.702*z)", r"\sigma(1.702 z) + 1.702 z \sigma(1.702 z) (1 - \sigma(1.702 z))"),
        ("0.3*z + z**3/3", "0.3 + z^{2}"),
        ("0.3*z + z**2/3", r"0.3 + \frac{2}{3} z"),
        ("0.1*z**2 + z/4", r"0.2 z + \frac{1}{4}"),
        ("z**1.5", r"1.5 \sqrt{z}"),
        ("3*z/10", r"\frac{3}{10}"),
        ("1e20z", "10^{20}"),
        ("-1.5e20z", r"-1.5 \cdot 10^{20}"),
        ("1e20z**2", r"2 \cdot 10^{20} z"),
        ("1e-7z", "10^{-7}"),
        ("0.00000025z**2", r"5 \cdot 10^{-7} z"),
        ("0.00001z", "0.00001"),
        ("100000z", "100000"),
        ("z/1.702", r"\frac{1}{1.702}"),
        ("-z/1.702", r"-\frac{1}{1.702}"),
        ("0.1z+z/3", r"\frac{1.3}{3}"),
        ("0.5z + 11z/6", r"\frac{7}{3}"),
        ("1.5z+z**7/7 + z**14/14", r"1.5 + z^{6} + z^{13}"),
        ("2z/1.702", r"\frac{2}{1.702}"),
        ("1.5z^3/7", r"\frac{4.5}{7} z^{2}"),
        ("1.5z^3/0.7", r"\frac{4.5}{0.7} z^{2}"),
        ("-1.5z^3/7", r"-\frac{4.5}{7} z^{2}"),
        ("1.5z^2/6", "0.5 z"),
        # the 1/2 that was typed, not 2 times 0.25; but where 0.25 z^2 is differentiated it may be either
        ("z/2+0.25", r"\frac{1}{2}"),
        ("0.1z^3+z/2", r"0.3 z^{2} + \frac{1}{2}"),
        ("0.25z^2+z/2", "0.5 z + 0.5"),
        # that of a root, and one that was typed
        ("z/sqrt(1+0.3z^2)", r"\frac{1}{(1 + 0.3 z^{2})^{3/2}}"),
        ("(z+0.1)^2.5", r"2.5 (z + 0.1)^{1.5}"),
        ("1/(z+0.1)^0.5", r"-\frac{0.5}{(z + 0.1)^{1.5}}"),
        ("0.1z*exp(-0.25z^2)", "0.1 (1 - 0.5 z^{2}) e^{-0.25 z^{2}}"),
        ("0.1z+z^3/64", r"0.1 + \frac{3}{64} z^{2}"),
        ("0.3z^5+z/2", r"1.5 z^{4} + \frac{1}{2}"),
        ("0.25z^2+z/4", "0.5 z + 0.25"),
        ("1/3*0.6z", "0.2"),
        ("2z/(0.3*1.7)", r"\frac{2}{0.51}"),
        ("(z/1.702)^5", r"\frac{5}{14.282287751336032} z^{4}"),
        (
            "gelu(0.3z)",
            r"0.3 \left(\Phi(0.3 z) + \frac{0.3}{\sqrt{2 \pi}} z e^{-0.045 z^{2}}\right)",
        ),
        ("0.3z/sqrt(2pi)", r"\frac{0.3}{\sqrt{2 \pi}}"),
        ("0.5z/sqrt(2)", r"\frac{0.5}{\sqrt{2}}"),
        # what never had a root below the bar
        ("0.3sqrt(2)z", r"0.3 \sqrt{2}"),
        ("1.5z*sqrt(3)", r"1.5 \sqrt{3}"),
        ("0.25sqrt(2)z", r"0.25 \sqrt{2}"),
        ("0.2*sqrt(2/pi)*z", r"\frac{0.2 \sqrt{2}}{\sqrt{\pi}}"),
        # one bar, and one root below it
        ("0.3z/(sqrt(2)+z)", r"\frac{0.3 \sqrt{2}}{(\sqrt{2} + z)^{2}}"),
        (
            "1/(1+gelu(0.3z))",
            r"-\frac{0.3 (\Phi(0.3 z) + 0.3 z e^{-0.045 z^{2}}/\sqrt{2 \pi})}{(1 + \operatorname{GELU}(0.3 z))^{2}}",
        ),
        ("1/(1+gelu(z))", r"-\frac{\Phi(z) + z e^{-z^{2}/2}/\sqrt{2 \pi}}{(1 + \operatorname{GELU}(z))^{2}}"),
        # a reduction leaves the decimals that were typed, and the square below the bar
        (
            "(0.5z+0.25)/(1.5-0.1cos(z))",
            r"\frac{0.5 (1.5 - 0.1 \cos(z)) - 0.1 (0.5 z + 0.25) \sin(z)}{(1.5 - 0.1 \cos(z))^{2}}",
        ),
        ("(2+3z)/(0.5+1.5z^2)", r"\frac{1.5 - 6 z - 4.5 z^{2}}{(0.5 + 1.5 z^{2})^{2}}"),
        ("3.0z/7", r"\frac{3}{7}"),
        # 0.5 was only added: what a rule makes of 1/2 is a fraction
        ("erf(z/sqrt(2))/2+0.5", r"\frac{1}{\sqrt{2 \pi}} e^{-z^{2}/2}"),
        ("z^3/2+0.5", r"\frac{3}{2} z^{2}"),
        ("leaky_relu(z, 0.2)", r"\begin{cases} 1 & \text{if } z > 0 \\ 0.2 & \text{otherwise} \end{cases}"),
        ("elu(z, 0.5)", r"\begin{cases} 1 & \text{if } z > 0 \\ 0.5 e^{z} & \text{otherwise} \end{cases}"),
        # as it was typed: 0.6/sqrt(2 pi), and 6/sqrt(2 pi) without decimals as well
        ("exp(-0.3z^2)/sqrt(2pi)", r"-\frac{0.6}{\sqrt{2 \pi}} z e^{-0.3 z^{2}}"),
        ("exp(-3z^2)/sqrt(2pi)", r"-\frac{6}{\sqrt{2 \pi}} z e^{-3 z^{2}}"),
        ("0.5z^2/(2*0.3^2)", r"\frac{1}{0.18} z"),
        ("0.1^z", r"0.1^{z} \ln(0.1)"),
        ("0.1^(-z)", r"-0.1^{-z} \ln(0.1)"),
        ("z*0.1^z", r"0.1^{z} + z \cdot 0.1^{z} \ln(0.1)"),
        # what was typed of 2 stays so, whatever decimals stand beside it
        ("0.5*2^z", r"0.5 \cdot 2^{z} \ln(2)"),
        ("0.5*2^(-z)", r"-0.5 \cdot 2^{-z} \ln(2)"),
        ("0.5^z+2^z", r"-0.5^{z} \ln(2) + 2^{z} \ln(2)"),
        # the 2 of a root's derivative stands below the bar; 0.5 that was typed stays
        ("sqrt(z+0.01)", r"\frac{1}{2 \sqrt{z + 0.01}}"),
        ("(z+0.01)^0.5", r"\frac{0.5}{\sqrt{z + 0.01}}"),
        ("log10(z)", r"\frac{1}{z \ln(10)}"),
        # a condition is solved
        ("clip(0.2z,-0.5,0.5)", "0.2 [-2.5 < z < 2.5]"),
        ("max(0.3-0.75z,0)", "-0.75 [z < 0.4]"),
        ("max(sqrt(2)z,1)", r"\sqrt{2} [z > \frac{1}{\sqrt{2}}]"),
        ("max(z,sqrt(2))", r"[z > \sqrt{2}]"),
        ("exp(-z^2/1.5)", r"-\frac{2}{1.5} z e^{-z^{2}/1.5}"),
        ("1.7159tanh(2z/3)", r"\frac{3.4318}{3} \left(1 - \tanh^{2}\left(\frac{2 z}{3}\right)\right)"),
        ("tanh(z/1.3)/1.7", r"\frac{1}{2.21} \left(1 - \tanh^{2}\left(\frac{z}{1.3}\right)\right)"),
    ],
)
def test_a_derivative_has_decimals_where_they_were_typed(text: str, derivative: str) -> None:
    assert last(Network((2, 1), Activation.parse(text), "mse"), "f'") == derivative


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("z*0.5+1/2", r"0.5 z + \frac{1}{2}"),
        ("0.1z-1/2", r"0.1 z - \frac{1}{2}"),
        ("z^2/2-0.5", r"\frac{z^{2}}{2} - 0.5"),
        ("exp(z/2+0.5)", "e^{z/2 + 0.5}"),
        ("0.5z+1/2*z^2", r"0.5 z + \frac{1}{2} z^{2}"),
        ("0.25z^2+0.5z+1/2", r"0.25 z^{2} + 0.5 z + \frac{1}{2}"),
        ("tanh(0.5z+1/2)", r"\tanh\left(0.5 z + \frac{1}{2}\right)"),
    ],
)
def test_one_number_that_was_typed_both_ways_stays_as_it_was_typed(text: str, typed: str) -> None:
    lines = print_result(derive(Network((2, 1), Activation.parse(text), "mse")), "f'").lines
    assert lines[0].formula == rf"\frac{{d}}{{dz}} \left[ {typed} \right]"


def test_a_derivative_is_no_part_that_was_typed_as_a_fraction() -> None:
    assert last(Network((2, 1), Activation.parse("0.25z^2+0.5z+1/2"), "mse"), "f'") == "0.5 z + 0.5"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("0.1x+1.702y", ["0.1 x", "1.702 y"]),
        ("x/1.702+0.5y", [r"\frac{x}{1.702}", "0.5 y"]),
        ("x/10+y*3", [r"\frac{x}{10}", "3 y"]),
    ],
)
def test_the_numbers_of_a_graph_stay_as_they_were_typed(text: str, printed: list[str]) -> None:
    derivation = derive(graph(text))
    assert [print_result(derivation, name).lines[-1].formula for name in ("v1", "v2")] == printed


@pytest.mark.parametrize("depth", ["key", "every"])
@pytest.mark.parametrize(
    ("text", "front"),
    [
        ("(a-y)^2/1.702", r"\frac{2}{1.702 m}"),
        ("1.5(a-y)^2/7", r"\frac{3}{7 m}"),
        ("1.2(a-y)^2/7", r"\frac{2.4}{7 m}"),
        ("0.3(a-y)^2", r"\frac{0.6}{m}"),
        ("0.25(a-y)^2", r"\frac{0.5}{m}"),
        ("0.3sqrt(2)(a-y)^2", r"\frac{0.6 \sqrt{2}}{m}"),
        ("0.5(a-y)^2/sqrt(2pi)", r"\frac{1}{m \sqrt{2 \pi}}"),
    ],
)
def test_a_quotient_by_a_decimal_keeps_it_in_matrices(text: str, front: str, depth: str) -> None:
    derivation = derive(Network((2, 1), "sigmoid", Loss.parse(text)))
    matrices = print_matrices(derivation, "da1", COLUMNS, MatrixStyle(), depth=depth)
    both = (matrices.lines[-1].formula, print_result(derivation, "da1", depth=depth).lines[-1].formula)
    assert both == (rf"{front} (A^{{(1)}} - Y)", rf"{front} (a^{{(1)}}_{{js}} - y_{{js}})")


@pytest.mark.parametrize("depth", ["key", "every"])
def test_leaky_relu_has_the_hundredth_that_it_is_written_with(depth: str) -> None:
    derivation = derive(Network((2, 1), "leaky_relu", "mse"))
    printed = {name: print_result(derivation, name, depth=depth) for name in ("a1", "leaky_relu'", "C", "da1")}
    assert all(
        rf"{value} & \text{{otherwise}}" in printed[name].lines[-1].formula
        for name, value in (("a1", "0.01 z^{(1)}_{js}"), ("leaky_relu'", "0.01"))
    )
    # the 1/2 of the convention is none of its numbers
    assert all(r"\frac{1}{2 m}" in printed[name].lines[0].formula for name in ("C", "da1"))


def test_roots_that_were_typed_as_one_stay_one() -> None:
    lemma = print_result(derive(Network((2, 1), Activation.parse("z/(0.4*sqrt(2pi))"), "mse")), "f'")
    assert lemma.lines[0].formula == r"\frac{d}{dz} \left[ \frac{z}{0.4 \sqrt{2 \pi}} \right]"


def test_the_half_of_a_function_of_the_library_stays_beside_a_decimal() -> None:
    lemma = print_result(derive(Network((2, 1), "gelu", Loss.parse("0.3(a-y)^2"))), "gaussian_cdf'")
    assert not any("0.5" in line.formula for line in lemma.lines)


def test_the_number_of_huber_stays_where_it_was_typed() -> None:
    derivation = derive(Network((2, 1), "identity", Loss.parse("huber(a-y, 0.5)")))
    u = "a^{(1)}_{js} - y_{js}"
    first = rf"{u} & \text{{if }} \left|{u}\right| \leq 0.5"
    inside = rf"\begin{{cases}} {first} \\ 0.5 \operatorname{{sgn}}({u}) & \text{{otherwise}} \end{{cases}}"
    assert print_result(derivation, "da1").lines[-1].formula == rf"\frac{{1}}{{m}} {inside}"
    assert derivation.check().ok


@pytest.mark.parametrize(
    ("delta", "otherwise"),
    [
        (2, r"2 (\left|u\right| - 1)"),
        (1.5, r"1.5 (\left|u\right| - 0.75)"),
        (1 / 3, r"0.3333333333333333 (\left|u\right| - 0.16666666666666665)"),
    ],
)
def test_the_number_of_huber_is_written_as_a_person_would(delta: float, otherwise: str) -> None:
    derivation = derive(Network((2, 1), "identity", huber(delta)))
    cost = print_result(derivation, "C").lines[0].formula.replace("a^{(1)}_{js} - y_{js}", "u")
    assert otherwise in cost
    assert derivation.check().ok


def test_a_half_that_was_typed_below_a_bar_stays_there_beside_a_decimal_in_a_graph() -> None:
    derivation = derive(graph("(x - y)^2/2 + 0.25*x"))
    assert print_result(derivation, "dv2").lines[-1].formula == r"\frac{1}{2} \frac{d Y}{dv_{3}}"


def test_the_half_of_a_convention_stays_a_fraction() -> None:
    network = Network((2, 1), Activation.parse("0.5*z + 0.3*z**3"), "mse")
    total = r"\sum_{s=1}^{m} \sum_{j=1}^{n_{1}} (a^{(1)}_{js} - y_{js})^{2}"
    assert last(network, "C") == rf"\frac{{1}}{{2 m}} {total}"
    assert last(network, "C", Convention(samples="sum")) == rf"\frac{{1}}{{2}} {total}"


def test_a_decimal_stands_whole_above_a_bar() -> None:
    network = Network((2, 1), "identity", Loss.parse("0.3*(a-y)**2"))
    derivation = derive(network)
    delta = print_result(derivation, "delta1").lines[-1].formula
    assert delta == r"\frac{0.6}{m} (a^{(1)}_{js} - y_{js})"
    assert derivation.check().ok
    matrices = print_matrices(derivation, "delta1", COLUMNS, MatrixStyle())
    assert matrices.lines[-1].formula == r"\frac{0.6}{m} (A^{(1)} - Y)"


def test_the_mean_at_a_tie_is_none_of_the_decimals() -> None:
    derivation = derive(Network((1, 1), Activation.parse("min(z, 1-0.7z)"), "mse"))
    assert any(r"\frac{1}{2} \left(1 + " in line.formula for line in print_result(derivation, "f'").lines)


@pytest.mark.parametrize("text", ["z/sqrt(0.3)", "0.3z/sqrt(1.7)", "0.3z/(sqrt(2)+z)", "max(0.3z, z/sqrt(2pi))"])
def test_a_number_with_a_root_brings_no_bar_into_a_bar(text: str) -> None:
    lines = print_result(derive(Network((1, 1), Activation.parse(text), "mse")), "f'").lines
    assert not any(re.search(r"\\frac\{[^{}]*\}\{\\frac|\\frac\{\\frac\{[^d]", line.formula) for line in lines)


def test_the_half_of_a_root_stands_below_its_bar_in_a_loss_too() -> None:
    derivative = last(Network((2, 1), "identity", Loss.parse("sqrt(abs(a-y)+0.01)")), "da1")
    assert derivative.startswith(r"\frac{1}{m} \frac{\operatorname{sgn}(a^{(1)}_{js} - y_{js})}{2 \sqrt{")
