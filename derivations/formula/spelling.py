"""What can be said about a text before Python's parser sees it: its length, its characters, its numbers, its brackets.

Goes in: text. Comes out: the text without spaces around it, or one sentence. The parser is kept from everything that
it would warn about, or crash on: digits without end, brackets without end, bytes that are no character.
"""

from __future__ import annotations

import re
import unicodedata

from derivations.errors import FormulaError
from derivations.formula.vocabulary import DEEPEST, DIGITS, LONGEST, POWER_OF_TEN, allowed

# how much of a text is repeated in a message
SHOWN = 60

# a name, or a number, which is group 1: the 1 in f1 is no number
NAME_OR_NUMBER = re.compile(r"[A-Za-z][A-Za-z0-9]*|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)", re.ASCII)
OPENING = {"(": ")", "[": "]", "{": "}"}

# ASCII characters that stand for something else than an operation
FOREIGN = {
    "\n": "a line break",
    "\r": "a line break",
    "\t": "a tab",
    "\0": "a null byte",
    "#": "a comment (#)",
    '"': "text in quotation marks",
    "'": "text in quotation marks",
    "_": "an underscore",
    "\\": "a backslash",
    ";": "a semicolon",
    "^": "^ (a power is written **)",
    "`": "a backquote",
    "$": "a dollar sign",
    "?": "a question mark",
}
# characters that look like one of a formula, or are one in a book
LOOKS_LIKE = {
    "×": "*",
    "·": "*",
    "⋅": "*",
    "∗": "*",
    "÷": "/",
    "∕": "/",
    "−": "-",
    "–": "-",
    "—": "-",
    "²": "**2",
    "³": "**3",
    "√": "sqrt(...)",
    "π": "pi",
    "σ": "sigmoid(...)",
    "\u00a0": "a space",
}


def complaint(text: str, what: str, at: int | None, letters: tuple[str, ...]) -> FormulaError:
    """Say what was found, where (counted from 1), and what a formula may hold."""
    shown = text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."
    where = "" if at is None else f" at character {at + 1}"
    return FormulaError(f"formula {shown!r} has {what}{where}; {allowed(letters)}")


def spelt(given: object, letters: tuple[str, ...]) -> str:
    """Return the text without spaces around it.

    Raises
    ------
    FormulaError
        If it is no text, empty or too long, or a character, a number or a bracket in it cannot belong to a formula.
    """
    if not isinstance(given, str):
        raise FormulaError(f"a formula is a text such as 'z*tanh(z)'; {type(given).__name__} given")
    if len(given) > LONGEST:
        raise FormulaError(f"the formula has {len(given)} characters; at most {LONGEST} are read")
    text = given.strip(" ")
    if not text:
        raise FormulaError(f"the formula is empty; {allowed(letters)}")
    for at, character in enumerate(text):
        if (what := _foreign(character)) is not None:
            raise complaint(text, what, at, letters)
    _check_numbers(text, letters)
    _check_brackets(text, letters)
    return text


def _foreign(character: str) -> str | None:
    """Say what a character is that no formula has; None for one that the parser may see."""
    if character in FOREIGN:
        return FOREIGN[character]
    if " " <= character <= "~":
        return None
    meant = LOOKS_LIKE.get(character) or unicodedata.normalize("NFKC", character)
    hint = f", write {meant}" if meant.isascii() and meant.isprintable() and meant.strip() else ""
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    return f"the character {character!a} ({name}{hint})"


def _check_numbers(text: str, letters: tuple[str, ...]) -> None:
    for found in NAME_OR_NUMBER.finditer(text):
        number, after = found.group(1), text[found.end() : found.end() + 1]
        if number is None:
            continue
        mantissa, _, power = number.lower().partition("e")
        if len(mantissa.replace(".", "")) > DIGITS:
            raise complaint(text, f"a number of more than {DIGITS} digits", found.start(), letters)
        if len(power) > 4 or abs(int(power or 0)) > POWER_OF_TEN:
            raise complaint(text, f"a power of ten above {POWER_OF_TEN}", found.start(), letters)
        if after in ("j", "J") and not text[found.end() + 1 : found.end() + 2].isalnum():
            raise complaint(text, f"the complex number {number}{after}", found.start(), letters)
        if after.isalpha() or after == "(":
            factor = "(...)" if after == "(" else re.findall("[A-Za-z0-9]+", text[found.end() :])[0]
            what = f"the number {number} right before {factor} (a product is written {number}*{factor})"
            raise complaint(text, what, found.start(), letters)
        if after == ".":
            raise complaint(text, f"a second point in the number {number}", found.end(), letters)
        if len(mantissa) > 1 and mantissa[0] == "0" and mantissa[1].isdigit():
            raise complaint(text, f"the number {number}, which starts with 0", found.start(), letters)


def _check_brackets(text: str, letters: tuple[str, ...]) -> None:
    """Brackets are counted here, because the parser gives up on deep ones in ways that depend on its version."""
    open_at: list[int] = []
    for at, character in enumerate(text):
        if character in OPENING:
            open_at.append(at)
            if len(open_at) > DEEPEST:
                raise complaint(text, f"more than {DEEPEST} brackets inside each other", at, letters)
        elif character in OPENING.values():
            if not open_at or OPENING[text[open_at[-1]]] != character:
                raise complaint(text, f"{character} without its opening bracket", at, letters)
            open_at.pop()
    if open_at:
        raise complaint(text, f"{text[open_at[-1]]} without its closing bracket", open_at[-1], letters)
