"""What an option may be: checked once, where it is given, by every room.

Goes in: a name and whatever was given under it. Comes out: the option, as plain Python has it, or one sentence that
names it and what was expected. Must not know: what the option is for.
"""

from collections.abc import Callable, Collection, Mapping
from math import inf, isfinite, nan
from numbers import Integral, Real
from typing import Any, TypeVar

from derivations.errors import SpecificationError, say_unknown, shown

T = TypeVar("T")

# Beyond it no array has so many entries, and no loop ends.
MOST = 2**31 - 1


def instance(name: str, given: object, kind: type[T], wanted: str) -> T:
    """Give an object, if it is of this kind; ``wanted`` says how one is made."""
    if not isinstance(given, kind):
        raise SpecificationError(f"{name} {shown(given)}; expected {wanted}{_describe_uncalled(given, kind)}")
    return given


def _describe_uncalled(given: object, kind: type) -> str:
    """Say that a class, or a function that makes what is wanted, was not called."""
    makes = given is kind or getattr(given, "__annotations__", {}).get("return") == kind.__name__
    return f"; call it: {given.__name__}(...)" if makes and hasattr(given, "__name__") else ""


def one_of(name: str, given: object, known: Collection[str]) -> str:
    """Give a word, if it is one of those known."""
    # an array has no truth value, a list has no hash: only words are looked up
    if not isinstance(given, str) or given not in known:
        raise SpecificationError(say_unknown(name, given, known))
    return str(given)


def flag(name: str, given: object) -> bool:
    """Give True or False, if it is one of them, NumPy's too."""
    value = plain(given)
    if not isinstance(value, bool):
        raise SpecificationError(say_unknown(name, given, (True, False)))
    return value


def function(name: str, given: object, wanted: str) -> Callable[..., Any]:
    """Give what can be called, if it can."""
    if not callable(given):
        raise SpecificationError(f"{name} {shown(given)}; expected {wanted}")
    return given


def several(name: str, given: object, wanted: str) -> tuple[Any, ...]:
    """Give the things in a collection as a tuple; a single str, whose letters would be taken for them, is refused."""
    try:
        if not isinstance(given, str | bytes):
            return tuple(given)  # type: ignore[arg-type]
    except TypeError:  # an array without axes says that it can be gone through
        pass
    raise SpecificationError(f"{name} {shown(given)}; expected {wanted}")


def words(name: str, given: object, example: str) -> tuple[str, ...]:
    """Give several words as a tuple; a single one is that one."""
    found = (given,) if isinstance(given, str) else several(name, given, f"several, such as {example}")
    if not all(isinstance(each, str) for each in found):
        raise SpecificationError(f"{name} {shown(given)}; expected several, such as {example}")
    return found


def mapping(name: str, given: object, wanted: str) -> Mapping[Any, Any]:
    """Give a mapping, if it is one."""
    if not isinstance(given, Mapping):
        raise SpecificationError(f"{name} {shown(given)}; expected {wanted}")
    return given


def tuple_of(name: str, given: object, kind: type[T]) -> tuple[T, ...]:
    """Give a tuple of objects of one kind, if it is one."""
    if not isinstance(given, tuple) or not all(isinstance(each, kind) for each in given):
        raise SpecificationError(f"{name} {shown(given)}; expected a tuple of {kind.__name__}s")
    return given


def whole_number(name: str, given: object, least: int, most: int = MOST) -> int:
    """Give a whole number from `least` to `most`, NumPy's too, as an int."""
    value = plain(given)
    number = int(value) if isinstance(value, Integral) and not isinstance(value, bool) else None
    if number is None or not least <= number <= most:
        endless = most == MOST and (number is None or number < least)
        raise SpecificationError(
            f"{name} {shown(given)}; expected a whole number from {least} {'up' if endless else f'to {most}'}"
        )
    return number


def real_number(name: str, given: object, least: float = -inf, most: float = inf) -> float:
    """Give a finite number from `least` to `most`."""
    low = "" if least == -inf else f" from {least:g} up"
    wanted = low if most == inf else f" from {least:g} to {most:g}"
    return _within(name, given, (least, most), f"a finite number{wanted}")


def positive(name: str, given: object) -> float:
    """Give a finite number above 0."""
    return _within(name, given, (0, inf), "a positive finite number", without=(0,))


def not_negative(name: str, given: object) -> float:
    """Give a finite number that is not below 0."""
    return _within(name, given, (0, inf), "a finite number from 0 up")


def share(name: str, given: object) -> float:
    """Give a number from 0 up and below 1: how much of the old stays, how much is dropped."""
    return _within(name, given, (0, 1), "a number from 0 up, below 1", without=(1,))


def part(name: str, given: object) -> float:
    """Give a number from 0 to 1: a part of the whole."""
    return _within(name, given, (0, 1), "a number from 0 to 1")


def positive_part(name: str, given: object) -> float:
    """Give a number above 0 and at most 1."""
    return _within(name, given, (0, 1), "a number above 0, up to 1", without=(0,))


def plain(given: object) -> object:
    """Give what Python has for a scalar of NumPy, or an array without axes; anything else as it is."""
    return given.item() if getattr(given, "shape", None) == () and hasattr(given, "item") else given


def _within(
    name: str, given: object, within: tuple[float, float], wanted: str, *, without: tuple[float, ...] = ()
) -> float:
    value = plain(given)
    try:
        number = float(value) if isinstance(value, Real) and not isinstance(value, bool) else nan
    except OverflowError:  # a whole number beyond 1e308
        number = nan
    if not (isfinite(number) and within[0] <= number <= within[1]) or number in without:
        raise SpecificationError(f"{name} {shown(given)}; expected {wanted}")
    return number
