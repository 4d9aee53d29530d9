"""Expressions as graphs: one operation per node, what occurs twice computed once, and names that never clash."""

import math

import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st
from sympy import (
    Abs,
    Add,
    Expr,
    Float,
    Function,
    I,
    Integer,
    Matrix,
    Max,
    Min,
    Mul,
    Piecewise,
    Symbol,
    exp,
    log,
    oo,
    sin,
    sqrt,
    symbols,
)

from derivations import Model, derive, graph_events, graph_view, notes
from derivations.engine.selection import Larger, Smaller
from derivations.engine.variables import is_entry
from derivations.errors import DerivationError, FormulaError, SpecificationError
from derivations.formula.vocabulary import ELEMENTARY
from derivations.models.functions import SIGMOID
from derivations.models.graphs import graph
from derivations.rendering.latex import latex
from derivations.rendering.lines import print_result
from derivations.views.graph_code import graph_code
from derivations.views.graph_events import ValueEvent
from tests.searching import examples

x, y, z = symbols("x y z")


def equations(model: Model) -> list[str]:
    return [f"{each.target.name} = {each.expression}" for each in model.equations]


def value(model: Model) -> Expr:
    """Put every equation into those after it."""
    known: dict[Expr, Expr] = {}
    for equation in model.equations:
        known[equation.target.at()] = equation.expression.xreplace(known)
    return known[model.cost.at()]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ((x + y) * z, ["v1 = x + y", "Y = v1*z"]),
        (x + y, ["Y = x + y"]),
        (x - y, ["Y = x - y"]),
        ((x - y * z) ** 2, ["v1 = y*z", "v2 = -v1 + x", "Y = v2**2"]),
        (x / y, ["v1 = 1/y", "Y = v1*x"]),
        (x / (y * z), ["v1 = y*z", "v2 = 1/v1", "Y = v2*x"]),
        (-2 / (y * z), ["v1 = y*z", "v2 = 1/v1", "Y = -2*v2"]),
        (1 / (x * y) + x * y, ["v1 = x*y", "v2 = 1/v1", "Y = v1 + v2"]),
        (x / (y**2 * sqrt(z)), ["v1 = y**2", "v2 = sqrt(z)", "v3 = v1*v2", "v4 = 1/v3", "Y = v4*x"]),
        (3 * x * y + 2, ["v1 = 3*x*y", "Y = v1 + 2"]),
        (sin(x * y) + exp(x * y), ["v1 = x*y", "v2 = exp(v1)", "v3 = sin(v1)", "Y = v2 + v3"]),
        (x**y * log(x), ["v1 = x**y", "v2 = log(x)", "Y = v1*v2"]),
        (sqrt(x**2 + 1), ["v1 = x**2", "v2 = v1 + 1", "Y = sqrt(v2)"]),
        (SIGMOID(x * y), ["v1 = x*y", "Y = sigmoid(v1)"]),
        (Abs(x), ["Y = absolute(x)"]),
        (Max(0, x), ["Y = Larger(x, 0)"]),
        (Min(x, y), ["Y = Smaller(x, y)"]),
        (
            Max(3, x, y * z),
            ["v1 = y*z", "Y = Larger(x, v1, 3)"],
        ),
        (
            Piecewise((x * y, x * y > z), (z, True)),
            ["v1 = x*y", "Y = Piecewise((v1, v1 > z), (z, True))"],
        ),
        # what has no value everywhere stays in its case, on names of what has one
        (
            Piecewise((log(x * y) * z, x * y > 0), (z, True)),
            ["v1 = x*y", "Y = Piecewise((z*log(v1), v1 > 0), (z, True))"],
        ),
        (Piecewise((z, x < 0), (sqrt(x), True)) + 1, ["v1 = Piecewise((z, x < 0), (sqrt(x), True))", "Y = v1 + 1"]),
        (Piecewise((x**2, x > 0), (z, True)), ["v1 = x**2", "Y = Piecewise((v1, x > 0), (z, True))"]),
        (Mul(2, Add(x, y, evaluate=False), evaluate=False), ["v1 = x + y", "Y = 2*v1"]),
    ],
)
def test_one_operation_per_node(expression: Expr, expected: list[str]) -> None:
    assert equations(graph(expression)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "1/(1+exp(-(w*x+b)))",
            ["v1 = w*x", "v2 = b + v1", "v3 = -v2", "v4 = exp(v3)", "v5 = v4 + 1", "Y = 1/v5"],
        ),
        ("2*(x + y)", ["v1 = x + y", "Y = 2*v1"]),
        ("x - (y + z)", ["v1 = y + z", "Y = -v1 + x"]),
        ("-(x + y)*z", ["v1 = x + y", "Y = -v1*z"]),
    ],
)
def test_a_sum_in_brackets_is_a_node_whatever_stands_before_it(text: str, expected: list[str]) -> None:
    assert equations(graph(text)) == expected


