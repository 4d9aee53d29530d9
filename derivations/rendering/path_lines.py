"""A path as LaTeX: the row of its factors by name, the same by value, and with numbers in it if wanted.

Goes in: a path and the derivation that it belongs to; for numbers, a way to look up values. Comes out: records of
LaTeX, the factors in the order of the path. Must not know: documents, pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Integer

from derivations.rendering.latex import latex
from derivations.rendering.numbers import LineInNumbers, print_signed, print_significant, template
from derivations.rendering.style import Colours, Style
from derivations.views.compiled import Lookup
from derivations.views.path import Factor, Path
from derivations.views.path_sum import path_values
from derivations.views.paths import Paths


@dataclass(frozen=True)
class PrintedFactor:
    """One factor: its name, what it is, and, with numbers, the same in numbers and what that comes to.

    ``number`` and ``arrow`` are those of the path; ``shared`` says that the layer above has this factor too.
    """

    number: int
    arrow: int
    name: str
    value: str
    shared: bool
    target: str
    numbers: str | None = None
    result: str | None = None


@dataclass(frozen=True)
class PrintedPath:
    """``left`` = the row of names = the row of values = the row of numbers = ``result``.

    Where there is more than one path, ``left`` stands for the contribution of this one only: see ``whole``. ``cited``
    are the gradients with a name on the way, each with how many factors from the cost on it stands for.
    """

    left: str
    names: str
    values: str
    factors: tuple[PrintedFactor, ...]
    whole: bool
    cited: tuple[tuple[str, int], ...]
    numbers: str | None = None
    result: str | None = None


def printed_path(
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
    model, style = paths.derivation.model, Style(colours=colours)
    position = (Integer(number) for number in paths.position)
    numbers = path_values(paths, lookup).path(path) if lookup is not None else None

    def print_gradient(last: Factor) -> str:
        at = map(Integer, last.variable_position)
        return latex(last.variable.gradient_at(*at), model, style)

    def fill(factor: Factor) -> LineInNumbers | None:
        if lookup is None:
            return None
        return template(factor.value, {}, dict(paths.sizes), paths.derivation, colours).fill(lookup, digits)

    def print_factor(factor: Factor) -> PrintedFactor:
        found = fill(factor)
        return PrintedFactor(
            number=factor.number,
            arrow=factor.arrow,
            name=latex(factor.name, model, style),
            value=latex(factor.value, model, style),
            shared=path.outside < factor.number <= path.shared,
            target=factor.local.target,
            numbers=None if found is None else found.numbers,
            result=None if found is None or found.value is None else print_significant(found.value, digits),
        )

    return PrintedPath(
        left=latex(paths.parameter.gradient_at(*position), model, style),
        names=latex(path.names, model, style),
        values=latex(path.values, model, style),
        factors=tuple(print_factor(factor) for factor in path.factors),
        whole=paths.count == 1,
        cited=tuple((print_gradient(path.factors[number - 1]), number) for _, number in path.cited),
        numbers=None if numbers is None else r" \cdot ".join(print_signed(each, digits) for each in numbers.factors),
        result=None if numbers is None or numbers.product is None else print_significant(numbers.product, digits),
    )
