"""The numbers of the next step are those with which the optimiser takes it, and the printed rule comes to the same."""

import numpy as np
import pytest

from dashboard.lab.update import update_numbers
from derivations import Network, Parameters, backward, initialise, train, xor
from derivations.errors import SpecificationError
from derivations.numeric.training.optimisers import OPTIMISERS
from derivations.rendering.update_lines import print_update

NETWORK, DATA, RATE = Network((2, 2, 1)), xor(), 0.3


def at(parameters: Parameters, layer: int, unit: int, source: int | None) -> float:
    found = (
        parameters.biases[layer - 1][unit - 1]
        if source is None
        else parameters.weights[layer - 1][unit - 1, source - 1]
    )
    return float(found)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("place", [(1, 2, 1), (2, 1, 2), (1, 1, None)])
@pytest.mark.parametrize("before", [0, 1, 4])
def test_the_printed_step_is_the_one_that_is_taken(
    optimiser: str, place: tuple[int, int, int | None], before: int
) -> None:
    start = initialise(NETWORK, np.random.default_rng(3))
    made = OPTIMISERS[optimiser].make(RATE)
    records = list(train(NETWORK, start, DATA.inputs, DATA.targets, optimiser=made, epochs=before + 1))
    now, memory = (records[before - 1].parameters, records[before - 1].state) if before else (start, ())
    gradients = backward(NETWORK, now, DATA.inputs, DATA.targets)
    gradient = at(Parameters(gradients.weights, gradients.biases), *place)
    numbers = update_numbers(now, place, gradient, optimiser=optimiser, rate=RATE, memory=memory)
    *_, last = print_update(optimiser, "w", numbers)
    assert last.value == pytest.approx(at(records[before].parameters, *place), rel=1e-12)
    assert last.left == "w"
    assert last.symbols.startswith("w - ")


def test_a_step_of_gradient_descent_is_old_minus_rate_times_gradient() -> None:
    [step] = print_update("sgd", "w_{11}", {"theta_before": 0.4, "g": 0.07, "eta": 1.0}, digits=2)
    assert step.symbols == r"w_{11} - \eta \frac{\partial C}{\partial w_{11}}"
    assert step.numbers == r"0.40 - 1 \cdot 0.070"
    assert step.value == pytest.approx(0.33)


@pytest.mark.parametrize("moving", [False, True])
@pytest.mark.parametrize(
    ("gradient", "old", "new"),
    [
        (3e-5, "9.00000", "8.99997"),
        (1e-9, "9.0000", r"9.0000 - 1.000 \cdot 10^{-9}"),
        (-2e-12, "9.0000", r"9.0000 + 2.00 \cdot 10^{-12}"),  # a float64 near 9 has no more of its figures
        (1e-20, "9.0000", "9.0000"),
    ],
)
def test_a_small_step_is_seen_without_a_row_of_zeros(gradient: float, old: str, new: str, *, moving: bool) -> None:
    [step] = print_update("sgd", "w", {"theta_before": 9.0, "g": gradient, "eta": 1.0}, moving=moving)
    assert (step.numbers.split(" - ")[0], step.sign, step.result) == (old, "=", new)


def test_one_with_all_its_figures_is_no_other_number() -> None:
    [step] = print_update("sgd", "w", {"theta_before": 1.0, "g": 1e-5, "eta": 1.0})
    assert step.result == "0.99999"


def test_a_step_of_nothing_has_no_more_figures_than_others() -> None:
    [step] = print_update("sgd", "w", {"theta_before": 9.0, "g": 0.0, "eta": 1.0})
    assert (step.numbers, step.result) == (r"9.0000 - 1 \cdot 0", "9.0000")


def test_a_step_of_a_mini_batch_is_old_minus_rate_times_the_mean_of_its_gradients() -> None:
    [step] = print_update(
        "mini_batch_sgd", "w", {"theta_before": 0.4, "g_each": [0.1, -0.3, 0.5], "eta": 2.0}, digits=2
    )
    assert step.symbols == r"w - \frac{\eta}{m} (g_{1} + g_{2} + g_{3})"
    assert step.numbers == r"0.40 - \frac{2.00}{3} \cdot (0.10 + (-0.30) + 0.50)"
    assert step.value == pytest.approx(0.2)


def test_a_count_of_steps_is_a_whole_number() -> None:
    start = initialise(NETWORK, np.random.default_rng(3))
    lines = print_update("adam", "w", update_numbers(start, (1, 1, 1), 0.5, optimiser="adam", rate=0.1, memory=()))
    assert "0.9000^{1}" in lines[2].numbers
    assert [line.left for line in lines] == ["m_t", "v_t", r"\hat{m}_t", r"\hat{v}_t", "w"]


def test_what_is_missing_is_named() -> None:
    with pytest.raises(SpecificationError, match="no number for g, eta, which 'sgd' uses"):
        print_update("sgd", "w", {"theta_before": 1.0})
    with pytest.raises(SpecificationError, match="method 'sdg'"):
        print_update("sdg", "w", {})


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_the_rate_of_a_schedule_is_that_of_its_epoch(optimiser: str) -> None:
    start = initialise(NETWORK, np.random.default_rng(3))
    gradients = backward(NETWORK, start, DATA.inputs, DATA.targets)
    gradient = at(Parameters(gradients.weights, gradients.biases), 2, 1, 2)
    made = OPTIMISERS[optimiser].make(RATE / 2)
    [record] = train(NETWORK, start, DATA.inputs, DATA.targets, optimiser=made, epochs=1)
    numbers = update_numbers(
        start, (2, 1, 2), gradient, optimiser=optimiser, rate=RATE, memory=(), schedule="step", epoch=500
    )
    assert numbers["eta"] == RATE / 2
    *_, last = print_update(optimiser, "w", numbers)
    assert last.value == pytest.approx(at(record.parameters, 2, 1, 2), rel=1e-12)
