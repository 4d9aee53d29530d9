"""Mistakes with matrices: every one of them is found when it is written out entry by entry."""

import pytest

from derivations import Network, derive
from derivations.views.expansion import agrees
from derivations.views.layout import COLUMNS, ROWS, Layout
from derivations.views.matrices import matrix_view
from derivations.views.mistakes import MISTAKES, mistakes

DERIVATION = derive(Network((2, 2, 1)))
TARGETS = ("z1", "da1", "delta1", "dW1", "dW2", "db1")


@pytest.mark.parametrize("layout", [COLUMNS, ROWS], ids=lambda layout: layout.name)
@pytest.mark.parametrize("target", TARGETS)
def test_a_mistake_is_not_what_the_indices_say(target: str, layout: Layout) -> None:
    line = matrix_view(DERIVATION, DERIVATION[target], layout).lines[-1]
    expression = DERIVATION[target].lines[line.line].expression
    assert agrees(line.node, expression, DERIVATION, layout)
    found = dict(mistakes(line.node))
    assert found
    for mistake, wrong in found.items():
        assert wrong != line.node
        assert not agrees(wrong, expression, DERIVATION, layout), mistake


def test_every_mistake_can_be_made_somewhere() -> None:
    made = {
        mistake
        for target in TARGETS
        for mistake, _ in mistakes(matrix_view(DERIVATION, DERIVATION[target], COLUMNS).lines[-1].node)
    }
    assert made == {mistake for mistake, _ in MISTAKES}


def test_no_product_is_given_twice() -> None:
    node = matrix_view(DERIVATION, DERIVATION["dW1"], COLUMNS).lines[-1].node
    wrong = [each for _, each in mistakes(node)]
    assert len(set(wrong)) == len(wrong)
