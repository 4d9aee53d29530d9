"""What a network is: sizes, activations, a loss, and what stands between its layers; frozen, validated once.

Goes in: plain words and numbers. Comes out: a record that the symbolic and the numeric side both read.
Must not know: SymPy, NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from derivations.calling import public
from derivations.errors import SpecificationError, say_unknown, shown
from derivations.formula import Activation, Loss
from derivations.formula.activations import ACTIVATIONS
from derivations.formula.numbered import find_function
from derivations.formula.taken import LOSSES
from derivations.network.fitting import check_loss, check_names, check_softmax
from derivations.network.regularisation import dropout_rates, normalised_layers
from derivations.notebook import table
from derivations.options import instance, not_negative, one_of, plain, whole_number

MODES = ("training", "evaluation")


@public
@dataclass(frozen=True)
class Network:
    """A multi-layer perceptron: z = W a + b and a = f(z), layer after layer, and a loss on the last a.

    Parameters
    ----------
    sizes : (n_0, ..., n_L)
        Units per layer; n_0 is the number of inputs, and there is at least one layer after it.
    activations : str or sequence of str
        One name for all L layers, or one name per layer, of ACTIVATIONS; "ReLU" is "relu", and "leaky_relu(0.2)" and
        "elu(0.5)" have a number of their own, as those functions make them. Each unit sees its own z only, but for
        "softmax", whose units see each other: it needs at least two.
    loss : str
        - "mse", "mae", "huber": squared, absolute, Huber's error; after any activation; "huber(2)" has its border at 2
        - "bce": binary cross-entropy on probabilities; after "sigmoid"
        - "bce_logits": the same on logits, the sigmoid being part of the loss; after "identity"
        - "cross_entropy": categorical, for targets that add up to 1; after "softmax"
    l1, l2 : float
        Weight penalties, from 0 up: the cost has l1 times the sum of |w|, and l2 / 2 times the sum of w^2, of all
        weights and no biases, whatever the convention scales the loss with (Goodfellow, Bengio and Courville, Deep
        Learning, sections 7.1.1 and 7.1.2; l2 is PyTorch's weight_decay).
    dropout : float or sequence of float
        The share of activations that is dropped while training, in [0, 1): one number for all hidden layers, or one
        per layer. What is kept is divided by its share, so that nothing changes in evaluation (inverted dropout,
        Srivastava et al., 2014, section 10). The outputs are never dropped.
    batch_norm : bool or sequence of bool
        Whether z is normalised over the batch, scaled and shifted, before the activation sees it (Ioffe and Szegedy,
        2015): True for all hidden layers, or one per layer.
    mode : "training" | "evaluation"
        In evaluation nothing is dropped, and z is normalised with a mean and a variance that are given.

    Raises
    ------
    SpecificationError
        If a size is not a positive whole number, a name is not known, the number of activations is not
        L, a softmax has a single unit, the loss cannot follow the last activation, or a penalty or a share is out of
        range.

    Examples
    --------
    >>> from derivations import Network
    >>> network = Network((2, 3, 1), ("relu", "sigmoid"), "bce")
    >>> network.depth, network.activation(1)
    (2, 'relu')
    >>> Network((784, 128, 10), ("relu", "softmax"), "cross_entropy", l2=1e-4, dropout=0.2).drops(1)
    0.2
    """

    sizes: tuple[int, ...]
    activations: tuple[str | Activation, ...] | str | Activation = "sigmoid"
    loss: str | Loss = "bce"
    l1: float = field(default=0.0, kw_only=True)
    l2: float = field(default=0.0, kw_only=True)
    dropout: float | tuple[float, ...] = field(default=0.0, kw_only=True)
    batch_norm: bool | tuple[bool, ...] = field(default=False, kw_only=True)
    mode: str = field(default="training", kw_only=True)

    def __post_init__(self) -> None:
        sizes = _sizes(self.sizes)
        depth = len(sizes) - 1
        activations = _activations(self.activations, depth)
        loss = self.loss if isinstance(self.loss, Loss) else find_function("loss", self.loss, LOSSES)
        check_softmax(sizes, activations)
        check_loss(loss, activations[-1])
        object.__setattr__(self, "mode", one_of("mode", self.mode, MODES))
        object.__setattr__(self, "sizes", sizes)
        object.__setattr__(self, "activations", activations)
        object.__setattr__(self, "loss", loss)
        object.__setattr__(self, "l1", not_negative("l1", self.l1))
        object.__setattr__(self, "l2", not_negative("l2", self.l2))
        object.__setattr__(self, "dropout", dropout_rates(self.dropout, depth))
        object.__setattr__(self, "batch_norm", normalised_layers(self.batch_norm, depth))

    def _repr_markdown_(self) -> str:
        head = ("layer", "units", "activation", "weights", "batch norm", "dropout")
        layers = range(1, self.depth + 1)
        rows = [(0, self.sizes[0], "inputs", "", "", "")] + [
            (
                layer,
                self.sizes[layer],
                _word(self.activation(layer)),
                f"{self.sizes[layer]} × {self.sizes[layer - 1]}",
                "yes" if self.normalises(layer) else "",
                self._rates[layer - 1] or "",
            )
            for layer in layers
        ]
        penalties = "".join(f", {name} = {value:g}" for name, value in (("l1", self.l1), ("l2", self.l2)) if value)
        return (
            f"**{'-'.join(map(str, self.sizes))} network**, loss {_word(self.loss)}{penalties}\n\n{table(head, rows)}"
        )

    @property
    def depth(self) -> int:
        """L, the number of layers that have weights."""
        return len(self.sizes) - 1

    @property
    def is_plain(self) -> bool:
        """Whether it has no penalty, no dropout and no batch normalisation, so that the mode makes no difference."""
        return not (self.l1 or self.l2 or any(self._rates) or any(self._flags))

    @property
    def is_noisy(self) -> bool:
        """Whether a pass needs masks: it drops activations, and is in training."""
        return self.mode == "training" and any(self._rates)

    @property
    def is_normalised(self) -> bool:
        """Whether some layer is batch-normalised."""
        return any(self._flags)

    def activation(self, layer: int) -> str | Activation:
        """Name the activation of layer 1..L.

        Examples
        --------
        >>> from derivations import Network
        >>> Network((2, 3, 1), ("relu", "sigmoid")).activation(2)
        'sigmoid'
        """
        assert isinstance(self.activations, tuple)  # since __post_init__
        return self.activations[self._check(layer) - 1]

    def normalises(self, layer: int) -> bool:
        """Whether layer 1..L is batch-normalised.

        Examples
        --------
        >>> from derivations import Network
        >>> network = Network((2, 3, 1), batch_norm=True)
        >>> network.normalises(1), network.normalises(2)
        (True, False)
        """
        return self._flags[self._check(layer) - 1]

    def drops(self, layer: int) -> float:
        """Return the share of the activations of layer 1..L that a pass in this mode drops.

        Examples
        --------
        >>> from derivations import Network
        >>> network = Network((2, 3, 1), dropout=0.5)
        >>> network.drops(1), network.drops(2), network.evaluating().drops(1)
        (0.5, 0.0, 0.0)
        """
        return self._rates[self._check(layer) - 1] if self.mode == "training" else 0.0

    def evaluating(self) -> Network:
        """Return the same network in evaluation: nothing is dropped, and the statistics of a batch do not count.

        Examples
        --------
        >>> from derivations import Network
        >>> network = Network((2, 3, 1), dropout=0.5)
        >>> network.is_noisy, network.evaluating().is_noisy
        (True, False)
        """
        return self if self.mode == "evaluation" else replace(self, mode="evaluation")

    @property
    def _rates(self) -> tuple[float, ...]:
        assert isinstance(self.dropout, tuple)  # since __post_init__
        return self.dropout

    @property
    def _flags(self) -> tuple[bool, ...]:
        assert isinstance(self.batch_norm, tuple)  # since __post_init__
        return self.batch_norm

    def _check(self, layer: int) -> int:
        return layer_number(layer, self.depth)


def checked_network(given: object) -> Network:
    """Give the network, if it is one: its sizes alone are not."""
    return instance("network", given, Network, "a Network, such as Network((2, 2, 1))")


def layer_number(layer: object, depth: int) -> int:
    """Give the number of a layer, if it is one of 1..L."""
    number = plain(layer)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= depth:
        raise SpecificationError(say_unknown("layer", layer, range(1, depth + 1)))
    return number


def _sizes(given: object) -> tuple[int, ...]:
    given = _list(given)
    if not isinstance(given, Sequence) or isinstance(given, str | bytes):
        raise SpecificationError(f"sizes {shown(given)}; expected whole numbers (n_0, ..., n_L), such as (2, 2, 1)")
    if len(given) < 2:
        raise SpecificationError(f"sizes {shown(given)}; expected the inputs and at least one layer, such as (2, 1)")
    return tuple(whole_number(f"sizes {shown(tuple(given))}: size", size, 1) for size in given)


def _activations(given: object, depth: int) -> tuple[str | Activation, ...]:
    given = _list(given)
    if isinstance(given, str | Activation | Loss):
        names: tuple[object, ...] = (given,) * depth
    elif isinstance(given, Sequence):
        names = tuple(given)
    else:
        raise SpecificationError(say_unknown("activation", given, ACTIVATIONS))
    known = tuple(
        each if isinstance(each, Activation) else find_function("activation", each, ACTIVATIONS) for each in names
    )
    if len(known) != depth:
        raise SpecificationError(
            f"activations {shown(known)}: {len(known)} for {depth} layer{'s' * (depth > 1)}; give one name for all "
            "layers, or one per layer"
        )
    check_names(known)
    return known


def _word(formula: str | Activation | Loss) -> str:
    return formula if isinstance(formula, str) else f"`{formula.text}`"


def _list(given: object) -> object:
    """Give an array of one axis as a list; anything else as it is."""
    return given.tolist() if len(getattr(given, "shape", ())) == 1 and hasattr(given, "tolist") else given
