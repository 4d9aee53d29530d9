"""The truth tables of two inputs, in the order (0, 0), (0, 1), (1, 0), (1, 1); and of one, 0 and 1.

Goes in: nothing. Comes out: a data set of four samples, or two.
Must not know: which of them a single unit can learn.
"""

from __future__ import annotations

import numpy as np

from derivations.calling import public
from derivations.numeric.data.sets.dataset import DataSet

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))


@public
def and_gate() -> DataSet:
    """Both: 1 where both inputs are 1.

    Examples
    --------
    >>> from derivations import and_gate
    >>> and_gate().targets.ravel().tolist()
    [0.0, 0.0, 0.0, 1.0]
    """
    return _table("and", (0, 0, 0, 1), "1 where both inputs are 1.")


@public
def nand_gate() -> DataSet:
    """Not both: 0 where both inputs are 1. All of logic can be built of it (Sheffer 1913).

    Examples
    --------
    >>> from derivations import nand_gate
    >>> nand_gate().targets.ravel().tolist()
    [1.0, 1.0, 1.0, 0.0]
    """
    return _table("nand", (1, 1, 1, 0), "0 where both inputs are 1.")


@public
def not_gate() -> DataSet:
    """Not: 1 where the input is 0. Two samples, one input: the smallest network has something to learn.

    Examples
    --------
    >>> from derivations import not_gate
    >>> not_gate().targets.ravel().tolist()
    [1.0, 0.0]
    """
    inputs, targets = np.array([[0.0], [1.0]]), np.array([[1.0], [0.0]])
    return DataSet("not", inputs, targets, "1 where the input is 0.")


@public
def or_gate() -> DataSet:
    """Inclusive or: 1 where at least one input is 1.

    Examples
    --------
    >>> from derivations import or_gate
    >>> or_gate().targets.ravel().tolist()
    [0.0, 1.0, 1.0, 1.0]
    """
    return _table("or", (0, 1, 1, 1), "1 where at least one of the two inputs is 1.")


@public
def xor() -> DataSet:
    """Exclusive or: four samples, two inputs, and 1 where exactly one input is 1.

    No single layer separates it (Minsky and Papert, Perceptrons, 1969).

    Examples
    --------
    >>> from derivations import xor
    >>> xor().targets.ravel().tolist()
    [0.0, 1.0, 1.0, 0.0]
    """
    return _table("xor", (0, 1, 1, 0), "1 where exactly one of the two inputs is 1.")


def _table(name: str, outputs: tuple[int, ...], description: str) -> DataSet:
    targets = np.array(outputs, dtype=np.float64).reshape(-1, 1)
    return DataSet(name, np.array(CORNERS, dtype=np.float64), targets, description)
