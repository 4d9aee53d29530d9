"""Where several parts of a maximum or minimum are equal: one derivative, whatever their order, however it is found."""

import itertools

import numpy as np
import pytest

from derivations import Activation, Loss, Network, Parameters, backward, derive, graph, match
from derivations.numeric.arrays import Values
from derivations.numeric.network import dual
from derivations.rendering.lines import print_result

ONES = Parameters((np.ones((1, 1)),), (np.zeros(1),))
# the derivative at 0 of the largest and of the smallest of some parts; by hand: the mean, and 0 beside a number
# where hand-written pass and program once differed: an activation at z, or a loss at a and y
DECIDED: dict[str, tuple[float, ...]] = {
    "relu(max((0.3z-0.3 if 3z<=1.1 else 0.2), relu(0.3z)))": (2 / 3,),
    "max(relu(z-0.3), (0.1z if 0.2 < 0.3z else 0.2), 0.1z)": (0.5,),
    "max(step((3z-0.2)^2), 2z)": (0.5,),
    "min(clip(3z-0.3, 0.1, 0.45)^2, -z)": (-0.01,),
    "leaky_relu(max(max(2z+0.6, z+0.6), z+-z, 0.2))": (-0.4,),
    "max(z^2 + z - 0.1, z*z)": (0.1,),
    "min(clip(y, 0.1, 0.125), (-a+0.1)^2)": (-0.21622776601683794, 0.0),
    "max(0.6-a*y, a/3)": (0.45, 1.0),
    "2max(0.3y+0.1, 3a+0.9, -y)": (-0.8 / 3, 0.0),
    "min((2y if 0.6>=3a else 0.125), min(2y, 0.3a+0.1))": (-1 / 3, 0.0),
    "min(min(min(3a+0.7, -y, 0.1y+0.6), max(0.2, -y-0.2)), leaky_relu(0.2))": (-0.3, 0.2),
    "max(clip(0.1y+0.3, 0.125, 0.45), a+2y-0.6, clip(a, 0.125, 0.7))": (0.3, 0.0),
    "min(max(0.1a+0.2, -y, 2a), 2a+0.45, y-0.6)": (-0.525, 0.0),
    "abs(-a-0.7) + max(2y, a-0.3)": (0.3, 0.0),
    "max(min(sgn(0.1a), clip(0.6, 0.125, 0.7), (3y+0.9 if 0.6 <= a else 0.1)), 0.3a-0.7)": (-1.0, 0.0),
}
# what no program was written for
WRITTEN = (
    "step(2z-0.1)^2 + max(min(0.3, 2z+0.125, 0.3z), clip(0.3, 0.9, 1.1))",
    "max(0.3max(z+0.7, z), step(z-0.3)^2, max(min(1.1, -z, 0.2), 0.3^2, relu(0.7)))",
    "min(leaky_relu(3z-0.1), sgn(0.2)) + 0.6",
)
ACTIVATIONS: dict[tuple[str, ...], tuple[float, float]] = {
    ("0", "z", "2z"): (0, 0),
    ("z", "-z", "0"): (0, 0),
    ("0.1z", "z", "-1"): (0.55, 0),
    ("z", "2z", "3z"): (2, 2),
    ("z", "2z", "-z"): (2 / 3, 2 / 3),
    ("z", "z^2", "sin(z)"): (2 / 3, 2 / 3),
    ("z+1", "2z+1", "sqrt(z+1)"): (3.5 / 3, 3.5 / 3),
}
# at a and y
LOSSES: dict[tuple[str, ...], tuple[float, float, float]] = {
    ("a", "y", "0.5"): (0.5, 0.5, 0),
    ("a-y", "y-a", "2(a-y)"): (1, 1, 2 / 3),
    ("a", "y", "a*y"): (1, 1, 2 / 3),
    ("(a-y)^2", "abs(a-y)", "a"): (1, 0, 4 / 3),
}


def written(name: str, parts: tuple[str, ...]) -> list[str]:
    return [f"{name}({', '.join(order)})" for order in itertools.permutations(parts)]


@pytest.mark.parametrize("parts", ACTIVATIONS)
@pytest.mark.parametrize("name", ["max", "min"])
def test_a_tie_of_three_has_one_derivative_in_an_activation(name: str, parts: tuple[str, ...]) -> None:
    expected = ACTIVATIONS[parts][name == "min"]
    for text in written(name, parts):
        network = Network((1, 1), Activation.parse(text, name="f"), "mse")
        derivation = derive(network)
        program = derivation.compile()
        error = program.trace(ONES, [[0.0]], [[7.0]])["a1"].item() - 7
        for way in (backward(network, ONES, [[0.0]], [[7.0]]), program(ONES, [[0.0]], [[7.0]])):
            assert way.deltas[0].item() / error == pytest.approx(expected, rel=1e-15), text
        assert match(network, ONES, [[0.0], [0.3]], [[7.0], [7.0]]).ok
    assert derivation.check(["f'"]).ok


