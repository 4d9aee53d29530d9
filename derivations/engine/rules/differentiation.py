"""The rules of differentiation, one level at a time: each opens the outermost operation of a waiting partial.

What stands outside is differentiated by SymPy with its inside held as one variable; the derivative of the
inside waits for the next line.
"""

from collections.abc import Callable
from functools import lru_cache

from sympy import (
    Add,
    Dummy,
    Expr,
    KroneckerDelta,
    Mul,
    Pow,
    S,
    Sum,
    Symbol,
    fraction,
    log,
)

from derivations.engine.derivation import Facts
from derivations.engine.expressions import (
    AsTyped,
    Bracket,
    Chain,
    Partial,
    chain,
    contains,
    depends,
    factors_of,
    has_minus,
    is_size,
    keep_apart,
    limits_of,
    negate,
    rewrite,
    sign_in_front,
    sums,
    walk,
)
from derivations.engine.variables import indices_of, is_entry, name_of


def constant(expression: Expr, facts: Facts) -> Expr:
    r"""What does not contain the variable does not change with it: $c' = 0$."""
    return each_partial(expression, lambda f, v: None if depends(f, v) else S.Zero)


def constant_factor(expression: Expr, facts: Facts) -> Expr:
    r"""A factor that does not contain the variable stands before the derivative: $(c\,u)' = c\,u'$; an entry, such as
    $y$, before the functions in front of it as well.
    """
    come: set[Expr] = set()

    def change(function: Expr, variable: Expr) -> Expr | None:
        # the minus of what a sum adds up is read in front of it
        factors = factors_of(chain(map(_minus_in_front, factors_of(function))))
        still = tuple(factor for factor in factors if not depends(factor, variable))
        if not still:
            return None
        moving = tuple(factor for factor in factors if depends(factor, variable))
        inside = moving[0] if len(moving) == 1 else Mul(*moving)
        sizes = Mul(*(factor for factor in still if is_size(factor)))
        come.update(factor for factor in still if is_entry(factor))
        return chain((sizes, *(factor for factor in still if not is_size(factor)), partial(inside, variable)))

    def before_functions(node: Expr) -> Expr:
        if not isinstance(node, Chain) or not come.intersection(node.args):
            return node
        at = next((at for at, each in enumerate(node.args) if not is_size(each) and not is_entry(each)), len(node.args))
        late = [each for each in node.args[at:] if each in come]
        return chain((*node.args[:at], *late, *(each for each in node.args[at:] if each not in come)))

    found = each_partial(expression, change)
    return rewrite(found, before_functions) if come else found


def sum_rule(expression: Expr, facts: Facts) -> Expr:
    r"""A sum is differentiated term by term, $(u \pm v)' = u' \pm v'$ and $\left(\sum_k u_k\right)' = \sum_k u_k'$;
    terms without the variable drop out.
    """

    def change(function: Expr, variable: Expr) -> Expr | None:
        return _of_terms(function, variable) if isinstance(function, Sum | Add) else None

    return each_partial(expression, change)


def product_rule(expression: Expr, facts: Facts) -> Expr:
    r"""The derivative of a product is the sum, over its factors, of the derivative of that factor times the
    others: $(u v)' = u' v + u v'$.
    """

    def change(function: Expr, variable: Expr) -> Expr | None:
        factors = facts.model.order.factors(function)
        if len(factors) < 2:
            return None
        # the derivative of a factor stands where the factor stood
        terms = (chain((*factors[:at], partial(each, variable), *factors[at + 1 :])) for at, each in enumerate(factors))
        return Add(*map(Bracket, terms))

    return each_partial(expression, change)


def quotient_rule(expression: Expr, facts: Facts) -> Expr:
    r"""The derivative of a quotient is $\left(\frac{u}{v}\right)' = \frac{u' v - u v'}{v^2}$, and that of
    $\frac{1}{v}$, with a product $v$, is $-\frac{v'}{v^2}$.
    """

    def change(function: Expr, variable: Expr) -> Expr | None:
        # exact: e^-z above the bar stays there, so that a product is no quotient
        above, below = fraction(function, exact=True) if isinstance(function, Mul) else (S.One, S.One)
        if not depends(below, variable):
            return None
        if above == 1 and isinstance(below, Mul):
            return chain((S.NegativeOne, below**-2, partial(below, variable)))
        if not depends(above, variable):
            return None
        first = chain((partial(above, variable), below))
        second = chain((S.NegativeOne, above, partial(below, variable)))
        return chain((Add(first, second), below**-2))

    return each_partial(expression, change)


def power_rule(expression: Expr, facts: Facts) -> Expr:
    r"""For a constant exponent, $(u^n)' = n\,u^{n-1}\,u'$."""

    def change(function: Expr, variable: Expr) -> Expr | None:
        return _along_base(function, variable) if _moves(function, variable) == (True, False) else None

    found = each_partial(expression, change)
    return found if found == expression else rewrite(found, _minus_in_front)


def exponential_rule(expression: Expr, facts: Facts) -> Expr:
    r"""For a constant base, $(c^u)' = c^u \ln c\;u'$."""

    def change(function: Expr, variable: Expr) -> Expr | None:
        return _along_exponent(function, variable) if _moves(function, variable) == (False, True) else None

    found = each_partial(expression, change)
    # that of 0.5^u is -0.5^u ln 2 u'
    return found if found == expression else rewrite(found, _minus_in_front)


def generalised_power_rule(expression: Expr, facts: Facts) -> Expr:
    r"""Where base and exponent both change, $(u^v)' = v\,u^{v-1}\,u' + u^v \ln u\;v'$."""

    def change(function: Expr, variable: Expr) -> Expr | None:
        if _moves(function, variable) != (True, True):
            return None
        return _along_base(function, variable) + _along_exponent(function, variable)

    return each_partial(expression, change)


