"""The page "Perceptron and gates": its tables against exact numbers and PyTorch, its rule step by step, its proofs."""

import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch

from dashboard.lab.collapse import SEEDS
from dashboard.lab.gates import GATES, TABLES
from dashboard.state.gates import BETWEEN, NETWORK, RATE, RATES, STAGES, STARTS, train_xor
from derivations import forward
from tests.dashboard.reader import Reader, opened
from tests.dashboard.state.test_redrawing import assert_whole

PAGE = "app_pages/perceptron_and_gates.py"
MARKS = {":green[:material/check:]": True, ":red[:material/close:]": False}
TERM = re.compile(r"([+-]?) ?(\d*) ?(w_1|w_2|\\theta)")


def on_page(**query: str) -> Reader:
    return opened(page=PAGE, **query)


def text(reader: Reader, part: str) -> str:
    [found] = [each.value for each in reader.app.markdown if part in each.value]
    return str(found)


def table(reader: Reader, part: str) -> list[list[str]]:
    lines = [line for line in text(reader, part).split("\n") if line.startswith("|")]
    return [[cell.strip(" $`") for cell in line[1:-1].split("|")] for line in lines[2:]]


def right_rows(reader: Reader) -> list[bool]:
    return [MARKS[row[-1]] for row in table(reader, "| $x_1$ | $x_2$ | $w_1 x_1")]


def set_unit(reader: Reader, **numbers: float) -> None:
    for name, number in numbers.items():
        [slider] = [each for each in reader.app.slider if (each.key or "").startswith(f"control-{name}")]
        slider.set_value(number).run()
        reader.no_exception()


def numbers_of(reader: Reader) -> list[float]:
    return [
        next(float(str(each.value)) for each in reader.app.slider if (each.key or "").startswith(f"control-{name}"))
        for name in ("w1", "w2", "threshold")
    ]


@pytest.mark.parametrize("gate", GATES)
def test_the_truth_table_is_what_exact_numbers_say(gate: str) -> None:
    reader = on_page(gate=gate)
    for w1, w2, threshold in ((0.5, 0.5, 0.7), (0.1, 0.2, 0.3), (-0.5, -0.6, -0.8), (0.0, 0.0, 0.0)):
        set_unit(reader, w1=w1, w2=w2, threshold=threshold)
        one, two, edge = (Fraction(str(each)) for each in (w1, w2, threshold))
        rows = table(reader, "| $x_1$ | $x_2$ | $w_1 x_1")
        for row, target in zip(rows, GATES[gate].targets.ravel(), strict=True):
            _, x1, x2, total, held, output, wanted, mark = row
            sign, shown = held.split(" ")
            exact = one * int(x1) + two * int(x2)
            assert Fraction(total.split(" = ")[1]) == exact
            assert (sign == ">") is (exact > edge)
            assert (Fraction(shown), int(output), int(wanted)) == (edge, int(exact > edge), int(target))
            assert MARKS[mark] is (int(exact > edge) == int(target))
        # the picture: the cells are what the unit says there, and the line is where the sum is the threshold
        cells = reader.data("cells", chart="What the unit")
        above = w1 * cells["x"] + w2 * cells["y"] - threshold
        away = above.abs() > 1e-9
        assert ((cells["value"] == 1) == (above > 0))[away].all()
        line = reader.data("contour", chart="What the unit")
        assert len(line) or not (w1 or w2)
        for x, y in (("x", "y"), ("x2", "y2")):
            assert (w1 * line[x] + w2 * line[y]).to_numpy() == pytest.approx(np.full(len(line), threshold), abs=1e-9)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("gate", ["and", "nand", "or"])
