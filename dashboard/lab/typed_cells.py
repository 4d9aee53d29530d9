r"""Text that is typed or pasted, cut into rows and cells in every way in which it can be meant.

Goes in: text that nobody trusts. Comes out: the text of each cell, or one sentence. Must not know: what a cell means.

Every pattern is linear in the text: ``re`` lets no other thread run, and one that tries a run of blanks or digits again
from each of its places stops the server for all visitors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from derivations.errors import SpecificationError, shown

MOST_LETTERS = 10_000  # of a field: 50 samples of 16 numbers, with 10 letters each and blanks
ARRAYS = ("array", "asarray", "matrix", "tensor", "Tensor", "FloatTensor", "Matrix")
ENVELOPE = re.compile(r"(?:\w+\.)*(\w+) ?\(\s*(\[.*\])\s*(?:,\s*\w+ ?=[^\[\]()]*)?\)", re.DOTALL)
SIGNS = str.maketrans({"\ufeff": None, "\u200b": None, "\u2212": "-", "\u2013": "-"})
BLANKS = re.compile(r"[^\S\n]+")
NEXT_ROW = re.compile(r"\\\\\*?(?: ?\[ ?-?[\d.]+ ?[a-z]{2} ?\])?")
TYPESET = re.compile(
    r"\\begin ?\{\w+\*?\}(?: ?\[[a-z]\])?(?: ?\{[lcr| ]*\})?|\\end ?\{\w+\*?\}"
    r"|\\(?:left|right|hline|q?quad)(?![a-z])|\\[,;:!]|\$"
)
RAISED = re.compile(r"\^ ?\{([^{}]*)\}")
TURNED = re.compile(r"(?:\^ ?\{? ?(?:T|⊤|\\top|\\intercal) ?\}?|\.T|(?<=[\])])')$")
OPENING, CLOSING = "([{", ")]}"
OPERATORS = "+-*/^·×"
ASSIGNED = re.compile(r"[A-Za-z][\w^(){}]* ?[=≈] ?(?!=)")
COMMAS = re.compile(r"[\d.,]+", re.ASCII)
DECIMAL_COMMA = re.compile(r"(\d+),(\d+)([.,]*)", re.ASCII)  # of the whole of what COMMAS finds
THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}[.,]*", re.ASCII)
BRACED = "{,}"  # how LaTeX writes a comma inside of a number

Grid = list[list[str]]


class FieldError(SpecificationError):
    """What stands in a field cannot be read, or does not fit; ``field`` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def tidy(text: str, field: str) -> str:
    """Return a text with the minus sign of a keyboard and one blank for many; raises a FieldError if it is too long."""
    if len(text) > MOST_LETTERS:
        raise FieldError(field, f"{field} has {len(text)} letters; expected at most {MOST_LETTERS}")
    return BLANKS.sub(" ", text.translate(SIGNS)).strip()


def without_name(text: str) -> str:
    """Return what stands after W1 = at the beginning of a text."""
    name = ASSIGNED.match(text)
    return text[name.end() :] if name else text


def with_point(text: str, field: str) -> str:
    """Return a single number with a point for its comma; raises a FieldError if that may stand before thousands."""
    sign = text[: len(text) - len(text.lstrip("+-"))]
    plain = text[len(sign) :].replace(BRACED, ",")
    found = DECIMAL_COMMA.fullmatch(plain)
    if not found or found[3]:
        return text
    if THOUSANDS.fullmatch(plain):
        raise ask(plain, field)
    return f"{sign}{found[1]}.{found[2]}"


def ask(text: str, field: str) -> FieldError:
    """Return the question what the first comma of a text stands for."""
    whole, rest = next(iter(_commas(text.replace(BRACED, ","))), "0,5").rstrip(".,").split(",")
    said = f"{field}: {whole},{rest} may be"
    if THOUSANDS.fullmatch(f"{whole},{rest}"):
        which = "write the one that is meant, or a blank after the comma for two numbers"
        return FieldError(field, f"{said} {whole}.{rest} or {whole}{rest}; {which}")
    return FieldError(field, f"{said} one number or two; write {whole}.{rest} for one, {whole}, {rest} for two")


def cut(text: str, field: str) -> tuple[list[Grid], bool]:
    """Return the cells of a text in every way in which it can be meant, and whether it is marked as transposed.

    Raises a FieldError if it is too long, or its brackets do not match.
    """
    plain = tidy(text, field).replace(r"\cdot", "·").replace(r"\times", "×").replace(r"\approx", "≈")
    plain = NEXT_ROW.sub("\n", without_name(plain))
    plain = TYPESET.sub(" ", plain).replace("&", " , ").replace("|", " ")
    plain = BLANKS.sub(" ", plain).strip()
    if turned := TURNED.search(plain):
        plain = plain[: turned.start()].strip()
    plain = RAISED.sub(r"^(\1)", plain)
    if "\\" not in plain:
        plain = plain.replace(BRACED, "\0").translate({ord("{"): "[", ord("}"): "]"}).replace("\0", BRACED)
    function = ""
    if envelope := ENVELOPE.fullmatch(plain):
        function, plain = ("" if envelope[1] in ARRAYS else envelope[1]), envelope[2]
    whole = (inside(plain) or "").strip(" ,")
    if whole and (re.search(r"[;\n]", whole) or all(map(inside, _split(whole, ",")))):
        plain = whole
    found = []
    for each in _meanings(plain):
        grid = [split_row(line) for line in _lines(each, field)]
        found.append([[f"{function}({cell})" if function else cell for cell in row] for row in grid])
    return found, turned is not None


