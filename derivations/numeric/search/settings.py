"""What one training is set to: layers, loss, optimiser, batches, when it ends; frozen, checked once.

Goes in: plain words and numbers. Comes out: a record that builds the network and the optimiser it describes.
Must not know: data, what else is tried, how it went.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import Parameter, Signature, signature

from derivations.calling import public
from derivations.errors import SpecificationError, say_unknown, shown
from derivations.formula import Activation, Loss
from derivations.formula.numbered import find_function
from derivations.network import ACTIVATIONS, LOSSES, Network
from derivations.notebook import Row, brief
from derivations.numeric.network.initialisation import METHODS
from derivations.numeric.training.optimisers import OPTIMISERS, Optimiser
from derivations.options import flag, not_negative, one_of, share, whole_number


@public
@dataclass(frozen=True, kw_only=True, repr=False)
class Settings(Row):
    """One way to train.

    Parameters
    ----------
    hidden : tuple of int
        Units of each hidden layer; () for none. The data say how many inputs and outputs there are.
    activation, output : str
        Of the hidden layers, of the last one; see Network.
    loss : str
        See Network.
    optimiser : str
        The name of one, such as "adam".
    learning_rate : float
    options : tuple of (str, number), or mapping
        What else the optimiser takes, such as {"beta1": 0.8}; kept as a tuple, in the order of the names.
    batch_size : int or None
        Samples per update; None: all of them.
    epochs : int
        From 1 up; with patience, at most.
    patience : int or None
        Stop when the validation loss has not become less for so many epochs, and keep the best parameters; None:
        run all epochs, and keep the last.
    initialise : str
        The method of initialise().
    l1, l2, dropout, batch_norm
        See Network; of all hidden layers.

    Raises
    ------
    SpecificationError
        If a value is none of the choices or out of its range. Whether they go together is checked by Network, when
        the data are known.

    Examples
    --------
    >>> from derivations import Settings
    >>> settings = Settings(hidden=(8,), optimiser="adam", learning_rate=0.03, epochs=50)
    >>> settings
    Settings(learning_rate=0.03, epochs=50)
    >>> settings.network(inputs=2, outputs=1).sizes
    (2, 8, 1)
    """

    hidden: tuple[int, ...] = (8,)
    activation: str = "tanh"
    output: str = "sigmoid"
    loss: str = "bce"
    optimiser: str = "adam"
    learning_rate: float = 0.01
    options: tuple[tuple[str, float], ...] = ()
    batch_size: int | None = None
    epochs: int = 100
    patience: int | None = None
    initialise: str = "xavier"
    l1: float = 0.0
    l2: float = 0.0
    dropout: float = 0.0
    batch_norm: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.hidden, str) or not isinstance(self.hidden, tuple | list):
            raise SpecificationError(f"hidden {shown(self.hidden)}; expected a tuple of whole numbers, such as (8,)")
        units = tuple(whole_number(f"hidden {shown(self.hidden)}: size", size, 1) for size in self.hidden)
        object.__setattr__(self, "hidden", units)
        object.__setattr__(self, "epochs", whole_number("epochs", self.epochs, 1))
        for name in ("batch_size", "patience"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, whole_number(name, getattr(self, name), 1))
        one_of("initialise", self.initialise, METHODS)
        object.__setattr__(self, "options", _options(self.options))
        # checks its name and numbers
        self.built_optimiser()
        for name, own, known in (
            ("activation", Activation, ACTIVATIONS),
            ("output", Activation, ACTIVATIONS),
            ("loss", Loss, LOSSES),
        ):
            if not isinstance(given := getattr(self, name), own):
                object.__setattr__(self, name, find_function(name, given, known))
        _check_numbers(self)

    def __repr__(self) -> str:
        return brief(self)

    def network(self, inputs: int, outputs: int) -> Network:
        """Build the network for so many inputs and outputs; raises what Network raises."""
        activations = (*[self.activation] * len(self.hidden), self.output)
        return Network(
            (inputs, *self.hidden, outputs),
            activations,
            self.loss,
            l1=self.l1,
            l2=self.l2,
            dropout=self.dropout,
            batch_norm=self.batch_norm,
        )

    def built_optimiser(self) -> Optimiser:
        """Build the optimiser."""
        known = option_names(self.optimiser)
        for name, _ in self.options:
            if name not in known:
                what = f"option of optimiser {shown(self.optimiser)}:"
                raise SpecificationError(say_unknown(what, name, known or ("none",)))
        return OPTIMISERS[self.optimiser].make(self.learning_rate, **dict(self.options))


def _drop_types(given: Signature) -> Signature:
    """Leave the types out, which stand in the docstring: what can be set, and what it is if it is not, in two lines."""
    parameters = [each.replace(annotation=Parameter.empty) for each in given.parameters.values()]
    return given.replace(parameters=parameters, return_annotation=Signature.empty)


Settings.__signature__ = _drop_types(signature(Settings))  # type: ignore[attr-defined]
Settings.__init__.__signature__ = _drop_types(signature(Settings.__init__))  # type: ignore[attr-defined]


def _check_numbers(settings: Settings) -> None:
    """Check each number for itself; whether they go together is known when the data are."""
    for name in ("l1", "l2"):
        not_negative(name, getattr(settings, name))
    share("dropout", settings.dropout)
    flag("batch_norm", settings.batch_norm)


def _options(given: object) -> tuple[tuple[str, float], ...]:
    pairs = given.items() if isinstance(given, Mapping) else given
    try:
        return tuple(sorted(dict(pairs).items()))  # type: ignore[call-overload]
    except (TypeError, ValueError):
        raise SpecificationError(f"options {shown(given)}; expected a mapping, such as {{'beta1': 0.8}}") from None


def option_names(optimiser: object) -> tuple[str, ...]:
    """Name the options of an optimiser beside the learning rate, all of them numbers."""
    if not isinstance(optimiser, str) or optimiser not in OPTIMISERS:
        raise SpecificationError(say_unknown("optimiser", optimiser, OPTIMISERS))
    parameters = signature(OPTIMISERS[optimiser].make).parameters.values()
    # a schedule is a function, which no other process can be sent
    return tuple(each.name for each in parameters if each.kind is each.KEYWORD_ONLY and each.name != "schedule")
