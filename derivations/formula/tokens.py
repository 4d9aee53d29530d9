"""From characters to tokens: numbers, words and signs, each with its position in what was typed.

Goes in: text. Comes out: tokens, in which characters of books and phones stand for what they mean: × for a product,
² for a power, π for pi. What no formula has is refused by name. Must not know: what words mean, how tokens follow each
other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from derivations.formula.vocabulary import DIGITS, GREEK, POWER_OF_TEN, how_cases

# how something is written, where that depends on the variables of the formula
Hint = str | Callable[[tuple[str, ...]], str]


class MisspeltError(Exception):
    """Something in a text belongs to no formula: what, at which position, counted from 0, and how it is written."""

    def __init__(self, what: str, at: int, hint: Hint = "") -> None:
        super().__init__(what)
        self.what = what
        self.at = at
        self.hint = hint


class Token(NamedTuple):
    """A number, a word or a sign, and the position of its first character."""

    text: str
    at: int

    def as_typed(self, typed: str) -> str:
        """Return it as it stands in what was typed: ln, where the language says log, and ^ for **."""
        pattern = r"\w+(?:(?<=_)\{\w+\})?|\^"
        other = None if typed.startswith(self.text, self.at) else re.match(pattern, typed[self.at :])
        return other[0] if other else self.text

    @property
    def is_number(self) -> bool:
        """Whether it begins like a number; a lone point is a sign."""
        return self.text[0].isdigit() or (self.text[0] == "." and len(self.text) > 1)

    @property
    def is_word(self) -> bool:
        """Whether it is a name or a word between names."""
        return self.text[0].isalpha()


TOKEN = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    # w_{12} is w_12, and \theta_{1} is theta_1
    rf"|(?P<word>(?:[A-Za-z][A-Za-z0-9_]*|\\(?:lambda|{'|'.join(GREEK)})(?![A-Za-z])(?:_[A-Za-z0-9]*)?)"
    r"(?:(?<=_) *\{ *[A-Za-z0-9]+ *\})?)"
    r"|(?P<command>\\(?:(?:[A-Za-z]+|\|)(?:_\{?\d+\}?)?|.))"
    r"|(?P<sign>\*\*|<=|>=|==|!=|:=|&&|//|<<|>>|[-+*/^()\[\]{}|<>=,.&!:%~@])",
    re.ASCII,
)
SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
# characters that are written otherwise on a keyboard; spaces keep words apart
SPELT: dict[str, str] = {
    **dict.fromkeys("×·⋅∗•", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("−–—", "-"),
    **dict.fromkeys("\t\u00a0\u2009\u202f", " "),
    "√": " sqrt ",
    "Φ": " norm_cdf ",
    "∛": " cbrt ",
    "π": " pi ",
    "ℯ": " e ",
    "σ": " sigmoid ",
    "ŷ": " yhat ",
    "≤": "<=",
    "≥": ">=",
    "½": "(1/2)",
    "¼": "(1/4)",
    "∣": "|",
    **{digit: f"_{number}" for number, digit in enumerate(SUBSCRIPTS)},
    **dict.fromkeys("‖∥", "||"),
}
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᶻˣ", [*"0123456789-+zx"], strict=True))
# ASCII characters that stand for something else than an operation
FOREIGN = {
    "\n": "a line break",
    "\r": "a line break",
    "\0": "a null byte",
    "#": "a comment (#)",
    '"': "text in quotation marks",
    "'": "text in quotation marks",
    "_": "an underscore",
    "\\": "a backslash",
    ";": "a semicolon",
    "`": "a backquote",
    "$": "a dollar sign",
    "?": "a question mark",
}


POSITIVE_PART = "write relu(...) for the positive part"
CONDITION = "write [z > 0] for what is 1 where that holds"
DERIVATIVE = "the sign of a derivative"
HINTS: dict[str, Hint] = {
    "?": how_cases,
    ";": "write a comma between the arguments of a function",
    **dict.fromkeys("'\"", "write it without; gelu with tanh is gelu_tanh(u)"),
    "_+": POSITIVE_PART,
    "_{": CONDITION,
}


def tokens_of(text: str) -> tuple[Token, ...]:
    """Take a text apart.

    Raises a MisspeltError if a character or a number cannot belong to a formula.
    """
    plain, positions = _plain(text)
    found: list[Token] = []
    at = 0
    while at < len(plain):
        if plain[at] == " ":
            at += 1
            continue
        match = TOKEN.match(plain, at)
        if match is None and plain[at] == "'" and found and re.match(r"'+ *([-+*/^)(,]|$)", plain[at:]):
            raise MisspeltError(DERIVATIVE, positions[at], "write the function: what follows is derived")
        if match is None:
            hint = HINTS.get(plain[at : at + 2], HINTS.get(plain[at], ""))
            raise MisspeltError(_foreign(plain[at]), positions[at], hint)
        if match.group() == "." and plain[at + 1 : at + 2] in ("*", "/", "^"):
            # MATLAB has .* for a product entry by entry
            at += 1
            continue
        token = Token(_name(match.group()) if match.group("word") else match.group(), positions[at])
        if match.group("word") and re.match(r" *\{.*\}", plain[match.end() :]) and token.text.endswith("_"):
            hint = "a subscript is letters and digits: write w_12 or w_{12}"
            hint = POSITIVE_PART if re.match(r" *\{ *\+ *\}", plain[match.end() :]) else hint
            raise MisspeltError(f"a subscript of {token.text[:-1]}", token.at, hint)
        if match.group("number") and found and found[-1].is_number:
            raise MisspeltError(
                "two numbers beside each other", token.at, "write 1000 for 1 000, 1.5 for 1,5, and * for a product"
            )
        if match.group("number"):
            if len(found) > 1 and found[-1].text == "," and found[-2].is_number and re.match("0[0-9]{2}$", token.text):
                typed, point = f"{found[-2].text},{token.text}", "." * (found[-2].text == "0")
                what = f"the number {token.text}, which starts with 0"
                said = "numbers have a decimal point" if point else "thousands have no comma"
                raise MisspeltError(what, token.at, f"{said}: write {typed.replace(',', point)} for {typed}")
            _check_number(token, plain[match.end() :])
        found.append(token)
        at = match.end()
    if [each.text for each in found[-2:]] == ["^", "+"]:
        raise MisspeltError("a plus sign as an exponent", found[-1].at, POSITIVE_PART)
    return tuple(found)


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """Spell a text in ASCII; return it with the position that every character comes from."""
    if text.isascii():
        return text.replace("\t", " "), range(len(text))
    pieces: list[str] = []
    positions: list[int] = []
    raised = False
    for at, character in enumerate(text):
        piece = RAISED.get(character) or _spelt(character)
        if character == "₊" or (character == "⁺" and text[at + 1 : at + 2] not in RAISED):
            raise MisspeltError(f"the sign {character}", at, POSITIVE_PART)
        if at and text[at - 1] in SUBSCRIPTS and character.isalpha():
            # w₁x₁ is w_1 x_1
            piece = f" {piece}"
        if piece.startswith("_") and pieces[-1:] and pieces[-1].strip() in GREEK:
            # the space after a letter keeps it from another, not from its subscript
            pieces[-1] = pieces[-1].rstrip()
            positions.pop()
        if (character in RAISED) != raised:
            raised = not raised
            piece = f"^({piece}" if raised else f"){piece}"
        pieces.append(piece)
        positions += [at] * len(piece)
    if raised:
        pieces.append(")")
        positions.append(len(text) - 1)
    return "".join(pieces), positions


def _spelt(character: str) -> str:
    if character.isascii() or character in SPELT:
        return SPELT.get(character, character)
    # an italic or a wide letter is that letter
    plain = unicodedata.normalize("NFKC", character)
    letter = unicodedata.name(plain, "").removeprefix("GREEK SMALL LETTER ").lower() if len(plain) == 1 else ""
    if letter in GREEK:
        return f" {letter} "
    return plain if len(plain) == 1 and "!" <= plain <= "~" else character


def _name(word: str) -> str:
    r"""Return a word as a name of Python: w_{12} as w_12, \lambda, which is a word of Python, as SymPy's lamda."""
    return re.sub(r"^\\lambda", "lamda", word).translate(dict.fromkeys(map(ord, "\\{} ")))


