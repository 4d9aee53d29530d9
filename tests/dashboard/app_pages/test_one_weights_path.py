"""The page "One weight's path": derived numbers are those of the pass by hand, and each factor is seen everywhere."""

import re
from dataclasses import replace

import numpy as np
import pytest

from dashboard.lab.colours import FACTOR_HUES
from dashboard.lab.progress import start_progress
from dashboard.lab.running import advance
from derivations import Convention, Gradients, Network, backward, xor
from derivations.rendering.numbers import print_number
from tests.dashboard.lab.test_tries import answer, question, told
from tests.dashboard.reader import Reader, number, opened, plain

# with the number of paths from the selected parameter to the cost
ADDRESSES: tuple[tuple[int, dict[str, str]], ...] = (
    (1, {}),
    (1, {"quantity": "dW", "layer": "2", "source": "2"}),
    (1, {"quantity": "db", "layer": "1", "unit": "2", "sample": "2"}),
    (1, {"loss": "mse", "functions": "tanh,sigmoid", "mean": "no"}),
    (1, {"delta": "cost", "view": "index"}),
    (2, {"hidden": "3-2", "functions": "tanh,elu,sigmoid", "layer": "1", "quantity": "dW", "source": "2"}),
    (9, {"data": "blobs", "hidden": "2", "layer": "1", "quantity": "dW", "sample": "7"}),
    (1, {"data": "not", "hidden": "1", "loss": "mse"}),
    (1, {"l2": "0.1", "quantity": "dW", "layer": "1"}),
    (2, {"l1": "0.01", "hidden": "2-2", "functions": "tanh,tanh,sigmoid", "quantity": "dW", "layer": "1"}),
    (0, {"functions": "step,sigmoid", "quantity": "dW", "layer": "1"}),
)
NAMES = ["&".join(query.values()) or "first" for _, query in ADDRESSES]


def on_path(**query: str) -> Reader:
    return opened(page="app_pages/one_weights_path.py", **query)


def entry(found: Gradients, reader: Reader) -> float:
    layer, unit, source = reader.settings.selection.parameter
    weights, biases = found.weights[layer - 1], found.biases[layer - 1]
    return float(biases[unit - 1] if source is None else weights[unit - 1, source - 1])


def gradient(reader: Reader, *, sample: int | None = None) -> float:
    """Let the hand-written backward pass compute it: of the batch; or of one sample, without the penalties."""
    now = reader.settings
    rows = slice(None) if sample is None else slice(sample - 1, sample)
    parameters, data = reader.progress.parameters, now.samples
    network = now.network if sample is None else replace(now.network, l1=0.0, l2=0.0)
    return entry(backward(network, parameters, data.inputs[rows], data.targets[rows], now.convention), reader)


def texts(reader: Reader, start: str) -> list[str]:
    return [text.value for text in reader.app.markdown if text.value.startswith(start)]


def bold(text: str) -> float:
    return number(re.findall(r"\\mathbf\{([^{}]*(?:\{[^{}]*\})?[^{}]*)\}", text)[-1])


def table(reader: Reader, head: str) -> list[list[str]]:
    [found] = texts(reader, head)
    return [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in found.split("\n")[2:]]


def results(reader: Reader) -> list[float]:
    """The numbers of the factors."""
    return [bold(row[-1]) for row in table(reader, "| arrow | factor")]


def numbers_in(formula: str, sign: str) -> list[str]:
    """The numbers on the right side of an equation, as they are printed, without their brackets."""
    right = re.split(r" = | \\approx ", plain(formula.replace(r"\nobreak ", "")))[1]
    return [each.strip("() ") for each in right.split(sign)]


def in_sum(found: str) -> tuple[list[str], list[str]]:
    """The numbers of the samples and of the penalty in the sum over all samples."""
    line = re.sub(r"\\(allow|no)break *", "", found)
    inside, after = re.findall(r"= (?:\\frac\{1\}\{\d\} )?\(((?:[^()]|\([^()]*\))*)\)(.*) = \\mathbf", line)[0]
    samples, penalty = ([each.strip("() ") for each in part.split(" + ")] for part in (inside, after))
    return samples, penalty[1:]


