r"""LaTeX among the tokens: \frac{1}{1 + e^{-z}} as ((1)/(1 + e^(-z))), \tanh as tanh.

Goes in: tokens. Comes out: tokens without commands and without curly brackets. Must not know: what the words mean.
"""

from __future__ import annotations

import re

from derivations.formula.latex_cases import write_cases
from derivations.formula.refused import REFUSED
from derivations.formula.tokens import MisspeltError, Token
from derivations.formula.vocabulary import FUNCTIONS, SYNONYMS, WRITTEN_OUT, how_cases

SIGNS = {
    **dict.fromkeys((r"\cdot", r"\times", r"\ast"), "*"),
    r"\div": "/",
    **dict.fromkeys((r"\lvert", r"\rvert", r"\vert", r"\mid"), "|"),
    **dict.fromkeys((r"\le", r"\leq", r"\leqslant"), "<="),
    **dict.fromkeys((r"\ge", r"\geq", r"\geqslant"), ">="),
    **{r"\lt": "<", r"\gt": ">", r"\{": "(", r"\}": ")", r"\Phi": "norm_cdf"},
}
NORM = {rf"\{name}{index}" for name in ("|", "Vert", "lVert", "rVert") for index in ("", "_2", "_{2}")}
WORDS = {"pi", *FUNCTIONS, *SYNONYMS, *(name for name, _ in WRITTEN_OUT)}
# how large something is printed, and how far apart
SPACING = {rf"\{name}" for name in (*",;!: ", "quad", "qquad", "left", "right", "displaystyle", "limits")}
SPACING |= {rf"\{name}{side}" for name in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r")}
UPRIGHT = {rf"\{name}" for name in ("mathrm", "operatorname", "text", "textrm", "mathit", "mathbf", "mathbb", "mbox")}
FRACTIONS = {r"\frac", r"\dfrac", r"\tfrac"}
ROUND = {"{": "(", "}": ")"}
SQUARE = {"[": "(", "]": ")"}
FLAT = {"lfloor": "floor", "lceil": "ceil"}
SUBSCRIPT = re.compile(r"\\([a-z]+)_\{?(\d+)\}?")

Tokens = tuple[Token, ...]


def from_latex(tokens: Tokens) -> Tokens:
    """Write commands and curly brackets as words, signs and round brackets.

    Raises a MisspeltError if a command is not one of a formula, or lacks what it is of.
    """
    if not any(token.text[0] in "\\{}" for token in tokens):
        return tokens
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        read, at = _read(tokens, at)
        found += [Token(part, token.at) if isinstance(part, str) else part for part in read]
    return tuple(found)


def _read(tokens: Tokens, at: int) -> tuple[tuple[str | Token, ...], int]:
    """Return what stands for one command, or one other token, and the position after it."""
    token = tokens[at]
    command, after = token.text, at + 1
    if not command.startswith("\\"):
        return (ROUND.get(command, token),), after
    if command in (r"\left", r"\right") and _text(tokens[after : after + 1]) in SQUARE:
        # where it is no index
        return (SQUARE[tokens[after].text],), after + 1
    if command in SPACING:
        return (), after
    if command in SIGNS:
        return (SIGNS[command],), after
    if command in NORM:
        return ("|", "|"), after
    if command in FRACTIONS:
        short = tokens[after : after + 1] and re.fullmatch(r"[a-zA-Z\d]{2}", tokens[after].text)
        above, after = _group(tokens, after, token)
        if short:
            # \frac12 and \frac z2, and not \frac{12}{5}
            return ("(", above[0].text[0], "/", above[0].text[1], ")"), after
        below, after = _group(tokens, after, token)
        return ("(", "(", *from_latex(above), ")", "/", "(", *from_latex(below), ")", ")"), after
    if command == r"\sqrt":
        return _root(tokens, after, token)
    if command == r"\hat" or command in UPRIGHT:
        inner, after = _group(tokens, after, token)
        hat = command == r"\hat" and [each.text for each in inner] == ["y"]
        return (("yhat",) if hat else from_latex(inner)), after
    if command == r"\begin":
        end = next((end for end, each in enumerate(tokens) if end > at and each.text == r"\end"), len(tokens))
        if _text(tokens[after : after + 3]) == _text(tokens[end + 1 : end + 4]) == "{cases}":
            return tuple(write_cases(tokens[after + 3 : end], token.at, from_latex)), end + 4
        raise MisspeltError("an environment", token.at, how_cases)
    subscript = SUBSCRIPT.fullmatch(command)
    name = "".join(subscript.groups()) if subscript else command[1:]
    if name not in WORDS:
        raise MisspeltError(f"the command {command}", token.at, REFUSED.get(FLAT.get(name, name), ("", ""))[1])
    return (name,), after


def _text(tokens: Tokens) -> str:
    return "".join(token.text for token in tokens)


def _root(tokens: Tokens, at: int, token: Token) -> tuple[tuple[str | Token, ...], int]:
    name = "sqrt"
    if [each.text for each in tokens[at : at + 3]] == ["[", "3", "]"]:
        name, at = "cbrt", at + 3
    inner, after = _group(tokens, at, token)
    return (name, "(", *from_latex(inner), ")"), after


def _group(tokens: Tokens, at: int, token: Token) -> tuple[Tokens, int]:
    """Return what a command is of, one token or all between curly brackets, and the position after it."""
    if at == len(tokens) or tokens[at].text in (*")}", "^", "**"):
        raise MisspeltError(f"the command {token.text} without what it is of", token.at)
    if tokens[at].text != "{":
        return tokens[at : at + 1], at + 1
    deep = 0
    for end in range(at, len(tokens)):
        deep += {"{": 1, "}": -1}.get(tokens[end].text, 0)
        if not deep:
            return tokens[at + 1 : end], end + 1
    raise MisspeltError("{ without its closing bracket", tokens[at].at, "write } where it ends")
