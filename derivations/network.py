"""What a network is: sizes, activations, a loss, and the conventions of its cost; frozen, validated once.

Goes in: plain words and numbers. Comes out: records that the symbolic and the numeric side both read.
Must not know: SymPy, NumPy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral

from derivations.errors import SpecificationError, unknown
from derivations.formula import Activation, Loss

ACTIVATIONS = (
    "identity",
    "relu",
    "sigmoid",
    "tanh",
    "step",
    "leaky_relu",
    "elu",
    "selu",
    "softplus",
    "softsign",
    "silu",
    "gelu",
    "gelu_tanh",
    "mish",
    "log_sigmoid",
    "hard_tanh",
    "softmax",
)
LOSSES = ("mse", "mae", "huber", "bce", "bce_logits", "cross_entropy")
REDUCTIONS = ("sum", "mean")


@dataclass(frozen=True)
class Kink:
    """A point where an activation has no derivative, the slopes on its two sides, and the one that is used there.

    It is always that of PyTorch, so that gradients can be compared; any number between the two is a subgradient
    where the function is convex, and none of them is hit by chance.
    """

    at: float
    left: float
    right: float
    slope: float
    sentence: str


KINKS: dict[str, tuple[Kink, ...]] = {
    "step": (Kink(0, 0, 0, 0, "It jumps at z = 0 and has no slope there; everywhere else the slope is 0."),),
    "relu": (Kink(0, 0, 1, 0, "At z = 0 the slope on the left, 0, is used."),),
    "leaky_relu": (Kink(0, 0.01, 1, 0.01, "At z = 0 the slope on the left, 0.01, is used."),),
    "selu": (
        Kink(
            0,
            1.7580993408473766,
            1.0507009873554805,
            1.7580993408473766,
            "At z = 0 the slope on the left, lambda alpha = 1.758, is used; on the right it is lambda = 1.051.",
        ),
    ),
    "hard_tanh": (
        Kink(-1, 0, 1, 0, "At z = -1 the slope outside, 0, is used."),
        Kink(1, 1, 0, 0, "At z = 1 the slope outside, 0, is used."),
    ),
}
# the same for the one loss with a kink, as a function of a - y
LOSS_KINKS: dict[str, tuple[Kink, ...]] = {
    "mae": (Kink(0, -1, 1, 0, "At a = y the slope 0 is used, halfway between -1 and 1."),),
}
LAYOUTS = ("columns", "rows")

# Why ln a + ln(1 - a) is not for the outputs of an activation: all but the sigmoid have a reason.
WHY_NOT_BCE = {
    "identity": "its outputs are any real number",
    "step": "its outputs are 0 or 1 themselves",
    "tanh": "its outputs lie in (-1, 1)",
    "relu": "its outputs are 0 or grow without bound",
    "leaky_relu": "its outputs are any real number",
    "elu": "its outputs lie above -1 and grow without bound",
    "selu": "its outputs lie above -1.76 and grow without bound",
    "softplus": "its outputs grow without bound",
    "softsign": "its outputs lie in (-1, 1)",
    "silu": "its outputs are negative on one side and grow without bound on the other",
    "gelu": "its outputs are negative on one side and grow without bound on the other",
    "gelu_tanh": "its outputs are negative on one side and grow without bound on the other",
    "mish": "its outputs are negative on one side and grow without bound on the other",
    "log_sigmoid": "its outputs are negative",
    "hard_tanh": "its outputs lie in [-1, 1]",
    # they do lie in (0, 1), but 1 / (a (1 - a)) meets no such factor that it cancels with
    "softmax": "its units share one sum, so that nothing cancels what becomes 0/0 where an output rounds to 0 or 1",
}


@dataclass(frozen=True)
class Network:
    """A multi-layer perceptron: z = W a + b and a = f(z), layer after layer, and a loss on the last a.

    Parameters
    ----------
    sizes : (n_0, ..., n_L)
        Units per layer; n_0 is the number of inputs, and there is at least one layer after it.
    activations : str or sequence of str
        One name for all L layers, or one name per layer, of ACTIVATIONS. Each unit sees its own z only, but for
        "softmax", whose units see each other: it needs at least two.
    loss : str
        - "mse", "mae", "huber": squared, absolute, Huber's error; after any activation
        - "bce": binary cross-entropy on probabilities; after "sigmoid"
        - "bce_logits": the same on logits, the sigmoid being part of the loss; after "identity"
        - "cross_entropy": categorical, for targets that add up to 1; after "softmax"

    Raises
    ------
    SpecificationError
        If a size is not a positive whole number, a name is not known, the number of activations is not
        L, a softmax has a single unit, or the loss cannot follow the last activation.
    """

    sizes: tuple[int, ...]
    activations: tuple[str | Activation, ...] | str | Activation = "sigmoid"
    loss: str | Loss = "bce"

    def __post_init__(self) -> None:
        sizes = _sizes(self.sizes)
        activations = _activations(self.activations, len(sizes) - 1)
        _check_softmax(sizes, activations)
        _check_loss(self.loss, activations[-1])
        object.__setattr__(self, "sizes", sizes)
        object.__setattr__(self, "activations", activations)

    @property
    def depth(self) -> int:
        """L, the number of layers that have weights."""
        return len(self.sizes) - 1

    def activation(self, layer: int) -> str | Activation:
        """Name the activation of layer 1..L."""
        if not 1 <= layer <= self.depth:
            raise SpecificationError(unknown("layer", layer, range(1, self.depth + 1)))
        assert isinstance(self.activations, tuple)  # since __post_init__
        return self.activations[layer - 1]


@dataclass(frozen=True, kw_only=True)
class Convention:
    """How the cost is scaled, and how matrices are shown.

    Parameters
    ----------
    half : bool
        The squared error has the factor 1/2. No other loss listens to this: the quadratic part of Huber's error
        always has it, which lets its two parts meet, and nothing else is squared.
    outputs, samples : "sum" | "mean"
        The cost adds, or averages, over the output units / over the samples of the batch.
    layout : "columns" | "rows"
        Matrices are shown as W a + b (a sample is a column) or as x W + b (a sample is a row).

    Raises
    ------
    SpecificationError
        If a value is none of the choices.
    """

    half: bool = True
    outputs: str = "sum"
    samples: str = "mean"
    layout: str = "columns"

    def __post_init__(self) -> None:
        if not isinstance(self.half, bool):
            raise SpecificationError(unknown("half", self.half, (True, False)))
        for name, known in (("outputs", REDUCTIONS), ("samples", REDUCTIONS), ("layout", LAYOUTS)):
            value = getattr(self, name)
            if value not in known:
                raise SpecificationError(unknown(name, value, known))


def _sizes(given: object) -> tuple[int, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise SpecificationError(f"sizes {given!r}; expected whole numbers (n_0, ..., n_L), such as (2, 2, 1)")
    if len(given) < 2:
        raise SpecificationError(f"sizes {tuple(given)!r}; expected the inputs and at least one layer, such as (2, 1)")
    for size in given:
        if isinstance(size, bool) or not isinstance(size, Integral) or size < 1:
            raise SpecificationError(f"size {size!r} in {tuple(given)!r}; every size is a whole number from 1 up")
    return tuple(int(size) for size in given)


def _activations(given: object, depth: int) -> tuple[str | Activation, ...]:
    if isinstance(given, str | Activation):
        names: tuple[object, ...] = (given,) * depth
    elif isinstance(given, Sequence):
        names = tuple(given)
    else:
        raise SpecificationError(unknown("activation", given, ACTIVATIONS))
    for name in names:
        if name not in ACTIVATIONS and not isinstance(name, Activation):
            raise SpecificationError(unknown("activation", name, ACTIVATIONS))
    if len(names) != depth:
        raise SpecificationError(f"{len(names)} activations {names!r} for {depth} layers; give one, or one per layer")
    _check_names(names)
    return tuple(name if isinstance(name, Activation) else str(name) for name in names)


def _check_names(names: tuple[object, ...]) -> None:
    own = {name for name in names if isinstance(name, Activation)}
    for name in own:
        if any(other != name and getattr(other, "name", other) == name.name for other in names):
            raise SpecificationError(f"two activations are called {name.name!r}; parse one of them with name=...")


def _check_loss(loss: object, last: str | Activation) -> None:
    if isinstance(loss, Loss):
        return
    if loss not in LOSSES:
        raise SpecificationError(unknown("loss", loss, LOSSES))
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


def _check_softmax(sizes: tuple[int, ...], activations: tuple[str | Activation, ...]) -> None:
    for layer, (size, name) in enumerate(zip(sizes[1:], activations, strict=True), start=1):
        if name == "softmax" and size == 1:
            raise SpecificationError(
                f"activation 'softmax' in layer {layer} with 1 unit: its only output is always 1; "
                "give it 2 units or more, or use 'sigmoid'"
            )


def _why_not_bce(last: str | Activation) -> str:
    return "its outputs may be any number" if isinstance(last, Activation) else WHY_NOT_BCE[last]
