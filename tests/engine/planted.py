"""One table of wrong rewritings: for every rule at least one, in a line where a learner could make that mistake."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from sympy import (
    Abs,
    Add,
    Expr,
    Indexed,
    IndexedBase,
    KroneckerDelta,
    Max,
    Min,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    cos,
    cosh,
    exp,
    log,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

from derivations import Activation, Convention, Loss, Network, derive
from derivations.derive import Derivation
from derivations.engine.definitions import DefinedFunction
from derivations.engine.expressions import Bracket, Chain, Partial, chain, factors_of, limits_of, rewrite, sums
from derivations.engine.indices import index
from derivations.engine.model import Equation, Model
from derivations.engine.selection import POSITIVE, Choice, Larger, Smaller
from derivations.models import names
from derivations.models.functions import Z
from derivations.models.functions.definitions import ABSOLUTE, RELU
from tests.oracles import EXAMPLES, J, K, T, line_of, scalar
from tests.oracles import S as SAMPLE

HALF, MILLIONTH = Rational(1, 2), Rational(1, 10**6)
I = index("i")  # noqa: E741  the index of a position

NETWORKS = {
    "one layer": Network((2, 1)),
    "bce": Network((2, 2, 1)),
    "deep": Network((2, 2, 2, 1)),
    "tanh": Network((2, 2, 1), "tanh", "mse"),
    "relu": Network((2, 1), "relu", "mse"),
    "softmax head": Network((2, 2), "softmax", "cross_entropy"),
    "softplus": Network((1, 1), "softplus", "mse"),
    "softsign": Network((1, 1), "softsign", "mse"),
    "hard tanh": Network((1, 1), "hard_tanh", "mse"),
    "elu": Network((1, 1), "elu", "mse"),
    "hinge": Network((1, 1), "identity", Loss.parse("max(0, 1 - a*y)")),
    "by condition": Network((1, 1), "identity", Loss.parse("a*y if a > y else a**3")),
    "larger of two": Network((1, 1), Activation.parse("max(z, z**2)"), Loss.parse("min(a, 2*y)")),
    "log-cosh": Network((1, 1), "identity", Loss.parse("log(cosh(a - y))")),
    "redescending": Network((1, 1), "identity", Loss.parse("(a-y)^2/(1 + (a-y)^2)")),
    "reciprocal": Network((1, 1), Activation.parse("1/(z*(z + 1))"), "mse"),
    "bracket": Network((1, 1), Activation.parse("z*(z + 1)"), "mse"),
    "own tanh": Network((1, 1), Activation.parse("(1-exp(-z))/(1+exp(-z))"), "mse"),
    "logistic": Network((1, 1), "identity", Loss.parse("log(1+exp(-y*a))")),
    "one sample": Network((2, 1)),
    "square root of a square": Network((1, 1), Activation.parse("sqrt(z**2)"), "mse"),
    "square of an exponential": Network((1, 1), Activation.parse("exp(z)**2"), "mse"),
    "odd": Network((1, 1), Activation.parse("tanh(-z)"), "mse"),
    "clipped": Network((1, 1), Activation.parse("min(max(z, 0), 6)"), "mse"),
    "signed root": Network((1, 1), Activation.parse("sign(z)*sqrt(abs(z))"), "mse"),
    "signed logarithm": Network((1, 1), Activation.parse("sign(z)*log(1 + abs(z))"), "mse"),
    "signed error": Network((1, 1), "identity", Loss.parse("sign(a - y)*log(1 + abs(a - y))")),
    "power of two": Network((1, 1), Activation.parse("2**(-z)"), "mse"),
    "variable itself": Network((1, 1), Activation.parse("z**2/z"), "mse"),
    "power tower": Network((1, 1), Activation.parse("z**z"), "mse"),
    "square and logarithm": Network((1, 1), Activation.parse("z**2*log(z)"), "mse"),
    "exponential factor": Network((1, 1), Activation.parse("(1-z)*exp(z)"), "mse"),
    "logarithm of a root": Network((1, 1), Activation.parse("log(sqrt(1+z**2)+z)"), "mse"),
    "squared ReLU": Network((1, 1), Activation.parse("relu(z)**2"), "mse"),
    "squared hinge": Network((1, 1), "identity", Loss.parse("max(0, 1 - a*y)**2")),
    "squared distance": Network((1, 1), "identity", Loss.parse("abs(a - y)**2")),
    "own tangent": Network((1, 1), Activation.parse("sin(z)/cos(z)"), "mse"),
    "angle of a hyperbolic sine": Network((1, 1), Activation.parse("atan(sinh(z))"), "mse"),
    "leaky sum": Network((1, 1), Activation.parse("0.1*z + 0.9*relu(z)"), "mse"),
    "ReLU times |z|": Network((1, 1), Activation.parse("relu(z)*abs(z)"), "mse"),
    "distance by a maximum": Network((1, 1), "identity", Loss.parse("max(a - y, y - a)")),
    "square over itself": Network((1, 1), "identity", Loss.parse("(a - y)**2/(a - y)")),
}
x, w = scalar("x"), scalar("w")
MODELS = {
    "root": Model("root", (x,), (Equation(scalar("C"), (x.at() ** 2) ** Rational(3, 2)),)),
    "product": Model(
        "product", (x, w), (Equation(scalar("C"), Piecewise((x.at() * w.at(), x.at() * w.at() > 0), (0, True))),)
    ),
}
CONVENTIONS = {"one sample": Convention(delta="sample")}


@cache
def derivation_of(model: str) -> Derivation:
    """Derive an example or a network, once."""
    if model in NETWORKS:
        return derive(NETWORKS[model], CONVENTIONS.get(model))
    return derive(MODELS[model] if model in MODELS else EXAMPLES[model].model)


@dataclass(frozen=True)
class Mistake:
    """A line, found by its rule, and what is wrongly written there instead."""

    rule: str
    what: str
    model: str
    target: str
    wrong: Callable[[Expr], Expr]
    nth: int = 0

    @property
    def name(self) -> str:
        """A name for the test."""
        return f"{self.rule}: {self.what}"

    @property
    def line(self) -> int:
        """The number of the line."""
        return line_of(derivation_of(self.model), self.target, self.rule, self.nth)

    @property
    def expression(self) -> Expr:
        """The wrong line."""
        return self.wrong(derivation_of(self.model)[self.target].lines[self.line].expression)


def without(kind: type | tuple[type, ...], number: int = 0) -> Callable[[Expr], Expr]:
    """Leave out the nth factor of a kind, anywhere in the line."""

    def drop(expression: Expr) -> Expr:
        def change(node: Expr) -> Expr:
            if not isinstance(node, Chain):
                return node
            found = [f for f in node.args if isinstance(f, kind)]
            return node if len(found) <= number else chain(f for f in node.args if f is not found[number])

        return rewrite(expression, change)

    return drop


def instead(*pairs: tuple[Expr, Expr]) -> Callable[[Expr], Expr]:
    """Write one thing for another, all at once."""
    return lambda expression: expression.xreplace(dict(pairs))


def first_term(expression: Expr) -> Expr:
    """Keep one term of every sum of terms."""
    return rewrite(expression, lambda node: node.args[0] if isinstance(node, Add) else node)


def plus_for_minus(expression: Expr) -> Expr:
    """Leave out every -1 that stands as a factor."""

    def change(node: Expr) -> Expr:
        return chain(f for f in node.args if f != -1) if isinstance(node, Chain) else node

    return rewrite(expression, change)


def not_summed(expression: Expr) -> Expr:
    """Forget the sum over the index that is written last."""

    def change(node: Expr) -> Expr:
        return sums(node.function, limits_of(node)[1:]) if isinstance(node, Sum) else node

    return rewrite(expression, change)


def not_summed_over_samples(expression: Expr) -> Expr:
    """Take the one sample s instead of the sum over samples."""
    return expression.function.xreplace({SAMPLE: S.One})


def plus_one_for_minus_one(expression: Expr) -> Expr:
    """Write 1/sigma + 1 for 1/sigma - 1."""
    return rewrite(expression, lambda node: node + 2 if isinstance(node, Add) else node)


def where_positions_differ(expression: Expr) -> Expr:
    """Write every Kronecker delta the other way round."""
    return rewrite(expression, lambda node: 1 - node if isinstance(node, KroneckerDelta) else node)


def everywhere(expression: Expr) -> Expr:
    """Write 1 for every Kronecker delta."""
    return rewrite(expression, lambda node: S.One if isinstance(node, KroneckerDelta) else node)


def plus(expression: Expr) -> Expr:
    """Write 1 + a for 1 - a, and 1 + a^2 for 1 - a^2."""
    return rewrite(expression, lambda node: 2 - node if isinstance(node, Add) and S.One in node.args else node)


def power_instead(old: int, new: int) -> Callable[[Expr], Expr]:
    """Write one exponent for another."""
    return lambda whole: rewrite(whole, lambda node: node.base**new if node.is_Pow and node.exp == old else node)


def number_instead(old: int, new: int) -> Callable[[Expr], Expr]:
    """Write one factor for another."""

    def change(node: Expr) -> Expr:
        return chain(new if f == old else f for f in node.args) if isinstance(node, Chain) else node

    return lambda whole: rewrite(whole, change)


def cases_swapped(expression: Expr) -> Expr:
    """Give each case the value of the other."""
    (first, condition), (second, _) = expression.args
    return Piecewise((second, condition), (first, True))


def begins_at(first: int) -> Callable[[Expr], Expr]:
    """Let every sum begin at another number."""

    def change(node: Expr) -> Expr:
        return Sum(node.function, *((i, first, n) for i, _, n in node.limits)) if isinstance(node, Sum) else node

    return lambda whole: rewrite(whole, change)


def border_instead(*pairs: tuple[Expr, Expr]) -> Callable[[Expr], Expr]:
    """Write other conditions, and leave the values of the cases as they are."""

    def change(node: Expr) -> Expr:
        if not isinstance(node, Piecewise):
            return node
        return Piecewise(*((value, dict(pairs).get(condition, condition)) for value, condition in node.args))

    return lambda whole: rewrite(whole, change)


def border_moved(by: Expr) -> Callable[[Expr], Expr]:
    """Let every condition on a difference be one on a little more."""
    return lambda whole: rewrite(whole, lambda node: _conditions_changed(node, lambda left, right: (left + by, right)))


def turned_round(expression: Expr) -> Expr:
    """Let every condition on a difference be one on the opposite difference."""
    return rewrite(expression, lambda node: _conditions_changed(node, lambda left, right: (right - left, S.Zero)))


def first_case_with(other: Expr | None) -> Callable[[Expr], Expr]:
    """Let the first case hold everywhere, or stand beside another one."""

    def change(node: Expr) -> Expr:
        if not isinstance(node, Choice):
            return node
        return node.args[2] if other is None else node.func(*node.args[:3], other)

    return lambda line: rewrite(line, change)


def _conditions_changed(node: Expr, change: Callable[[Expr, Expr], tuple[Expr, Expr]]) -> Expr:
    if isinstance(node, Choice):
        return node.func(*change(*node.args[:2]), *node.args[2:])
    is_condition = isinstance(node, DefinedFunction) and not node.order
    return node.func(change(node.args[0], S.Zero)[0]) if is_condition else node


def without_absolute_value(expression: Expr) -> Expr:
    """Write u for |u|."""
    return expression.replace(Abs, lambda u: u)


def inner_forgotten(expression: Expr) -> Expr:
    """Let what waits for a line of its own count as 1."""
    return rewrite(expression, lambda node: S.One if isinstance(node, Partial) else node)


def last_factor_forgotten(expression: Expr) -> Expr:
    """Leave out the last factor of the product."""
    return chain(factors_of(expression)[:-1])


def other_layer(expression: Expr) -> Expr:
    """Cite delta and W of the layer after."""
    later = {"delta2": "delta3", "W2": "W3"}
    entries = [e for e in expression.atoms(Indexed) if e.base.label.name in later]
    moved = {e: IndexedBase(later[e.base.label.name])[e.indices] for e in entries}
    return expression.xreplace({**moved, names.units(2): names.units(3)})


def parts_not_shares(expression: Expr) -> Expr:
    """Let the given targets, not their shares, add up to 1."""
    return rewrite(expression, lambda node: Sum(t[K, SAMPLE], *node.limits) if isinstance(node, Sum) else node)


a0, a1, a2, z1, y, W2, delta2, t = (IndexedBase(name) for name in ("a0", "a1", "a2", "z1", "y", "W2", "delta2", "t"))
m, n2 = names.SAMPLES, names.units(2)
ay = a1[K, T] * y[K, T]
ERROR = a1[J, SAMPLE] - y[J, SAMPLE]

FUNCTION = "derivative of a function"

# Values that agree with the right one where nobody looks: below 0, beyond 1, at one size, on one side of a border.
HIDDEN = (
    Mistake("contraction", "a sum from 2", "bce", "dW2", begins_at(2)),
    Mistake("contraction", "a sum from 0", "bce", "dW2", begins_at(0)),
    Mistake("chain rule", "a sum from 2", "bce", "da1", begins_at(2)),
    Mistake("contraction", "|a| for the data a", "bce", "dW1", instead((a0[K, SAMPLE], Abs(a0[K, SAMPLE])))),
    Mistake("cancellation", "|y| for y", "bce", "delta2", instead((y[J, SAMPLE], Abs(y[J, SAMPLE])))),
    Mistake("cancellation", "y cut off at 1", "bce", "delta2", instead((y[J, SAMPLE], Min(y[J, SAMPLE], 1)))),
    Mistake("cancellation", "y cut off at -1", "bce", "delta2", instead((y[J, SAMPLE], Max(y[J, SAMPLE], -1)))),
    Mistake("cancellation", "a size that is m at 2 and 3", "bce", "delta2", instead((1 / m, 1 / (m**2 - 4 * m + 6)))),
    Mistake("cancellation", "a size that is m at 1 and 4", "bce", "delta2", instead((1 / m, 1 / (m**2 - 4 * m + 4)))),
    Mistake("case by case", "a border at 1/2", "relu", "relu'", border_instead((Z > 0, Z > HALF))),
    Mistake("case by case", "a border at -1", "relu", "relu'", border_instead((Z > 0, Z > -1))),
    Mistake("case by case", "a border far out", "relu", "relu'", border_instead((Z > 0, Z > 200))),
    Mistake("case by case", "a border a millionth off", "relu", "relu'", border_instead((Z > 0, Z > MILLIONTH))),
    Mistake("case by case", "another side for the border", "relu", "relu'", border_instead((Z > 0, Z >= 0))),
    Mistake("case by case", "a border at 3/2", "hard tanh", "hard_tanh'", border_instead((Z < 1, Z < 3 * HALF))),
    Mistake("case by case", "a border at -1/2", "hard tanh", "hard_tanh'", border_instead((Z <= -1, Z <= -HALF))),
    Mistake("case by case", "a border left out", "hard tanh", "hard_tanh'", border_instead((Z < 1, S.true))),
    Mistake("maximum and minimum", "a border at 2", "larger of two", "f'", border_instead((Z > Z**2, Z > Z**2 / 2))),
    Mistake("maximum and minimum", "one for the other", "larger of two", "f'", border_instead((Z > Z**2, Z < Z**2))),
    Mistake(FUNCTION, "0 below -2", "elu", "elu'", lambda line: Piecewise((S.Zero, Z < -2), (line, True))),
    Mistake(FUNCTION, "0 below -99", "elu", "elu'", lambda v: Piecewise((S.Zero, Z < -99), (v, True))),
    Mistake(FUNCTION, "0 beyond e^z = 3", "elu", "elu'", lambda v: Piecewise((0, exp(Z) > 3), (v, True))),
    Mistake("arithmetic", "the root of a square for what is squared", "root", "dx", lambda line: 3 * x.at() ** 2),
    Mistake("power rule", "a root that is not real below 0", "root", "dx", lambda line: 3 * sqrt(x.at()) ** 4, 1),
    Mistake("case by case", "ReLU' left out", "product", "dx", lambda line: Partial(x.at() * w.at(), x.at())),
    Mistake("reduction", "no value at 0", "bce", "sigmoid'", lambda line: chain((line, sin(Z), 1 / sin(Z)))),
    Mistake("reduction", "too large far out", "bce", "sigmoid'", lambda line: chain((line, 1 + exp(Z - 30)))),
)

MISTAKES = (
    *HIDDEN,
    Mistake("chain rule", "one of two ways to the cost only", "several users", "dq", first_term),
    Mistake("chain rule", "not summed over the units that it feeds", "bce", "da1", not_summed),
    Mistake("chain rule", "delta dropped", "bce", "dW2", without(Indexed)),
    Mistake("chain rule over the samples", "1/m forgotten", "one sample", "dW1", without(Indexed)),
    Mistake("chain rule over the samples", "delta dropped", "one sample", "dW1", without(Indexed, 1)),
    Mistake("chain rule over the samples", "one sample only", "one sample", "db1", not_summed_over_samples),
    Mistake("citation", "1/m squared", "one sample", "dW1", instead((1 / m, 1 / m**2))),
    Mistake("citation", "1/m in delta as well", "one sample", "delta1", lambda line: chain((1 / m, line))),
    Mistake("citation", "1/m lost before the sum", "one sample", "dW1", instead((1 / m, S.One))),
    Mistake(
        "definition", "a and y swapped in the cost", "bce", "da2", instead((a2[K, T], y[K, T]), (y[K, T], a2[K, T]))
    ),
    Mistake("definition", "W transposed", "bce", "da1", instead((W2[K, I], W2[I, K]))),
    Mistake("constant", "a constant that grows like its variable", "constant function", "one'", lambda line: S.One),
    Mistake("constant factor", "missing 1/m", "bce", "da2", instead((-1 / m, -S.One))),
    Mistake("constant factor", "1/n for 1/m", "bce", "da2", instead((-1 / m, -1 / n2))),
    Mistake("constant factor", "1/2 for 1/m", "bce", "da2", instead((-1 / m, -S.Half))),
    Mistake("constant factor", "y for 1 - y", "bce", "da2", instead((1 - y[K, T], y[K, T])), nth=1),
    Mistake("sum rule", "a term dropped", "bce", "da2", first_term),
    Mistake("sum rule", "lost sign", "bce", "da2", plus_for_minus, nth=1),
    Mistake("quotient rule", "plus for minus", "tanh", "tanh'", plus_for_minus),
    Mistake("quotient rule", "the square below the bar forgotten", "tanh", "tanh'", power_instead(-2, -1)),
    Mistake("quotient rule", "plus for minus", "softmax", "dz", plus_for_minus),
    Mistake("product rule", "a term missing", "twice in one term", "dx", first_term),
    Mistake("product rule", "a factor dropped", "twice in one term", "dx", without((exp, Indexed))),
    Mistake("power rule", "lost factor 2", "tanh", "da2", number_instead(2, 1)),
    Mistake("power rule", "the exponent kept", "cube of a sum", "dx", power_instead(2, 3)),
    Mistake("power rule", "lost sign", "bce", "sigmoid'", plus_for_minus),
    Mistake("exponential rule", "ln 2 forgotten", "power of two", "f'", without(log)),
    Mistake("exponential rule", "the inner derivative forgotten", "power of two", "f'", inner_forgotten),
    Mistake("exponential rule", "the power rule for it", "power of two", "f'", lambda line: -Z * 2 ** (-Z - 1)),
    Mistake("generalised power rule", "one of the two terms", "power tower", "f'", lambda line: line.args[0]),
    Mistake("generalised power rule", "the other of the two", "power tower", "f'", lambda line: line.args[1]),
    Mistake("derivative of the variable", "z for 1", "variable itself", "f'", lambda line: Z),
    Mistake("case by case", "cases swapped", "relu", "relu'", cases_swapped),
    Mistake("maximum and minimum", "a border at 1/2", "hinge", "da1", instead((POSITIVE(1 - ay), POSITIVE(HALF - ay)))),
    Mistake("maximum and minimum", "a border at 0", "hinge", "da1", instead((POSITIVE(1 - ay), POSITIVE(-ay)))),
    Mistake("maximum and minimum", "a border a millionth off", "hinge", "da1", border_moved(MILLIONTH)),
    Mistake("case by case", "a border a millionth off", "by condition", "da1", border_moved(-MILLIONTH)),
    Mistake("case by case", "the condition left out", "by condition", "da1", first_case_with(None)),
    Mistake("case by case", "the condition turned round", "by condition", "da1", turned_round),
    Mistake("case by case", "one case only", "by condition", "da1", first_case_with(S.Zero)),
    Mistake("maximum and minimum", "the condition left out", "hinge", "da1", without(DefinedFunction)),
    Mistake("maximum and minimum", "the condition turned round", "hinge", "da1", turned_round),
    Mistake("maximum and minimum", "min for max", "larger of two", "da1", turned_round),
    Mistake("chain rule", "dropped sigma'", "bce", "delta1", without(DefinedFunction), nth=1),
    Mistake("chain rule", "the inner derivative forgotten", "bce", "sigmoid'", inner_forgotten),
    Mistake("chain rule", "1/(1 + a) for 1/(1 - a)", "bce", "da2", plus),
    Mistake(
        FUNCTION,
        "that of e^z taken for that of a power of z",
        "softplus",
        "softplus'",
        instead((exp(Z), Z * exp(Z - 1))),
    ),
    Mistake(FUNCTION, "that of |z| taken for |z|", "softsign", "softsign'", instead((sign(Z), Abs(Z)))),
    Mistake("Kronecker delta", "1 everywhere", "bce", "db1", everywhere),
    Mistake("Kronecker delta", "1 where positions differ", "bce", "db1", where_positions_differ),
    Mistake("contraction", "to the wrong place", "bce", "dW2", instead((delta2[J, SAMPLE], delta2[K, SAMPLE]))),
    Mistake("contraction", "the positions of a swapped", "bce", "dW2", instead((a1[K, SAMPLE], a1[J, SAMPLE]))),
    Mistake("contraction", "W transposed", "bce", "da1", instead((W2[K, J], W2[J, K]))),
    Mistake("contraction", "not summed over the batch", "bce", "db1", not_summed_over_samples),
    Mistake("contraction", "a term dropped", "two places at once", "dx", first_term),
    Mistake("maximum and minimum", "the lower border forgotten", "clipped", "f'", lambda line: line.args[-1]),
    Mistake("maximum and minimum", "the upper border forgotten", "clipped", "f'", lambda line: line.args[0]),
    Mistake("maximum and minimum", "a border at 5", "clipped", "f'", instead((POSITIVE(6 - Z), POSITIVE(5 - Z)))),
    Mistake("absolute value", "1 at 0 as well", "signed logarithm", "f'", instead((POSITIVE(Abs(Z)), S.One))),
    Mistake("absolute value", "1 above 0 only", "signed logarithm", "f'", instead((POSITIVE(Abs(Z)), POSITIVE(Z)))),
    Mistake("absolute value", "[a > y]", "signed error", "da1", lambda line: line.replace(Abs, lambda u: u)),
    Mistake("absolute value", "[z > 0] for 1", "signed root", "f'", lambda line: chain((line, POSITIVE(Z)))),
    Mistake("absolute value", "sgn z for 1", "signed root", "f'", lambda line: chain((line, sign(Z)))),
    Mistake("rewriting", "z for |z|", "square root of a square", "f'", instead((Abs(Z), Z))),
    Mistake("rewriting", "z for |z|, in the equation", "square root of a square", "a1", without_absolute_value),
    Mistake("rewriting", "e^z^2 for e^2z", "square of an exponential", "f'", instead((exp(2 * Z), exp(Z**2)))),
    Mistake("rewriting", "the sign lost", "odd", "f'", instead((-tanh(Z), tanh(Z)))),
    Mistake("rewriting", "the square kept", "square over itself", "C", instead((ERROR, ERROR**2))),
    Mistake("arithmetic", "lost factor 1/m", "tanh", "da2", instead((1 / m, S.One))),
    Mistake("arithmetic", "lost sign", "bce", "sigmoid'", lambda line: -line),
    Mistake("arithmetic", "a and y kept in their places", "softmax head", "delta1", instead((1 / m, -1 / m))),
    Mistake("citation", "of another layer", "deep", "delta1", other_layer),
    Mistake("citation", "missing 1/m", "bce", "delta2", instead((1 / m, S.One))),
    Mistake("lemma", "1 + sigma for 1 - sigma", "bce", "delta1", plus),
    Mistake("lemma", "1 - tanh for 1 - tanh^2", "tanh", "delta1", power_instead(2, 1)),
    Mistake("named value", "z for a", "bce", "delta1", instead((a1[J, SAMPLE], z1[J, SAMPLE]))),
    Mistake("named value", "a of another unit", "bce", "delta1", instead((a1[J, SAMPLE], a1[S.One, SAMPLE]))),
    Mistake("common denominator", "y lost above the bar", "bce", "da2", instead((y[J, SAMPLE], S.Zero))),
    Mistake("common denominator", "a factor lost below the bar", "bce", "da2", instead((1 / a2[J, SAMPLE], S.One))),
    Mistake("cancellation", "too much", "bce", "delta2", last_factor_forgotten),
    Mistake("cancellation", "too little", "bce", "delta2", lambda line: chain((line, a2[J, SAMPLE]))),
    Mistake("cancellation", "1/m cancelled as well", "bce", "delta2", instead((1 / m, S.One))),
    Mistake("definition, read backwards", "sigma for sigma^2", "bce", "sigmoid'", power_instead(2, 1)),
    Mistake("definition, solved for the exponential", "e^z for e^-z", "bce", "sigmoid'", plus_one_for_minus_one),
    Mistake("reduction", "1 + sigma for 1 - sigma", "bce", "sigmoid'", plus),
    Mistake("reduction", "1 + tanh^2 for 1 - tanh^2", "tanh", "tanh'", plus),
    Mistake("absolute value", "z for |z|", "softsign", "softsign'", instead((Abs(Z), Z))),
    Mistake("division by the exponential", "e^z for e^-z", "softplus", "softplus'", instead((exp(-Z), exp(Z)))),
    Mistake(
        "division by the exponential",
        "e^-ya for e^ya",
        "logistic",
        "da1",
        lambda line: line.replace(exp, lambda u: exp(-u)),
    ),
    Mistake("tangent", "tan for tanh", "log-cosh", "da1", lambda line: line.replace(tanh, tan)),
    Mistake("tangent", "the cotangent", "log-cosh", "da1", lambda line: line.replace(tanh, lambda u: 1 / tanh(u))),
    Mistake("quotient rule", "v' for -v'/v^2", "reciprocal", "f'", lambda line: line.args[-1]),
    Mistake("quotient rule", "the sign of (1/v)'", "reciprocal", "f'", plus_for_minus),
    Mistake("product rule", "the bracket forgotten", "bracket", "f'", lambda line: line.xreplace({Bracket(Z + 1): Z})),
    Mistake("arithmetic", "one of two like terms lost", "bracket", "f'", lambda line: line - Z),
    Mistake("reduction", "a bracket that was squared", "redescending", "da1", lambda line: line * (1 + ERROR**2)),
    Mistake("definition, solved for the exponential", "turned over", "own tanh", "f'", lambda line: 1 / line),
    Mistake("reduction", "1/2 before a bracket lost", "own tanh", "f'", lambda line: 2 * line),
    Mistake("reduction", "the root squared", "logarithm of a root", "f'", lambda line: line**2),
    Mistake("arithmetic", "z^(z - 1) kept", "power tower", "f'", instead((Z**Z, Z ** (Z - 1)))),
    Mistake("cancellation", "z^2 for z^2 / z", "square and logarithm", "f'", lambda line: line - Z + Z**2),
    Mistake("like terms", "a sign lost", "exponential factor", "f'", lambda line: -line),
    Mistake("like terms", "a term lost", "exponential factor", "f'", lambda line: line + exp(Z)),
    Mistake("positive part", "z for ReLU", "squared ReLU", "f'", instead((RELU(Z), Z))),
    Mistake("positive part", "min for max", "squared hinge", "da1", lambda line: line.replace(Larger, Smaller)),
    Mistake("absolute value", "|a - y| for a - y", "squared distance", "da1", instead((ERROR, ABSOLUTE(ERROR)))),
    Mistake("absolute value", "twice the sign", "distance by a maximum", "da1", lambda line: 2 * line),
    Mistake("positive part", "once for twice", "ReLU times |z|", "f'", lambda line: line / 2),
    Mistake("Pythagorean identity", "2 for 1", "own tangent", "f'", lambda line: 2 * line),
    Mistake("Pythagorean identity", "the sine below the bar", "own tangent", "f'", lambda line: line.replace(cos, sin)),
    Mistake(
        "Pythagorean identity",
        "1 - sinh^2 for 1 + sinh^2",
        "angle of a hyperbolic sine",
        "f'",
        instead((cosh(Z) ** -2, 1 / (1 - sinh(Z) ** 2))),
    ),
    Mistake("cases added", "the 0.1 lost", "leaky sum", "f'", instead((Rational(1, 10), S.Zero))),
    Mistake("cases added", "at the border as above", "leaky sum", "f'", instead((Z > 0, Z >= 0))),
    Mistake("contraction above a sum", "the diagonal only", "softmax head", "delta1", first_term),
    Mistake("contraction above a sum", "plus for minus", "softmax head", "delta1", plus_for_minus),
    Mistake("division term by term", "one sum too few below the bar", "softmax head", "delta1", without(Pow)),
    Mistake("division term by term", "the diagonal only", "softmax head", "delta1", first_term),
    Mistake("named value", "the slope at its own position only", "softmax head", "delta1", everywhere),
    Mistake("common factor", "out of a product it is not in", "softmax head", "delta1", instead((a1[J, T], a1[K, T]))),
    Mistake(
        "shares of a whole", "what adds up to 1 left out", "softmax head", "delta1", instead((a1[J, SAMPLE], S.Zero))
    ),
    Mistake("deviations from a mean", "the other term lost", "batch normalisation", "dmean", lambda line: 2 * line),
    Mistake("shares of a whole", "y + 1 for y", "softmax head", "delta1", instead((y[J, SAMPLE], y[J, SAMPLE] + 1))),
)
