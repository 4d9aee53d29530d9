"""Four independent ways to one gradient: derived, by hand, autograd, PyTorch; and a comparison that can fail."""

import math
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from functools import cache, partial
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from derivations import (
    Activation,
    Convention,
    Gradients,
    Loss,
    Network,
    Parameters,
    backward,
    derive,
    forward,
    initialise,
    match,
    sgd,
    train,
)
from derivations.errors import SpecificationError
from derivations.formula.activations import ACTIVATIONS
from derivations.matching.binding import bind, lookup
from derivations.matching.match import MatchReport, MatchRow, compare
from derivations.matching.program import Program
from derivations.numeric.network.difference import Quotients
from derivations.numeric.network.problem import pose
from tests.numeric.oracle import Problem, oracle_gradients, problems, random_problem
from tests.numeric.rounding import gradients_apart
from tests.oracles import torch_gradients
from tests.searching import examples


@cache
def program_of(network: Network, convention: Convention) -> Program:
    return derive(network, convention).compile()


def flat(gradients: Gradients) -> list[np.ndarray]:
    return [*gradients.weights, *gradients.biases, *gradients.deltas]


def worst(found: Gradients, wanted: Gradients, problem: Problem) -> float:
    """Compare parameters and deltas, in units of what rounding allows."""
    return gradients_apart(found, wanted, problem, ("weights", "biases", "deltas"))


@examples(40)
@given(problems())
def test_derived_by_hand_and_autograd_agree(problem: Problem) -> None:
    program = program_of(problem.network, problem.convention)
    found = program(problem.parameters, problem.inputs, problem.targets)
    by_hand = backward(*problem)
    assert [array.shape for array in flat(found)] == [array.shape for array in flat(by_hand)]
    oracle = Gradients(*(tuple(arrays) for arrays in oracle_gradients(problem)[1:]))
    assert worst(found, oracle, problem) <= 1
    assert worst(by_hand, oracle, problem) <= 1
    assert worst(found, by_hand, problem) <= 1


@examples(10)
@given(problems())
def test_how_matrices_are_shown_changes_no_number(problem: Problem) -> None:
    sources = {
        name: program_of(problem.network, replace(problem.convention, layout=name)).source
        for name in ("columns", "rows")
    }
    assert sources["columns"] == sources["rows"]
    report = match(*problem)
    assert report.ok, report.worst


@pytest.mark.parametrize("loss", ["mse", "bce"])
@pytest.mark.parametrize("hidden", ["identity", "relu", "sigmoid", "tanh"])
@pytest.mark.parametrize("half", [True, False])
def test_equals_pytorch(hidden: str, loss: str, half: bool, torch: ModuleType) -> None:
    network = Network((3, 4, 2, 2), (hidden, hidden, "sigmoid"), loss)
    outputs = "mean" if hidden in {"relu", "tanh"} else "sum"
    convention = Convention(half=half, outputs=outputs, samples="sum" if hidden == "tanh" else "mean")
    problem = random_problem(network, 5, np.random.default_rng(4), convention)
    found = program_of(network, convention)(problem.parameters, problem.inputs, problem.targets)
    theirs = torch_gradients(torch, problem)
    oracle = Gradients(tuple(theirs[:3]), tuple(theirs[3:6]), tuple(theirs[6:]))
    assert worst(found, oracle, problem) <= 1


PROBLEM = random_problem(Network((2, 3, 1)), 4, np.random.default_rng(7))


def _changed(change: Callable[[Gradients], Gradients]) -> MatchReport:
    program = program_of(PROBLEM.network, PROBLEM.convention)

    derived = program(PROBLEM.parameters, PROBLEM.inputs, PROBLEM.targets)
    return compare(pose(*PROBLEM), change(derived), backward(*PROBLEM))


