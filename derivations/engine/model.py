"""A model: a list of equations in index notation, in the order in which they are computed.

Goes in: variables with their indices and sizes, equations between them, functions with their definitions.
Comes out: a validated, hashable record. Must not know: networks, numbers, printing.
"""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, ClassVar, NoReturn, TypeVar

from sympy import Expr, Function, Indexed, IndexedBase, Sum, Symbol

from derivations.calling import public
from derivations.engine.expressions import limits_of, walk
from derivations.engine.pickling import Kept
from derivations.engine.samples import sample_places
from derivations.engine.validation import check_expression, check_identifier, check_names, check_order, check_variable
from derivations.errors import SpecificationError, shown
from derivations.notebook import Typeset
from derivations.options import instance, tuple_of

Place = TypeVar("Place")


@public
@dataclass(frozen=True, repr=False)
class Variable(Kept, Typeset):
    """A named array of the model, or a scalar when it has no indices.

    Parameters
    ----------
    name : str
        A Python identifier, unique in the model: "W2".
    indices, sizes : tuples of the same length
        The letters of its places, and how many places each letter runs over (from 1).
    latex : str
        How the name is printed; the indices are added as a subscript.
    gradient, gradient_latex : str
        The Python name of dC/dv, and its printed name; without one it is printed as dC/dv.
    matrix_latex, gradient_matrix_latex : str
        How the whole array is printed: without one, like an element.
    cited : bool
        Whether later results keep dC/dv as a name (True), or write its value out (False).
    data : bool
        Data are not differentiated: nothing asks for dC/dv.

    Examples
    --------
    >>> from sympy import Symbol
    >>> from derivations import Variable
    >>> j, n = Symbol("j", integer=True, positive=True), Symbol("n", integer=True, positive=True)
    >>> Variable("x", (j,), (n,)).at()
    x[j]
    """

    name: str
    indices: tuple[Symbol, ...] = ()
    sizes: tuple[Expr, ...] = ()
    latex: str = ""
    gradient: str = ""
    gradient_latex: str = ""
    matrix_latex: str = ""
    gradient_matrix_latex: str = ""
    cited: bool = True
    data: bool = False

    def __post_init__(self) -> None:
        check_variable(self)
        object.__setattr__(self, "latex", self.latex or self.name)
        object.__setattr__(self, "matrix_latex", self.matrix_latex or self.latex)
        object.__setattr__(self, "gradient_matrix_latex", self.gradient_matrix_latex or self.gradient_latex)
        object.__setattr__(self, "gradient", self.gradient or f"d{self.name}")
        check_identifier("gradient name", self.gradient)

    def __repr__(self) -> str:
        return f"<Variable {self.at()}>"

    def at(self, *places: Expr) -> Expr:
        """Return the element at these places; without places the one at the variable's own indices."""
        return _element(self.name, places or self.indices)

    def _without_places(self, *_: object) -> NoReturn:
        raise SpecificationError(
            f"variable {self.name!r} in a formula without its places; write {self.name}.at() for its element"
        )

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _without_places
    __truediv__ = __rtruediv__ = __pow__ = __rpow__ = __neg__ = __pos__ = __abs__ = _without_places

    def gradient_at(self, *places: Expr) -> Expr:
        """Return the name of dC/dv at these places."""
        return _element(self.gradient, places or self.indices)


