"""The definition of a function, read backwards: its parts in terms of its value.

These lead from e^-z / (1 + e^-z)^2 to sigmoid (1 - sigmoid), and to 1 - tanh^2.
"""

from sympy import Dummy, Expr, exp, fraction, solve

from derivations.engine.expressions import product
from derivations.engine.facts import Facts
from derivations.engine.model import DefinedFunction, applied


def definition_backwards(expression: Expr, facts: Facts) -> Expr:
    r"""A function defined as $f = \frac{N}{D}$ gives back its parts: $N = f D$, and where $N$ is a number,
    $D = \frac{N}{f}$.
    """
    for definition in facts.model.definitions:
        value = applied(definition)(definition.variable)
        above, below = fraction(definition.expression)
        parts = {above: value * below} if above.free_symbols else {below: above / value}
        replaced = product(expression).xreplace(parts)
        if below != 1 and replaced != product(expression):
            return replaced
    return expression


def exponential(expression: Expr, facts: Facts) -> Expr:
    r"""The definition of $f$, solved for the exponential in it, gives that exponential in terms of $f$."""
    for function in expression.atoms(DefinedFunction):
        definition = function.definition
        exponentials = definition.expression.atoms(exp)
        if len(exponentials) != 1 or not expression.has(*exponentials):
            continue
        letter, (power,) = Dummy("e"), exponentials
        solutions = solve(definition.expression.xreplace({power: letter}) - function, letter)
        if len(solutions) == 1:
            return expression.xreplace({power: solutions[0]})
    return expression
