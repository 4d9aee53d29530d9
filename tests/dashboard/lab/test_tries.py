"""What a page proposes to try does what it says; its question is judged by the network as it stands."""

import re

import numpy as np
import pytest

from dashboard import navigation
from derivations import backward
from derivations.numeric.network.vector import vector_of
from tests.dashboard.reader import Reader, named, opened

PAGES = ("", *(f"app_pages/{row.file.name}" for row in navigation.PAGES[1:]))


def question(reader: Reader) -> str:
    [said] = [text.value for text in reader.app.markdown if "**Checkpoint.**" in text.value]
    return str(said)


def answer(reader: Reader, words: str) -> str:
    """Choose an answer, and return what the page says to it."""
    [control] = [each for each in reader.app.segmented_control if (each.key or "").startswith("answer-")]
    control.set_value(words).run()
    reader.no_exception()
    return told(reader)


def told(reader: Reader) -> str:
    """What the page says to an answer."""
    [said] = [text.value for text in reader.app.markdown if re.search(r"Yes\.\]|Look again\.\]|No, it is", text.value)]
    return str(said)


@pytest.mark.parametrize("page", PAGES)
def test_every_try_sets_what_it_names_and_says_what_to_look_at(page: str) -> None:
    # a network in which most of them would not fit
    reader = opened(page, data="sine", hidden="5-4", layer="3")
    tries = reader.app.session_state["visit"].page.tries
    assert len(tries) >= 2
    for each in tries:
        reader.press(each.label)
        assert each.look_at in reader.app.markdown[0].value
        for name, value in each.settings.items():
            if hasattr(reader.settings, name):
                assert getattr(reader.settings, name) == (min(value, 3) if name == "layer" else value)
        for place, value in (each.weights or {}).items():
            layer, unit, source = place
            assert source is None
            assert reader.progress.parameters.biases[layer - 1][unit - 1] == value


def test_every_try_of_the_first_page_begins_with_the_same_network() -> None:
    reader = opened(seed="7", loss="mse", rate="0.1")
    reader.press("Wrong and sure")
    reader.press("Step")
    reader.press("One bias, all samples")
    fresh = opened()
    assert np.array_equal(vector_of(reader.progress.parameters), vector_of(fresh.progress.parameters))
    assert reader.progress.epoch == 0
    assert (reader.settings.loss, reader.settings.rate, reader.settings.seed) == ("bce", 1.0, 3)


def test_what_a_try_has_taken_the_place_of_comes_back() -> None:
    reader = opened(data="moons", hidden="5-4", layer="3", optimiser="adam")
    assert not [button for button in reader.app.button if button.label == "Back"]
    for _ in range(3):
        reader.press("Step")
    settings, progress = reader.settings, reader.progress
    reader.press("Wrong and sure")
    tried = reader.settings
    reader.press("Back")
    assert (reader.settings, reader.progress) == (settings, progress)
    # nor does going back lose anything, and the button says which way it leads
    assert not [button for button in reader.app.button if button.label == "Back"]
    reader.press("Redo")
    assert reader.settings == tried


def test_two_tries_in_a_row_keep_the_reader_s_network() -> None:
    reader = opened(data="moons", hidden="5-4", optimiser="adam")
    reader.press("Step")
    settings, progress = reader.settings, reader.progress
    for each in ("Wrong and sure", "MSE instead of BCE"):
        reader.press(each)
    reader.press("Back")
    assert (reader.settings, reader.progress) == (settings, progress)
    # what comes next is left by the next try
    reader.press("Step")
    later = reader.progress
    reader.press("Wrong and sure")
    reader.press("Back")
    assert (reader.settings, reader.progress) == (settings, later)


def test_what_to_look_at_stays_when_what_it_asks_for_is_done() -> None:
    reader = opened("app_pages/the_four_equations.py")
    reader.press("Wrong and sure")
    [words] = [each.look_at for each in reader.app.session_state["visit"].page.tries if each.label == "Wrong and sure"]
    for name, value in (("loss", "bce"), ("layer", 1), ("sample", 1)):
        reader.choose(name, value)
        assert words in reader.app.markdown[0].value
    # of another network nothing is said
    reader.choose("data", "sine")
    assert words not in reader.app.markdown[0].value


@pytest.mark.parametrize("page", ["", "app_pages/the_four_equations.py"])
def test_what_is_said_of_a_loss_is_true_under_the_other_one(page: str) -> None:
    """The sentence stays while the reader switches the loss, as it asks for."""
    reader = opened(page)
    reader.press("Wrong and sure")
    [said] = [each.look_at for each in reader.app.session_state["visit"].page.tries if each.label == "Wrong and sure"]
    of_any, under_mse, under_bce = re.split(r"Under MSE|under BCE", said)
    assert "almost 0" in of_any
    assert "delta" not in of_any
    for loss, words in (("mse", under_mse), ("bce", under_bce)):
        reader.choose("loss", loss)
        unit = reader.data("units").set_index("unit_id").loc["u2_1"]
        assert unit.activation < 0.01
        assert ("tiny" in words) == (abs(unit.delta) < 0.01)


