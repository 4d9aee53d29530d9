"""What the letters of a formula mean, in few words: those that stand in it, and no other.

Goes in: LaTeX. Comes out: symbols and words. Must not know: Streamlit, which formula it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# what is found in a formula, what is written, and what it means; in the order of the story
LETTERS = (
    (r"(?<![a-zA-Z])x(?=_)", "x", "an input"),
    (r"(?<![a-zA-Z])w(?=\^)|W(?=\^)", "w", "a weight"),
    (r"(?<![a-zA-Z])b(?=\^)", "b", "a bias"),
    (r"(?<![a-zA-Z])z(?=\^)|Z(?=\^)", "z", "the weighted input of a unit"),
    (r"\\sigma", r"\sigma", "the sigmoid"),
    (r"(?<![a-zA-Z])a(?=\^)|A(?=\^)", "a", "the activation of a unit"),
    (r"(?<![a-zA-Z])y(?=_)|Y", "y", "the target"),
    (r"C", "C", "the cost"),
    (r"\\delta|\\Delta", r"\delta", r"the error, $\partial C / \partial z$"),
    (r"\\Omega", r"\Omega", "the penalty on large weights"),
    (r"\\odot|\\oslash", r"\odot, \oslash", "entry by entry"),
    (r"\^\{\((\d)\)\}", "(l)", "a layer"),
    (r"[_,{ ]j", "j", "a unit"),
    (r"(?<=j)k|_\{k|\{k=", "k", "a unit it is connected with"),
    (r"(?<=[jki])s|_\{s|\{s=", "s", "a sample"),
    (r"n_\{?\d", "n_l", "how many units layer $l$ has"),
    (r"(?<![a-z\\])m(?![a-z])", "m", "how many samples"),
)
UNREAD = re.compile(r"#[0-9A-Fa-f]{6}|\\(?:textcolor|partial|frac|left|right|sum|cancel|ln|phantom|underset|times|top)")


def letters_in(formulas: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the symbols that stand in formulas, each with its meaning."""
    text = UNREAD.sub("", " ".join(formulas))
    return tuple((symbol, words) for pattern, symbol, words in LETTERS if re.search(pattern, text))
