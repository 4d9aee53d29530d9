"""A network with its numbers as a PyTorch program: the forward pass line by line, and autograd in place of the rest.

Goes in: a network, the factors of its cost, parameters, samples. Comes out: Python source; or, where PyTorch is
installed, what that source computes. It is never needed: this module does not import it, only its source does.
Must not know: derivations, the reader.
"""

from __future__ import annotations

from typing import Any

from derivations.errors import SpecificationError, list_options
from derivations.export.pytorch_formula import pytorch_formula
from derivations.formula import Activation, Loss
from derivations.network import Convention, Network, checked_convention, checked_network
from derivations.numeric.network.parameters import Parameters

FUNCTIONS = {
    "identity": "{z}",
    "sigmoid": "torch.sigmoid({z})",
    "tanh": "torch.tanh({z})",
    "relu": "torch.relu({z})",
    "leaky_relu": "F.leaky_relu({z})",
    "elu": "F.elu({z})",
    "selu": "F.selu({z})",
    # left alone, PyTorch takes z for ln(1 + e^z) above 20, which is wrong in the tenth digit
    "softplus": "F.softplus({z}, threshold=40)",
    "softsign": "F.softsign({z})",
    "silu": "F.silu({z})",
    "gelu": "F.gelu({z})",
    "gelu_tanh": 'F.gelu({z}, approximate="tanh")',
    "mish": "F.mish({z})",
    "log_sigmoid": "F.logsigmoid({z})",
    "hard_tanh": "F.hardtanh({z})",
    "softmax": "torch.softmax({z}, dim=1)",
}
# a cross-entropy is written with z where PyTorch keeps its digits that way
LOSSES = {
    "bce": "F.binary_cross_entropy_with_logits({z}, Y, reduction={sum})  # the sigmoid is in it",
    "bce_logits": "F.binary_cross_entropy_with_logits({z}, Y, reduction={sum})",
    "cross_entropy": "F.cross_entropy({z}, Y, reduction={sum})  # the softmax is in it",
    "mse": "F.mse_loss({a}, Y, reduction={sum})",
    "mae": "F.l1_loss({a}, Y, reduction={sum})",
    "huber": "F.huber_loss({a}, Y, reduction={sum})",
}


def pytorch_program(network: Network, convention: Convention) -> str:
    """Return the lines that compute the cost C from X, Y, W1, b1, ... and its gradients, W1.grad and so on.

    A formula of one's own is written in the functions that PyTorch has. Raises a SpecificationError if PyTorch has no
    function of an activation or the loss: step; or for batch normalisation and dropout in training, which no line is
    written of.
    """
    checked_convention(convention)
    if checked_network(network).is_normalised or network.is_noisy:
        what = "batch normalisation" if network.is_normalised else "dropout"
        raise SpecificationError(f"no PyTorch program is written for a network with {what}")
    lines: list[str] = []
    before = "X"
    for layer in range(1, network.depth + 1):
        z, a = f"Z{layer}", f"A{layer}"
        function = _known("activation", network.activation(layer), FUNCTIONS, {"z": z}).format(z=z)
        lines += [f"{z} = {before} @ W{layer}.T + b{layer}", f"{a} = {function}"]
        before = a
    names = {"a": before, "y": "Y"}
    loss, *comment = _known("loss", network.loss, LOSSES, names).format(z=z, a=before, sum='"sum"').split("  #")
    factors = "".join(
        (
            " / 2" if network.loss == "mse" and convention.half else "",
            f" / {network.sizes[-1]}" if convention.outputs == "mean" else "",
            " / len(X)" if convention.samples == "mean" else "",
            "".join(f"  #{each}" for each in comment),
        )
    )
    lines.append(f"C = {loss}{factors}")
    for layer in range(1, network.depth + 1):
        if network.l1:
            lines.append(f"C = C + {network.l1!r} * W{layer}.abs().sum()")
        if network.l2:
            lines.append(f"C = C + {network.l2!r} / 2 * (W{layer} ** 2).sum()")
    zs = ", ".join(f"Z{layer}" for layer in range(1, network.depth + 1))
    lines += [f"for Z in [{zs}]:", "    Z.retain_grad()", "C.backward()  # now W1.grad is the gradient"]
    return "\n".join(lines)


def pytorch_tensors(parameters: Parameters, inputs: Any, targets: Any) -> str:
    """Return the lines before that: the imports, and the samples and parameters as tensors of 64 bits."""
    lines = ["import torch", "import torch.nn.functional as F", ""]
    lines += [f"X = {_tensor(inputs)})  # a row per sample", f"Y = {_tensor(targets)})"]
    for layer, (W, b) in enumerate(zip(parameters.weights, parameters.biases, strict=True), start=1):
        lines.append(f"W{layer} = {_tensor(W)}, requires_grad=True)  # a row per unit")
        lines.append(f"b{layer} = {_tensor(b)}, requires_grad=True)")
    return "\n".join(lines)


def run_pytorch(
    network: Network, convention: Convention, parameters: Parameters, inputs: Any, targets: Any
) -> dict[str, Any]:
    """Run both and return z1, a1, delta1, dW1, db1, ... as arrays, samples as rows; delta as the convention has it.

    Raises an ImportError where PyTorch is not installed; a SpecificationError as ``pytorch_program`` does, and if
    PyTorch cannot run the program.
    """
    text = "\n".join((pytorch_tensors(parameters, inputs, targets), pytorch_program(network, convention)))
    found: dict[str, Any] = {}
    try:
        exec(compile(text, "<PyTorch program>", "exec"), found)
    except ImportError:
        raise
    except Exception as error:  # what it raises is its own, whatever the formula and the numbers
        raise SpecificationError(f"PyTorch cannot run this program: {type(error).__name__}, {error}") from error
    # a z touches the cost of its own sample alone: without 1/m its gradient is that of this sample's cost
    own = len(inputs) if (convention.delta, convention.samples) == ("sample", "mean") else 1
    values: dict[str, Any] = {}
    for layer in range(1, network.depth + 1):
        z, a, W, b = (found[f"{name}{layer}"] for name in "ZAWb")
        values |= {f"z{layer}": z.detach(), f"a{layer}": a.detach(), f"delta{layer}": z.grad * own}
        values |= {f"dW{layer}": W.grad, f"db{layer}": b.grad}
    return {name: value.numpy() for name, value in values.items()}


def _tensor(array: Any) -> str:
    return f"torch.tensor({array.tolist()}, dtype=torch.float64"


def _known(kind: str, name: str | Activation | Loss, known: dict[str, str], names: dict[str, str]) -> str:
    if not isinstance(name, str):
        text = pytorch_formula(name.tree, names, FUNCTIONS)
        return text if kind == "activation" else f"({text}).sum()"
    if name not in known:
        raise SpecificationError(f"PyTorch has no function for the {kind} {name!r}; it has {list_options(known)}")
    return known[name]
