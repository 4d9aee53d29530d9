"""Where the gradient of what the cost reads is a choice, although the cost has a derivative: its kinks hide each other.

Goes in: a result and its model. Comes out: sentences. Must not know: rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sympy import Expr

from derivations.engine.definitions import write_out
from derivations.engine.derivation import Result
from derivations.engine.evaluation import Evaluator
from derivations.engine.indices import is_index
from derivations.engine.model import Model
from derivations.engine.numbers import WORKING_DIGITS
from derivations.engine.precision import mp, mpf
from derivations.engine.sites import edges, moves, slopes_at_hidden_kink
from derivations.engine.values import NO_VALUE, Surroundings, Values
from derivations.engine.variables import names_in


def hidden_kinks(result: Result, model: Model) -> Iterator[str]:
    """Say where both sides of a border have one derivative, and the last line another; every size is 1 there.

    max(a - y, 0) + min(a - y, 0) is a - y, and each of the two has the derivative 0 at a = y by convention.
    """
    variable, last, evaluator = result.variable, result.expressions[-1], Evaluator(model)
    users = model.users.get(variable.name, ()) if variable is not None and result.kind == "gradient" else ()
    costs = (model.cost, model.sample_cost)
    # of anything else the gradient has one more factor; and of an activation its lemma speaks
    if variable is None or last is None or len(users) != 1 or users[0].target not in costs:
        return
    cost, own = users[0].as_typed, variable.name
    borders = tuple(dict.fromkeys(edges(cost)))
    behind = (name for expression in (*borders, cost) for name in names_in(expression))
    names = [name for name in dict.fromkeys((own, *behind)) if name in model.by_name]
    # parts of a power of 2 stay exact: a border is met only where a difference is 0, and not a rounding
    drawn = {name: mpf(number) / 4 for number, name in enumerate(names)}
    sizes = dict.fromkeys(model.sizes, 1)
    # what relu' is at 0 no difference quotient tells
    used = write_out(last)

    def value(expression: Expr, at: Mapping[str, mpf]) -> mpf:
        entries = {(name, (1,) * len(model.by_name[name].indices)): number for name, number in at.items()}
        indices = {each: 1 for each in expression.free_symbols if is_index(each)}
        return evaluator.value(expression, indices, Values(entries, around=Surroundings(sizes)))

    for edge in borders:
        with mp.workdps(WORKING_DIGITS):
            try:
                here, there = (value(edge, {**drawn, own: mpf(number)}) for number in (0, 1))
                met = {**drawn, own: here / (here - there)}
                if value(edge, met) != 0:
                    continue
                ends = [value(cost, {**met, own: met[own] + move}) for move in moves()]
                found = slopes_at_hidden_kink(ends, value(used, met))
            except NO_VALUE:
                continue
            if found is not None:
                one, both = found
                spoken = [name for name in names if name in names_in(edge)]
                where = " and ".join(f"{name} = {mp.nstr(met[name], 6)}" for name in spoken)
                yield f"{result.target} is {one} by convention at {where}, where both sides have the derivative {both}"
                return
