r"""Formulas that a narrow column can break: long brackets as two marks of one size, not as one box.

Goes in: LaTeX as this library prints it. Comes out: LaTeX that says the same. Must not know: how wide a column is.

Between ``\left(`` and ``\right)`` KaTeX and TeX break no line. A long pair of them becomes ``\bigl(`` and ``\bigr)``,
in which a line is broken at operators as outside; behind it, and before a fraction in a long product, a line may end;
one of products entry by entry begins with the operator.
"""

from __future__ import annotations

import re

LONGEST = 14  # signs between brackets that stay one box
LONG = 40  # signs of a formula that may need a second line
COMMAND = re.compile(r"\\textcolor\{#[0-9A-Fa-f]{6}\}|\\[a-zA-Z]+|[{}^_ ]")
ODOT = r"\odot"
TALL = re.compile(r"\\(frac|sum|prod|sqrt|begin)")
LIMIT = r"\{(?:[^{}]|\{[^{}]*\})*\}"
# a sum with its limits, and what may stand between it and a fraction that it is of
SUM = re.compile(rf"\\(?:sum|prod)(?:[_^]{LIMIT}){{0,2}} ?(?:\\textcolor\{{#[0-9A-Fa-f]{{6}}\}}\{{)*")
BRACKETED = re.compile(r"(?<![a-zA-Z])\((?:[^()]|\([^()]*\))* [+-] (?:[^()]|\([^()]*\))*\)")
MARK = re.compile(
    r"\\left(?P<opening>[(\[|])|\\right(?P<closing>[)\]|])|[{}]|\\textcolor\{#[0-9A-Fa-f]{6}\}\{|\\[{}]|\\[a-zA-Z]+"
)


def keep_together(formula: str) -> str:
    """Return a formula in which no line is broken inside of a short pair of brackets: 0.7311 (1 - 0.7311)."""

    def group(pair: re.Match[str]) -> str:
        return f"{{{pair[0]}}}" if len(COMMAND.sub("", pair[0])) <= LONG // 2 else pair[0]

    return BRACKETED.sub(group, formula)


def breakable(formula: str) -> str:
    """Return a formula in which every long pair of brackets can be broken; those within a fraction stay as they are."""
    long = len(formula) > LONG and len(COMMAND.sub("", formula)) > LONG
    if not long and r"\left" not in formula:
        return formula.strip()
    pairs, fractions, products = _pairs(formula)
    changes: dict[int, tuple[int, str]] = {}
    if long:
        changes |= {at: (at, r"\allowbreak ") for at in fractions}
        changes |= {at: (at + len(ODOT), rf"\allowbreak {ODOT} \nobreak") for at in products}
    for start, inside, end, after in pairs:
        text = formula[inside:end]
        if len(COMMAND.sub("", text)) <= LONGEST:
            continue
        size = r"\bigg" if TALL.search(text) else r"\big"
        changes[start] = (inside, f"{size}l{formula[inside - 1]}")
        changes[end] = (after, rf"{size}r{formula[after - 1]} \allowbreak ")
    found, at = [], 0
    for start, (end, text) in sorted(changes.items()):
        found += [formula[at:start], text]
        at = end
    # a blank before the closing dollar would make it no formula in Markdown
    return "".join([*found, formula[at:]]).strip()


def _pairs(formula: str) -> tuple[list[tuple[int, int, int, int]], list[int], list[int]]:
    r"""Find the pairs of \left and \right, fractions and \odot that stand in no group but colours, and where."""
    fractions: list[int] = []
    products: list[int] = []
    pairs: list[tuple[int, int, int, int]] = []
    waiting: list[tuple[int, int] | None] = []
    groups: list[bool] = []  # whether each open group can be broken
    summed = 0
    for mark in MARK.finditer(formula):
        at, end, sign = mark.start(), mark.end(), mark[0]
        if mark["opening"]:
            waiting.append((at, end) if all(groups) else None)
        elif mark["closing"]:
            begun = waiting.pop() if waiting else None
            if begun is not None and all(groups):
                pairs.append((*begun, at, end))
        elif sign == "}" and groups:
            groups.pop()
        elif sign.endswith("{") and sign != r"\{":
            groups.append(sign != "{")
        elif sign == r"\frac" and all(groups) and all(waiting) and not SUM.fullmatch(formula, summed, at):
            fractions.append(at)
        elif sign in (r"\sum", r"\prod"):
            summed = at
        elif sign == ODOT and all(groups) and all(waiting):
            products.append(at)
    return pairs, fractions, products
