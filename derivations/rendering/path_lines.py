"""A path as LaTeX: the row of its factors by name, the same by value, and with numbers in it if wanted.

Goes in: a path and the derivation that it belongs to; for numbers, a way to look up values. Comes out: records of
LaTeX, the factors in the order of the path. Must not know: documents, pages.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from sympy import Integer

from derivations.rendering.latex import latex
from derivations.rendering.numbers import (
    EQUAL,
    Template,
    figures_needed,
    find_slope,
    keeps_digits,
    print_number,
    print_signed,
    template,
)
from derivations.rendering.style import Colours, Style
from derivations.views.compiled import Lookup
from derivations.views.path import Factor, Path
from derivations.views.paths import Paths


@dataclass(frozen=True)
class PrintedFactor:
    """One factor: its name, what it is, and, with numbers, the same in numbers and what that comes to.

    ``number`` is that of the path; ``shared`` says that the layer above has this factor too.
    """

    number: int
    name: str
    value: str
    shared: bool
    target: str
    numbers: str | None = None
    result: str | None = None


@dataclass(frozen=True)
class PrintedPath:
    """``left`` = the row of names = the row of values = the row of numbers = ``result``, with ``sign`` for the last =.

    Where there is more than one path, ``left`` stands for the contribution of this one only: see ``whole``. ``cited``
    are the gradients with a name on the way, each with how many factors from the cost on it stands for.
    The first ``shared`` factors are known from the layer behind (0 on the last one): they are all of its delta where
    ``shared_whole``, else what one path adds to it.
    """

    left: str
    names: str
    values: str
    factors: tuple[PrintedFactor, ...]
    whole: bool
    cited: tuple[tuple[str, int], ...]
    shared: int = 0
    shared_whole: bool = False
    numbers: str | None = None
    result: str | None = None
    sign: str = EQUAL


@dataclass(frozen=True)
class PathTemplate:
    """A path that waits for values: printed once, filled while a network trains."""

    printed: PrintedPath
    templates: tuple[Template, ...]
    slopes: tuple[Template | None, ...]  # the same by name, f'(z), where that is another line

    def values(self, lookup: Lookup) -> tuple[float | None, ...]:
        """Return the number of every factor; None where it is not defined."""
        return tuple(each.whole.value(lookup) for each in self._chosen(lookup))

    def _chosen(self, lookup: Lookup) -> list[Template]:
        """Choose f'(z) in place of a (1 - a) where rounding has left that none of its digits."""
        found = zip(self.templates, self.slopes, strict=True)
        return [
            each if slope is None or keeps_digits(each.whole.value(lookup), slope.whole.value(lookup)) else slope
            for each, slope in found
        ]

    def fill(self, lookup: Lookup, digits: int = 4, *, moving: bool = False) -> PrintedPath:
        """Put values in, each with this many figures; with as many digits after the point where the numbers move.

        Every factor has as many as it takes for the product, beside what it is as in the row.
        """
        chosen = self._chosen(lookup)
        values = [each.whole.value(lookup) for each in chosen]
        known = [value for value in values if value is not None]
        product = math.prod(known) if len(known) == len(values) else None
        figures, sign = figures_needed(values, math.prod, product, digits, moving=moving)
        filled = [
            each.fill(lookup, figures, moving=moving, value=value) for each, value in zip(chosen, values, strict=True)
        ]
        factors = (
            replace(
                factor,
                value=each.symbols if slope is shown else factor.value,
                numbers=each.numbers,
                result=_number(each.value, figures, moving=moving),
            )
            for factor, each, slope, shown in zip(self.printed.factors, filled, self.slopes, chosen, strict=True)
        )
        return replace(
            self.printed,
            factors=tuple(factors),
            numbers=r" \cdot ".join(print_signed(value, figures, moving=moving) for value in values),
            result=_number(product, digits, moving=moving),
            sign=sign,
        )


def path_template(paths: Paths, path: Path, colours: Colours | None = None) -> PathTemplate:
    """Print one path without numbers, and prepare each of its factors for them."""
    derivation, sizes = paths.derivation, dict(paths.sizes)
    templates: list[Template] = []
    slopes: list[Template | None] = []
    for each in path.factors:
        templates.append(template(each.value, {}, sizes, derivation, colours))
        line = find_slope(each.local)
        if line is None or line == len(each.local.lines) - 1:
            slopes.append(None)
        else:
            by_name = each.value_of(each.local.lines[line].expression)
            slopes.append(template(by_name, {}, sizes, derivation, colours))
    return PathTemplate(print_path(paths, path, colours=colours), tuple(templates), tuple(slopes))


def print_path(
    paths: Paths, path: Path, *, lookup: Lookup | None = None, digits: int = 4, colours: Colours | None = None
) -> PrintedPath:
    """Print one path.

    Parameters
    ----------
    paths : Paths
        Those that the path is one of.
    path : Path
    lookup : callable, optional
        The value of an entry by name and position; without it no numbers are printed.
    digits : int
        Digits after the point of every number.
    colours : callable, optional
        The colour of a variable.
    """
    if lookup is not None:
        return path_template(paths, path, colours).fill(lookup, digits)
    model, style = paths.derivation.model, Style(colours=colours)

    def print_gradient(factor: Factor) -> str:
        return latex(factor.variable.gradient_at(*map(Integer, factor.variable_position)), model, style)

    def print_factor(factor: Factor) -> PrintedFactor:
        return PrintedFactor(
            number=factor.number,
            name=latex(factor.name, model, style),
            value=latex(factor.value, model, style),
            shared=path.outside < factor.number <= path.shared,
            target=factor.local.target,
        )

    return PrintedPath(
        left=latex(paths.parameter.gradient_at(*map(Integer, paths.position)), model, style),
        names=latex(path.names, model, style),
        values=latex(path.values, model, style),
        factors=tuple(map(print_factor, path.factors)),
        whole=paths.count == 1,
        cited=tuple((print_gradient(path.factors[number - 1]), number) for _, number in path.cited),
        shared=path.shared,
        shared_whole=path.shared > 0 and _count_from(paths, path.factors[path.shared - 1]) == 1,
    )


def _count_from(paths: Paths, factor: Factor) -> int:
    """Count the paths that lead on from where a factor comes from."""
    return paths.beginning(factor.variable, factor.variable_position).count


def _number(value: float | None, digits: int, *, moving: bool) -> str | None:
    return None if value is None else print_number(value, digits, moving=moving)
