r"""LaTeX as a list of commands, numbers and signs, and what some of them are."""

import re

TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|\s+|.")
GREEK = {
    rf"\{name}"
    # sigma and Phi are functions
    for name in ("alpha", "beta", "gamma", "delta", "Delta", "kappa", "lambda", "mu", "Omega", "pi", "varepsilon")
}
ACCENTS = {r"\hat", r"\tilde"}
FUNCTIONS = {
    rf"\{name}"
    for name in (
        *("sigma", "Phi", "ln", "exp", "sin", "cos", "tan", "arccos", "arcsin", "arctan", "sinh", "cosh", "tanh"),
        *("max", "min"),
    )
} | {"H"}
OPENING = {"(": ")", r"\left(": r"\right)", r"\left[": r"\right]", r"\left|": r"\right|"}
RELATIONS = {"=": "==", ">": ">", "<": "<", r"\ge": ">=", r"\geq": ">=", r"\le": "<=", r"\leq": "<=", r"\neq": "!="}
# what ends a term
ENDS = {"", "+", "-", "}", ")", "]", ",", "&", r"\\", r"\end", r"\text", "/", r"\times", *RELATIONS, *OPENING.values()}


class MisprintError(ValueError):
    """A formula that cannot be read."""


def tokens(formula: str) -> list[str]:
    r"""Split LaTeX into commands, numbers and signs; \left( is one of them, and spaces are none."""
    found: list[str] = []
    for token in TOKEN.findall(formula):
        if token.isspace() or token in {r"\;", r"\,", r"\:", r"\ "}:
            continue
        if found and found[-1] in {r"\left", r"\right"}:
            found[-1] += token
        else:
            found.append(token)
    return found
