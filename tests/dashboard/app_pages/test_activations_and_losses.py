"""The page "Activations and losses": plots are what the library computes, tangents touch, tables hold."""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from dashboard.lab.vanishing import SEED, orthogonal_weights
from dashboard.lab.words import FUNCTIONS, LOSSES, OWN
from derivations import KINKS, Activation, Loss, Network, Parameters, forward, loss
from derivations.engine.rules import RULES
from derivations.rendering.citations import OF
from tests.dashboard.reader import Reader, number, opened, plain
from tests.dashboard.state.test_redrawing import assert_whole

NAMED = [name for name in FUNCTIONS if name not in (OWN, "softmax")]
STEP = 1e-6


def on_page(**query: str) -> Reader:
    return opened(page="app_pages/activations_and_losses.py", **query)


def curve(reader: Reader, name: str) -> "pd.DataFrame":
    rows = reader.data("function")
    return rows[rows["curve"] == name]


def slide(reader: Reader, name: str, value: float) -> None:
    [found] = [each for each in reader.app.select_slider if re.fullmatch(rf"control-{name}(-\d+)?", each.key or "")]
    found.set_value(value).run()
    reader.no_exception()


def value_of(activation: str | Activation, z: float) -> float:
    """Let a network of one unit say it."""
    single = Network((1, 1), (activation,), "mse")
    return float(forward(single, Parameters((np.eye(1),), (np.zeros(1),)), [[z]]).outputs[0, 0])


def texts(reader: Reader, *words: str) -> list[str]:
    return [text.value for text in reader.app.markdown if all(each in text.value for each in words)]


def table(reader: Reader, head: str) -> list[list[str]]:
    [found] = [head + text.value.split(head)[1] for text in reader.app.markdown if head in text.value]
    return [
        [cell.strip().strip("`$") for cell in row.strip("| ").split(" | ")]
        for row in found.split("\n\n")[0].replace("−", "-").split("\n")
    ]


def assert_tangents_touch(reader: Reader, of: Callable[[str, float], float]) -> None:
    """Hold every tangent against the curve beside its point."""
    points, tangents = reader.data("points").set_index("curve"), reader.data("tangents")
    assert len(tangents)
    for tangent in tangents.itertuples():
        x, y = points.loc[tangent.curve, ["x", "y"]]
        assert ((tangent.x + tangent.x2) / 2, (tangent.y + tangent.y2) / 2) == pytest.approx((x, y))
        derivative = (of(tangent.curve, x + STEP) - of(tangent.curve, x - STEP)) / (2 * STEP)
        assert (tangent.y2 - tangent.y) / (tangent.x2 - tangent.x) == pytest.approx(derivative, rel=1e-6, abs=1e-8)
        assert y == pytest.approx(of(tangent.curve, x))


@pytest.mark.parametrize("name", NAMED)
def test_an_activation_is_plotted_with_its_derivative(name: str) -> None:
    reader = on_page(f=name, z="0.7")
    word = FUNCTIONS[name]
    for row in curve(reader, word).iloc[::16].itertuples():
        assert row.y == pytest.approx(value_of(name, row.x), abs=1e-12)
    for row in curve(reader, f"{word} ′").iloc[3::16].itertuples():
        if any(abs(row.x - kink.at) < 10 * STEP for kink in KINKS.get(name, ())):
            continue
        quotient = (value_of(name, row.x + STEP) - value_of(name, row.x - STEP)) / (2 * STEP)
        assert row.y == pytest.approx(quotient, abs=1e-6)
    assert_tangents_touch(reader, lambda _, z: value_of(name, z))


def test_a_formula_of_one_s_own_is_plotted_and_compared() -> None:
    reader = on_page(f=OWN, formula="z**2/4", compare="tanh", z="-1.2")
    own = Activation.parse("z**2/4")
    assert set(reader.data("function")["curve"]) == {"own f", "own f ′", "tanh", "tanh ′"}
    assert_tangents_touch(reader, lambda which, z: value_of(own if which == "own f" else "tanh", z))
    assert texts(reader, r"\tanh'(-1.2)", "becomes")
    [formula] = [text for text in texts(reader, r"f'(z)") if r"\frac{d}{dz}" in text]
    assert "z^{2}" in formula


