"""Where a user's formula is defined, as LaTeX."""

from typing import Any

import pytest

from derivations.formula import Activation
from derivations.models import formulas_latex
from derivations.models.formulas import Z
from derivations.models.formulas_latex import domain_latex


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("log(z)", ("z > 0",)),
        ("sqrt(1 - 2*z)", (r"z \leq \frac{1}{2}",)),
        ("log(1 - z**2)", (r"-1 < z \wedge z < 1",)),
        ("1/(z - 1)", (r"z \neq 1",)),
        ("log(exp(z) - z)", ("e^{z} - z > 0",)),
        ("log(exp(z) - 2)", (r"\ln{\left(2 \right)} < z",)),
        ("log(z**3 - z)", (r"\left(-1 < z \wedge z < 0\right) \vee 1 < z",)),
        ("log(abs(z) - 1)", (r"1 < z \vee z < -1",)),
        ("log(log(z))", ("1 < z", "z > 0")),
        # SymPy knows one period only
        ("log(cos(z))", (r"\cos\left(z\right) > 0",)),
        ("sqrt(sin(z))", (r"\sin\left(z\right) \geq 0",)),
        # the ends have no formula that anybody reads
        ("log(z**5 - 3*z + 1)", ("z^{5} - 3 z + 1 > 0",)),
        ("z*tanh(z)", ()),
        ("log(silu(z) + z)", (r"\operatorname{SiLU}\left(z\right) + z > 0",)),
        ("log(z) if z > 1 else 0", ()),
        ("log(z) if z > -1 else 0", (r"z > 0 \text{ (where } z > -1 \text{)}",)),
        ("1/z if z^2 < 1 and z > -2 else 0", (r"z \neq 0 \text{ (where } z^{2} < 1 \text{ and } z > -2 \text{)}",)),
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
