"""The field of an own formula: below a mistake it says which formula the page still shows."""

import pytest

from dashboard.lab.words import OWN
from tests.dashboard.reader import Reader, named, opened

LAST = "the last one without a mistake."


def typed(formula: str) -> Reader:
    reader = opened(page="app_pages/activations_and_losses.py", f=OWN, formula="z**2/4")
    named(reader.app.text_input, "control-formula-typed").set_value(formula).run()
    reader.no_exception()
    return reader


def captions(reader: Reader) -> list[str]:
    return [each.value for each in reader.app.caption]


@pytest.mark.parametrize("formula", ["log(z+1", "a*z", "sqrt(-1-z**2)"])
def test_below_a_mistake_it_says_which_formula_is_still_shown(formula: str) -> None:
    reader = typed(formula)
    assert len(reader.errors) == 1
    [said] = [each for each in captions(reader) if LAST in each]
    assert "Still" in said
    assert r"f(z) = \frac{z^{2}}{4}" in said


def test_a_formula_without_a_mistake_is_said_to_be_read() -> None:
    said = captions(typed("log(z+6)"))
    assert any("Read as" in each for each in said)
    assert not any(LAST in each for each in said)
