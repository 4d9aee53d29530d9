"""Penalties, dropout and batch normalisation as equations: what is derived from them, checked, and shown wrong."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from sympy import Sum, sqrt

from derivations import Convention, Network, derive, four_equations, paths
from derivations.derive import Derivation
from derivations.engine.check import check
from derivations.engine.model import Model
from derivations.errors import SpecificationError
from derivations.models import names
from derivations.models.assumptions import assumptions
from derivations.models.mlp import mlp
from derivations.rendering.lines import print_matrices, print_result
from derivations.rendering.matrix_style import MatrixStyle
from derivations.views.layout import COLUMNS, ROWS
from derivations.views.path_sum import check_paths
from tests.oracles import planted

J, K, S = names.UNIT, names.FROM, names.SAMPLE


@cache
def penalties() -> Derivation:
    return derive(Network((2, 3, 1), l1=0.1, l2=0.2))


@cache
def dropout() -> Derivation:
    return derive(Network((2, 3, 1), dropout=0.5))


@cache
def normalised() -> Derivation:
    return derive(Network((2, 3, 1), batch_norm=True))


@cache
def evaluated() -> Derivation:
    return derive(Network((2, 3, 1), batch_norm=True, dropout=0.5, mode="evaluation"))


def test_the_two_weights_of_penalties_are_told_apart() -> None:
    first, second = (penalties().model.by_name[name].meaning for name in ("l1", "l2"))
    assert first == "how much the absolute values of the weights count in the cost (L1)"
    assert second == "how much the squares of the weights count in the cost (L2)"


ALL = [penalties, dropout, normalised, evaluated]


@pytest.mark.parametrize("derived", ALL)
def test_every_line_holds(derived: Callable[[], Derivation]) -> None:
    assert derived().check().ok


@pytest.mark.parametrize("derived", ALL)
@pytest.mark.parametrize("layout", [COLUMNS, ROWS])
def test_every_matrix_form_is_its_index_form(derived: Callable[[], Derivation], layout: Any) -> None:
    derivation = derived()
    for result in derivation.results:
        if result.variable is not None:
            shown = print_matrices(derivation, result.target, layout, MatrixStyle(shapes=True))
            assert all(line.translated for line in shown.lines)


@pytest.mark.parametrize(
    ("derived", "target", "statement"),
    [
        (
            penalties,
            "dW1",
            r"\frac{\partial C}{\partial w^{(1)}_{jk}} ="
            r" \left(\sum_{s=1}^{m} \delta^{(1)}_{js} a^{(0)}_{ks}\right)"
            r" + \lambda_{1} \operatorname{sgn}(w^{(1)}_{jk}) + \lambda_{2} w^{(1)}_{jk}",
        ),
        (penalties, "db1", r"\frac{\partial C}{\partial b^{(1)}_{j}} = \sum_{s=1}^{m} \delta^{(1)}_{js}"),
        (dropout, "h1", r"\tilde{a}^{(1)}_{js} = \frac{a^{(1)}_{js} r^{(1)}_{js}}{1 - p^{(1)}}"),
        (
            dropout,
            "delta1",
            r"\delta^{(1)}_{js} = \left(\sum_{k=1}^{n_{2}} \delta^{(2)}_{ks} w^{(2)}_{kj}\right)"
            r" \frac{r^{(1)}_{js}}{1 - p^{(1)}} a^{(1)}_{js} (1 - a^{(1)}_{js})",
        ),
        (
            dropout,
            "dW2",
            r"\frac{\partial C}{\partial w^{(2)}_{jk}} = \sum_{s=1}^{m} \delta^{(2)}_{js} \tilde{a}^{(1)}_{ks}",
        ),
        (normalised, "u1", r"\tilde{z}^{(1)}_{js} = \gamma^{(1)}_{j} \hat{z}^{(1)}_{js} + \beta^{(1)}_{j}"),
        (
            normalised,
            "zhat1",
            r"\hat{z}^{(1)}_{js} = \frac{z^{(1)}_{js} - \mu^{(1)}_{j}}{\sqrt{v^{(1)}_{j} + \varepsilon}}",
        ),
        (
            normalised,
            "delta1",
            r"\delta^{(1)}_{js} ="
            r" \frac{\partial C}{\partial \hat{z}^{(1)}_{js}} \frac{1}{\sqrt{v^{(1)}_{j} + \varepsilon}}"
            r" + \frac{1}{m} \frac{\partial C}{\partial \mu^{(1)}_{j}}"
            r" + \frac{2}{m} \frac{\partial C}{\partial v^{(1)}_{j}} (z^{(1)}_{js} - \mu^{(1)}_{j})",
        ),
        (
            normalised,
            "dgamma1",
            r"\frac{\partial C}{\partial \gamma^{(1)}_{j}} ="
            r" \sum_{s=1}^{m} \frac{\partial C}{\partial \tilde{z}^{(1)}_{js}} \hat{z}^{(1)}_{js}",
        ),
        (
            evaluated,
            "delta1",
            r"\delta^{(1)}_{js} ="
            r" \frac{\partial C}{\partial \hat{z}^{(1)}_{js}} \frac{1}{\sqrt{v^{(1)}_{j} + \varepsilon}}",
        ),
    ],
)
def test_what_a_textbook_says(derived: Callable[[], Derivation], target: str, statement: str) -> None:
    derivation = derived()
    assert print_result(derivation, target).statement == statement


@pytest.mark.parametrize(
    ("derived", "target", "formula"),
    [
        (
            normalised,
            "zhat1",
            r"(Z^{(1)} - \mu^{(1)} \mathbf{1}^{\top}) \oslash \sqrt{v^{(1)} \mathbf{1}^{\top} + \varepsilon}",
        ),
        (normalised, "u1", r"(\gamma^{(1)} \mathbf{1}^{\top}) \odot \hat{Z}^{(1)} + \beta^{(1)} \mathbf{1}^{\top}"),
        (dropout, "h1", r"\frac{1}{1 - p^{(1)}} A^{(1)} \odot R^{(1)}"),
        (dropout, "dW2", r"\Delta^{(2)} {\tilde{A}^{(1)}{}}^{\top}"),
        (
            penalties,
            "dW1",
            r"\Delta^{(1)} {A^{(0)}}^{\top} + \lambda_{1} \operatorname{sgn}(W^{(1)}) + \lambda_{2} W^{(1)}",
        ),
    ],
)
def test_the_same_of_matrices(derived: Callable[[], Derivation], target: str, formula: str) -> None:
    derivation = derived()
    assert print_matrices(derivation, target, COLUMNS, MatrixStyle()).lines[-1].formula == formula


# What people get wrong: each must be refused where it stands.
WRONG = [
    (penalties, "dW1", lambda value: value - names.penalty(2).at() * names.weight(1).at() / 2, "half of the decay"),
    (penalties, "dW1", lambda value: value.args[0] if value.is_Add else value, "a term of the penalty left out"),
    (dropout, "delta1", lambda value: (1 - names.dropped_share(1).at()) * value, "what is kept is not divided"),
    (dropout, "delta1", lambda value: value / names.mask(1).at(), "the mask left out on the way back"),
    (
        normalised,
        "delta1",
        lambda value: names.normalised_input(1).gradient_at() / sqrt(names.variance(1).at() + names.epsilon().at()),
        "mean and variance held fixed, as in evaluation",
    ),
    (normalised, "dzhat1", lambda value: names.rescaled_input(1).gradient_at(), "gamma left out"),
    (normalised, "dgamma1", lambda value: names.rescaled_input(1).gradient_at(), "the sum over the samples left out"),
    (
        evaluated,
        "delta1",
        lambda value: value - value / names.SAMPLES,
        "a mean that moves, in evaluation",
    ),
]


@pytest.mark.parametrize(("derived", "target", "wrong", "mistake"), WRONG)
def test_a_mistake_is_refused(derived: Callable[[], Derivation], target: str, wrong: Any, mistake: str) -> None:
    derivation = derived()
    lines = derivation[target].lines
    spoilt = planted(derivation, target, len(lines) - 1, wrong(lines[-1].expression))
    report = check(spoilt, [target])
    assert not report.ok, mistake
    assert [row.line for row in report.failures] == [len(lines) - 1]


def test_only_the_equations_differ() -> None:
    plain, kept = mlp(Network((2, 3, 1))), mlp(Network((2, 3, 1), dropout=0.5, mode="evaluation"))
    assert plain == kept
    assert [e.target.name for e in dropout().model.equations] == ["z1", "a1", "h1", "z2", "a2", "C"]
    assert [e.target.name for e in normalised().model.equations] == [
        *("z1", "mu1", "v1", "zhat1", "u1", "a1", "z2", "a2", "C")
    ]
    assert [e.target.name for e in evaluated().model.equations] == ["z1", "zhat1", "u1", "a1", "z2", "a2", "C"]


@pytest.mark.parametrize("delta", ["cost", "sample"])
def test_the_loss_stands_before_the_penalties(delta: str) -> None:
    derivation = derive(Network((2, 2, 1), l2=0.1), Convention(delta=delta))
    formula = print_result(derivation, "C").lines[0].formula
    assert formula.endswith(r" + \Omega^{(1)} + \Omega^{(2)}")
    assert formula.startswith((r"-\frac{1}{m}", r"\frac{1}{m}"))


def test_mean_and_variance_are_given_in_evaluation() -> None:
    def data(model: Model) -> set[str]:
        return {variable.name for variable in model.inputs if variable.data}

    assert data(normalised().model) == {"a0", "eps", "y"}
    assert data(evaluated().model) == {"a0", "eps", "mu1", "v1", "y"}
    assert data(dropout().model) == {"a0", "r1", "p1", "y"}
    assert "dmu1" in normalised()
    assert "dmu1" not in evaluated()


def test_what_the_assumptions_of_the_four_equations_come_to() -> None:
    found = {id(made()): [a.holds for a in assumptions(made().model)] for made in ALL}
    assert found[id(penalties())] == [True, False]  # a weight reaches the cost past the outputs
    assert found[id(dropout())] == [True, True]
    assert found[id(normalised())] == [False, True]  # through mean and variance the samples see each other
    assert found[id(evaluated())] == [True, True]
    assert all(equation.ok for equation in four_equations(dropout(), 1).equations)
    with pytest.raises(SpecificationError, match="the equation of 'mu1' already adds up over"):
        four_equations(normalised(), 1)
    with pytest.raises(SpecificationError, match="layer 1 is batch-normalised"):
        four_equations(evaluated(), 2)
    with pytest.raises(SpecificationError, match="'W1' reaches the cost past 'a2'"):
        four_equations(penalties(), 1)


@pytest.mark.parametrize(
    ("network", "count"),
    [
        (Network((2, 2, 1), l2=0.1), 3 + 1),  # one for each sample, and one through the penalty
        (Network((2, 2, 1), dropout=0.5), 3),
        # to each normalised z from its own z, and from the mean and the variance, which z of every sample is in
        (Network((2, 2, 1), batch_norm=True), 3 * (1 + 3 * 3)),
    ],
)
def test_every_path_is_counted(network: Network, count: int) -> None:
    sizes = {names.SAMPLES: 3, names.units(0): 2, names.units(1): 2, names.units(2): 1}
    found = paths(derive(network), "W1", (1, 1), sizes)
    assert found.count == len(tuple(found)) == count
    assert check_paths(found).difference < 1e-50


def test_the_penalty_of_a_layer_is_one_equation_whatever_the_depth() -> None:
    derivation = derive(Network((2,) * 9, l2=0.1))
    assert all(len(line.expression.atoms(Sum)) <= 4 for line in derivation["dW3"].lines)
