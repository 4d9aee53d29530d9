"""Where every gradient starts: the chain rule over the equations that use a variable, and those equations."""

from sympy import Add, Expr

from derivations.engine.expressions import Partial, chain, rewrite, sums
from derivations.engine.facts import Facts
from derivations.engine.indices import fresh, place
from derivations.engine.model import Equation, is_element, name_of, places_of


def chain_rule(expression: Expr, facts: Facts) -> Expr:
    r"""The cost reaches a variable $v$ only through the quantities $u$ that are computed from it, so
    $\frac{\partial C}{\partial v_i} = \sum_u \sum_p \frac{\partial C}{\partial u_p} \frac{\partial u_p}{\partial v_i}$,
    over every such $u$ and all its places $p$.
    """
    model = facts.model
    variable = model.by_gradient.get(name_of(expression)) if is_element(expression) else None
    if variable is None:
        return expression
    places = places_of(expression)
    return Add(*(_through(user, variable.at(*places), facts) for user in model.users[variable.name]))


def definition(expression: Expr, facts: Facts) -> Expr:
    r"""A name that is differentiated is replaced by what its own equation says."""

    def change(node: Expr) -> Expr:
        if not isinstance(node, Partial) or not is_element(node.function):
            return node
        equation = facts.model.equation_of.get(name_of(node.function))
        if equation is None:
            return node
        taken = expression.atoms() | node.free_symbols
        return Partial(written_out(equation, places_of(node.function), taken), node.variable)

    return rewrite(expression, change)


def written_out(equation: Equation, places: tuple[Expr, ...], taken: set[Expr]) -> Expr:
    """Return the right side of an equation at other places, its sums on letters that are not taken."""
    at = dict(zip(equation.target.indices, places, strict=True))
    letters = {symbol for symbol in taken if symbol.is_Symbol and symbol.is_integer}
    return place(equation.expression, at, letters)


def _through(user: Equation, element: Expr, facts: Facts) -> Expr:
    target = user.target
    if target == facts.model.cost:
        return Partial(target.at(), element)
    taken = set(element.free_symbols)
    places = []
    for symbol in target.indices:
        letter = fresh(symbol, {each for each in taken if each.is_integer})
        taken.add(letter)
        places.append(letter)
    factors = chain((target.gradient_at(*places), Partial(target.at(*places), element)))
    return sums(factors, zip(places, target.sizes, strict=True))
