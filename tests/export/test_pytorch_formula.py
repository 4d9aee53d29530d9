"""A formula as PyTorch: its values and derivatives are those that NumPy and the formula itself give, ties included."""

from types import ModuleType

import numpy as np
import pytest

from derivations import Activation, Loss
from derivations.errors import SpecificationError
from derivations.export.pytorch_formula import pytorch_formula
from derivations.export.pytorch_program import FUNCTIONS
from derivations.formula.vocabulary import FUNCTIONS as KNOWN
from derivations.numeric.network.dual import dual_of

TEXTS = (
    *(f"0.3 + {name}(z/4)" for name, count in KNOWN.items() if count == 1 and name not in ("step", "acosh")),
    "acosh(2 + z^2)",
    "max(z, 0)",
    "max(0.1, z) - min(z, 2)",
    "max(z, z^2) + min(2z, z^3)",
    "2^z + pi z - e^(-z) + sqrt(2) z",
    "-z^2 + (-z)^2 z - z/(1 + |z|)^2",
    "z if z > 0 else 0.01z",
    "1 if z > 1 else z^2 if 0 < z <= 1 else -z",
    "exp(min(z, tanh(2)))",
)
# ties and borders among them; a logarithm and a root have none of the negative ones
POINTS = np.array([-2.0, -0.5, 0.0, 0.25, 1.0, 1.5, 3.0])


@pytest.mark.parametrize("text", TEXTS)
def test_values_and_derivatives_are_those_of_the_formula(text: str, torch: ModuleType) -> None:
    tree = Activation.parse(text).tree
    at = POINTS[POINTS > 0] if "log(" in text or "sqrt(z" in text else POINTS
    z = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    source = pytorch_formula(tree, {"z": "z"}, FUNCTIONS)
    found = eval(source, {"torch": torch, "F": torch.nn.functional, "z": z})
    assert found.dtype == torch.float64
    found.sum().backward()
    value, derivative = dual_of(tree, {"z": at}, "z")
    np.testing.assert_allclose(found.detach().numpy(), value, rtol=1e-12, atol=1e-14, err_msg=source)
    np.testing.assert_allclose(z.grad.numpy(), derivative, rtol=1e-12, atol=1e-14, err_msg=source)


def test_it_reads_like_the_formula() -> None:
    assert (
        pytorch_formula(Activation.parse("z^2/(1+e^-z)").tree, {"z": "Z1"}, FUNCTIONS) == "Z1**2/(1 + torch.exp(-Z1))"
    )
    loss = Loss.parse("0.50(a-y)^2 if a > y else |a-y|").tree
    assert pytorch_formula(loss, {"a": "A2", "y": "Y"}, FUNCTIONS) == (
        "torch.where((A2 > Y), 0.5*(A2 - Y)**2, torch.abs(A2 - Y))"
    )


def test_what_pytorch_does_not_have_is_refused() -> None:
    with pytest.raises(SpecificationError, match=r"no function for 'step\(z\)'"):
        pytorch_formula(Activation.parse("z step(z)").tree, {"z": "z"}, FUNCTIONS)
