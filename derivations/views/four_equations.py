r"""The four equations of backpropagation of a layer, each found as a line of a derivation, in indices and in matrices.

    1   delta of the last layer      dC/da of the last layer, times f'(z)
    2   delta from the layer above   W^T delta of that layer, times f'(z)
    3   the gradient of the bias     delta, summed over the samples
    4   the gradient of the weight   delta times the activation below, summed over the samples

Source: Nielsen, Neural Networks and Deep Learning, ch. 2, (BP1) to (BP4), there for one sample; here over a batch. With
``Convention(delta="sample")`` the first two are his for every sample, and the mean over them stands in the last two.

Goes in: a derivation of a network, a layer, a layout. Comes out: the equations, the two assumptions on the cost, and
the lines that rest on them. Must not know: printing, numbers. Nothing is written here: every equation is a line that
the rules made, and only its place is looked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import Add, Expr, KroneckerDelta, Sum

from derivations.calling import public
from derivations.engine.check import check
from derivations.engine.derivation import Facts, Line, Result, Results, checked_derivation
from derivations.engine.expressions import Partial, contains, limits_of, walk
from derivations.engine.indices import counts_samples
from derivations.engine.rules import CHAIN_RULE, CHAIN_RULE_OVER_SAMPLES, RULES
from derivations.engine.variables import is_entry, name_of
from derivations.errors import SpecificationError
from derivations.models import names
from derivations.models.assumptions import Assumption, assumptions
from derivations.notebook import table
from derivations.options import whole_number
from derivations.views.arrays import Leaf, Node
from derivations.views.expansion import agrees
from derivations.views.layout import COLUMNS, Layout
from derivations.views.layout import layout as named
from derivations.views.translation import translate

CHAIN_RULES = (CHAIN_RULE.name, CHAIN_RULE_OVER_SAMPLES.name)
TITLES = {
    1: "delta of the last layer",
    2: "delta from the layer above",
    3: "the gradient of the bias",
    4: "the gradient of the weight",
}


@dataclass(frozen=True)
class FundamentalEquation:
    """``left`` = ``right``, which is line ``line`` of the result ``target``; and the same of whole matrices.

    ``ok`` says whether the matrices, written out entry by entry, are the index form, and the check of the result finds
    nothing wrong. Where the unit's output depends on its neighbours' inputs (softmax), the line still has Kronecker
    deltas: then ``contracted`` is true, and ``right`` is what the rules of contraction and of the common factor make of
    the line.
    """

    number: int
    target: str
    line: int
    left: Expr
    right: Expr
    left_matrix: Node
    right_matrix: Node
    ok: bool
    contracted: bool = False

    @property
    def title(self) -> str:
        """What the equation is about."""
        return TITLES[self.number]


@dataclass(frozen=True)
class Use:
    """Line ``line`` of ``target`` rests on assumption 1 or 2, and why."""

    assumption: int
    target: str
    line: int
    why: str


@dataclass(frozen=True, repr=False)
class FourEquations:
    """The equations that a layer needs, in their order: without the second one where it is the last layer."""

    layer: int
    last: int
    equations: tuple[FundamentalEquation, ...]
    assumptions: tuple[Assumption, ...]
    uses: tuple[Use, ...]

    def __repr__(self) -> str:
        return f"<FourEquations of layer {self.layer}: {', '.join(each.target for each in self.equations)}>"

    def _repr_markdown_(self) -> str:
        rows = ((each.number, each.title, each.target, "yes" if each.ok else "no") for each in self.equations)
        return table(("equation", "what it says", "result", "right"), rows)


@public
def four_equations(derivation: Results, layer: int, layout: str | Layout = COLUMNS) -> FourEquations:
    """Find the equations of a layer in a derivation.

    Parameters
    ----------
    derivation : Derivation
        Of a network, its variables named as in ``models.names``.
    layer : int
        1 to L.
    layout : "columns" | "rows", or Layout
        How the matrices are laid out.

    Raises
    ------
    SpecificationError
        If there is no such layer, one of the assumptions does not hold (the message says why), a layer is
        batch-normalised, or a result has no line of the form that is looked for.

    Examples
    --------
    >>> from derivations import Network, derive, four_equations
    >>> found = four_equations(derive(Network((2, 2, 1))), 1)
    >>> [each.number for each in found.equations]
    [1, 2, 3, 4]
    """
    last = _depth(checked_derivation(derivation))
    layout, layer = named(layout), whole_number("layer", layer, 1, last)
    both = assumptions(derivation.model, names.activation(last).name)
    for each in both:
        each.require()
    for normalised in range(1, last + 1):
        if names.rescaled_input(normalised).name in derivation.model.by_name:
            raise SpecificationError(
                f"layer {normalised} is batch-normalised: between its z and its a stand more equations than the four "
                "are about; ask for a layer of a network without batch_norm"
            )
    found = [_equation(1, derivation, _delta(last), _last_with(names.activation(last).gradient), layout)]
    if layer < last:
        found.append(_equation(2, derivation, _delta(layer), _by("citation"), layout))
    found.append(_equation(3, derivation, names.bias(layer).gradient, _is_clean, layout))
    found.append(_equation(4, derivation, names.weight(layer).gradient, _is_clean, layout))
    return FourEquations(layer, last, tuple(found), both, _uses(derivation, layer, last))


def _depth(derivation: Results) -> int:
    layers = 0
    while _delta(layers + 1) in derivation:
        layers += 1
    if not layers:
        raise SpecificationError(f"model {derivation.model.name!r} has no layers: no result is called {_delta(1)!r}")
    return layers


def _delta(layer: int) -> str:
    return names.weighted_input(layer).gradient


def _is_clean(line: Line) -> bool:
    return not contains(line.expression, Partial, KroneckerDelta)


def _last_with(gradient: str) -> Callable[[Line], bool]:
    return lambda line: not contains(line.expression, Partial) and gradient in _names(line.expression)


def _by(rule: str) -> Callable[[Line], bool]:
    return lambda line: _is_clean(line) and line.rule == rule


def _equation(
    number: int, derivation: Results, target: str, wanted: Callable[[Line], bool], layout: Layout
) -> FundamentalEquation:
    result = derivation[target]
    at = max((at for at, line in enumerate(result.lines) if wanted(line)), default=None)
    if at is None or result.variable is None:
        raise SpecificationError(f"result {target!r} has no line that says: {TITLES[number]}")
    right = _contract(result.lines[at].expression, derivation)
    axes = layout.axes(result.variable, result.variable.indices)
    node = translate(right, axes, derivation.model, layout, derivation.model.order)
    leaf = Leaf(axes, result.variable, gradient=True)
    ok = agrees(node, right, derivation, layout) and check(derivation, [target]).ok
    contracted = right != result.lines[at].expression
    return FundamentalEquation(number, target, at, result.left, right, leaf, node, ok, contracted)


def _contract(expression: Expr, derivation: Results) -> Expr:
    """Let the engine's own rules sum over the Kronecker deltas that are left."""
    if contains(expression, KroneckerDelta):
        facts = Facts(derivation.model, derivation.by_target)
        for rule in ("contraction", "arithmetic", "common factor"):
            expression = RULES[rule].apply(expression, facts)
    return expression


