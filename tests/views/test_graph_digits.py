"""A graph has its digits wherever the function and its derivative are numbers, however large a node in between is."""

import math
from functools import cache
from typing import Any

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Symbol

from derivations import derive, gradients_of, graph, graph_events, graph_view
from derivations.derive import Derivation
from derivations.digits.beyond import Beyond
from derivations.engine.definitions import DefinedFunction
from derivations.errors import FormulaError, SpecificationError
from derivations.models.formulas import plain_variables
from derivations.views.graph_events import ContributionEvent, SumEvent, ValueEvent
from tests.searching import examples

# of 1e-320 cancelling to 1e-640
DIGITS = 1500
LOST = 1e-12
SMALLEST, LARGEST = 1e-290, 1e290
POINTS = (0.0, 1e-10, -1e-10, 1e-160, 0.5, -1.0, 2.0, -3.0, 7.25, 800.0, -800.0)


class UndefinedError(Exception):
    """There is no real, finite number."""


def real(expression: Expr, at: dict[Symbol, Any]) -> Any:
    """Compute an expression in mpmath, where every part of it is a real number."""
    parts = [real(each, at) for each in expression.args]
    try:
        if not parts:
            found = at[expression] if expression in at else mpmath.mpf(expression.evalf(DIGITS))
        elif expression.is_Add or expression.is_Mul:
            found = mpmath.fsum(parts) if expression.is_Add else mpmath.fprod(parts)
        elif expression.is_Pow:
            found = parts[0] ** parts[1]
        elif isinstance(expression, DefinedFunction):
            found = real(expression.written, at)
        else:
            found = getattr(mpmath, expression.func.__name__.lower())(*parts)
    except (ZeroDivisionError, ValueError):
        raise UndefinedError from None
    if not isinstance(found, mpmath.mpf) or not mpmath.isfinite(found):
        raise UndefinedError
    return found


def exact(text: str, values: dict[str, float]) -> dict[str, float | None]:
    """Return the value of a formula under "", and its derivatives by SymPy; None where there is no number."""
    expression = plain_variables(text)[0]
    symbols = {each.name: each for each in expression.free_symbols}
    found: dict[str, float | None] = {}
    with mpmath.workdps(DIGITS):
        at = {symbols[name]: mpmath.mpf(value) for name, value in values.items()}
        for name, each in (("", expression), *((name, expression.diff(each)) for name, each in symbols.items())):
            try:
                found[name] = float(real(each, at))
            except UndefinedError:
                found[name] = None
    return found


@cache
def derived(text: str) -> Derivation:
    return derive(graph(text))


def close(found: float, wanted: float | None) -> bool:
    """Tell whether a number is right, if there is one that a float64 has room for."""
    if wanted is None or not SMALLEST < abs(wanted) < LARGEST:
        return wanted != 0 or abs(found) < SMALLEST
    return bool(abs(found - wanted) <= LOST * abs(wanted))


def check(text: str, values: dict[str, float]) -> None:
    """Compare all that a graph computes with a formula and its derivatives."""
    wanted = exact(text, values)
    program = derived(text).arrays
    if wanted[""] is None:
        return
    whole = derived(text).model.cost.name
    found = program.trace(**values)
    assert close(found[whole], wanted[""]), (text, values, found[whole], wanted[""])
    for name in values:
        assert close(found[f"d{name}"], wanted[name]), (text, values, name, found[f"d{name}"], wanted[name])
    if all(wanted[name] is not None and abs(wanted[name] or 0) < LARGEST for name in values):
        assert program(**values).keys() <= found.keys()
        gradients = gradients_of(graph_events(graph_view(derived(text)), values))
        for name in values:
            assert close(gradients[name], wanted[name]), (text, values, name, gradients[name], wanted[name])


