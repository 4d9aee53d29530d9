"""The page "Optimisers": its ways and steps beside PyTorch's, its sentences, its switches, its tries."""

import json
import re
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from dashboard.components import optimiser_panel
from dashboard.lab.descent import Course, Plan, descend, usual_rate
from dashboard.lab.optimiser_step import PrintedStep, print_step
from dashboard.lab.surfaces import FORMULAS, formula_surface
from dashboard.lab.words import OPTIMISERS
from dashboard.state.optimisers import METHODS, OPTIONS, RATES
from derivations import loss
from derivations.models.optimisers import USUAL, Conventions
from tests.dashboard.lab import test_descent as ways
from tests.dashboard.reader import Reader, number, opened
from tests.dashboard.state.test_redrawing import assert_whole
from tests.numeric.torch_runs import THEIRS

PAGE = "app_pages/optimisers.py"
ALL = ",".join(METHODS)
DEFAULTS = {"momentum": 0.9, "decay": 0.99, "beta1": 0.9, "beta2": 0.999, "weight_decay": 0.1}


def on_page(**query: str) -> Reader:
    return opened(page=PAGE, **query)


def text(reader: Reader, part: str) -> str:
    [found] = [each.value for each in reader.app.markdown if part in each.value]
    return str(found)


def rows(reader: Reader, part: str) -> list[list[str]]:
    lines = [line for line in text(reader, part).split("\n") if line.startswith("|")]
    return [[cell.strip(" $`*").replace("−", "-") for cell in line[1:-1].split("|")] for line in lines[2:]]


def told(said: str) -> list[float]:
    """Read how far a step goes along x, along y, and in all."""
    found = re.findall(r"[`$](.*?)[`$]", said.partition("goes")[2])[:3]
    return [number(each.replace("−", "-")) for each in found]


def plan(method: str, surface: str = "ravine", conventions: Conventions = USUAL, **more: Any) -> Plan:
    """Write down what the page has for a method at first."""
    epsilon = 1e-10 if method == "adagrad" else 1e-8
    return ways.plan(method, surface, conventions, {**DEFAULTS, "epsilon": epsilon}, **more)


@pytest.mark.parametrize("surface", FORMULAS)
def test_every_way_ends_where_pytorchs_does(surface: str, torch: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "STEPS", 50)
    reader, place = on_page(surface=surface, compared=ALL, at_step="7"), formula_surface(surface)
    drawn = reader.data("ways")
    table = {row[0]: row for row in rows(reader, "| method |")}
    ends = {}
    for method in METHODS:
        points = ways.theirs(torch, plan(method, surface), place)
        name = OPTIMISERS[method]
        found = drawn[drawn["run"] == name][["x", "y"]].to_numpy()
        np.testing.assert_allclose(found, points, rtol=1e-7, atol=1e-9)
        _, rate, now, end, last = table[name]
        assert number(rate) == usual_rate(surface, method)
        assert number(now) == pytest.approx(place.cost(*points[7]), rel=1e-3)
        assert number(end) == pytest.approx(place.cost(*points[50]), rel=1e-3, abs=1e-12)
        if place.least:
            ends[name] = float(np.hypot(*(points[-1] - place.least)))
            assert number(last) == pytest.approx(ends[name], rel=1e-3, abs=1e-9)
        else:
            ends[name] = place.cost(*points[-1])
            assert number(last) == pytest.approx(np.linalg.norm(np.diff(points, axis=0), axis=1).max(), rel=1e-3)
    # nearest first, and the sentence says who it is
    assert list(table) == sorted(ends, key=lambda name: ends[name])
    assert f"**{next(iter(table))}**" in text(reader, "each with its own rate")
    marks = reader.data("now").set_index("run")
    assert set(marks.index) == set(table)


