"""What a notebook and a console show: mathematics, tables, and one short line."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sympy import Symbol, symbols

import derivations as d
from derivations.display import Line, Result
from derivations.rendering.lines import printed
from tests.test_copying import things

# A console line is one that is read, not scrolled through.
LONGEST = 300
# What is shown as it is: a dataclass of a few words and numbers, or a record of arrays.
AS_IT_IS = (
    *("path", "wrong products", "events", "assumptions"),
    *("kinks", "standardiser", "quotients", "settings", "distribution", "trial"),
)


def shown(thing: Any) -> str:
    """Return what a notebook shows of a thing: its Markdown or LaTeX."""
    for method in ("_repr_markdown_", "_repr_latex_"):
        if hasattr(thing, method):
            return str(getattr(thing, method)())
    raise AssertionError(f"{type(thing).__name__} shows nothing")


def balanced(text: str) -> bool:
    """Tell whether dollars, braces and environments close."""
    return (
        text.count("$") % 2 == 0
        and text.count("{") == text.count("}")
        and sorted(re.findall(r"\\begin{(\w+)}", text)) == sorted(re.findall(r"\\end{(\w+)}", text))
    )


def test_every_public_object_is_typeset() -> None:
    for name, thing in things().items():
        if name not in AS_IT_IS:
            assert balanced(shown(thing)), name
            assert shown(thing).strip(), name


def test_a_checker_that_would_not_see_an_open_brace_is_none() -> None:
    assert not balanced("$x_{1$")
    assert not balanced("$x")
    assert not balanced(r"\begin{aligned} x")


def test_a_console_line_is_short() -> None:
    of_arrays = ("parameters", "forward", "gradients", "quotients", "standardiser")
    for name, thing in things().items():
        if name not in (*of_arrays, *AS_IT_IS):
            assert len(repr(thing)) < LONGEST, name
            assert "\n" not in repr(thing), name


def test_a_result_is_shown_line_by_line_with_its_rules() -> None:
    derivation = d.derive(d.Network((2, 2, 1)))
    result = derivation["dW2"]
    assert isinstance(result, Result)
    text = result._repr_latex_()
    found = printed(derivation, "dW2")
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


def test_a_derivation_shows_all_its_results_as_statements() -> None:
    derivation = d.derive(d.Network((2, 2, 1)))
    text = derivation._repr_markdown_()
    assert text.startswith("**2-2-1 network**, 14 results")
    for target in derivation.targets:
        assert printed(derivation, target).lines[-1].formula in text
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
        (lambda: things()["program"], "```python\ndef "),
        (lambda: things()["arrays"], "```python\ndef "),
        (lambda: things()["split"], "| test | moons | 4 |"),
        (lambda: things()["epoch"], "**Epoch 1**, $C = "),
        (lambda: things()["match"], "| W1[1,1] | "),
        (lambda: things()["matrices"], r"&&"),
        (lambda: things()["paths"], r"\frac{\partial C}"),
        (lambda: things()["graph"], "Y &="),
        (lambda: things()["four equations"], "| dW1 | yes |"),
        (lambda: things()["wrong products"][0], "**dW1**, "),
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
