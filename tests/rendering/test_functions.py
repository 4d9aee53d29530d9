"""Names of functions in a formula: those of TeX where it has them, and a user's own, whatever SymPy makes of them."""

import re
from pathlib import Path

import pytest
import sympy
from sympy import Abs, Function, Symbol, pretty, srepr
from sympy import latex as sympy_latex

from derivations import Network, derive, graph, notes
from derivations.engine.definitions import Definition, apply_definition
from derivations.engine.selection import POSITIVE
from derivations.errors import FormulaError
from derivations.formula import Activation, Loss
from derivations.models.formulas import definition
from derivations.models.graphs import FUNCTIONS
from derivations.rendering.functions import COMMANDS, bracket_latex, chain_brackets, function_latex, join_conditions
from derivations.rendering.latex import latex
from derivations.rendering.lines import print_matrices, print_result
from derivations.rendering.matrix_style import MatrixStyle
from derivations.rendering.names import Spelt
from derivations.rendering.notebook import result_latex
from derivations.views.layout import COLUMNS
from tests.rendering.test_latex import compiled

X = Symbol("x", real=True)
PUBLIC = sorted(name for name in dir(sympy) if re.fullmatch(r"[A-Za-z]{1,12}", name))
# of this library's own nodes, of Python, and of TeX
OTHERS = (
    *("Bracket", "Chain", "Choice", "Expectation", "Larger", "NoneType", "Partial", "Series", "Smaller", "bool"),
    *("dict", "float", "frac", "int", "set", "str", "tuple"),
)


@pytest.mark.parametrize("name", ["asinh", "cbrt", "gamma", "erf", *FUNCTIONS])
def test_a_function_is_a_command_of_tex_or_a_word_set_upright(name: str) -> None:
    found = function_latex(Function(name), "x")
    command = re.match(r"\\([a-z]+)(?=[({])", found)
    assert found == r"\left|x\right|" or (command and command[1] in (*COMMANDS, "ln", "operatorname"))


def test_tex_has_every_command_and_sets_every_function_of_a_graph(tmp_path: Path, pdflatex: str) -> None:
    functions = [function_latex(Function(name), "x") for name in (*COMMANDS, *FUNCTIONS)]
    assert compiled(functions, tmp_path, pdflatex) == []


def test_the_inverse_of_the_sine_has_its_name_in_formulas_and_words() -> None:
    derivation = derive(graph(sympy.asin(X) + sympy.acos(X)))
    for document in (
        notes.to_latex(derivation),
        notes.to_markdown(derivation),
        *(result_latex(derivation.model, each) for each in derivation.results),
    ):
        assert r"\asin" not in document
        assert r"\acos" not in document
    assert r"\text{derivative of }\arccos\text{ and }\arcsin" in notes.to_markdown(derivation)


def test_a_function_is_printed_under_the_name_that_a_user_gave_whatever_sympy_calls_so() -> None:
    printed = 0
    for name in dict.fromkeys((*PUBLIC, *OTHERS)):
        try:
            activation = Activation.parse("z**2", name=name)
        except FormulaError:
            continue
        f = definition(activation)
        expression = f(X).diff(X) ** 2 + f(X) ** 3 + 1 / f(X)
        shown = activation.latex_name
        for model in (latex(expression, Spelt.of([expression])), sympy_latex(f(X)), sympy_latex(f(X) ** 3)):
            assert model.count(shown) in (1, 3), (name, model)
        assert str(f(X) ** 3) == f"{name}(x)**3"
        assert srepr(f(X)).startswith(f"{name}(")
        assert name in pretty(f(X), use_unicode=False) or shown.startswith("\\")
        printed += 1
    assert printed > 450


def test_a_function_is_printed_by_what_it_is_and_not_by_its_name() -> None:
    for name in ("Larger", "Smaller", "Abs", "atan"):
        own = Definition(name, rf"\operatorname{{{name}}}", X, X**2)
        assert latex(own(X), Spelt.of([own(X)])) == rf"\operatorname{{{name}}}(x)"


def test_the_notes_of_a_network_with_such_a_name_are_written() -> None:
    network = Network((2, 1), Activation.parse("z**2", name="Sum"), Loss.parse("(a-y)**4", name="Mul"))
    derivation = derive(network)
    assert r"\operatorname{Sum}(z^{(1)}_{js})" in result_latex(derivation.model, derivation["a1"]).replace(" ", "")
    assert r"\operatorname{Sum}'" in notes.to_markdown(derivation)
    assert derivation.check(["Sum'", "dW1"]).ok


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("0<z<1", r"\begin{cases} 1 & \text{if } 0 < z < 1 \\ 0 & \text{otherwise} \end{cases}"),
        ("z<1 and z>=0", r"\begin{cases} 1 & \text{if } 0 \leq z < 1 \\ 0 & \text{otherwise} \end{cases}"),
        (
            "0 if z<0 else z if z<1 else 1",
            r"\begin{cases} 0 & \text{if } z < 0 \\ z & \text{if } z < 1 \\ 1 & \text{otherwise} \end{cases}",
        ),
        ("(z>0)*z", r"\left(\begin{cases} 1 & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases}\right) z"),
    ],
)
def test_cases_read_like_a_book(text: str, printed: str) -> None:
    first = print_result(derive(Network((1, 1), Activation.parse(text), "mse")), "f'").lines[0]
    assert first.formula == rf"\frac{{d}}{{dz}} \left[ {printed} \right]"


