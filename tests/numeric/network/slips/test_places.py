"""Where a mistake can be made: where there is something to get wrong."""

from derivations.numeric.network.problem import Problem, pose
from derivations.numeric.network.slips import list_slips
from derivations.numeric.network.slips.places import EVERY
from tests.numeric.network.slips.problems import LABELS, MIXED, RATE, SHARES, SQUARE_X, SQUARES


def test_places_are_those_where_there_is_something_to_get_wrong() -> None:
    def places(problem: Problem, name: str) -> list[int | None]:
        return [slip.place for slip in list_slips(problem, rate=RATE) if slip.name == name]

    assert places(SQUARES, "derivative") == [1, 2, EVERY]  # f' of the identity is 1
    assert places(SQUARES, "transpose") == [2, 3, EVERY]
    assert places(SQUARES, "forward transpose") == [1, 2, 3, EVERY]
    assert places(LABELS, "forward transpose") == [1]
    assert places(LABELS, "transpose") == []
    assert places(LABELS, "not cancelled") == [2]
    assert places(LABELS, "at z") == [2]
    assert places(SHARES, "derivative") == [1]  # a softmax has a Jacobian
    assert places(SHARES, "diagonal") == []
    assert places(MIXED, "diagonal") == [2]
    assert places(SQUARES, "half") == [None]
    assert places(SQUARES, "extra half") == []
    assert places(MIXED, "extra half") == [None]
    assert places(LABELS, "mean") == []
    assert places(LABELS, "extra mean") == [None]
    assert places(MIXED, "softmax of samples") == [2]
    assert places(SQUARES, "softmax of samples") == []
    assert places(SQUARE_X, "inputs turned") == [None]
    assert places(SQUARES, "inputs turned") == []
    assert places(LABELS, "1 - a") == [2]
    one = pose(SQUARES.network, SQUARES.parameters, SQUARES.inputs[:1], SQUARES.targets[:1])
    assert (
        places(pose(MIXED.network, MIXED.parameters, MIXED.inputs[:1], MIXED.targets[:1]), "softmax of samples") == []
    )
    for name in ("mean", "mean twice", "sum", "penalty without 1/m"):
        assert places(one, name) == []
