"""Formulas as exact strings, and all of them through a real TeX engine."""

import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from sympy import Expr, Integer, Sum, exp, log, sqrt, symbols

from derivations import Activation, Convention, Loss, Network, derive
from derivations.derive import Derivation
from derivations.engine.expressions import Chain, Series, chain
from derivations.engine.variables import Variable
from derivations.models import names
from derivations.rendering.latex import LONGEST_SERIES, latex
from derivations.rendering.lines import print_matrices, print_result, theorem
from derivations.rendering.matrix_style import MatrixStyle
from derivations.rendering.style import PLAIN, Style, entry_latex, struck_factors
from derivations.views.layout import COLUMNS, ROWS
from tests.oracles import EXAMPLES

NETWORKS = {
    "bce": Network((2, 2, 1)),
    "tanh": Network((2, 3, 2), "tanh", "mse"),
    "relu": Network((2, 2, 1), ("relu", "identity"), "mse"),
    "one sample": Network((2, 3, 2), ("relu", "softmax"), "mse", l2=0.1),
    "deep": Network((1, 2, 2, 1), ("identity", "relu", "sigmoid")),
}
DELTAS = {"one sample": "sample"}
j, k, s, m = names.UNIT, names.FROM, names.SAMPLE, names.SAMPLES
a, y, z = names.activation(2), names.target(2), names.weighted_input(2)
u, v = symbols("u v")


@cache
def derivation_of(name: str) -> Derivation:
    if name in NETWORKS:
        return derive(NETWORKS[name], Convention(half=False, outputs="mean", delta=DELTAS.get(name, "cost")))
    return derive(EXAMPLES[name].model)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (a.at() - y.at(), r"a^{(2)}_{js} - y_{js}"),
        (chain((1 / m, a.at() - y.at())), r"\frac{1}{m} (a^{(2)}_{js} - y_{js})"),
        (a.at() * (1 - a.at()), r"a^{(2)}_{js} (1 - a^{(2)}_{js})"),
        (1 - a.at() ** 2, r"1 - (a^{(2)}_{js})^{2}"),
        (z.gradient_at(k, s), r"\delta^{(2)}_{ks}"),
        (a.gradient_at(), r"\frac{\partial C}{\partial a^{(2)}_{js}}"),
        (names.weight(2).at(k, 12), r"w^{(2)}_{k,12}"),
        (Sum(z.gradient_at(), (s, 1, m)), r"\sum_{s=1}^{m} \delta^{(2)}_{js}"),
        (
            Sum(a.at() - y.at(), (j, 1, names.units(2)), (s, 1, m)),
            r"\sum_{s=1}^{m} \sum_{j=1}^{n_{2}} \left[ a^{(2)}_{js} - y_{js} \right]",
        ),
        (
            chain((Sum(z.gradient_at(), (s, 1, m)), a.at())),
            r"\left(\sum_{s=1}^{m} \delta^{(2)}_{js}\right) a^{(2)}_{js}",
        ),
        (exp(-u), r"e^{-u}"),
        (1 / (1 + exp(-u)), r"\frac{1}{1 + e^{-u}}"),
        (-y.at() * log(a.at()), r"-y_{js} \ln(a^{(2)}_{js})"),
        (sqrt(u + v), r"\sqrt{u + v}"),
        (chain((Integer(2), u, Integer(-1))), r"2 u \cdot (-1)"),
        (chain((Integer(-1), u)), "-u"),
        (Series(u, -v, u), "u - v + u"),
        (u / (2 * m), r"\frac{1}{2 m} u"),
    ],
)
def test_a_formula(expression: Expr, expected: str) -> None:
    assert latex(expression, derivation_of("bce").model) == expected


