"""The derivation as a NumPy program: its text, what it returns, and that it survives large numbers."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sympy import Expr, Piecewise, Sum, log, sqrt

from derivations import Activation, Convention, Loss, Network, Parameters, derive, draw_masks, graph, initialise
from derivations.engine.model import Equation, Model
from derivations.errors import FormulaError, ShapeError, SpecificationError, TranslationError
from derivations.matching.binding import bind
from derivations.numeric.network.problem import pose
from tests.oracles import EXAMPLES, J, N, scalar

BCE = """\
import numpy as np


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))  # 1/(1 + e^-z), no overflow; 1 - sigmoid(z) = sigmoid(-z)


def gradients(a0, W1, b1, W2, b2, y):
    m = a0.shape[0]
    # forward
    z1 = a0 @ W1.T + b1
    a1 = sigmoid(z1)
    z2 = a1 @ W2.T + b2
    a2 = sigmoid(z2)
    # backward
    delta2 = (a2 - y) / m
    dW2 = delta2.T @ a1
    db2 = delta2.sum(axis=0)
    delta1 = (delta2 @ W2) * a1 * sigmoid(-z1)
    dW1 = delta1.T @ a0
    db1 = delta1.sum(axis=0)
    return {"delta2": delta2, "dW2": dW2, "db2": db2, "delta1": delta1, "dW1": dW1, "db1": db1}