def test_one_mistake_after_the_other_is_corrected_until_none_is_left(gate: str, rate: float) -> None:
    reader = on_page(gate=gate, w1="0", w2="0", threshold="0", eta=f"{rate:g}")
    said = text(reader, "to go, then every row is right")
    expected, bound = (int(re.search(each, said)[1]) for each in (r"(\d+) to go", r"= (\d+)\$ at most"))  # type: ignore[index]
    turn = 1
    for number in range(expected):
        before, rows = numbers_of(reader), right_rows(reader)
        wrong = next(row for row in (*range(turn, 5), *range(1, turn)) if not rows[row - 1])
        said = text(reader, "The rule adds")
        assert f"**Row {wrong}**" in said
        reader.press("Correct one mistake")
        x, y = GATES[gate].inputs[wrong - 1], GATES[gate].targets[wrong - 1, 0]
        error = y - float(before[0] * x[0] + before[1] * x[1] > before[2] + 1e-9)
        after = [before[0] + rate * error * x[0], before[1] + rate * error * x[1], before[2] - rate * error]
        assert numbers_of(reader) == pytest.approx(after, abs=1e-12)
        # the numbers that were promised
        promised = [float(each) for each in re.findall(r"mathbf{(.*?)}", said)]
        assert promised == pytest.approx(after, abs=1e-12)
        assert reader.app.query_params["corrected"] == str(number + 1)
        turn = wrong % 4 + 1
    assert all(right_rows(reader))
    assert text(reader, "No row is wrong")
    assert expected <= bound
    [button] = [each for each in reader.app.button if each.label == "Correct one mistake"]
    assert button.disabled


def test_xor_goes_in_a_circle_and_the_page_says_so() -> None:
    reader = on_page(gate="xor", w1="0", w2="0", threshold="0", eta="1")
    said = text(reader, "It never stops")
    before, again = (int(each) for each in re.search(r"After (\d+) more .* every (\d+) corrections", said).groups())  # type: ignore[union-attr]
    seen = []
    for _ in range(before + 2 * again):
        reader.press("Correct one mistake")
        assert not all(right_rows(reader))
        seen.append(numbers_of(reader))
    assert seen[before : before + again] == seen[before + again :]


def test_what_is_set_by_hand_begins_anew() -> None:
    reader = on_page(gate="xor")
    reader.press("Correct one mistake")
    assert reader.app.query_params["corrected"] == "1"
    set_unit(reader, w1=0.3)
    assert "corrected" not in reader.app.query_params
    assert "turn" not in reader.app.query_params
    reader.press("Begin at 0")
    assert numbers_of(reader) == [0, 0, 0]


def evaluate(formula: str, values: dict[str, float]) -> float:
    """Evaluate a printed sum of w_1, w_2, theta."""
    terms = TERM.findall(formula)
    assert "".join("".join(term) for term in terms) == formula.replace(" ", "") or formula == "0"
    return sum((-1 if sign == "-" else 1) * float(factor or 1) * values[name] for sign, factor, name in terms)


@pytest.mark.parametrize("gate", GATES)
def test_the_inequalities_are_those_of_the_rows(gate: str) -> None:
    reader = on_page(gate=gate)
    rng = np.random.default_rng(1)
    rows = table(reader, "| row | wanted | asks |")
    for row, x, target in zip(rows, GATES[gate].inputs, GATES[gate].targets.ravel(), strict=True):
        asked, turned = row[2], row[3]
        for _ in range(20):
            w1, w2, edge = rng.integers(-3, 4, 3)
            values = {"w_1": w1, "w_2": w2, r"\theta": edge}
            wanted = (w1 * x[0] + w2 * x[1] > edge) == bool(target)
            left, sign = asked.removesuffix(r" \theta").rsplit(" ", 1)
            total = evaluate(left, values)
            assert (total > edge if sign == ">" else total <= edge) == wanted
            left, sign, zero = turned.rsplit(" ", 2)
            assert zero == "0"
            total = evaluate(left, values)
            assert (total > 0 if sign == ">" else total >= 0) == wanted