def _meanings(plain: str) -> list[str]:
    """Give a text in every way in which its commas can be meant: between numbers, in them, or before thousands."""
    commas, braced = _commas(plain.replace(BRACED, ",")), BRACED in plain
    # one that cannot stand before thousands says what the others are
    signs = (".", "") if commas and all(map(THOUSANDS.fullmatch, commas)) else (".",)
    if braced:
        return [plain.replace(BRACED, sign) for sign in signs]
    texts = [plain]
    for sign in signs if commas else ():
        joined = COMMAS.sub(_joining(sign), plain)
        texts += [joined, joined.replace(";", ",")]
    if not re.search(r"[;\n\[]", plain):
        texts.append(plain.replace(",", ";"))  # 1 2, 3 4
    return texts


def _joining(sign: str) -> Callable[[re.Match[str]], str]:
    """Return what writes a sign for the comma of a number that has one."""

    def write(run: re.Match[str]) -> str:
        found = DECIMAL_COMMA.fullmatch(run[0])
        return f"{found[1]}{sign}{found[2]}{found[3]}" if found else run[0]

    return write


def _commas(plain: str) -> list[str]:
    """List the numbers of a text that have one comma inside of them."""
    return [run for run in COMMAS.findall(plain) if DECIMAL_COMMA.fullmatch(run)]


def _lines(text: str, field: str) -> Sequence[str]:
    """Cut a text into rows: brackets inside of brackets, lines, or semicolons."""
    for opening, closing in zip(OPENING, CLOSING, strict=True):
        if text.count(opening) != text.count(closing):
            raise FieldError(field, f"{field} has {text.count(opening)} {opening} and {text.count(closing)} {closing}")
    if "[" in text:
        inner = re.findall(r"\[([^\[\]]*)\]", text)
        rest = re.sub(r"\[[^\[\]]*\]", " ", text)
        if left := re.sub(r"[\s,;\[\]]", "", rest):
            raise FieldError(field, f"{field} has {shown(left)} outside of the brackets; expected numbers inside")
        if len(inner) > 1:
            return [" ".join(each.split()) for each in inner]
        text = inner[0] if inner else ""
    lines = [line for line in re.split(r"[;\n]", text) if line.strip(" ,")]
    pieces = [piece for line in lines for piece in _split(line, ",")]
    bracketed = [inside(piece) for piece in pieces]
    if lines and all(each is not None and len(split_row(each)) > 1 for each in bracketed):
        return [each for each in bracketed if each is not None]
    return lines or [""]


def inside(piece: str) -> str | None:
    """Return what stands in the one pair of round brackets that a piece is; None if it is none."""
    piece = piece.strip()
    if not (piece.startswith("(") and piece.endswith(")")):
        return None
    depth = 0
    for at, sign in enumerate(piece):
        depth += (sign in OPENING) - (sign in CLOSING)
        if depth == 0 and at < len(piece) - 1:
            return None
    return piece[1:-1]


def split_row(line: str) -> list[str]:
    """Cut a row into cells: at commas, or else at blanks, but not at those around a sign: 1 - 2 is one number."""
    cells = [cell.strip() for cell in _split(line, ",")]
    if len(cells) > 1:
        return cells[:-1] if not cells[-1] else cells
    found: list[str] = []
    for word in _split(line.strip(), " "):
        if found and word and _goes_on(found[-1], word):
            found[-1] += f" {word}"
        elif word:
            found.append(word)
    return found or [""]


def are_two(cell: str) -> bool:
    """Whether a cell is two numbers with a comma elsewhere: 0,5 -1 has a cell 5 -1, which is no difference."""
    return any(word.startswith(("+", "-")) for word in split_row(cell)[1:])


def _goes_on(before: str, word: str) -> bool:
    name = before.isidentifier() and before not in ("e", "pi", "nan", "inf")
    return name or before[-1] in OPERATORS or word[0] in "*/^·×" or word in OPERATORS


def _split(line: str, signs: str) -> list[str]:
    """Cut a line at signs that stand in no brackets."""
    parts, start, depth = [], 0, 0
    for at, sign in enumerate(line):
        depth += (sign in OPENING) - (sign in CLOSING)
        if sign in signs and depth == 0:
            parts.append(line[start:at])
            start = at + 1
    return [*parts, line[start:]]


def count(number: int, word: str) -> str:
    """Write a number with its word: 1 row, 2 rows."""
    return f"{number} {word}{'s' * (number != 1)}"
