"""Signs that people leave out: |z| for abs(z), tanh z for tanh(z), 2z(z + 1) for 2*z*(z + 1).

Goes in: tokens with the names of the language. Comes out: tokens in which every call has its brackets and every product
its sign. What could be read in two ways, such as 1/2z, is refused with both.
"""

from __future__ import annotations

from keyword import iskeyword

from derivations.formula.names import BETWEEN, CALLABLE
from derivations.formula.tokens import MisspeltError, Token

Tokens = tuple[Token, ...]

# what a function without brackets may be followed by
AFTERWARDS = {"", "+", "-", ")", ",", "<", "<=", ">", ">=", "=", *BETWEEN}
POWERS = ("**", "^")


def write_round_brackets(tokens: Tokens) -> Tokens:
    """Write [u + v] as (u + v), where it is neither an index nor a list."""
    found = list(tokens)
    opened: list[int] = []
    for position, token in enumerate(tokens):
        if token.text == "[":
            opened.append(position)
        elif token.text == "]" and opened:
            start = opened.pop()
            inside = tokens[start + 1 : position]
            plain = not any(each.text in (",", ":") or iskeyword(each.text) for each in inside)
            if inside and plain and not (start and _ends(tokens[start - 1])):
                found[start], found[position] = Token("(", tokens[start].at), Token(")", token.at)
    return tuple(found)


def close_bars(tokens: Tokens) -> Tokens:
    """Write |u| as abs(u), and ||u||^2 as (u)^2: a bar closes the last one if what stands before it can end a part.

    Raises a MisspeltError if a bar has no partner, or a norm no square.
    """
    if not any(token.text == "|" for token in tokens):
        return tokens
    found: list[Token] = []
    opened: list[tuple[Token, int]] = []  # bars and brackets, and their positions in what is found
    before: Token | None = None
    inner = (-1, -1)  # where the last pair of bars stands
    for position, token in enumerate(tokens):
        if token.text == "|":
            if opened and opened[-1][0].text == "|" and before is not None and _ends(before) and before.text != "|":
                start = opened.pop()[1]
                if inner == (start + 2, len(found) - 1):
                    _check_square(tokens, position + 1, found[start])
                    found[start : start + 4] = [Token("(", found[start].at)]
                else:
                    inner = (start, len(found))
                    found.append(Token(")", token.at))
                before = found[-1]
                continue
            opened.append((token, len(found)))
            found += [Token("abs", token.at), Token("(", token.at)]
            before = token
            continue
        if token.text == "(":
            opened.append((token, len(found)))
        elif token.text == ")":
            if opened and opened[-1][0].text == "|":
                break
            if opened:
                opened.pop()
        found.append(token)
        before = token
    bars = [token for token, _ in opened if token.text == "|"]
    if bars:
        raise MisspeltError("a bar without its partner", bars[-1].at, "write abs(...) for |...|")
    return tuple(found)


def _check_square(tokens: Tokens, at: int, norm: Token) -> None:
    """Refuse the norm ||u|| alone: squared it is a sum over outputs, of which a formula says one term."""
    end = _end(tokens, at + 1) if _text(tokens, at + 1) == "(" else at + 2
    if _text(tokens, at) not in POWERS or "".join(token.text for token in tokens[at + 1 : end]).strip("()") != "2":
        hint = "a formula is of one output: write |u| for its error, or the square ||u||^2"
        raise MisspeltError("the norm ||...|| without its square", norm.at, hint)


def apply_functions(tokens: Tokens, typed: str) -> Tokens:
    """Write tanh z as tanh(z), and tanh^2(z) as tanh(z)^2.

    Raises a MisspeltError if it is not clear how far the argument goes, or what the power is of.
    """
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].text in CALLABLE:
            read, at = _application(tokens, at, typed)
            found += read
        else:
            found.append(tokens[at])
            at += 1
    return tuple(found)


def multiply(tokens: Tokens, typed: str) -> Tokens:
    """Write the sign of a product where two parts stand beside each other.

    A space ends an exponent, and a fraction of two numbers: z^2 e^(-z), 1/2 (a - y)^2. Raises a MisspeltError if the
    product could belong to what is divided by, or to an exponent, or no product is meant.
    """
    found: list[Token] = []
    # the last sign before the part that is being read, at every depth of brackets
    signs: list[str] = [""]
    for position, token in enumerate(tokens):
        before = tokens[position - 1] if position else None
        if before is not None and _ends(before) and _begins(token):
            sign = "" if _is_apart(tokens, position, typed) else signs[-1]
            _check_product(before, token, sign, position + 1 < len(tokens) and tokens[position + 1].text == "(")
            found.append(Token("*", token.at))
            signs[-1] = "*"
        text = "**" if token.text == "^" else "and" if token.text in ("&", "&&") else token.text
        if text in ("(", "["):
            signs.append("")
        elif text in (")", "]"):
            del signs[max(len(signs) - 1, 1) :]
        elif not (token.is_number or (token.is_word and not iskeyword(text))):
            # the minus of a**-b and of a/-b is one of the part
            signs[-1] = signs[-1] if text in "+-" and before is not None and before.text in ("/", *POWERS) else text
        found.append(Token(text, token.at))
    return tuple(found)


