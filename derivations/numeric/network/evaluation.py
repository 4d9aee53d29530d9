"""What evaluation normalises with: the mean and the variance of every z over the samples that a network learned from.

Goes in: a network, parameters, inputs. Comes out: statistics. Must not know: costs, derivatives, how training goes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from derivations.calling import public
from derivations.errors import SpecificationError
from derivations.network import Network
from derivations.numeric.arrays import Array
from derivations.numeric.network.activations import functions
from derivations.numeric.network.fixed import NOTHING, PassConstants, Statistics
from derivations.numeric.network.normalisation import moments
from derivations.numeric.network.parameters import Parameters
from derivations.numeric.network.passes import run_pass
from derivations.numeric.network.samples import check_parameters, checked_inputs
from derivations.numeric.network.vector import Views, views_of


@public
def batch_statistics(network: Network, parameters: Parameters, inputs: npt.ArrayLike) -> Statistics:
    """Compute mean and variance of z over all samples, layer by layer, each layer normalised with its own; no dropout.

    Frameworks keep a running average over batches instead; this is what that average is an estimate of (Ioffe and
    Szegedy, 2015, algorithm 2, with the training set as one batch).

    Parameters
    ----------
    network : Network
        In either mode.
    parameters : Parameters
    inputs : array (samples, n_0)
        The inputs that the network learns from, at least two.

    Returns
    -------
    Statistics
        means and variances (n_l,) of layers 1..L, empty where a layer is not normalised.

    Raises
    ------
    ShapeError
        If parameters or inputs do not have the shapes that the network asks for.
    SpecificationError
        If no layer is batch-normalised, there is a single sample, or an input is not a finite real number.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, batch_statistics, initialise, xor
    >>> network = Network((2, 2, 1), batch_norm=True)
    >>> parameters = initialise(network, np.random.default_rng(0), "constant")
    >>> batch_statistics(network, parameters, xor().inputs).means[0].tolist()
    [2.0, 2.0]
    """
    check_parameters(network, parameters)
    if not network.is_normalised:
        raise SpecificationError("statistics of a network in which no layer is normalised; give it batch_norm=True")
    rows = checked_inputs(network, inputs)
    if len(rows) < 2:
        raise SpecificationError("statistics of 1 sample, which has no variance; give 2 samples or more")
    with np.errstate(over="ignore"):
        found = _statistics(network, views_of(parameters), rows)
    return Statistics(found.means, found.variances)


def fix_statistics(network: Network, arrays: Views, rows: Array) -> PassConstants:
    """Give what a network in evaluation holds fixed: the statistics of these samples, if a layer is normalised.

    Unchecked: of parameters that have diverged the statistics are not finite.
    """
    if not network.is_normalised:
        return NOTHING
    with np.errstate(over="ignore", invalid="ignore"):
        return PassConstants(statistics=_statistics(network, arrays, rows))


def _statistics(network: Network, arrays: Views, rows: Array) -> Statistics:
    # in training dropout would ask for masks
    network = network.evaluating()
    seen = run_pass(network, functions(network), arrays, rows, NOTHING)
    nothing = np.empty(0)
    pairs = [moments(z) if network.normalises(layer) else (nothing, nothing) for layer, z in enumerate(seen.z, start=1)]
    return Statistics.from_trusted(tuple(mean for mean, _ in pairs), tuple(variance for _, variance in pairs))