def _with_weight(gradients: Gradients, layer: int, at: tuple[int, int], factor: float) -> Gradients:
    weights = [array.copy() for array in gradients.weights]
    weights[layer - 1][at] *= factor
    return replace(gradients, weights=tuple(weights))


def test_what_nobody_changed_matches() -> None:
    report = _changed(lambda gradients: gradients)
    assert report.ok
    assert report.worst.error < 1e-13


@pytest.mark.parametrize(("layer", "at", "name"), [(1, (2, 0), "W1[3,1]"), (2, (0, 1), "W2[1,2]")])
@pytest.mark.parametrize("factor", [-1.0, 0.0, 2.0, 1.0001, np.inf, np.nan])
def test_one_wrong_weight_is_the_worst_row(layer: int, at: tuple[int, int], name: str, factor: float) -> None:
    report = _changed(lambda gradients: _with_weight(gradients, layer, at, factor))
    assert not report.ok
    assert report.worst.name == name
    assert report.worst.backward == pytest.approx(report.worst.difference, rel=1e-9)
    assert report.worst.derived != pytest.approx(report.worst.backward, rel=1e-9)
    assert [row.name for row in report.rows if not row.error <= report.tolerance] == [name]
    # the derived one is wrong: beside the quotient the backward pass has no error
    by = {other: [row.backward_error(other) for row in report.rows] for other in ("derived", "difference")}
    right = {other: [each is not None and each <= report.tolerance for each in found] for other, found in by.items()}
    assert right["derived"] == [row.name != name for row in report.rows]
    assert all(right["difference"])


@pytest.mark.parametrize(
    "change",
    [
        lambda g: replace(g, biases=tuple(4 * b for b in g.biases)),  # missing 1/m
        lambda g: replace(g, weights=(g.weights[0][:, ::-1], g.weights[1])),  # swapped index
        lambda g: replace(g, biases=(g.biases[0] + 1e-6, g.biases[1])),
    ],
    ids=["missing 1/m", "swapped index", "a little too much"],
)
def test_a_wrong_gradient_does_not_match(change: Callable[[Gradients], Gradients]) -> None:
    report = _changed(change)
    assert not report.ok
    assert report.worst.error > report.tolerance


def test_one_row_per_parameter() -> None:
    report = match(*PROBLEM)
    assert [row.name for row in report.rows] == [
        *(f"W1[{unit},{source}]" for unit in (1, 2, 3) for source in (1, 2)),
        *(f"b1[{unit}]" for unit in (1, 2, 3)),
        *(f"W2[1,{source}]" for source in (1, 2, 3)),
        "b2[1]",
    ]
    by_hand = backward(*PROBLEM)
    assert report.rows[0].backward == by_hand.weights[0][0, 0]
    assert (report.rows[-1].layer, report.rows[-1].unit, report.rows[-1].source) == (2, 1, None)
    with pytest.raises(FrozenInstanceError):
        report.rows = ()  # type: ignore[misc]


def test_a_gradient_of_zero_matches() -> None:
    network = Network((1, 1), "relu", "mse")
    parameters = Parameters((np.array([[-1.0]]),), (np.array([0.0]),))
    report = match(network, parameters, [[2.0]], [[1.0]])
    assert report.ok
    assert {row.derived for row in report.rows} == {0.0}


def test_a_row_that_is_not_a_number_is_the_worst() -> None:
    rows = tuple(
        MatchRow(1, unit, None, 1, 1, 1, error, "biases", 1.0)
        for unit, error in ((1, 1e-3), (2, float("nan")), (3, 0.5))
    )
    assert MatchReport(rows).worst.unit == 2
    assert not MatchReport(rows).ok


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("size", [30.0, 1e3, 1e4])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_matches_where_a_naive_formula_overflows(size: float, y: float) -> None:
    for sign in (1, -1):
        parameters = Parameters((np.array([[sign * size]]),), (np.array([0.0]),))
        report = match(Network((1, 1)), parameters, [[1.0]], [[y]])
        assert report.ok, report.worst


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", [each for each in ACTIVATIONS if each != "softmax"])
def test_the_program_is_right_up_to_the_largest_number(name: str) -> None:
    network = Network((1, 1, 1), (name, "identity"), "mae")
    program = derive(network).compile()
    for z in (1.7e308, -1e308, 1e155, -1e155):
        parameters = Parameters((np.ones((1, 1)),) * 2, (np.array([z]), np.zeros(1)))
        ours = program(parameters, [[1.0]], [[10.0]])
        theirs = backward(network, parameters, [[1.0]], [[10.0]])
        for one, other in zip((*ours.weights, *ours.biases), (*theirs.weights, *theirs.biases), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-14)


