"""A formula as PyTorch: its values and derivatives are those that NumPy and the formula itself give, ties included."""

from types import ModuleType

import numpy as np
import pytest

from derivations import Activation, Loss
from derivations.errors import SpecificationError
from derivations.export.pytorch_formula import pytorch_formula
from derivations.export.pytorch_program import FUNCTIONS
from derivations.formula.vocabulary import FUNCTIONS as KNOWN
from derivations.formula.vocabulary import WRITTEN_OUT
from derivations.numeric.arrays import Array
from derivations.numeric.network.dual import dual_of

TEXTS = (
    *(f"0.3 + {name}(z/4)" for name, count in KNOWN.items() if count == 1 and name not in ("step", "acosh")),
    "acosh(2 + z^2)",
    "max(z, 0)",
    "max(0.1, z) - min(z, 2)",
    "max(z, z^2) + min(2z, z^3)",
    "max(z, 2z, -z) + min(z, z^2, 2z - 1)",
    "max(0, z, 2z)",
    "2^z + pi z - e^(-z) + sqrt(2) z",
    "-z^2 + (-z)^2 z - z/(1 + |z|)^2",
    "z if z > 0 else 0.01z",
    "1 if z > 1 else z^2 if 0 < z <= 1 else -z",
    "exp(min(z, tanh(2)))",
)
# ties and borders among them; a logarithm and a root have none of the negative ones
POINTS = np.array([-2.0, -0.5, 0.0, 0.25, 1.0, 1.5, 3.0])
# a case that has no derivative where it does not hold, or none at its border, or is too large there
STEEP = (
    *(f"{name}(z{', 0.75, 2'[: 6 * count - 6]})" for name, count in WRITTEN_OUT if name not in ("cot", "coth")),
    *(f"{each} if z > 0 else 0" for each in ("sqrt(z)", "log(z)", "exp(-1/z)", "z^(1/3)", "z^3 sqrt(z)", "1/z", "z^z")),
    "sqrt(z) if z >= 0 else 0",
    "log(z) if 1 < z else -1",
    "asin(z) + acos(z)^2 if -1 <= z <= 1 else 2",
    "atanh(z) if -1 < z < 1 else acosh(z) if z > 1 else 3z",
    "1/z if z < -1 else z^2 if z < 1 else sqrt(z - 1)",
    "sqrt(1 - z^2) if -1 < z and z < 1 else sqrt(z^2 - 1)",
    "sqrt(z - 100) if z >= 100 else 0.5",
    "z if z > 0 else sqrt(z if z > 1 else z^2 + 1 if z > -1 else 1/z^2)",
    "sqrt(sqrt(z) if z > 1 else z) if z > 0 else -log(-z) if z < -1 else 0",
    "max(sqrt(z), 1) + min(1/z, 2)",
    "max(sqrt(z), z, z^2)",
    "max(sqrt(z), z) - min(log(z), z^2)",
    "max(0.5 + z, z/z) if z > 0.2 else 1",
    "z if z < 1 else 0.1exp(3z) if z < 2 else 1",
    "exp(z) - 1 if z < 0 else z^20 if z < 2 else log(z)",
)
# a variable that stands in conditions only
PIECES = (
    "1 if z > 0 else 0",
    "sqrt(4 if z >= 1 else 2)",
    "max(2, 3)*(1 if z > 2 else -1)",
    "sqrt(abs(-2)) + log(2 + z^2)",
)
# whole numbers that PyTorch does not take as such, typed and computed
LARGE = (
    *("1e30z", "10^20*z", "z/10^20", "(z/1e20)^2", "(1e15*1e15 + 1)z", "10^10*10^10*z", "z/(2 - 10^20)", "-10^19 z"),
    *("9223372036854775808z", "9223372036854775807z", "z log(10^20)", "max(10^20, 3)z", "sin(1e19)z"),
)


# what overflows on the way, in PyTorch too: beyond 710 cosh is infinite, and autograd finds 0 times infinity
OVERFLOWING = (
    *(
        "coth(z)",
        "sech(z)",
        "csch(z)",
        "logcosh(z)",
        "log(cosh(z))",
        "log(2cosh(z))",
        "log(cosh(z)/pi)",
        "log(cosh(z - 1))",
        "log(cosh(2z + 1))",
        "sinh(z)/cosh(z)",
        "cosh(z)/sinh(z)",
        "1/cosh(z)^2",
    ),
    *(
        "z/cosh(3z)",
        "z sech(z - 1)",
        "3/sinh(2z)^2",
        "1/(1+e^-z)",
        "z/(1+exp(-z))",
        "exp(z)/(1+exp(z))",
        "log(1+exp(z))",
    ),
    "tanh(z) + logcosh(2z) if z > 0 else sech(z)",
)