def test_the_identity_may_be_typed() -> None:
    reader = on_page(f=OWN, formula="z", z="-2")
    assert texts(reader, "$a = f(-2) = -2$", "f'(-2) = 1$")
    _, _, values, derivatives = table(reader, "| $z$")
    assert (values[1:], derivatives[1:]) == (["-4", "-2", "-1", "0", "1", "2", "4"], ["1"] * 7)


def test_what_is_no_formula_is_refused_in_a_sentence_and_nothing_is_lost() -> None:
    reader = on_page(f=OWN)
    [field] = [each for each in reader.app.text_input if (each.key or "").startswith("control-formula")]
    before = curve(reader, "own f")["y"].to_numpy()
    field.set_value("__import__('os')").run()
    reader.no_exception()
    [error] = reader.errors
    assert len(error) < 400
    assert np.array_equal(curve(reader, "own f")["y"].to_numpy(), before, equal_nan=True)


def test_where_a_formula_is_not_defined_there_is_no_curve_and_the_page_says_so() -> None:
    reader = on_page(f=OWN, formula="sqrt(z)", z="-1")
    rows = curve(reader, "own f")
    assert np.isnan(rows["y"][rows["x"] < 0]).all()
    assert rows["y"][rows["x"] > 0.1].notna().all()
    # a root has a value at 0, and no derivative
    assert rows["y"][rows["x"] == 0].tolist() == [0.0]
    assert np.isnan(curve(reader, "own f ′")["y"][rows.index[rows["x"] == 0] + len(rows)]).all()
    _, _, values, derivatives = table(reader, "| $z$")
    assert (values[4], derivatives[4]) == ("0", "–")
    assert not len(reader.data("points"))
    assert texts(reader, "$f$ has no value.")
    assert texts(reader, "It is defined where")


def test_the_function_is_that_of_the_selected_layer_until_another_is_chosen() -> None:
    reader = on_page(functions="tanh,sigmoid", layer="1")
    assert "tanh" in set(reader.data("function")["curve"])
    reader.choose("f", "gelu")
    assert set(reader.data("function")["curve"]) == {"GELU", "GELU ′"}
    assert reader.app.query_params["f"] == "gelu"
    # what its derivation cites is told too
    assert texts(reader, "where", r"\Phi'(z)")


@pytest.mark.parametrize(("name", "words"), [("relu", "At z = 0"), ("step", "jumps"), ("tanh", "it is flat")])
def test_kinks_and_flat_ends_are_told_in_words(name: str, words: str) -> None:
    assert texts(on_page(f=name), words)


def test_a_jump_is_straight_up() -> None:
    rows = curve(on_page(f="hard_tanh"), "hard tanh ′")
    steps = rows[rows["y"].diff().abs() > 0.5]
    assert list(steps["x"].round(6)) == [-1.0, 1.0]
    assert (rows["x"].diff()[steps.index] < 1e-8).all()


def test_values_stand_in_a_table() -> None:
    reader = on_page(f="tanh", compare="softplus")
    head, _, *rows = table(reader, "| $z$")
    z = [float(each) for each in head[1:]]
    assert [row[0] for row in rows] == [r"\tanh", r"\tanh'", r"\operatorname{softplus}", r"\operatorname{softplus}'"]
    found = [[float(cell) for cell in row[1:]] for row in rows]
    assert found[0] == pytest.approx(np.tanh(z), abs=1e-4)
    assert found[1] == pytest.approx(1 - np.tanh(z) ** 2, abs=1e-4)
    assert found[3] == pytest.approx(1 / (1 + np.exp(-np.array(z))), abs=1e-4)


def test_moving_the_point_moves_its_numbers() -> None:
    reader = on_page(f="sigmoid")
    slide(reader, "z", -2.0)
    a = 1 / (1 + np.exp(2.0))
    [said] = texts(reader, "becomes")
    assert f"{a:.4f}" in said
    assert rf"a gradient of 1 at $a$ becomes $\mathbf{{{a * (1 - a):.4f}}}$ at $z$" in said
    assert "a {(1 - a)}" in said


