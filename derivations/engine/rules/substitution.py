"""One thing for another that equals it: a cited result, a lemma, a value that already has a name."""

from sympy import Expr

from derivations.engine.expressions import rewrite
from derivations.engine.facts import Facts
from derivations.engine.indices import place
from derivations.engine.model import DefinedFunction, is_element, name_of, places_of


def citation(expression: Expr, facts: Facts) -> Expr:
    r"""A gradient that was derived before is replaced by its value."""

    def change(node: Expr) -> Expr:
        variable = facts.model.by_gradient.get(name_of(node)) if is_element(node) else None
        if variable is None or variable.cited or variable.gradient not in facts.results:
            return node
        at = dict(zip(variable.indices, places_of(node), strict=True))
        letters = {symbol for symbol in expression.free_symbols if symbol.is_integer}
        return place(facts.results[variable.gradient].value, at, letters)

    return rewrite(expression, change)


def lemma(expression: Expr, facts: Facts) -> Expr:
    r"""The derivative of a function is replaced by the formula that its lemma found."""

    def change(node: Expr) -> Expr:
        result = facts.results.get(node.func.__name__) if isinstance(node, DefinedFunction) else None
        if result is None or not in_terms_of_value(result.value):
            return node
        return result.value.xreplace({node.definition.variable: node.args[0]})

    return rewrite(expression, change)


def in_terms_of_value(value: Expr) -> bool:
    """Tell whether a derivative is written with its function's value only, as sigmoid (1 - sigmoid)."""
    inner = dict.fromkeys(value.atoms(DefinedFunction), 1)
    return not value.xreplace(inner).free_symbols


def named_value(expression: Expr, facts: Facts) -> Expr:
    r"""What the forward pass has computed goes by its name there: $f(z) = a$."""

    def change(node: Expr) -> Expr:
        if not isinstance(node, DefinedFunction) or not is_element(node.args[0]):
            return node
        for equation in facts.model.users.get(name_of(node.args[0]), ()):
            right = equation.expression
            # the places of z in the equation must be letters of their own, or they would stand for anything
            plain = len(set(places_of(right.args[0]))) == len(places_of(right.args[0])) if right.args else False
            if right.func == node.func and is_element(right.args[0]) and plain:
                at = dict(zip(places_of(right.args[0]), places_of(node.args[0]), strict=True))
                return equation.target.at(*(at[symbol] for symbol in equation.target.indices))
        return node

    return rewrite(expression, change)
