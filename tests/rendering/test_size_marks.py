"""The shape under a matrix, and the marks on sizes that meet: of those that fit, and of those that do not."""

import pytest
from sympy import Symbol

from derivations.engine.variables import Variable
from derivations.rendering.matrix_style import MatrixStyle
from derivations.rendering.size_marks import SizeMarks
from derivations.views.arrays import Leaf, MatMul, Transpose

J, K, S, M, N = (Symbol(name, integer=True) for name in ("j", "k", "s", "m", "n"))
WEIGHT, BATCH = Leaf((J, K), Variable("W", (J, K), (M, N))), Leaf((K, S), Variable("A", (K, S), (N, M)))
BIAS = Leaf((J, None), Variable("b", (J,), (M,)))
MARKS = SizeMarks(MatrixStyle(shapes=True, inner="green", clash="red"), {J: M, K: N, S: M})


def test_a_shape_stands_below_a_name() -> None:
    assert MARKS.below("W", M, N) == r"\underset{m \times n}{W}"
    numbers = SizeMarks(MatrixStyle(sizes={M: 3, N: 2}), {})
    assert numbers.below("W", M, N) == r"\underset{3 \times 2}{W}"


def test_the_size_that_meets_another_factor_is_marked() -> None:
    green = r"\textcolor{green}{\underline{\mathbf{n}}}"
    assert MARKS.meeting(columns=True).below("W", M, N) == rf"\underset{{m \times {green}}}{{W}}"
    assert MARKS.meeting(rows=True).below("A", N, M) == rf"\underset{{{green} \times m}}{{A}}"
    assert MARKS.meeting(rows=True, fits=False).below("A", N, M) == rf"\underset{{{green} \times m}}{{A}}".replace(
        "green", "red"
    )


@pytest.mark.parametrize(
    ("left", "right", "fits"),
    [
        (WEIGHT, BATCH, True),
        (BATCH, WEIGHT, True),
        (WEIGHT, BIAS, False),
        (Transpose((K, J), WEIGHT), BIAS, True),
        # a product is as large as its outer factors, whatever it is declared to be
        (MatMul((J, S), WEIGHT, BATCH), WEIGHT, True),
        (MatMul((J, S), WEIGHT, BATCH), BATCH, False),
    ],
)
def test_two_factors_fit_where_columns_meet_as_many_rows(left: Leaf, right: Leaf, fits: bool) -> None:
    assert MARKS.meet(left, right) is fits


def test_entry_by_entry_a_column_is_repeated_and_another_size_is_not() -> None:
    assert MARKS.beside((WEIGHT, BIAS)).below("b", M, N) == MARKS.below("b", M, N)
    assert MARKS.beside((WEIGHT, BATCH)).colours == ("red", "red")
