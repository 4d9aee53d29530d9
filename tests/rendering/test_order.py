"""A term keeps its place from line to line, and a factor too, under a rule that has nothing to do with places."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any
from zlib import crc32

import pytest
from sympy import Add, Expr, Float, KroneckerDelta, S, Sum

from derivations import Activation, Loss, Model, Network, derive, graph
from derivations.derive import Derivation
from derivations.engine.definitions import DefinedFunction, formula
from derivations.engine.derivation import SHORTENS, Line
from derivations.engine.expressions import Chain, Partial, has_minus, is_size, product, rewrite, walk
from derivations.engine.rules import RULES
from derivations.engine.rules.conditions import has_late_number
from derivations.engine.typed import TypedOrder, name_entries
from derivations.rendering.lines import applied_rule, print_matrices, print_result
from derivations.rendering.matrix_style import MatrixStyle
from derivations.rendering.order import Order, order_of
from derivations.views.layout import COLUMNS

FORMULAS = (
    *("asin(z/3) + z*acos(0.4*z)", "z*tanh(log(1+exp(z)))", "max(z, 0) + min(exp(z) - 1, 0)", "hard_tanh(z)*z"),
    *(
        "huber(2*z) + 4*huber(z/2)",
        "sin(z) - 2z + z^2",
        "leaky_relu(z) + log_sigmoid(z)",
        "sin(z)*exp(-z**2)",
        "z**2*sin(1/z)",
    ),
    *("(z^2-1)/(z-1)", "exp(-2*z)*(z-1)", "z**2*(1-z)**3", "z*(z+1)*(z+2)", "(z+1)*(z-1)", "(z-1)*(z-2)*(z-3)"),
    *("sigmoid(z)*(1-sigmoid(z))", "z^3 - 3*z^2 + 2*z - 1", "relu(z)*z", "hard_tanh(z) + z^2", "abs(z)*z"),
    *("z*exp(z)*sin(z)", "tanh(z)*sigmoid(-z)", "(z^2+1)^z", "z**2*log(z)", "sin(z)/z", "2^z/z", "z^4 - 2*z + 3"),
)


LOSSES = (
    *("0.5*((a-y)/2)^2", "max(0, 1 - a*y)^2", "-y*ln(a) - (1-y)*ln(1-a)", "abs(a-y)^1.5", "y*log(y/a)"),
    *("max(0.9*(y-a), -0.1*(y-a))", "(1-a)^2*ln(a)*y", "(a-y)^2/(1 + (a-y)^2)", "a - y*ln(a) + (a-y)^2"),
)
NETWORKS = {
    "softmax": Network((2, 2), "softmax", "cross_entropy"),
    "batch normalisation": Network((2, 2, 1), "tanh", "mse", l1=0.1, batch_norm=True),
    "penalty": Network((2, 2, 1), ("gelu", "sigmoid"), "bce", l2=0.1),
}
# this one is about which factor stands in front
REORDERS = "common factor"


@cache
def derivation_of(text: str) -> Derivation:
    return derive(Network((1, 1), Activation.parse(text), "mse"))


@cache
def value(term: Expr) -> complex:
    """Evaluate at a point, with derivatives done and functions written out, and one term of every sum."""

    def write_out(node: Expr) -> Expr:
        if isinstance(node, Partial):
            return node.function.diff(node.variable)
        if isinstance(node, Sum):
            return node.function
        if isinstance(node, KroneckerDelta):
            return S.One
        if isinstance(node, DefinedFunction):
            return formula(node.definition, node.order).xreplace({node.definition.variable: node.args[0]})
        return node

    term = name_entries(term)
    for _ in range(5):
        term = rewrite(product(term), write_out)
    # of each name another number, the same in every run
    numbers = {each: Float(crc32(each.name.encode()) + 1, 30) / 2**32 for each in term.free_symbols}
    return complex(product(term).xreplace(numbers).evalf(20))


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
    """Return the rules of lines in which a term swaps, or, but for those that write products anew, a factor."""
    typed = derivation.model.order
    orders: list[Order] = [{}]
    for line in lines:
        rule = applied_rule(line, derivation)
        orders.append(order_of(line.expression, orders[-1], typed, rule))
    found = []
    for (before, line), (old, new) in zip(pairwise(lines), pairwise(orders[1:]), strict=True):
        found += [line.rule for _ in swapped_terms(old, new)]
        if RULES[line.rule].stage != SHORTENS and line.rule not in ("arithmetic", REORDERS):
            found += [line.rule for _ in swapped_factors(before.expression, line.expression, typed)]
    return found


@pytest.mark.parametrize("text", FORMULAS)
def test_terms_and_factors_keep_their_places(text: str) -> None:
    derivation = derivation_of(text)
    assert rules_that_swap(derivation["f'"].lines, derivation) == []


@pytest.mark.parametrize("text", LOSSES)
def test_those_of_a_loss_keep_their_places(text: str) -> None:
    derivation = derive(Network((1, 1), "identity", Loss.parse(text)))
    assert rules_that_swap(derivation["da1"].lines, derivation) == []


@pytest.mark.parametrize("name", NETWORKS)
def test_those_of_a_network_keep_their_places(name: str) -> None:
    derivation = derive(NETWORKS[name])
    assert {each.target: rules for each in derivation if (rules := rules_that_swap(each.lines, derivation))} == {}


def test_a_term_that_swaps_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also under a rule that shortens, and in a loss."""
    right = order_of
    derivations = derivation_of("z*(z+1)*(z+2)"), derive(Network((1, 1), "identity", Loss.parse(LOSSES[2])))

    def turned(expression: Expr, before: Order, *given: Any) -> Order:
        return {
            total: terms[:: -1 if len(before) % 2 else 1] for total, terms in right(expression, before, *given).items()
        }

    monkeypatch.setattr(sys.modules[__name__], "order_of", turned)
    for derivation, target in zip(derivations, ("f'", "da1"), strict=True):
        assert rules_that_swap(derivation[target].lines, derivation) != []


