"""Every error that the library raises on purpose; the messages name the input and the choices."""

from collections.abc import Iterable


class DerivationError(Exception):
    """The root of every error that the library raises on purpose."""


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
    """A formula that a user typed says nothing, or asks for what is not allowed, or has no finite value somewhere."""


def unknown(what: str, given: object, known: Iterable[object]) -> str:
    """Say which input is not known and what the choices are."""
    return f"{what} {given!r}; known: {', '.join(str(choice) for choice in known)}"
