"""The order in which the terms of a sum are printed: a term stays where it stood in the line above.

SymPy sorts the terms of a sum, so that a term that a rule has changed would jump. Here the terms of a new line take the
places of those that they share the most with.

Goes in: the sums of a line, in the order that reads best by itself, and those of the line above as they were printed.
Comes out: their terms in order. Must not know: how anything is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from sympy import Add, Expr, KroneckerDelta, Mul, Pow, S, Symbol

from derivations.engine.definitions import DefinedFunction
from derivations.engine.expressions import Chain, Partial, chain, factors_of, has_minus, negate, product, walk
from derivations.engine.selection import Extreme
from derivations.engine.typed import AS_READ, TypedOrder, name_entries
from derivations.engine.variables import is_entry, name_of
from derivations.views.arrays import Apply, Hadamard, Leaf, Node, Plus, Scalar, nodes

Term = TypeVar("Term")
# What a term is made of: names, without their indices, functions, what is differentiated, and numbers.
Traits = Callable[[Term], Counter[object]]
Order = Mapping[Expr, tuple[Expr, ...]]
MatrixOrder = Mapping[Node, tuple[Node, ...]]
# Terms that share no more than this part of what they are made of are not the same term of two lines.
LEAST = 0.3


def order_of(
    expression: Expr, before: Order, typed: TypedOrder = AS_READ, rule: Callable[[Expr], Expr] | None = None
) -> Order:
    """Return the terms of every sum in an expression, as they were typed, or as they stood in the line above.

    ``rule``: what led here from the line above, which says what became of each term.
    """
    sums = dict.fromkeys(node for node in walk(expression) if isinstance(node, Add))
    # of a sum that waits to be differentiated its derivatives are the terms: a 1 comes of z, not of a 1
    inside = {node.function for node in before if isinstance(node, Partial)}
    opened = {total for total in inside if not any(set(total.args) <= set(each.args) for each in sums)}
    before = {total: terms for total, terms in before.items() if total not in opened}
    waiting = [node for node in walk(expression) if isinstance(node, Partial)]
    guides: list[list[Counter[object]]] = []
    fractions = (node for node in walk(expression) if isinstance(node, Mul) and not _is_product(node))
    above = {factor for node in fractions for factor in node.args}

    def order_terms(total: Expr) -> tuple[Expr, ...]:
        if typed.was_typed(total):
            return typed.terms(total)
        powers = _by_powers(total) if rule is None and before and total not in before else {}
        # brackets were opened: what came of them is written anew, unless it stood there with other numbers
        if len(powers) > 2 and not any(_by_powers(each).keys() == powers.keys() for each in before):
            terms = tuple(powers.values())
            return terms[::-1] if _begins_with_minus(terms[0]) and not _begins_with_minus(terms[-1]) else terms
        if total in before:
            terms = before[total]
        else:
            # in most lines no sum is new
            guides.extend([] if guides else _list_guides(before, rule))
            terms = typed.whole_rows(keep_order(typed.terms(total), guides, traits))
        # a line may begin with a minus, so that its terms keep their places, and a bracket that goes on from one above;
        # but not -(a - y), which is y - a, and not above a bar
        keeps = not _begins_with_minus(terms[0]) or total is expression or (total not in above and goes_on(terms))
        return terms if keeps and -total not in before else _plain_first(terms, _begins_with_minus)

    def goes_on(terms: tuple[Expr, ...]) -> bool:
        # as it was, and as the rule makes it
        ways = (rule or _derive, _derive, lambda term: term)
        made = (tuple(map(way, row)) for row in before.values() for way in ways)
        return any(_begins_with_minus(row[0]) and _goes_on(terms, row) for row in made)

    found = {total: order_terms(total) for total in sums}
    # what the product rule makes of a product stands in the order of its factors
    found |= {node: _list_product_terms(node, typed) for node in waiting if _is_product(node.function)}
    selected = [Partial(each, node.variable) for node in waiting for each in walk(node.function)]
    found |= {node: _list_selected(node) for node in selected if isinstance(node.function, Extreme)}
    return found | {node: _list_sum_terms(node, order_terms(node.function)) for node in waiting if _is_sum(node)}


def _list_guides(before: Order, rule: Callable[[Expr], Expr] | None) -> list[list[Counter[object]]]:
    """Return what the terms of the line above are made of, and what they become."""
    # terms may have come from two sums, one inside the other
    rows = dict.fromkeys([*before.values(), *((*_open(terms, before),) for terms in before.values())])
    # cos z takes the place of the derivative of sin z
    rows |= dict.fromkeys([tuple(map(_derive, row)) for row in rows])
    if rule is not None:
        rows |= dict.fromkeys([tuple(map(rule, row)) for row in rows if len(row) > 1])
    # a contraction leaves 1 of a term that was nothing but deltas
    rows |= dict.fromkeys([tuple(map(_without_deltas, row)) for row in rows])
    return [list(map(traits, row)) for row in rows]


def _without_deltas(term: Expr) -> Expr:
    return term.xreplace(dict.fromkeys(term.atoms(KroneckerDelta), S.One))


def _by_powers(total: Expr) -> dict[Expr, Expr]:
    """Return the terms of a polynomial in one variable or function by their powers, which fall; of others nothing."""
    terms = Add.make_args(total)
    powers = {product(term).as_coeff_Mul()[1]: term for term in terms}
    bases = {power.as_base_exp()[0] for power in powers} - {S.One}
    exponents = {power: S.Zero if power == 1 else power.as_base_exp()[1] for power in powers}
    counts = all(each.is_Integer and each >= 0 for each in exponents.values())
    # terms of one power are still to be added
    if len(powers) < len(terms) or len(bases) != 1 or any(each.is_Mul for each in bases) or not counts:
        return {}
    return {power: powers[power] for power in sorted(powers, key=lambda each: -int(exponents[each]))}


def _goes_on(terms: Sequence[Expr], row: Sequence[Expr]) -> bool:
    """Tell whether terms are those of a row, its first the first: no other of the row is as much like it."""
    scores = [[_likeness(traits(term), traits(each), whole=False) for each in row] for term in terms]
    first = scores[0][0]
    return first > LEAST and first == max(scores[0]) and len(set(_match(scores).values())) > 1


def _derive(term: Expr) -> Expr:
    """Return a term with the derivatives in it that the next line says, those of functions of a variable."""
    waiting = [node for node in walk(term) if isinstance(node, Partial) and node.function.args == (node.variable,)]
    if not all(isinstance(node.variable, Symbol) for node in waiting):
        return term
    return term.xreplace({node: node.function.diff(node.variable) for node in waiting}) if waiting else term


def _begins_with_minus(term: Expr) -> bool:
    return has_minus(factors_of(term)[0] if isinstance(term, Chain) else term)


def _is_product(function: Expr) -> bool:
    """Tell whether the product rule is the one for a function, and not that of a quotient."""
    return isinstance(function, Mul) and not any(factor.as_base_exp()[1].is_negative for factor in function.args)


def _list_product_terms(node: Partial, typed: TypedOrder) -> tuple[Expr, ...]:
    """Return u' v and u v' of a (u v)' that waits."""
    return tuple(
        chain((node.function / factor, Partial(factor, node.variable))) for factor in typed.factors(node.function)
    )