@pytest.mark.parametrize("text", ["max(0.9*(y-a), -0.1*(y-a))", "(y-a)^2 + 0.1*abs(a)", "log(a) + y/a"])
def test_a_value_that_is_cited_stands_as_where_it_was_derived(text: str) -> None:
    derivation = derive(Network((1, 1), "identity", Loss.parse(text)))
    derived, cited = (print_result(derivation, target).lines[-1] for target in ("da1", "delta1"))
    assert cited.rule == "citation"
    assert cited.formula == derived.formula


def test_a_factor_that_swaps_is_found() -> None:
    derivation = derivation_of("tanh(z)*sigmoid(-z)")
    lines = list(derivation["f'"].lines)
    at = next(at for at, line in enumerate(lines) if line.rule == "derivative of a function")

    def turn_round(node: Expr) -> Expr:
        return Chain(*reversed(node.args)) if isinstance(node, Chain) else node

    lines[at] = replace(lines[at], expression=rewrite(lines[at].expression, turn_round))
    assert "derivative of a function" in rules_that_swap(lines, derivation)


@pytest.mark.parametrize("text", ["(z-1)*(z-2)*(z-3)", "2*z - 3*z^2 + z^3 - 1", "huber(2*z) + 4*huber(z/2)"])
def test_terms_that_nothing_follows_swap(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what the rule says of each term, these would not be told apart."""
    monkeypatch.setattr(sys.modules[__name__], "applied_rule", lambda line, derivation: None)
    derivation = derivation_of(text)
    assert rules_that_swap(derivation["f'"].lines, derivation) != []


def formulas_of(text: str) -> list[str]:
    return [line.formula for line in print_result(derivation_of(text), "f'").lines]


def formulas_of_loss(text: str) -> dict[str, str]:
    """Return the last line of each rule, with plain a and y."""
    lines = print_result(derive(Network((1, 1), "identity", Loss.parse(text))), "da1").lines
    found = {line.rule: line.formula for line in lines}
    for index in ("_{js}", "_{ks'}", "^{(1)}"):
        found = {rule: line.replace(index, "") for rule, line in found.items()}
    return found


def test_a_new_bracket_does_not_take_its_minus_from_another_sum() -> None:
    assert formulas_of("(1-z)*tanh(z)")[-1] == r"-\tanh(z) + (1 - z) (1 - \tanh^{2}(z))"


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("0.9*(y-a) if y>a else 0.1*(a-y)", "[y > a]", r"[a \geq y]"),
        ("max(0.9*(y-a), 0.1*(a-y))", "H(y - a)", "H(a - y)"),
    ],
)
def test_the_terms_of_a_bracket_keep_their_places_when_the_first_takes_a_minus(
    text: str, first: str, second: str
) -> None:
    lines = formulas_of_loss(text)
    assert len(lines) > 5
    for line in lines.values():
        assert first not in line or line.index(first) < line.index(second)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("0.5*(a-y)^2 + (a-y)^4/4", r"\frac{1}{m} (A^{(1)} - Y + (A^{(1)} - Y)^{\odot 3})"),
        ("(a-y)^2 + abs(a-y)", r"\frac{1}{m} (2 (A^{(1)} - Y) + \operatorname{sgn}(A^{(1)} - Y))"),
    ],
)
def test_a_cited_value_stands_in_matrices_as_where_it_was_derived(text: str, printed: str) -> None:
    derivation = derive(Network((1, 1), "identity", Loss.parse(text)))
    for target in ("da1", "delta1"):
        assert print_matrices(derivation, target, COLUMNS, MatrixStyle()).lines[-1].formula == printed


def test_terms_of_matrices_stand_as_those_of_entries() -> None:
    derivation = derive(Network((2, 3, 1), ("tanh", "sigmoid"), "bce", batch_norm=True))
    entries = print_result(derivation, "delta1").lines[-1].formula
    matrices = print_matrices(derivation, "delta1", COLUMNS, MatrixStyle()).lines[-1].formula
    names = {r"\hat{z}^{(1)}_{js}": r"\hat{Z}^{(1)}", r"\partial \mu": r"\partial \mu", r"\partial v": r"\partial v"}
    assert sorted(names, key=entries.index) == sorted(names, key=lambda name: matrices.index(names[name]))


def test_a_number_is_not_torn_apart() -> None:
    assert formulas_of_loss("max(0,1-a*y)^2")["positive part"] == r"-\frac{2}{m} y \max(0, 1 - a y)"


def test_a_minus_in_front_stays_in_front() -> None:
    lines = formulas_of_loss("-(y*log(a))*(1-a)^2")
    assert all(line.startswith(r"-\frac{1}{m}") for rule, line in lines.items() if rule != "definition")
    assert lines["common denominator"] == r"-\frac{1}{m} \frac{y (1 - a) (1 - a - 2 a \ln(a))}{a}"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("(2*z+1)/(3*z^2+4)", r"\frac{8 - 6 z - 6 z^{2}}{(3 z^{2} + 4)^{2}}"),
        ("(1-z)/(1+z^2)", r"\frac{z^{2} - 2 z - 1}{(1 + z^{2})^{2}}"),
        ("(1-z)*(2-z)*exp(-z)", r"(-z^{2} + 5 z - 5) e^{-z}"),
        ("(z^2-0.25)*exp(-z)", r"(0.25 + 2 z - z^{2}) e^{-z}"),
        # as it was typed
        ("4*z^3 + z - z^2", r"12 z^{2} + 1 - 2 z"),
        ("z - z^2 + 1", r"1 - 2 z"),
        ("1/(z - z^2 + 1)", r"-\frac{1 - 2 z}{(z - z^{2} + 1)^{2}}"),
    ],
)
def test_a_polynomial_that_came_of_opened_brackets_is_in_order(text: str, end: str) -> None:
    assert formulas_of(text)[-1] == end


def test_a_sum_that_was_typed_keeps_its_order_beside_another() -> None:
    assert r"\frac{z + 1 - (z - 1)}{(z + 1)^{2}}" in formulas_of("(z-1)/(z+1)")


def test_a_bracket_with_a_bar_stays_one_factor_beside_the_2_of_its_power() -> None:
    assert r"0.5 \cdot 2 \frac{a - y}{2} \frac{\partial" in formulas_of_loss("0.5((a-y)/2)^2")["power rule"]


def test_a_sum_that_is_contracted_keeps_its_factors_in_their_places() -> None:
    lines = formulas_of_loss("-(y*log(a^2+1)+(1-y)*exp(-a))")
    assert r"(\frac{y}{(a)^{2} + 1} \cdot 2 a - (1 - y) e^{-a}" in lines["contraction"]
    assert r"(2 y \frac{a}{(a)^{2} + 1} - (1 - y) e^{-a}" in lines["arithmetic"]
    lines = formulas_of_loss("exp(a)*(y-a)*3")
    assert lines["contraction"] == r"\frac{1}{m} \cdot 3 (e^{a} (y - a) - e^{a})"
    assert lines["like terms"] == r"\frac{3}{m} (y - 1 - a) e^{a}"


@pytest.mark.parametrize(
    ("model", "target", "before"),
    [
        (graph("(x-y)^2/3 + 0.5*x"), "dx", r"\frac{d Y}{dv_{1}} + \frac{d Y}{dv_{4}} \cdot 0.5"),
        (
            Network((1, 1), Activation.parse("max(z,0)*max(1-z,0)"), "mse"),
            "f'",
            r"[z > 0] \max(1 - z, 0) + \max(z, 0) [z < 1] \cdot (-1)",
        ),
    ],
)
def test_what_moves_without_the_rule_beside_it_is_a_line_of_arithmetic(
    model: Model | Network, target: str, before: str
) -> None:
    lines = print_result(derive(model), target).lines
    assert [line.formula for line in lines[-2:-1]] == [before]
    assert [line.note for line in lines[-2:]] == ["sum rule", "arithmetic"]
    # where the rule itself has left the number, that it stands in front is no line
    lines = print_result(derive(graph("x - 0.5*x*y")), "dy").lines
    assert "arithmetic" not in [line.note for line in lines]
