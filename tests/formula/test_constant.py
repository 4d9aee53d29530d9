"""Parts that are the same number everywhere, and formulas that are refused for it."""

import math

import pytest

from derivations.errors import FormulaError
from derivations.formula import Activation, Loss
from derivations.formula.constant import constant_value
from derivations.formula.reading import read


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("z/z", 1),
        ("z - z", 0),
        ("z**0", 1),
        ("0*z + 3", 3),
        ("exp(z)*exp(-z)", 1),
        ("sin(z)**2 + cos(z)**2", 1),
        ("log(z - 20) - log(z - 20)", 0),
        ("tan(pi)", 0),
        ("sin(4)", -0.7568024953079282),
        ("tan(pi)*tanh(z)", 0),
        ("1e-20*z/z", 1e-20),
        ("1e-30", 1e-30),
        ("exp(-800)", 0),
        ("exp(-50)", math.exp(-50)),
    ],
)
def test_a_part_that_never_changes_is_a_number(text: str, number: float) -> None:
    assert constant_value(read(text, ("z",))[1]) == pytest.approx(number, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    "text",
    [
        *("z", "relu(z - 1000)", "tanh(z + 50)", "sign(z)", "sign(z)**2", "1e-9*z + 1", "log(z - 20)", "z**z"),
        # what floating point takes for the same number everywhere
        *("erf(z/1e3)", "exp(-(z-50)**2)", "exp(-(z-800)**2)", "1 + exp(-(z-800)**2)", "z*1e-30"),
        *("exp(-1e9*(z-0.123)**2)", "relu(z - 20000)", "min(z, -1e5)", "exp(-z**2 - 2000)", "1e-20*tanh(z)"),
    ],
)
def test_a_part_that_changes_somewhere_is_none(text: str) -> None:
    assert constant_value(read(text, ("z",))[1]) is None


@pytest.mark.parametrize("text", ["z/z", "z - z", "z**0", "max(z, z) - z", "sin(z)**2 + cos(z)**2"])
def test_an_activation_without_its_variable_is_refused_when_it_is_read(text: str) -> None:
    with pytest.raises(FormulaError, match=r"does not depend on z: it cancels, and [01] is left$"):
        Activation.parse(text)


# of the last two no value is found, as the variable that stays is far from where they have one
@pytest.mark.parametrize(
    ("text", "variable"),
    [
        *(("a - a + y", "a"), ("(a - y)*y/y + y", "y"), ("a*y/a", "a")),
        *(("tan(pi if a > 17 else e)**((0.10/e)/(y/y))", "y"), ("log(a - 1e6)**(y/y)", "y")),
    ],
)
def test_a_loss_without_one_of_its_variables_is_refused_when_it_is_read(text: str, variable: str) -> None:
    with pytest.raises(FormulaError, match=rf"does not depend on {variable}: it cancels$"):
        Loss.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "log(a - 1e6)**(y/y) + y",
        "(a - y)**2",
        "abs(a - y)",
        "max(0, 1 - a*y)",
        "y*log(a)",
        "-y*log(a) - (1 - y)*log(1 - a)",
    ],
)
def test_a_loss_of_both_variables_is_read(text: str) -> None:
    assert Loss.parse(text).text == text


@pytest.mark.parametrize("text", ["exp(-(z-50)**2)", "exp(-(z-800)**2)", "z*1e-30"])
def test_an_activation_that_is_small_almost_everywhere_is_read(text: str) -> None:
    assert Activation.parse(text).domain == ()


def test_what_is_too_large_for_a_decimal_is_no_error() -> None:
    assert Activation.parse("(z/4)**(1e12+z)").reading == "(z/4)**(1e12 + z)"