def test_a_try_says_when_it_takes_the_place_of_a_reader_s_network() -> None:
    said = "*Back* returns to yours"
    reader = opened()
    reader.press("MSE instead of BCE")
    assert said not in reader.app.markdown[0].value
    for other in (opened(hidden="3-2"), opened(data="moons"), opened()):
        other.press("Step")
        other.press("MSE instead of BCE")
        assert said in other.app.markdown[0].value


def test_a_second_try_speaks_of_the_reader_s_network_not_of_the_first_one() -> None:
    reader = opened("app_pages/check.py")
    for label in ("A gradient twice", "1/m forgotten"):
        reader.press(label)
    assert "*Back* returns to yours" not in reader.app.markdown[0].value


def test_the_same_try_again_keeps_what_was_done_since() -> None:
    reader = opened()
    reader.press("Wrong and sure")
    for _ in range(3):
        reader.press("Step")
    done = reader.progress
    reader.press("Wrong and sure")
    assert "*Back* returns to yours" in reader.app.markdown[0].value
    reader.press("Back")
    assert reader.progress == done


def test_what_a_try_says_of_a_function_goes_with_it() -> None:
    reader = opened("app_pages/activations_and_losses.py")
    reader.press("A dead ReLU")
    assert ":material/info:" in reader.app.markdown[0].value
    reader.choose("f", "sigmoid")
    assert ":material/info:" not in reader.app.markdown[0].value


def test_what_was_said_on_a_page_stays_there() -> None:
    reader = opened("app_pages/computational_graph.py")
    reader.press("Max chooses")
    [words] = [each.look_at for each in reader.app.session_state["visit"].page.tries if each.label == "Max chooses"]
    assert words in reader.app.markdown[0].value
    # of another expression it is not true
    reader.choose("expression", "(x + y)^2")
    assert words not in reader.app.markdown[0].value
    reader.press("Max chooses")
    reader.press("Back")
    reader.press("Redo")
    reader.press("Back")
    assert [button for button in reader.app.button if button.label == "Redo"]
    reader.app.switch_page("app_pages/check.py").run()
    assert not [button for button in reader.app.button if button.label == "Redo"]
    reader.press("A gradient twice")
    reader.app.switch_page("app_pages/shapes.py").run()
    assert ":material/info:" not in reader.app.markdown[0].value
    # but the way back to the reader's own network is on every page
    assert [button for button in reader.app.button if button.label == "Back"]


def test_the_way_back_leads_to_no_other_page() -> None:
    reader = opened("app_pages/computational_graph.py")
    reader.press("Max chooses")
    reader.app.switch_page("app_pages/check.py").run()
    # nothing of the network was changed
    assert not [button for button in reader.app.button if button.label == "Back"]
    reader.press("A gradient twice")
    reader.app.switch_page("app_pages/computational_graph.py").run()
    expression = reader.app.query_params["expression"]
    reader.press("Back")
    assert reader.app.query_params["expression"] == expression


def test_the_options_of_a_page_come_back_too() -> None:
    reader = opened("app_pages/check.py", mistake="at a", layer="1")
    reader.press("A gradient twice")
    assert reader.app.query_params["mistake"] == "twice"
    reader.press("Back")
    assert reader.app.query_params["mistake"] == "at a"
    [chosen] = [each.value for each in reader.app.selectbox if (each.key or "").startswith("control-mistake")]
    assert chosen == "at a"
    reader.press("Redo")
    assert reader.app.query_params["mistake"] == "twice"


def test_a_try_can_be_taken_again() -> None:
    reader = opened()
    for _ in range(2):
        reader.press("MSE instead of BCE")
        assert "a^{(2)}_{j} (1 - a^{(2)}_{j})" in reader.statement
        reader.choose("loss", "bce")
        assert "(1 - " not in reader.statement


def test_a_unit_that_is_wrong_and_sure_learns_nothing_under_the_squared_error() -> None:
    reader = opened()
    reader.press("Wrong and sure")
    slow = abs(reader.data("units").set_index("unit_id").loc["u2_1"].delta)
    reader.choose("loss", "bce")
    fast = abs(reader.data("units").set_index("unit_id").loc["u2_1"].delta)
    assert slow < 0.01
    assert fast > 0.9


@pytest.mark.parametrize(
    ("query", "right"),
    [({"quantity": "dW", "layer": "1"}, "one"), ({"quantity": "db", "layer": "2"}, "more"), ({"data": "not"}, None)],
)
def test_how_many_samples_pull_the_other_way_is_judged_by_their_gradients(
    query: dict[str, str], right: str | None
) -> None:
    reader = opened(**query)
    now, parameters = reader.settings, reader.progress.parameters
    layer, unit, source = now.selection.parameter

    def gradient(rows: slice) -> float:
        found = backward(now.network, parameters, now.samples.inputs[rows], now.samples.targets[rows], now.convention)
        weights, biases = found.weights[layer - 1], found.biases[layer - 1]
        return float(biases[unit - 1] if source is None else weights[unit - 1, source - 1])

    own, whole = [gradient(slice(at, at + 1)) for at in range(min(4, now.task.samples))], gradient(slice(None))
    count = sum(each * whole < 0 for each in own)
    word = ("none", "one", "more")[min(count, 2)]
    assert right in (word, None)
    assert f"samples 1 to {len(own)}" in question(reader)
    said = answer(reader, word)
    assert ":green[" in said
    listed = [float(each) for each in re.findall(r"`([-+.0-9]+)`", said.replace("−", "-"))]
    assert listed == pytest.approx([*own, whole], rel=1e-3)
    assert f"`{whole:+.4g}`".replace("-", "−") in said
    # of another network it is asked afresh
    reader.press("Step")
    [control] = [each for each in reader.app.segmented_control if (each.key or "").startswith("answer-")]
    assert control.value is None