def _moves(power: Expr, variable: Expr) -> tuple[bool, ...]:
    """Tell whether the base and the exponent of a power change with a variable; nothing, of what is no power."""
    return tuple(depends(each, variable) for each in power.args) if isinstance(power, Pow) else ()


def _along_base(power: Expr, variable: Expr) -> Expr:
    u, v = power.args
    # v - 1 in one go: u^v / u would have no value where u is 0
    rest = u ** (v - 1)
    # (a - y)/2 stays one factor beside the 2
    return chain((v, AsTyped(rest) if isinstance(rest, Chain) else rest, partial(u, variable)))


def _along_exponent(power: Expr, variable: Expr) -> Expr:
    u, v = power.args
    return chain((power, log(u), partial(v, variable)))


def _minus_in_front(node: Expr) -> Expr:
    """Let c (-1) u^-2 be -c u^-2: a minus that the rule has brought stands in front of the product."""
    return sign_in_front(node) if isinstance(node, Chain | Sum) else node


def variable_itself(expression: Expr, facts: Facts) -> Expr:
    r"""The derivative of a variable by itself is 1: $\frac{dz}{dz} = 1$."""
    return each_partial(expression, lambda f, v: S.One if f == v and isinstance(v, Symbol) else None)


def of_variable(expression: Expr, facts: Facts) -> Expr:
    r"""A function of the variable itself has its own derivative, $\frac{d}{dz} f(z) = f'(z)$: with no function inside
    there is no inner derivative. That of $e^z$ is $e^z$, that of $\ln z$ is $\frac{1}{z}$.
    """
    found = each_partial(expression, lambda f, v: derivative_at(f, v) if is_of_variable(f, v) else None)
    # that of cos z is -sin z, and no -1 stands inside of a product
    return found if found is expression else rewrite(found, sign_in_front)


def kronecker(expression: Expr, facts: Facts) -> Expr:
    r"""Two entries of one array do not depend on each other: the derivative of one by the other is $1$ where both are
    the same entry and $0$ elsewhere, $\frac{\partial v_1}{\partial v_1} = 1$ and $\frac{\partial v_2}{\partial v_1} =
    0$. In one sign, $\frac{\partial v_k}{\partial v_j} = [k = j]$: this Kronecker delta is $1$ where the two indices
    agree, and $0$ where not.
    """

    def change(function: Expr, variable: Expr) -> Expr | None:
        if not (function.is_Symbol or function.is_Indexed) or name_of(function) != name_of(variable):
            return None
        indices = zip(indices_of(function), indices_of(variable), strict=True)
        return Mul(*(KroneckerDelta(one, other) for one, other in indices))

    return each_partial(expression, change)


def each_partial(expression: Expr, change: Callable[[Expr, Expr], Expr | None]) -> Expr:
    """Change every derivative that waits; None leaves it waiting."""
    found: dict[Expr, Expr | None] = {}

    def at(node: Expr) -> Expr:
        if not isinstance(node, Partial):
            # a number that has just come out of a derivative, u (-1), is a line: then it is arithmetic
            found_sign = sign_in_front(node)
            return found_sign if found_sign is not node and contains(node, Partial) else node
        if node not in found:
            found[node] = change(node.function, node.variable)
        changed = found[node]
        return node if changed is None else changed

    # most rules say nothing about most lines, and to rebuild one takes longer than to look through it
    nothing = all(at(node) is node for node in _waiting(expression))
    return expression if nothing else rewrite(expression, at, keep_apart)


@lru_cache(maxsize=8)  # one rule after the other asks for those of one line
def _waiting(expression: Expr) -> tuple[Expr, ...]:
    return tuple(node for node in walk(expression) if isinstance(node, Partial))


def is_of_variable(function: Expr, variable: Expr) -> bool:
    """Tell whether a function is one of a plain variable; an entry of an array waits for its Kronecker delta."""
    return function.is_Function and function.args == (variable,) and isinstance(variable, Symbol)


def derivative_at(function: Expr, variable: Expr) -> Expr | None:
    """Return the derivative of a function of one argument, times that of its argument; None for anything else."""
    if not function.is_Function or len(function.args) != 1:
        return None
    (inside,) = function.args
    x = Dummy("x", real=True)  # |x| of a complex x would have another derivative
    outside = function.func(x).diff(x)
    factors = [f.xreplace({x: inside}) for f in factors_of(outside)]
    number = Mul(*(f for f in factors if f.is_number))
    return chain((number, *(f for f in factors if not f.is_number), partial(inside, variable)))


def partial(function: Expr, variable: Expr) -> Expr:
    """Return the derivative that waits for a later line: 0 and 1 do not wait."""
    if not depends(function, variable):
        return S.Zero
    function = function.args[0] if isinstance(function, Bracket) else function
    # that of another entry of the same array waits for its Kronecker delta
    return S.One if function == variable else Partial(function, variable)


def _of_terms(function: Expr, variable: Expr) -> Expr:
    if isinstance(function, Sum):
        # no minus right after a sum sign
        return sign_in_front(sums(_of_terms(function.function, variable), limits_of(function)))
    if not isinstance(function, Add):
        return partial(function, variable)
    signs = (S.NegativeOne if has_minus(term) else S.One for term in function.args)
    signed = (
        (sign, negate(term) if sign is S.NegativeOne else term) for sign, term in zip(signs, function.args, strict=True)
    )
    found = ((sign, _of_terms(term, variable)) for sign, term in signed)
    return Add(*(sign * each if each.is_number else chain((sign, each)) for sign, each in found))
