"""What the user typed keeps its form: the order of terms and factors, in the equation, the lemma and the gradients."""

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from sympy import Rational

from derivations import Activation, Convention, Loss, Network, derive
from derivations.derive import Derivation
from derivations.engine.check import check
from derivations.engine.typed import AS_READ
from derivations.errors import FormulaError
from derivations.models.formulas import definition
from derivations.models.one_sample import one_sample
from derivations.rendering.lines import PrintedLine, print_matrices, print_result
from derivations.rendering.matrix_style import MatrixStyle
from derivations.views.layout import COLUMNS
from tests.oracles import planted

UNIT, OUTPUT = "z^{(1)}_{js}", "a^{(1)}_{js}"


@cache
def with_activation(text: str, delta: str = "cost") -> Derivation:
    return derive(Network((1, 1), Activation.parse(text), "mse"), Convention(delta=delta))


@cache
def with_loss(text: str, delta: str = "cost") -> Derivation:
    return derive(Network((1, 1), "identity", Loss.parse(text)), Convention(delta=delta))


def lines(derivation: Derivation, target: str) -> tuple[PrintedLine, ...]:
    return print_result(derivation, target).lines


def formulas(derivation: Derivation, target: str) -> list[str]:
    """Return the lines, with plain a and y."""
    short = {OUTPUT: "a", "a^{(1)}_{ks'}": "a", "y_{js}": "y", "y_{ks'}": "y"}
    found = [line.formula for line in lines(derivation, target)]
    for element, letter in short.items():
        found = [formula.replace(element, letter) for formula in found]
    return found


LOSSES = {
    "(y-a)^2": "(y - a)^{2}",
    "(a-y)^2": "(a - y)^{2}",
    "log(1+exp(-y*a))": r"\ln(1 + e^{-y a})",
    "log(exp(-a*y)+1)": r"\ln(e^{-a y} + 1)",
    "max(0,1-y*a)": r"\max(0, 1 - y a)",
    "-y*log(a)-(1-y)*log(1-a)": r"\left[ -y \ln(a) - (1 - y) \ln(1 - a) \right]",
    "log(a)*(y-a)": r"\ln(a) (y - a)",
    # SymPy would turn the sign
    "log(cosh(y-a))": r"\ln(\cosh(y - a))",
    "sin(1-a)+y": r"\left[ \sin(1 - a) + y \right]",
    "sqrt((a-y)^2+1)": r"\sqrt{(a - y)^{2} + 1}",
}


@pytest.mark.parametrize("text", LOSSES)
def test_a_loss_keeps_the_order_that_was_typed(text: str) -> None:
    for delta, target in (("cost", "C"), ("sample", "C_s")):
        assert formulas(with_loss(text, delta), target)[0].endswith(LOSSES[text])
    assert LOSSES[text].removeprefix(r"\left[ ").removesuffix(r" \right]") in formulas(with_loss(text), "da1")[0]


def test_without_the_rows_the_order_is_lost() -> None:
    for derivation, target, typed, read in (
        (with_activation("z+1"), "f'", "z + 1", "1 + z"),
        (with_activation("exp(z)*z"), "f'", "e^{z} z", "z e^{z}"),
        (with_loss("y*a+a^2"), "da1", "y a", "a y"),
    ):
        plain = replace(derivation, model=replace(derivation.model, order=AS_READ))
        assert typed in formulas(derivation, target)[0]
        assert read in formulas(plain, target)[0]


def test_one_sample_and_matrices_keep_the_order_too() -> None:
    network = Network((1, 1), "identity", Loss.parse("(y-a)^2"))
    assert print_result(derive(one_sample(network)), "C").lines[0].formula.endswith("(y_{j} - a^{(1)}_{j})^{2}")
    matrices = print_matrices(with_loss("(y-a)^2"), "C", COLUMNS, MatrixStyle())
    assert "(Y - A^{(1)})" in matrices.lines[0].formula
    product = print_matrices(with_loss("y*a+a^2"), "C", COLUMNS, MatrixStyle())
    assert r"Y \odot A^{(1)} + " in product.lines[0].formula


