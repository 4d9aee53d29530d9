"""Where training starts: random weights of a sensible size.

Goes in: a network and a random generator. Comes out: parameters.
Must not know: what the network is trained on.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from derivations.errors import SpecificationError, unknown
from derivations.network import Network
from derivations.numeric.arrays import Array
from derivations.numeric.parameters import Parameters

Draw = Callable[[np.random.Generator, int, int], tuple[Array, Array]]


def _xavier(rng: np.random.Generator, n_out: int, n_in: int) -> tuple[Array, Array]:
    bound = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-bound, bound, (n_out, n_in)), np.zeros(n_out)


def _he(rng: np.random.Generator, n_out: int, n_in: int) -> tuple[Array, Array]:
    return rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in)), np.zeros(n_out)


def _normal(rng: np.random.Generator, n_out: int, n_in: int) -> tuple[Array, Array]:
    return rng.normal(0, 1, (n_out, n_in)), rng.normal(0, 1, n_out)


def _uniform(rng: np.random.Generator, n_out: int, n_in: int) -> tuple[Array, Array]:
    return rng.uniform(-1, 1, (n_out, n_in)), rng.uniform(-1, 1, n_out)


def _zeros(rng: np.random.Generator, n_out: int, n_in: int) -> tuple[Array, Array]:
    return np.zeros((n_out, n_in)), np.zeros(n_out)


METHODS: dict[str, Draw] = {"xavier": _xavier, "he": _he, "normal": _normal, "uniform": _uniform, "zeros": _zeros}


def initialise(network: Network, rng: np.random.Generator, method: str = "xavier") -> Parameters:
    """Draw the parameters that training starts from.

    Parameters
    ----------
    network : Network
    rng : numpy.random.Generator
        The only source of randomness; the same generator state gives the same parameters.
    method : str
        - "xavier": weights uniform on +-sqrt(6 / (n_in + n_out)), biases 0 (Glorot and Bengio, 2010, eq. 16)
        - "he": weights normal with variance 2 / n_in, biases 0 (He et al., 2015, eq. 10)
        - "normal": weights and biases normal with variance 1
        - "uniform": weights and biases uniform on [-1, 1)
        - "zeros": weights and biases 0; all units of a layer then stay equal, which is worth seeing once

    Returns
    -------
    The parameters: weights (n_out, n_in) and biases (n_out,) for layers 1..L.

    Raises
    ------
    SpecificationError
        If the method is not known, or rng is not a numpy.random.Generator.
    """
    if method not in METHODS:
        raise SpecificationError(unknown("method", method, METHODS))
    if not isinstance(rng, np.random.Generator):
        raise SpecificationError(f"rng {rng!r}; expected a numpy.random.Generator, such as default_rng(0)")
    layers = [METHODS[method](rng, n_out, n_in) for n_in, n_out in pairwise(network.sizes)]
    return Parameters(tuple(weights for weights, _ in layers), tuple(biases for _, biases in layers))
