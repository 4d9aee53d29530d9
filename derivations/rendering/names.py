r"""How the names of an expression are printed: as a model says, or, without a model, as they are spelt.

Goes in: expressions, and variables that are known. Comes out: what the printer asks. Must not know: the printer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sympy import Expr, Symbol
from sympy import latex as sympy_latex

from derivations.engine.typed import AS_READ, TypedNumbers, TypedOrder
from derivations.engine.variables import Variable, names_in


class Names(Protocol):
    """What a model says about names; what an expression without a model is printed with says the same."""

    @property
    def by_name(self) -> Mapping[str, Variable]: ...
    @property
    def by_gradient(self) -> Mapping[str, Variable]: ...
    @property
    def typed_numbers(self) -> TypedNumbers | None: ...
    @property
    def order(self) -> TypedOrder: ...
    def differentiated(
        self, variable: Variable, positions: tuple[Expr, ...], /
    ) -> tuple[Variable, tuple[Expr, ...]]: ...
    def held(self, function: Expr, variable: Expr, /) -> tuple[Variable, ...]: ...
    @property
    def has_scalars_only(self) -> bool: ...


@dataclass(frozen=True)
class Spelt:
    """The names of expressions that belong to no model: as they are spelt, but for variables that are known."""

    by_name: Mapping[str, Variable]
    by_gradient: Mapping[str, Variable]
    typed_numbers: TypedNumbers | None = None
    order: TypedOrder = AS_READ
    has_scalars_only: bool = False

    @classmethod
    def of(cls, expressions: Iterable[Expr], known: Iterable[Variable] = ()) -> Spelt:
        """Find the names of expressions."""
        found = {name: _spelt(name) for each in expressions for name in names_in(each)}
        return cls(found | {each.name: each for each in known}, {})

    def differentiated(self, variable: Variable, positions: tuple[Expr, ...]) -> tuple[Variable, tuple[Expr, ...]]:
        """Return what a gradient is the derivative of; here no name is one of a gradient."""
        return variable, positions

    def held(self, function: Expr, variable: Expr) -> tuple[Variable, ...]:
        """Return what depends on the variable and is held fixed; without equations that is not known."""
        return ()


def _spelt(name: str) -> Variable:
    text = str(sympy_latex(Symbol(name)))
    # in braces: two subscripts in a row are none
    return Variable(name, latex=f"{{{text}}}" if "_" in text else text)