@pytest.mark.parametrize("parts", LOSSES)
@pytest.mark.parametrize("name", ["max", "min"])
def test_a_tie_of_three_has_one_derivative_in_a_loss(name: str, parts: tuple[str, ...]) -> None:
    a, y, expected = LOSSES[parts]
    for text in written(name, parts):
        network = Network((1, 1), "identity", Loss.parse(text))
        derivation = derive(network)
        for way in (backward(network, ONES, [[a]], [[y]]), derivation.compile()(ONES, [[a]], [[y]])):
            assert way.deltas[0].item() == pytest.approx(expected, rel=1e-15), text
        assert match(network, ONES, [[a], [0.3]], [[y], [-0.7]]).ok
    assert derivation.check(["da1"]).ok


def derivatives(text: str, at: float, *target: float) -> tuple[Values, Values]:
    """Give the derivative that each of the two finds, beside a point and at it."""
    network = (
        Network((1, 1), "identity", Loss.parse(text)) if target else Network((1, 1), Activation.parse(text), "mse")
    )
    points = np.array([[np.nextafter(at, -9)], [at], [np.nextafter(at, 9)]])
    given = ONES, points, np.full((3, 1), target[0] if target else 7.0)
    ways = backward(network, *given), derive(network).compile()(*given)
    return ways[0].deltas[0][:, 0], ways[1].deltas[0][:, 0]


@pytest.mark.parametrize("text", DECIDED)
def test_what_is_equal_and_what_counts_then_is_one_rule(text: str) -> None:
    by_hand, derived = derivatives(text, *DECIDED[text])
    np.testing.assert_allclose(by_hand, derived, rtol=1e-12)
    assert len(set(by_hand.round(9))) > 1


@pytest.mark.parametrize("text", WRITTEN)
def test_a_number_in_other_words_is_a_number(text: str) -> None:
    np.testing.assert_allclose(*derivatives(text, 0.2), rtol=1e-12)


def test_another_rule_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dual, "is_number", lambda node: False)
    by_hand, derived = derivatives("max(z, 0.3)", 0.3)
    assert by_hand[1] == by_hand[2] / 2
    assert derived[1] == 0


@pytest.mark.parametrize("last", ["sqrt(a)", "cbrt(a)", "|a|^0.5"])
@pytest.mark.parametrize("first", [("y",), ("a", "y")])
def test_an_infinite_derivative_that_does_not_count_is_none(first: tuple[str, ...], last: str) -> None:
    for text in written("max", (*first, last)):
        network = Network((1, 1), "identity", Loss.parse(text))
        for way in (backward(network, ONES, [[0.0]], [[1.0]]), derive(network).compile()(ONES, [[0.0]], [[1.0]])):
            assert way.deltas[0].item() == 0, text


@pytest.mark.parametrize(
    ("parts", "expected"), [(("0", "x", "2x"), 0), (("x", "2x", "3x"), 2), (("x", "-x", "x*y"), 1 / 3)]
)
def test_a_tie_of_three_has_one_derivative_in_a_graph(parts: tuple[str, ...], expected: float) -> None:
    for text in written("max", parts):
        derivation = derive(graph(text))
        given = dict.fromkeys((each for each in "xy" if any(each in part for part in parts)), 0.0) | {"y": 1.0}
        found = derivation.arrays(**{name: value for name, value in given.items() if name in derivation.model.by_name})
        assert found["dx"].item() == pytest.approx(expected, rel=1e-15), text
        assert derivation.check().ok


def test_what_counts_of_a_tie_is_printed() -> None:
    def last(text: str) -> str:
        return print_result(derive(graph(text)), "dx").lines[-1].formula

    assert last("max(x, y, z)") == (
        r"\begin{cases} 1 & \text{if } x > \max(y, z) \\ 0 & \text{if } x < \max(y, z) \\ "
        r"\frac{1}{3} & \text{if } y = z \\ \frac{1}{2} & \text{otherwise} \end{cases}"
    )
    derivation = derive(Network((1, 1), "identity", Loss.parse("max(a, y, a*y)")))
    formula = print_result(derivation, "da1").lines[-1].formula.replace("a^{(1)}_{js}", "a").replace("y_{js}", "y")
    counts = [rf"[{each} \geq \max(a, y, a y)]" for each in ("a", "y", "a y")]
    assert formula == rf"\frac{{1}}{{m}} \frac{{{counts[0]} + y {counts[2]}}}{{{' + '.join(counts)}}}"


@pytest.mark.parametrize("text", ["(2y if a > 1 else max(1.1, a, a))", "max(0.2, a, a) + y", "min(y, max(2a, a + a))"])
def test_of_two_that_are_one_either_counts(text: str) -> None:
    np.testing.assert_allclose(*derivatives(text, 0.2, 0.7), rtol=1e-12)
    report = derive(Network((1, 1), "identity", Loss.parse(text))).check(["da1"])
    assert report.ok, report
