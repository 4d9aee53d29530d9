r"""How a function of an argument is printed, the same in activations, losses and matrices: \sigma'(z), |u|, \max(u, v).

Goes in: the class of a function, and its argument as LaTeX. Comes out: LaTeX.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from sympy import Abs, Add, Expr, Gt, Lt, Ne, Piecewise, S

from derivations.engine.definitions import DefinedFunction, apply_definition
from derivations.engine.expressions import has_minus, terms_of
from derivations.engine.selection import POSITIVE, Choice
from derivations.formula.vocabulary import INVERSE

T = TypeVar("T")
C = TypeVar("C")
AND = r" \text{ and } "
RELATIONS = {">": ">", ">=": r"\geq", "<": "<", "<=": r"\leq", "==": "=", "!=": r"\neq"}
TURNED = {">": "<", r"\geq": r"\leq"}
END_OF_CASES = r" \end{cases}"

# Of SymPy's functions, those whose names differ from Python's, and, with {}, where the argument stands.
NAMES = {
    "Abs": r"\left|{}\right|",
    "log": r"\ln",
    **INVERSE,
    "sign": r"\operatorname{sgn}",
    "Larger": r"\max",
    "Smaller": r"\min",
}
# those that TeX has a command for; any other name is set upright
COMMANDS = (
    *("arccos", "arcsin", "arctan", "cos", "cosh", "cot", "coth", "csc", "exp", "max", "min", "sec", "sin", "sinh"),
    *("tan", "tanh"),
)
# of functions by definition, those that are printed in another way than their definition says
DEFINED = {
    "absolute": r"\left|{}\right|",
    "absolute'": r"\operatorname{sgn}",
    "is_positive": "[{} > 0]",
}
# tanh^2(z), as in every book; sigma^2(z) might be sigma(sigma(z))
RAISED_BY_NAME = {r"\sin", r"\cos", r"\tan", r"\sinh", r"\cosh", r"\tanh", r"\ln"}
TALL = (r"\frac", r"\sum", r"\begin", r"\underset")


def function_latex(function: type, argument: str, power: str = "") -> str:
    """Return a function of an argument, or a power of it."""
    raised, name = f"^{{{power}}}" if power else "", function_name(function)
    if "{}" in name:
        return name.replace("{}", argument) + raised
    if name in RAISED_BY_NAME:
        return f"{name}{raised}{brackets(argument)}"
    return f"{name}{brackets(argument)}{raised}"


# what stands in brackets where the difference u is above 0: [u > 0]
BRACKETS = {apply_definition(POSITIVE): (Gt, Lt)}


def comparison(bracket: Expr) -> Expr:
    """Return what [u > 0] says, with what is subtracted on the other side: z < 1 for 1 - z > 0, a > y for a - y > 0."""
    (difference,) = bracket.args
    if isinstance(difference, Abs) and bracket.func == apply_definition(POSITIVE):
        apart = comparison(POSITIVE(*difference.args))
        return Ne(apart.lhs, apart.rhs, evaluate=False)
    above, below = BRACKETS[bracket.func]
    number, rest = difference.as_independent(*difference.free_symbols, as_Add=True)
    share, alone = rest.as_independent(*rest.free_symbols, as_Add=False)
    if share.is_extended_nonzero and not isinstance(rest, Add):
        # z > 2.5 for 0.2 z - 0.5 > 0
        number, rest = number / abs(share), alone if share.is_positive else -alone
    if (number != 0 or not isinstance(rest, Add)) and rest.could_extract_minus_sign():
        return below(-rest, number, evaluate=False)
    first, *others = terms_of(rest)
    if number == 0 and len(others) == 1 and has_minus(others[0]):
        return above(first, -others[0], evaluate=False)
    return above(rest, -number, evaluate=False)


def bracket_latex(function: type, terms: Sequence[str], number: str) -> str:
    """Return the same from the terms of a difference and a number in it ("": none), each as LaTeX; of Abs as function:
    where the difference is not 0.
    """
    above, below = (r"\neq",) * 2 if function == Abs else (">", "<")
    first, *others = terms
    if first.startswith("-") and (number or not others):
        above, number, (first, *others) = below, _negate(number), map(_negate, terms)
    elif not number and len(others) == 1 and others[0].startswith("-"):
        return f"[{first} {above} {_negate(others[0])}]"
    return f"[{in_a_sum((first, *others))} {above} {_negate(number) or 0}]"


def _negate(term: str) -> str:
    return term[1:].lstrip() if term.startswith("-") else term and f"-{term}"


def chain_brackets(factors: Iterable[str]) -> list[str]:
    """Return factors as LaTeX, [u > 0] and [u < 6] beside each other as [0 < u < 6]."""
    found: list[str] = []
    for factor in factors:
        low = re.fullmatch(r"\[(.+) > (.+)\]", found[-1]) if found else None
        high = re.fullmatch(r"\[(.+) < (.+)\]", factor)
        if low and high and low[1] == high[1]:
            found[-1] = f"[{low[2]} < {low[1]} < {high[2]}]"
        else:
            found.append(factor)
    return found


def in_a_sum(terms: Iterable[str]) -> str:
    """Return terms one after the other, with a minus between two where the second begins with one."""
    first, *others = terms
    return first + "".join(f" - {t[1:].lstrip()}" if t.startswith("-") else f" + {t}" for t in others)


def flat(node: T, two: Callable[[T], tuple[T, C, T] | None]) -> tuple[T, list[C], T] | None:
    """Return the first of two cases, all conditions that have to hold for it, and the other: no cases within cases.

    ``two`` gives a value, its condition and the value otherwise, or nothing if there are not just two cases.
    """
    found = two(node)
    if found is None:
        return None
    value, condition, otherwise = found
    conditions = [condition]
    while (inner := two(value)) is not None and inner[2] == otherwise:
        value = inner[0]
        conditions.append(inner[1])
    return value, conditions, otherwise


def case_rows(node: T, two: Callable[[T], tuple[T, C, T] | None]) -> tuple[list[tuple[T, list[C]]], T]:
    """Return values with the conditions that have to hold for them, and what holds otherwise, which is no case of two:
    u if P, else v if Q, else w is three rows.
    """
    rows = []
    while (found := flat(node, two)) is not None:
        value, conditions, node = found
        rows.append((value, conditions))
    return rows, node


def join_conditions(conditions: Sequence[tuple[str, str, str]]) -> str:
    """Return conditions, each a left side, a sign and a right side: u > 0 and u < 1 as 0 < u < 1."""
    if len(conditions) == 2:
        one, other = ((c[2], TURNED[c[1]], c[0]) if c[1] in TURNED else c for c in conditions)
        for (low, below, middle), (left, above, high) in ((one, other), (other, one)):
            if middle == left and {below, above} <= set(TURNED.values()):
                return f"{low} {below} {middle} {above} {high}"
    return AND.join(map(" ".join, conditions))


def two_cases(node: Expr) -> tuple[Expr, Expr, Expr] | None:
    """Return a value, its condition and the value otherwise."""
    if isinstance(node, Choice):
        return node.args[2], node.condition, node.args[3]
    if isinstance(node, Piecewise) and len(node.args) == 2 and node.args[1][1] == S.true:
        return (*node.args[0], node.args[1][0])
    return None


def function_name(function: type) -> str:
    """Return the name of a function; where its argument stands inside, with {} in its place."""
    name = function.__name__
    if issubclass(function, DefinedFunction):
        return DEFINED.get(name, f"{function.definition.latex}{chr(39) * function.order}")
    return NAMES.get(name, rf"\{name}" if name in COMMANDS else rf"\operatorname{{{name}}}")


def cases_latex(cases: Iterable[tuple[str, str]]) -> str:
    """Return values with their conditions; one without a condition holds otherwise."""
    closed_rows = ((brackets(value) if value.endswith(END_OF_CASES) else value, when) for value, when in cases)
    rows = (f"{value} & " + (rf"\text{{if }} {when}" if when else r"\text{otherwise}") for value, when in closed_rows)
    return r"\begin{cases} " + r" \\ ".join(rows) + END_OF_CASES


def brackets(text: str) -> str:
    """Put round brackets around a formula, as tall as it needs."""
    return rf"\left({text}\right)" if any(sign in text for sign in TALL) else f"({text})"


def close_cases(texts: Sequence[str]) -> Iterator[str]:
    """Give formulas that stand in a row: cases, whose brace nothing closes, in brackets if something follows."""
    for at, text in enumerate(texts):
        yield brackets(text) if text.endswith(END_OF_CASES) and at < len(texts) - 1 else text


def is_wrapped(text: str) -> bool:
    """Tell whether a formula stands in round brackets, and holds no others."""
    return text.startswith("(") and text.endswith(")") and text.count("(") == 1


def is_wrapped_number(text: str) -> bool:
    """Tell whether a formula begins with a negative number in brackets."""
    return text.startswith("(-") and text[2:3].isdigit()