def test_entries_are_found_by_name_and_index() -> None:
    parameters = Parameters((np.array([[1.0, 2.0], [3.0, 4.0]]),), (np.array([5.0, 6.0]),))
    network = Network((2, 2))
    derivation = derive(network)
    values = bind(pose(network, parameters, [[7.0, 8.0]], [[0.0, 1.0]]))
    assert list(values) == ["a0", "W1", "b1", "y"]
    find = lookup(derivation.model, {**values, "dW1": np.array([[0.1, 0.2], [0.3, 0.4]])})
    # the first position is the unit, the second the sample; samples are rows in the arrays
    assert find("a0", (2, 1)) == 8
    assert find("W1", (2, 1)) == 3
    assert find("b1", (2,)) == 6
    assert find("dW1", (1, 2)) == 0.2


BY_SAMPLE = PROBLEM._replace(convention=Convention(delta="sample"))


@pytest.mark.parametrize("samples", ["sum", "mean"])
@pytest.mark.parametrize("loss", ["mse", "bce"])
def test_deltas_of_samples_are_those_of_a_batch_of_one(loss: str, samples: str) -> None:
    network = Network((2, 3, 2), ("tanh", "sigmoid"), loss)
    convention = Convention(samples=samples, outputs="mean", delta="sample")
    problem = random_problem(network, 5, np.random.default_rng(8), convention)
    program = program_of(network, convention)
    assert match(*problem).ok
    by_hand = partial(backward, network, convention=convention)
    for way in (program, by_hand):
        whole = way(problem.parameters, problem.inputs, problem.targets)
        for row in range(5):
            alone = way(problem.parameters, problem.inputs[row : row + 1], problem.targets[row : row + 1])
            for many, one in zip(whole.deltas, alone.deltas, strict=True):
                np.testing.assert_allclose(many[row], one[0], rtol=1e-13)


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        (lambda g: replace(g, deltas=tuple(delta / 4 for delta in g.deltas)), "deltas"),  # 1/m in delta as well
        (lambda g: replace(g, deltas=(g.deltas[0][::-1], g.deltas[1])), "deltas"),  # of the wrong samples
        (lambda g: replace(g, weights=tuple(4 * W for W in g.weights)), "weights"),  # 1/m forgotten in dC/dW
        (lambda g: replace(g, weights=tuple(W / 4 for W in g.weights)), "weights"),  # 1/m twice
    ],
)
def test_a_factor_on_the_wrong_side_of_delta_is_noticed(change: Callable[[Gradients], Gradients], kinds: str) -> None:
    program = program_of(BY_SAMPLE.network, BY_SAMPLE.convention)

    derived = program(BY_SAMPLE.parameters, BY_SAMPLE.inputs, BY_SAMPLE.targets)
    report = compare(pose(*BY_SAMPLE), change(derived), backward(*BY_SAMPLE))
    assert not report.ok
    assert (report.worst.error > report.tolerance) == (kinds == "weights")
    assert any(row.error > report.tolerance for row in report.deltas) == (kinds == "deltas")
    assert match(*BY_SAMPLE).ok