def near(value: float) -> object:
    return pytest.approx(value, rel=2e-3, abs=1e-9)


@pytest.mark.parametrize(("count", "query"), ADDRESSES, ids=NAMES)
def test_the_sum_is_the_gradient_of_the_cost(count: int, query: dict[str, str]) -> None:
    reader = on_path(**query)
    [found] = texts(reader, ":small[**All samples")
    assert bold(found) == near(gradient(reader))
    assert (r"\Omega" in found) == ("l1" in query or "l2" in query)


@pytest.mark.parametrize(("count", "query"), ADDRESSES, ids=NAMES)
def test_products_along_all_paths_add_up_to_the_gradient_of_the_sample(count: int, query: dict[str, str]) -> None:
    reader = on_path(**query)
    wanted = gradient(reader, sample=reader.settings.sample)
    if count == 0:
        assert wanted == 0
        assert texts(reader, "On every path")
        return
    [formula] = [text for text in texts(reader, "$$") if not {"sum", "overset"} & set(re.findall("[a-z]+", text))]
    assert bold(formula) == near(float(np.prod(results(reader))))
    factors = [re.findall(r"\\mathbf\{(.*)\}\}", row[-1])[0] for row in table(reader, "| arrow | factor")]
    assert numbers_in(formula, r" \cdot ") == factors
    if count == 1:
        assert bold(formula) == near(wanted)
        return
    reader.choose("paths", "all")
    *rows, last = table(reader, "| path")
    assert bold(last[-1]) == near(wanted)
    [formula] = [text for text in texts(reader, "$$") if "overset" not in text]
    assert bold(formula) == near(wanted)
    listed = [row for row in rows if row[0] != "…"]
    assert len({row[1] for row in listed}) == len(listed) == min(count, 9)
    if count == len(listed):
        assert numbers_in(formula, " + ") == [row[-1].strip("$") for row in listed]
        assert sum(number(row[-1].strip("$")) for row in listed) == near(wanted)


def test_it_is_said_that_a_path_may_change_units_in_a_softmax() -> None:
    said = [each.value for each in on_path(data="blobs", hidden="2").app.caption if "softmax" in each.value]
    assert len(said) == 1
    assert not [each.value for each in on_path(hidden="2-2").app.caption if "softmax" in each.value]


@pytest.mark.parametrize("query", [{}, {"data": "not"}, {"l2": "0.1"}, {"mean": "no"}, {"seed": "5"}, {"seed": "11"}])
@pytest.mark.parametrize("layer", ["1", "2"])
def test_the_sum_of_the_samples_comes_out_of_the_numbers_as_they_are_printed(query: dict[str, str], layer: str) -> None:
    reader = on_path(**query, quantity="dW", layer=layer)
    [found] = texts(reader, ":small[**All samples")
    samples, penalty = (list(map(number, each)) for each in in_sum(found))
    total = sum(samples) / (1 if "mean" in query else len(samples)) + sum(penalty)
    assert len(samples) == reader.settings.task.samples
    assert bool(penalty) == ("l2" in query)
    assert print_number(total, 4, moving=False) == re.findall(r"mathbf\{(.*)\}", found.split("$$")[1])[0]


@pytest.mark.parametrize("paths", ["one", "all"])
@pytest.mark.parametrize("seed", ["3", "5", "11"])
def test_the_gradient_of_the_sample_is_the_same_number_in_the_sum_of_the_samples(paths: str, seed: str) -> None:
    reader = on_path(
        quantity="dW", layer="1", seed=seed, **({"hidden": "2-2", "paths": "all"} if paths == "all" else {})
    )
    [found] = texts(reader, ":small[**All samples")
    [formula] = [text for text in texts(reader, "$$") if not {"sum", "overset"} & set(re.findall("[a-z]+", text))]
    own = in_sum(found)[0][reader.settings.sample - 1]
    assert own == re.findall(r"mathbf\{(.*)\}", formula)[0]


