"""Networks with formulas that people type: whatever is read is derived, and its program has the gradient of PyTorch.

Activations and losses are drawn from a grammar and from what people type, networks, conventions and penalties as the
page allows them; parameters of ordinary size, and up to a thousand times as large. Where the pass by hand says that a
formula has no value, the program says the same sentence.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from types import ModuleType

import numpy as np
import pytest
from sympy import Sum

from derivations import (
    Activation,
    Convention,
    Gradients,
    Loss,
    Network,
    Parameters,
    backward,
    derive,
    initialise,
    match,
)
from derivations.engine.expressions import walk
from derivations.errors import FormulaError
from derivations.matching.program import Program
from derivations.network import ACTIVATIONS, LOSSES
from tests.formula.texts import formula
from tests.matching.test_regularised_networks import torch_gradients
from tests.numeric.exact import exact_with_bounds
from tests.numeric.oracle import LAST, Array, Problem, random_problem
from tests.numeric.regularised_oracle import Held
from tests.numeric.rounding import EPS, SMALLEST, apart
from tests.searching import Search

TYPED = (
    "z*sigmoid(1.702*z)",
    "z*tanh(log(1+exp(z)))",
    "log(1+exp(z))",
    "1/(1+exp(-z))",
    "sigmoid(z)**2",
    "z/(1+exp(-z))",
    "log(cosh(z))",
    "sin(z)*exp(-z**2)",
    "(exp(z)-exp(-z))/(exp(z)+exp(-z))",
    "max(0, z)",
    "max(z, 0.1*z)",
    "max(z, 0) + min(exp(z) - 1, 0)",
    "min(max(z, -1), 1)",
    "z/(1+abs(z))",
    "0.5*z*(1+erf(z/sqrt(2)))",
    "sqrt(1+z**2) - 1",
    "log(1+z**2)",
    "1/z",
    "sqrt(z)",
    "z**3/3 - z",
)
TYPED_LOSSES = (
    "(a-y)**4",
    "abs(a-y)",
    "log(cosh(a-y))",
    "log(1+exp(-a*y))",
    "max(0, 1-a*y)",
    "y*log(1+exp(-a))+(1-y)*log(1+exp(a))",
    "sqrt(1+(a-y)**2)-1",
    "max(0.3*(y-a), 0.7*(a-y))",
    "-y*log(a)-(1-y)*log(1-a)",
)

# a formula is right to a few hundred roundings, and a network adds a few to each
ROUNDINGS = 512


@dataclass(frozen=True)
class Case:
    """A network, and what came of it: a sentence of each side, or a gradient by hand, by the program, by PyTorch."""

    network: Network
    said: tuple[str, ...] = ()
    by_hand: tuple[Array, ...] = ()
    derived: tuple[Array, ...] = ()
    theirs: tuple[Array, ...] = ()
    exact: Array | None = None
    ours: Array | None = None  # how far two right computations may be apart
    inside: Array | None = None  # and one whose formulas lose digits, as PyTorch's do


def _text(rng: np.random.Generator, variables: tuple[str, ...], typed: tuple[str, ...]) -> str:
    if rng.random() < 0.4:
        return str(rng.choice(typed))
    return formula(random.Random(int(rng.integers(2**32))), variables, int(rng.integers(1, 4)))


def _network(rng: np.random.Generator) -> Network | None:
    """Draw a network with a formula in it; None if the formula is refused."""
    depth = int(rng.integers(1, 4))
    loss: str | Loss = str(rng.choice(LOSSES))
    activations: list[str | Activation] = [str(name) for name in rng.choice(ACTIVATIONS, depth)]
    own = rng.integers(3)
    try:
        if own != 0:
            loss = Loss.parse(_text(rng, ("a", "y"), TYPED_LOSSES))
        if own != 1:
            activation = Activation.parse(_text(rng, ("z",), TYPED))
            activations = [activation if rng.random() < 0.6 else name for name in activations]
            activations[int(rng.integers(depth))] = activation
    except FormulaError:
        return None
    if loss in LAST:
        activations[-1] = LAST[str(loss)]
    sizes = rng.integers(1, 4, depth + 1)
    sizes[1:] = np.where([each == "softmax" for each in activations], np.maximum(sizes[1:], 2), sizes[1:])
    l1, l2 = (float(rng.choice([0, 0.03])) for _ in range(2))
    return Network(tuple(int(size) for size in sizes), tuple(activations), loss, l1=l1, l2=l2)


def _convention(rng: np.random.Generator) -> Convention:
    outputs, samples = (("sum", "mean")[rng.integers(2)] for _ in range(2))
    delta = ("cost", "sample")[rng.integers(2)]
    return Convention(half=bool(rng.integers(2)), outputs=outputs, samples=samples, delta=delta)


def _case(torch: ModuleType, network: Network, rng: np.random.Generator) -> Case:
    derivation = derive(network, _convention(rng))
    program = Program(network, derivation.arrays)
    problem = random_problem(network, int(rng.integers(1, 5)), rng, derivation.convention)
    if rng.random() < 0.3:
        problem = problem._replace(inputs=problem.inputs * 10 ** rng.uniform(0, 3))
    by_hand, derived = _outcome(partial(backward, *problem)), _outcome(partial(program, *problem[1:4]))
    if isinstance(by_hand, str) or isinstance(derived, str):
        return Case(network, (str(by_hand), str(derived)))
    theirs = torch_gradients(torch, problem, Held(None, None))
    exact, ours, inside = exact_with_bounds(problem, rng)
    allowed = [np.maximum(ROUNDINGS * EPS * each, SMALLEST) for each in (ours, inside)]
    return Case(network, (), by_hand, derived, tuple(theirs), exact, *allowed)


def _outcome(compute: Callable[[], Gradients]) -> tuple[Array, ...] | str:
    try:
        found = compute()
    except FormulaError as error:
        return str(error)
    return (*found.weights, *found.biases)


def _flat(arrays: Iterable[Array]) -> Array:
    return np.concatenate([np.ravel(each) for each in arrays])


def _apart(found: Iterable[Array], exact: Array | None, bound: Array | None) -> float:
    assert exact is not None
    assert bound is not None
    return apart([_flat(found)], [exact], [bound])


@pytest.fixture(scope="module")
def cases(torch: ModuleType, search: Search) -> list[Case]:
    """Draw so many networks that are read and derived."""
    rng = search.rng(7)
    found: list[Case] = []
    while len(found) < search.many(300):
        network = _network(rng)
        found += [] if network is None else [_case(torch, network, rng)]
    return found


def _has_digits(case: Case) -> bool:
    """Tell whether PyTorch has any: of sin(z^2) at 1e20 it has none, and is off by anything."""
    return case.exact is not None and case.inside is not None and bool((case.inside <= np.abs(case.exact)).any())


@pytest.mark.filterwarnings("error")
def test_whatever_is_read_has_the_gradient_of_the_pass_by_hand_or_its_sentence(cases: list[Case]) -> None:
    for case in cases:
        assert len(set(case.said)) <= 1, case
        if not case.said:
            assert _apart(case.by_hand, case.exact, case.ours) <= 1, case
            assert _apart(case.derived, case.exact, case.ours) <= 1, case


@pytest.mark.parametrize("outputs", [(164.0, 0.0), (0.0, 164.0), (1.0, 0.0)])
def test_what_is_not_defined_in_a_case_comes_before_what_is_too_large(outputs: tuple[float, float]) -> None:
    # 164 / 0.5 to the power 164 is too large, and 0 to a power that varies is not defined
    network = Network((2, 2), "identity", Loss.parse("(a/y)^max(y, a) if y > 1e-3 else 1"))
    parameters, inputs, targets = Parameters((np.eye(2),), (np.zeros(2),)), np.array([outputs]), np.full((1, 2), 0.5)
    passes: tuple[Callable[[], Gradients], ...] = (
        lambda: backward(network, parameters, inputs, targets),
        lambda: derive(network).compile()(parameters, inputs, targets),
    )
    said = []
    for each in passes:
        with pytest.raises(FormulaError, match="is not defined at a = 0") as found:
            each()
        said.append(str(found.value))
    assert said[0] == said[1]


def test_and_that_of_pytorch_where_pytorch_has_one(cases: list[Case]) -> None:
    # PyTorch itself has inf / inf far from 0
    compared = [case for case in cases if _has_digits(case) and all(np.isfinite(each).all() for each in case.theirs)]
    for case in compared:
        assert _apart(case.theirs, case.exact, case.inside) <= 1, case
    assert len(compared) > len(cases) / 2


def test_where_the_cost_of_pytorch_overflows_ours_does_not(torch: ModuleType) -> None:
    network = Network((1, 1), "identity", Loss.parse("sqrt(1+(a-y)**2)-1"))
    start = Parameters((np.ones((1, 1)),), (np.zeros(1),))
    problem = Problem(network, start, np.array([[1e200]]), np.zeros((1, 1)), Convention())
    assert np.isnan(_flat(torch_gradients(torch, problem, Held(None, None)))).all()
    exact, ours, _ = exact_with_bounds(problem, np.random.default_rng(0))
    for found in (backward(*problem), Program(network, derive(network).arrays)(*problem[1:4])):
        assert _apart((*found.weights, *found.biases), exact, ROUNDINGS * EPS * ours) <= 1


def test_a_constant_of_pytorch_is_rounded(torch: ModuleType) -> None:
    network = Network((1, 1, 1), (Activation.parse("max(z, tan(pi))"), "identity"), "mse")
    start = Parameters((-np.ones((1, 1)), np.ones((1, 1))), (np.zeros(1), np.zeros(1)))
    problem = Problem(network, start, np.ones((1, 1)), np.ones((1, 1)), Convention())
    theirs = torch_gradients(torch, problem, Held(None, None))
    exact, ours, inside = exact_with_bounds(problem, np.random.default_rng(0))
    assert 1e-17 < abs(_flat(theirs)[1]) < 1e-15
    assert _apart(theirs, exact, ROUNDINGS * EPS * np.maximum(inside, SMALLEST)) <= 1
    found = backward(*problem)
    assert _apart((*found.weights, *found.biases), exact, np.maximum(ROUNDINGS * EPS * ours, SMALLEST)) <= 1


def test_they_are_of_every_kind(cases: list[Case]) -> None:
    networks = [case.network for case in cases]
    layers = [(network, range(1, network.depth + 1)) for network in networks]
    used = {each for network, numbers in layers for each in (*map(network.activation, numbers), network.loss)}
    formulas = [each for each in used if not isinstance(each, str)]
    assert len(formulas) > len(cases) / 3
    assert sum(isinstance(network.loss, Loss) for network in networks) > len(cases) / 4
    assert any(case.said for case in cases)
    for has in ("l1", "l2"):
        assert len(cases) / 4 < sum(bool(getattr(network, has)) for network in networks) < 3 * len(cases) / 4


def test_a_gradient_that_is_wrong_by_a_millionth_is_noticed(cases: list[Case]) -> None:
    noticed = usable = 0
    for case in cases:
        # where nothing cancels: elsewhere fewer digits than six may be left
        if case.exact is not None and _apart([np.zeros_like(case.exact)], case.exact, case.ours) > 1e9:
            usable += 1
            noticed += _apart([(1 + 1e-6) * _flat(case.derived)], case.exact, case.ours) > 1
    assert usable > len(cases) / 2
    assert noticed == usable


def test_a_typed_cross_entropy_takes_targets_with_weights() -> None:
    network = Network((2, 3), "softmax", Loss.parse("-y*log(a)"))
    delta = derive(network)["delta1"].value
    # the sum of the targets stays: with it the gradient is right for weighted ones too
    assert any(isinstance(node, Sum) for node in walk(delta))
    start = initialise(network, np.random.default_rng(0))
    report = match(network, start, [[1.0, 2.0], [0.5, -1.0]], [[0.0, 2.5, 0.0], [0.25, 0.0, 0.5]])
    assert report.ok
