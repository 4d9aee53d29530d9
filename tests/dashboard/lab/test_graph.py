"""An expression event by event: its numbers are SymPy's own and those of a difference quotient; what is known when."""

import random
from typing import Any

import pytest
from sympy import Expr, Max, Symbol, diff, exp, lambdify, log, sin, symbols, sympify

from dashboard.lab.graph import (
    COPIED,
    LARGEST,
    MAXIMUM,
    MOST_INPUTS,
    NAMED,
    OTHERS,
    READY,
    SUMMED,
    GraphRun,
    derive_graph,
    fill_in,
    inputs_of,
    moment_of,
    read_expression,
    read_number,
    read_step,
    run_graph,
    two_passes,
)
from derivations.errors import DerivationError, FormulaError, SpecificationError
from derivations.views.graph_events import ContributionEvent, SumEvent

b, w, x, y, z, x1, x2, x3, x4 = symbols("b w x y z x1 x2 x3 x4")
# the expressions to choose from, written a second time
WRITTEN: dict[str, Expr] = {
    "(x + y) z": (x + y) * z,
    "((x1 x2) + x3) x4": (x1 * x2 + x3) * x4,
    "(x + y)^2": (x + y) ** 2,
    "x y + sin(x)": x * y + sin(x),
    "2(x y + max(z, w))": 2 * (x * y + Max(z, w)),
    "(sigmoid(w x + b) - y)^2": (1 / (1 + exp(-w * x - b)) - y) ** 2,
    "log(exp(x) + exp(y) + exp(z))": log(exp(x) + exp(y) + exp(z)),
}


def drawn(seed: int) -> str:
    """Draw an expression that is defined for all positive inputs, as Python and the page read it alike."""
    draw = random.Random(seed)

    def part(depth: int) -> str:
        if depth == 0:
            return draw.choice("xyz") if draw.random() < 0.8 else str(draw.randint(2, 5))
        form = draw.choice(("({} + {})", "({} * {})", "({} - {})", "{}**2", "sin({})", "log(1 + {}**2)", "exp(-{}**2)"))
        return form.format(*(part(depth - 1) for _ in range(form.count("{}"))))

    # every one has a copied value
    return f"x*{part(2)} + {part(2)}*x"


def run_of(text: str, *given: float) -> GraphRun:
    found = derive_graph(text)
    names = inputs_of(found)
    return run_graph(found, fill_in(text, names, [*given, *[None] * MOST_INPUTS][: len(names)]), 4)


