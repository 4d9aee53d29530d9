"""A wrong product and the right one in print: shapes under every array, numbers as matrices."""

from functools import cache

import numpy as np

from derivations import Convention, Network, derive
from derivations.derive import Derivation
from derivations.matching.planted import plant
from derivations.matching.wrong_products import wrong_products
from derivations.rendering.numbers import print_fixed
from derivations.rendering.product_lines import PrintedMistake, print_mistake, print_wrong_product
from derivations.views.layout import COLUMNS, ROWS, Layout
from tests.numeric.oracle import random_problem

NETWORK = Network((2, 2, 1))


@cache
def derived() -> Derivation:
    return derive(NETWORK)


def values(samples: int = 4) -> dict[str, object]:
    return derived().compile().trace(*random_problem(NETWORK, samples, np.random.default_rng(3))[1:4])


def first(layout: Layout) -> str:
    found = wrong_products(derived(), "dW1", values(), layout)[0]
    return print_wrong_product(found, layout).right.formula


def test_shapes_stand_under_every_array() -> None:
    assert first(COLUMNS) == r"\underset{2 \times 4}{\Delta^{(1)}} \; \underset{4 \times 2}{{A^{(0)}}^{\top}}"
    assert first(ROWS) == r"\underset{2 \times 4}{{A^{(0)}}^{\top}} \; \underset{4 \times 2}{\Delta^{(1)}}"


def test_what_fits_has_numbers() -> None:
    found = wrong_products(derived(), "dW1", values())[0]
    printed = print_wrong_product(found, digits=3)
    assert printed.mistake.startswith("the product taken too early")
    assert (printed.right.shape, printed.wrong.shape) == (r"2 \times 2", r"2 \times 2")
    assert found.wrong.numbers is not None
    rows = [" & ".join(print_fixed(number, 3) for number in row) for row in found.wrong.numbers]
    assert printed.wrong.numbers == rf"\begin{{pmatrix}} {rows[0]} \\ {rows[1]} \end{{pmatrix}}"
    assert printed.wrong.numbers != printed.right.numbers
    assert printed.reason == found.reason


def test_what_does_not_fit_has_none() -> None:
    found = next(each for each in wrong_products(derived(), "dW1", values()) if not each.fits)
    printed = print_wrong_product(found)
    assert printed.wrong.shape is None
    assert printed.wrong.numbers is None
    assert printed.right.numbers is not None


def test_large_arrays_are_not_printed() -> None:
    found = wrong_products(derived(), "z1", values(9))[0]
    assert print_wrong_product(found).right.numbers is None


def test_a_planted_mistake_stands_beside_the_right_line() -> None:
    by_sample = derive(NETWORK, Convention(delta="sample"))
    printed = print_mistake(plant(by_sample, "derivative", 2), by_sample.model)
    assert printed == PrintedMistake(
        r"\Delta^{(2)}",
        r"\frac{\partial C_{s}}{\partial A^{(2)}} \odot \sigma'(Z^{(2)})",
        r"A^{(2)} - Y",
        r"\frac{\partial C_{s}}{\partial A^{(2)}}",
        cancelled=True,
    )
    entries = print_mistake(plant(by_sample, "sum", 1), by_sample.model)
    assert entries == PrintedMistake(
        r"\frac{\partial C}{\partial b^{(1)}_{j}}",
        r"\frac{1}{m} \sum_{s=1}^{m} \delta^{(1)}_{js}",
        "",
        r"\frac{1}{m} \delta^{(1)}_{jm}",
    )