@pytest.mark.parametrize(
    ("target", "statement"),
    [
        ("z2", r"z^{(2)}_{js} = \left(\sum_{k=1}^{n_{1}} w^{(2)}_{jk} a^{(1)}_{ks}\right) + b^{(2)}_{j}"),
        ("sigmoid'", r"\sigma'(z) = \sigma(z) (1 - \sigma(z))"),
        ("delta2", r"\delta^{(2)}_{js} = \frac{1}{m n_{2}} (a^{(2)}_{js} - y_{js})"),
        (
            "delta1",
            r"\delta^{(1)}_{js} = \left(\sum_{k=1}^{n_{2}} \delta^{(2)}_{ks} w^{(2)}_{kj}\right)"
            r" a^{(1)}_{js} (1 - a^{(1)}_{js})",
        ),
        ("dW2", r"\frac{\partial C}{\partial w^{(2)}_{jk}} = \sum_{s=1}^{m} \delta^{(2)}_{js} a^{(1)}_{ks}"),
        ("db2", r"\frac{\partial C}{\partial b^{(2)}_{j}} = \sum_{s=1}^{m} \delta^{(2)}_{js}"),
    ],
)
def test_the_statement_of_a_result(target: str, statement: str) -> None:
    assert print_result(derivation_of("bce"), target).statement == statement


@pytest.mark.parametrize(
    ("target", "left"),
    [
        ("da2", r"\frac{\partial C_{s}}{\partial a^{(2)}_{js}}"),
        ("delta2", r"\delta^{(2)}_{js}"),
        ("dW2", r"\frac{\partial C}{\partial w^{(2)}_{jk}}"),
        ("dC_s", r"\frac{\partial C}{\partial C_{s}}"),
        ("domega1", r"\frac{\partial C}{\partial \Omega^{(1)}}"),
    ],
)
def test_a_gradient_names_the_cost_that_it_is_of(target: str, left: str) -> None:
    assert print_result(derivation_of("one sample"), target).left == left


def test_a_gradient_at_a_position_is_that_of_the_sample_there() -> None:
    model = derivation_of("one sample").model
    assert latex(a.gradient_at(2, 3), model) == r"\frac{\partial C_{3}}{\partial a^{(2)}_{23}}"
    assert latex(a.gradient_at(k, 12), model) == r"\frac{\partial C_{12}}{\partial a^{(2)}_{k,12}}"


def test_what_cancels_is_struck_out_one_line_before() -> None:
    *_, before, last = print_result(derivation_of("bce"), "delta2").lines
    assert last.rule == "cancellation"
    assert before.formula == (
        r"\frac{1}{m n_{2}} \frac{a^{(2)}_{js} - y_{js}}{\cancel{a^{(2)}_{js}} \cancel{(1 - a^{(2)}_{js})}}"
        r" \cancel{a^{(2)}_{js}} \cancel{(1 - a^{(2)}_{js})}"
    )
    assert "cancel" not in last.formula


def test_only_factors_above_and_below_the_bar_are_struck() -> None:
    assert struck_factors(chain((u, 1 / v, v))) == ({v: 1}, {v: 1})
    assert struck_factors(chain((u, v))) == ({}, {})
    # as often as it cancels
    assert struck_factors(chain((v, u, 1 / v, v))) == ({v: 1}, {v: 1})
    assert struck_factors(chain((v, u / v**2))) == ({v: 1}, {v**2: 1})
    assert struck_factors(chain((v**2, u / v))) == ({v**2: 1}, {v: 1})
    assert struck_factors(Chain(v, Chain(v**2, u / v**2))) == ({v: 1}, {v**2: 1})
    assert struck_factors(chain((v, u / v**3))) == ({}, {})


def struck_latex(expression: Expr) -> str:
    return latex(expression, derivation_of("bce").model, Style(struck=struck_factors(expression)))


def test_of_a_power_that_cancels_its_own_two_is_struck() -> None:
    assert struck_latex(Chain(u, Chain(u**2, v / u**2))) == r"\cancel{u} u^{2} \frac{v}{u^{\cancel{2}}}"
    assert struck_latex(Chain(log(u) ** 2, v / log(u))) == r"\ln^{\cancel{2}}(u) \frac{v}{\cancel{\ln(u)}}"


