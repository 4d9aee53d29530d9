"""Mistakes with matrices: every one of them is found when it is written out entry by entry."""

from collections.abc import Callable
from functools import cache

import pytest

from derivations import Convention, Network, derive
from derivations.derive import Derivation
from derivations.views.expansion import agrees
from derivations.views.layout import COLUMNS, ROWS, Layout
from derivations.views.matrices import matrix_view
from derivations.views.mistakes import CHANGES, mistakes

TARGETS = ("z1", "da1", "delta1", "delta2", "dW1", "dW2", "db1")


@cache
def by_cost() -> Derivation:
    return derive(Network((2, 2, 1)))


@cache
def by_sample() -> Derivation:
    return derive(Network((2, 2, 1), l2=0.1), Convention(delta="sample"))


@pytest.mark.parametrize("derived", [by_cost, by_sample], ids=["cost", "sample"])
@pytest.mark.parametrize("layout", [COLUMNS, ROWS], ids=lambda layout: layout.name)
@pytest.mark.parametrize("target", TARGETS)
def test_a_mistake_is_not_what_the_indices_say(target: str, layout: Layout, derived: Callable[[], Derivation]) -> None:
    derivation = derived()
    line = matrix_view(derivation, derivation[target], layout).lines[-1]
    expression = derivation[target].lines[line.line].expression
    assert agrees(line.node, expression, derivation, layout)
    found = dict(mistakes(line.node))
    assert found
    for mistake, wrong in found.items():
        assert wrong != line.node
        assert not agrees(wrong, expression, derivation, layout), mistake


@pytest.mark.parametrize(
    ("derived", "with_it"), [(by_cost, {"delta2"}), (by_sample, {"dW1", "dW2", "db1"})], ids=["cost", "sample"]
)
def test_the_division_by_m_is_forgotten_where_it_stands(derived: Callable[[], Derivation], with_it: set[str]) -> None:
    derivation = derived()
    lasts = {target: matrix_view(derivation, derivation[target], COLUMNS).lines[-1].node for target in TARGETS}
    made = {target for target, node in lasts.items() for mistake, _ in mistakes(node) if "number of samples" in mistake}
    assert made == with_it


def test_every_mistake_can_be_made_somewhere() -> None:
    made = {
        mistake
        for target in TARGETS
        for mistake, _ in mistakes(matrix_view(by_cost(), by_cost()[target], COLUMNS).lines[-1].node)
    }
    assert made == {mistake for mistake, _ in CHANGES}


def test_no_product_is_given_twice() -> None:
    node = matrix_view(by_cost(), by_cost()["dW1"], COLUMNS).lines[-1].node
    wrong = [each for _, each in mistakes(node)]
    assert len(set(wrong)) == len(wrong)