def test_the_delta_of_the_cost_is_not_taken_for_that_of_a_sample() -> None:
    derived = program_of(BY_SAMPLE.network, Convention())(BY_SAMPLE.parameters, BY_SAMPLE.inputs, BY_SAMPLE.targets)
    report = compare(pose(*BY_SAMPLE), derived, backward(*BY_SAMPLE))
    # their gradients are the same; only delta tells
    assert report.worst.error < 1e-13
    assert not report.ok


def test_deltas_of_samples_that_see_each_other_are_refused() -> None:
    network = Network((2, 3, 1), batch_norm=True)
    rng, convention = np.random.default_rng(0), Convention(delta="sample")
    problem = random_problem(network, 4, rng, convention)._replace(parameters=initialise(network, rng))
    message = "delta 'sample' for a network that is batch-normalised in training: .*; use delta 'cost', or network.eval"
    for refused in (lambda: match(*problem), lambda: backward(*problem), lambda: derive(network, convention)):
        with pytest.raises(SpecificationError, match=message):
            refused()
    assert derive(network.evaluating(), convention).check(["delta1", "dW1", "dgamma1"]).ok


@examples(10)
@given(problems())
def test_the_lines_of_random_networks_check_with_the_delta_of_a_sample(problem: Problem) -> None:
    network, *_, convention = problem
    by_sample, whole = (derive(network, replace(convention, delta=delta)) for delta in ("sample", "cost"))
    report = by_sample.check()
    assert report.ok, report.failures
    # forward nothing changes but the cost itself, and the same quantities are derived, with C_s
    kinds = {kind: [r.target for r in by_sample.results if r.kind == kind] for kind in ("forward", "gradient")}
    assert kinds["forward"] == [
        *(r.target for r in whole.results if r.kind == "forward" and r.target != "C"),
        "C_s",
        "C",
    ]
    assert kinds["gradient"] == ["dC_s", *(r.target for r in whole.results if r.kind == "gradient")]
    shared = {*(f"d{letter}{layer}" for letter in "Wb" for layer in range(1, network.depth + 1))}
    for result in by_sample.results:
        if result.kind == "gradient" and result.target != "dC_s":
            assert (result.lines[0].rule == "chain rule over the samples") == (result.target in shared)


@pytest.mark.parametrize(("wrong", "found"), [(1e-8, False), (1e-6, True)])
def test_what_an_error_can_hide_the_relative_difference_shows(wrong: float, found: bool) -> None:
    network = Network((1, 1), "tanh", "mse")
    # 1 - a^2 is 1e-6 of its terms, and has the rounding of the 1: 1e-10 of itself
    problem = (network, Parameters((np.array([[7.6]]),), (np.zeros(1),)), [[1.0]], [[0.0]])
    right = derive(network).compile()(*problem[1:])
    spoilt = Gradients(tuple((1 + wrong) * each for each in right.weights), right.biases, right.deltas)
    report = compare(pose(*problem), spoilt, backward(*problem))
    row = report.rows[0]
    assert row.relative == pytest.approx(wrong, rel=0.1)
    assert (row.error > report.tolerance) == found
    assert match(*problem).rows[0].relative < 1e-9


SMOOTH = (
    "relu(z)-relu(-z)",
    "sign(z)*log(1+abs(z))",
    "max(z,0)+min(z,0)",
    "sign(z)*abs(z)",
    "z*step(z)+z*step(-z)",
)


def match_at_0(activation: Any) -> MatchReport:
    network = Network((1, 1), activation, "mse")
    return match(network, Parameters((np.ones((1, 1)),), (np.zeros(1),)), [[0.0]], [[5.0]])


@pytest.mark.parametrize("formula", SMOOTH)
def test_three_wrong_gradients_of_a_smooth_function_are_no_match(formula: str) -> None:
    """The derivative of each case is 0 at its border, where the function itself is z, or near it."""
    report = match_at_0(Activation.parse(formula))
    row = report.rows[1]
    assert row.derived == row.backward == 0
    assert row.difference == pytest.approx(-5, rel=1e-8)
    assert row.sides is None
    assert row.error == pytest.approx(1)
    assert not report.ok
    assert report.rows[0].error == 0


