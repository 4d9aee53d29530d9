"""Other sizes keep what fits, and former ones bring back what was cut off, as far as nothing else was typed since."""

from dataclasses import replace

import pytest

from dashboard.lab.editing import Typing, type_into, with_field
from dashboard.lab.example import IN_OUT, Example, read_example
from dashboard.lab.examples import EXAMPLES
from dashboard.lab.resizing import Cut, cut_off, with_sizes

OWN = Example(
    title="",
    source="",
    sizes="3-2-3",
    activations=("relu", "softmax"),
    loss="cross_entropy",
    weights=("1/2 .2 .3\n.4 .5 .6", "1 2\n3 4\n5 6"),
    biases=(".1 .2", "7 8 9"),
    inputs="1 2 3\n4 5 6",
    targets="0 1 0\n0 0 1",
)


def sized(*texts: str, example: Example = OWN) -> tuple[Example, Typing]:
    """The example after these sizes, one after another."""
    typing = Typing()
    for text in texts:
        example, typing = type_into(example, "sizes", text, typing)
        assert not typing.refused
    return example, typing


@pytest.mark.parametrize(
    "by_way_of", [("2-2-1",), ("2-2-1", "4-1-2"), ("3-3",), ("1-1", "3-2-2-2"), ("2-2-2-2", "2-1")]
)
@pytest.mark.parametrize("example", [OWN, *EXAMPLES.values()], ids=["own", *EXAMPLES])
def test_former_sizes_bring_everything_back(example: Example, by_way_of: tuple[str, ...]) -> None:
    before = read_example(example)
    after = read_example(sized(*by_way_of, example.sizes, example=example)[0])
    assert after.network == before.network
    for name in ("weights", "biases"):
        for one, two in zip(getattr(before.parameters, name), getattr(after.parameters, name), strict=True):
            assert (one == two).all()
    assert (before.inputs == after.inputs).all()
    assert before.targets is None or (before.targets == after.targets).all()


def test_what_was_typed_since_stays() -> None:
    example, typing = sized("2-2-1")
    for field, text in (("W1", "9 9\n9 9"), ("activation 2", "tanh")):
        example, typing = type_into(example, field, text, typing)
    example, typing = type_into(example, "sizes", "3-2-3", typing)
    assert example.weights[0] == "9 9 .3\n9 9 .6"
    assert (example.activations[-1], example.loss) == ("tanh", "mse")


def test_nothing_comes_back_that_was_not_cut_off() -> None:
    assert sized("4-2-3")[0].weights[0] == "1/2 .2 .3 0\n.4 .5 .6 0"
    turned = with_field(OWN, "layout", IN_OUT)
    assert with_sizes(sized("2-2-1")[0], "3-2-3", [Cut(turned, turned)]).weights[0] == "1/2 .2 0\n.4 .5 0"
    # sizes alone, without what was before, are filled with 0
    assert with_sizes(sized("2-2-1")[0], "3-2-3").weights[0] == "1/2 .2 0\n.4 .5 0"


def test_what_is_cut_off_is_said_with_the_way_back() -> None:
    assert "comes back with the sizes 3-2-3" in sized("2-2-1")[1].followed["sizes"]
    assert "sizes" not in sized("4-2-3")[1].followed
    assert cut_off(OWN, replace(OWN, sizes="3-2"))