@public
@dataclass(frozen=True, repr=False)
class Equation(Kept, Typeset):
    """A variable, at its own indices, equals an expression in variables that come before it.

    ``variables`` are those of the expression: a model fills them in, so that its equations are printed with its names.

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

    def __repr__(self) -> str:
        return f"<Equation {self.target.at()} = {shown(self.expression)}>"

    def __post_init__(self) -> None:
        instance("target", self.target, Variable, "a Variable, which the expression equals")
        if isinstance(self.expression, Variable):
            raise SpecificationError(
                f"variable {self.expression.name!r} in a formula without its places; "
                f"write {self.expression.name}.at() for its element"
            )
        instance("expression", self.expression, Expr, "a SymPy expression in the elements of variables")


class _ByDefinition(type(Function)):  # type: ignore[misc]
    """The class of functions that are made of a definition: a pickle holds that, and makes the function again."""


class DefinedFunction(Function, metaclass=_ByDefinition):
    """A function of one argument that prints under its name and knows its definition.

    Its derivative is another function, the primed one, until a derivation says what that is.
    """

    nargs = 1
    definition: ClassVar[Definition]
    order: ClassVar[int] = 0

    def fdiff(self, argindex: int = 1) -> Expr:
        return applied(self.definition, self.order + 1)(self.args[0])


@dataclass(frozen=True)
class Definition(Kept, Typeset):
    """A function of one variable: its name, how it is printed, and the expression that defines it."""

    name: str
    latex: str
    variable: Symbol
    expression: Expr

    def __post_init__(self) -> None:
        check_identifier("function name", self.name)
        if self.expression.free_symbols - {self.variable}:
            raise SpecificationError(f"function {self.name!r} is of {self.variable}, but uses other letters as well")

    def __call__(self, argument: Expr) -> Expr:
        """Return the function, by name, of an argument."""
        return applied(self)(argument)


def applied(definition: Definition, order: int = 0) -> Any:
    """Return the SymPy function class of a definition, or of its derivative of some order; always the same one."""
    return _applied(definition, order)


@cache
def _applied(definition: Definition, order: int) -> Any:
    return type(definition.name + "'" * order, (DefinedFunction,), {"definition": definition, "order": order})


def _reduced(function: Any) -> str | tuple[Any, ...]:
    return "DefinedFunction" if function is DefinedFunction else (applied, (function.definition, function.order))


copyreg.pickle(_ByDefinition, _reduced)


@public
@dataclass(frozen=True, repr=False)
class Model(Kept, Typeset):
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
    fractions : frozenset, optional
        Numbers that are shown as fractions where all others are shown as decimals; without it all are fractions.

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
    fractions: frozenset[Expr] | None = None

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
            letters = dict(zip(target.indices, target.sizes, strict=True))
            check_expression(f"the equation of {target.name!r}", equation.expression, letters, shapes)
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
        _ = self.sample_places

    @property
    def cost(self) -> Variable:
        """The last target: the scalar that is differentiated."""
        return self.equations[-1].target

    @cached_property
    def sample_places(self) -> Mapping[str, int]:
        """Which place is that of the sample, of every variable that reaches the cost through its own sample's alone."""
        if self.sample_cost is None:
            return {}
        return sample_places(self.equations, self.inputs, self.sample_cost)

    def differentiated(self, variable: Variable, places: tuple[Place, ...]) -> tuple[Variable, tuple[Place, ...]]:
        """Return what dC/dv at these places is the derivative of: the cost, or the cost of v's own sample."""
        at = self.sample_places.get(variable.name)
        if at is None or self.sample_cost is None:
            return self.cost, ()
        return self.sample_cost, (places[at],)

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


def names_in(expression: Expr) -> tuple[str, ...]:
    """Return the names of the variables that occur in an expression, in order of appearance."""
    found: dict[str, None] = {}
    for node in walk(expression):
        if isinstance(node, Indexed):
            found[node.base.label.name] = None
        elif isinstance(node, Symbol) and node.is_integer is None:
            # indices and sizes are whole numbers, variables are not known to be
            found[node.name] = None
    return tuple(found)


def is_element(node: Expr) -> bool:
    """Tell whether the expression is one element of an array, or a letter."""
    return isinstance(node, Indexed) or bool(node.is_Symbol)


def name_of(element: Expr) -> str:
    """Return the variable's name of an element."""
    return str(element.base.label.name if isinstance(element, Indexed) else element.name)


def places_of(element: Expr) -> tuple[Expr, ...]:
    """Return the places of an element; none for a scalar."""
    return tuple(element.indices) if isinstance(element, Indexed) else ()


def _element(name: str, places: tuple[Expr, ...]) -> Expr:
    return IndexedBase(name)[places] if places else Symbol(name)


def _add(known: dict[str, Variable], variable: Variable) -> None:
    if variable.name in known:
        raise SpecificationError(f"the name {variable.name!r} is used twice")
    known[variable.name] = variable
