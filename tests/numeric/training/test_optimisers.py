"""Every optimiser beside PyTorch's, for 100 steps of a random network; and its memory."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from derivations.errors import ShapeError, SpecificationError
from derivations.network import Convention
from derivations.numeric import (
    Gradients,
    Optimiser,
    Parameters,
    Schedule,
    adagrad,
    adam,
    adamw,
    backward,
    clip_by_norm,
    clip_by_value,
    cosine,
    exponential_decay,
    momentum,
    nesterov,
    per_epoch,
    rmsprop,
    sgd,
    step_decay,
    train,
    warmup_cosine,
)
from derivations.numeric.training.optimisers import PARAMETERS_AT_ONCE, START, State
from tests.numeric.torch_runs import (
    MAKERS,
    PROBLEM,
    THEIRS,
    TOLERANCE,
    arrays,
    our_run,
    their_maker,
    torch_run,
    worst,
)

PARAMETERS = Parameters((np.array([[1.0, 2.0]]),), (np.array([3.0]),))
GRADIENTS = Gradients((np.array([[10.0, -20.0]]),), (np.array([30.0]),), (np.ones((1, 1)),))

# Other options than the defaults: ours, theirs.
OTHERS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("sgd", {"learning_rate": 0.2}, {"lr": 0.2}),
    ("momentum", {"learning_rate": 0.05, "momentum": 0.7}, {"lr": 0.05, "momentum": 0.7}),
    ("momentum", {"learning_rate": 0.05, "momentum": 0}, {"lr": 0.05, "momentum": 0}),
    ("nesterov", {"learning_rate": 0.05, "momentum": 0.6}, {"lr": 0.05, "momentum": 0.6, "nesterov": True}),
    ("adagrad", {"learning_rate": 0.2, "epsilon": 1e-3}, {"lr": 0.2, "eps": 1e-3}),
    (
        "adagrad",
        {"learning_rate": 0.2, "schedule": lambda step: 1 / (1 + 0.03 * step)},
        {"lr": 0.2, "lr_decay": 0.03},
    ),
    ("rmsprop", {"learning_rate": 0.002, "decay": 0.8, "epsilon": 1e-4}, {"lr": 0.002, "alpha": 0.8, "eps": 1e-4}),
    (
        "adam",
        {"learning_rate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-5},
        {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-5},
    ),
    (
        "adamw",
        {"learning_rate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-5, "weight_decay": 0.3},
        {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-5, "weight_decay": 0.3},
    ),
    # conventions
    (
        "momentum",
        {"learning_rate": 0.05, "momentum": 0.7, "velocity": "dampened"},
        {"lr": 0.05, "momentum": 0.7, "dampening": 0.7},
    ),
    (
        "momentum",
        {"learning_rate": 0.05, "momentum": 0.7, "velocity": "averaged"},
        {"lr": 0.05 * 0.3, "momentum": 0.7},
    ),
    ("momentum", {"learning_rate": 0.05, "velocity": "scaled"}, {"lr": 0.05, "momentum": 0.9}),
    ("nesterov", {"learning_rate": 0.05, "velocity": "scaled"}, {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    ("adagrad", {"learning_rate": 0.2, "start": 0.1}, {"lr": 0.2, "initial_accumulator_value": 0.1}),
]
HALVES = step_decay(1, factor=0.5)
# one parameter from 0, its gradients, and where it is after each: worked out with pencil and paper
BY_HAND: list[tuple[Optimiser, list[float], list[float]]] = [
    (momentum(1.0, momentum=0.5, schedule=HALVES), [1, 1], [-1, -1.75]),
    (momentum(1.0, momentum=0.5, velocity="scaled", schedule=HALVES), [1, 1], [-1, -2]),
    (momentum(1.0, momentum=0.5, velocity="averaged", schedule=HALVES), [1, 1], [-0.5, -0.875]),
    (momentum(1.0, momentum=0.5, velocity="dampened", schedule=HALVES), [1, 1], [-1, -1.5]),
    (nesterov(1.0, momentum=0.5, schedule=HALVES), [1, 1], [-1.5, -2.375]),
    (nesterov(1.0, momentum=0.5, velocity="scaled", schedule=HALVES), [1, 1], [-1.5, -2.5]),
    (adagrad(0.1, epsilon=1.0, start=5.0), [2], [-0.2 / 4]),
    (adagrad(0.1, epsilon=1.0, start=4.0, epsilon_at="inside"), [2], [-0.2 / 3]),
    (rmsprop(0.1, decay=0.75, epsilon=1.0), [2], [-0.2 / 2]),
    (rmsprop(0.1, decay=0.75, epsilon=3.0, epsilon_at="inside"), [2], [-0.2 / 2]),
    (adam(0.1, beta1=0.5, beta2=0.75, epsilon=1.0), [2], [-0.2 / 3]),
    (adam(0.1, beta1=0.5, beta2=0.75, epsilon=5.0, epsilon_at="inside"), [2], [-0.2 / 3]),
    (adam(0.1, beta1=0.5, beta2=0.75, epsilon=1.0, epsilon_at="uncorrected"), [2], [-0.1 / 2]),
    (adam(0.1, beta1=0.5, beta2=0.75, epsilon=3.0, epsilon_at="inside", bias_correction=False), [2, 1], [-0.05, -0.1]),
    (adam(0.1, beta1=0.5, beta2=0.75, epsilon=1.0, bias_correction=False), [2], [-0.1 / 2]),
]


def test_sgd_by_hand() -> None:
    after, state = sgd(learning_rate=0.1).step(PARAMETERS, GRADIENTS)
    assert after.weights[0].tolist() == [[0, 4]]
    assert after.biases[0].tolist() == [0]
    assert state == ()


@pytest.mark.parametrize(("optimiser", "gradients", "wanted"), BY_HAND, ids=str)
def test_conventions_by_hand(optimiser: Optimiser, gradients: list[float], wanted: list[float]) -> None:
    vector = np.zeros(1)
    state: State = START
    for gradient, after in zip(gradients, wanted, strict=True):
        state = optimiser.move(vector, np.array([float(gradient)]), state)
        assert vector[0] == pytest.approx(after, rel=1e-15)


@pytest.mark.parametrize("name", ["adam", "adamw"])
def test_an_epsilon_before_the_correction_is_pytorchs_with_one_that_changes(name: str, torch: ModuleType) -> None:
    """Epsilon beside the root of v is epsilon / sqrt(1 - beta2^t) beside that of the corrected v."""
    kind, steps = getattr(torch.optim, THEIRS[name][0]), 0

    class Changing(kind):  # type: ignore[misc, valid-type]
        def step(self) -> None:
            nonlocal steps
            steps += 1
            self.param_groups[0]["eps"] = 1e-3 / (1 - 0.999**steps) ** 0.5
            super().step()

    ours = our_run(MAKERS[name](0.05, epsilon=1e-3, epsilon_at="uncorrected"))
    assert worst(ours, torch_run(torch, lambda parameters: Changing(parameters, lr=0.05))) <= TOLERANCE
    assert worst(our_run(MAKERS[name](0.05, epsilon=1e-3)), torch_run(torch, lambda p: Changing(p, lr=0.05))) > 1e-9


def test_nothing_that_is_given_changes() -> None:
    sgd().step(PARAMETERS, GRADIENTS)
    assert PARAMETERS.weights[0].tolist() == [[1, 2]]
    assert GRADIENTS.weights[0].tolist() == [[10, -20]]


def test_default_learning_rate() -> None:
    assert sgd().learning_rate == 0.5
    assert sgd().name == "sgd"


@pytest.mark.parametrize("rate", [0, -0.5, np.nan, np.inf, "0.5", None, True, [0.5]])
def test_a_learning_rate_is_positive_and_finite(rate: Any) -> None:
    with pytest.raises(SpecificationError) as caught:
        sgd(learning_rate=rate)
    assert str(caught.value) == f"learning_rate {rate!r}; expected a positive finite number"


def test_gradients_of_another_network_are_refused() -> None:
    other = Gradients((np.ones((1, 1)),), (np.ones(1),), (np.ones((1, 1)),))
    with pytest.raises(ShapeError) as caught:
        sgd().step(PARAMETERS, other)
    assert str(caught.value) == "gradients have shapes [(1, 1), (1,)]; wanted [(1, 2), (1,)], those of the parameters"


@pytest.mark.parametrize("name", MAKERS)
def test_with_its_defaults_each_equals_pytorch(name: str, torch: ModuleType) -> None:
    error = worst(our_run(MAKERS[name]()), torch_run(torch, their_maker(torch, name, THEIRS[name][1])))
    assert error <= TOLERANCE


@pytest.mark.parametrize(("name", "ours", "theirs"), OTHERS)
def test_with_other_options_each_equals_pytorch(
    name: str, ours: dict[str, Any], theirs: dict[str, Any], torch: ModuleType
) -> None:
    assert worst(our_run(MAKERS[name](**ours)), torch_run(torch, their_maker(torch, name, theirs))) <= TOLERANCE


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [
        ("momentum", {"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}),
        ("adam", {"beta2": 0.99}, {}),
        ("adam", {"epsilon": 1e-7}, {}),
        ("adamw", {"weight_decay": 0.0}, {}),
        ("rmsprop", {"decay": 0.9}, {}),
    ],
)
def test_the_comparison_can_fail(name: str, ours: dict[str, Any], theirs: dict[str, Any], torch: ModuleType) -> None:
    assert worst(our_run(MAKERS[name](**ours)), torch_run(torch, their_maker(torch, name, theirs))) > 1e-9


@pytest.mark.parametrize("m", [1, 4, 6])
def test_a_step_on_a_batch_is_eta_over_m_times_the_sum(m: int) -> None:
    network, start, inputs, targets, _ = PROBLEM
    one_by_one = [backward(network, start, inputs[s : s + 1], targets[s : s + 1]) for s in range(m)]
    derivatives = backward(network, start, inputs[:m], targets[:m], Convention(samples="mean"))
    after, _ = sgd(learning_rate=0.3).step(start, derivatives)
    for layer, (W, b) in enumerate(zip(start.weights, start.biases, strict=True)):
        total_W = sum(gradients.weights[layer] for gradients in one_by_one)
        total_b = sum(gradients.biases[layer] for gradients in one_by_one)
        np.testing.assert_allclose(after.weights[layer], W - 0.3 / m * total_W, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(after.biases[layer], b - 0.3 / m * total_b, rtol=1e-12, atol=1e-15)


STATES = {"sgd": (), "momentum": ("v",), "nesterov": ("v",), "adagrad": ("s",), "rmsprop": ("s",)}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("schedule", [None, cosine(50)])
def test_a_state_is_named_frozen_and_left_alone(name: str, schedule: Schedule | None) -> None:
    optimiser = MAKERS[name](schedule=schedule)
    letters = STATES.get(name, ("t", "m", "v"))
    assert optimiser.memory == (letters if schedule is None or "t" in letters else ("t", *letters))
    records = list(our_run(optimiser, 4))
    kept = [[array.copy() for array in record.state] for record in our_run(optimiser, 4)]
    size = sum(array.size for array in arrays(PROBLEM.parameters))
    for record, copies in zip(records, kept, strict=True):
        assert len(record.state) == len(optimiser.memory)
        for letter, array, copy in zip(optimiser.memory, record.state, copies, strict=True):
            assert np.array_equal(array, copy)
            assert not array.flags.writeable
            assert array.shape == (() if letter == "t" else (size,))
            assert letter != "t" or array == record.epoch


@pytest.mark.parametrize("name", MAKERS)
def test_two_runs_of_10_equal_one_of_20(name: str) -> None:
    optimiser = MAKERS[name](schedule=warmup_cosine(3, 18))
    *_, whole = our_run(optimiser, 20)
    *_, half = our_run(optimiser, 10)
    network, _, inputs, targets, _ = PROBLEM
    *_, last = train(network, half.parameters, inputs, targets, optimiser=optimiser, epochs=10, state=half.state)
    for a, b in zip((*arrays(whole.parameters), *whole.state), (*arrays(last.parameters), *last.state), strict=True):
        assert np.array_equal(a, b)


@pytest.mark.parametrize("name", MAKERS)
def test_a_large_vector_moves_like_a_small_one(name: str) -> None:
    """Parts of a long vector are moved one after the other; that must not show."""
    optimiser, rng = MAKERS[name](schedule=exponential_decay(0.9)), np.random.default_rng(0)
    start, derivatives = rng.normal(0, 1, PARAMETERS_AT_ONCE + 11), rng.normal(0, 1, (3, PARAMETERS_AT_ONCE + 11))
    large = start.copy()
    state: State = START
    for gradient in derivatives:
        state = optimiser.move(large, gradient.copy(), state)
    for at in (slice(0, 5), slice(PARAMETERS_AT_ONCE - 2, PARAMETERS_AT_ONCE + 11)):
        small = start[at].copy()
        own: State = START
        for gradient in derivatives:
            own = optimiser.move(small, gradient[at].copy(), own)
        np.testing.assert_allclose(large[at], small, rtol=1e-15)
        np.testing.assert_allclose(state[-1][at] if len(state) > 1 else 0, own[-1] if len(own) > 1 else 0, rtol=1e-15)


@pytest.mark.parametrize(
    ("make", "options", "message"),
    [
        (momentum, {"momentum": 1}, "momentum 1; expected a number from 0 up, below 1"),
        (nesterov, {"momentum": -0.1}, "momentum -0.1; expected a number from 0 up, below 1"),
        (momentum, {"velocity": "gathered"}, "velocity 'gathered'; known: plain, scaled, averaged, dampened"),
        (nesterov, {"velocity": "averaged"}, "velocity 'averaged'; known: plain, scaled"),
        (adagrad, {"epsilon_at": "uncorrected"}, "epsilon_at 'uncorrected'; known: beside, inside"),
        (adagrad, {"start": -1}, "start -1; expected a finite number from 0 up"),
        (adam, {"bias_correction": "no"}, "bias_correction 'no'; known: True, False"),
        (adagrad, {"epsilon": 0}, "epsilon 0; expected a positive finite number"),
        (rmsprop, {"decay": "0.9"}, "decay '0.9'; expected a number from 0 up, below 1"),
        (adam, {"beta1": 1.0}, "beta1 1.0; expected a number from 0 up, below 1"),
        (adam, {"beta2": float("nan")}, "beta2 nan; expected a number from 0 up, below 1"),
        (adam, {"learning_rate": 0}, "learning_rate 0; expected a positive finite number"),
        (adamw, {"weight_decay": -1}, "weight_decay -1; expected a finite number from 0 up"),
        (sgd, {"schedule": 0.5}, "schedule 0.5; expected a function of the step, such as cosine(steps=100)"),
        (step_decay, {"every": 0}, "every 0; expected a whole number from 1 up"),
        (step_decay, {"every": 2, "factor": 1.5}, "factor 1.5; expected a number above 0, up to 1"),
        (exponential_decay, {"factor": 0}, "factor 0; expected a number above 0, up to 1"),
        (cosine, {"steps": 2.5}, "steps 2.5; expected a whole number from 1 up"),
        (cosine, {"steps": 5, "floor": 2}, "floor 2; expected a number from 0 to 1"),
        (warmup_cosine, {"warmup": 5, "steps": 5}, "warmup 5 of 5 steps; expected fewer, the cosine takes the rest"),
        (
            per_epoch,
            {"schedule": "cosine", "updates": 3},
            "schedule 'cosine'; expected a Schedule, such as cosine(steps=100)",
        ),
        (per_epoch, {"schedule": cosine(3), "updates": True}, "updates True; expected a whole number from 1 up"),
        (clip_by_value, {"optimiser": sgd(), "limit": 0}, "limit 0; expected a positive finite number"),
        (
            clip_by_norm,
            {"optimiser": sgd(), "limit": 1, "epsilon": -1},
            "epsilon -1; expected a finite number from 0 up",
        ),
        (
            clip_by_norm,
            {"optimiser": "adam", "limit": 1},
            "optimiser 'adam'; expected an Optimiser, such as sgd(learning_rate=0.5)",
        ),
    ],
)
def test_options_out_of_range_are_named(make: Callable[..., object], options: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        make(**options)
    assert str(caught.value) == message


def test_the_state_of_another_optimiser_is_refused() -> None:
    [first] = our_run(momentum(), 1)
    derivatives = backward(*PROBLEM)
    for other in (adam(), sgd(), sgd(schedule=cosine(5)), nesterov(schedule=cosine(5))):
        with pytest.raises((SpecificationError, ShapeError), match="state"):
            other.step(PROBLEM.parameters, derivatives, first.state)
    with pytest.raises(SpecificationError) as caught:
        adam().step(PROBLEM.parameters, derivatives, first.state)
    assert str(caught.value) == (
        "state of 1 arrays; adam remembers t, m, v: give () to start, or what its last step returned"
    )


def test_the_state_of_other_parameters_is_refused() -> None:
    with pytest.raises(ShapeError) as caught:
        momentum().step(PROBLEM.parameters, backward(*PROBLEM), (np.zeros(3),))
    assert str(caught.value) == "state v has shape (3,); wanted (54,), for these parameters"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", MAKERS)
def test_a_step_to_infinity_is_refused(name: str) -> None:
    start = Parameters((np.ones((1, 1)),), (np.ones(1),))
    infinite = Gradients((np.array([[np.inf]]),), (np.ones(1),), (np.ones((1, 1)),))
    with pytest.raises(SpecificationError, match=r"weights of layer 1, unit 1, input 1: .* is not a finite number"):
        MAKERS[name]().step(start, infinite)
