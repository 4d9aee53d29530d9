"""The page "Worked example": published figures come out, what is typed is read or stays, and an exercise hides."""

import re

import numpy as np
import pytest

from dashboard.lab.book import list_quantities
from dashboard.lab.editing import with_field
from dashboard.lab.example import read_example
from dashboard.lab.examples import EXAMPLES
from dashboard.lab.keeping_examples import MOST_IN_ADDRESS, from_text, to_text
from dashboard.lab.option import LEFT_OUT
from dashboard.state.worked import PHASES
from derivations import forward
from tests.dashboard.app_pages.worked_page import (
    POWER,
    all_lines,
    field,
    fields_open,
    fill,
    judged,
    lines,
    numbers,
    on_page,
    shown,
)
from tests.dashboard.lab.published import PUBLISHED
from tests.dashboard.reader import named, plain
from tests.dashboard.state.test_redrawing import assert_whole


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_published_figure_stands_on_the_page(name: str) -> None:
    found = all_lines(on_page(example=name, digits="8"))
    for (quantity, entry), text in PUBLISHED[name].items():
        row, column = {0: (1, 1), 1: (1, *entry), 2: entry}[len(entry)]
        value = numbers(found[quantity])[row - 1][column - 1]
        digits = len(text.partition(".")[2])
        assert value == pytest.approx(float(text), abs=0.5001 * 10.0**-digits + 1e-8), (quantity, entry)


@pytest.mark.parametrize("name", ["by-hand", "quiz", "ai-lab", "article"])
def test_every_number_is_the_library_s_and_unfolds_to_what_is_shown(name: str) -> None:
    given = read_example(EXAMPLES[name])
    reader = on_page(example=name, digits="6")
    reader.app.session_state["visit"].own["open"] = ".".join(each.name for each in list_quantities(given))
    passed = forward(given.network, given.parameters, given.inputs)
    for phase in PHASES:
        reader.choose("phase", phase)
        found = lines(reader)
        for quantity in list_quantities(given):
            if quantity.name not in found:
                continue
            array = np.atleast_2d(quantity.array)
            assert numbers(found[quantity.name]) == pytest.approx(array, rel=1e-3, abs=1e-6)
            if quantity.letter == "z":
                assert quantity.array == pytest.approx(passed.z[quantity.layer - 1])
            key = f"worked-unfolded-{quantity.name.replace(chr(39), '-new')}"
            unfolded = [plain(str(each.value)) for each in reader.app.get_by_key(key).markdown]
            values = [re.search(r"\\mathbf\{((?:[^{}]|\{[^{}]*\})*)\}", each) for each in unfolded]
            assert len(values) == len(quantity.entries)
            for entry, value in zip(quantity.entries, values, strict=True):
                assert value
                assert float(POWER.sub(r"e\1", value[1])) == pytest.approx(quantity.value(entry), rel=1e-3, abs=1e-6)


def test_an_example_is_typed_field_by_field() -> None:
    reader = on_page()
    reader.press("New")
    typed = {
        "sizes": "2-2-1",
        "W1": "[[.5, -.3], [-.2, .4]]",
        "b1": "1/10 1/5",
        "W2": "3/2 -1",
        "b2": ".3",
        "X": "1 2",
        "Y": "0",
    }
    for name, text in typed.items():
        fill(reader, name, text)
        assert not reader.errors
        assert_whole(reader)
    reader.choose("digits", 6)
    found = all_lines(reader)
    assert numbers(found["dW1"]) == [[0.053472, 0.106943], [-0.030502, -0.061003]]
    assert numbers(found["dW2"]) == [[0.071295, 0.098384]]
    assert numbers(found["db2"]) == [[0.142591]]
    assert from_text(reader.app.query_params["example"]).weights == (typed["W1"], typed["W2"])
    # with the numbers of a published one as that has them, the address is that one's
    fill(reader, "W1", ".5 -.3\n-.2 .4")
    fill(reader, "b1", ".1 .2")
    fill(reader, "W2", "1.5 -1")
    assert reader.app.query_params["example"] == "gradient"
    assert "Learn-ML" in reader.app.selectbox[0].options[reader.app.selectbox[0].index or 0]


