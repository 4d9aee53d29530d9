r"""The derivative by what a formula itself holds is told from the derivative along every way: no line is circular."""

import re
from functools import cache

import pytest

from derivations import Convention, Network, derive, graph, notes
from derivations.derive import Derivation
from derivations.engine.check import check
from derivations.engine.derivation import Results
from derivations.engine.expressions import Partial, walk
from derivations.engine.local import local_derivative
from derivations.engine.model import Equation, Model
from derivations.engine.variables import is_entry
from derivations.rendering.event_lines import print_events
from derivations.rendering.latex import latex
from derivations.rendering.lines import print_result
from derivations.views.graph import graph_view
from derivations.views.graph_events import graph_events
from tests.oracles import planted, scalar

X, T, OUT = (scalar(name) for name in ("x", "t", "out"))
MODELS = {
    **{text: graph(text) for text in ("x*sigmoid(x)", "x+x^2", "x-x^2", "x*y+x", "(x+y)*(x+1)")},
    "model": Model("direct", (X,), (Equation(T, X.at() ** 2), Equation(OUT, X.at() * T.at()))),
}
NETWORKS = {
    "batch normalisation": (Network((2, 3, 1), batch_norm=True), Convention()),
    "penalty": (Network((2, 2, 1), l2=0.1, l1=0.1), Convention()),
    "one sample": (Network((2, 2, 2), ("relu", "softmax"), "cross_entropy", l2=0.1), Convention(delta="sample")),
}


@cache
def derivation_of(name: str) -> Derivation:
    return derive(MODELS[name]) if name in MODELS else derive(*NETWORKS[name])


def circular(derivation: Results) -> list[str]:
    """Give the results of which a line holds its own left side."""
    pages = [print_result(derivation, each.target) for each in derivation.results if each.kind != "forward"]
    direct = r"\bigg\vert"
    return [
        page.target
        for page in pages
        if any(page.left in line.formula.replace(page.left + direct, "") for line in page.lines)
    ]


@pytest.mark.parametrize("name", [*MODELS, *NETWORKS])
def test_no_line_holds_its_own_left_side(name: str) -> None:
    assert circular(derivation_of(name)) == []


def test_what_is_held_fixed_stands_below_a_bar() -> None:
    text = notes.to_markdown(derivation_of("x*sigmoid(x)"))
    direct = r"\frac{\partial Y}{\partial x}\bigg\vert_{v_{1}}"
    assert rf"\frac{{d Y}}{{dx}} &= {direct} + \frac{{d Y}}{{dv_{{1}}}} \frac{{\partial v_{{1}}}}{{\partial x}}" in text
    assert r"&= \frac{\partial}{\partial x}\bigg\vert_{v_{1}} \left[ x v_{1} \right] + " in text
    assert direct in notes.to_latex(derivation_of("x*sigmoid(x)"))


def test_every_partial_derivative_is_told_from_the_total_one() -> None:
    # du/dv is what every other name in u held fixed gives: the bar says so wherever one of them depends on v
    model = derivation_of("batch normalisation").model
    found = {
        latex(node, model)
        for result in derivation_of("batch normalisation").results
        for line in result.lines
        for node in walk(line.expression)
        if isinstance(node, Partial) and is_entry(node.function) and result.kind == "gradient"
    }
    assert {each for each in found if "vert" in each} == {
        r"\frac{\partial \hat{z}^{(1)}_{ks}}{\partial \mu^{(1)}_{j}}\bigg\vert_{v^{(1)}}",
        r"\frac{\partial \hat{z}^{(1)}_{ks'}}{\partial z^{(1)}_{js}}\bigg\vert_{\mu^{(1)}, v^{(1)}}",
        r"\frac{\partial v^{(1)}_{k}}{\partial z^{(1)}_{js}}\bigg\vert_{\mu^{(1)}}",
    }


def test_an_arrow_of_a_graph_says_what_is_held() -> None:
    derivation = derivation_of("model")
    direct = r"\frac{\partial out}{\partial x}\bigg\vert_{t}"
    assert latex(local_derivative(derivation, "out", "x").left, derivation.model) == direct
    view = graph_view(derivation)
    events = print_events(graph_events(view, {"x": 2.0}), view)
    assert any(event.symbols.endswith(direct) for event in events)


def test_without_another_way_nothing_is_said() -> None:
    for model in (graph("(x + y)*z"), Network((2, 2, 1))):
        derivation = derive(model)
        formulas = [line.formula for each in derivation for line in print_result(derivation, each.target).lines]
        assert formulas
        assert not [each for each in formulas if "vert" in each]


@pytest.mark.parametrize("name", ["x*sigmoid(x)", "x+x^2", "x-x^2", "model"])
def test_a_circular_line_is_found(name: str) -> None:
    # the gradient itself in place of the direct derivative
    derivation = derivation_of(name)
    direct = Partial(derivation.model.cost.at(), X.at())
    wrong = planted(derivation, "dx", 0, derivation["dx"].lines[0].expression.xreplace({direct: X.gradient_at()}))
    assert circular(wrong) == ["dx"]
    assert not check(wrong).ok


@pytest.mark.parametrize("name", MODELS)
def test_the_notes_of_a_graph_have_two_signs_and_explain_them(name: str) -> None:
    derivation = derivation_of(name)
    text = notes.to_markdown(derivation).partition("## The rules")[0]
    cost = derivation.model.cost.latex
    assert rf"A derivative with $d$ is along every way to ${cost}$" in text
    assert ("A bar names" in text) == (r"\bigg\vert" in text)
    for result in derivation.results:
        if result.kind == "gradient":
            assert print_result(derivation, result.target).left.startswith(rf"\frac{{d {cost}}}{{d")
    # without a bar ∂ of the end would be the derivative that has d
    users = {each.name for each in derivation.model.by_name.values() if derivation.model.held(OUT.at(), each.at())}
    for name_ in users:
        assert not re.search(rf"\\partial {cost}\}}\{{\\partial {name_}\}}(?!\\bigg)", text)


def test_the_notes_of_a_network_have_one_sign() -> None:
    text = notes.to_markdown(derive(Network((2, 2, 1))))
    assert "along every way to" not in text
    assert not re.search(r"\\frac\{d [^}]", text.partition("## The rules")[0])
