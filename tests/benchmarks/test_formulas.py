"""The benchmark of formulas, untimed: both sides do the same work, and nothing is kept from turn to turn."""

import numpy as np
import pytest

from derivations import Activation, Loss, backward, initialise
from derivations.models.formulas import definition
from tests.benchmarks import __main__ as command
from tests.benchmarks import formulas
from tests.benchmarks.derivation import KINDS, layers


@pytest.mark.parametrize(("name", "text"), formulas.ACTIVATIONS.items())
def test_the_two_networks_compute_the_same(name: str, text: str) -> None:
    ours, other = formulas.networks(name, text)
    assert isinstance(ours.activation(1), Activation)
    assert other.activation(1) == name
    rng = np.random.default_rng(0)
    parameters, inputs, targets = initialise(other, rng), rng.normal(size=(5, 2)), rng.normal(size=(5, 2))
    first, second = (backward(each, parameters, inputs, targets) for each in (ours, other))
    for one, two in zip((*first.weights, *first.biases), (*second.weights, *second.biases), strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-15)


def test_python_reads_the_same_texts_that_the_library_does() -> None:
    for text in (*formulas.ACTIVATIONS.values(), formulas.LOSS):
        assert formulas.compiled(text)
    assert Loss.parse(formulas.LOSS).variables == ("a", "y")
    with pytest.raises(SyntaxError):
        formulas.compiled("z*")


def test_every_turn_translates_the_formula_anew() -> None:
    activation = Activation.parse(formulas.ACTIVATIONS["mish"])
    definition(activation)
    assert definition.cache_info().currsize > 0
    formulas.forget()
    assert definition.cache_info().currsize == 0


def test_the_command_knows_the_module() -> None:
    assert command.MODULES["formulas"] is formulas.rows


@pytest.mark.parametrize(("activation", "last", "loss"), KINDS)
def test_the_networks_that_grow_differ_in_depth_only(activation: str, last: str, loss: str) -> None:
    deep, flat = (layers(count, activation, last, loss) for count in (64, 8))
    assert (deep.depth, flat.depth) == (64, 8)
    assert {deep.sizes[0], *deep.sizes, *flat.sizes} == {2}
    assert (deep.activation(1), deep.activation(64), deep.loss) == (flat.activation(1), flat.activation(8), flat.loss)
