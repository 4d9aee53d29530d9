"""What the lines of one result speak of: the part of a model that they are checked in, whatever the rest is like.

Goes in: a result and its model. Comes out: the names that are computed there, those that are drawn at random, and a
key that two results share if they say the same of other names. Must not know: numbers, rules.

A line is right by what the equations say of the names in it, so it is checked where nothing else is known: the names
behind those equations, and the gradients that are cited by name, may have any value. So a line about layer 3 is
checked in the same small part of the model as one about layer 40, and if both are equal but for their names, a check
of one is a check of the other: it would compute the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from operator import attrgetter

from sympy import Basic, Expr, Indexed, Sum, Symbol

from derivations.engine.definitions import DefinedFunction
from derivations.engine.derivation import Result
from derivations.engine.expressions import walk
from derivations.engine.indices import is_index
from derivations.engine.model import Equation, Model
from derivations.engine.variables import Variable, is_entry, name_of, names_in

# str() of a symbol, which says the same, goes through a printer
NAME = attrgetter("name")


@dataclass(frozen=True)
class Cut:
    """A part of a model: equations that hold in it, variables that are drawn, gradients that are drawn as well."""

    equations: tuple[Equation, ...]
    drawn: tuple[Variable, ...]
    free: tuple[Variable, ...] = ()
    sizes: tuple[Symbol, ...] = ()
    # the variables whose gradient is computed from those of their users
    followed: tuple[Variable, ...] = field(default=(), compare=False)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Everything that has a value here."""
        return (*(equation.target for equation in self.equations), *self.drawn)


def whole(model: Model) -> Cut:
    """Return the whole model: only its inputs are drawn."""
    return Cut(model.equations, model.inputs, (), model.sizes, tuple(model.by_name.values()))


def cut_of(result: Result, model: Model) -> Cut:
    """Return the part of the model that the lines of a result speak of.

    Every name in a line is there with its own equation, and so are the equations that use the variable of a gradient.
    A gradient is drawn if it is cited by its name; one that is written out by its value follows from its users.
    """
    expressions = [result.left, *(each for each in result.expressions if each is not None)]
    spoken = dict.fromkeys(name for each in expressions for name in _names(each))
    names = {name: None for name in spoken if name in model.by_name}
    free: dict[str, None] = {}
    followed: dict[str, None] = {}
    waiting = [model.by_gradient[name] for name in spoken if name in model.by_gradient]
    if result.variable is not None and result.variable.name in model.by_name:
        waiting.insert(0, model.by_name[result.variable.name])
    while waiting:
        variable = waiting.pop(0)
        own = result.kind == "gradient" and result.variable == variable
        if variable.name in free or variable.name in followed or variable == model.cost:
            continue
        if variable.cited and not own:
            free[variable.name] = None
            continue
        followed[variable.name] = None
        names[variable.name] = None
        for user in model.users[variable.name]:
            names |= dict.fromkeys((user.target.name, *names_in(user.expression)))
            waiting.append(user.target)
        if model.sample_cost is not None:
            # between what belongs to a sample and what does not, the chain rule puts the cost of that sample
            waiting.append(model.sample_cost)
    equations = tuple(equation for equation in model.equations if equation.target.name in names)
    known = {equation.target.name for equation in equations}
    behind = dict.fromkeys(name for equation in equations for name in names_in(equation.expression))
    drawn = tuple(model.by_name[name] for name in {**names, **behind} if name not in known)
    variables = (*(equation.target for equation in equations), *drawn, *(model.by_name[name] for name in free))
    written = (*expressions, *(equation.expression for equation in equations))
    return Cut(
        equations,
        drawn,
        tuple(model.by_name[name] for name in free),
        tuple(_sizes((size for each in variables for size in each.sizes), written)),
        tuple(model.by_name[name] for name in followed),
    )


def key_of(result: Result, cut: Cut, model: Model) -> Hashable:
    """Return what two results have in common that say the same of other names."""
    numbers: dict[str, int] = {}

    def number(name: str) -> int:
        return numbers.setdefault(name, len(numbers))

    lines = tuple(_shape(each, number) for each in result.expressions)
    said = (result.kind, _shape(result.left, number), lines)
    computed = tuple((_facts(each.target, number), _shape(each.expression, number)) for each in cut.equations)
    drawn, free = (tuple(_facts(each, number) for each in some) for some in (cut.drawn, cut.free))
    samples = tuple((number(each.name), model.sample_axes.get(each.name)) for each in (*cut.variables, *cut.free))
    users = tuple(
        (number(each.name), tuple(number(user.target.name) for user in model.users[each.name])) for each in cut.followed
    )
    sizes = tuple(number(size.name) for size in cut.sizes)
    costs = (numbers.get(each.name) for each in (model.cost, model.sample_cost) if each is not None)
    return said, computed, drawn, free, users, sizes, samples, tuple(costs)


def _facts(variable: Variable, numbered: Callable[[str], int]) -> Hashable:
    gradient = numbered(variable.name), numbered(variable.gradient)
    sizes = tuple(_shape(size, numbered) for size in variable.sizes)
    return gradient, variable.indices, sizes, variable.cited, variable.data


def _shape(node: object, numbered: Callable[[str], int]) -> Hashable:
    if isinstance(node, Indexed):
        return numbered(node.base.label.name), *(_shape(each, numbered) for each in node.indices)
    if isinstance(node, Symbol):
        return node.name if is_index(node) else numbered(node.name)
    if not isinstance(node, Basic) or not node.args:
        return "", node
    name = (node.func.__name__, node.order) if isinstance(node, DefinedFunction) else node.func.__name__
    return name, *(_shape(each, numbered) for each in node.args)


def _names(expression: Expr) -> Iterable[str]:
    return (name_of(node) for node in walk(expression) if is_entry(node))


def _sizes(given: Iterable[Expr], written: Iterable[Expr]) -> dict[Symbol, None]:
    found = [each for size in given for each in sorted(size.free_symbols, key=NAME)]
    for expression in written:
        for node in walk(expression):
            if isinstance(node, Sum):
                found += [each for _, _, last in node.limits for each in sorted(last.free_symbols, key=NAME)]
            elif isinstance(node, Symbol) and node.is_integer and not is_index(node):
                found.append(node)
    return dict.fromkeys(found)
