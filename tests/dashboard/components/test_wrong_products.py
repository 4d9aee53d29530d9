"""Wrong products in the matrix view: asked for, they stand beside the right one, with shapes and numbers."""

import pytest

from tests.dashboard.reader import Reader, opened


def _unfolded(quantity: str, layout: str = "columns") -> Reader:
    reader = opened()
    reader.look_at(view="matrix", layer=1, quantity=quantity, layout=layout)
    reader.app.session_state["wrong-products"] = True
    reader.run()
    return reader


@pytest.mark.parametrize("layout", ["columns", "rows"])
def test_the_product_taken_too_early_stands_beside_the_right_one(layout: str) -> None:
    texts = [each.value for each in _unfolded("dW", layout).app.markdown]
    (right,) = (each for each in texts if "The right one" in each)
    (early,) = (each for each in texts if "both factors are summed before they are multiplied" in each)
    assert r"\begin{pmatrix}" in right
    assert r"\begin{pmatrix}" in early
    assert right.split("pmatrix}")[1] != early.split("pmatrix}")[1]
    assert "It fits, but row" in early
    # one that does not even fit has a reason, and no numbers
    misfits = [each for each in texts if "columns meet" in each]
    assert misfits
    assert not any(r"\begin{pmatrix}" in each for each in misfits)


def test_what_is_folded_is_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    def computed() -> object:
        raise AssertionError("nobody has asked")

    reader = opened()
    monkeypatch.setattr("dashboard.state.mistakes.wrong_products", computed)
    reader.look_at(view="matrix", layer=1, quantity="dW")
    assert not reader.app.exception


def test_an_equation_of_the_forward_pass_has_none() -> None:
    reader = _unfolded("z")
    assert not any("The right one" in each.value for each in reader.app.markdown)


def test_its_numbers_follow_an_edit() -> None:
    reader = _unfolded("dW")
    before = [each.value for each in reader.app.markdown if "The right one" in each.value]
    reader.edit("edit", "1-1-1", 0.25)
    after = [each.value for each in reader.app.markdown if "The right one" in each.value]
    assert len(before) == len(after) == 1
    assert before != after
