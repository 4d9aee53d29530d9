"""Penalties, dropout and batch normalisation of a network: one value for all layers or one per layer, and bad input."""

from collections.abc import Callable

import pytest

from derivations.errors import SpecificationError
from derivations.network import Network

SIZES = (2, 3, 4, 1)


def test_one_value_is_for_the_hidden_layers() -> None:
    network = Network(SIZES, dropout=0.25, batch_norm=True)
    assert network.dropout == (0.25, 0.25, 0.0)
    assert network.batch_norm == (True, True, False)
    assert [network.drops(layer) for layer in (1, 2, 3)] == [0.25, 0.25, 0.0]
    assert [network.normalises(layer) for layer in (1, 2, 3)] == [True, True, False]


def test_each_layer_may_have_its_own() -> None:
    network = Network(SIZES, dropout=(0, 0.5, 0), batch_norm=(False, False, True))
    assert network.dropout == (0.0, 0.5, 0.0)
    assert network.batch_norm == (False, False, True)
    assert hash(network) == hash(Network(SIZES, dropout=(0.0, 0.5, 0.0), batch_norm=(False, False, True)))


def test_a_plain_network_is_what_it_was() -> None:
    network = Network(SIZES)
    assert network.is_plain
    assert not network.is_noisy
    assert not network.is_normalised
    assert network == Network(SIZES, dropout=0, batch_norm=False, l1=0, l2=0)
    for options in ({"l1": 0.1}, {"l2": 0.1}, {"dropout": 0.1}, {"batch_norm": True}):
        assert not Network(SIZES, **options).is_plain


def test_in_evaluation_nothing_is_dropped() -> None:
    network = Network(SIZES, dropout=0.5, batch_norm=True, l2=0.1)
    evaluated = network.evaluating()
    assert network.is_noisy
    assert not evaluated.is_noisy
    assert evaluated.drops(1) == 0
    assert evaluated.normalises(1)
    assert evaluated.dropout == network.dropout
    assert evaluated.l2 == 0.1
    assert evaluated.evaluating() == evaluated


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Network(SIZES, l2=-0.1), "l2 -0.1; expected a finite number from 0 up"),
        (lambda: Network(SIZES, l1=float("nan")), "l1 nan; expected a finite number from 0 up"),
        (lambda: Network(SIZES, l1=True), "l1 True; expected a finite number from 0 up"),
        (lambda: Network(SIZES, l2="0.1"), "l2 '0.1'; expected a finite number from 0 up"),  # type: ignore[arg-type]
        (lambda: Network(SIZES, dropout=1), "dropout 1; expected a number from 0 up, below 1"),
        (lambda: Network(SIZES, dropout=-0.1), "dropout -0.1; expected a number from 0 up, below 1"),
        (lambda: Network(SIZES, dropout="half"), "dropout 'half'; expected a number from 0 up, below 1"),  # type: ignore[arg-type]
        (lambda: Network(SIZES, dropout=float("nan")), "dropout nan; expected a number from 0 up, below 1"),
        (
            lambda: Network(SIZES, dropout=(0.1, 0.1)),
            "2 dropout rates (0.1, 0.1) for 3 layers; give one for all hidden",
        ),
        (
            lambda: Network(SIZES, dropout=(0, 0, 0.1)),
            "dropout 0.1 in the last layer, whose activations are the outputs",
        ),
        (lambda: Network((2, 1), dropout=0.1), "dropout 0.1 in a network without hidden layers"),
        (lambda: Network(SIZES, batch_norm=1), "batch_norm 1; expected True, False, or one of them per layer"),  # type: ignore[arg-type]
        (lambda: Network(SIZES, batch_norm="yes"), "batch_norm 'yes'; expected True, False"),  # type: ignore[arg-type]
        (lambda: Network(SIZES, batch_norm=(True, 0, 0)), "batch_norm (True, 0, 0); expected True, False"),  # type: ignore[arg-type]
        (lambda: Network(SIZES, batch_norm=(True,)), "1 values of batch_norm (True,) for 3 layers; give one for all"),
        (lambda: Network((2, 1), batch_norm=True), "batch_norm True in a network without hidden layers"),
        (lambda: Network(SIZES, mode="test"), "mode 'test'; known: training, evaluation"),
        (lambda: Network(SIZES).drops(4), "layer 4; known: 1, 2, 3"),
        (lambda: Network(SIZES).normalises(0), "layer 0; known: 1, 2, 3"),
    ],
)
def test_bad_input_gets_one_sentence(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        make()
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