def test_two_layers_of_two_formulas_keep_their_own_order() -> None:
    network = Network((1, 1, 1), (Activation.parse("z+1", name="f"), Activation.parse("1+z", name="g")), "mse")
    derivation = derive(network)
    assert lines(derivation, "a1")[-1].formula == f"{UNIT} + 1"
    assert lines(derivation, "a2")[-1].formula == "1 + z^{(2)}_{js}"
    assert r"\left[ z + 1 \right]" in lines(derivation, "f'")[0].formula


@pytest.mark.parametrize("delta", ["cost", "sample"])
@pytest.mark.parametrize("text", ["-z", "-(z+1)", "1-z"])
def test_a_sign_goes_into_the_difference_of_output_and_target(text: str, delta: str) -> None:
    assert formulas(with_activation(text, delta), "delta1")[-1].endswith("y - a" if delta == "sample" else "(y - a)")


GRADIENTS = {
    "(a-y)^2/(1+(a-y)^2)": r"\frac{2}{m} \frac{a - y}{(1 + (a - y)^{2})^{2}}",
    "log(1+exp(-y*a))": r"-\frac{1}{m} \frac{y}{1 + e^{y a}}",
    "exp(-y*a)": r"-\frac{1}{m} y e^{-y a}",
    "log(cosh(a-y))": r"\frac{1}{m} \tanh(a - y)",
    "log(cosh(y-a))": r"-\frac{1}{m} \tanh(y - a)",
    "max(0,1-y*a)": r"-\frac{1}{m} y [y a < 1]",
    "1-exp(-(a-y)^2)": r"\frac{2}{m} (a - y) e^{-(a - y)^{2}}",
    "softplus(-y*a)": r"-\frac{1}{m} y \sigma(-y a)",
    "a*(a-y)": r"\frac{1}{m} (2 a - y)",
    "(y-a)^2": r"\frac{2}{m} (a - y)",
}


@pytest.mark.parametrize("text", GRADIENTS)
def test_how_the_gradient_of_a_loss_reads(text: str) -> None:
    derivation = with_loss(text)
    assert formulas(derivation, "da1")[-1] == GRADIENTS[text]
    # delta is the same, written the same
    assert formulas(derivation, "delta1")[-1] == GRADIENTS[text]
    assert derivation.check(["C", "da1", "delta1"]).ok
    for target in ("da1", "delta1"):
        assert all(above != below for above, below in pairwise(formulas(derivation, target)))


def test_a_quotient_rule_in_a_sum_stays_one_fraction() -> None:
    contracted = formulas(with_loss("(a-y)^2/(1+(a-y)^2)"), "da1")[-3]
    above = r"2 (a - y) (1 + (a - y)^{2}) - (a - y)^{2} \cdot 2 (a - y)"
    assert contracted == rf"\frac{{1}}{{m}} \frac{{{above}}}{{(1 + (a - y)^{{2}})^{{2}}}}"


def test_no_minus_stands_after_a_sum_sign() -> None:
    for text in ("-y*log(a)", "1-a*y", "-(y*log(a)+(1-y)*log(1-a))"):
        # where the whole sum is differentiated, its sign is its own
        found = [line for target in ("C", "da1") for line in formulas(with_loss(text), target)]
        assert not any(r"(-\sum" in line or r"\left(-\sum" in line for line in found), text


def test_a_factor_is_struck_out_as_often_as_it_stands_below() -> None:
    struck = next(line for line in formulas(with_loss("y*log(y/a)"), "da1") if "cancel" in line)
    assert struck.count(r"\cancel{y}") == 2


