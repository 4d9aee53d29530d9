"""The derivation of a network, executed: arrays in, gradients out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import ArrayLike

from derivations.matching.binding import bind, gradients
from derivations.network import Convention, Network
from derivations.numeric import Gradients, Parameters
from derivations.numeric.samples import checked
from derivations.views.program import ArrayProgram


@dataclass(frozen=True)
class Program:
    """The last lines of a network's derivation as a NumPy program.

    Call it like the hand-written ``backward``; ``source`` is the program as text.
    """

    network: Network
    arrays: ArrayProgram

    @property
    def source(self) -> str:
        """Readable NumPy: a function ``gradients(a0, W1, b1, ..., y)``."""
        return self.arrays.source

    def __call__(self, parameters: Parameters, inputs: ArrayLike, targets: ArrayLike) -> Gradients:
        """Return dC/dW, dC/db and delta of every layer.

        Parameters
        ----------
        parameters : Parameters
            weights[l] of shape (n_out, n_in), biases[l] of shape (n_out,).
        inputs, targets : array_like
            Shapes (samples, n_0) and (samples, n_L).

        Raises
        ------
        ShapeError
            If a shape does not fit the network.
        """
        return gradients(self.network, self.arrays(**self._bound(parameters, inputs, targets)))

    def trace(self, parameters: Parameters, inputs: ArrayLike, targets: ArrayLike) -> dict[str, Any]:
        """Return every array by the model's names: z1, a1, ..., delta1, dW1, ..."""
        return self.arrays.trace(**self._bound(parameters, inputs, targets))

    def _bound(self, parameters: Parameters, inputs: ArrayLike, targets: ArrayLike) -> dict[str, Any]:
        # the targets come last in every network: y, or t where y are their shares
        given = self.arrays.derivation.model.inputs[-1].name
        return bind(parameters, *checked(self.network, parameters, inputs, targets, Convention()), given=given)