@pytest.mark.parametrize("formula", ["max(a-y,0)+min(a-y,0)", "sign(a-y)*abs(a-y)"])
def test_three_wrong_gradients_of_a_smooth_loss_are_no_match(formula: str) -> None:
    """Both sides of a = y have the derivative 1, and a = y itself 0: that is no rounding of a."""
    network, start = Network((1, 1), "identity", Loss.parse(formula)), Parameters((np.ones((1, 1)),), (np.zeros(1),))
    report = match(network, start, [[0.25]], [[0.25]])
    assert not report.ok
    for row, slope in zip(report.rows, (0.25, 1), strict=True):
        assert row.derived == row.backward == 0
        assert row.difference == pytest.approx(slope, rel=1e-8)
        assert row.error == pytest.approx(1)
    assert match(network, start, [[0.5]], [[0.25]]).ok


def test_of_a_smooth_activation_too_at_a_border_that_is_not_0() -> None:
    report = match_of_one("max(z-0.25,0)+min(z-0.25,0)", 0.25, 5)
    assert not report.ok
    assert report.rows[1].error == pytest.approx(1)


@pytest.mark.parametrize("x", [1e-300, 1e-200, -1e-200, 1e-150, 1e-100, -1e-90])
def test_beside_a_tiny_z_the_other_side_of_0_is_no_side_of_z(x: float) -> None:
    report = match_of_one("z*log(|z|)", x, 0.25)
    assert report.ok
    assert all(row.sides is None for row in report.rows)
    assert report.rows[1].difference == pytest.approx(-0.25 * (math.log(abs(x)) + 1), rel=1e-12)


@pytest.mark.parametrize("activation", ["relu", Activation.parse("relu(z)"), Activation.parse("z if z > 0 else 0")])
def test_at_a_kink_the_three_agree_by_convention_and_the_reader_is_told(activation: Any) -> None:
    report = match_at_0(activation)
    row = report.rows[1]
    assert report.ok
    assert row.sides == pytest.approx((0, -5), rel=1e-7)
    assert row.cells["difference quotient"] == "at a kink: 0 on the left, -5 on the right; 0 by convention"
    assert repr(report).endswith("1 at a kink, such as b1[1]: by convention, not measured>")
    assert "at a kink: 0 on the left" in report._repr_markdown_()
    assert report.rows[0].sides is None
    assert (len(report), tuple(report)) == (2, report.rows)


@pytest.mark.parametrize(
    ("formula", "z"),
    [
        ("|z-0.7|", 0.7),
        ("|z-0.7|", float(np.nextafter(0.7, 1))),
        ("min(relu(z),0.6)", 0.6),
        ("max(0.2z,z-0.3)", 0.375),
        ("max(0,z)", 0.0),
        ("10*max(z,0.1)", 0.1),
    ],
)
@pytest.mark.parametrize("wrong", [100.0, 1e-3, -1e-9])
def test_a_wrong_gradient_at_a_kink_is_found(formula: str, z: float, wrong: float) -> None:
    network, start = Network((1, 1), Activation.parse(formula), "mse"), Parameters((np.ones((1, 1)),), (np.array([z]),))
    problem = pose(network, start, [[0.0]], [[7.3]], Convention())
    right = backward(network, start, [[0.0]], [[7.3]])
    moved = replace(right, biases=(right.biases[0] + wrong,))
    assert compare(problem, right, right).ok
    for ways in ((moved, right), (right, moved)):
        report = compare(problem, *ways)
        assert not report.ok
        assert report.rows[1].sides is not None
        assert report.rows[1].difference is None
        assert report.rows[1].backward_error("difference") is None


