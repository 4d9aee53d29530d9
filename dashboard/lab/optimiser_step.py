"""One step of a method on a surface as equations: its gradient, clipping, schedule and rule, in symbols and numbers.

Goes in: a surface, a course, the number of the step, a coordinate. Comes out: a frozen record of LaTeX. Must not know:
Streamlit, how a step is computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import isclose

from sympy import Expr

from dashboard.lab.descent import Course
from dashboard.lab.surfaces import Surface
from derivations.engine.model import Equation
from derivations.engine.variables import Variable
from derivations.models.optimisers import UpdateRule
from derivations.models.optimisers.rule import scalar
from derivations.rendering.update_lines import PrintedUpdate, print_rule

DIGITS = 4
CLOSE = 1e-9  # relative: what two ways of adding up the same terms may differ by
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


def print_step(surface: Surface, course: Course, step: int, coordinate: int) -> PrintedStep:
    """Print step number ``step``, from 1, of coordinate 0 or 1."""
    plan, at = course.plan, step - 1
    name, factor = NAMES[coordinate], plan.factor(at)
    gradient: tuple[PrintedUpdate, ...] = ()
    if surface.slopes:
        position = dict(zip(NAMES, map(float, course.points[at]), strict=True))
        rule = _rule(surface.slopes[coordinate], scalar("g", "g_t"))
        words = {"g": rf"g_t = \frac{{\partial C}}{{\partial {name}}}"}
        gradient = print_rule(rule, position, words=words, digits=DIGITS, whole=True)
    clipping: tuple[PrintedUpdate, ...] = ()
    if plan.clipping_rule:
        numbers = dict(plan.clipping_numbers)
        limits = {variable.name: numbers[word] for variable, word in plan.clipping_rule.options}
        both = tuple(map(float, course.gradients[at]))
        given: dict[str, float | tuple[float, ...]] = {**limits, "g": both[coordinate], "g_all": both}
        words = {"g": "g_t", "g_clipped": r"\tilde{g}_t", "length": r"\lVert g_t \rVert"}
        clipping = print_rule(plan.clipping_rule, given, words=words, digits=DIGITS, whole=True)
    schedule: tuple[PrintedUpdate, ...] = ()
    varies = plan.schedule != "constant"
    if varies:
        numbers = dict(plan.schedule_numbers)
        chosen = {variable.name: float(numbers[word]) for variable, word in plan.schedule_rule.options}
        at_step = {**chosen, "eta": plan.rate, "tau": float(at)}
        schedule = print_rule(plan.schedule_rule, at_step, digits=DIGITS, whole=True)
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
    agrees = all(isclose(found[each], value, rel_tol=CLOSE, abs_tol=1e-300) for each, value in made.items())
    agrees = agrees and all(isclose(each.value, float(course.rates[at]), rel_tol=CLOSE) for each in schedule)
    return PrintedStep(gradient, clipping, schedule, method, agrees and _same(clipping, course, at, coordinate))


def _same(clipping: tuple[PrintedUpdate, ...], course: Course, at: int, coordinate: int) -> bool:
    return not clipping or isclose(clipping[-1].value, float(course.clipped[at, coordinate]), rel_tol=CLOSE)


def print_cost(formula: Expr) -> str:
    """Print a cost over x and y as it is computed."""
    [line] = print_rule(_rule(formula, scalar("C", "C")), dict.fromkeys(NAMES, 0.0))
    return f"{line.left} = {line.symbols}"


@lru_cache(maxsize=16)
def _rule(expression: Expr, target: Variable) -> UpdateRule:
    inputs = tuple(scalar(name, name) for name in NAMES)
    return UpdateRule("cost", "Cost", (Equation(target, expression),), inputs, "the formula that is computed")
