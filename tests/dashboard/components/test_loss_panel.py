"""What is said beside the plot of a loss: whether the derivative of the last function goes or stays."""

import re

import numpy as np
import pytest

from tests.dashboard.reader import Reader, opened

CANCELS, STAYS = "cancels", "stays"


def on_losses(**query: str) -> Reader:
    return opened(page="app_pages/activations_and_losses.py", about="loss", **query)


def said_of_the_denominator(reader: Reader) -> list[str]:
    [text] = [each.value for each in reader.app.markdown if each.value.startswith(("BCE after", "MSE after", "Target"))]
    return [each for each in text.split("\n\n") if re.match("(BCE|MSE) after sigmoid", each)]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"loss": "mse", "versus": "bce"}, {"MSE": STAYS, "BCE": CANCELS}),
        ({"loss": "bce"}, {"BCE": CANCELS}),
        ({"loss": "mse"}, {"MSE": STAYS}),
        ({"loss": "mse", "functions": "tanh,tanh"}, {}),
        ({"loss": "mae"}, {}),
    ],
    ids=str,
)
def test_where_a_loss_is_drawn_it_is_said_whether_its_denominator_cancels(
    query: dict[str, str], words: dict[str, str]
) -> None:
    said = said_of_the_denominator(on_losses(**query))
    assert len(said) == len(words)
    for sentence, (loss, word) in zip(said, words.items(), strict=True):
        assert sentence.startswith(f"{loss} after sigmoid")
        assert word in sentence
        assert "a (1 - a)" in sentence


@pytest.mark.parametrize("loss", ["bce", "mse"])
def test_the_error_that_is_drawn_has_the_derivative_that_is_said_to_stay_and_no_other(loss: str) -> None:
    reader = on_losses(loss=loss, z="-4")
    a = 1 / (1 + np.exp(4.0))
    [sentence] = said_of_the_denominator(reader)
    error = reader.data("points").set_index("curve")["y"]["δ, y = 1"]
    # dC/da = -1/a of BCE; of MSE a - 1
    left = {CANCELS: a - 1, STAYS: (a - 1) * a * (1 - a)}
    [word] = [each for each in left if each in sentence]
    assert error == pytest.approx(left[word])