def test_a_jump_is_by_convention_too() -> None:
    report = match_at_0("step")
    assert report.ok
    sides = report.rows[1].sides
    assert sides is not None
    assert sorted(map(abs, sides)) == [0, np.inf]


def match_of_one(formula: str, x: float, y: float) -> MatchReport:
    network, start = Network((1, 1), Activation.parse(formula), "mse"), Parameters((np.ones((1, 1)),), (np.zeros(1),))
    return match(network, start, [[x]], [[y]])


@pytest.mark.parametrize(
    ("formula", "x"),
    [
        *(("z^1.5", 0.0), ("z^1.1", 0.0), ("exp(z^1.5) + 3z", 0.0), ("(1 - z)^2.5", 1.0)),
        *(("z^1.5", 1e-300), ("log(z)", 1e-160), ("log(z)", 1e-300), ("z^0.3", 1e-300)),
    ],
)
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_at_the_end_of_a_domain_the_quotient_is_of_one_side(formula: str, x: float, y: float) -> None:
    report = match_of_one(formula, x, y)
    assert report.ok
    assert "kink" not in repr(report)


# a formula, z, and its slope there by mpmath or by hand
FEW_DIGITS = (
    ("log(1-tanh(z))", 400, -2),
    ("atanh(tanh(z))", 400, 1),
    ("log(1-exp(-exp(z)))", -800, 1),
    ("log(1-erf(z))", 30, -60.03329639875623),
    ("asin(tanh(z))", 400, 2 * float(np.exp(-400))),
    ("asin(tanh(z))", 4e5, 0),
    ("log(1-tanh(z))", 1e5, -2),
    ("log(1-tanh(z))", 2000, -2),
    ("atanh(tanh(z))", 1e6, 1),
    ("log(1-erf(z))", 300, -600.0033333),
    ("log(1+z)", 1e-30, 1),
    ("abs(z)**1.5", 1e-200, 1.5e-100),
    ("relu(1e30z)", 1e-40, 1e30),
    ("relu(3e25z)/7", 1, 3e25 / 7),
    ("sin(1e30z)", 1e-40, 1e30),
    ("sigmoid(1e30z)", 1e-40, 2.5e29),
    ("(1-cos(z))/z**2", 1e-160, -1e-160 / 12),
    ("(1-cos(z))/z**2", 1e-173, -1e-173 / 12),
    ("log(z)", 1e-290, 1e290),
)


@pytest.mark.parametrize(("formula", "z", "slope"), FEW_DIGITS)
def test_where_digits_are_lost_the_three_agree_and_a_mistake_is_found(formula: str, z: float, slope: float) -> None:
    network = Network((1, 1), Activation.parse(formula), Loss.parse("a + y"))
    problem = (network, Parameters((np.ones((1, 1)),), (np.zeros(1),)), [[float(z)]], [[0.0]])
    report = match(*problem)
    assert report.ok
    assert all(row.comparable for row in report.rows)
    assert [row.difference for row in report.rows] == pytest.approx([slope * z, slope], rel=1e-9 if z == 300 else 1e-12)
    right = backward(*problem)
    wrong = replace(right, biases=(right.biases[0] * (1 + 1e-6),))
    assert [row.error > report.tolerance for row in compare(pose(*problem), wrong, wrong).rows] == [False, slope != 0]


@pytest.mark.parametrize(
    ("formula", "x"), [("tan(z)", np.pi / 2), ("1/(z - 1)", 1 + 1e-12), ("1/(z - 1)", 1 + 1e-9), ("log(z)", 1e-100)]
)
def test_beside_a_pole_is_no_kink(formula: str, x: float) -> None:
    report = match_of_one(formula, x, 0.0)
    assert report.ok
    assert "kink" not in repr(report)


