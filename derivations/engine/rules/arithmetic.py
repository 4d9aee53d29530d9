"""The arithmetic of a line: numbers in front, variables before functions, powers and like terms together.

Goes in: a line. Comes out: the same with its products written anew. Must not know: fractions that are added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from operator import is_not

from sympy import Add, Basic, Expr, KroneckerDelta, Mul, Piecewise, Pow, S, Sum, exp, expand_mul, log

from derivations.engine.definitions import apply_definition
from derivations.engine.derivation import Facts
from derivations.engine.expressions import (
    Apart,
    AsTyped,
    Bracket,
    Chain,
    Partial,
    chain,
    contains,
    factors_of,
    has_minus,
    is_size,
    product,
    rewrite,
    sign_in_front,
    sizes_in_front,
    terms_of,
    walk,
)
from derivations.engine.rules.quotients import has_denominator
from derivations.engine.rules.simplification import MOST_OPERATIONS
from derivations.engine.selection import HEAVISIDE, POSITIVE
from derivations.engine.variables import is_entry

# What is 1 where something holds: [u > 0].
CONDITIONS = tuple(map(apply_definition, (POSITIVE, HEAVISIDE)))


def arithmetic(expression: Expr, facts: Facts) -> Expr:
    r"""Numbers and sizes are multiplied and stand in front of a product or sum, and their minus goes into a difference:
    $-c\,(u - v) = c\,(v - u)$; a sum that is subtracted is opened, $w - (u + v) = w - u - v$; that of a bracket in
    which all is subtracted stands in front of it, $c\,(-u - v) = -c\,(u + v)$. Variables stand before functions, a
    factor times itself is its power, and terms that differ by a number only are added.
    """
    # e^(-2 (z - 1)) stays as it was typed
    exponents = {each.exp for each in expression.atoms(exp) if isinstance(each.exp, Chain)}
    found = rewrite(expression, lambda node: node if node in exponents else _collect(node), _keep_subtracted)
    return found.args[0] if isinstance(found, Bracket | Apart) else found


def like_terms(expression: Expr, facts: Facts) -> Expr:
    r"""What terms have as a factor stands once in front where the bracket behind it is shorter when it is opened:
    $(1 - z)\,e^z - e^z = -z\,e^z$, or where an exponential is among it: $e^z + z\,e^z = (1 + z)\,e^z$; and brackets
    are opened where that lets terms cancel: $u\,(v + w) - u\,w = u\,v$.
    """
    if contains(expression, Sum, Partial, KroneckerDelta, Piecewise):
        return expression
    if isinstance(expression, Add):
        return _opened(expression)
    parts = expression.args if isinstance(expression, Chain) else (expression,)
    factors = [each for part in parts for each in ((part,) if is_size(part) else factors_of(part))]
    found = [_opened(f) if isinstance(f, Add) else f for f in factors]
    return chain(found) if any(map(is_not, found, factors)) else expression


def _opened(total: Add) -> Expr:
    terms = [product(term) for term in total.args]
    if total.count_ops() > MOST_OPERATIONS or any(map(_divides, walk(Add(*terms, evaluate=False)))):
        return total
    counts = [_powers_in(term) for term in terms]
    shared = counts[0]
    for each in counts[1:]:
        shared = shared & each
    common = Mul(*shared.elements())
    pieces = [each for term in terms for each in Add.make_args(expand_mul(term / common))]
    opened = Add(*pieces)
    fewer = len(pieces) - len(Add.make_args(opened))
    late = [each for each in shared if isinstance(each, exp)]
    # sigma (1 - sigma) (1 - tanh) - sigma (1 - tanh^2) says more than its brackets opened
    grows = not late and len(Add.make_args(opened)) > len(terms)
    if opened == 0 or grows or (fewer < 1 and not late if shared else fewer < 2):
        return total
    number, rest = opened.as_content_primitive() if isinstance(opened, Add) else opened.as_coeff_Mul()
    number, rest = (number, rest) if number.is_Integer else (S.One, opened)
    if all(map(has_minus, Add.make_args(rest))):
        number, rest = -number, -rest
    powers = [base**count for base, count in shared.items()]
    return chain((number, *(each for each in powers if each not in late), *factors_of(rest), *late))


def _powers_in(term: Expr) -> Counter[Expr]:
    """Count the factors of a term but for numbers, z^2 as two."""
    found: Counter[Expr] = Counter()
    for each in factors_of(term):
        base, power = (each, S.One) if isinstance(each, exp) else each.as_base_exp()
        counts = power.is_Integer and power.is_positive
        if not each.is_number:
            found[base if counts else each] += int(power) if counts else 1
    return found


def _divides(node: Expr) -> bool:
    return isinstance(node, Pow) and not isinstance(node, exp) and bool(node.exp.is_negative)


def only_moves(before: Expr, after: Expr, *, below: bool = False) -> bool:
    """Tell whether two lines differ only in where factors stand, and in brackets around terms of a sum; ``below``: only
    in where a number or a factor below the bar stands.
    """
    return bool(_without_order(before, above=below) == _without_order(after, above=below))


def _without_order(node: Basic, *, above: bool) -> Hashable:
    """Return what tells a line from others, but for the order of terms and factors, which are not put together.

    ``above``: factors above the bar keep theirs.
    """
    if isinstance(node, Bracket):
        return _without_order(node.args[0], above=above)
    if isinstance(node, Add):
        terms = (part for term in node.args for part in Add.make_args(_open_bracket(term)))
        return Add, frozenset(Counter(_without_order(term, above=above) for term in terms).items())
    if isinstance(node, Chain | Mul):
        first, *rest = _parts(node)
        if first == -1 and len(rest) > 1 and is_size(rest[0]):
            # both read -2 u
            first, *rest = -rest[0], *rest[1:]
        in_place = [part for part in (first, *rest) if above and not is_size(part) and not _divides(part)]
        others = (part for part in (first, *rest) if part not in in_place)
        return (
            Mul,
            tuple(_without_order(part, above=above) for part in in_place),
            frozenset(Counter(_without_order(part, above=above) for part in others).items()),
        )
    # the kind first: SymPy would make an expression of the tuple that it is compared with
    parts = (_without_order(part, above=above) for part in node.args)
    return (node.func, *(parts if node.args else (node,)))


def _open_bracket(term: Expr) -> Expr:
    return term.args[0] if isinstance(term, Bracket) else term


def _parts(product: Expr) -> Iterator[Expr]:
    """Give the factors of a product; SymPy's own products in it stay together."""
    for factor in product.args if isinstance(product, Chain) else factors_of(product):
        if isinstance(factor, Chain) and not isinstance(factor, AsTyped | Apart):
            yield from _parts(factor)
        else:
            yield factor