@pytest.mark.parametrize(
    ("text", "case", "forward"),
    [
        ("exp(log(x)) if x>0 else y", "exp(log(x))", "Y = math.exp(math.log(x)) if x > 0 else y"),
        ("sqrt(x)^2 if x>0 else y", "(sqrt(x))**2", "Y = (math.sqrt(x))**2 if x > 0 else y"),
        ("1/(1/x) if x>0 else y", "1/(1/x)", "Y = 1/(1/x) if x > 0 else y"),
        ("log(x)/log(x) if x>0 else x*y", "log(x)/log(x)", "v1 = x*y\nY = math.log(x)/math.log(x) if x > 0 else v1"),
        ("x*(1/x) if x>0 else y", "x/x", "Y = x/x if x > 0 else y"),
        ("log(x) - log(x) + x if x>0 else y", "", "Y = math.log(x) + (-math.log(x)) + x if x > 0 else y"),
        ("log(x)*log(x)*x if x>0 else y", "", "Y = x*math.log(x)*math.log(x) if x > 0 else y"),
        ("2*(log(x)+1)*x if x>0 else y", "", "Y = 2*x*(math.log(x) + 1) if x > 0 else y"),
    ],
)
def test_what_stays_in_its_case_stays_what_was_typed(text: str, case: str, forward: str) -> None:
    derivation = derive(graph(text))
    (value, _), _ = derivation.model.equations[-1].as_typed.args
    assert str(value) == case or not case
    assert graph_code(graph_view(derivation)).forward == forward
    assert derivation.check().ok


def test_what_the_forward_pass_has_computed_is_cited_by_name() -> None:
    derivation = derive(graph("1/(1+exp(-(w*x+b)))"))
    assert [line.rule for line in derivation["dv3"].lines][-1] == "named value"
    assert "dv3 = dv4 * v4" in derivation.arrays.source
    assert derivation.arrays.source.count("np.exp(") == 1
    assert str(derive(graph("tanh(x*y)"))["dv1"].value) == "1 - Y**2"
    assert derive(graph("sin(x*y) + exp(x)/y")).arrays.source.count("np.exp(") == 1


def test_parts_and_the_whole_have_the_names_that_are_given() -> None:
    assert equations(graph((x + y) * z, names={x + y: "t"}, output="out")) == ["t = x + y", "out = t*z"]
    x1, x2, x3, x4 = symbols("x1:5")
    found = graph((x1 * x2 + x3) * x4, names={x1 * x2: "a", x1 * x2 + x3: "b"})
    assert equations(found) == ["a = x1*x2", "b = a + x3", "Y = b*x4"]


variables = st.sampled_from([x, y, z, Integer(2), Integer(-3)])


