"""The derivation as a NumPy program that runs: what it is given is checked, and what it returns.

Goes in: a derivation. Comes out: its source and a function that runs it on a mapping of arrays.
The only module of the symbolic side that touches NumPy: it runs what it has written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from sympy import Expr, Float, Piecewise, Pow, S, Symbol
from sympy.printing.str import StrPrinter

from derivations.engine.derivation import Results
from derivations.engine.model import Model
from derivations.engine.pickling import Picklable
from derivations.engine.variables import Variable
from derivations.errors import (
    FormulaError,
    ShapeError,
    SpecificationError,
    list_options,
    say_unknown,
    shown,
)
from derivations.models.mlp import NetworkModel
from derivations.views.careful import exact
from derivations.views.layout import PROGRAM
from derivations.views.numpy_printer import source
from derivations.views.program_functions import define_functions, translate_scalar
from derivations.views.program_source import Assignment, ProgramSource
from derivations.views.program_text import CALL, import_what_is_needed, with_helpers

Arrays = Mapping[str, Any]


class _InputPrinter(StrPrinter):
    """Text in the inputs of a model: what a user has typed knows no v1."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self._model = model

    def _print_Symbol(self, symbol: Any) -> str:
        return str(self._print(self._opened(symbol)) if self._opened(symbol) is not symbol else symbol.name)

    def parenthesize(self, item: Any, level: int, strict: bool = False) -> str:
        return str(super().parenthesize(self._opened(item), level, strict))

    def _opened(self, item: Any) -> Any:
        equation = self._model.equation_of.get(item.name) if isinstance(item, Symbol) else None
        return item if equation is None else equation.expression

    def _as_ordered_terms(self, expr: Any, order: object = None) -> list[Any]:
        return list(self._model.order.terms(expr))

    def _print_Larger(self, node: Any) -> str:
        return f"max({self.stringify(node.args, ', ')})"

    def _print_Smaller(self, node: Any) -> str:
        return f"min({self.stringify(node.args, ', ')})"


@dataclass(frozen=True, repr=False)
class ArrayProgram(Picklable):
    """A derivation as a program; call it with one array (or number) per input of the model, by name.

    Axes follow the model's indices, but samples are always rows. It returns the gradient of every input that
    is not data and of every target in between, under the name of the gradient: dW2, delta1.
    """

    derivation: Results
    # raises an error where a user's formula has no value in the arrays that the program computed
    refuse: Callable[[ArrayProgram, Arrays], None] | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"<ArrayProgram of {self.derivation.model.name!r}>"

    def _repr_markdown_(self) -> str:
        return f"```python\n{self.source}```"

    @cached_property
    def _written(self) -> ProgramSource:
        return ProgramSource(self.derivation)

    @property
    def forward(self) -> tuple[Assignment, ...]:
        """The equations of the model, as far as a gradient needs them."""
        return self._written.forward

    @property
    def backward(self) -> tuple[Assignment, ...]:
        """The last line of every gradient that is kept under a name, in the order of the reverse pass."""
        return self._written.backward

    @cached_property
    def source(self) -> str:
        """The program as Python source that runs as it stands: imports, functions, then ``gradients``."""
        return self._written.gradients

    @cached_property
    def function(self) -> Callable[..., dict[str, Any]]:
        """The function that the source defines."""
        return _define(self.source)

    @cached_property
    def _trace(self) -> Callable[..., dict[str, Any]]:
        # also what no gradient needs: whether it is defined is another question
        return _define(self._written.trace)

    def trace(self, **values: Any) -> dict[str, Any]:
        """Run the program and return what the forward pass computed as well, under the names of the model."""
        found = self.trace_with_nan(**values)
        if self.refuse is not None:
            self.refuse(self, {**found, **self._check(values)})
        return found

    def trace_with_nan(self, **values: Any) -> dict[str, Any]:
        """As `trace`, where a formula has no value with NaN in its place."""
        with np.errstate(all="ignore"):
            return {**values, **self._trace(**self._check(values))}

    def entrywise(self, expression: Expr, symbols: tuple[Symbol, ...], of: str = "positive") -> Callable[..., Any]:
        """Return an expression of symbols as a function of arrays, one per symbol, with as many digits as it needs.

        ``of``: the function of NumPy that is taken of it: its sign is known where its value underflows.
        """
        names = {symbol: symbol.name for symbol in symbols}
        node = translate_scalar(self.derivation, expression, names)
        lines: dict[str, list[str]] = {}
        define_functions(self.derivation, node, lines, careful=True)
        lines["entry"] = [
            CALL,
            f"def entry({', '.join(names.values())}):",
            f"    return np.{of}({source(exact(node))})",
        ]
        return _define(import_what_is_needed("\n".join(with_helpers(lines, []))), "entry")

    def __call__(self, /, *unnamed: Any, **values: Any) -> dict[str, Any]:
        """Run the program.

        Raises
        ------
        ShapeError
            If an input of the model is missing, has other axes than the model says or is no finite number, or a name
            is not one of them.
        SpecificationError
            If one is given without its name.
        FormulaError
            If a gradient has no finite value there, as that of y / x at x = 0.
        """
        if unnamed:
            inputs = list_options(tuple(self._axes))
            problem = f"has no argument for {shown(unnamed[0])} without a name"
            raise SpecificationError(f"the program {problem}; it takes by name its inputs, {inputs}")
        checked = self._check(values)
        with np.errstate(all="ignore"):  # what is not finite is named below
            # of a network, its formulas are looked at
            found = (self.function if isinstance(self.derivation.model, NetworkModel) else self._trace)(**checked)
        if self.refuse is not None:
            self.trace(**checked)
        returned = {line.name: found[line.name] for line in self.backward}
        # with digits enough, what is too large in between leaves the gradients of the inputs right
        asked = {each.gradient for each in self.derivation.model.inputs} if self._written.together else returned.keys()
        # 1/x goes on where log(x) ends: a gradient is one of a value
        undefined = [name for name, array in found.items() if np.isnan(array).any()]
        undefined += [name for name, array in returned.items() if name in asked and not np.isfinite(array).all()]
        if undefined:
            raise FormulaError(
                f"{undefined[0]} has no finite value for these inputs, {list_options(checked)}; choose others"
                + self._why(undefined[0], {**checked, **found})
            )
        return returned

    def _why(self, name: str, found: Arrays) -> str:
        """Say which power has no derivative where it has a value: (-2)^3 is -8, and (-2)^3.1 is no real number.

        It is no power of a case that does not hold: an equation that is such a case has the gradient 0.
        """
        model = self.derivation.model
        if name not in model.by_gradient:
            return ""
        along = model.by_gradient[name].at()
        numbers = {
            each.at(): Float(found[each.name])
            for each in model.by_name.values()
            if not each.indices and each.name in found
        }
        for each in model.equations:
            if not np.any(found.get(each.target.gradient, 1)):
                continue
            holding = each.expression.replace(
                Piecewise,
                lambda *rows: next((value for value, when in rows if when.xreplace(numbers) != S.false), S.NaN),
            )
            for power in holding.atoms(Pow):
                if power.exp.has(along) and power.base.xreplace(numbers).is_nonpositive:
                    whole, base, name = map(_InputPrinter(model).doprint, (power, power.base, along))
                    return f"; {whole} has a derivative along {name} only where {base} > 0"
        return ""

    @cached_property
    def _axes(self) -> dict[str, tuple[Variable, list[Expr]]]:
        """The inputs by name, each with the sizes of its axes: found once, as every run of the program checks them."""
        return {
            each.name: (each, [size for size in PROGRAM.order(each, each.sizes) if size is not None])
            for each in self.derivation.model.inputs
        }

    def _check(self, values: dict[str, Any]) -> dict[str, Any]:
        axes = self._axes
        for name in values:
            if name not in axes:
                raise ShapeError(say_unknown("input", name, tuple(axes)))
        missing = [name for name in axes if name not in values]
        if missing:
            raise ShapeError(f"missing input {missing[0]!r}; the program needs {list_options(tuple(axes))}")
        lengths: dict[Expr, int] = {}
        return {name: _check(each, sizes, values[name], lengths) for name, (each, sizes) in axes.items()}


