"""Paths from a parameter to the cost: their factors in order, their number, and that their sum is the gradient."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, replace
from functools import cache

import numpy as np
import pytest
from sympy import Symbol

from derivations import Derivation, Network, backward, derive
from derivations.engine.effort import attempt
from derivations.errors import RuleError, ShapeError, SpecificationError
from derivations.matching.binding import lookup
from derivations.models import names
from derivations.models.assumptions import per_sample
from derivations.models.mlp import mlp
from derivations.network import Convention
from derivations.rendering.latex import latex
from derivations.views.path import Arrow, Path
from derivations.views.path_sum import check_paths, path_values
from derivations.views.paths import Paths, paths
from tests.numeric.oracle import oracle_gradients, random_problem
from tests.oracles import EXAMPLES

ONE = Network((1, 1, 1), "sigmoid", "mse")
WIDE = Network((2, 3, 2), ("tanh", "sigmoid"))
SOFTMAX = Network((2, 2, 3), ("tanh", "softmax"), "cross_entropy")
DEEP = Network((2, 3, 2, 2), ("relu", "tanh", "identity"), "mse")


@cache
def derived(network: Network, convention: Convention = Convention()) -> Derivation:
    return derive(network, convention)


@cache
def split(network: Network) -> Derivation:
    return derive(per_sample(mlp(network)))


# In calls of Python functions: deriving the network, counting its paths and making two takes less than a tenth of it.
CALLS = 10_000_000


def sizes(network: Network, samples: int) -> dict[Symbol, int]:
    return {names.units(layer): size for layer, size in enumerate(network.sizes)} | {names.SAMPLES: samples}


def of(network: Network, parameter: str, *position: int, samples: int = 1, sample: int | None = None) -> Paths:
    return paths(derived(network), parameter, position, sizes(network, samples), sample=sample)


def only(found: Paths) -> Path:
    (path,) = found
    return path


def written(path: Path) -> list[str]:
    return [f"{f.function.name}/{f.variable.name}" for f in path.factors]


def test_the_path_of_one_hidden_unit() -> None:
    path = only(of(ONE, "W1", 1, 1))
    assert written(path) == ["C/a2", "a2/z2", "z2/a1", "a1/z1", "z1/W1"]
    assert [f.number for f in path.factors] == [1, 2, 3, 4, 5]
    assert [f.number for f in only(of(ONE, "W2", 1, 1)).factors] == [1, 2, 3]
    assert path.entries == (("C", ()), ("a2", (1, 1)), ("z2", (1, 1)), ("a1", (1, 1)), ("z1", (1, 1)), ("W1", (1, 1)))


def test_six_factors_where_the_cost_of_a_sample_has_a_name() -> None:
    path = only(paths(split(ONE), "W1", (1, 1), sizes(ONE, 1)))
    assert written(path) == ["C/C_s", "C_s/a2", "a2/z2", "z2/a1", "a1/z1", "z1/W1"]
    assert [f.number for f in path.factors] == [1, 2, 3, 4, 5, 6]
    assert path.shared == 3
    assert [str(f.value) for f in path.factors] == [
        "1/m",
        "a2[1, 1] - y[1, 1]",
        "(1 - a2[1, 1])*a2[1, 1]",
        "W2[1, 1]",
        "(1 - a1[1, 1])*a1[1, 1]",
        "a0[1, 1]",
    ]


def test_factors_stay_in_their_order_in_print() -> None:
    path = only(of(ONE, "W1", 1, 1))
    model = derived(ONE).model
    assert latex(path.names, model) == " ".join(latex(f.name, model) for f in path.factors)
    assert latex(path.values, model) == (
        r"\frac{1}{m} (a^{(2)}_{11} - y_{11}) a^{(2)}_{11} (1 - a^{(2)}_{11}) w^{(2)}_{11} "
        r"a^{(1)}_{11} (1 - a^{(1)}_{11}) a^{(0)}_{11}"
    )


@pytest.mark.parametrize(
    ("parameter", "position", "shared", "shared_with", "cited"),
    [
        ("W3", (1, 1), 0, "", (("delta3", 2),)),
        ("W2", (1, 1), 2, "z3", (("delta3", 2), ("delta2", 4))),
        ("b2", (1,), 2, "z3", (("delta3", 2), ("delta2", 4))),
        ("W1", (1, 1), 4, "z2", (("delta3", 2), ("delta2", 4), ("delta1", 6))),
    ],
)
def test_what_a_path_shares_with_the_layer_above(
    parameter: str, position: tuple[int, ...], shared: int, shared_with: str, cited: tuple[tuple[str, int], ...]
) -> None:
    path = next(iter(of(DEEP, parameter, *position)))
    assert (path.shared, path.shared_with, path.cited) == (shared, shared_with, cited)


def test_the_shared_factors_are_those_of_the_layer_above() -> None:
    above = {tuple(f.name for f in path.factors[:-1]) for path in of(DEEP, "W2", 1, 1, samples=2)}
    above |= {tuple(f.name for f in path.factors[:-1]) for path in of(DEEP, "W2", 2, 1, samples=2)}
    for path in of(DEEP, "W1", 1, 1, samples=2):
        # delta of layer 2, at the unit that this path runs through, is the sum of such products
        assert tuple(f.name for f in path.factors[: path.shared]) in above


@pytest.mark.parametrize(
    ("network", "parameter", "position", "count", "formula"),
    [
        (ONE, "W1", (1, 1), 4, "m*n_2"),
        (WIDE, "W2", (2, 1), 4, "m"),
        (WIDE, "b1", (3,), 8, "m*n_2"),
        (DEEP, "W1", (3, 2), 16, "m*n_2*n_3"),
        # every output sees every input of its layer
        (SOFTMAX, "W1", (1, 2), 36, "m*n_2**2"),
    ],
)
def test_the_count_is_the_product_of_the_widths(
    network: Network, parameter: str, position: tuple[int, ...], count: int, formula: str
) -> None:
    found = of(network, parameter, *position, samples=4)
    assert (found.count, str(found.formula)) == (count, formula)
    every = [path.entries for path in found]
    assert len(set(every)) == len(every) == count
    assert [path.entries for path in found] == every


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_count_is_right_for_any_model(name: str) -> None:
    derivation = derive(EXAMPLES[name].model)
    numbers = {size: 2 + at for at, size in enumerate(derivation.model.sizes)}
    for variable in derivation.model.inputs:
        if not variable.data:
            found = paths(derivation, variable.name, (1,) * len(variable.indices), numbers)
            every = [path.entries for path in found]
            assert len(set(every)) == len(every) == found.count
            assert check_paths(found).require().paths == found.count


def test_a_deep_net_does_not_explode() -> None:
    network = Network((64,) * 9, "tanh", "mse")

    def looked_at() -> tuple[Paths, int, list[int]]:
        found = of(network, "W1", 5, 7, samples=100)
        return found, found.count, [len(path.factors) for path in itertools.islice(found, 2)]

    # in calls of functions, of which 4e14 paths one by one would take more than there is time for
    done = attempt(CALLS, looked_at)
    assert done is not None
    found, count, lengths = done
    assert count == 100 * 64**7
    assert lengths == [17, 17]
    assert attempt(CALLS // 100, lambda: sum(1 for _ in found)) is None
    with pytest.raises(SpecificationError, match="439804651110400 paths from 'W1'; a sum goes through 10000 at most"):
        check_paths(found)


@pytest.mark.parametrize(
    ("network", "parameter", "position", "samples"),
    [
        (ONE, "W1", (1, 1), 1),
        (ONE, "b2", (1,), 3),
        (WIDE, "W1", (2, 1), 2),
        (WIDE, "b1", (3,), 2),
        (DEEP, "W1", (1, 2), 2),
        (DEEP, "W3", (2, 1), 2),
    ],
)
def test_the_sum_of_all_paths_is_the_gradient(
    network: Network, parameter: str, position: tuple[int, ...], samples: int
) -> None:
    check = check_paths(of(network, parameter, *position, samples=samples)).require()
    assert check.ok
    assert check.proved


def test_what_outputs_have_in_common_is_not_proved_but_checked() -> None:
    # the derived gradient of softmax uses that its outputs add up to 1, which their names do not say
    check = check_paths(of(SOFTMAX, "W2", 2, 1, samples=2)).require()
    assert check.ok
    assert not check.proved


def test_the_sum_is_the_gradient_of_the_split_model_too() -> None:
    assert check_paths(paths(split(ONE), "W1", (1, 1), sizes(ONE, 2))).proved


@pytest.mark.parametrize("convention", [Convention(), Convention(half=False, outputs="mean", samples="sum")])
@pytest.mark.parametrize("network", [WIDE, DEEP, SOFTMAX], ids=str)
def test_with_numbers_the_sum_is_what_backward_and_autograd_find(network: Network, convention: Convention) -> None:
    problem = random_problem(network, 3, np.random.default_rng(8), convention)
    derivation = derived(network, convention)
    find = lookup(derivation.model, derivation.compile().trace(*problem[1:4]))
    by_hand = backward(*problem)
    _, oracle, *_ = oracle_gradients(problem)
    values = path_values(paths(derivation, "W1", (1, 1), sizes(network, 3)), find)
    for layer, weights in enumerate(by_hand.weights, start=1):
        for (row, column), wanted in np.ndenumerate(weights):
            every = paths(derivation, f"W{layer}", (row + 1, column + 1), sizes(network, 3))
            total = values.total(every)
            assert total == pytest.approx(wanted, rel=1e-11, abs=1e-15)
            assert total == pytest.approx(oracle[layer - 1][row, column], rel=1e-11, abs=1e-15)
    for layer, biases in enumerate(by_hand.biases, start=1):
        for (row,), wanted in np.ndenumerate(biases):
            every = paths(derivation, f"b{layer}", (row + 1,), sizes(network, 3))
            assert values.total(every) == pytest.approx(wanted, rel=1e-11, abs=1e-15)


def test_the_numbers_of_a_path() -> None:
    problem = random_problem(WIDE, 2, np.random.default_rng(2))
    find = lookup(derived(WIDE).model, derived(WIDE).compile().trace(*problem[1:4]))
    found = of(WIDE, "W1", 2, 1, samples=2)
    values = path_values(found, find)
    numbers = values.path(next(iter(found)))
    a1, a2, y = (find(name, (2 if name == "a1" else 1, 1)) for name in ("a1", "a2", "y"))
    wanted = [(a2 - y) / a2 / (1 - a2) / 2, a2 * (1 - a2), find("W2", (1, 2)), 1 - a1**2, find("a0", (1, 1))]
    assert numbers.factors == pytest.approx(wanted, rel=1e-12)
    assert numbers.product == pytest.approx(np.prod(wanted), rel=1e-12)
    # each sample has its own share
    shares = [values.total(of(WIDE, "W1", 2, 1, samples=2, sample=each)) for each in (1, 2)]
    assert sum(share for share in shares if share is not None) == pytest.approx(values.total(found), rel=1e-12)


def test_a_number_that_is_not_defined() -> None:
    found = of(WIDE, "W2", 1, 1)
    numbers = path_values(found, lambda name, position: 0.0).path(only(found))
    assert numbers.factors[0] is None
    assert numbers.product is None
    assert path_values(found, lambda name, position: 0.0).total(found) is None


Change = Callable[[dict[str, tuple[Arrow, ...]]], dict[str, tuple[Arrow, ...]]]


def doctored(found: Paths, change: Change) -> Paths:
    """Plant other arrows in paths."""
    wrong = replace(found)
    wrong.__dict__["arrows"] = change(dict(found.arrows))
    return wrong


def other_local(name: str, source: str) -> Change:
    """Take the local derivative of one arrow for that of another."""

    def change(arrows: dict[str, tuple[Arrow, ...]]) -> dict[str, tuple[Arrow, ...]]:
        (arrow,), (other,) = arrows[name], arrows[source]
        lines = (replace(arrow.local.lines[-1], expression=other.local.value.xreplace(_indices(other, arrow))),)
        return {**arrows, name: (replace(arrow, local=replace(arrow.local, lines=lines)),)}

    return change


def _indices(other: Arrow, arrow: Arrow) -> Mapping[Symbol, Symbol]:
    assert other.local.variable is not None
    assert arrow.local.variable is not None
    return dict(zip(other.local.variable.indices, arrow.local.variable.indices, strict=False))


def tied(name: str, *ties: int | None) -> Change:
    def change(arrows: dict[str, tuple[Arrow, ...]]) -> dict[str, tuple[Arrow, ...]]:
        (arrow,) = arrows[name]
        return {**arrows, name: (replace(arrow, tied=ties),)}

    return change


PLANTED: dict[str, Change] = {
    "sigma' of another layer": other_local("z1", "z2"),
    "only the paths through one unit of the layer above": tied("a1", 0, 1),
    "the path of another sample": lambda arrows: {**arrows, "a1": tied("a1", None, 0)(arrows)["a1"]},
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_sum_over_wrong_paths_is_rejected(what: str) -> None:
    found = of(Network((2, 2, 2), "sigmoid", "mse"), "W1", 1, 2, samples=2)
    assert check_paths(found).ok
    check = check_paths(doctored(found, PLANTED[what]))
    assert not check.ok
    assert not check.proved
    with pytest.raises(RuleError, match="paths is not the gradient"):
        check.require()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: of(ONE, "C"), SpecificationError, "start of a path 'C'; known: a0, W1, b1"),
        (lambda: of(ONE, "W9", 1, 1), SpecificationError, "start of a path 'W9'; known: a0, W1, b1"),
        (lambda: of(ONE, "W1", 2, 1), ShapeError, r"the position \(2, 1\) of 'W1'; its extents are \(1, 1\), from 1"),
        (lambda: of(ONE, "W1", 1), ShapeError, r"the position \(1,\) of 'W1'"),
        (lambda: of(ONE, "W1", 1, 1, sample=2), ShapeError, "sample 2; the batch has the samples 1 to 1"),
        (lambda: of(ONE, "a1", 1, 1, samples=2, sample=2), ShapeError, "which belongs to sample 1"),
        (
            lambda: paths(derived(ONE), "W1", (1, 1), {}),
            SpecificationError,
            "sizes leave out n_0, m, n_1, n_2; wanted: n_0, m, n_1, n_2",
        ),
        (lambda: check_paths(of(ONE, "W1", 1, 1, sample=1)), SpecificationError, "through sample 1 only"),
    ],
)
def test_bad_input(call: Callable[[], object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


def test_paths_are_records() -> None:
    found = of(ONE, "W1", 1, 1)
    with pytest.raises(FrozenInstanceError):
        found.sample = 1  # type: ignore[misc]
    assert hash(only(found)) == hash(only(found))
    assert only(found) == only(of(ONE, "W1", 1, 1))


BY_SAMPLE = Convention(delta="sample")


def by_sample(network: Network, parameter: str, *position: int, samples: int = 1) -> Paths:
    sizes = {names.units(at): n for at, n in enumerate(network.sizes)} | {names.SAMPLES: samples}
    return paths(derived(network, BY_SAMPLE), parameter, position, sizes)


def test_a_path_leads_through_the_cost_of_its_sample() -> None:
    found = by_sample(DEEP, "W1", 1, 1, samples=2)
    assert found.count == of(DEEP, "W1", 1, 1, samples=2).count
    assert check_paths(found).ok
    for path in found:
        first, *_ = path.factors
        assert (str(first.value), first.function.name, first.variable.name) == ("1/m", "C", "C_s")
        assert (path.outside, path.shared, path.shared_with) == (1, 5, "z2")
        assert path.cited == (("delta3", 3), ("delta2", 5), ("delta1", 7))


def test_a_path_from_what_belongs_to_a_sample_ends_at_its_cost() -> None:
    found = by_sample(DEEP, "z1", 1, 2, samples=2)
    assert found.end.name == "C_s"
    assert check_paths(found).ok
    assert check_paths(found).proved
    assert {(path.factors[0].function.name, path.factors[0].function_position) for path in found} == {("C_s", (2,))}
    assert all(path.outside == 0 for path in found)
    assert by_sample(DEEP, "b1", 1).end.name == "C"


def test_sizes_may_be_given_by_their_names() -> None:
    derivation = derive(Network((2, 2, 1)))
    known = dict(zip(derivation.model.sizes, (2, 3, 2, 1), strict=True))
    named = paths(derivation, "W1", (1, 1), {str(size): number for size, number in known.items()})
    assert named == paths(derivation, "W1", (1, 1), known)
    with pytest.raises(SpecificationError, match="sizes leave out m"):
        paths(derivation, "W1", (1, 1), {"n_0": 2, "n_1": 2, "n_2": 1})
