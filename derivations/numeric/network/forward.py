"""z = W a + b and a = f(z), layer after layer, for a batch of samples.

Goes in: parameters and inputs (samples, n_0). Comes out: every z and a on the way.
Must not know: targets, costs, derivatives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from derivations.calling import public
from derivations.network import Network
from derivations.notebook import display, matrix
from derivations.numeric.arrays import Array, ReadOnly, freeze, frozen_copy
from derivations.numeric.network.activations import functions
from derivations.numeric.network.fixed import Masks, Statistics, check_fixed
from derivations.numeric.network.parameters import Parameters
from derivations.numeric.network.passes import run_pass
from derivations.numeric.network.samples import check_parameters, checked_inputs
from derivations.numeric.network.vector import views_of


@dataclass(frozen=True, eq=False)
class Forward(ReadOnly):
    """Everything a forward pass computed, in read-only arrays; samples are rows.

    Parameters
    ----------
    z : tuple of arrays (samples, n_l)
        One entry per layer 1..L: z[l - 1] belongs to layer l.
    a : tuple of arrays (samples, n_l)
        a[0] is a copy of the input, so a[l] belongs to layer l.
    u : tuple of arrays (samples, n_l)
        One entry per layer 1..L: what the activation sees; z itself, but for batch-normalised layers.
    h : tuple of arrays (samples, n_l)
        h[l] is what layer l passes on: a[l] itself, but for layers with dropout in training.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, Parameters, forward
    >>> passed = forward(Network((2, 1)), Parameters((np.array([[1.0, -1.0]]),), (np.zeros(1),)), [[3.0, 3.0]])
    >>> passed.z[0].tolist(), passed.outputs.tolist()
    ([[0.0]], [[0.5]])
    """

    z: tuple[Array, ...]
    a: tuple[Array, ...]
    u: tuple[Array, ...]
    h: tuple[Array, ...]

    def _repr_markdown_(self) -> str:
        return "every sample is a row here, and a column in the formulas\n\n" + display(
            matrix(f"{symbol}^{{({layer})}}", array)
            for symbol, arrays, first in (("Z", self.z, 1), ("A", self.a, 0))
            for layer, array in enumerate(arrays, start=first)
        )

    @property
    def outputs(self) -> Array:
        """The activations of the last layer, (samples, n_L)."""
        return self.a[-1]


@public
def forward(
    network: Network,
    parameters: Parameters,
    inputs: npt.ArrayLike,
    *,
    masks: Masks | None = None,
    statistics: Statistics | None = None,
) -> Forward:
    """Run the network: a^(0) = x, z^(l) = W^(l) a^(l-1) + b^(l), a^(l) = f_l(z^(l)).

    With batch normalisation f sees u in place of z; with dropout the layer above sees h in place of a.

    Parameters
    ----------
    network : Network
    parameters : Parameters
    inputs : array (samples, n_0)
        Samples are rows.
    masks, statistics
        As in backward.

    Returns
    -------
    Forward
        z and u of layers 1..L, a and h of layers 0..L, each (samples, n_l).

    Raises
    ------
    ShapeError
        If parameters, inputs, masks or statistics do not have the shapes that the network asks for.
    SpecificationError
        If an input is not a finite real number, or masks or statistics are missing, or given where nothing reads them.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, Parameters, forward
    >>> parameters = Parameters((np.array([[1.0, -1.0]]),), (np.zeros(1),))
    >>> forward(Network((2, 1)), parameters, [[3.0, 3.0], [0.0, 0.0]]).outputs.tolist()
    [[0.5], [0.5]]
    """
    check_parameters(network, parameters)
    rows = checked_inputs(network, inputs)
    fixed = check_fixed(network, len(rows), masks, statistics)
    with np.errstate(over="ignore", invalid="ignore"):
        found = run_pass(network, functions(network), views_of(parameters), frozen_copy(rows), fixed)
    return Forward(*(tuple(freeze(array) for array in each) for each in (found.z, found.a, found.u, found.h)))