"""


@pytest.mark.parametrize("formula", [log, sqrt, lambda x: log(x) ** 2, lambda x: x + log(x)])
def test_where_a_value_is_not_defined_there_is_no_gradient(formula: Callable[[Expr], Expr]) -> None:
    x, out = scalar("x"), scalar("out")
    program = derive(Model("m", (x,), (Equation(out, formula(x.at())),))).arrays
    with pytest.raises(FormulaError, match="out has no finite value for these inputs, x; choose others"):
        program(x=-1.0)
    assert np.isfinite(program(x=2.0)["dx"])


def test_a_power_of_a_negative_number_says_along_what_it_has_no_derivative() -> None:
    program = derive(graph("x^y")).arrays
    with pytest.raises(FormulaError, match=r"^dy has no finite .* x\*\*y has a derivative along y only where x > 0$"):
        program(x=-2.0, y=3.0)
    assert program(x=2.0, y=3.0)["dx"] == 12


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(z - x*y)^y", r"(z - x*y)**y has a derivative along y only where z - x*y > 0"),
        ("(x - y)^(y*z)", r"(x - y)**(y*z) has a derivative along y*z only where x - y > 0"),
        (
            "(max(x, y) - z)^(x + y)",
            "(max(x, y) - z)**(x + y) has a derivative along x + y only where max(x, y) - z > 0",
        ),
    ],
)
def test_what_was_typed_is_named_and_no_inner_node(text: str, said: str) -> None:
    with pytest.raises(FormulaError, match=f"; {re.escape(said)}$"):
        derive(graph(text)).arrays(x=1.0, y=2.0, z=1.5 if "z - x" in text else 3.0)


def test_of_several_powers_that_is_named_which_has_no_derivative() -> None:
    program = derive(graph("x^y if x > 0 else b^y")).arrays
    with pytest.raises(FormulaError, match=r"; b\*\*y has a derivative along y only where b > 0$"):
        program(b=-1.0, x=-2.0, y=2.0)
    x, y, b, out = map(scalar, ("x", "y", "b", "out"))
    cases = Piecewise((x.at() ** y.at(), x.at() > 0), (b.at() ** y.at(), True))
    program = derive(Model("m", (x, y, b), (Equation(out, cases),))).arrays
    with pytest.raises(FormulaError, match=r"; b\*\*y has a derivative along y only where b > 0$"):
        program(b=-1.0, x=-2.0, y=2.0)
    assert program(b=-1.0, x=2.0, y=2.0)["dx"] == 4


def test_the_terms_of_a_gradient_stand_in_the_order_of_the_lines() -> None:
    source = derive(Network((2, 3, 1), batch_norm=True)).arrays.source
    assert "delta1 = dzhat1 / np.sqrt(v1 + eps) + dmu1 / m + 2 * dv1 * (z1 - mu1) / m\n" in source


def test_a_value_that_is_too_large_has_a_gradient() -> None:
    x, out = scalar("x"), scalar("out")
    assert derive(Model("m", (x,), (Equation(out, x.at() ** 2),))).arrays(x=1e200)["dx"] == 2e200


def test_the_source_of_a_small_network() -> None:
    assert derive(Network((2, 2, 1))).compile().source == BCE


@pytest.mark.parametrize(
    "network",
    [
        Network((2, 2, 1)),
        Network((2, 2, 1), ("gelu", "sigmoid"), "bce"),
        Network((2, 2, 2), ("elu", "softmax"), "cross_entropy", batch_norm=True, dropout=0.2, l1=0.1, l2=0.1),
        Network((2, 1, 1), (Activation.parse("log(1+exp(z))"), "identity"), "mse"),
        Network((2, 1), "identity", Loss.parse("log(cosh(a-y))")),
    ],
    ids=["sigmoid", "gelu", "everything", "a formula that leaves float64", "a loss"],
)
def test_the_source_runs_as_it_stands(network: Network) -> None:
    program = derive(network).compile()
    parameters = initialise(network, np.random.default_rng(0))
    masks = draw_masks(network, 3, np.random.default_rng(0)) if network.drops(1) else None
    x, y = np.arange(6.0).reshape(3, 2), np.eye(2)[[0, 1, 1]][:, : network.sizes[-1]]
    problem = pose(network, parameters, x, y).holding(masks)
    namespace: dict[str, Any] = {}
    exec(program.source, namespace)
    found = namespace["gradients"](**bind(problem))
    wanted = program.arrays(**bind(problem))
    assert found.keys() == wanted.keys()
    assert all(np.array_equal(found[name], wanted[name]) for name in wanted)


def test_the_source_of_a_graph_imports_what_it_uses_and_no_more() -> None:
    namespace: dict[str, Any] = {}
    exec(derive(graph("x*y")).arrays.source, namespace)
    assert namespace["gradients"](x=2.0, y=3.0) == {"dx": 3.0, "dy": 2.0}
    assert "import" not in derive(graph("x*y")).arrays.source
    assert derive(graph("sin(x)*y")).arrays.source.startswith("import numpy as np\n")


@pytest.mark.parametrize(
    ("network", "convention", "lines"),
    [
        (Network((2, 1), "tanh", "mse"), Convention(), ["    delta1 = (a1 - y) * tanh_prime(z1) / m"]),
        (Network((2, 1), "identity", "mse"), Convention(samples="sum"), ["    a1 = z1", "    delta1 = a1 - y"]),
        (
            Network((2, 1), "sigmoid", "mse"),
            Convention(half=False, outputs="mean"),
            ["    n_1 = W1.shape[0]", "    delta1 = 2 * (a1 - y) * a1 * sigmoid(-z1) / m / n_1"],
        ),
        (
            Network((2, 2, 1), "sigmoid", "bce"),
            Convention(delta="sample"),
            [
                "    m = a0.shape[0]",
                "    delta2 = a2 - y",
                "    dW2 = (delta2.T @ a1) / m",
                "    db2 = delta2.sum(axis=0) / m",
                "    delta1 = (delta2 @ W2) * a1 * sigmoid(-z1)",
            ],
        ),
        (
            Network((2, 1), "identity", "mse"),
            Convention(samples="sum", delta="sample"),
            ["    delta1 = a1 - y", "    dW1 = delta1.T @ a0"],
        ),
        (
            Network((2, 2, 1), ("relu", "identity"), "mse"),
            Convention(),
            ["    return np.where(z > 0, 1, 0)", "    delta1 = (delta2 @ W2) * relu_prime(z1)"],
        ),
    ],
)
def test_lines_of_the_source(network: Network, convention: Convention, lines: list[str]) -> None:
    source = derive(network, convention).compile().source.splitlines()
    assert [line for line in lines if line not in source] == []


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_the_source_is_short(depth: int) -> None:
    source = derive(Network((2,) * (depth + 1))).compile().source
    head, body = source.split("    # forward\n")
    body, returned = body.split("    return {")
    # per layer z, a, delta, dW, db
    assert len(body.splitlines()) == 1 + 5 * depth
    assert all(len(line) <= 60 for line in body.splitlines())
    # the import, the function, the sizes, and what is returned: a few lines where one would be too long to read
    assert len(head.splitlines()) <= 10 + 3 * (depth > 6)
    assert len(returned.splitlines()) <= 1 + 1 * depth
    assert all(len(line) <= 100 for line in source.splitlines())
    compile(source, "program", "exec")


def test_what_no_gradient_needs_is_not_computed() -> None:
    source = derive(Network((2, 1))).compile().source
    assert "log(" not in source
    assert "C =" not in source


def test_the_trace_holds_the_forward_pass_too() -> None:
    network = Network((1, 1), "identity", "mse")
    parameters = Parameters((np.array([[3.0]]),), (np.array([1.0]),))
    trace = derive(network).compile().trace(parameters, [[2.0]], [[5.0]])
    assert {name: float(np.ravel(trace[name])[0]) for name in ("z1", "a1", "delta1", "dW1", "db1")} == {
        "z1": 7,
        "a1": 7,
        "delta1": 2,
        "dW1": 4,
        "db1": 2,
    }


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"x": 1.0, "y": 2.0}, "missing input 'z'; the program needs x, y, z"),
        ({"x": 1.0, "y": 2.0, "z": 3.0, "t": 4.0}, "input 't'; known: x, y, z"),
    ],
)
def test_inputs_go_by_name(values: dict[str, float], message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        derive(EXAMPLES["product of sum"].model).arrays(**values)


@pytest.mark.parametrize(
    ("inputs", "targets"), [([[1.0, 2.0, 3.0]], [[0.0]]), ([[1.0, 2.0]], [[0.0, 1.0]]), ([[1.0, 2.0]], [[0.0], [1.0]])]
)
def test_shapes_that_do_not_fit_are_refused(inputs: list[list[float]], targets: list[list[float]]) -> None:
    parameters = Parameters((np.zeros((1, 2)),), (np.zeros(1),))
    with pytest.raises(ShapeError):
        derive(Network((2, 1))).compile()(parameters, inputs, targets)


def test_a_model_without_a_network_has_arrays_only() -> None:
    with pytest.raises(SpecificationError, match=r"model '.*' has no network; call \.arrays"):
        derive(EXAMPLES["graph"].model).compile()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("size", [1.0, 40.0, 750.0, 1e4])
@pytest.mark.parametrize("loss", ["bce", "mse"])
@pytest.mark.parametrize("hidden", ["sigmoid", "tanh", "relu", "identity"])
def test_large_numbers_and_certain_targets(hidden: str, loss: str, size: float) -> None:
    network = Network((1, 2, 1), (hidden, "sigmoid"), loss)
    weights = (np.array([[size], [-size]]), np.array([[1.0, 0.5]]))
    if hidden in {"sigmoid", "tanh"}:
        weights = (weights[0], weights[1] * size)
    parameters = Parameters(weights, (np.zeros(2), np.zeros(1)))
    found = derive(network).compile()(parameters, [[1.0], [-1.0], [1.0], [-1.0]], [[0.0], [1.0], [1.0], [0.0]])
    assert all(np.isfinite(array).all() for array in (*found.weights, *found.biases, *found.deltas))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("z", "y", "delta"), [(1e4, 1, 0), (1e4, 0, 1), (-1e4, 1, -1), (-1e4, 0, 0), (0, 1, -0.5)])
def test_the_cross_entropy_at_its_ends(z: float, y: float, delta: float) -> None:
    parameters = Parameters((np.array([[1.0]]),), (np.array([0.0]),))
    assert derive(Network((1, 1))).compile()(parameters, [[z]], [[y]]).deltas[0].item() == delta


def test_a_size_that_no_input_has_is_named() -> None:
    u = scalar("u")
    derivation = derive(Model("n times", (u,), (Equation(scalar("C"), Sum(u.at() ** 2, (J, 1, N))),)))
    assert derivation.check().ok
    with pytest.raises(TranslationError, match="no input of the model has an axis as long as n"):
        derivation.arrays(u=2.0)
