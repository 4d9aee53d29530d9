"""Leaky ReLU, ELU and Huber's error with a number of one's own: formulas, under a name that says the number.

Goes in: a number. Comes out: a formula, or the plain name where the number is the one that it stands for.
Must not know: what reads a formula later.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from derivations.calling import public
from derivations.errors import FormulaError, SpecificationError, list_options, plain_word, shown
from derivations.formula.records import Activation, Loss
from derivations.options import one_of, positive


@public
def leaky_relu(slope: float = 0.01) -> str | Activation:
    """Leaky ReLU: z for z > 0, and slope z elsewhere (Maas et al., 2013). PyTorch: LeakyReLU(negative_slope).

    Parameters
    ----------
    slope : float
        Positive. It is the slope at z = 0 too.

    Returns
    -------
    Activation, or "leaky_relu" where the slope is the 0.01 of that name.

    Raises
    ------
    SpecificationError
        If the slope is not a positive finite number.
    FormulaError
        If it has more digits than a formula takes.

    Examples
    --------
    >>> from derivations import Network, leaky_relu
    >>> Network((2, 3, 1), (leaky_relu(0.2), "sigmoid")).activation(1).text
    'leaky_relu(z, 0.2)'
    """
    digits = _digits("slope", slope)
    return (
        "leaky_relu" if digits == "0.01" else Activation.parse(f"leaky_relu(z, {digits})", name=_name("LReLU", digits))
    )


@public
def elu(alpha: float = 1.0) -> str | Activation:
    """ELU: z for z > 0, and alpha (exp(z) - 1) elsewhere (Clevert et al., 2016). PyTorch: ELU(alpha).

    Parameters
    ----------
    alpha : float
        Positive. It is the slope at z = 0 too.

    Returns
    -------
    Activation, or "elu" where alpha is the 1 of that name.

    Raises
    ------
    SpecificationError, FormulaError
        As leaky_relu does.

    Examples
    --------
    >>> from derivations import elu
    >>> elu(0.5).name
    'ELU_0_5'
    """
    digits = _digits("alpha", alpha)
    return "elu" if digits == "1" else Activation.parse(f"elu(z, {digits})", name=_name("ELU", digits))


@public
def huber(delta: float = 1.0) -> str | Loss:
    """Huber's error: u^2 / 2 for |u| up to delta, and delta (|u| - delta / 2) beyond, u = a - y (Huber, 1964).

    PyTorch: HuberLoss(delta).

    Parameters
    ----------
    delta : float
        Positive.

    Returns
    -------
    Loss, or "huber" where delta is the 1 of that name.

    Raises
    ------
    SpecificationError, FormulaError
        As leaky_relu does.

    Examples
    --------
    >>> from derivations import Network, huber
    >>> Network((2, 3, 1), ("tanh", "identity"), huber(2.0)).loss.text
    'huber(a - y, 2)'
    """
    digits = _digits("delta", delta)
    return "huber" if digits == "1" else Loss.parse(f"huber(a - y, {digits})", name=_name("Huber", digits))


def _digits(option: str, number: float) -> str:
    """Write a positive number without a power of ten: 0.2, and 2 for 2.0."""
    return format(Decimal(repr(positive(option, number))).normalize(), "f")


def _name(word: str, digits: str) -> str:
    return f"{word}_{digits.replace('.', '_')}"


# what takes a number, by its name; text says it as a call: "leaky_relu(0.2)"
NUMBERED: Mapping[str, Callable[[float], str | Activation | Loss]] = MappingProxyType(
    {"leaky_relu": leaky_relu, "elu": elu, "huber": huber}
)
CALLED = re.compile(r"(\w[\w ]*?) *\( *(?:\w+ *= *)?([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e-?[0-9]+)?) *\)", re.ASCII)


def find_function(what: str, given: object, known: Sequence[str]) -> Any:
    """Give the name of a function as this library spells it; with a number, the formula.

    Raises a SpecificationError if it is none of those that are known, or takes no number.

    Examples
    --------
    >>> find_function("activation", "LeakyReLU", ("relu", "leaky_relu"))
    'leaky_relu'
    >>> find_function("activation", "leaky_relu(0.2)", ("relu", "leaky_relu")).text
    'leaky_relu(z, 0.2)'
    """
    if isinstance(given, Activation | Loss):
        raise SpecificationError(f"{what} {shown(given)}, {_wrong_kind(given)}")
    if not isinstance(given, str) or given in known:
        return one_of(what, given, known)
    called = CALLED.fullmatch(given.strip())
    name = {plain_word(each): each for each in known}.get(plain_word(called[1] if called else given), given)
    if called and name in known:
        if name not in NUMBERED:
            others = list_options(f"{each}(2)" for each in NUMBERED if each in known)
            raise SpecificationError(f"{what} {shown(given)}; {name} takes no number; known with one: {others}")
        return NUMBERED[name](float(called[2]))
    # a word alone is a name that was meant, though as a formula it is read
    if name not in known and not given.strip().isidentifier() and (own := _formula(what, given)):
        raise SpecificationError(
            f"{what} {shown(given)}; a formula of your own is {own}; by name: {list_options(known)}"
        )
    return one_of(what, name, known)


def _wrong_kind(given: Activation | Loss) -> str:
    if isinstance(given, Activation):
        return "which is an activation, in z; a loss is a formula in a and y, such as Loss.parse('(a - y)**2')"
    return "which is a loss, in a and y; an activation is a formula in z, such as Activation.parse('z**2')"


def _formula(what: str, text: str) -> str:
    """Say how a text is given as a formula; "" if it is none."""
    kind = Loss if what.startswith("loss") else Activation
    try:
        return f"{kind.__name__}.parse({shown(kind.parse(text).text)})"
    except FormulaError:
        return ""
