"""Optimisers as equations: evaluated step by step they are the NumPy versions, and a wrong equation is not."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import product as every
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, Symbol, lambdify, summation, symbols

from derivations import derive, numeric
from derivations.engine.expressions import product
from derivations.engine.model import Equation
from derivations.errors import SpecificationError
from derivations.models.optimisers import (
    CLIPPINGS,
    CONVENTION_OPTIONS,
    METHODS,
    SCHEDULES,
    Conventions,
    UpdateRule,
    update_rule,
)
from derivations.models.optimisers.rule import scalar
from derivations.numeric import Optimiser
from derivations.numeric.training.decaying import PLACES
from derivations.numeric.training.optimisers import OPTIMISERS, START, State
from derivations.numeric.training.optimisers.adaptive import EPSILON_AT
from derivations.numeric.training.optimisers.descent import VELOCITIES
from derivations.rendering.latex import latex
from tests.searching import examples

Array = npt.NDArray[np.float64]
TOLERANCE = 1e-12
STEPS = 100
ENTRYWISE = [name for name in METHODS if name != "mini_batch_sgd"]

# Options far from the defaults and from each other, so that no variable can stand for another unnoticed.
OPTIONS = {
    "learning_rate": 0.03,
    "momentum": 0.83,
    "decay": 0.91,
    "beta1": 0.87,
    "beta2": 0.95,
    "epsilon": 1e-3,
    "weight_decay": 0.07,
}


@cache
def compiled(expression: Expr) -> tuple[tuple[str, ...], Callable[..., Any]]:
    """Make a function of an expression, and give the names of its arguments; entry i of an array is its item i."""
    written = product(expression)
    variables = sorted((each for each in written.free_symbols if each.is_Symbol), key=str)
    return tuple(each.name for each in variables), lambdify(variables, written, "numpy")


def compute(rule: UpdateRule, values: Mapping[str, Any]) -> dict[str, Any]:
    """Go through the equations once, in their order; names are those of the variables."""
    found = dict(values)
    for equation in rule.equations:
        names, function = compiled(equation.expression)
        found[equation.target.name] = function(*(found[name] for name in names))
    return found


def options_of(rule: UpdateRule, given: Mapping[str, float]) -> dict[str, float]:
    """Give the options of a rule under their variables."""
    return {variable.name: given[word] for variable, word in rule.options}


def differences(rule: UpdateRule, gradients: Array, start: Array, optimiser: Optimiser) -> Iterator[float]:
    """Run the equations beside a NumPy optimiser; the worst relative difference of each step."""
    vector = start.copy()
    state: State = START
    theta: Any = start
    kept: dict[str, Any] = {memory.before.name: np.zeros_like(start) for memory in rule.state}
    for t, gradient in enumerate(gradients, start=1):
        state = optimiser.move(vector, gradient.copy(), state)
        factor = optimiser.schedule(t - 1) if optimiser.schedule else 1.0
        options = options_of(rule, OPTIONS)
        options["eta"] *= factor
        if "lambda_" in options and beside_alone(optimiser):
            options["lambda_"] *= factor
        found = compute(rule, {**options, **kept, "theta_before": theta, "g": gradient, "t": t})
        theta = found["theta"]
        kept = {memory.before.name: found[memory.after.name] for memory in rule.state}
        remembered = dict(zip(optimiser.memory, state, strict=True))
        pairs = [(theta, vector), *((found[m.after.name], remembered[m.after.name]) for m in rule.state)]
        yield max(float(np.max(np.abs(a - b)) / np.max(np.abs(b))) for a, b in pairs)


def beside_alone(optimiser: Optimiser) -> bool:
    """Whether weights decay beside the step, without the rate: then a schedule is in front of lambda."""
    return optimiser.name.endswith("in the weights")


def agrees(rule: UpdateRule, seed: int = 0, optimiser: Optimiser | None = None) -> bool:
    """Say whether the equations are those of a NumPy optimiser, with the conventions of PyTorch if none is given."""
    rng = np.random.default_rng(seed)
    gradients = rng.normal(0, 1, (STEPS, 5)) * 10 ** rng.uniform(-3, 3, (STEPS, 1))
    words = {word: OPTIONS[word] for _, word in METHODS[rule.name].options}
    made = optimiser or OPTIMISERS[rule.name].make(**words)
    with np.errstate(all="ignore"):
        return all(each <= TOLERANCE for each in differences(rule, gradients, rng.normal(0, 1, 5), made))


def made_with(method: str, chosen: Mapping[str, Any]) -> Optimiser:
    """Make the NumPy optimiser with conventions, and a rate that changes: with one that stays some are the same."""
    convention = {word: value for word, value in chosen.items() if word != "decay_at"}
    options = {word: OPTIONS[word] for _, word in METHODS[method].options}
    place = chosen["decay_at"]
    if method == "adamw" and place != "step":
        options["weight_decay"] = 0.0
    made = OPTIMISERS[method].make(**options, **convention, schedule=numeric.exponential_decay(0.97))
    if not place or (method == "adamw" and place == "step"):
        return made
    return numeric.decay_weights(made, OPTIONS["weight_decay"], at=place)


CONVENTIONS: list[tuple[str, dict[str, Any]]] = [
    (method, dict(zip(choices, values, strict=True)))
    for method, choices in CONVENTION_OPTIONS.items()
    for values in every(*choices.values())
]


@pytest.mark.parametrize(("method", "chosen"), CONVENTIONS, ids=str)
def test_with_every_convention_the_equations_are_the_numpy_optimiser(method: str, chosen: dict[str, Any]) -> None:
    assert agrees(update_rule(method, Conventions(**chosen)), optimiser=made_with(method, chosen))


def is_the_same(method: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two conventions are one: decay of plain descent, and epsilon where nothing is corrected."""
    if method == "sgd" and {one["decay_at"], other["decay_at"]} == {"gradient", "step"}:
        return True
    if one.get("bias_correction", True) or other["bias_correction"] or one["epsilon_at"] == other["epsilon_at"]:
        return False
    return "inside" not in (one["epsilon_at"], other["epsilon_at"]) and one["decay_at"] == other["decay_at"]


