"""Every error that the library raises on purpose; the messages name the input and the options, and stay short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from reprlib import Repr
from types import FunctionType, ModuleType

# The characters of a message, and of an input and a list of options that it repeats.
LONGEST = 399
LONGEST_INPUT = 80
LONGEST_LIST = 220

# Other names that the field has for what is an option here, written without spaces, signs and capitals.
SYNONYMS = {
    "linear": "identity",
    "none": "identity",
    "logistic": "sigmoid",
    "heaviside": "step",
    "lrelu": "leakyrelu",
    "swish": "silu",
    "crossentropyloss": "crossentropy",
    "categoricalcrossentropy": "crossentropy",
    "softmaxcrossentropy": "crossentropy",
    "nll": "crossentropy",
    "binarycrossentropy": "bce",
    "logloss": "bce",
    "bcewithlogits": "bcelogits",
    "squared": "mse",
    "squarederror": "mse",
    "quadratic": "mse",
    "square": "mse",
    "meansquarederror": "mse",
    "l2loss": "mse",
    "absolute": "mae",
    "absoluteerror": "mae",
    "meanabsoluteerror": "mae",
    "l1loss": "mae",
    "smoothl1": "huber",
    "glorot": "xavier",
    "glorotnormal": "xaviernormal",
    "kaiming": "he",
    "kaimingnormal": "he",
    "kaiminguniform": "heuniform",
    "train": "training",
    "eval": "evaluation",
    "test": "evaluation",
    "average": "mean",
    "lr": "learningrate",
    "eta": "learningrate",
    "eps": "epsilon",
    "weightdecay": "l2",
    "seed": "rng",
    "nsamples": "samples",
    "x": "inputs",
    "y": "targets",
    "column": "columns",
    "row": "rows",
}
QUOTES = ("'", '"')
# Functions of the field that are no option here, and look like one that is.
OTHERS = (
    *("celu", "crelu", "geglu", "glu", "hardsigmoid", "logsoftmax", "prelu", "relu6", "rrelu", "softmin", "swiglu"),
    *("betas", "mape", "mase", "msle", "rmse", "rmsle"),
)


class DerivationError(Exception):
    """The root of every error that the library raises on purpose; its message has at most LONGEST characters.

    Examples
    --------
    >>> from derivations import DerivationError, Network
    >>> try:
    ...     Network((2, 1), "sigmod")
    ... except DerivationError as error:
    ...     print(str(error)[:19])
    activation 'sigmod'
    """

    def __init__(self, message: str = "") -> None:
        half = LONGEST // 2
        super().__init__(message if len(message) <= LONGEST else f"{message[: half - 2]}...{message[2 - half :]}")


class SpecificationError(DerivationError):
    """A network, a convention or an option was described in a way that makes no sense."""


class ShapeError(DerivationError):
    """Arrays do not have the shapes that the network asks for."""


class UnknownTargetError(DerivationError, KeyError):
    """A derivation was asked for a result that it does not hold."""

    def __str__(self) -> str:
        # KeyError would print the message in quotation marks
        return str(self.args[0]) if self.args else ""


class RuleError(DerivationError):
    """A rewriting did not keep the value of the line that it was applied to."""


class TranslationError(DerivationError):
    """An expression in index notation has no form in matrices of at most two axes."""


class FormulaError(DerivationError):
    """A formula that a user typed says nothing, or asks for what is not allowed, or has no finite value somewhere.

    Examples
    --------
    >>> from derivations import Activation, FormulaError
    >>> try:
    ...     Activation.parse("__import__('os')")
    ... except FormulaError as error:
    ...     print(type(error).__name__)
    FormulaError
    """


def say_unknown(what: str, given: object, known: Iterable[object], meant: str | None = None) -> str:
    """Say which input is not known, what the options are, and which of them was probably meant."""
    options = list(known)
    # a number that is given as text is no misspelt word
    meant = meant or nearest(given, [each for each in options if isinstance(each, str)])
    said = f"{what} {shown(given)}; known: {list_options([str(each) for each in options]) or 'none'}"
    # an option may stand in quotation marks already
    return f"{said}; did you mean {meant if meant[0] in QUOTES else repr(meant)}?" if meant else said


def nearest(given: object, options: Sequence[str]) -> str | None:
    """Return the option that a word is a spelling, another name or a misprint of; None where nothing is near."""
    if not isinstance(given, str):
        return None
    word = plain_word(given)
    by_word = {plain_word(each): each for each in options}
    for name in (word, SYNONYMS.get(word, word)):
        if name in by_word:
            return by_word[name]
    near = [] if word in OTHERS else get_close_matches(word, by_word, n=1, cutoff=0.8)
    return by_word[near[0]] if near else None


def plain_word(word: str) -> str:
    """Return a word without capitals and signs: LeakyReLU and leaky_relu are one."""
    return "".join(letter for letter in word.lower() if letter.isalnum())


def shown(given: object) -> str:
    """Write an input as a message repeats it: its repr on one line, its middle left out where it is long."""
    try:
        shape = getattr(given, "shape", None)
    except Exception:  # a property may raise anything: that of an entry x[j] of SymPy does
        shape = None
    if isinstance(shape, tuple) and shape:
        # the entries of an array say less than its shape
        return f"{type(given).__name__} of shape {shape}"
    for kind, word in ((type, "class"), (FunctionType, "function"), (ModuleType, "module")):
        if isinstance(given, kind):
            return f"the {word} {given.__name__}"
    try:
        text = " ".join(_REPR.repr(given).split())
    except Exception:  # a repr may raise anything: that of a whole number of 5 000 digits does
        return f"of type {type(given).__name__}"
    half = LONGEST_INPUT // 2
    return text if len(text) <= LONGEST_INPUT else f"{text[: half + 10]}...{text[13 - half :]}"


def list_options(options: Iterable[object]) -> str:
    """List options, as many as fit into a message."""
    words = [str(option) for option in options]
    text = ", ".join(words)
    if len(text) <= LONGEST_LIST:
        return text
    first = text[:LONGEST_LIST].rpartition(", ")[0]
    return f"{first} and {len(words) - first.count(', ') - 1} more"


_REPR = Repr()
_REPR.maxtuple = _REPR.maxlist = _REPR.maxset = _REPR.maxdict = 12
_REPR.maxstring = _REPR.maxlong = LONGEST_INPUT - 20
_REPR.maxother = LONGEST_INPUT
