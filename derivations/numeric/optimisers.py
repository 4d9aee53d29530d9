"""How far each parameter moves, given its slope.

Goes in: parameters, a gradient, and what the optimiser remembers. Comes out: moved parameters, and what to remember.
Must not know: networks, data, epochs.

Every rule works entry by entry, so it is written once, for one long vector that holds all parameters.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from derivations.errors import ShapeError, SpecificationError
from derivations.numeric.arrays import Array, join, split
from derivations.numeric.parameters import Gradients, Parameters

# What an optimiser remembers between steps, such as a velocity; () before the first step. Never changed in place,
# so that a recorded state stays what it was.
State = tuple[Array, ...]
START: State = ()

Move = Callable[[Array, Array, State], State]

# A part of this many entries stays in a core's own cache between the two operations of an update.
PART = 32_768


@dataclass(frozen=True)
class Optimiser:
    """A rule that turns slopes into changes.

    Parameters
    ----------
    name : str
    learning_rate : float
        eta, positive.
    move : (vector, gradient, state) -> state
        Moves the vector of all parameters in place. It may write into the gradient, but the state that comes
        in is left alone. State () means the first step.
    """

    name: str
    learning_rate: float
    move: Move

    def step(self, parameters: Parameters, gradients: Gradients, state: State = START) -> tuple[Parameters, State]:
        """Move the parameters once; nothing that is given changes.

        Parameters
        ----------
        parameters : Parameters
        gradients : Gradients
            dC/dW and dC/db, shaped like the parameters; the deltas are not read.
        state : tuple of arrays
            What the last step returned; () before the first.

        Returns
        -------
        Parameters, state

        Raises
        ------
        ShapeError
            If the gradients are not shaped like the parameters.
        SpecificationError
            If a parameter is no longer a finite number after the step.
        """
        given = [array.shape for array in (*gradients.weights, *gradients.biases)]
        wanted = [array.shape for array in (*parameters.weights, *parameters.biases)]
        if given != wanted:
            raise ShapeError(f"gradients have shapes {given}; wanted {wanted}, those of the parameters")
        moved = join(parameters.weights, parameters.biases)
        state = self.move(moved, join(gradients.weights, gradients.biases), state)
        sizes = (parameters.weights[0].shape[1], *(len(bias) for bias in parameters.biases))
        return Parameters(*split(moved, sizes)), state


def sgd(learning_rate: float = 0.5) -> Optimiser:
    """Gradient descent: w <- w - eta dC/dw.

    Raises
    ------
    SpecificationError
        If the learning rate is not a positive finite number.
    """
    eta = positive("learning_rate", learning_rate)

    def move(vector: Array, gradient: Array, state: State) -> State:
        for start in range(0, vector.size, PART):
            w, slope = vector[start : start + PART], gradient[start : start + PART]
            np.multiply(slope, eta, out=slope)
            np.subtract(w, slope, out=w)
        return state

    return Optimiser("sgd", eta, move)


def positive(name: str, value: float) -> float:
    """Give an option of an optimiser as a float, if it is positive and finite."""
    number = np.asarray(value)
    if number.ndim or number.dtype.kind not in "iuf" or not np.isfinite(number) or number <= 0:
        raise SpecificationError(f"{name} {value!r}; expected a positive finite number")
    return float(number)
