"""What a notebook and a console show: mathematics, tables, and one short line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from sympy import Symbol, symbols

import derivations as d
from derivations.display import Line, Result
from derivations.errors import RuleError, TranslationError
from derivations.notebook import MOST_ROWS
from derivations.rendering.lines import print_result
from derivations.views.program import ArrayProgram
from tests.test_copying import things

# A console line is one that is read, not scrolled through.
LONGEST = 300
# What a call gives that no record of this library stands in: numbers, arrays, words.
PLAIN = (int, float, str, np.ndarray, type(None))


def shown(thing: Any) -> str:
    """Return what a notebook shows of a thing: its Markdown or LaTeX."""
    for method in ("_repr_markdown_", "_repr_latex_"):
        if hasattr(thing, method):
            return str(getattr(thing, method)())
    raise AssertionError(f"{type(thing).__name__} shows nothing")


def is_plain(thing: Any) -> bool:
    """Tell whether nothing in a thing is a record of this library."""
    if isinstance(thing, dict):
        return all(map(is_plain, thing.values()))
    return all(map(is_plain, thing)) if type(thing) in (tuple, list) else isinstance(thing, PLAIN)


def balanced(text: str) -> bool:
    """Tell whether dollars, braces and environments close."""
    return (
        text.count("$") % 2 == 0
        and text.count("{") == text.count("}")
        and sorted(re.findall(r"\\begin{(\w+)}", text)) == sorted(re.findall(r"\\end{(\w+)}", text))
    )


def test_every_public_object_is_typeset() -> None:
    for name, thing in things().items():
        each = thing[0] if name == "events" else thing
        assert balanced(shown(each)), name
        assert shown(each).strip(), name


def given() -> dict[str, Any]:
    """Return, for every name of the face, one of its kind if it is a class, and else what calling it gives."""
    made = things()
    network, data = d.Network((2, 2, 1), "tanh", "mse"), d.xor()
    parameters, derivation = made["parameters"], made["derivation"]
    scalar = d.derive(d.graph("(x + y)*x"))
    training = (network, parameters, data.inputs, data.targets)
    rng = np.random.default_rng(0)
    trained = d.train(*training, epochs=2)
    return {
        "Activation": made["activation"],
        "CheckReport": made["report"],
        "Convention": made["convention"],
        "DataSet": data,
        "Derivation": derivation,
        "Epoch": made["epoch"],
        "Equation": made["equation"],
        "Forward": made["forward"],
        "Gradients": made["gradients"],
        "KINKS": d.KINKS,
        "Kink": d.KINKS["relu"][0],
        "Line": made["line"],
        "LineCheck": made["report"].rows[0],
        "LocalProcesses": d.LocalProcesses(1),
        "Loss": made["loss"],
        "MatchReport": made["match"],
        "MatchRow": made["match"].rows[0],
        "Model": made["model"],
        "Network": network,
        "Optimiser": made["adam"],
        "Parameters": parameters,
        "Program": made["program"],
        "Progress": made["progress"],
        "Result": made["result"],
        "Settings": d.Settings(),
        "Split": made["split"],
        "Statistics": d.Statistics((np.zeros(2),), (np.ones(2),)),
        "Trial": made["trial"],
        "Variable": made["variable"],
        "accuracy": d.accuracy(data.targets, data.targets),
        **{name: getattr(d, name)() for name in ("adagrad", "adam", "adamw", "momentum", "nesterov", "rmsprop", "sgd")},
        **{name: getattr(d, name)() for name in ("and_gate", "iris", "nand_gate", "not_gate", "or_gate", "xor")},
        **{name: getattr(d, name)(rng) for name in ("blobs", "circles", "moons", "noisy_sine", "spirals")},
        "assumptions": d.assumptions(derivation.model),
        "backward": d.backward(*training),
        "batch_statistics": d.batch_statistics(*_normalised(), data.inputs),
        "check_paths": d.check_paths(made["paths"]),
        "clip_by_norm": d.clip_by_norm(d.sgd(), 1),
        "clip_by_value": d.clip_by_value(d.sgd(), 1),
        "columns": d.columns([made["trial"]]),
        "decay_weights": d.decay_weights(d.sgd(), 0.1),
        "derive": derivation,
        "difference_quotient": d.difference_quotient(*training),
        "draw_masks": d.draw_masks(d.Network((2, 3, 1), dropout=0.5), 2, rng),
        "elu": d.elu(0.5),
        "forward": d.forward(network, parameters, data.inputs),
        "four_equations": d.four_equations(derivation, 1),
        "from_table": d.from_table({"x": [1, 2], "y": [0, 1]}, target="y"),
        "gradients_of": d.gradients_of(d.graph_events(d.graph_view(scalar), {"x": 1.0, "y": 2.0})),
        "graph": d.graph("x*y"),
        "graph_events": d.graph_events(d.graph_view(scalar), {"x": 1.0, "y": 2.0}),
        "graph_view": d.graph_view(scalar),
        "grid": d.grid({"hidden": [(2,), (3,)]}),
        "huber": d.huber(2),
        "initialise": d.initialise(network, rng),
        "leaky_relu": d.leaky_relu(0.2),
        "local_derivatives": d.local_derivatives(scalar),
        "log_uniform": d.log_uniform(0.1, 1),
        "loss": d.loss(*training),
        "match": d.match(*training),
        "one_hot": d.one_hot(["cat", "dog"]),
        "path_values": d.path_values(made["paths"], lambda name, places: 1.0),
        "paths": made["paths"],
        "per_sample": d.per_sample(derivation.model),
        "rank_trials": d.rank_trials([made["trial"]]),
        "read_csv": d.read_csv("x,y\n1,2\n3,4", target="y"),
        "same_gradient": d.same_gradient(scalar, scalar),
        "sample_settings": d.sample_settings(rng, 2, {"learning_rate": d.uniform(0.1, 1)}),
        "search": d.search(d.split(d.moons(rng, samples=20), rng), [d.Settings(epochs=1)], seed=0, executor=_Here()),
        "split": d.split(d.moons(rng), rng),
        "standardiser": d.standardiser(data.inputs),
        "stop_early": d.stop_early(trained, lambda each: each.loss, patience=1),
        "train": d.train(*training, epochs=1),
        "uniform": d.uniform(0, 1),
        "whole_uniform": d.whole_uniform(0, 1),
        "wrong_products": made["wrong products"],
    }


def _normalised() -> tuple[d.Network, d.Parameters]:
    network = d.Network((2, 2, 1), batch_norm=True)
    return network, d.initialise(network, np.random.default_rng(0))


class _Here(Executor):
    """Runs what it is given at once, here."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def test_whatever_the_face_gives_is_typeset() -> None:
    found = given()
    named = {name for name in d.__all__ if not isinstance(getattr(d, name), ModuleType)}
    errors = {name for name in named if isinstance(getattr(d, name), type) and issubclass(getattr(d, name), Exception)}
    assert found.keys() == named - errors
    for name, thing in found.items():
        every = list(thing) if isinstance(thing, Iterator) else [thing]
        for each in every:
            if not is_plain(each):
                assert balanced(shown(each)), name
                assert shown(each).strip(), name
                # HTML would swallow it
                assert "<" not in shown(each).replace(r"\<", "") or "```" in shown(each), name


