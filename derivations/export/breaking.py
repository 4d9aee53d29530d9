r"""Long formulas in rows that a page has room for: broken before a plus or a minus, or else inside of tall brackets.

Goes in: LaTeX as the printers of this library write it; or Python. Comes out: the same in rows. Must not know:
documents.

How wide TeX sets a formula is estimated from the widths of Computer Modern at 10 pt (The TeXbook, appendix F), a little
too wide rather than too narrow. What stands in a fraction or under a root is never broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\S")
# pt; what is in none of these tables is as wide as a letter
LETTER, CAPITAL, SCRIPT = 5.4, 7.6, 0.7
WIDTHS = {
    **dict.fromkeys(("+", "-", "=", "<", ">", r"\le", r"\ge"), 12.3),
    **dict.fromkeys((r"\odot", r"\oslash"), 12.3),
    **dict.fromkeys((r"\sum",), 14.5),
    **dict.fromkeys("mw", 8.0),
    **dict.fromkeys("()", 6.0),
    **dict.fromkeys("[]", 4.8),
    **dict.fromkeys((",", r"\cdot"), 7.3),
    **dict.fromkeys((".", "|", "'", r"\;", "!"), 2.9),
    **{r"\cdots": 15.0, r"\quad": 10.0, r"\qquad": 20.0, r"\\": 0.0, "&": 10.0},
    # by so much are tall brackets wider than others
    **dict.fromkeys((r"\left", r"\right"), 3.0),
    **dict.fromkeys((r"\displaystyle", r"\limits", "{", "}", "^", "_"), 0.0),
}
NAMES = {
    rf"\{name}"
    for name in [
        "arccos",
        "arcsin",
        "arctan",
        "cos",
        "cosh",
        "exp",
        "ln",
        "log",
        "max",
        "min",
        "sin",
        "sinh",
        "tan",
        "tanh",
    ]
}
# commands that only change how their argument looks
LOOKS = {rf"\{name}" for name in ["cancel", "hat", "mathbf", "mathrm", "operatorname", "text", "tilde"]}
# space around what is written one above the other
BAR = 2.5
ROOT = 9.0


def rows(formula: str, room: float) -> list[str]:
    """Break a formula into rows no wider than so many pt, where that can be done."""
    if width(formula) <= room:
        return [formula]
    terms = list(_terms(formula))
    if len(terms) > 1:
        return _fill([row for term in terms for row in rows(term, room)], room)
    found = _widest_brackets(formula)
    if found is None:
        # rather inside of short brackets than too wide
        return _fill(list(_terms(formula, short=False)), room)
    start, end = found
    opening, closing = formula[:start], formula[end:]
    inner = rows(formula[start:end].strip(), room - width(opening))
    if len(inner) == 1:
        return [formula]
    middle = [rf"\left. {row} \right." for row in inner[1:-1]]
    return [rf"{opening} {inner[0]} \right.", *middle, rf"\left. {inner[-1]} {closing}"]


def width(formula: str) -> float:
    """Estimate how wide TeX sets a formula, in pt."""
    tokens = [match.group() for match in TOKEN.finditer(formula)]
    return _width(tokens, 0, len(tokens))


def code_lines(text: str, most: int) -> str:
    """Break the lines of a Python program that have more characters, where they are in brackets: it stays the same."""
    return "".join("".join(_broken_line(line, most)) for line in text.splitlines(keepends=True))


def _broken_line(line: str, most: int) -> Iterator[str]:
    margin = " " * (len(line) - len(line.lstrip()) + 8)
    while len(line.rstrip()) > most and "#" not in line:
        deep, last = 0, 0
        for at, character in enumerate(line[:most]):
            deep += (character in "([{") - (character in ")]}")
            # after a blank that stands before an operator, or after a comma
            if deep and character == " " and at > len(margin):
                last = at
        if not last:
            break
        yield line[:last] + "\n"
        line = margin + line[last + 1 :]
    yield line


def _fill(parts: list[str], room: float) -> list[str]:
    """Put as many parts into a row as it has room for."""
    found = parts[:1]
    for part in parts[1:]:
        if width(f"{found[-1]} {part}") <= room:
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found


def _terms(formula: str, *, short: bool = True) -> Iterator[str]:
    """Give the terms of a sum, each with its sign; without ``short`` those inside of short brackets too."""
    start = 0
    for at, token, deep in _walk(formula, short=short):
        # a sign without a space after it belongs to a number
        if not deep and token in ("+", "-") and at > start and formula[at + 1 : at + 2] == " ":
            yield formula[start:at].rstrip()
            start = at
    yield formula[start:]


def _widest_brackets(formula: str) -> tuple[int, int] | None:
    """Return where the inside of the widest tall brackets starts and ends that stand in no braces."""
    found: list[tuple[int, int]] = []
    start = 0
    for at, token, deep in _walk(formula):
        if token == r"\left" and deep == 1:
            start = at + len(r"\left") + 1
        elif token == r"\right" and deep == 0 and start:
            found.append((start, at))
    return max(found, key=lambda each: width(formula[slice(*each)]), default=None)


def _walk(formula: str, *, short: bool = False) -> Iterator[tuple[int, str, int]]:
    """Give every token, its place, and how deep it stands in braces, tall brackets and, if they count, short ones, the
    outermost at 0.
    """
    deep, before = 0, ""
    for match in TOKEN.finditer(formula):
        token = match.group()
        counts = short and before not in (r"\left", r"\right")
        deep += token in ("{", r"\left", r"\begin") or (counts and token in "([")
        deep -= token in ("}", r"\right", r"\end") or (counts and token in ")]")
        yield match.start(), token, deep
        before = token


def _width(tokens: list[str], at: int, end: int) -> float:
    total, script = 0.0, 0.0
    limits: float | None = None
    while at < end:
        token = tokens[at]
        if token in ("^", "_"):
            inner, at = _argument(tokens, at + 1)
            wide = SCRIPT * _width(tokens, *inner)
            if limits is None:
                # one above the other take the room of the wider one
                total, script = total + max(wide - script, 0.0), max(wide, script)
            else:
                total, limits = total + max(wide - limits, 0.0), max(wide, limits)
            continue
        script = 0.0
        limits = WIDTHS[token] if token == r"\sum" else None
        if token in (r"\frac", r"\underset"):
            above, at = _argument(tokens, at + 1)
            below, at = _argument(tokens, at)
            small = SCRIPT if token == r"\underset" else 1.0
            total += BAR + max(small * _width(tokens, *above), _width(tokens, *below))
        elif token == r"\begin":
            inner, at = _environment(tokens, at)
            total += ROOT + max(_width(tokens, *row) for row in _lines(tokens, *inner))
        elif token == r"\textcolor":
            _, at = _argument(tokens, at + 1)
        else:
            total += _wide(token)
            at += 1
    return total


def _wide(token: str) -> float:
    if token in NAMES:
        return LETTER * (len(token) - 1) + 2
    if token == r"\sqrt":
        return ROOT
    if token in WIDTHS:
        return WIDTHS[token]
    if token.startswith("\\"):
        return 0.0 if token in LOOKS else LETTER
    return CAPITAL if token.isupper() else LETTER


def _argument(tokens: list[str], at: int) -> tuple[tuple[int, int], int]:
    """Return where the argument of a command starts and ends, and what comes after it."""
    if tokens[at] != "{":
        return (at, at + 1), at + 1
    deep = 0
    for end in range(at, len(tokens)):
        deep += (tokens[end] == "{") - (tokens[end] == "}")
        if not deep:
            return (at + 1, end), end + 1
    return (at + 1, len(tokens)), len(tokens)


def _environment(tokens: list[str], at: int) -> tuple[tuple[int, int], int]:
    """Return where the inside of an environment starts and ends, and what comes after it."""
    _, start = _argument(tokens, at + 1)
    deep = 1
    for end in range(start, len(tokens)):
        deep += (tokens[end] == r"\begin") - (tokens[end] == r"\end")
        if not deep:
            return (start, end), _argument(tokens, end + 1)[1]
    return (start, len(tokens)), len(tokens)


def _lines(tokens: list[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    for at in range(start, end):
        if tokens[at] == r"\\":
            yield start, at
            start = at + 1
    yield start, end
