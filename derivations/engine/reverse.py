"""The reverse pass: from a model to its derivation, for every variable in reverse order of the equations.

Goes in: a model. Comes out: a derivation whose lines are what applying the rules gave.
Must not know: what kind of model it is.
"""

from dataclasses import replace
from functools import lru_cache

from sympy import Dummy, Expr

from derivations.engine.definitions import DefinedFunction, Definition, apply_definition
from derivations.engine.derivation import DIFFERENTIATES, SHORTENS, Facts, Line, Result, Results, Rule
from derivations.engine.effort import watch
from derivations.engine.expressions import Partial, contains, product, walk
from derivations.engine.indices import tidy
from derivations.engine.model import Equation, Model
from derivations.engine.rules import (
    ARITHMETIC,
    CHAIN_RULE,
    CHAIN_RULE_OVER_SAMPLES,
    DEFINITION,
    DIFFERENTIATION,
    IN_TERMS_OF_VALUE,
    REWRITING,
    SIMPLIFICATION,
    WITHOUT_VALUE,
)
from derivations.engine.rules.arithmetic import only_moves
from derivations.engine.rules.conditions import has_late_number, waits_since
from derivations.engine.rules.substitution import in_terms_of_value
from derivations.engine.variables import Variable, is_entry, name_of
from derivations.errors import RuleError

# More lines than any derivative of a textbook function takes; reached only if a rule undoes another.
LONGEST = 100


def differentiate(model: Model) -> Results:
    """Derive dC/dv for every variable of the model that is not data.

    The cost is differentiated as in reverse-mode automatic differentiation (Linnainmaa 1970; Rumelhart,
    Hinton and Williams 1986): a variable's gradient cites those of the equations that use it. In a model with a cost
    of single samples, the gradient of what belongs to one sample is the derivative of that sample's cost (Nielsen,
    Neural Networks and Deep Learning, ch. 2: his delta is that of C_x).
    """
    results = {result.target: result for result in derive_lemmas(model)}
    facts = Facts(model, results)
    for variable in _backwards(model):
        results[variable.gradient] = _gradient(variable, facts)
    return Results(model, (*equations_of(model), *results.values()))


def equations_of(model: Model) -> tuple[Result, ...]:
    """Return the equations of a model as results."""
    facts = Facts(model, {})
    return tuple(_forward(equation, facts) for equation in model.equations)


def derive_lemmas(model: Model) -> tuple[Result, ...]:
    """Derive the derivative of every function of a model; one may cite those before it."""
    results: dict[str, Result] = {}
    for definition in model.definitions:
        result = _lemma(definition, Facts(model, results))
        results[result.target] = result
    return tuple(results.values())


def _backwards(model: Model) -> list[Variable]:
    """Return targets and inputs in reverse order; an input comes right after the first equation that uses it."""
    order: list[Variable] = []
    for equation in reversed(model.equations):
        if equation.target != model.cost and not equation.target.data:
            order.append(equation.target)
        firsts = (v for v in model.inputs if not v.data and model.users[v.name][:1] == (equation,))
        order.extend(firsts)
    return order


def _forward(equation: Equation, facts: Facts) -> Result:
    lines = [Line(equation.as_typed, DEFINITION.name)]
    apply_rule(lines, REWRITING, facts)
    used = (node for node in walk(equation.expression) if isinstance(node, DefinedFunction))
    functions = [each for each in used if not each.definition.familiar]
    if functions:
        written = equation.expression.xreplace(
            {f: f.definition.as_typed.xreplace({f.definition.variable: f.args[0]}) for f in functions}
        )
        lines.append(Line(written, DEFINITION.name))
        apply_rule(lines, REWRITING, facts)
    return Result(equation.target.name, "forward", equation.target.at(), tuple(lines), equation.target)


def _lemma(definition: Definition, facts: Facts) -> Result:
    left = apply_definition(definition, 1)(definition.variable)
    lines = [Line(Partial(definition.as_typed, definition.variable), DEFINITION.name)]
    apply_rule(lines, REWRITING, facts)
    open_partials(lines, facts)
    apply_rule(lines, ARITHMETIC, facts)
    plain = lines
    with watch() as unfinished:
        for rules in (IN_TERMS_OF_VALUE, WITHOUT_VALUE):
            attempt = list(plain)
            for rule in rules:
                apply_rule(attempt, rule, facts)
            if _reads_better(attempt[-1].expression, plain[-1].expression, definition):
                lines = attempt
                break
    return Result(left.func.__name__, "lemma", left, tuple(lines), unfinished=bool(unfinished))