def test_a_record_that_shows_nothing_is_noticed() -> None:
    class Bare:
        pass

    assert not is_plain((1.0, Bare()))
    with pytest.raises(AssertionError, match="Bare shows nothing"):
        shown(Bare())


def test_an_equation_is_printed_in_the_names_of_its_model() -> None:
    model = d.derive(d.Network((2, 2, 1))).model
    assert model.equations[0]._repr_latex_() == (
        r"$\displaystyle z^{(1)}_{js} = \left(\sum_{k=1}^{n_{0}} w^{(1)}_{jk} a^{(0)}_{ks}\right) + b^{(1)}_{j}$"
    )
    x, y = d.Variable("x"), d.Variable("W1")
    assert d.Equation(d.Variable("C"), x.at() - y.at())._repr_latex_() == r"$\displaystyle C = x - {W_{1}}$"


def test_an_equation_of_an_entry_is_shown() -> None:
    """SymPy's x[j] has a property, shape, that raises where its index has no range."""
    j, n = Symbol("j", integer=True), Symbol("n", integer=True, positive=True)
    x, u = d.Variable("x", (j,), (n,)), d.Variable("u", (j,), (n,))
    equation = d.Equation(u, x.at())
    assert repr(equation) == "<Equation u[j] = x[j]>"
    assert equation._repr_latex_() == r"$\displaystyle u_{j} = x_{j}$"