FORMULAS = (
    "(e^x - 1)/x",
    "1/(1 + e^-x)",
    "log(1 + e^x)",
    "(1 + e^x)/(2 + e^x)",
    "(1 - cos(x))/x^2",
    "log(cosh(x))",
    "sinh(x)/cosh(x)",
    "sqrt(x^2 + 1) - x",
    "e^(-e^-x) y",
    "x^y",
    "x^(y+1)/y",
    "(x^2 + y^2)^(1/2)",
    "log(e^x + e^y)",
    "sigmoid(x)*tanh(y) + 1/3",
    "(x - y)/(x + y)",
    "(1 + x)^(1/x)",
)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text", FORMULAS)
def test_values_and_gradients_have_their_digits_at_any_size(text: str) -> None:
    for x in POINTS:
        for y in POINTS if "y" in text else POINTS[:1]:
            check(text, {"x": x, "y": y} if "y" in text else {"x": x})


def test_plain_float64_has_not() -> None:
    plain = derived("(e^x - 1)/x").arrays.source.replace("@careful", "")
    names: dict[str, Any] = {}
    exec(plain, names)
    found, wanted = names["gradients"](x=1e-10)["dx"], exact("(e^x - 1)/x", {"x": 1e-10})["x"]
    assert wanted == pytest.approx(0.5)
    assert not close(found, wanted)


def test_events_carry_numbers_that_float64_has_no_room_for() -> None:
    events = list(graph_events(graph_view(derived("log(1 + e^x)")), {"x": 800.0}))
    values = {each.node: each.value for each in events if isinstance(each, ValueEvent)}
    assert isinstance(values["v1"], Beyond)
    assert (f"{values['v1']:.4g}", values["v1"], values["Y"]) == ("2.726e+347", math.inf, 800)
    (last,) = (each for each in events if isinstance(each, ContributionEvent) and each.arrow.source == "x")
    assert (f"{last.upstream:.4g}", f"{last.local:.4g}", last.contribution) == ("3.668e-348", "2.726e+347", 1)


def test_what_cancels_between_arrows_is_summed_before_it_is_rounded() -> None:
    events = list(graph_events(graph_view(derived("(e^x - 1)/x")), {"x": 1e-160}))
    (whole,) = (each for each in events if isinstance(each, SumEvent) and each.node == "x")
    assert sorted(whole.contributions) == pytest.approx([-1e160, 1e160])
    assert whole.gradient == pytest.approx(0.5, rel=1e-15)


def test_a_power_of_a_negative_number_has_a_derivative_by_its_base() -> None:
    program = derived("x^y").arrays
    values = {"x": -3.0, "y": 2.0}
    found = program.trace(**values)
    assert (found["Y"], found["dx"]) == (9, -6)
    assert math.isnan(found["dy"])
    with pytest.raises(FormulaError, match="dy has no finite value for these inputs, x, y"):
        program(**values)
    with pytest.raises(SpecificationError, match=r"the derivative of Y = x\*\*y by y has no real, finite value"):
        list(graph_events(graph_view(derived("x^y")), values))


NUMBERS = st.sampled_from(["x", "y", "x", "y", "1", "2", "0.1", "1/3", "pi"])


def _larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    unary = st.sampled_from(["e^({})", "log({})", "sin({})", "tanh({})", "sqrt({})", "sigmoid({})", "({})^2", "1/({})"])
    binary = st.sampled_from(["({}) + ({})", "({}) - ({})", "({}) * ({})", "({}) / ({})"])
    return st.one_of(
        st.builds(lambda form, one: form.format(one), unary, parts),
        st.builds(lambda form, one, other: form.format(one, other), binary, parts, parts),
    )


DRAWN = st.recursive(NUMBERS, _larger, max_leaves=5)


@examples(80)
@given(text=DRAWN, x=st.sampled_from(POINTS), y=st.sampled_from(POINTS))
def test_so_have_those_of_drawn_formulas(text: str, x: float, y: float) -> None:
    try:
        names = [each.name for each in graph(text).inputs]
    except (FormulaError, SpecificationError):
        return
    check(text, {name: value for name, value in (("x", x), ("y", y)) if name in names})
