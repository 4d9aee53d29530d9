"""Two nodes that SymPy lacks: a partial derivative that is not yet done, and a product that keeps its order.

Goes in: SymPy expressions. Comes out: SymPy expressions, hashable and never evaluated by themselves.
Must not know: rules, models, printing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import is_not
from typing import Any, cast

from sympy import Add, Expr, Indexed, KroneckerDelta, Mul, Piecewise, Pow, S, Sum, Symbol, exp, log
from sympy.printing.precedence import PRECEDENCE

# More positions than any entry has.
LAST_POSITION = 99


class Partial(Expr):
    """The partial derivative of ``args[0]`` with respect to ``args[1]``, every other variable held fixed.

    SymPy's ``Derivative`` evaluates between two indexed names; this one waits until a rule takes it on.
    """

    is_commutative = True

    def __new__(cls, function: Expr, variable: Expr) -> Partial:
        return cast(Partial, Expr.__new__(cls, function, variable))

    @property
    def function(self) -> Expr:
        return self.args[0]

    @property
    def variable(self) -> Expr:
        return self.args[1]


class Chain(Expr):
    """A product whose factors stay in the order of the argument: from the cost back to the parameter.

    SymPy reorders the factors of a product, unevaluated or not, and multiplies a number into a sum.
    A chain inside a chain is opened, and so is -u; a factor 1 is not written, and 0 is all that it leaves.
    """

    is_commutative = True

    def __new__(cls, *factors: Expr) -> Expr:
        opened = [inner for each in factors for inner in (each.args if _opens(each) else (each,))]
        if any(map(_is_idle, opened)):
            return S.Zero if S.Zero in opened else chain(opened)
        if len(opened) == 2 and opened[0] is S.NegativeOne and not isinstance(opened[1], Add):
            # SymPy's own, which knows that it is subtracted
            return -opened[1]
        return cast(Chain, Expr.__new__(cls, *opened))


class Series(Expr):
    """The terms of a written-out sum in the order of its index; SymPy's own sum of terms would sort them."""

    is_commutative = True


class Bracket(Chain):
    """A sum as the only factor: what is left of (z + 1) times 1, before it is added to anything; and what a function is
    of, where SymPy would turn its sign.
    """

    def __new__(cls, total: Expr) -> Expr:
        return cast(Expr, Expr.__new__(cls, total)) if isinstance(total, Add) else total


class Apart(Chain):
    """A term as the only factor: SymPy would add it at once to what it meets, and that is a line of its own."""

    def __new__(cls, term: Expr) -> Apart:
        return cast(Apart, Expr.__new__(cls, term))


class AsTyped(Chain):
    """A part as the only factor, kept from what SymPy would make of it and what is around it: e^z in (e^z)^2."""

    def __new__(cls, part: Expr) -> AsTyped:
        return cast(AsTyped, Expr.__new__(cls, part))

    def _sympystr(self, printer: Any) -> str:
        return str(printer.parenthesize(self.args[0], PRECEDENCE["Pow"]))


def chain(factors: Iterable[Expr]) -> Expr:
    """Return the product of the factors in their order, factors 1 left out; a lone factor as it is."""
    kept = tuple(factor for factor in factors if factor != 1)
    if not kept:
        return Mul.identity
    return kept[0] if len(kept) == 1 else Chain(*kept)


def factors_of(expression: Expr) -> tuple[Expr, ...]:
    """Return the factors of a product, nested products opened: of a chain in its order, of SymPy's own product
    as one reads it, a (1 - a) and y ln a.
    """
    if isinstance(expression, Chain) and not isinstance(expression, AsTyped):
        return tuple(inner for factor in expression.args for inner in factors_of(factor))
    if isinstance(expression, Mul):
        return tuple(sorted(expression.args, key=_reading_rank))
    return (expression,)


def terms_of(expression: Expr) -> tuple[Expr, ...]:
    """Return the terms of a sum of terms as one reads them: W a + b, and what is subtracted last, a - y."""
    return tuple(sorted(Add.make_args(expression), key=_term_rank))


def sign_in_front(node: Expr) -> Expr:
    r"""Let u (-1) v be -u v, and the sum of -u be minus the sum of u."""
    if isinstance(node, Sum):
        first, *others = factors_of(node.function)
        if not others or not _is_negative(first):
            return node
        return Chain(S.NegativeOne, Sum(chain((-first, *others)), *node.limits))
    if not isinstance(node, Chain) or not any(map(_is_negative, node.args[1:])):
        return node
    sign = S.One
    factors = []
    for factor in node.args:
        negative = _is_negative(factor)
        sign = -sign if negative else sign
        factors.append(-factor if negative else factor)
    first, *others = factors
    return chain((sign * first, *others) if is_size(first) else (sign, *factors))


def negate(term: Expr) -> Expr:
    """Return -u; a chain, whose bracket SymPy would take apart, takes the sign into its number."""
    if isinstance(term, Chain) and term.args[0].is_Number:
        return chain((-term.args[0], *term.args[1:]))
    return -term


def _is_negative(factor: Expr) -> bool:
    """Tell whether a factor is a number or size with a minus."""
    number = factor.args[0] if isinstance(factor, Mul) else factor
    return bool(number.is_Number and number.is_negative) and is_size(factor)


def sizes_in_front(node: Expr) -> Expr:
    r"""Let $\sum \frac{1}{m} u$ be $\frac{1}{m} \sum u$."""
    if not isinstance(node, Sum):
        return node
    factors = factors_of(node.function)
    still = Mul(*(f for f in factors if is_size(f)))
    moving = [f for f in factors if not is_size(f)]
    return chain((still, sums(chain(moving), limits_of(node)))) if still != 1 and moving else node