@pytest.mark.parametrize(
    ("name", "symbols", "numbers"),
    [
        ("tanh", "1 - a^{2}", "1 - 0.6044^{2}"),
        (
            "silu",
            r"\sigma(z) + z \sigma(z) (1 - \sigma(z))",
            r"\sigma(0.7) + 0.7 \cdot \sigma(0.7) \cdot (1 - \sigma(0.7))",
        ),
        (
            "gelu",
            r"\Phi(z) + \frac{1}{\sqrt{2 \pi}} z e^{-z^{2}/2}",
            r"\Phi(0.7) + \frac{1}{\sqrt{2 \pi}} \cdot 0.7",
        ),
        (OWN, "2 z", r"2 \cdot 0.7"),
        ("step", "", "0"),
    ],
)
def test_a_derivative_unfolds_into_symbols_and_numbers(name: str, symbols: str, numbers: str) -> None:
    [said] = texts(on_page(f=name, formula="z**2 + 1", z="0.7"), "slope of the tangent is")
    formula = said.replace(r"\allowbreak ", "").replace("0.7000", "0.7").replace("{(", "(").replace(")}", ")")
    unfolded = formula.split("tangent is $")[1].split("$")[0].split(" = ")[1:]
    function = Activation.parse("z**2 + 1") if name == OWN else name
    quotient = (value_of(function, 0.7 + STEP) - value_of(function, 0.7 - STEP)) / (2 * STEP)
    assert number(unfolded[-1]) == pytest.approx(quotient, abs=1e-4)
    assert unfolded[-2:-1] == ([] if name == "step" else [each for each in unfolded if each.startswith(numbers)])
    assert unfolded[:-2] == ([symbols] if symbols else [])


def outside(words: str) -> str:
    """Take a sign that follows a formula out of it again."""
    return re.sub(r"([,.;:])\$(?=\s|$)", r"$\1", words)


@pytest.mark.parametrize("query", [{"f": "tanh"}, {"about": "loss"}, {"about": "loss", "data": "blobs"}], ids=str)
def test_what_unfolds_explains_every_rule_that_is_named_beside_the_line(query: dict[str, str]) -> None:
    [lines] = texts(on_page(**query), "<details>")
    unfolded = re.findall(r"<summary>(.*?)</summary>(.*?)</details>", lines, re.DOTALL)
    assert max(note.count(",") for note, _ in unfolded) > 0
    for note, words in ((outside(note), outside(words)) for note, words in unfolded):
        [beside] = re.findall(r":small\[(.*)\] :", note)
        for item in (each for each in re.split("[,;] ", beside) if not each.startswith("$")):
            meant = [rule for rule in RULES if f"{item} ".startswith(f"{OF.get(rule.partition(',')[0], rule)} ")]
            assert any(f"**{rule}.** {outside(RULES[rule].theorem)}" in words for rule in meant), item


# losses

PAIRS = {
    "bce": ("xor", "sigmoid"),
    "mse": ("xor", "sigmoid"),
    "mae": ("xor", "tanh"),
    "huber": ("sine", "identity"),
    "bce_logits": ("xor", "identity"),
    OWN: ("xor", "tanh"),
}


def cost_of(name: str, a: float, y: float) -> float:
    """Let the library say what an output a costs: its weighted input is a, or comes to a."""
    function, z = ("sigmoid", np.log(a) - np.log1p(-a)) if name == "bce" else ("identity", a)
    single = Network((1, 1), (function,), Loss.parse("(a-y)**4") if name == OWN else name)
    return loss(single, Parameters((np.eye(1),), (np.zeros(1),)), [[z]], [[y]])


@pytest.mark.parametrize("name", PAIRS)
def test_a_loss_is_plotted_over_its_output(name: str) -> None:
    data, last = PAIRS[name]
    reader = on_page(about="loss", data=data, functions=f"tanh,{last}", loss=name, z="0.5")
    assert reader.settings.loss == name
    for y in (1, 0):
        rows = curve(reader, f"C, y = {y}").dropna()
        assert len(rows) > 20
        for row in rows.iloc[::16].itertuples():
            assert row.y == pytest.approx(cost_of(name, row.x, y), rel=1e-9, abs=1e-12)
    assert_tangents_touch(reader, lambda which, a: cost_of(name, a, float(which[-1])))


