"""The page "Regularisation": what stands there is what is trained; its tries, its checkpoint, what it refuses."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dashboard.components import regularisation_numbers
from dashboard.lab.regularising import BASE, Fit
from dashboard.state import regularisation
from dashboard.state.regularisation import METHODS, RESULTS
from derivations import backward
from tests.dashboard.lab.test_regularising import trained
from tests.dashboard.reader import Reader, named, opened
from tests.dashboard.state.test_redrawing import assert_whole

PAGE = "app_pages/regularisation.py"
USUAL: dict[str, Any] = {"l2": 0.01, "l1": 0.005, "dropout": 0.3, "batch_norm": True}


def on_page(**query: str) -> Reader:
    reader = opened(page=PAGE, **{"reg_epochs": "200", "reg_hidden": "8-8", **query})
    finish(reader)
    return reader


def finish(reader: Reader) -> None:
    """Let it train to the end, as the clock does."""
    while not all(each.finished for each in fits(reader)):
        reader.run()
    reader.run()


def fits(reader: Reader) -> list[Fit]:
    found: list[Fit] = list(reader.app.session_state["visit"].fits.values())
    return found


def expected(**ways: Any) -> Fit:
    return trained(replace(BASE, hidden=(8, 8), epochs=200, **ways))


def text(reader: Reader, part: str) -> str:
    found = [each.value for each in reader.app.markdown if part in each.value]
    assert len(found) < 2, found
    return str(found[0]) if found else ""


def table(reader: Reader) -> dict[str, list[str]]:
    lines = [line for line in text(reader, "| at the end").split("\n") if line.startswith("|")]
    rows = [[cell.strip(" `") for cell in line[1:-1].split("|")] for line in lines[2:]]
    return {row[0]: row[1:] for row in rows}


@pytest.mark.parametrize("method", METHODS)
def test_the_table_and_the_curves_are_what_is_trained(method: str) -> None:
    reader = on_page(regularise=method)
    both = (expected(), expected(**{method: USUAL[method]}))
    rows, frame = table(reader), reader.data("runs")
    for at, fit in enumerate(both):
        assert rows["training loss"][at] == f"{fit.now.train.loss:.3f}"
        assert rows["validation loss"][at] == f"{fit.now.validation.loss:.3f}"
        assert rows["its least measured, in epoch"][at] == f"{fit.best.validation.loss:.3f}, {fit.best.epoch}"
        assert rows["validation accuracy"][at] == f"{fit.now.validation.accuracy:.1%}"
        assert rows["length of all weights"][at] == f"{np.linalg.norm(fit.weights):.3f}"
        assert rows["weights below 0.01"][at] == f"{(abs(fit.weights) < 0.01).sum()} of {16 + 64 + 8}"
        side = ("without", "with")[at]
        for part in ("train", "validation"):
            drawn = frame[frame["run"] == f"{part}, {side}"]
            assert drawn["epoch"].tolist() == [each.epoch for each in fit.measured]
            assert drawn["cost"].tolist() == pytest.approx([getattr(each, part).loss for each in fit.measured])
    assert len(reader.frames("cells")) == 2


@pytest.mark.parametrize(("method", "target"), [(each, target) for each in METHODS for target in RESULTS[each]])
def test_every_line_stands_there_with_its_mark(method: str, target: str) -> None:
    reader = on_page(regularise=method, reg_derived=target, reg_lines="every")
    said = text(reader, "</details>")
    assert said.count("<details>") >= 2
    assert said.count(":green[:material/") >= said.count("<details>")
    assert ":red[" not in said
    assert not reader.errors


def last_number(formula: str) -> float:
    found = re.findall(r"\\mathbf\{(.*?)\}(?=\$|\n)", formula)
    mantissa, _, power = found[-1].partition(r" \cdot 10^{")
    return float(mantissa) * 10.0 ** int(power.rstrip("}") or 0)


def test_the_numbers_of_a_weight_are_those_of_its_next_step() -> None:
    fit = expected(l2=0.01)
    reader = on_page(reg_to="3", reg_from="5")
    learned = fit.data.train
    gradient = backward(fit.network, fit.parameters, learned.inputs, learned.targets).weights[1][2, 4]
    after = fit.parameters.weights[1][2, 4] - 0.3 * gradient
    said = text(reader, "**The next step of")
    assert "w^{(2)}_{35}" in said
    assert last_number(said) == pytest.approx(after, rel=1e-5)
    assert r"1 - \eta\lambda_2 = 0.997$" in said
    assert "agree on every gradient" in said


def test_the_numbers_of_a_unit_are_those_of_its_gradient() -> None:
    for method in ("dropout", "batch_norm"):
        fit = expected(**{method: USUAL[method]})
        learned = fit.data.train
        found = backward(fit.network, fit.parameters, learned.inputs, learned.targets, masks=fit.masks).deltas[0]
        for sample in (2, 7):
            reader = on_page(regularise=method, reg_to="4", reg_sample=str(sample))
            assert last_number(text(reader, "**Unit 4")) == pytest.approx(found[sample - 1, 3], rel=1e-3, abs=1e-12)


def test_passes_that_do_not_agree_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    right = regularisation.trace
    monkeypatch.setattr(regularisation_numbers, "trace", lambda fit: {**right(fit), "dW1": -right(fit)["dW1"]})
    assert "do not agree" in text(on_page(), "**The next step of")


def test_what_is_not_used_does_nothing_and_says_so() -> None:
    reader = on_page(reg_l2="0")
    assert "both trainings are the same" in text(reader, "both trainings")
    assert text(reader, "L2 is not used here")
    assert not reader.errors


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            {"reg_rate": "10", "reg_dropout": "0.9", "regularise": "dropout", "reg_start": "27"},
            "Without, the validation",
        ),
        ({"reg_l2": "1e-9"}, "nearly the same"),
        ({"reg_epochs": "1000", "reg_hidden": "16-16"}, "**It over-fits:**"),
    ],
)
def test_what_is_said_is_what_was_measured(query: dict[str, str], words: str) -> None:
    said = text(on_page(**query), "it ends at")
    assert words in said
    # no share that nobody reads
    assert not re.search(r"\d{4,}%", said)


def test_all_together() -> None:
    reader = on_page(reg_together="yes", regularise="dropout")
    fit = expected(**USUAL)
    assert table(reader)["validation loss"][1] == f"{fit.now.validation.loss:.3f}"
    assert "With L2, L1, dropout, batch norm it ends" in text(reader, "it ends at")
    assert r"\tilde z" in text(reader, "**Unit ")
    assert "agree on every gradient" in text(reader, "**Unit ")


def test_a_training_that_breaks_off_says_why_and_where_it_stood() -> None:
    reader = on_page(reg_l2="1", reg_rate="3")
    assert any("diverged" in each for each in reader.errors)
    assert text(reader, "there is no next step")
    fit = expected(l2=1.0, learning_rate=3.0)
    assert f"with, before it broke off, epoch {fit.now.epoch} |" in text(reader, "| at the end | without |")
    assert fit.epoch == fit.now.epoch
    # all rows are of that epoch
    assert fit.score(fit.data.train) == fit.now.train


@pytest.mark.parametrize(
    ("query", "words", "not_there"),
    [
        ({}, "after epoch 200. The", "other side"),
        ({"reg_rate": "0.1", "reg_l2": "10"}, "= 0$: it sets all of them to 0.", "$-0"),
        ({"regularise": "l1"}, "One that is smaller than this, and", "With both"),
        ({"reg_together": "yes", "reg_norm": "no"}, ", with one draw of the masks. The", "smaller than this"),
        ({"reg_together": "yes", "reg_dropout": "0"}, r"With both, one that is smaller than $\frac", "masks"),
        ({"reg_together": "yes", "regularise": "batch_norm"}, "over the batch, with one draw of the masks", "-0.00"),
        ({"regularise": "batch_norm"}, "; normalised: means from `0.00` to `0.00`", "masks"),
        ({"regularise": "dropout", "reg_dropout": "0.9"}, "it is kept, and enlarged", r"\mathbf{0}"),
    ],
)
def test_the_numbers_say_what_holds_of_this_step(query: dict[str, str], words: str, not_there: str) -> None:
    [said] = {each.value for each in on_page(**query).app.markdown if "agree on every gradient" in each.value}
    assert words in said
    assert not_there not in said


def test_what_is_typed_wrongly_is_refused_and_loses_nothing() -> None:
    reader = on_page()
    reader.choose("reg_l2", 11.0)
    assert re.match("λ₂: .*expected a number from 0 to 10", reader.errors[0].replace("\\", ""))
    assert table(reader)["validation loss"][1] == f"{expected(l2=0.01).now.validation.loss:.3f}"
    # whose field is gone, nobody can put right
    reader.choose("regularise", "l1")
    assert not reader.errors


def test_the_tries_are_true() -> None:
    reader = on_page()
    for label in ("L2 keeps weights short", "L1 leaves few weights", "Batch norm is no penalty"):
        reader.press(label)
        finish(reader)
        rows = {name: [float(each.split()[0].rstrip("%,")) for each in row] for name, row in table(reader).items()}
        without, with_it = zip(*rows.values(), strict=True)
        (train, loss, *_, length, small), (train_too, loss_too, *_, length_too, small_too) = without, with_it
        if label.startswith("L2"):
            assert loss_too < 0.7 * loss
            assert length_too < 0.6 * length
        elif label.startswith("L1"):
            assert small_too > 250
            assert small < 10
        else:
            assert train_too < train
            assert loss_too > loss


@pytest.mark.parametrize("query", [{}, {"regularise": "dropout"}, {"regularise": "batch_norm"}, {"reg_l2": "0"}])
def test_the_checkpoint_is_judged_by_a_training(query: dict[str, str]) -> None:
    method = query.get("regularise", "l2")
    changed: dict[str, Any] = {
        "l2": {"l2": 0.01 if query.get("reg_l2") else 0.1},
        "dropout": {"dropout": 0.9},
        "batch_norm": {"batch_norm": True, "l2": 0.01},
    }[method]
    before = expected(**({} if query.get("reg_l2") else {method: USUAL[method]})).now.validation.loss
    change = expected(**changed).now.validation.loss / before - 1
    right = "about the same" if abs(change) <= 0.05 else "lower" if change < 0 else "higher"
    reader = on_page(**query)
    for answer in (right, next(each for each in ("lower", "higher") if each != right)):
        named(reader.app.segmented_control, "answer-Regularisation").set_value(answer).run()
        reader.no_exception()
        assert text(reader, "Yes.]" if answer == right else "Look again.]")


@pytest.mark.parametrize(
    ("query", "asked", "hint"),
    [
        ({"reg_l2": "1"}, r"$\lambda_2 = 0.1$ instead of $1$", "What is not kept"),
        ({"reg_l2": "10", "reg_rate": "0.1"}, r"$\lambda_2 = 1$ instead of $10$", "What is not kept"),
        ({"regularise": "l1", "reg_l1": "2"}, r"$\lambda_1 = 0.2$ instead of $2$", "What is not kept"),
        ({"regularise": "dropout", "reg_dropout": "0.9"}, "$p = 0.3$ instead of $0.9$", "What is not kept"),
        # below 2 / η, and yet too much
        ({"reg_l2": "0.06", "reg_rate": "3"}, r"$\lambda_2 = 0.6$ instead of $0.06$", "What is kept"),
    ],
)
def test_the_checkpoint_has_a_right_answer_at_the_ends(query: dict[str, str], asked: str, hint: str) -> None:
    reader = on_page(**query)
    assert asked in text(reader, "**Checkpoint.**")
    said = []
    for answer in ("lower", "about the same", "higher"):
        named(reader.app.segmented_control, "answer-Regularisation").set_value(answer).run()
        reader.no_exception()
        said.append(text(reader, "Yes.]") or text(reader, "Look again.]") or text(reader, "No, it is"))
    assert all(said)
    assert any("Yes.]" in each for each in said)
    assert all(hint in each for each in said if "Look again" in each)


CHANGES: dict[str, tuple[Any, ...]] = {
    "regularise": ("l1", "dropout", "batch_norm", "l2"),
    "reg_l2": (0.05,),
    "reg_together": (True,),
    "reg_norm": (False,),
    "reg_hidden": ((16, 16),),
    "reg_rate": (0.1,),
    "reg_epochs": (500,),
    "reg_start": (2,),
    "reg_lines": ("every",),
    "reg_to": (2,),
    "reg_from": (3,),
}


def test_after_every_option_of_the_page_its_parts_are_the_page() -> None:
    reader = on_page()
    for name, values in CHANGES.items():
        for value in values:
            reader.choose(name, value)
            finish(reader)
            assert_whole(reader)


def test_nonsense_in_an_address_is_passed_over() -> None:
    reader = on_page(regularise="__import__", reg_l2="x", reg_rate="-1", reg_start="0", reg_to="20", reg_hidden="1")
    assert text(reader, "With L2 it ends at")
    assert "_{16," in text(reader, "**The next step of")
