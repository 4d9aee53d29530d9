"""Paths in print: names, values and numbers, factor by factor in the order of the path."""

import math
import re

import numpy as np
import pytest

from derivations import Network, Parameters, backward, derive
from derivations.matching.binding import lookup
from derivations.models import names
from derivations.rendering.numbers import print_significant
from derivations.rendering.path_lines import print_path
from derivations.views.paths import Paths, paths
from tests.numeric.oracle import random_problem

ONE, WIDE = Network((1, 1, 1), "sigmoid", "mse"), Network((2, 2, 2), "tanh", "mse")


def of(network: Network, samples: int) -> Paths:
    sizes = {names.units(at): n for at, n in enumerate(network.sizes)} | {names.SAMPLES: samples}
    return paths(derive(network), "W1", (1, 1), sizes)


def test_a_path_in_symbols() -> None:
    found = of(ONE, 1)
    printed = print_path(found, next(iter(found)))
    assert printed.left == r"\frac{\partial C}{\partial w^{(1)}_{11}}"
    assert printed.names == " ".join(factor.name for factor in printed.factors)
    assert [(factor.number, factor.shared) for factor in printed.factors] == [
        (1, True),
        (2, True),
        (3, False),
        (4, False),
        (5, False),
    ]
    assert [factor.value for factor in printed.factors] == [
        r"\frac{1}{m} (a^{(2)}_{11} - y_{11})",
        r"a^{(2)}_{11} (1 - a^{(2)}_{11})",
        r"w^{(2)}_{11}",
        r"a^{(1)}_{11} (1 - a^{(1)}_{11})",
        r"a^{(0)}_{11}",
    ]
    assert printed.values == " ".join(factor.value for factor in printed.factors)
    assert printed.whole
    assert printed.numbers is None
    assert printed.result is None


def test_a_path_with_numbers() -> None:
    problem = random_problem(ONE, 1, np.random.default_rng(1))
    found = of(ONE, 1)
    find = lookup(found.derivation.model, derive(ONE).compile().trace(*problem[1:4]))
    printed = print_path(found, next(iter(found)), lookup=find, digits=6)
    assert printed.numbers is not None
    assert printed.result is not None
    assert float(printed.result) == pytest.approx(backward(*problem).weights[0].item(), abs=5e-7)
    shown = [text.strip("()") for text in printed.numbers.split(r" \cdot ")]
    assert shown == [factor.result for factor in printed.factors]
    assert np.prod([float(text) for text in shown]) == pytest.approx(float(printed.result), abs=1e-5)
    assert printed.factors[4].numbers is not None
    assert printed.factors[4].numbers.strip("()") == f"{problem.inputs.item():.6f}"


@pytest.mark.parametrize("seed", range(20))
def test_the_row_of_numbers_comes_to_the_result_as_it_is_printed(seed: int) -> None:
    problem, found = random_problem(ONE, 1, np.random.default_rng(seed)), of(ONE, 1)
    find = lookup(found.derivation.model, derive(ONE).compile().trace(*problem[1:4]))
    printed = print_path(found, next(iter(found)), lookup=find, digits=3)
    assert printed.numbers is not None
    factors = [float(text.strip("()").replace(r" \cdot 10^{", "e").rstrip("}")) for text in split(printed.numbers)]
    assert printed.sign == "="
    assert print_significant(math.prod(factors), 3) == printed.result


def split(row: str) -> list[str]:
    """Give the factors of a row; a power of 10 belongs to its number."""
    return re.split(r" \\cdot (?!10\^)", row)


def test_one_of_several_paths_is_not_the_whole() -> None:
    found = of(WIDE, 2)
    every = [print_path(found, path) for path in found]
    assert len(every) == found.count == 4
    assert not any(each.whole for each in every)
    assert len({each.names for each in every}) == 4


def test_a_factor_without_a_value() -> None:
    found = of(Network((1, 1, 1)), 1)
    printed = print_path(found, next(iter(found)), lookup=lambda name, position: 0.0)
    assert printed.result is None
    assert printed.factors[0].result is None
    assert printed.numbers is not None
    assert printed.numbers.startswith(r"\text{undefined here}")


def test_colours_go_to_both_rows() -> None:
    found = of(ONE, 1)
    printed = print_path(found, next(iter(found)), colours=lambda variable, _: "red" if variable.name == "W2" else None)
    assert r"\textcolor{red}{w^{(2)}_{11}}" in printed.values
    assert r"\textcolor{red}" not in printed.factors[0].value


def test_a_factor_keeps_the_digits_that_rounding_takes() -> None:
    """Where a is 1 in float64, a (1 - a) is 0; its derivative by name is not."""
    problem = random_problem(ONE, 1, np.random.default_rng(1))
    steep = Parameters(
        (np.full((1, 1), 50.0), problem.parameters.weights[1]), (np.zeros(1), problem.parameters.biases[1])
    )
    found, inputs = of(ONE, 1), [[1.0]]
    find = lookup(found.derivation.model, derive(ONE).compile().trace(steep, inputs, problem.targets))
    printed = print_path(found, next(iter(found)), lookup=find, digits=3)
    [slope] = [each for each in printed.factors if "10^{-22}" in (each.result or "")]
    assert "'" in slope.value
    gradient = backward(ONE, steep, inputs, problem.targets).weights[0].item()
    assert printed.result == print_significant(gradient, 3)
