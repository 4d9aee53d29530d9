"""What goes together: a loss with the last activation, a softmax with the size of its layer, names with functions.

Goes in: the parts of a network that is being described. Comes out: nothing, or one sentence that says what to use.
Must not know: SymPy, NumPy.
"""

from derivations.errors import SpecificationError
from derivations.formula import Activation, Loss
from derivations.formula.activations import KNOWN


def check_names(names: tuple[object, ...]) -> None:
    own = {name for name in names if isinstance(name, Activation)}
    for name in own:
        if any(other != name and getattr(other, "name", other) == name.name for other in names):
            raise SpecificationError(f"two activations are called {name.name!r}; parse one of them with name=...")


def check_loss(loss: str | Loss, last: str | Activation) -> None:
    if loss == "bce" and last != "sigmoid":
        use = "loss 'cross_entropy'" if last == "softmax" else "'sigmoid' in the last layer, or loss 'mse'"
        raise SpecificationError(
            f"loss 'bce' after activation {last!r}: {_why_not_bce(last)}, and ln a + ln(1 - a) needs a in (0, 1); "
            f"use {use}"
        )
    if loss == "bce_logits" and last != "identity":
        raise SpecificationError(
            f"loss 'bce_logits' after activation {last!r}: it applies the sigmoid itself, to any real number; "
            "use 'identity' in the last layer, or loss 'bce' after 'sigmoid'"
        )
    if loss == "cross_entropy" and last != "softmax":
        raise SpecificationError(
            f"loss 'cross_entropy' after activation {last!r}: it needs outputs that add up to 1 over the units; "
            "use 'softmax' in the last layer, or loss 'mse'"
        )


def check_softmax(sizes: tuple[int, ...], activations: tuple[str | Activation, ...]) -> None:
    for layer, (size, name) in enumerate(zip(sizes[1:], activations, strict=True), start=1):
        if name == "softmax" and size == 1:
            raise SpecificationError(
                f"activation 'softmax' in layer {layer} with 1 unit: its only output is always 1; "
                "give it 2 units or more, or use 'sigmoid'"
            )


def _why_not_bce(last: str | Activation) -> str:
    return "its outputs may be any number" if isinstance(last, Activation) else KNOWN[last].outputs
