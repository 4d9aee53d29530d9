r"""Cases of a book as those of the language: \begin{cases} u & z > 0 \\ v & z \le 0 \end{cases} as u if z > 0 else v.

Goes in: the tokens between the two commands. Comes out: tokens. Must not know: what the words mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from derivations.formula.tokens import MisspeltError, Token
from derivations.formula.vocabulary import how_cases

Tokens = tuple[Token, ...]

BEFORE = ("if", "for", "when", "where", "falls", ",")
OTHERWISE = ("otherwise", "else", "sonst")
OPPOSITE = {"<": (">", ">="), "<=": (">", ">="), ">": ("<", "<="), ">=": ("<", "<=")}


def write_cases(inside: Tokens, at: int, convert: Callable[[Tokens], Tokens]) -> Iterator[Token]:
    """Write cases; ``convert`` reads the LaTeX in each of them, ``at`` is where they begin.

    Raises a MisspeltError if a row has no value or no condition, or the last one does not say that it holds elsewhere.
    """
    rows = [[convert(part) for part in _split(row, "&")] for row in _split(inside, r"\\") if row]
    if any(len(row) != 2 for row in rows) or len(rows) < 2:
        raise MisspeltError("cases that are not two or more rows of a value & a condition", at, how_cases)
    values = [_without(value, (), (",",)) for value, _ in rows]
    conditions = [_without(condition, BEFORE, (",", ".")) for _, condition in rows]
    *first, last = conditions
    if not all(map(_texts, first)) or not (_texts(last) in ([], *([each] for each in OTHERWISE)) or _rest(last, first)):
        raise MisspeltError("cases of which the last may not hold everywhere else", at, "write it as otherwise")
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


def _rest(last: Tokens, first: Sequence[Tokens]) -> bool:
    """Tell whether one of the first conditions has the opposite of the last one in it: 0 <= z < 1 that of z >= 1."""
    texts = _texts(last)
    signs = [at for at, text in enumerate(texts) if text in OPPOSITE]
    if len(signs) != 1:
        return False
    left, sign, right = texts[: signs[0]], texts[signs[0]], texts[signs[0] + 1 :]
    same = next(each for each, others in OPPOSITE.items() if sign in others and len(each) == len(sign))
    ways = [[*left, other, *right] for other in OPPOSITE[sign]] + [[*right, other, *left] for other in OPPOSITE[same]]
    return any(way == _texts(each)[at : at + len(way)] for each in first for way in ways for at in range(len(each)))
