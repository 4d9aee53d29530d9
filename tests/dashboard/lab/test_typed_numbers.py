"""What is read out of typed and pasted numbers, and what is said to what cannot be read."""

import numpy as np
import pytest

from dashboard.lab.typed_cells import FieldError
from dashboard.lab.typed_numbers import read_matrix, read_number, read_samples, read_vector
from derivations.numeric.arrays import Array

SQUARE = [[1.0, 2.0], [3.0, 4.0]]


def matrix(text: str, shape: tuple[int, int] = (2, 2)) -> Array:
    return read_matrix(text, "W1", shape, rows_are="one for each unit", columns_are="one for each input", other="X")


@pytest.mark.parametrize(
    "text",
    [
        "1 2; 3 4",
        "1, 2; 3, 4",
        "1,2\n3,4",
        "1\t2\n3\t4",
        "[[1, 2], [3, 4]]",
        "[[1 2]\n [3 4]]",
        "[1 2; 3 4]",
        "{{1, 2}, {3, 4}}",
        "(1, 2), (3, 4)",
        "(1, 2)\n(3, 4)",
        "array([[1., 2.],\n       [3., 4.]])",
        "np.array([[1, 2], [3, 4]], dtype=float)",
        "torch.tensor([[1., 2.], [3., 4.]])",
        r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
        r"$\left[\begin{array} 1 & 2 \\ 3 & 4 \end{array}\right]$",
        "| 1 | 2 |\n| 3 | 4 |",
        "[[1, 3], [2, 4]]^T",
        "[[1, 3], [2, 4]].T",
        "[1 3; 2 4]^{\\top}",
        "  1   2 ;\n\n 3 4 ; ",
        "1.0, 2.0,\n3.0, 4.0,",
        "3 - 2 2; 1 + 2 2 * 2",
        "1 sqrt(4); 3 sqrt 16",
        "W1 = [[1, 2], [3, 4]]",
        "W^(1) = 1 2; 3 4",
        "(1 2; 3 4)",
        "1 2, 3 4",
        "1\u00a02\n3\u00a04",
        "1 2\r\n3 4",
        "1 0.2 · 10; 3 0.4 × 10^1",
        r"\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}",
        r"\left(\begin{array}{c|c} 1 & 2 \\[2pt] 3 & 4 \\ \end{array}\right)",
        r"\begin{pmatrix*}[r] 1 & 2 \\* 3 & 4 \end{pmatrix*}",
        r"1{,}0 2{,}0; 3{,}0 4{,}0",
        "((1, 2), (3, 4))",
        "((1, 2), (3, 4),)",
        "tensor([[1., 2.], [3., 4.]], requires_grad=True)",
        "tensor([[1., 2.],\n        [3., 4.]], device='cuda:0', grad_fn=<AddBackward0>)",
        "[1 3; 2 4]'",
        "$[1 3; 2 4]^T$",
        "\ufeff1 2\n3 4",
        r"1 0.2 \cdot 10^{1}; 3 0.4 \times 10^{1}",
        "0,1 · 10 0,2 · 10; 0,3 · 10 0,4 · 10",
    ],
)
def test_a_matrix_is_read_as_it_is_typed_or_pasted(text: str) -> None:
    assert matrix(text).tolist() == SQUARE


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1/2", 0.5),
        ("−1/2", -0.5),
        ("1/3", 1 / 3),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-3", 1e-3),
        ("0,5", 0.5),
        ("-0,25", -0.25),
        ("sqrt(2)", np.sqrt(2)),
        ("√2", np.sqrt(2)),
        ("cos(1)", np.cos(1)),
        ("np.cos(1)", np.cos(1)),
        ("e^-1", np.exp(-1)),
        ("2*pi", 2 * np.pi),
        (r"\frac{1}{2}", 0.5),
    ],
)
def test_a_number_may_have_operations_in_it(text: str, number: float) -> None:
    assert read_number(text, "eta") == pytest.approx(number, rel=1e-15)


def test_a_function_may_stand_before_a_whole_matrix() -> None:
    assert np.allclose(matrix("np.cos([[1, 2], [3, 4]])"), np.cos(SQUARE), rtol=1e-15)


@pytest.mark.parametrize(
    "text", ["0,5 1,5\n2,5 3,5", "0,5 1,5; 2,5 3,5", "0,5; 1,5\n2,5; 3,5", "[[0,5 1,5], [2,5 3,5]]"]
)
def test_a_decimal_comma_is_read_where_the_shape_leaves_no_other_choice(text: str) -> None:
    assert matrix(text).tolist() == [[0.5, 1.5], [2.5, 3.5]]


def test_a_comma_separates_where_the_shape_leaves_no_other_choice() -> None:
    assert read_vector("1,2", "b1", 2, numbers_are="one each").tolist() == [1, 2]
    assert read_vector("1,2", "b1", 1, numbers_are="one each").tolist() == [1.2]
    assert matrix("1,2; 3,4").tolist() == SQUARE
    assert read_samples("0,0; 0,1; 1,0", "X", 2, numbers_are="one each").tolist() == [[0, 0], [0, 1], [1, 0]]


def test_a_comma_that_may_mean_both_is_asked_about() -> None:
    with pytest.raises(FieldError, match=r"X: 0,5 may be one number or two; write 0\.5 for one, 0, 5 for two"):
        read_samples("0,5; 1,5", "X", 2, numbers_are="one for each input")
    assert read_samples("0.5; 1.5", "X", 2, numbers_are="").tolist() == [[0.5, 1.5]]
    assert read_samples("0, 5; 1, 5", "X", 2, numbers_are="").tolist() == [[0, 5], [1, 5]]


