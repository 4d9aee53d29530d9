r"""A step of an optimiser for one parameter, in symbols, in numbers, and what it comes to.

Goes in: an update rule, what the parameter is called, and the numbers that its equations use. Comes out: records of
LaTeX, an equation each, the last one with the new parameter. Must not know: networks, how a gradient is found.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from types import MappingProxyType

from derivations.engine.derivation import Results
from derivations.engine.model import Equation, Model
from derivations.engine.variables import Variable
from derivations.errors import SpecificationError, say_unknown
from derivations.models.optimisers import METHODS, UpdateRule
from derivations.rendering.numbers import Template, as_printed, digits_of, print_fixed, print_number, template

# rules are few, and a page that trains shows one parameter after the other
MOST_RULES = 256
MORE = 2  # figures beyond those asked for; a step that takes more of them to be seen is a power of 10


@dataclass(frozen=True)
class PrintedUpdate:
    r"""``left`` = ``symbols`` = ``numbers`` = ``value``, which is NaN where it is not defined.

    ``result`` is the value in print, and another one than the old parameter: with some figures more, or as the old one
    and what is added to it: 0.5000 - 1.000 \cdot 10^{-11}. ``sign`` is that before it.
    """

    left: str
    symbols: str
    numbers: str
    value: float
    result: str
    sign: str


def print_update(
    method: str,
    parameter: str,
    values: Mapping[str, float | Sequence[float]],
    *,
    cost: str = "C",
    digits: int = 4,
    moving: bool = False,
) -> tuple[PrintedUpdate, ...]:
    """Print every equation of a method.

    Parameters
    ----------
    method : str
        One of ``derivations.models.optimisers.METHODS``: "sgd", "adam".
    parameter : str
        How it is printed: "w_{11}".
    values : mapping
        A number for every input of the rule's model, by its name: theta_before, g, eta, v_before; of g_each, the
        gradients of a mini-batch, as many as it has samples.
    cost : str
        How what the gradient is of is printed.
    digits, moving
        As of ``Template.fill``.

    Raises
    ------
    SpecificationError
        If there is no such method, or an input has no number.
    """
    if method not in METHODS:
        raise SpecificationError(say_unknown("method", method, METHODS))
    words = {"theta_before": parameter, "theta": parameter, "g": rf"\frac{{\partial {cost}}}{{\partial {parameter}}}"}
    return print_rule(METHODS[method], values, words={**words, "g_each": "g"}, digits=digits, moving=moving)


def print_rule(
    rule: UpdateRule,
    values: Mapping[str, float | Sequence[float]],
    *,
    words: Mapping[str, str] = MappingProxyType({}),
    digits: int = 4,
    moving: bool = False,
    whole: bool = False,
) -> tuple[PrintedUpdate, ...]:
    """Print every equation of a method with conventions of its own, of a schedule, or of clipping.

    Parameters
    ----------
    rule : UpdateRule
    values : mapping
        A number for every input of the rule's model, by its name; of one that has an index, as many as there are.
    words : mapping
        How variables are printed, by their names, if not as the rule has it.
    digits, moving, whole
        As of ``Template.fill``.

    Raises
    ------
    SpecificationError
        If an input has no number.
    """
    known = dict(values)
    counts = tuple(sorted((name, len(each)) for name, each in known.items() if isinstance(each, Sequence)))
    model, templates = _prepare(rule, tuple(sorted(words.items())), counts)
    missing = [each.name for each in model.inputs if each.name not in known]
    if missing:
        raise SpecificationError(f"no number for {', '.join(missing)}, which {rule.name!r} uses")
    found = []
    for equation, made in zip(model.equations, templates, strict=True):
        filled = made.fill(partial(_entry, known), digits, moving=moving, whole=whole)
        value = float("nan") if filled.value is None else filled.value
        figures, result = digits, print_number(value, digits_of(value, digits) if whole else digits, moving=moving)
        if equation is model.equations[-1] and "theta_before" in known:
            figures, result = _tell(value, known["theta_before"], digits, moving=moving)
        if figures > digits:
            filled = made.fill(partial(_entry, known), figures, moving=moving, whole=whole)
        known[equation.target.name] = value
        # a count of steps is a whole number
        steps = known.get("t")
        numbers = (
            filled.numbers.replace(f"^{{{print_number(steps, filled.figures, moving=moving)}}}", f"^{{{steps:g}}}")
            if isinstance(steps, float)
            else filled.numbers
        )
        found.append(PrintedUpdate(equation.target.latex, filled.symbols, numbers, value, result, filled.sign))
    return tuple(found)


def _tell(value: float, old: float | Sequence[float], digits: int, *, moving: bool) -> tuple[int, str]:
    """Print a number so that it is seen to be another one than the old one, and say with how many figures."""
    if not isinstance(old, Sequence) and math.isfinite(value) and value != old:
        for figures in range(digits, digits + MORE + 1):
            if as_printed(old, figures, moving=moving) != as_printed(value, figures, moving=moving):
                return figures, print_number(value, figures, moving=moving)
        added = value - old
        # the old number's rounding leaves no more of its figures
        known = int(math.log10(abs(added) / math.ulp(old)))
        sign, amount = "+" if added > 0 else "-", print_fixed(abs(added), min(digits, known))
        return digits, f"{print_number(old, digits, moving=moving)} {sign} {amount}"
    return digits, print_number(value, digits, moving=moving)


def _entry(known: Mapping[str, float | Sequence[float]], name: str, position: tuple[int, ...]) -> float:
    value = known[name]
    return value[position[0] - 1] if isinstance(value, Sequence) else value


@lru_cache(maxsize=MOST_RULES)
def _prepare(
    rule: UpdateRule, words: tuple[tuple[str, str], ...], counts: tuple[tuple[str, int], ...]
) -> tuple[Model, tuple[Template, ...]]:
    model, symbols, numbers = rule.model, dict(words), dict(counts)

    def rename(variable: Variable) -> Variable:
        return replace(variable, latex=symbols.get(variable.name, variable.latex))

    sizes = {
        size: number for variable in model.inputs if (number := numbers.get(variable.name)) for size in variable.sizes
    }
    equations = tuple(Equation(rename(each.target), each.expression) for each in model.equations)
    named = Model(model.name, tuple(map(rename, model.inputs)), equations, order=model.order)
    derivation = Results(named, ())
    return named, tuple(template(each.expression, {}, sizes, derivation) for each in equations)
