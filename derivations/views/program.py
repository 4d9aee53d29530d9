"""The derivation as a NumPy program: the forward equations, then the last line of every gradient, as source.

Goes in: a derivation. Comes out: readable source and a function that runs it on a mapping of arrays.
The only module of the symbolic side that touches NumPy: it runs what it has written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from sympy import Expr, Pow, Symbol

from derivations.engine.definitions import DefinedFunction
from derivations.engine.derivation import Result, Results
from derivations.engine.pickling import Picklable
from derivations.engine.variables import Variable, indices_of, names_in
from derivations.errors import (
    FormulaError,
    ShapeError,
    SpecificationError,
    list_options,
    shown,
    unknown,
)
from derivations.models.mlp import NetworkModel
from derivations.views.arrays import Leaf, Node, Spread, nodes
from derivations.views.careful import exact, extract, is_typed, loses_digits
from derivations.views.layout import PROGRAM
from derivations.views.numpy_printer import source
from derivations.views.program_functions import define_functions, read_sizes, translate_scalar
from derivations.views.program_text import CALL, fold, import_what_is_needed, with_helpers
from derivations.views.stable import stable
from derivations.views.translation import translatable, translate

Arrays = Mapping[str, Any]


@dataclass(frozen=True)
class Assignment:
    """One line of the program: a name and the array it gets."""

    name: str
    node: Node


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
    def forward(self) -> tuple[Assignment, ...]:
        """The equations of the model, as far as a gradient needs them."""
        return self._select_needed(_names(self.backward))

    def _select_needed(self, needed: set[str]) -> tuple[Assignment, ...]:
        """Return the equations of what is needed by name, and of what these need."""
        lines: list[Assignment] = []
        for equation in reversed(self.derivation.model.equations):
            if equation.target.name in needed:
                lines.insert(0, self._assignment(equation.target.name, equation.target, equation.expression))
                needed |= _names(lines[:1])
        return tuple(lines)

    @cached_property
    def backward(self) -> tuple[Assignment, ...]:
        """The last line of every gradient that is kept under a name, in the order of the reverse pass.

        Of a user's function it is the last line that calls its derivative by name: f (1 - f) may need more digits of f,
        or a larger exponent, than the f of the forward pass has.
        """
        return tuple(
            self._assignment(result.target, result.variable, self._line(result))
            for result in self.derivation.results
            if _has_name(result) and result.variable is not None
        )

    def _line(self, result: Result) -> Expr:
        kept = {each.target for each in self.derivation.results if _has_name(each)}
        for line in reversed(result.lines):
            if not translatable(line.expression):
                continue
            if any(each.order and is_typed(each.func) for each in line.expression.atoms(DefinedFunction)):
                waiting = set(names_in(line.expression)) & set(self.derivation.model.by_gradient)
                return line.expression if waiting <= kept else result.value
        return result.value

    @cached_property
    def source(self) -> str:
        """The program as Python source that runs as it stands: imports, functions, then ``gradients``."""
        return self._text([assignment.name for assignment in self.backward], self.forward)

    @cached_property
    def function(self) -> Callable[..., dict[str, Any]]:
        """The function that the source defines."""
        return _define(self.source)

    @cached_property
    def _trace(self) -> Callable[..., dict[str, Any]]:
        # also what no gradient needs: whether it is defined is another question
        model = self.derivation.model
        network = isinstance(model, NetworkModel)
        asked = {each.target.name for each in model.equations if not network or len(each.target.indices) > 1}
        forward = self._select_needed(_names(self.backward) | asked)
        return _define(self._text([assignment.name for assignment in (*forward, *self.backward)], forward))

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
        node = translate_scalar(expression, names)
        lines: dict[str, list[str]] = {}
        define_functions(self.derivation, node, lines, careful=True)
        lines["entry"] = [
            CALL,
            f"def entry({', '.join(names.values())}):",
            f"    return np.{of}({source(exact(node))})",
        ]
        return _define(import_what_is_needed("\n".join(with_helpers(lines, []))), "entry")

    def _text(self, returned: list[str], forward: tuple[Assignment, ...]) -> str:
        sizes = read_sizes(self.derivation.model, (line.node for line in (*forward, *self.backward)))
        body = [f"{a.name} = {source(self._extract(a)[0])}" for a in forward]
        back = [f"{a.name} = {source(self._extract(a)[0])}" for a in self.backward]
        names = [variable.name for variable in self.derivation.model.inputs]
        pairs = [f'"{name}": {name}' for name in returned]
        lines = [*self._functions(forward), *([CALL] * self._together), *fold("def gradients(", names, "):")]
        lines += [f"    {text}" for text in (*sizes, "# forward", *body, "# backward", *back)]
        lines += [*fold("    return {", pairs, "}"), ""]
        return import_what_is_needed("\n".join(lines))

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
        asked = {each.gradient for each in self.derivation.model.inputs} if self._together else returned.keys()
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
        """Say why a gradient has no value where its equation has one: (-2)^3 is -8, and (-2)^3.1 is no real number."""
        along = self.derivation.model.by_gradient[name].at() if name in self.derivation.model.by_gradient else None
        for power in (power for each in self.derivation.model.equations for power in each.expression.atoms(Pow)):
            if power.exp.has(along) and power.base.is_Symbol and found[power.base.name] <= 0:
                return f"; {power} has a derivative along {along} only where {power.base} > 0"
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
                raise ShapeError(unknown("input", name, tuple(axes)))
        missing = [name for name in axes if name not in values]
        if missing:
            raise ShapeError(f"missing input {missing[0]!r}; the program needs {list_options(tuple(axes))}")
        lengths: dict[Expr, int] = {}
        return {name: _check(each, sizes, values[name], lengths) for name, (each, sizes) in axes.items()}

    def _assignment(self, name: str, variable: Variable, expression: Expr) -> Assignment:
        axes = PROGRAM.axes(variable, variable.indices)
        node = stable(translate(expression, axes, self.derivation.model, PROGRAM), source, self._known)
        depends_on = {index for entry in expression.free_symbols for index in indices_of(entry)}
        if name == variable.gradient and not depends_on.issuperset(variable.indices):
            # a gradient that is the same at all positions of an axis still has that axis
            node = Spread(axes, node, Leaf(axes, variable))
        return Assignment(name, node)

    @cached_property
    def _known(self) -> dict[str, Node]:
        """Functions of one entry that are differentiated here, tanh(z1), by the names of what they are, a1."""
        model, lemmas = self.derivation.model, {each.target for each in self.derivation.results if each.kind == "lemma"}
        found = {
            target.name: translate(function, PROGRAM.axes(target, target.indices), model, PROGRAM)
            for target, function in ((each.target, each.expression) for each in model.equations)
            if isinstance(function, DefinedFunction) and f"{function.func.__name__}'" in lemmas
        }
        return {name: node for name, node in found.items() if isinstance(node.parts[0], Leaf)}

    @cached_property
    def _together(self) -> bool:
        """Whether all lines together keep their digits: those of a graph, whose variables are numbers."""
        model = self.derivation.model
        if any(variable.indices for variable in model.by_name.values()):
            return False
        lines = [line.node for line in (*self._select_needed(set(model.by_name)), *self.backward)]
        factors = max(sum(isinstance(part, Leaf) for part in nodes(line)) for line in lines)
        return len(model.equations) > 1 or factors > 2 or any(map(loses_digits, lines))

    def _extract(self, assignment: Assignment) -> tuple[Node, dict[str, Node]]:
        """Take what may lose digits out of a line; the library's own functions and losses are written to lose none."""
        model = self.derivation.model
        if self._together:
            return exact(assignment.node), {}
        if isinstance(model, NetworkModel) and not model.typed:
            return assignment.node, {}
        return extract(assignment.node, assignment.name)

    def _functions(self, forward: tuple[Assignment, ...]) -> list[str]:
        """Define every function that the program calls by name, each before those that call it."""
        lines: dict[str, list[str]] = {}
        for assignment in (*forward, *self.backward):
            node, parts = self._extract(assignment)
            define_functions(self.derivation, node, lines, careful=self._together)
            for name, part in parts.items():
                define_functions(self.derivation, part, lines, careful=True)
                arguments = dict.fromkeys(each.name for each in nodes(part) if isinstance(each, Leaf))
                lines[name] = [CALL, f"def {name}({', '.join(arguments)}):", f"    return {source(exact(part))}"]
        return with_helpers(lines, [source(line.node) for line in (*forward, *self.backward)])


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


def _has_name(result: Result) -> bool:
    return result.kind == "gradient" and result.variable is not None and result.variable.cited


def _names(assignments: Any) -> set[str]:
    return {node.name for a in assignments for node in nodes(a.node) if isinstance(node, Leaf)}
