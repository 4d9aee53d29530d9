"""What keeps weights small and layers steady: penalties, dropout and batch normalisation, as a reader gives them.

Goes in: numbers and flags, one for all layers or one per layer. Comes out: one per layer, or one sentence.
Must not know: SymPy, NumPy.
"""

from collections.abc import Sequence

from derivations.errors import SpecificationError, shown
from derivations.options import flag, plain, share


def dropout_rates(given: object, depth: int) -> tuple[float, ...]:
    """Return the share that is dropped in each of layers 1..L; of the last one it is 0."""
    if isinstance(given, Sequence) and not isinstance(given, str | bytes):
        rates = tuple(share("dropout", each) for each in given)
        if len(rates) != depth:
            raise SpecificationError(
                f"{len(rates)} dropout rates {shown(rates)} for {depth} layers; give one for all hidden "
                "layers, or one per layer"
            )
        if rates[-1]:
            raise SpecificationError(
                f"dropout {rates[-1]!r} in the last layer, whose activations are the outputs; give 0"
            )
        return rates
    rate = share("dropout", given)
    if rate and depth == 1:
        raise SpecificationError(f"dropout {rate!r} in a network without hidden layers; there is nothing to drop")
    return (*(rate,) * (depth - 1), 0.0)


def normalised_layers(given: object, depth: int) -> tuple[bool, ...]:
    """Return whether each of layers 1..L is batch-normalised."""
    if isinstance(plain(given), bool):
        given = flag("batch_norm", given)
        if given and depth == 1:
            raise SpecificationError(
                "batch_norm True in a network without hidden layers; to normalise the outputs, give (True,)"
            )
        return (*(given,) * (depth - 1), False)
    if not isinstance(given, Sequence) or not all(isinstance(plain(each), bool) for each in given):
        raise SpecificationError(f"batch_norm {shown(given)}; expected True, False, or one of them per layer")
    if len(given) != depth:
        raise SpecificationError(
            f"{len(given)} values of batch_norm {shown(tuple(given))} for {depth} layers; give one for all "
            "hidden layers, or one per layer"
        )
    return tuple(flag("batch_norm", each) for each in given)