def assert_gradients(text: str, expression: Expr) -> None:
    run = run_of(text)
    found = moment_of(run, len(run.steps)).gradients
    names = list(run.values)
    # one that cancels is an input of the graph all the same
    assert set(names) >= {symbol.name for symbol in expression.free_symbols}
    assert not run.trouble
    variables = [Symbol(name) for name in names]
    cost = lambdify(variables, expression, modules="math")
    for name, variable in zip(names, variables, strict=True):
        exact = float(diff(expression, variable).subs({Symbol(each): value for each, value in run.values.items()}))
        assert found[name] == pytest.approx(exact, rel=1e-12, abs=1e-12)
        step = 1e-6 * max(1.0, abs(run.values[name]))
        above, below = (
            cost(*({**run.values, name: run.values[name] + sign * step}[each] for each in names)) for sign in (1, -1)
        )
        assert found[name] == pytest.approx((above - below) / (2 * step), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("text", READY)
def test_the_gradients_of_every_expression_to_choose_from(text: str) -> None:
    assert_gradients(text, WRITTEN[text])


@pytest.mark.parametrize("seed", range(12))
def test_the_gradients_of_drawn_expressions(seed: int) -> None:
    text = drawn(seed)
    assert_gradients(text, sympify(text))


def test_a_wrong_expression_would_be_found() -> None:
    with pytest.raises(AssertionError):
        assert_gradients(SUMMED, (x + y) * z + x)


def test_what_there_is_to_choose_has_a_value_for_every_input() -> None:
    assert set(NAMED) <= set(READY)
    for text, values in READY.items():
        assert len(inputs_of(derive_graph(text))) == len(values) <= MOST_INPUTS
    assert len(set(OTHERS)) == MOST_INPUTS


def test_inputs_that_were_given_and_those_of_the_expression() -> None:
    assert fill_in(SUMMED, "xyz", (None, 0.0, None)) == {"x": 100.0, "y": 0.0, "z": 4.0}
    assert fill_in("a*c", "ac", (None, 7.0)) == {"a": OTHERS[0], "c": 7.0}


def test_the_steps_of_the_example() -> None:
    run = run_of(SUMMED)
    assert [[each.node for each in step] for step in run.steps] == [
        ["x", "y", "z"],
        *([name] for name in ("v1", "Y", "Y", "v1", "z", "x", "y")),
    ]
    assert not any("." in each.value + each.numbers for step in run.steps for each in step)
    assert run_of(SUMMED, 0.5).digits == 4
    # a sum of one is no step of its own
    assert not any(isinstance(each.event, SumEvent) for step in run.steps for each in step)
    assert sum(isinstance(each.event, SumEvent) for step in run_of(COPIED).steps for each in step) == 1


def test_what_is_known_at_an_event() -> None:
    run = run_of(COPIED, 2.0, 3.0)
    first, second, summed = (moment_of(run, number) for number in (8, 9, 10))
    assert moment_of(run, 1).values == {"x": 2.0, "y": 3.0}
    assert not moment_of(run, 1).lit_node
    assert not moment_of(run, 1).lit_arrows
    assert moment_of(run, 2).lit_arrows == {("x", "v1"), ("y", "v1")}
    assert moment_of(run, 2).phase == "forward"
    assert moment_of(run, 5).lit_arrows == {("Y", "")}
    assert first.phase == "backward"
    assert first.lit_arrows == {("x", "v2")}
    assert (first.lit_node, set(first.sent)) == ("x", {("v1", "Y"), ("v2", "Y"), ("x", "v2")})
    assert second.gradients["x"] == pytest.approx(first.gradients["x"] + 3)
    assert summed.lit_arrows == {("x", "v1"), ("x", "v2")}
    assert "y" not in summed.gradients


def test_max_gives_all_to_the_larger_one() -> None:
    gradients = [moment_of(run, len(run.steps)).gradients for run in (run_of(MAXIMUM), run_of(MAXIMUM, 5.0))]
    assert [(each["w"], each["z"]) for each in gradients] == [(0.0, 2.0), (2.0, 0.0)]


def test_a_second_pass_adds_up_unless_it_is_zeroed() -> None:
    for text in READY:
        run = run_of(text)
        once = moment_of(run, len(run.steps)).gradients
        for name in run.values:
            assert two_passes(run, zeroing=False)[name] == pytest.approx(2 * once[name], rel=1e-12)
            assert two_passes(run, zeroing=True)[name] == pytest.approx(once[name], rel=1e-12)


@pytest.mark.parametrize(
    ("text", "x", "once", "twice"),
    [
        ("exp(-x)", 800.0, "-3.668e-348", "-7.336e-348"),
        ("exp(-x^2)", 30.0, "-8.187e-390", "-1.637e-389"),
        # of a power of 10 that is not written twice as much looks the same
        ("exp(-exp(1000x))", 1.0, "-1e(-8.556e+433)", "-1e(-8.556e+433)"),
    ],
)
def test_a_second_pass_adds_up_what_float64_has_no_room_for(text: str, x: float, once: str, twice: str) -> None:
    run = run_of(text, x)
    assert f"{two_passes(run, zeroing=True)['x']:.4g}" == once
    assert f"{two_passes(run, zeroing=False)['x']:.4g}" == twice


@pytest.mark.parametrize(("text", "given", "known"), [("y + log(x)", (-1.0,), 1), ("sqrt(x) + y", (0.0,), 6)])
def test_where_a_number_is_not_defined_the_events_end(text: str, given: tuple[float, ...], known: int) -> None:
    run = run_of(text, *given)
    assert "no real, finite value" in run.trouble
    assert len(run.steps) == known
    assert moment_of(run, known).values["x"] == given[0]


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("", FormulaError, "empty"),
        ("x", SpecificationError, "no operation on a variable"),
        ("3 + 4", SpecificationError, "no operation on a variable"),
        ("__import__('os')", FormulaError, "underscore"),
        ("x.real", FormulaError, "attribute"),
        ("foo(x)", FormulaError, "unknown function 'foo'"),
        ("c(b+a)", FormulaError, r"unknown function 'c' at character 1; for a product write c\*(..."),
        ("a + b + c + d + p + q + r", SpecificationError, "7 inputs; this page has room for 6"),
        ("+".join(f"sin({n}x)" for n in range(2, 10)), SpecificationError, "17 operations; this page has room for 14"),
    ],
)
def test_what_is_no_expression_of_this_page(text: str, error: type[DerivationError], words: str) -> None:
    with pytest.raises(error, match=words.replace("(", r"\(")) as found:
        read_expression(text)
    assert len(str(found.value)) < 400


def test_an_expression_is_read_without_its_margin() -> None:
    assert read_expression("  x y ") == "x y"


@pytest.mark.parametrize(("typed", "number"), [("2.5", 2.5), (-3, -3.0), (None, None), (LARGEST, LARGEST)])
def test_numbers_that_are_typed(typed: Any, number: float | None) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize("typed", ["two", "nan", "inf", 2e9, ""])
def test_what_is_no_number(typed: Any) -> None:
    with pytest.raises(SpecificationError, match="expected a number between"):
        read_number(typed)


def test_the_number_of_an_event() -> None:
    assert (read_step("3"), read_step(3), read_step(None)) == (3, 3, None)
    for typed in ("0", "-1", "1.5", "x"):
        with pytest.raises(SpecificationError, match="expected the number of an event"):
            read_step(typed)


def test_contributions_are_seen_one_at_a_time() -> None:
    for step in run_of(MAXIMUM).steps[1:]:
        assert len(step) == 1
    assert sum(isinstance(step[0].event, ContributionEvent) for step in run_of(MAXIMUM).steps) == 7
