"""A curve to predict: a sine with noise on it.

Goes in: a random generator, a number of samples, an amount of noise. Comes out: a data set with one input and one
target. Must not know: networks.
"""

from __future__ import annotations

import numpy as np

from derivations.calling import public
from derivations.numeric.arrays import checked_generator
from derivations.numeric.data.sets.dataset import DataSet
from derivations.options import real_number, whole_number


@public
def noisy_sine(rng: np.random.Generator, *, samples: int = 100, noise: float = 0.1, periods: float = 1.0) -> DataSet:
    """Y = sin(pi periods x) + noise e, for x uniform on [-1, 1) and e normal with variance 1.

    The example of Bishop, Pattern Recognition and Machine Learning, section 1.1, on a symmetric interval. The rows
    are sorted by x.

    Returns
    -------
    DataSet
        inputs (samples, 1), targets (samples, 1); targets are numbers, not classes: loss "mse", last layer
        "identity".

    Raises
    ------
    SpecificationError
        If rng is no generator, samples is not a whole number from 1 up, or noise or periods is below 0.

    Examples
    --------
    >>> import numpy as np
    >>> from derivations import noisy_sine
    >>> noisy_sine(np.random.default_rng(0), samples=6)
    <DataSet 'noisy sine': 6 samples, inputs (6, 1), targets (6, 1)>
    """
    rng = checked_generator(rng)
    samples = whole_number("samples", samples, 1)
    noise, periods = real_number("noise", noise, 0), real_number("periods", periods, 0)
    x = np.sort(rng.uniform(-1, 1, samples))[:, None]
    y = np.sin(np.pi * periods * x) + noise * rng.standard_normal(x.shape)
    return DataSet("noisy sine", x, y, "A sine with noise on it, to be predicted from x.", ("x",))