@pytest.mark.parametrize("method", CONVENTION_OPTIONS)
def test_no_convention_passes_for_another(method: str) -> None:
    found = [chosen for name, chosen in CONVENTIONS if name == method]
    usual = found[0]
    apart = [each for each in found if sum(each[word] != usual[word] for word in usual) == 1]
    for one, other in ((usual, each) for each in apart):
        same = is_the_same(method, one, other)
        assert agrees(update_rule(method, Conventions(**one)), optimiser=made_with(method, other)) is same, other
    if "bias_correction" in usual:
        plain = {**usual, "bias_correction": False}
        for place in EPSILON_AT:
            rule = update_rule(method, Conventions(**{**plain, "epsilon_at": place}))
            assert agrees(rule, optimiser=made_with(method, plain)) is (place != "inside")


def test_both_sides_know_the_same_conventions() -> None:
    assert tuple(CONVENTION_OPTIONS["momentum"]["velocity"]) == VELOCITIES
    assert tuple(CONVENTION_OPTIONS["adam"]["epsilon_at"]) == EPSILON_AT
    assert tuple(CONVENTION_OPTIONS["sgd"]["decay_at"]) == ("", *PLACES)


def test_a_convention_that_is_none_is_refused() -> None:
    with pytest.raises(SpecificationError, match="velocity 'averaged' of nesterov"):
        update_rule("nesterov", Conventions(velocity="averaged"))
    with pytest.raises(SpecificationError, match="method 'adan'"):
        update_rule("adan")
    assert update_rule("sgd", Conventions(velocity="averaged")).equations == METHODS["sgd"].equations


def test_every_optimiser_has_its_equations() -> None:
    assert set(ENTRYWISE) == set(OPTIMISERS)


@examples(10)
@given(seed=st.integers(0, 2**32 - 1))
@pytest.mark.parametrize("name", ENTRYWISE)
def test_the_equations_are_the_numpy_optimiser(name: str, seed: int) -> None:
    assert agrees(METHODS[name], seed)


def wrong_versions() -> Iterator[tuple[str, UpdateRule]]:
    """Plant one error per variable and equation: the variable doubled; and the sign of each right side."""
    for name in ENTRYWISE:
        rule = METHODS[name]
        for at, equation in enumerate(rule.equations):
            variables = sorted(equation.expression.free_symbols, key=str)
            doubled = [(f"2 {each}", equation.expression.xreplace({each: 2 * each})) for each in variables]
            changes = [("sign", -equation.expression), *doubled]
            for what, expression in changes:
                equations = (*rule.equations[:at], Equation(equation.target, expression), *rule.equations[at + 1 :])
                yield f"{name}, {equation.target.name}: {what}", replace(rule, equations=equations)


WRONG = dict(wrong_versions())


@pytest.mark.parametrize("which", WRONG)
def test_a_planted_wrong_equation_fails(which: str) -> None:
    assert not agrees(WRONG[which])


