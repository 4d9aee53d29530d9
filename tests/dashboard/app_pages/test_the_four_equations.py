"""The page "The four equations": every number that a stage fills in is that of the passes by hand."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dashboard.lab.algorithm import STAGES
from dashboard.lab.saturation import run_unit
from derivations import Network, backward, forward, loss, sgd, train
from derivations.rendering.numbers import print_number
from tests.dashboard.lab.test_tries import answer
from tests.dashboard.reader import Reader, number, opened, plain
from tests.dashboard.state.test_redrawing import assert_whole

ADDRESSES: tuple[dict[str, str], ...] = (
    {},
    {"quantity": "dW", "layer": "2", "source": "2", "sample": "2"},
    {"quantity": "db", "layer": "1", "unit": "2"},
    {"loss": "mse", "functions": "tanh,sigmoid", "mean": "no", "quantity": "dW"},
    {"delta": "cost", "view": "index", "quantity": "dW"},
    {"hidden": "3-2", "functions": "tanh,elu,sigmoid", "layer": "2", "quantity": "dW", "source": "2"},
    {"data": "blobs", "hidden": "2", "layer": "1", "quantity": "dW", "sample": "7"},
    {"data": "sine", "layer": "2", "hidden": "2"},
    {"functions": "step,sigmoid", "layer": "1", "quantity": "dW"},
)
VECTOR = re.compile(r"(z|a|\\delta)\^\{\((\d)\)\} = \(([^()]*)\)")


def on_page(**query: str) -> Reader:
    return opened(page="app_pages/the_four_equations.py", **query)


def texts(reader: Reader, start: str) -> list[str]:
    return [plain(text.value) for text in reader.app.markdown if text.value.startswith(start)]


def bold(text: str) -> float:
    return number(re.findall(r"\\mathbf\{([^{}]*(?:\{[^{}]*\})?[^{}]*)\}", text)[-1])


def near(value: float) -> object:
    return pytest.approx(value, rel=6e-3, abs=1e-9)


def stages_of(reader: Reader) -> list[str]:
    """What each row of the algorithm has filled in."""
    [found] = texts(reader, "| stage |")
    return [row.strip("| ").split(" | ")[-1] for row in found.split("\n")[2 : 2 + len(STAGES)]]


def formulas(reader: Reader) -> list[float]:
    """What the formulas below the rows come to."""
    [found] = texts(reader, "| stage |")
    return [bold(text) for text in found.split("$$")[1::2] if "mathbf" in text]


def entry(reader: Reader, arrays: tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...]]) -> float:
    layer, unit, source = reader.settings.selection.parameter
    weights, biases = arrays
    return float(biases[layer - 1][unit - 1] if source is None else weights[layer - 1][unit - 1, source - 1])


def by_hand(reader: Reader, rows: list[int]) -> float:
    now = reader.settings
    inputs, targets = now.samples.inputs[rows], now.samples.targets[rows]
    found = backward(now.network, reader.progress.parameters, inputs, targets, now.convention)
    return entry(reader, (found.weights, found.biases))


@pytest.mark.parametrize("query", ADDRESSES, ids=lambda query: "&".join(query.values()) or "first")
def test_every_number_is_that_of_the_passes_by_hand(query: dict[str, str]) -> None:
    reader = on_page(**query, stage="5")
    now, row = reader.settings, [reader.settings.sample - 1]
    inputs, targets = now.samples.inputs[row], now.samples.targets[row]
    parameters = reader.progress.parameters
    passed = forward(now.network, parameters, inputs)
    back = backward(now.network, parameters, inputs, targets, now.convention)
    wanted = {
        **{("a", layer): each[0] for layer, each in enumerate(passed.a)},
        **{("z", layer): each[0] for layer, each in enumerate(passed.z, start=1)},
        **{(r"\delta", layer): each[0] for layer, each in enumerate(back.deltas, start=1)},
    }
    shown = {
        (letter, int(layer)): [number(each) for each in values.split(r",\, ")]
        for text in stages_of(reader)
        for letter, layer, values in VECTOR.findall(text)
    }
    for vector, values in shown.items():
        # three figures
        assert values == pytest.approx(wanted[vector].tolist(), rel=5e-3, abs=1e-9), vector
    # a deep network leaves the last of its forward pass out
    assert len(shown) >= min(len(wanted), 7)
    gradient = by_hand(reader, row)
    [text] = texts(reader, "| stage |")
    of_sample, _, of_all = text.partition(":gray[The diagram")
    written = re.findall(r"([Wb])\^\{\((\d)\)\}\} = (?:\\begin\{bmatrix\}|\()(.*?)(?:\\end|\)\$)", of_sample)
    for letter, layer, values in written:
        found = [number(each) for each in re.split(r"&|\\\\|,\\,", values)]
        every = (back.weights if letter == "W" else back.biases)[int(layer) - 1]
        assert found == [near(each) for each in every.ravel()], (letter, layer)
    assert len(written) in (0, 2 * now.network.depth)
    if not written:
        assert number(re.findall(r": \$(.*)\$$", stages_of(reader)[-1])[0]) == near(gradient)
    whole = by_hand(reader, list(range(now.task.samples)))
    assert number(re.findall(r"\$ \$([^$]*)\$\]", of_all)[0]) == near(whole)
    assert formulas(reader) == [near(gradient)]


def test_a_stage_fills_in_its_numbers_and_is_lit() -> None:
    reader = on_page(quantity="dW", layer="1", unit="2", source="1")
    now = reader.settings
    shown: list[str] = []
    for stage in STAGES:
        filled = [at for at, text in enumerate(stages_of(reader), start=1) if text != ":gray[…]"]
        assert filled == list(STAGES[:stage])
        assert set(reader.data("path_numbers")["number"]) == {str(stage)}
        units = reader.data("units").set_index("unit_id")
        assert bool(np.isfinite(units.loc["u2_1"].activation)) == (stage >= 2)
        assert bool(np.isfinite(units.loc["u2_1"].delta)) == (stage >= 3)
        assert bool(np.isfinite(units.loc["u1_1"].delta)) == (stage >= 4)
        assert bool(np.isfinite(reader.edge("w1_2_1").gradient)) == (stage >= 5)
        shown += [str(each) for each in formulas(reader)]
        reader.press("Next stage" if stage < 5 else "Again")
        reader.run()
    assert len(shown) == 0 + 2 + 1 + 1 + 1
    assert "stage" not in reader.app.query_params
    # what was computed in the stages between: z and a of this unit, and both errors
    passed = forward(now.network, reader.progress.parameters, now.samples.inputs[2:3])
    back = backward(now.network, reader.progress.parameters, now.samples.inputs[2:3], now.samples.targets[2:3])
    wanted = [passed.z[0][0, 1], passed.a[1][0, 1], back.deltas[1][0, 0], back.deltas[0][0, 1], back.weights[0][1, 0]]
    assert [float(each) for each in shown] == pytest.approx(wanted, rel=6e-3)


@pytest.mark.parametrize("query", ADDRESSES, ids=lambda query: "&".join(query.values()) or "first")
@pytest.mark.parametrize("size", [1, 3])
def test_the_last_step_is_that_of_gradient_descent(query: dict[str, str], size: int) -> None:
    reader = on_page(**query, stage="5", batch=str(size), rate="0.3")
    now, parameters = reader.settings, reader.progress.parameters
    rows = [(now.sample - 1 + at) % now.task.samples for at in range(size)]
    data = now.samples
    [record] = train(
        now.network,
        parameters,
        data.inputs[rows],
        data.targets[rows],
        optimiser=sgd(learning_rate=now.rate),
        epochs=1,
        convention=now.convention,
    )
    [text] = [text for text in texts(reader, ":small[Sample") if "g_i" in text]
    assert bold(text) == near(entry(reader, (record.parameters.weights, record.parameters.biases)))


def test_index_form_and_matrix_form_stand_beside_each_other() -> None:
    reader = on_page()
    [both] = texts(reader, "| no. | one entry")
    assert both.count(r"\Delta^{(1)}") == 3
    assert [row[2:7] for row in both.split("\n")[2:]] == ["**1**", "**2**", "**3**", "**4**"]
    reader.choose("form", "matrices")
    reader.run()
    [matrices] = texts(reader, "| no. | all entries")
    assert r"\delta" not in matrices
    assert r"({W^{(2)}}^{\top} \Delta^{(2)}) \odot \sigma'(Z^{(1)})" in matrices
    reader.choose("layer", 2)
    reader.run()
    assert "of the layers before this one" in texts(reader, "| no. | all entries")[0]


def test_every_derivation_unfolds_and_is_checked() -> None:
    reader = on_page()
    for equation in range(1, 5):
        reader.app.session_state[f"from-{equation}"] = True
    reader.run()
    rules = [rule for text in texts(reader, "$$") for rule in text.split("<summary>")[1:]]
    lines = [rule for rule in rules if ":green[:material/" in rule]
    assert len(lines) > 20
    assert not [text for text in lines if ":red[" in text]


@pytest.mark.parametrize("query", [{}, {"loss": "mse", "mean": "no"}, {"quantity": "dW", "layer": "2", "source": "2"}])
def test_without_an_assumption_the_equations_miss_the_gradient(query: dict[str, str]) -> None:
    reader = on_page(**query)
    for assumption in (1, 2):
        reader.app.session_state[f"assumption-{assumption}"] = True
    reader.run()
    squared, penalised = (text for text in texts(reader, "**Without it.**"))
    now, parameters, data = reader.settings, reader.progress.parameters, reader.settings.samples
    looked_at = replace(now.selection, quantity="dW")
    layer, unit, source = looked_at.layer, looked_at.unit, looked_at.source
    network = replace(now.network, l2=0.1)

    def gradient(of: Network, rows: slice = slice(None)) -> float:
        found = backward(of, parameters, data.inputs[rows], data.targets[rows], now.convention)
        return float(found.weights[layer - 1][unit - 1, source - 1])

    def cost(rows: slice = slice(None)) -> float:
        return loss(now.network, parameters, data.inputs[rows], data.targets[rows], now.convention)

    ones = [slice(at, at + 1) for at in range(4)]
    each = [2 * cost(one) * gradient(now.network, one) for one in ones]
    wanted = (sum(each) / (4 if now.mean else 1), 2 * cost() * gradient(now.network))
    assert [float(found) for found in re.findall("`([^`]*)`", squared)][:2] == pytest.approx(wanted, abs=6e-7)
    assert abs(wanted[0] - wanted[1]) > 1e-4
    assert r"\sum_{s'=1}^{m}" in squared
    wanted = (gradient(now.network), gradient(network))
    assert [float(found) for found in re.findall("`([^`]*)`", penalised)][:2] == pytest.approx(wanted, abs=6e-7)
    assert r"\lambda" in penalised or r"\Omega" in penalised


@pytest.mark.parametrize("cost", [{"l2": "0.01"}, {"l1": "0.1"}, {"l1": "0.01", "l2": "0.1"}])
def test_of_a_network_with_a_penalty_it_is_shown_what_broke(cost: dict[str, str]) -> None:
    reader = on_page(quantity="dW", layer="1", **cost)
    reader.app.session_state["assumption-2"] = True
    reader.run()
    [said] = [text.value for text in reader.app.markdown if "Lines that rest on it" in text.value]
    assert said.startswith("**Assumption 2 does not hold: $w^{(1)}$ reaches the cost past $a^{(2)}$")
    [broken] = texts(reader, "**What breaks.**")
    for name, value in cost.items():
        assert rf"\lambda_{{{name[1]}}} = {value}$" in broken
    now, data = reader.settings, reader.settings.samples
    wanted = [
        float(backward(each, reader.progress.parameters, data.inputs, data.targets, now.convention).weights[0][0, 0])
        for each in (now.plain, now.network)
    ]
    assert [float(found) for found in re.findall("`([^`]*)`", broken)][:2] == pytest.approx(wanted, abs=6e-7)
    assert not texts(reader, "**Without it.**")


def test_the_try_of_a_penalty_shows_what_it_says() -> None:
    reader = on_page()
    reader.press("Weights in the cost")
    reader.app.session_state["assumption-2"] = True
    reader.run()
    assert not [text for text in reader.app.markdown if "It holds here" in text.value]
    assert len([text for text in reader.app.markdown if "Assumption 2 does not hold" in text.value]) == 2


@pytest.mark.parametrize("formula", ["sqrt(z)", "log(z)"])
def test_where_a_number_is_not_defined_it_is_said(formula: str) -> None:
    reader = on_page(functions="own,sigmoid", formula=formula, stage="5", quantity="dW")
    for assumption in (1, 2):
        reader.app.session_state[f"assumption-{assumption}"] = True
    reader.run()
    assert all("Not every number is defined here." in text for text in texts(reader, "**Without it.**"))
    assert {caption.value for caption in reader.app.caption} == {
        "There is no next step: a gradient is not defined.",
        "Not every number is defined here.",
        "Checkpoint: as soon as every number is defined.",
    }


def test_with_a_penalty_it_is_said_which_assumption_fails() -> None:
    reader = on_page(l2="0.1", stage="5")
    [table] = texts(reader, ":orange[")
    assert "Assumption 2 does not hold" in table
    # without the penalty is C, with it another letter
    assert r"$\tilde{C} = C + \Omega^{(1)} + \Omega^{(2)}$ has it" in table
    assert "$w^{(1)}$ reaches the cost past $a^{(2)}$" in table
    assert r"$w^{(1)}$ → $\Omega^{(1)}$ → $\tilde{C}$" in table
    assert "**4**" in table
    assert "the penalty left out" in texts(reader, ":small[Samples")[0]


@pytest.mark.parametrize("data", ["xor", "blobs"])
def test_a_step_of_one_sample_has_no_penalty_and_says_so_in_its_symbols(data: str) -> None:
    reader = on_page(data=data, l2="0.1", quantity="dW", stage="5")
    alone = on_page(data=data, quantity="dW", stage="5")
    assert stages_of(reader) == stages_of(alone)
    assert formulas(reader) == formulas(alone)
    [stages] = texts(reader, "| stage |")
    assert "with the penalty" in stages
    assert r"\frac{\partial C_{s}}{\partial w^{(1)}_{11}} =" in stages
    assert r"\lambda" not in stages
    # of all samples, with the penalty; two steps that end elsewhere, and two derivatives, are told apart
    [following] = texts(reader, ":small[**The next step")
    assert r"\frac{\partial \tilde{C}}{" in following
    assert r"\frac{\partial C}{" in texts(alone, ":small[**The next step")[0]
    assert not texts(reader, "<aside>")  # what is looked at has its formula in the stages
    assert f"all {reader.settings.task.samples} samples and the penalty" in texts(reader, ":small[Samples")[0]
    cost, before = (texts(each, ":small[Cost of one")[0] for each in (reader, alone))
    assert cost.startswith(before)
    assert "$C_{s} = " in cost
    assert r"with the penalty $\tilde{C}_{s} = C_s + \Omega^{(1)} + \Omega^{(2)}$" in cost
    assert r"$\Omega^{(1)} = \frac{1}{2} \lambda_{2} \sum" in cost
    assert r"$\lambda_2 = 0.1$" in cost


def test_a_step_of_all_samples_ends_where_the_next_step_does() -> None:
    reader = on_page(quantity="dW", batch="4", stage="5")
    assert "elsewhere" not in texts(reader, ":small[Samples")[0]
    [whole] = [bold(text) for text in texts(reader, ":small[Samples")]
    assert whole == bold(texts(reader, ":small[**The next step")[0])


def test_an_input_of_0_freezes_its_weight() -> None:
    reader = on_page(quantity="dW", layer="1", unit="1", source="1", sample="3", input="0.5")
    now = reader.settings
    rows = reader.data("freezing").set_index("input")
    inputs = now.samples.inputs[2:3].copy()
    for value in (-2.0, 0.0, 0.5):
        inputs[0, 0] = value
        found = backward(now.network, reader.progress.parameters, inputs, now.samples.targets[2:3])
        assert rows.loc[value].gradient == pytest.approx(abs(float(found.weights[0][0, 0])), abs=1e-15)
    assert rows.index[rows["chosen"]].tolist() == [0.5]
    slider_of_input(reader).set_value(0.0).run()
    reader.no_exception()
    assert bold(texts(reader, "In this experiment")[0]) == 0


@pytest.mark.parametrize(
    "query", [{"layer": "1"}, {"layer": "2"}, {"layer": "2", "loss": "mse", "functions": "tanh,sigmoid"}]
)
def test_the_experiment_begins_at_the_sample_and_its_product_comes_out(query: dict[str, str]) -> None:
    reader = on_page(quantity="dW", stage="5", **query)
    own = slider_of_input(reader).value
    [said] = texts(reader, "In this experiment")
    # as the algorithm prints them: what goes in is a vector of its table
    factors = [each.strip("() ") for each in said.split(" = ")[2].split(r" \cdot ")]
    assert factors[1] in " ".join(stages_of(reader))
    assert factors[1].startswith(slider_of_input(reader).format_func(own))
    gradient = by_hand(reader, [reader.settings.sample - 1])
    assert bold(said) == near(gradient)
    slider_of_input(reader).set_value(0.5).run()
    [moved] = texts(reader, "In this experiment")
    left, right = (number(each.strip("() ")) for each in moved.split(" = ")[2].split(r" \cdot "))
    assert print_number(left * right, 3, moving=False) == re.findall(r"mathbf\{(.*)\}", moved)[0]
    slider_of_input(reader).set_value(own).run()
    assert texts(reader, "In this experiment") == [said]


def slider_of_input(reader: Reader) -> Any:
    [slider] = [each for each in reader.app.select_slider if "control-input" in str(each.key)]
    return slider


def test_it_is_said_why_a_loss_is_slow_where_its_run_is_drawn() -> None:
    [said] = texts(on_page(), "**A saturated output that is wrong**")
    slowly, quickly = said.split("quickly under BCE")
    assert r"under MSE, where $\sigma'(z)$, here nearly 0, is a factor of $\delta$" in slowly
    assert "it has cancelled" in quickly


def test_it_is_said_where_the_derivative_has_cancelled() -> None:
    assert stages_of(on_page(stage="3"))[2].endswith(r"; $\sigma'$ has cancelled")
    assert stages_of(on_page(stage="3", loss="mse"))[2].endswith(")$")


@pytest.mark.parametrize(
    ("query", "gone", "lines"),
    [
        ({}, r"$\sigma'$ has cancelled", 4),
        ({"data": "blobs"}, "the sum has cancelled", 5),
        ({"data": "blobs", "loss": "mse"}, "", 0),
        ({"loss": "mse"}, "", 0),
    ],
)
def test_how_the_error_of_the_last_layer_becomes_short_is_shown_line_by_line(
    query: dict[str, str], gone: str, lines: int
) -> None:
    reader = on_page(stage="3", **query)
    [found] = texts(reader, "| stage |")
    assert stages_of(reader)[2].endswith(f"; {gone}" if gone else ")$")
    shown = re.findall(r"\$\\displaystyle (\{\}= .*?)\$ :small", found)
    assert len(shown) == lines
    if gone:
        assert shown[-1] == "{}= a^{(2)}_{j} - y_{j}"
        assert f"In equation 1, {gone}" in found


def test_what_differs_is_the_difference_of_what_is_printed() -> None:
    reader = on_page(quantity="dW", sample="2")
    for assumption in (1, 2):
        reader.app.session_state[f"assumption-{assumption}"] = True
    reader.run()
    squared, penalised = (text for text in texts(reader, "**Without it.**"))
    for text in (squared, penalised):
        one, two, apart = re.findall("`([^`]*)`", text)
        assert float(apart) == pytest.approx(float(two) - float(one), abs=1e-12)
    assert r"\lambda_{2} = 0.1$" in penalised


@pytest.mark.parametrize(("start", "place"), [("near", (0.6, 0.9)), ("sure", (2.0, 2.0)), ("own", (1.5, -0.5))])
def test_two_losses_run_side_by_side(start: str, place: tuple[float, float]) -> None:
    reader = on_page(start=start, w=f"{place[0]}", b=f"{place[1]}")
    rows = reader.data("runs")
    for name, each in (("MSE", "mse"), ("BCE", "bce")):
        assert rows[rows["run"] == name]["cost"].tolist() == list(run_unit(*place, each).outputs)
    # a start is the reader's own: what comes of it goes with the visit
    assert reader.app.session_state["visit"].unit_runs[0] == place
    [table] = texts(reader, "| loss |")
    assert f"`{run_unit(*place, 'mse').costs[-1]:.4f}`" in table


def test_the_question_is_judged_by_the_numbers() -> None:
    reader = on_page(quantity="dW", layer="1", unit="1", source="1", sample="2")
    [control] = [each for each in reader.app.segmented_control if each.label == "Answer"]
    control.set_value("its input").run()
    assert any("Yes." in text for text in texts(reader, ":small["))


@pytest.mark.parametrize("start", [{"stage": "5"}, {"stage": "2", "start": "own", "quantity": "dW"}])
def test_after_every_option_of_its_own_the_parts_are_the_page(start: dict[str, str]) -> None:
    reader = on_page(**start)
    for name, value in (("form", "indices"), ("stage", 5), ("batch", 4), ("start", "near"), ("start", "own")):
        reader.choose(name, value)
        assert_whole(reader)
    for name, place in (("input", -0.3), ("w", 0.5), ("b", -2.0)):
        [slider] = [each for each in reader.app.select_slider if str(each.key).startswith(f"control-{name}")]
        slider.set_value(place).run()
        reader.no_exception()
        assert_whole(reader)


def test_it_goes_on_while_it_trains() -> None:
    reader = on_page(stage="5")
    before = formulas(reader)
    reader.train()
    reader.run()
    assert formulas(reader) != before
    reader.train(on=False)


@pytest.mark.parametrize("query", [{}, {"l2": "0.1"}, {"optimiser": "momentum", "layer": "2"}])
def test_a_step_is_one_of_gradient_descent_and_nothing_else(query: dict[str, str]) -> None:
    """The algorithm has stages, a derivation has lines."""
    for stage in STAGES:
        reader = on_page(stage=str(stage), **query)
        words = [each.value for each in (*reader.app.markdown, *reader.app.caption)]
        words += [str(each.label) for each in (*reader.app.button, *reader.app.expander)]
        page = reader.app.session_state["visit"].page
        words += [*(each.look_at for each in page.tries), page.question, page.first]
        words += [answer(reader, each) for each in page.checkpoint.answers]
        found = {each for text in words for each in re.findall(r"\w*\W*\bsteps?\b", text, re.IGNORECASE)}
        assert found <= {"Step", "next step", "The next step", "a step", "the step"}, found
