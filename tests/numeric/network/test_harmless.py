"""Arguments that stand in for others: there a formula and its derivatives are finite, or nothing is found."""

import numpy as np
import pytest

from derivations import Activation, Loss
from derivations.numeric.network.dual import dual_of
from derivations.numeric.network.harmless import harmless

TEXTS = (
    "sqrt(z)",
    "log(-z)",
    "sqrt(1-z^2)",
    "acosh(z-100)",
    "asin(z+20.3)",
    "1/(z-1)",
    "sqrt((z-1)^2)",
    "sqrt(abs(-2) z)",
)


@pytest.mark.parametrize("formula", [*map(Activation.parse, TEXTS), Loss.parse("sqrt(a-y) + log(y)/a")])
def test_there_a_formula_is_finite(formula: Activation | Loss) -> None:
    found = harmless(formula.tree)
    assert found is not None
    assert set(found) == set(formula.variables)
    at = {name: np.array([number]) for name, number in found.items()}
    for name in found:
        assert np.isfinite(dual_of(formula.tree, at, name)).all()


def test_a_root_is_not_taken_at_its_end() -> None:
    # |z - 1| has the derivative 0 there by convention, and sqrt((z - 1)^2) has 0/0
    assert harmless(Activation.parse("sqrt((z-1)^2)").tree) == {"z": 0.5}


def test_of_a_formula_with_few_values_nothing_is_found() -> None:
    assert harmless(Activation.parse("sqrt(z^2 - 7)*sqrt(7.1 - z^2)").tree) is None
