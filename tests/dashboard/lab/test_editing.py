"""An example is changed field by field: what fits stays as it was typed, and what cannot be read is left out."""

import numpy as np
import pytest

from dashboard.lab.editing import Typing, field_of, settle, type_into, with_all, with_field, with_name, with_words
from dashboard.lab.example import IN_OUT, Example, read_example
from dashboard.lab.examples import EXAMPLES

BY_HAND, MINING, ARTICLE = EXAMPLES["by-hand"], EXAMPLES["data-mining"], EXAMPLES["article"]


def test_a_field_is_set_and_read_by_its_name() -> None:
    for field in ("sizes", "loss", "half", "samples", "layout", "W2", "b3", "X", "Y", "eta", "activation 1", "l2"):
        value = field_of(BY_HAND, field)
        assert field_of(with_field(BY_HAND, field, value), field) == value
    changed = with_field(BY_HAND, "W2", "1 2")
    assert changed.weights == (BY_HAND.weights[0], "1 2", BY_HAND.weights[2])
    # it is the reader's own then
    assert (changed.source, changed.misprints, changed.title) == ("", (), "")


def test_other_sizes_keep_what_fits_as_it_was_typed() -> None:
    example = with_field(with_field(MINING, "W1", "1/5 .4 -.5\n-.3 .1 .2"), "sizes", "2-3-1")
    assert example.weights == ("1/5 .4\n-.3 .1\n0 0", "-.3 -.2 0")
    assert example.biases == ("-.4 .2 0", ".1")
    assert (example.inputs, example.targets, example.sizes) == ("1 0", "1", "2-3-1")
    read_example(example)


def test_other_sizes_keep_what_fits_of_rows_too() -> None:
    example = with_field(ARTICLE, "sizes", "2-2-2-2")
    assert example.layout == IN_OUT
    assert example.weights == (".1 .3\n.2 .4", ".1 .4\n.2 .5", ".1 .3\n.2 .4")
    assert example.targets == ""
    read_example(example)


@pytest.mark.parametrize("sizes", ["3-1", "3-2-2-1", "3-2-2-2-2-1", "1-1", "16-16-16-16-16-16-16"])
@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_any_other_sizes_can_be_read(example: Example, sizes: str) -> None:
    changed = with_field(example, "sizes", sizes)
    given = read_example(changed)
    assert "-".join(map(str, given.network.sizes)) == sizes
    assert len(changed.activations) == given.network.depth
    last = example.activations[-1]
    assert changed.activations[-1] == ("sigmoid" if last == "softmax" and sizes.endswith("-1") else last)


def test_a_matrix_that_was_not_typed_as_numbers_keeps_its_numbers() -> None:
    before = read_example(EXAMPLES["forum"]).inputs
    after = read_example(with_field(EXAMPLES["forum"], "sizes", "3-2-4")).inputs
    assert np.array_equal(after[:, :2], before)
    assert not after[:, 2].any()


def test_a_loss_and_the_last_activation_go_together() -> None:
    sigmoid = with_field(BY_HAND, "activation 3", "sigmoid")
    assert (sigmoid.loss, read_example(sigmoid).network.loss) == ("bce", "bce")
    assert with_field(sigmoid, "loss", "cross_entropy").activations[-1] == "softmax"
    assert with_field(BY_HAND, "activation 3", "tanh").loss == "mse"
    assert with_field(BY_HAND, "activation 1", "tanh").loss == "cross_entropy"
    one = with_field(BY_HAND, "sizes", "4-3-1")
    assert (one.activations, one.loss) == (("relu", "sigmoid"), "bce")
    # targets that are all 0 are of the first class then
    assert with_field(with_field(sigmoid, "Y", "0 0 0\n0 1 0"), "loss", "cross_entropy").targets == "1 0 0\n0 1 0"
    # with one output there is no softmax, and its loss stays what was asked for
    assert "needs outputs" in settle(one, {"loss": "cross_entropy"})[1]["loss"]


def test_fields_that_only_go_together_are_taken_together() -> None:
    first, refused = settle(BY_HAND, {"W1": "1 0\n0 1"})
    assert first == BY_HAND
    assert "W1" in refused["W1"]
    both, refused = settle(BY_HAND, {"W1": "1 0\n0 1\n1 1", "sizes": "2-3-4-3"})
    assert not refused
    assert (both.sizes, both.weights[0], both.inputs) == ("2-3-4-3", "1 0\n0 1\n1 1", "2 1\n-1 1")


