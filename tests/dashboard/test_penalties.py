"""Penalties on the page: in the equation, in the numbers and in training; the rows keep their own losses."""

import numpy as np
import pytest

from dashboard.lab.saving import from_query, to_query
from dashboard.lab.settings import Settings
from dashboard.state import shared
from derivations import Network, initialise, loss, match, xor
from tests.dashboard.reader import Reader, opened, opened_textbook, plain, textbook

WITH_BOTH = Settings(l1=0.01, l2=0.1)


def test_they_are_part_of_the_network_and_of_the_address() -> None:
    assert WITH_BOTH.network == Network((2, 2, 1), l1=0.01, l2=0.1)
    assert to_query(WITH_BOTH) == {"l1": "0.01", "l2": "0.1"}
    assert from_query(to_query(WITH_BOTH)) == WITH_BOTH
    assert from_query({"l2": "-1", "l1": "lots"}) == Settings()


def test_one_derivation_serves_every_weight_of_a_penalty() -> None:
    one, other = (Network((2, 3, 1), l2=weight) for weight in (0.001, 0.1))
    convention = textbook().convention
    assert shared.derive_lines(one, convention) is shared.derive_lines(other, convention)
    assert shared.derive_lines(one, convention) is not shared.derive_lines(Network((2, 3, 1)), convention)
    # the program is of the network that asks
    data, start = xor(), initialise(one, np.random.default_rng(0))
    from dashboard.state.shared import program  # noqa: PLC0415

    gradients = [program(each, convention)(start, data.inputs, data.targets).weights[0] for each in (one, other)]
    assert np.abs(gradients[0] - gradients[1]).max() > 1e-3
    assert match(other, start, data.inputs, data.targets).ok


@pytest.fixture
def reader() -> Reader:
    found = opened_textbook()
    found.look_at(view="index", layer=1, quantity="dW", l1=0.01, l2=0.1)
    return found


def test_the_equation_has_them(reader: Reader) -> None:
    shown = [each.value for each in reader.app.markdown]
    assert any(r"\lambda_{2}" in each and r"\lambda_{1} \operatorname{sgn}" in each for each in shown)
    assert reader.meter.startswith(":green[:material/check: **Three gradients agree**]")


def test_every_line_has_its_numbers(reader: Reader) -> None:
    reader.look_at(view="numbers", layer=1, quantity="dW", l1=0.01, l2=0.1, depth="every")
    shown = [each.value for each in reader.app.markdown]
    filled = [each for each in shown if "$$" in each and r"= \mathbf{" in each]
    assert len(filled) > 5
    assert not any("undefined" in each for each in filled)
    # every line comes to the same number
    assert len({each.split(r"= \mathbf{")[1].split("}")[0] for each in filled}) == 1


def test_a_row_has_no_share_of_them(reader: Reader) -> None:
    now, data = reader.progress, xor()
    plain = Network((2, 2, 1))
    first = loss(plain, now.parameters, data.inputs[:1], data.targets[:1])
    whole = loss(WITH_BOTH.network, now.parameters, data.inputs, data.targets)
    shown = " ".join(each.value for each in reader.app.markdown)
    assert f"`{first:.4f}`" in shown
    assert whole > loss(plain, now.parameters, data.inputs, data.targets)
    assert reader.cost == pytest.approx(whole, abs=1e-6)


def _size(reader: Reader) -> float:
    return float(sum(np.abs(W).sum() for W in reader.progress.parameters.weights))


def test_training_keeps_weights_small(reader: Reader) -> None:
    free = opened_textbook()
    for each in (reader, free):
        for _ in range(3):
            each.press("Step")
    assert _size(reader) < _size(free)


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ("one", r"$\tilde{C}_{s}$ the cost of one sample, $C_{s}$, and the penalty"),
        ("batch", "$C$ the cost of all samples"),
    ],
)
def test_the_cost_that_a_penalty_is_added_to_is_said_to_be_of_the_samples_at_hand(scope: str, said: str) -> None:
    words = " ".join(text.value for text in opened(l2="0.1", scope=scope, quantity="C", view="index").app.markdown)
    assert said in words


@pytest.mark.parametrize("mean", ["yes", "no"])
def test_the_gradients_of_samples_come_to_that_of_the_cost_as_the_story_says(mean: str) -> None:
    """Of a mean, each sample's gradient has the penalty in it; of a sum, the penalty counts once."""
    reader = opened(l2="0.1", mean=mean, layer="1", quantity="dW")
    said = [text.value for text in reader.app.markdown]
    [forward] = [each for each in said if each.startswith("**Forward**")]
    assert (r"($C$ is the mean of all $\tilde{C}_s$)" in forward) == (mean == "yes")
    assert ("the sum of all $C_s$, and the penalty" in forward) == (mean == "no")
    [end] = [each for each in said if "A step takes the" in each]
    assert ("the penalty once" in end) == (mean == "no")
    # what a reader would compute from the four stories
    alone, now = [], float(end.split("`")[1])
    for sample in range(1, 5):
        reader.choose("sample", sample)
        told = [plain(text.value) for text in reader.app.markdown if text.value.startswith(r"$\displaystyle")]
        assert r"\frac{\partial \tilde{C}_{s}}{\partial w" in told[-1]
        alone.append(float(told[-1].rsplit(r"\mathbf{", 1)[1].split("}")[0]))
    penalty = 0.1 * reader.progress.parameters.weights[0][0, 0]
    whole = sum(alone) / 4 if mean == "yes" else sum(alone) - 3 * penalty
    assert now == pytest.approx(whole, abs=4e-3)
