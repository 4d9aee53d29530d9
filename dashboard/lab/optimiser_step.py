"""One step of a method on a surface as equations: its gradient, clipping, schedule and rule, in symbols and numbers.

Goes in: a surface, a course, the number of the step, a coordinate. Comes out: a frozen record of LaTeX. Must not know:
Streamlit, how a step is computed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import isclose

from sympy import Expr, Piecewise, Symbol, true

from dashboard.lab.descent import Course
from dashboard.lab.surfaces import Surface
from derivations.engine.model import Equation
from derivations.engine.variables import Variable
from derivations.models.optimisers import UpdateRule
from derivations.models.optimisers.rule import scalar
from derivations.rendering.update_lines import PrintedUpdate, print_rule

DIGITS = 4
CLOSE = 1e-9  # of the largest term: what two ways of adding up the same terms may differ by
NAMES = ("x", "y")


@dataclass(frozen=True)
class PrintedStep:
    """The equations of a step, in the order in which they are computed; none for what there is not.

    ``agrees`` says whether what they come to is what the optimiser made: the new position, and what it remembers.
    """

    gradient: tuple[PrintedUpdate, ...]
    clipping: tuple[PrintedUpdate, ...]
    schedule: tuple[PrintedUpdate, ...]
    method: tuple[PrintedUpdate, ...]
    agrees: bool
    # the letters of the schedule with their numbers, and which of its cases holds
    letters: tuple[tuple[str, str, float], ...] = ()
    case: str = ""


def print_step(surface: Surface, course: Course, step: int, coordinate: int) -> PrintedStep:
    """Print step number ``step``, from 1, of coordinate 0 or 1."""
    plan, at = course.plan, step - 1
    name, factor = NAMES[coordinate], plan.factor(at)
    gradient: tuple[PrintedUpdate, ...] = ()
    if surface.slopes:
        position = dict(zip(NAMES, map(float, course.points[at]), strict=True))
        rule = _rule(surface.slopes[coordinate], scalar("g", "g_t"))
        words = {each: f"{each}_{{t-1}}" for each in NAMES}
        words["g"] = rf"g_t = \frac{{\partial C}}{{\partial {name}}}"
        gradient = print_rule(rule, position, words=words, digits=DIGITS, whole=True)
    clipping: tuple[PrintedUpdate, ...] = ()
    if plan.clipping_rule:
        numbers = dict(plan.clipping_numbers)
        limits = {variable.name: numbers[word] for variable, word in plan.clipping_rule.options}
        both = tuple(map(float, course.gradients[at]))
        given: dict[str, float | tuple[float, ...]] = {**limits, "g": both[coordinate], "g_all": both}
        words = {"g": "g_t", "g_clipped": r"\tilde{g}_t", "length": r"\lVert g_t \rVert"}
        printed = print_rule(plan.clipping_rule, given, words=words, digits=DIGITS, whole=True)
        # t is the index of g_t already: the two of a step are told apart by their coordinates
        both_named = {f"g_{{{number}}}": f"g_{each}" for number, each in enumerate(NAMES, start=1)}
        clipping = tuple(replace(each, symbols=_rename(each.symbols, both_named)) for each in printed)
    schedule: tuple[PrintedUpdate, ...] = ()
    letters: tuple[tuple[str, str, float], ...] = ()
    case = ""
    varies = plan.schedule != "constant"
    if varies:
        numbers = dict(plan.schedule_numbers)
        chosen = {variable.name: float(numbers[word]) for variable, word in plan.schedule_rule.options}
        at_step = {**chosen, "eta": plan.rate, "tau": float(at)}
        rule, case = _find_case(plan.schedule_rule, at, tuple(sorted(chosen.items())))
        schedule = print_rule(rule, at_step, digits=DIGITS, whole=True)
        inputs = {each.name for each in rule.model.inputs}
        shown = [each for each in rule.options if each[0].name in inputs or each[0].latex in case]
        letters = tuple((variable.latex, word, chosen[variable.name]) for variable, word in shown)
    words = {
        "theta_before": f"{name}_{{t-1}}",
        "theta": f"{name}_t",
        "g": r"\tilde{g}_t" if clipping else "g_t",
        "eta": r"\eta_\tau" if varies else r"\eta",
    }
    numbers = dict(plan.numbers)
    values = {variable.name: numbers[word] for variable, word in plan.rule.options}
    values |= {f"{letter}_before": float(each[coordinate]) for letter, each in course.memories[at].items()}
    values |= {"theta_before": float(course.points[at, coordinate]), "t": float(step)}
    values |= {"eta": float(course.rates[at]), "g": float(course.clipped[at, coordinate])}
    if varies and plan.conventions.decay_at == "weights":
        values["lambda_"] *= factor
        words["lambda_"] = r"\lambda_\tau"
    method = print_rule(plan.rule, values, words=words, digits=DIGITS, whole=True)
    made = {"theta": float(course.points[step, coordinate])}
    made |= {letter: float(each[coordinate]) for letter, each in course.memories[step].items()}
    found = {equation.target.name: line.value for equation, line in zip(plan.rule.equations, method, strict=True)}
    terms = _terms(course, at, coordinate)
    agrees = all(_same(found[each], value, terms[each]) for each, value in made.items())
    agrees = agrees and all(_same(each.value, float(course.rates[at]), plan.rate) for each in schedule)
    agrees = agrees and all(_same(each.value, float(course.clipped[at, coordinate]), 0.0) for each in clipping[-1:])
    return PrintedStep(gradient, clipping, schedule, method, agrees, letters, case)


def _find_case(rule: UpdateRule, tau: int, options: tuple[tuple[str, float], ...]) -> tuple[UpdateRule, str]:
    r"""Return the rule of a schedule with only the case that holds, and when it does: w \le \tau < T; "" if always."""
    [equation] = rule.equations
    cases = equation.expression.atoms(Piecewise)
    if not cases:
        return rule, ""
    [each] = cases
    values, low = {Symbol("tau"): tau, **{Symbol(name): value for name, value in options}}, ""
    for value, condition in each.args:
        ends = [str(bound) for bound in condition.free_symbols if bound.name != "tau"]
        written = equation.expression.xreplace({each: value})
        if condition.subs(values) == true:
            break
        low = rf"{ends[0]} \le "
    case = rf"{low}\tau" + "".join(f" < {end}" for end in ends)
    return replace(rule, equations=(Equation(equation.target, written),)), case


def _rename(formula: str, words: dict[str, str]) -> str:
    for old, new in words.items():
        formula = formula.replace(old, new)
    return formula


def _same(one: float, other: float, term: float) -> bool:
    """Say whether two sums of the same terms differ by no more than their rounding: where they cancel, little is left
    of the terms, and the rounding is still that of ``term``.
    """
    return isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE * term)


def _terms(course: Course, at: int, coordinate: int) -> dict[str, float]:
    """Return the size of what is added up to the new position, and to each number that is remembered."""
    before, after = (float(course.points[each, coordinate]) for each in (at, at + 1))
    gradient = abs(float(course.clipped[at, coordinate]))
    # the share of a gradient that a velocity gathers where it has the rate in it already
    share = float(course.rates[at]) if course.plan.conventions.velocity == "scaled" else 1.0
    decayed = dict(course.plan.numbers).get("weight_decay", 0.0) * abs(before)
    found = {"theta": max(abs(before), abs(after - before))}
    for letter, each in course.memories[at].items():
        # squares of gradients cannot cancel, but for what decay leaves of a gradient
        squares = letter == "s" or (letter, "m" in course.memories[at]) == ("v", True)
        new = (gradient + decayed) * decayed if squares else share * (gradient + decayed)
        found[letter] = max(abs(float(each[coordinate])), new)
    return found


def print_cost(formula: Expr) -> str:
    """Print a cost over x and y as it is computed."""
    [line] = print_rule(_rule(formula, scalar("C", "C")), dict.fromkeys(NAMES, 0.0))
    return f"{line.left} = {line.symbols}"


@lru_cache(maxsize=16)
def _rule(expression: Expr, target: Variable) -> UpdateRule:
    inputs = tuple(scalar(name, name) for name in NAMES)
    return UpdateRule("cost", "Cost", (Equation(target, expression),), inputs, "the formula that is computed")
