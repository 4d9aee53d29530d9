"""A model: a list of equations in index notation, in the order in which they are computed.

Goes in: variables with their indices and sizes, equations between them. Comes out: a validated, hashable record.
Must not know: networks, numbers, printing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

from sympy import Expr, Sum, Symbol

from derivations.calling import public
from derivations.engine.definitions import DefinedFunction, Definition
from derivations.engine.expressions import limits_of, walk
from derivations.engine.pickling import Picklable
from derivations.engine.samples import sample_axes
from derivations.engine.typed import AS_READ, TypedNumbers, TypedOrder
from derivations.engine.validation import check_expression, check_names, check_order
from derivations.engine.variables import Variable, is_entry, name_of, names_in
from derivations.errors import SpecificationError, shown
from derivations.notebook import Typeset
from derivations.options import instance, tuple_of

Position = TypeVar("Position")


@public
@dataclass(frozen=True, repr=False)
class Equation(Picklable, Typeset):
    """A variable, at its own indices, equals an expression in variables that come before it.

    ``variables`` are those of the expression: a model fills them in, so that its equations are printed with its names.
    ``typed`` is the expression in the form in which it was typed, where SymPy has another one.

    Examples
    --------
    >>> from derivations import Equation, Variable
    >>> x, y = Variable("x"), Variable("y")
    >>> Equation(Variable("C"), (x.at() - y.at()) ** 2).expression
    (x - y)**2
    """

    target: Variable
    expression: Expr
    variables: tuple[Variable, ...] = field(default=(), compare=False, kw_only=True)
    typed: Expr | None = field(default=None, kw_only=True)

    @property
    def as_typed(self) -> Expr:
        """The expression in the form in which it was typed: it has values where that has."""
        return self.expression if self.typed is None else self.typed

    def __repr__(self) -> str:
        return f"<Equation {self.target.at()} = {shown(self.expression)}>"

    def __post_init__(self) -> None:
        instance("target", self.target, Variable, "a Variable, which the expression equals")
        if isinstance(self.expression, Variable):
            raise SpecificationError(
                f"variable {self.expression.name!r} in a formula without its indices; "
                f"write {self.expression.name}.at() for its entry"
            )
        for what in ("expression",) if self.typed is None else ("expression", "typed"):
            instance(what, getattr(self, what), Expr, "a SymPy expression in the entries of variables")


@public
@dataclass(frozen=True, repr=False)
class Model(Picklable, Typeset):
    """A list of equations whose last one gives the cost, a scalar.

    Parameters
    ----------
    name : str
        What the model is called in headings.
    inputs : tuple of Variable
        Variables without an equation: data and parameters.
    equations : tuple of Equation
        Each uses inputs and targets of earlier equations only.
    sample_cost : Variable, optional
        A target with the index of a sample alone: the cost of that sample, C_s. With it, the gradient of whatever
        belongs to one sample is the derivative of that sample's own cost; every other one is that of the cost.
    typed_numbers : TypedNumbers, optional
        Which numbers are shown as decimals, and which as fractions; without it all are fractions.
    order : TypedOrder, optional
        How terms and factors stand that were typed; without it they stand as one reads them.

    Raises
    ------
    SpecificationError
        If a name is used twice, also as that of a gradient, a size or a function, an equation is not sound index
        notation (see ``engine.validation``), something is used by no equation, or the last target is no scalar; or if
        samples meet before the cost of one of them (see ``engine.samples``).

    Examples
    --------
    >>> from derivations import Equation, Model, Variable, derive
    >>> x, y = Variable("x"), Variable("y", data=True)
    >>> model = Model("squared error", (x, y), (Equation(Variable("C"), (x.at() - y.at()) ** 2),))
    >>> float(derive(model).arrays(x=3.0, y=1.0)["dx"])
    4.0
    """

    name: str
    inputs: tuple[Variable, ...]
    equations: tuple[Equation, ...]
    sample_cost: Variable | None = None
    typed_numbers: TypedNumbers | None = None
    order: TypedOrder = AS_READ

    def __repr__(self) -> str:
        return f"<Model {self.name!r}: {len(self.equations)} equations>"

    def __post_init__(self) -> None:
        instance("name", self.name, str, "text")
        tuple_of("inputs", self.inputs, Variable)
        tuple_of("equations", self.equations, Equation)
        if not self.equations:
            raise SpecificationError(f"model {self.name!r} has no equations")
        known: dict[str, Variable] = {}
        for variable in self.inputs:
            _add(known, variable)
        shapes = {name: variable.sizes for name, variable in known.items()}
        equations = []
        for equation in self.equations:
            target = equation.target
            names = names_in(equation.expression)
            check_order(self, equation.target.name, names, known)
            indices = dict(zip(target.indices, target.sizes, strict=True))
            check_expression(f"the equation of {target.name!r}", equation.expression, indices, shapes)
            equations.append(replace(equation, variables=tuple(known[name] for name in names)))
            _add(known, target)
            shapes[target.name] = target.sizes
        object.__setattr__(self, "equations", tuple(equations))
        if self.cost.indices:
            raise SpecificationError(f"the last equation gives {self.cost.name!r}, which is not a scalar")
        check_names(self)
        for variable in self.inputs:
            if not self.users[variable.name]:
                raise SpecificationError(f"no equation uses the input {variable.name!r}")
        _ = self.sample_axes

    @property
    def cost(self) -> Variable:
        """The last target: the scalar that is differentiated."""
        return self.equations[-1].target

    @cached_property
    def sample_axes(self) -> Mapping[str, int]:
        """Which axis is that of the sample, of every variable that reaches the cost through its own sample's alone."""
        if self.sample_cost is None:
            return {}
        return sample_axes(self.equations, self.inputs, self.sample_cost)

    def differentiated(
        self, variable: Variable, positions: tuple[Position, ...]
    ) -> tuple[Variable, tuple[Position, ...]]:
        """Return what dC/dv at these positions is the derivative of: the cost, or the cost of v's own sample."""
        at = self.sample_axes.get(variable.name)
        if at is None or self.sample_cost is None:
            return self.cost, ()
        return self.sample_cost, (positions[at],)

    @cached_property
    def by_name(self) -> Mapping[str, Variable]:
        """Each variable by its name, inputs first."""
        variables = (*self.inputs, *(equation.target for equation in self.equations))
        return MappingProxyType({variable.name: variable for variable in variables})

    @cached_property
    def equation_of(self) -> dict[str, Equation]:
        """The equation that computes each target, by the target's name."""
        return {equation.target.name: equation for equation in self.equations}

    @cached_property
    def by_gradient(self) -> dict[str, Variable]:
        """Each variable, by the name of dC/dv."""
        return {variable.gradient: variable for variable in self.by_name.values()}

    @cached_property
    def users(self) -> dict[str, tuple[Equation, ...]]:
        """Return the equations that use each variable, in the order of the list."""
        users: dict[str, tuple[Equation, ...]] = dict.fromkeys(self.by_name, ())
        for equation in self.equations:
            for name in names_in(equation.expression):
                users[name] += (equation,)
        return users

    def held(self, function: Expr, variable: Expr) -> tuple[Variable, ...]:
        """Return what a partial derivative of a function by a variable holds fixed although it depends on the variable:
        without saying so, du/dv would be the total derivative.
        """
        name = name_of(variable)
        if name not in self.by_name:
            return ()
        equation = self.equation_of.get(name_of(function)) if is_entry(function) else None
        inside = names_in(function if equation is None else equation.expression)
        return tuple(each for at, each in self.by_name.items() if at in inside and name in self._sources.get(at, ()))

    @cached_property
    def has_scalars_only(self) -> bool:
        """Whether no variable has an index. Then a derivative along every way has d, and a local one, of one equation
        with every other name in it held fixed, ∂; where variables have entries every derivative has ∂.
        """
        return not any(variable.indices for variable in self.by_name.values())

    @cached_property
    def _sources(self) -> dict[str, frozenset[str]]:
        """Every name that each target is computed from, directly or through others."""
        found: dict[str, frozenset[str]] = {}
        for equation in self.equations:
            names = names_in(equation.expression)
            found[equation.target.name] = frozenset(names).union(*(found.get(name, ()) for name in names))
        return found

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """The functions that the equations use by name, in order of appearance."""
        found: dict[Definition, None] = {}
        for equation in self.equations:
            for node in walk(equation.expression):
                if isinstance(node, DefinedFunction):
                    found[node.definition] = None
        return tuple(found)

    @cached_property
    def sizes(self) -> tuple[Symbol, ...]:
        """The symbols for sizes, in order of appearance."""
        found: dict[Symbol, None] = {}
        for size in (size for variable in self.by_name.values() for size in variable.sizes):
            found.update(dict.fromkeys(sorted(size.free_symbols, key=str)))
        for equation in self.equations:
            for total in (node for node in walk(equation.expression) if isinstance(node, Sum)):
                for _, size in limits_of(total):
                    found.update(dict.fromkeys(sorted(size.free_symbols, key=str)))
        return tuple(found)


def checked_model(given: object) -> Model:
    """Give the model, if it is one: a derivation is not."""
    return instance("model", given, Model, "a Model, such as derivation.model")


def _add(known: dict[str, Variable], variable: Variable) -> None:
    if variable.name in known:
        raise SpecificationError(f"the name {variable.name!r} is used twice")
    known[variable.name] = variable
