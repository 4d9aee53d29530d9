"""The PyTorch program computes what the hand-written passes compute, for all functions that PyTorch has."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from derivations import Activation, Convention, Loss, Network, backward, forward, initialise
from derivations.errors import SpecificationError
from derivations.export.pytorch_program import FUNCTIONS, pytorch_program, pytorch_tensors, run_pytorch

RNG = np.random.default_rng(5)
INPUTS = RNG.normal(size=(5, 3))
NUMBERS = RNG.normal(size=(5, 2))
CLASSES = np.eye(2)[[0, 1, 1, 0, 1]]
SUMMED = Convention(half=False, samples="sum", delta="cost")
CASES = {
    **{name: (Network((3, 4, 2), (name, "identity"), "mse"), NUMBERS, Convention()) for name in FUNCTIONS},
    "bce": (Network((3, 4, 2)), CLASSES, Convention(delta="sample")),
    "bce on logits": (Network((3, 2), ("identity",), "bce_logits"), CLASSES, Convention(outputs="mean")),
    "cross-entropy": (Network((3, 2, 2), ("tanh", "softmax"), "cross_entropy"), CLASSES, SUMMED),
    "mse": (Network((3, 2), ("sigmoid",), "mse"), NUMBERS, SUMMED),
    "mae": (Network((3, 2), ("identity",), "mae"), NUMBERS, Convention(delta="sample")),
    "huber": (Network((3, 2), ("identity",), "huber"), NUMBERS, Convention()),
    "formulas": (
        Network((3, 4, 2), (Activation.parse("z^2/(1+e^-z)"), "identity"), Loss.parse("(a-y)^4 + 0.5|a-y|")),
        NUMBERS,
        Convention(),
    ),
    "cases": (
        Network((3, 4, 2), (Activation.parse("cbrt(z)"), "identity"), Loss.parse("exp(a-y) if a<y else 1/(1+|a-y|)")),
        NUMBERS,
        Convention(),
    ),
    "pieces": (Network((3, 4, 2), (Activation.parse("1 if z > 0 else 0"), "identity"), "mse"), NUMBERS, Convention()),
    "penalties": (Network((3, 4, 2), l1=0.1, l2=0.3), CLASSES, Convention()),
}


@pytest.mark.parametrize("case", CASES)
def test_it_computes_both_passes(case: str, torch: ModuleType) -> None:
    network, targets, convention = CASES[case]
    parameters = initialise(network, np.random.default_rng(1))
    found = run_pytorch(network, convention, parameters, INPUTS, targets)
    passed = forward(network, parameters, INPUTS)
    gradients = backward(network, parameters, INPUTS, targets, convention)
    for layer in range(1, network.depth + 1):
        wanted = {
            "z": passed.z[layer - 1],
            "a": passed.a[layer],
            "delta": gradients.deltas[layer - 1],
            "dW": gradients.weights[layer - 1],
            "db": gradients.biases[layer - 1],
        }
        for name, array in wanted.items():
            # PyTorch's tanh-GELU has its constants in 32 digits, but its own order of operations
            np.testing.assert_allclose(found[f"{name}{layer}"], array, rtol=1e-9, atol=1e-13, err_msg=f"{name}{layer}")


def test_it_runs_as_it_is_written(torch: ModuleType) -> None:
    network, targets, convention = CASES["bce"]
    parameters = initialise(network, np.random.default_rng(1))
    text = f"{pytorch_tensors(parameters, INPUTS, targets)}\n{pytorch_program(network, convention)}"
    found: dict[str, Any] = {}
    exec(text, found)
    W1 = found["W1"]
    wanted = backward(network, parameters, INPUTS, targets, convention).weights[0]
    np.testing.assert_allclose(W1.grad.numpy(), wanted, rtol=1e-12)
    # whoever runs it keeps his own default
    assert torch.get_default_dtype() == torch.float32


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (Network((2, 2), ("step",), "mse"), "activation 'step'"),
        (Network((2, 3, 2), "tanh", "mse", batch_norm=True), "with batch normalisation"),
        (Network((2, 3, 2), "tanh", "mse", dropout=0.5), "with dropout"),
        ("x", "network 'x'; expected a Network"),
        (Network((2, 2), (Activation.parse("z step(z)"),), "mse"), r"no function for 'step\(z\)' of this formula"),
    ],
)
def test_what_pytorch_does_not_have_is_refused(network: Any, words: str) -> None:
    with pytest.raises(SpecificationError, match=words) as refused:
        pytorch_program(network, Convention())
    assert len(str(refused.value)) < 400


def test_what_pytorch_cannot_run_is_said_in_a_sentence(torch: ModuleType) -> None:
    network = Network((3, 2), (Activation.parse("1/(1e-30)^20 z"),), "mse")
    parameters = initialise(network, np.random.default_rng(1))
    with pytest.raises(SpecificationError, match="PyTorch cannot run this program: ZeroDivisionError"):
        run_pytorch(network, Convention(), parameters, INPUTS, NUMBERS)
