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


@pytest.mark.parametrize("text", [f"relu({FOUR})", FIVE, f"({FIVE})*2", f"1 if z > 2 else {FIVE}", f"abs({FIVE})"])
def test_what_is_read_is_derived(text: str) -> None:
    assert definition(Activation.parse(text))
