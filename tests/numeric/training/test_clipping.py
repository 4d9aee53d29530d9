"""Clipping beside PyTorch's, and by hand."""

from types import ModuleType

import numpy as np
import pytest

from derivations.numeric import (
    Gradients,
    Parameters,
    adam,
    clip_by_norm,
    clip_by_value,
    sgd,
)
from derivations.numeric.training.clipping import norm
from tests.numeric.torch_runs import MAKERS, THEIRS, TOLERANCE, our_run, their_maker, torch_run, worst


@pytest.mark.parametrize("limit", [1e-3, 0.02, 10.0])
@pytest.mark.parametrize("name", ["sgd", "momentum", "adam"])
def test_clipping_equals_pytorch(name: str, limit: float, torch: ModuleType) -> None:
    clips = torch.nn.utils
    make = their_maker(torch, name, THEIRS[name][1])
    theirs = torch_run(torch, make, lambda p: clips.clip_grad_value_(p, limit))
    assert worst(our_run(clip_by_value(MAKERS[name](), limit)), theirs) <= TOLERANCE
    theirs = torch_run(torch, make, lambda p: clips.clip_grad_norm_(p, limit))
    assert worst(our_run(clip_by_norm(MAKERS[name](), limit)), theirs) <= TOLERANCE


def test_clipping_by_hand() -> None:
    start = Parameters((np.zeros((1, 2)),), (np.zeros(1),))
    gradients = Gradients((np.array([[3.0, -0.5]]),), (np.array([-4.0]),), (np.ones((1, 1)),))
    after, _ = clip_by_value(sgd(learning_rate=1.0), 1.0).step(start, gradients)
    assert [*after.weights[0].ravel(), *after.biases[0]] == [-1, 0.5, 1]
    after, _ = clip_by_norm(sgd(learning_rate=1.0), 1.0, epsilon=0.0).step(start, gradients)
    assert np.linalg.norm([*after.weights[0].ravel(), *after.biases[0]]) == pytest.approx(1, rel=1e-15)
    after, _ = clip_by_norm(sgd(learning_rate=1.0), 100.0).step(start, gradients)
    assert [*after.weights[0].ravel(), *after.biases[0]] == [-3, 0.5, 4]


@pytest.mark.parametrize("size", [1e-200, 1e-20, 1.0, 1e200])
def test_a_norm_neither_overflows_nor_vanishes(size: float) -> None:
    assert norm(size * np.array([3.0, -4.0])) == pytest.approx(5 * size, rel=1e-15)


def test_the_norm_of_what_is_no_gradient() -> None:
    assert norm(np.zeros(3)) == 0
    assert norm(np.array([np.inf, 1.0])) == np.inf
    assert np.isnan(norm(np.array([np.nan, 1.0])))


def test_exploding_gradients_are_survived() -> None:
    start = Parameters((np.zeros((1, 1)),), (np.zeros(1),))
    gradients = Gradients((np.array([[3e200]]),), (np.array([-4e200]),), (np.ones((1, 1)),))
    after, _ = clip_by_norm(adam(learning_rate=1.0), 5.0).step(start, gradients)
    assert float(after.biases[0][0]) == pytest.approx(1, rel=1e-7)
