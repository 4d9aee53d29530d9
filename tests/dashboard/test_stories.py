"""The story is told of every kind of network, and a try leads out of each of them."""

import pytest

from tests.dashboard.reader import opened

NETWORKS = [
    {"hidden": "0"},
    {"hidden": "3", "outputs": "each"},
    {"data": "sine", "hidden": "4", "loss": "huber"},
    {"data": "iris", "hidden": "8", "layer": "2", "unit": "3", "quantity": "db"},
    {"data": "moons", "hidden": "16-16-16-16-16-16-16", "layer": "4", "quantity": "dW"},
    {"functions": "own,sigmoid", "formula": "log(z)"},
    {"functions": "step,sigmoid"},
    {"loss": "own", "cost": "(a-y)**4"},
    {"l1": "0.01", "l2": "0.1"},
    {"data": "blobs", "hidden": "4", "loss": "mse", "mean": "no"},
]


@pytest.mark.parametrize("query", NETWORKS, ids=lambda query: "-".join(query.values())[:40])
def test_every_network_has_a_story(query: dict[str, str]) -> None:
    reader = opened(**query)
    told = [text.value for text in reader.app.markdown if text.value.startswith(r"$\displaystyle")]
    assert len(told) >= 5
    # a penalty is no sample's share: with one, the cost of a sample is another number, and has another letter
    cost, other = r"\tilde{C}_{s}", "C_{s}"
    if not {"l1", "l2"} & set(query):
        cost, other = other, cost
    assert any(f"{cost} = " in text for text in told)
    assert not any(f"{each} = " in text for text in told for each in (other, "$C", " C"))
    assert all(text.endswith("$") and r"\mathbf{" in text for text in told)
    [back] = [text.value for text in reader.app.markdown if text.value.startswith("**Backward**")]
    if query.get("functions") == "step,sigmoid":
        assert back.endswith("a derivative is 0")
    else:
        assert 1 + 3 <= back.count(r"\frac") <= 1 + 7
        assert 1 <= back.count("the first") <= 3
    # several units of a layer above, and a penalty, have a path each
    several = {"outputs", "l1", "data"} & set(query) and query.get("data") != "sine"
    assert ("sum over all paths" in back) == bool(several)
    reader.choose("sample", 2)
    reader.press("Step")
    for each in reader.app.session_state["visit"].page.tries:
        reader.press(each.label)
    assert not reader.app.error
