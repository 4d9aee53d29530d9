"""The page "Check": its numbers are the library's, and each mistake is found where it should be."""

import re
from dataclasses import replace

import numpy as np
import pytest

from dashboard.components.breaking import verdicts
from dashboard.components.equation_lines import PROVED
from dashboard.lab.saving import from_query
from dashboard.state.mistakes import MistakeResult
from derivations import Network, backward, initialise, loss, match, sgd, xor
from derivations.matching.match import compare
from derivations.numeric.network.backward import backpropagate
from derivations.numeric.network.mistakes import MISTAKES, mistaken_backward
from derivations.numeric.network.problem import pose
from tests.dashboard.reader import Reader, opened, plain

DATA, NETWORK = xor(), Network((2, 1))


def on_check(**query: str) -> Reader:
    return opened(page="app_pages/check.py", **query)


def table(reader: Reader, head: str) -> list[list[str]]:
    """Read the rows of a table, its cells without marks."""
    [found] = [text.value for text in reader.app.markdown if text.value.startswith(f"| {head}")]
    return [[cell.strip() for cell in row.split(" | ")] for row in found.split("\n\n")[0].split("\n")[2:]]


def gradients(reader: Reader) -> list[list[float]]:
    """Read derived, backward and difference quotient of every parameter."""
    return [
        [float(re.findall(r"`(.*)`", cell)[0].replace("−", "-")) for cell in row[1:4]]
        for row in table(reader, "| derived")
    ]


def verdicts_of(reader: Reader) -> dict[str, str]:
    """Read what each check says."""
    return {row[0].removeprefix("| "): row[1] for row in table(reader, "check |")}


def planted_lines(reader: Reader) -> list[str]:
    """Read the right line and the planted one, without colours."""
    found = [text.value for text in reader.app.markdown if "check: right]" in text.value or "planted]" in text.value]
    return [plain(text.split("$$")[1].strip()) for text in found]


def flat(weights: tuple[np.ndarray, ...], biases: tuple[np.ndarray, ...]) -> list[float]:
    return [float(x) for pair in zip(weights, biases, strict=True) for array in pair for x in array.ravel()]


def test_the_three_gradients_are_the_library_s() -> None:
    reader = on_check(functions="tanh,sigmoid")
    network = from_query({"functions": "tanh,sigmoid"}).network
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
    network = from_query({"hidden": "2-2"}).network
    problem = (network, reader.progress.parameters, DATA.inputs, DATA.targets)
    wrong, exact = mistaken_backward(pose(*problem), mistake=mistake, layer=2), backward(*problem)
    values = zip(flat(wrong.weights, wrong.biases), flat(exact.weights, exact.biases), strict=True)
    shown = gradients(reader)
    for row, (planted, right) in zip(shown, values, strict=True):
        assert row == pytest.approx([right, planted, right], abs=6e-9)
    found = verdicts_of(reader)
    assert len(found) == 4
    assert found["the shapes"].startswith(":gray[no]")
    marked = [":red[" in row[2] for row in table(reader, "| derived")]
    for name in ("measured", "derived"):
        assert f"yes**]: {sum(marked)} of {len(shown)} gradients differ" in found[f"the {name} gradient"]
    # the error is relative to the terms of a gradient: one that is far from it is marked, one that is it is not
    assert all(
        mark == (abs(row[0] - row[1]) > 1e-7) for mark, row in zip(marked, shown, strict=True) if row[0] != row[1]
    )


def test_each_gradient_is_held_against_the_pass_by_hand_on_its_own() -> None:
    """With a derived gradient that is wrong in one weight, and a pass by hand that is right, only the first differs."""
    problem = pose(NETWORK, initialise(NETWORK, np.random.default_rng(0)), DATA.inputs, DATA.targets)
    right = backpropagate(problem)
    derived = replace(right, weights=(right.weights[0] * [[2.0, 1.0]],))
    found = verdicts(MistakeResult(compare(problem, derived, right)), "")
    assert "derived gradient | :red[**yes**]: 1 of 3" in found[2]
    assert "measured gradient | :gray[no]: 0 of 3" in found[3]