@pytest.mark.parametrize("text", OVERFLOWING)
def test_what_overflows_on_the_way_is_finite_and_right(text: str, torch: ModuleType) -> None:
    at = np.array([-1e4, -800.0, -711.0, -30.0, -2.0, -1e-3, 1e-3, 0.5, 3.0, 30.0, 711.0, 800.0, 1e4])
    agrees(text, at, torch)
    value, derivative = dual_of(Activation.parse(text).tree, {"z": at}, "z")
    assert np.isfinite([value, derivative]).all()
    agrees("log(sinh(z))", at[at > 0], torch)


@pytest.mark.parametrize("text", TEXTS)
def test_values_and_derivatives_are_those_of_the_formula(text: str, torch: ModuleType) -> None:
    agrees(text, POINTS[POINTS > 0] if "log(" in text or "sqrt(z" in text else POINTS, torch)


@pytest.mark.parametrize("text", [*STEEP, *PIECES, *LARGE])
def test_a_case_gives_nothing_where_it_does_not_hold(text: str, torch: ModuleType) -> None:
    # too far for the exponential of the other case, which is infinite there
    beyond = [800.0] if text.startswith(("celu", "elu", "exp(z) - 1 if", "z if z < 1")) else []
    agrees(text, np.array([-5.0, -3.0, -1.0, *POINTS, 0.5, 0.75, 2.0, 100.0, *beyond]), torch)


def agrees(text: str, at: Array, torch: ModuleType) -> None:
    """Assert values and derivatives, and that both are undefined at the same points."""
    tree = Activation.parse(text).tree
    z = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    source = pytorch_formula(tree, {"z": "z"}, FUNCTIONS)
    found = eval(source, {"torch": torch, "F": torch.nn.functional, "z": z})
    assert found.dtype == torch.float64, source
    found.sum().backward()
    value, derivative = dual_of(tree, {"z": at}, "z")
    np.testing.assert_allclose(found.detach().numpy(), value, rtol=1e-12, atol=1e-14, err_msg=source)
    np.testing.assert_allclose(z.grad.numpy(), derivative, rtol=1e-12, atol=1e-14, err_msg=source)


def test_it_reads_like_the_formula() -> None:
    assert (
        pytorch_formula(Activation.parse("z^2/(2+e^-z)").tree, {"z": "Z1"}, FUNCTIONS) == "Z1**2/(2 + torch.exp(-Z1))"
    )
    loss = Loss.parse("0.50(a-y)^2 if a > y else |a-y|").tree
    assert pytorch_formula(loss, {"a": "A2", "y": "Y"}, FUNCTIONS) == (
        "torch.where((A2 > Y), 0.5*(A2 - Y)**2, torch.abs(A2 - Y))"
    )


def test_what_pytorch_does_not_have_is_refused() -> None:
    with pytest.raises(SpecificationError, match=r"no function for 'step\(z\)'"):
        pytorch_formula(Activation.parse("z step(z)").tree, {"z": "z"}, FUNCTIONS)


def test_a_case_that_is_finite_everywhere_is_written_as_it_is_and_another_with_a_number_in_its_place() -> None:
    source = pytorch_formula(Activation.parse("z^4 - 2z if z > 0 else log(1 + z^2)").tree, {"z": "z"}, FUNCTIONS)
    assert source == "torch.where((z > 0), z**4 - 2*z, torch.log(1 + torch.where((z > 0), 1.0, z)**2))"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # it has values between 2.6457 and 2.6646 only
        ("sqrt(z^2 - 7)*sqrt(7.1 - z^2) if z > 0 else z", "no argument was found"),
        ("1/(" * 9 + "z" + "".join(f" if z > {at} else 2)" for at in range(9)), "fewer cases inside each other"),
    ],
)
def test_a_case_for_which_nothing_can_stand_in_is_refused(text: str, words: str) -> None:
    with pytest.raises(SpecificationError, match=words) as refused:
        pytorch_formula(Activation.parse(text).tree, {"z": "z"}, FUNCTIONS)
    assert len(str(refused.value)) < 400
