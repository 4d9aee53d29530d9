"""The share of samples that are classified right.

Goes in: outputs and targets. Comes out: a number from 0 to 1, or None where there is nothing to be right about. Must
not know: how a network is trained.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from derivations.calling import public
from derivations.errors import ShapeError, SpecificationError
from derivations.numeric.arrays import Array, Values, real_array
from derivations.options import real_number

# Between an output of 0 and one of 1.
HALF = 0.5


@public
def accuracy(outputs: npt.ArrayLike, targets: npt.ArrayLike, *, border: float = HALF) -> float | None:
    """Give the share of samples that are classified right.

    Parameters
    ----------
    outputs, targets : arrays (samples, n_L)
    border : float
        Which output lies between 0 and 1: 0 for the outputs before a sigmoid, as with the loss "bce_logits".

    Returns
    -------
    float or None
        With one target of 1 in every row (one-hot): the share of rows with the largest output there. With other
        targets of 0 and 1: the share of rows in which every output is on the right side of the border. With any other
        targets: None, there is nothing to be right about.

    Raises
    ------
    ShapeError
        If the two differ in shape, or have no rows.
    SpecificationError
        If an output or a target is not a number (NaN): it is of no class. In a run that diverges, `observe` counts such
        an output as wrong.

    Examples
    --------
    >>> from derivations import accuracy
    >>> accuracy([[0.9], [0.4], [0.6]], [[1], [0], [0]])
    0.6666666666666666
    """
    computed, wanted = (
        real_array(what, given, 2, "(samples, n_L)") for what, given in (("outputs", outputs), ("targets", targets))
    )
    border = real_number("border", border)
    if computed.shape != wanted.shape or not len(computed):
        raise ShapeError(f"outputs have shape {computed.shape} and targets {wanted.shape}; wanted (samples, n_L) twice")
    for what, array in (("outputs", computed), ("targets", wanted)):
        if (rows := np.argwhere(np.isnan(array))).size:
            raise SpecificationError(f"{what}, row {rows[0][0] + 1}: nan is not a number, and of no class")
    kind = kind_of(wanted)
    return None if kind is None else float(judge(computed, wanted, kind, border).mean())


def kind_of(targets: Array) -> str | None:
    """Say what targets are: "one-hot", "sides" of 1/2, or None for numbers to predict."""
    if not ((targets == 0) | (targets == 1)).all():
        return None
    return "one-hot" if targets.shape[1] > 1 and (targets.sum(axis=1) == 1).all() else "sides"


def judge(outputs: Values, targets: Values, kind: str, border: float) -> npt.NDArray[np.bool_]:
    """Say of each sample whether it is classified right."""
    right: npt.NDArray[np.bool_]
    if kind == "one-hot":
        right = (outputs.argmax(axis=1) == targets.argmax(axis=1)) & ~np.isnan(outputs).any(axis=1)
    else:
        right = np.all(np.where(targets == 1, outputs >= border, outputs < border), axis=1)
    return right