def test_the_inequalities_of_xor_add_up_to_what_cannot_be() -> None:
    reader = on_page(gate="xor")
    rows = [row[3] for row in table(reader, "| row | wanted | asks |")]
    said = text(reader, "may be added up")
    steps = re.findall(r"row (\d):}\\quad & (.*?)(?: \\\\)?\n", said)
    assert [number for number, _ in steps] == ["1", "2", "3", "4"]
    for at, name in enumerate(("w_1", "w_2", r"\theta")):
        values = {each: float(each == name) for each in ("w_1", "w_2", r"\theta")}
        total, strict = 0.0, False
        for number, shown in steps:
            left, sign, _ = rows[int(number) - 1].rsplit(" ", 2)
            total, strict = total + evaluate(left, values), strict or sign == ">"
            left, sign, _ = shown.rsplit(" ", 2)
            assert evaluate(left, values) == total, at
            assert (sign == ">") is strict
    assert steps[-1][1] == "0 > 0"
    assert "no weights and no threshold do it" in said


@pytest.mark.parametrize("gate", ["and", "nand", "or"])
def test_of_another_gate_a_solution_is_given(gate: str) -> None:
    said = text(on_page(gate=gate), "Yes:")
    found = re.search(r"\$w_1 = (\S+)\$, \$w_2 = (\S+)\$, \$\\theta = (\S+)\$", said)
    assert found
    w1, w2, edge = map(float, found.groups())
    for x, target in zip(GATES[gate].inputs, GATES[gate].targets.ravel(), strict=True):
        assert (w1 * x[0] + w2 * x[1] > edge) == bool(target)


def test_two_layers_of_gates_are_xor() -> None:
    reader = on_page()
    for x1, x2, nand, either, both, xor, mark in table(reader, "| NAND | OR |"):
        first, second = bool(int(x1)), bool(int(x2))
        assert (bool(int(nand)), bool(int(either))) == (not (first and second), first or second)
        assert bool(int(both)) is bool(int(xor)) is (first != second)
        assert MARKS[mark]
    cells = reader.data("cells", chart="What two layers")
    between = (cells["x"] + cells["y"] > 0.4) & (cells["x"] + cells["y"] < 1.4)
    clear = ((cells["x"] + cells["y"] - 0.4).abs() > 1e-9) & ((cells["x"] + cells["y"] - 1.4).abs() > 1e-9)
    assert ((cells["value"] == 1) == between)[clear].all()


@pytest.mark.parametrize(("start", "stage"), [*((start, STAGES) for start in STARTS), (1, 0), (2, 4), (4, 7)])
def test_the_trained_network_is_pytorch_s_and_named_rightly(start: int, stage: int) -> None:
    reader = on_page(from_seed=str(start), trained=str(stage))
    learned = train_xor(start)
    epoch = round(learned.last * stage / STAGES)
    parameters = learned.path[epoch]
    (one, two), (first, second) = (
        [torch.tensor(np.array(each)) for each in found] for found in (parameters.weights, parameters.biases)
    )
    inputs = torch.tensor(GATES["xor"].inputs)
    hidden = torch.sigmoid(inputs @ one.T + first)
    output = torch.sigmoid(hidden @ two.T + second)
    rows = table(reader, r"| $a_1$ | $a_2$ | $\hat{y}$ |")
    for row, a, y in zip(rows, hidden, output, strict=True):
        assert [float(each) for each in row[2:5]] == pytest.approx([*a.tolist(), *y.tolist()], abs=0.0051)
    stuck = any("Stuck after" in each.value for each in reader.app.markdown)
    near = bool((output.ravel() - torch.tensor(GATES["xor"].targets.ravel())).abs().max() < 0.1)
    assert stuck is (stage == STAGES and not near)
    if stage < STAGES:
        [said] = [each.value for each in reader.app.markdown if "epochs, rounded" in each.value]
        assert f"After {epoch} of {learned.last} epochs" in said
        named = re.search(r"\$\\hat{y}\$ is (.*?)(?: of \$x_1\$ and \$x_2\$)?\.\]", said)
        assert named
        assert TABLES[tuple((output.ravel() > 0.5).int().tolist())] == named[1]
    elif near:
        corners = torch.sigmoid(inputs @ two.T + second).ravel() > 0.5
        [said] = [each.value for each in reader.app.markdown if "epochs, rounded" in each.value]
        named = re.search(r"\$\\hat{y}\$ is (.*?)(?: of \$a_1\$ and \$a_2\$)?: together", said)
        assert named
        assert TABLES[tuple(map(int, corners))].replace("x_", "a_") == named[1]
    cells = reader.data("cells", chart="What two trained")
    costs = reader.data("curve", chart="The cost of 2-2-1")
    assert costs["epoch"].max() == epoch
    over = forward(NETWORK, parameters, cells[["x", "y"]].to_numpy()).a[-1].ravel()
    assert cells["value"].to_numpy() == pytest.approx(over, abs=1e-6)