def _collect(node: Expr) -> Expr:
    if isinstance(node, Sum):
        return sizes_in_front(node)
    if isinstance(node, Add):
        # that of a function keeps the sign of its argument
        opened = Add(*(part for term in node.args for part in _subtracted_apart(_open_term(term))))
        return _add_like_terms(opened) if isinstance(opened, Add) else opened
    if not isinstance(node, Chain) or isinstance(node, Bracket | Apart):
        return node
    factors = [part for each in factors_of(node) for part in factors_of(_as_factors(each))]
    coefficient = Mul(*(f for f in factors if _is_coefficient(f)))
    if coefficient == 0:
        return S.Zero
    rest = _powers([f for f in factors if not _is_coefficient(f)])
    for at, each in enumerate(rest):
        if isinstance(each, Add) and all(map(has_minus, each.args)) and not contains(each, Partial):
            coefficient = -coefficient
            rest[at] = Add(*map(_negate, each.args))
    if contains(node, Sum, Partial, KroneckerDelta):
        # the path from the cost keeps its order
        rest.sort(key=_is_function)
    else:
        # an exponential goes behind a bracket in a product that is written anew, and else stays where it is
        late = any(map(_is_coefficient, factors[1:]))
        rest.sort(key=lambda factor: _rank(factor, late=late))
    for power in [f for f in rest if isinstance(f, exp)]:
        # above the bar that it stands below as well: y e^u / (1 + e^u)
        at = rest.index(power)
        below = (
            n
            for n, f in enumerate(rest[:at])
            if n and isinstance(f, Pow) and f.exp.is_negative and power in f.base.args
        )
        rest.insert(next(below, at), rest.pop(at))
    if coefficient.could_extract_minus_sign() and len(rest) == 1 and _is_difference(rest[0]):
        return chain((-coefficient, Add(*map(_negate, rest[0].args))))
    return chain((coefficient, *rest))


