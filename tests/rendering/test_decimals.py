"""Numbers that were typed as decimals stay decimals, in index notation and in matrices; fractions stay fractions."""

import pytest
from sympy import Integer, Rational, S

from derivations import Activation, Convention, Loss, Network, derive
from derivations.rendering.decimals import decimal
from derivations.rendering.lines import print_matrices, print_result
from derivations.rendering.matrix_style import MatrixStyle
from derivations.views.layout import COLUMNS

ALL = frozenset[Rational]()


def last(network: Network, target: str, convention: Convention | None = None) -> str:
    return print_result(derive(network, convention or Convention()), target).lines[-1].formula


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Rational(851, 500), "1.702"),
        (Rational(-1, 20), "-0.05"),
        (Rational(1, 3), None),
        (Integer(3), None),
        (Rational(1, 2**21), None),
    ],
)
def test_a_number_that_ends_is_written_as_a_decimal(number: Rational, text: str | None) -> None:
    assert decimal(number, ALL) == text


def test_a_fraction_stays_where_it_was_typed_and_where_no_decimals_were() -> None:
    assert decimal(S.Half, frozenset({S.Half})) is None
    assert decimal(-S.Half, frozenset({S.Half})) is None
    assert decimal(S.Half, None) is None


@pytest.mark.parametrize(
    ("text", "derivative"),
    [
        ("z*sigmoid(1.702*z)", r"\sigma(1.702 z) + 1.702 z \sigma(1.702 z) (1 - \sigma(1.702 z))"),
        ("0.3*z + z**3/3", "0.3 + z^{2}"),
        ("0.3*z + z**2/3", r"0.3 + \frac{2}{3} z"),
        ("0.1*z**2 + z/4", r"\frac{1}{4} + 0.2 z"),
        ("z**1.5", r"1.5 \sqrt{z}"),
        ("3*z/10", r"\frac{3}{10}"),
    ],
)
def test_a_derivative_has_decimals_where_they_were_typed(text: str, derivative: str) -> None:
    assert last(Network((2, 1), Activation.parse(text), "mse"), "f'") == derivative


def test_the_half_of_a_convention_stays_a_fraction() -> None:
    network = Network((2, 1), Activation.parse("0.5*z + 0.3*z**3"), "mse")
    total = r"\sum_{s=1}^{m} \sum_{j=1}^{n_{1}} (a^{(1)}_{js} - y_{js})^{2}"
    assert last(network, "C") == rf"\frac{{1}}{{2 m}} {total}"
    assert last(network, "C", Convention(samples="sum")) == rf"\frac{{1}}{{2}} {total}"


def test_a_decimal_stands_whole_above_a_bar() -> None:
    network = Network((2, 1), "identity", Loss.parse("0.3*(a-y)**2"))
    derivation = derive(network)
    delta = print_result(derivation, "delta1").lines[-1].formula
    assert delta == r"\frac{0.6}{m} (a^{(1)}_{js} - y_{js})"
    assert derivation.check().ok
    matrices = print_matrices(derivation, "delta1", COLUMNS, MatrixStyle())
    assert matrices.lines[-1].formula == r"\frac{0.6}{m} (A^{(1)} - Y)"
