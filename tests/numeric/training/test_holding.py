"""Parameters that training leaves alone, to the last bit, whatever the optimiser does; the others go on as by hand."""

from typing import Any

import numpy as np
import pytest

from derivations import Network, Parameters, adam, adamw, backward, initialise, momentum, nesterov, rmsprop, sgd, train
from derivations.errors import SpecificationError
from derivations.numeric import clip_by_norm, clip_by_value
from derivations.numeric.network.vector import vector_of
from derivations.numeric.training.clipping import norm
from derivations.numeric.training.holding import hold, positions_of
from derivations.numeric.training.optimisers import Optimiser

NETWORK = Network((2, 3, 2), ("tanh", "sigmoid"), "mse", l2=0.1)
FIXED = ("b1", "W2[1,2]", "W1[3, 1]")
OPTIMISERS = {
    "sgd": sgd(0.5),
    "momentum": momentum(0.1),
    "nesterov": nesterov(0.1),
    "rmsprop": rmsprop(0.1),
    "adam": adam(0.1),
    "adamw": adamw(0.1, weight_decay=0.3),
    "clipped by value": clip_by_value(momentum(0.1), 1e-3),
    "clipped by norm": clip_by_norm(adamw(0.1, weight_decay=0.3), 1e-3),
}


def data(samples: int = 6) -> tuple[Any, Any]:
    rng = np.random.default_rng(1)
    return rng.normal(size=(samples, 2)), rng.uniform(size=(samples, 2))


def start(network: Network = NETWORK) -> Parameters:
    found = initialise(network, np.random.default_rng(0))
    return Parameters(found.weights, tuple(b + 0.25 for b in found.biases), found.scales, found.shifts)


def are_fixed(one: Parameters, other: Parameters) -> bool:
    return (
        one.biases[0].tobytes() == other.biases[0].tobytes()
        and one.weights[1][0, 1] == other.weights[1][0, 1]
        and one.weights[0][2, 0] == other.weights[0][2, 0]
    )


@pytest.mark.parametrize("name", OPTIMISERS)
@pytest.mark.parametrize("batch_size", [None, 4])
def test_what_is_fixed_stays_and_all_else_moves(name: str, batch_size: int | None) -> None:
    rng = np.random.default_rng(2)
    options: dict[str, Any] = {"optimiser": OPTIMISERS[name], "epochs": 5, "batch_size": batch_size, "rng": rng}
    *_, last = train(NETWORK, start(), *data(), **options, fixed=FIXED)
    assert are_fixed(last.parameters, start())
    moved = vector_of(last.parameters) != vector_of(start())
    assert moved.sum() == len(moved) - 5
    *_, free = train(NETWORK, start(), *data(), **options)
    assert not are_fixed(free.parameters, start())


@pytest.mark.parametrize("optimiser", OPTIMISERS.values(), ids=OPTIMISERS)
def test_a_loop_by_hand_gives_the_same(optimiser: Optimiser) -> None:
    now, state = start(), ()
    for record in train(NETWORK, now, *data(), optimiser=optimiser, epochs=4, fixed=FIXED):
        gradients = backward(NETWORK, now, *data())
        weights = [W.copy() for W in gradients.weights]
        weights[1][0, 1] = weights[0][2, 0] = 0
        cut = type(gradients)(tuple(weights), (np.zeros(3), gradients.biases[1]), gradients.deltas)
        moved, state = optimiser.step(now, cut, state)  # type: ignore[assignment]
        after = [W.copy() for W in moved.weights]
        for layer, at in ((1, (0, 1)), (0, (2, 0))):
            after[layer][at] = now.weights[layer][at]
        now = Parameters(tuple(after), (now.biases[0], moved.biases[1]))
        assert vector_of(record.parameters).tobytes() == vector_of(now).tobytes()


def test_a_fixed_parameter_does_not_count_in_the_length_of_the_gradient() -> None:
    gradients = backward(NETWORK, start(), *data())
    seen: list[float] = []

    def look(vector: Any, gradient: Any, state: Any) -> Any:
        seen.append(norm(gradient))
        return state

    watching = Optimiser("watching", 1.0, look)
    list(train(NETWORK, start(), *data(), optimiser=watching, epochs=1, fixed=("W1", "W2", "b1")))
    assert seen == [pytest.approx(float(np.linalg.norm(gradients.biases[1])), rel=1e-15)]


def test_scales_and_shifts_and_a_single_name() -> None:
    network = Network((2, 3, 1), batch_norm=(True, False))
    inputs, targets = data()
    *_, last = train(network, start(network), inputs, targets[:, :1], epochs=3, fixed=("gamma1", "beta1[2]"))
    assert (last.parameters.scales[0] == start(network).scales[0]).all()
    assert [bool(each) for each in last.parameters.shifts[0] == start(network).shifts[0]] == [False, True, False]
    *_, last = train(network, start(network), inputs, targets[:, :1], epochs=3, fixed="W1")
    assert (last.parameters.weights[0] == start(network).weights[0]).all()


def test_nothing_fixed_costs_nothing() -> None:
    optimiser = sgd(0.5)
    assert hold(optimiser, positions_of(NETWORK, ())) is optimiser


@pytest.mark.parametrize(
    ("fixed", "message"),
    [
        (("W3",), "fixed 'W3'; known: W1, W2, b1, b2, and entries of them, such as W1[1,1]"),
        (("gamma1",), "fixed 'gamma1'; known: W1, W2, b1, b2, and entries of them, such as W1[1,1]"),
        ("w1", "fixed 'w1'; known: W1, W2, b1, b2, and entries of them, such as W1[1,1]"),
        (("W2[3,1]",), "fixed 'W2[3,1]'; entries count from 1, and the last one is W2[2,3]"),
        (("W2[0,1]",), "fixed 'W2[0,1]'; entries count from 1, and the last one is W2[2,3]"),
        (("b1[1,1]",), "fixed 'b1[1,1]'; an entry of b1 has one number, such as b1[1]"),
        (("W1[1]",), "fixed 'W1[1]'; an entry of W1 has two numbers, such as W1[1,1], of unit 1 from input 1"),
    ],
)
def test_a_name_of_no_parameter_is_refused_at_the_call(fixed: Any, message: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        train(NETWORK, start(), *data(), fixed=fixed)
    assert str(caught.value) == message


@pytest.mark.parametrize("fixed", [1, None, (1,), ({},)])
def test_what_is_no_name_is_refused_in_a_sentence(fixed: Any) -> None:
    with pytest.raises(SpecificationError, match=r"^fixed "):
        train(NETWORK, start(), *data(), fixed=fixed)
