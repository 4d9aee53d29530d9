"""A worked example as it is typed: what is meant by it, and the sentence for each field that does not fit."""

from dataclasses import replace
from typing import Any

import pytest

from dashboard.lab.example import IN_OUT, Example, read_example
from dashboard.lab.typed_cells import FieldError

BOOK = Example(
    title="A book's",
    source="A book",
    sizes="2-3-1",
    activations=("relu", "sigmoid"),
    loss="mse",
    weights=("1 2; 3 4; 5 6", "1/2 -1/2 1"),
    biases=("1 2 3", ""),
    inputs="1 0; 0 1",
    targets="1; 0",
    rate="1/10",
)


def test_an_example_is_read_in_the_shapes_of_the_library() -> None:
    given = read_example(BOOK)
    assert given.network.sizes == (2, 3, 1)
    assert [w.tolist() for w in given.parameters.weights] == [[[1, 2], [3, 4], [5, 6]], [[0.5, -0.5, 1]]]
    assert [b.tolist() for b in given.parameters.biases] == [[1, 2, 3], [0]]
    assert given.inputs.tolist() == [[1, 0], [0, 1]]
    assert given.targets is not None
    assert given.targets.tolist() == [[1], [0]]
    assert given.rate == 0.1
    assert given.convention.layout == "columns"


def test_a_matrix_that_is_printed_in_x_out_is_the_same_one_turned() -> None:
    turned = replace(BOOK, layout=IN_OUT, weights=("1 3 5; 2 4 6", "1/2; -1/2; 1"))
    given, expected = read_example(turned), read_example(BOOK)
    for one, other in zip(given.parameters.weights, expected.parameters.weights, strict=True):
        assert one.tolist() == other.tolist()
    assert given.convention.layout == "rows"


def test_targets_and_rate_may_be_missing() -> None:
    given = read_example(replace(BOOK, targets="", rate=" "))
    assert given.targets is None
    assert given.rate is None


def test_functions_and_losses_may_be_formulas() -> None:
    given = read_example(replace(BOOK, activations=("ReLU", "z^2"), loss="(a-y)^4"))
    assert given.network.activation(1) == "relu"
    assert getattr(given.network.activation(2), "text", "") == "z^2"
    assert getattr(given.network.loss, "text", "") == "(a-y)^4"


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"sizes": "2-x-1"}, "sizes", "sizes '2-x-1'; expected the units of each layer, inputs first, such as 2-2-1"),
        ({"sizes": "2"}, "sizes", "sizes '2'; expected the units of each layer, inputs first, such as 2-2-1"),
        ({"sizes": "2-0-1"}, "sizes", "sizes '2-0-1': a layer of 0; expected from 1 to 16 units"),
        ({"sizes": "2-999-1"}, "sizes", "sizes '2-999-1': a layer of 999; expected from 1 to 16 units"),
        ({"sizes": "1-1-1-1-1-1-1-1"}, "sizes", "sizes '1-1-1-1-1-1-1-1': 7 layers; the page has room for 6"),
        ({"sizes": "2-3-1-1"}, "activations", "activations: 2 for 3 layers; give one per layer"),
        (
            {"weights": ("1 3 5; 2 4 6", "1 1 1")},
            "W1",
            "W1 has 2 rows of 3 numbers; expected 3 rows (one for each unit of layer 1) of 2 numbers (one for each "
            "input), or choose in x out",
        ),
        (
            {"layout": IN_OUT},
            "W1",
            "W1 has 3 rows of 2 numbers; expected 2 rows (one for each input) of 3 numbers (one for each unit of layer "
            "1), or choose out x in",
        ),
        ({"weights": ("1 2; 3 4; 5 6",)}, "W1", "W: 1 for 2 layers; give one per layer"),
        ({"biases": ("1 2", "")}, "b1", "b1 has 1 row of 2 numbers; expected 3 numbers (one for each unit of layer 1)"),
        (
            {"inputs": "1 2 3"},
            "X",
            "X has 1 row of 3 numbers; expected a row of 2 numbers (one for each input) for each sample",
        ),
        (
            {"targets": "1; 0; 1"},
            "Y",
            "Y has 3 rows of 1 number; expected 2 rows of 1 number (one for each output), one row for each sample in X",
        ),
        (
            {"sizes": "3-3-1", "weights": ("1 2 3; 4 5 6; 7 8 9", "1 1 1"), "inputs": "1 2; 3 4; 5 6"},
            "X",
            "X has 3 rows of 2 numbers; expected a row of 3 numbers (one for each input) for each sample; where "
            "samples are columns, put ^T after it",
        ),
        ({"inputs": "1 0;" * 51}, "X", "X has 51 samples; the page has room for 50"),
        ({"rate": "fast"}, "eta", "eta: 'fast' is no number; expected one such as 0.5, 1/2, sqrt(2) or cos(1)"),
        ({"rate": "-1"}, "eta", "eta: '-1'; expected a number from 0 to 1e+09"),
        ({"l2": "-1"}, "l2", "l2: '-1'; expected a number from 0 to 1e+09"),
    ],
)
def test_what_does_not_fit_is_said_in_one_sentence(changed: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(FieldError) as caught:
        read_example(replace(BOOK, **changed))
    assert (caught.value.field, str(caught.value)) == (field, said)


SHARES = replace(
    BOOK,
    sizes="2-3",
    activations=("softmax",),
    loss="cross_entropy",
    weights=("1 2; 3 4; 5 6",),
    biases=("",),
)


def test_targets_may_be_classes_that_count_from_1() -> None:
    rows = read_example(replace(SHARES, targets="0 0 1; 0 1 0")).targets
    for text in ("classes 3, 2", "classes 3 2", "Class: 3; 2", "classes (3, 2)"):
        found = read_example(replace(SHARES, targets=text)).targets
        assert found is not None
        assert rows is not None
        assert found.tolist() == rows.tolist()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("classes 3, 0", "Y, number 2: class 0; expected one of the classes 1 to 3"),
        ("classes 1.5 1", "Y, number 1: class 1.5; expected one of the classes 1 to 3"),
        (
            "classes 3",
            "Y has 1 row of 1 number; expected 2 numbers (the class of each sample in X, counted from 1)",
        ),
    ],
)
def test_classes_that_there_are_not_are_said(text: str, said: str) -> None:
    with pytest.raises(FieldError) as caught:
        read_example(replace(SHARES, targets=text))
    assert (caught.value.field, str(caught.value)) == ("Y", said)


@pytest.mark.parametrize(
    ("changed", "field", "part"),
    [
        ({"activations": ("sigmod", "sigmoid")}, "activation 1", "did you mean 'sigmoid'?"),
        ({"activations": ("relu", "open('x')")}, "activation 2", "activation 2: formula"),
        ({"loss": "cross_entropy"}, "loss", "softmax"),
        ({"loss": "hubber"}, "loss", "did you mean 'huber'?"),
        ({"loss": "(a-w)^2"}, "loss", "'w'"),
        ({"loss": "bce", "targets": "2; 0"}, "Y", "Y: "),
        ({"samples": "none"}, "factors", "'none'"),
        ({"layout": "columns"}, "layout", "'in x out'"),
    ],
)
def test_what_the_library_refuses_names_its_field(changed: dict[str, Any], field: str, part: str) -> None:
    with pytest.raises(FieldError) as caught:
        read_example(replace(BOOK, **changed))
    assert caught.value.field == field
    assert part in str(caught.value)
