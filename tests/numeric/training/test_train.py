"""Training: against PyTorch and the public steps, resumed, in batches, and diverging."""

import itertools
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from derivations.errors import DerivationError, FormulaError, SpecificationError
from derivations.formula import Activation
from derivations.network import Convention, Network
from derivations.numeric import Epoch, Optimiser, Parameters, backward, initialise, loss, sgd, train, xor
from tests.numeric.oracle import Array, Problem, problems, random_problem
from tests.numeric.rounding import cost_bound
from tests.searching import examples

NETWORK = Network((2, 2, 1))
START = initialise(NETWORK, np.random.default_rng(0))
X, Y = xor().inputs, xor().targets


def same(one: Parameters, two: Parameters) -> bool:
    """Say whether all entries are equal, to the last bit."""
    pairs = zip(one.weights + one.biases, two.weights + two.biases, strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


@examples(50)
@given(problems())
def test_epochs_equal_the_public_functions(problem: Problem) -> None:
    network, parameters, inputs, targets, convention = problem
    optimiser = sgd(learning_rate=1e-3)
    for record in train(network, parameters, inputs, targets, optimiser=optimiser, epochs=3, convention=convention):
        gradients = backward(network, parameters, inputs, targets, convention)
        parameters, _ = optimiser.step(parameters, gradients)
        assert same(record.parameters, parameters)
        # the same sum in another form where all targets are 0 or 1
        now = Problem(network, parameters, inputs, targets, convention)
        assert abs(record.loss - loss(*now)) <= cost_bound(now)


def test_records_count_from_1_and_stay_what_they_were() -> None:
    kept = []
    records = []
    for record in train(NETWORK, START, X, Y, epochs=20):
        kept.append([array.copy() for array in record.parameters.weights])
        records.append(record)
    assert [record.epoch for record in records] == list(range(1, 21))
    for record, weights in zip(records, kept, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(record.parameters.weights, weights, strict=True))
        with pytest.raises(ValueError, match="read-only"):
            record.parameters.biases[0][0] = 0


def test_what_a_caller_does_to_the_data_does_not_reach_the_run() -> None:
    inputs, targets = X.copy(), Y.copy()
    running = train(NETWORK, START, inputs, targets, epochs=5)
    next(running)
    inputs[:], targets[:] = 7, 0.5
    *_, last = running
    *_, expected = train(NETWORK, START, X, Y, epochs=5)
    assert same(last.parameters, expected.parameters)


@pytest.mark.parametrize("batch_size", [None, 3])
def test_two_runs_of_50_equal_one_of_100(batch_size: int | None) -> None:
    def run(parameters: Parameters, epochs: int, rng: np.random.Generator) -> Epoch:
        *_, last = train(NETWORK, parameters, X, Y, epochs=epochs, batch_size=batch_size, rng=rng)
        return last

    whole = run(START, 100, np.random.default_rng(1))
    rng = np.random.default_rng(1)
    half = run(START, 50, rng)
    resumed = run(half.parameters, 50, rng)
    assert same(whole.parameters, resumed.parameters)
    assert whole.loss == resumed.loss


def with_memory(learning_rate: float) -> Optimiser:
    """Make an optimiser that remembers a velocity, as a later one will."""

    def move(vector: Array, gradient: Array, state: tuple[Array, ...]) -> tuple[Array, ...]:
        velocity = gradient.copy() if not state else 0.9 * state[0] + gradient
        vector -= learning_rate * velocity
        return (velocity,)

    return Optimiser("velocity", learning_rate, move)


def test_an_optimiser_with_memory_resumes_from_its_state() -> None:
    optimiser = with_memory(0.1)
    *_, whole = train(NETWORK, START, X, Y, optimiser=optimiser, epochs=20)
    *_, half = train(NETWORK, START, X, Y, optimiser=optimiser, epochs=10)
    *_, resumed = train(NETWORK, half.parameters, X, Y, optimiser=optimiser, epochs=10, state=half.state)
    *_, forgetful = train(NETWORK, half.parameters, X, Y, optimiser=optimiser, epochs=10)
    assert same(whole.parameters, resumed.parameters)
    assert not same(whole.parameters, forgetful.parameters)


def test_xor_is_learned() -> None:
    start = initialise(NETWORK, np.random.default_rng(3), "normal")
    *_, last = train(NETWORK, start, X, Y, optimiser=sgd(learning_rate=2.0), epochs=3000)
    assert last.loss < 0.05


def test_equals_pytorch(torch: ModuleType) -> None:
    model = torch.nn.Sequential(
        torch.nn.Linear(2, 2), torch.nn.Sigmoid(), torch.nn.Linear(2, 1), torch.nn.Sigmoid()
    ).double()
    with torch.no_grad():
        for linear, W, b in zip((model[0], model[2]), START.weights, START.biases, strict=True):
            linear.weight.copy_(torch.tensor(W.copy()))
            linear.bias.copy_(torch.tensor(b.copy()))
    optimiser = torch.optim.SGD(model.parameters(), lr=0.5)
    cost = torch.nn.BCELoss()
    x, y = torch.tensor(X.copy()), torch.tensor(Y.copy())
    for record in train(NETWORK, START, X, Y, epochs=100):
        optimiser.zero_grad()
        cost(model(x), y).backward()
        optimiser.step()
        assert record.loss == pytest.approx(cost(model(x), y).item(), rel=1e-10)
    np.testing.assert_allclose(record.parameters.weights[0], model[0].weight.detach().numpy(), rtol=1e-9)


def test_batches_equal_the_same_batches_by_hand() -> None:
    problem = random_problem(Network((3, 4, 2), "tanh", "mse"), 7, np.random.default_rng(4))
    network, parameters, inputs, targets, _ = problem
    rng = np.random.default_rng(9)
    for record in train(network, parameters, inputs, targets, epochs=3, batch_size=3, rng=np.random.default_rng(9)):
        order = rng.permutation(7)
        for chosen in (order[:3], order[3:6], order[6:]):
            gradients = backward(network, parameters, inputs[chosen], targets[chosen])
            parameters, _ = sgd().step(parameters, gradients)
        assert same(record.parameters, parameters)
        assert record.loss == loss(network, parameters, inputs, targets)


def test_batches_as_large_as_the_data_need_no_rng() -> None:
    *_, full = train(NETWORK, START, X, Y, epochs=5)
    for batch_size in (4, 100):
        *_, last = train(NETWORK, START, X, Y, epochs=5, batch_size=batch_size)
        assert same(full.parameters, last.parameters)


def test_conventions_scale_the_steps() -> None:
    [mean] = train(NETWORK, START, X, Y, optimiser=sgd(learning_rate=0.4), epochs=1)
    [total] = train(
        NETWORK, START, X, Y, optimiser=sgd(learning_rate=0.1), epochs=1, convention=Convention(samples="sum")
    )
    np.testing.assert_allclose(mean.parameters.weights[0], total.parameters.weights[0], rtol=1e-14)


def test_no_epochs_give_no_records() -> None:
    assert list(train(NETWORK, START, X, Y, epochs=0)) == []


def test_a_run_is_as_long_as_its_reader_wants() -> None:
    assert [record.epoch for record in itertools.islice(train(NETWORK, START, X, Y, epochs=10**9), 3)] == [1, 2, 3]


@pytest.mark.filterwarnings("error")
def test_divergence_ends_with_one_sentence() -> None:
    network = Network((1, 1), "identity", "mse")
    start = Parameters((np.array([[1.0]]),), (np.array([0.0]),))
    with pytest.raises(DerivationError) as caught:
        list(train(network, start, [[10.0]], [[0.0]], optimiser=sgd(learning_rate=1e6)))
    assert str(caught.value).startswith("training diverged in epoch ")
    assert str(caught.value).endswith("with learning_rate 1000000.0; try a smaller one")


def test_the_silence_inside_does_not_leak_to_the_reader() -> None:
    before = np.geterr()
    running = train(NETWORK, START, X, Y, epochs=2)
    next(running)
    assert np.geterr() == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epochs": -1}, "epochs -1; expected a whole number from 0 up"),
        ({"epochs": 1.5}, "epochs 1.5; expected a whole number from 0 up"),
        ({"epochs": True}, "epochs True; expected a whole number from 0 up"),
        ({"batch_size": 0}, "batch_size 0; expected a whole number from 1 up"),
        ({"batch_size": "all"}, "batch_size 'all'; expected a whole number from 1 up"),
        (
            {"batch_size": 2},
            "batch_size 2 of 4 samples without rng; give a numpy.random.Generator to shuffle with",
        ),
        ({"batch_size": 2, "rng": 0}, "rng 0; expected a numpy.random.Generator, such as default_rng(0)"),
        ({"optimiser": 0.5}, "optimiser 0.5; expected an Optimiser, such as sgd(learning_rate=0.5)"),
    ],
)
def test_options_that_make_no_sense_are_refused_at_the_call(options: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        train(NETWORK, START, X, Y, **options)
    assert str(caught.value) == message


def test_a_formula_without_a_value_is_met_in_an_epoch() -> None:
    network = Network((1, 1), Activation.parse("log(z)"), "mse")
    start = Parameters((np.array([[1.0]]),), (np.array([0.5]),))
    with pytest.raises(FormulaError, match=r"^in epoch 2: f = log\(z\) is not defined at z = -5.93"):
        list(train(network, start, [[1.0]], [[-9.0]], optimiser=sgd(learning_rate=0.1)))