def test_a_product_rule_keeps_a_bracket_that_is_multiplied_with_1() -> None:
    first, rule, added, result = formulas(with_activation("z*(z+1)"), "f'")
    assert first == r"\frac{d}{dz} \left[ z (z + 1) \right]"
    assert rule == r"(z + 1) + z \frac{d}{dz} \left[ z + 1 \right]"
    assert (added, result) == ("(z + 1) + z", "2 z + 1")
    assert [line.rule for line in lines(with_activation("z*(z+1)"), "f'")][1:] == [
        "product rule",
        "sum rule",
        "arithmetic",
    ]


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("z^2*sin(z)", r"\frac{d}{dz} \left[ z^{2} \right] \sin(z)", r"z^{2} \frac{d}{dz} \left[ \sin(z) \right]"),
        ("sin(z)*z^2", r"\frac{d}{dz} \left[ \sin(z) \right] z^{2}", r"\sin(z) \frac{d}{dz} \left[ z^{2} \right]"),
        ("(z-1)*(z+2)", r"\frac{d}{dz} \left[ z - 1 \right] (z + 2)", r"(z - 1) \frac{d}{dz} \left[ z + 2 \right]"),
    ],
)
def test_the_terms_of_a_product_rule_stand_in_the_order_of_the_factors(text: str, first: str, second: str) -> None:
    assert formulas(with_activation(text), "f'")[1] == f"{first} + {second}"


def test_terms_of_a_quotient_rule_keep_their_places() -> None:
    for line in formulas(with_activation("(1-exp(-z))/(1+exp(-z))"), "f'")[1:5]:
        assert line.index("(1 + e^{-z})") < line.index("(1 - e^{-z})") or "1 - e^{-z} \\right] (1 +" in line


@pytest.mark.parametrize("text", ["z - (z - 1) - 1 + 0*z", "(z+1)-(z+1)", "1/((z+1)-(z+1))+z"])
def test_a_bracket_that_is_kept_hides_nothing_that_cancels(text: str) -> None:
    with pytest.raises(FormulaError, match=r"cancels|defined nowhere|no real number"):
        definition(Activation.parse(text))


@pytest.mark.parametrize("text", ["-(z+1)", "z-(1-z)", "z*(z+1)", "1/(z*(z+1))", "2^z", "(1-exp(-z))/(1+exp(-z))"])
def test_a_false_line_of_a_kept_form_is_rejected(text: str) -> None:
    derivation = with_activation(text)
    assert derivation.check(["f'"]).ok
    for at, line in enumerate(derivation["f'"].lines[1:], 1):
        wrong = planted(derivation, "f'", at, line.expression + Rational(1, 10**9))
        assert at in [row.line for row in check(wrong, ["f'"]).failures]


def test_a_bracket_that_began_with_a_minus_goes_on_with_it() -> None:
    derivation = derive(Network((2, 1), "sigmoid", Loss.parse("-y*log(a)-(1-y)*log(1-a)")))
    lines = [line.formula for line in print_result(derivation, "da1").lines]
    assert r"\left[ -\frac{y_{ks'}}{a^{(1)}_{ks'}} \frac{\partial a^{(1)}_{ks'}}{\partial a^{(1)}_{js}} + " in lines[-4]
    assert lines[-2] == r"\frac{1}{m} \left(-\frac{y_{js}}{a^{(1)}_{js}} + \frac{1 - y_{js}}{1 - a^{(1)}_{js}}\right)"
    assert r"\frac{a^{(1)}_{js} - y_{js}}" in lines[-1]


@pytest.mark.parametrize(
    ("text", "typed", "rewritten"),
    [
        ("2*0.25*z", r"2 \cdot 0.25 z", "0.5 z"),
        ("z*0.5*4", r"0.5 \cdot 4 z", "2 z"),
        ("z+1+2", "z + 1 + 2", "z + 3"),
        ("1+2-z", "1 + 2 - z", "3 - z"),
        ("z**2/(2*0.25)", r"\frac{z^{2}}{2 \cdot 0.25}", "2 z^{2}"),
        ("tanh(z)+z+z", r"\tanh(z) + z + z", r"\tanh(z) + 2 z"),
        ("sin(z)-z+z**2-z+1", r"\sin(z) - z + z^{2} - z + 1", r"\sin(z) - 2 z + z^{2} + 1"),
        ("sigmoid(z)*z*z", r"\sigma(z) z \cdot z", r"\sigma(z) z^{2}"),
    ],
)
def test_what_is_alike_unites_where_the_first_of_it_stood(text: str, typed: str, rewritten: str) -> None:
    found = lines(with_activation(text), "f'")
    assert [line.rule for line in found[:2]] == ["definition", "rewriting"]
    shown = (typed, rewritten)
    assert [line.formula for line in found[:2]] == [rf"\frac{{d}}{{dz}} \left[ {each} \right]" for each in shown]


