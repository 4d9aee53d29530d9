"""What a pass is given beside parameters and a batch: masks and statistics, drawn, computed, and refused."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from derivations.errors import DerivationError, ShapeError, SpecificationError
from derivations.network import Network
from derivations.numeric import (
    Parameters,
    Statistics,
    backward,
    batch_statistics,
    difference_quotient,
    draw_masks,
    forward,
    initialise,
    loss,
)

NOISY = Network((2, 3, 4, 1), dropout=(0.5, 0, 0))
NORMALISED = Network((2, 3, 1), batch_norm=True)
RNG = np.random.default_rng(0)
INPUTS, TARGETS = RNG.normal(size=(4, 2)), RNG.uniform(size=(4, 1))
EMPTY = np.empty((4, 0))


def _start(network: Network) -> Parameters:
    return initialise(network, np.random.default_rng(1))


def test_masks_keep_as_many_as_they_should() -> None:
    first, second, third = draw_masks(Network((2, 50, 4, 1), dropout=(0.2, 0, 0)), 2000, np.random.default_rng(0))
    assert first.shape == (2000, 50)
    assert second.shape == third.shape == (2000, 0)
    assert set(np.unique(first)) == {0, 1}
    # 100 000 draws: a standard deviation of 0.0013
    assert first.mean() == pytest.approx(0.8, abs=0.006)
    assert not first.flags.writeable


def test_the_same_generator_draws_the_same_masks() -> None:
    one, other = (draw_masks(NOISY, 5, np.random.default_rng(7))[0] for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_in_evaluation_there_is_nothing_to_draw() -> None:
    assert [mask.size for mask in draw_masks(NOISY.evaluating(), 5, np.random.default_rng(7))] == [0, 0, 0]


def test_the_statistics_are_those_of_all_samples() -> None:
    start = _start(NORMALISED)
    found = batch_statistics(NORMALISED, start, INPUTS)
    z = INPUTS @ start.weights[0].T + start.biases[0]
    np.testing.assert_allclose(found.means[0], z.mean(axis=0), rtol=1e-13)
    np.testing.assert_allclose(found.variances[0], z.var(axis=0), rtol=1e-13)
    assert found.means[1].size == found.variances[1].size == 0
    # with them, evaluation of these samples is training on them
    evaluated = loss(NORMALISED.evaluating(), start, INPUTS, TARGETS, statistics=found)
    assert evaluated == pytest.approx(loss(NORMALISED, start, INPUTS, TARGETS), rel=1e-13)
    for network in (NORMALISED, NORMALISED.evaluating()):
        again = batch_statistics(network, start, INPUTS)
        np.testing.assert_array_equal(again.means[0], found.means[0])


def test_the_second_layer_is_normalised_with_what_the_first_gives() -> None:
    network = Network((2, 3, 2, 1), batch_norm=True, dropout=0.5)
    start = _start(network)
    found = batch_statistics(network, start, INPUTS)
    seen = forward(network.evaluating(), start, INPUTS, statistics=found)
    np.testing.assert_allclose(seen.z[1].mean(axis=0), found.means[1], rtol=1e-12)
    np.testing.assert_allclose(seen.u[1].std(axis=0), 1, atol=1e-3)


@pytest.mark.parametrize("run", [loss, backward, difference_quotient])
def test_what_is_missing_is_asked_for(run: Callable[..., Any]) -> None:
    with pytest.raises(SpecificationError, match="dropout in layer 1 needs masks: give masks=draw_masks"):
        run(NOISY, _start(NOISY), INPUTS, TARGETS)
    with pytest.raises(SpecificationError, match="in evaluation needs statistics: give statistics=batch_statistics"):
        run(NORMALISED.evaluating(), _start(NORMALISED), INPUTS, TARGETS)
    with pytest.raises(ShapeError, match="no scales and shifts, which batch normalisation in layer 1 needs"):
        run(NORMALISED, _start(Network((2, 3, 1))), INPUTS, TARGETS)


def _pass(network: Network, **held: Any) -> Callable[[], object]:
    return lambda: forward(network, _start(network), INPUTS, **held)


NONE = Statistics((), ())


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (_pass(NOISY.evaluating(), masks=()), "masks are given, but evaluation drops nothing; leave them out"),
        (_pass(NORMALISED, masks=()), "masks are given, but the network has no dropout; leave them out"),
        (_pass(NORMALISED, statistics=NONE), "statistics are given, but a batch is normalised with its own"),
        (_pass(NOISY, masks=(np.ones((4, 3)), EMPTY, EMPTY), statistics=NONE), "but no layer is normalised"),
        (_pass(NOISY, masks=(np.ones((4, 3)),)), "masks for 1 layers; wanted 3, for sizes (2, 3, 4, 1)"),
        (_pass(NOISY, masks=(np.ones((4, 2)), EMPTY, EMPTY)), "masks of layer 1 have shape (4, 2); wanted (4, 3)"),
        (_pass(NOISY, masks=(np.ones((4, 3)), np.ones((4, 4)), EMPTY)), "masks of layer 2 have shape (4, 4); wanted"),
        (_pass(NOISY, masks=(np.full((4, 3), 0.5), EMPTY, EMPTY)), "masks of layer 1 have entries other than 0"),
        (_pass(NORMALISED.evaluating(), statistics=NONE), "statistics have shapes []; wanted [(3,), (0,)]"),
        (_pass(NORMALISED.evaluating(), statistics="batch"), "statistics 'batch'; expected Statistics(means, var"),
        (lambda: draw_masks(NOISY, 4, 3), "rng 3; expected a numpy.random.Generator"),  # type: ignore[arg-type]
        (lambda: Statistics("a", ()), "means 'a'; expected a tuple of arrays"),  # type: ignore[arg-type]
        (lambda: Statistics((np.zeros(1),), (np.array([-1.0]),)), "variances of layer 1 have a negative entry: -1"),
        (
            lambda: Statistics((np.array([np.nan]),), (np.ones(1),)),
            "means of layer 1 have an entry that is not",
        ),
        (lambda: Statistics((np.zeros(2),), (np.ones(1),)), "means have shapes [(2,)] and variances [(1,)]"),
        (lambda: Statistics((np.zeros((1, 1)),), ()), "means of layer 1 have shape (1, 1); wanted one axis"),
        (lambda: batch_statistics(NOISY, _start(NOISY), INPUTS), "statistics of a network in which no layer is norm"),
        (lambda: batch_statistics(NORMALISED, _start(NORMALISED), INPUTS[:1]), "statistics of 1 sample, which has no"),
        (lambda: forward(NORMALISED, _start(NORMALISED), INPUTS[:1]), "a batch of 1 sample has no variance"),
        (
            lambda: Parameters((np.ones((3, 2)),), (np.ones(3),), (np.ones(3),), ()),
            "scales for 1 layers and shifts for 0; give one of each per layer",
        ),
        (
            lambda: forward(
                Network((2, 3)), Parameters((np.ones((3, 2)),), (np.ones(3),), (np.ones(3),), (np.ones(3),)), INPUTS
            ),
            "scales of layer 1, which is not normalised, have shape (3,); wanted (0,)",
        ),
    ],
)
def test_bad_input_gets_one_sentence(run: Callable[[], object], sentence: str) -> None:
    with pytest.raises(DerivationError) as caught:
        run()
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