def test_what_is_refused_stays_in_its_field_with_one_sentence_and_the_numbers_stay() -> None:
    reader = on_page(example="data-mining")
    fields_open(reader)
    before = lines(reader)
    fill(reader, "W1", ".2 .4\n-.3 .1")
    assert len(reader.errors) == 1
    assert "W1 has 2 rows of 2 numbers" in reader.errors[0]
    assert field(reader, "W1").value == ".2 .4\n-.3 .1"
    assert lines(reader) == before
    assert_whole(reader)
    # another field is taken all the same
    fill(reader, "eta", "1/2")
    assert len(reader.errors) == 1
    assert r"\eta = 0.5" in shown(reader, "worked-given")
    # and what was typed goes with the sizes that it is for
    fill(reader, "sizes", "2-2-1")
    assert not reader.errors
    assert field(reader, "W1").value == ".2 .4\n-.3 .1"
    assert field(reader, "X").value == "1 0"
    assert_whole(reader)


@pytest.mark.parametrize("text", ["__import__('os').system('x')", "1 2 3\n4 5 " + "9" * 400, "<b>x</b>", "$x$"])
def test_nothing_that_is_typed_is_run_or_drawn(text: str) -> None:
    reader = on_page(example="data-mining")
    fields_open(reader)
    fill(reader, "W1", text)
    assert len(reader.errors) == 1
    assert field(reader, "W1").value == text


def test_a_formula_of_one_s_own_is_an_activation_and_a_value_that_is_none_is_said() -> None:
    squared = with_field(EXAMPLES["data-mining"], "activation 1", "z^2")
    reader = on_page(example=to_text(squared))
    z, a = (numbers(lines(reader)[name]) for name in ("z1", "a1"))
    assert a == pytest.approx(np.square(z), abs=2e-4)
    reader = on_page(example=to_text(with_field(squared, "activation 1", "log(z)")), open="z1.a1.C")
    assert not lines(reader)
    assert "not defined" in shown(reader, "worked-numbers")


def test_the_address_brings_an_example_back_and_junk_is_said() -> None:
    reader = on_page(example="data-mining")
    fields_open(reader)
    fill(reader, "X", "1 1/3 0")
    text = reader.app.query_params["example"]
    assert from_text(text).inputs == "1 1/3 0"
    again = on_page(example=text)
    assert lines(again) == lines(reader)
    for junk in ("nothing", LEFT_OUT, to_text(EXAMPLES["quiz"])[:-5]):
        other = on_page(example=junk)
        [said] = [each.value for each in other.app.warning]
        assert "The example of this address" in said
        assert "here is another one" in said
        assert len(lines(other)) == 7


def test_an_example_that_is_too_long_for_an_address_stays_and_says_so() -> None:
    rng = np.random.default_rng(0)
    reader = on_page()
    fields_open(reader)
    fill(reader, "sizes", "16-16-16-3")
    for layer, columns in ((1, 16), (2, 16)):
        rows = rng.normal(size=(16, columns))
        fill(reader, f"W{layer}", "\n".join(" ".join(f"{each:.6f}" for each in row) for row in rows))
    assert reader.app.query_params["example"] == LEFT_OUT
    value = reader.app.session_state["visit"].own["example"]
    assert len(value) > MOST_IN_ADDRESS
    for menu in ("worked-file", "worked-make"):
        reader.app.session_state[menu] = True
    reader.run()
    assert sum("too long for a link" in str(each.value) for each in reader.app.markdown) == 2
    assert reader.app.session_state["visit"].own["example"] == value


def test_what_a_book_prints_is_judged_number_by_number() -> None:
    reader = on_page(example="by-hand", phase="backward")
    said = judged(reader, "dW1", ".2380 -.2481 -.2514 -.4928; ? ? ? ?; ? ? ? ?")
    assert "All 4 agree, to 4 digits" in said
    misprint = "? ? ? ?; -.37934879 -1.15590666 -1.66765847 -1.8000615; ? ? ? ?"
    said = judged(reader, "dW1", misprint)
    assert "the derivative of the activation is left out in layer 2" in said
    assert re.search(r"\(\d+ ways", said)
    assert "and none gives it" in judged(reader, "dW1", "? ? ? ?; ? ? ? .31415926; ? ? ? ?")
    assert "Not ours: row 3, number 1" in judged(reader, "dW1", ".2380 ? ? ?; ? ? ? ?; .31415926 ? ? ?")
    for text, words in (("1 2", "another shape"), ("1 2 3 x4; 1 2 3 4; 1 2 3 4", "no number")):
        assert words in judged(reader, "dW1", text).replace("\\", "")
        assert field(reader, "printed-dW1").value == text
    assert_whole(reader)
    rounded = on_page(example="beginners", phase="backward")
    assert "May be rounding" in judged(rounded, "dW1", ".0214 ?; ? ?")