def _check(variable: Variable, sizes: list[Expr], given: object, lengths: dict[Expr, int]) -> Any:
    """Give what stands for an input as an array of its axes, whose lengths agree with those of the inputs before it."""
    if isinstance(given, np.ma.MaskedArray):
        raise ShapeError(f"input {variable.name!r} is a masked array; fill what is masked, or leave it out")
    try:
        array = np.asarray(given)
    except Exception:  # whatever an object raises that will not become an array
        array = np.asarray(None)
    if array.dtype.kind not in "biuf":
        raise ShapeError(
            f"input {variable.name!r} is {shown(given)}; expected finite real numbers, {_print_shape(sizes)}"
        )
    if not np.isfinite(array).all():
        at = tuple(np.argwhere(~np.isfinite(array))[0])
        entry = f", entry [{', '.join(str(position + 1) for position in at)}]" if at else ""
        expected = f"expected finite real numbers, {_print_shape(sizes)}"
        raise ShapeError(f"input {variable.name!r}{entry} is {array[at]}; {expected}")
    if array.ndim != len(sizes):
        raise ShapeError(f"input {variable.name!r} has shape {array.shape}; wanted {_print_shape(sizes)}")
    for size, length in zip(sizes, array.shape, strict=True):
        known = int(size) if size.is_Integer else lengths.setdefault(size, length)
        if not length:
            raise ShapeError(
                f"input {variable.name!r} has shape {array.shape}; wanted {_print_shape(sizes)}, not empty"
            )
        if length != known:
            found = f"input {variable.name!r} has shape {array.shape}"
            raise ShapeError(f"{found}; wanted {_print_shape(sizes)} with {size} = {known}")
    return array.astype(np.float64)


def _print_shape(sizes: list[Expr]) -> str:
    return f"({', '.join(map(str, sizes))}{',' * (len(sizes) == 1)})" if sizes else "a single number"


def _define(text: str, name: str = "gradients") -> Callable[..., Any]:
    """Run source that this module has written; nothing typed by a user is in it but checked identifiers."""
    namespace: dict[str, Any] = {}
    exec(compile(text, "<derived program>", "exec"), namespace)
    return namespace[name]  # type: ignore[no-any-return]
