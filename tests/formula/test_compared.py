"""How many cases may be compared: what would be refused when it is derived is refused when it is read."""

import pytest

from derivations.errors import FormulaError
from derivations.formula import Activation
from derivations.models.formulas import definition

FOUR = "z if z > 0 else (1 if z > -1 else (2 if z > -2 else (3 if z > -3 else 4)))"
FIVE = f"5 if z > 5 else ({FOUR})"


@pytest.mark.parametrize(
    "text", [f"relu({FIVE})", f"max({FIVE}, z)", f"1 if ({FIVE}) > 2 else z", f"hard_tanh({FIVE})"]
)
def test_too_many_are_refused(text: str) -> None:
    with pytest.raises(FormulaError, match=r"^more than 8 cases are compared in .*; use fewer$"):
        Activation.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        f"relu({FOUR})",
        FIVE,
        f"({FIVE})*2",
        f"1 if z > 2 else {FIVE}",
        f"abs({FIVE})",
        "clip((leaky_relu(2*z) if 0<4*z+huber(0.5)<(0.5 if z>1 else 1) else clip(0.5,0,1)),0,1)",
        "min((0.5 if min(1,z)>2 else 1),(hard_tanh((z if z>1 else 1)) if z*z>(leaky_relu(0.5) if hard_tanh(2*z)>1"
        " else 4*z) else elu(0.5)))",
        # a function by name of what is a number in one case
        "min(e if z < 17 else 1/z, gelu_tanh(0.734 if z > 0.1 else z))",
        "1 if gelu(0.7 if z > 1 else z) > 0.2 else z",
    ],
)
def test_what_is_read_is_derived(text: str) -> None:
    assert definition(Activation.parse(text))


@pytest.mark.parametrize(
    "text",
    ["1/(z-z if z>0 else z)", "(min(z, 33) if z < 2 else 0*z)**-1", "sqrt(z-1-z if z > 0 else z)", "1/max(z, z-z)"],
)
def test_a_number_that_is_written_with_a_variable_is_refused_in_a_case_too(text: str) -> None:
    with pytest.raises(FormulaError, match=r" has no value where .* is (0|-1): (a|sqrt) "):
        Activation.parse(text)