def _swapped(rule: UpdateRule, target: str, old: str, new: Expr) -> UpdateRule:
    return replace(
        rule,
        equations=tuple(
            Equation(e.target, e.expression.xreplace({Symbol(old): new})) if e.target.name == target else e
            for e in rule.equations
        ),
    )


def _as(rule: str, other: str) -> UpdateRule:
    return replace(METHODS[rule], equations=METHODS[other].equations)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda: _swapped(METHODS["adam"], "theta", "m_hat", Symbol("m")), id="adam, m not corrected"),
        pytest.param(lambda: _swapped(METHODS["adam"], "theta", "v_hat", Symbol("v")), id="adam, v not corrected"),
        pytest.param(lambda: _swapped(METHODS["adam"], "v", "beta2", Symbol("beta1")), id="adam, the other beta"),
        pytest.param(lambda: _swapped(METHODS["adam"], "m_hat", "t", Symbol("t") - 1 + 1e-6), id="adam, t from 0"),
        pytest.param(lambda: _swapped(METHODS["nesterov"], "theta", "g", Symbol("v")), id="nesterov, v for g"),
        pytest.param(lambda: _swapped(METHODS["rmsprop"], "theta", "s", Symbol("s_before")), id="rmsprop, the old s"),
        pytest.param(lambda: _as("momentum", "nesterov"), id="momentum is not Nesterov's"),
        pytest.param(lambda: replace(METHODS["adamw"], equations=METHODS["adam"].equations), id="adamw is not adam"),
    ],
)
def test_a_usual_mistake_fails(wrong: Callable[[], UpdateRule]) -> None:
    assert not agrees(wrong())


@pytest.mark.parametrize("m", [1, 4, 7])
def test_a_mini_batch_step_is_the_optimiser_on_the_mean(m: int) -> None:
    rng = np.random.default_rng(m)
    each, theta = rng.normal(0, 1, (m, 5)), rng.normal(0, 1, 5)
    # entry 0 is never asked for: positions count from 1
    values = {"eta": 0.3, "m": m, "theta_before": theta, "g_each": (None, *each)}
    ours = compute(METHODS["mini_batch_sgd"], values)["theta"]
    moved = theta.copy()
    numeric.sgd(learning_rate=0.3).move(moved, each.mean(axis=0), ())
    np.testing.assert_allclose(ours, moved, rtol=TOLERANCE)


SCHEDULE_OPTIONS: dict[str, dict[str, float]] = {
    "constant": {},
    "step_decay": {"every": 7, "factor": 0.3},
    "exponential_decay": {"factor": 0.9},
    "cosine": {"steps": 30, "floor": 0.2},
    "warmup_cosine": {"warmup": 6, "steps": 30, "start": 0.25, "floor": 0.1},
}


def schedule_agrees(rule: UpdateRule) -> bool:
    """Say whether the equation gives the factors of the NumPy schedule, times eta, at its first 50 steps."""
    options = SCHEDULE_OPTIONS[rule.name]
    schedule = getattr(numeric, rule.name)(**options)
    found = [compute(rule, {**options_of(rule, options), "eta": 0.7, "tau": step})["eta_now"] for step in range(50)]
    return bool(np.allclose(np.array(found, dtype=float), [0.7 * schedule(t) for t in range(50)], TOLERANCE, 1e-300))


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_equation_is_the_numpy_schedule(name: str) -> None:
    assert schedule_agrees(SCHEDULES[name])


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_wrong_schedule_fails(name: str) -> None:
    rule = SCHEDULES[name]
    [equation] = rule.equations
    for each in sorted(equation.expression.free_symbols, key=str):
        changed = Equation(equation.target, equation.expression.xreplace({each: 2 * each}))
        assert not schedule_agrees(replace(rule, equations=(changed,))), each


def clipping_agrees(rule: UpdateRule) -> bool:
    """Say whether the equations cut gradients, long and short, as the NumPy clipping does."""
    options = {"limit": 1.5, "epsilon": 0.01}
    words = {word: options[word] for _, word in CLIPPINGS[rule.name].options}
    optimiser = getattr(numeric, rule.name)(numeric.sgd(learning_rate=1.0), **words)
    rng = np.random.default_rng(0)
    for size in (0.1, 0.6, 1.0, 5.0):
        gradients = size * rng.normal(0, 1, 6)
        moved = np.zeros(6)
        optimiser.move(moved, gradients.copy(), ())
        for entry, wanted in zip(gradients, -moved, strict=True):
            given: dict[str, Any] = {**options_of(rule, options), "g": entry, "g_all": (None, *gradients), "n": 6}
            if not np.isclose(float(compute(rule, given)["g_clipped"]), wanted, TOLERANCE, 0):
                return False
    return True


