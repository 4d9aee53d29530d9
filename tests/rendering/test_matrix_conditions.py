"""A condition on a whole matrix says where the matrix lies, and not what is compared to 0."""

import pytest

from derivations import Activation, Network, derive
from derivations.rendering.lines import print_matrices
from derivations.rendering.matrix_style import MatrixStyle
from derivations.views.layout import COLUMNS


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("clip(0.2z,-0.5,0.5)", "[-2.5 < Z^{(1)} < 2.5]"),
        ("max(0.3-0.75z,0)", "[Z^{(1)} < 0.4]"),
        ("max(2z,0)", "[Z^{(1)} > 0]"),
        ("max(0.3+z,0)", "[Z^{(1)} > -0.3]"),
    ],
)
def test_a_condition_on_a_matrix_is_solved(text: str, condition: str) -> None:
    lines = print_matrices(
        derive(Network((2, 1), Activation.parse(text), "mse")), "delta1", COLUMNS, MatrixStyle()
    ).lines
    assert lines[-1].formula.endswith(condition)
