"""What is said of the activations: their meanings are what they compute, their outputs lie where it is said."""

import numpy as np
import pytest

from derivations.formula.activations import ACTIVATIONS, KNOWN, symbol_of
from derivations.formula.reading import meaning
from derivations.formula.size import value
from derivations.numeric.network.activations import FUNCTIONS

MEANT = [name for name in ACTIVATIONS if KNOWN[name].meaning]
Z = np.array([-30.0, -2.5, -1.0, -0.3, 0.0, 0.4, 1.0, 3.0, 30.0])


@pytest.mark.parametrize("name", MEANT)
def test_a_meaning_is_what_is_computed(name: str) -> None:
    said = [value(meaning(name), {"u": z}) for z in Z]
    # as it is written, ln(1 + e^z) has the rounding of the 1, which z multiplies
    lost = np.abs(Z).max() * np.finfo(float).eps
    # who calls these silences overflow: 1/(1 + inf) is the 0 that is wanted
    with np.errstate(over="ignore"):
        np.testing.assert_allclose(FUNCTIONS[name].value_at(Z), said, rtol=1e-9, atol=lost)


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name not in ("identity", "step", "softmax")])
def test_what_saturates_is_flat_on_both_sides_or_grows_on_one(name: str) -> None:
    far = np.array([-30.0, 30.0])
    with np.errstate(over="ignore"):
        derivatives = np.abs(FUNCTIONS[name].derivative_at(far, FUNCTIONS[name].value_at(far)))
    # leaky ReLU and SELU keep a derivative; what grows on its right learns there
    assert not KNOWN[name].saturates or (derivatives < 2e-3).any()


def test_one_activation_is_for_the_cross_entropy() -> None:
    assert [name for name in ACTIVATIONS if not KNOWN[name].outputs] == ["sigmoid"]
    assert (symbol_of("sigmoid"), symbol_of("softplus")) == (r"\sigma", r"\operatorname{softplus}")
