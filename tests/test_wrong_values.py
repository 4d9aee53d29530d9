"""Whatever is given to whatever is public: it works, or it is refused by a DerivationError in one short sentence.

Every public function has a row of arguments that it takes. In each call one of them, or two, are replaced by something
that a person might have given by mistake: nothing, text, lists, other shapes, NaN, numbers beyond all bounds.
"""

from __future__ import annotations

import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Symbol, symbols

import derivations as d
from derivations.errors import LONGEST

# A call that takes longer hangs: the slowest one here takes a second.
PATIENCE = 60

X = np.array([[0.0, 1.0], [1.0, 1.0], [0.5, 2.0]])
Y = np.array([[0.0], [1.0], [1.0]])
NETWORK = d.Network((2, 2, 1))
NORMALISED = d.Network((2, 2, 1), batch_norm=True)
P = d.Parameters((np.ones((2, 2)), np.ones((1, 2))), (np.zeros(2), np.zeros(1)))
U, V = symbols("u v")
N, M = symbols("n_0 m", integer=True, positive=True)

WRONG: tuple[Any, ...] = (
    None,
    "",
    "mean",
    "2-2-1",
    b"ab",
    [],
    (),
    {},
    set(),
    [1, "a"],
    [[1, 2], [3]],
    (2, 2, 1),
    ["dW2"],
    {"x": 1.0},
    {"x": [1, 2], "y": [0, 1]},
    True,
    0,
    1,
    -1,
    3,
    2.5,
    1.0,
    float("nan"),
    float("inf"),
    1j,
    10**400,
    -(10**400),
    10**5000,
    np.int64(2),
    np.float32(0.5),
    np.bool_(True),
    np.nan,
    np.array(2),
    np.zeros(0),
    np.zeros(2),
    np.zeros((3, 2)),
    np.zeros((3, 1)),
    np.zeros((2, 3, 4)),
    np.array([[np.nan, 1.0]] * 3),
    np.array([[1j, 1.0]] * 3),
    np.array([["a", "b"]] * 3),
    np.array([[None, 1.0]] * 3, dtype=object),
    np.ma.masked_array(X, X > 1),
    U,
    U + V,
    object(),
    object,
    len,
    Path("nofile.csv"),
    NETWORK,
    d.Convention(),
    P,
    d.sgd(),
    d.xor(),
    np.random.default_rng(0),
)


def rng() -> np.random.Generator:
    """Return a generator."""
    return np.random.default_rng(0)


@cache
def derived() -> d.Derivation:
    """Return the derivation of a small network, which is not changed by what is asked of it."""
    return d.derive(d.Network((2, 1)))


@cache
def graph() -> d.Derivation:
    """Return the derivation of (u + v) u."""
    return d.derive(d.graph((U + V) * U))


@cache
def trained() -> tuple[d.Trial, ...]:
    """Return a trial, as a search gives it."""
    return (d.Trial(1, d.Settings(), 0.5, 0.5, 3, 3, 0.1),)


@cache
def paths() -> Any:
    """Return the paths of a weight."""
    sizes = dict.fromkeys(derived().model.sizes, 1)
    return d.paths(derived(), "W1", (1, 1), sizes)


