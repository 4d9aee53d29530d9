"""A bounded attempt to prove that two neighbouring lines are equal, wherever both have a value, at small sizes.

Goes in: two expressions and the derivation that they stand in. Comes out: True where both are the same polynomial when
they are written out, or where SymPy's own sums, Kronecker deltas and derivatives show that the difference is zero;
False where the attempt ends without that. Must not use: the rules that made the lines.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Container, Iterable, Mapping
from itertools import pairwise
from typing import Any, TypeVar

from sympy import Expr, Indexed, KroneckerDelta, Mul, Pow, Sum, Symbol, cancel, expand

from derivations.engine.derivation import Result, Results
from derivations.engine.effort import FAILURES, attempt
from derivations.engine.expressions import walk
from derivations.engine.indices import alphabet_of, is_index
from derivations.engine.polynomials import NoPolynomialError, plus, scale
from derivations.engine.terms import Terms
from derivations.engine.variables import indices_of
from derivations.engine.writing import Writer, Writing, is_written

# Every sum over an index has this many terms, unless that makes the difference larger than an attempt may be.
SIZE = 2
MOST_OPERATIONS = 600
# What has no more operations, and no higher powers, is multiplied out without being watched, which takes longer.
SHORT, LOW = 60, 2
# In calls of Python functions: some tenths of a second. What is proved takes less than half of that.
EFFORT = 200_000

T = TypeVar("T")
Positions = Mapping[Symbol, int]
# the kind of index that each axis of each array has
Kinds = dict[tuple[str | int | None, int], int]


class Prover:
    """Proves lines of one derivation; remembers what it has written out for the last one, and what it has proved."""

    def __init__(
        self, derivation: Results, known: Container[str] | None = None, vanished: set[Expr] | None = None
    ) -> None:
        """``known`` are the names whose equations may be made use of (without them, all); ``vanished`` is what other
        provers have shown to be zero, and this one adds to it.
        """
        sizes = dict.fromkeys(derivation.model.sizes, SIZE)
        equations = derivation.model.equation_of if known is None else known
        self._terms = [Terms(derivation, sizes, opened=opened) for opened in ((), equations)]
        self._writers = [Writer(derivation, sizes, opened=opened, counted=False) for opened in ((), equations)]
        self._model = derivation.model
        self._kinds: Kinds | None = None
        self._written: dict[tuple[Expr, Writing[Any], tuple[tuple[Symbol, int], ...]], Any] = {}
        self._vanished = set() if vanished is None else vanished

    def proved_lines(self, result: Result) -> list[bool]:
        """Tell of every line of a result whether it is proved equal to the one before it, at every position."""
        indices = () if result.variable is None else result.variable.indices
        # every position, not only the first: a[1] is a[j] where j is 1, and what stands beside [j = k] shows where it
        # is 0
        firsts = self._firsts(indices, [each for each in (result.left, *result.expressions) if each is not None])
        ranges = ((1,) if index in firsts else range(1, SIZE + 1) for index in indices)
        positions = [dict(zip(indices, at, strict=True)) for at in itertools.product(*ranges)]
        return [
            # stays a name: an equation of the model, or a gradient, whose own value would prove any line
            before is not None
            and after is not None
            and (result.variable is None or before != result.left)
            and self.prove(before, after, positions)
            for before, after in pairwise((result.left, *result.expressions))
        ]

    def _firsts(self, indices: tuple[Symbol, ...], lines: Iterable[Expr]) -> set[Symbol]:
        """Return indices whose first position stands for all: the first index of units, and the first of samples.

        With the two positions of every index of one kind changed for each other, a line says the same of other entries.
        So it is where no index of an array is a number, no axis has indices of both kinds, and every sum begins at 1.
        """
        if self._kinds is None:
            self._kinds = _kinds(equation.expression for equation in self._model.equations)
        kinds = None if self._kinds is None else _kinds(lines, dict(self._kinds))
        if kinds is None:
            return set()
        return set({alphabet_of(index): index for index in reversed(indices)}.values())

    def prove(self, before: Expr, after: Expr, positions: Iterable[Positions]) -> bool:
        """Tell whether ``before == after`` is proved with the free indices at each of these positions."""
        self._written = {key: found for key, found in self._written.items() if key[0] == before}
        return all(self._is_same(before, after, at) or self._prove(before, after, at) for at in positions)

    def _is_same(self, before: Expr, after: Expr, at: Positions) -> bool:
        """Tell whether both are the same polynomial: most lines are, and SymPy takes ten times as long to say so."""
        for terms in self._terms:
            one, other = (self._write(expression, at, terms) for expression in (before, after))
            try:
                if one is not None and other is not None and terms.generators.vanishes(plus(one, scale(other, -1))):
                    return True
            except NoPolynomialError:
                pass
        return False

    def _prove(self, before: Expr, after: Expr, at: Positions) -> bool:
        differences = []
        for writer in self._writers:
            difference = self._difference(before, after, at, writer)
            if difference is None or difference.count_ops() > MOST_OPERATIONS:
                break
            if difference == 0:
                return True
            differences.append(difference)
        return any(self._vanishes(difference) for difference in differences)

    def _difference(self, before: Expr, after: Expr, at: Positions, writer: Writer) -> Expr | None:
        one, two = (self._write(expression, at, writer) for expression in (before, after))
        if one is None or two is None:
            return None
        # what multiplies both need not be multiplied out to see that the rest is equal
        shared = {f for f in set(Mul.make_args(one)) & set(Mul.make_args(two)) if f.free_symbols}
        rests = (Mul(*(f for f in Mul.make_args(whole) if f not in shared)) for whole in (one, two))
        return next(rests) - next(rests)

    def _write(self, expression: Expr, at: Positions, writer: Writing[T]) -> T | None:
        key = (expression, writer, tuple(at.items()))
        if key not in self._written:
            try:
                self._written[key] = writer.write(expression, at)
            except (*FAILURES, NoPolynomialError):
                self._written[key] = None
        written: T | None = self._written[key]
        return written

    def _vanishes(self, difference: Expr) -> bool:
        form = _drop_names(difference)
        if form not in self._vanished and (_cancels(form) or attempt(EFFORT, is_zero, difference)):
            self._vanished.add(form)
        return form in self._vanished


def prove(before: Expr, after: Expr, at: Positions, derivation: Results) -> bool:
    """Tell whether ``before == after`` is proved with the free indices at these positions."""
    return Prover(derivation).prove(before, after, (at,))


def _kinds(expressions: Iterable[Expr], known: Kinds | None = None) -> Kinds | None:
    """Return which kind of index every axis of every array has; None where one has both, or a number."""
    found: Kinds = {} if known is None else known
    for expression in expressions:
        for node in walk(expression):
            if isinstance(node, Sum) and any(lower != 1 for _, lower, _ in node.limits):
                return None
            if isinstance(node, Indexed | KroneckerDelta):
                name = node.base.label.name if isinstance(node, Indexed) else None
                for axis, index in enumerate(indices_of(node) if name else node.args):
                    if not is_index(index):
                        return None
                    kind = alphabet_of(index)
                    # the two indices of a delta are of one kind
                    key = (name, axis) if name else (id(node), 0)
                    if found.setdefault(key, kind) != kind:
                        return None
    return found


def _drop_names(difference: Expr) -> Expr:
    """Return the difference with other symbols for its entries, by their order: what is true of z_1 is true of z_2."""
    entries = sorted((each for each in difference.free_symbols if is_written(each)), key=str)
    return difference.xreplace({entry: Symbol(f"@{number}") for number, entry in enumerate(entries)})


def _cancels(form: Expr) -> bool:
    """Tell whether a short sum of products is zero when it is multiplied out: short enough to need no bound on time."""
    powers = (power.exp for power in form.atoms(Pow))
    return (
        form.count_ops() <= SHORT
        and all(power.is_Integer and abs(power) <= LOW for power in powers)
        and bool(form.expand() == 0)
    )


def is_zero(difference: Expr, *, most: float = math.inf, most_of_quotient: float = math.inf) -> bool:
    """Tell whether SymPy proves a difference to be 0: by multiplying out, or over a common denominator.

    What has more operations than ``most``, or ``most_of_quotient``, is not tried.
    """
    operations = difference.count_ops()
    return bool(
        difference == 0
        or (operations <= most and expand(difference) == 0)
        or (operations <= most_of_quotient and cancel(difference) == 0)
    )
