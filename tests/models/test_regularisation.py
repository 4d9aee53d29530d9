"""Penalties, dropout and batch normalisation as equations: what is derived from them, checked, and shown wrong."""

from typing import Any

import pytest
from sympy import Sum, sqrt

from derivations import Network, derive, four_equations, paths
from derivations.derive import Derivation
from derivations.engine.check import check
from derivations.engine.model import Model
from derivations.errors import SpecificationError
from derivations.models import names
from derivations.models.assumptions import assumptions
from derivations.models.mlp import mlp
from derivations.rendering.lines import printed, printed_matrices
from derivations.rendering.matrix_style import MatrixStyle
from derivations.views.layout import COLUMNS, ROWS
from derivations.views.path_sum import check_paths
from tests.oracles import planted

PENALTIES = derive(Network((2, 3, 1), l1=0.1, l2=0.2))
DROPOUT = derive(Network((2, 3, 1), dropout=0.5))
NORMALISED = derive(Network((2, 3, 1), batch_norm=True))
EVALUATED = derive(Network((2, 3, 1), batch_norm=True, dropout=0.5, mode="evaluation"))
ALL = (PENALTIES, DROPOUT, NORMALISED, EVALUATED)

J, K, S = names.UNIT, names.FROM, names.SAMPLE


@pytest.mark.parametrize("derivation", ALL)
def test_every_line_holds(derivation: Derivation) -> None:
    assert derivation.check().ok


@pytest.mark.parametrize("derivation", ALL)
@pytest.mark.parametrize("layout", [COLUMNS, ROWS])
def test_every_matrix_form_is_its_index_form(derivation: Derivation, layout: Any) -> None:
    for result in derivation.results:
        if result.variable is not None:
            shown = printed_matrices(derivation, result.target, layout, MatrixStyle(shapes=True))
            assert all(line.translated for line in shown.lines)


@pytest.mark.parametrize(
    ("derivation", "target", "statement"),
    [
        (
            PENALTIES,
            "dW1",
            r"\frac{\partial C}{\partial w^{(1)}_{jk}} ="
            r" \left(\sum_{s=1}^{m} \delta^{(1)}_{js} a^{(0)}_{ks}\right)"
            r" + \lambda_{1} \operatorname{sgn}(w^{(1)}_{jk}) + \lambda_{2} w^{(1)}_{jk}",
        ),
        (PENALTIES, "db1", r"\frac{\partial C}{\partial b^{(1)}_{j}} = \sum_{s=1}^{m} \delta^{(1)}_{js}"),
        (DROPOUT, "h1", r"\tilde{a}^{(1)}_{js} = \frac{a^{(1)}_{js} r^{(1)}_{js}}{1 - p^{(1)}}"),
        (
            DROPOUT,
            "delta1",
            r"\delta^{(1)}_{js} = \left(\sum_{k=1}^{n_{2}} \delta^{(2)}_{ks} w^{(2)}_{kj}\right)"
            r" \frac{r^{(1)}_{js}}{1 - p^{(1)}} a^{(1)}_{js} (1 - a^{(1)}_{js})",
        ),
        (
            DROPOUT,
            "dW2",
            r"\frac{\partial C}{\partial w^{(2)}_{jk}} = \sum_{s=1}^{m} \delta^{(2)}_{js} \tilde{a}^{(1)}_{ks}",
        ),
        (NORMALISED, "u1", r"\tilde{z}^{(1)}_{js} = \gamma^{(1)}_{j} \hat{z}^{(1)}_{js} + \beta^{(1)}_{j}"),
        (
            NORMALISED,
            "zhat1",
            r"\hat{z}^{(1)}_{js} = \frac{z^{(1)}_{js} - \mu^{(1)}_{j}}{\sqrt{v^{(1)}_{j} + \varepsilon}}",
        ),
        (
            NORMALISED,
            "delta1",
            r"\delta^{(1)}_{js} ="
            r" \frac{\partial C}{\partial \hat{z}^{(1)}_{js}} \frac{1}{\sqrt{v^{(1)}_{j} + \varepsilon}}"
            r" + \frac{1}{m} \frac{\partial C}{\partial \mu^{(1)}_{j}}"
            r" + \frac{2}{m} \frac{\partial C}{\partial v^{(1)}_{j}} (z^{(1)}_{js} - \mu^{(1)}_{j})",
        ),
        (
            NORMALISED,
            "dgamma1",
            r"\frac{\partial C}{\partial \gamma^{(1)}_{j}} ="
            r" \sum_{s=1}^{m} \frac{\partial C}{\partial \tilde{z}^{(1)}_{js}} \hat{z}^{(1)}_{js}",
        ),
        (
            EVALUATED,
            "delta1",
            r"\delta^{(1)}_{js} ="
            r" \frac{\partial C}{\partial \hat{z}^{(1)}_{js}} \frac{1}{\sqrt{v^{(1)}_{j} + \varepsilon}}",
        ),
    ],
)
def test_what_a_textbook_says(derivation: Derivation, target: str, statement: str) -> None:
    assert printed(derivation, target).statement == statement


