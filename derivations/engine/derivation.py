"""A derivation as data: results that cite earlier results, each a tuple of lines that rules connect.

Must not know: how lines are made, checked or printed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr

from derivations.engine.model import Model, Variable
from derivations.errors import UnknownTargetError, unknown


@dataclass(frozen=True)
class Rule:
    """A rewriting with its theorem; ``apply(expression, facts)`` returns what it cannot rewrite unchanged."""

    name: str
    apply: Callable[..., Expr]

    @property
    def theorem(self) -> str:
        """What the rule says, in one paragraph: the docstring of the function."""
        return " ".join((self.apply.__doc__ or "").split())


@dataclass(frozen=True)
class Line:
    """An expression and the name of the rule that leads to it from the line before."""

    expression: Expr
    rule: str
    uses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """One derived quantity: its name, the lines that lead to its value, and the results it cites.

    ``kind`` is "forward" (an equation of the model), "lemma" (the derivative of a function) or
    "gradient" (dC/dv). ``left`` is what stands on the left of the first equals sign. ``unfinished`` says that an
    attempt to simplify was given up at its bound: the last line is right, but might be shorter.
    """

    target: str
    kind: str
    left: Expr
    lines: tuple[Line, ...]
    variable: Variable | None = None
    unfinished: bool = False

    @property
    def value(self) -> Expr:
        """The expression of the last line."""
        return self.lines[-1].expression

    @property
    def uses(self) -> tuple[str, ...]:
        """The targets of the results that the lines cite, in order."""
        return tuple(dict.fromkeys(target for line in self.lines for target in line.uses))


@dataclass(frozen=True)
class Derivation:
    """Results in the order of the reverse pass, for one model."""

    model: Model
    results: tuple[Result, ...]

    @cached_property
    def by_target(self) -> dict[str, Result]:
        """Each result by its target."""
        return {result.target: result for result in self.results}

    def __getitem__(self, target: str) -> Result:
        """Return the result with this target.

        Raises
        ------
        UnknownTargetError
            If the derivation holds no such result; the message lists those it holds.
        """
        if target not in self.by_target:
            raise UnknownTargetError(unknown("target", target, self.by_target))
        return self.by_target[target]

    def __contains__(self, target: object) -> bool:
        return target in self.by_target
