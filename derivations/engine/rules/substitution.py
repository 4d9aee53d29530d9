"""One thing for another that equals it: a cited result, a lemma, a value that already has a name."""

from sympy import Dummy, Expr, Function, Symbol

from derivations.engine.definitions import DefinedFunction
from derivations.engine.derivation import Facts
from derivations.engine.expressions import (
    AsTyped,
    Chain,
    chain,
    contains,
    factors_of,
    keep_apart,
    rewrite,
    sizes_in_front,
)
from derivations.engine.indices import reindex
from derivations.engine.rules.fractions import head_and_sum, is_below, open_powers, same
from derivations.engine.variables import indices_of, is_entry, name_of


def rewriting(expression: Expr, facts: Facts) -> Expr:
    r"""What was typed is written as it is computed with, wherever it has a value: $(e^u)^2 = e^{2u}$,
    $\sqrt{u^2} = |u|$, $u^2 / u = u$ where $u$ is not 0.
    """
    if not contains(expression, AsTyped):
        return expression
    typed = {each.as_typed: each.expression for each in facts.model.equations}
    for function in facts.model.definitions:
        for inside in ({}, *({function.variable: each} for each in expression.free_symbols)):
            typed[function.as_typed.xreplace(inside)] = function.expression.xreplace(inside)
    return expression.xreplace(typed)


def citation(expression: Expr, facts: Facts) -> Expr:
    r"""A gradient that was derived before is cited: what it was found to be stands in its place, as in
    $\frac{\partial C}{\partial a}\,f'(z) = (a - y)\,f'(z)$ after $\frac{\partial C}{\partial a} = a - y$ was found. A
    number in front of it comes out of a sum.
    """

    def change(node: Expr) -> Expr:
        variable = facts.model.by_gradient.get(name_of(node)) if is_entry(node) else None
        if variable is None or variable.cited or variable.gradient not in facts.results:
            return node
        at = dict(zip(variable.indices, indices_of(node), strict=True))
        indices = {symbol for symbol in expression.free_symbols if symbol.is_integer}
        return reindex(facts.results[variable.gradient].value, at, indices)

    cited = rewrite(expression, change)
    return expression if cited == expression else rewrite(cited, sizes_in_front)


def lemma(expression: Expr, facts: Facts) -> Expr:
    r"""A lemma is a result that is derived on the side: the derivative of a function is replaced by the formula that
    its lemma found, as in $\sigma'(z) = \sigma(z)\,(1 - \sigma(z))$.
    """
    # a lemma is about a variable of its own; elsewhere a formula in z would hide that it belongs to one function
    about_a_variable = not any(name_of(entry) in facts.model.by_name for entry in expression.free_symbols)

    def change(node: Expr) -> Expr:
        result = facts.results.get(node.func.__name__) if isinstance(node, DefinedFunction) else None
        if result is None or not (about_a_variable or _in_values_only(result.value)):
            return node
        return result.value.xreplace({node.definition.variable: node.args[0]})

    return rewrite(expression, change, keep_apart)


def in_terms_of_value(value: Expr) -> bool:
    """Tell whether a derivative is written with functions by name, sigmoid (1 - sigmoid): no derivative of a function
    waits in it any more.
    """
    return not any(function.order for function in value.atoms(DefinedFunction))


def _in_values_only(value: Expr) -> bool:
    # symbols, not numbers: z (1 - f) must not vanish with 1 - 1
    inner = {function: Dummy() for function in value.atoms(DefinedFunction)}
    return not value.xreplace(inner).free_symbols - set(inner.values())


def named_value(expression: Expr, facts: Facts) -> Expr:
    r"""What the forward pass has computed already has a name, and is written by it: of a unit with $a = \sigma(z)$,
    $\sigma(z)\,(1 - \sigma(z))$ is $a\,(1 - a)$. So nothing is computed twice.
    """

    def change(node: Expr) -> Expr:
        if isinstance(node, Chain):
            return _named_fractions(node, facts)
        # those of SymPy too: e^v is in its own derivative
        if not isinstance(node, Function) or len(node.args) != 1 or not is_entry(node.args[0]):
            return node
        for equation in facts.model.users.get(name_of(node.args[0]), ()):
            right = equation.expression
            # the positions of z in the equation must be indices of their own, or they would stand for anything
            plain = len(set(indices_of(right.args[0]))) == len(indices_of(right.args[0])) if right.args else False
            if right.func == node.func and is_entry(right.args[0]) and plain:
                at = dict(zip(indices_of(right.args[0]), indices_of(node.args[0]), strict=True))
                return equation.target.at(*(at[symbol] for symbol in equation.target.indices))
        return node

    return rewrite(expression, change)


def _named_fractions(node: Chain, facts: Facts) -> Expr:
    """Put the name of a fraction over a sum, e^z_j / sum of e^z_i, in place of its factors, as often as they stand."""
    if not any(is_below(f) for f in node.args):
        return node
    factors = list(open_powers(factors_of(node)))
    for equation in facts.model.equations:
        head, below = head_and_sum(equation.expression)
        if head is None or set(equation.target.indices) != set(indices_of(_entry_of(head))):
            continue
        at = 0
        while at < len(factors):
            positions = _indices_as_in(head, factors[at])
            whole = None if positions is None else reindex(below, positions)
            found = [
                n for n, each in enumerate(factors) if whole is not None and is_below(each) and same(each.base, whole)
            ]
            if positions is not None and found:
                factors[at] = equation.target.at(*(positions[index] for index in equation.target.indices))
                del factors[found[0]]
                at = 0
            else:
                at += 1
    return node if len(factors) == len(open_powers(factors_of(node))) else chain(factors)


def _entry_of(head: Expr) -> Expr:
    return head if is_entry(head) else head.args[0]


def _indices_as_in(head: Expr, other: Expr) -> dict[Symbol, Expr] | None:
    """Return where the indices of e^z_j have gone in e^z_k; None if the two are not of one kind."""
    if head.func != other.func or (not is_entry(head) and not is_entry(other.args[0])):
        return None
    one, two = _entry_of(head), _entry_of(other)
    if name_of(one) != name_of(two):
        return None
    return dict(zip(indices_of(one), indices_of(two), strict=True))