@pytest.mark.parametrize("method", METHODS)
def test_the_step_that_is_shown_is_pytorchs(method: str, torch: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "STEPS", 10)
    points = ways.theirs(torch, plan(method), formula_surface("ravine"))
    for step in (1, 4):
        reader = on_page(method=method, at_step=str(step), along="y")
        said = text(reader, "goes (")
        row = rows(reader, "$ before | after |")[0]
        assert [number(each) for each in row[1:]] == pytest.approx(points[step - 1 : step + 1].T.ravel(), rel=1e-3)
        last = re.findall(r"\\mathbf\{(.*)\}\n\$\$", said)[-1]
        assert number(last) == pytest.approx(points[step, 1], rel=1e-3)
        moved = points[step] - points[step - 1]
        dx, dy, size = told(said)
        assert [dx, dy, size] == pytest.approx([*moved, np.hypot(*moved)], rel=1e-3)
        gradient = points[step - 1] * [1, 20]
        cosine = -moved @ gradient / np.hypot(*moved) / np.hypot(*gradient)
        turned = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
        if turned < 0.5:
            assert "straight downhill, against the gradient" in said
        else:
            assert f"{turned:.0f}° off straight downhill" in said
        assert ":green[:material/check:]" in said


def test_a_step_that_the_equations_do_not_give_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    right = print_step

    def wrong(surface: Any, course: Course, step: int, coordinate: int) -> PrintedStep:
        moved = course.points.copy()
        moved[step] += 1e-6
        return right(surface, Course(**{**vars_of(course), "points": moved}), step, coordinate)

    reader = on_page()
    monkeypatch.setattr(optimiser_panel, "print_step", wrong)
    reader.run()
    assert "has made another step than these equations" in text(reader, "goes (")


def vars_of(course: Course) -> dict[str, Any]:
    return {name: getattr(course, name) for name in Course.__dataclass_fields__}


VANISHING = (
    {"rate_sgd": "0.9", "steps": "200", "at_step": "199"},
    {"rate_sgd": "0.99", "at_step": "100", "steps": "100"},
)


@pytest.mark.parametrize("address", VANISHING, ids=str)
def test_a_step_may_be_so_small_that_its_square_is_0(address: dict[str, str]) -> None:
    said = text(on_page(surface="bowl", method="sgd", **address), "goes (")
    assert "straight downhill, against the gradient" in said
    _, dy, size = told(said)
    assert 0 < abs(dy) < size < 1e-150


def test_numbers_in_sentences_have_one_minus_and_powers_of_ten() -> None:
    said = text(on_page(surface="bowl", method="adam", from_x="0.2"), "goes (")
    assert "goes (`−0.2`, `−0.2`): `0.2828` far" in said
    reader = on_page(method="sgd", rate_sgd="1e-9")
    assert r"$\eta = 2 \cdot 10^{-9}$" in text(reader, "With twice the rate")
    assert rows(reader, "| method |")[-1][1] == r"10^{-9}"
    assert "farther than $10^{6}$ from 0" in text(on_page(method="sgd", rate_sgd="0.2"), "from 0, or where")
    assert not [each for each in reader.app.markdown if re.search(r"\de-\d", each.value)]


def test_the_keys_go_from_step_to_step_and_stop_at_the_ends() -> None:
    reader = on_page(steps="20", at_step="19")
    reader.press("Next step")
    assert reader.app.query_params["at_step"] == "20"
    buttons = {button.label: button.disabled for button in reader.app.button}
    assert (buttons["Next step"], buttons["Previous"]) == (True, False)
    reader.press("Previous")
    assert "Step 19 of momentum" in text(reader, "goes (")


def test_a_click_into_the_map_moves_the_start() -> None:
    reader = on_page(at_step="9")
    reader.click("surface", cell_click=[{"cell": 41 * 30 + 11}])
    assert (reader.app.query_params["from_x"], reader.app.query_params["from_y"]) == ("-2", "1")
    assert reader.data("places").iloc[0].tolist() == ["start", -2.0, 1.0]
    assert "Step 1 of" in text(reader, "goes (")
    assert_whole(reader)
    reader.choose("surface", "bowl")
    assert "from_x" not in reader.app.query_params


