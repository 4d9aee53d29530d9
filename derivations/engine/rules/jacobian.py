"""Where every place feels every other one, what is known is put in before the sum over the places is opened.

Then dC/da_k meets da_k/dz_j = a_k ([k = j] - a_j), and what they share cancels at one place for all terms.
"""

from sympy import Add, Expr, KroneckerDelta, Sum

from derivations.engine.expressions import Chain, contains, is_size, rewrite, walk
from derivations.engine.facts import Facts
from derivations.engine.model import DefinedFunction
from derivations.engine.rules.fractions import common_factor, has_fraction
from derivations.engine.rules.simplification import cancellation
from derivations.engine.rules.substitution import citation, named_value


def named_first(expression: Expr, facts: Facts) -> Expr:
    """Give the fractions over a sum their names before the sum over the places is opened."""
    return named_value(expression, facts) if has_fraction(expression) else expression


def factored_first(expression: Expr, facts: Facts) -> Expr:
    """Take out common factors under a sum in which every place feels every other one, or a slope that terms share."""
    slopes = any(function.order for function in expression.atoms(DefinedFunction))
    return common_factor(expression, facts) if slopes or _is_coupled(expression) else expression


def cited_first(expression: Expr, facts: Facts) -> Expr:
    """Cite a gradient under a sum in which every place feels every other one."""
    return citation(expression, facts) if _is_coupled(expression) else expression


def cancelled_first(expression: Expr, facts: Facts) -> Expr:
    """Cancel under a sum in which every place feels every other one."""
    if not _is_coupled(expression):
        return expression
    cancelled = cancellation(expression, facts)
    if cancelled == expression:
        return expression
    return rewrite(cancelled, lambda node: Chain(*sorted(node.args, key=_rank)) if isinstance(node, Chain) else node)


def _rank(factor: Expr) -> int:
    """Numbers first, then values, then [k = j], then differences."""
    return 0 if is_size(factor) else 3 if isinstance(factor, Add) else 2 if contains(factor, KroneckerDelta) else 1


def _is_coupled(expression: Expr) -> bool:
    """Tell whether a sum has a difference in it whose terms are for other places, such as [k = j] - a_j."""
    differences = (node for total in walk(expression) if isinstance(total, Sum) for node in walk(total.function))
    return any(
        isinstance(node, Add) and len({frozenset(term.atoms(KroneckerDelta)) for term in node.args}) > 1
        for node in differences
    )
