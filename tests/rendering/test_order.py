"""A term keeps its place from line to line, and a factor too, under a rule that has nothing to do with places."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from sympy import Add, Expr, Float

from derivations import Activation, Network, derive
from derivations.derive import Derivation
from derivations.engine.definitions import DefinedFunction, formula
from derivations.engine.derivation import SHORTENS, Line
from derivations.engine.expressions import Chain, Partial, has_minus, is_size, product, rewrite, walk
from derivations.engine.rules import RULES
from derivations.engine.rules.conditions import has_late_number
from derivations.engine.typed import TypedOrder
from derivations.models.functions import Z
from derivations.rendering.lines import applied_rule
from derivations.rendering.order import Order, order_of

FORMULAS = (
    *("asin(z/3) + z*acos(0.4*z)", "z*tanh(log(1+exp(z)))", "max(z, 0) + min(exp(z) - 1, 0)", "hard_tanh(z)*z"),
    *("huber(2*z) + 4*huber(z/2)", "leaky_relu(z) + log_sigmoid(z)", "sin(z)*exp(-z**2)", "z**2*sin(1/z)"),
    *("(z^2-1)/(z-1)", "exp(-2*z)*(z-1)", "z**2*(1-z)**3", "z*(z+1)*(z+2)", "(z+1)*(z-1)", "(z-1)*(z-2)*(z-3)"),
    *("sigmoid(z)*(1-sigmoid(z))", "z^3 - 3*z^2 + 2*z - 1", "relu(z)*z", "hard_tanh(z) + z^2", "abs(z)*z"),
    *("z*exp(z)*sin(z)", "tanh(z)*sigmoid(-z)", "(z^2+1)^z", "z**2*log(z)", "sin(z)/z", "2^z/z", "z^4 - 2*z + 3"),
)


@cache
def derivation_of(text: str) -> Derivation:
    return derive(Network((1, 1), Activation.parse(text), "mse"))


@cache
def value(term: Expr) -> complex:
    """Evaluate at a point, with derivatives done and functions written out."""

    def write_out(node: Expr) -> Expr:
        if isinstance(node, Partial):
            return node.function.diff(node.variable)
        if isinstance(node, DefinedFunction):
            return formula(node.definition, node.order).xreplace({node.definition.variable: node.args[0]})
        return node

    for _ in range(5):
        term = rewrite(product(term), write_out)
    return complex(product(term).xreplace({Z: Float("0.37", 30)}).evalf(20))


def same(one: Expr, other: Expr) -> bool:
    return abs(value(one) - value(other)) < 1e-12


def swap(before: Sequence[Expr], after: Sequence[Expr]) -> bool:
    """Tell whether two parts that have the values of two before stand the other way round."""
    left = list(enumerate(before))
    kept = []
    for part in after:
        found = next((each for each in left if same(each[1], part)), None)
        if found is not None:
            left.remove(found)
            kept.append((found[0], part))
    in_order = sorted(kept, key=lambda each: each[0])
    # no bracket begins with a minus
    return kept != in_order and not has_minus(in_order[0][1])


def swapped_terms(before: Order, after: Order) -> Iterator[Expr]:
    for total, terms in after.items():
        for other, others in before.items():
            if isinstance(total, Add) and same(total, other) and swap(others, terms):
                yield total


def swapped_factors(before: Expr, after: Expr, typed: TypedOrder) -> Iterator[Expr]:
    # a number that comes to the front takes the variable behind it along
    if not has_late_number(before):
        chains, others = ([node for node in walk(line) if isinstance(node, Chain)] for line in (after, before))
        for chain in chains:
            yield from (
                chain for other in others if same(chain, other) and swap(above(other, typed), above(chain, typed))
            )


def above(chain: Expr, typed: TypedOrder) -> list[Expr]:
    """Return the factors above the bar as they are printed."""
    return [each for each in typed.factors(chain) if not is_size(each) and not each.as_base_exp()[1].is_negative]


def rules_that_swap(lines: Sequence[Line], derivation: Derivation) -> list[str]:
    """Return the rules of lines in which something swaps, but for those that write all anew."""
    typed = derivation.model.order
    orders: list[Order] = [{}]
    for line in lines:
        rule = applied_rule(line, derivation)
        orders.append(order_of(line.expression, orders[-1], typed, rule))
    found = []
    for (before, line), (old, new) in zip(pairwise(lines), pairwise(orders[1:]), strict=True):
        if RULES[line.rule].stage != SHORTENS and line.rule != "arithmetic":
            swaps = (*swapped_terms(old, new), *swapped_factors(before.expression, line.expression, typed))
            found += [line.rule for _ in swaps]
    return found


@pytest.mark.parametrize("text", FORMULAS)
def test_terms_and_factors_keep_their_places(text: str) -> None:
    derivation = derivation_of(text)
    assert rules_that_swap(derivation["f'"].lines, derivation) == []


def test_a_factor_that_swaps_is_found() -> None:
    derivation = derivation_of("tanh(z)*sigmoid(-z)")
    lines = list(derivation["f'"].lines)
    at = next(at for at, line in enumerate(lines) if line.rule == "derivative of a function")

    def turn_round(node: Expr) -> Expr:
        return Chain(*reversed(node.args)) if isinstance(node, Chain) else node

    lines[at] = replace(lines[at], expression=rewrite(lines[at].expression, turn_round))
    assert "derivative of a function" in rules_that_swap(lines, derivation)


@pytest.mark.parametrize("text", ["(z-1)*(z-2)*(z-3)", "z^3 - 3*z^2 + 2*z - 1", "huber(2*z) + 4*huber(z/2)"])
def test_terms_that_nothing_follows_swap(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what the rule says of each term, these would not be told apart."""
    monkeypatch.setattr(sys.modules[__name__], "applied_rule", lambda line, derivation: None)
    derivation = derivation_of(text)
    assert rules_that_swap(derivation["f'"].lines, derivation) != []