def _joined(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    two = st.tuples(parts, parts)
    return st.one_of(
        two.map(lambda pair: pair[0] + pair[1]),
        two.map(lambda pair: pair[0] * pair[1]),
        two.map(lambda pair: pair[0] / pair[1] if pair[1] != 0 else pair[0]),
        parts.map(sin),
        parts.map(exp),
        parts.map(lambda each: each**2),
    )


@examples(40)
@given(st.recursive(variables, _joined, max_leaves=8))
@example(exp(sin(-3 * x + y)))
@example(x / (y * z) - 1 / (y * z))
def test_a_graph_is_its_expression_and_every_node_is_elementary(expression: Expr) -> None:
    if not expression.free_symbols or not expression.args:
        with pytest.raises(SpecificationError):
            graph(expression)
        return
    model = graph(expression)
    assert (value(model) - expression).expand() == 0
    for equation in model.equations:
        # a difference is one operation: SymPy makes -sin(3 x - y) of sin(-3 x + y)
        parts = [-part if part.could_extract_minus_sign() else part for part in equation.expression.args]
        assert all(is_entry(part) or not part.free_symbols for part in parts)
    rights = [equation.expression for equation in model.equations]
    assert len(set(rights)) == len(rights)


def test_names_do_not_clash() -> None:
    v1, dv2, dx, whole = symbols("v1 dv2 dx Y")
    model = graph(sin(x * v1) + dv2 * dx + whole)
    names = [*model.by_name, *(variable.gradient for variable in model.by_name.values())]
    assert len(set(names)) == len(names)
    assert model.cost.name == "Y_"
    # a prime is a derivative
    assert model.cost.latex == r"\tilde{Y}"
    assert (value(model) - sin(x * v1) - dv2 * dx - whole) == 0


def test_variables_with_assumptions_are_plain_names() -> None:
    n, real = Symbol("n", integer=True), Symbol("r", real=True)
    assert equations(graph(n * real + 1)) == ["v1 = n*r", "Y = v1 + 1"]


@pytest.mark.parametrize(
    ("name", "printed"), [("x1", "x_{1}"), ("alpha", r"\alpha"), ("out", r"\mathrm{out}"), ("x", "x")]
)
def test_how_names_are_printed(name: str, printed: str) -> None:
    assert graph(Symbol(name) + 1).by_name[name].latex == printed


def test_printed_names_can_be_given() -> None:
    assert graph(x + y, printed={"x": r"\xi"}).by_name["x"].latex == r"\xi"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (x, "x has no operation on a variable; a graph needs at least one, such as x"),
        (Integer(3), "3 has no operation on a variable"),
        (Function("f")(x), r"operation 'f' in f\(x\); known: sum, product, power, sqrt, cases, Max, Min, sign, Abs"),
        (
            Matrix([x, y]),
            r"expression MutableDenseMatrix of shape \(2, 1\); expected a SymPy expression in plain",
        ),
        (x > y, "expression x > y; expected a SymPy expression in plain variables, or text, such as"),
        (Symbol("x_{1}") + 1, r"variable name 'x_\{1\}'; expected a Python identifier"),
        (Symbol("np") + 1, "variable name 'np' is one that a derived program keeps for itself"),
        (I * x, "I in I.x; a graph computes with real numbers"),
        (oo * x, "oo in oo.x; a graph computes with real numbers"),
        (Float("nan") * x, "nan"),
    ],
)
def test_what_has_no_graph(expression: Expr, message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        graph(expression)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sqrt(max(x, 0)) + y", r"sqrt\(max\(x, 0\)\) has no derivative where max\(x, 0\) is 0: that of a root of 0"),
        ("y/relu(x)", r"y/relu\(x\) has no value where relu\(x\) is 0: a quotient needs a divisor other than 0"),
        ("log(-1 - x^2)", r"is defined nowhere: log needs a positive argument, and -1 - x\*\*2 is negative"),
        ("x*1", "x.1 has no operation on a variable: it is x; a graph needs at least one"),
        ("(w if x > 0 else w)*y", r"\(w if x > 0 else w\)\*y does not depend on x: it cancels"),
        ("x^0 + y", r"formula 'x\^0 \+ y' does not depend on x: it cancels"),
    ],
)
def test_a_text_that_no_line_would_be_right_of_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(DerivationError, match=message):
        graph(text)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("(x + y)*z", (x + y) * z),
        (" sin(x*y) + exp(x*y) - 2**x", sin(x * y) + exp(x * y) - 2**x),
        ("max(x, 0)*y + min(z, x)", Larger(x, 0) * y + Smaller(z, x)),
        ("relu(x*w1)", Max(x * Symbol("w1"), 0)),
        ("sqrt(x**2 + 1)/abs(y)", sqrt(x**2 + 1) / Abs(y)),
        ("sign(x*y)*z", sympy.sign(x * y) * z),
    ],
)
def test_text_is_read_through_the_whitelist(text: str, expression: Expr) -> None:
    # what is typed is computed in its own order
    assert value(graph(text)) == value(graph(expression))
    assert len(equations(graph(text))) == len(equations(graph(expression)))
    assert derive(graph(text)).check().ok


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("y x", ["y x"]),
        ("x y", ["x y"]),
        ("foo bar", [r"\mathrm{foo} \, \mathrm{bar}"]),
        ("z + y x", ["y x", "z + v_{1}"]),
        ("z - 2 y x", ["2 y x", "z - v_{1}"]),
        ("z - 2 (y + x)", ["y + x", "2 v_{1}", "z - v_{2}"]),
        ("c sin(b) a", [r"\sin(b)", "c v_{1} a"]),
        ("y x/2 + 1", [r"\frac{y x}{2}", "v_{1} + 1"]),
        ("1 + x", ["1 + x"]),
        ("b/(d c)*a", ["d c", r"\frac{1}{v_{1}}", "b v_{2} a"]),
        ("b/d/c/2*a", ["d c", r"\frac{1}{v_{1}}", r"\frac{b v_{2}}{2} a"]),
        ("(y + x)(b + a)", ["y + x", "b + a", "v_{1} v_{2}"]),
        ("(x y)/(x z)", ["x z", r"\frac{1}{v_{1}}", "x y v_{2}"]),
        ("x*x/x", [r"\frac{1}{x}", "x^{2} v_{1}"]),
        ("max(0*x, x)", [r"0 \cdot x", r"\max(v_{1}, x)"]),
        ("-2x/(-3)", [r"\frac{2 x}{3}"]),
    ],
)
def test_a_graph_is_printed_in_the_order_in_which_it_was_typed(text: str, printed: list[str]) -> None:
    model = graph(text)
    assert [latex(each.expression, model) for each in model.equations] == printed
    derivation = derive(model)
    assert derivation.check().ok
    assert [latex(derivation[each.target.name].value, model) for each in model.equations] == printed


