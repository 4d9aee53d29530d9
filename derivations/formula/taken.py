"""Names that a user's formula cannot have, and why: one letter has one meaning in a document, and in a program.

Goes in: a name. Comes out: what it stands for already, or nothing. Must not know: SymPy, who mints the letters.

The letters are those that models, rules and methods print; a test goes through what these mint, and misses none.
"""

import re
from collections.abc import Mapping
from keyword import iskeyword
from types import MappingProxyType

from derivations.errors import plain_word
from derivations.formula.activations import KNOWN
from derivations.formula.vocabulary import CONSTANTS, ELEMENTARY, NAMED

LETTERS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys("aA", "an activation"),
        **dict.fromkeys("bB", "a bias"),
        "c": "a constant of the rules",
        "C": "the cost",
        "d": "the sign of a derivative",
        "E": "an expectation",
        "H": "a step that is 1/2 at 0",
        **dict.fromkeys("ijkqs", "an index"),
        "l": "the number of a layer",
        "m": "the number of samples",
        "n": "a number of units",
        "p": "the share that dropout drops",
        **dict.fromkeys("rR", "the mask of dropout"),
        "t": "a target of a loss",
        "T": "the sign of a transpose",
        "u": "the argument of a loss",
        "v": "the variance of a batch",
        **dict.fromkeys("wW", "a weight"),
        **dict.fromkeys("xX", "an input"),
        **dict.fromkeys("yY", "a target"),
        **dict.fromkeys("zZ", "a weighted input"),
        **dict.fromkeys(("alpha", "kappa"), "a number of SELU"),
        "beta": "the shift of batch normalisation",
        "gamma": "the scale of batch normalisation",
        **dict.fromkeys(("delta", "Delta"), "the gradient by z"),
        **dict.fromkeys(("eps", "epsilon"), "what keeps a root away from 0"),
        "eta": "the learning rate",
        "lambda": "the weight of a penalty",
        "mu": "the mean of a batch",
        "Omega": "the penalty of a layer",
        "Phi": "the Gaussian distribution in GELU",
        "Pi": "the sign of a product",
        "rho": "the share of the past in RMSProp",
        "Sigma": "the sign of a sum",
        "theta": "a parameter in the rule of an optimiser",
    }
)
LOSSES = ("mse", "mae", "huber", "bce", "bce_logits", "cross_entropy")
# other words for the functions of the language
OTHER_WORDS = ("arccos", "arcosh", "arcsin", "arctan", "arsinh", "artanh", "leaky", "ln", "sgn")
# of a program that is written from a derivation: its modules and functions, and gradients whose names have no number
IN_PROGRAMS = ("absolute", "careful", "dC", "dt", "dy", "erfc", "gradients", "math", "np")

_FUNCTIONS = frozenset(
    plain_word(word)
    for word in (
        *(*KNOWN, *ELEMENTARY, *NAMED, *OTHER_WORDS),
        *(word for known in KNOWN.values() for word in re.findall(r"[A-Za-z]{2,}", known.symbol)),
    )
) - {"operatorname"}
_LOSSES = frozenset(map(plain_word, LOSSES))


def why_taken(name: str) -> str:
    """Say what a name stands for already; "" if it is free.

    A letter stands for it with any number as its index: n_1 is a number of units. A word, such as ELU_0_5, does not.
    """
    letter = name.partition("_")[0]
    if letter in LETTERS:
        return LETTERS[letter]
    if letter in CONSTANTS:
        return "a constant of formulas"
    if plain_word(name) in _LOSSES:
        return "a loss of the library"
    if plain_word(name) in _FUNCTIONS:
        return "a function of the library"
    return "a word of programs" if name in IN_PROGRAMS or iskeyword(name) else ""
