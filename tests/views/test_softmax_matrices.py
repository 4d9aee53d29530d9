"""Softmax and the other activations as matrices: sums over units become row sums, and every line is checked."""

from functools import cache

import pytest

from derivations import Convention, Network, derive
from derivations.derive import Derivation
from derivations.network import ACTIVATIONS
from derivations.rendering.matrix_latex import matrix_latex
from derivations.views.arrays import Hadamard, Node, Plus
from derivations.views.expansion import agrees
from derivations.views.layout import COLUMNS, layout
from derivations.views.matrices import matrix_view


@cache
def softmax() -> Derivation:
    return derive(Network((2, 3, 2), ("softmax", "softmax"), "cross_entropy"))


def every_line_is_ok(derivation: Derivation) -> bool:
    views = [derivation.matrices(result.target) for result in derivation.results if result.variable is not None]
    return all(view.lines and all(line.ok for line in view.lines) for view in views)


@pytest.mark.parametrize("shown", ["columns", "rows"])
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_every_result_has_a_matrix_form_that_agrees(hidden: str, shown: str) -> None:
    assert every_line_is_ok(derive(Network((2, 3, 2), (hidden, "softmax"), "cross_entropy"), Convention(layout=shown)))


@pytest.mark.parametrize("loss", ["mae", "huber", "bce_logits"])
def test_so_have_the_other_losses(loss: str) -> None:
    assert every_line_is_ok(derive(Network((2, 3, 2), ("gelu", "identity"), loss)))


@pytest.mark.parametrize(
    ("target", "expected"),
    [("delta2", r"\frac{1}{m} (A^{(2)} - Y)"), ("da1", r"{W^{(2)}}^{\top} \Delta^{(2)}")],
)
def test_how_it_is_written(target: str, expected: str) -> None:
    last = matrix_view(softmax(), softmax()[target], COLUMNS).lines[-1]
    assert matrix_latex(last.node, COLUMNS) == expected


def test_a_softmax_that_forgets_the_other_units_does_not_agree() -> None:
    result = softmax()["delta1"]
    node = matrix_view(softmax(), result, layout("columns")).lines[-1].node
    assert isinstance(node, Hadamard)

    def without_the_sum(part: Node) -> Node:
        return part.terms[0] if isinstance(part, Plus) else part

    wrong = Hadamard(node.axes, tuple(without_the_sum(factor) for factor in node.factors))
    assert wrong != node
    assert agrees(node, result.value, softmax(), COLUMNS)
    assert not agrees(wrong, result.value, softmax(), COLUMNS)