@pytest.mark.parametrize("name", PAIRS)
def test_the_error_that_goes_back_is_the_derivative_of_the_cost_by_z(name: str) -> None:
    data, last = PAIRS[name]
    reader = on_page(about="loss", data=data, functions=f"tanh,{last}", loss=name, z="0.7")
    single = Network((1, 1), (last,), Loss.parse("(a-y)**4") if name == OWN else name)

    def cost(z: float, y: float) -> float:
        return loss(single, Parameters((np.eye(1),), (np.zeros(1),)), [[z]], [[y]])

    for y in (1, 0):
        error = (cost(0.7 + STEP, y) - cost(0.7 - STEP, y)) / (2 * STEP)
        [said] = texts(reader, f"Target $y = {y}$")
        said = said if y == 0 else said.split("Target $y = 0$")[0]
        assert number(re.findall(r"\\mathbf\{(.*)\}", said)[-1]) == pytest.approx(error, rel=1e-3)
        [first] = [row[2 if y else 3] for row in table(reader, "| at $z")[2:3]]
        assert float(first) == pytest.approx(error, abs=1e-4)
        rows = reader.data("points").set_index("curve")
        assert rows.loc[f"δ, y = {y}", "y"] == pytest.approx(error, rel=1e-6)


def test_what_cancels_and_what_stays_stands_in_one_table() -> None:
    _, _, *rows = table(on_page(about="loss", loss="mse", z="-4"), "| at $z")
    assert {row[0]: plain(row[1]) for row in rows} == {
        "MSE after sigmoid": "{(a - y)} a {(1 - a)}",
        "BCE after sigmoid": "a - y",
        "Cross-entropy after softmax": "a - y",
    }
    wrong = {row[0]: float(row[2]) for row in rows}
    assert wrong["BCE after sigmoid"] == wrong["Cross-entropy after softmax"] < -0.98
    assert -0.02 < wrong["MSE after sigmoid"] < 0


def test_the_cross_entropy_sends_back_what_the_softmax_makes_of_it() -> None:
    reader = on_page(about="loss", data="blobs", z="1")
    a = np.exp(1.0) / (np.exp(1.0) + 1)
    points = reader.data("points").set_index("curve")["y"]
    assert points["δ, y = 1"] == pytest.approx(a - 1)
    assert points["δ, y = 0"] == pytest.approx(a)
    assert points["C, y = 1"] == pytest.approx(-np.log(a))
    # the term of an output whose target is 0 is 0, the cost is not: the error comes from the other's term
    assert texts(
        reader, "this output's term of the cost is $0$, its derivative by $a$ is $0$", "the terms of both outputs"
    )
    assert not texts(reader, "the terms of both outputs", ": the cost is")


def test_the_loss_of_the_page_is_that_of_the_network() -> None:
    reader = on_page(about="loss")
    [chosen] = [each for each in reader.app.selectbox if (each.key or "").startswith("control-loss-page")]
    chosen.set_value("mae").run()
    reader.no_exception()
    assert reader.settings.loss == "mae"
    assert LOSSES["mae"] + " after sigmoid" in str(table(reader, "| at $z"))
    assert texts(reader, "At a = y the derivative 0 is used")


def test_the_squared_error_comes_after_any_function() -> None:
    reader = on_page(about="loss", loss="mse", z="0.7")
    control = next(each for each in reader.app.selectbox if (each.key or "").startswith("control-function-2-page"))
    control.set_value("tanh").run()
    reader.no_exception()
    assert reader.settings.functions[-1] == "tanh"
    a = np.tanh(0.7)
    points = reader.data("points").set_index("curve")["y"]
    assert points["δ, y = 1"] == pytest.approx((a - 1) * (1 - a**2))
    # numbers have no binary cross-entropy
    reader = on_page(about="loss", data="sine")
    control = next(each for each in reader.app.selectbox if (each.key or "").startswith("control-loss-page"))
    control.set_value("bce").run()
    reader.no_exception()
    [error] = reader.errors
    assert "target" in error
    assert reader.settings.loss == "mse"


@pytest.mark.parametrize("loss", ["mse", "bce"])
@pytest.mark.parametrize("functions", ["tanh,sigmoid", "relu,tanh,sigmoid"])
def test_the_derivation_has_the_letters_of_the_head(loss: str, functions: str) -> None:
    hidden = "-".join("2" * functions.count(","))
    reader = on_page(about="loss", loss=loss, functions=functions, hidden=hidden)
    [head] = texts(reader, "Cost of one sample")
    [lines] = texts(reader, "<details>")
    layers = {len(functions.split(","))}
    for shown in (head, lines):
        assert {int(each) for each in re.findall(r"\^\{\((\d)\)\}", shown)} == layers
    assert f"$n_{{{max(layers)}}}$ is how many units it has" in lines
    # and everything below it is about a single output
    assert not re.search(r"a\^|a_", lines.split("| at $z")[1])