def test_cases_of_matrices_are_closed_before_what_follows() -> None:
    derivation = derive(Network((1, 1), "sigmoid", Loss.parse("0 if a<0 else a*y if a<1 else y")))
    cost = print_matrices(derivation, "C", COLUMNS, MatrixStyle()).lines[-1].formula
    assert cost.endswith(r"\\ Y & \text{otherwise} \end{cases}\right) \mathbf{1}")
    assert cost.count(r"\begin{cases}") == 1


@pytest.mark.parametrize(
    "conditions",
    [
        [("z", ">", "0"), ("y", "<", "1")],
        [("z", ">", "0"), ("z", ">", "1")],
        [("z", "<", "0"), ("z", "<", "1")],
        [("z", "=", "0"), ("z", "<", "1")],
    ],
)
def test_conditions_of_another_kind_are_not_one(conditions: list[tuple[str, str, str]]) -> None:
    assert join_conditions(conditions) == " ".join(conditions[0]) + r" \text{ and } " + " ".join(conditions[1])


@pytest.mark.parametrize(
    ("terms", "number", "strict", "apart"),
    [
        (["A"], "", "[A > 0]", r"[A \neq 0]"),
        (["-A"], "", "[A < 0]", r"[A \neq 0]"),
        (["A"], "-2", "[A > 2]", r"[A \neq 2]"),
        (["-A"], "2", "[A < 2]", r"[A \neq 2]"),
        (["A", "-Y"], "", "[A > Y]", r"[A \neq Y]"),
        (["A", "-Y"], "1", "[A - Y > -1]", r"[A - Y \neq -1]"),
        (["-A", "Y"], "1", "[A - Y < 1]", r"[A - Y \neq 1]"),
        (["A", "Y"], "", "[A + Y > 0]", r"[A + Y \neq 0]"),
    ],
)
def test_a_bracket_says_what_is_compared(terms: list[str], number: str, strict: str, apart: str) -> None:
    assert bracket_latex(apply_definition(POSITIVE), terms, number) == strict
    assert bracket_latex(Abs, terms, number) == apart


def test_two_borders_of_one_thing_are_one_bracket() -> None:
    assert chain_brackets(["2", "[u > 0]", "[u < 6]", "v"]) == ["2", "[0 < u < 6]", "v"]
    apart = ["[u > 0]", "[v < 6]", "[u < 6]", r"[u \geq 0]", "[u < 6]"]
    assert chain_brackets(apart) == apart


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("min(max(a*y,0),6)", [r"[0 < A^{(1)} \odot Y < 6]"]),
        ("max(0,1-a*y)", [r"[A^{(1)} \odot Y < 1]"]),
        ("sign(a-y)*log(1+abs(a-y))", [r"[A^{(1)} \neq Y]"]),
    ],
)
@pytest.mark.parametrize("depth", ["key", "every"])
def test_brackets_of_matrices_say_what_is_compared_as_those_of_entries_do(
    text: str, inside: list[str], depth: str
) -> None:
    derivation = derive(Network((2, 1), "identity", Loss.parse(text)))
    last = print_matrices(derivation, "da1", COLUMNS, MatrixStyle(), depth=depth).lines[-1].formula
    assert [each for each in inside if each not in last] == []
    assert last.count("[") == len(inside)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("huber(a-y, 2)", r"A^{(1)} - Y & \text{if } \left|A^{(1)} - Y\right| \leq 2 \\"),
        ("(a-y)^2 if a > y else 0", r"2 (A^{(1)} - Y) & \text{if } A^{(1)} > Y \\ 0 & \text{otherwise}"),
    ],
)
@pytest.mark.parametrize("depth", ["key", "every"])
def test_cases_of_a_loss_are_cases_of_its_gradient_in_matrices_too(text: str, first: str, depth: str) -> None:
    derivation = derive(Network((2, 1), "identity", Loss.parse(text)))
    last = print_matrices(derivation, "da1", COLUMNS, MatrixStyle(), depth=depth).lines[-1].formula
    assert rf"\begin{{cases}} {first}" in last
    assert last.count(r"\begin{cases}") == 1


@pytest.mark.parametrize("text", ["0<z<1", "0 if z<0 else (1 if z<0.5 else 2)", "(0 if z<0 else 1 if z<1 else 0) + z"])
def test_constant_cases_within_cases_leave_no_brace_in_a_brace(text: str) -> None:
    derivation = derive(Network((1, 1), Activation.parse(text), "mse"))
    lines = print_result(derivation, "f'").lines
    assert all(line.formula.count(r"\begin{cases}") <= 1 for line in lines)
    assert lines[-1].formula in ("0", "1")
    assert derivation.check(["f'"]).ok


@pytest.mark.parametrize(
    ("text", "rule", "inside"),
    [
        (
            "max(0.9(y-a),-0.1(y-a))",
            "maximum and minimum",
            r"\left[ H(y - a) \frac{\partial}{\partial a} \left[ 0.9 (y - a)",
        ),
        ("(a-y)^2 if a < 1 else y*a", "case by case", r"\begin{cases} \frac{\partial}{\partial a} \left[ (a - y)^{2}"),
    ],
)
def test_of_two_values_the_derivative_of_the_first_comes_first(text: str, rule: str, inside: str) -> None:
    lines = print_result(derive(Network((1, 1), "identity", Loss.parse(text))), "da1").lines
    (found,) = (re.sub(r"(a)\^\{\(1\)\}_\{\w+'?\}|(y)_\{\w+'?\}", r"\1\2", x.formula) for x in lines if x.rule == rule)
    assert inside in found
