"""Passes over many samples, in parts."""

import numpy as np
import pytest

from derivations.network import Convention, Network
from derivations.numeric import draw_masks, initialise
from derivations.numeric.network.problem import pose
from derivations.numeric.network.regularised import workspace
from derivations.numeric.network.vector import views_of
from derivations.numeric.training.sweep import Sweep


@pytest.mark.parametrize("delta", ["cost", "sample"])
@pytest.mark.parametrize("mode", ["training", "evaluation"])
def test_parts_of_the_samples_add_up_to_all_of_them(mode: str, delta: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # so little room that 300 samples go through in parts, where the network allows it
    monkeypatch.setattr("derivations.numeric.training.sweep.ROOM", 100)
    monkeypatch.setattr("derivations.numeric.training.sweep.NUMBERS_AT_ONCE", 100)
    rng = np.random.default_rng(0)
    network = Network((2, 3, 1), l2=0.5, dropout=0.5, mode=mode)
    start, inputs, targets = initialise(network, rng), rng.normal(size=(300, 2)), rng.uniform(size=(300, 1))
    masks = draw_masks(network, 300, rng) if network.is_noisy else None
    problem = pose(network, start, inputs, targets, Convention(delta=delta)).holding(masks)
    # the gradient does not depend on what delta is the derivative of
    sweep = Sweep(problem, gradients=True)
    whole = workspace(network, 300, Convention())
    whole.take(problem.fixed)
    whole.a[0][...], whole.targets[...] = inputs, targets
    for each in (sweep, whole):
        each.forward(*views_of(start))
        each.backward(*views_of(start))
    assert sweep._size < 300
    assert sweep.cost() == pytest.approx(whole.cost(), rel=1e-12)
    np.testing.assert_allclose(sweep.gradient, whole.gradient, rtol=1e-11, atol=1e-15)
