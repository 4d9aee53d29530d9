"""An option: one thing that a reader can set, as a row. Its widget, its address and its refusals follow from it.

Goes in: a name, a default, the values that are allowed. Comes out: a frozen record. Must not know: pages, Streamlit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from derivations.errors import DerivationError

if TYPE_CHECKING:
    from dashboard.lab.settings import Settings

LEFT_OUT = "left-out"  # stands in an address for what is too long for it


@dataclass(frozen=True)
class Option:
    """One thing that can be set.

    ``allowed`` is a function of the settings, or the values themselves; ``words`` say the values on the page. ``name``
    is also the name in the address, so no two options share one. Of an option that is typed, ``parse`` reads what was
    typed, or raises a DerivationError; ``allowed`` are then values to choose from. With it ``resets``, options by name,
    go back to their defaults. ``longest`` is how many letters of it an address holds at most, 0 for any number: it is
    left out of it where it has more.
    """

    name: str
    default: Any
    allowed: Callable[[Settings], Sequence[Any]] | Sequence[Any] = ()
    words: Mapping[Any, str] = field(default_factory=dict, compare=False)
    parse: Callable[[Any], Any] | None = field(default=None, compare=False)
    resets: tuple[str, ...] = ()
    longest: int = 0

    def values(self, settings: Settings) -> Sequence[Any]:
        """Return the values that may be chosen, the settings being as they are."""
        return self.allowed(settings) if callable(self.allowed) else self.allowed

    def allows(self, value: Any, settings: Settings) -> bool:
        """Say whether a value may stand; one that was typed was read when it was taken."""
        return self.parse is not None or value in self.values(settings)

    def say(self, value: Any) -> str:
        """Say a value in the words of the page."""
        return self.words.get(value, str(value))

    def read(self, text: str, settings: Settings) -> Any:
        """Read a value from an address; the default if it is none that is allowed."""
        if self.parse:
            try:
                return self.parse(text) if text else self.default
            except DerivationError:
                return self.default
        return {write(value): value for value in self.values(settings)}.get(text, self.default)


# of the pages that print what a book prints: digits after the point
DIGITS = Option("digits", 4, tuple(range(2, 9)))


def write_own(option: Option, value: object) -> str:
    """Write a value of an option that a page has for itself as it stands in an address, or that it is left out."""
    text = write(value)
    return LEFT_OUT if option.longest and len(text) > option.longest else text


def write(value: object) -> str:
    """Write a value as it stands in an address: yes, 4-3, relu,sigmoid, 0.03."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        if not value:
            return "0"
        return ("-" if isinstance(value[0], int) else ",").join(map(str, value))
    if isinstance(value, float):
        short = f"{value:g}"
        return short if float(short) == value else repr(value)
    return str(value)
