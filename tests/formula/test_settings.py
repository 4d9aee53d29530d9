"""What other libraries set a function to is named, and what is said to write instead is that function."""

import re

import numpy as np
import pytest

from derivations.errors import FormulaError
from derivations.formula import Activation
from derivations.numeric.network.formulas import activation_function


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nn.Softplus(beta=2)", "beta at character 13, which softplus does not take; write softplus(2*z)/2"),
        ("F.softplus(x, beta=0.5)", "beta at character 15, which softplus does not take; write softplus(0.5*z)/0.5"),
        ("swish(z, beta=1.5)", "beta at character 10, which silu does not take; write z*sigmoid(1.5*z)"),
        ("nn.Softplus(threshold=20)(x)", "threshold at character 13, which softplus does not take; leave it out"),
        ("nn.ReLU(inplace=True)(z)", "inplace at character 9, which relu does not take; leave it out"),
        ("nn.Hardtanh(min_val=-2)(x)", "min_val at character 13, which hard_tanh does not take; write clip(z, -2, 2)"),
        ("gelu(z, scale=3)", "scale at character 9, which gelu does not take; write out what it does"),
        (
            "softplus(2)(z)",
            "it takes no number; write softplus(2*(...))/2 for beta=2, softplus(...)*(...) for a product",
        ),
    ],
)
def test_what_a_function_does_not_take_is_named(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match=re.escape(message)):
        Activation.parse(text)


def test_what_is_to_be_written_for_a_setting_is_that_function() -> None:
    nn = pytest.importorskip("torch.nn.functional")
    torch = pytest.importorskip("torch")
    z = torch.linspace(-3, 3, 7, dtype=torch.float64)
    for text, theirs in (
        ("softplus(2*z)/2", nn.softplus(z, beta=2)),
        ("clip(z, -2, 2)", nn.hardtanh(z, min_val=-2, max_val=2)),
    ):
        ours = [activation_function(Activation.parse(text)).value_at(np.array([each])) for each in z.tolist()]
        assert np.ravel(ours) == pytest.approx(theirs.numpy())
