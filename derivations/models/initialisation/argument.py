"""The variance argument of a layer of random weights, forward and backward, as results made of lines.

Goes in: the name of an activation. Comes out: results about layer 2 of a network, which stands for any layer:
n_1 is n_in, n_2 is n_out. The equations of z and delta are the model's and the engine's own.

Sources: LeCun et al. 1998, section 4.6; Glorot and Bengio 2010, section 4.2.1; He et al. 2015, section 2.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from sympy import Expr, Integral, Symbol, solve

from derivations.engine.check import CheckReport
from derivations.engine.derivation import Line, Result, Results
from derivations.engine.expressions import chain, factors_of, product, rewrite
from derivations.engine.reverse import differentiate
from derivations.engine.variables import is_entry, name_of
from derivations.errors import SpecificationError, say_unknown
from derivations.models.initialisation.assumptions import Assumptions, sentences
from derivations.models.initialisation.checking import Computed, check_results
from derivations.models.initialisation.expectation import Expectation, Variance
from derivations.models.initialisation.rules import RULES, entries
from derivations.models.mlp import mlp
from derivations.network import Network

ACTIVATIONS = ("identity", "relu")

W, A, Z, Z2 = "W2", "a1", "z1", "z2"
FORWARD = Assumptions(
    zero_mean=(W, Z),
    independent=((W,), (A, Z)),
    uncorrelated=(W,),
    alike=(W, A, Z),
    symmetric=(Z,),
    zero=("b2",),
)
BACKWARD = Assumptions(
    zero_mean=(W, "delta2"),
    independent=((W,), ("delta2",), (Z,)),
    uncorrelated=(W,),
    alike=(W, "delta2", Z),
    symmetric=(Z,),
)
OPENING = ("square of a sum", "linearity", "independence", "zero mean", "uncorrelated", "contraction")
CLOSING = ("identically distributed", "mean square")
# Steps that are no rewriting of a line, but bring in something else.
STEPS = {
    "definition": "A name is replaced by what its own equation says.",
    "citation": "A result that was derived before stands for its left side.",
    "the gain is 1": "The weights are wanted for which the variance neither grows nor shrinks from layer to layer: "
    "what it is multiplied by is $1$, and dividing by $1$ changes nothing. Two such wishes that cannot both be met are "
    "met on average.",
    "density": r"A number that is uniform on $(-r, r)$ has the density $\frac{1}{2r}$ there and the mean $0$, so "
    r"that its variance is $\int x^2 \frac{1}{2r}\,dx$.",
    "integration": r"$\int x^2\,dx = \frac{1}{3} x^3$.",
    "solved": "The equation is solved for the half-width.",
}
# The half-width of a uniform distribution around 0, and a number drawn from it.
R, X = Symbol("r", positive=True), Symbol("x", real=True)


@dataclass(frozen=True)
class Argument(Results):
    """Results that cite each other, for one activation.

    The targets are
    - "z": Var z of layer 2, by that of layer 1;  "delta": Var delta of layer 1, by that of layer 2
    - "a^2", "derivative^2": the mean squares of a and f'(z) that they cite, for ReLU
    - "forward", "backward": the Var w that keeps the one, or the other;  "both": the compromise
    - "uniform": the variance of a uniform number;  "bound forward", "bound backward", "bound both": its half-width
    """

    activation: str
    computed: Computed = field(repr=False)
    forward: Assumptions = FORWARD
    backward: Assumptions = BACKWARD

    @property
    def stated(self) -> tuple[str, ...]:
        """The assumptions in words, forward and backward, with their mathematics between dollar signs."""
        found: dict[str, None] = {}
        for facts in (self.forward, self.backward):
            found.update(dict.fromkeys(sentences(facts, self.model)))
        return tuple(found)

    def check(self, targets: Iterable[str] | None = None) -> CheckReport:
        """Check every line, or those of some results, against the line before it: exactly, on small distributions.

        Raises an UnknownTargetError if a target is none of the argument's.
        """
        results = [self[target] for target in (self.by_target if targets is None else targets)]
        return CheckReport(check_results(results, self.by_target, self.activation, self.computed))


@cache
def variance_argument(activation: str = "identity") -> Argument:
    """Derive how large the weights of a layer should be.

    ``activation``: "identity" (also for what is close to it near 0 and odd, such as tanh), or "relu". Raises a
    SpecificationError if the activation is another one.
    """
    if activation not in ACTIVATIONS:
        raise SpecificationError(say_unknown("activation", activation, ACTIVATIONS))
    derivation = differentiate(mlp(Network((1, 1, 1), (activation, "identity"), "mse")))
    results: dict[str, Result] = {}
    for result in (*_mean_squares(derivation), *_layers(derivation)):
        results[result.target] = result
        _cite(results, result.target)
    gains = {
        "forward": product(results["z"].value) / Variance(Symbol(Z)),
        "backward": product(results["delta"].value) / Variance(Symbol("delta2")),
    }
    gains["both"] = (gains["forward"] + gains["backward"]) / 2
    conditions = [_condition(target, gain) for target, gain in gains.items()]
    uniform = _uniform()
    bounds = [_bound(result, uniform) for result in conditions]
    indices = derivation.model.by_name[Z2].indices
    computed = tuple((name, indices, derivation[name].value) for name in (Z2, "delta1"))
    return Argument(derivation.model, (*results.values(), *conditions, uniform, *bounds), activation, computed)


def _layers(derivation: Results) -> tuple[Result, Result]:
    """Derive Var z and Var delta as far as one layer goes."""
    z, delta = derivation["z2"], derivation["delta1"]
    forward = [Line(Expectation(z.left**2) - Expectation(z.left) ** 2, "definition of the variance")]
    _add(forward, forward[-1].expression.xreplace({z.left: z.lines[0].expression}), "definition", ("z2",))
    _apply(forward, ("no bias", *OPENING, *CLOSING), FORWARD)
    a = derivation["a1"].lines[0].expression
    _add(forward, forward[-1].expression.xreplace({Symbol(A): _anywhere(a)}), "definition", ("a1",))
    _apply(forward, CLOSING, FORWARD)
    backward = [Line(Expectation(delta.left**2) - Expectation(delta.left) ** 2, "definition of the variance")]
    _add(backward, backward[-1].expression.xreplace({delta.left: delta.value}), "definition", ("delta1",))
    _apply(backward, (*OPENING, *CLOSING), BACKWARD)
    return (
        Result("z", "expectation", Variance(z.left), tuple(forward)),
        Result("delta", "expectation", Variance(delta.left), tuple(backward)),
    )


def _mean_squares(derivation: Results) -> list[Result]:
    """Derive E[f(z)^2] and E[f'(z)^2] for what is symmetric around 0; the identity needs neither."""
    found = []
    for definition in derivation.model.definitions:
        a = definition(Symbol(Z))
        derivative = derivation[f"{definition.name}'"].left.func(Symbol(Z))
        for target, function in (("a^2", a), ("derivative^2", derivative)):
            left = Expectation(function**2)
            lines: list[Line] = []
            _apply(lines, ("symmetry", "linearity, read backwards", "case by case"), FORWARD, left)
            _apply(lines, ("linearity", "mean square"), FORWARD)
            found.append(Result(target, "expectation", left, tuple(lines)))
    return found


def _cite(results: dict[str, Result], target: str) -> None:
    """Put the value of each mean square where a result ends with its name."""
    result = results[target]
    lines = list(result.lines)
    for name in ("a^2", "derivative^2"):
        cited = results.get(name)
        if cited is not None and name != target:
            value = lines[-1].expression.xreplace({cited.left: cited.value})
            # a number stands in front
            factors = sorted(factors_of(value), key=lambda factor: not factor.is_number)
            _add(lines, chain(factors), "citation", (name,))
    results[target] = Result(result.target, result.kind, result.left, tuple(lines))


def _condition(target: str, gain: Expr) -> Result:
    """Derive the Var w with which the gain is 1: for both, with which the mean of the two gains is 1."""
    weight = Variance(Symbol(W))
    cited = {"forward": ("z",), "backward": ("delta",), "both": ("z", "delta")}[target]
    lines = [Line(chain((weight, 1 / gain)), "the gain is 1", cited)]
    _apply(lines, ("cancellation",), FORWARD)
    return Result(target, "expectation", weight, tuple(lines))


def _uniform() -> Result:
    """Derive the variance of a number that is uniform between -r and r."""
    whole = Integral(X**2 / (2 * R), (X, -R, R))
    lines = (Line(whole, "density"), Line(whole.doit(), "integration"))
    return Result("uniform", "expectation", Variance(X), lines)


def _bound(condition: Result, uniform: Result) -> Result:
    wanted = Symbol("wanted", positive=True)
    [root] = solve(uniform.value - wanted, R)
    bound = root.xreplace({wanted: Variance(X)})
    lines = (
        Line(bound, "solved", (uniform.target,)),
        Line(bound.xreplace({Variance(X): condition.value}), "citation", (condition.target,)),
    )
    return Result(f"bound {condition.target}", "expectation", R, lines)


def _anywhere(expression: Expr) -> Expr:
    """Drop the positions of every entry: any one stands for all."""
    symbols = {each: Symbol(name_of(each)) for each in entries(expression)}
    return rewrite(expression, lambda node: symbols[node] if is_entry(node) and node in symbols else node)


def _apply(lines: list[Line], rules: tuple[str, ...], facts: Assumptions, start: Expr | None = None) -> None:
    """Add the lines that the rules lead to, one after the other; none where a rule changes nothing."""
    for rule in rules:
        before = lines[-1].expression if lines else start
        _add(lines, RULES[rule].apply(before, facts), rule, start=start)


def _add(lines: list[Line], after: Expr, rule: str, uses: tuple[str, ...] = (), start: Expr | None = None) -> None:
    before = lines[-1].expression if lines else start
    if after != before:
        lines.append(Line(after, rule, uses))


def theorem(rule: str) -> str:
    """Return what a rule or a step says, with its mathematics between dollar signs.

    Raises a SpecificationError if there is no such rule.
    """
    if rule in STEPS:
        return STEPS[rule]
    if rule not in RULES:
        raise SpecificationError(say_unknown("rule", rule, (*STEPS, *RULES)))
    return RULES[rule].theorem