def _list_selected(node: Partial) -> tuple[Expr, ...]:
    """Return the derivatives of the values of max or min that wait, in the order of these."""
    return tuple(S.One if each == node.variable else Partial(each, node.variable) for each in node.function.args)


def _is_sum(node: Partial) -> bool:
    return isinstance(node.function, Add) and isinstance(node.variable, Symbol)


def _list_sum_terms(node: Partial, terms: Sequence[Expr]) -> tuple[Expr, ...]:
    """Return u' and v' of a (u + v)' that waits: those of z and of 2 - z are numbers at once."""
    return tuple(_list_sum_term(term, node.variable) for term in terms)


def _list_sum_term(term: Expr, variable: Expr) -> Expr:
    """Return the derivative of a term as the sum rule leaves it: a number of z and of -z, and -(2 z)' of -2 z."""
    sign = S.NegativeOne if has_minus(term) else S.One
    plain = negate(term) if has_minus(term) else term
    return sign if plain == variable else chain((sign, Partial(plain, variable)))


def matrix_order_of(node: Node, before: MatrixOrder, index: Order) -> MatrixOrder:
    """Return the terms of every sum in a matrix expression, as they stand in its index form, or in the line above."""
    # an entry with its indices has more parts than a matrix: each counts once
    guides = [[Counter(traits(term).keys()) for term in terms] for terms in index.values()]
    guides += [[matrix_traits(term) for term in terms] for terms in before.values()]

    def order_terms(total: Plus) -> tuple[Node, ...]:
        terms = before.get(total) or keep_order(total.terms, guides, matrix_traits)
        return terms if total is node else _plain_first(terms, _is_subtracted)

    return {total: order_terms(total) for total in nodes(node) if isinstance(total, Plus)}


