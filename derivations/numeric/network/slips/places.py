"""Where a mistake can be made in a network: the layers, every layer (0), or no layer in particular (None).

Goes in: a problem. Comes out: places. Must not know: what the mistake is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from derivations.numeric.network.loss_functions import loss_function
from derivations.numeric.network.problem import Problem
from derivations.numeric.network.worked import SLOPES_OF_A

EVERY = 0
Place = int | None
Places = Callable[[Problem], Iterable[Place]]


def _numbers(problem: Problem) -> range:
    return range(1, problem.network.depth + 1)


def _and_every(found: Iterable[int]) -> list[Place]:
    """Give layers, and all of them together where they are several."""
    layers = list(found)
    return [*layers, EVERY] if len(layers) > 1 else [*layers]


def _if(holds: object) -> list[Place]:
    return [None] if holds else []


def whole(problem: Problem) -> Iterable[Place]:
    """Nowhere in particular."""
    return [None]


def layers(problem: Problem) -> Iterable[Place]:
    """Give every layer."""
    return _and_every(_numbers(problem))


def above(problem: Problem) -> Iterable[Place]:
    """Give the layers that have another one with weights below."""
    return _and_every(_numbers(problem)[1:])


def several_units(problem: Problem) -> Iterable[Place]:
    """Give the layers of more than one unit."""
    return _and_every(at for at in _numbers(problem) if problem.network.sizes[at] > 1)


def _square(problem: Problem) -> list[int]:
    sizes = problem.network.sizes
    return [at for at in _numbers(problem) if sizes[at] == sizes[at - 1] > 1]


def square(problem: Problem) -> Iterable[Place]:
    """Give the layers whose W can be taken for its transpose."""
    return _and_every(_square(problem))


def square_above(problem: Problem) -> Iterable[Place]:
    """Give those of them through whose W something comes back."""
    return _and_every(at for at in _square(problem) if at > 1)


def not_identity(problem: Problem) -> Iterable[Place]:
    """Give the layers whose a is not z."""
    return _and_every(at for at in _numbers(problem) if problem.network.activation(at) != "identity")


def exponential(problem: Problem) -> Iterable[Place]:
    """Give the layers with an exponential of z."""
    return _and_every(at for at in _numbers(problem) if problem.network.activation(at) in ("sigmoid", "softmax"))


def sloped(problem: Problem) -> Iterable[Place]:
    """Give the layers that have an f' of each unit, and not 1 everywhere."""
    return _and_every(at for at in _numbers(problem) if problem.network.activation(at) not in ("identity", "softmax"))


def sloped_by_a(problem: Problem) -> Iterable[Place]:
    """Give the layers whose f' is written as a formula in a."""
    return _and_every(at for at in _numbers(problem) if problem.network.activation(at) in SLOPES_OF_A)


def sigmoid(problem: Problem) -> Iterable[Place]:
    """Give the layers of sigmoids."""
    return _and_every(at for at in _numbers(problem) if problem.network.activation(at) == "sigmoid")


def softmax_of_several(problem: Problem) -> Iterable[Place]:
    """Give the layers of a softmax, if there are several samples."""
    found = [at for at in _numbers(problem) if problem.network.activation(at) == "softmax"]
    return found if len(problem.inputs) > 1 else []


def square_inputs(problem: Problem) -> Iterable[Place]:
    """Nowhere in particular, if X can be taken for its transpose."""
    return _if(problem.inputs.shape[0] == problem.inputs.shape[1] > 1)


def cancelled(problem: Problem) -> Iterable[Place]:
    """Give the last layer, if its f' cancels."""
    cancels = loss_function(problem.network).derivative_cancels and problem.network.loss != "bce_logits"
    return [problem.network.depth] if cancels else []


def jacobian(problem: Problem) -> Iterable[Place]:
    """Give the layers through whose softmax something comes back."""
    found = [at for at in _numbers(problem) if problem.network.activation(at) == "softmax"]
    return [at for at in found if problem.network.loss != "cross_entropy" or at < problem.network.depth]


def summed(problem: Problem) -> Iterable[Place]:
    """Give every layer, if there are samples to sum over."""
    return layers(problem) if len(problem.inputs) > 1 else []


def several_samples(problem: Problem) -> Iterable[Place]:
    """Nowhere in particular, if there are several samples."""
    return _if(len(problem.inputs) > 1)


def several_outputs(problem: Problem) -> Iterable[Place]:
    """Nowhere in particular, if there are several outputs."""
    return _if(problem.network.sizes[-1] > 1)


def of_loss(*losses: str) -> Places:
    """Nowhere in particular, if the loss is one of these."""
    return lambda problem: _if(problem.network.loss in losses)


def logarithm(problem: Problem) -> Iterable[Place]:
    """Nowhere in particular, if the loss has a logarithm."""
    return of_loss("bce", "bce_logits", "cross_entropy")(problem)


def penalised(problem: Problem) -> Iterable[Place]:
    """Nowhere in particular, if the weights cost something."""
    return _if(problem.network.l1 or problem.network.l2)


def squared_penalty(problem: Problem) -> Iterable[Place]:
    """Nowhere in particular, if the squares of the weights cost something."""
    return _if(problem.network.l2)


def squared_penalty_of_several(problem: Problem) -> Iterable[Place]:
    """Nowhere in particular, if they do and there are several samples."""
    return _if(problem.network.l2 and len(problem.inputs) > 1)


def when(option: str, value: object, places: Places) -> Places:
    """Give the places, if the convention has this value."""
    return lambda problem: places(problem) if getattr(problem.convention, option) == value else []


mean_of_several = when("samples", "mean", several_samples)
