"""The derivation of a network, executed: arrays in, gradients out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from derivations.formula import Activation, Loss
from derivations.matching.binding import bind, gradients
from derivations.matching.rounding import Bound, bounds
from derivations.models import names
from derivations.network import Convention, Network
from derivations.numeric import Gradients, Parameters, Statistics
from derivations.numeric.fixed import Masks, checked_fixed
from derivations.numeric.formulas import activation_function, loss_slopes
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

    def _run(self, *given: Any) -> dict[str, Any]:
        """Run the program, and refuse what ``backward`` refuses in the same order: values upwards, slopes downwards."""
        bound = self._bound(*given)
        own = {
            layer: activation_function(activation)
            for layer in range(1, self.network.depth + 1)
            if isinstance(activation := self.network.activation(layer), Activation)
        }
        loss = self.network.loss
        if not own and not isinstance(loss, Loss):
            return self.arrays.trace(**bound)
        # a place without a value is named below
        with np.errstate(all="ignore"):
            values = self.arrays.trace(**bound)
        seen = {layer: values[self._seen(layer)] for layer in own}
        at = {layer: function.value(seen[layer], None) for layer, function in own.items()}
        if isinstance(loss, Loss):
            loss_slopes(loss, values[f"a{self.network.depth}"], values["y"])
        for layer in reversed(own):
            own[layer].slope(seen[layer], at[layer], None)
        return values

    @cached_property
    def bounds(self) -> dict[Activation | Loss, Bound]:
        """What rounding does to the formulas of a user in this program, and to their derivatives."""
        layers = range(1, self.network.depth + 1)
        named = (*map(self.network.activation, layers), self.network.loss)
        formulas = tuple(dict.fromkeys(each for each in named if isinstance(each, Activation | Loss)))
        return bounds(self.arrays.derivation, formulas, self.network.depth)

    def _seen(self, layer: int) -> str:
        variable = names.rescaled if self.network.normalises(layer) else names.weighted_input
        return variable(layer).name

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
