"""Parameters that training leaves alone: a layer that is kept, a connection that is not there.

Goes in: their names, and an optimiser. Comes out: an optimiser that moves everything else. Must not know: how it moves.
"""

import re
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from derivations.errors import SpecificationError, list_options, shown
from derivations.network import Network
from derivations.numeric.arrays import Array
from derivations.numeric.network.parameters import SYMBOLS
from derivations.numeric.network.vector import length, views
from derivations.numeric.training.optimisers import Optimiser, State
from derivations.options import words

NAME = re.compile(r"(W|b|gamma|beta)([1-9][0-9]{0,3})(?:\[ *([0-9]{1,9}) *(?:, *([0-9]{1,9}) *)?\])?")

Positions = npt.NDArray[np.intp]


def hold(optimiser: Optimiser, positions: Positions) -> Optimiser:
    """Let an optimiser move all parameters but these: to it their gradients are 0, and whatever it does is undone.

    The gradients are 0 before anything is clipped, and so do not count in the length of the gradient.
    """
    return replace(optimiser, move=partial(_move, optimiser, positions)) if positions.size else optimiser


def _move(optimiser: Optimiser, positions: Positions, vector: Array, gradient: Array, state: State) -> State:
    kept = vector[positions]
    gradient[positions] = 0
    state = optimiser.move(vector, gradient, state)
    # weight decay moves what has no gradient, and so does a velocity that comes with the state
    vector[positions] = kept
    return state


def positions_of(network: Network, names: object) -> Positions:
    """Find parameters by name in the vector of them all: "W1" is an array, "W1[2,1]" and "b1[2]" are entries.

    Raises a SpecificationError if a name is not that of a parameter of this network.
    """
    given = words("fixed", names, '("b1", "W2[1,2]")')
    numbers = views(np.arange(length(network)), network)
    arrays = {
        f"{symbol}{layer}": array
        for kind, symbol in SYMBOLS.items()
        for layer, array in enumerate(getattr(numbers, kind), start=1)
        if array.size
    }
    found = [np.empty(0, np.intp), *(np.ravel(_numbers(name, arrays)) for name in given)]
    return np.unique(np.concatenate(found))


def _numbers(name: str, arrays: dict[str, npt.NDArray[np.intp]]) -> npt.NDArray[np.intp]:
    read = NAME.fullmatch(name)
    array = arrays.get(f"{read[1]}{read[2]}") if read else None
    if read is None or array is None:
        raise SpecificationError(
            f"fixed {shown(name)}; known: {list_options(arrays)}, and entries of them, such as W1[1,1]"
        )
    at = tuple(int(position) - 1 for position in read.groups()[2:] if position is not None)
    if at and len(at) != array.ndim:
        entry = f"{read[1]}{read[2]}[1,1], of unit 1 from input 1" if array.ndim == 2 else f"{read[1]}{read[2]}[1]"
        count = "two numbers" if array.ndim == 2 else "one number"
        raise SpecificationError(f"fixed {shown(name)}; an entry of {read[1]}{read[2]} has {count}, such as {entry}")
    if not all(0 <= i < n for i, n in zip(at, array.shape, strict=False)):
        last = f"{read[1]}{read[2]}[{','.join(map(str, array.shape))}]"
        raise SpecificationError(f"fixed {shown(name)}; entries count from 1, and the last one is {last}")
    return np.asarray(array[at])