@pytest.mark.parametrize(
    ("formula", "x"), [("tan(z)", np.pi / 2), ("1/(z - 1)", 1 + 1e-12), ("sin(exp(z))", 38.0), ("sin(1e17z)", 1.0)]
)
def test_a_rounding_of_z_that_changes_everything_hides_no_mistake(formula: str, x: float) -> None:
    network, start = Network((1, 1), Activation.parse(formula), "mse"), Parameters((np.ones((1, 1)),), (np.zeros(1),))
    problem = (network, start, [[x]], [[0.0]])
    right = backward(*problem)
    assert compare(pose(*problem), right, right).ok
    doubled = Gradients(*(tuple(2 * each for each in part) for part in (right.weights, right.biases, right.deltas)))
    report = compare(pose(*problem), doubled, right)
    assert not report.ok
    assert min(row.error for row in report.rows) > report.tolerance < min(row.error for row in report.deltas)
    assert [row.comparable for row in report.rows] == [False, False]
    assert [row.comparable for row in report.deltas] == [False]
    assert "2 not comparable, such as W1[1,1]: a rounding of z changes it too much" in repr(report)


@pytest.mark.parametrize(
    "formula",
    [
        *("(z-0.3)^2", "(z-0.3)^3", "(z-0.3)^4", "|z-0.3|", "|z-0.3|^3", "max(z-0.3, 0.3-z)", "max(0.1*3*z, 0.09)"),
        *("z*(z-0.6)", "z^3-0.27z", "exp(-(z-0.3)^2)", "tanh(z-0.3)^2", "relu(z-0.3)^2", "1-cos(z-0.3)", "z-0.3"),
    ],
)
@pytest.mark.parametrize(("weights", "bias"), [((0.3, 0.0), 0.0), ((0.2, 0.3), 0.3 - 0.5), ((0.4, 0.1), 0.3 - 0.5)])
def test_where_a_formula_cancels_the_right_gradients_agree(
    formula: str, weights: tuple[float, float], bias: float
) -> None:
    network = Network((2, 1), Activation.parse(formula), "mse")
    start = Parameters((np.array([weights]),), (np.array([bias]),))
    for y in (0.0, 0.5):
        report = match(network, start, [[1.0, 1.0]], [[y]])
        assert report.ok, report.rows
        assert "not comparable" not in repr(report)


@pytest.mark.parametrize("formula", ["(z-0.3)^2", "(z-0.3)^3", "|z-0.3|^3", "exp(-(z-0.3)^2)", "1-cos(z-0.3)"])
def test_where_a_formula_cancels_a_mistake_is_found(formula: str) -> None:
    network = Network((1, 1), Activation.parse(formula), "mse")
    start = Parameters((np.ones((1, 1)),), (np.zeros(1),))
    for apart in (0.0, 1e-17):
        problem = (network, start, [[0.3 + apart]], [[0.5]])
        right = backward(*problem)
        # of what it is around
        wrong = replace(right, weights=(right.weights[0] + 1e-6,), deltas=(right.deltas[0] + 1e-6,))
        report = compare(pose(*problem), wrong, right)
        assert [row.error > report.tolerance for row in report.rows] == [True, False]
        assert [row.error > report.tolerance for row in report.deltas] == [True]


@pytest.mark.parametrize("loss", ["(a-y)^2", "(a-y)^4", "|a-y|^3", "1-cos(a-y)", "log(cosh(a-y))", "huber(a-y,1)"])
def test_where_targets_are_fitted_the_right_gradients_agree(loss: str) -> None:
    network = Network((3, 2, 1), ("tanh", "identity"), Loss.parse(loss))
    for seed in range(3):
        rng = np.random.default_rng(seed)
        start, inputs = initialise(network, rng), rng.normal(size=(3, 3))
        report = match(network, start, inputs, np.round(forward(network, start, inputs).a[-1], 15))
        assert report.ok, report.worst