def test_of_several_paths_it_is_said_that_a_sample_s_gradient_is_over_all() -> None:
    [found] = texts(on_path(data="blobs", hidden="2", quantity="dW"), ":small[**All samples")
    assert "in the same way (each sample's is the sum over all its 9 paths):]" in found
    [found] = texts(on_path(quantity="dW"), ":small[**All samples")
    assert "in the same way:]" in found


def test_formula_table_and_diagram_have_the_same_numbers_in_the_same_colours() -> None:
    reader = on_path(hidden="2-2", functions="tanh,tanh,sigmoid", quantity="dW", layer="1")
    [formula] = [text for text in texts(reader, "$$") if "overset" in text]
    in_formula = re.findall(r"\\textcolor\{(#\w+)\}\{\\overset\{\\mathbf\{(\d+)\}\}", formula)
    in_table = [
        re.findall(r"\\textcolor\{(#\w+)\}\{\\mathbf\{(\d+)\}\}", row[0])[0]
        for row in table(reader, "| arrow | factor")
    ]
    rows = reader.data("path_numbers")
    in_diagram = [(FACTOR_HUES[kind].light, at) for kind, at in zip(rows["kind"], rows["number"], strict=True)]
    assert in_formula == in_table == in_diagram
    assert [at for _, at in in_formula] == ["1", "2", "3", "4", "5", "6", "7"]


def test_what_the_layer_behind_knows_stands_under_a_brace() -> None:
    [formula] = [text for text in texts(on_path(quantity="dW"), "$$") if "overset" in text]
    inside, below = formula.split(r"\underbrace")[1].split(r"}_{\delta")
    assert inside.count("overset") == 2
    assert below.startswith("^{(2)}_{1}}")
    [last] = [text for text in texts(on_path(quantity="dW", layer="2"), "$$") if "overset" in text]
    assert "underbrace" not in last
    # of a softmax with three outputs each path has a part of the error only
    [part] = [text for text in texts(on_path(data="blobs", hidden="2", quantity="dW"), "$$") if "overset" in text]
    assert r"_{\text{in } \delta" in part


def test_one_unit_a_layer_has_as_many_arrows_as_the_try_says() -> None:
    reader = on_path()
    reader.press("One unit a layer")
    assert reader.settings.sizes == (1, 1, 1)
    assert reader.settings.loss == "mse"
    arrows = {}
    for layer, source in ((2, 1), (2, "b"), (1, 1), (1, "b")):
        if reader.settings.layer != layer:
            reader.choose("layer", layer)
        reader.choose("from", source)
        arrows[layer, source] = [int(re.findall(r"\{(\d+)\}", row[0])[-1]) for row in table(reader, "| arrow | factor")]
    assert arrows == {(2, 1): [1, 2, 3], (2, "b"): [1, 2, 3], (1, 1): [1, 2, 3, 4, 5], (1, "b"): [1, 2, 3, 4, 5]}


def lit(reader: Reader) -> list[tuple[float, float]]:
    """The edges of the path in the diagram, from their beginnings."""
    return [(x, y) for x, y in reader.data("path_edges")[["x", "y"]].to_numpy()]


def test_a_path_can_be_chosen_and_is_lit() -> None:
    reader = on_path(hidden="2-2", functions="tanh,tanh,sigmoid", quantity="dW", layer="1")
    first, edges = results(reader), lit(reader)
    reader.choose("path", 2)
    assert results(reader) != first
    assert results(reader)[2] == near(float(reader.progress.parameters.weights[2][0, 1]))
    assert len(lit(reader)) == 3
    assert lit(reader) != edges
    # where there is one path only it is that one
    reader.choose("layer", 3)
    assert len(lit(reader)) == 1
    assert results(reader)


