"""The layer that grew out of proportion first."""

import numpy as np
import pytest

from derivations.network import Network
from derivations.numeric import Parameters, sgd, train
from derivations.numeric.training.breakdown import DivergedError
from derivations.numeric.training.explosion import Explosion, first_explosion
from derivations.numeric.training.observing import Observation, observe


def planted(epoch: int, largest_z: tuple[float, ...], gradient_norms: tuple[float, ...]) -> Observation:
    return Observation(epoch, 1.0, None, gradient_norms, largest_z)


def test_the_first_explosion_is_found() -> None:
    calm = [planted(epoch, (1.0, 2.0), (0.1, 0.2)) for epoch in (1, 2)]
    assert first_explosion(calm) is None
    assert first_explosion([]) is None
    late = planted(4, (1e9, np.inf), (1e9, 1e9))
    for wrong, layer, quantity, value in (
        (planted(3, (1.0, 3e6), (0.1, 0.2)), 2, "z", 3e6),
        (planted(3, (2e6, 3e6), (0.1, 0.2)), 1, "z", 2e6),
        (planted(3, (1.0, 2.0), (2e6, 0.2)), 1, "gradient", 2e6),
        # gradients flow down, so the upper of two layers was first
        (planted(3, (1.0, 2.0), (2e6, 3e6)), 2, "gradient", 3e6),
        (planted(3, (1.0, 2.0), (0.1, np.inf)), 2, "gradient", np.inf),
    ):
        assert first_explosion([*calm, wrong, late]) == Explosion(3, layer, quantity, value)
    nan = first_explosion([*calm, planted(3, (1.0, np.nan), (0.1, 0.2))])
    assert nan is not None
    assert (nan.layer, nan.quantity) == (2, "z")


def test_an_explosion_is_seen_long_before_the_run_ends() -> None:
    network, start = Network((1, 1), "identity", "mse"), Parameters((np.array([[1.0]]),), (np.zeros(1),))
    inputs, targets = [[1.0], [3.0]], [[0.0], [0.0]]
    seen: list[Observation] = []
    with pytest.raises(DivergedError) as caught:
        seen.extend(
            observe(
                network,
                train(network, start, inputs, targets, optimiser=sgd(learning_rate=0.6)),
                inputs,
                targets,
            )
        )
    explosion = first_explosion(seen)
    assert explosion is not None
    assert explosion.epoch < caught.value.epoch / 10
