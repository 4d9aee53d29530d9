"""Products of functions that have a name of their own: sin u over cos u, u times its sign."""

from collections.abc import Sequence
from typing import Any

from sympy import (
    Abs,
    Add,
    Expr,
    I,
    Mul,
    Piecewise,
    Pow,
    S,
    Sum,
    cos,
    cosh,
    expand_mul,
    nan,
    oo,
    sign,
    sin,
    sinh,
    tan,
    zoo,
)

from derivations.engine.definitions import DefinedFunction, apply_definition
from derivations.engine.derivation import Facts
from derivations.engine.expressions import (
    Chain,
    Partial,
    chain,
    contains,
    factors_of,
    is_size,
    keep_apart,
    product,
    rewrite,
    walk,
)
from derivations.engine.selection import HEAVISIDE, POSITIVE, Extreme

# A sine, its cosine, its tangent; the hyperbolic one is tan(i u) / i, to which SymPy gives its name.
TANGENTS = ((sin, cos, tan), (sinh, cosh, lambda u: tan(I * u) / I))
STEP = apply_definition(HEAVISIDE)
# A sign, by its name and as the derivative of an absolute value.
SIGNS, SIZES = ("sign", "absolute'"), ("Abs", "absolute")


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
        return _sizes_in_front(factors)

    return rewrite(expression, change) if contains(expression, sin, sinh) else expression


def _sizes_in_front(factors: Sequence[Expr]) -> Expr:
    """Return the product of factors, its numbers and sizes as one: those of -2/m were looked at one by one."""
    return chain((Mul(*filter(is_size, factors)), *(f for f in factors if not is_size(f))))


def pythagoras(expression: Expr, facts: Facts) -> Expr:
    r"""The squares of a sine and its cosine add up to one: $\sin^2 u + \cos^2 u = 1$; those of the hyperbolic ones
    differ by one: $\cosh^2 u - \sinh^2 u = 1$, $1 + \sinh^2 u = \cosh^2 u$. A bracket is opened if no more terms come.
    """
    # what a function is of stays as it was typed
    inside = {arg for node in walk(expression) if node.is_Function for arg in node.args}

    def change(node: Expr) -> Expr:
        if not isinstance(node, Add) or node in inside:
            return node
        found = _without_squares(node.args)
        if found is None and not contains(node, Partial, Sum):
            opened = [each for term in node.args for each in Add.make_args(expand_mul(product(term)))]
            found = _without_squares(opened)
            found = found if found is not None and len(Add.make_args(found)) <= len(node.args) else None
        return node if found is None else found

    return rewrite(expression, change) if contains(expression, cos, cosh, sinh) else expression


def _without_squares(args: Sequence[Expr]) -> Expr | None:
    terms = [product(term).as_coeff_Mul() for term in args]
    for one, another, sense in ((cos, sin, 1), (cosh, sinh, -1)):
        for number, square in terms:
            if not (isinstance(square, Pow) and square.exp == 2 and isinstance(square.base, one | another)):
                continue
            u = square.base.args[0]
            pair = [(number, one(u) ** 2), (sense * number, another(u) ** 2)]
            with_one, whole = [(number, S.One), (number, sinh(u) ** 2)], number * cosh(u) ** 2
            for taken, left in ((pair, number), (with_one, whole)):
                if all(each in terms for each in taken):
                    rest = (term for term, each in zip(args, terms, strict=True) if each not in taken)
                    return Add(left, *rest)
    return None


def absolute_value(expression: Expr, facts: Facts) -> Expr:
    r"""A number times its sign is its absolute value, $u \operatorname{sgn} u = |u|$, and that times the sign the
    number, $|u| \operatorname{sgn} u = u$; so $\frac{|u|}{u} = \frac{u}{|u|} = \operatorname{sgn} u$ and
    $\frac{\operatorname{sgn} u}{|u|} = \frac{1}{u}$. A sign times itself is $1$, but
    $0$ at $0$: $\operatorname{sgn} u \operatorname{sgn} u = [u \neq 0]$. $H(u) - H(-u) = \operatorname{sgn} u$, where
    $H$ is $1$ above $0$, $0$ below it and $\frac{1}{2}$ at $0$. If another factor has no
    value where $u = 0$, that place is left out anyway, and $1$ stands for the two signs.
    """
    # |u| and its sign by their names, where the expression has them so
    named = (f.definition for f in expression.atoms(DefinedFunction) if f.definition.name == "absolute")
    definition = next(named, None)
    absolute, sign_of = (Abs, sign) if definition is None else (apply_definition(definition, n) for n in (0, 1))

    def change(node: Expr) -> Expr:
        if isinstance(node, Add):
            return _sign_of_steps(node, sign_of)
        factors = factors_of(node) if isinstance(node, Chain | Mul) else ()
        signs = [f for f in factors if f.func.__name__ in SIGNS]
        for found in signs:
            (inside,) = found.args
            rest = [f for f in factors if f not in signs or f.args[0] != inside]
            if len(factors) - len(rest) == 2:
                if Mul(*rest).subs(((absolute(inside), 0), (inside, 0))).has(zoo, oo, nan):
                    # 0 times what is not defined is not 0, nor is 1 times that
                    return _sizes_in_front(rest)
                return _sizes_in_front((*rest, POSITIVE(Abs(inside))))
        pairs = [(f, absolute(f.args[0]), f.args[0]) for f in signs]
        for size in (f.as_base_exp()[0] for f in factors):
            if size.func == absolute and size.args[0].free_symbols:
                pairs += [(sign_of(u), u, size) for u in size.args]
        for one, size, u in pairs:
            products = ((one, u, size), (one, size, u), (size, 1 / u, one), (u, 1 / size, one), (one, 1 / size, 1 / u))
            for first, second, whole in products:
                found = _put(factors, first, second, whole)
                if found is not None:
                    return change(_sizes_in_front(_with_its_power(found, whole)))
        return node

    sizes = (each for each in walk(expression) if each.func in (absolute, STEP) or each.func.__name__ in SIGNS)
    return rewrite(expression, change, keep_apart) if any(True for _ in sizes) else expression