def test_after_training_to_the_last_digit_the_right_gradients_agree() -> None:
    network = Network((2, 1), "identity", Loss.parse("(a-y)^2"))
    for seed in range(3):
        rng = np.random.default_rng(seed)
        inputs = rng.normal(size=(3, 2))
        targets = inputs @ [[0.7], [-0.4]] + 0.3
        *_, last = train(
            network, initialise(network, rng), inputs, targets, optimiser=sgd(learning_rate=0.2), epochs=4000
        )
        assert last.loss < 1e-29
        report = match(network, last.parameters, inputs, targets)
        assert report.ok, report.worst
        assert all(row.comparable for row in report.rows)


@pytest.mark.parametrize("bound", [np.inf, np.nan])
def test_a_bound_that_is_no_number_hides_no_mistake(bound: float, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(Network((2, 2, 1)), 3, np.random.default_rng(0))
    right = backward(*problem)
    weights, biases, deltas = (
        tuple(np.full_like(each, bound) for each in part) for part in (right.weights, right.biases, right.deltas)
    )
    nothing = Quotients(weights, biases, deltas=deltas)
    monkeypatch.setattr("derivations.matching.match.rounding_bounds", lambda *_, **__: nothing)
    assert compare(pose(*problem), right, right).ok
    wrong = Gradients(tuple(1.001 * each for each in right.weights), right.biases, right.deltas)
    report = compare(pose(*problem), wrong, right)
    assert [row.error > report.tolerance for row in report.rows] == [row.kind == "weights" for row in report.rows]


@pytest.mark.parametrize("activation", ["tanh", "elu", Activation.parse("z*abs(z)")])
def test_what_is_smooth_is_not_said_to_be_at_a_kink(activation: Any) -> None:
    report = match_at_0(activation)
    assert report.ok
    assert "kink" not in repr(report)
    assert all(isinstance(row.cells["difference quotient"], float) for row in report.rows)


@pytest.mark.parametrize("z", [1e-100, -1e-100, 1e-30])
def test_beside_a_kink_what_moves_nothing_there_is_not_measured_across_another_border(z: float) -> None:
    """The derivative of z log|z| at 1e-100 is -229, and no quotient of float64 tells it."""
    network = Network((1, 2, 1), (Activation.parse("z*log(abs(z))"), "identity"), "mse", l1=0.1)
    start = Parameters((np.array([[z], [0.5]]), np.array([[1.0, 0.0]])), (np.zeros(2), np.zeros(1)))
    report = match(network, start, [[1.0]], [[0.3]])
    assert report.ok
    assert [row.name for row in report.rows if row.sides is not None] == ["W2[1,2]"]
    slope = float(np.log(abs(z))) + 1
    assert report.rows[0].difference == pytest.approx(-0.3 * slope + 0.1 * np.sign(z), rel=1e-9)


CUBE_ROOT = "where(z>0, z**(1/3), where(z<0, -(-z)**(1/3), 0))"


def test_what_moves_a_jump_only_at_higher_order_is_measured() -> None:
    """The cube root of z**3 is z: by the rules its derivative at 0 is 0 times what it has no value for."""
    network = Network((1, 1, 1), (Activation.parse("z**3"), Activation.parse(CUBE_ROOT, name="g")), "mse")
    start = Parameters((np.ones((1, 1)), np.ones((1, 1))), (np.zeros(1), np.zeros(1)))
    report = match(network, start, [[0.0], [1.0]], [[0.3], [0.4]])
    assert not report.ok


@pytest.mark.parametrize("second", ["where(z>0,1,0)", "where(z>0,1,0)+z", "where(z>0,sqrt(z),0)"])
def test_a_square_moves_a_jump(second: str) -> None:
    network = Network((1, 1, 1), (Activation.parse("z**2"), Activation.parse(second, name="g")), "mse")
    start = Parameters((np.ones((1, 1)), np.ones((1, 1))), (np.zeros(1), np.zeros(1)))
    report = match(network, start, [[0.0], [1.0]], [[0.3], [0.4]])
    assert "b1[1]" in [row.name for row in report.rows if row.sides is not None]
