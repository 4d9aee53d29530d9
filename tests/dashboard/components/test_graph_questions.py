"""What a forward pass says of the question: numbers in the digits in which they differ, or that nothing moves."""

import re

import pytest

from dashboard.lab.graph import MAXIMUM
from tests.dashboard.reader import opened


@pytest.mark.parametrize(
    ("query", "answer", "words"),
    [
        ({"expression": MAXIMUM}, "not at all", r"stays `−?\d+`: "),
        ({"expression": "10^6 + x/1000"}, "up", r"goes from `1000000.002` to `1000000.002002`"),
        ({"expression": "(x + y) z"}, "up", r"goes from `1200` to `1200.4`"),
    ],
    ids=str,
)
def test_the_numbers_that_differ_look_different(query: dict[str, str], answer: str, words: str) -> None:
    reader = opened(page="app_pages/computational_graph.py", **query)
    [control] = [each for each in reader.app.segmented_control if (each.key or "").startswith("answer-")]
    control.set_value(answer).run()
    reader.no_exception()
    [said] = [each.value for each in reader.app.markdown if "Yes.]" in each.value]
    assert re.search(words, said), said