def test_the_layout_reads_the_same_text_another_way_or_turns_it() -> None:
    square = settle(EXAMPLES["ai-lab"], {"layout": IN_OUT})[0]
    assert square.weights == EXAMPLES["ai-lab"].weights
    turned, refused = settle(BY_HAND, {"layout": IN_OUT})
    assert not refused
    assert turned.weights[0] == "1 0 1\n0 1 -1\n-1 1 0\n1 0 0"
    for one, two in zip(read_example(turned).parameters.weights, read_example(BY_HAND).parameters.weights, strict=True):
        assert np.array_equal(one, two)
    # typed as the book has it, and refused until the layout says so
    text = "1 0 1\n0 1 -1\n-1 1 0\n1 0 2"
    assert "W1" in settle(BY_HAND, {"W1": text})[1]
    found, refused = settle(BY_HAND, {"W1": text, "layout": IN_OUT})
    assert not refused
    assert read_example(found).parameters.weights[0][2, 3] == 2


def test_words_of_the_page_may_be_typed_for_an_activation_or_a_loss() -> None:
    assert with_name("loss", "Cross-Entropy ") == "cross_entropy"
    assert with_name("activation 2", "leaky ReLU") == "leaky_relu"
    assert with_name("activation 2", "z^2") == "z^2"
    assert with_name("W1", "relu") == "relu"
    assert with_name("half", True) is True


def test_more_samples_have_targets_of_0_and_fewer_keep_theirs() -> None:
    example = with_field(MINING, "X", "1 0 1\n0 1 1")
    assert example.targets == "1\n0"
    assert with_field(example, "X", "1 0 1").targets == "1"
    assert with_field(ARTICLE, "X", "1 2\n3 4").targets == ""


def test_what_can_be_read_is_taken_though_something_else_cannot() -> None:
    example, refused = settle(MINING, {"W1": "1 2 x\n3 4 5", "eta": "1/2", "sizes": "no"})
    assert example.rate == "1/2"
    assert example.weights == MINING.weights
    assert list(refused) == ["sizes", "W1"]
    assert "row 1, number 3" in refused["W1"]
    assert "2-2-1" in refused["sizes"]


def test_a_layer_that_is_gone_takes_what_was_typed_for_it_along() -> None:
    changed = with_all(BY_HAND, {"W3": "1", "sizes": "4-3"})
    assert changed.sizes == "4-3"
    assert len(changed.weights) == 1


def test_targets_that_nobody_typed_are_said_until_they_are_typed() -> None:
    one = with_field(with_field(MINING, "sizes", "3-2-3"), "Y", "0 0 0")
    example, typing = type_into(one, "loss", "cross_entropy", Typing())
    assert example.targets == "1 0 0"
    assert "made to fit: 1 0 0." in typing.followed["Y"]
    assert "last activation has followed: softmax" in typing.followed["activation 2"]
    example, typing = type_into(example, "X", "1 0 1\n0 1 1", typing)
    assert "made to fit: 1 0 0; 1 0 0." in typing.followed["Y"]
    # it stays through other changes
    example, typing = type_into(example, "eta", "1", typing)
    assert list(typing.followed) == ["Y"]
    assert not type_into(example, "Y", "1 0 0\n0 1 0", typing)[1].followed
    # targets that were typed are followed by no sentence
    assert not type_into(MINING, "Y", "0", Typing())[1].followed


def test_targets_that_come_back_with_their_sizes_were_typed() -> None:
    example, typing = type_into(BY_HAND, "sizes", "4-3-1", Typing())
    assert "made to fit: 0; 0." in typing.followed["Y"]
    example, typing = type_into(example, "sizes", "4-3-4-3", typing)
    assert example.targets == BY_HAND.targets
    assert "Y" not in typing.followed


def test_a_refusal_speaks_of_functions_as_the_menus_do() -> None:
    words = settle(with_field(BY_HAND, "sizes", "4-3-1"), {"loss": "cross_entropy"})[1]["loss"]
    assert words.startswith("loss Cross-entropy after activation sigmoid: ")
    assert with_words("'x' and 'relu'") == "'x' and ReLU"


def test_the_loss_follows_the_last_activation_that_is_typed() -> None:
    example, typing = type_into(BY_HAND, "activation 3", "sigmoid", Typing())
    assert (example.loss, typing.refused) == ("bce", {})
    assert typing.followed["loss"] == "The loss has followed: BCE."
    # but not where it was typed itself
    example, typing = type_into(BY_HAND, "loss", "a*y", Typing())
    assert type_into(example, "activation 3", "tanh", typing)[0].loss == "a*y"
