"""The rules of the variance argument: one function per rule, its docstring its theorem, and one table of them all.

A rule takes an expression and the assumptions that hold; it leaves what it cannot rewrite unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Add, Expr, KroneckerDelta, Mul, Pow, Rational, S, Sum, Symbol, cancel

from derivations.engine.definitions import DefinedFunction, write_out
from derivations.engine.derivation import Rule
from derivations.engine.expressions import Chain, chain, contains, factors_of, limits_of, product, rewrite, sums
from derivations.engine.indices import fresh
from derivations.engine.rules.contraction import contraction
from derivations.engine.variables import indices_of, is_entry, name_of, names_in
from derivations.models.initialisation.assumptions import Assumptions
from derivations.models.initialisation.expectation import Expectation, Variance


def variance(expression: Expr, facts: Assumptions) -> Expr:
    r"""The variance is the mean square less the squared mean: $\mathrm{Var}(x) = E[x^2] - E[x]^2$."""

    def change(node: Expr) -> Expr:
        return Expectation(node.inside**2) - Expectation(node.inside) ** 2 if isinstance(node, Variance) else node

    return rewrite(expression, change)


def no_bias(expression: Expr, facts: Assumptions) -> Expr:
    r"""The biases start at $0$."""
    return rewrite(expression, lambda node: S.Zero if is_entry(node) and name_of(node) in facts.zero else node)


def square_of_sum(expression: Expr, facts: Assumptions) -> Expr:
    r"""The square of a sum is the sum over all pairs: $\left(\sum_k x_k\right)^2 = \sum_k \sum_p x_k x_p$."""

    def change(node: Expr) -> Expr:
        if not isinstance(node, Expectation) or not isinstance(node.inside, Pow) or node.inside.exp != 2:
            return node
        factors = factors_of(node.inside.base)
        total = next((each for each in factors if isinstance(each, Sum)), None)
        if total is None:
            return node
        [(index, size)] = limits_of(total)
        taken = {each for each in node.free_symbols if each.is_Symbol and each.is_integer} | {index}
        other = fresh(index, taken)
        pair = (*factors_of(total.function), *factors_of(total.function.xreplace({index: other})))
        squares = tuple(each**2 for each in factors if each is not total)
        return Expectation(sums(chain((*pair, *squares)), ((index, size), (other, size))))

    return rewrite(expression, change)


def linearity(expression: Expr, facts: Assumptions) -> Expr:
    r"""The expectation is linear, $E[c\,x + y] = c\,E[x] + E[y]$: it passes through sums to each term and past what is
    not random.
    """

    def change(node: Expr) -> Expr:
        if isinstance(node, Chain):
            return chain(node.args)
        return _linear(node.inside) if isinstance(node, Expectation) else node

    return rewrite(expression, change)


def gathering(expression: Expr, facts: Assumptions) -> Expr:
    r"""Linearity, read backwards: $c\,E[x] + c\,E[y] = c\,E[x + y]$."""
    terms = [factors_of(term) for term in Add.make_args(expression)]
    parts = [[f.inside for f in factors if isinstance(f, Expectation)] for factors in terms]
    outside = [chain(f for f in factors if not isinstance(f, Expectation)) for factors in terms]
    if len(terms) < 2 or len(set(outside)) > 1 or any(len(found) != 1 for found in parts):
        return expression
    return chain((outside[0], Expectation(Add(*(found[0] for found in parts)))))


def independence(expression: Expr, facts: Assumptions) -> Expr:
    r"""The expectation of a product of independent factors is the product of theirs: $E[x\,y] = E[x]\,E[y]$."""

    def change(node: Expr) -> Expr:
        if not isinstance(node, Expectation):
            return node
        groups: dict[int, list[Expr]] = {}
        for factor in factors_of(node.inside):
            groups.setdefault(_group(factor, facts), []).append(factor)
        if len(groups) < 2 or -1 in groups:
            return node
        return chain(Expectation(product(chain(group))) for group in groups.values())

    return rewrite(expression, change)


def zero_mean(expression: Expr, facts: Assumptions) -> Expr:
    r"""The mean of what is spread evenly around $0$ is $0$: $E[w] = 0$."""

    def change(node: Expr) -> Expr:
        if isinstance(node, Expectation) and is_entry(node.inside) and name_of(node.inside) in facts.zero_mean:
            return S.Zero
        if isinstance(node, Chain) and S.Zero in node.args:
            return S.Zero
        return S.Zero if isinstance(node, Sum) and node.function == 0 else node

    return rewrite(expression, change)


def uncorrelated(expression: Expr, facts: Assumptions) -> Expr:
    r"""Two different weights are independent and have mean $0$, so the expectation of their product is $0$; of one with
    itself it is the mean square: $E[w_{jk} w_{jp}] = [k = p]\,E[w_{jk}^2]$.
    """

    def change(node: Expr) -> Expr:
        pair = factors_of(node.inside) if isinstance(node, Expectation) else ()
        if len(pair) != 2 or not all(is_entry(each) for each in pair):
            return node
        first, second = pair
        if name_of(first) != name_of(second) or name_of(first) not in facts.uncorrelated:
            return node
        positions = zip(indices_of(first), indices_of(second), strict=True)
        return chain((*(KroneckerDelta(a, b) for a, b in positions if a != b), Expectation(first**2)))

    return rewrite(expression, change)


def identically_distributed(expression: Expr, facts: Assumptions) -> Expr:
    r"""What has one distribution has one expectation: $E[x_k^2]$ is the same $E[x^2]$ for every $k$, and a sum of $n$
    equal terms is $n$ times one of them.
    """

    def change(node: Expr) -> Expr:
        if isinstance(node, Expectation | Variance):
            found = entries(node)
            names = {name_of(each) for each in found}
            if len(found) != 1 or not names <= set(facts.alike):
                return node
            return node.xreplace({each: Symbol(name_of(each)) for each in found})
        if isinstance(node, Sum) and not any(index in node.function.free_symbols for index, _ in limits_of(node)):
            return chain((*(size for _, size in limits_of(node)), *factors_of(node.function)))
        return node

    return rewrite(expression, change)


def mean_square(expression: Expr, facts: Assumptions) -> Expr:
    r"""Where the mean is $0$, the mean square is the variance: $E[x^2] = \mathrm{Var}(x)$."""

    def change(node: Expr) -> Expr:
        if not isinstance(node, Expectation) or not isinstance(node.inside, Pow) or node.inside.exp != 2:
            return node
        base = node.inside.base
        return Variance(base) if is_entry(base) and name_of(base) in facts.zero_mean else node

    return rewrite(expression, change)


def symmetry(expression: Expr, facts: Assumptions) -> Expr:
    r"""If $z$ and $-z$ have one distribution, a function has the same expectation at both, and so at their mean:
    $E[h(z)] = \frac{1}{2} E[h(z)] + \frac{1}{2} E[h(-z)]$.
    """

    def change(node: Expr) -> Expr:
        found = entries(node) if isinstance(node, Expectation) else ()
        if len(found) != 1 or name_of(found[0]) not in facts.symmetric or not contains(node, DefinedFunction):
            return node
        mirrored = Expectation(node.inside.xreplace({found[0]: -found[0]}))
        return chain((Rational(1, 2), node)) + chain((Rational(1, 2), mirrored))

    return rewrite(expression, change)


def case_by_case(expression: Expr, facts: Assumptions) -> Expr:
    r"""A function given case by case is what it is for $z > 0$ and for $z < 0$; where both say the same, that holds for
    every $z$ but $0$, which has no probability.
    """

    def change(node: Expr) -> Expr:
        found = entries(node) if isinstance(node, Expectation) else ()
        if len(found) != 1 or name_of(found[0]) not in facts.symmetric or not contains(node, DefinedFunction):
            return node
        variable, size = found[0], Symbol("size", positive=True)
        above, below = (write_out(node.inside).xreplace({variable: sign * size}).doit() for sign in (1, -1))
        said = above.xreplace({size: variable})
        return Expectation(said) if (said.xreplace({variable: -size}) - below).expand() == 0 else node

    return rewrite(expression, change)


def cancellation(expression: Expr, facts: Assumptions) -> Expr:
    r"""A factor above and below the bar cancels."""
    return cancel(product(expression))


RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("definition of the variance", variance),
        Rule("no bias", no_bias),
        Rule("square of a sum", square_of_sum),
        Rule("linearity", linearity),
        Rule("linearity, read backwards", gathering),
        Rule("independence", independence),
        Rule("zero mean", zero_mean),
        Rule("uncorrelated", uncorrelated),
        Rule("contraction", contraction),
        Rule("identically distributed", identically_distributed),
        Rule("mean square", mean_square),
        Rule("symmetry", symmetry),
        Rule("case by case", case_by_case),
        Rule("cancellation", cancellation),
    )
}


def entries(expression: Expr) -> tuple[Expr, ...]:
    """Return the random entries of an expression, each once."""
    found: dict[Expr, None] = {}

    def visit(node: Expr) -> None:
        if is_entry(node):
            if not node.is_integer:
                found[node] = None
            return
        for arg in node.args:
            visit(arg)

    visit(expression)
    return tuple(found)


def _linear(inside: Expr) -> Expr:
    if isinstance(inside, Add):
        return Add(*(_linear(term) for term in inside.args))
    factors = factors_of(inside)
    total = next((each for each in factors if isinstance(each, Sum)), None)
    if total is not None:
        rest = tuple(each for each in factors if each is not total)
        return sums(_linear(chain((*factors_of(total.function), *rest))), limits_of(total))
    fixed = tuple(each for each in factors if not entries(each))
    moving = tuple(each for each in factors if entries(each))
    return chain((*fixed, Expectation(chain(moving)))) if moving else Mul(*fixed)


def _group(factor: Expr, facts: Assumptions) -> int:
    """Return which independent group a factor belongs to, -1 if to none or to several."""
    names = set(names_in(factor))
    return next((at for at, group in enumerate(facts.independent) if names and names <= set(group)), -1)
