"""Where training starts: random weights of a sensible size.

Goes in: a network and a random generator. Comes out: parameters.
Must not know: what the network is trained on; why a size is sensible, which is derived on the symbolic side.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from derivations.calling import public
from derivations.errors import SpecificationError, shown
from derivations.network import Network, checked_network
from derivations.numeric.arrays import Array, checked_generator
from derivations.numeric.network.parameters import Parameters
from derivations.options import one_of, real_number

Draw = Callable[["np.random.Generator", int, int], tuple[Array, Array]]
# The variance of a weight, from n_in and n_out.
Variance = Callable[[int, int], float]


def _glorot(n_in: int, n_out: int) -> float:
    return 2 / (n_in + n_out)


def _he(n_in: int, n_out: int) -> float:
    return 2 / n_in


def _lecun(n_in: int, n_out: int) -> float:
    return 1 / n_in


def _normal_with(variance: Variance) -> Draw:
    def draw(rng: np.random.Generator, n_out: int, n_in: int) -> tuple[Array, Array]:
        return rng.normal(0, np.sqrt(variance(n_in, n_out)), (n_out, n_in)), np.zeros(n_out)

    return draw


def _uniform_with(variance: Variance) -> Draw:
    def draw(rng: np.random.Generator, n_out: int, n_in: int) -> tuple[Array, Array]:
        # the variance of a uniform number between -r and r is r^2 / 3
        bound = np.sqrt(3 * variance(n_in, n_out))
        return rng.uniform(-bound, bound, (n_out, n_in)), np.zeros(n_out)

    return draw


def _normal(rng: np.random.Generator, n_out: int, n_in: int) -> tuple[Array, Array]:
    return rng.normal(0, 1, (n_out, n_in)), rng.normal(0, 1, n_out)


def _uniform(rng: np.random.Generator, n_out: int, n_in: int) -> tuple[Array, Array]:
    return rng.uniform(-1, 1, (n_out, n_in)), rng.uniform(-1, 1, n_out)


def _zeros(rng: np.random.Generator, n_out: int, n_in: int) -> tuple[Array, Array]:
    return np.zeros((n_out, n_in)), np.zeros(n_out)


def _ones(rng: np.random.Generator, n_out: int, n_in: int) -> tuple[Array, Array]:
    return np.ones((n_out, n_in)), np.ones(n_out)


METHODS: dict[str, Draw] = {
    "xavier": _uniform_with(_glorot),
    "xavier_normal": _normal_with(_glorot),
    "he": _normal_with(_he),
    "he_uniform": _uniform_with(_he),
    "lecun": _normal_with(_lecun),
    "lecun_uniform": _uniform_with(_lecun),
    "normal": _normal,
    "uniform": _uniform,
    "constant": _ones,
    "zeros": _zeros,
}


@public
def initialise(network: Network, rng: np.random.Generator, method: str = "xavier", *, scale: float = 1.0) -> Parameters:
    """Draw the parameters that training starts from.

    Parameters
    ----------
    network : Network
    rng : numpy.random.Generator
        The only source of randomness; the same generator state gives the same parameters.
    method : str
        - "xavier": weights uniform on +-sqrt(6 / (n_in + n_out)), biases 0 (Glorot and Bengio, 2010, eq. 16)
        - "xavier_normal": weights normal with variance 2 / (n_in + n_out), biases 0 (eq. 12 there)
        - "he": weights normal with variance 2 / n_in, biases 0 (He et al., 2015, eq. 10)
        - "he_uniform": weights uniform on +-sqrt(6 / n_in), biases 0
        - "lecun": weights normal with variance 1 / n_in, biases 0 (LeCun et al., 1998, eq. 16)
        - "lecun_uniform": weights uniform on +-sqrt(3 / n_in), biases 0
        - "normal": weights and biases normal with variance 1
        - "uniform": weights and biases uniform on [-1, 1)
        - "constant": weights and biases 1; all units of a layer then stay equal, as with
        - "zeros": weights and biases 0; which is worth seeing once
    scale : float
        Every number that the method gives is multiplied by it: the gain of "xavier", the standard deviation of
        "normal", the bound of "uniform", the number itself of "constant".

    Returns
    -------
    The parameters: weights (n_out, n_in) and biases (n_out,) for layers 1..L; of layers that are batch-normalised,
    scales 1 and shifts 0, whatever the method.

    Raises
    ------
    SpecificationError
        If the method is not known, rng is not a numpy.random.Generator, or the scale is not a finite number.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import Network, initialise
    >>> parameters = initialise(Network((2, 3, 1)), np.random.default_rng(0), "he")
    >>> [weights.shape for weights in parameters.weights]
    [(3, 2), (1, 3)]
    """
    checked_network(network)
    checked_generator(rng)
    draw, number = METHODS[one_of("method", method, METHODS)], real_number("scale", scale)
    try:
        layers = [draw(rng, n_out, n_in) for n_in, n_out in pairwise(network.sizes)]
    except (MemoryError, ValueError):  # NumPy raises either where an array would be too large
        raise SpecificationError(f"sizes {shown(network.sizes)}; so many weights do not fit into memory") from None
    normalised = (
        [size if network.normalises(layer) else 0 for layer, size in enumerate(network.sizes[1:], start=1)]
        if network.is_normalised
        else []
    )
    return Parameters(
        tuple(number * weights for weights, _ in layers),
        tuple(number * biases for _, biases in layers),
        tuple(np.ones(size) for size in normalised),
        tuple(np.zeros(size) for size in normalised),
    )
