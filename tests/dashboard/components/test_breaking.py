"""From the gradients that are marked to the layer of the mistake; and what the letters of its line mean."""

from dataclasses import replace

import numpy as np
import pytest

from dashboard.components.breaking import _locate
from derivations import Network, initialise, match, xor
from derivations.numeric.network.mistakes import MISTAKES
from tests.dashboard.reader import Reader, opened


def on_check(**query: str) -> Reader:
    return opened(page="app_pages/check.py", **query)


def located(reader: Reader) -> str:
    found = [
        each.value.split("**Where is it?** ")[1] for each in reader.app.markdown if "**Where is it?**" in each.value
    ]
    return str(found[0]) if found else ""


# in which layer of three the first gradient computed backward is wrong, if the mistake is made in layer 2
FIRST = {"derivative": 2, "at a": 2, "transpose": 1, "mean": 3, "sum": 2, "stale": 1, "twice": 2}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_sentence_leads_from_the_marks_to_the_layer(mistake: str) -> None:
    said = located(on_check(mistake=mistake, hidden="2-2", layer="2"))
    assert f"the first ✗ are those of layer {FIRST[mistake]}: look at its lines" in said
    assert ("since those of layer" in said) is (FIRST[mistake] < 3)
    assert ("makes all of them wrong" in said) is (mistake in ("derivative", "at a", "mean"))
    assert ("The layers below are right" in said) is (mistake in ("sum", "twice"))


def test_layers_in_which_nothing_goes_back_say_nothing_of_the_error_above() -> None:
    network = Network((2, 2, 1), ("relu", "sigmoid"))
    parameters = initialise(network, np.random.default_rng(0))
    dead = replace(parameters, biases=(np.array([-9.0, -9.0]), parameters.biases[1]))
    data = xor()
    found = match(network, dead, data.inputs, data.targets)
    assert found.ok
    wrong = replace(found, rows=tuple(replace(row, error=float(row.layer == 2)) for row in found.rows))
    assert "so its" not in _locate(wrong)
    assert r"are 0: they say nothing of its $\delta$" in _locate(wrong)


def test_where_no_gradient_is_marked_nothing_is_looked_for() -> None:
    assert not located(on_check())
    assert not located(on_check(mistake="transpose", layer="2"))


@pytest.mark.parametrize(
    ("query", "letters"),
    [
        ({"mistake": "derivative", "layer": "1"}, (r"$Z, A, \Delta$", r"$\odot$ times, entry by entry")),
        ({"mistake": "mean"}, ("$m$ how many samples",)),
        ({"mistake": "stale", "layer": "2"}, (r"$\eta$ the learning rate", "$w$ a weight")),
    ],
    ids=str,
)
def test_the_letters_of_a_planted_line_are_named_below_it(query: dict[str, str], letters: tuple[str, ...]) -> None:
    captions = [each.value for each in on_check(**query).app.caption]
    assert any(all(each in said for each in letters) for said in captions)


def test_the_header_says_which_number_decides() -> None:
    [head] = [each.value.split("\n")[0] for each in on_check().app.markdown if each.value.startswith("| | derived")]
    assert "relative to its terms: ✗ above `1e-13`" in head
