"""Dropout and batch normalisation: some pages follow them, the others say what they leave out, and none breaks."""

import re
from itertools import product

import numpy as np
import pytest

from dashboard.lab.settings import Settings
from dashboard.navigation import PAGES
from derivations import Network, backward, batch_statistics, forward, match
from tests.dashboard.reader import Reader, named, opened

FOLLOWING = ("Layer by layer", "Training lab", "Check")
KINDS = ({"dropout": "0.5"}, {"batch_norm": "yes"}, {"dropout": "0.5", "batch_norm": "yes"})
CASES = [{**kind, "mode": mode} for kind, mode in product(KINDS, ("training", "evaluation"))]
LEFT_OUT = re.compile(r"Shown \*\*without its (.*)\*\*")


def words(reader: Reader) -> str:
    """Everything that is written on the page."""
    return "\n".join(str(each.value) for each in (*reader.app.markdown, *reader.app.caption))


def file_of(title: str) -> str:
    """Name the file of a page as the app knows it; nothing for the first one."""
    at = next(at for at, row in enumerate(PAGES) if row.title == title)
    return f"app_pages/{PAGES[at].file.name}" if at else ""


@pytest.mark.parametrize("title", [row.title for row in PAGES])
@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(case.values()))
def test_no_page_breaks_and_each_says_what_it_leaves_out(title: str, case: dict[str, str]) -> None:
    reader = opened(file_of(title), **case)
    said, network = words(reader), reader.settings.network
    normalised, dropping = case.get("batch_norm") == "yes", "dropout" in case
    page = reader.app.session_state["visit"].page
    assert page.between == (title in FOLLOWING)
    if not page.network:
        # it is about another network, or none
        assert network.is_plain
    elif title in FOLLOWING:
        assert network.is_normalised == normalised
        assert network.is_noisy == (dropping and case["mode"] == "training")
        assert not LEFT_OUT.search(said)
        assert f"in {case['mode']}" in said
    else:
        assert network.is_plain
        found = LEFT_OUT.search(said)
        assert found
        assert ("batch normalisation" in found[1], "dropout 0.5" in found[1]) == (normalised, dropping)
    if "Three gradients" in str(reader.screen):
        assert "**Three gradients agree**" in reader.meter


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(case.values()))
def test_what_is_compared_is_what_the_library_compares(case: dict[str, str]) -> None:
    reader = opened(**case, hidden="3", functions="tanh,sigmoid")
    visit, now = reader.app.session_state["visit"], reader.settings
    shown = visit.snapshots[0]
    masks = shown.masks or None
    parameters, data = reader.progress.parameters, now.samples
    evaluated = now.network.is_normalised and now.mode == "evaluation"
    statistics = batch_statistics(now.network, parameters, data.inputs) if evaluated else None
    expected = match(
        now.network, parameters, data.inputs, data.targets, now.convention, masks=masks, statistics=statistics
    )
    assert (masks is None) == (not now.network.is_noisy)
    assert [row.name for row in shown.matched.rows] == [row.name for row in expected.rows]
    for ours, theirs in zip(shown.matched.rows, expected.rows, strict=True):
        assert (ours.derived, ours.backward) == (theirs.derived, theirs.backward)
    assert "gamma1[3]" in {row.name for row in expected.rows} or not now.network.is_normalised


def test_batch_normalisation_in_training_offers_the_batch_and_says_why() -> None:
    reader = opened(view="story")
    reader.choose("batch_norm", True)
    now = reader.settings
    assert (now.view, now.scope, now.delta, now.quantity) == ("index", "batch", "cost", "dW")
    assert "no equation is of one sample alone" in words(reader)
    assert "story" not in now.allowed("view")
    reader.choose("mode", "evaluation")
    assert "story" in reader.settings.allowed("view")
    reader.choose("mode", "training")
    reader.choose("batch_norm", False)
    assert reader.settings.network == Settings().network


