"""What backpropagation saves: counted here by going through every path, and by hand."""

import pytest

from derivations import Network
from derivations.engine.reverse import differentiate
from derivations.models import names
from derivations.models.one_sample import one_sample
from derivations.views.paths import paths
from derivations.views.savings import Savings, count_multiplications

NETWORKS = (
    Network((1, 1, 1), loss="mse"),
    Network((2, 2, 1)),
    Network((2, 3, 2, 3), ("tanh", "relu", "softmax"), "cross_entropy"),
    Network((2, 2, 1), l2=0.1),
)


@pytest.mark.parametrize("network", NETWORKS, ids=str)
def test_path_by_path_is_what_going_through_them_gives(network: Network) -> None:
    derivation = differentiate(one_sample(network))
    sizes = {names.units(at): size for at, size in enumerate(network.sizes)}
    counted = 0
    for parameter in (each for each in derivation.model.inputs if not each.data):
        shape = [int(size.xreplace(sizes)) for size in parameter.sizes]
        places = (
            [(j, k) for j in range(1, shape[0] + 1) for k in range(1, shape[1] + 1)]
            if len(shape) == 2
            else [(j,) for j in range(1, shape[0] + 1)]
        )
        for place in places:
            found = paths(derivation, parameter.name, place, sizes)
            every = list(found)
            assert (found.count, found.factors) == (len(every), sum(len(each.factors) for each in every))
            counted += sum(len(each.factors) - 1 for each in every)
    assert count_multiplications(paths(derivation, "b1", (1,), sizes)).by_paths == counted


def test_with_what_is_kept_by_hand() -> None:
    derivation = differentiate(one_sample(Network((2, 2, 1))))
    sizes = {names.units(at): size for at, size in enumerate((2, 2, 1))}
    found = count_multiplications(paths(derivation, "b1", (1,), sizes))
    # z2 1, W2 2, b2 1; a1 2, z1 2, W1 4, b1 2
    assert found.kept == 14
    # W1 4 of 5 factors, b1 2 of 5, W2 2 of 3, b2 1 of 3
    assert found.by_paths == 4 * 4 + 2 * 4 + 2 * 2 + 1 * 2


def test_what_is_kept_grows_with_depth_and_paths_with_the_power_of_it() -> None:
    found = []
    for depth in (2, 3, 4):
        sizes = (4,) * (depth + 1)
        derivation = differentiate(one_sample(Network(sizes, "tanh", "mse")))
        numbers = {names.units(at): size for at, size in enumerate(sizes)}
        found.append(count_multiplications(paths(derivation, "b1", (1,), numbers)))
    assert found[2].kept - found[1].kept == found[1].kept - found[0].kept
    assert found[2].by_paths > 3 * found[1].by_paths > 9 * found[0].by_paths


def test_what_reaches_no_cost_counts_nowhere() -> None:
    derivation = differentiate(one_sample(Network((2, 2, 1), ("step", "step"), "mse")))
    sizes = {names.units(at): size for at, size in enumerate((2, 2, 1))}
    assert count_multiplications(paths(derivation, "b1", (1,), sizes)) == Savings(0, 0)
