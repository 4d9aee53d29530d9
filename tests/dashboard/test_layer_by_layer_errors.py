"""The page "Layer by layer" when something is wrong: planted errors are seen, and nothing that was made is lost."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import streamlit as st

from dashboard.components.equation_lines import WRONG
from dashboard.lab import running as training
from dashboard.lab.selection import QUANTITIES
from dashboard.lab.words import VIEWS
from dashboard.state import shared, snapshot
from derivations import (
    CheckReport,
    Convention,
    Epoch,
    Gradients,
    Parameters,
    Program,
    derive,
    train,
)
from derivations.numeric.network.backward import backpropagate
from derivations.numeric.network.difference import Quotients, compute_quotients
from derivations.numeric.network.problem import Problem
from derivations.numeric.training.breakdown import Breakdown, DivergedError
from derivations.rendering.lines import PrintedResult
from tests.dashboard.reader import Reader, number, opened_textbook, plain, textbook

SAMPLES = 4


@pytest.fixture
def reader() -> Reader:
    """A first visit."""
    return opened_textbook()


# the match meter


def _worst(reader: Reader) -> float:
    return float(reader.meter.split("`")[1])


def test_the_meter_is_green_and_shows_rounding_alone(reader: Reader) -> None:
    assert reader.meter.startswith(":green[:material/check: **Three gradients agree**] to ")
    assert 0 <= _worst(reader) < 1e-12
    reader.press("Step")
    assert reader.meter.startswith(":green[")
    assert 0 <= _worst(reader) < 1e-12


def _tripled(weights: tuple[Any, ...]) -> tuple[Any, ...]:
    return (weights[0] * [[3.0, 1.0], [1.0, 1.0]], *weights[1:])


class _WrongProgram:
    """A derived program that gives one gradient three times too large."""

    def __init__(self, right: Program) -> None:
        self.right = right
        self.arrays = right.arrays

    def differentiate(self, problem: Problem) -> Gradients:
        found = self.right.differentiate(problem)
        return replace(found, weights=_tripled(found.weights))


def _wrong_program(monkeypatch: pytest.MonkeyPatch) -> None:
    right = shared.program
    monkeypatch.setattr(snapshot, "program", lambda network, convention: _WrongProgram(right(network, convention)))


def _wrong_backward(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(problem: Problem) -> Gradients:
        found = backpropagate(problem)
        return replace(found, weights=_tripled(found.weights))

    monkeypatch.setattr(snapshot, "backpropagate", wrong)


def _wrong_quotient(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(problem: Problem) -> Quotients:
        found = compute_quotients(problem)
        return replace(found, weights=_tripled(found.weights))

    monkeypatch.setattr("derivations.matching.match.compute_quotients", wrong)


@pytest.mark.parametrize("plant", [_wrong_program, _wrong_backward, _wrong_quotient])
def test_the_meter_turns_red_when_one_of_the_three_gradients_is_wrong(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, plant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    plant(monkeypatch)
    reader.forget()
    reader.run()
    assert reader.meter.startswith(":red[:material/close:")
    assert _worst(reader) > 0.01
    monkeypatch.undo()
    reader.forget()
    reader.run()
    assert reader.meter.startswith(":green[")


def test_the_three_gradients_stand_side_by_side_for_every_parameter(reader: Reader) -> None:
    reader.app.session_state["three-ways"] = True
    reader.run()
    [table] = [text.value for text in reader.app.markdown if "| derived | by hand |" in text.value]
    rows = table.split("\n")[2:]
    assert len(rows) == 9
    for row in rows:
        by_sympy, by_hand, quotient = (float(each.replace("−", "-")) for each in row.split("`")[1:6:2])
        assert by_sympy == pytest.approx(by_hand, abs=1.1e-8)
        assert by_sympy == pytest.approx(quotient, abs=1.1e-8)


# the marks of the lines


def _checked_wrong(target: str) -> CheckReport:
    """Really check a derivation in which the gradient of the last line is dropped."""
    right = derive(textbook().network, textbook().convention)
    result = right[target]
    last = result.lines[-1]
    wrong = replace(result, lines=(*result.lines[:-1], replace(last, expression=2 * last.expression)))
    results = tuple(wrong if each.target == target else each for each in right.results)
    return replace(right, results=results).check([target])


@pytest.mark.parametrize("view", ["index", "matrix"])
def test_a_wrong_line_has_a_red_mark_and_a_sentence(reader: Reader, monkeypatch: pytest.MonkeyPatch, view: str) -> None:
    reader.look_at(view=view, layer=1, quantity="db")
    assert not any(WRONG in note for note in reader.notes)
    monkeypatch.setattr(shared, "checks", _checked_wrong)
    reader.run()
    assert [WRONG in note for note in reader.notes] == [False] * (len(reader.notes) - 1) + [True]
    errors = reader.errors
    assert errors
    assert all(each.startswith("The line with the red mark is wrong (rule: ") for each in errors)


def test_a_wrong_translation_has_a_red_mark(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    right = shared.matrices

    def wrong(*args: Any, **options: Any) -> PrintedResult:
        result = right(*args, **options)
        first, *rest = result.lines
        return replace(result, lines=(replace(first, translated=False), *rest))

    reader.look_at(view="matrix", layer=2, quantity="dW")
    assert not any(WRONG in note for note in reader.notes)
    monkeypatch.setattr(shared, "matrices", wrong)
    reader.run()
    assert [WRONG in note for note in reader.notes] == [True] + [False] * (len(reader.notes) - 1)


# a divergence


def _diverging_train(*args: Any, **options: Any) -> Iterator[Epoch]:
    for record in train(*args, **options):
        if record.epoch == 4:
            first = Breakdown(1, "z", float("inf"), 1)
            raise DivergedError("the cost is inf with learning_rate 10.0; try a smaller one", 4, first)
        yield record


def test_a_divergence_is_one_sentence_and_loses_nothing(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    reader.look_at(view="numbers", layer=1, quantity="dW", rate=10.0)
    reader.press("Step")
    with monkeypatch.context() as planted:
        planted.setattr(training, "train", _diverging_train)
        reader.train()
        reader.run()
    assert reader.errors == [
        "Training stopped: training diverged in epoch 5: the cost is inf with learning_rate 10.0; try a smaller one"
    ]
    assert not reader.running
    assert reader.progress.epoch == 4
    assert reader.progress.epochs == (0, 1, 2, 3, 4)
    assert all(np.isfinite(array).all() for array in reader.progress.parameters.weights)
    assert reader.settings == textbook(view="numbers", layer=1, quantity="dW", rate=10.0)
    assert len(reader.data("curve")) >= 5
    reader.choose("rate", 0.1)
    reader.train()
    assert not reader.app.error
    assert reader.running
    assert reader.progress.epoch == 14


# saturated units


@pytest.mark.parametrize("loss", ["bce", "mse"])
@pytest.mark.parametrize("size", [1e4, -1e4, 710.0, 1e-12])
def test_saturated_units_show_numbers(reader: Reader, loss: str, size: float) -> None:
    start = reader.progress
    extreme = Parameters(
        tuple(np.full_like(array, size) for array in start.parameters.weights),
        tuple(np.full_like(array, -size) for array in start.parameters.biases),
    )
    reader.app.session_state["visit"].progress = replace(start, parameters=extreme)
    for layer in (1, 2):
        for quantity in QUANTITIES:
            reader.look_at(view="numbers", loss=loss, layer=layer, quantity=quantity, sample=1 + layer, source=2)
            assert reader.value == r"\text{undefined here}" or np.isfinite(number(reader.value))
            assert "nan" not in reader.numbers[0]
            assert "inf" not in reader.numbers[0]
    assert np.isfinite(reader.cost)
    assert reader.meter.startswith(":green[")


@pytest.mark.parametrize("value", [1e4, -1e4])
def test_the_largest_weight_can_be_typed_in(reader: Reader, value: float) -> None:
    for view in VIEWS:
        reader.look_at(view=view, layer=1, quantity="delta")
        reader.edit("edit", "2-1-1", value)
        assert [each.value for each in reader.inputs("2-1-1")] == [value]
    reader.click("network", edge_click=[{"edge": "w2_1_1"}])
    assert [each.value for each in reader.inputs("2-1-1")] == [value] * 3


def test_training_may_lead_beyond_what_can_be_typed_in(reader: Reader) -> None:
    reader.edit("edit", "2-1-1", 1e4)
    reader.edit("edit", "2-1-2", -1e4)
    reader.choose("rate", 10.0)
    for _ in range(3):
        reader.press("Step")
        assert {each.value for each in reader.inputs()} >= {float(x) for x in reader.progress.parameters.weights[1][0]}
    assert max(abs(float(x)) for x in reader.progress.parameters.weights[1][0]) > 9_000
    assert reader.progress.epoch == 3


# what is taken home


@pytest.mark.parametrize("loss", ["bce", "mse"])
def test_the_downloads_hold_the_whole_derivation(monkeypatch: pytest.MonkeyPatch, loss: str) -> None:
    offered: dict[str, Callable[[], bytes]] = {}
    drawn = st.download_button

    def noted(label: str, *, data: Callable[[], bytes], file_name: str, **options: Any) -> bool:
        offered[file_name] = data
        return drawn(label, data=data, file_name=file_name, **options)

    monkeypatch.setattr(st, "download_button", noted)
    opened_textbook(loss=loss)
    assert sorted(offered) == ["backpropagation.md", "backpropagation.tex"]
    for file_name, data in offered.items():
        text = data().decode()
        network = textbook(loss=loss).network
        for target in derive(network).by_target:
            assert (
                shared.derive_lines(network, Convention()).lines(target, "every", on_dark=None).lines[-1].formula
                in text
            )
        assert text.startswith("\\documentclass") == file_name.endswith(".tex")
        assert "textcolor{#" not in text


def test_the_latex_to_copy_is_the_equation_on_the_page_without_colours(reader: Reader) -> None:
    for view in ("index", "matrix"):
        reader.look_at(view=view, layer=1, quantity="delta")
        sources = [each.value for each in reader.app.code]
        assert plain(sources[0]) == reader.statement
        assert sources[1].startswith("\\begin{align*}\n")
        assert sources[1].count("&=") == len(reader.formulas)
        assert "textcolor" not in "".join(sources)
    reader.look_at(view="numbers", layer=1, quantity="delta")
    sources = [each.value for each in reader.app.code]
    # in one block, with the equals signs below each other
    without_alignment = re.sub(r"\\(begin|end)\{aligned\}|&|\\\\", "", sources[0])
    without_phantom = re.sub(r"\\phantom\{.*?\}\} ", "", reader.numbers[-1])
    assert without_alignment.split() == without_phantom.replace(r"\nobreak", "").split()
    assert sources[1] == reader.statement


def test_the_latex_of_the_story_is_every_equation_of_it_without_colours(reader: Reader) -> None:
    reader.look_at(view="story", scope="one", delta="sample", layer=1, quantity="dW")
    [source] = [each.value for each in reader.app.code]
    rows = source.split(" \\\\\n")
    story = [
        plain(text.value)
        for text in reader.app.markdown
        if text.value.startswith(r"$\displaystyle") and "mathbf" in text.value
    ]
    shown = [formula.replace(r"\nobreak", "").replace(r"\displaystyle", "").strip("$ ") for formula in story]
    for left in (
        "z^{(1)}_{1}",
        "a^{(1)}_{1}",
        "z^{(2)}_{1}",
        "a^{(2)}_{1}",
        "C_{s}",
        r"\delta^{(2)}_{1}",
        r"\delta^{(1)}_{1}",
    ):
        assert any(f"{left} & = " in row for row in rows), left
        [formula] = [each for each in shown if each.startswith(f"{left} = ")]
        [at] = [at for at, row in enumerate(rows) if row.split("\n")[-1].startswith(f"{left} & = ")]
        written = " ".join(rows[at : at + 3]).replace("&", "").replace("\\begin{aligned}", "")
        assert written.split() == formula.split()
    assert "textcolor" not in source
    assert len(rows) == 3 * 8


def test_the_samples_of_the_table_are_the_rows_of_the_data(reader: Reader) -> None:
    [table] = [text.value.partition("\n\n")[0] for text in reader.app.markdown if text.value.startswith("| $s$ |")]
    assert len(table.split("\n")) == 2 + SAMPLES