def test_a_key_step_names_the_rules_that_it_leaves_out() -> None:
    steps = d.derive(d.Network((2, 2, 1)))["dW1"].at_depth("key")
    for step in steps:
        assert all(rule in shown(step) for rule in step.rules)
    assert "w^{(1)}_{jk}" in shown(steps[0])


def test_a_checker_that_would_not_see_an_open_brace_is_none() -> None:
    assert not balanced("$x_{1$")
    assert not balanced("$x")
    assert not balanced(r"\begin{aligned} x")


def test_a_console_line_is_short() -> None:
    of_arrays = ("parameters", "forward", "gradients", "quotients", "standardiser")
    of_records = ("path", "wrong products", "events", "assumptions", "kinks", "trial", "settings", "distribution")
    for name, thing in things().items():
        if name not in (*of_arrays, *of_records):
            assert len(repr(thing)) < LONGEST, name
            assert "\n" not in repr(thing), name


def test_a_result_is_shown_line_by_line_with_its_rules() -> None:
    derivation = d.derive(d.Network((2, 2, 1)))
    result = derivation["dW2"]
    assert isinstance(result, Result)
    text = result._repr_latex_()
    found = print_result(derivation, "dW2")
    assert text.startswith(r"$\displaystyle \begin{aligned}")
    assert all(line.formula in text and line.rule in text for line in found.lines)
    assert text.count("&=") == len(result.lines)
    assert repr(result) == f"<Result dW2: {len(result.lines)} lines>"


def test_a_line_is_shown_as_mathematics() -> None:
    derivation = d.derive(d.Network((2, 2, 1)))
    line = derivation["dW2"].lines[-1]
    assert isinstance(line, Line)
    assert line._repr_latex_().startswith(r"$\displaystyle \sum_{s=1}^{m} \delta^{(2)}_{js} a^{(1)}_{ks}")
    assert line.rule in line._repr_latex_()
    assert repr(line).startswith(f"<Line by {line.rule!r}: ")


@pytest.mark.parametrize(
    ("activation", "target"), [(d.Activation.parse("(1-z)sin(z)"), "f'"), ("sigmoid", "sigmoid'"), ("tanh", "dW2")]
)
def test_a_line_is_shown_as_in_its_result(activation: Any, target: str) -> None:
    result = d.derive(d.Network((2, 2, 1), activation, "mse"))[target]
    found = shown(result)
    for line in result.lines:
        formula, note = shown(line).removeprefix(r"$\displaystyle ").removesuffix("$").split(r" \qquad ")
        assert f"&= {formula} && {note}" in found
    changed = replace(result.lines[-1], expression=Symbol("x"))
    assert shown(changed) == rf"$\displaystyle x \qquad \text{{{changed.rule}}}$"


