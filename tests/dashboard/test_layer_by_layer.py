"""The page "Layer by layer": what it shows, at every address, and what changes when something is changed."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
import streamlit as st

from dashboard.charts import palette
from dashboard.components.equation_lines import MARKS
from dashboard.lab.progress import GOAL, start_progress
from dashboard.lab.running import advance
from dashboard.lab.saving import to_query
from dashboard.lab.selection import QUANTITIES
from dashboard.lab.settings import Settings
from dashboard.lab.words import VIEWS
from dashboard.navigation import PAGES
from derivations import Parameters, backward, forward, loss, sgd, train, xor
from tests.dashboard.reader import Reader, named, number, opened, opened_textbook, plain, textbook, without
from tests.dashboard.state.test_redrawing import assert_whole

DATA = xor()
SIZES, SAMPLES = (2, 2, 1), 4
PLACES = [(1, 1, 1), (1, 1, 2), (1, 2, 1), (1, 2, 2), (2, 1, 1), (2, 1, 2), (1, 1, None), (1, 2, None), (2, 1, None)]
COST = ("loss", "half", "mean", "delta")
COSTS = [
    *(("bce", True, mean, "cost") for mean in (True, False)),
    *product(["mse"], [True, False], [True, False], ["cost"]),
    *(("mse", False, mean, "sample") for mean in (True, False)),
]

# The forward pass and the equations of backpropagation as in the textbooks; L is the layer, K the one before.
INDEX = {
    "z": r"z^{(L)}_{js} = \left(\sum_{k=1}^{n_{K}} w^{(L)}_{jk} a^{(K)}_{ks}\right) + b^{(L)}_{j}",
    "a": r"a^{(L)}_{js} = \frac{1}{1 + e^{-z^{(L)}_{js}}}",
    "delta": r"\delta^{(1)}_{js} = \left(\sum_{k=1}^{n_{2}} \delta^{(2)}_{ks} w^{(2)}_{kj}\right) "
    r"a^{(1)}_{js} (1 - a^{(1)}_{js})",
    "dW": r"\frac{\partial C}{\partial w^{(L)}_{jk}} = \sum_{s=1}^{m} \delta^{(L)}_{js} a^{(K)}_{ks}",
    "db": r"\frac{\partial C}{\partial b^{(L)}_{j}} = \sum_{s=1}^{m} \delta^{(L)}_{js}",
}
MATRIX = {
    "z": r"Z^{(L)} = W^{(L)} A^{(K)} + b^{(L)} \mathbf{1}^{\top}",
    "a": r"A^{(L)} = 1 \oslash \left(1 + \exp\left(-Z^{(L)}\right)\right)",
    "delta": r"\Delta^{(1)} = \left({W^{(2)}}^{\top} \Delta^{(2)}\right) \odot A^{(1)} \odot \left(1 - A^{(1)}\right)",
    "dW": r"\frac{\partial C}{\partial W^{(L)}} = \Delta^{(L)} {A^{(K)}}^{\top}",
    "db": r"\frac{\partial C}{\partial b^{(L)}} = \Delta^{(L)} \mathbf{1}",
}
# The error of the last layer depends on the cost: loss, half, mean; that of one sample has no mean.
LAST_INDEX = {
    ("bce", True, True): r"\frac{1}{m} (a^{(2)}_{js} - y_{js})",
    ("bce", True, False): r"a^{(2)}_{js} - y_{js}",
    ("mse", True, True): r"\frac{1}{m} (a^{(2)}_{js} - y_{js}) a^{(2)}_{js} (1 - a^{(2)}_{js})",
    ("mse", True, False): r"(a^{(2)}_{js} - y_{js}) a^{(2)}_{js} (1 - a^{(2)}_{js})",
    ("mse", False, True): r"\frac{2}{m} (a^{(2)}_{js} - y_{js}) a^{(2)}_{js} (1 - a^{(2)}_{js})",
    ("mse", False, False): r"2 (a^{(2)}_{js} - y_{js}) a^{(2)}_{js} (1 - a^{(2)}_{js})",
}
_ERROR, _DERIVATIVE = r"\left(A^{(2)} - Y\right)", r"\odot A^{(2)} \odot \left(1 - A^{(2)}\right)"
LAST_MATRIX = {
    ("bce", True, True): rf"\frac{{1}}{{m}} {_ERROR}",
    ("bce", True, False): "A^{(2)} - Y",
    ("mse", True, True): rf"\frac{{1}}{{m}} {_ERROR} {_DERIVATIVE}",
    ("mse", True, False): f"{_ERROR} {_DERIVATIVE}",
    ("mse", False, True): rf"\frac{{2}}{{m}} {_ERROR} {_DERIVATIVE}",
    ("mse", False, False): f"2 {_ERROR} {_DERIVATIVE}",
}


def equation(settings: Settings) -> str:
    """The equation that has to stand on the page, without shapes."""
    matrix = settings.view == "matrix"
    if settings.selection.target == "delta2":
        cost = (settings.loss, settings.half, settings.mean and settings.delta == "cost")
        return rf"\Delta^{{(2)}} = {LAST_MATRIX[cost]}" if matrix else rf"\delta^{{(2)}}_{{js}} = {LAST_INDEX[cost]}"
    pattern = (MATRIX if matrix else INDEX)[settings.quantity]
    if settings.mean and settings.delta == "sample" and settings.quantity in ("dW", "db"):
        left, right = pattern.split(" = ", 1)
        pattern = rf"{left} = \frac{{1}}{{m}} {right}"
    layer, before = str(settings.layer), str(settings.layer - 1)
    return pattern.replace("(L)", f"({layer})").replace("(K)", f"({before})").replace("{K}", f"{{{before}}}")


def hand_written(settings: Settings, parameters: Parameters) -> float:
    """The number that is looked at, from the hand-written network."""
    network, j, k, s = settings.network, settings.unit - 1, settings.source - 1, settings.sample - 1
    seen = forward(network, parameters, DATA.inputs)
    gradients = backward(network, parameters, DATA.inputs, DATA.targets, settings.convention)
    at = settings.layer - 1
    found = {
        "z": lambda: seen.z[at][s, j],
        "a": lambda: seen.a[at + 1][s, j],
        "delta": lambda: gradients.deltas[at][s, j],
        "dW": lambda: gradients.weights[at][j, k],
        "db": lambda: gradients.biases[at][j],
    }
    return float(found[settings.quantity]())


def shape(settings: Settings) -> str:
    """Rows x columns of what is looked at: samples are columns."""
    rows = SIZES[settings.layer]
    columns = {"dW": SIZES[settings.layer - 1], "db": 1}.get(settings.quantity, SAMPLES)
    return rf"{rows} \times {columns}"


def place(layer: int, unit: int, source: int | None) -> str:
    """The place of a parameter as the keys of the inputs have it."""
    return f"{layer}-{unit}-{source or 'bias'}"


def at_place(parameters: Parameters, layer: int, unit: int, source: int | None) -> float:
    """The parameter at a place."""
    if source is None:
        return float(parameters.biases[layer - 1][unit - 1])
    return float(parameters.weights[layer - 1][unit - 1, source - 1])


def flat(parameters: Parameters) -> list[float]:
    """All parameters in a row."""
    return [float(x) for array in (*parameters.weights, *parameters.biases) for x in np.ravel(array)]


@pytest.fixture
def reader() -> Reader:
    """A first visit."""
    return opened_textbook()


# what is shown


def test_a_first_visit_says_what_it_is_for_and_tells_one_sample_s_story() -> None:
    reader = opened()
    texts = [text.value for text in reader.app.markdown]
    assert "backpropagation" in texts[0]
    assert "Click a connection or a unit: its equation appears." in texts[0]
    told = [plain(text.strip("$")) for text in texts if text.startswith(r"$\displaystyle")]
    assert len(told) == 8
    x, parameters = DATA.inputs[2], reader.progress.parameters
    seen = forward(Settings().network, parameters, x[None])
    gradients = backward(Settings().network, parameters, x[None], DATA.targets[2:3])
    numbers = [
        seen.z[0][0, 0],
        seen.a[1][0, 0],
        seen.z[1][0, 0],
        seen.a[2][0, 0],
        loss(Settings().network, parameters, x[None], DATA.targets[2:3]),
        gradients.deltas[1][0, 0],
        gradients.deltas[0][0, 0],
        gradients.weights[0][0, 0],
    ]
    assert [number(text.rsplit(r"\mathbf{", 1)[1].rstrip("} ")) for text in told] == pytest.approx(numbers, abs=6e-4)
    assert r"x_{1}" in told[0]
    assert r"(-1.015) \cdot \nobreak 1 + " in told[0]
    assert len(reader.data("edges")) == 6
    assert len(reader.data("units")) == 5
    assert any("$C$ is the mean of all $C_s$" in text for text in texts)
    [back] = [plain(text) for text in texts if text.startswith("**Backward**")]
    way = ("C_{s}", "a^{(2)}_{1}", "z^{(2)}_{1}", "a^{(1)}_{1}", "z^{(1)}_{1}", "w^{(1)}_{11}")
    product = r"\cdot".join(rf"\frac{{\partial{up}}}{{\partial{low}}}" for up, low in pairwise(way))
    assert product in back.replace(" ", "")
    assert back.endswith(r"the first 2 factors are $\delta^{(2)}_{1}$, the first 4 factors are $\delta^{(1)}_{1}$)")
    assert [each.proto.page for each in reader.app.get("page_link")] == [PAGES[1].file.stem]
    assert not reader.app.error
    assert dict(reader.app.query_params) == {}


def test_a_chapter_of_the_story_leads_to_its_derivation() -> None:
    reader = opened()
    [button] = [each for each in reader.app.button if each.key == "chapter-delta2-1"]
    button.click().run()
    reader.no_exception()
    assert (reader.settings.view, reader.settings.selection.target) == ("index", "delta2")
    assert reader.statement == r"\delta^{(2)}_{j} = a^{(2)}_{j} - y_{j}"
    assert reader.notes[-1].startswith(":small[cancellation]")
    reader.choose("scope", "batch")
    assert reader.statement == r"\delta^{(2)}_{js} = a^{(2)}_{js} - y_{js}"
    reader.choose("depth", "every")
    assert len(reader.formulas) > 5
    # back in the story it is again that of the weight
    reader.choose("view", "story")
    assert reader.settings.selection.parameter == (1, 1, 1)
    reader.choose("view", "numbers")
    assert reader.settings.selection.target == "dW1"


def test_the_cost_is_a_quantity_and_stands_beside_the_loss() -> None:
    reader = opened(view="index")
    assert reader.heading == ":small[The cost]"
    assert reader.statement.startswith("C_{s} = -")
    beside = r"C_{s} = -y_{1} \ln(a^{(2)}_{1}) - (1 - y_{1}) \ln(1 - a^{(2)}_{1})$"
    assert any(plain(text.value).endswith(beside) for text in reader.app.markdown)
    reader.choose("loss", "mse")
    assert any(
        plain(text.value).endswith(r"C_{s} = \frac{1}{2} (a^{(2)}_{1} - y_{1})^{2}$") for text in reader.app.markdown
    )
    reader.choose("scope", "batch")
    assert reader.statement == r"C = \frac{1}{m} \sum_{s=1}^{m} C_{s}"


def test_the_choosers_of_the_story_say_what_is_selected() -> None:
    reader = opened()

    def labels() -> list[str]:
        return [each.label for each in reader.app.segmented_control]

    assert "Weight in layer" in labels()
    reader.click("network", unit_click=[{"unit_id": "u1_2"}])
    assert named(reader.app.segmented_control, "control-from").value == "b"
    assert "Bias in layer" in labels()
    assert "Weight in layer" not in labels()
    reader.choose("from", 2)
    assert reader.settings.selection.parameter == (1, 2, 2)
    assert "Weight in layer" in labels()
    assert [each.key for each in reader.inputs("1-2-2")]


def test_a_deep_story_says_which_layers_it_passes_over() -> None:
    reader = opened(hidden="3-3-3-3-3", layer="2", quantity="dW")
    told = [text.value for text in reader.app.markdown if text.value.startswith(r"$\displaystyle")]
    assert len(told) == 8
    assert [each.value for each in reader.app.caption if "in the same way" in each.value] == [
        "(1 layer in the same way)",
        "(3 layers in the same way)",
        "(3 layers in the same way)",
    ]


def test_the_first_equation_of_a_reader_who_wants_all(reader: Reader) -> None:
    assert reader.heading == ":small[The error of layer 2]"
    assert reader.statement == equation(textbook())
    assert len(reader.formulas) > 5


@pytest.fixture(scope="module", params=COSTS, ids=lambda cost: "-".join(map(str, cost)))
def every_page(request: pytest.FixtureRequest) -> Reader:
    """The page with one of the costs chosen by its switches."""
    reader = opened_textbook()
    for name, value in zip(COST, request.param, strict=True):
        if getattr(reader.settings, name) != value:
            reader.choose(name, value)
    return reader


@pytest.mark.parametrize("quantity", [each for each in QUANTITIES if each != "C"])
@pytest.mark.parametrize("layer", [1, 2])
def test_every_equation_is_the_textbook_s_in_every_view_and_its_number_the_network_s(
    every_page: Reader, layer: int, quantity: str
) -> None:
    cost = {name: getattr(every_page.settings, name) for name in COST}
    for view in [each for each in VIEWS if each != "story"]:
        unit = 2 if layer == 1 else 1
        every_page.look_at(view=view, layer=layer, quantity=quantity, unit=unit, source=2, sample=3, **cost)
        shown = every_page.settings
        assert without(every_page.statement, "underset") == equation(shown)
        if view == "matrix":
            assert every_page.statement.startswith(rf"\underset{{{shape(shown)}}}{{")
        if view == "numbers":
            expected = hand_written(shown, every_page.progress.parameters)
            assert number(every_page.value) == pytest.approx(expected, rel=6e-3, abs=6e-5)
        else:
            assert without(every_page.formulas[-1], "underset").endswith(equation(shown).split(" = ", 1)[1])
            # what the network computes is given; everything else is derived and checked
            given = r":gray\[given\]" if quantity in ("z", "a") else r":green\[:material/check:\]"
            assert all(re.search(rf"({given}|:green\[:material/done_all:\])$", note) for note in every_page.notes)


def test_the_controls_lead_to_an_equation(reader: Reader) -> None:
    for name, value in (("layer", 1), ("quantity", "dW"), ("view", "matrix"), ("loss", "mse"), ("half", False)):
        reader.choose(name, value)
        assert getattr(reader.settings, name) == value
    assert without(reader.statement, "underset") == equation(reader.settings)
    assert reader.heading == ":small[The gradient by the weights of layer 1]"
    reader.choose("view", "numbers")
    reader.choose("unit", 2)
    reader.choose("source", 2)
    expected = hand_written(reader.settings, reader.progress.parameters)
    assert (reader.settings.unit, reader.settings.source) == (2, 2)
    assert number(reader.value) == pytest.approx(expected, abs=6e-5)


def test_a_value_of_a_sample_is_that_sample_s(reader: Reader) -> None:
    seen = set()
    for sample in range(1, SAMPLES + 1):
        reader.look_at(view="numbers", quantity="a", sample=sample)
        seen.add(reader.value)
        assert number(reader.value) == pytest.approx(
            hand_written(reader.settings, reader.progress.parameters), abs=6e-5
        )
        [row] = reader.data("samples").query("selected").itertuples()
        assert row.sample == sample
    assert len(seen) == SAMPLES


def test_every_line_can_have_its_numbers(reader: Reader) -> None:
    reader.choose("view", "index")
    lines = len(reader.formulas)
    reader.choose("view", "numbers")
    reader.choose("depth", "key")
    assert len(reader.numbers) == 1
    reader.choose("depth", "every")
    assert len(reader.numbers) >= 5
    assert len(reader.numbers) <= lines
    values = {text.rsplit(r"\mathbf", 1)[1] for text in reader.numbers}
    assert len(values) == 1  # every line comes to the same number


def test_numbers_to_take_away_say_of_which_epoch_they_are() -> None:
    reader = opened_textbook(view="numbers")
    for epoch in range(2):
        assert f"With the numbers after epoch {epoch}" in [each.value for each in reader.app.caption]
        reader.press("Step")


def test_numbers_that_move_have_a_fixed_number_of_digits() -> None:
    """What stands has significant digits; while it trains a number keeps its width, so that nothing jumps."""
    reader = opened_textbook(view="numbers", layer="1", quantity="z", unit="1", sample="3", rate="0.01")
    reader.edit("edit", "1-1-1", 0.0123)

    def after_the_point() -> set[int]:
        return {len(each) for each in re.findall(r"\d\.(\d+)", " ".join(reader.numbers))}

    assert after_the_point() == {5, 6}
    reader.train()
    assert 0.001 < abs(reader.edge("w1_1_1").weight) < 0.1
    assert after_the_point() == {5}


@pytest.mark.parametrize(("loss_name", "cancels"), [("bce", True), ("mse", False)])
def test_the_gradient_of_the_sigmoid_cancels_for_bce_and_stays_for_mse(
    reader: Reader, loss_name: str, cancels: bool
) -> None:
    reader.look_at(view="index", loss=loss_name)
    rules = [note.split("]")[0].removeprefix(":small[") for note in reader.notes]
    assert (rules[-1] == "cancellation") == cancels
    assert (r"\cancel{" in reader.formulas[-2]) == cancels
    assert ("(1 - a^{(2)}_{js})" in reader.formulas[-1]) == (not cancels)


def test_half_is_a_factor_of_the_squared_error_only(reader: Reader) -> None:
    assert named(reader.app.toggle, "control-half").disabled
    reader.choose("loss", "mse")
    assert not named(reader.app.toggle, "control-half").disabled


def unfolded(reader: Reader, label: str, key: str) -> list[str]:
    """Unfold what is folded away under a label, and give the texts in it; before, there must be none."""
    assert not reader.app.expander[[each.label for each in reader.app.expander].index(label)].markdown
    reader.app.session_state[key] = True
    reader.run()
    fold = reader.app.expander[[each.label for each in reader.app.expander].index(label)]
    return [text.value for text in fold.markdown]


def test_lemmas_unfold_below_the_lines(reader: Reader) -> None:
    texts = unfolded(reader, r"Why $\sigma'(z) = \sigma(z) (1 - \sigma(z))$", "why-sigmoid'")
    formulas = [formula for text in texts for formula in text.split("$$")[1::2]]
    assert r"\frac{1}{1 + e^{-z}}" in formulas[0]
    assert len(formulas) >= 8


def test_a_cited_error_is_a_press_away(reader: Reader) -> None:
    reader.look_at(view="index", layer=1, quantity="delta")
    reader.press(r"$\delta^{(2)}$ is derived in layer 2")
    assert reader.settings.selection.target == "delta2"
    assert reader.statement == equation(textbook())


def test_the_legend_names_every_letter(reader: Reader) -> None:
    [legend] = [text.value for text in reader.app.markdown if "| symbol | meaning |" in text.value]
    for letter in (
        "w^{(l)}_{jk}",
        "b^{(l)}_{j}",
        "z^{(l)}_{js}",
        "a^{(l)}_{js}",
        r"\delta^{(l)}_{js}",
        r"\hat{y}",
        "C$",
    ):
        assert letter in legend


def test_a_dark_page_has_the_colours_for_a_dark_ground(reader: Reader) -> None:
    light = [text.value for text in reader.app.markdown]
    reader.app.context["theme"] = "dark"
    reader.run()
    dark = [text.value for text in reader.app.markdown]
    assert any(palette.DELTA.light in text for text in light)
    assert any(palette.DELTA.dark in text for text in dark)
    assert not any(palette.DELTA.light in text for text in dark)


# clicks and the address


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({"edge_click": [{"edge": "w1_2_1"}]}, textbook(layer=1, quantity="dW", unit=2, source=1)),
        ({"edge_click": [{"edge": "w2_1_2"}], "unit_click": [{}]}, textbook(layer=2, quantity="dW", unit=1, source=2)),
        ({"unit_click": [{"unit_id": "u1_2"}], "edge_click": {}}, textbook(layer=1, quantity="delta", unit=2)),
        ({"unit_click": [{"unit_id": "u0_2"}]}, textbook(layer=1, quantity="dW", unit=1, source=2)),
        ({"edge_click": {}, "unit_click": {}}, textbook()),
        ({"edge_click": [{"edge": "w7_1_1"}]}, textbook()),
    ],
)
def test_a_click_on_the_diagram_shows_the_equation(
    reader: Reader, selection: dict[str, object], expected: Settings
) -> None:
    reader.click("network", **selection)
    assert reader.settings == expected
    assert reader.statement == equation(expected)
    assert dict(reader.app.query_params) == to_query(expected)
    if expected.quantity == "dW":
        assert list(reader.data("edges").query("selected").edge) == [expected.selection.mark.id]
    else:
        assert list(reader.data("units").query("selected").unit_id) == [expected.selection.mark.id]


def test_a_control_forgets_the_click_so_that_it_counts_again(reader: Reader) -> None:
    reader.click("network", edge_click=[{"edge": "w1_2_1"}])
    reader.choose("layer", 2)
    reader.choose("quantity", "z")
    assert reader.settings.selection.target == "z2"
    reader.click("network", edge_click=[{"edge": "w1_2_1"}])
    assert reader.settings.selection.target == "dW1"


def test_a_click_on_a_sample_puts_its_numbers_in(reader: Reader) -> None:
    reader.look_at(view="numbers", quantity="a")
    reader.click("boundary", sample_click=[{"sample": 4}])
    assert reader.settings.sample == 4
    expected = hand_written(replace(reader.settings, sample=4), reader.progress.parameters)
    assert number(reader.value) == pytest.approx(expected, abs=6e-5)
    [row] = [text.value.partition("\n\n")[0] for text in reader.app.markdown if text.value.startswith("| $s$ |")]
    assert [":blue-background[" in line for line in row.split("\n")[2:]] == [False, False, False, True]


def test_an_address_restores_what_was_looked_at() -> None:
    query = {"loss": "mse", "half": "no", "view": "matrix", "layer": "1", "quantity": "dW", "rate": "0.3", "seed": "7"}
    reader = opened(**query)
    query.pop("layer")  # it is the first one anyway
    assert reader.settings == Settings(loss="mse", half=False, view="matrix", layer=1, quantity="dW", rate=0.3, seed=7)
    assert without(reader.statement, "underset").startswith(r"\frac{\partial C}{\partial W^{(1)}} = ")
    assert flat(reader.progress.parameters) == flat(start_progress(reader.settings.network, 7).parameters)
    assert dict(reader.app.query_params) == query


def test_junk_in_an_address_is_passed_over_and_taken_out() -> None:
    reader = opened(layer="99", view="<b>", quantity="dW", nonsense="1")
    assert reader.settings == Settings(quantity="dW")
    assert dict(reader.app.query_params) == {"quantity": "dW"}


def test_the_address_follows_the_controls(reader: Reader) -> None:
    reader.choose("view", "numbers")
    reader.choose("sample", 4)
    assert dict(reader.app.query_params) == to_query(textbook(view="numbers", sample=4))
    assert opened_textbook(view="numbers", sample="4").value == reader.value


# parameters


@pytest.mark.parametrize("where", PLACES, ids=lambda where: place(*where))
def test_an_edit_in_the_table_changes_that_parameter_and_no_other(reader: Reader, where: tuple[int, int, int]) -> None:
    before = reader.progress.parameters
    reader.edit("edit", place(*where), 1.75)
    after = reader.progress.parameters
    assert at_place(after, *where) == 1.75
    changed = [x != y for x, y in zip(flat(before), flat(after), strict=True)]
    assert sum(changed) == 1
    assert reader.progress.epoch == 0


def test_an_edited_weight_is_the_same_number_in_formula_table_and_diagram(reader: Reader) -> None:
    reader.look_at(view="numbers", layer=1, quantity="z", unit=2, sample=3)
    assert "2.3456" not in reader.numbers[0]
    reader.edit("edit", "1-2-1", 2.3456)
    assert "2.3456" in reader.numbers[0]
    assert number(reader.value) == pytest.approx(hand_written(reader.settings, reader.progress.parameters), abs=6e-5)
    assert reader.edge("w1_2_1").weight == 2.3456
    assert [each.value for each in reader.inputs("1-2-1")] == [2.3456]


def test_a_weight_moved_by_its_slider_is_the_same_number_everywhere(reader: Reader) -> None:
    reader.look_at(view="numbers", layer=2, quantity="dW", source=2)
    before = reader.value
    reader.edit("slide", "2-1-2", -3.21)
    assert reader.edge("w2_1_2").weight == -3.21
    assert [each.value for each in reader.inputs("2-1-2")] == [-3.21] * 3
    assert reader.value != before
    assert number(reader.value) == pytest.approx(hand_written(reader.settings, reader.progress.parameters), abs=6e-5)


def test_slider_and_table_follow_each_other(reader: Reader) -> None:
    for kind, value in (("slide", 1.5), ("edit", -2.5), ("edit", 0.5), ("slide", 3.0), ("edit", 0.25)):
        reader.edit(kind, "2-1-bias", value)
        assert [each.value for each in reader.inputs("2-1-bias")] == [value] * 3
        assert reader.progress.parameters.biases[1][0] == value


def test_the_cost_and_the_diagram_follow_an_edit(reader: Reader) -> None:
    reader.edit("edit", "2-1-bias", -2.0)
    parameters = reader.progress.parameters
    expected = loss(reader.settings.network, parameters, DATA.inputs, DATA.targets, reader.settings.convention)
    assert reader.cost == pytest.approx(expected, abs=1e-6)
    gradients = backward(reader.settings.network, parameters, DATA.inputs, DATA.targets, reader.settings.convention)
    assert reader.edge("w1_2_1").gradient == pytest.approx(gradients.weights[0][1, 0], rel=1e-12)
    units = reader.data("units").set_index("unit_id")
    assert units.loc["u2_1"].bias == -2.0
    assert units.loc["u1_1"].delta == pytest.approx(gradients.deltas[0][reader.settings.sample - 1, 0], rel=1e-12)


# training


def test_a_step_lowers_the_cost_and_is_one_epoch_of_gradient_descent(reader: Reader) -> None:
    start, before = reader.progress.parameters, reader.cost
    reader.press("Step")
    assert reader.progress.epoch == 1
    assert reader.progress_text.startswith("Epoch 1 of ")
    assert reader.cost < before
    [record] = train(
        reader.settings.network,
        start,
        DATA.inputs,
        DATA.targets,
        optimiser=sgd(learning_rate=1.0),
        epochs=1,
        convention=reader.settings.convention,
    )
    assert flat(reader.progress.parameters) == flat(record.parameters)
    assert reader.edge("w1_1_1").weight == record.parameters.weights[0][0, 0]


def test_the_rate_is_how_far_a_step_goes(reader: Reader) -> None:
    start = np.array(flat(reader.progress.parameters))
    reader.press("Step")
    near = np.array(flat(reader.progress.parameters)) - start
    reader.press("Reset")
    reader.choose("rate", 10.0)
    reader.press("Step")
    far = np.array(flat(reader.progress.parameters)) - start
    assert far == pytest.approx(10 * near, rel=1e-9)


def test_a_reset_restores_the_start(reader: Reader) -> None:
    start = reader.progress
    first = reader.cost
    reader.edit("edit", "1-1-1", 5.0)
    reader.press("Step")
    reader.press("Step")
    assert reader.cost != first
    reader.press("Reset")
    assert flat(reader.progress.parameters) == flat(start.parameters)
    assert (reader.progress.epoch, reader.progress.costs) == (0, ())
    assert reader.cost == first
    assert reader.edge("w1_1_1").weight == start.parameters.weights[0][0, 0]


def test_another_seed_gives_other_weights(reader: Reader) -> None:
    reader.press("Step")
    reader.choose("seed", 5)
    assert flat(reader.progress.parameters) == flat(start_progress(reader.settings.network, 5).parameters)
    assert reader.progress.epoch == 0
    assert dict(reader.app.query_params) == to_query(textbook(seed=5))


@pytest.fixture
def training_page(reader: Reader) -> Reader:
    """A page whose network trains."""
    reader.train()
    assert reader.running
    return reader


def test_training_goes_on_with_every_picture_and_a_pause_stops_it(training_page: Reader) -> None:
    epochs = [training_page.progress.epoch]
    for _ in range(3):
        training_page.run()
        epochs.append(training_page.progress.epoch)
    assert epochs == [10, 20, 30, 40]
    assert training_page.progress_text.startswith("Epoch 40 of ")
    training_page.train(on=False)
    now = training_page.progress
    assert now.epoch == 40
    training_page.run()
    assert training_page.progress == now
    training_page.train()
    assert training_page.progress.epoch == 50


def test_while_it_trains_weights_are_shown_and_cannot_be_edited(training_page: Reader) -> None:
    # a field would show its number a picture later than the diagram does
    assert not training_page.inputs()
    assert [each.disabled for each in training_page.app.button if each.label == "Step"] == [True]
    for _ in range(2):
        training_page.run()
        shown = [text.value for text in training_page.app.markdown if text.value.startswith("w₁₁")]
        found = [float(each.replace("−", "-")) for each in re.findall(r"`([+−]\d+\.\d{4})`", "".join(shown))]
        assert sorted(found) == sorted(round(each, 4) for each in flat(training_page.progress.parameters))
    training_page.train(on=False)
    assert len(training_page.inputs()) == len(PLACES) + 2
    assert {each.value for each in training_page.inputs()} == set(flat(training_page.progress.parameters))


def test_looking_at_another_equation_while_it_trains_keeps_the_epoch(training_page: Reader) -> None:
    epoch = training_page.progress.epoch
    training_page.click("network", edge_click=[{"edge": "w1_2_1"}])
    assert training_page.statement == equation(textbook(layer=1, quantity="dW"))
    assert training_page.running
    assert training_page.progress.epoch == epoch
    for name, value in (("view", "numbers"), ("quantity", "z"), ("sample", 4), ("view", "matrix"), ("layer", 2)):
        training_page.choose(name, value)
        assert training_page.running
        assert training_page.progress.epoch == epoch
        # the clock
        training_page.run()
        assert training_page.progress.epoch > epoch
        epoch = training_page.progress.epoch
    assert training_page.progress.epochs == tuple(range(epoch + 1))


def test_a_run_that_a_click_has_overtaken_changes_nothing(training_page: Reader) -> None:
    epoch = training_page.progress.epoch
    training_page.overtaken(lambda: training_page.click("network", edge_click=[{"edge": "w1_2_1"}]))
    assert training_page.settings == textbook(layer=1, quantity="dW", unit=2)
    assert training_page.running
    assert training_page.progress.epoch > epoch


def test_a_run_that_a_reset_has_overtaken_does_not_train(training_page: Reader) -> None:
    training_page.overtaken(lambda: training_page.press("Reset"))
    training_page.run()
    assert not training_page.running
    assert training_page.progress.epoch == 0


def test_a_run_that_a_step_has_overtaken_edits_nothing(reader: Reader) -> None:
    reader.overtaken(lambda: reader.press("Step"))
    stepped = opened_textbook()
    stepped.press("Step")
    assert flat(reader.progress.parameters) == flat(stepped.progress.parameters)


def test_training_stops_at_the_goal_and_goes_on_to_the_next(training_page: Reader) -> None:
    training_page.app.session_state["visit"].progress = replace(training_page.progress, goal=25)
    for _ in range(4):
        training_page.run()
    assert not training_page.running
    assert training_page.progress.epoch == 25
    training_page.train()
    assert training_page.running
    assert training_page.progress.goal > 1000
    assert training_page.progress.epoch == 35


def test_the_speed_is_the_epochs_of_a_picture(reader: Reader) -> None:
    reader.choose("speed", 100)
    reader.train()
    assert reader.progress.epoch == 100


def test_another_loss_keeps_the_weights_and_begins_a_new_curve(reader: Reader) -> None:
    reader.press("Step")
    before = reader.progress
    reader.choose("loss", "mse")
    assert reader.statement == equation(textbook(loss="mse"))
    assert flat(reader.progress.parameters) == flat(before.parameters)
    assert (reader.progress.epoch, reader.progress.costs) == (1, ())
    assert reader.cost == pytest.approx(
        loss(reader.settings.network, before.parameters, DATA.inputs, DATA.targets), abs=1e-6
    )
    assert len(reader.data("curve")) == 1


def test_the_goal_moves_only_when_training_goes_on(reader: Reader) -> None:
    reader.train()
    # switched off in the moment in which the goal is reached
    reader.app.session_state["visit"].progress = replace(reader.progress, epoch=2000)
    reader.train(False)
    assert "Epoch 2000 of 2000" in reader.progress_text
    reader.train()
    assert reader.progress.goal == 4000


def test_a_step_past_the_goal_sets_the_next_one(reader: Reader) -> None:
    reader.app.session_state["visit"].progress = replace(reader.progress, epoch=GOAL)
    reader.press("Step")
    assert reader.progress_text.startswith(f"Epoch {GOAL + 1} of {2 * GOAL} ")


@pytest.mark.parametrize(("seed", "said"), [(3, "all 4 rows right"), (0, "of 4 rows right · still falling: ")])
def test_the_page_says_whether_the_rows_are_right_and_how_the_cost_goes(seed: int, said: str) -> None:
    reader = opened_textbook(seed=str(seed))
    solved = advance(reader.progress, textbook().network, textbook().convention, xor(), epochs=GOAL, rate=1.0)
    reader.app.session_state["visit"].progress = solved
    reader.run()
    assert said in reader.progress_text
    # a plateau is named as long as it is one
    curve = solved.curve
    for epoch in range(2001, 3001):
        curve = curve.having((epoch, solved.costs[-1]))
    reader.app.session_state["visit"].progress = replace(solved, curve=curve)
    reader.run()
    assert ("flat for" in reader.progress_text) == (seed == 0)


# number and formula together


def test_the_next_step_is_shown_with_its_numbers_and_then_taken(reader: Reader) -> None:
    reader.look_at(view="index", quantity="dW", layer=1, unit=2, source=1)
    [told] = [text.value for text in reader.app.markdown if "The next step" in text.value]
    assert r"w^{(1)}_{21} \leftarrow w^{(1)}_{21} - \eta" in told
    new = float(told.rsplit(r"\mathbf{", 1)[1].split("}")[0])
    reader.press("Step")
    assert new == pytest.approx(reader.progress.parameters.weights[0][1, 0], abs=6e-5)
    reader.choose("optimiser", "adam")
    told_by_adam = [text.value for text in reader.app.markdown if r"\hat{m}_t = " in text.value]
    assert len(told_by_adam) == 1


def test_the_field_of_the_selected_parameter_is_beside_its_slider(reader: Reader) -> None:
    reader.edit("field", "2-1-bias", 1.25)
    assert {each.value for each in reader.inputs("2-1-bias")} == {1.25}
    assert reader.progress.parameters.biases[1][0] == 1.25


def test_a_row_chooses_its_sample(reader: Reader) -> None:
    [choice] = reader.app.radio
    assert choice.options == ["1", "2", "3", "4"]
    choice.set_value(4).run()
    reader.no_exception()
    assert reader.settings.sample == 4
    [row] = reader.data("samples").query("selected").itertuples()
    assert row.sample == 4


def test_the_selected_parameter_has_a_history(reader: Reader) -> None:
    def described() -> list[str]:
        return [json.loads(chart.proto.spec)["description"] for chart in reader.app.get("vega_lite_chart")]

    assert "b₁⁽²⁾ after each epoch." not in described()
    for _ in range(3):
        reader.press("Step")
    assert "b₁⁽²⁾ after each epoch." in described()
    assert len(reader.progress.path.records) == 4
    reader.click("network", edge_click=[{"edge": "w1_2_1"}])
    assert "w₂₁⁽¹⁾ after each epoch." in described()


def test_while_it_trains_one_weight_shows_one_value(training_page: Reader) -> None:
    training_page.click("network", edge_click=[{"edge": "w2_1_1"}])
    for _ in range(3):
        training_page.run()
        value = training_page.progress.parameters.weights[1][0, 0]
        texts = [text.value for text in training_page.app.markdown]
        assert [text for text in texts if text.startswith("$w^{(2)}_{11}$ = ")] == [
            f"$w^{{(2)}}_{{11}}$ = `{value:.4f}`".replace("-", "−")
        ]
        assert [f"w₁₁⁽²⁾ `{value:+.4f}`".replace("-", "−") in text for text in texts if text.startswith("w₁₁⁽²⁾")] == [
            True
        ]
        assert not training_page.inputs()
        assert training_page.edge("w2_1_1").weight == value
        # a tooltip would stand still
        assert training_page.data("edges")["moving"].all()


# nothing is lost


def test_the_address_brings_weights_and_epoch_back() -> None:
    reader = opened()
    for _ in range(3):
        reader.press("Step")
    reader.edit("edit", "1-1-1", 0.75)
    again = opened(**dict(reader.app.query_params))
    assert flat(again.progress.parameters) == flat(reader.progress.parameters)
    assert again.progress.epoch == 3
    assert "Epoch 3 of" in again.progress_text
    assert again.progress.epochs == reader.progress.epochs == (0, 1, 2, 3)
    assert again.progress.costs == pytest.approx(reader.progress.costs)
    reader.press("Reset")
    assert "weights" not in reader.app.query_params


def test_a_pause_writes_what_has_been_learned() -> None:
    reader = opened()
    reader.train()
    assert "weights" not in reader.app.query_params
    reader.run()
    reader.train(on=False)
    again = opened(**dict(reader.app.query_params))
    assert (again.progress.epoch, flat(again.progress.parameters)) == (20, flat(reader.progress.parameters))


def test_weights_that_are_none_are_passed_over() -> None:
    for text in ("nonsense", "AAAA", "%%%", "A" * 4000):
        reader = opened(weights=text)
        assert reader.progress.epoch == 0
        assert "weights" not in reader.app.query_params


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"data": "table", "hidden": "3"}, "This address is of an own table, which no address holds: here is XOR"),
        ({"data": "moons", "hidden": "12", "weights": "left-out"}, "here are those of the seed"),
    ],
)
def test_an_address_says_what_it_could_not_bring_along(query: dict[str, str], said: str) -> None:
    reader = opened(**query)
    assert said in reader.app.markdown[0].value
    assert reader.settings.hidden == (int(query["hidden"]),)


def test_what_is_written_for_weights_that_are_too_many_is_read_as_that() -> None:
    reader = opened(data="moons", hidden="12")
    reader.press("Step")
    assert reader.app.query_params["weights"] == "left-out"
    again = opened(**dict(reader.app.query_params))
    assert again.progress.epoch == 0
    assert "here are those of the seed" in again.app.markdown[0].value


def test_what_a_reload_would_lose_is_said() -> None:
    reader = opened(data="moons", hidden="12")
    assert not [each.value for each in reader.app.caption if "lost with a reload" in each.value]
    reader.press("Step")
    assert [each.value for each in reader.app.caption if "lost with a reload" in each.value]
    small = opened()
    small.press("Step")
    assert not [each.value for each in small.app.caption if "reload" in each.value]


@pytest.mark.parametrize(
    ("query", "lost"),
    [({"optimiser": "adam"}, "what the optimiser remembers"), ({"dropout": "0.5"}, "which random numbers come next")],
)
def test_what_a_reload_begins_anew_is_said_until_there_is_nothing(query: dict[str, str], lost: str) -> None:
    reader = opened(**query)
    assert not [each.value for each in reader.app.caption if lost in each.value]
    reader.press("Step")
    assert [each.value for each in reader.app.caption if lost in each.value]
    if "optimiser" in query:
        # another one remembers nothing yet
        reader.choose("optimiser", "momentum")
        assert not [each.value for each in reader.app.caption if lost in each.value]
        assert_whole(reader)


@pytest.mark.parametrize("view", ["story", "numbers"])
def test_while_it_trains_the_numbers_of_diagram_and_formula_come_last(
    view: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow browser draws what has arrived: what is sent between them is time in which they may differ."""
    reader = opened(view=view, layer="1", quantity="dW")
    sent: list[str] = []

    def record(name: str, drawn: Callable[..., Any]) -> None:
        def draw(*args: Any, **options: Any) -> Any:
            sent.append(options.get("key") or str(args[0]))
            return drawn(*args, **options)

        monkeypatch.setattr(st, name, draw)

    for name in ("vega_lite_chart", "markdown"):
        record(name, getattr(st, name))
    reader.train()
    reader.no_exception()
    diagram = sent.index("network")
    assert {"curve", "boundary"} <= set(sent[:diagram])
    assert not {"curve", "boundary"} & set(sent[diagram:])
    # the number below the diagram with the next step, the selected weight; then the formula
    below, weight, *formula = sent[diagram + 1 :]
    assert below.startswith("<aside>\n\n:small[Sample")
    assert ":small[**The next step:**]" in below
    assert weight.startswith("$w^{(1)}_{11}$")
    assert r"\mathbf{" in "".join(formula)


