"""All derived gradients at once against the definition: the derivative of the whole cost where everything moves.

Goes in: a derivation. Comes out: one relative difference. Must not use: the rules.

Every entry of every variable moves by its part of one random direction, a computed one after it was computed. How
fast the cost changes then is the sum of all gradients times those parts, so that one difference quotient holds all of
them, however many layers there are.
"""

from __future__ import annotations

import random

from derivations.engine.derivation import Results
from derivations.engine.evaluation import Evaluator
from derivations.engine.model import Model
from derivations.engine.numbers import DIGITS, FINER, SMALLEST, Point
from derivations.engine.precision import mp, mpf
from derivations.engine.values import NO_VALUE, Key, NoDerivativeError, Surroundings, Values

# One unit would hide a transposed matrix, and many take long: of so many numbers from the smallest on one is drawn.
COUNT_OF_SIZES = 3
# so many points are tried where the cost has a derivative
ATTEMPTS = 8


def difference_of_the_whole(derivation: Results, seed: int, smallest: int) -> float:
    """Return how far, relatively, the derivative of the cost is from the derived gradients; infinite without one.

    No size is below ``smallest``.
    """
    for turn in range(ATTEMPTS):
        try:
            return _difference_at(derivation, seed + turn, smallest)
        except NoDerivativeError:
            # another point may lie on no border
            continue
    return float("inf")


def _difference_at(derivation: Results, seed: int, smallest: int) -> float:
    # of numbers, relu(x) is 0 on one side, where another relu of it has no derivative; and a cost may turn so often,
    # as cos(exp(z^4)) does, that its quotient depends on the step
    careful = not derivation.model.sizes
    for finer, looks in ((1, careful), (FINER, careful), (FINER, True)):
        try:
            found = _difference(derivation, random.Random(seed), finer, smallest, careful=looks)
        except NoDerivativeError:
            raise
        except NO_VALUE:
            found = float("inf")
        if found <= 10.0**-DIGITS:
            break
    return found


def _difference(derivation: Results, rng: random.Random, finer: int, smallest: int, *, careful: bool) -> float:
    model = derivation.model
    sizes = {size: rng.choice(range(smallest, smallest + COUNT_OF_SIZES)) for size in model.sizes}
    point = Point(model, sizes, rng, finer=finer, careful=careful)
    around = Surroundings(sizes)
    gradients, evaluator, values = around.gradients, Evaluator(model), Values(point.values, around=around)
    with mp.workdps(point.digits):
        for result in derivation.results:
            if result.kind == "gradient" and result.variable is not None:
                variable = result.variable
                for positions in point.positions(variable):
                    at = dict(zip(variable.indices, positions, strict=True))
                    gradients[variable.name, positions] = evaluator.value(result.value, at, values)
        direction = {key: mpf(rng.randint(-96, 96)) / 97 for key in gradients}
        derivative = point.directional_derivative(direction)
        parts = [part * gradients[key] * _of_the_cost(key, gradients, model) for key, part in direction.items()]
        # where the parts cancel, their sum has fewer digits than they have
        return float(abs(derivative - mp.fsum(parts)) / max(*map(abs, parts), SMALLEST))


def _of_the_cost(key: Key, gradients: dict[Key, mpf], model: Model) -> mpf:
    """Return the derivative of the cost by what a gradient is of: 1, unless that is the cost of one sample."""
    name, positions = key
    cost, sample = model.differentiated(model.by_name[name], positions)
    return mpf(1) if cost == model.cost else gradients[cost.name, sample]