def _reads_better(found: Expr, plain: Expr, definition: Definition) -> bool:
    """Tell whether a derivative is written with functions by name, and in one form: with f and z both in it, half of
    it would be said in terms of the value and half in terms of the variable.
    """
    value, variable = apply_definition(definition)(definition.variable), definition.variable
    if found.has(value) and variable in found.xreplace({value: Dummy()}).free_symbols:
        return False
    # where everything is a name already, only shortening is left
    return in_terms_of_value(found) and not (in_terms_of_value(plain) and _length(found) > _length(plain))


def _length(expression: Expr) -> int:
    return int(product(expression).count_ops())


def _gradient(variable: Variable, facts: Facts) -> Result:
    left = variable.gradient_at()
    lines: list[Line] = []
    users = [user.target for user in facts.model.users[variable.name]]
    cost, own = facts.model.differentiated(variable, variable.indices)
    if users == [cost]:
        # only the cost uses it: the chain rule would say that dC/dv is dC/dv
        apply_rule(lines, DEFINITION, facts, Partial(cost.at(*own), variable.at()))
    else:
        shared = not own and any(user.name in facts.model.sample_axes for user in users)
        apply_rule(lines, CHAIN_RULE_OVER_SAMPLES if shared else CHAIN_RULE, facts, left)
        apply_rule(lines, DEFINITION, facts)
    open_partials(lines, facts)
    for rule in SIMPLIFICATION:
        apply_rule(lines, rule, facts)
    last = lines[-1]
    lines[-1] = replace(last, expression=tidy(last.expression, variable.indices))
    return Result(variable.gradient, "gradient", left, tuple(lines), variable)


def open_partials(lines: list[Line], facts: Facts) -> None:
    """Apply the first rule of differentiation that applies, until no derivative is left undone."""
    while contains(lines[-1].expression, Partial):
        if len(lines) > LONGEST or not any(apply_rule(lines, rule, facts) for rule in DIFFERENTIATION):
            waiting = next(node for node in walk(lines[-1].expression) if isinstance(node, Partial))
            raise RuleError(
                f"no rule differentiates {waiting.function} by {waiting.variable}; known: sums, products, quotients, "
                "powers, cases and functions of one argument"
            )


def apply_rule(lines: list[Line], rule: Rule, facts: Facts, start: Expr | None = None) -> bool:
    """Add the line that a rule leads to; nothing, if it leaves the last line as it is."""
    before = lines[-1].expression if start is None else start
    if rule.when is not None and not rule.when(before):
        return False
    after = rule.apply(before, facts)
    if after == before:
        return False
    if rule.name == ARITHMETIC.name and lines and only_moves(before, after):
        late, in_place = has_late_number(before), only_moves(before, after, below=True)
        if not late and not in_place:
            return False
        own = lines[-1].stage in (DIFFERENTIATES, SHORTENS) and in_place and not waits_since(before, lines[-2:-1])
        if not late or own or lines[-1].rule == rule.name:
            # that the number which a rule has left stands in front, and what divides below the bar, is no line; but a
            # contraction, or a value that is put in, leaves all in its place, and a number may have waited for others
            lines[-1] = replace(lines[-1], expression=after)
            return True
    lines.append(Line(after, rule.name, _cite(before, after, facts), rule.stage))
    return True


def _cite(before: Expr, after: Expr, facts: Facts) -> tuple[str, ...]:
    """Return the results whose names a line brings in, and those whose values it puts in their place."""
    was, now = _names(before), _names(after)
    brought = (name for name in now if name not in was)
    replaced = (name for name in was if name not in now)
    return tuple(name for name in (*brought, *replaced) if name in facts.results)


@lru_cache(maxsize=16)  # a line is asked twice: as the one before, and as the one after
def _names(expression: Expr) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for node in walk(expression):
        if isinstance(node, DefinedFunction) and node.order:
            found[node.func.__name__] = None
        elif is_entry(node):
            found[name_of(node)] = None
    return tuple(found)
