"""Public objects sent through a pickle, and copied: what comes back is what was sent, down to every line."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from sympy import Abs, Add, Expr, Integer, KroneckerDelta, Mul, Piecewise, Pow, Sum, exp, preorder_traversal, symbols

import derivations as d
from derivations.engine.expressions import Chain, Partial
from derivations.engine.indices import index
from derivations.engine.pickling import pack, unpack
from derivations.rendering.lines import print_result
from tests.oracles import EXAMPLES

X = np.array([[0.0, 1.0], [1.0, 1.0], [0.5, 2.0]])
Y = np.array([[0.0], [1.0], [1.0]])
NETWORK = d.Network((2, 2, 1), "tanh", "mse")
FORMULAS = d.Network(
    (2, 3, 1), d.Activation.parse("z*sigmoid(1.702*z)"), d.Loss.parse("max(0, 1 - a*y)"), l1=0.1, l2=0.2
)
J, K, N = index("j"), index("k"), symbols("n", integer=True, positive=True)
U, V = symbols("u v")


def sent(thing: Any) -> Any:
    """Send a thing through a pickle."""
    return pickle.loads(pickle.dumps(thing))


@pytest.mark.parametrize(
    "expression",
    [
        Add(U, U, evaluate=False),
        Mul(Integer(2), Add(U, V), evaluate=False),
        Mul(Integer(1), U, evaluate=False),
        Pow(Pow(U, 2, evaluate=False), 3, evaluate=False),
        exp(Add(Integer(0), Integer(0), evaluate=False), evaluate=False),
        Chain(V, U, Add(V, U)),
        Partial(U, V),
        Sum(KroneckerDelta(J, K) * d.Variable("x", (J,), (N,)).at(), (J, 1, N)),
        Piecewise((U, U > 0), (Abs(V), True), evaluate=False),
    ],
    ids=str,
)
def test_an_expression_is_not_evaluated_on_its_way(expression: Expr) -> None:
    found = unpack(pack(expression))
    assert found == expression
    assert hash(found) == hash(expression)
    nodes = zip(preorder_traversal(found), preorder_traversal(expression), strict=True)
    assert all(type(one) is type(other) and one.args == other.args for one, other in nodes)


def test_sympy_itself_would_evaluate() -> None:
    # the reason for all of this; if it fails, the module `pickling` can go
    assert sent(Add(U, U, evaluate=False)) != Add(U, U, evaluate=False)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_derivation_comes_back_line_by_line(name: str) -> None:
    first = d.derive(EXAMPLES[name].model)
    _same(first, sent(first))


@pytest.mark.parametrize("network", [NETWORK, FORMULAS, d.Network((2, 3, 1), batch_norm=True, dropout=0.2)])
def test_a_derivation_of_a_network_comes_back_line_by_line(network: d.Network) -> None:
    first = d.derive(network, d.Convention(layout="rows"))
    second = sent(first)
    _same(first, second)
    assert (second.network, second.convention) == (network, first.convention)
    assert second.compile().source == first.compile().source
    assert sent(first.compile()).source == first.compile().source


def test_a_derivation_that_is_checked_after_its_journey() -> None:
    first = d.derive(NETWORK)
    one, other = (each.check(["dW2", "tanh'"]) for each in (first, sent(first)))
    assert one.ok
    assert [(row.target, row.line, row.rule, row.ok) for row in one.rows] == [
        (row.target, row.line, row.rule, row.ok) for row in other.rows
    ]


def _same(first: d.Derivation, second: d.Derivation) -> None:
    assert second == first
    assert second.model == first.model
    assert list(second.model.by_name) == list(first.model.by_name)
    assert second.arrays.source == first.arrays.source
    for one, other in zip(first.results, second.results, strict=True):
        assert one == other
        assert [str(line.expression) for line in one.lines] == [str(line.expression) for line in other.lines]
        assert print_result(first, one.target) == print_result(second, other.target)


def things() -> dict[str, Any]:
    """Return one of every kind of public object."""
    rng = np.random.default_rng(0)
    parameters = d.initialise(NETWORK, rng)
    derivation = d.derive(NETWORK)
    scalar = d.derive(d.graph((U + V) * U))
    parts = d.split(d.moons(rng, samples=20), rng)
    paths = d.paths(derivation, "W1", (1, 1), dict.fromkeys(derivation.model.sizes, 2))
    trace = derivation.compile().trace(parameters, X, Y)
    return {
        "derivation": derivation,
        "result": derivation["dW2"],
        "line": derivation["dW2"].lines[0],
        "report": derivation.check(["db2"]),
        "model": derivation.model,
        "equation": derivation.model.equations[0],
        "variable": derivation.model.inputs[0],
        "definition": derivation.model.definitions[0],
        "matrices": derivation.matrices("dW2"),
        "program": derivation.compile(),
        "arrays": derivation.arrays,
        "match": d.match(NETWORK, parameters, X, Y),
        "paths": paths,
        "path": next(iter(paths)),
        "wrong products": d.wrong_products(derivation, "dW1", trace),
        "four equations": d.four_equations(derivation, 1),
        "graph": d.graph_view(scalar),
        "events": tuple(d.graph_events(d.graph_view(scalar), {"u": 1.0, "v": 2.0})),
        "assumptions": d.assumptions(derivation.model),
        "activation": d.Activation.parse("z**2"),
        "loss": d.Loss.parse("(a - y)**4"),
        "network": FORMULAS,
        "convention": d.Convention(half=False),
        "kinks": d.KINKS,
        "parameters": parameters,
        "forward": d.forward(NETWORK, parameters, X),
        "gradients": d.backward(NETWORK, parameters, X, Y),
        "quotients": d.difference_quotient(NETWORK, parameters, X, Y),
        "data set": d.xor(),
        "split": parts,
        "standardiser": d.standardiser(X),
        "sgd": d.sgd(),
        "scheduled": d.sgd(schedule=_schedules()[0]),
        **{each.__name__: each() for each in (d.momentum, d.nesterov, d.adagrad, d.rmsprop, d.adam, d.adamw)},
        "clipped": d.clip_by_norm(d.clip_by_value(d.adam(schedule=_schedules()[-1]), 1), 1),
        "decaying": d.decay_weights(d.adam(schedule=_schedules()[-1]), 0.1, at="step"),
        "epoch": next(d.train(NETWORK, parameters, X, Y)),
        "settings": d.Settings(),
        "distribution": d.uniform(0, 1),
        "trial": d.Trial(1, d.Settings(), 0.5, 0.5, 3, 3, 0.1),
        "progress": d.Progress((), 3, "loss"),
    }


def _schedules() -> list[Any]:
    from derivations import numeric  # noqa: PLC0415  only here

    cosine = numeric.cosine(10)
    return [
        numeric.constant(),
        numeric.step_decay(2),
        numeric.exponential_decay(0.9),
        cosine,
        numeric.per_epoch(cosine, 2),
        numeric.warmup_cosine(2, 10),
    ]


def test_every_public_object_can_be_sent_and_copied() -> None:
    for name, thing in things().items():
        back, deep, flat = sent(thing), copy.deepcopy(thing), copy.copy(thing)
        assert type(back) is type(deep) is type(flat) is type(thing), name
        assert repr(back) == repr(deep) == repr(flat), name


def test_what_was_sent_is_equal_to_what_was_not() -> None:
    """But for programs, which are compiled again, and reports of random points."""
    for name, thing in things().items():
        if name not in ("matrices", "arrays", "graph", "wrong products"):
            assert sent(thing) == thing, name
            assert name == "kinks" or hash(sent(thing)) == hash(thing), name


def test_a_record_that_differs_in_one_entry_is_another_one() -> None:
    parameters, data = things()["parameters"], d.xor()
    assert parameters.with_weight(1, 1, 1, 0.5) != parameters
    assert parameters.with_weight(1, 1, 1, float(parameters.weights[0][0, 0])) == parameters
    assert data.with_inputs(data.inputs + 1) != data
    assert data != d.and_gate()
    assert parameters != things()["gradients"]
    assert d.Parameters((np.array([[-0.0]]),), (np.zeros(1),)) == d.Parameters((np.zeros((1, 1)),), (np.zeros(1),))
    assert len({d.xor(), d.xor(), data.subset(np.array([0]))}) == 2


def test_optimisers_are_equal_if_their_numbers_are() -> None:
    assert d.adam() == d.adam() != d.adam(beta1=0.8)
    assert d.sgd(0.1) == d.sgd(0.1) != d.sgd(0.2)
    assert d.momentum() != d.nesterov()
    assert d.clip_by_norm(d.adam(), 1) == d.clip_by_norm(d.adam(), 1) != d.clip_by_norm(d.adam(), 2)
    one, other, *_ = _schedules()
    assert d.sgd(schedule=one) == d.sgd(schedule=one) != d.sgd(schedule=other)
    assert hash(d.adam()) == hash(d.adam())


def test_the_arrays_of_a_record_stay_read_only() -> None:
    for name in ("parameters", "gradients", "forward", "data set", "standardiser", "quotients"):
        thing = things()[name]
        for each in (sent(thing), copy.deepcopy(thing)):
            arrays = [a for value in vars(each).values() for a in (value if isinstance(value, tuple) else (value,))]
            found = [array for array in arrays if isinstance(array, np.ndarray)]
            assert found
            assert not any(array.flags.writeable for array in found), name


@pytest.mark.parametrize("name", ["sgd", "scheduled", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"])
def test_an_optimiser_that_was_sent_moves_as_before(name: str) -> None:
    parameters = d.initialise(NETWORK, np.random.default_rng(0))
    gradients = d.backward(NETWORK, parameters, X, Y)
    optimiser = things()[name]
    first, state = optimiser.step(parameters, gradients)
    for each in (optimiser, sent(optimiser)):
        moved, _ = each.step(first, gradients, state)
        assert [w.tolist() for w in moved.weights] == [
            w.tolist() for w in optimiser.step(first, gradients, state)[0].weights
        ]


def test_a_schedule_that_was_sent_gives_the_same_factors() -> None:
    for schedule in _schedules():
        assert sent(schedule) == schedule
        assert [sent(schedule)(step) for step in range(12)] == [schedule(step) for step in range(12)]
