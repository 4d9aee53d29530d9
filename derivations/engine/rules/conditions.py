"""When a rule is wanted early, before its own place in the order of the rules. Goes in: a line. Comes out: truth."""

from collections.abc import Iterable

from sympy import Add, Expr, KroneckerDelta, Pow, Sum, exp

from derivations.engine.definitions import DefinedFunction
from derivations.engine.derivation import Line
from derivations.engine.expressions import (
    Apart,
    Chain,
    Partial,
    contains,
    depends,
    factors_of,
    has_minus,
    is_size,
    negate,
    product,
    walk,
)
from derivations.engine.rules.fractions import is_below
from derivations.engine.rules.functions import SIGNS
from derivations.engine.variables import is_entry


def has_fraction(expression: Expr) -> bool:
    """Tell whether anything in an expression is divided by a sum."""
    return any(is_below(power) for power in expression.atoms(Pow))


def has_inner_derivative(expression: Expr) -> bool:
    """Tell whether a sum waits that is more than a difference of entries, such as a - y: those are done together."""

    def is_inner(term: Expr, variable: Expr) -> bool:
        return depends(term, variable) and not is_entry(negate(term) if has_minus(term) else term)

    waiting = [node for node in walk(expression) if isinstance(node, Partial)]
    return any(
        isinstance(each.function, Sum)
        or (isinstance(each.function, Add) and any(is_inner(term, each.variable) for term in each.function.args))
        for each in waiting
    )


def is_coupled(expression: Expr) -> bool:
    """Tell whether a sum has a difference in it whose terms are for other positions, such as [k = j] - a_j."""
    differences = (node for total in walk(expression) if isinstance(total, Sum) for node in walk(total.function))
    return any(
        isinstance(node, Add) and len({frozenset(term.atoms(KroneckerDelta)) for term in node.args}) > 1
        for node in differences
    )


def is_coupled_or_has_derivative(expression: Expr) -> bool:
    """Tell whether positions depend on each other, or terms may share the derivative of a function."""
    return any(function.order for function in expression.atoms(DefinedFunction)) or is_coupled(expression)


def has_late_number(expression: Expr) -> bool:
    """Tell whether a number or size stands in a product, but not in front of it, or terms are still to be added."""
    if has_terms_apart(expression):
        return True
    return bool(_late(expression))


def waits_since(expression: Expr, before: Iterable[Line]) -> bool:
    """Tell whether a product with a number that does not stand in front has stood so in a line before."""
    old = {node for line in before for node in walk(line.expression)}
    return any(node in old for node in _late(expression))


def _late(expression: Expr) -> list[Expr]:
    chains = (node for node in walk(expression) if isinstance(node, Chain))
    return [chain for chain in chains if any(is_size(f) for f in factors_of(chain)[1:])]


def has_sign(expression: Expr) -> bool:
    """Tell whether a sign is a factor: what terms share with it may leave fewer of them."""
    return any(node.func.__name__ in SIGNS for node in walk(expression))


def has_terms_apart(expression: Expr) -> bool:
    """Tell whether terms stand side by side that are still to be added, such as |z| + |z|."""
    return contains(expression, Apart)


def has_numbers_apart(expression: Expr) -> bool:
    """Tell whether numbers or sizes of a product have not been multiplied yet: 1/m times 2 (a - y), or w times 2 a; or
    terms not been added.
    """
    if has_terms_apart(expression):
        return True
    chains = [node for node in walk(expression) if isinstance(node, Chain)]
    late = (factor for chain in chains for part in chain.args[1:] for factor in factors_of(part))
    # sqrt(u) u, where both stand below a bar, is a power too
    below = ([f.base for f in factors_of(each) if isinstance(f, Pow) and f.exp.is_negative] for each in chains)
    return any(map(is_size, late)) or any(len(set(bases)) < len(bases) for bases in below)


def has_quotient(expression: Expr) -> bool:
    """Tell whether a term above a bar has a factor that stands below it, as the quotient rule leaves them, or terms
    cancel there.
    """
    for node in walk(expression):
        factors = factors_of(node) if isinstance(node, Chain) else ()
        below = {f.as_base_exp()[0] for f in factors if f.as_base_exp()[1].is_negative and not is_size(f)}
        above = (term for factor in factors if isinstance(factor, Add) for term in factor.args)
        if below and (terms_cancel(node) or any(each in below for term in above for each in factors_of(term))):
            return True
    return False


def terms_cancel(expression: Expr) -> bool:
    """Tell whether terms of a sum cancel, or are added, when they are written out: 1/3 + z - (1/2 + z)."""
    totals = [node for node in walk(expression) if isinstance(node, Add)]
    return any(total.free_symbols - product(total).free_symbols or _adds(total) for total in totals)


def _adds(total: Add) -> bool:
    """Tell whether a sum has fewer terms with the brackets opened that have nothing but a sign in front."""
    terms = [product(term) for term in total.args]
    return len(Add.make_args(Add(*terms))) < sum(len(Add.make_args(term)) for term in terms)


def has_sum_of_exponentials(expression: Expr) -> bool:
    """Tell whether exponentials stand in a sum beside a function by name: what cancels is not to be written out."""
    return bool(expression.atoms(DefinedFunction)) and any(total.has(exp) for total in expression.atoms(Add))