@pytest.mark.parametrize("name", [name for name, each in EXAMPLES.items() if each.misprints])
def test_the_misprints_of_a_source_are_typed_in_and_none_is_called_right(name: str) -> None:
    reader = on_page(example=name)
    reader.press("Type them in, and see what gives them")
    said = []
    for phase in PHASES:
        reader.choose("phase", phase)
        said += [
            str(each.value)
            for each in reader.app.get_by_key("worked-numbers").markdown
            if re.search("way|by chance|but for|May be", str(each.value))
        ]
        assert "agree, to" not in " ".join(said)
    assert len(said) == len({each.quantity for each in EXAMPLES[name].misprints})


def test_the_choice_of_another_example_can_be_taken_back() -> None:
    reader = on_page(example="data-mining")
    fill(reader, "printed-a1", ".332 .525")
    before = lines(reader)
    named(reader.app.selectbox, "worked-example").set_value("article").run()
    assert reader.app.query_params["example"] == "article"
    assert "printed" not in reader.app.query_params
    reader.press("Back")
    assert lines(reader) == before
    assert field(reader, "printed-a1").value == ".332 .525"


def test_a_run_that_began_before_a_change_takes_nothing_back() -> None:
    reader = on_page(example="data-mining")
    fields_open(reader)
    # the loss moves the last activation and the targets, whose fields still send what they showed
    for name, text in (("sizes", "3-2-2"), ("Y", "0 0"), ("loss", "cross_entropy"), ("printed-a1", ".3318 ?")):
        states = reader.app._tree.get_widget_states()
        fill(reader, name, text)
        # of the field itself the browser has the new value
        del states.widgets[next(at for at, each in enumerate(states.widgets) if f"worked-{name}" in each.id)]
        reader.app._run(states)
        reader.no_exception()
        assert field(reader, name).value == text
    assert field(reader, "activation-2").value == "softmax"
    assert field(reader, "Y").value == "1 0"


def test_a_pass_that_there_is_not_is_said() -> None:
    reader = on_page(example="article", phase="backward")
    assert not lines(reader)
    assert "no targets" in shown(reader, "worked-numbers")
    assert "no rate" in shown(on_page(phase="update"), "worked-numbers")


@pytest.mark.parametrize("name", ["by-hand", "article", "forum"])
def test_the_checkpoint_is_judged_by_the_network_with_the_larger_input(name: str) -> None:
    reader = on_page(example=name)
    given = read_example(EXAMPLES[name])
    right = float(
        given.parameters.weights[0][0] @ (given.inputs[0] + np.eye(len(given.inputs[0]))[0])
        + given.parameters.biases[0][0]
    )
    [answer] = [each for each in reader.app.text_input if each.label == "Answer"]
    answer.set_value(f"{right + 1:.4f}").run()
    assert "Look again" in shown(reader, "checkpoint")
    [answer] = [each for each in reader.app.text_input if each.label == "Answer"]
    answer.set_value(f"{right:.4f}").run()
    assert "Yes." in shown(reader, "checkpoint")
    assert_whole(reader)


@pytest.mark.parametrize(
    ("name", "words", "marked"),
    [
        ("by-hand", "Misprinted in the source", True),
        ("data-mining", "By another convention in the source", False),
        ("beginners", "Rounded otherwise in the source", False),
    ],
)
def test_another_convention_and_rounding_are_no_misprints(name: str, words: str, marked: bool) -> None:
    reader = on_page(example=name)
    said = shown(reader, "worked-source")
    assert words in said
    assert ("Misprinted" in said) == marked
    choice = named(reader.app.selectbox, "worked-example")
    assert choice.options[choice.index or 0].endswith("(has misprints)") == marked