def test_weights_stay_and_scales_are_kept_trained_edited_and_in_the_address() -> None:
    reader = opened()
    first = reader.progress.parameters
    reader.choose("batch_norm", True)
    start = reader.progress.parameters
    np.testing.assert_array_equal(start.weights[0], first.weights[0])
    reader.choose("quantity", "dgamma")
    reader.edit("field", "1-1-gamma", 1.5)
    assert reader.progress.parameters.scales[0].tolist() == [1.5, 1.0]
    reader.edit("edit", "1-2-beta", -0.25)
    assert reader.progress.parameters.shifts[0].tolist() == [0.0, -0.25]
    reader.press("Step")
    reader.run()
    moved = reader.progress.parameters
    assert not np.array_equal(moved.scales[0], [1.5, 1.0])
    again = opened(**{name: "".join(value) for name, value in reader.app.query_params.items()})
    for ours, theirs in (
        (moved.scales, again.progress.parameters.scales),
        (moved.shifts, again.progress.parameters.shifts),
    ):
        np.testing.assert_array_equal(ours[0], theirs[0])
    assert "**Three gradients agree**" in again.meter


def test_a_page_that_leaves_them_out_trains_the_weights_and_keeps_the_scales() -> None:
    reader = opened(file_of("One weight's path"), batch_norm="yes", dropout="0.5")
    before = reader.progress.parameters
    reader.press("Step")
    reader.run()
    after = reader.progress.parameters
    assert not np.array_equal(before.weights[0], after.weights[0])
    np.testing.assert_array_equal(before.scales[0], after.scales[0])
    assert after.scales[0].tolist() == [1.0, 1.0]


def test_a_dropped_unit_is_marked_in_the_diagram_as_its_mask_says() -> None:
    reader = opened(dropout="0.5", hidden="8")
    masks = reader.app.session_state["visit"].snapshots[0].masks
    units = reader.data("units")
    shown = units[units["name"].str.startswith("a")]["mask"].tolist()
    assert shown == masks[0][reader.settings.sample - 1].tolist()
    assert set(shown) == {0.0, 1.0}
    assert units[~units["name"].str.startswith("a")]["mask"].isna().all()
    kept = dict(zip(range(1, 9), shown, strict=True))
    passed = reader.app.session_state["visit"].snapshots[0].trace
    for unit, mask in kept.items():
        at = (reader.settings.sample - 1, unit - 1)
        assert passed["h1"][at] == pytest.approx(passed["a1"][at] * mask * 2)


@pytest.mark.parametrize("view", ["index", "matrix", "numbers"])
@pytest.mark.parametrize("mode", ["training", "evaluation"])
def test_every_quantity_has_its_equation_in_every_view(view: str, mode: str) -> None:
    both = {"batch_norm": "yes", "dropout": "0.5"}
    reader = opened(**both, view=view, scope="batch", mode=mode, depth="every", layer="1")
    for quantity in reader.settings.allowed("quantity"):
        reader.choose("quantity", quantity)
        assert reader.settings.quantity == quantity
    # gamma of the library's backward pass, as the number that its formula comes to
    if view == "numbers":
        reader.choose("quantity", "dgamma")
        gradient = reader.app.session_state["visit"].snapshots[0].gradient(1, reader.settings.unit, "gamma")
        assert float(reader.value) == pytest.approx(gradient, rel=1e-3, abs=1e-5)


def test_without_a_hidden_layer_there_is_nothing_between_the_layers() -> None:
    for case in CASES:
        now = opened(**case, hidden="0").settings
        assert now.network == Network((2, 1), "sigmoid")


