"""A user's formula as LaTeX: as it was typed, decimals, roots and cases, and where it is defined."""

from typing import Any

import pytest
from sympy import Rational

from derivations.formula import Activation, Loss
from derivations.models import formulas_latex
from derivations.models.formulas import Z
from derivations.models.formulas_latex import decimals, domain_latex, latex


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0.1*z", "0.1 z"),
        ("-0.10*z", "- 0.10 z"),
        ("z/10", r"\frac{z}{10}"),
        ("1e-3*z", "10^{-3} z"),
        ("2.5e-4*z", r"2.5 \cdot 10^{-4} z"),
        (".5*z", "0.5 z"),
        ("z**0.5", "z^{0.5}"),
        ("0.5*sqrt(z)", r"0.5 \sqrt{z}"),
        ("2.0*z", "2 z"),
        ("log(z)", r"\ln{\left(z \right)}"),
        ("pi*z", r"\pi z"),
        ("max(z, 0.01*z)", r"\begin{cases} z & \text{for}\: z > 0.01 z \\0.01 z & \text{otherwise} \end{cases}"),
    ],
)
def test_a_formula_is_printed_as_it_was_typed(text: str, shown: str) -> None:
    assert latex(Activation.parse(text)) == shown


def test_a_loss_is_printed_too() -> None:
    assert latex(Loss.parse("0.5*(a-y)**2")) == r"0.5 \left(a - y\right)^{2}"
    assert decimals(Loss.parse("0.5*(a-y)**2")) == {Rational(1, 2): "0.5"}


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("log(z)", ("z > 0",)),
        ("sqrt(1 - 2*z)", (r"z \leq \frac{1}{2}",)),
        ("log(1 - z**2)", (r"-1 < z \wedge z < 1",)),
        ("1/(z - 1)", (r"z \neq 1",)),
        ("log(exp(z) - z)", ("- z + e^{z} > 0",)),
        ("log(exp(z) - 2)", (r"\ln{\left(2 \right)} < z",)),
        ("log(z**3 - z)", (r"\left(-1 < z \wedge z < 0\right) \vee 1 < z",)),
        ("log(abs(z) - 1)", (r"1 < z \vee z < -1",)),
        ("log(log(z))", ("1 < z", "z > 0")),
        # SymPy knows one period only
        ("log(cos(z))", (r"\cos{\left(z \right)} > 0",)),
        ("sqrt(sin(z))", (r"\sin{\left(z \right)} \geq 0",)),
        # the ends have no formula that anybody reads
        ("log(z**5 - 3*z + 1)", ("z^{5} - 3 z + 1 > 0",)),
        ("z*tanh(z)", ()),
    ],
)
def test_where_a_formula_is_defined_is_printed(text: str, conditions: tuple[str, ...]) -> None:
    assert domain_latex(Activation.parse(text)) == (conditions, False)


def test_an_attempt_that_takes_too_long_is_given_up_and_says_so() -> None:
    assert domain_latex(Activation.parse("log(z**4 - z - 1)")) == (("z^{4} - z - 1 > 0",), True)


@pytest.mark.parametrize(
    "wrong",
    [Z > 0, Z < 1, (Z > -1) & (Z < 0.9), (Z > -1.1) & (Z < 1), (Z > 0) & (Z < 1), (Z > -1) & (Z < 1) | (Z > 90)],
)
def test_an_answer_that_is_wrong_on_either_side_of_0_is_not_shown(wrong: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formulas_latex, "solve_univariate_inequality", lambda *_, **__: wrong)
    assert domain_latex(Activation.parse("log(1 - z**2)")) == (("1 - z^{2} > 0",), False)


def test_a_kinked_loss_is_printed_with_its_cases_not_with_the_functions_of_its_derivation() -> None:
    shown = r"\begin{cases} - a y + 1 & \text{for}\: a y < 1 \\0 & \text{otherwise} \end{cases}"
    assert latex(Loss.parse("max(1 - a*y, 0)")) == shown