def _reading_rank(factor: Expr) -> float:
    if is_size(factor) and not isinstance(factor, log):
        return 0
    if isinstance(factor, Pow) and factor.exp.is_negative:
        # what divides stands last, and among its own kind as above a bar: a (1 - a)
        return 5 + _reading_rank(1 / factor) / 10
    base = factor.as_base_exp()[0] if isinstance(factor, Pow) and not isinstance(factor, exp) else factor
    if isinstance(base, Add):
        return 2
    if isinstance(base, Sum):
        return 4
    return 3 if isinstance(base, exp | log) else 1


def _term_rank(term: Expr) -> tuple[bool, bool, int, int]:
    return (
        has_minus(term),
        not contains(term, Sum, Series),
        # what differs from position to position, before what is the same: gamma z + beta, v + epsilon; but 1 + e^z
        -len(_indices(term)) if term.free_symbols else -LAST_POSITION,
        int(product(term).count_ops()),
    )


def has_minus(term: Expr) -> bool:
    """Tell whether a term of a sum is one that is subtracted, or has a factor -1 that no arithmetic has taken out."""
    if isinstance(term, Sum):
        return has_minus(term.function)
    if isinstance(term, Chain):
        return sum(has_minus(factor) for factor in term.args) % 2 == 1
    return bool(term.as_coeff_Mul()[0].is_negative)


def _indices(term: Expr) -> set[Symbol]:
    """Return the indices in a term."""
    return {index for each in term.free_symbols if isinstance(each, Indexed) for index in each.indices}


def product(expression: Expr) -> Expr:
    """Return the expression with SymPy's own products in place of the ordered ones."""
    return rewrite(expression, lambda node: Mul(*node.args) if isinstance(node, Chain) else node)


def is_size(factor: Expr) -> bool:
    """Tell whether a factor is a number, or made of numbers and sizes only, such as 1/m."""
    return not any(
        isinstance(node, KroneckerDelta | Partial) or (node.is_Symbol and not node.is_integer) for node in walk(factor)
    )


def depends(expression: Expr, variable: Expr) -> bool:
    """Tell whether any entry of the variable's array (or the scalar itself) occurs in the expression."""
    if isinstance(variable, Indexed):
        return variable.base.label in expression.free_symbols
    return variable in expression.free_symbols


def rewrite(
    expression: Expr,
    change: Callable[[Expr], Expr],
    as_terms: Callable[[Sequence[Expr], Sequence[Expr]], Sequence[Expr]] | None = None,
) -> Expr:
    """Apply ``change`` to every node, leaves first; nodes in which nothing changed are kept as they are.

    ``as_terms`` gives what the terms of a sum, before and after, stand in the sum as.
    """
    given = expression.args
    if not given or isinstance(expression, Indexed):
        return change(expression)
    if isinstance(expression, Piecewise):
        # its arguments are pairs of a value and a condition, which are not expressions themselves
        return change(
            Piecewise(*((rewrite(value, change, as_terms), condition) for value, condition in expression.args))
        )
    args = [rewrite(arg, change, as_terms) if isinstance(arg, Expr) else arg for arg in given]
    if any(map(is_not, args, given)):
        if as_terms is not None and isinstance(expression, Add):
            args = list(as_terms(given, args))
        # a number stays before the bracket that has come
        kinds = (Chain,) if as_terms is None else (Chain, Add)
        if isinstance(expression, Mul) and any(isinstance(arg, kinds) for arg in args):
            return change(Chain(*args))
        # a sum of nothing is nothing; SymPy would leave it for later
        expression = S.Zero if isinstance(expression, Sum) and args[0] == 0 else expression.func(*args)
    return change(expression)


def keep_apart(before: Sequence[Expr], after: Sequence[Expr]) -> list[Expr]:
    """Keep the terms of a sum apart that SymPy would add: 1 + 1, or the (z + 1) that was a product to what it meets."""
    terms: list[Expr] = []
    whole: Expr = S.Zero
    for was, term in zip(before, after, strict=True):
        each = Bracket(term) if isinstance(was, Chain) else term
        while each != 0 and len(Add.make_args(whole + each)) < len(terms) + len(Add.make_args(each)):
            each = Apart(each)
        if each != 0:
            terms += Add.make_args(each)
            whole += each
    return terms


def contains(expression: Expr, *kinds: type) -> bool:
    """Tell whether a node of one of these kinds occurs in the expression."""
    return any(isinstance(node, kinds) for node in walk(expression))


def walk(expression: Expr) -> Iterator[Expr]:
    """Every node of the expression, the whole first."""
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.args))


def _opens(factor: Expr) -> bool:
    if isinstance(factor, Mul):
        return len(factor.args) == 2 and factor.args[0] is S.NegativeOne and not is_size(factor)
    return isinstance(factor, Chain) and not isinstance(factor, AsTyped)


def _is_idle(factor: Expr) -> bool:
    return factor is S.One or factor is S.Zero


def sums(body: Expr, limits: Iterable[tuple[Symbol, Expr]]) -> Expr:
    """Sum the body over each index from 1 to its size; without limits the body itself."""
    bounds = tuple((index, 1, size) for index, size in limits)
    return Sum(body, *bounds) if bounds and body != 0 else body


def limits_of(total: Sum) -> tuple[tuple[Symbol, Expr], ...]:
    """Return the (index, size) pairs of a sum, the outermost written last as SymPy keeps them."""
    return tuple((index, upper) for index, _, upper in total.limits)
