"""Weight decay in its three places: beside PyTorch's, and by hand."""

from types import ModuleType

import numpy as np
import pytest

from derivations.numeric import Optimiser, Schedule, adam, adamw, clip_by_norm, decay_weights, sgd, step_decay
from derivations.numeric.training.optimisers import START, State
from tests.numeric.torch_runs import MAKERS, THEIRS, TOLERANCE, our_run, their_maker, torch_run, worst

HALVES = step_decay(1, factor=0.5)


@pytest.mark.parametrize("name", [name for name in MAKERS if name != "adamw"])
def test_in_the_gradient_it_is_the_weight_decay_of_pytorch(name: str, torch: ModuleType) -> None:
    theirs = torch_run(torch, their_maker(torch, name, {**THEIRS[name][1], "weight_decay": 0.1}))
    assert worst(our_run(decay_weights(MAKERS[name](), 0.1)), theirs) <= TOLERANCE


def test_clipped_first_as_pytorch_does(torch: ModuleType) -> None:
    def clip(parameters: object) -> object:
        return torch.nn.utils.clip_grad_norm_(parameters, 0.02)

    theirs = torch_run(torch, their_maker(torch, "adam", {"weight_decay": 0.1}), clip)
    assert worst(our_run(clip_by_norm(decay_weights(adam(), 0.1), 0.02)), theirs) <= TOLERANCE


def test_in_the_step_it_makes_adamw_of_adam(torch: ModuleType) -> None:
    theirs = list(torch_run(torch, their_maker(torch, "adamw", {"lr": 0.05, "weight_decay": 0.3})))
    for ours in (adamw(0.05, weight_decay=0.3), decay_weights(adam(0.05), 0.3, at="step")):
        assert worst(our_run(ours), iter(theirs)) <= TOLERANCE
    for other in (decay_weights(adam(0.05), 0.3), decay_weights(adam(0.05), 0.3, at="weights"), adam(0.05)):
        assert worst(our_run(other), iter(theirs)) > 1e-3


@pytest.mark.parametrize("schedule", [None, HALVES])
def test_decay_beside_the_step_is_that_of_adamw_with_lambda_over_eta(schedule: Schedule | None) -> None:
    theirs = our_run(adamw(0.05, weight_decay=0.02 / 0.05, schedule=schedule))
    for one, other in zip(
        our_run(decay_weights(adam(0.05, schedule=schedule), 0.02, at="weights")), theirs, strict=True
    ):
        for mine, its in zip(one.parameters.weights, other.parameters.weights, strict=True):
            np.testing.assert_allclose(mine, its, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    ("optimiser", "wanted"),
    [
        (decay_weights(sgd(0.5), 0.1), [0.45, -0.0725]),
        (decay_weights(sgd(0.5), 0.1, at="step"), [0.45, -0.0725]),
        (decay_weights(sgd(0.5), 0.1, at="weights"), [0.4, -0.14]),
        (decay_weights(sgd(0.5, schedule=HALVES), 0.1), [0.45, 0.18875]),
        (decay_weights(sgd(0.5, schedule=HALVES), 0.1, at="step"), [0.45, 0.18875]),
        (decay_weights(sgd(0.5, schedule=HALVES), 0.1, at="weights"), [0.4, 0.13]),
    ],
    ids=str,
)
def test_by_hand(optimiser: Optimiser, wanted: list[float]) -> None:
    vector = np.ones(1)
    state: State = START
    for after in wanted:
        state = optimiser.move(vector, np.ones(1), state)
        assert vector[0] == pytest.approx(after, rel=1e-14)
