"""What keeps weights small and layers steady: penalties, dropout and batch normalisation, as a reader gives them.

Goes in: numbers and flags, one for all layers or one per layer. Comes out: one per layer, or one sentence.
Must not know: SymPy, NumPy.
"""

from collections.abc import Sequence
from math import isfinite
from numbers import Real

from derivations.errors import SpecificationError


def penalty(name: str, given: object) -> float:
    """Check the weight of a penalty: a finite number from 0 up."""
    if isinstance(given, bool) or not isinstance(given, Real) or not isfinite(given) or given < 0:
        raise SpecificationError(f"{name} {given!r}; expected a finite number from 0 up")
    return float(given)


def dropout_rates(given: object, depth: int) -> tuple[float, ...]:
    """Return the share that is dropped in each of layers 1..L; of the last one it is 0."""
    if isinstance(given, Sequence) and not isinstance(given, str):
        rates = tuple(_share(each) for each in given)
        if len(rates) != depth:
            raise SpecificationError(
                f"{len(rates)} dropout rates {rates!r} for {depth} layers; give one for all hidden layers, or one per "
                "layer"
            )
        if rates[-1]:
            raise SpecificationError(
                f"dropout {rates[-1]!r} in the last layer, whose activations are the outputs; give 0"
            )
        return rates
    rate = _share(given)
    if rate and depth == 1:
        raise SpecificationError(f"dropout {given!r} in a network without hidden layers; there is nothing to drop")
    return (*(rate,) * (depth - 1), 0.0)


def normalised_layers(given: object, depth: int) -> tuple[bool, ...]:
    """Return whether each of layers 1..L is batch-normalised."""
    if isinstance(given, bool):
        if given and depth == 1:
            raise SpecificationError(
                "batch_norm True in a network without hidden layers; to normalise the outputs, give (True,)"
            )
        return (*(given,) * (depth - 1), False)
    if isinstance(given, str) or not isinstance(given, Sequence) or not all(isinstance(each, bool) for each in given):
        raise SpecificationError(f"batch_norm {given!r}; expected True, False, or one of them per layer")
    if len(given) != depth:
        raise SpecificationError(
            f"{len(given)} values of batch_norm {tuple(given)!r} for {depth} layers; give one for all hidden layers, "
            "or one per layer"
        )
    return tuple(given)


def _share(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, Real) or not 0 <= float(given) < 1:
        raise SpecificationError(f"dropout {given!r}; expected a share from 0 up to, but not, 1")
    return float(given)
