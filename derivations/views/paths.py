r"""Every way from one weight or bias to the cost: a tuple of local derivatives in the order of the backward arrows.

By the chain rule the gradient is the sum, over all paths from the parameter to the cost, of the product of the local
derivatives along the path (Bauer 1974, "Computational graphs and rounding error"; Griewank and Walther, Evaluating
Derivatives, section 3.2). Here a path runs through single entries: C, a^(2)_{1s}, z^(2)_{1s}, ..., w^(1)_{11}.

The ``number`` of a factor counts those of one path from the cost on. In a net with one hidden unit the path to w1 has
five: dC/da2, da2/dz2, dz2/da1, da1/dz1, dz1/dw1. Where the cost of one sample is a variable of its own
(``models.assumptions.per_sample``, ``Convention(delta="sample")``) that path has six factors, the first one dC/dC_s.
With that convention, a path from what belongs to one sample ends at the cost of this sample, as its gradient does.

Goes in: a derivation, sizes as numbers, a parameter at its indices. Comes out: paths, one after the other.
Must not know: values, printing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from sympy import Add, Expr, Integer, Mul, S, Symbol

from derivations.calling import public
from derivations.engine.derivation import Results, checked_derivation
from derivations.engine.indices import counts_samples
from derivations.engine.local import local_derivative, ties
from derivations.engine.variables import Variable
from derivations.errors import ShapeError, SpecificationError, list_options
from derivations.notebook import Typeset
from derivations.options import mapping, one_of, several, whole_number
from derivations.views.path import Arrow, Factor, Path, Position


@dataclass(frozen=True, repr=False)
class Paths(Typeset):
    """All paths from one entry of a parameter to the cost: iterate over it to have them made one by one.

    Made by ``paths``.
    """

    derivation: Results
    parameter: Variable
    position: Position
    sizes: tuple[tuple[Symbol, int], ...]
    sample: int | None
    # the arrows that have been derived, by the variable that they lead to; paths of one derivation may share them
    derived: dict[str, tuple[Arrow, ...]] = field(default_factory=dict, compare=False)

    def __repr__(self) -> str:
        at = f"[{','.join(map(str, self.position))}]" if self.position else ""
        return f"<Paths from {self.parameter.name}{at}: {self.count}>"

    def __iter__(self) -> Iterator[Path]:
        """Give the paths, those through low numbers first; each is made when it is asked for."""
        for steps in self._routes(self.parameter, self.position):
            yield self._path(steps)

    def beginning(self, parameter: Variable, position: Position) -> Paths:
        """Return the paths from another entry, of the same derivation and sizes."""
        return replace(self, parameter=parameter, position=position)

    @cached_property
    def formula(self) -> Expr:
        """How many paths there are, in sizes: the product of the widths on the way, n_2 m; nothing is enumerated."""
        ways: dict[str, Expr] = {self.end.name: S.One}
        for name in reversed(tuple(self.arrows)):
            if name not in ways:
                ways[name] = Add(*(ways[arrow.function.name] * self._fan(arrow) for arrow in self.arrows[name]))
        return ways[self.parameter.name]

    @property
    def end(self) -> Variable:
        """What the gradient is the derivative of: the cost, or the cost of the sample that the start belongs to."""
        return self.derivation.model.differentiated(self.parameter, self.position)[0]

    @cached_property
    def count(self) -> int:
        """How many paths there are."""
        return self._number(self.formula)

    @cached_property
    def factors(self) -> int:
        """How many factors all paths have together; nothing is enumerated."""
        found = {self.end.name: (1, 0)}
        for name in reversed(tuple(self.arrows)):
            if name not in found:
                on = [(self.fan(arrow), *found[arrow.function.name]) for arrow in self.arrows[name]]
                ways = sum(fan * ways for fan, ways, _ in on)
                found[name] = ways, ways + sum(fan * factors for fan, _, factors in on)
        return found[self.parameter.name][1]

    def fan(self, arrow: Arrow) -> int:
        """How many entries of its function an arrow leads to, from one entry of its variable."""
        return self._number(self._fan(arrow))

    def _number(self, formula: Expr) -> int:
        return int(formula.xreplace({size: Integer(number) for size, number in self.sizes}))

    @cached_property
    def arrows(self) -> Mapping[str, tuple[Arrow, ...]]:
        """The arrows that lead to each variable, from every target whose equation uses it; the cost comes last."""
        names = self._reachable()
        for name in names:
            if name not in self.derived:
                self.derived[name] = self._arrows(name)
        return {name: self.derived[name] for name in names}

    def _reachable(self) -> dict[str, None]:
        """The names between the parameter and the cost, both included, in the order of the equations."""
        found = {self.parameter.name: None}
        for equation in self.derivation.model.equations:
            if any(equation in self.derivation.model.users[name] for name in found):
                found[equation.target.name] = None
        return found

    def _arrows(self, name: str) -> tuple[Arrow, ...]:
        model = self.derivation.model
        arrows = []
        for equation in model.users[name]:
            local = local_derivative(self.derivation, equation.target.name, name)
            assert local.variable is not None
            own = len(equation.target.indices)
            pairs = ties(local)
            end = local.variable.indices[own:]
            tied = tuple(
                end.index(pairs[index]) if pairs.get(index) in end else None for index in local.variable.indices[:own]
            )
            if local.value != 0:
                arrows.append(Arrow(equation.target, model.by_name[name], local, tied))
        return tuple(arrows)

    def _fan(self, arrow: Arrow) -> Expr:
        indices = zip(arrow.function.indices, arrow.function.sizes, arrow.tied, strict=True)
        return Mul(*(size for index, size, tied in indices if tied is None and not self._is_fixed(index)))

    def _is_fixed(self, index: Symbol) -> bool:
        return self.sample is not None and counts_samples(index)

    def _routes(self, variable: Variable, position: Position) -> Iterator[tuple[tuple[Arrow, Position, Position], ...]]:
        """Give the steps of every route, the one that leaves the cost first."""
        if variable == self.end:
            yield ()
            return
        for arrow in self.arrows[variable.name]:
            for there in itertools.product(*self._choices(arrow, position)):
                for rest in self._routes(arrow.function, there):
                    yield (*rest, (arrow, there, position))

    def _choices(self, arrow: Arrow, position: Position) -> Iterator[tuple[int, ...] | range]:
        numbers = {size: Integer(number) for size, number in self.sizes}
        for index, size, tied in zip(arrow.function.indices, arrow.function.sizes, arrow.tied, strict=True):
            if tied is not None:
                yield (position[tied],)
            elif self._is_fixed(index):
                assert self.sample is not None
                yield (self.sample,)
            else:
                yield range(1, int(size.xreplace(numbers)) + 1)

    def _path(self, steps: tuple[tuple[Arrow, Position, Position], ...]) -> Path:
        factors: list[Factor] = []
        shared, shared_with = 0, ""
        cited: list[tuple[str, int]] = []
        for number, (arrow, there, here) in enumerate(steps, start=1):
            last = number == len(steps)
            if not last and self._has_parameters(arrow.function):
                shared, shared_with = number - 1, arrow.function.name
            factors.append(Factor(number, arrow.local, arrow.function, there, arrow.variable, here))
            if arrow.variable.cited and not last:
                cited.append((arrow.variable.gradient, number))
        own = self.derivation.model.sample_cost
        outside = next((number for number, (arrow, _, _) in enumerate(steps, start=1) if arrow.variable == own), 0)
        return Path(tuple(factors), shared, shared_with, tuple(cited), outside)

    def _has_parameters(self, target: Variable) -> bool:
        model = self.derivation.model
        users = (model.users[variable.name] for variable in model.inputs if not variable.data)
        return any(model.equation_of[target.name] in each for each in users)


@public
def paths(
    derivation: Results,
    parameter: str,
    position: Position,
    sizes: Mapping[Symbol, int] | Mapping[str, int],
    *,
    sample: int | None = None,
) -> Paths:
    """Return the paths from one entry of a weight or bias (or of any variable but the cost) to the cost.

    Parameters
    ----------
    derivation : Derivation
    parameter : str
        A variable of the model: "W1".
    position : tuple of int
        Its position, from 1: (2, 1) is the weight to unit 2 from unit 1.
    sizes : mapping of size symbol to int
        Every size of the model.
    sample : int, optional
        Only the paths through this sample, from 1; without it those through all samples.

    Raises
    ------
    SpecificationError
        If the model has no such variable, it is the cost, or a size is missing or not positive.
    ShapeError
        If the position, or the sample, lies outside.

    Examples
    --------
    >>> from derivations import Network, derive, paths
    >>> derivation = derive(Network((2, 2, 2, 1)))
    >>> sizes = dict(zip(derivation.model.sizes, (2, 3, 2, 2, 1)))
    >>> sizes
    {n_0: 2, m: 3, n_1: 2, n_2: 2, n_3: 1}
    >>> found = paths(derivation, "W1", (1, 1), sizes, sample=1)
    >>> found.count
    2
    """
    model = checked_derivation(derivation).model
    known = tuple(name for name in model.by_name if name != model.cost.name)
    variable = model.by_name[one_of("start of a path", parameter, known)]
    mapping("sizes", sizes, "a whole number for every size of the model")
    given = {str(size): number for size, number in sizes.items()}
    if missing := [size for size in model.sizes if str(size) not in given]:
        raise SpecificationError(f"sizes leave out {list_options(missing)}; wanted: {list_options(model.sizes)}")
    numbers = tuple((size, whole_number(f"size {size}:", given[str(size)], 1)) for size in model.sizes)
    position = tuple(
        whole_number(f"index of {parameter!r}:", at, 1)
        for at in several("position", position, "whole numbers from 1, such as (2, 1)")
    )
    limits = [int(size.xreplace({s: Integer(n) for s, n in numbers})) for size in variable.sizes]
    if len(position) != len(limits) or not all(1 <= at <= limit for at, limit in zip(position, limits, strict=True)):
        raise ShapeError(f"the position {tuple(position)} of {parameter!r}; its extents are {tuple(limits)}, from 1")
    if sample is not None:
        sample = whole_number("sample", sample, 1)
        _check_sample(sample, derivation, variable, position, dict(numbers))
    return Paths(derivation, variable, tuple(int(at) for at in position), numbers, sample)


def _check_sample(
    sample: int, derivation: Results, start: Variable, position: Position, sizes: Mapping[Symbol, int]
) -> None:
    for variable in derivation.model.by_name.values():
        for index, size in zip(variable.indices, variable.sizes, strict=True):
            if counts_samples(index) and not 1 <= sample <= int(size.xreplace(sizes)):
                raise ShapeError(f"sample {sample}; the batch has the samples 1 to {size.xreplace(sizes)}")
    for index, number in zip(start.indices, position, strict=True):
        if counts_samples(index) and number != sample:
            raise ShapeError(
                f"sample {sample} for {start.name!r} at {tuple(position)}, which belongs to sample {number}"
            )