def test_the_training_is_that_of_pytorch() -> None:
    learned, gate = train_xor(2), GATES["xor"]
    start = [*learned.path[0].weights, *learned.path[0].biases]
    one, two, first, second = held = [torch.tensor(np.array(each), requires_grad=True) for each in start]
    inputs, targets = torch.tensor(gate.inputs), torch.tensor(gate.targets)
    costs = dict(learned.curve)
    for epoch in range(learned.last + 1):
        outputs = torch.sigmoid(torch.sigmoid(inputs @ one.T + first) @ two.T + second)
        cost = torch.nn.functional.binary_cross_entropy(outputs, targets)
        assert costs.get(epoch, cost.item()) == pytest.approx(cost.item(), abs=1e-9)
        found = learned.path[epoch]
        for ours, theirs in zip((*found.weights, *found.biases), held, strict=True):
            assert ours == pytest.approx(theirs.detach().numpy(), abs=1e-8)
        gradients = torch.autograd.grad(cost, held)
        with torch.no_grad():
            for each, gradient in zip(held, gradients, strict=True):
                each.sub_(RATE * gradient)


def test_the_trained_network_is_opened_on_the_first_page_with_its_weights() -> None:
    reader = on_page(from_seed="2", trained="6")
    learned = train_xor(2)
    epoch = learned.epoch_at(6)
    reader.press("Open in Layer by layer")
    assert (reader.settings.seed, reader.settings.rate, reader.progress.epoch) == (2, RATE, epoch)
    assert reader.settings.network == NETWORK
    for ours, theirs in zip(reader.progress.parameters.weights, learned.path[epoch].weights, strict=True):
        assert (ours == theirs).all()
    assert reader.progress.costs[0] == pytest.approx(learned.curve[0][1])


def test_some_start_is_stuck_and_others_are_not() -> None:
    assert {train_xor(start).near for start in STARTS} == {True, False}


@pytest.mark.parametrize("between", BETWEEN)
def test_layers_collapse_without_a_function(between: str) -> None:
    reader = on_page(between=between, stack="58")
    said = text(reader, "W_3")
    cells = reader.data("cells", chart="What three")
    if between != "identity":
        bend = re.search(r"up to `(.*?)` away", said)
        assert bend
        line = reader.data("contour", chart="What three")
        points = np.concatenate([line[["x", "y"]], line[["x2", "y2"]]])
        # of no direction is the spread across less than of the one that is said
        angles = np.linspace(0, np.pi, 721)
        across = (points - points.mean(axis=0)) @ np.array([np.cos(angles), np.sin(angles)])
        closest = (across**2).sum(axis=0).argmin()
        assert float(bend[1]) == pytest.approx(np.abs(across[:, closest]).max(), abs=0.006)
        assert float(bend[1]) > 0.1
        return
    matrices = [
        np.array([[float(each) for each in row.split("&")] for row in found.split(r"\\")])
        for found in re.findall(r"\\begin{bmatrix}(.*?)\\end{bmatrix}", said)
    ]
    three, two, one, product, _, _, first, _, second, last, bias = matrices
    assert product == pytest.approx(three @ two @ one, abs=1e-9)
    assert bias == pytest.approx(three @ (two @ first + second) + last, abs=1e-9)
    values = cells["x"] * product[0, 0] + cells["y"] * product[0, 1] + bias[0, 0]
    clear = values.abs() > 0.02
    assert ((cells["value"] == 1) == (values > 0))[clear].all()


