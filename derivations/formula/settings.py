"""What other libraries set a function to, as nn.Softplus(beta=2): which word it is, and how the same is written here.

Goes in: tokens. Comes out: nothing, or one sentence about a word that the function does not take here. Must not know:
how text is read.
"""

from __future__ import annotations

from derivations.formula.names import NAMES_OF_ARGUMENTS, READ, plain
from derivations.formula.tokens import MisspeltError, Token

# with the number that was typed in braces
WRITTEN = {
    ("softplus", "beta"): "write softplus({number}*{z})/{number}",
    ("silu", "beta"): "write {z}*sigmoid({number}*{z})",
    ("hard_tanh", "min_val"): "write clip({z}, -2, 2) with your bounds",
    ("hard_tanh", "max_val"): "write clip({z}, -2, 2) with your bounds",
}
# what says how a library computes, and nothing about the function
IDLE = ("axis", "device", "dim", "dtype", "inplace", "out", "threshold")


def refuse_settings(tokens: tuple[Token, ...]) -> None:
    """Raise a MisspeltError at the first word that names what its function does not take."""
    called: list[str] = []
    for at, token in enumerate(tokens):
        before, after = (tokens[near].text if 0 <= near < len(tokens) else "" for near in (at - 1, at + 1))
        if token.text == "(":
            called.append(READ.get(plain(before), ""))
        elif token.text == ")":
            called.pop()
        elif called and called[-1] and token.is_word and before in ("(", ",") and after == "=":
            _refuse(called[-1], token, tokens[at + 2 : at + 3])


def _refuse(name: str, word: Token, value: tuple[Token, ...]) -> None:
    if word.text in NAMES_OF_ARGUMENTS:
        return
    what = f"{word.text}, which {name} does not take"
    if word.text in IDLE:
        raise MisspeltError(what, word.at, "leave it out: the function is the same")
    number = value[0].text if value and value[0].text[0].isdigit() else "2"
    written = WRITTEN.get((name, word.text), "write out what it does, with its number in the formula")
    raise MisspeltError(
        what, word.at, lambda variables: written.format(number=number, z="z" if "z" in variables else "(...)")
    )
