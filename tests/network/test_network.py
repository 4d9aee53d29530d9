"""What a network may be: names, and which loss may follow which activation, each refusal in one sentence."""

import pytest

from derivations import Network
from derivations.errors import SpecificationError
from derivations.formula import Activation, Loss
from derivations.network import ACTIVATIONS, LOSSES

LAST = {"bce": "sigmoid", "bce_logits": "identity", "cross_entropy": "softmax"}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("last", ACTIVATIONS)
def test_a_loss_follows_the_activations_that_it_makes_sense_for(last: str, loss: str) -> None:
    if LAST.get(loss, last) == last:
        assert Network((2, 2), last, loss).activation(1) == last
        return
    with pytest.raises(SpecificationError) as caught:
        Network((2, 2), last, loss)
    sentence = str(caught.value)
    assert sentence.startswith(f"loss {loss!r} after activation {last!r}: ")
    # the reason, and what would do
    assert "; use " in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_any_activation_may_stand_in_a_hidden_layer(hidden: str, loss: str) -> None:
    last = LAST.get(loss, "tanh")
    assert Network((2, 3, 2), (hidden, last), loss).activations == (hidden, last)


@pytest.mark.parametrize(
    ("network", "sentence"),
    [
        (
            lambda: Network((2, 2), "tanh"),
            "loss 'bce' after activation 'tanh': its outputs lie in (-1, 1), and ln a + ln(1 - a) needs a in (0, 1); "
            "use 'sigmoid' in the last layer, or loss 'mse'",
        ),
        (
            lambda: Network((2, 2), "softmax"),
            "loss 'bce' after activation 'softmax': its units share one sum, so that nothing cancels what becomes 0/0 "
            "where an output rounds to 0 or 1, and ln a + ln(1 - a) needs a in (0, 1); use loss 'cross_entropy'",
        ),
        (
            lambda: Network((2, 2), "sigmoid", "bce_logits"),
            "loss 'bce_logits' after activation 'sigmoid': it applies the sigmoid itself, to any real number; "
            "use 'identity' in the last layer, or loss 'bce' after 'sigmoid'",
        ),
        (
            lambda: Network((2, 2), "sigmoid", "cross_entropy"),
            "loss 'cross_entropy' after activation 'sigmoid': it needs outputs that add up to 1 over the units; "
            "use 'softmax' in the last layer, or loss 'mse'",
        ),
        (
            lambda: Network((2, 1), "softmax", "cross_entropy"),
            "activation 'softmax' in layer 1 with 1 unit: its only output is always 1; "
            "give it 2 units or more, or use 'sigmoid'",
        ),
        (
            lambda: Network((2, 3, 1, 1), ("tanh", "softmax", "sigmoid")),
            "activation 'softmax' in layer 2 with 1 unit: its only output is always 1; "
            "give it 2 units or more, or use 'sigmoid'",
        ),
        (
            lambda: Network((2, 1), "tanh", "l1"),
            "loss 'l1'; known: mse, mae, huber, bce, bce_logits, cross_entropy",
        ),
        (
            lambda: Network((2, 1), "tanh", "(a-y)^4"),
            "loss '(a-y)^4'; a formula of your own is Loss.parse('(a-y)^4'); "
            "by name: mse, mae, huber, bce, bce_logits, cross_entropy",
        ),
        (
            lambda: Network((2, 1), "tanh", Activation.parse("z**2")),  # type: ignore[arg-type]
            "loss Activation.parse('z**2'), which is an activation, in z; "
            "a loss is a formula in a and y, such as Loss.parse('(a - y)**2')",
        ),
        (
            lambda: Network((2, 1), Loss.parse("(a-y)**2")),  # type: ignore[arg-type]
            "activation Loss.parse('(a-y)**2'), which is a loss, in a and y; "
            "an activation is a formula in z, such as Activation.parse('z**2')",
        ),
    ],
)
def test_a_refusal_says_why_and_what_would_do(network: object, sentence: str) -> None:
    assert callable(network)
    with pytest.raises(SpecificationError) as caught:
        network()
    assert str(caught.value) == sentence


@pytest.mark.parametrize("text", ["z^2", "z*sigmoid(z)", "tanh(z)", "+".join(["z*sigmoid(z)"] * 14)])
def test_a_text_that_is_a_formula_is_told_how_one_is_given(text: str) -> None:
    for activations in (text, ("tanh", text)):
        with pytest.raises(SpecificationError, match=r"a formula of your own is Activation\.parse\('") as caught:
            Network((2, 2, 1), activations)
        assert len(str(caught.value)) < 400
    with pytest.raises(SpecificationError) as caught:
        Network((2, 1), "sigmod")
    assert "formula" not in str(caught.value)
