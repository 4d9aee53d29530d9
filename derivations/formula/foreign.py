"""Letters of other books that an activation or a loss does not have: what each is there, and what to write for it.

Goes in: a name that is not known, and the variables of a formula. Comes out: half a sentence, or nothing. Must not
know: how text is read.
"""

from derivations.formula.vocabulary import GREEK, OTHER_NAMES

ACTIVATION, LOSS = ("z",), ("a", "y")

_STEP = "write step(...) for a step at 0"
# functions with a letter for their name
_FUNCTIONS = {
    "h": _STEP,
    "theta": _STEP,
    "Phi": "write (1 + erf(z/sqrt(2)))/2 for the Gaussian distribution",
    "s": "write sigmoid(...) for the logistic function",
}
_WEIGHTS = ("w", "b", "wx", "weight", "weights", "bias")
_BOTH = "write a for the output and y for the target"
_NUMBER = "write its number, such as 0.01"
_COUNTS = ("n", "m", "i", "j", "k")


def say_foreign(name: str, variables: tuple[str, ...], *, called: bool) -> str:
    """Say what to write for a letter or a word of other books; ``called``: a bracket follows it."""
    if variables not in (ACTIVATION, LOSS):
        return ""
    others = {each for names in OTHER_NAMES.values() for each in names}
    letter = len(name) == 1 or name in _FUNCTIONS or name in GREEK or name in _WEIGHTS or name in others
    if not letter:
        return ""
    if name in variables or (variables == ACTIVATION and name in OTHER_NAMES["z"]):
        return f"write {name if name in variables else 'z'} for it"
    if called and name in _FUNCTIONS and variables == ACTIVATION:
        return _FUNCTIONS[name]
    if name in GREEK:
        return f"{_NUMBER}*(...)" if called else _NUMBER
    if variables == LOSS:
        if name in _WEIGHTS:
            return "a loss is a formula in a and y; a penalty on weights is l1 or l2 of the network"
        if name in _COUNTS:
            return "write the loss of one output in a and y: the network takes the sum or the mean"
        return f"{_BOTH}, and any other function out" if called else _BOTH
    if name in _WEIGHTS:
        return "z is w x + b already: write z for all of it"
    if called:
        return "write out what it is of z"
    if name in LOSS or (name in others and len(name) > 1):
        return "a and y are the letters of a loss; the variable of an activation is z"
    return f"the variable of an activation is z; for any other letter {_NUMBER}"
