"""The definition of a function, read backwards: its parts in terms of its value.

These lead from e^-z / (1 + e^-z)^2 to sigmoid (1 - sigmoid), and to 1 - tanh^2.
"""

from collections.abc import Mapping

from sympy import Add, Dummy, Expr, Mul, Poly, Pow, S, Symbol, exp, fraction, solve, together

from derivations.engine.definitions import DefinedFunction, apply_definition
from derivations.engine.derivation import Facts
from derivations.engine.effort import CALLS, attempt
from derivations.engine.expressions import Chain, chain, factors_of, is_size, product, rewrite
from derivations.engine.rules.quotients import positive


def definition_backwards(expression: Expr, facts: Facts) -> Expr:
    r"""A function defined as $f = \frac{N}{D}$ gives back its parts: $N = f D$, and where $N$ is a number,
    $D = \frac{N}{f}$.
    """
    for definition in facts.model.definitions:
        value = apply_definition(definition)(definition.variable)
        above, below = fraction(definition.expression)
        parts = {above: value * below} if above.free_symbols else {below: above / value}
        variable = definition.variable
        if variable in parts and not product(expression).is_rational_function(variable):
            # 1/z says what z is, but e^-z is no better as e^(-1/f)
            continue
        replaced = product(expression).xreplace(parts)
        if below.free_symbols and not isinstance(above, Symbol | exp) and replaced != product(expression):
            return replaced
    return expression


def division_by_exponential(expression: Expr, facts: Facts) -> Expr:
    r"""A fraction keeps its value when both sides of its bar are divided by the same: $\frac{e^u}{c + e^u} =
    \frac{1}{1 + c\,e^{-u}}$.
    """
    return rewrite(expression, lambda node: _divide(node) if isinstance(node, Chain | Mul) else node)


def _divide(node: Expr) -> Expr:
    factors = factors_of(node)
    for power in (each for each in factors if isinstance(each, exp)):
        for below in (each for each in factors if isinstance(each, Pow) and each.exp == -1):
            terms = Add.make_args(below.base)
            # one exponential less, for numbers are no longer divided by it than they are multiplied with it
            if power in terms and all(term.is_number for term in terms if term != power):
                divided = 1 / Add(*(1 if term == power else term * exp(-power.exp) for term in terms))
                rest = (divided if each == below else each for each in factors if each != power and not is_size(each))
                return chain((Mul(*filter(is_size, factors)), *rest))
    return node


def exponential(expression: Expr, facts: Facts) -> Expr:
    r"""The definition of $f$, solved for the exponential in it, gives that exponential in terms of $f$: where $f =
    \frac{1}{1 + e^{-z}}$, $e^{-z} = \frac{1}{f} - 1$. Below a bar $1 + \frac{1 + f}{1 - f}$ is $\frac{2}{1 - f}$.
    """
    for function in sorted(expression.atoms(DefinedFunction), key=str):
        definition = function.definition
        # of f(z) only: what the definition says of e^z is said of e^(e^z) where f is taken at e^z
        if function.order or function.args != (definition.variable,):
            continue
        exponentials = definition.expression.atoms(exp)
        if len(exponentials) != 1:
            continue
        variable, (power,) = Dummy("e"), exponentials
        if not expression.has(power, 1 / power):
            continue
        solutions = attempt(CALLS, _solve, definition.expression.xreplace({power: variable}) - function, variable)
        if solutions is not None and len(solutions) == 1 and _is_defined(solutions[0], function):
            solution = positive(solutions[0])
            put_in = attempt(CALLS, _put_in, expression, {power: solution, 1 / power: 1 / solution})
            return expression if put_in is None else put_in
    return expression


def _put_in(expression: Expr, found: Mapping[Expr, Expr]) -> Expr:
    """Put these in; of a fraction below a bar one is made, and what it shares with others is cancelled."""
    factors = factors_of(expression)
    below = [each for each in factors if isinstance(each, Pow) and each.exp.is_negative and each.base.has(*found)]
    if not any(isinstance(each.base.xreplace(found), Add) for each in below):
        return expression.xreplace(found)
    parts = [(each.base, each.exp) if each in below else (each, S.One) for each in factors]
    opened = [(together(base.xreplace(found)).as_coeff_Mul(), exponent) for base, exponent in parts]
    number = Mul(*(number**exponent for (number, _), exponent in opened))
    # SymPy would multiply the number into a bracket
    return chain((number, *factors_of(Mul(*(rest**exponent for (_, rest), exponent in opened)))))


def _is_defined(solution: Expr, function: Expr) -> bool:
    """Tell whether a solution has a value wherever the function has one.

    In terms of f alone it has: 1/f - 1 would divide by 0 only where e^-z has no value either. But in z/f - 1, from
    f = z / (1 + e^-z), f is 0 where z is.
    """
    below = fraction(together(solution))[1]
    return not below.free_symbols or not solution.xreplace({function: Dummy()}).has(*function.free_symbols)


def _solve(equation: Expr, variable: Dummy) -> list[Expr]:
    if not equation.is_rational_function(variable):
        return list(solve(equation, variable))
    above = Poly(fraction(together(equation))[0], variable)
    if above.degree() == 1:
        # SymPy's solve would take most of the time of a lemma to find this
        factor, rest = above.all_coeffs()
        return [-rest / factor] if isinstance(factor, Add) else [Add(*(-term / factor for term in Add.make_args(rest)))]
    return list(solve(equation, variable, simplify=False, check=False))
