r"""Cases of a book as those of the language: \begin{cases} u & z > 0 \\ v & z \le 0 \end{cases} as u if z > 0 else v.

Goes in: the tokens between the two commands. Comes out: tokens. Must not know: what the words mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from operator import ge, gt, le, lt

from derivations.formula.tokens import MisspeltError, Token
from derivations.formula.vocabulary import how_cases

Tokens = tuple[Token, ...]

BEFORE = ("if", "for", "when", "where", "falls", ",")
OTHERWISE = ("otherwise", "else", "sonst")
# a comparison from the other side
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
COMPARED = {"<": lt, "<=": le, ">": gt, ">=": ge}


def write_cases(inside: Tokens, at: int, convert: Callable[[Tokens], Tokens]) -> Iterator[Token]:
    """Write cases; ``convert`` reads the LaTeX in each of them, ``at`` is where they begin.

    Raises a MisspeltError if a row has no value or no condition, or none may hold somewhere.
    """
    rows = [[convert(part) for part in _split(row, "&")] for row in _split(inside, r"\\") if row]
    if any(len(row) != 2 for row in rows) or len(rows) < 2:
        raise MisspeltError("cases that are not two or more rows of a value & a condition", at, how_cases)
    values = [_without(value, (), (",",)) for value, _ in rows]
    conditions = [_without(_without_stop(condition), BEFORE, (",", ".")) for _, condition in rows]
    *first, last = conditions
    if not all(map(_texts, first)):
        raise MisspeltError("cases of which one has no condition", at, "write one, or make it the last as otherwise")
    if _texts(last) not in ([], *([each] for each in OTHERWISE)):
        _check_all(conditions, at)
    yield Token("(", at)
    for value, condition in zip(values, first, strict=False):
        yield from (Token("(", at), *value, Token(")", at), Token("if", at), *condition, Token("else", at))
    yield from (Token("(", at), *values[-1], Token(")", at), Token(")", at))


def _split(tokens: Sequence[Token], sign: str) -> list[Tokens]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.text == sign:
            parts.append([])
        else:
            parts[-1].append(token)
    return [tuple(part) for part in parts]


def _without(tokens: Tokens, before: Sequence[str], after: Sequence[str]) -> Tokens:
    while tokens and tokens[0].text in before:
        tokens = tokens[1:]
    while tokens and tokens[-1].text in after:
        tokens = tokens[:-1]
    return tokens


def _texts(tokens: Tokens) -> list[str]:
    return [token.text for token in tokens]


def _without_stop(condition: Tokens) -> Tokens:
    """Return a condition without the full stop of the sentence that a display ends: 0. is read as a number."""
    if condition and condition[-1].is_number and condition[-1].text.endswith("."):
        return (*condition[:-1], Token(condition[-1].text[:-1], condition[-1].at))
    return condition


def _check_all(conditions: Sequence[Tokens], at: int) -> None:
    """Refuse conditions of which none may hold somewhere: that of the last row is not read where the others fail."""
    *first, last = map(_texts, conditions)
    if any(each in _opposites(last) for each in first):
        return
    parts = [_bounds(condition) for condition in conditions]
    names = {name for bounds in parts for name, _, _ in bounds}
    if len(names) != 1 or not all(parts):
        raise MisspeltError("cases of which the last may not hold everywhere else", at, "write it as otherwise")
    if gap := _first_gap([[each[1:] for each in bounds] for bounds in parts]):
        what = f"cases of which none holds where {gap.format(*names)}"
        raise MisspeltError(what, at, "write a row for that, or the last one as otherwise")


def _opposites(condition: Sequence[str]) -> Sequence[list[str]]:
    """Return the conditions that hold wherever one comparison does not: z < 1, z <= 1, 1 > z, 1 >= z for z >= 1."""
    signs = [at for at, text in enumerate(condition) if text in TURNED]
    if len(signs) != 1:
        return []
    left, sign, right = condition[: signs[0]], condition[signs[0]], condition[signs[0] + 1 :]
    ways = ((left, right, TURNED[sign][0]), (right, left, sign[0]))
    strict = [] if "=" not in sign else [""]
    return [[*one, other + equal, *two] for one, two, other in ways for equal in ("=", *strict)]


def _bounds(condition: Tokens) -> list[tuple[str, str, Fraction]]:
    """Return the comparisons of a name with a number that a condition is; nothing if it is something else."""
    found = []
    for part in _split(condition, "and"):
        sides: list[list[str]] = [[]]
        signs = []
        for text in _texts(part):
            if text in TURNED:
                signs.append(text)
                sides.append([])
            else:
                sides[-1].append(text)
        for sign, left, right in zip(signs, sides, sides[1:], strict=False):
            name, number, turned = (left, right, sign) if left[:1] and left[0].isidentifier() else (right, left, "")
            try:
                border = Fraction("".join(number).replace("(", "").replace(")", ""))
            except ValueError:
                return []
            if len(name) != 1 or not name[0].isidentifier():
                return []
            found.append((name[0], turned or TURNED[sign], border))
        if not signs:
            return []
    return found


def _first_gap(rows: Sequence[Sequence[tuple[str, Fraction]]]) -> str:
    """Return where no row holds, with {} for the name, the lowest interval of it; nothing if one holds everywhere."""
    borders = sorted({border for bounds in rows for _, border in bounds})
    ends = [borders[0] - 1, *borders, borders[-1] + 1]
    # between two borders, at one, and so on, from below
    points = [point for low, high in pairwise(ends) for point in ((low + high) / 2, high)]
    is_open = [not any(all(COMPARED[s](point, b) for s, b in bounds) for bounds in rows) for point in points[:-1]]
    if True not in is_open:
        return ""
    start = is_open.index(True)
    end = next((at for at in range(start, len(is_open)) if not is_open[at]), len(is_open)) - 1
    low, high = (points[start - 1 + start % 2], points[end + 1 - end % 2])
    if low == high:
        return f"{{}} = {low}"
    below = f"{low} <{'=' * (start % 2)} " if start else ""
    above = f" <{'=' * (end % 2)} {high}" if end < len(is_open) - 1 else ""
    return f"{{}} >{'=' * (start % 2)} {low}" if not above else f"{below}{{}}{above}"