@pytest.mark.parametrize("name", CLIPPINGS)
def test_the_equations_are_the_numpy_clipping(name: str) -> None:
    assert clipping_agrees(CLIPPINGS[name])


@pytest.mark.parametrize("variable", ["c", "epsilon"])
def test_a_wrong_clipping_fails(variable: str) -> None:
    for rule in CLIPPINGS.values():
        changed = _everywhere(rule, Symbol(variable))
        assert clipping_agrees(changed) is (changed == rule)


def _everywhere(rule: UpdateRule, each: Symbol) -> UpdateRule:
    return replace(
        rule, equations=tuple(Equation(e.target, e.expression.xreplace({each: 2 * each})) for e in rule.equations)
    )


PRINTED = {
    "sgd": [r"\theta_t = \theta_{t-1} - \eta g_t"],
    "mini_batch_sgd": [r"\theta_t = \theta_{t-1} - \frac{\eta}{m} \sum_{s=1}^{m} \nabla C_{s}"],
    "momentum": [r"v_t = g_t + \mu v_{t-1}", r"\theta_t = \theta_{t-1} - \eta v_t"],
    "nesterov": [r"v_t = g_t + \mu v_{t-1}", r"\theta_t = \theta_{t-1} - \eta (g_t + \mu v_t)"],
    "adagrad": [
        r"s_t = s_{t-1} + g_t^{2}",
        r"\theta_t = \theta_{t-1} - \frac{\eta g_t}{\sqrt{s_t} + \epsilon}",
    ],
    "rmsprop": [
        r"s_t = \rho s_{t-1} + (1 - \rho) g_t^{2}",
        r"\theta_t = \theta_{t-1} - \frac{\eta g_t}{\sqrt{s_t} + \epsilon}",
    ],
    "adam": [
        r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t",
        r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^{2}",
        r"\hat{m}_t = \frac{m_t}{1 - \beta_1^{t}}",
        r"\hat{v}_t = \frac{v_t}{1 - \beta_2^{t}}",
        r"\theta_t = \theta_{t-1} - \frac{\eta \hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}",
    ],
    "adamw": [
        r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t",
        r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^{2}",
        r"\hat{m}_t = \frac{m_t}{1 - \beta_1^{t}}",
        r"\hat{v}_t = \frac{v_t}{1 - \beta_2^{t}}",
        r"\theta_t = \theta_{t-1} - "
        r"\eta \left(\lambda \theta_{t-1} + \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}\right)",
    ],
}


@pytest.mark.parametrize("name", METHODS)
def test_printed_as_in_the_books(name: str) -> None:
    rule = METHODS[name]
    lines = [f"{latex(e.target.at(), rule.model)} = {latex(e.expression, rule.model)}" for e in rule.equations]
    assert lines == PRINTED[name]


OTHERWISE = {
    ("momentum", "velocity", "scaled"): [r"v_t = \eta g_t + \mu v_{t-1}", r"\theta_t = \theta_{t-1} - v_t"],
    ("nesterov", "velocity", "scaled"): [
        r"v_t = \eta g_t + \mu v_{t-1}",
        r"\theta_t = \theta_{t-1} - \eta g_t - \mu v_t",
    ],
    ("momentum", "velocity", "averaged"): [
        r"v_t = \mu v_{t-1} + (1 - \mu) g_t",
        r"\theta_t = \theta_{t-1} - \eta v_t",
    ],
    ("momentum", "decay_at", "gradient"): [
        r"\bar{g}_t = g_t + \lambda \theta_{t-1}",
        r"v_t = \bar{g}_t + \mu v_{t-1}",
        r"\theta_t = \theta_{t-1} - \eta v_t",
    ],
    ("rmsprop", "epsilon_at", "inside"): [
        r"s_t = \rho s_{t-1} + (1 - \rho) g_t^{2}",
        r"\theta_t = \theta_{t-1} - \frac{\eta g_t}{\sqrt{s_t + \epsilon}}",
    ],
    ("adam", "epsilon_at", "uncorrected"): [
        *PRINTED["adam"][:2],
        r"\hat{\eta}_t = \frac{\eta \sqrt{1 - \beta_2^{t}}}{1 - \beta_1^{t}}",
        r"\theta_t = \theta_{t-1} - \frac{\hat{\eta}_t m_t}{\sqrt{v_t} + \epsilon}",
    ],
    ("adam", "bias_correction", False): [
        *PRINTED["adam"][:2],
        r"\theta_t = \theta_{t-1} - \frac{\eta m_t}{\sqrt{v_t} + \epsilon}",
    ],
    ("sgd", "decay_at", "weights"): [r"\theta_t = \theta_{t-1} - \eta g_t - \lambda \theta_{t-1}"],
}