def test_the_lines_of_a_depth_are_shown_one_below_the_other() -> None:
    steps = d.derive(d.Network((1, 1)))["sigmoid'"].at_depth("key")
    assert shown(steps) == "\n\n".join(map(shown, steps))
    assert balanced(shown(steps))
    last = steps[-1]
    assert repr(last).startswith(f"<Step {last.number} by ")
    assert all(repr(rule) in repr(last) for rule in last.rules)


def test_a_derivation_shows_all_its_results_as_statements() -> None:
    derivation = d.derive(d.Network((2, 2, 1)))
    text = derivation._repr_markdown_()
    assert text.startswith("**2-2-1 network**, 14 results")
    for target in derivation.targets:
        assert print_result(derivation, target).lines[-1].formula in text
    assert d.derive(d.Network((2,) * 12))._repr_markdown_().endswith("more, each under its target: derivation.targets")


def test_a_derivation_is_gone_through_like_any_collection() -> None:
    derivation = d.derive(d.Network((2, 2, 1)))
    assert len(derivation) == len(derivation.results) == 14
    assert tuple(derivation) == derivation.results
    assert derivation.targets == tuple(derivation.keys()) == tuple(derivation._ipython_key_completions_())
    assert dict(derivation)["dW2"] is derivation["dW2"]
    assert [result.target for result in derivation if result.kind == "lemma"] == ["sigmoid'"]


def test_arrows_are_a_derivation_too() -> None:
    x, y = symbols("x y")
    found = d.local_derivatives(d.derive(d.graph((x + y) * x)))
    assert isinstance(found, d.Derivation)
    assert found.check().ok
    assert balanced(found._repr_markdown_())
    assert r"\frac{\partial Y}{\partial x}" in found._repr_markdown_()


@pytest.mark.parametrize(
    ("thing", "part"),
    [
        (lambda: d.Network((2, 3, 1), "tanh", "mse", l2=0.1, dropout=0.2, batch_norm=True), "| 1 | 3 | tanh | 3 × 2 |"),
        (lambda: d.Network((1, 1), d.Activation.parse("z**3"), "mse"), "`z**3`"),
        (d.Convention, "| samples | mean | the cost averages over the samples |"),
        (d.xor, "| x1 | x2 | y |"),
        (d.iris, "and 90 more"),
        (lambda: d.adam(0.01), r"**adam**, $\eta = 0.01$, remembers $t$, $m$, $v$"),
        (d.sgd, "no memory"),
        (lambda: things()["parameters"], r"W^{(1)} = \begin{bmatrix}"),
        (lambda: d.initialise(d.Network((20, 9)), np.random.default_rng(0)), r"W^{(1)} \in \mathbb{R}^{9 \times 20}"),
        (lambda: things()["gradients"], r"\frac{\partial C}{\partial W^{(1)}} = \begin{bmatrix}"),
        (lambda: things()["forward"], r"A^{(0)} = \begin{bmatrix} 0 & 1 \\"),
        (lambda: things()["program"], "```python\nimport numpy as np\n\n\ndef tanh(z):\n"),
        (lambda: things()["arrays"], "```python\nimport numpy as np\n\n\ndef tanh(z):\n"),
        (lambda: things()["split"], "| test | moons | 4 |"),
        (lambda: things()["epoch"], "**Epoch 1**, $C = "),
        (lambda: things()["match"], "| W1[1,1] | "),
        (lambda: things()["matrices"], r"&&"),
        (lambda: things()["paths"], r"\frac{\partial C}"),
        (lambda: things()["graph"], "Y &="),
        (lambda: things()["four equations"], "| dW1 | yes |"),
        (lambda: things()["wrong products"][0], "**dW1**, "),
        (lambda: d.derive(d.Network((2, 2, 1)))["delta1"], r"&& \text{lemma }\sigma'"),
        (lambda: things()["report"], "| db2 | 1 | chain rule |"),
        (lambda: d.Activation.parse("z**2"), r"f\left(z\right) = z^{2}"),
        (lambda: d.Loss.parse("(a - y)**4"), r"L\left(a, y\right) = "),
        (lambda: d.Variable("x", (Symbol("j", integer=True),), (Symbol("n", integer=True),)), "x_{j}"),
        (lambda: d.Progress((d.Trial(1, d.Settings(), 0.5, 0.5, 3, 3, 0.1),), 3, "loss"), "1 of 3 trials"),
    ],
)
def test_what_is_shown(thing: Any, part: str) -> None:
    assert part in shown(thing())
    assert balanced(shown(thing()))


