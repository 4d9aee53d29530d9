"""What stands in the gradient of what the cost reads where a kink of the cost is met.

Goes in: a result and its model. Comes out: sentences: that a line is not what the conventions say there; or that they
choose a number although the cost has a derivative, where its kinks hide each other. Must not know: rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, S, Sum

from derivations.engine.conventional import is_exact
from derivations.engine.definitions import write_out
from derivations.engine.derivation import Result
from derivations.engine.evaluation import Evaluator
from derivations.engine.expressions import Partial, rewrite, walk
from derivations.engine.indices import is_index
from derivations.engine.model import Model
from derivations.engine.numbers import DIGITS, WORKING_DIGITS
from derivations.engine.precision import mp, mpf
from derivations.engine.selection import Extreme
from derivations.engine.sites import compare_with_sides, edges, moves
from derivations.engine.values import NO_VALUE, Surroundings, Values, rounding
from derivations.engine.variables import Variable, names_in

# A root that is a short number is found exactly: so many steps of the secant method, and so many bits after the point.
STEPS, BITS = 24, 20

# the gradient of what reads a variable
PASSED_ON = mpf(7) / 4

Numbers = Mapping[str, mpf]


@dataclass(frozen=True)
class KinkReport:
    """What was found at the kinks.

    ``wrong`` is the first line that is not what the conventions say there, and a sentence about it; ``hidden`` a
    sentence, where both sides of a border have one derivative and the last line another.
    """

    wrong: tuple[int, str] | None = None
    hidden: str = ""


def check_kinks(result: Result, model: Model) -> KinkReport:
    """Look at the lines of a result at every kink of what reads its variable; every size is 1 there.

    Of max(a - y, 0) + min(a - y, 0), which is a - y, each of the two has the derivative 0 at a = y by convention.
    """
    found, kinks = KinkReport(), _kinks_of_cost(result, model)
    if kinks is None:
        return found
    with mp.workdps(WORKING_DIGITS):
        for edge, at in kinks.find_points():
            where = kinks.where(edge, at)
            found = KinkReport(
                found.wrong or _find_wrong_line(result, kinks, at, where),
                found.hidden or _find_hidden_kink(result, kinks, at, where),
            )
    return found


def _find_hidden_kink(result: Result, kinks: _KinksOfCost, at: Numbers, where: str) -> str:
    last = result.expressions[-1]
    if last is None:
        return ""
    ends = [kinks.cost_at({**at, kinks.name: at[kinks.name] + move}) for move in moves()]
    # what relu' is at 0 no difference quotient tells
    found = compare_with_sides(ends, kinks.value(write_out(last), at))
    if found is None:
        return ""
    return f"{result.target} is {found[0]} by convention at {where}, where both sides have the derivative {found[1]}"


def _find_wrong_line(result: Result, kinks: _KinksOfCost, at: Numbers, where: str) -> tuple[int, str] | None:
    right = kinks.convention(at)
    written = {each for line in result.expressions if line is not None for each in edges(line)}
    if right is None or not is_exact({each: kinks.value(each, at) for each in written}):
        return None
    for number, line in enumerate(result.expressions):
        found = None if line is None else kinks.value(_one_term(line), at, careful=True)
        if found is not None and abs(found - right) > 10.0**-DIGITS * max(1, abs(right)):
            one, other = (mp.nstr(each, 6).removesuffix(".0") for each in (found, right))
            return number, f"line {number + 1} of {result.target} is {one} at {where}, where the convention is {other}"
    return None


def _kinks_of_cost(result: Result, model: Model) -> _KinksOfCost | None:
    """Return the borders of the equation that alone reads what a result is the gradient of: the cost, or a maximum."""
    variable = result.variable
    users = model.users.get(variable.name, ()) if variable is not None and result.kind == "gradient" else ()
    if variable is None or len(users) != 1:
        return None
    (user,) = users
    if user.target in (model.cost, model.sample_cost):
        return _KinksOfCost(model, variable, user.as_typed)
    # of an activation its lemma speaks
    inside = any(isinstance(node, Extreme) for node in walk(user.as_typed))
    return _KinksOfCost(model, variable, user.as_typed, user.target) if inside else None


@dataclass(frozen=True, eq=False)
class _KinksOfCost:
    """The borders of the cost along one variable, where every size is 1."""

    model: Model
    variable: Variable
    cost: Expr
    # whose gradient is a factor of that of the variable; None, if it is the cost
    reader: Variable | None = None

    @property
    def name(self) -> str:
        """The name of the variable."""
        return self.variable.name

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all that the cost reads, the variable first, and those at its borders before others."""
        behind = (name for expression in (*edges(self.cost), self.cost) for name in names_in(expression))
        return tuple(dict.fromkeys(name for name in (self.name, *behind) if name in self.model.by_name))

    def find_points(self) -> Iterator[tuple[Expr, Numbers]]:
        """Give what is 0 at a border, and numbers at which it is; only such that no rounding is in between.

        The others rise, fall or are all equal, so that each of three is the largest, and two are, and all.
        """
        # parts of a power of 2 stay exact: a border is met only where a difference is 0, and not a rounding
        quarters = range(len(self.names))
        for numbers in (quarters, [-number for number in quarters], [1] * len(self.names)):
            drawn = {name: mpf(number) / 4 for name, number in zip(self.names, numbers, strict=True)}
            for edge in dict.fromkeys(edges(self.cost)):
                found = self._root(edge, drawn)
                if found is not None:
                    yield edge, {**drawn, self.name: found}

    def _root(self, edge: Expr, drawn: Numbers) -> mpf | None:
        def size(at: mpf) -> mpf:
            found = self.value(edge, {**drawn, self.name: at})
            if found is None:
                raise ValueError
            return found

        try:
            root = mp.findroot(size, (0, 1), solver="secant", maxsteps=STEPS, verify=False)
        except ValueError:
            return None
        for found in (root, mp.nint(mp.ldexp(root, BITS)) / 2**BITS):
            if self.value(edge, {**drawn, self.name: found}) == 0:
                return found
        missed = self.value(edge, {**drawn, self.name: root})
        return None if missed is None or abs(missed) > rounding() else root

    def where(self, edge: Expr, at: Numbers) -> str:
        """Say at which numbers."""
        spoken = [name for name in self.names if name in names_in(edge)]
        return " and ".join(f"{name} = {mp.nstr(at[name], 6)}" for name in spoken)

    def cost_at(self, at: Numbers) -> mpf | None:
        """Return the cost; None without one."""
        return self.value(self.cost, at)

    def convention(self, at: Numbers) -> mpf | None:
        """Return the derivative of the cost that the conventions give; None without one."""
        found = self.value(_one_term(Partial(self.cost, self.variable.at())), at, careful=True)
        return None if found is None else found * (1 if self.reader is None else PASSED_ON)

    def value(self, expression: Expr, at: Numbers, *, careful: bool = False) -> mpf | None:
        """Return what an expression comes to, derivatives in it by the conventions if ``careful``; None without."""
        entries = {(name, (1,) * len(self.model.by_name[name].indices)): number for name, number in at.items()}
        around = Surroundings(dict.fromkeys(self.model.sizes, 1), careful=careful, by_convention=careful)
        if self.reader is not None:
            around.gradients[self.reader.name, (1,) * len(self.reader.indices)] = PASSED_ON
        indices = {each: 1 for each in expression.free_symbols if is_index(each)}
        try:
            found = self._evaluator.value(expression, indices, Values(entries, around=around))
        except NO_VALUE:
            return None
        return found if isinstance(found, mpf) and mp.isfinite(found) else None

    @cached_property
    def _evaluator(self) -> Evaluator:
        return Evaluator(self.model)


def _one_term(expression: Expr) -> Expr:
    """Return an expression where every size is 1: a sum is its only term."""
    ones = {each: S.One for each in expression.atoms() if is_index(each)}
    return rewrite(expression, lambda node: node.function if isinstance(node, Sum) else node).xreplace(ones)
