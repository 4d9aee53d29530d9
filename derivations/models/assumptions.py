r"""The two assumptions on the cost that the equations of backpropagation rest on, read off a model's equations.

1. The cost is a sum (or a mean) over samples, $C = c \sum_s C_s$, and $C_s$ depends on sample s alone.
2. The cost depends on the parameters only through the activations of the last layer.

Source: Nielsen, Neural Networks and Deep Learning, ch. 2, "The two assumptions we need about the cost function".

Goes in: a model. Comes out: an assumption as data, with the reason where it does not hold, and the model with C_s as a
variable of its own. Must not know: derivations. What is read off is the form of the equations: a cost that is a sum
over samples only after some algebra is told so, and asked to be written as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Add, Expr, Mul, S, Sum, Symbol

from derivations.calling import public
from derivations.engine.expressions import chain, factors_of, is_size, limits_of, product, sums, walk
from derivations.engine.indices import ALPHABETS, counts_samples, index
from derivations.engine.model import Equation, Model, checked_model
from derivations.engine.variables import Variable, names_in
from derivations.errors import SpecificationError
from derivations.notebook import Records
from derivations.options import instance, one_of

STATEMENTS = {
    1: "the cost is a sum over samples of terms that depend on one sample each",
    2: "the cost depends on the parameters only through the last activations",
}


@dataclass(frozen=True)
class SampleSum:
    """The cost as ``factor`` times the sum, over ``index`` up to ``size``, of ``term``, plus ``rest``.

    ``term`` is C_s; ``rest`` holds what has to do with no sample at all, such as a weight penalty.
    """

    index: Symbol
    size: Expr
    factor: Expr
    term: Expr
    rest: Expr

    @property
    def expression(self) -> Expr:
        """The cost, put together again."""
        return chain((self.factor, sums(self.term, ((self.index, self.size),)))) + self.rest


@dataclass(frozen=True)
class Assumption:
    """One of the two assumptions, whether a model meets it, and what shows that or what is in the way.

    ``parts`` is the cost as a sum over samples, for the first one; ``route`` leads from a parameter past the last
    activations to the cost, for the second one: both empty where there is none.
    """

    number: int
    holds: bool
    reason: str
    parts: SampleSum | None = None
    route: tuple[str, ...] = ()

    @property
    def statement(self) -> str:
        """What is assumed, in words."""
        return STATEMENTS[self.number]

    def _repr_markdown_(self) -> str:
        found = "holds" if self.holds else "does not hold"
        return f"**Assumption {self.number} {found}**: {self.statement}. {self.reason[:1].upper()}{self.reason[1:]}."

    def require(self) -> Assumption:
        """Return the assumption itself.

        Raises a SpecificationError if it does not hold; the message is the reason.
        """
        if not self.holds:
            raise SpecificationError(f"assumption {self.number}, that {self.statement}, does not hold: {self.reason}")
        return self


class _CoupledError(Exception):
    """Two samples meet; the message says where."""


@public
def assumptions(model: Model, last: str | None = None) -> Records[Assumption]:
    """Return both assumptions; see ``sum_over_samples`` and ``through_last_activations``.

    Examples
    --------
    >>> from derivations import Network, assumptions, derive
    >>> [each.holds for each in assumptions(derive(Network((2, 2, 1))).model)]
    [True, True]
    """
    checked_model(model)
    return Records((sum_over_samples(model), through_last_activations(model, last)))


def sum_over_samples(model: Model) -> Assumption:
    """Find out whether the cost is a sum over samples of terms that depend on one sample each.

    An index out of s, t, u, v counts samples. What is computed before the cost must not add up over samples, and
    the cost must do so once, and last: no product, power or function of such a sum.
    """
    for equation in model.equations[:-1]:
        if _summed_indices(equation.expression):
            return Assumption(1, False, f"the equation of {equation.target.name!r} already adds up over the samples")
    cost = model.equations[-1]
    try:
        terms = list(_terms(cost.expression))
    except _CoupledError as found:
        return Assumption(1, False, f"the equation of {cost.target.name!r} has {found}")
    over = {(index.name, size) for _, limit, _ in terms if limit for index, size in (limit,)}
    sizes = {size for _, size in over}
    if not sizes:
        return Assumption(1, False, f"the equation of {cost.target.name!r} has no sum over samples at all")
    if len(sizes) > 1:
        named = ", ".join(sorted(map(str, sizes)))
        return Assumption(1, False, f"the equation of {cost.target.name!r} adds up over batches of {named} samples")
    return Assumption(1, True, "every term of the sum has the one index for samples", _gather(terms, sizes.pop()))


def through_last_activations(model: Model, last: str | None = None) -> Assumption:
    """Find out whether every route from a parameter to the cost leads through one variable, the last activations.

    ``last``: the name of that variable; without one it is a^(L) of the last layer L, and where no variable has such a
    name, the last one that the cost is computed from. Raises a SpecificationError if the model computes no variable of
    that name.
    """
    name = _last(model) if last is None else last
    one_of("last activations", name, model.equation_of)
    for parameter in (variable for variable in model.inputs if not variable.data):
        route = _route_past(model, parameter.name, name)
        if route:
            words = f"{parameter.name!r} reaches the cost past {name!r}: {' -> '.join(route)}"
            return Assumption(2, False, words, route=route)
    return Assumption(2, True, f"every route from a parameter to the cost leads through {name!r}")


@public
def per_sample(model: Model, name: str = "C_s", latex: str = "C") -> Model:
    """Return the model with the cost of one sample as a variable of its own, and the cost as their sum.

    A model that has such a variable already is returned as it is.

    Raises
    ------
    SpecificationError
        If the cost is no sum over samples (the message says why), or the name is taken.

    Examples
    --------
    >>> from derivations import Network, derive, per_sample
    >>> model = per_sample(derive(Network((2, 1), "identity", "mse")).model)
    >>> model.equations[-1].expression
    Sum(C_s[s], (s, 1, m))/m
    """
    instance("latex", latex, str, "text")
    if checked_model(model).sample_cost is not None:
        return model
    parts = sum_over_samples(model).require().parts
    assert parts is not None
    each = Variable(name, (parts.index,), (parts.size,), latex, cited=False)
    total = chain((parts.factor, sums(each.at(), ((parts.index, parts.size),)))) + parts.rest
    equations = (*model.equations[:-1], Equation(each, parts.term), Equation(model.cost, product(total)))
    return Model(f"{model.name}, sample by sample", model.inputs, equations)


_Term = tuple[Expr, tuple[Symbol, Expr] | None, Expr]


def _terms(expression: Expr) -> Iterator[_Term]:
    """Give factor, sample index with its size (None: no sample), body, of every term of a cost."""
    indices = _summed_indices(expression)
    if not indices:
        yield S.One, None, expression
    elif isinstance(expression, Add):
        for term in expression.args:
            yield from _terms(term)
    elif isinstance(expression, Sum):
        yield from _terms_of_sum(expression)
    elif len(factors_of(expression)) > 1:
        with_samples = [factor for factor in factors_of(expression) if _summed_indices(factor)]
        if len(with_samples) > 1:
            raise _CoupledError("a product of sums over samples")
        others = chain(factor for factor in factors_of(expression) if factor not in with_samples)
        for factor, limit, body in _terms(with_samples[0]):
            yield product(chain((factor, others))), limit, body
    else:
        raise _CoupledError(f"a sum over samples inside {'a power' if expression.is_Pow else expression.func.__name__}")


def _terms_of_sum(total: Sum) -> Iterator[_Term]:
    over = [limit for limit in limits_of(total) if counts_samples(limit[0])]
    units = [limit for limit in limits_of(total) if not counts_samples(limit[0])]
    inside = _summed_indices(total.function)
    if len(over) > 1 or (over and inside):
        raise _CoupledError("a sum over pairs of samples")
    if over:
        yield S.One, over[0], sums(total.function, units)
        return
    for factor, limit, body in _terms(total.function):
        # a factor that has the index of a unit stays inside the sum over units
        yield S.One, limit, sums(product(chain((factor, body))), units)


def _gather(terms: list[_Term], size: Expr) -> SampleSum:
    sample = index(ALPHABETS[1][0])
    rest = Add(*(product(chain((factor, body))) for factor, limit, body in terms if limit is None))
    found = [(factor, limit[0], body) for factor, limit, body in terms if limit is not None]
    # 1/m belongs to the sum over samples, what is left, such as 1/2 or 1/n, to the cost of one sample
    outer = {Mul(*(f for f in Mul.make_args(factor) if _is_about(f, size))) for factor, _, _ in found}
    common = outer.pop() if len(outer) == 1 else S.One
    own = (product(chain((factor / common, body.xreplace({old: sample})))) for factor, old, body in found)
    return SampleSum(sample, size, common, Add(*own), rest)


def _is_about(factor: Expr, size: Expr) -> bool:
    return bool(is_size(factor) and factor.free_symbols and factor.free_symbols <= size.free_symbols)


def _summed_indices(expression: Expr) -> tuple[Symbol, ...]:
    found = (index for node in walk(expression) if isinstance(node, Sum) for index, _ in limits_of(node))
    return tuple(index for index in found if counts_samples(index))


def _last(model: Model) -> str:
    numbered = (name for name in model.equation_of if name[0] == "a" and name[1:].isdigit())
    before = [
        equation.target.name for equation in model.equations if model.equations[-1] in model.users[equation.target.name]
    ]
    return max(numbered, key=lambda name: int(name[1:]), default=before[-1] if before else model.cost.name)


def _route_past(model: Model, name: str, last: str) -> tuple[str, ...]:
    """Return the names on a route to the cost that avoids ``last``; none if there is no such route."""
    # from the cost backwards, so that every name is looked at once
    onward: dict[str, tuple[str, ...]] = {model.cost.name: (model.cost.name,)}
    for equation in reversed(model.equations):
        route = onward.get(equation.target.name)
        if route is not None:
            for before in names_in(equation.expression):
                if before != last:
                    onward.setdefault(before, (before, *route))
    return onward.get(name, ())
