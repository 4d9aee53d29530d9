"""A worked example becomes the network of all pages with the same cost and gradients, or a sentence says why not."""

from typing import Any

import numpy as np
import pytest

from dashboard.lab.carrying import carry
from derivations import Convention, Network, backward, initialise, loss
from derivations.errors import SpecificationError


def example(sizes: tuple[int, ...], functions: tuple[str, ...], cost: str, samples: int = 3):  # type: ignore[no-untyped-def]
    network, rng = Network(sizes, functions, cost), np.random.default_rng(4)
    targets = np.eye(sizes[-1])[rng.integers(sizes[-1], size=samples)] if sizes[-1] > 1 else np.ones((samples, 1))
    return network, initialise(network, rng), rng.normal(size=(samples, sizes[0])), targets


@pytest.mark.parametrize("half", [True, False])
@pytest.mark.parametrize("samples", ["sum", "mean"])
@pytest.mark.parametrize(
    ("sizes", "functions", "cost"),
    [
        ((4, 3, 4, 3), ("relu", "relu", "softmax"), "cross_entropy"),
        ((3, 2, 1), ("sigmoid", "sigmoid"), "mse"),
        ((2, 1), ("sigmoid",), "bce"),
        ((2, 2), ("sigmoid",), "bce"),
    ],
)
def test_it_has_the_same_cost_and_the_same_gradients(
    sizes: tuple[int, ...], functions: tuple[str, ...], cost: str, samples: str, half: bool
) -> None:
    network, parameters, inputs, targets = example(sizes, functions, cost)
    convention = Convention(half=half, samples=samples)
    settings, progress = carry(network, convention, parameters, inputs, targets, rate=0.9, name="a book's")
    assert settings.fit
    assert settings.rate == 1.0
    there = settings.network, progress.parameters, settings.samples.inputs, settings.samples.targets
    assert loss(*there, settings.convention) == loss(network, parameters, inputs, targets, convention)
    # delta is of one sample there, and 1/m comes later
    found, wanted = backward(*there, settings.convention), backward(network, parameters, inputs, targets, convention)
    for one, two in zip(found.weights, wanted.weights, strict=True):
        assert one == pytest.approx(two, rel=1e-12)


def test_numbers_to_predict_stay_numbers() -> None:
    network, parameters, inputs, _ = example((2, 1), ("sigmoid",), "mse")
    settings, _ = carry(network, Convention(), parameters, inputs, np.full((3, 1), 0.5), rate=0.1, name="")
    assert settings.task.kind == "numbers"


@pytest.mark.parametrize(
    ("given", "convention", "targets", "words"),
    [
        (((2, 2), ("sigmoid",), "mse"), {}, [[0.05, 0.95]], "several outputs are classes"),
        (((2, 2), ("softmax",), "mse"), {"outputs": "mean"}, [[0, 1]], "adds over the outputs"),
        (((2, 1), ("sigmoid",), "bce"), {}, [[0.5]], "needs targets that are 0 or 1"),
        (((2, 17, 1), ("relu", "sigmoid"), "bce"), {}, [[1]], "at most 16 hidden units"),
        (((17, 1), ("sigmoid",), "bce"), {}, [[1]], "at most 16 inputs"),
        (((2, 7), ("softmax",), "mse"), {}, [[1, 0, 0, 0, 0, 0, 0]], "at most 6 outputs"),
        (((2, *(2,) * 8, 1), ("relu",) * 8 + ("sigmoid",), "bce"), {}, [[1]], "at most 7 hidden layers"),
        (((2, 1), ("leaky_relu(0.2)",), "mse"), {}, [[1]], "no activation LReLU_0_2"),
        (((2, 1), ("sigmoid",), "huber(2.0)"), {}, [[1]], "no loss Huber_2"),
    ],
)
def test_what_the_pages_cannot_show_is_said(
    given: tuple[Any, ...], convention: dict[str, Any], targets: list[list[float]], words: str
) -> None:
    network = Network(*given)
    parameters, inputs = initialise(network, np.random.default_rng(0)), np.ones((1, network.sizes[0]))
    with pytest.raises(SpecificationError, match=words):
        carry(network, Convention(**convention), parameters, inputs, np.array(targets, float), rate=1.0, name="x")


def test_a_penalty_of_a_size_that_the_pages_do_not_have_is_said() -> None:
    network = Network((2, 1), "sigmoid", "bce", l2=3.0)
    parameters = initialise(network, np.random.default_rng(0))
    with pytest.raises(SpecificationError, match=r"a penalty is one of 0, 0\.0001"):
        carry(network, Convention(), parameters, np.ones((1, 2)), np.ones((1, 1)), rate=1.0, name="x")
