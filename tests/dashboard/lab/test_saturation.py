"""One unit with two losses: the runs are those of train(), and of the update written out by hand."""

import math

import numpy as np
import pytest

from dashboard.lab.saturation import EPOCHS, LOSSES, RATE, STARTS, run_unit
from derivations import Network, Parameters, sgd, train


@pytest.mark.parametrize("start", [*STARTS.values(), (-1.3, 0.4)])
@pytest.mark.parametrize("loss", LOSSES)
def test_the_curve_is_that_of_training(start: tuple[float, float], loss: str) -> None:
    run = run_unit(*start, loss)
    first = Parameters((np.array([[start[0]]]),), (np.array([start[1]]),))
    records = train(
        Network((1, 1), "sigmoid", loss), first, np.ones((1, 1)), np.zeros((1, 1)), optimiser=sgd(RATE), epochs=EPOCHS
    )
    assert run.costs[1:] == tuple(record.loss for record in records)
    # and by hand: z = w + b, and both parameters have the same gradient
    z = sum(start)
    for output, cost in zip(run.outputs, run.costs, strict=True):
        a = 1 / (1 + math.exp(-z))
        assert output == pytest.approx(a, rel=1e-12)
        assert cost == pytest.approx(a**2 / 2 if loss == "mse" else -math.log(1 - a), rel=1e-9)
        z -= 2 * RATE * (a * a * (1 - a) if loss == "mse" else a)


def test_a_unit_that_is_wrong_and_sure_learns_slowly_under_the_squared_error_only() -> None:
    near, sure = ({loss: run_unit(*STARTS[name], loss) for loss in LOSSES} for name in ("near", "sure"))
    # after a sixth of the epochs
    at = EPOCHS // 6
    assert sure["mse"].outputs[at] > 0.95 > near["mse"].outputs[at]
    assert max(near["bce"].outputs[at], sure["bce"].outputs[at]) < 0.15
    assert sure["mse"].delta < near["mse"].delta
    assert sure["bce"].delta > near["bce"].delta