def test_the_surface_of_the_network_is_its_cost_over_two_parameters() -> None:
    reader = on_page(
        surface="network", over_x="2-1-0", over_y="1-2-1", method="sgd", hidden="3", functions="tanh,sigmoid"
    )
    settings, parameters = reader.settings, reader.progress.parameters
    assert "x$ is b₁, layer 2, $y$ is w₂₁, layer 1" in text(reader, "goes (")
    start = reader.data("places").iloc[0].tolist()
    assert start[1:] == [parameters.biases[1][0], parameters.weights[0][1, 0]]
    cells = reader.data("cells").iloc[777]
    moved = parameters.with_bias(2, 1, cells["x"]).with_weight(1, 2, 1, cells["y"])
    samples = settings.samples
    found = loss(settings.network, moved, samples.inputs, samples.targets, settings.convention)
    assert cells["cost"] == pytest.approx(found, rel=1e-12)
    assert_whole(reader)
    # one parameter is not both
    assert "x$ is b₁, layer 2, $y$ is w₁₁, layer 1" in text(
        on_page(surface="network", over_x="2-1-0", over_y="2-1-0"), "goes ("
    )
    # what is not there is not chosen
    assert "x$ is w₁₁, layer 1" in text(on_page(surface="network", over_x="9-9-9"), "goes (")


SWITCHES = [
    ("momentum", "velocity", "scaled", r"\eta g_t + \mu v_{t-1}"),
    ("momentum", "velocity", "dampened", r"\begin{cases}"),
    ("nesterov", "velocity", "scaled", r"\eta g_t + \mu v_{t-1}"),
    ("rmsprop", "epsilon_at", "inside", r"\sqrt{s_t + \epsilon}"),
    ("adam", "epsilon_at", "uncorrected", r"\hat{\eta}_t"),
    ("adam", "bias_correction", False, r"\frac{\eta m_t}{\sqrt{v_t} + \epsilon}"),
    ("sgd", "decay_at", "gradient", r"\bar{g}_t"),
    ("adamw", "adamw_at", "weights", r"x_{t-1} - \lambda x_{t-1}"),
]


@pytest.mark.parametrize(("method", "word", "value", "written"), SWITCHES, ids=str)
def test_a_convention_changes_the_equations_and_the_way(method: str, word: str, value: Any, written: str) -> None:
    reader = on_page(method=method, at_step="3", epsilon="0.1")
    assert "These are PyTorch's conventions" in text(reader, "PyTorch's conventions")
    before = text(reader, "goes (")
    reader.choose(word, value)
    after = text(reader, "goes (")
    assert written in after.replace(r"\allowbreak ", "").replace(r"\nobreak ", "")
    assert written not in before.replace(r"\allowbreak ", "").replace(r"\nobreak ", "")
    assert ":green[:material/check:]" in after
    option = (method, word, value) in PYTORCHS
    said = text(reader, "PyTorch has this too, as an option. " if option else "PyTorch's conventions")
    if word == "velocity" and value == "scaled":
        # the rate stays: nothing but rounding
        assert "come to the same" in said
        reader.choose("schedule", "exponential_decay")
        said = text(reader, "dotted in the map")
    chosen = {"decay_at" if word == "adamw_at" else word: value}
    if not (word == "velocity" and value == "scaled"):
        changed = plan(method, conventions=Conventions(**chosen))
        small = tuple((each, 0.1 if each == "epsilon" else given) for each, given in changed.numbers)
        usual = tuple((each, 0.1 if each == "epsilon" else given) for each, given in plan(method).numbers)
        start = formula_surface("ravine").start
        one = descend(formula_surface("ravine"), Plan(method, small, changed.conventions), start, 50)
        other = descend(formula_surface("ravine"), Plan(method, usual), start, 50)
        [apart] = re.findall(r"by up to [`$](.*?)[`$]", said)
        assert number(apart) == pytest.approx(np.abs(one.points - other.points).max(), rel=1e-3)
        drawn = reader.data("ways").groupby("run")[["x", "y"]]
        words = "by default" if option else "PyTorch's"
        np.testing.assert_allclose(drawn.get_group(f"{OPTIMISERS[method]}, {words}"), other.points)
        np.testing.assert_allclose(drawn.get_group(OPTIMISERS[method]), one.points)
    assert "its path is another one" in said
    assert_whole(reader)


