"""Products of functions that have a name of their own: sin u over cos u, u times its sign."""

from sympy import Abs, Expr, I, Mul, cos, cosh, nan, oo, sin, sinh, tan, zoo

from derivations.engine.definitions import DefinedFunction, apply_definition
from derivations.engine.derivation import Facts
from derivations.engine.expressions import Chain, chain, contains, factors_of, is_size, rewrite
from derivations.engine.selection import POSITIVE

# A sine, its cosine, its tangent; the hyperbolic one is tan(i u) / i, to which SymPy gives its name.
TANGENTS = ((sin, cos, tan), (sinh, cosh, lambda u: tan(I * u) / I))
# A sign, by its name and as the derivative of an absolute value.
SIGNS = ("sign", "absolute'")


def tangent(expression: Expr, facts: Facts) -> Expr:
    r"""A sine over its cosine is a tangent: $\frac{\sin u}{\cos u} = \tan u$, $\frac{\sinh u}{\cosh u} = \tanh u$."""

    def change(node: Expr) -> Expr:
        factors = list(factors_of(node)) if isinstance(node, Chain | Mul) else []
        for above, below, quotient in TANGENTS:
            for found in [f for f in factors if isinstance(f, above) and 1 / below(f.args[0]) in factors]:
                factors[factors.index(found)] = quotient(found.args[0])
                factors.remove(1 / below(found.args[0]))
        if len(factors) == len(factors_of(node)) or not factors:
            return node
        return chain((Mul(*filter(is_size, factors)), *(f for f in factors if not is_size(f))))

    return rewrite(expression, change) if contains(expression, sin, sinh) else expression


def absolute_value(expression: Expr, facts: Facts) -> Expr:
    r"""A number times its sign is its absolute value, $u \operatorname{sgn} u = |u|$; a sign times itself is $1$, but
    $0$ at $0$: $\operatorname{sgn} u \operatorname{sgn} u = [u \neq 0]$. If another factor has no
    value where $u = 0$, that place is left out anyway, and $1$ stands for the two signs.
    """
    # |u| by its name, where the expression has it so
    named = (f.definition for f in expression.atoms(DefinedFunction) if f.definition.name == "absolute")
    absolute = next(map(apply_definition, named), Abs)

    def change(node: Expr) -> Expr:
        factors = factors_of(node) if isinstance(node, Chain | Mul) else ()
        signs = [f for f in factors if f.func.__name__ in SIGNS]
        for found in signs:
            (inside,) = found.args
            rest = [f for f in factors if f not in signs or f.args[0] != inside]
            if len(factors) - len(rest) == 2:
                if Mul(*rest).subs(((absolute(inside), 0), (inside, 0))).has(zoo, oo, nan):
                    # 0 times what is not defined is not 0, nor is 1 times that
                    return chain(rest)
                return chain((*rest, POSITIVE(Abs(inside))))
            if len(factors) - len(rest) == 1 and inside in rest:
                return chain((*(f for f in rest if f != inside), absolute(inside)))
        return node

    return rewrite(expression, change)
