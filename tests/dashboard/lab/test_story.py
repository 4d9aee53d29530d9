"""The story of a sample: every number on the way to the cost and back, in its order; of a deep network, less of it."""

from dataclasses import replace

from dashboard.lab.settings import Settings
from dashboard.lab.story import Chapter, backward_chapters, forward_chapters


def told(chapters: list[Chapter]) -> list[tuple[str, int, int]]:
    return [(each.title, each.looked_at.layer, each.omitted) for each in chapters]


def test_a_sample_comes_to_its_cost_layer_by_layer() -> None:
    now = Settings()
    found = told(list(forward_chapters(now)))
    assert found[:-1] == [("z", 1, 0), ("a", 1, 0), ("z", 2, 0), ("a", 2, 0)]
    assert found[-1][0] == "C_s"
    # with a penalty it is another number
    assert list(forward_chapters(replace(now, l2=0.1)))[-1].title == r"\tilde{C}_s"


def test_the_cost_comes_back_to_the_parameter_that_is_looked_at() -> None:
    now = replace(Settings(), layer=1)
    found = list(backward_chapters(now))
    assert told(found) == [(r"\delta", 2, 0), (r"\delta", 1, 0), (r"\partial C_s", 1, 0)]
    # w^(2) is what stands in the line below
    assert found[1].words == "the error comes back through the weights of layer 2"
    assert found[-1].looked_at.quantity == ("db" if now.selection.parameter[2] is None else "dW")


def test_every_error_that_the_next_line_uses_is_told() -> None:
    """Of two outputs both; of more, how each is found."""
    two = replace(Settings(), outputs="each", hidden=(3,), loss="cross_entropy", functions=("sigmoid", "softmax"))
    found = [each.looked_at for each in backward_chapters(two)]
    assert [(each.quantity, each.layer, each.unit) for each in found] == [
        ("delta", 2, 1),
        ("delta", 2, 2),
        ("delta", 1, 1),
        ("dW", 1, 1),
    ]
    # nothing comes back any further than the layer of the parameter
    assert len(list(backward_chapters(replace(two, layer=2, quantity="dW")))) == 2
    three = replace(Settings(), hidden=(2, 3), functions=("sigmoid",) * 3)
    [_, middle, *_] = backward_chapters(three)
    assert middle.words.endswith("layer 3; that of each of its 3 units in this way")
    assert middle.looked_at.layer == 2


def test_of_a_deep_network_layers_are_passed_over_and_counted() -> None:
    now = replace(Settings(), functions=("tanh",) * 6 + ("sigmoid",), hidden=(2,) * 6, layer=1)
    forwards, backwards = list(forward_chapters(now)), list(backward_chapters(now))
    assert sum(each.omitted for each in forwards) > 0
    assert len(forwards) <= 2 * 3 + 1
    assert [each.looked_at.layer for each in forwards[:-1]] == [1, 1, 7, 7]
    assert backwards[-1].looked_at.layer == 1