def test_in_evaluation_no_step_is_announced_and_a_step_learns_in_training() -> None:
    """The gradient of evaluation is not the one that a step goes against."""
    both = {"dropout": "0.5", "batch_norm": "yes"}
    evaluation, training = (opened(mode=mode, **both) for mode in ("evaluation", "training"))
    assert "There is no step in evaluation" in words(evaluation)
    assert "**The next step:**" not in words(evaluation)
    assert "**The next step:**" in words(training)
    for reader in (evaluation, training):
        reader.press("Step")
        reader.run()
    for ours, theirs in zip(evaluation.progress.parameters.weights, training.progress.parameters.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    # and the next step that is announced is the one that is made
    again = opened(mode="training", quantity="dgamma", layer="1", **both)
    gradient = again.app.session_state["visit"].snapshots[0].gradient(1, 1, "gamma")
    again.press("Step")
    again.run()
    assert again.progress.parameters.scales[0][0] == pytest.approx(1.0 - gradient * again.settings.rate, rel=1e-12)


def test_what_each_sample_asks_for_is_what_the_library_finds_with_its_mask() -> None:
    reader = opened(dropout="0.5", layer="2", quantity="dW", source="2", view="index")
    shown = reader.app.session_state["visit"].snapshots[0]
    own = [
        backward(
            shown.network,
            shown.parameters,
            shown.data.inputs[at : at + 1],
            shown.data.targets[at : at + 1],
            masks=[mask[at : at + 1] for mask in shown.masks],
        ).weights[1][0, 1]
        for at in range(4)
    ]
    assert shown.gradient(2, 1, 2) == pytest.approx(np.mean(own))
    against = sum(each * np.mean(own) < 0 for each in own)
    answer = ("none", "one", "more")[min(against, 2)]
    named(reader.app.segmented_control, "answer-Layer by layer").set_value(answer).run()
    reader.no_exception()
    found = re.search(r"C_s\$ are (.*?); ", words(reader))
    assert found
    listed = [float(each.strip("`").replace("\N{MINUS SIGN}", "-")) for each in found[1].split(", ")]
    assert listed == pytest.approx(own, rel=1e-3)


def test_a_page_that_leaves_them_out_opens_with_the_story_of_its_address() -> None:
    now = opened(file_of("One weight's path"), batch_norm="yes", sample="2").settings
    assert (now.view, now.scope, now.sample, now.delta, now.batch_norm) == ("story", "one", 2, "sample", True)
    now = opened(batch_norm="yes", mode="evaluation").settings
    assert (now.view, now.scope, now.delta) == ("story", "one", "sample")


def test_the_curve_shows_the_jump_where_another_page_trains_another_network() -> None:
    reader = opened(dropout="0.5", batch_norm="yes")
    reader.press("Step")
    reader.run()
    assert list(reader.progress.epochs) == [0, 1]
    reader.app.switch_page(file_of("One weight's path")).run()
    reader.no_exception()
    assert not reader.settings.between
    reader.press("Step")
    reader.run()
    # one epoch stands twice: with the cost of either network
    assert list(reader.progress.epochs) == [0, 1, 1, 2]
    assert reader.progress.costs[1] != reader.progress.costs[2]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "A step takes the mean of what all 4 samples ask for, $"),
        ({"data": "moons", "batch_size": "8"}, "A step takes the mean of what a batch of 8 samples ask for; of all 80"),
        (
            {"dropout": "0.5", "mode": "evaluation"},
            "In training a step takes the mean of what all 4 samples in that mode",
        ),
    ],
)
def test_whose_gradients_a_step_takes_is_said(query: dict[str, str], said: str) -> None:
    assert said in words(opened(**query))


def test_what_is_in_force_is_named_on_a_page_that_has_no_control_of_it() -> None:
    usual, other = opened(), opened(data="moons", batch_size="8", held_out="0.2", initial="he", rate_schedule="step")
    assert "XOR.]" in words(usual)
    assert "; 20% held out; batches of 8; rate halved every" in words(other)
    assert "; first weights He" in words(other)


def test_the_gradient_of_a_bias_that_the_mean_takes_away_is_announced_as_0() -> None:
    said = words(opened(batch_norm="yes", layer="1", quantity="db"))
    [step] = [line for line in said.splitlines() if "**The next step:**" in line]
    assert "10^{-" not in step


def test_no_evaluation_is_promised_to_bring_a_question_that_it_does_not() -> None:
    assert "Checkpoint: in evaluation." in words(opened(batch_norm="yes"))
    undefined = words(opened(batch_norm="yes", functions="own,sigmoid", formula="sqrt(z)"))
    assert "Checkpoint: as soon as every number is defined." in undefined


def test_without_a_hidden_layer_nothing_is_dropped_or_normalised_any_more() -> None:
    reader = opened(dropout="0.5", batch_norm="yes")
    reader.choose("layers", 0)
    assert (reader.settings.dropout, reader.settings.batch_norm) == (0.0, False)


def test_the_nearest_kink_is_that_of_what_the_activation_sees() -> None:
    reader = opened(file_of("Check"), batch_norm="yes", functions="relu,sigmoid")
    trace = reader.app.session_state["visit"].snapshots[0].trace
    assert r"The nearest kink: $\tilde{z}$ of unit" in words(reader)
    assert f"`{abs(trace['u1']).min():.1e}` from" in words(reader)


def test_rows_are_counted_in_evaluation_which_no_mask_changes() -> None:
    reader = opened(dropout="0.8", hidden="3", data="moons")
    now, parameters = reader.settings, reader.progress.parameters
    said = forward(now.network.evaluating(), parameters, now.samples.inputs).outputs
    right = int(((said >= 0.5) == (now.samples.targets >= 0.5)).sum())
    assert f"{right} of 80 rows right in evaluation" in reader.progress_text
    assert "Row and cost are of training" in words(reader)