@pytest.mark.parametrize(
    ("text", "definition"),
    [
        ("2*-3*z", r"2 \cdot (-3) z"),
        ("z+2*-3", r"z + 2 \cdot (-3)"),
        ("pi*(1+2)*z", r"3 \pi z"),
        ("z*(1-2)*(3-4)", "z"),
        ("3*(1+2)*z", r"3 \cdot 3 z"),
        ("z*(1/2)*2", r"\frac{1}{2} \cdot 2 z"),
        ("(1/2)*(1/3)*z", r"\frac{1}{2} \frac{1}{3} z"),
        ("sqrt(2)*sqrt(3)*z", r"\sqrt{2} \sqrt{3} z"),
        ("sqrt(3)*sqrt(2)*z", r"\sqrt{3} \sqrt{2} z"),
        ("z/(-3) + 1", r"-\frac{z}{3} + 1"),
        ("z/(2*-3)", r"\frac{z}{2 \cdot (-3)}"),
        ("1 - z/(-0.5)", r"1 - \frac{z}{-0.5}"),
        ("2*(1/2-1/3)*z", r"2 \cdot \frac{1}{6} z"),
    ],
)
def test_numbers_beside_numbers_are_in_brackets_where_they_need_them(text: str, definition: str) -> None:
    assert formulas(with_activation(text), "f'")[0] in (
        rf"\frac{{d}}{{dz}} \left[ {definition} \right]",
        rf"\frac{{d {definition}}}{{dz}}",
    )


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("max(z^2, z)", ("z^{2} > z", "z^{2} < z")),
        ("max(z, z^2)", ("z > z^{2}", "z < z^{2}")),
        ("min(sin(z), z)", (r"\sin(z) < z", r"\sin(z) > z")),
        # SymPy divides both sides by 2
        ("max(z^2, 2z)", ("z^{2} > 2 z", "z^{2} < 2 z")),
        ("3z if z^2 >= z else z", (r"z^{2} \geq z",)),
        ("max(2z, 1-z)", (r"z > \frac{1}{3}", r"z < \frac{1}{3}")),
    ],
)
def test_what_is_compared_stands_as_it_was_typed(text: str, conditions: tuple[str, ...]) -> None:
    for line in lines(with_activation(text), "f'"):
        found = re.findall(r"text\{if \} (.*?) \\\\", line.formula)
        assert tuple(found) in (conditions, ()), line.formula
    assert found


@pytest.mark.parametrize(
    ("text", "contracted"),
    [
        ("y*(a^2+a)", "y (2 a + 1)"),
        ("y*(a+a^2)", "y (1 + 2 a)"),
        ("y*(exp(a)+a)*(a-1)", "y ((e^{a} + 1) (a - 1) + e^{a} + a)"),
        ("a*y*(sin(a)+a)", r"y (\sin(a) + a + a (\cos(a) + 1))"),
    ],
)
def test_a_contraction_multiplies_nothing_out(text: str, contracted: str) -> None:
    derivation = with_loss(text)
    found = next(each for each in lines(derivation, "da1") if each.rule == "contraction")
    assert formulas(derivation, "da1")[found.number] == rf"\frac{{1}}{{m}} {contracted}"
    assert derivation.check(["da1"]).ok


def test_the_differences_of_all_cases_are_differentiated_in_one_line() -> None:
    rules = [each.rule for each in lines(with_loss("0.5*(a-y)^2 if abs(a-y)<1 else abs(a-y)-0.5"), "da1")]
    assert rules[4:10] == ["constant factor", "sum rule", "power rule", "chain rule", "sum rule", "Kronecker delta"]
    rules = [each.rule for each in lines(with_loss("(a-y)^2*tanh(a-y)"), "da1")]
    assert rules[3:7] == ["product rule", "power rule", "chain rule", "sum rule"]
