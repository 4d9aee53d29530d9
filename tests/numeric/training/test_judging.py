"""The share of samples that are classified right."""

import numpy as np
import pytest

from derivations.errors import ShapeError, SpecificationError
from derivations.network import Network
from derivations.numeric import Epoch, Parameters
from derivations.numeric.training.judging import accuracy, judge, kind_of
from derivations.numeric.training.observing import observe


@pytest.mark.parametrize(
    ("outputs", "targets", "share"),
    [
        ([[0.5], [0.4], [0.6], [0.1]], [[1], [0], [0], [1]], 0.5),
        ([[0.2, 0.3, 0.1], [0.9, 0.8, 0.7]], [[0, 1, 0], [0, 1, 0]], 0.5),
        # several labels at once: every one has to be right
        ([[0.9, 0.9], [0.9, 0.1]], [[1, 1], [1, 1]], 0.5),
        ([[0.5]], [[0.7]], None),
        ([[np.inf], [-np.inf]], [[1], [1]], 0.5),
    ],
)
def test_accuracy(outputs: list[list[float]], targets: list[list[float]], share: float | None) -> None:
    assert accuracy(outputs, targets) == share


@pytest.mark.parametrize(
    ("outputs", "targets"),
    # also where argmax would find it
    [([[np.nan], [np.nan]], [[0], [1]]), ([[np.nan, 0.1]], [[1, 0]])],
)
def test_nan_is_wrong_in_a_run_and_refused_here(outputs: list[list[float]], targets: list[list[float]]) -> None:
    assert not judge(np.array(outputs), np.array(targets), str(kind_of(np.array(targets))), 0.5).any()
    with pytest.raises(SpecificationError, match="outputs, row 1: nan is not a number, and of no class"):
        accuracy(outputs, targets)
    with pytest.raises(SpecificationError, match="targets, row 1: nan"):
        accuracy(targets, outputs)


def test_accuracy_wants_one_shape() -> None:
    with pytest.raises(ShapeError, match=r"outputs have shape \(1, 2\) and targets \(1, 1\); wanted"):
        accuracy([[1, 2]], [[1]])


def test_outputs_before_a_sigmoid_are_classified_at_0() -> None:
    # z = 0.3 stands for an output of 0.57, on the side of 1, though it is below 1/2
    parameters = Parameters((np.array([[1.0]]),), (np.array([0.0]),))
    rows, targets = np.array([[0.3], [-0.2], [0.7]]), np.array([[1.0], [0.0], [1.0]])
    for network, share in (
        (Network((1, 1), "identity", "bce_logits"), 1.0),
        (Network((1, 1), "sigmoid", "bce"), 1.0),
        (Network((1, 1), "identity", "mse"), 2 / 3),
    ):
        (seen,) = observe(network, [Epoch(0, 0.0, parameters, ())], rows, targets)
        assert seen.accuracy == pytest.approx(share), network
    assert accuracy(rows, targets, border=0) == 1
