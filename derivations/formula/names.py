"""What the words of a formula are: x for z, ln for log, np.tanh for tanh, y = z**2 for what stands to the right.

Goes in: tokens. Comes out: tokens whose words are the letters, constants and functions of the language, and the few
words of Python that belong to cases; any other word is refused, with the one that was meant if that is clear.
"""

from __future__ import annotations

import difflib
from itertools import pairwise
from keyword import iskeyword

from derivations.formula.tokens import CASES, MisspeltError, Token, tokens_of
from derivations.formula.vocabulary import (
    CONSTANTS,
    FUNCTIONS,
    LETTERS_OTHERWISE,
    LONGEST,
    MODULES,
    OTHERWISE,
    REFUSED,
    WRITTEN_OUT,
)

Tokens = tuple[Token, ...]

CALLABLE = frozenset((*FUNCTIONS, *(name for name, _ in WRITTEN_OUT), "where"))
BETWEEN = frozenset(("if", "else", "and", "or", "not"))
# a misspelt name is at least so near to the one that is proposed
NEAR, NEAR_SHORT = 0.75, 0.66
LONGEST_SHOWN = 20


def letters_in(text: str) -> tuple[str, ...]:
    """Find the words of a text that mean nothing in the language: the letters of a formula that may have any.

    One before a bracket is none: f(x + 1) may be a product, and is rather a function that is not known.
    """
    known = (*CALLABLE, *BETWEEN, *CONSTANTS, *OTHERWISE, *MODULES, *REFUSED)
    try:
        tokens = tokens_of(text[:LONGEST])
    except MisspeltError:  # whoever reads the text says what is wrong with it
        return ()
    called = {token.text for token, after in pairwise(tokens) if after.text == "("}
    words = {token.text for token in tokens if token.is_word} - called
    return tuple(sorted(word for word in words if word not in known and not iskeyword(word)))


def right_side(tokens: Tokens, letters: tuple[str, ...]) -> tuple[Tokens, dict[str, str]]:
    """Return what stands to the right of ``f(t) =``, and which letter t stands for.

    Raises
    ------
    MisspeltError
        If what stands to the left is no name.
    """
    deep, signs = 0, []
    for place, token in enumerate(tokens):
        deep += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0)
        if token.text == "=" and not deep:
            signs.append(place)
    if not signs:
        return tokens, {}
    left, right = tokens[: signs[0]], tokens[signs[-1] + 1 :]
    words = [token.text for token in left if token.is_word]
    names = "".join(token.text for token in left)
    shapes = (words[0], f"{words[0]}({','.join(words[1:])})") if words else ()
    if len(signs) > 1 or names not in shapes or names in letters:
        raise MisspeltError("an equals sign", tokens[signs[0]].at, "write only what stands to the right of f =")
    if len(words) == 2 and len(letters) == 1 and words[1] not in letters:
        return right, {words[1]: letters[0]}
    return right, {}


def named(tokens: Tokens, letters: tuple[str, ...], renamed: dict[str, str]) -> Tokens:
    """Name every word as the language does.

    Raises
    ------
    MisspeltError
        If a word is none of the language.
    """
    tokens = _without_modules(tokens)
    words = {token.text for token in tokens if token.is_word}
    meant = dict(renamed)
    for letter in letters:
        others = [each for each in LETTERS_OTHERWISE.get(letter, ()) if each in words]
        if letter not in words and len(others) == 1:
            meant[others[0]] = letter
    found: list[Token] = []
    for place, token in enumerate(tokens):
        attribute = place > 0 and tokens[place - 1].text == "."
        if not token.is_word or attribute:
            found.append(token)
            continue
        following = tokens[place + 1].text if place + 1 < len(tokens) else ""
        found += [Token(word, token.at) for word in _word(token, meant, letters, following)]
    return tuple(found)


def _without_modules(tokens: Tokens) -> Tokens:
    """np.tanh is tanh."""
    found: list[Token] = []
    for token in tokens:
        *before, module, point = ["", "", "", *(each.text for each in found)][-3:]
        if token.is_word and point == "." and module in MODULES and before != ["."]:
            del found[-2:]
        found.append(token)
    return tuple(found)


def _word(token: Token, meant: dict[str, str], letters: tuple[str, ...], following: str) -> tuple[str, ...]:
    """Return what one word is in the language, in one word or several letters."""
    name, low = token.text, token.text.lower()
    if name in meant:
        return (meant[name],)
    if name in letters or name in CONSTANTS or name in CALLABLE or name in BETWEEN or iskeyword(name):
        return (name,)
    if len(name) > 1:
        for each in (name, low):
            if OTHERWISE.get(each, each) in CALLABLE:
                return (OTHERWISE.get(each, each),)
        if low in CONSTANTS:
            return (low,)
        if set(name) <= set(letters):
            return tuple(name)
    raise MisspeltError(*unknown_name(token, letters, following))


def unknown_name(token: Token, letters: tuple[str, ...], following: str) -> tuple[str, int, str]:
    """Say which name is not known, where, and what to write if that is clear.

    One name of the field is never proposed for another.
    """
    name, low = token.text, token.text.lower()
    if low in REFUSED:
        return f"{name}, which {REFUSED[low][0]}", token.at, REFUSED[low][1]
    if low == "then":
        return "the word then", token.at, CASES
    shown = name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN]}..."
    what = f"the unknown {'function' if following == '(' else 'name'} {shown!r}"
    if hint := _rewritten(low, letters):
        return what, token.at, hint
    near = difflib.get_close_matches(
        low, sorted((*letters, *CALLABLE, *OTHERWISE)), 1, NEAR if len(low) > 3 else NEAR_SHORT
    )
    return what + (f" (did you mean {OTHERWISE.get(near[0], near[0])}?)" if near else ""), token.at, ""


def _rewritten(low: str, letters: tuple[str, ...]) -> str:
    """Say how to write what is a letter or a function with something else stuck to it."""
    for letter in letters:
        for other in LETTERS_OTHERWISE.get(letter, ()):
            if other == low:
                return f"write {letter} for it"
        if low[0] == letter and low[1:].isdigit():
            return f"write {letter}**{low[1:]} or {low[1:]}*{letter}"
        if low[0] == letter and low[1:2] == "_":
            return f"a formula is of one unit; write {letter}"
        if low[-1] == letter and OTHERWISE.get(low[:-1], low[:-1]) in CALLABLE:
            return f"write {OTHERWISE.get(low[:-1], low[:-1])}({letter})"
    return ""
