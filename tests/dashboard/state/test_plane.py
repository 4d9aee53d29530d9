"""What the network answers in the plane: in evaluation, whichever mode is shown."""

import numpy as np
import pytest

from tests.dashboard.reader import opened


def test_the_plane_is_the_same_in_both_modes() -> None:
    """Nothing is dropped in it, and means and variances are those of the samples that the network learns from."""
    both = {"dropout": "0.5", "batch_norm": "yes", "hidden": "3"}
    training, evaluation = (opened(mode=mode, **both).data("cells") for mode in ("training", "evaluation"))
    plain = opened(hidden="3").data("cells")
    assert training.equals(evaluation)
    assert not training.equals(plain)


@pytest.mark.parametrize(
    "query",
    [
        {"formula": "sqrt(z)"},
        {"formula": "sqrt(z)", "mode": "evaluation"},
        {"formula": "log(z)", "data": "moons", "hidden": "3-3", "functions": "own,own,sigmoid"},
        {"formula": "log(z)", "hidden": "3-3", "functions": "own,own,sigmoid", "mode": "evaluation"},
    ],
)
def test_where_a_formula_is_not_defined_there_are_no_statistics_and_the_page_says_so(query: dict[str, str]) -> None:
    """Normalised z have both signs: the root or the logarithm of some of them is not defined."""
    reader = opened(**{"batch_norm": "yes", "functions": "own,sigmoid", **query})
    shown = reader.app.session_state["visit"].snapshots[0]
    assert "is not defined at z = " in shown.trouble
    assert "nan" not in shown.trouble
    trace = shown.trace
    assert np.isfinite(trace["z1"]).all()
    assert np.isfinite(trace["mu1"]).all()
    assert np.isnan(trace["C"])
    assert np.isnan(trace["dW1"]).all()
    assert np.isnan(trace["a1"]).any()
