"""What a network is: sizes, activations, a loss, and the conventions of its cost; frozen, validated once.

Goes in: plain words and numbers. Comes out: records that the symbolic and the numeric side both read.
Must not know: SymPy, NumPy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral

from derivations.errors import SpecificationError, unknown

ACTIVATIONS = ("identity", "relu", "sigmoid", "tanh")
LOSSES = ("mse", "bce")
REDUCTIONS = ("sum", "mean")
LAYOUTS = ("columns", "rows")

WHY_NOT_BCE = {
    "identity": "its outputs are any real number",
    "relu": "its outputs are 0 or grow without bound",
    "tanh": "its outputs lie in (-1, 1)",
}


@dataclass(frozen=True)
class Network:
    """A multi-layer perceptron: z = W a + b and a = f(z), layer after layer, and a loss on the last a.

    Parameters
    ----------
    sizes : (n_0, ..., n_L)
        Units per layer; n_0 is the number of inputs, and there is at least one layer after it.
    activations : str or sequence of str
        One name for all L layers, or one name per layer: identity, relu, sigmoid, tanh.
    loss : str
        "mse" (squared error) or "bce" (binary cross-entropy; needs a sigmoid in the last layer).

    Raises
    ------
    SpecificationError
        If a size is not a positive whole number, a name is not known, the number of activations is not
        L, or the loss cannot follow the last activation.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...] | str = "sigmoid"
    loss: str = "bce"

    def __post_init__(self) -> None:
        sizes = _sizes(self.sizes)
        activations = _activations(self.activations, len(sizes) - 1)
        _check_loss(self.loss, activations[-1])
        object.__setattr__(self, "sizes", sizes)
        object.__setattr__(self, "activations", activations)

    @property
    def depth(self) -> int:
        """L, the number of layers that have weights."""
        return len(self.sizes) - 1

    def activation(self, layer: int) -> str:
        """Name the activation of layer 1..L."""
        if not 1 <= layer <= self.depth:
            raise SpecificationError(unknown("layer", layer, range(1, self.depth + 1)))
        return self.activations[layer - 1]


@dataclass(frozen=True, kw_only=True)
class Convention:
    """How the cost is scaled, and how matrices are shown.

    Parameters
    ----------
    half : bool
        The squared error has the factor 1/2 (the cross-entropy never has).
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


def _activations(given: object, depth: int) -> tuple[str, ...]:
    if isinstance(given, str):
        names: tuple[object, ...] = (given,) * depth
    elif isinstance(given, Sequence):
        names = tuple(given)
    else:
        raise SpecificationError(unknown("activation", given, ACTIVATIONS))
    for name in names:
        if name not in ACTIVATIONS:
            raise SpecificationError(unknown("activation", name, ACTIVATIONS))
    if len(names) != depth:
        raise SpecificationError(f"{len(names)} activations {names!r} for {depth} layers; give one, or one per layer")
    return tuple(str(name) for name in names)


def _check_loss(loss: object, last: str) -> None:
    if loss not in LOSSES:
        raise SpecificationError(unknown("loss", loss, LOSSES))
    if loss == "bce" and last != "sigmoid":
        raise SpecificationError(
            f"loss 'bce' after activation {last!r}: {WHY_NOT_BCE[last]}, and ln a + ln(1 - a) needs a in (0, 1); "
            "use 'sigmoid' in the last layer, or loss 'mse'"
        )
