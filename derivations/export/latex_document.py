r"""Blocks as a LaTeX document that pdflatex sets with amsmath, xcolor and cancel."""

import re
from collections.abc import Iterable

from derivations.export.blocks import Block, Code, Equations, Heading, Prose, Term
from derivations.export.breaking import code_lines, width
from derivations.export.breaking import rows as broken_rows
from derivations.rendering.citations import escape

PREAMBLE = r"""\documentclass[a4paper,fleqn]{article}
\usepackage[margin=18mm]{geometry}
\usepackage{amsmath,amssymb,cancel,xcolor}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\mathindent}{0pt}
\begin{document}
"""

# how wide a formula may be, in pt: A4 without its margins, and without the indent of a row that goes on
PAGE = 485.0
# characters in a line of a program
LINE = 112
# the widest label in one row, in pt; how wide a longer one is, as a part of a line
LABEL, WRAPPED = 0.8 * PAGE, 0.8
# how wide a character of a label is on average, and how much smaller its mathematics is, as it is set small
CHARACTER, SMALL = 4.6, 0.9
# by how much smaller they are than the text
SIZES = {r"\small": 0.9, r"\footnotesize": 0.8, r"\scriptsize": 0.7}
SECTIONS = {1: "section*", 2: "subsection*"}


def latex_document(blocks: Iterable[Block]) -> str:
    """Return the source of a document."""
    return PREAMBLE + "\n".join(_block(block) for block in blocks) + "\n\\end{document}\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return rf"\{SECTIONS[block.level]}{{{_text(block.text)}}}"
    if isinstance(block, Prose):
        return _text(block.text) + "\n"
    if isinstance(block, Term):
        return rf"\textbf{{{_text(block.name)}.}} {_text(block.meaning)}" + "\n"
    if isinstance(block, Equations):
        return _equations(block)
    assert isinstance(block, Code)
    return f"{{\\footnotesize\n\\begin{{verbatim}}\n{code_lines(block.text, LINE)}\\end{{verbatim}}\n}}"


def _equations(block: Equations) -> str:
    rows = []
    room = PAGE - width(f"{block.left} =")
    for at, (formula, note) in enumerate(block.rows):
        left = block.left if at == 0 else ""
        broken = broken_rows(formula, room)
        beside = _label(note) if note else ""
        rows.append(f"{left} &= " + " \\\\\n&\\quad ".join(_fit(row, room) for row in broken) + beside)
    return "\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}"


def _fit(row: str, room: float) -> str:
    """Set a row smaller that is wider than so many pt and cannot be broken, as a long fraction."""
    if width(row) <= room:
        return row
    size = next((name for name, share in SIZES.items() if share * width(row) <= room), [*SIZES][-1])
    return rf"\text{{{size}$\displaystyle {row}$}}"


def _label(note: str) -> str:
    """Put a label at the margin: TeX sets it below a line that leaves it no room, but does not break it itself."""
    parts = note.split("$")
    wide = sum(SMALL * width(part) if at % 2 else CHARACTER * len(part) for at, part in enumerate(parts))
    if wide <= LABEL:
        return rf" \tag*{{\small {_text(note)}}}"
    box = rf"\parbox{{{WRAPPED}\linewidth}}{{\raggedleft\small {_text(note)}}}"
    return r" \\*[-\jot]" + "\n" + rf" & \tag*{{{box}}}"


def _text(text: str) -> str:
    """Escape what TeX would read as a command, outside of mathematics."""
    parts = re.split(r"(\$[^$]*\$)", text)
    return "".join(part if part.startswith("$") else escape(part) for part in parts)