def test_an_error_that_the_terms_hide_is_shown_beside() -> None:
    """Both errors of every parameter: relative to the gradient itself, and to the terms that it is added up from."""
    reader = on_check()
    settings = from_query({})
    report = match(settings.network, reader.progress.parameters, DATA.inputs, DATA.targets, settings.convention)
    rows = table(reader, "| derived")
    assert len(rows) == 9
    assert [row[4] for row in rows] == [f"`{row.relative:.0e}`" for row in report.rows]
    assert [row[5].strip(" |") for row in rows] == [f"`{row.error:.0e}`" for row in report.rows]


def test_a_product_that_does_not_fit_is_found_by_its_shapes() -> None:
    reader = on_check(mistake="transpose", layer="2")
    found = verdicts_of(reader)
    assert list(found) == ["the shapes", "the other checks"]
    assert "no gradients to compare" in found["the other checks"]
    # as the page lays matrices out, a sample as a column, and so that the sizes stand under the formula
    assert "1 x 2 times 1 x 4: 2 columns meet 1 row" in found["the shapes"].replace("\\", "")
    assert planted_lines(reader)[1].count(r"\underset") == 3
    by_rows = on_check(mistake="transpose", layer="2", layout="rows")
    assert "4 x 1 times 2 x 1: 1 column meets 2 rows" in verdicts_of(by_rows)["the shapes"].replace("\\", "")


@pytest.mark.parametrize(
    ("query", "right", "wrong"),
    [
        ({"mistake": "derivative", "layer": "1"}, r"\sigma'(Z^{(1)})", "Z"),
        ({"mistake": "derivative", "layer": "2"}, "= A^{(2)} - Y", "Z"),
        ({"mistake": "mean"}, r"\frac{1}{m}", "m"),
        ({"mistake": "sum", "layer": "1"}, r"\sum_{s=1}^{m}", r"\sum"),
        ({"mistake": "transpose", "layer": "2"}, r"^{\top}", "top"),
    ],
)
def test_the_wrong_line_stands_beside_the_right_one(query: dict[str, str], right: str, wrong: str) -> None:
    """``right`` is in the right line, and the part of it in ``wrong`` not in the other one."""
    first, second = planted_lines(on_check(**query))
    assert right in first
    assert wrong not in second.split("=", 1)[1]


def test_where_the_derivative_cancels_it_says_that_the_mistake_is_made_before() -> None:
    said = "planted], before the derivative cancels"
    assert any(said in text.value for text in on_check(mistake="derivative", layer="2").app.markdown)
    assert not any(said in text.value for text in on_check(mistake="derivative", layer="2", loss="mse").app.markdown)


@pytest.mark.parametrize("mistake", ["transpose", "stale"])
def test_a_mistake_that_changes_nothing_says_why(mistake: str) -> None:
    reader = on_check(mistake=mistake, layer="1")
    [said] = [each.value.replace("\\", "") for each in reader.app.info]
    assert said.startswith("Here nothing can go wrong: no error goes back through the W of layer 1")
    assert not any(text.value.startswith("| check |") for text in reader.app.markdown)
    reader.press("Plant it in layer 2")
    assert reader.settings.layer == 2
    assert not reader.app.info
    assert any(text.value.startswith("| check |") for text in reader.app.markdown)
    # f' of a ReLU is the same at a and at z
    [said] = [each.value for each in on_check(mistake="at a", layer="1", functions="relu,sigmoid").app.info]
    assert "both lines come to the same numbers" in said


def test_a_mistake_of_the_whole_pass_has_no_layer() -> None:
    def layers(reader: Reader) -> int:
        return sum(each.label == "in layer" for each in reader.app.selectbox)

    assert [layers(on_check(mistake=each)) for each in ("twice", "mean", "none")] == [1, 0, 0]


def test_nothing_says_that_gradients_agree_while_one_is_wrong() -> None:
    reader = on_check(mistake="twice")
    words = [text.value for text in reader.app.markdown]
    words += [each.proto.popover.label for each in reader.app.get("popover")]
    assert not any("agree" in each for each in words)


def test_a_mistake_may_let_the_cost_fall() -> None:
    reader = on_check(mistake="twice", layer="1")
    said = verdicts_of(reader)["the cost, in 20 steps"]
    assert "no]: it falls" in said
    # beside what the right gradients come to
    now = reader.app.session_state["visit"]
    network, data = now.settings.network, now.settings.samples
    parameters = now.progress.parameters
    for _ in range(20):
        found = backward(network, parameters, data.inputs, data.targets)
        parameters, _ = sgd(now.settings.rate).step(parameters, found)
    assert f"(with right gradients to `{loss(network, parameters, data.inputs, data.targets):.4g}`)" in said


