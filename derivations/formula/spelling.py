"""From what people type to the spelling that Python's parser reads: 2z as 2*z, |z| as abs(z), σ(x) as sigmoid(z).

Goes in: text. Comes out: the same formula in Python's signs, every piece with its position in what was typed, or one
sentence. Only what can be read in one way is taken; the rest is refused with the way to write it. The parser is kept
from everything that it would warn about, or crash on.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from derivations.errors import FormulaError
from derivations.formula.latex_commands import from_latex
from derivations.formula.names import name_words, right_side
from derivations.formula.products import apply_functions, close_bars, multiply, write_round_brackets
from derivations.formula.settings import refuse_settings
from derivations.formula.tokens import Hint, MisspeltError, Token, tokens_of
from derivations.formula.vocabulary import DEEPEST, LONGEST, say_allowed

# how much of a text is repeated in a message
SHOWN = 50
OPENING = {"(": ")", "[": "]", "{": "}"}
AROUND = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))


@dataclass(frozen=True)
class Spelling:
    """A formula in Python's signs, and what was typed."""

    # without spaces around it
    typed: str
    # with their positions in ``typed``
    tokens: tuple[Token, ...]

    @cached_property
    def text(self) -> str:
        """What the parser is given: ASCII on one line, a space after every token."""
        return " ".join(token.text for token in self.tokens)

    def token(self, offset: int) -> Token:
        """Return the token at a position of ``text``, counted from 0."""
        return self.tokens[self._number(offset)]

    def sign_after(self, offset: int) -> Token:
        """Return what stands between a part that ends at a position of ``text`` and the next: no bracket around it."""
        following = self.tokens[self._number(offset - 1) + 1 :]
        return next((token for token in following if token.text != ")"), self.tokens[-1])

    def _number(self, offset: int) -> int:
        starts = [0]
        for token in self.tokens[:-1]:
            starts.append(starts[-1] + len(token.text) + 1)
        return bisect_right(starts, max(offset, 0)) - 1


def complaint(text: str, what: str, at: int, variables: tuple[str, ...], hint: Hint = "") -> FormulaError:
    """Say what was found, where (counted from 1), and how it is written, or else what a formula may hold."""
    shown = text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."
    how = hint if isinstance(hint, str) else hint(variables)
    # the position belongs to what was found, not to what is said of it: "sinc at character 1, which has a gap at 0"
    found, comma, said = what.partition(", ")
    return FormulaError(
        f"formula {quote(shown)} has {found} at character {at + 1}{comma}{said}; {how or say_allowed(variables)}"
    )


def quote(text: str) -> str:
    """Return a text in quotation marks as it looks, a √ as √; what cannot be seen is written out."""
    shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
    return f'"{shown}"' if "'" in shown else f"'{shown}'"


def spell(given: object, variables: tuple[str, ...]) -> Spelling:
    """Spell a formula as Python's parser reads it.

    Raises a FormulaError if it is no text, empty or too long, or something in it cannot belong to a formula, or could
    mean two things.
    """
    if not isinstance(given, str):
        raise FormulaError(f"a formula is a text such as 'z*tanh(z)'; {type(given).__name__} given")
    if len(given) > LONGEST:
        raise FormulaError(f"the formula has {len(given)} characters; at most {LONGEST} are read")
    text = unicodedata.normalize("NFC", given.strip())
    start, end = _inside(text)
    try:
        tokens = tokens_of(text[start:end])
        _check_brackets(tokens)
        tokens = write_round_brackets(from_latex(tokens))
        tokens, renamed = right_side(tokens, variables)
        refuse_settings(tokens)
        tokens = name_words(tokens, variables, renamed)
        tokens = close_bars(tokens)
        tokens = apply_functions(tokens, text[start:end])
        tokens = multiply(tokens, text[start:end])
        _check_brackets(tokens)
    except MisspeltError as error:
        raise complaint(text, error.what, error.at + start, variables, error.hint) from None
    if not tokens:
        raise FormulaError(f"the formula is empty; {say_allowed(variables)}")
    return Spelling(text, tuple(Token(token.text, token.at + start) for token in tokens))


def _inside(text: str) -> tuple[int, int]:
    """Return between which positions the formula stands: dollar signs around it are no part of it."""
    for left, right in AROUND:
        if len(text) >= len(left + right) and text.startswith(left) and text.endswith(right):
            return len(left), len(text) - len(right)
    return 0, len(text)


def _check_brackets(tokens: tuple[Token, ...]) -> None:
    """Brackets are counted here, because the parser gives up on deep ones in ways that depend on its version."""
    opened: list[Token] = []
    for token in tokens:
        if token.text in OPENING:
            opened.append(token)
            if len(opened) > DEEPEST:
                raise MisspeltError(f"more than {DEEPEST} brackets inside each other", token.at)
        elif token.text in OPENING.values():
            if not opened or OPENING[opened[-1].text] != token.text:
                raise MisspeltError(f"{token.text} without its opening bracket", token.at, "leave it out, or open it")
            opened.pop()
    if opened:
        last = opened[-1]
        hint = f"write {OPENING[last.text]} where it ends"
        raise MisspeltError(f"{last.text} without its closing bracket", last.at, hint)