def test_where_one_side_is_no_factor_as_it_is_printed_neither_is_struck() -> None:
    assert "cancel" not in struck_latex(Chain(1 / names.units(1), u, names.units(1)))


def test_the_lines_keep_their_rules_and_citations() -> None:
    result = print_result(derivation_of("bce"), "delta1")
    data = derivation_of("bce")["delta1"]
    assert [(line.rule, line.uses, line.number) for line in result.lines] == [
        (line.rule, line.uses, at) for at, line in enumerate(data.lines)
    ]
    assert result.title == r"The gradient $\delta^{(1)}_{js}$"
    assert theorem("cancellation") == (
        r"A factor that stands above and below the bar leaves both: $\frac{u\,v}{u\,w} = \frac{v}{w}$."
    )


def test_a_lemma_whose_derivative_has_a_name_of_its_own_says_what_it_is_of() -> None:
    derivation = derive(Network((2, 1), "tanh", "mae"))
    assert print_result(derivation, "absolute'").title == (
        r"Lemma: the derivative $\operatorname{sgn}(z)$ of $\left|z\right|$"
    )
    assert print_result(derivation, "tanh'").title == r"Lemma: the derivative $\tanh'(z)$"


def test_the_theorem_of_an_absolute_value_says_when_two_signs_are_one() -> None:
    assert theorem("absolute value").endswith(
        "If another factor has no value where $u = 0$, that place is left out anyway, and $1$ stands for the two signs."
    )


def test_key_lines_keep_what_is_struck_and_name_the_rules_between_them() -> None:
    every = print_result(derivation_of("bce"), "delta2")
    key = print_result(derivation_of("bce"), "delta2", depth="key")
    assert [line.formula for line in key.lines] == [every.lines[line.number].formula for line in key.lines]
    assert r"\cancel" in key.lines[-2].formula
    assert [line.note for line in key.lines] == [
        "chain rule",
        "definition of $a^{(2)}$, chain rule",
        r"citation of $\partial C / \partial a^{(2)}$, lemma $\sigma'$",
        "cancellation",
    ]
    assert key.lines[2].uses == ("da2", "sigmoid'")
    assert all(line.note.startswith(line.rule) for line in every.lines)


@pytest.mark.parametrize(
    ("target", "lines"),
    [("delta2", ["contraction", "named value", "cancellation"]), ("dW2", ["contraction"]), ("z2", ["definition"])],
)
def test_key_lines_in_matrices(target: str, lines: list[str]) -> None:
    derivation = derivation_of("bce")
    key = print_matrices(derivation, target, COLUMNS, MatrixStyle(), depth="key").lines
    every = print_matrices(derivation, target, COLUMNS, MatrixStyle()).lines
    assert [line.rule for line in key] == lines
    assert [line.formula for line in key] == [
        line.formula for line in every if line.number in {each.number for each in key}
    ]
    if target == "dW2":
        assert key[0].note == ("chain rule, definition of $z^{(2)}$, sum rule, constant factor")


def test_colours_go_around_names() -> None:
    def colour(variable: Variable, gradient: bool) -> str | None:
        return "0072B2" if variable.name == "z2" and gradient else None

    found = latex(z.gradient_at() * a.at(), derivation_of("bce").model, Style(colours=colour))
    assert r"\textcolor{0072B2}{\delta^{(2)}_{js}}" in found
    assert found.count("textcolor") == 1


def test_numbers_take_the_place_of_names_and_nothing_collapses() -> None:
    def number(node: Expr) -> str | None:
        return {"a2[1, 1]": "0.7788", "y[1, 1]": "(-1.0000)"}.get(str(node))

    expression = chain((a.at(1, 1), a.at(1, 1) - y.at(1, 1)))
    found = latex(expression, derivation_of("bce").model, Style(numbers=number))
    assert found == r"0.7788 \cdot (0.7788 - (-1.0000))"


