"""A path in the diagram: every factor at its arrow, and of its kind."""

from dashboard.lab.path import DERIVATIVE, ERROR, INPUT, WEIGHT, PathStep, find_kind, steps_of
from derivations import Network
from derivations.engine.reverse import differentiate
from derivations.models import names
from derivations.models.one_sample import one_sample
from derivations.views.paths import Paths, paths


def found(network: Network, parameter: str, place: tuple[int, ...]) -> Paths:
    sizes = {names.units(at): size for at, size in enumerate(network.sizes)}
    return paths(differentiate(one_sample(network)), parameter, place, sizes)


def test_every_factor_has_its_place() -> None:
    path = list(found(Network((2, 3, 2, 1)), "W1", (3, 2)))[1]
    assert [find_kind(factor) for factor in path.factors] == [
        *(ERROR, DERIVATIVE),
        *(WEIGHT, DERIVATIVE),
        *(WEIGHT, DERIVATIVE, INPUT),
    ]
    assert steps_of(path) == (
        PathStep(1, ERROR, 3, 1),
        PathStep(2, DERIVATIVE, 3, 1),
        PathStep(3, WEIGHT, 3, 1, 2),
        PathStep(4, DERIVATIVE, 2, 2),
        PathStep(5, WEIGHT, 2, 2, 3),
        PathStep(6, DERIVATIVE, 1, 3),
        PathStep(7, INPUT, 1, 3, 2),
    )


def test_a_bias_is_at_its_unit() -> None:
    [path] = found(Network((2, 3, 1)), "b1", (2,))
    assert steps_of(path)[-1] == PathStep(5, INPUT, 1, 2)


def test_a_penalty_has_no_place() -> None:
    every = list(found(Network((2, 1), l2=0.1), "W1", (1, 1)))
    assert sorted(len(steps_of(path)) for path in every) == [0, 3]