def _foreign(character: str) -> str:
    if character in FOREIGN:
        return FOREIGN[character]
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    shown = f"{character} " if character.isprintable() and not unicodedata.combining(character) else ""
    return f"the character {shown}({name})"


def _check_number(token: Token, after: str) -> None:
    """The parser is kept from what it would warn about: digits without end, 0x10, 007."""
    number = token.text
    mantissa, _, power = number.lower().partition("e")
    if len(mantissa.replace(".", "")) > DIGITS:
        raise MisspeltError(f"a number of more than {DIGITS} digits", token.at)
    if len(power) > 4 or abs(int(power or 0)) > POWER_OF_TEN:
        shown = number if len(number) <= DIGITS else f"{number[:DIGITS]}..."
        within = f"powers of ten go from -{POWER_OF_TEN} to {POWER_OF_TEN}"
        raise MisspeltError(
            f"a power of ten {'below -' if '-' in power else 'above '}{POWER_OF_TEN} in {shown}", token.at, within
        )
    if tens := re.match(r"[eE]([+-])(?![0-9 ])", after):
        hint = f"write {number}*e {tens[1]} ... with the constant e, or {number}e{tens[1]}6 for a power of ten"
        raise MisspeltError(f"{number}{tens[0]} without a whole number after it", token.at, hint)
    if re.match("[jJ](?![A-Za-z0-9_])", after):
        raise MisspeltError(f"the complex number {number}{after[0]}", token.at)
    if number == "0" and re.match("[xXbBoO][0-9a-fA-F]", after):
        raise MisspeltError(f"the number 0{after[:2]}...", token.at, "write numbers in tens: 16 for 0x10")
    if after[:1] == "_":
        raise MisspeltError("an underscore", token.at + len(number), CONDITION if after[1:2] == "{" else "")
    # a full stop may end a row of cases
    if after[:1] == "." and not re.match(r"\. *\\(?:\\|end)", after):
        raise MisspeltError(f"a second point in the number {number}", token.at + len(number))
    if len(mantissa) > 1 and mantissa[0] == "0" and mantissa[1].isdigit():
        raise MisspeltError(f"the number {number}, which starts with 0", token.at)
