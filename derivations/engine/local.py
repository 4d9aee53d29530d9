"""The derivative of one equation by one thing that stands in it: an arrow of the graph, derived like any other line.

Goes in: a derivation, the names of a target u and of a variable v that its equation uses. Comes out: a result whose
left side is du[p]/dv[q] and whose lines are what the rules gave; Kronecker deltas in it say which positions belong
together. Must not know: what kind of model it is, paths, numbers.
"""

from __future__ import annotations

from sympy import Add, Expr, Symbol

from derivations.engine.derivation import Facts, Line, Result, Results, checked_derivation
from derivations.engine.expressions import Partial, factors_of
from derivations.engine.indices import fresh_each
from derivations.engine.reverse import apply_rule, open_partials
from derivations.engine.rules import DEFINITION, SIMPLIFICATION
from derivations.engine.rules.contraction import deltas_of
from derivations.engine.variables import Variable, names_in
from derivations.errors import SpecificationError, say_unknown


def local_derivative(derivation: Results, function: str, variable: str) -> Result:
    r"""Derive $\partial u_p / \partial v_q$, every other name in the equation of u held fixed.

    Source: the local (or elementary) partial derivatives of Griewank and Walther, Evaluating Derivatives, ch. 3.

    ``derivation``: its lemmas are cited; ``function``, ``variable``: the names of u and of v; v stands in the equation
    of u. Returns a Result of kind "local", with the target ``du_dv``; its variable has the indices of u, then those of
    v. Raises a SpecificationError if u has no equation, or v does not stand in it; a RuleError if no rule
    differentiates the equation.
    """
    model = derivation.model
    if function not in model.equation_of:
        raise SpecificationError(say_unknown("equation of", function, model.equation_of))
    equation = model.equation_of[function]
    inside = names_in(equation.expression)
    if variable not in inside:
        raise SpecificationError(say_unknown(f"variable in the equation of {function!r}:", variable, inside))
    u, v = equation.target, model.by_name[variable]
    indices = fresh_each(v.indices, u.indices)
    left = Partial(u.at(), v.at(*indices))
    facts = Facts(model, derivation.by_target)
    lines: list[Line] = []
    apply_rule(lines, DEFINITION, facts, left)
    open_partials(lines, facts)
    for rule in SIMPLIFICATION:
        apply_rule(lines, rule, facts)
    both = Variable(f"d{function}_d{variable}", (*u.indices, *indices), (*u.sizes, *v.sizes))
    return Result(both.name, "local", left, tuple(lines), both)


def local_derivatives(derivation: Results) -> Results:
    """Derive every arrow of a model whose end is not data, in the order of the equations; check it like any other.

    Raises
    ------
    RuleError
        If no rule differentiates an equation.
    """
    model = checked_derivation(derivation).model
    arrows = (
        local_derivative(derivation, equation.target.name, name)
        for equation in model.equations
        for name in names_in(equation.expression)
        if not model.by_name[name].data
    )
    lemmas = (result for result in derivation.results if result.kind == "lemma")
    return Results(model, (*lemmas, *arrows))


def ties(local: Result) -> dict[Symbol, Symbol]:
    r"""Return the indices of a local derivative that must be equal for it not to be 0, by its Kronecker deltas.

    Only a delta that multiplies every term ties: in softmax, $a_j ([j = k] - a_k)$, nothing is tied.
    """
    assert local.variable is not None
    own = set(local.variable.indices)
    found: set[Expr] | None = None
    for term in Add.make_args(local.value):
        here = {delta for delta in deltas_of(factors_of(term)) if own.issuperset(delta.args)}
        found = here if found is None else found & here
    pairs: dict[Symbol, Symbol] = {}
    for delta in sorted(found or (), key=str):
        first, second = delta.args
        pairs |= {first: second, second: first}
    return pairs
