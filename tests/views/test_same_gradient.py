"""One gradient by two roads: the same where both are right, and told apart where one is not."""

from collections.abc import Callable
from functools import cache

import pytest
from sympy import Expr, exp, log, symbols

from derivations import Equation, Model, Variable, derive
from derivations.engine.derivation import Results
from derivations.errors import RuleError, SpecificationError
from derivations.models.chain_rule import expand_steps, square_by_substitution
from derivations.models.graphs import graph
from derivations.views.same_gradient import in_inputs, same_gradient
from tests.oracles import EXAMPLES, planted

x, y = symbols("x y")


@cache
def by_substitution() -> Results:
    return derive(square_by_substitution())


@cache
def by_expansion() -> Results:
    return derive(expand_steps((x + y) ** 2))


def test_substitution_and_expansion_give_the_same() -> None:
    found = same_gradient(by_substitution(), by_expansion()).require()
    assert found.ok
    assert [(row.name, row.first, row.second, row.proved) for row in found.rows] == [
        (name, 2 * x + 2 * y, 2 * x + 2 * y, True) for name in "xy"
    ]


@pytest.mark.parametrize("expression", [(x - 3 * y) ** 4, (x + y) ** 2 * (x - y), (x * y + 1) ** 3])
def test_other_polynomials(expression: Expr) -> None:
    found = same_gradient(derive(graph(expression)), derive(expand_steps(expression)))
    assert found.ok
    assert all(row.proved for row in found.rows)


def test_what_is_equal_without_a_proof() -> None:
    # expand and cancel do not know that ln e^x is x: the numbers decide
    found = same_gradient(derive(graph(exp(x + y) ** 2 / exp(x))), derive(graph(exp(x) * exp(y) * exp(y))))
    assert found.ok


def test_another_polynomial_is_told() -> None:
    forgotten = derive(expand_steps(x**2 + x * y + y**2))
    found = same_gradient(by_substitution(), forgotten)
    assert not found.ok
    assert not any(row.proved for row in found.rows)
    with pytest.raises(RuleError, match=r"the gradients by 'x' differ: 2\*x \+ 2\*y and 2\*x \+ y"):
        found.require()


@pytest.mark.parametrize("wrong", [lambda value: 2 * value, lambda value: value + 1, lambda value: -value])
def test_a_wrong_line_in_either_is_told(wrong: Callable[[Expr], Expr]) -> None:
    for right, other, swapped in (
        (by_substitution(), by_expansion(), False),
        (by_expansion(), by_substitution(), True),
    ):
        last = len(right["dy"].lines) - 1
        bad: Results = planted(right, "dy", last, wrong(right["dy"].value))
        found = same_gradient(other, bad) if swapped else same_gradient(bad, other)
        assert [row.ok for row in found.rows] == [True, False]


def test_both_wrong_in_the_same_way_is_told_as_well() -> None:
    # two equal formulas are no gradient yet: the difference quotient of the cost decides
    bad = [
        planted(each, "dx", len(each["dx"].lines) - 1, -each["dx"].value)
        for each in (by_substitution(), by_expansion())
    ]
    found = same_gradient(*bad)
    assert found.rows[0].proved
    assert not found.rows[0].ok


def test_in_inputs_opens_everything() -> None:
    derivation = derive(graph(log(x * y) * x))
    assert in_inputs(derivation, "dx").free_symbols == {x, y}
    assert (in_inputs(derivation, "dx") - (log(x * y) + 1)).expand() == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: same_gradient(by_substitution(), derive(expand_steps(x**2))),
            "the inputs x, y and x; both must have the same",
        ),
        (
            lambda: same_gradient(*(derive(EXAMPLES["cube of a sum"].model),) * 2),
            "variable 'x' of model 'cube' is an array",
        ),
    ],
)
def test_what_cannot_be_compared(call: Callable[[], object], message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        call()


def test_the_order_of_the_inputs_does_not_matter() -> None:
    one, other = Variable("x"), Variable("y")
    model = Model("turned", (other, one), (Equation(Variable("f"), (one.at() + other.at()) ** 2),))
    assert same_gradient(derive(model), by_expansion()).ok
