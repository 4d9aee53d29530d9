"""The numbers of a step against difference quotients and the training itself; what does not agree is found."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dashboard.lab.regularised_step import agrees, dropped_unit, largest, normalised_unit, weight_step
from dashboard.lab.regularising import BASE, Fit, make_data
from derivations import Convention, Parameters, derive, loss, train
from derivations.matching.binding import bind
from derivations.numeric.network.problem import pose
from tests.dashboard.lab.test_regularising import trained

PENALTIES = ({"l2": 0.01}, {"l1": 0.01}, {"l1": 0.002, "l2": 0.004})


def arrays_of(fit: Fit) -> dict[str, Any]:
    learned = fit.data.train
    problem = pose(fit.network, fit.parameters, learned.inputs, learned.targets, Convention()).holding(fit.masks, None)
    return derive(fit.network).compile().arrays.trace(**bind(problem))


def fitted(**ways: Any) -> Fit:
    return trained(replace(BASE, hidden=(8, 8), epochs=100, **ways))


@pytest.mark.parametrize("ways", PENALTIES)
def test_a_weight_goes_where_training_brings_it(ways: dict[str, float]) -> None:
    fit, learned = fitted(**ways), make_data().train
    arrays = arrays_of(fit)
    to, source = largest(fit, arrays, of_weight=True)
    found = weight_step(fit, arrays, to, source)
    [record] = train(
        fit.network,
        fit.parameters,
        learned.inputs,
        learned.targets,
        optimiser=fit.settings.built_optimiser(),
        epochs=1,
    )
    assert found.after == pytest.approx(record.parameters.weights[1][to - 1, source - 1], rel=1e-12)
    assert found.of_samples + found.of_l1 + found.of_l2 == pytest.approx(found.gradient, rel=1e-9)
    assert found.weight == fit.parameters.weights[1][to - 1, source - 1]
    assert abs(found.weight) == abs(np.asarray(fit.parameters.weights[1])).max()
    assert found.of_l2 == fit.network.l2 * found.weight
    assert abs(found.of_l1) == fit.network.l1
    # what the samples send, from the loss alone
    costs = []
    for step in (1e-6, -1e-6):
        weights = [np.array(each) for each in fit.parameters.weights]
        weights[1][to - 1, source - 1] += step
        moved = Parameters(tuple(weights), fit.parameters.biases)
        costs.append(loss(replace(fit.network, l1=0.0, l2=0.0), moved, learned.inputs, learned.targets))
    assert found.of_samples == pytest.approx((costs[0] - costs[1]) / 2e-6, rel=1e-5)


@pytest.mark.parametrize("normalised", [False, True])
def test_a_mask_is_a_factor_of_the_gradient(normalised: bool) -> None:
    fit = fitted(dropout=0.3, batch_norm=normalised)
    arrays, seen = arrays_of(fit), set()
    for unit in range(1, 9):
        for sample in range(1, 41):
            found = dropped_unit(fit, arrays, unit, sample)
            product = found.behind * found.mask / (1 - found.share) * found.derivative
            assert found.delta == pytest.approx(product, rel=1e-9, abs=1e-15)
            assert found.mask or not found.delta
            seen.add((found.mask, found.derivative))
    assert len(seen) == 4
    unit, sample = largest(fit, arrays, of_weight=False)
    assert abs(dropped_unit(fit, arrays, unit, sample).delta) == abs(arrays["du1" if normalised else "delta1"]).max()


def test_a_gradient_comes_back_on_three_ways_through_a_normalisation() -> None:
    fit = fitted(batch_norm=True)
    arrays = arrays_of(fit)
    for unit, sample in (largest(fit, arrays, of_weight=False), (1, 1), (5, 17), (8, 40)):
        found = normalised_unit(arrays, unit, sample)
        ways = found.straight + found.through_mean + found.through_variance
        assert found.delta == pytest.approx(ways, rel=1e-9, abs=1e-15)
        z = arrays["z1"][:, unit - 1]
        assert found.mean == pytest.approx(z.mean())
        assert found.variance == pytest.approx(z.var())
        assert found.zhat == pytest.approx((found.z - z.mean()) / np.sqrt(z.var() + 1e-5), rel=1e-4)
        assert abs(found.total) < 1e-12


@pytest.mark.parametrize(
    "ways", [*PENALTIES, {"dropout": 0.4}, {"batch_norm": True}, {"dropout": 0.2, "batch_norm": True}]
)
def test_both_passes_agree_and_an_error_in_any_gradient_is_found(ways: dict[str, Any]) -> None:
    fit = fitted(**ways)
    arrays = arrays_of(fit)
    assert agrees(fit, arrays)
    wrong = [name for name in arrays if name.startswith(("dW", "delta", "dgamma", "dbeta"))]
    assert len(wrong) >= 6
    for name in wrong:
        assert not agrees(fit, {**arrays, name: 1.001 * np.asarray(arrays[name])}), name
    # without the term of the penalty, or without the factor of the mask
    if fit.network.l2:
        assert not agrees(fit, {**arrays, "dW2": arrays["dW2"] - fit.network.l2 * arrays["W2"]})
