r"""The sum over all paths is the gradient: with numbers, at a random point to 50 digits, and for all values.

Goes in: paths, and a way to look up the value of an entry. Comes out: the number of every factor, their product, the
sum of the products; or a report of the check. Must not know: where values come from, printing.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sympy import Add, Expr, Symbol

from derivations.calling import public
from derivations.engine.derivation import Results
from derivations.engine.numbers import DIGITS, SMALLEST, WORKING_DIGITS, Point
from derivations.engine.precision import mp, one_thread_at_a_time
from derivations.engine.writing import Writer
from derivations.errors import RuleError, SpecificationError
from derivations.notebook import Row
from derivations.options import function, instance, whole_number
from derivations.views.compiled import CompiledNumber, Index, Lookup, compile_number
from derivations.views.path import Factor, Path, Position
from derivations.views.paths import Paths
from derivations.views.same_gradient import is_zero, open_names

# Looks up the value of the entry with this name at this position, counted from 1.

MOST = 10_000  # paths that a sum goes through; a net with as many has more than a reader can follow


@dataclass(frozen=True)
class PathNumbers:
    """The number of every factor of a path, in the order of its factors, and their product.

    None where a number is not defined, such as 1/a at a = 0.
    """

    path: Path
    factors: tuple[float | None, ...]
    product: float | None


@dataclass(frozen=True)
class PathCheck(Row):
    """The sum over ``paths`` paths against the gradient.

    ``difference`` is relative, at a random point, where the gradient is a difference quotient of the cost;
    ``proved`` says whether the sum is also the derived gradient for all values of what stands in it by name; not where
    that gradient uses what the equations say of those values, such as that the outputs of softmax add up to 1.
    """

    paths: int
    difference: float
    proved: bool

    @property
    def ok(self) -> bool:
        """Whether both agree to 50 digits."""
        return self.difference <= 10.0**-DIGITS

    def require(self) -> PathCheck:
        """Return the check itself.

        Raises a RuleError if the sum is not the gradient.
        """
        if not self.ok:
            raise RuleError(
                f"the sum over {self.paths} paths is not the gradient (relative difference {self.difference:.1e})"
            )
        return self


@dataclass(frozen=True, eq=False)
class PathValues:
    """Puts numbers into the paths of one derivation; every local derivative is compiled once."""

    derivation: Results
    sizes: Mapping[Symbol, int]
    lookup: Lookup
    _compiled: dict[str, CompiledNumber] = field(default_factory=dict)
    _known: dict[tuple[str, Position], float | None] = field(default_factory=dict)

    def _repr_markdown_(self) -> str:
        sizes = ", ".join(f"${size} = {number}$" for size, number in self.sizes.items())
        return f"values for the paths of **{self.derivation.model.name}**, {sizes}"

    def factor(self, factor: Factor) -> float | None:
        """Return the number of one factor."""
        key = (factor.local.target, (*factor.function_position, *factor.variable_position))
        if key not in self._known:
            local = factor.local
            if local.target not in self._compiled:
                self._compiled[local.target] = compile_number(
                    Writer(self.derivation, self.sizes).write(local.value, {})
                )
            at: dict[Index, int] = {index.name: number for index, number in factor.at.items()}
            self._known[key] = self._compiled[local.target].value(self.lookup, at)
        return self._known[key]

    def path(self, path: Path) -> PathNumbers:
        """Return the numbers of one path."""
        factors = tuple(self.factor(each) for each in path.factors)
        known = [number for number in factors if number is not None]
        return PathNumbers(path, factors, math.prod(known) if len(known) == len(factors) else None)

    def total(self, paths: Paths, most: int = MOST) -> float | None:
        """Return the sum of the products of all paths: the gradient; None where a factor is not defined.

        Raises a SpecificationError if there are more than ``most`` paths.
        """
        _check_count(paths, most)
        products = [self.path(each).product for each in paths]
        known = [number for number in products if number is not None]
        return math.fsum(known) if len(known) == len(products) else None


@public
def path_values(paths: Paths, lookup: Lookup) -> PathValues:
    """Return what puts these values into paths.

    Examples
    --------
    >>> from derivations import Network, derive, path_values, paths
    >>> derivation = derive(Network((1, 1), "identity", "mse"))
    >>> found = paths(derivation, "b1", (1,), dict.fromkeys(derivation.model.sizes, 1))
    >>> values = {"z1": 3.0, "a1": 3.0, "y": 1.0}
    >>> path_values(found, lambda name, position: values[name]).total(found)
    2.0
    """
    instance("paths", paths, Paths, "those of paths(derivation, parameter, position, sizes)")
    function("lookup", lookup, "a function of a name and its position")
    return PathValues(paths.derivation, dict(paths.sizes), lookup)


@public
def check_paths(paths: Paths, *, most: int = MOST, seed: int = 0) -> PathCheck:
    """Compare the sum over all paths with the gradient, which is derived without paths.

    Parameters
    ----------
    paths : Paths
        Through all samples: a gradient is not split by samples.
    most : int
        How many paths may be gone through.
    seed : int
        Seeds the random rational values.

    Raises
    ------
    SpecificationError
        If there are more paths than that, or they run through one sample only.

    Examples
    --------
    >>> from derivations import Network, check_paths, derive, paths
    >>> derivation = derive(Network((1, 2, 1)))
    >>> sizes = dict.fromkeys(derivation.model.sizes, 2)
    >>> check_paths(paths(derivation, "W1", (1, 1), sizes)).ok
    True
    """
    instance("paths", paths, Paths, "those of paths(derivation, parameter, position, sizes)")
    most, seed = whole_number("most", most, 1), whole_number("seed", seed, 0)
    _check_count(paths, most)
    if paths.sample is not None:
        raise SpecificationError(f"paths through sample {paths.sample} only; their sum is a part of the gradient")
    every = tuple(paths)
    return PathCheck(len(every), _difference(every, paths, seed), _prove(every, paths))


def _check_count(paths: Paths, most: int) -> None:
    if paths.count > most:
        raise SpecificationError(
            f"{paths.count} paths from {paths.parameter.name!r}; a sum goes through {most} at most"
        )


@one_thread_at_a_time
def _difference(every: tuple[Path, ...], paths: Paths, seed: int) -> float:
    point = Point(paths.derivation.model, dict(paths.sizes), random.Random(seed))
    known: dict[Expr, Any] = {}
    with mp.workdps(WORKING_DIGITS):
        products = []
        for path in every:
            for factor in path.factors:
                if factor.name not in known:
                    known[factor.name] = point.value(factor.local.value, factor.at)
            products.append(mp.fprod(known[factor.name] for factor in path.factors))
        found, wanted = mp.fsum(products), point.gradient(paths.parameter, paths.position)
        return float(abs(found - wanted) / max(abs(found), abs(wanted), SMALLEST))


def _prove(every: tuple[Path, ...], paths: Paths) -> bool:
    derivation = paths.derivation
    if paths.parameter.gradient not in derivation:
        return False
    writer = Writer(derivation, dict(paths.sizes))
    by_paths = Add(*(writer.write(path.values, {}) for path in every))
    result = derivation[paths.parameter.gradient]
    at = dict(zip(paths.parameter.indices, paths.position, strict=True))
    return is_zero(by_paths - open_names(writer.write(result.value, at), writer))
