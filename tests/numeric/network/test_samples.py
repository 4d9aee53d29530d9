"""What is refused as data, in which words; the same words from every public function."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from derivations.errors import DerivationError, ShapeError, SpecificationError
from derivations.network import Convention, Network
from derivations.numeric import backward, difference_quotient, forward, initialise, loss, train, xor

NETWORK = Network((2, 2, 1))
PARAMETERS = initialise(NETWORK, np.random.default_rng(0))
X, Y = xor().inputs, xor().targets
NAN = np.where(np.arange(8).reshape(4, 2) == 5, np.nan, X)

BORDERS: list[Callable[..., Any]] = [loss, backward, difference_quotient, train]


@pytest.mark.parametrize("function", BORDERS)
@pytest.mark.parametrize(
    ("inputs", "targets", "error", "message"),
    [
        (X[0], Y, ShapeError, "inputs have shape (2,); wanted (samples, 2), one row per sample"),
        (X[:, :1], Y, ShapeError, "inputs have shape (4, 1); wanted (samples, 2), one row per sample"),
        (X[:0], Y[:0], ShapeError, "inputs have shape (0, 2); wanted at least one row"),
        (
            [[1, 2], [3]],
            Y,
            ShapeError,
            "inputs have rows of different lengths; wanted (samples, 2), one row per sample",
        ),
        (NAN, Y, SpecificationError, "inputs, row 3: nan is not a finite number"),
        (X * 1j, Y, SpecificationError, "inputs hold complex128 entries; expected real numbers"),
        ([["a", "b"]], Y, SpecificationError, "inputs hold text; expected real numbers"),
        (None, Y, SpecificationError, "inputs None; expected real numbers"),
        (X, Y[:, 0], ShapeError, "targets have shape (4,); wanted (4, 1), one row per sample"),
        (X, Y[:3], ShapeError, "targets have shape (3, 1); wanted (4, 1), one row per sample"),
        (X, Y.T, ShapeError, "targets have shape (1, 4); wanted (4, 1), one row per sample"),
        (X, [[0], [np.inf], [1], [0]], SpecificationError, "targets, row 2: inf is not a finite number"),
        (X, Y + 0.5, SpecificationError, "targets, row 2: 1.5 is outside [0, 1], which loss 'bce' needs"),
        (X, Y - 0.5, SpecificationError, "targets, row 1: -0.5 is outside [0, 1], which loss 'bce' needs"),
    ],
)
def test_bad_data_is_refused(
    function: Callable[..., Any], inputs: Any, targets: Any, error: type[DerivationError], message: str
) -> None:
    with pytest.raises(error) as caught:
        function(NETWORK, PARAMETERS, inputs, targets)
    assert str(caught.value) == message


@pytest.mark.parametrize("function", BORDERS)
def test_bad_records_are_refused(function: Callable[..., Any]) -> None:
    cases: list[tuple[Any, Any, Any, str]] = [
        ("2-2-1", PARAMETERS, Convention(), "network '2-2-1'; expected a Network, such as Network((2, 2, 1))"),
        (NETWORK, (1, 2), Convention(), "parameters (1, 2); expected Parameters(weights, biases)"),
        (NETWORK, PARAMETERS, "mean", "convention 'mean'; expected a Convention, such as Convention(samples=\"mean\")"),
    ]
    for network, parameters, convention, message in cases:
        with pytest.raises(SpecificationError) as caught:
            function(network, parameters, X, Y, convention=convention)
        assert str(caught.value) == message


@pytest.mark.parametrize("function", BORDERS)
def test_parameters_of_another_network_are_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(ShapeError) as caught:
        function(Network((2, 3, 1)), PARAMETERS, X, Y)
    assert str(caught.value) == "weights of layer 1 have shape (2, 2); wanted (3, 2), for sizes (2, 3, 1)"


@pytest.mark.parametrize("function", BORDERS)
def test_squared_error_takes_targets_of_any_size(function: Callable[..., Any]) -> None:
    network, wanted = Network((2, 2, 1), loss="mse"), Y * 7 - 3
    given = function(network, PARAMETERS, X, wanted)
    if function is loss:
        outputs = forward(network, PARAMETERS, X).outputs
        assert given == pytest.approx(float(((outputs - wanted) ** 2).sum() / (2 * len(X))))
    elif function is train:
        assert next(given).loss < loss(network, PARAMETERS, X, wanted)
    else:
        # the gradient of a squared error is a straight line in the targets: g(7 Y - 3) from g(0), g(Y) and g(1)
        none, some, all_ = (function(network, PARAMETERS, X, t).weights[0] for t in (0 * Y, Y, 0 * Y + 1))
        assert given.weights[0] == pytest.approx(none + 7 * (some - none) - 3 * (all_ - none))


def test_lists_truth_values_and_whole_numbers_are_data() -> None:
    whole = X.astype(int).tolist()
    truth = Y.astype(bool)
    assert loss(NETWORK, PARAMETERS, whole, truth) == loss(NETWORK, PARAMETERS, X, Y)
    assert loss(NETWORK, PARAMETERS, np.asfortranarray(X), Y) == loss(NETWORK, PARAMETERS, X, Y)