def test_a_comma_before_a_signed_number_is_no_difference() -> None:
    assert read_vector("0,5 -1", "b1", 2, numbers_are="one each").tolist() == [0.5, -1]
    assert matrix("0,5 -1; 0,25 -2").tolist() == [[0.5, -1], [0.25, -2]]
    with pytest.raises(FieldError, match=r"'0\.2 -0\.3' is no number"):
        read_vector("0.1, 0.2 -0.3", "b1", 2, numbers_are="one each")
    assert read_vector("0.1, 0.2 - 0.3", "b1", 2, numbers_are="one each").tolist() == [0.1, -0.1]


@pytest.mark.parametrize(("text", "shape"), [("1,000", (1, 1)), ("1,500 2; 3 4", (2, 2)), (r"1{,}000", (1, 1))])
def test_a_comma_that_may_stand_before_thousands_is_asked_about(text: str, shape: tuple[int, int]) -> None:
    with pytest.raises(FieldError, match=r"W1: 1,(.00) may be 1\.\1 or 1\1; write the one that is meant"):
        matrix(text, shape)
    with pytest.raises(FieldError, match=r"eta: 1,000 may be 1\.000 or 1000"):
        read_number("1,000", "eta")


def test_other_commas_say_that_none_stands_before_thousands() -> None:
    assert matrix("1,500 0,250; 0,125 2,000").tolist() == [[1.5, 0.25], [0.125, 2]]
    assert read_vector("1,500", "b1", 2, numbers_are="one each").tolist() == [1, 500]
    assert read_number("0,500", "eta") == 0.5


@pytest.mark.parametrize("text", ["1 2 3", "1; 2; 3", "1\n2\n3", "(1, 2, 3)", "[1, 2, 3]^T", "[[1], [2], [3]]"])
def test_a_vector_is_a_row_or_a_column(text: str) -> None:
    assert read_vector(text, "b1", 3, numbers_are="one each").tolist() == [1, 2, 3]
    assert read_samples(text, "X", 3, numbers_are="one each").tolist() == [[1, 2, 3]]
    assert read_samples(text, "X", 1, numbers_are="one each").tolist() == [[1], [2], [3]]
    assert matrix(text, (1, 3)).tolist() == [[1, 2, 3]]
    assert matrix(text, (3, 1)).tolist() == [[1], [2], [3]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "W1 is empty; expected 2 rows (one for each unit) of 2 numbers (one for each input)"),
        ("1 2", "W1 has 1 row of 2 numbers; expected 2 rows (one for each unit) of 2 numbers (one for each input)"),
        ("1 2; 3", "W1, row 2 has 1 number; the other has 2"),
        ("1 2; 3 4; 5", "W1, row 3 has 1 number; the others have 2"),
        ("1,,2; 3, 4, 5", "W1, row 1, number 2 is empty; expected a number, such as 0.5, 1/2, sqrt(2) or cos(1)"),
        ("1 a; 3 4", "W1, row 1, number 2: 'a' is no number; expected one such as 0.5, 1/2, sqrt(2) or cos(1)"),
        (
            "1 1/0; 3 4",
            "W1, row 1, number 2: '1/0' has no value; expected a number, such as 0.5, 1/2, sqrt(2) or cos(1)",
        ),
        ("1 2; 3 1e400", "W1, row 2, number 2: '1e400'; expected a number from -1e+09 to 1e+09"),
        ("1 2; 3 nan", "W1, row 2, number 2: 'nan' is no number; expected one such as 0.5, 1/2, sqrt(2) or cos(1)"),
        ("nan 1; 2 3", "W1, row 1, number 1: 'nan' is no number; expected one such as 0.5, 1/2, sqrt(2) or cos(1)"),
        ("1 " * 900, "W1 has 900 numbers; the page has room for 800"),
        ("2^1 " * 101, "W1 has more than 100 numbers to calculate; expected numbers such as 0.5 or 1/2"),
        ("[[1, 2], [3]]^T", "W1, row 2 has 1 number; the other has 2"),
        ("[[1, 2], [3, 4]", "W1 has 3 [ and 2 ]"),
        ("[[1, 2], [3, 4]] + 1", "W1 has '+1' outside of the brackets; expected numbers inside"),
        ("1 " * 20_000, "W1 has 40000 letters; expected at most 10000"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(FieldError) as caught:
        matrix(text)
    assert str(caught.value) == said
    assert caught.value.field == "W1"


@pytest.mark.parametrize(
    "text", ["__import__('os') 2; 3 4", "open('x') 2; 3 4", "9**9**9**9 2; 3 4", "(lambda: 1)() 1; 2 3"]
)
def test_nothing_that_is_typed_is_executed(text: str) -> None:
    with pytest.raises(FieldError, match="W1, row 1, number 1"):
        matrix(text)


def read_or_refuse(text: str) -> tuple[int, ...] | str:
    try:
        return matrix(text).shape
    except FieldError as error:
        return str(error)


def test_text_of_any_kind_gets_an_array_or_a_sentence() -> None:
    rng = np.random.default_rng(0)
    signs = list("0123456789.,;-+*/()[]{} \n\te−|&\\^Ta_'\"=:²½√")
    for _ in range(2000):
        found = read_or_refuse("".join(rng.choice(signs, size=rng.integers(1, 20))))
        assert found == (2, 2) or (isinstance(found, str) and found.startswith("W1") and "\n" not in found)
