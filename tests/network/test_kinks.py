"""The kinks that are stated."""

from derivations.network import ACTIVATIONS, KINKS, LOSS_KINKS, LOSSES


def test_kinks_are_stated_for_names_that_exist() -> None:
    assert set(KINKS) <= set(ACTIVATIONS)
    assert set(LOSS_KINKS) <= set(LOSSES)
    for kinks in (*KINKS.values(), *LOSS_KINKS.values()):
        for kink in kinks:
            assert min(kink.left, kink.right) <= kink.derivative <= max(kink.left, kink.right)
            assert kink.sentence.endswith(".")


def test_the_numbers_of_selu_have_one_name() -> None:
    assert "κ α = 1.758" in KINKS["selu"][0].sentence