CHANGES: dict[str, tuple[Any, ...]] = {
    "gate": ("xor", "or", "nand"),
    "eta": RATES[::-1],
    "stack": SEEDS[1:3],
    "between": ("tanh", "identity"),
    "from_seed": STARTS[3:],
    "trained": (3, 10),
}


def without_buttons(reader: Reader) -> dict[str, object]:
    """Give the screen, without what AppTest still takes for pressed."""
    return {place: what for place, what in reader.screen.items() if not str(what).startswith("('button'")}


def test_after_every_option_of_the_page_its_parts_are_the_page() -> None:
    reader = on_page(gate="and")
    for name, values in CHANGES.items():
        for value in values:
            reader.choose(name, value)
            assert_whole(reader)
    for name in ("w1", "w2", "threshold"):
        set_unit(reader, **{name: -0.4})
        assert_whole(reader)
    for label in ("Correct one mistake", "Begin at 0"):
        reader.press(label)
        in_parts = without_buttons(reader)
        reader.run()
        assert without_buttons(reader) == in_parts


def test_an_address_brings_everything_back_and_nonsense_is_passed_over() -> None:
    reader = on_page(gate="xor", w1="-0.7", w2="0.6", threshold="0.1", eta="0.1", turn="3", corrected="5", stack="36")
    assert numbers_of(reader) == [-0.7, 0.6, 0.1]
    assert "5 corrections so far" in text(reader, "corrections so far")
    reader = on_page(gate="nor", w1="0.25", w2="1e9", threshold="<b>", eta="7", turn="9", corrected="-1", stack="99")
    assert numbers_of(reader) == [0.5, 0.5, 0.2]
    assert text(reader, "Can any line do AND")
    # beyond the ends of the slider, where corrections may lead to
    assert numbers_of(on_page(w1="-19.5")) == [-19.5, 0.5, 0.2]


def test_the_tries_are_true() -> None:
    reader = on_page()
    reader.press("AND by hand")
    assert all(right_rows(reader))
    reader.press("Learn OR")
    assert numbers_of(reader) == [0, 0, 0]
    assert "to go, then every row is right" in text(reader, "to go")
    # made again after a correction, it begins anew
    reader.press("Correct one mistake")
    assert "1 correction so far" in text(reader, "so far")
    reader.press("Learn OR")
    assert not any("so far" in each.value for each in reader.app.markdown)
    assert "turn" not in reader.app.query_params
    reader.press("XOR never stops")
    assert text(reader, "It never stops")
    assert text(reader, "after every correction some row is wrong")
    reader.press("Back")
    assert numbers_of(reader) == [0.5, 0.5, 0.2]
    assert text(reader, "Can any line do AND")


@pytest.mark.parametrize("numbers", [(0.5, 0.5, 0.2), (1.0, -1.0, 0.0), (-0.5, -0.5, -0.7), (2.0, 2.0, -3.0)])
def test_the_checkpoint_is_judged_by_the_unit(numbers: tuple[float, float, float]) -> None:
    w1, w2, edge = numbers
    reader = on_page(w1=str(w1), w2=str(w2), threshold=str(edge))
    answers = ("none", "one", "two", "three", "all")
    above = sum(w1 * x[0] + w2 * x[1] > edge + 0.5 + 1e-9 for x in GATES["and"].inputs)
    [control] = [each for each in reader.app.segmented_control if (each.key or "").startswith("answer-")]
    control.set_value(answers[above]).run()
    reader.no_exception()
    assert text(reader, "Yes.]")
