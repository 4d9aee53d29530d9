"""What a cost depends on is checked once, in the words of ``backward``, and then passed on as it is."""

import numpy as np
import pytest

from derivations import Convention, Network, backward, initialise
from derivations.errors import DerivationError, SpecificationError
from derivations.numeric.network import samples
from derivations.numeric.network.backward import backpropagate
from derivations.numeric.network.problem import pose

NETWORK = Network((2, 2, 1))
START = initialise(NETWORK, np.random.default_rng(0))
ROWS, WANTED = [[0.0, 1.0]], [[1.0]]


@pytest.mark.parametrize(
    "given",
    [
        ((2, 2, 1), START, ROWS, WANTED),
        (NETWORK, (), ROWS, WANTED),
        (NETWORK, initialise(Network((1, 1)), np.random.default_rng(0)), ROWS, WANTED),
        (NETWORK, START, [[0.0, np.nan]], WANTED),
        (NETWORK, START, ROWS, [[2.0]]),
        (NETWORK, START, ROWS, WANTED, "mean"),
    ],
)
def test_what_does_not_fit_is_refused_in_the_words_of_backward(given: tuple[object, ...]) -> None:
    with pytest.raises(DerivationError) as one:
        backward(*given)  # type: ignore[arg-type]
    with pytest.raises(DerivationError) as other:
        pose(*given)  # type: ignore[arg-type]
    assert str(one.value) == str(other.value)


def test_what_a_pass_holds_fixed_is_asked_for() -> None:
    network = Network((2, 2, 1), dropout=0.5)
    problem = pose(network, START, ROWS, WANTED)
    with pytest.raises(SpecificationError, match="dropout in layer 1 needs masks"):
        problem.holding()
    held = problem.holding(masks=([[1, 0]], [[]]))
    assert held.fixed.factors[0].tolist() == [[2.0, 0.0]]
    assert problem.fixed.factors == ()


def test_what_was_checked_is_not_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = pose(NETWORK, START, ROWS, WANTED, Convention(samples="sum")).holding()
    monkeypatch.setattr(samples, "real_array", None)
    assert np.isfinite(backpropagate(problem).biases[0]).all()
