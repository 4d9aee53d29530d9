"""What the symbols of a formula mean, in few words: those that stand in it, and no other.

Goes in: LaTeX. Comes out: symbols and words. Must not know: Streamlit, which formula it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# a pattern, the symbol that is explained if it is found, and its meaning; in the order of the forward pass
SYMBOLS = (
    (r"(?<![a-zA-Z])x(?=_)", "x", "an input"),
    (r"(?<![a-zA-Z])w(?=\^)|W(?=\^)", "w", "a weight"),
    (r"(?<![a-zA-Z])b(?=\^)", "b", "a bias"),
    (r"(?<![a-zA-Z])z(?=\^)", "z", "the weighted input of a unit"),
    (r"\\mu", r"\mu", "a mean of $z$"),
    (r"(?<![a-zA-Z])v(?=\^)", "v", "a variance of $z$"),
    (r"\\hat\{[zZ]\}", r"\hat{z}", "the normalised $z$"),
    (r"\\tilde\{[zZ]\}", r"\tilde{z}", "the normalised $z$, scaled and shifted: what the activation sees"),
    (r"\\gamma", r"\gamma", "a scale"),
    (r"\\beta", r"\beta", "a shift"),
    (r"\\varepsilon", r"\varepsilon", "$10^{-5}$, so that no root is 0"),
    (r"\\sigma", r"\sigma", "the sigmoid"),
    (r"(?<![a-zA-Z])[aA]\^\{\(0\)\}", "a^{(0)}", "the inputs, $x$"),
    (r"(?<![a-zA-Z])a(?=\^)(?!\^\{\(0\)\})", "a", "the activation of a unit"),
    (r"\\tilde\{[aA]\}", r"\tilde{a}", "the activation after dropout"),
    (r"(?<![a-zA-Z])[rR](?=\^)", "r", "1 where an activation is kept, 0 where it is dropped"),
    (r"(?<![a-zA-Z])p(?=\^)", "p", "the share that is dropped"),
    (r"[ZA](?=\^)|\\Delta", r"Z, A, \Delta", r"all $z$, $a$, $\delta$ of a layer"),
    (r"(?<![a-zA-Z])y(?=_)|Y", "y", "the target"),
    (r"(?<!\{)C_\{s", "C_{s}", "the cost of one sample"),
    (r"\\tilde\{C\}", r"\tilde{C}_{s}", "the cost of one sample, $C_{s}$, and the penalty"),
    (r"(?<!\{)C(?!_)", "C", "the cost of all samples"),
    (r"\\mathbf\{C\}", r"\mathbf{C}", "the costs of all samples, an entry for each"),
    (r"\\mathbf\{1\}", r"\mathbf{1}", "ones: a product with them sums, or repeats"),
    (r"\\delta|\\Delta", r"\delta", r"the error, $\partial COST / \partial z$"),
    (r"\\Omega", r"\Omega", "the penalty on large weights"),
    (r"\\eta", r"\eta", "the learning rate"),
    (r"\\odot", r"\odot", "times, entry by entry"),
    (r"\\oslash", r"\oslash", "divided by, entry by entry"),
    (r"\^\{\((\d)\)\}", "(l)", "a layer"),
    (r"[_,{ ]j", "j", "a unit"),
    (r"(?<=j)k|_\{k|\{k=", "k", "a unit, too"),
    (r"[_,{ ][iqp](?![a-z])", "i, p, q", "units or samples that a sum runs over"),
    (r"(?<=[jki])s|(?<!C)(?<!C\})_\{s|\{s=", "s", "a sample"),
    (r"n_\{?\d", "n_l", "how many units layer $l$ has"),
    (r"(?<![a-z\\])m(?![a-z])", "m", "how many samples"),
)
UNREAD = re.compile(r"#[0-9A-Fa-f]{6}|\\(?:textcolor|partial|frac|left|right|sum|cancel|ln|phantom|underset|times|top)")


def symbols_in(formulas: Iterable[str], *, cost: str = "C") -> tuple[tuple[str, str], ...]:
    """Return the symbols that stand in formulas, each with its meaning; delta is the derivative of ``cost``."""
    text = UNREAD.sub("", " ".join(formulas))
    return tuple(
        (symbol, words.replace("COST", cost)) for pattern, symbol, words in SYMBOLS if re.search(pattern, text)
    )