def test_a_long_series_is_shortened() -> None:
    terms = tuple(a.at(at, 1) for at in range(1, LONGEST_SERIES + 2))
    model = derivation_of("bce").model
    assert r"\cdots" not in latex(Series(*terms[:-1]), model)
    shortened = latex(Series(*terms), model)
    assert shortened.count("+") == LONGEST_SERIES - 1
    assert shortened.endswith(r"\cdots + a^{(2)}_{71}")


def test_an_entry_by_its_indices() -> None:
    assert entry_latex(names.weight(1), (2, 3), gradient=False) == "w^{(1)}_{23}"
    assert entry_latex(names.weight(1), (2, 30), gradient=False) == "w^{(1)}_{2,30}"
    assert entry_latex(names.cost(), (), gradient=False) == "C"
    assert entry_latex(names.bias(1), (2,), gradient=True, cost="J") == r"\frac{\partial J}{\partial b^{(1)}_{2}}"
    assert Style() == PLAIN


def formulas() -> Iterable[str]:
    """Every formula of several networks and of every example, in index notation and in matrices."""
    style = MatrixStyle(shapes=True)
    for name in (*NETWORKS, *EXAMPLES):
        derivation = derivation_of(name)
        for result in derivation.results:
            pages = [print_result(derivation, result.target)]
            if result.variable is not None:
                pages += [print_matrices(derivation, result.target, layout, style) for layout in (COLUMNS, ROWS)]
            for page in pages:
                yield page.left
                yield from (line.formula for line in page.lines)


def compiled(formulas: Iterable[str], folder: Path, pdflatex: str) -> list[str]:
    """Set formulas, each once, with TeX; give its complaints."""
    body = "\n".join(rf"\[ {formula} \]" for formula in dict.fromkeys(formulas))
    packages = r"\usepackage{amsmath,amssymb,cancel,xcolor}"
    text = rf"\documentclass{{article}}{packages}\begin{{document}}{body}\end{{document}}"
    (folder / "formulas.tex").write_text(text, encoding="utf-8")
    command = [pdflatex, "-interaction=nonstopmode", "-halt-on-error", "formulas.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    output = done.stdout.decode(errors="replace")
    complaints = [line for line in output.splitlines() if line.startswith("!")]
    return complaints if done.returncode == 0 else [*complaints, f"exit code {done.returncode}"]


def test_tex_sets_every_formula(tmp_path: Path, pdflatex: str) -> None:
    found = list(formulas())
    assert len(found) > 300
    assert compiled(found, tmp_path, pdflatex) == []


@pytest.mark.parametrize("broken", [r"\frac{1}{m", r"\delat^{(2)}", r"a^{(1)}_{j}_{s}", r"\left( a"])
def test_tex_complains_about_a_broken_formula(broken: str, tmp_path: Path, pdflatex: str) -> None:
    assert compiled(["a + b", broken], tmp_path, pdflatex) != []


def complaints(formula: str) -> list[str]:
    """Name what is left of Python in a formula, and what is opened and not closed: TeX would set it without a word."""
    found = [each for each in ("**", "Chain", "Partial", "KroneckerDelta") if each in formula]
    pairs = (("{", "}"), (r"\left", r"\right"))
    return found + [opening for opening, closing in pairs if formula.count(opening) != formula.count(closing)]


def test_nothing_of_python_is_left_in_a_formula() -> None:
    found = dict.fromkeys(formulas())
    assert len(found) > 300
    assert {formula: complaints(formula) for formula in found if complaints(formula)} == {}
    assert complaints(r"{\left( x**2") == ["**", "{", r"\left"]


def test_the_numbers_before_a_matrix_are_one() -> None:
    network = Network((2, 1), "identity", Loss.parse("(a-y)**2/2"))
    found = print_matrices(derive(network), "C", COLUMNS, MatrixStyle()).lines[0].formula
    assert found.startswith(r"\frac{1}{2 m} \mathbf{1}^{\top}")


def test_of_a_square_the_power_is_struck_out_with_what_it_cancels() -> None:
    derivation = derive(Network((2, 1), "sigmoid", Loss.parse("y*log(y/a)")))
    *_, struck, last = print_result(derivation, "da1").lines
    assert last.rule == "cancellation"
    assert r"\cancel{a^{(1)}_{js}} \cancel{y_{js}}" in struck.formula
    assert r"{\cancel{y_{js}} (a^{(1)}_{js})^{\cancel{2}}}" in struck.formula


@pytest.mark.parametrize(
    ("samples", "printed"), [("sum", r"\mathbf{1}^{\top}"), ("mean", r"\frac{1}{m} \mathbf{1}^{\top}")]
)
def test_ones_are_not_multiplied_by_one(samples: str, printed: str) -> None:
    derivation = derive(Network((2, 1)), Convention(delta="sample", samples=samples))
    assert print_matrices(derivation, "dC_s", COLUMNS, MatrixStyle()).lines[-1].formula == printed


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("z-(1-z)^2", (r"1 - \frac{d}{dz} \left[ (1 - z)^{2} \right]", "1 + 2 (1 - z)")),
        ("3z-(2-z)", (r"\frac{d}{dz} \left[ 3 z \right] + 1", "4")),
        ("sin(z)-z", (r"\frac{d}{dz} \left[ \sin(z) \right] - 1", r"\cos(z) - 1")),
    ],
)
def test_a_derivative_stands_where_its_term_stood(text: str, lines: tuple[str, str]) -> None:
    printed = print_result(derive(Network((1, 1), Activation.parse(text), "mse")), "f'").lines
    assert (printed[1].formula, printed[-1].formula) == lines


