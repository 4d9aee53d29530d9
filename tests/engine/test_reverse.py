"""One reverse pass for any list of equations: models that are not networks, against autograd and the definition."""

import ast
from pathlib import Path

import numpy as np
import pytest
from sympy import Max, Sum

import derivations.engine
from derivations import Model, derive
from derivations.engine.model import Equation
from derivations.engine.rules import RULES
from derivations.engine.variables import Variable
from derivations.errors import RuleError, TranslationError
from tests.oracles import EXAMPLES, J, K, N, Values, difference_quotients, scalar, vector


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_line_checks(name: str) -> None:
    report = derive(EXAMPLES[name].model).check()
    assert report.rows
    assert not report.failures, report.failures


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_program_equals_autograd_and_the_difference_quotient(name: str) -> None:
    example = EXAMPLES[name]
    values = example.values(seed=3)
    found = derive(example.model).arrays(**values)
    for gradient, wanted in example.gradients(values).items():
        np.testing.assert_allclose(found[gradient], wanted, rtol=1e-12, atol=1e-12)
        derivatives = difference_quotients(example.cost, values, gradient.removeprefix("d"))
        np.testing.assert_allclose(found[gradient], derivatives, rtol=1e-6, atol=1e-6)


def test_the_graph_of_four_numbers() -> None:
    found = derive(EXAMPLES["graph"].model).arrays(x1=2.0, x2=3.0, x3=4.0, x4=5.0)
    assert {name: found[name] for name in ("dx1", "dx2", "dx3", "dx4", "da", "db")} == {
        "dx1": 15,
        "dx2": 10,
        "dx3": 5,
        "dx4": 10,
        "da": 5,
        "db": 5,
    }


def test_the_sum_times_z() -> None:
    derivation = derive(EXAMPLES["product of sum"].model)
    trace = derivation.arrays.trace(x=100.0, y=200.0, z=4.0)
    assert trace["t"] == 300
    assert {name: trace[name] for name in ("dx", "dy", "dz", "dt")} == {"dx": 4, "dy": 4, "dz": 300, "dt": 4}
    assert [line.rule for line in derivation["dz"].lines] == ["definition", "constant factor"]


def test_batch_normalisation_ends_in_its_own_sums() -> None:
    derivation = derive(EXAMPLES["batch normalisation"].model)
    gradients = [result.target for result in derivation.results if result.kind == "gradient"]
    assert gradients == ["dy", "dgamma", "dbeta", "dnormal", "dvar", "dmean", "dx"]
    assert str(derivation["dgamma"].value) == "Sum(Chain(dy[j, s], normal[j, s]), (s, 1, m))"
    assert str(derivation["dbeta"].value) == "Sum(dy[j, s], (s, 1, m))"
    # the variance reaches each mean only through its own unit: no sum over units is left
    assert "KroneckerDelta" not in str(derivation["dmean"].value)
    assert derivation["dx"].uses == ("dmean", "dvar", "dnormal")


def test_a_normalised_sum_does_not_feel_a_shift() -> None:
    example = EXAMPLES["variance"]
    found = derive(example.model).arrays(**example.values())
    np.testing.assert_allclose(found["dmean"], 0, atol=1e-15)


@pytest.mark.parametrize(
    ("name", "target", "value"),
    [
        ("several users", "du", "Chain(dr, q) + Chain(2, dq, u) + 1"),
        ("cube of a sum", "dx", "Chain(3, Sum(x[k], (k, 1, n))**2)"),
        ("twice in one term", "dx", "Chain(x[j] + 1, exp(x[j]))"),
        ("two places at once", "dx", "Sum(Chain(Q[j, i], x[i]), (i, 1, n)) + Sum(Chain(Q[k, j], x[k]), (k, 1, n))"),
        ("two places at once", "dQ", "Chain(x[k], x[j])"),
        ("an index that is not in the body", "dx", "1"),
        ("nested sums", "dB", "Chain(2, Sum(Chain(Sum(A[j, i]*B[i], (i, 1, h)), A[j, k]), (j, 1, n)))"),
        ("constant function", "dx", "Chain(2, x)"),
    ],
)
def test_the_last_line(name: str, target: str, value: str) -> None:
    assert str(derive(EXAMPLES[name].model)[target].value) == value


def test_softmax_keeps_the_term_of_its_own_unit_and_the_sum_over_the_others() -> None:
    result = derive(EXAMPLES["softmax"].model)["dz"]
    rules = [line.rule for line in result.lines]
    assert "quotient rule" in rules
    assert rules.count("Kronecker delta") == 1
    values: Values = {"z": np.array([0.1, -0.4, 0.9]), "w": np.array([1.0, 2.0, -1.0])}
    found = derive(EXAMPLES["softmax"].model).arrays(**values)
    # a softmax does not change when all z grow alike
    assert abs(found["dz"].sum()) < 1e-15


def test_a_target_that_nothing_uses_has_gradient_0() -> None:
    u, q = scalar("u"), scalar("q")
    model = Model("unused", (u,), (Equation(q, u.at() ** 2), Equation(scalar("C"), 3 * u.at())))
    derivation = derive(model)
    assert derivation["dq"].value == 0
    assert derivation.check().ok
    assert derivation.arrays(u=2.0)["du"] == 3


def test_results_come_in_the_order_of_their_citations() -> None:
    for example in EXAMPLES.values():
        seen: set[str] = set()
        for result in derive(example.model).results:
            assert set(result.uses) <= seen | {result.target}, (example.model.name, result.target)
            seen.add(result.target)


def test_every_line_names_a_rule_of_the_table() -> None:
    rules = {line.rule for e in EXAMPLES.values() for r in derive(e.model).results for line in r.lines}
    assert rules <= set(RULES)
    assert {"chain rule", "quotient rule", "product rule", "constant"} <= rules


def test_what_no_rule_differentiates_is_refused() -> None:
    x = vector("x")
    model = Model("larger", (x,), (Equation(scalar("C"), Sum(Max(x.at(), 1), (J, 1, N))),))
    with pytest.raises(RuleError, match=r"no rule differentiates Max\(1, x\[k\]\) by x\[j\]; known: sums, products"):
        derive(model)


def test_a_sum_over_the_diagonal_keeps_its_delta_and_has_no_program() -> None:
    square = Variable("Q", (J, K), (N, N))
    model = Model("trace", (square,), (Equation(scalar("C"), Sum(square.at(J, J), (J, 1, N))),))
    derivation = derive(model)
    assert str(derivation["dQ"].value) == "KroneckerDelta(j, k)"
    assert derivation.check().ok
    with pytest.raises(TranslationError, match="KroneckerDelta"):
        _ = derivation.arrays.source


def test_the_engine_has_no_word_of_networks() -> None:
    words = ("network", "layer", "neuron", "perceptron", "sigmoid", "tanh", "relu", "bias", "activation", "mlp")
    root = Path(derivations.engine.__file__).parent
    modules = sorted(root.rglob("*.py"))
    assert len(modules) > 10
    # a module's docstring may say that it must not know networks, and give sigmoid as an example
    code = {path.name: _without_prose(path.read_text(encoding="utf-8")) for path in modules}
    found = [(name, word) for name, text in code.items() for word in words if word in text.lower()]
    assert not found


def test_the_words_would_be_found() -> None:
    assert "layer" in _without_prose('"""A layer."""\nlayer = 1\n')
    assert "layer" not in _without_prose('"""A layer."""\n# a layer\nx = 1\n')


def _without_prose(text: str) -> str:
    """Give the code of a module without its docstrings and comments."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)
