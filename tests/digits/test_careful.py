"""Functions of a program with as many digits as they need: what they call, and the numbers in them, too."""

import numpy as np
import pytest

from derivations.digits.careful import careful


def erf(z: object) -> object:
    """Stand for the function that a program defines."""
    raise AssertionError(z)


@careful
def inner(z):  # type: ignore[no-untyped-def]
    return 1 - np.tanh(z)


@careful
def outer(z):  # type: ignore[no-untyped-def]
    return inner(z) / (1 - np.tanh(z) ** 2) + np.pi - np.pi + np.divide(1, 3)


@careful
def with_erf(z):  # type: ignore[no-untyped-def]
    return 1 - erf(z)  # type: ignore[operator]


@pytest.mark.filterwarnings("error")
def test_a_function_and_what_it_calls() -> None:
    # 1 / (1 + tanh z) + 1/3
    np.testing.assert_allclose(outer(np.array([0.0, 27.0, 300.0])), [4 / 3, 5 / 6, 5 / 6], rtol=1e-15)


@careful
def tenths(z):  # type: ignore[no-untyped-def]
    return 0.1 * z * 3 - np.divide(3, 10) * z


def test_a_literal_that_multiplies_is_the_decimal_that_it_reads_as() -> None:
    assert not tenths(np.array([0.7, 1.0, 1e9])).any()


def test_a_literal_that_is_compared_is_the_float64_that_data_are() -> None:
    @careful
    def below(z):  # type: ignore[no-untyped-def]
        return np.where(z < 0.6, 1.0, 0.0)

    assert below(np.array([0.6, np.nextafter(0.6, 0)])).tolist() == [0, 1]


def test_a_function_that_numpy_lacks() -> None:
    np.testing.assert_allclose(with_erf(np.array([0.0, 6.0])), [1.0, 2.151973671249891e-17], rtol=1e-14)


def test_its_shape_and_its_name() -> None:
    assert outer(np.zeros((2, 3))).shape == (2, 3)
    assert outer.__name__ == "outer"
