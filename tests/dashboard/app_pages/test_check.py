"""The page "Check": its numbers are the library's, and each mistake is found where it should be."""

import numpy as np
import pytest

from dashboard.lab.settings import Settings
from derivations import backward, match, xor
from derivations.numeric.network.mistakes import MISTAKES, mistaken_backward
from derivations.numeric.network.problem import pose
from tests.dashboard.reader import Reader, opened

DATA = xor()


def on_check(**query: str) -> Reader:
    return opened(page="app_pages/check.py", **query)


def table(reader: Reader, head: str) -> list[list[str]]:
    """Read the rows of a table, its cells without marks."""
    [found] = [text.value for text in reader.app.markdown if text.value.startswith(f"| {head}")]
    return [[cell.strip() for cell in row.split(" | ")] for row in found.split("\n")[2:]]


def gradients(reader: Reader) -> list[list[float]]:
    """Read derived, backward and difference quotient of every parameter."""
    return [[float(cell.strip("` ")) for cell in row[1:4]] for row in table(reader, "| derived")]


def flat(weights: tuple[np.ndarray, ...], biases: tuple[np.ndarray, ...]) -> list[float]:
    return [float(x) for pair in zip(weights, biases, strict=True) for array in pair for x in array.ravel()]


def test_the_three_gradients_are_the_library_s() -> None:
    reader = on_check(functions="tanh,sigmoid")
    network = Settings.from_query({"functions": "tanh,sigmoid"}).network
    exact = backward(network, reader.progress.parameters, DATA.inputs, DATA.targets)
    by_hand = flat(exact.weights, exact.biases)
    rows = gradients(reader)
    assert len(rows) == len(by_hand) == 9
    for row, value in zip(rows, by_hand, strict=True):
        assert row == pytest.approx([value] * 3, abs=6e-9)
    assert any("**The three agree**" in text.value for text in reader.app.markdown)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_found_and_shown_where_it_is(mistake: str) -> None:
    reader = on_check(mistake=mistake, hidden="2-2", layer="2")
    network = Settings.from_query({"hidden": "2-2"}).network
    problem = (network, reader.progress.parameters, DATA.inputs, DATA.targets)
    wrong, exact = mistaken_backward(pose(*problem), mistake=mistake, layer=2), backward(*problem)
    values = zip(flat(wrong.weights, wrong.biases), flat(exact.weights, exact.biases), strict=True)
    shown = gradients(reader)
    for row, (planted, right) in zip(shown, values, strict=True):
        assert row == pytest.approx([right, planted, right], abs=6e-9)
    verdicts = {row[0].removeprefix("| "): row[1] for row in table(reader, "check |")}
    assert len(verdicts) == 4
    assert "passes" in verdicts["Do the shapes fit?"]
    assert all("found" in verdicts[f"Is it the {name}?"] for name in ("difference quotient", "derived gradient"))
    marked = [":red[" in row[5] for row in table(reader, "| derived")]
    # the error is relative to the terms of a gradient: one that is far from it is marked, one that is it is not
    assert all(
        mark == (abs(row[0] - row[1]) > 1e-7) for mark, row in zip(marked, shown, strict=True) if row[0] != row[1]
    )


def test_an_error_that_the_terms_hide_is_shown_beside() -> None:
    """Both errors of every parameter: relative to the gradient itself, and to the terms that it is added up from."""
    reader = on_check()
    settings = Settings.from_query({})
    report = match(settings.network, reader.progress.parameters, DATA.inputs, DATA.targets, settings.convention)
    rows = table(reader, "| derived")
    assert [row[4] for row in rows] == [f"`{row.relative:.0e}`" for row in report.rows]
    assert [row[5].strip(" |") for row in rows] == [f"`{row.error:.0e}`" for row in report.rows]


def test_a_product_that_does_not_fit_is_found_by_its_shapes() -> None:
    reader = on_check(mistake="transpose", layer="2")
    [row] = table(reader, "check |")
    assert "4 x 1 times 2 x 1 does not fit" in row[1].replace("\\", "")


def test_a_mistake_may_let_the_cost_fall() -> None:
    reader = on_check(mistake="twice", layer="1")
    assert (
        "passes"
        in {row[0].removeprefix("| "): row[1] for row in table(reader, "check |")}["Does the cost fall in 20 steps?"]
    )


def test_what_cannot_be_planted_is_said() -> None:
    reader = on_check(data="blobs", mistake="at a", layer="2")
    assert any("see each other" in each.value for each in reader.app.info)


def test_its_option_is_in_its_address_and_comes_back() -> None:
    reader = on_check()
    reader.choose("mistake", "mean")
    assert reader.app.query_params["mistake"] == "mean"
    assert any("is left out" in str(each.options) for each in reader.app.selectbox)
    assert on_check(mistake="nonsense").app.query_params == {}


def test_the_v_is_drawn_for_the_selected_parameter() -> None:
    reader = on_check(layer="1", quantity="dW", unit="2")
    errors = reader.data("errors")
    assert set(errors["quotient"]) == {"one-sided", "central", "complex step"}
    flat_side = errors[(errors["quotient"] == "complex step") & (errors["h"] < 1e-9)]["error"]
    assert flat_side.max() < 1e-13
    assert errors[errors["quotient"] == "one-sided"]["error"].min() > 1e-11
    assert any(r"\partial w^{(1)}_{21}" in text.value for text in reader.app.markdown)


def test_a_kink_that_is_near_is_named() -> None:
    reader = on_check(functions="relu,sigmoid")
    assert any("The nearest kink: $z$ of unit" in text.value for text in reader.app.markdown)
    assert not any("The nearest kink" in text.value for text in on_check().app.markdown)


def test_every_line_is_checked_when_asked() -> None:
    reader = on_check()
    assert not any("| result | lines |" in text.value for text in reader.app.markdown)
    reader.app.session_state["line-checks"] = True
    reader.run()
    rows = table(reader, "result | lines")
    assert len(rows) >= 8
    assert all("close" not in cell for row in rows for cell in row)


def test_what_is_set_on_one_page_is_set_on_the_other() -> None:
    reader = opened()
    reader.choose("loss", "mse")
    reader.edit("edit", "1-1-1", 0.25)
    reader.app.switch_page("app_pages/check.py").run()
    reader.no_exception()
    assert reader.settings.loss == "mse"
    assert float(reader.edge("w1_1_1").weight) == 0.25
    assert reader.app.query_params["loss"] == "mse"
