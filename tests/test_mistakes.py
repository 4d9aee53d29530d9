"""The mistakes that people make: each is refused in one short sentence that says what was given and what was expected.

A row of the table is a call, the class of its error, and a part of its sentence.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import cache
from inspect import signature
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest
from sympy import Matrix, Symbol, symbols

import derivations as d
from derivations.calling import public
from derivations.errors import LONGEST, FormulaError, ShapeError, SpecificationError, UnknownTargetError

X = np.array([[0.0, 1.0], [1.0, 1.0], [0.5, 2.0]])
Y = np.array([[0.0], [1.0], [1.0]])
LABELS = ["cat", "dog", "cat"]
NETWORK = d.Network((2, 2, 1))
CLASSIFIER = d.Network((2, 3), "softmax", "cross_entropy")
DROPPING = d.Network((2, 2, 1), dropout=0.5)
P = d.Parameters((np.ones((2, 2)), np.ones((1, 2))), (np.zeros(2), np.zeros(1)))
RNG = np.random.default_rng(0)
J, N = Symbol("j", integer=True), Symbol("n", integer=True)


@cache
def derived() -> d.Derivation:
    """Return the derivation that the calls below are made on."""
    return d.derive(NETWORK)


@cache
def graph() -> d.Derivation:
    """Return the derivation of (x + y) x."""
    x, y = symbols("x y")
    return d.derive(d.graph((x + y) * x))


def arrays() -> dict[str, Any]:
    """Return what the program of NETWORK is called with."""
    return {"a0": X, "W1": P.weights[0], "b1": P.biases[0], "W2": P.weights[1], "b2": P.biases[1], "y": Y}


class Stubborn:
    """What will not become an array, as a PyTorch tensor that requires a gradient."""

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray[Any, Any]:
        raise RuntimeError("call detach() first")


Call = Callable[[], object]
SPEC, SHAPE, TARGET = SpecificationError, ShapeError, UnknownTargetError

# anything may be given here: that is what is tested
D: Any = d

MISTAKES: list[tuple[Call, type[d.DerivationError], str]] = [
    # a word or sizes for a record
    (lambda: D.derive(NETWORK, "mean"), SPEC, "convention 'mean'; expected a Convention, such as Convention("),
    (lambda: D.match(NETWORK, P, X, Y, convention="mean"), SPEC, "convention 'mean'; expected a Convention"),
    (lambda: D.match((2, 2, 1), P, X, Y), SPEC, "network (2, 2, 1); expected a Network, such as Network((2, 2, 1))"),
    (lambda: D.derive(NETWORK, 0), SPEC, "convention 0; expected a Convention"),
    (lambda: D.derive(NETWORK, []), SPEC, "convention []; expected a Convention"),
    (lambda: D.derive((2, 2, 1)), SPEC, "network_or_model (2, 2, 1); expected a Network, such as"),
    (lambda: D.initialise((2, 2, 1), RNG), SPEC, "network (2, 2, 1); expected a Network, such as"),
    (lambda: D.draw_masks((2, 1), 2, RNG), SPEC, "network (2, 1); expected a Network, such as"),
    (lambda: D.forward((2, 2, 1), P, X), SPEC, "network (2, 2, 1); expected a Network, such as"),
    (lambda: D.initialise(NETWORK, 0), SPEC, "rng 0; expected a numpy.random.Generator, such as default_rng(0)"),
    (lambda: D.moons(0), SPEC, "rng 0; expected a numpy.random.Generator"),
    (lambda: D.train(NETWORK, P, X, Y, optimiser="adam"), SPEC, "optimiser 'adam'; expected an Optimiser, such as"),
    (lambda: D.backward(NETWORK, (P.weights, P.biases), X, Y), SPEC, "expected Parameters(weights, biases)"),
    # a network, a result or nothing where a derivation is wanted
    (lambda: D.notes.to_markdown(NETWORK), SPEC, "expected a Derivation, which derive(...) returns"),
    (lambda: D.notes.to_latex(derived()["dW2"]), SPEC, "expected a Derivation, which derive(...) returns"),
    (lambda: D.graph_view(None), SPEC, "derivation None; expected a Derivation"),
    (lambda: D.paths(None, "W1", (1, 1), {}), SPEC, "derivation None; expected a Derivation"),
    (lambda: D.same_gradient(None, None), SPEC, "derivation None; expected a Derivation"),
    (lambda: D.local_derivatives(None), SPEC, "derivation None; expected a Derivation"),
    (lambda: D.four_equations(NETWORK, 1), SPEC, "expected a Derivation"),
    (lambda: D.wrong_products(NETWORK, "dW1", {}), SPEC, "expected a Derivation"),
    (lambda: D.assumptions(None), SPEC, "model None; expected a Model"),
    (lambda: D.per_sample(None), SPEC, "model None; expected a Model"),
    (lambda: D.graph_events(graph(), {}), SPEC, "expected the graph of a derivation, graph_view(derivation)"),
    (lambda: D.check_paths(graph()), SPEC, "expected those of paths(derivation, parameter, position, sizes)"),
    (lambda: D.gradients_of(3), SPEC, "events 3; expected those of graph_events(graph, values)"),
    # targets
    (lambda: D.derive(NETWORK).check(2), SPEC, "targets 2; expected several, such as ['dW2', 'db2']"),
    (lambda: D.notes.to_markdown(derived(), b"dW2"), SPEC, "targets b'dW2'; expected several, such as ['dW2', 'db2']"),
    (lambda: D.notes.to_latex(derived(), 3), SPEC, "targets 3; expected several"),
    (lambda: derived()[[["dW2"]]], TARGET, "target [['dW2']]; known: z1, a1"),  # type: ignore[index]
    (lambda: derived()[0], TARGET, "target 0; known: z1, a1"),  # type: ignore[index]
    (lambda: derived()["dw2"], TARGET, "target 'dw2'; known: z1, a1"),
    (lambda: D.notes.to_markdown(derived(), layout=["rows"]), SPEC, "layout ['rows']; known: columns, rows"),
    (lambda: D.four_equations(derived(), 1, "row"), SPEC, "layout 'row'; known: columns, rows"),
    (lambda: D.four_equations(derived(), "1"), SPEC, "layer '1'; expected a whole number from 1 to 2"),
    # expressions for a graph
    (lambda: D.graph(Matrix(symbols("x y"))), SPEC, "expected a SymPy expression in plain variables"),
    (lambda: D.graph(None), SPEC, "expression None; expected"),
    (lambda: D.graph(symbols("x") + 1, names={symbols("x") + 1: 3}), SPEC, "names 3; expected text for each"),
    # arrays for a program
    (lambda: graph().arrays(x=[1, 2], y=[3, 4]), SHAPE, "input 'x' has shape (2,); wanted a single number"),
    (lambda: graph().arrays(x="a", y=1), SHAPE, "input 'x' is 'a'; expected finite real numbers, a single number"),
    (lambda: graph().arrays(x=symbols("x"), y=1), SHAPE, "input 'x' is x; expected finite real numbers"),
    (lambda: graph().arrays(x=1j, y=1), SHAPE, "input 'x' is 1j; expected finite real numbers"),
    (lambda: graph().arrays(x=float("nan"), y=1), SHAPE, "input 'x' is nan; expected finite real numbers"),
    (
        lambda: derived().arrays(**{**arrays(), "a0": [[0, 1], [1, np.nan]]}),
        SHAPE,
        "input 'a0', entry [2, 2] is nan; expected finite real numbers, (m, n_0)",
    ),
    (lambda: graph().arrays(x=1), SHAPE, "missing input 'y'; the program needs x, y"),
    (lambda: derived().arrays(**{**arrays(), "b1": np.zeros(1)}), SHAPE, "'b1' has shape (1,); wanted (n_1,) with n_1"),
    (lambda: derived().arrays(**{**arrays(), "b1": np.zeros(3)}), SHAPE, "'b1' has shape (3,); wanted (n_1,) with n_1"),
    (lambda: derived().arrays(**{**arrays(), "y": 3}), SHAPE, "input 'y' has shape (); wanted (m, n_2)"),
    (lambda: derived().arrays(**{**arrays(), "a0": [[1], [2, 3]]}), SHAPE, "expected finite real numbers, (m, n_0)"),
    (
        lambda: derived().arrays(**{**arrays(), "b1": np.ma.masked_array([1.0, 2.0], [True, False])}),
        SHAPE,
        "input 'b1' is a masked array",
    ),
    (lambda: _quotient().arrays(u=0, v=1), FormulaError, "dv has no finite value for these inputs, u, v"),
    (lambda: derived().arrays(**{**arrays(), "a0": np.zeros((0, 2))}), SHAPE, "'a0' has shape (0, 2); wanted (m, n_0)"),
    # data for a network
    (
        lambda: D.match(NETWORK, P, d.xor()),
        SPEC,
        "match needs targets; of a data set give data.inputs, data.targets; it",
    ),
    (lambda: D.match(NETWORK, P, *d.xor()), SPEC, "is not unpacked with *; give data.inputs, data.targets"),
    (lambda: D.train(NETWORK, P, d.xor(), epochs=3), SPEC, "of a data set give data.inputs, data.targets"),
    (lambda: D.train(NETWORK, P, d.xor(), d.xor()), SPEC, "expected an array: give data.inputs, data.targets"),
    (lambda: D.forward(NETWORK, P, d.xor()), SPEC, "expected an array: give data.inputs, data.targets"),
    (lambda: d.Network((2, 1), "tanh(2)", "mse"), SPEC, "activation 'tanh(2)'; tanh takes no number; known with one: "),
    (lambda: d.Network((2, 1), "leaky_relu(-1)", "mse"), SPEC, "slope -1.0; expected a positive finite number"),
    (lambda: d.backward(NETWORK, P, "text", Y), SPEC, "inputs 'text'; expected real numbers"),
    (lambda: d.backward(NETWORK, P, X, None), SPEC, "targets None; expected real numbers"),  # type: ignore[arg-type]
    (lambda: d.forward(NETWORK, P, Stubborn()), SPEC, "cannot be read as an array; expected real numbers"),
    (lambda: d.forward(NETWORK, P, np.ma.masked_array(X, X > 1)), SPEC, "inputs are a masked array; fill what is"),
    (lambda: d.forward(NETWORK, P, X * 1j), SPEC, "inputs hold complex128 entries; expected real numbers"),
    (lambda: d.forward(NETWORK, P, X[0]), SHAPE, "inputs have shape (2,); wanted (samples, 2), one row per sample"),
    (lambda: d.forward(NETWORK, P, [[1, 2], [3]]), SHAPE, "inputs have rows of different lengths"),
    (lambda: d.loss(CLASSIFIER, _parameters(), X, [0, 2, 1]), SHAPE, "one_hot(labels)[0] makes a row of each label"),
    (lambda: d.loss(CLASSIFIER, _parameters(), X, LABELS), SPEC, "one_hot(labels)[0] makes a row of each label"),
    (lambda: d.loss(CLASSIFIER, _parameters(), X, Y), SHAPE, "one_hot(labels)[0] makes a row of each label"),
    (lambda: D.one_hot("cat"), SPEC, "labels 'cat'; expected one per sample, such as ['cat', 'dog', 'cat']"),
    (lambda: D.one_hot(3), SPEC, "labels 3; expected one per sample"),
    (lambda: D.one_hot(np.eye(2)), SPEC, "labels ndarray of shape (2, 2); expected one per sample"),
    # tables
    (lambda: d.read_csv("nofile.csv", target="y"), SPEC, "'nofile.csv' is one line of text; a file is a pathlib.Path("),
    (lambda: d.read_csv("/data/my file.CSV", target="y"), SPEC, "is one line of text; a file is a pathlib.Path("),
    (lambda: d.read_csv(Path("nofile.csv"), target="y"), SPEC, "file 'nofile.csv' cannot be read: No such file"),
    (lambda: D.read_csv("x,y\n1,2\n3,4", target=1), SPEC, "target 1; expected the name of a column"),
    (lambda: D.read_csv(3, target="y"), SPEC, "source 3; expected CSV text or a pathlib.Path"),
    (lambda: D.from_table(3, target="y"), SPEC, "table 3; expected a DataFrame, or a mapping of names to columns"),
    (lambda: D.split(d.xor(), RNG, stratified="no"), SPEC, "stratified 'no'; known: True, False"),
    (lambda: D.split(X, RNG), SPEC, "data ndarray of shape (3, 2); expected a DataSet"),
    # numbers
    (lambda: D.draw_masks(DROPPING, 2.5, RNG), SPEC, "samples 2.5; expected a whole number from 0 up"),
    (lambda: D.draw_masks(DROPPING, -1, RNG), SPEC, "samples -1; expected a whole number from 0 up"),
    (lambda: D.moons(RNG, samples=-1), SPEC, "samples -1; expected a whole number from 2 up"),
    (lambda: D.moons(RNG, samples=2.5), SPEC, "samples 2.5; expected a whole number from 2 up"),
    (lambda: D.circles(RNG, samples=10**400), SPEC, "expected a whole number from 2 to "),
    (lambda: D.sample_settings(RNG, 10**400, {}), SPEC, "expected a whole number from 1 to 1000000"),
    (lambda: D.train(NETWORK, P, X, Y, epochs=2.5), SPEC, "epochs 2.5; expected a whole number from 0 up"),
    (lambda: D.sgd("fast"), SPEC, "learning_rate 'fast'; expected a positive finite number"),
    (lambda: D.adam(10**400), SPEC, "expected a positive finite number"),
    (lambda: D.clip_by_norm("adam", 1), SPEC, "optimiser 'adam'; expected an Optimiser"),
    (lambda: D.decay_weights(D.adam(), 1, at="wieghts"), SPEC, "at 'wieghts'; known: gradient, step, weights"),
    (lambda: P.with_weight(1.0, 1, 1, 0.5), SPEC, "layer 1.0; known: 1, 2"),  # type: ignore[arg-type]
    (lambda: P.with_weight(1, 1.0, 1, 0.5), SPEC, "unit of layer 1: 1.0; expected a whole"),  # type: ignore[arg-type]
    (lambda: P.with_weight(1, 1, 1, np.ones(2)), SPEC, "expected a finite number"),  # type: ignore[arg-type]
    (lambda: P.with_bias(3, 1, 0.5), SPEC, "layer 3; known: 1, 2"),
    (lambda: NETWORK.activation("1"), SPEC, "layer '1'; known: 1, 2"),  # type: ignore[arg-type]
    (lambda: NETWORK.activation(1.0), SPEC, "layer 1.0; known: 1, 2"),  # type: ignore[arg-type]
    # networks and conventions
    (lambda: D.Network(b"ab"), SPEC, "sizes b'ab'; expected whole numbers (n_0, ..., n_L), such as (2, 2, 1)"),
    (lambda: D.Network("2-2-1"), SPEC, "sizes '2-2-1'; expected whole numbers"),
    (lambda: D.Network(3), SPEC, "sizes 3; expected whole numbers"),
    (lambda: d.Network([0] * 3000), SPEC, "expected a whole number from 1 up"),  # type: ignore[arg-type]
    (lambda: D.Network(np.array([2.0, 1.0])), SPEC, "size 2.0; expected a whole number from 1 up"),
    (lambda: D.Network((2, True)), SPEC, "size True; expected a whole number from 1 up"),
    (lambda: d.Network((2, 10**400)), SPEC, "expected a whole number from 1 to 2147483647"),
    (lambda: d.Network((2, 2, 1), ("relu",)), SPEC, "activations ('relu',): 1 for 2 layers; give one name for all"),
    (lambda: D.Network((2, 1), loss=np.ones(2)), SPEC, "loss ndarray of shape (2,); known: mse"),
    (lambda: D.Network((2, 1), mode=np.ones(2)), SPEC, "mode ndarray of shape (2,); known: training, evaluation"),
    (lambda: D.Network((2, 1), [np.ones(2)]), SPEC, "activation ndarray of shape (2,); known: identity"),
    (lambda: D.Network((2, 1), l2=np.ones(2)), SPEC, "l2 ndarray of shape (2,); expected a finite number from 0 up"),
    (lambda: D.Convention(layout=np.ones(2)), SPEC, "layout ndarray of shape (2,); known: columns, rows"),
    (lambda: D.Convention(outputs=np.ones(2)), SPEC, "outputs ndarray of shape (2,); known: sum, mean"),
    (lambda: D.Convention(samples=["mean"]), SPEC, "samples ['mean']; known: sum, mean"),
    (lambda: D.Convention(half="no"), SPEC, "half 'no'; known: True, False"),
    (lambda: D.initialise(NETWORK, RNG, ["he"]), SPEC, "method ['he']; known: xavier"),
    (lambda: D.difference_quotient(NETWORK, P, X, Y, method=["complex"]), SPEC, "method ['complex']; known: complex"),
    # optimisers at work
    (lambda: D.sgd().step(None, None), SPEC, "parameters None; expected Parameters(weights, biases)"),
    (lambda: D.sgd().step(P, None), SPEC, "gradients None; expected Gradients, such as backward(...) gives"),
    (lambda: D.sgd().step(P, _gradients(), state=3), SPEC, "state 3; expected a tuple of arrays: () to start"),
    (lambda: D.train(NETWORK, P, X, Y, state=3), SPEC, "state 3; expected a tuple of arrays: () to start"),
    # models by hand
    (lambda: D.Equation("t", symbols("x")), SPEC, "target 't'; expected a Variable"),
    (lambda: D.Equation(d.Variable("t"), "x"), SPEC, "expression 'x'; expected a SymPy expression"),
    (lambda: D.Variable(3), SPEC, "variable name 3; expected a Python identifier"),
    (lambda: D.Variable("x", None), SPEC, "indices of variable 'x': None; expected a tuple of Symbols"),
    (lambda: D.Variable("x", (J,), None), SPEC, "sizes of variable 'x': None; expected a tuple of Exprs"),
    (lambda: D.Variable("x", (Symbol("j"),), (N,)), SPEC, "expected a whole one, Symbol('j', integer=True)"),
    (lambda: D.Variable("x", latex=3), SPEC, "latex of variable 'x': 3; expected text"),
    (lambda: D.Model("m", None, ()), SPEC, "inputs None; expected a tuple of Variables"),
    (lambda: D.Model("m", (d.Variable("x"),), ("y",)), SPEC, "equations ('y',); expected a tuple of Equations"),
    # calls that do not fit
    (lambda: D.initialise(NETWORK), SPEC, "initialise needs rng, a numpy.random.Generator such as default_rng(0); it"),
    (lambda: D.loss(NETWORK, P, X), SPEC, "loss needs targets; it takes network, parameters, inputs, targets, conv"),
    (lambda: D.Convention("sample"), SPEC, "Convention has no argument for 'sample' without a name; it takes by name"),
    (lambda: D.Network((2, 1), activation="relu"), SPEC, "has no argument 'activation' (did you mean activations?)"),
    (lambda: D.sgd(lr=0.1), SPEC, "sgd has no argument 'lr' (did you mean learning_rate?); it takes learning_rate"),
    (lambda: D.adam(betas=(0.9, 0.99)), SPEC, "adam has no argument 'betas'; it takes learning_rate, and by name bet"),
    (lambda: D.sgd(0.1, learning_rate=0.1), SPEC, "sgd got learning_rate twice"),
    (lambda: D.xor(4), SPEC, "xor has no argument for 4; it takes no arguments"),
    (lambda: D.grid(hidden=[(2,)]), SPEC, "grid has no argument 'hidden'; it takes choices, base"),
    (lambda: D.Settings((8,)), SPEC, "Settings has no argument for (8,) without a name; it takes by name hidden"),
    (lambda: D.derive(NETWORK).compile()(P, X), SPEC, "the program needs targets; it takes parameters, inputs, targ"),
    (D.Activation, SPEC, "Activation needs text; it takes text, name"),
    (lambda: D.derive(D.graph("x*y")).arrays(1, 2), SPEC, "no argument for 1 without a name; it takes by name its inp"),
    (lambda: D.derive(D.graph("x*y")).arrays(1, 2), SPEC, "it takes by name its inputs, x, y"),
    (
        lambda: D.Activation.parse("z^2", name="α"),
        D.FormulaError,
        "a word of at most 12 letters a to z or A to Z, such",
    ),
    (lambda: D.sgd().step(P), SPEC, "step needs gradients; it takes parameters, gradients, state"),
    (lambda: D.train(NETWORK, P, X, Y, optimiser=D.adam), SPEC, "optimiser the function adam; expected an Optimiser"),
    (lambda: D.train(NETWORK, P, X, Y, optimiser=D.adam), SPEC, "such as sgd(learning_rate=0.5); call it: adam(...)"),
    (lambda: D.clip_by_norm(D.adam, 1), SPEC, "optimiser the function adam; expected an Optimiser"),
    (lambda: D.derive(NETWORK, D.Convention), SPEC, "convention the class Convention; expected a Convention"),
    (lambda: D.initialise(NETWORK, np.random), SPEC, "rng the module numpy.random; expected a numpy.random.Generator"),
    (lambda: D.wrong_products(derived(), "dW1", {}), SHAPE, "array 'delta1' is missing; given: none"),
    # searches
    (lambda: D.Settings(activation=None), SPEC, "activation None; known: identity"),
    (lambda: D.Settings(loss=3), SPEC, "loss 3; known: mse"),
    (lambda: D.Settings(output="sigmod"), SPEC, "output 'sigmod'; known: identity"),
    (lambda: D.Settings(hidden=8), SPEC, "hidden 8; expected a tuple of whole numbers, such as (8,)"),
    (lambda: D.Settings(dropout=2), SPEC, "dropout 2; expected a number from 0 up, below 1"),
    (lambda: D.grid({"hidden": [(2,)]}, base="adam"), SPEC, "base 'adam'; expected Settings"),
    (lambda: D.grid([3]), SPEC, "choices [3]; expected a mapping, such as"),
    (lambda: D.rank_trials(3), SPEC, "trials 3; expected several"),
    (lambda: D.columns([3]), SPEC, "trial 3; expected a Trial"),
    (lambda: D.search(d.xor(), [], seed=0), SPEC, "expected a Split, such as split(moons(rng), rng)"),
]


def _quotient() -> d.Derivation:
    u, v = symbols("u v")
    return d.derive(d.graph(v / u))


def _parameters() -> d.Parameters:
    return d.initialise(CLASSIFIER, np.random.default_rng(0))


def _gradients() -> d.Gradients:
    return d.backward(NETWORK, P, X, Y)


@pytest.mark.parametrize(("call", "kind", "part"), MISTAKES, ids=[part for _, _, part in MISTAKES])
def test_a_mistake_is_refused_in_one_sentence(call: Call, kind: type[d.DerivationError], part: str) -> None:
    with pytest.raises(d.DerivationError) as caught:
        call()
    message = str(caught.value)
    assert type(caught.value) is kind
    assert part in message
    assert len(message) <= LONGEST
    assert "\n" not in message
    assert str(pickle.loads(pickle.dumps(caught.value))) == message


# Records that somebody makes by hand; the others are made by the functions of the face.
MADE = (
    "Activation",
    "Convention",
    "DataSet",
    "Equation",
    "Loss",
    "Model",
    "Network",
    "Parameters",
    "Settings",
    "Statistics",
    "Trial",
    "Variable",
)
CALLED = [name for name in d.__all__ if isinstance(getattr(d, name), FunctionType) or name in MADE]


@pytest.mark.parametrize("name", CALLED)
def test_a_call_that_does_not_fit_is_refused_in_one_sentence(name: str) -> None:
    called = getattr(d, name)
    needed = [each for each in signature(called).parameters.values() if each.default is each.empty]
    wrong = [(lambda: called(nonsense=1), "nonsense"), (lambda: called(*range(40)), f"{name} has no argument for ")]
    for call, part in [*wrong, *([(called, f"{name} needs {needed[0].name}")] if needed else [])]:
        with pytest.raises(SpecificationError) as caught:
            call()
        assert part in str(caught.value)
        assert "; it takes " in str(caught.value)
        assert len(str(caught.value)) <= LONGEST
        assert caught.value.__cause__ is None


def test_an_error_of_the_function_itself_is_left_alone() -> None:
    @public
    def strict(x: Any) -> Any:
        return x + "text"

    with pytest.raises(TypeError, match="unsupported operand"):
        strict(1)
    assert strict("some ") == "some text"
    with pytest.raises(SpecificationError, match="strict needs x; it takes x"):
        strict()  # type: ignore[call-arg]


def test_what_is_public_can_still_be_read_and_sent() -> None:
    assert str(signature(d.sgd)).startswith("(learning_rate: float = 0.5")
    assert pickle.loads(pickle.dumps(d.sgd)) is d.sgd
    assert "Gradient descent" in str(d.sgd.__doc__)
    assert list(signature(d.Network).parameters)[:3] == ["sizes", "activations", "loss"]


@pytest.mark.parametrize(
    "call",
    [
        lambda: D.Network(np.array([2, 2, 1])) == NETWORK,
        lambda: D.Network((np.int64(2), np.int32(2), np.uint8(1))) == NETWORK,
        lambda: D.Network([2, 2, 1], np.array(["sigmoid", "sigmoid"])) == NETWORK,
        lambda: D.Network((2, 2, 1), batch_norm=np.False_) == NETWORK,
        lambda: D.Convention(half=np.True_) == d.Convention(),
        lambda: NETWORK.activation(np.int64(1)) == "sigmoid",  # type: ignore[arg-type]
        lambda: D.moons(RNG, samples=np.int64(4)).samples == 4,
        lambda: D.sgd(np.float32(0.5)).learning_rate == 0.5,
        lambda: D.sgd(np.array(0.5)).learning_rate == 0.5,
        lambda: P.with_weight(np.int64(1), 1, 1, np.float32(0.5)).weights[0][0, 0] == 0.5,  # type: ignore[arg-type]
        lambda: D.four_equations(derived(), np.int64(1), "rows").layer == 1,
        lambda: graph().arrays(x=np.int64(2), y=np.float32(3))["dx"] == 7,
    ],
)
def test_what_numpy_has_for_a_number_is_one(call: Call) -> None:
    assert call()