@pytest.mark.parametrize(
    ("derivation", "target", "formula"),
    [
        (
            NORMALISED,
            "zhat1",
            r"(Z^{(1)} - \mu^{(1)} \mathbf{1}^{\top}) \oslash \sqrt{v^{(1)} \mathbf{1}^{\top} + \varepsilon}",
        ),
        (NORMALISED, "u1", r"(\gamma^{(1)} \mathbf{1}^{\top}) \odot \hat{Z}^{(1)} + \beta^{(1)} \mathbf{1}^{\top}"),
        (DROPOUT, "h1", r"\frac{1}{1 - p^{(1)}} A^{(1)} \odot R^{(1)}"),
        (DROPOUT, "dW2", r"\Delta^{(2)} {\tilde{A}^{(1)}{}}^{\top}"),
        (
            PENALTIES,
            "dW1",
            r"\Delta^{(1)} {A^{(0)}}^{\top} + \lambda_{1} \operatorname{sgn}(W^{(1)}) + \lambda_{2} W^{(1)}",
        ),
    ],
)
def test_the_same_of_matrices(derivation: Derivation, target: str, formula: str) -> None:
    assert printed_matrices(derivation, target, COLUMNS, MatrixStyle()).lines[-1].formula == formula


# What people get wrong: each must be refused where it stands.
WRONG = [
    (PENALTIES, "dW1", lambda value: value - names.penalty(2).at() * names.weight(1).at() / 2, "half of the decay"),
    (PENALTIES, "dW1", lambda value: value.args[0] if value.is_Add else value, "a term of the penalty left out"),
    (DROPOUT, "delta1", lambda value: (1 - names.dropped_share(1).at()) * value, "what is kept is not divided"),
    (DROPOUT, "delta1", lambda value: value / names.mask(1).at(), "the mask left out on the way back"),
    (
        NORMALISED,
        "delta1",
        lambda value: names.normalised(1).gradient_at() / sqrt(names.variance(1).at() + names.stabiliser().at()),
        "mean and variance held fixed, as in evaluation",
    ),
    (NORMALISED, "dzhat1", lambda value: names.rescaled(1).gradient_at(), "gamma left out"),
    (NORMALISED, "dgamma1", lambda value: names.rescaled(1).gradient_at(), "the sum over the samples left out"),
    (
        EVALUATED,
        "delta1",
        lambda value: value - value / names.SAMPLES,
        "a mean that moves, in evaluation",
    ),
]


@pytest.mark.parametrize(("derivation", "target", "wrong", "mistake"), WRONG)
def test_a_mistake_is_refused(derivation: Derivation, target: str, wrong: Any, mistake: str) -> None:
    lines = derivation[target].lines
    spoilt = planted(derivation, target, len(lines) - 1, wrong(lines[-1].expression))
    report = check(spoilt, [target])
    assert not report.ok, mistake
    assert [row.line for row in report.failures] == [len(lines) - 1]


def test_only_the_equations_differ() -> None:
    plain, evaluated = mlp(Network((2, 3, 1))), mlp(Network((2, 3, 1), dropout=0.5, mode="evaluation"))
    assert plain == evaluated
    assert [e.target.name for e in DROPOUT.model.equations] == ["z1", "a1", "h1", "z2", "a2", "C"]
    assert [e.target.name for e in NORMALISED.model.equations] == [
        *("z1", "mu1", "v1", "zhat1", "u1", "a1", "z2", "a2", "C")
    ]
    assert [e.target.name for e in EVALUATED.model.equations] == ["z1", "zhat1", "u1", "a1", "z2", "a2", "C"]


def test_mean_and_variance_are_given_in_evaluation() -> None:
    def data(model: Model) -> set[str]:
        return {variable.name for variable in model.inputs if variable.data}

    assert data(NORMALISED.model) == {"a0", "eps", "y"}
    assert data(EVALUATED.model) == {"a0", "eps", "mu1", "v1", "y"}
    assert data(DROPOUT.model) == {"a0", "r1", "p1", "y"}
    assert "dmu1" in NORMALISED
    assert "dmu1" not in EVALUATED


def test_what_the_assumptions_of_the_four_equations_come_to() -> None:
    found = {id(each): [a.holds for a in assumptions(each.model)] for each in ALL}
    assert found[id(PENALTIES)] == [True, False]  # a weight reaches the cost past the outputs
    assert found[id(DROPOUT)] == [True, True]
    assert found[id(NORMALISED)] == [False, True]  # through mean and variance the samples see each other
    assert found[id(EVALUATED)] == [True, True]
    assert all(equation.ok for equation in four_equations(DROPOUT, 1).equations)
    with pytest.raises(SpecificationError, match="the equation of 'mu1' already adds up over"):
        four_equations(NORMALISED, 1)
    with pytest.raises(SpecificationError, match="layer 1 is batch-normalised"):
        four_equations(EVALUATED, 2)
    with pytest.raises(SpecificationError, match="'W1' reaches the cost past 'a2'"):
        four_equations(PENALTIES, 1)


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
