"""What a caller may hand in as data: checked once, at the border, so that the inner loops need not look.

Goes in: whatever was given. Comes out: float64 arrays with samples as rows, or one sentence about what is wrong.
Must not know: how a network computes.
"""

import numpy as np

from derivations.errors import ShapeError, SpecificationError
from derivations.network import Network, checked_network
from derivations.numeric.arrays import Array, check_finite_rows, real_array
from derivations.numeric.network.parameters import Parameters
from derivations.options import instance

WITHIN_0_1 = ("bce", "bce_logits", "cross_entropy")
# Shares that were typed with ten digits are shares; beyond that a - y would not be the derivative of the cost any more.
SHARES_TOLERANCE = 1.0000001e-10


def check_parameters(network: Network, parameters: Parameters) -> None:
    """Raise unless these are parameters, and those of this network."""
    checked_network(network)
    instance("parameters", parameters, Parameters, "Parameters(weights, biases)").check(network)


def checked_inputs(network: Network, given: object) -> Array:
    """Give the inputs as a finite array (samples, n_0) with at least one row.

    Raises a ShapeError if the shape is another one; a single sample is a row too: (1, n_0); a SpecificationError if an
    entry is not a finite real number; the row is named, counted from 1.
    """
    wanted = f"(samples, {network.sizes[0]}), one row per sample"
    inputs = real_array("inputs", given, 2, wanted)
    if inputs.shape[1] != network.sizes[0]:
        raise ShapeError(f"inputs have shape {inputs.shape}; wanted {wanted}")
    if not len(inputs):
        raise ShapeError(f"inputs have shape {inputs.shape}; wanted at least one row")
    check_finite_rows("inputs", inputs)
    return inputs


def checked_targets(network: Network, given: object, samples: int) -> Array:
    """Give the targets as a finite array (samples, n_L).

    Raises a ShapeError if the shape is another one; a SpecificationError if an entry is not a finite real number, lies
    outside [0, 1] and the loss is a cross-entropy, or those of a row do not add up to 1 and the loss is the categorical
    one; the row is named, counted from 1.
    """
    shape = (samples, network.sizes[-1])
    wanted = f"{shape}, one row per sample"
    hint = "; one_hot(labels)[0] makes a row of each label" if network.sizes[-1] > 1 else ""
    targets = real_array("targets", given, 2, wanted, hint)
    if targets.shape != shape:
        raise ShapeError(f"targets have shape {targets.shape}; wanted {wanted}{hint}")
    check_finite_rows("targets", targets)
    if network.loss in WITHIN_0_1:
        outside = (targets < 0) | (targets > 1)
        if outside.any():
            row, unit = np.argwhere(outside)[0]
            raise SpecificationError(
                f"targets, row {row + 1}: {targets[row, unit]} is outside [0, 1], which loss {network.loss!r} needs"
            )
    if network.loss == "cross_entropy":
        totals = targets.sum(axis=1)
        apart = np.abs(totals - 1) > SHARES_TOLERANCE
        if apart.any():
            row = int(np.argmax(apart))
            raise SpecificationError(
                f"targets, row {row + 1}: they add up to {totals[row]}, and loss 'cross_entropy' needs shares of 1, "
                "such as a 1 for the class and 0 for the others"
            )
    return targets