@pytest.mark.parametrize("query", [{}, {"data": "sine", "hidden": "5-4", "rate": "10"}], ids=["first", "own"])
def test_what_the_tries_say_of_the_cost_is_what_the_table_says(query: dict[str, str]) -> None:
    reader = on_check(**query)
    claims = [each for each in reader.app.session_state["visit"].page.tries if "falls" in each.look_at]
    assert len(claims) == 2
    for each in claims:
        reader.press(each.label)
        assert "no]: it falls" in verdicts_of(reader)["the cost, in 20 steps"]


def test_a_cost_that_explodes_is_written_short() -> None:
    said = verdicts_of(on_check(data="sine", mistake="mean"))["the cost, in 20 steps"]
    assert "yes**]: it does not fall" in said
    assert len(said) < 110


def test_where_the_derivative_is_1_it_cannot_be_left_out() -> None:
    [said] = [each.value.replace("\\", "") for each in on_check(data="sine", mistake="derivative", layer="2").app.info]
    assert said == "Here nothing can go wrong: f' is 1 everywhere in layer 2."


def test_what_cannot_be_planted_is_said() -> None:
    reader = on_check(data="blobs", mistake="at a", layer="2")
    assert any("see each other" in each.value for each in reader.app.info)
    reader.press("Plant it in layer 1")
    assert not reader.app.info
    # where there is no other layer, none is offered
    alone = on_check(hidden="0", mistake="transpose")
    assert any("there is no other layer" in each.value for each in alone.app.info)
    assert not any(each.label.startswith("Plant it") for each in alone.app.button)


def test_beside_a_penalty_a_mistake_is_planted_in_what_it_is_added_to() -> None:
    reader, plain_one = (on_check(mistake="twice", layer="2", **penalty) for penalty in ({"l2": "0.1"}, {}))
    assert gradients(reader) == gradients(plain_one)
    assert verdicts_of(reader) == verdicts_of(plain_one)
    assert planted_lines(reader) == planted_lines(plain_one)
    said = "without its penalties"
    assert [any(said in each.value for each in one.app.caption) for one in (reader, plain_one)] == [True, False]


def test_only_a_result_of_which_every_line_is_proved_has_the_mark_of_a_proof() -> None:
    reader = on_check()
    reader.app.session_state["line-checks"] = True
    reader.run()
    counted = [(row[1].strip(), row[3]) for row in table(reader, "result | lines")]
    assert all((PROVED in proved) == (proved.split()[0] == lines) for lines, proved in counted)
    assert {PROVED in proved for _, proved in counted} == {True, False}


def test_what_a_sample_s_cost_is_beside_a_matrix_of_all_samples_is_said() -> None:
    said = "in a derivative of $C_s$, column $s$ is that of the cost of sample $s$ alone"
    assert any(said in each.value for each in on_check(mistake="transpose", layer="2").app.caption)
    # single entries have no columns, and delta of the whole cost is no derivative of a sample's
    assert not any(said in each.value for each in on_check(mistake="sum", layer="2").app.caption)
    assert not any(said in each.value for each in on_check(mistake="transpose", delta="cost", layer="2").app.caption)


def test_how_a_gradient_is_measured_is_said() -> None:
    [said] = [text.value for text in on_check().app.markdown if "**The three agree**" in text.value]
    assert "complex step" in said
    assert r"\operatorname{Im} C(w + ih) / h" in said


def test_its_option_is_in_its_address_and_comes_back() -> None:
    reader = on_check()
    reader.choose("mistake", "mean")
    assert reader.app.query_params["mistake"] == "mean"
    assert any("1/m is left out" in str(each.options) for each in reader.app.selectbox)
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


def test_it_says_where_a_planted_mistake_is_in_force_and_where_not() -> None:
    said = [each.value for each in on_check(mistake="twice").app.caption]
    assert any("keeps the right ones" in each for each in said)
    assert not any("in force" in each.value.lower() for each in on_check().app.caption)