def _uses(derivation: Results, layer: int, last: int) -> tuple[Use, ...]:
    """Return the lines that would read otherwise if an assumption did not hold."""
    cost = derivation[names.activation(last).gradient]
    parameters = [derivation[names.weight(layer).gradient], derivation[names.bias(layer).gradient]]
    uses = [Use(1, cost.target, at, "only the term of the own sample is left") for at in _contract_samples(cost)]
    uses += [
        Use(1, each.target, 0, "the cost is reached through the cost of every sample")
        for each in parameters
        if each.lines[0].rule == CHAIN_RULE_OVER_SAMPLES.name
    ]
    uses += [
        Use(1, each.target, len(each.lines) - 1, "the gradients of the samples are added up")
        for each in parameters
        if any(isinstance(node, Sum) and counts_samples(limits_of(node)[-1][0]) for node in walk(each.value))
    ]
    uses += [
        Use(2, each.target, 0, "the cost is reached through the outputs alone")
        for each in (derivation[_delta(last)], *parameters)
        if each.lines[0].rule in CHAIN_RULES and not isinstance(each.lines[0].expression, Add)
    ]
    return tuple(uses)


def _contract_samples(result: Result) -> list[int]:
    """Return the lines in which Kronecker deltas of two samples have gone."""
    pairs = zip(result.lines, result.lines[1:], strict=False)
    return [at for at, (before, after) in enumerate(pairs, start=1) if _has_samples(before) and not _has_samples(after)]


def _has_samples(line: Line) -> bool:
    deltas = (node for node in walk(line.expression) if isinstance(node, KroneckerDelta))
    return any(counts_samples(index) for delta in deltas for index in delta.args if index.is_Symbol)


def _names(expression: Expr) -> set[str]:
    return {name_of(node) for node in walk(expression) if is_entry(node)}