@pytest.mark.parametrize("depth", ["key", "every"])
@pytest.mark.parametrize(
    ("network", "target", "last"),
    [
        (
            Network((1, 1), "sigmoid", Loss.parse("huber(a-y, 2)")),
            "da1",
            r"\frac{1}{m} \begin{cases} a^{(1)}_{js} - y_{js} & \text{if } \left|a^{(1)}_{js} - y_{js}\right| \leq 2 "
            r"\\ 2 \operatorname{sgn}(a^{(1)}_{js} - y_{js}) & \text{otherwise} \end{cases}",
        ),
        (Network((1, 1), Activation.parse("1/(3z)"), "mse"), "f'", r"-\frac{1}{3 z^{2}}"),
        (Network((1, 1), Activation.parse("1.5/z"), "mse"), "f'", r"-\frac{1.5}{z^{2}}"),
    ],
)
def test_a_result_is_the_same_at_every_depth(network: Network, target: str, last: str, depth: str) -> None:
    printed = print_result(derive(network), target, depth=depth).lines
    assert printed[-1].formula == last
    assert not any("(-1)" in line.formula for line in printed)


@pytest.mark.parametrize("activation", ["gelu_tanh", "mish", "silu"])
def test_terms_stand_in_one_order_at_every_depth(activation: str) -> None:
    derivation = derive(Network((1, 1), activation, "mse"))
    for target in derivation.targets:
        key, every = (print_result(derivation, target, depth=depth).lines[-1] for depth in ("key", "every"))
        assert key.formula == every.formula


def test_a_minus_of_a_minus_is_none() -> None:
    derivation = derive(Network((1, 1), "sigmoid", "bce"), Convention(delta="sample"))
    assert not any("(-1)" in line.formula for line in print_result(derivation, "da1").lines)


def test_a_power_of_an_absolute_value_has_no_brackets_around_it() -> None:
    derivation = derive(Network((1, 1), Activation.parse("|z|^3"), "mse"))
    assert print_result(derivation, "f'").lines[0].formula == r"\frac{d}{dz} \left[ \left|z\right|^{3} \right]"