def test_what_is_left_of_a_typed_product_stands_in_its_order() -> None:
    derivation = derive(graph("3 y x z"))
    assert [latex(derivation[each].value, derivation.model) for each in ("dx", "dy", "dz")] == [
        "3 y z",
        "3 x z",
        "3 y x",
    ]


@pytest.mark.parametrize("name", [name for name in ELEMENTARY if name not in ("relu", "sigmoid", "softplus")])
def test_what_text_may_hold_may_be_given_as_sympy_has_it(name: str) -> None:
    function = getattr(sympy, {"abs": "Abs", "max": "Max", "min": "Min"}.get(name, name))
    assert derive(graph(function(*(x, y)[: ELEMENTARY[name]]) * z)).check().ok
    with pytest.raises(SpecificationError, match=rf"known: .*\b{function.__name__}\b"):
        graph(Function("f")(x))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("x + x", ["Y = x + x"]),
        ("2*x + 3*x", ["v1 = 2*x", "v2 = 3*x", "Y = v1 + v2"]),
        ("x - x + y", ["Y = -x + x + y"]),
        ("sigmoid(b)", ["Y = sigmoid(b)"]),
        ("softplus(x)*y", ["v1 = softplus(x)", "Y = v1*y"]),
        ("exp(log(x))", ["v1 = log(x)", "Y = exp(v1)"]),
        ("x/(y/z)", ["v1 = 1/z", "v2 = v1*y", "v3 = 1/v2", "Y = v3*x"]),
        ("1/(1/x)", ["v1 = 1/x", "Y = 1/v1"]),
        ("x/x", ["v1 = 1/x", "Y = v1*x"]),
        ("sqrt(x)^2 + (x^2)^3", ["v1 = sqrt(x)", "v2 = v1**2", "v3 = x**2", "v4 = v3**3", "Y = v2 + v4"]),
        ("-(-x)", ["v1 = -x", "Y = -v1"]),
        ("exp(x)^2", ["v1 = exp(x)", "Y = v1**2"]),
        ("2(3x)", ["v1 = 3*x", "Y = 2*v1"]),
        ("x + (y + x)", ["v1 = x + y", "Y = v1 + x"]),
        ("abs(-x)", ["v1 = -x", "Y = absolute(v1)"]),
        ("max(x, x)", ["Y = Larger(x, x)"]),
        ("(x + y)*(x + y) + 1 + 2", ["v1 = x + y", "v2 = v1**2", "Y = v2 + 3"]),
    ],
)
def test_what_was_typed_is_computed(text: str, wanted: list[str]) -> None:
    model = graph(text)
    assert equations(model) == wanted
    assert derive(model).check().ok


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("exp(log(x))", {"x": -1.0}),
        ("(x y)/(x z)", {"x": 0.0, "y": 1.0, "z": 1.0}),
        ("x/(y/z)", {"x": 1.0, "y": 1.0, "z": 0.0}),
        ("x*x/x", {"x": 0.0}),
        ("sqrt(x)^2", {"x": -1.0}),
        ("1/(1/x)", {"x": 0.0}),
    ],
)
def test_a_graph_has_no_value_where_an_operation_that_was_typed_has_none(text: str, at: dict[str, float]) -> None:
    view = graph_view(derive(graph(text)))
    with pytest.raises(SpecificationError, match="has no real, finite value at"):
        list(graph_events(view, at))
    elsewhere = list(graph_events(view, {name: number + 2 for number, name in enumerate(at)}))
    assert all(math.isfinite(each.value) for each in elsewhere if isinstance(each, ValueEvent))


