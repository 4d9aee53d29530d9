"""A function by name: what defines it, and its derivatives, functions by name until a lemma says what they are.

Goes in: a name, an expression of one variable. Comes out: a record, and classes of functions of SymPy. Must not know:
models, rules.
"""

from __future__ import annotations

import copyreg
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, TypeVar

from sympy import Expr, Function, Symbol
from sympy.printing.precedence import PRECEDENCE

from derivations.engine.expressions import product
from derivations.engine.pickling import Picklable
from derivations.engine.validation import check_identifier
from derivations.errors import SpecificationError
from derivations.notebook import Typeset

Position = TypeVar("Position")


class _ByDefinition(type(Function)):  # type: ignore[misc]
    """The class of functions that are made of a definition: a pickle holds that, and makes the function again."""


class DefinedFunction(Function, metaclass=_ByDefinition):
    """A function of one argument that prints under its name and knows its definition.

    Its derivative is another function, the primed one, until a derivation says what that is. SymPy's printers, and its
    evaluation, go by the name of a class; this one may be called Sum or gamma by a user, and says itself what it is.
    """

    nargs = 1
    definition: ClassVar[Definition]
    order: ClassVar[int] = 0
    # of a printer: how tightly it holds together
    precedence: ClassVar[int] = PRECEDENCE["Func"]

    @property
    def written(self) -> Expr:
        """What it is by definition."""
        return formula(self.definition, self.order).xreplace({self.definition.variable: self.args[0]})

    def fdiff(self, argindex: int = 1) -> Expr:
        return apply_definition(self.definition, self.order + 1)(self.args[0])

    def _eval_evalf(self, prec: int) -> Expr | None:
        if self.order:
            return None
        return self.written._eval_evalf(prec)

    def _latex(self, printer: Any, exp: str = "") -> str:
        own = getattr(printer, "_print_DefinedFunction", None)
        if own is not None:
            return str(own(self, exp))
        power = f"^{{{exp}}}" if exp else ""
        name = self.definition.latex + "'" * self.order
        return rf"{name}{power}\left({printer._print(self.args[0])}\right)"

    def _by_name(self, printer: Any) -> Any:
        return printer._print_Function(self)

    _pretty = _sympystr = _sympyrepr = _by_name


@dataclass(frozen=True)
class Definition(Picklable, Typeset):
    """A function of one variable: its name, how it is printed, and the expression that defines it.

    An equation that uses a ``familiar`` one, such as |u|, is not written out. ``typed`` is the expression in the form
    in which it was typed, where SymPy has another one; the function has values where that has.
    """

    name: str
    latex: str
    variable: Symbol
    expression: Expr
    familiar: bool = False
    typed: Expr | None = None

    @property
    def as_typed(self) -> Expr:
        """The expression in the form in which it was typed."""
        return self.expression if self.typed is None else self.typed

    def __post_init__(self) -> None:
        check_identifier("function name", self.name)
        if self.expression.free_symbols - {self.variable}:
            raise SpecificationError(f"function {self.name!r} is of {self.variable}, but uses other variables as well")

    def __call__(self, argument: Expr) -> Expr:
        """Return the function, by name, of an argument."""
        return apply_definition(self)(argument)


@cache
def formula(definition: Definition, order: int) -> Expr:
    """Return what a function, or its derivative of this order, is by definition."""
    # SymPy differentiates its own products only
    return product(definition.expression).diff(definition.variable, order) if order else definition.expression


def write_out(expression: Expr) -> Expr:
    """Put in what functions by name stand for, and what those use by name in turn: SiLU is z times a sigmoid."""
    while functions := expression.atoms(DefinedFunction):
        expression = expression.xreplace({each: each.written for each in functions})
    return expression


def apply_definition(definition: Definition, order: int = 0) -> Any:
    """Return the SymPy function class of a definition, or of its derivative of some order; always the same one."""
    return _apply_definition(definition, order)


@cache
def _apply_definition(definition: Definition, order: int) -> Any:
    return type(definition.name + "'" * order, (DefinedFunction,), {"definition": definition, "order": order})


def _reduce(function: Any) -> str | tuple[Any, ...]:
    return (
        "DefinedFunction" if function is DefinedFunction else (apply_definition, (function.definition, function.order))
    )


copyreg.pickle(_ByDefinition, _reduce)