@pytest.mark.parametrize("at", [0, 1, -1])
@pytest.mark.parametrize("planted", ["W", None, (1, 2)])
def test_a_line_that_is_no_expression_is_shown_as_one_that_fails(planted: Any, at: int) -> None:
    derivation = d.derive(d.Network((2, 1)))
    result = derivation["dW1"]
    lines = list(result.lines)
    lines[at] = replace(lines[at], expression=planted)
    results = (replace(each, lines=tuple(lines)) if each is result else each for each in derivation)
    broken = replace(derivation, results=tuple(results))
    assert r"\text{no expression}" in shown(broken["dW1"])
    assert r"\text{no expression}" in shown(broken["dW1"].lines[at])
    assert "of dW1 is no expression" in shown(broken)
    number = at % len(lines) + 1
    assert f"line {number} of dW1 is" in shown(broken.check())
    for export in (d.notes.to_latex, d.notes.to_markdown):
        with pytest.raises(RuleError, match=f"line {number} of dW1 is"):
            export(broken)
    assert len(broken.matrices("dW1").lines) <= len(derivation.matrices("dW1").lines)
    if at == -1:
        with pytest.raises(RuleError, match=f"line {number} of dW1 is no expression"):
            broken.compile()
        with pytest.raises(TranslationError, match="is no expression; it has no form in arrays"):
            _ = ArrayProgram(broken).source


def test_a_match_that_fails_says_so() -> None:
    report = things()["match"]
    assert repr(report).startswith("<MatchReport: three gradients of 9 parameters agree")
    assert "do not agree" in repr(replace(report, tolerance=0.0))
    assert "**three gradients of 9 parameters do not agree" in replace(report, tolerance=0.0)._repr_markdown_()


def test_a_report_says_how_many_lines_are_right() -> None:
    report = d.derive(d.Network((2, 1))).check(["dW1"])
    assert repr(report) == f"<CheckReport: {report.summary}>"
    assert report.summary.endswith("; all right")
    assert "| dW1 | 1 | chain rule |" in report._repr_markdown_()
    broken = replace(report, rows=(replace(report.rows[0], difference=0.5), *report.rows[1:]))
    assert broken.summary.endswith("; 1 wrong")
    assert "| dW1 | 1 | chain rule | 5.0e-01 | no | no |" in broken._repr_markdown_()
    assert broken.failures[0].sentence in broken._repr_markdown_()
    assert replace(report, rows=()).summary.endswith("not right as a whole")
    assert replace(report, whole=0.5).summary.endswith("not right as a whole")


def test_a_report_shows_all_its_lines_and_what_is_right_without_a_proof_as_compared() -> None:
    report = d.derive(d.Network((2, 2, 2, 1), ("tanh", "sigmoid", "sigmoid"))).check()
    assert len(report.rows) > MOST_ROWS
    text = report._repr_markdown_()
    assert " more" not in text
    assert len(text.splitlines()) == 4 + len(report.rows)
    assert {row.cells["proved"] for row in report.rows} == {"given", "to 50 digits", True}
    wrong = replace(report.rows[0], difference=1.0, given=False, proved=False)
    assert wrong.cells["proved"] is False


def test_a_forward_pass_says_that_its_samples_are_rows() -> None:
    network = d.Network((2, 2, 1))
    passed = d.forward(network, d.initialise(network, np.random.default_rng(0)), [[0.0, 1.0]])
    assert "every sample is a row here, and a column in the formulas" in shown(passed)