TABLES = {
    "f=sigmoid": "| $z$",
    "f=gelu&compare=tanh": "| $z$",
    "f=relu": "| $z$",
    "f=relu&compare=sigmoid": "| $z$",
    "f=softmax&z2=4": "| $z$",
    "z=2": "| output",
    "z=5&z2=-5": "| output",
    "about=loss&loss=bce&z=-5": "| at $z",
    "about=loss&loss=mse&functions=tanh,identity&z=3": "| at $z",
}


@pytest.mark.parametrize("query", TABLES)
def test_the_numbers_of_a_table_have_digits_alike(query: str) -> None:
    reader = on_page(**dict(each.split("=") for each in query.split("&")))
    cells = [cell.split(" = ")[-1] for row in table(reader, TABLES[query])[2:] for cell in row[1:]]
    if TABLES[query] == "| output":
        cells += [row[0].split(" = ")[-1] for row in table(reader, TABLES[query])[2:]]
    found = [each for each in cells if re.fullmatch(r"-?[\d.]+", each)]
    assert {len(each.partition(".")[2]) for each in found if each not in ("0", "1", "-1")} == {
        4 * ("." in "".join(found))
    }
    assert len(found) > 3


def test_a_number_has_the_same_digits_in_both_targets() -> None:
    reader = on_page(about="loss", loss="mse", z="1")
    [said] = texts(reader, "Target $y = 1$")
    # a - y is 0.7311, too
    said = re.sub(r"its derivative by \$a\$ is \$[^$]*\$", "", said)
    assert set(re.findall(r"0\.731\d*", said)) == {"0.73106"}


def test_a_change_of_the_point_leaves_the_derivation_alone() -> None:
    reader = on_page(f="sigmoid")
    slide(reader, "z", -2.0)
    drawn = reader.app.session_state["visit"].drawn
    assert "z" not in drawn["look"].shows
    assert "z" in drawn["plot"].shows
    assert_whole(reader)


def test_layers_of_the_identity_are_one_layer() -> None:
    said = r"$W_2 (W_1 x + b_1) + b_2 = (W_2 W_1) x + (W_2 b_1 + b_2)$"
    assert texts(on_page(f="identity"), said)
    assert not texts(on_page(f="tanh"), said)
    network, rng = Network((2, 3, 2), "identity", "mse"), np.random.default_rng(4)
    w1, w2, b1, b2, x = (rng.normal(size=size) for size in ((3, 2), (2, 3), 3, 2, 2))
    [outputs] = forward(network, Parameters((w1, w2), (b1, b2)), [x]).outputs
    np.testing.assert_allclose(outputs, w2 @ w1 @ x + w2 @ b1 + b2)


# softmax