def _with_its_power(factors: Sequence[Expr], size: Expr) -> Sequence[Expr]:
    """Let |z|^(z - 1) |z| be |z|^z."""
    power = next((f for f in factors if isinstance(f, Pow) and f.base == size and f.exp.free_symbols), None)
    if power is None or size not in factors:
        return factors
    return [size ** (f.exp + 1) if f == power else f for f in factors if f != size]


def _sign_of_steps(total: Add, sign_of: Any) -> Expr:
    terms = list(total.args)
    for term in total.args:
        number, step = product(term).as_coeff_Mul()
        back = -number * STEP(product(-step.args[0])) if isinstance(step, STEP) else None
        other = next((each for each in terms if term in terms and product(each) == back), None)
        if other is not None and number.is_positive:
            terms[terms.index(term)] = chain((number, sign_of(step.args[0])))
            terms.remove(other)
    return total if len(terms) == len(total.args) else Add(*terms)


def positive_part(expression: Expr, facts: Facts) -> Expr:
    r"""A maximum with $0$ is $0$ where $[u > 0]$ is: $\max(u, 0)\,[u > 0] = \max(u, 0)$; and so with $\min$ and $<$.
    Where $[u > 0]$ stands, or such a maximum, $\operatorname{sgn} u$ is $1$ and $|u|$ is $u$; and $u\,[u > 0] =
    \max(u, 0)$.
    """
    nodes = list(dict.fromkeys(walk(expression)))
    signed = {node.args[0]: _condition(node.args[0]) for node in nodes if node.func.__name__ in (*SIGNS, *SIZES)}
    parts = {node: _where_not_zero(node) for node in nodes if _where_not_zero(node)}
    positive = {u: part for part in parts for u in _parts_of(part) if _condition(u) & {*parts[part]}}

    def change(node: Expr) -> Expr:
        factors = factors_of(node) if isinstance(node, Chain | Mul) else ()
        bases = [f.as_base_exp()[0] for f in factors if f.as_base_exp()[1].is_positive]
        known = {each for base in bases for each in parts.get(base, ())}
        kept = [f for f in factors if f not in known]
        above = {u for u, conditions in signed.items() if not conditions.isdisjoint({*known, *kept})}
        kept = [f for f in kept if not (f.func.__name__ in SIGNS and f.args[0] in above)]
        kept = [f.args[0] if f.func.__name__ in SIZES and f.args[0] in above else f for f in kept]
        for u, part in positive.items():
            condition = next((each for each in kept if each in parts[part]), None)
            if u in kept and condition is not None:
                kept[kept.index(u)] = part
                kept.remove(condition)
        return node if kept == list(factors) else _sizes_in_front(kept)

    return rewrite(expression, change) if parts or signed else expression


def _condition(u: Expr) -> set[Expr]:
    """Return what is 1 where u > 0, and 0 elsewhere."""
    return {POSITIVE(u), Piecewise((S.One, u > 0), (S.Zero, True))}


def _parts_of(part: Expr) -> tuple[Expr, ...]:
    """Return what a maximum, or a function given case by case, is where it is not 0."""
    return tuple(part.args if isinstance(part, Extreme) else part.written.args[0][:1])


def _where_not_zero(function: Expr) -> tuple[Expr, ...]:
    """Return what is 1 where max(u, 0), min(u, 0) or what is 0 but for one case is not 0."""
    if isinstance(function, Extreme) and S.Zero in function.args and len(function.args) == 2:
        (u,) = (each for each in function.args if each != 0)
        return (POSITIVE(function.beyond(u, S.Zero)),)
    # a sign is what the condition is put into: that of z^2 has no case below 0
    named = isinstance(function, DefinedFunction) and not function.order and function.func.__name__ not in SIGNS
    written = function.written if named else None
    # relu(z^2 + 1) has one case: SymPy knows which one holds
    if isinstance(written, Piecewise):
        (_, where), *others = written.args
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
    # u^3 does not go into u^2
    return bool(whole.is_Integer and power.is_number and power * whole > 0 and abs(power) <= max(1, abs(whole)))
