"""The derivation of a network, executed: arrays in, gradients out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import ArrayLike

from derivations.calling import public
from derivations.matching.binding import bind, gradients
from derivations.network import Network
from derivations.numeric import Gradients, Parameters, Statistics
from derivations.numeric.network.fixed import Masks
from derivations.numeric.network.overflow import finite
from derivations.numeric.network.problem import Problem, pose
from derivations.views.program import ArrayProgram


@dataclass(frozen=True, repr=False)
class Program:
    """The last lines of a network's derivation as a NumPy program.

    Call it like the hand-written ``backward``; ``source`` is the program as text.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, Parameters, derive
    >>> program = derive(Network((2, 1))).compile()
    >>> parameters = Parameters((np.array([[1.0, -1.0]]),), (np.zeros(1),))
    >>> program(parameters, [[3.0, 3.0]], [[1.0]]).weights[0].tolist()
    [[-1.5, -1.5]]
    """

    network: Network
    arrays: ArrayProgram

    def __repr__(self) -> str:
        return f"<Program of the {'-'.join(map(str, self.network.sizes))} network>"

    def _repr_markdown_(self) -> str:
        return self.arrays._repr_markdown_()

    @property
    def source(self) -> str:
        """Readable NumPy: a function ``gradients(a0, W1, b1, ..., y)``."""
        return self.arrays.source

    @public
    def __call__(
        self,
        parameters: Parameters,
        inputs: ArrayLike,
        targets: ArrayLike,
        *,
        masks: Masks | None = None,
        statistics: Statistics | None = None,
    ) -> Gradients:
        """Return dC/dW, dC/db and delta of every layer, and dC/dgamma and dC/dbeta of those that are normalised.

        Parameters
        ----------
        parameters : Parameters
            weights[l] of shape (n_out, n_in), biases[l] of shape (n_out,).
        inputs, targets : array_like
            Shapes (samples, n_0) and (samples, n_L).
        masks, statistics
            As in ``backward``.

        Raises
        ------
        ShapeError, SpecificationError, FormulaError
            As ``backward`` does, in the same words.
        """
        return self.differentiate(pose(self.network, parameters, inputs, targets).holding(masks, statistics))

    def differentiate(self, problem: Problem) -> Gradients:
        """Compute what a call does, of what has been checked."""
        return finite(gradients(self.network, self._trace(problem)))

    @public
    def trace(
        self,
        parameters: Parameters,
        inputs: ArrayLike,
        targets: ArrayLike,
        *,
        masks: Masks | None = None,
        statistics: Statistics | None = None,
    ) -> dict[str, Any]:
        """Return every array by the model's names: z1, a1, ..., delta1, dW1, ..."""
        return self._trace(pose(self.network, parameters, inputs, targets).holding(masks, statistics))

    def _trace(self, problem: Problem) -> dict[str, Any]:
        # what is too large for a number is infinite here
        return self.arrays.trace(**bind(problem))