def test_the_jacobian_is_a_difference_quotient_and_its_rows_add_up_to_nothing() -> None:
    logits = np.array([0.5, -1.2, 2.0])
    reader = on_page(z="0.5", z2="-1.2", z3="2")

    def softmax(z: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[float]:
        single = Network((3, 3), ("softmax",), "mse")
        return list(forward(single, Parameters((np.eye(3),), (np.zeros(3),)), [z]).outputs[0])

    moved = [np.array(softmax(logits + at)) - softmax(logits - at) for at in STEP * np.eye(3)]
    rows = [[float(cell) for cell in row[1:]] for row in table(reader, "| output |")[2:]]
    for j, row in enumerate(rows):
        assert row[:3] == pytest.approx([each[j] / (2 * STEP) for each in moved], abs=1e-4)
        assert row[3] == 0.0
        label = table(reader, "| output |")[2 + j][0]
        name, _, value = label.partition(" = ")
        assert name == f"a_{j + 1}"
        assert number(value) == pytest.approx(softmax(logits)[j], abs=0.6e-4)
        assert "-0.0000" not in table(reader, "| output |")[2 + j][4]


@pytest.mark.parametrize("z", [(1.0, 0.0, -1.0), (0.3, 0.1, -0.4), (5.0, -5.0, 0.0), (2.0, 2.0, -3.0)])
def test_what_is_printed_of_the_jacobian_adds_up_as_it_is_said(z: tuple[float, ...]) -> None:
    reader = on_page(**{name: str(at) for name, at in zip(("z", "z2", "z3"), z, strict=True)})
    assert texts(reader, "(as printed, to `0.0001` at most)")
    printed = np.array([[number(cell) for cell in row[1:4]] for row in table(reader, "| output |")[2:]])
    assert np.abs([printed.sum(0), printed.sum(1)]).max() <= 1.0001e-4


def test_a_softmax_is_plotted_beside_the_other_two() -> None:
    reader = on_page(f="softmax", z2="1", z3="-1", z="0.5")

    def first(_: str, z: float) -> float:
        whole = np.exp([z, 1.0, -1.0])
        return float(whole[0] / whole.sum())

    assert_tangents_touch(reader, first)
    slide(reader, "z2-logit", 2.0)
    points = reader.data("points").set_index("curve")
    assert points.loc["softmax", "y"] == pytest.approx(np.exp(0.5) / np.exp([0.5, 2.0, -1.0]).sum())
    assert texts(reader, "Softmax stands in the last layer")


# through twenty layers


def test_what_is_left_after_twenty_layers_is_measured() -> None:
    reader = on_page(f="tanh", z="0.7", w="1.5")
    rows = reader.data("sizes").pivot_table(index="layers", columns="run", values="size")
    slope = 1 - np.tanh(0.7) ** 2
    assert rows["this derivative everywhere"][20] == pytest.approx(1.5**19 * slope**20)
    assert rows["measured, every z held there"].to_numpy() == pytest.approx(
        rows["this derivative everywhere"].to_numpy()
    )
    _, _, *said = table(reader, "| after 20 layers")
    assert number(said[1][-1]) == pytest.approx(rows["measured, every z held there"][20], rel=1e-2)


@pytest.mark.parametrize(
    ("name", "z", "w"), [("sigmoid", "1", "1"), ("sigmoid", "5", "4"), ("tanh", "0.7", "1.5"), ("relu", "-2", "2")]
)
def test_what_is_left_comes_out_of_the_printed_digits(name: str, z: str, w: str) -> None:
    _, _, *said = table(on_page(f=name, z=z, w=w), "| after 20 layers")
    for _, factors, left in (said[0], said[2]):
        [(weight, derivative)] = re.findall(r"(.*)\^\{19\} \\cdot \(?(.*?)\)?\^\{20\}", factors)
        assert f"{number(weight) ** 19 * number(derivative) ** 20:.2e}" == f"{number(left):.2e}"
        assert "e" not in left.replace(r"\cdot", "")


def test_a_gradient_that_dies_on_the_way_is_explained() -> None:
    assert texts(on_page(f="relu"), "It is 0 with these")
    assert not texts(on_page(f="sigmoid"), "It is 0 with these")


def test_a_chain_of_single_units_is_a_product_of_derivatives_and_weights() -> None:
    reader = on_page(f="sigmoid", w="2", width="1")
    rows = reader.data("sizes").pivot_table(index="layers", columns="run", values="size")
    weights = [float(each[0, 0]) for each in orthogonal_weights(2.0, 1)]
    a, derivatives = float(np.random.default_rng(SEED).normal()), []
    for weight in weights:
        a = 1 / (1 + np.exp(-weight * a))
        derivatives.append(a * (1 - a))
    left = [2.0**k * np.prod(derivatives[-k - 1 :]) for k in range(20)]
    assert rows["measured, biases 0"].to_numpy() == pytest.approx(left)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ({"f": "sigmoid", "z": "0"}, "stays"),
        ({"f": "relu", "z": "1", "w": "1"}, "vanishes"),
        ({"f": "tanh", "z": "1", "w": "2"}, "explodes"),
    ],
)
def test_the_question_is_judged_by_the_backward_pass(query: dict[str, str], answer: str) -> None:
    reader = on_page(**query)
    wrong = "stays" if answer != "stays" else "vanishes"
    for words, *said in ((wrong, "Look again.", "below 1"), (answer, "Yes.", "backward pass leaves")):
        [control] = [each for each in reader.app.segmented_control if (each.key or "").startswith("answer-")]
        control.set_value(words).run()
        reader.no_exception()
        assert texts(reader, *said)
    slide(reader, "z", -3.0)
    [control] = [each for each in reader.app.segmented_control if (each.key or "").startswith("answer-")]
    # it is asked of another place than is shown, which this leaves alone
    assert control.value == answer