def test_a_first_wrong_answer_gets_a_hint_and_a_second_one_the_answer() -> None:
    reader = opened(quantity="dW", layer="1")
    hint = answer(reader, "none")
    assert "Look again." in hint
    assert "Compare the sign" in hint
    assert "of all is" not in hint
    second = answer(reader, "more")
    assert "No, it is **one**" in second
    assert "of all is" in second
    assert ":green[" in answer(reader, "one")
    # of another network it is a first answer again
    reader.press("Step")
    assert "Look again." in answer(reader, "none")


def test_the_answer_is_shown_to_whoever_asks_for_it() -> None:
    reader = opened("app_pages/check.py", layer="2")
    assert "Look again." in answer(reader, "no")
    reader.press("Show the answer")
    assert "No, it is **yes**" in told(reader)
    assert not [each for each in reader.app.button if each.label == "Show the answer"]


def asked(page: str) -> Reader:
    """Open a page and wait for its question: one asks only when its training has ended."""
    reader = opened(page)
    for _ in range(100):
        if any("**Checkpoint.**" in text.value for text in reader.app.markdown):
            break
        reader.run()
    return reader


# on one page the answer is typed
@pytest.mark.parametrize("page", [page for page in PAGES if page != "app_pages/worked_example.py"])
def test_every_question_has_a_hint_that_keeps_its_answer(page: str) -> None:
    [control] = [each for each in asked(page).app.segmented_control if (each.key or "").startswith("answer-")]
    said = [answer(asked(page), words) for words in control.options]
    [because] = {text.partition("] ")[2] for text in said if ":green[" in text}
    [hint] = {text.partition("] ")[2] for text in said if ":orange[" in text}
    assert 40 < len(hint) < 200
    assert not set(re.findall(r"`[^`]+`", because)) & set(re.findall(r"`[^`]+`", hint))


def test_the_question_is_not_about_what_stands_above_it() -> None:
    """With a gradient taken twice the table says whether the cost falls; then it is asked of another mistake."""
    reader = opened("app_pages/check.py", mistake="sum", layer="2")
    assert "is taken twice" in question(reader)
    reader.choose("mistake", "twice")
    assert "follow the last sample alone" in question(reader)
    assert ":green[" in answer(reader, "no")
    # an answer to the one is none to the other
    reader.choose("mistake", "none")
    assert "is taken twice" in question(reader)
    [control] = [each for each in reader.app.segmented_control if (each.key or "").startswith("answer-")]
    assert control.value is None


def test_what_is_asked_of_depth_is_not_what_the_table_says() -> None:
    reader = opened("app_pages/activations_and_losses.py", f="sigmoid")
    assert "every $z = 0$ and $w = 4$" in question(reader)
    assert ":green[" in answer(reader, "stays")
    there = opened("app_pages/activations_and_losses.py", f="sigmoid", z="0", w="4")
    assert "every $z = 1$ and $w = 1$" in question(there)
    assert ":green[" in answer(there, "vanishes")


def test_whether_the_cost_falls_with_a_mistake_is_judged_by_a_few_steps() -> None:
    reader = opened("app_pages/check.py", layer="2")
    said = answer(reader, "yes")
    assert ":green[" in said
    assert "proves no gradient right" in said


def test_no_question_is_asked_while_it_trains() -> None:
    reader = opened()
    reader.train()
    assert not [each for each in reader.app.segmented_control if (each.key or "").startswith("answer-")]
    reader.train(on=False)
    assert named(list(reader.app.toggle), "run").value is False


def test_what_a_mistake_does_is_told_of_its_layer_and_its_steps() -> None:
    """As the table says it; and no hint plants it, which asks another question, and perhaps in another layer."""
    reader = opened("app_pages/check.py", layer="1")
    assert "of layer 1 is taken twice" in question(reader)
    assert "Plant" not in answer(reader, "no")
    said = re.findall(
        r"In 20 steps with it in layer 1 the cost goes from `([.0-9]+)` to `([.0-9]+)`", answer(reader, "yes")
    )
    reader.choose("mistake", "twice")
    [table] = [text.value for text in reader.app.markdown if "| check |" in text.value]
    [found] = re.findall(r"in 20 steps \| .*`([.0-9]+)` to `([.0-9]+)`", table)
    assert [tuple(float(each) for each in pair) for pair in said] == [tuple(map(float, found))]