@cache
def calls() -> dict[str, tuple[Callable[..., object], dict[str, Any]]]:
    """Return a function and arguments that it takes, for every public name that can be called."""
    on_data = {"network": NETWORK, "parameters": P, "inputs": X, "targets": Y}
    random = {"rng": rng(), "samples": 6, "noise": 0.1}
    rate: dict[str, Any] = {"learning_rate": 0.1, "schedule": None}
    size = (Symbol("n", integer=True),)
    program = derived().compile()
    one: dict[str, Any] = {"parameters": d.Parameters((np.ones((1, 2)),), (np.zeros(1),)), "inputs": X, "targets": Y}
    return {
        "Activation": (d.Activation.parse, {"text": "z**2", "name": "f"}),
        "Loss": (d.Loss.parse, {"text": "(a - y)**2", "name": "L"}),
        "Convention": (d.Convention, {"half": True, "outputs": "sum", "samples": "mean", "layout": "rows"}),
        "DataSet": (d.DataSet, {"name": "n", "inputs": X, "targets": Y, "input_names": (), "classes": ()}),
        "Equation": (d.Equation, {"target": d.Variable("t"), "expression": U}),
        "Gradients": (d.Gradients, {"weights": P.weights, "biases": P.biases, "deltas": (X, Y)}),
        "LocalProcesses": (_closed, {"most": 1}),
        "Model": (
            d.Model,
            {"name": "m", "inputs": (d.Variable("u"),), "equations": (d.Equation(d.Variable("C"), U**2),)},
        ),
        "Network": (
            d.Network,
            {"sizes": (2, 2, 1), "activations": "sigmoid", "loss": "mse"}
            | {"l1": 0, "l2": 0.1, "dropout": 0.1, "batch_norm": True, "mode": "training"},
        ),
        "Network.activation": (NETWORK.activation, {"layer": 1}),
        "Network.normalises": (NETWORK.normalises, {"layer": 1}),
        "Optimiser.step": (
            d.adam().step,
            {"parameters": P, "gradients": d.Gradients(P.weights, P.biases, (X, Y)), "state": ()},
        ),
        "Parameters": (d.Parameters, {"weights": P.weights, "biases": P.biases, "scales": (), "shifts": ()}),
        "Parameters.with_weight": (P.with_weight, {"layer": 1, "j": 1, "k": 1, "value": 0.5}),
        "Parameters.with_bias": (P.with_bias, {"layer": 1, "j": 1, "value": 0.5}),
        "Parameters.check": (P.check, {"network": NETWORK}),
        "Program": (program, one),
        "Program.trace": (program.trace, one),
        "ArrayProgram": (graph().arrays, {"u": 1.0, "v": 2.0}),
        "Settings": (
            d.Settings,
            {"hidden": (2,), "activation": "tanh", "output": "sigmoid", "loss": "bce", "optimiser": "adam"}
            | {"learning_rate": 0.1, "options": {"beta1": 0.8}, "batch_size": 2, "epochs": 3, "patience": 2}
            | {"initialise": "he", "l1": 0.1, "l2": 0.1, "dropout": 0.1, "batch_norm": False},
        ),
        "Statistics": (d.Statistics, {"means": P.biases, "variances": P.biases}),
        "Variable": (d.Variable, {"name": "u", "indices": (Symbol("j", integer=True),), "sizes": size, "latex": "u"}),
        "accuracy": (d.accuracy, {"outputs": Y, "targets": Y, "border": 0.5}),
        "adagrad": (d.adagrad, rate),
        "adam": (d.adam, {**rate, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8}),
        "adamw": (d.adamw, {**rate, "beta1": 0.9, "weight_decay": 0.1}),
        "assumptions": (d.assumptions, {"model": derived().model, "last": "a1"}),
        "backward": (d.backward, {**on_data, "convention": d.Convention(), "masks": None, "statistics": None}),
        "batch_statistics": (
            d.batch_statistics,
            {"network": NORMALISED, "parameters": d.initialise(NORMALISED, rng()), "inputs": X},
        ),
        "blobs": (d.blobs, {**random, "centres": 2}),
        "check_paths": (d.check_paths, {"paths": paths(), "most": 10, "seed": 0}),
        "circles": (d.circles, {**random, "factor": 0.5}),
        "clip_by_norm": (d.clip_by_norm, {"optimiser": d.sgd(), "limit": 1.0, "epsilon": 0.1}),
        "clip_by_value": (d.clip_by_value, {"optimiser": d.sgd(), "limit": 1.0}),
        "columns": (d.columns, {"trials": trained()}),
        "decay_weights": (d.decay_weights, {"optimiser": d.sgd(), "weight_decay": 0.1, "at": "step"}),
        "derive": (d.derive, {"network_or_model": NETWORK, "convention": d.Convention()}),
        "derivation[]": (derived().__getitem__, {"target": "dW1"}),
        "derivation.check": (
            lambda targets, seed: derived().check(targets, seed=seed),
            {"targets": ["db1"], "seed": 1},
        ),
        "derivation.matrices": (lambda target: derived().matrices(target), {"target": "db1"}),
        "difference_quotient": (d.difference_quotient, {**on_data, "method": "complex"}),
        "draw_masks": (d.draw_masks, {"network": NETWORK, "samples": 3, "rng": rng()}),
        "elu": (d.elu, {"alpha": 0.5}),
        "forward": (d.forward, {"network": NETWORK, "parameters": P, "inputs": X}),
        "four_equations": (d.four_equations, {"derivation": derived(), "layer": 1, "layout": "rows"}),
        "from_table": (
            d.from_table,
            {"table": {"x": [1, 2], "y": [0, 1]}, "target": "y", "inputs": ["x"], "kind": "auto"}
            | {"most_rows": 9, "name": "n"},
        ),
        "gradients_of": (d.gradients_of, {"events": ()}),
        "graph": (d.graph, {"expression": U * V, "name": "g", "names": {}, "output": "Y", "printed": {}}),
        "graph_events": (d.graph_events, {"graph": d.graph_view(graph()), "values": {"u": 1.0, "v": 2.0}}),
        "graph_view": (d.graph_view, {"derivation": graph()}),
        "grid": (d.grid, {"choices": {"hidden": [(2,)]}, "base": d.Settings()}),
        "huber": (d.huber, {"delta": 0.5}),
        "initialise": (d.initialise, {"network": NETWORK, "rng": rng(), "method": "he", "scale": 1.0}),
        "leaky_relu": (d.leaky_relu, {"slope": 0.5}),
        "local_derivatives": (d.local_derivatives, {"derivation": graph()}),
        "log_uniform": (d.log_uniform, {"low": 1, "high": 2}),
        "loss": (d.loss, {**on_data, "convention": d.Convention()}),
        "match": (d.match, {**on_data, "convention": d.Convention()}),
        "momentum": (d.momentum, {**rate, "momentum": 0.9}),
        "moons": (d.moons, random),
        "nesterov": (d.nesterov, {**rate, "momentum": 0.9}),
        "noisy_sine": (d.noisy_sine, random),
        "notes.to_latex": (d.notes.to_latex, {"derivation": derived(), "targets": ["db1"], "layout": "rows"}),
        "notes.to_markdown": (d.notes.to_markdown, {"derivation": derived(), "targets": ["db1"], "layout": "rows"}),
        "one_hot": (d.one_hot, {"labels": ["a", "b"], "classes": ["a", "b"]}),
        "path_values": (d.path_values, {"paths": paths(), "lookup": lambda name, at: 1.0}),
        "paths": (
            d.paths,
            {"derivation": derived(), "parameter": "W1", "position": (1, 1)}
            | {"sizes": dict.fromkeys(derived().model.sizes, 1), "sample": 1},
        ),
        "per_sample": (d.per_sample, {"model": derived().model, "name": "C_s", "latex": "C"}),
        "rank_trials": (d.rank_trials, {"trials": trained(), "by": "loss"}),
        "read_csv": (
            d.read_csv,
            {"source": "x,y\n1,0\n2,1\n", "target": "y", "inputs": ["x"], "kind": "auto"}
            | {"most_rows": 9, "delimiter": ",", "name": "n"},
        ),
        "rmsprop": (d.rmsprop, {**rate, "decay": 0.9, "epsilon": 0.1}),
        "same_gradient": (d.same_gradient, {"first": graph(), "second": graph(), "seed": 0}),
        "sample_settings": (
            d.sample_settings,
            {"rng": rng(), "n": 2, "choices": {"l2": d.uniform(0, 1)}, "base": d.Settings()},
        ),
        "search": (
            lambda **arguments: d.search(**arguments).close(),
            {"data": d.split(d.moons(rng(), samples=20), rng()), "settings": [d.Settings()], "seed": 0}
            | {"executor": None, "by": "loss", "after": (), "convention": d.Convention()},
        ),
        "sgd": (d.sgd, rate),
        "spirals": (d.spirals, {**random, "turns": 1.0, "arms": 2}),
        "split": (
            d.split,
            {"data": d.moons(rng(), samples=20), "rng": rng(), "validation": 0.2, "test": 0.2, "stratified": True},
        ),
        "standardiser": (d.standardiser, {"inputs": X}),
        "stop_early": (d.stop_early, {"records": (), "loss": len, "patience": 1, "improvement": 0.0}),
        "train": (
            d.train,
            {**on_data, "optimiser": d.sgd(), "epochs": 2, "batch_size": 2, "rng": rng()}
            | {"convention": d.Convention(), "state": ()},
        ),
        "uniform": (d.uniform, {"low": 1, "high": 2}),
        "whole_uniform": (d.whole_uniform, {"low": 1, "high": 2}),
        "wrong_products": (
            d.wrong_products,
            {"derivation": derived(), "target": "dW1", "arrays": program.trace(**one), "layout": "rows"},
        ),
    }


