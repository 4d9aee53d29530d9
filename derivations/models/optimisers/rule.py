"""An update rule: a short list of equations, what it remembers, and the words for its variables.

Every rule works entry by entry, so theta is one parameter and g its gradient dC/dtheta; an index t is part of a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sympy import Symbol

from derivations.engine.model import Equation, Model
from derivations.engine.typed import AS_READ, TypedOrder
from derivations.engine.variables import Variable, names_in


@dataclass(frozen=True)
class Memory:
    """A number that is kept from one step for the next: what it was, v_(t-1), and what it becomes, v_t.

    At first it is 0, or for AdaGrad what is chosen.
    """

    before: Variable
    after: Variable


@dataclass(frozen=True)
class UpdateRule:
    """Equations in the order in which they are computed; the last one gives what the rule is for.

    Raises a SpecificationError if an equation uses a variable that nothing defines before it.
    """

    # that of the function which makes the NumPy version: "adam"
    name: str
    # as a heading: "Adam"
    title: str
    # their left sides are new values, theta_t; on the right stand old values, gradients and options
    equations: tuple[Equation, ...]
    # whatever the equations use and do not compute
    inputs: tuple[Variable, ...]
    # where the equations are from
    source: str
    # what the next step uses again, besides theta and a count of steps
    state: tuple[Memory, ...] = ()
    # variables that are chosen, and the word under which the NumPy version takes each: (eta, "learning_rate")
    options: tuple[tuple[Variable, str], ...] = ()
    # which fractions of the equations are printed as one: eta/m
    order: TypedOrder = AS_READ

    def __post_init__(self) -> None:
        _ = self.model

    @cached_property
    def model(self) -> Model:
        """The equations as a model: its cost is what the last one computes."""
        used = {name for equation in self.equations for name in names_in(equation.expression)}
        known = (*self.inputs, *(memory.before for memory in self.state), *(each for each, _ in self.options))
        return Model(self.title, tuple(each for each in known if each.name in used), self.equations, order=self.order)


def scalar(name: str, latex: str) -> Variable:
    """Mint a number of an update rule, a scalar."""
    return Variable(name, latex=latex)


def symbol(variable: Variable) -> Symbol:
    """Return a scalar as it stands in an expression."""
    return variable.at()