@pytest.mark.parametrize(("z", "foreseen"), [("-2", False), ("2", True)])
def test_where_a_function_has_no_value_nothing_is_foreseen(z: str, foreseen: bool) -> None:
    reader = on_page(f=OWN, formula="log(z)", z=z)
    said = table(reader, "| after 20 layers")[2]
    # 1/z has a value at -2, but there is no ln(-2) whose derivative it could be
    assert (said[-1] == "not defined") is not foreseen
    # asked is of a place where it has one
    assert "every $z = 1$" in texts(reader, "**Checkpoint.**")[0]
    assert "undefined here" not in str(table(reader, "| after 20 layers"))


OPTIONS = {
    "f": ("softmax", "hard_tanh", OWN),
    "compare": ("relu", "softmax"),
    "about": ("loss",),
    "width": (1,),
}


def test_after_every_option_of_the_page_its_parts_are_the_page() -> None:
    reader = on_page()
    for name, values in OPTIONS.items():
        for value in values:
            reader.choose(name, value)
            assert_whole(reader)
            for slider in ("z", "w") if name == "f" and value != "softmax" else ("z",):
                slide(reader, slider, 2.0 if reader.app.query_params.get(slider) != ["2"] else 1.0)
                assert_whole(reader)
    assert reader.app.query_params["about"] == "loss"


# two losses over each other


@pytest.mark.parametrize(
    ("query", "other", "after"),
    [
        ({"loss": "bce", "versus": "mse"}, "MSE", "sigmoid"),
        ({"loss": "mse", "versus": "cross_entropy"}, "Cross-entropy", "softmax"),
        ({"loss": "mse", "functions": "tanh,tanh", "versus": "bce"}, "BCE", "sigmoid"),
    ],
    ids=str,
)
def test_two_losses_are_drawn_over_each_other(query: dict[str, str], other: str, after: str) -> None:
    reader = on_page(about="loss", z="0.7", **query)
    costs, errors = (plot.set_index("curve") for plot in reader.frames("points"))
    own = LOSSES[query["loss"]]
    assert set(costs.index) == set(errors.index) == {f"{name}, y = {y}" for name in (own, other) for y in (0, 1)}
    for y in (1, 0):
        a = 1 / (1 + np.exp(-0.7))  # of a softmax too, whose other z is 0
        wanted = {
            "MSE": ((a - y) ** 2 / 2, (a - y) * a * (1 - a)),
            "BCE": (-y * np.log(a) - (1 - y) * np.log(1 - a), a - y),
            "Cross-entropy": (-y * np.log(a), a - y),
        }[other]
        place = f"{other}, y = {y}"
        assert costs.loc[place, "x"] == pytest.approx(a)
        assert (costs.loc[place, "y"], errors.loc[place, "y"]) == pytest.approx(wanted)
    curves = reader.frames("function")[0]
    for row in curves[curves["curve"] == f"{own}, y = 1"].dropna().iloc[::16].itertuples():
        assert row.y == pytest.approx(cost_of(query["loss"], row.x, 1.0), rel=1e-9, abs=1e-12)
    assert f"{other} after {after}" in str(table(reader, "| at $z"))


def test_a_loss_is_not_compared_with_itself() -> None:
    reader = on_page(about="loss", loss="mse", versus="mse")
    assert {name[:1] for name in reader.frames("function")[0]["curve"]} == {"C", "δ"}


def test_of_a_cross_entropy_it_is_said_whose_term_is_drawn() -> None:
    assert texts(on_page(about="loss", data="blobs"), "its own term of the cost", "the other's term")
    assert not texts(on_page(about="loss"), "its own term of the cost")


@pytest.mark.parametrize(("name", "words"), [("tanh", "and so is its derivative."), ("relu", "at every $z$. ReLU has")])
def test_where_a_function_is_defined_is_said(name: str, words: str) -> None:
    assert texts(on_page(f=name), "It is defined at every $z$", words)


def test_of_a_product_with_a_condition_that_does_not_hold_the_sign_stands_in_front() -> None:
    [lines] = texts(on_page(z="1", z2="0", z3="-1"), r"\frac{\partial a_1}{\partial z_2}")
    whole = np.exp([1.0, 0.0, -1.0]) / np.exp([1.0, 0.0, -1.0]).sum()
    assert rf"= -a_{{1}} a_{{2}} = -{whole[0]:.4f} \cdot {whole[1]:.4f} = -{whole[0] * whole[1]:.4f}" in lines