# What is made by the library and not by its caller.
MADE_INSIDE = (
    *("CheckReport", "Derivation", "DerivationError", "Epoch", "FormulaError", "Forward", "KINKS", "Kink", "Line"),
    *("LineCheck", "MatchReport", "MatchRow", "Optimiser", "Progress", "Result", "Split", "Trial", "notes"),
)
WITHOUT_ARGUMENTS = ("and_gate", "iris", "nand_gate", "not_gate", "or_gate", "xor")


def _closed(most: Any) -> None:
    d.LocalProcesses(most=most).stop()


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    """Raise in what takes longer, where the machine has alarms."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"it hangs: more than {seconds} s")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def outcome(name: str, changed: dict[str, Any]) -> str:
    """Call with some arguments changed; give the message, "" where it works, and pass any other error on."""
    function, arguments = calls()[name]
    try:
        with no_longer_than(PATIENCE), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            function(**{**arguments, **changed})
    except d.DerivationError as error:
        return str(error) or "an empty message"
    return ""


def test_every_public_name_is_called() -> None:
    called = {name.partition(".")[0].partition("[")[0] for name in calls()}
    assert set(d.__all__) - called == {*MADE_INSIDE, *WITHOUT_ARGUMENTS} - called


def test_what_is_replaced_below_is_right_before() -> None:
    assert {name: said for name in calls() if (said := outcome(name, {}))} == {}


@given(st.data())
def test_whatever_is_given_works_or_is_refused_in_one_sentence(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(calls())), "function")
    arguments = st.sampled_from(sorted(calls()[name][1]))
    places = data.draw(st.lists(arguments, min_size=1, max_size=2, unique=True), "arguments")
    changed = {place: WRONG[data.draw(st.integers(0, len(WRONG) - 1), place)] for place in places}
    message = outcome(name, changed)
    assert len(message) <= LONGEST
    assert "\n" not in message


def test_an_error_of_another_kind_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(calls(), "sgd", (lambda **_: len(3), {"learning_rate": 1}))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        outcome("sgd", {})
    monkeypatch.setitem(calls(), "sgd", (lambda **_: replace(d.Convention(), half=3), {}))  # type: ignore[arg-type]
    assert outcome("sgd", {}) == "half 3; known: True, False"