def _application(tokens: Tokens, at: int, typed: str) -> tuple[Tokens, int]:
    """Return one function with its power and its argument in brackets, and the position after it."""
    function, after = tokens[at], at + 1
    power: Tokens = ()
    if _text(tokens, after) in POWERS:
        power, after = _power(tokens, after, function, typed)
    if _text(tokens, after) == "(":
        end = _end(tokens, after)
        return (function, *apply_functions(tokens[after:end], typed), *power), end
    argument, end = _argument(tokens, after, typed)
    if not argument:
        return (function, *power), after
    # the sign of a root is of what follows it: √z√(z + 1)
    of_next = typed[function.at : function.at + 1] == "√" and _text(tokens, end) in CALLABLE
    if _text(tokens, end) not in AFTERWARDS and not of_next:
        name = function.as_typed(typed)
        raise MisspeltError(f"{name} without brackets around what it is of", function.at, f"write {name}(...)")
    opening, closing = Token("(", argument[0].at), Token(")", argument[-1].at)
    return (function, opening, *argument, closing, *power), end


def _power(tokens: Tokens, at: int, function: Token, typed: str) -> tuple[Tokens, int]:
    """Return the power between a function and its argument, a positive whole number, and the position after it."""
    end = _end(tokens, at + 1) if _text(tokens, at + 1) == "(" else at + 2
    text = "".join(token.text for token in tokens[at + 1 : end]).strip("()")
    text += _text(tokens, end) if text == "-" else ""
    if not text.isdigit():
        name = function.as_typed(typed)
        if text == "-1" and f"a{function.text}" in CALLABLE:
            hint = f"write a{function.text}(...) for the inverse function, or 1/{name}(...)"
            raise MisspeltError(f"{name} with the power -1", function.at, hint)
        hint = f"write {name}(...)**n for a power, or the inverse function by its name"
        raise MisspeltError(f"a power of the name {name}", tokens[at].at, hint)
    return tokens[at:end], end


def _argument(tokens: Tokens, at: int, typed: str) -> tuple[Tokens, int]:
    """Return what stands behind a function without brackets: a part, perhaps with a minus or a number before it."""
    start = at
    if _text(tokens, at) == "-":
        at += 1
    if at == len(tokens):
        return (), start
    token = tokens[at]
    if token.text in CALLABLE:
        inner, end = _application(tokens, at, typed)
        return (*tokens[start:at], *inner), end
    if token.is_number:
        at += 1
        variable = at < len(tokens) and _ends(tokens[at]) and tokens[at].is_word
        at += variable and tokens[start - 1].text != "sqrt"
    elif token.is_word and not iskeyword(token.text):
        at += 1
    else:
        return (), start
    return tokens[start:at], at


def _is_apart(tokens: Tokens, at: int, typed: str) -> bool:
    """Whether a space keeps a part from the power or the fraction before it, in which there is none."""

    def spaced(position: int) -> bool:
        return typed[: tokens[position].at][-1:].isspace()

    sign = at - 3 if _text(tokens, at - 2) in ("+", "-") else at - 2
    if sign < 1 or not spaced(at) or any(map(spaced, range(sign, at))):
        return False
    before = tokens[sign - 1]
    if tokens[sign].text == "/":
        above = tokens[sign - 2].text if sign > 1 else ""
        return sign == at - 2 and before.is_number and tokens[at - 1].is_number and above not in ("/", *POWERS)
    # e^2 z is rather e^(2z)
    return tokens[sign].text in POWERS and not (before.text == "e" and tokens[at - 1].is_number)


def _check_product(before: Token, token: Token, sign: str, called: bool) -> None:
    """Refuse a product without its sign where it could mean two things, or none."""
    left = before.text if before.text != ")" else "(...)"
    right = f"{token.text}(...)" if called else token.text if token.text != "(" else "(...)"
    product, at = f"{left}*{right}", token.at
    if token.is_number:
        raise MisspeltError(f"the number {right} right after {left}", at, f"write {product} or {left}**{right}")
    if before.text == "e" and token.text == "(":
        raise MisspeltError("e called like a function", before.at, "write exp(...) or e*(...)")
    if sign == "/":
        hint = f"write /({product}), or a * if only {left} is below"
        raise MisspeltError(f"{right} right after {left} below a fraction", at, hint)
    if sign == "**" and token.text != "(" and not called and before.text != ")":
        hint = f"write **({product}), or a * if only {left} is the exponent"
        raise MisspeltError(f"{right} right after {left} in an exponent", at, hint)


def _ends(token: Token) -> bool:
    """Whether a part can end here."""
    return (
        token.is_number
        or token.text == ")"
        or (token.is_word and not iskeyword(token.text) and token.text not in CALLABLE)
    )


def _begins(token: Token) -> bool:
    """Whether a part can begin here."""
    return token.is_number or token.text == "(" or (token.is_word and not iskeyword(token.text))


def _end(tokens: Tokens, at: int) -> int:
    """Return the position after the bracket that closes the one at a position."""
    deep = 0
    for end in range(at, len(tokens)):
        deep += {"(": 1, ")": -1}.get(tokens[end].text, 0)
        if not deep:
            return end + 1
    raise MisspeltError("( without its closing bracket", tokens[at].at, "write ) where it ends")


def _text(tokens: Tokens, at: int) -> str:
    return tokens[at].text if at < len(tokens) else ""
