"""Products of functions that have a name of their own: sin u over cos u, u times its sign."""

from collections.abc import Sequence

from sympy import Abs, Expr, I, Mul, Piecewise, S, cos, cosh, nan, oo, sign, sin, sinh, tan, zoo

from derivations.engine.definitions import DefinedFunction, apply_definition
from derivations.engine.derivation import Facts
from derivations.engine.expressions import Chain, chain, contains, factors_of, is_size, keep_apart, rewrite, walk
from derivations.engine.selection import POSITIVE, Extreme

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
    r"""A number times its sign is its absolute value, $u \operatorname{sgn} u = |u|$, and that times the sign the
    number, $|u| \operatorname{sgn} u = u$; so $\frac{|u|}{u} = \frac{u}{|u|} = \operatorname{sgn} u$ and
    $\frac{\operatorname{sgn} u}{|u|} = \frac{1}{u}$. A sign times itself is $1$, but
    $0$ at $0$: $\operatorname{sgn} u \operatorname{sgn} u = [u \neq 0]$. If another factor has no
    value where $u = 0$, that place is left out anyway, and $1$ stands for the two signs.
    """
    # |u| and its sign by their names, where the expression has them so
    named = (f.definition for f in expression.atoms(DefinedFunction) if f.definition.name == "absolute")
    definition = next(named, None)
    absolute, sign_of = (Abs, sign) if definition is None else (apply_definition(definition, n) for n in (0, 1))

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
        pairs = [(f, absolute(f.args[0]), f.args[0]) for f in signs]
        for size in (f.as_base_exp()[0] for f in factors):
            if size.func == absolute and size.args[0].free_symbols:
                pairs += [(sign_of(u), u, size) for u in size.args]
        for one, size, u in pairs:
            products = ((one, u, size), (one, size, u), (size, 1 / u, one), (u, 1 / size, one), (one, 1 / size, 1 / u))
            for first, second, whole in products:
                found = _put(factors, first, second, whole)
                if found is not None:
                    return change(chain(found))
        return node

    sizes = (node for node in walk(expression) if node.func == absolute or node.func.__name__ in SIGNS)
    return rewrite(expression, change, keep_apart) if any(True for _ in sizes) else expression


def positive_part(expression: Expr, facts: Facts) -> Expr:
    r"""A maximum with $0$ is $0$ where $[u > 0]$ is: $\max(u, 0)\,[u > 0] = \max(u, 0)$; and so with $\min$ and $<$."""

    def change(node: Expr) -> Expr:
        factors = factors_of(node) if isinstance(node, Chain | Mul) else ()
        bases = [f.as_base_exp()[0] for f in factors if f.as_base_exp()[1].is_positive]
        known = [_where_not_zero(each) for each in bases]
        kept = [f for f in factors if not any(f in each for each in known)]
        return node if len(kept) == len(factors) else chain(kept)

    return rewrite(expression, change) if any(map(_where_not_zero, walk(expression))) else expression


def _where_not_zero(function: Expr) -> tuple[Expr, ...]:
    """Return what is 1 where max(u, 0), min(u, 0) or what is 0 but for one case is not 0."""
    if isinstance(function, Extreme) and S.Zero in function.args:
        (u,) = (each for each in function.args if each != 0)
        return (POSITIVE(function.beyond(u, S.Zero)),)
    named = isinstance(function, DefinedFunction) and not function.order
    if named and isinstance(function.definition.expression, Piecewise):
        (_, where), *others = function.written.args
        if others == [(S.Zero, True)]:
            return (Piecewise((S.One, where), (S.Zero, True)),)
    return ()


def _put(factors: Sequence[Expr], first: Expr, second: Expr, whole: Expr) -> tuple[Expr, ...] | None:
    """Put one thing where the first of two factors stands, and take the other away; None if the two are not there."""
    found = list(factors)
    places = []
    for wanted in (first, second):
        base, power = wanted.as_base_exp()
        fits = (
            at for at, f in enumerate(found) if f.as_base_exp()[0] == base and _goes_into(power, f.as_base_exp()[1])
        )
        at = next(fits, None)
        if at is None:
            return None
        found[at] = found[at] / wanted
        places.append(at)
    return (*found[: places[0]], found[places[0]] * whole, *found[places[0] + 1 :])


def _goes_into(power: Expr, whole: Expr) -> bool:
    return bool(whole.is_Integer and power.is_number and power * whole > 0)
