"""The derivation of a network, executed: arrays in, gradients out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from derivations.calling import public
from derivations.formula import Activation, Loss
from derivations.matching.binding import bind, gradients
from derivations.matching.rounding import Bound, bounds
from derivations.network import Convention, Network
from derivations.numeric import Gradients, Parameters, Statistics, forward
from derivations.numeric.activations import functions
from derivations.numeric.fixed import Masks, checked_fixed
from derivations.numeric.formulas import loss_slopes
from derivations.numeric.samples import checked
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
        return gradients(self.network, self._run(parameters, inputs, targets, masks, statistics))

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
        return self._run(parameters, inputs, targets, masks, statistics)

    def _run(
        self,
        parameters: Parameters,
        inputs: ArrayLike,
        targets: ArrayLike,
        masks: Masks | None,
        statistics: Statistics | None,
    ) -> dict[str, Any]:
        bound = self._bound(parameters, inputs, targets, masks, statistics)
        layers = range(1, self.network.depth + 1)
        own = [layer for layer in layers if isinstance(self.network.activation(layer), Activation)]
        loss = self.network.loss
        if not own and not isinstance(loss, Loss):
            return self.arrays.trace(**bound)
        # refuse what `backward` refuses, in its order: values upwards, then derivatives downwards
        seen = forward(self.network, parameters, inputs, masks=masks, statistics=statistics)
        if isinstance(loss, Loss):
            loss_slopes(loss, seen.outputs, bound["y"])
        for layer, function in reversed(tuple(zip(layers, functions(self.network), strict=True))):
            if layer in own:
                function.slope(seen.u[layer - 1], seen.a[layer], None)
        # what overflows on the way to a value that is there
        with np.errstate(all="ignore"):
            return self.arrays.trace(**bound)

    @cached_property
    def bounds(self) -> dict[Activation | Loss, Bound]:
        """What rounding does to the formulas of a user in this program, and to their derivatives."""
        layers = range(1, self.network.depth + 1)
        named = (*map(self.network.activation, layers), self.network.loss)
        formulas = tuple(dict.fromkeys(each for each in named if isinstance(each, Activation | Loss)))
        return bounds(self.arrays.derivation, formulas, self.network.depth)

    def _bound(
        self,
        parameters: Parameters,
        inputs: ArrayLike,
        targets: ArrayLike,
        masks: Masks | None,
        statistics: Statistics | None,
    ) -> dict[str, Any]:
        rows, wanted = checked(self.network, parameters, inputs, targets, Convention())
        checked_fixed(self.network, len(rows), masks, statistics)
        return bind(self.network, parameters, rows, wanted, masks=masks, statistics=statistics)