@pytest.mark.parametrize("which", OTHERWISE, ids=str)
def test_a_convention_is_printed_as_in_its_source(which: tuple[str, str, Any]) -> None:
    method, word, value = which
    rule = update_rule(method, Conventions(**{word: value}))
    lines = [f"{latex(e.target.at(), rule.model)} = {latex(e.expression, rule.model)}" for e in rule.equations]
    assert lines == OTHERWISE[which]
    assert rule.source.startswith(METHODS[method].source.split(";")[0])


def test_cases_are_printed_as_they_are_written() -> None:
    printed = {
        name: " ".join(latex(each.expression, rule.model) for each in rule.equations)
        for name, rule in {**SCHEDULES, **CLIPPINGS}.items()
    }
    assert all(each in printed["clip_by_value"] for each in ("g > c", "g < -c"))
    assert r"\lVert g \rVert + \epsilon > c" in printed["clip_by_norm"]
    assert all(each in printed["warmup_cosine"] for each in (r"\tau < w", r"\tau < T"))


@pytest.mark.parametrize(("method", "chosen"), CONVENTIONS, ids=str)
def test_sources_have_letters_and_claim_only_what_is_there(method: str, chosen: dict[str, Any]) -> None:
    source = update_rule(method, Conventions(**chosen)).source
    for word in ("eta", "theta", "mu", "epsilon", "weight_decay"):
        assert word not in source.replace(":", " ").split(), word
    assert ("without its bias correction" in source) is not chosen.get("bias_correction", True)
    assert ("before the correction" in source) is (
        chosen.get("bias_correction", True) and chosen.get("epsilon_at") == "uncorrected"
    )
    assert ("in the place of Polyak's sum" in source) is (chosen.get("velocity") in ("averaged", "dampened"))


EVERY = {**METHODS, **SCHEDULES, **CLIPPINGS}


@pytest.mark.parametrize("name", EVERY)
def test_every_rule_prints_balanced_and_cites_its_source(name: str) -> None:
    rule = EVERY[name]
    for equation in rule.equations:
        text = latex(equation.expression, rule.model)
        assert text.count("{") == text.count("}")
        assert "\\left" not in text or text.count(r"\left") == text.count(r"\right")
    assert rule.source
    assert rule.title
    assert hash(rule) == hash(replace(rule))


def test_the_options_are_the_words_of_the_numpy_side() -> None:
    for name in ENTRYWISE:
        assert getattr(numeric, name)(**{word: OPTIONS[word] for _, word in METHODS[name].options}).name == name


def test_a_rule_is_a_model_that_can_be_derived() -> None:
    """How the new theta moves with the rate: -v for momentum, and -eta mu with the old velocity."""
    derivation = derive(METHODS["momentum"].model)
    assert derivation.check().ok
    assert str(product(derivation["deta"].value)) == "-v"


def test_the_weights_of_all_gradients_add_up_to_one_after_the_correction() -> None:
    """Why m is divided by 1 - beta^t: m_t is the sum of (1 - beta) beta^(t - i) g_i, whose weights add up to that."""
    beta = symbols("beta", positive=True)
    i, t = symbols("i t", integer=True, positive=True)
    total = summation((1 - beta) * beta ** (t - i), (i, 1, t))
    for steps in (1, 2, 7):
        assert (total.subs(t, steps).subs(beta, 0.9) - (1 - 0.9**steps)).evalf() == pytest.approx(0, abs=1e-12)
    rule, constant = METHODS["adam"], {"g": 3.0, "theta_before": 0.0, "t": 1, "m_before": 0.0, "v_before": 0.0}
    found = compute(rule, {**options_of(rule, OPTIONS), **constant})
    assert (found["m_hat"], found["v_hat"]) == (pytest.approx(3), pytest.approx(9))


def test_a_variable_that_nothing_defines_is_refused() -> None:
    with pytest.raises(SpecificationError, match="uses name 'nu'"):
        replace(METHODS["sgd"], equations=(Equation(scalar("theta", r"\theta_t"), Symbol("nu")),))
