"""What a line comes to, as a function of numbers: made once, asked with every new value.

Goes in: an expression of plain symbols, as `engine.writing` writes it. Comes out: a function of entries. Must not
know: where values come from.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from mpmath import workdps
from sympy import Dummy, Expr, KroneckerDelta, Piecewise, Symbol, lambdify

from derivations.digits.beyond import as_float, exactly
from derivations.engine.definitions import write_out
from derivations.engine.elementary import function_of
from derivations.engine.selection import Choice, Larger, Smaller

# Gives the value of the entry of this name, at these indices.
Lookup = Callable[[str, tuple[int, ...]], float]
# by the names of their nodes
SELECTED = {each.__name__: function_of(each) for each in (Larger, Smaller)}
# below it a number is computed once more, with so many digits that a difference keeps those of any float64
SMALL, PLACES = 1e-6, 340
# a number, or an index that stands for one
Index = int | str


@dataclass(frozen=True)
class CompiledNumber:
    """A number that is computed from entries, and from Kronecker deltas where an index is a name."""

    function: Callable[..., Any]
    entries: tuple[tuple[str, tuple[Index, ...]], ...]
    deltas: tuple[tuple[Index, Index], ...] = ()

    def value(self, lookup: Lookup, at: Mapping[Index, int] = MappingProxyType({})) -> float | None:
        """Return the number where indices have these values; None where it is not defined (0 / 0)."""
        numbers = [lookup(name, tuple(_index_at(index, at) for index in indices)) for name, indices in self.entries]
        numbers += [float(_index_at(first, at) == _index_at(second, at)) for first, second in self.deltas]
        if self.function is _itself:
            return None if math.isnan(numbers[0]) else numbers[0]
        try:
            value = self.function(*map(exactly, numbers))
            if abs(value) < SMALL:
                # what is left of a difference has lost its first digits: 1 - tanh(z)^2
                with workdps(PLACES):
                    value = self.function(*map(exactly, numbers))
            found = as_float(value)
        except (ZeroDivisionError, OverflowError, TypeError, ValueError):
            return None
        return None if math.isnan(found) else found


def compile_number(written: Expr) -> CompiledNumber:
    """Make a function of an expression."""
    # only the case that holds is asked for its value
    expression = write_out(written).replace(
        lambda node: isinstance(node, Choice), lambda node: Piecewise(*node.rows, evaluate=False)
    )
    truths = {delta: Dummy() for delta in sorted(expression.atoms(KroneckerDelta), key=str)}
    expression = expression.xreplace(truths)
    symbols = sorted(expression.free_symbols - set(truths.values()), key=str)
    names = (symbol.name.partition("@") for symbol in symbols)
    # all at once: lambdify rewrites the whole for every name that is none of Python's, as z1@2,3
    plain = {each: Symbol(f"x{number}") for number, each in enumerate([*symbols, *truths.values()])}
    # lambdify takes a millisecond, and most of what stands in a line is an entry by itself
    alone = expression in symbols
    return CompiledNumber(
        _itself if alone else lambdify(plain.values(), expression.xreplace(plain), modules=[SELECTED, "mpmath"]),
        tuple((name, tuple(map(_index, filter(None, indices.split(","))))) for name, _, indices in names),
        tuple((_index(str(delta.args[0])), _index(str(delta.args[1]))) for delta in truths),
    )


def _index_at(index: Index, at: Mapping[Index, int]) -> int:
    return index if isinstance(index, int) else at[index]


def _index(text: str) -> Index:
    return int(text) if text.isdecimal() else text


def _itself(number: object) -> object:
    return number
