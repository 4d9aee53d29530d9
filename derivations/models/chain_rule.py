r"""The chain rule itself as models: of one variable, of two, and a square of a sum taken apart in two ways.

Source: any calculus text, such as Apostol, Calculus, vol. 1, section 4.10, and vol. 2, section 8.15.

Goes in: functions, or expressions. Comes out: models whose derivation is the theorem. Must not know: derivatives.

The rules of the engine never look into a function that is used by name, so the lines of the derivation are the theorem
for any f and g; the definitions are there for the check, which needs numbers. ``derivation_is_general`` in
``views.same_gradient`` puts others in their place and finds the same lines.
"""

from __future__ import annotations

from sympy import Expr, Symbol, expand, symbols

from derivations.engine.definitions import Definition
from derivations.engine.expressions import is_size
from derivations.engine.model import Equation, Model
from derivations.engine.typed import TypedOrder
from derivations.engine.variables import Variable
from derivations.errors import SpecificationError
from derivations.models.graphs import graph

Z = Symbol("z", real=True)

# Neither derivative can be said in terms of the function's own value, so that f' and g' stay what they are.
INNER = Definition("g", "g", Z, Z**3 + 2 * Z)
OUTER = Definition("f", "f", Z, Z**2 - 3 * Z)
SECOND = Definition("h", "h", Z, Z**4 - Z)


def of_one_variable(inner: Definition = INNER, outer: Definition = OUTER) -> Model:
    """The composition y = f(u) with u = g(x), so dy/dx = f'(u) g'(x).

    ``inner``, ``outer``: two functions with different names.
    """
    x, u = Variable("x"), Variable("u", cited=False)
    equations = (Equation(u, inner(x.at())), Equation(Variable("y"), outer(u.at())))
    return Model("chain rule for one variable", (x,), equations)


def of_two_variables(outer: Expr | None = None, first: Definition = INNER, second: Definition = SECOND) -> Model:
    """The composition z = f(x, y) with x = g(t) and y = h(t), so dz/dt = dz/dx g'(t) + dz/dy h'(t).

    ``outer``: f, in the variables x and y; without one x^2 + x y; ``first``, ``second``: g and h. Raises a
    SpecificationError if f uses other variables, or does not use both.
    """
    x, y = symbols("x y")
    function = x**2 + x * y if outer is None else outer
    if {symbol.name for symbol in function.free_symbols} != {"x", "y"}:
        raise SpecificationError(f"{function} as f(x, y); expected an expression in both x and y")
    t, of_x, of_y = Variable("t"), Variable("x"), Variable("y")
    names = {symbol: {"x": of_x, "y": of_y}[symbol.name].at() for symbol in function.free_symbols}
    equations = (
        Equation(of_x, first(t.at())),
        Equation(of_y, second(t.at())),
        Equation(Variable("z"), function.xreplace(names)),
    )
    return Model("chain rule for two variables", (t,), equations)


def of_two_variables_twice() -> Model:
    """Take z = x^2 + x y with x = s t and y = s + t: each of s and t reaches z by way of x and by way of y."""
    s, t, x, y = (Variable(name) for name in "stxy")
    equations = (
        Equation(x, s.at() * t.at()),
        Equation(y, s.at() + t.at()),
        Equation(Variable("z"), x.at() ** 2 + x.at() * y.at()),
    )
    return Model("chain rule for two variables of two variables", (s, t), equations)


def square_by_substitution() -> Model:
    """Take f = u^2 with u = x + y."""
    x, y = symbols("x y")
    return graph((x + y) ** 2, "(x + y)^2 by substitution", names={x + y: "u"}, output="f")


def expand_steps(expression: Expr, name: str = "expanded", output: str = "f") -> Model:
    """Return the model whose only equation is a polynomial multiplied out, its terms and their factors in the order of
    the inputs: x^2, x y, y^2.

    ``expression``: in plain variables; ``name``: what the model is called in headings; ``output``: that of the whole.
    Raises a SpecificationError if the expression has no variables.
    """
    inputs = {symbol: Variable(symbol.name) for symbol in sorted(expression.free_symbols, key=str)}
    if not inputs:
        raise SpecificationError(f"{expression} has no variables to differentiate by")
    whole = expand(expression)
    terms = tuple(whole.as_ordered_terms("lex"))
    rows = [tuple(factor for factor in each.as_ordered_factors() if not is_size(factor)) for each in terms]
    order = TypedOrder((terms,), tuple(row for row in (*rows, tuple(inputs)) if len(row) > 1))
    entries = {symbol: variable.at() for symbol, variable in inputs.items()}
    return Model(name, tuple(inputs.values()), (Equation(Variable(output), whole.xreplace(entries)),), order=order)
