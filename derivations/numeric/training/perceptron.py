"""The perceptron: one unit with a step, and the rule by which it learns from its mistakes.

Goes in: inputs and targets of 0 and 1. Comes out: a record per pass over them.
Must not know: gradients. The step has none to follow, which is why this rule is not gradient descent.

F. Rosenblatt, The perceptron, Psychological Review 65 (1958) 386-408; the step as in Nielsen, Neural Networks and Deep
Learning, ch. 1.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from derivations.errors import ShapeError, SpecificationError
from derivations.numeric.arrays import Array, ReadOnly, checked_generator, freeze, frozen_copy, real_array
from derivations.options import instance, positive, real_number, whole_number


def step(z: npt.ArrayLike) -> Array:
    """1 where z > 0, else 0; at z = 0 it is 0."""
    return np.greater(z, 0).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Perceptron(ReadOnly):
    """step(w x + b).

    Parameters
    ----------
    weights : array (n_0,)
    bias : float

    Raises
    ------
    ShapeError
        If the weights have not one axis.
    SpecificationError
        If a number is not finite.
    """

    weights: Array
    bias: float

    def __post_init__(self) -> None:
        weights = real_array("weights", self.weights, 1, "(inputs,)")
        if not np.isfinite(weights).all():
            raise SpecificationError(f"weights {weights.tolist()}; expected finite numbers")
        object.__setattr__(self, "weights", frozen_copy(weights))
        object.__setattr__(self, "bias", real_number("bias", self.bias, -np.inf))

    def weighted_input(self, inputs: npt.ArrayLike) -> Array:
        """Give z = w x + b of every sample, (samples,)."""
        rows = real_array("inputs", inputs, 2, f"(samples, {len(self.weights)})")
        if rows.shape[1] != len(self.weights):
            raise ShapeError(f"inputs have shape {rows.shape}; wanted (samples, {len(self.weights)})")
        return rows @ self.weights + self.bias

    def predict(self, inputs: npt.ArrayLike) -> Array:
        """Give 0 or 1 for every sample, (samples,)."""
        return freeze(step(self.weighted_input(inputs)))

    def correct(self, sample: Array, target: float, learning_rate: float = 1.0) -> "Perceptron":
        """Learn from one sample: w + eta (y - step(z)) x, b + eta (y - step(z)).

        A sample that is right, y = step(z), changes nothing.
        """
        error = learning_rate * (target - float(self.predict(sample[None, :])[0]))
        return Perceptron(self.weights + error * sample, self.bias + error)


# One line per gate that separates its corners; xor has none (derivations.models.separability).
GATES = {
    "and": Perceptron(np.array([0.5, 0.5]), -0.7),
    "nand": Perceptron(np.array([-0.5, -0.5]), 0.7),
    "or": Perceptron(np.array([0.5, 0.5]), -0.2),
}


@dataclass(frozen=True, eq=False)
class Pass:
    """Where the perceptron stands after one pass over the samples."""

    # counted from 1
    number: int
    # samples that were wrong when their turn came, each of them corrected at once. 0: all are right.
    mistakes: int
    # mistakes since the start, those of this pass with them
    corrections: int
    # after the pass
    perceptron: Perceptron


def learn(
    inputs: npt.ArrayLike,
    targets: npt.ArrayLike,
    *,
    start: Perceptron | None = None,
    learning_rate: float = 1.0,
    passes: int = 100,
    rng: np.random.Generator | None = None,
) -> Iterator[Pass]:
    """Correct the perceptron sample by sample, until a pass has no mistake or the passes are used up.

    On samples that a line separates it ends, after as many corrections as mistake_bound says at most; on others it
    never comes to rest, and the weights go in circles (Minsky and Papert, Perceptrons, 1969, ch. 11).

    Parameters
    ----------
    inputs : array (samples, n_0)
    targets : array (samples, 1) or (samples,)
        0 and 1.
    start : Perceptron or None
        None: weights and bias 0, for which the learning rate changes no prediction.
    learning_rate : float
        eta, positive.
    passes : int
        At most.
    rng : numpy.random.Generator or None
        Shuffles the samples in every pass; None: in their order.

    Yields
    ------
    Pass

    Raises
    ------
    ShapeError, SpecificationError
        At the call, if the arrays or options are not as above.
    """
    rows, wanted = _check(inputs, targets)
    eta = positive("learning_rate", learning_rate)
    passes = whole_number("passes", passes, 0)
    if rng is not None:
        checked_generator(rng)
    first = Perceptron(np.zeros(rows.shape[1]), 0.0)
    if start is not None:
        first = instance("start", start, Perceptron, "a Perceptron(weights, bias), or None")
    first.predict(rows[:1])
    orders = (np.arange(len(rows)) if rng is None else rng.permutation(len(rows)) for _ in range(passes))
    return _passes(((rows[order], wanted[order]) for order in orders), first, eta)


def _passes(orders: Iterable[tuple[Array, Array]], perceptron: Perceptron, eta: float) -> Iterator[Pass]:
    corrections = 0
    for number, (rows, wanted) in enumerate(orders, start=1):
        mistakes = 0
        for sample, target in zip(rows, wanted.tolist(), strict=True):
            if float(perceptron.predict(sample[None, :])[0]) != target:
                mistakes += 1
                perceptron = perceptron.correct(sample, target, eta)
        corrections += mistakes
        yield Pass(number, mistakes, corrections, perceptron)
        if not mistakes:
            return


def mistake_bound(separating: Perceptron, inputs: npt.ArrayLike, targets: npt.ArrayLike) -> float:
    """Bound the corrections that learning from 0 needs in all: (R / gamma)^2.

    With x' = (x, 1), t = +1 for target 1 and -1 for target 0, and u the unit vector along the separating (w, b):
    R is the largest |x'|, gamma the smallest t u x'. Every correction makes u w grow by at least gamma and |w|^2 by at
    most R^2, so after k of them k gamma <= u w <= |w| <= sqrt(k) R. (A. Novikoff, On convergence proofs on perceptrons,
    Symposium on the Mathematical Theory of Automata 12, 1962, 615-622.)

    Raises a SpecificationError if the perceptron does not separate the samples with room to spare on both sides, or a
    target is not 0 or 1.
    """
    rows, wanted = _check(inputs, targets)
    length = float(np.hypot(np.linalg.norm(separating.weights), separating.bias))
    margins = np.where(wanted == 1, 1.0, -1.0) * separating.weighted_input(rows)
    if not margins.min() > 0:
        worst = int(margins.argmin())
        raise SpecificationError(f"the perceptron does not separate the samples: row {worst + 1} is on the wrong side")
    gamma = float(margins.min()) / length
    return float((np.square(rows).sum(axis=1) + 1).max()) / gamma**2


def _check(inputs: npt.ArrayLike, targets: npt.ArrayLike) -> tuple[Array, Array]:
    rows = real_array("inputs", inputs, 2, "(samples, n_0), one row per sample")
    wanted = np.asarray(targets)
    if wanted.shape not in {(len(rows),), (len(rows), 1)} or not len(rows):
        raise ShapeError(f"inputs have shape {rows.shape} and targets {wanted.shape}; wanted one target per row")
    if not np.isfinite(rows).all():
        raise SpecificationError("inputs hold an entry that is not finite; expected finite numbers")
    wanted = wanted.reshape(-1)
    if not np.isin(wanted, (0, 1)).all():
        raise SpecificationError("targets hold an entry besides 0 and 1; expected classes 0 and 1")
    return frozen_copy(rows), frozen_copy(wanted.astype(np.float64))
