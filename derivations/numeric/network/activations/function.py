"""What an activation is on this side: its value, its derivative, and whether its units see each other.

Goes in: nothing. Comes out: a record that a pass calls. Must not know: layers, networks, costs.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from derivations.numeric.arrays import Values

Value = Callable[[Values, Values], Values]
Derivative = Callable[[Values, Values, Values], Values]
PullBack = Callable[[Values, Values, Values], Values]


@dataclass(frozen=True)
class Function:
    """An activation as functions of whole arrays, units in the last axis.

    The functions may overflow on the way to a right value; whoever calls them silences that once for a whole pass,
    because entering np.errstate costs as much as several operations on a small array.
    """

    # (z, out) -> a
    value: Value
    # (z, a, out) -> f'(z): it may use z or a, whichever is cheaper: forward already holds both. Of an activation whose
    # units see each other it is the diagonal of the Jacobian, da_j/dz_j.
    derivative: Derivative
    # (a, gradient, out) -> dC/dz: for units that see each other only: dC/da times the Jacobian da_k/dz_j, summed over
    # k. None: each unit sees its own z alone, and dC/dz is dC/da times the derivative.
    pull_back: PullBack | None = None

    def value_at(self, z: Values) -> Values:
        """Give f(z) in an array of its own."""
        return self.value(z, room(z))

    def derivative_at(self, z: Values, a: Values) -> Values:
        """Give f'(z), of a = f(z), in an array of its own."""
        return self.derivative(z, a, room(z))


def room(z: Values) -> Values:
    """Make an array for the result of a function of z."""
    return np.empty(np.shape(z), np.result_type(z, 1.0))


def positive(z: Values) -> Values:
    """Say where z > 0; a complex step does not change on which side of a kink a number is."""
    return np.real(z) > 0