def _as_factors(factor: Expr) -> Expr:
    """Open what the power rule has left as one factor."""
    return factor.args[0] if isinstance(factor, AsTyped) else factor


def _open_term(term: Expr) -> Expr:
    while isinstance(term, Bracket | Apart):
        term = term.args[0]
    return term


def _subtracted_apart(term: Expr) -> Sequence[Expr]:
    """Let w - (u + v) be w - u - v."""
    total = factors_of(term)[-1]
    opens = _subtracts(term) and isinstance(total, Add) and not any(map(has_minus, total.args))
    return tuple(map(_negate, total.args)) if opens else (term,)


def _keep_subtracted(before: Sequence[Expr], after: Sequence[Expr]) -> list[Expr]:
    """Let w - (u - v) be: w + v - u is no shorter."""
    pairs = zip(before, after, strict=True)
    return [
        Chain(S.NegativeOne, Add(*map(_negate, now.args))) if isinstance(now, Add) and _subtracts(was) else now
        for was, now in pairs
    ]


def _subtracts(term: Expr) -> bool:
    factors = factors_of(term)
    return len(factors) == 2 and factors[0] == -1


def _is_coefficient(factor: Expr) -> bool:
    # 2^z ln 2, as in every book
    return is_size(factor) and not isinstance(factor, log)


def _powers(factors: list[Expr]) -> list[Expr]:
    """Let z^2 z be z^3; what stands below a bar as well stays apart, for what cancels to be seen."""
    found: dict[Expr, Expr] = {}
    bases = [f.as_base_exp()[0] for f in factors if not isinstance(f, exp)]
    alike = {base for base in bases if bases.count(base) > 1}
    # of what stands below only, a root is a power as well
    signs = {
        base: {bool(f.as_base_exp()[1].is_negative) for f in factors if f.as_base_exp()[0] == base} for base in bases
    }
    below = {base for base, found in signs.items() if True in found and (len(found) > 1 or base not in alike)}
    for each in factors:
        base, power = each.as_base_exp()
        # z z^(z - 1) too is a power of z
        merges = (power.is_Rational or base in alike) and base not in below and not isinstance(each, exp)
        key = base if merges else each
        found[key] = found.get(key, S.Zero) + (power if merges else 1)
    return [chain([f] * int(n)) if f in below else f**n for f, n in found.items()]


def _is_function(factor: Expr) -> bool:
    # 2 z e^z, not 2 e^z z
    return not factor.as_base_exp()[0].is_Symbol or isinstance(factor, exp)


def _rank(factor: Expr, *, late: bool) -> int:
    """Let variables stand first, and conditions last: -y [a y < 1]."""
    if isinstance(factor, CONDITIONS):
        return 3
    base, power = factor.as_base_exp()
    if late and isinstance(factor, exp):
        return 2
    return 0 if is_entry(base) and not power.is_negative else int(_is_function(factor))


def _add_like_terms(total: Add) -> Expr:
    """Let z + 2 z be 3 z, where the 2 has just come out of a derivative."""
    if not any(isinstance(term, Chain) for term in total.args) or contains(total, Sum, Partial, KroneckerDelta):
        return total
    terms = [product(term) for term in total.args]
    added = Add(*terms)
    merges = len(Add.make_args(added)) < len(terms) and not any(isinstance(term, Add) for term in terms)
    return added if merges else total


def _is_difference(node: Expr) -> bool:
    """Tell whether a node is u - v, with nothing below a bar: fractions are joined first."""
    terms = terms_of(node) if isinstance(node, Add) else ()
    signs = [has_minus(term) for term in terms]
    return signs == [False, True] and not any(has_denominator(f) for term in terms for f in factors_of(term))


def _negate(term: Expr) -> Expr:
    return sign_in_front(chain((S.NegativeOne, term)))
