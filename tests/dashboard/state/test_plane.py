"""What the network answers in the plane: in evaluation, whichever mode is shown."""

from tests.dashboard.reader import opened


def test_the_plane_is_the_same_in_both_modes() -> None:
    """Nothing is dropped in it, and means and variances are those of the samples that the network learns from."""
    both = {"dropout": "0.5", "batch_norm": "yes", "hidden": "3"}
    training, evaluation = (opened(mode=mode, **both).data("cells") for mode in ("training", "evaluation"))
    plain = opened(hidden="3").data("cells")
    assert training.equals(evaluation)
    assert not training.equals(plain)
