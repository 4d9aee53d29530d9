"""What the words of a formula are: x for z, ln for log, np.tanh for tanh, y = z**2 for what stands to the right.

Goes in: tokens. Comes out: tokens whose words are the variables, constants and functions of the language, and the few
words of Python that belong to cases; any other word is refused, with the one that was meant if that is clear.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from keyword import iskeyword

from derivations.formula.activations import KNOWN
from derivations.formula.foreign import ACTIVATION, LOSS, say_foreign
from derivations.formula.refused import REFUSED
from derivations.formula.tokens import POSITIVE_PART, Hint, MisspeltError, Token, tokens_of
from derivations.formula.vocabulary import (
    ARGUMENTS,
    BOTH,
    BOUNDS,
    CONSTANTS,
    FUNCTIONS,
    GREEK,
    LONGEST,
    MADE_WITH,
    MODULES,
    OTHER_NAMES,
    SYNONYMS,
    WRITTEN_OUT,
    how_cases,
    takes,
)

Tokens = tuple[Token, ...]

CALLABLE = frozenset((*FUNCTIONS, *(name for name, _ in WRITTEN_OUT), "where"))
BETWEEN = frozenset(("if", "else", "and", "or", "not"))
# a shorter name is a variable of its own rather than a misprint
SHORTEST_MISPRINT = 3
LONGEST_SHOWN = 20
# the variables of formulas that may have no others, such as c in c(z + 1)
ONLY = (ACTIVATION, LOSS)


def plain(name: str) -> str:
    """Return a name as it is compared: HardTanh, hard_tanh and hardtanh are one."""
    return name.lower().replace("_", "")


READ = {plain(name): name for name in CALLABLE} | {plain(other): name for other, name in SYNONYMS.items()}
# functions that programs make before they call them: relu(2)(z) is rather that than a product
MADE = frozenset((*KNOWN, *ARGUMENTS))
NAMES_OF_ARGUMENTS = frozenset((*(name for names in ARGUMENTS.values() for name in names), *BOUNDS))
NOT_READ = {plain(name): said for name, said in REFUSED.items()}


def variables_in(text: str) -> tuple[str, ...]:
    """Find the words of a text that mean nothing in the language: the variables of a formula that may have any.

    One before a bracket is none: f(x + 1) may be a product, and is rather a function that is not known.
    """
    known = {*CALLABLE, *BETWEEN, *CONSTANTS, *SYNONYMS, *MODULES, *REFUSED} - BOTH
    text = text[:LONGEST].strip("$ ")
    try:
        tokens = tokens_of(text)
    except MisspeltError as error:  # whoever reads the text says what is wrong with it, in the variables before
        return variables_in(text[: error.at]) if error.at else ()
    with suppress(MisspeltError):
        tokens = right_side(tokens, ())[0]
    called = {token.text for token, after in pairwise(tokens) if after.text == "("}
    words = {
        token.text for position, token in enumerate(tokens) if token.is_word and not _is_argument(tokens, position)
    }
    words -= called
    if "lambda" in words:
        words.add("lamda")  # as name_words reads it
    return tuple(sorted(word for word in words if word not in known and not iskeyword(word)))


def right_side(tokens: Tokens, variables: tuple[str, ...]) -> tuple[Tokens, dict[str, str]]:
    """Return what stands to the right of ``f(t) =``, and which variable t stands for.

    Raises a MisspeltError if what stands to the left is no name.
    """
    deep, signs = 0, []
    for position, token in enumerate(tokens):
        deep += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0)
        if token.text == "=" and not deep:
            signs.append(position)
    if not signs:
        return tokens, {}
    left, right = tokens[: signs[0]], tokens[signs[-1] + 1 :]
    words = [token.text for token in left if token.is_word]
    names = "".join(token.text for token in left)
    shapes = (words[0], f"{words[0]}({','.join(words[1:])})") if words else ()
    if len(signs) > 1 or names not in shapes or names in variables:
        raise MisspeltError("an equals sign", tokens[signs[0]].at, "write only what stands to the right of =")
    if len(words) == 2 and len(variables) == 1 and words[1] not in variables:
        return right, {words[1]: variables[0]}
    return right, {}


def name_words(tokens: Tokens, variables: tuple[str, ...], renamed: dict[str, str]) -> Tokens:
    """Name every word as the language does.

    Raises a MisspeltError if a word is none of the language.
    """
    tokens = _without_modules(tokens)
    if variables in ONLY:
        tokens = _with_argument(_without_e(_without_methods(tokens), variables), variables)
    tokens = _call_what_is_made(tokens)
    words = {token.text for token in tokens if token.is_word}
    meant = dict(renamed)
    for variable in variables:
        others = [each for each in OTHER_NAMES.get(variable, ()) if each in words]
        if variable not in words and len(others) == 1:
            meant[others[0]] = variable
    found: list[Token] = []
    for position, token in enumerate(tokens):
        attribute = position > 0 and tokens[position - 1].text == "."
        if not token.is_word or attribute or _is_argument(tokens, position):
            found.append(token)
            continue
        following = tokens[position + 1].text if position + 1 < len(tokens) else ""
        found += [Token(word, token.at) for word in _word(token, meant, variables, following)]
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


def _without_methods(tokens: Tokens) -> Tokens:
    """z.clamp(0, 1) is clamp(z, 0, 1)."""
    found: list[Token] = []
    for at, token in enumerate(tokens):
        before = [each.text for each in found[-3:]]
        if (
            token.text == "("
            and len(before) == 3
            and before[1] == "."
            and before[0].isalpha()
            and plain(before[2]) in READ
        ):
            of, _, name = found[-3:]
            comma = [] if tokens[at + 1 : at + 2] and tokens[at + 1].text == ")" else [Token(",", of.at)]
            found[-3:] = [name, token, of, *comma]
        else:
            found.append(token)
    return tuple(found)


def _without_e(tokens: Tokens, variables: tuple[str, ...]) -> Tokens:
    """ze^z is z e^z, and xe^x as well."""
    letters = {*variables, *(each for variable in variables for each in OTHER_NAMES[variable])}
    found: list[Token] = []
    for token, after in pairwise((*tokens, Token(" ", 0))):
        before = token.text[:-1]
        if after.text in ("^", "**") and token.text[-1] == "e" and before and set(before) <= letters:
            found += [Token(before, token.at), Token("e", token.at + len(before))]
        else:
            found.append(token)
    return tuple(found)


def _with_argument(tokens: Tokens, variables: tuple[str, ...]) -> Tokens:
    """Relu alone is relu(z), and so is nn.ReLU()."""
    name = READ.get(plain(tokens[0].text), "") if tokens and len(variables) == 1 else ""
    if name not in MADE or 1 not in takes(name) or (tokens[1:] and not 1 < _closing([*tokens], 1) == len(tokens) - 1):
        return tokens
    inside = [*tokens[2:-1]]
    if inside and not (name in ARGUMENTS and tokens[0].text[0].isupper() and _is_numbers(inside)):
        return tokens
    at = tokens[-1].at
    return (*tokens, Token("(", at), Token(variables[0], at), Token(")", at))


def _is_argument(tokens: Tokens, position: int) -> bool:
    """Whether a word names an argument of a call: delta in huber(a - y, delta=2)."""
    before, after = (tokens[at].text if 0 <= at < len(tokens) else "" for at in (position - 1, position + 1))
    return before in ("(", ",") and after == "=" and tokens[position].text in NAMES_OF_ARGUMENTS


def _call_what_is_made(tokens: Tokens) -> Tokens:
    """nn.ReLU()(x) is relu(x): an object is made, and called; LeakyReLU(0.2)(x) is leaky_relu(x, 0.2).

    Raises a MisspeltError if a function is made with a number that it does not take.
    """
    found = list(tokens)
    for position in reversed(range(len(tokens))):
        token, name = found[position], READ.get(plain(found[position].text), "")
        end = _closing(found, position + 1)
        last = _closing(found, end + 1)
        if not name or end == position + 1 or last == end + 1:
            continue
        inside = found[position + 2 : end]
        if not inside:
            del found[position + 1 : end + 1]
        elif (token.text[0].isupper() or name in MADE) and _is_numbers(inside):
            if max(takes(name)) == 1:
                hint = f"it takes no number; write {MADE_WITH.get(name, '')}{name}(...)*(...) for a product"
                raise MisspeltError(f"two brackets after {token.text}", token.at, hint)
            comma = Token(",", found[last].at)
            found[position + 1 : last] = [*found[end + 1 : last], comma, *inside]
    return tuple(found)


def _is_numbers(tokens: list[Token]) -> bool:
    """Whether what stands between two brackets are numbers, perhaps with names: 0.2, or negative_slope=0.2."""
    after = [*tokens[1:], Token(" ", 0)]
    return all(
        each.text in CONSTANTS or following.text == "=" or not (each.is_word or each.text in "(|")
        for each, following in zip(tokens, after, strict=True)
    )


def _closing(tokens: list[Token], at: int) -> int:
    """Return the position of the bracket that closes the one at a position; the position itself, if none is there."""
    deep = 0
    for end in range(at, len(tokens)):
        deep += {"(": 1, ")": -1}.get(tokens[end].text, 0)
        if deep <= 0:
            return end
    return at


def _word(token: Token, meant: dict[str, str], variables: tuple[str, ...], following: str) -> tuple[str, ...]:
    """Return what one word is in the language, in one word or several letters."""
    name, low = token.text, token.text.lower()
    if name in meant:
        return (meant[name],)
    if name in {*variables, *CONSTANTS, *CALLABLE, *BETWEEN} or (iskeyword(name) and name not in NOT_READ):
        return (name,)
    if len(name) > 1:
        if plain(name) in READ:
            return (READ[plain(name)],)
        if low in CONSTANTS:
            return (low,)
        if set(name) <= set(variables):
            return tuple(name)
    raise MisspeltError(*unknown_name(token, variables, following))


def unknown_name(token: Token, variables: tuple[str, ...], following: str) -> tuple[str, int, Hint]:
    """Say which name is not known, where, and what to write if that is clear.

    One name of the field is never proposed for another.
    """
    name, low = token.text, token.text.lower()
    foreign = say_foreign(name if name == "Phi" else low, variables, called=following == "(")
    if plain(name) in NOT_READ:
        what, hint = NOT_READ[plain(name)]
        return f"{name}, which {what}", token.at, hint or ("" if following == "(" else foreign)
    if low == "then":
        return "the word then", token.at, how_cases
    shown = name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN]}..."
    what = f"the unknown {'function' if following == '(' and low not in GREEK else 'name'} {shown!r}"
    hint = "write e for it" if name == "E" else foreign or _rewrite(low, variables)
    if not hint and following == "(" and len(name) == 1 and variables not in ONLY:
        hint = f"for a product write {name}*(...)"
    if hint:
        return what, token.at, hint
    near = [each for each in READ if _is_misprint(plain(name), each)]
    # tahn has the letters of tanh, and one more than tan
    meant = {low} & {*variables} or {READ[each] for each in near if sorted(each) == sorted(plain(name))}
    meant = meant or {READ[each] for each in near}
    return what + (f" (did you mean {meant.pop()}?)" if len(meant) == 1 else ""), token.at, ""


def _is_misprint(word: str, name: str) -> bool:
    """Whether one character is wrong, or two are in each other's places, or in a longer word one is too many or few."""
    if min(len(word), len(name)) < SHORTEST_MISPRINT:
        return False
    one, other = word, name
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if len(word) == len(name):
        return len(one) == 1 or (len(one) == 2 and one == other[::-1])
    return len(one + other) == 1 and len(word) > SHORTEST_MISPRINT


def _rewrite(low: str, variables: tuple[str, ...]) -> str:
    """Say how to write what is a variable or a function with something else stuck to it."""
    for variable in variables:
        if low[0] == variable and low[1:].isdigit():
            return f"write {variable}**{low[1:]} or {low[1:]}*{variable}"
        if low[0] == variable and low[1:2] == "_":
            return f"a formula is of one unit; write {variable}" if low[2:] else POSITIVE_PART
        if low[-1] == variable and plain(low[:-1]) in READ:
            return f"write {READ[plain(low[:-1])]}({variable})"
    return ""