# conventions that PyTorch has as an option, and how it is set there
PYTORCHS: dict[tuple[str, str, Any], dict[str, Any]] = {
    ("momentum", "velocity", "dampened"): {"dampening": 0.9},
    ("sgd", "decay_at", "gradient"): {"weight_decay": 1.0},
    ("nesterov", "decay_at", "gradient"): {"weight_decay": 1.0},
    ("rmsprop", "decay_at", "gradient"): {"weight_decay": 1.0},
    ("adam", "decay_at", "gradient"): {"weight_decay": 1.0},
    ("adam", "decay_at", "step"): {"weight_decay": 1.0, "kind": "AdamW"},
    ("adamw", "adamw_at", "gradient"): {"weight_decay": 1.0, "kind": "Adam"},
    ("adagrad", "accumulated", 100.0): {"initial_accumulator_value": 100.0},
}
OWN = [
    ("adam", "decay_at", "weights"),
    ("adamw", "adamw_at", "weights"),
    ("momentum", "decay_at", "step"),
    ("rmsprop", "decay_at", "weights"),
    ("momentum", "velocity", "averaged"),
    ("adagrad", "epsilon_at", "inside"),
]


@pytest.mark.parametrize("which", PYTORCHS, ids=str)
def test_what_is_said_to_be_pytorchs_is(
    which: tuple[str, str, Any], torch: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    method, word, value = which
    options = dict(PYTORCHS[which])
    kind = options.pop("kind", None)
    if kind:
        monkeypatch.setitem(THEIRS, method, (kind, THEIRS[method][1]))
    monkeypatch.setattr(ways, "STEPS", 50)
    reader = on_page(method=method, surface="rosenbrock", decay="1", **{word: str(value)})
    assert text(reader, "PyTorch has this too, as an option.")
    drawn = reader.data("ways")
    decay = {} if word in ("velocity", "accumulated") else {"decay_at": value}
    ours = plan(method, "rosenbrock", Conventions(**decay))
    points = ways.theirs(torch, ours, formula_surface("rosenbrock"), **options)
    found = drawn[drawn["run"] == OPTIMISERS[method]][["x", "y"]].to_numpy()
    np.testing.assert_allclose(found, points, rtol=1e-7, atol=1e-9)
    defaults = drawn[drawn["run"] == f"{OPTIMISERS[method]}, by default"][["x", "y"]].to_numpy()
    assert np.abs(defaults - points).max() > 1e-3


@pytest.mark.parametrize(("method", "word", "value"), OWN)
def test_what_pytorch_has_not_is_said_to_be_another_path(method: str, word: str, value: str) -> None:
    reader = on_page(method=method, surface="rosenbrock", decay="1", epsilon="0.01", **{word: value})
    said = text(reader, "With PyTorch's conventions")
    assert "option" not in said.partition("its path")[0]
    # weight decay stays, as PyTorch has it
    drawn = reader.data("ways").groupby("run")[["x", "y"]].get_group(f"{OPTIMISERS[method]}, PyTorch's")
    place = "step" if method == "adamw" else "gradient" if word == "decay_at" else ""
    kept = plan(method, "rosenbrock", Conventions(decay_at=place))
    more = {"weight_decay": 1.0, "epsilon": 0.01}
    kept = Plan(method, tuple((each, more.get(each, given)) for each, given in kept.numbers), kept.conventions)
    surface = formula_surface("rosenbrock")
    np.testing.assert_allclose(drawn, descend(surface, kept, surface.start, 50).points)


def test_decay_of_plain_descent_in_its_step_is_the_same() -> None:
    assert text(
        on_page(method="sgd", decay_at="step"), "On this path PyTorch's conventions come to the same, to 6 digits"
    )


def test_what_is_nearer_than_the_digits_that_are_told_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    # L2 makes all gradients of x larger by one factor, which Adam divides out, but for epsilon
    address = {"method": "adam", "decay_at": "gradient", "decay": "1"}
    assert text(on_page(**address), "PyTorch's defaults come to the same, to 6 digits")
    drawn = on_page(**address).data("ways").groupby("run")[["x", "y"]]
    apart = np.abs(drawn.get_group("Adam").to_numpy() - drawn.get_group("Adam, by default").to_numpy()).max()
    assert 1e-9 < apart < 3e-6
    assert text(on_page(**{**address, "epsilon": "1e-4"}), "its path is another one")


def test_sources_are_those_of_the_conventions() -> None:
    assert "but without its bias correction" in literal_of(on_page(method="adam", bias_correction="no"))
    assert "Keras" in literal_of(on_page(method="adagrad", accumulated="0.1"))
    assert "Keras" not in literal_of(on_page(method="adagrad"))
    averaged = literal_of(on_page(method="momentum", velocity="averaged"))
    assert "but a moving average of gradients in the place of Polyak's sum" in averaged


def literal_of(reader: Reader) -> str:
    """Return the sources below the conventions, without the backslashes of Markdown."""
    said = (each.value for each in reader.app.markdown if "PyTorch" in each.value)
    [found] = [each for each in said if "\n\n:small[:gray[" in each]
    return str(found).rpartition(":small[:gray[")[2].replace("\\", "")


def test_what_is_said_of_a_convention_is_true() -> None:
    place = formula_surface("ravine")
    said = text(on_page(method="momentum", velocity="averaged", schedule="cosine"), "PyTorch's momentum with")
    [rate] = map(float, re.findall(r"= `(.*?)` for the rate", said))
    cosine: Any = {"schedule": "cosine", "schedule_numbers": (("steps", 50), ("floor", 0.0))}
    one = descend(place, plan("momentum", conventions=Conventions(velocity="averaged"), **cosine), place.start, 50)
    other = Plan("momentum", (("learning_rate", rate), ("momentum", 0.9)), **cosine)
    np.testing.assert_allclose(one.points, descend(place, other, place.start, 50).points, rtol=1e-9)
    # where every gradient is 1, m is the sum of its weights
    sums, m = [], 0.0
    for step in range(1, 11):
        m = 0.8 * m + 0.2
        sums += [f"`{m:.4g}`"] if step in (1, 3, 10) else []
    for corrected in ("yes", "no"):
        reader = on_page(method="adam", beta1="0.8", bias_correction=corrected)
        assert f"add up to {', '.join(sums)}: " in text(reader, "add up to")
    assert "= `0.1` beside it" in text(
        on_page(method="adagrad", epsilon="0.01", epsilon_at="inside"), "inside the root"
    )


def test_every_letter_of_the_schedule_is_named_with_its_number() -> None:
    address = {"method": "adamw", "schedule": "warmup_cosine", "epsilon_at": "uncorrected"}
    said = text(on_page(**address, at_step="7"), "goes (")
    assert r"$w = 10$ steps of warm-up, $\alpha = 0.1$ of $\eta$ at first; it is so while $\tau < w$." in said
    assert "cases" not in said
    said = text(on_page(**address, at_step="20"), "goes (")
    assert r"$T = 50$ steps in all, $\phi = 0$ of $\eta$ at last; it is so while $w \le \tau < T$." in said


def test_what_is_set_for_others_too_is_said() -> None:
    reader = on_page(method="adam", compared="rmsprop")
    said = text(reader, "What is set of Adam")
    assert said.endswith(r"all but $\eta$ holds for the others too, wherever they have it")
    before = reader.data("ways").groupby("run")[["x", "y"]].get_group("RMSProp").to_numpy()
    reader.choose("decay_at", "step")
    assert np.abs(reader.data("ways").groupby("run")[["x", "y"]].get_group("RMSProp").to_numpy() - before).max() > 1e-3


def test_schedule_and_clipping_are_drawn_as_they_act() -> None:
    reader = on_page(method="sgd", schedule="cosine", clipping="clip_by_norm", limit="5")
    rates = next(each for each in reader.frames("runs") if set(each["run"]) == {"η of plain GD"})
    wanted = [0.09 * (1 + np.cos(np.pi * step / 50)) / 2 for step in range(50)]
    np.testing.assert_allclose(rates["cost"], wanted)
    lengths = next(each for each in reader.frames("runs") if set(each["run"]) == {"as it is", "clipped"})
    whole, cut = (lengths[lengths["run"] == name]["cost"].to_numpy() for name in ("as it is", "clipped"))
    assert whole.max() > 5
    np.testing.assert_allclose(cut, np.where(whole > 5 - 1e-6, 5 * whole / (whole + 1e-6), whole))
    [count] = re.findall(r"(\d+) are clipped", text(reader, "are clipped"))
    assert int(count) == (whole + 1e-6 > 5).sum()


def test_costs_and_step_sizes_stand_at_their_steps() -> None:
    reader, place = on_page(compared="adam", method="sgd", at_step="6"), formula_surface("ravine")
    frames = [each for each in reader.frames("runs") if set(each["run"]) == {"plain GD", "Adam"}]
    assert len(frames) == 2
    for method in ("sgd", "adam"):
        course = descend(place, plan(method), place.start, 50)
        costs, sizes = (each[each["run"] == OPTIMISERS[method]].set_index("epoch")["cost"] for each in frames)
        np.testing.assert_allclose(costs.loc[range(51)], course.costs)
        assert np.isnan(sizes.loc[0])
        np.testing.assert_allclose(sizes.loc[range(1, 51)], course.sizes)
    assert [each["epoch"].tolist() for each in reader.frames("marked")] == [[6], [6]]


def test_what_stops_is_said_to() -> None:
    reader = on_page(method="sgd", rate_sgd="0.2", compared="adam")
    [gone] = [row for row in rows(reader, "| method |") if row[0] == "plain GD"]
    course = descend(formula_surface("ravine"), Plan("sgd", (("learning_rate", 0.2),)), (-3.0, 1.5), 50)
    assert course.stopped
    assert gone[3] == f"stops at step {course.steps}"
    assert rows(reader, "| method |")[-1] == gone
    assert "A method stops where it has diverged" in text(reader, "each with its own rate")


def test_a_method_that_stopped_has_no_cost_after_a_later_step() -> None:
    reader = on_page(surface="bowl", method="adam", rate_sgd="3", compared="sgd", at_step="40")
    [stopped] = [row for row in rows(reader, "| method |") if row[0] == "plain GD"]
    assert stopped[2:] == ["–", "stops at step 19", "–"]
    reader = on_page(surface="bowl", method="adam", rate_sgd="3", compared="sgd", at_step="19")
    [stopped] = [row for row in rows(reader, "| method |") if row[0] == "plain GD"]
    assert number(stopped[2]) > 1e11


def test_the_lowest_on_the_saddle_is_of_those_that_make_all_steps() -> None:
    reader = on_page(surface="saddle", steps="200", compared="sgd,momentum,adam")
    assert "Lowest of those that make all steps, each with its own rate: **Adam**" in text(reader, "its own rate")
    assert "Lowest after 50 steps, each with its own rate" in text(on_page(surface="saddle"), "its own rate")
    # what falls for ever does not press the others flat
    [chart] = [spec for spec in specs(reader) if "cost C" in json.dumps(spec)]
    low, high = find_domain(chart)
    assert -10 < low < 0 < high < 10
    [chart] = [spec for spec in specs(on_page(surface="saddle", from_y="100")) if "cost C" in json.dumps(spec)]
    assert find_domain(chart)[0] < formula_surface("saddle").cost(-2.0, 100.0)


def specs(reader: Reader) -> list[dict[str, Any]]:
    return [json.loads(each.proto.spec) for each in reader.app.get("vega_lite_chart")]


def find_domain(spec: dict[str, Any]) -> tuple[float, float]:
    [domain] = {tuple(each["encoding"]["y"]["scale"]["domain"]) for each in spec["layer"] if "y" in each["encoding"]}
    return domain


def test_all_that_share_the_lowest_number_are_named() -> None:
    said = text(on_page(surface="saddle", from_x="0", from_y="0"), "each with its own rate")
    assert "**plain GD**, **momentum**, **RMSProp**, **Adam**, `0`." in said


@pytest.mark.parametrize("decay", ["5", "2"])
def test_where_both_conventions_stop_it_is_said_of_both(decay: str) -> None:
    place = formula_surface("ravine")
    reader = on_page(method="sgd", rate_sgd="0.2", decay_at="gradient", decay=decay)
    numbers = (("learning_rate", 0.2), ("weight_decay", float(decay)))
    ours = descend(place, Plan("sgd", numbers, Conventions(decay_at="gradient")), place.start, 50)
    theirs = descend(place, Plan("sgd", numbers[:1]), place.start, 50)
    assert ours.stopped
    assert theirs.stopped
    said = text(reader, "PyTorch's defaults")
    assert f"it stops after {theirs.steps} steps, with these it stops after {ours.steps} steps." in said


def test_where_only_one_convention_stops_both_counts_of_steps_are_said() -> None:
    place = formula_surface("ravine")
    gone = descend(place, Plan("momentum", (("learning_rate", 0.3), ("momentum", 0.9))), place.start, 50)
    assert gone.stopped
    said = text(on_page(method="momentum", rate_momentum="0.3", velocity="averaged"), "makes all")
    assert f"With PyTorch's conventions it stops after {gone.steps} steps, with these it makes all 50 steps." in said


ALL_STOP = {f"rate_{method}": "1000" for method in METHODS}
EXTREMES: list[dict[str, str]] = [
    {**ALL_STOP, "surface": "rosenbrock", "method": "sgd", "schedule": "step_decay", "every": "1", "gamma": "0.01"},
    {**ALL_STOP, "surface": "network", "method": "rmsprop", "rho": "0", "clipping": "clip_by_norm", "limit": "1e-6"},
    {"surface": "network", "formula": "log(z)", "functions": "own,sigmoid", "method": "adamw", "decay": "10"},
    {"surface": "bowl", "from_x": "0", "from_y": "0", "method": "adam", "beta1": "0", "bias_correction": "no"},
    {"surface": "saddle", "from_x": "1000", "method": "nesterov", "mu": "0.999", "steps": "200", "at_step": "200"},
]


@pytest.mark.parametrize("address", EXTREMES, ids=str)
def test_no_number_breaks_the_page_or_parts_equations_and_optimiser(address: dict[str, str]) -> None:
    reader = on_page(compared=ALL, **address)
    assert not reader.errors
    assert not [each for each in reader.app.markdown if "has made another step" in each.value]
    assert_whole(reader)


def test_the_tries_are_true() -> None:
    reader = on_page(mu="0.5", schedule="cosine")
    reader.press("Zigzag in a ravine")
    assert "plain GD in 50 of 50" in text(reader, "Steps across the floor")
    [crossings] = re.findall(r"momentum in (\d+) of 50", text(reader, "Steps across the floor"))
    assert int(crossings) < 50
    reader.press("Adam's first step")
    position, gradient, *_ = rows(reader, "$ before | after |")
    assert [number(gradient[at]) for at in (1, 3)] == [-3, 30]
    for at in (1, 3):
        assert abs(number(position[at + 1]) - number(position[at])) == pytest.approx(0.2, abs=1e-6)
    reader.press("L2 in Adam is not AdamW")
    assert r"\bar{g}_t" in text(reader, "goes (")
    l2, beside = (row for row in sorted(rows(reader, "| method |")))
    assert (l2[0], beside[0]) == ("Adam", "AdamW")
    assert abs(float(l2[4]) - float(beside[4])) > 0.1
    # nor does L2 go where Adam goes without
    assert "its path is another one" in text(reader, "dotted in the map")
    ends = reader.data("ways").groupby("run")[["x", "y"]].last()
    assert np.abs(ends.loc["Adam"] - ends.loc["Adam, by default"]).max() > 0.1


RATES_TRIED = [("ravine", "sgd", 0.06), ("ravine", "sgd", 0.03), ("bowl", "sgd", 0.5), ("bowl", "adam", 0.01)]


@pytest.mark.parametrize(("surface", "method", "rate"), RATES_TRIED)
def test_the_checkpoint_is_judged_by_what_runs(surface: str, method: str, rate: float) -> None:
    reader = on_page(surface=surface, method=method, **{f"rate_{method}": str(rate)})
    place = formula_surface(surface)
    numbers = dict(plan(method).numbers)
    ends = [
        descend(place, Plan(method, tuple({**numbers, "learning_rate": each}.items())), place.start, 50)
        for each in (rate, 2 * rate)
    ]
    before, after = (course.costs[-1] for course in ends)
    right = (
        "it stops early" if ends[1].stopped else "lower" if after < before else "higher" if after > before else "equal"
    )
    control = answers(reader)
    control.set_value(right).run()
    reader.no_exception()
    assert "Yes.]" in text(reader, "with twice the rate")
    wrong = next(each for each in ("lower", "higher", "equal", "it stops early") if each != right)
    answers(reader).set_value(wrong).run()
    assert text(reader, "Look again.]")


def answers(reader: Reader) -> Any:
    [control] = [each for each in reader.app.segmented_control if (each.key or "").startswith("answer-")]
    return control


def test_a_number_that_is_none_gets_a_sentence_and_loses_nothing() -> None:
    reader = on_page(method="momentum")
    reader.choose("mu", 2.0)
    assert reader.errors == ["mu: 2.0; expected a number from 0 to 0.999"]
    assert "0.9000" in text(reader, "goes (")
    reader.choose("mu", 0.5)
    assert not reader.errors
    assert "0.5000 \\cdot 0" in text(reader, "goes (")


CHANGES: dict[str, tuple[Any, ...]] = {
    "surface": ("saddle", "network", "rosenbrock"),
    "method": METHODS,
    "steps": (20, 100),
    "along": ("y",),
    "schedule": ("step_decay", "warmup_cosine", "exponential_decay", "constant"),
    "clipping": ("clip_by_value", "clip_by_norm", ""),
    "compared": (["sgd", "adamw"], []),
}


def test_after_every_option_of_the_page_its_parts_are_the_page() -> None:
    reader = on_page()
    for name, values in CHANGES.items():
        for value in values:
            if name == "compared":
                [pills] = [each for each in reader.app.pills if (each.key or "").startswith("control-compared")]
                pills.set_value(value).run()
                reader.no_exception()
            else:
                reader.choose(name, value)
            assert_whole(reader)


def test_an_address_brings_everything_back_and_nonsense_is_passed_over() -> None:
    given = {"surface": "bowl", "method": "adam", "rate_adam": "0.3", "beta1": "0.8", "epsilon": "0.01", "at_step": "3"}
    reader = on_page(**given, compared="sgd", from_x="2", clipping="clip_by_value", limit="0.5")
    said = text(reader, "goes (")
    assert "Step 3 of Adam" in said
    assert "0.8000" in said
    assert reader.data("places").iloc[0].tolist() == ["start", 2.0, 2.0]
    assert set(reader.data("ways")["run"]) == {"plain GD", "Adam"}
    nonsense = dict.fromkeys((option.name for option in OPTIONS), "__import__('os')")
    reader = on_page(**nonsense)
    assert "Step 1 of momentum" in text(reader, "goes (")
    assert not reader.errors
    assert {each.name for each in RATES.values()} <= set(nonsense)