@pytest.mark.parametrize("name", ["gelu", "silu", "mish", "selu", "log_sigmoid", "hard_tanh", "softsign", "gelu_tanh"])
def test_a_graph_knows_the_functions_behind_its_own(name: str) -> None:
    derivation = derive(graph(f"{name}(x)*y"))
    found = derivation.arrays(x=0.7, y=2.0)
    moved = [derive(graph(f"{name}(x)*y")).arrays(x=x, y=1.0)["dy"] for x in (0.7 - 1e-6, 0.7 + 1e-6)]
    assert found["dx"] == pytest.approx(2 * (moved[1] - moved[0]) / 2e-6, rel=1e-6)


@pytest.mark.parametrize("text", ["1/(x-x)", "x + 1/0", "log(x - x)*x", "y/(x - x)"])
def test_a_part_that_is_never_a_number_is_refused(text: str) -> None:
    with pytest.raises(FormulaError, match="is defined nowhere: "):
        graph(text)


HOSTILE = ("", "x", "(x+", "f(x)", "x.y", "x[0]", "__import__('os').system('x')", "3", "e + pi")


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_is_no_graph_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises((FormulaError, SpecificationError)) as caught:
        graph(text)
    assert len(str(caught.value)) < 400


@examples(200)
@given(st.text(max_size=40) | st.text(alphabet="xyz()+-*/.,012 maxinrelu_", max_size=30))
def test_any_text_is_a_graph_or_one_sentence(text: str) -> None:
    try:
        graph(text)
    except DerivationError as error:
        assert "\n" not in str(error)  # noqa: PT017  both ends are right, and this is what is asked of this one


@pytest.mark.parametrize(
    ("expression", "at", "derivatives"),
    [
        (Max(0, x), {"x": 0.0}, {"dx": 0.0}),
        (Max(x, y), {"x": 1.0, "y": 1.0}, {"dx": 0.5, "dy": 0.5}),
        (Min(x, y), {"x": 1.0, "y": 1.0}, {"dx": 0.5, "dy": 0.5}),
        (Min(x, 2), {"x": 2.0}, {"dx": 0.0}),
        (Max(x, y, z), {"x": 3.0, "y": 1.0, "z": 2.0}, {"dx": 1.0, "dy": 0.0, "dz": 0.0}),
    ],
)
def test_where_two_are_equal_the_derivative_is_that_of_a_formula(
    expression: Expr, at: dict[str, float], derivatives: dict[str, float]
) -> None:
    derivation = derive(graph(expression))
    assert derivation.check().ok
    found = derivation.arrays(**at)
    assert {name: float(found[name]) for name in derivatives} == derivatives


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("alpha*selu(x)", "'alpha' is printed as \\\\alpha is, a number in selu; call it something else"),
        ("kappa + selu(x)", "'kappa' is printed as \\\\kappa is, a number in selu; call it something else"),
        ("Phi*gelu(x)", "'Phi' is printed as \\\\Phi is, a function; call it something else"),
    ],
)
def test_a_letter_of_a_function_is_no_variable_beside_it(text: str, message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        graph(text)
    assert derive(graph(text.replace("selu", "tanh").replace("gelu", "tanh"))).check().ok


def test_a_function_has_a_letter_of_its_own_beside_an_input() -> None:
    for text, lemma, left in (
        ("z*sigmoid(x)", "sigmoid'", r"\sigma'(t)"),
        ("t*z*sigmoid(x)", "sigmoid'", r"\sigma'(w)"),
        ("u*huber(x)", "huber'", r"\operatorname{Huber}'(t)"),
        ("x*sigmoid(x)", "sigmoid'", r"\sigma'(z)"),
    ):
        derivation = derive(graph(text))
        printed = print_result(derivation, lemma)
        assert printed.left == left
        letter = left[-2]
        assert rf"\frac{{d}}{{d{letter}}}" in printed.lines[0].formula
        assert f"{{{text[0]}}}" not in printed.lines[0].formula.replace("z", "{z}") or text[0] == "x"
        assert derivation.check().ok


def test_the_sign_of_a_derivative_is_upright_beside_an_input_of_that_letter() -> None:
    derivation = derive(graph("d*sigmoid(x)"))
    assert print_result(derivation, "dd").left == r"\frac{\mathrm{d} Y}{\mathrm{d}d}"
    assert print_result(derivation, "sigmoid'").lines[0].formula.startswith(r"\frac{\mathrm{d}}{\mathrm{d}z}")
    assert "$\\mathrm{d}$ is along every way" in notes.to_markdown(derivation)
    assert print_result(derive(graph("c*sigmoid(x)")), "dc").left == r"\frac{d Y}{dc}"