def keep_order(
    terms: Sequence[Term], guides: Iterable[Sequence[Counter[object]]], traits_of: Traits[Term]
) -> tuple[Term, ...]:
    """Put those terms that resemble what a guide is made of into its order; others stay where they are.

    The guide is the one that tells the most terms apart, and of those the first that fits best.
    """
    own = [traits_of(term) for term in terms]
    # terms of the same names differ in how these stand together: z^2 e^z and 2 z e^z
    whole = len({frozenset(_names(each)) for each in own}) < len(own)
    best: dict[int, int] = {}
    fit = (0, 0.0)
    for theirs in guides:
        scores = [[_likeness(one, other, whole=whole) for other in theirs] for one in own]
        matched = _match(scores)
        total = len(set(matched.values())), sum(scores[at][position] for at, position in matched.items())
        if total > fit:
            best, fit = matched, total
    moved = iter(sorted(best, key=lambda at: (best[at], at)))
    return tuple(terms[next(moved)] if at in best else term for at, term in enumerate(terms))


def _match(scores: Sequence[Sequence[float]]) -> dict[int, int]:
    """Return the place of each term: the most alike take theirs first, and what finds none left shares one."""
    pairs = sorted(
        (-score, at, position) for at, row in enumerate(scores) for position, score in enumerate(row) if score > LEAST
    )
    matched: dict[int, int] = {}
    for _, at, position in pairs:
        if at not in matched and position not in matched.values():
            matched[at] = position
    for _, at, position in pairs:
        matched.setdefault(at, position)
    return matched


@lru_cache(maxsize=256)  # most terms of a line stand in the next one as well
def traits(term: Expr) -> Counter[object]:
    """Return what a term is made of."""
    found: Counter[object] = Counter({(product(term),): 1})
    for node in _of_functions(term):
        if isinstance(node, DefinedFunction):
            found[node.definition.name] += 1
            found[f"d {node.definition.name}"] += node.order
        elif isinstance(node, Partial):
            # what is differentiated tells the two terms of a product rule apart
            by_name = node.function.is_Function
            key = f"d {node.function.func.__name__}" if by_name else Partial(name_entries(node.function), S.One)
            found[key] += 1
        elif isinstance(node, Add | Pow):
            # 1 + e^-z and 1 - e^-z, z^2 e^z and 2 z e^z, where all else is the same
            found[name_entries(node)] += 1
        elif isinstance(node, KroneckerDelta) or node.is_Function:
            found[type(node).__name__] += 1
        elif is_entry(node) and not node.is_integer:
            found[name_of(node)] += 1
        elif node.is_number and not node.args:
            found[str(node)] += 1
    return found


def _of_functions(term: Expr) -> Iterator[Expr]:
    """Every node of a term, but for the variable that is differentiated by."""
    waiting = [term]
    while waiting:
        node = waiting.pop()
        yield node
        by_variable = isinstance(node, Partial) and isinstance(node.variable, Symbol)
        waiting.extend(node.args[:1] if by_variable else node.args)


def matrix_traits(term: Node) -> Counter[object]:
    """Return what a term of whole matrices is made of."""
    found: Counter[object] = Counter()
    for node in nodes(term):
        if isinstance(node, Leaf):
            found[node.name] += 1
        elif isinstance(node, Apply):
            found[node.function.__name__.rstrip("'")] += 1
        elif isinstance(node, Scalar):
            found[str(node.value)] += 1
    return found


def _open(terms: Iterable[Expr], order: Order) -> Iterable[Expr]:
    """Give terms, and after each the terms of the sums in it."""
    for term in terms:
        yield term
        for node in walk(term):
            yield from order.get(node, ())


def _likeness(one: Counter[object], other: Counter[object], *, whole: bool) -> float:
    """Return the share of what two terms are made of that both have, from 0 to 1; ``whole``: with sums and powers.

    Of two that are the same it is 2.
    """
    shared = one & other
    if any(isinstance(key, tuple) for key in shared):
        return 2.0
    either, both = (
        sum(n for key, n in each.items() if isinstance(key, str) or (whole and not isinstance(key, tuple)))
        for each in (one | other, shared)
    )
    return both / either if either else 0.0


def _names(found: Counter[object]) -> Iterator[object]:
    return (key for key in found if isinstance(key, str) and not key.lstrip("-")[0].isdigit())


def _plain_first(terms: tuple[Term, ...], is_subtracted: Callable[[Term], bool]) -> tuple[Term, ...]:
    """Move the first term without a minus to the front, so that a bracket does not begin with one."""
    plain = next((at for at, term in enumerate(terms) if not is_subtracted(term)), 0)
    return (terms[plain], *terms[:plain], *terms[plain + 1 :])


def _is_subtracted(term: Node) -> bool:
    if isinstance(term, Hadamard):
        return sum(_is_subtracted(factor) for factor in term.factors) % 2 == 1
    return isinstance(term, Scalar) and bool(term.value.could_extract_minus_sign())
