"""The face of the library: what it is called, what it accepts, and what it says to bad input."""

import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, is_dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import derivations
from derivations import (
    Convention,
    Derivation,
    DerivationError,
    Line,
    Network,
    Parameters,
    Result,
    backward,
    derive,
    difference_quotient,
    match,
    notes,
)
from derivations.errors import ShapeError, SpecificationError, UnknownTargetError
from tests.oracles import EXAMPLES

ROOT = Path(__file__).resolve().parents[1]
ZEROS = Parameters((np.zeros((1, 2)),), (np.zeros(1),))


@cache
def derived() -> Derivation:
    return derive(Network((2, 2, 1)))


def test_every_name_of_the_face_exists() -> None:
    assert len(set(derivations.__all__)) == len(derivations.__all__)
    assert [name for name in derivations.__all__ if not hasattr(derivations, name)] == []
    assert derivations.__all__ == sorted(derivations.__all__)


def test_the_face_shows_its_names_and_nothing_else() -> None:
    assert dir(derivations) == sorted(["__version__", *derivations.__all__])
    assert len(derivations.__all__) > 80
    # the names inside that are looked for at the top
    assert {"one_hot", "moons", "circles", "spirals", "accuracy", "Split"} <= set(derivations.__all__)


def test_the_version_is_written_once() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert re.fullmatch(r"\d+\.\d+\.\d+", derivations.__version__)
    assert settings["project"]["dynamic"] == ["version"]
    assert settings["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "derivations.__version__"}


def test_rooms_are_loaded_when_they_are_asked_for() -> None:
    program = """
import sys
import derivations
late = ("numpy", "derivations.numeric", "derivations.numeric.search", "derivations.models.functions")
assert not [name for name in late if name in sys.modules], sys.modules.keys()
assert set(derivations.__all__) <= set(dir(derivations))
assert callable(derivations.search) and "derivations.numeric.search" in sys.modules
for name in derivations.__all__:
    exec(f"from derivations import {name}")
    assert globals()[name] is getattr(derivations, name)
assert derivations.views.__name__ == "derivations.views"
assert callable(derivations.derive)
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_a_name_that_is_nowhere_is_an_error() -> None:
    with pytest.raises(AttributeError, match=r"module 'derivations' has no attribute 'serach'"):
        getattr(derivations, "serach")  # noqa: B009
    with pytest.raises(ImportError):
        exec("from derivations import serach")


def test_a_derivation_is_one_short_line() -> None:
    assert repr(derived()) == f"<Derivation of '2-2-1 network', {len(derived().results)} results>"


# "Names that stay" of the design: other people's notebooks rely on these words and their order
SIGNATURES = {
    "Network": ["sizes", "activations='sigmoid'", "loss='bce'"],
    "Convention": ["half=True", "outputs='sum'", "samples='mean'", "layout='columns'", "delta='cost'"],
    "Parameters": ["weights", "biases"],
    "initialise": ["network", "rng", "method='xavier'"],
    "forward": ["network", "parameters", "inputs"],
    "loss": ["network", "parameters", "inputs", "targets", "convention"],
    "backward": ["network", "parameters", "inputs", "targets", "convention"],
    "derive": ["network_or_model", "convention"],
    "match": ["network", "parameters", "inputs", "targets", "convention"],
    "train": [
        "network",
        "parameters",
        "inputs",
        "targets",
        "optimiser",
        "epochs=1000",
        "batch_size=None",
        "rng=None",
        "convention",
    ],
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_the_names_that_stay(name: str) -> None:
    found = list(inspect.signature(getattr(derivations, name)).parameters.values())
    # more may come, as long as nobody has to give it
    assert all(more.default is not more.empty for more in found[len(SIGNATURES[name]) :])
    assert len(found) >= len(SIGNATURES[name])
    for parameter, expected in zip(found, SIGNATURES[name], strict=False):
        word, _, default = expected.partition("=")
        assert parameter.name == word
        if default:
            assert repr(parameter.default) == default


@pytest.mark.parametrize("name", derivations.__all__)
def test_a_person_can_read_the_signature(name: str) -> None:
    thing = getattr(derivations, name)
    methods = [each for each in vars(thing).values() if inspect.isfunction(each)] if inspect.isclass(thing) else []
    for each in (thing, *methods) if callable(thing) else ():
        text = str(inspect.signature(each))
        assert len(text) < 400
        # what can be called says it in lines; what a call gives is not made by a reader
        assert max(map(len, text.splitlines())) <= 100 or not hasattr(each, "__signature__")
        assert " at 0x" not in text
        assert "numpy._typing" not in text


def test_many_settings_are_shown_without_their_types() -> None:
    for called, first in ((derivations.Settings, ""), (derivations.Settings.__init__, "    self,\n")):
        text = str(inspect.signature(called))
        assert text.startswith(f"(\n{first}    *,\n    hidden=(8,),\n    activation='tanh',\n    output='sigmoid',\n")
        assert ":" not in text


def test_a_long_signature_is_written_as_a_person_writes_it() -> None:
    assert str(inspect.signature(derivations.train)).splitlines()[:7] == [
        "(",
        "    network: Network,",
        "    parameters: Parameters,",
        "    inputs: ArrayLike,",
        "    targets: ArrayLike,",
        "    *,",
        "    optimiser: Optimiser = <Optimiser sgd, learning_rate=0.5>,",
    ]
    assert str(inspect.signature(derivations.train)).endswith(",\n) -> Iterator[Epoch]")
    assert str(inspect.signature(derivations.sgd)).endswith(") -> Optimiser")


def test_what_a_notebook_calls() -> None:
    for name in ("results", "check", "compile"):
        assert hasattr(derived(), name)
    assert inspect.signature(derivations.sgd).parameters["learning_rate"]
    called = list(inspect.signature(derivations.Program.__call__).parameters.values())[1:]
    assert [each.name for each in called[:3]] == ["parameters", "inputs", "targets"]
    assert all(each.default is None for each in called[3:])
    assert issubclass(DerivationError, Exception)
    assert callable(notes.to_latex)
    assert callable(notes.to_markdown)


def test_a_derivation_is_found_by_its_targets() -> None:
    assert [result.target for result in derived().results] == [
        "z1",
        "a1",
        "z2",
        "a2",
        "C",
        "sigmoid'",
        "da2",
        "delta2",
        "dW2",
        "db2",
        "da1",
        "delta1",
        "dW1",
        "db1",
    ]
    assert derived()["dW2"].kind == "gradient"
    assert derived()["dW2"].uses == ("delta2",)
    assert "dW2" in derived()
    assert "dW3" not in derived()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: derived()["dW3"],
            UnknownTargetError,
            "target 'dW3'; known: z1, a1, z2, a2, C, sigmoid', da2, delta2",
        ),
        (lambda: derived().check(["w"]), UnknownTargetError, "target 'w'; known: z1"),
        (lambda: derived().matrices("w"), UnknownTargetError, "target 'w'; known: z1"),
        (
            lambda: derive(EXAMPLES["graph"].model, Convention()),
            SpecificationError,
            "a convention for model 'Y = ((x1 x2) + x3) x4'; its equations state its cost",
        ),
        (
            lambda: derive(EXAMPLES["graph"].model).compile(),
            SpecificationError,
            "model 'Y = ((x1 x2) + x3) x4' has no network; call .arrays",
        ),
        (
            lambda: derive((2, 2, 1)),  # type: ignore[arg-type]
            SpecificationError,
            "network_or_model (2, 2, 1); expected a Network, such as Network((2, 2, 1)), or a Model, such as graph(",
        ),
        (
            lambda: derive("2-2-1"),  # type: ignore[arg-type]
            SpecificationError,
            "network_or_model '2-2-1'; expected a Network, such as Network((2, 2, 1)), or a Model, such as graph(",
        ),
        (lambda: match(Network((2, 1)), ZEROS, [[1.0]], [[0.0]]), ShapeError, "(1, 1)"),
        (lambda: match(Network((3, 1)), ZEROS, [[1.0, 2.0, 3.0]], [[0.0]]), ShapeError, "(1, 2)"),
        (lambda: Network((2, 1), "sigmod"), SpecificationError, "activation 'sigmod'; known: identity, relu, sigmoid"),
        (lambda: Network((2, 1), "tanh", "bce"), SpecificationError, "loss 'bce' after activation 'tanh'"),
    ],
)
def test_bad_input_hears_what_is_wrong_and_what_would_do(
    call: Callable[[], object], error: type[DerivationError], message: str
) -> None:
    with pytest.raises(error) as caught:
        call()
    assert message in str(caught.value)
    assert isinstance(caught.value, DerivationError)


RECORDS: dict[str, Callable[[], object]] = {
    "Network": lambda: Network((2, 1)),
    "Convention": Convention,
    "Derivation": derived,
    "Result": lambda: derived()["dW1"],
    "Line": lambda: derived()["dW1"].lines[0],
    "Model": lambda: derived().model,
    "Equation": lambda: derived().model.equations[0],
    "Variable": lambda: derived().model.inputs[0],
    "CheckReport": lambda: derived().check(["db1"]),
    "LineCheck": lambda: derived().check(["db1"]).rows[0],
    "Program": lambda: derived().compile(),
    "ArrayProgram": lambda: derived().arrays,
    "MatrixView": lambda: derived().matrices("dW1"),
}


@pytest.mark.parametrize("name", RECORDS)
def test_records_are_frozen_and_hashable(name: str) -> None:
    record = RECORDS[name]()
    assert is_dataclass(record)
    assert hash(record) == hash(record)
    with pytest.raises(FrozenInstanceError):
        setattr(record, fields(record)[0].name, None)


def test_the_same_network_gives_an_equal_derivation() -> None:
    again = derive(Network((2, 2, 1)))
    assert again == derived()
    assert hash(again) == hash(derived())
    assert derive(Network((2, 2, 1)), Convention(samples="sum")) != derived()


def test_lines_and_results_are_plain_records() -> None:
    result = derived()["db1"]
    assert isinstance(result, Result)
    assert all(isinstance(line, Line) for line in result.lines)
    assert result.value == result.lines[-1].expression
    assert isinstance(derived(), Derivation)


def test_the_layout_of_the_convention_is_that_of_the_matrices() -> None:
    rows = derive(Network((2, 2, 1)), Convention(layout="rows"))
    assert rows.matrices("dW1") != derived().matrices("dW1")
    assert rows["dW1"].lines == derived()["dW1"].lines


def test_a_batch_with_rows_for_samples() -> None:
    network = Network((2, 1), "identity", "mse")
    parameters = Parameters((np.array([[1.0, 2.0]]),), (np.array([0.5]),))
    inputs, targets = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], [[1.0], [2.0], [3.0]]
    # each a - y is 0.5
    found = derive(network).compile()(parameters, inputs, targets)
    np.testing.assert_allclose(found.deltas[0], [[1 / 6]] * 3, rtol=1e-15)
    np.testing.assert_allclose(found.weights[0], [[1 / 3, 1 / 3]], rtol=1e-15)
    np.testing.assert_allclose(found.biases[0], [0.5], rtol=1e-15)
    by_hand, quotient = (call(network, parameters, inputs, targets) for call in (backward, difference_quotient))
    np.testing.assert_allclose(by_hand.weights[0], found.weights[0], rtol=1e-14)
    np.testing.assert_allclose(quotient.weights[0], found.weights[0], rtol=1e-14)
