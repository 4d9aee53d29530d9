"""How the source of a program is laid out: what it imports, and lines that are short enough to read.

Goes in: source. Comes out: source. Must not know: derivations, what the lines say.
"""

import re
from collections.abc import Mapping, Sequence

from derivations.views.stable import HELPERS

# Characters in a line of the program.
LONGEST = 100
# Runs a function with more digits where float64 has too few: 1 - tanh(27), exp(800) / (1 + exp(800)).
CAREFUL = (
    "# digits that float64 lacks; without it and @careful this is plain NumPy, which may lose them or warn\n"
    "from derivations.digits.careful import careful"
)
CALL = "@careful"


def import_what_is_needed(text: str) -> str:
    """Put the imports that a text needs in front of it."""
    lines = [*(["import numpy as np"] * ("np." in text)), *([CAREFUL] * (CALL in text))]
    return "\n".join([*lines, "", "", text]) if lines else text


def fold(opening: str, parts: list[str], closing: str) -> list[str]:
    """Write a line, or several where one would be too long to read."""
    whole = f"{opening}{', '.join(parts)}{closing}"
    if len(whole) <= LONGEST:
        return [whole]
    margin = " " * (len(opening) - len(opening.lstrip()))
    rows = [f"{margin}    {parts[0]},"]
    for part in parts[1:]:
        if len(rows[-1]) + len(part) + 2 > LONGEST:
            rows.append(f"{margin}    {part},")
        else:
            rows[-1] += f" {part},"
    return [opening.rstrip(), *rows, margin + closing]


def with_helpers(lines: Mapping[str, Sequence[str]], calling: Sequence[str]) -> list[str]:
    """Put what the functions, and the lines that call them, need in front of them."""
    written = [line for text in lines.values() for line in (*text, "", "")]
    called = re.sub("#.*", "", "\n".join((*written, *calling)))
    helpers = [text for name, text in HELPERS.items() if re.search(rf"\b{name}\(", called)]
    return [*(line for text in helpers for line in (*text, "", "")), *written]