@pytest.mark.parametrize("view", ["index", "matrix"])
def test_the_marks_of_the_lines_are_explained_above_them(every_page: Reader, view: str) -> None:
    every_page.look_at(view=view, layer=2, quantity="dW")
    [said] = [text.value for text in every_page.app.markdown if MARKS in text.value]
    assert said.startswith("<section>\n\n:small[")  # where the statement is
    assert MARKS in said.partition("</section>")[0]
    every_page.look_at(view="numbers")
    assert not any(MARKS in text.value for text in every_page.app.markdown)


def test_a_saturated_unit_has_one_gradient_everywhere() -> None:
    """1 - a is 0 in float64 where a is 1 - 1.9e-22: the derivative stands there by its name, with its value."""
    reader = opened(sample="3")
    reader.edit("field", "1-1-1", 50.0)
    told = [text.value for text in reader.app.markdown]
    [error] = [each for each in told if each.startswith("$") and "delta^{(1)}_{1}} =" in each and "sigma'(z" in each]
    assert r"1.93 \cdot 10^{-22}" in error
    assert error.endswith(r"\mathbf{1.73 \cdot 10^{-22}}$")
    [gradient] = [
        each for each in told if each.startswith(r"$\displaystyle \frac{\partial C_{s}}{\partial w^{(1)}_{11}}")
    ]
    assert gradient.endswith(r"\mathbf{1.73 \cdot 10^{-22}}$")