def test_an_address_of_a_path_that_is_not_there_is_the_first_one() -> None:
    wide = {"hidden": "2-2", "functions": "tanh,tanh,sigmoid", "quantity": "dW", "layer": "1"}
    assert results(on_path(**wide, path="150")) == results(on_path(**wide))


@pytest.mark.parametrize("query", [{"quantity": "dW", "layer": "1"}, {"quantity": "dW", "layer": "2"}, {"sample": "2"}])
def test_the_checkpoint_judges_what_becomes_of_a_gradient_when_its_weight_is_set(query: dict[str, str]) -> None:
    """As the page shows it then: the reader does what is asked, and reads the product."""
    reader = on_path(**query)
    layer, unit, source = reader.settings.selection.parameter
    imagined = float(re.findall(r"were (\d)", question(reader))[0])
    said = answer(reader, "negative")
    if ":orange[" in said:
        reader.press("Show the answer")
        said = told(reader)
    [numbers] = re.findall(r"product is `(.*?)`, now it is `(.*?)`", said.replace("−", "-"))
    then, own = map(float, numbers)
    assert own == near(gradient(reader, sample=reader.settings.sample))
    reader.edit("field", f"{layer}-{unit}-{source or 'b'}", imagined)
    assert then == near(gradient(reader, sample=reader.settings.sample))
    right = "negative" if then < 0 else "positive" if then > 0 else "0"
    assert ("Yes.]" in said and right == "negative") or f"No, it is **{right}**" in said


@pytest.mark.parametrize("query", [{}, {"hidden": "8"}, {"hidden": "2-2", "functions": "tanh,tanh,sigmoid"}])
def test_of_a_bias_every_number_has_a_place_of_its_own(query: dict[str, str]) -> None:
    rows = on_path(quantity="db", layer="1", **query).data("path_numbers")
    assert len(rows) >= 5
    assert not rows.duplicated(["x", "y", "where"]).any()


def test_a_cost_that_is_infinite_stops_nothing() -> None:
    reader = on_path(loss="mse", functions="own,identity", formula="exp(z)", quantity="dW", layer="1")
    reader.edit("field", "1-1-1", 800.0)
    assert texts(reader, ":small[**All samples")
    assert any("no number here" in each.value for each in reader.app.caption)


def test_the_slider_moves_the_factors() -> None:
    reader = on_path(quantity="dW", layer="2", source="1")
    reader.edit("slide", "2-1-1", 0.5)
    reader.choose("layer", 1)
    assert results(reader)[2] == 0.5


def test_every_kind_of_factor_has_a_hue() -> None:
    assert len({hue.light for hue in FACTOR_HUES.values()}) == len(FACTOR_HUES) == 4


def test_where_the_cost_hardly_falls_the_best_rate_is_said() -> None:
    reader = on_path(hidden="3-3")
    [said] = texts(reader, ":small[**Three learning rates.**")
    assert "no rate that was tried makes the cost smaller by 5% in 120 epochs of plain GD without breaking off" in said
    found = re.search(r"at best, at η = ([0-9.]+), the cost falls by (\d+)%", said)
    assert found
    network, rate = Network((2, 3, 3, 1)), float(found[1])
    run = advance(start_progress(network, 3), network, Convention(), xor(), epochs=120, rate=rate)
    assert round(100 * (1 - run.costs[-1] / run.costs[0])) == int(found[2])


def test_three_rates_run_when_it_is_paused() -> None:
    reader = on_path()
    [said] = texts(reader, "- **too small")
    small, right, large = said.split("\n")
    assert re.findall(r"η = ([0-9.]+)", said) == ["0.1", "3", "30"]
    assert "rises" in large
    assert "falls" in small
    assert "falls" in right
    assert "leaves" not in said
    # nor does the rate that is chosen change what is right
    reader.choose("rate", 0.1)
    assert texts(reader, "- **too small") == [said]
    reader.train()
    assert not texts(reader, "- **too small")
