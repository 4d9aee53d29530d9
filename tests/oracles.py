"""Models that are not networks with their costs written a second time, and ways to plant an error in a derivation.

The cost of a network for autograd is in ``tests.numeric.oracle``; here it meets PyTorch as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from autograd import grad
from sympy import Expr, Integer, Sum, Symbol, exp, log, sqrt

from derivations.engine.definitions import Definition
from derivations.engine.derivation import Results
from derivations.engine.indices import index
from derivations.engine.model import Equation, Model
from derivations.engine.variables import Variable
from derivations.formula import Loss
from tests.formula.in_torch import torch_formula
from tests.numeric.oracle import Problem

Array = npt.NDArray[np.float64]
Values = dict[str, Any]

J, K, S, T = (index(letter) for letter in ("j", "k", "s", "s'"))
N, M, H = (Symbol(letter, integer=True, positive=True) for letter in ("n", "m", "h"))


@dataclass(frozen=True)
class Example:
    """A model, its cost as a function of its inputs for autograd, and the shapes of the inputs."""

    model: Model
    cost: Callable[[Values], Any]
    shapes: tuple[tuple[str, tuple[int, ...]], ...]

    def values(self, seed: int = 0) -> Values:
        """Give positive inputs: a model may take a logarithm or a root."""
        rng = np.random.default_rng(seed)
        return {name: rng.uniform(0.3, 1.7, shape) for name, shape in self.shapes}

    def gradients(self, values: Values) -> Values:
        """Differentiate the cost by every input that is not data, with autograd."""
        wanted = [variable.name for variable in self.model.inputs if not variable.data]

        def moved(parts: Values) -> Any:
            return self.cost({**values, **parts})

        found = grad(moved)({name: values[name] for name in wanted})
        return {f"d{name}": found[name] for name in wanted}


def difference_quotients(cost: Callable[[Values], Any], values: Values, name: str) -> Array:
    """Change one entry after the other, up and down: the definition of a derivative."""
    step = 1e-6
    base = np.asarray(values[name], dtype=float)
    gradients = np.empty(base.shape)
    for at in np.ndindex(base.shape):
        ends = []
        for sign in (1, -1):
            moved = base.copy()
            moved[at] += sign * step
            ends.append(float(cost({**values, name: moved})))
        gradients[at] = (ends[0] - ends[1]) / (2 * step)
    return gradients


def scalar(name: str, *, data: bool = False) -> Variable:
    """Give a variable without indices."""
    return Variable(name, data=data)


def vector(name: str, *, data: bool = False) -> Variable:
    """Give a variable x_j, j up to n."""
    return Variable(name, (J,), (N,), data=data)


def samples(name: str, *, data: bool = False) -> Variable:
    """Give a variable x_js, j up to n and s up to m."""
    return Variable(name, (J, S), (N, M), data=data)


def _graph() -> Example:
    x1, x2, x3, x4, a, b = (scalar(name) for name in ("x1", "x2", "x3", "x4", "a", "b"))
    equations = (
        Equation(a, x1.at() * x2.at()),
        Equation(b, a.at() + x3.at()),
        Equation(scalar("Y"), b.at() * x4.at()),
    )
    return Example(
        Model("Y = ((x1 x2) + x3) x4", (x1, x2, x3, x4), equations),
        lambda v: (v["x1"] * v["x2"] + v["x3"]) * v["x4"],
        tuple((name, ()) for name in ("x1", "x2", "x3", "x4")),
    )


def _product_of_sum() -> Example:
    x, y, z, t = (scalar(name) for name in "xyzt")
    equations = (Equation(t, x.at() + y.at()), Equation(scalar("out"), t.at() * z.at()))
    shapes = tuple((name, ()) for name in "xyz")
    return Example(Model("(x + y) z", (x, y, z), equations), lambda v: (v["x"] + v["y"]) * v["z"], shapes)


def _batch_normalisation() -> Example:
    x, scale, shift = samples("x"), vector("gamma"), vector("beta")
    weight, epsilon = samples("c", data=True), scalar("eps", data=True)
    mean, variance, normal, y = vector("mean"), vector("var"), samples("normal"), samples("y")
    equations = (
        Equation(mean, Sum(x.at(), (S, 1, M)) / M),
        Equation(variance, Sum((x.at() - mean.at()) ** 2, (S, 1, M)) / M),
        Equation(normal, (x.at() - mean.at()) / sqrt(variance.at() + epsilon.at())),
        Equation(y, scale.at() * normal.at() + shift.at()),
        Equation(scalar("C"), Sum(weight.at() * y.at() ** 2, (J, 1, N), (S, 1, M))),
    )

    def cost(v: Values) -> Any:
        # rows are samples
        centred = v["x"] - anp.mean(v["x"], axis=0)
        normalised = centred / anp.sqrt(anp.mean(centred**2, axis=0) + v["eps"])
        return anp.sum(v["c"] * (v["gamma"] * normalised + v["beta"]) ** 2)

    shapes = (("x", (5, 3)), ("gamma", (3,)), ("beta", (3,)), ("c", (5, 3)), ("eps", ()))
    return Example(Model("batch normalisation", (x, scale, shift, weight, epsilon), equations), cost, shapes)


def _softmax() -> Example:
    z, a, weight = vector("z"), vector("a"), vector("w", data=True)
    equations = (
        Equation(a, exp(z.at()) / Sum(exp(z.at(K)), (K, 1, N))),
        Equation(scalar("C"), Sum(weight.at() * log(a.at()) * a.at(), (J, 1, N))),
    )

    def cost(v: Values) -> Any:
        a = anp.exp(v["z"]) / anp.sum(anp.exp(v["z"]))
        return anp.sum(v["w"] * anp.log(a) * a)

    return Example(Model("softmax", (z, weight), equations), cost, (("z", (4,)), ("w", (4,))))


def _small(name: str, inputs: tuple[Variable, ...], expression: Expr, cost: Callable[[Values], Any]) -> Example:
    lengths = {N: 3, M: 4, H: 2}
    # what runs over samples has them in its rows
    shapes = tuple(
        (v.name, tuple(lengths[n] for n in (reversed(v.sizes) if S in v.indices else v.sizes))) for v in inputs
    )
    return Example(Model(name, inputs, (Equation(scalar("C"), expression),)), cost, shapes)


def _several_users() -> Example:
    u, q, r = scalar("u"), scalar("q"), scalar("r")
    equations = (
        Equation(q, u.at() ** 2),
        Equation(r, u.at() * q.at()),
        Equation(scalar("C"), q.at() * r.at() + u.at()),
    )
    return Example(
        Model("several users", (u,), equations), lambda v: v["u"] ** 2 * (v["u"] * v["u"] ** 2) + v["u"], (("u", ()),)
    )


def _variance() -> Example:
    x, mean, variance = samples("x"), vector("mean"), vector("var")
    equations = (
        Equation(mean, Sum(x.at(), (S, 1, M)) / M),
        Equation(variance, Sum((x.at() - mean.at()) ** 2, (S, 1, M)) / M),
        Equation(scalar("C"), Sum(variance.at(), (J, 1, N))),
    )
    return Example(
        Model("variance", (x,), equations),
        lambda v: anp.sum(anp.mean((v["x"] - anp.mean(v["x"], axis=0)) ** 2, axis=0)),
        (("x", (4, 3)),),
    )


def _constant_function() -> Example:
    z = Symbol("z", real=True)
    x, step = scalar("x"), Definition("one", r"\operatorname{one}", z, Integer(1))
    return Example(
        Model("a constant function", (x,), (Equation(scalar("C"), step(x.at()) + x.at() ** 2),)),
        lambda v: 1 + v["x"] ** 2,
        (("x", ()),),
    )


def _repeated(v: Values) -> Any:
    return len(v["x"]) * v["u"] ** 2 + anp.sum(v["x"])


_x, _xs, _u = vector("x"), samples("x"), scalar("u")
_A, _B = Variable("A", (J, K), (N, H)), Variable("B", (K,), (H,))
_Q = Variable("Q", (J, K), (N, N))

EXAMPLES: Mapping[str, Example] = {
    "graph": _graph(),
    "product of sum": _product_of_sum(),
    "batch normalisation": _batch_normalisation(),
    "softmax": _softmax(),
    "several users": _several_users(),
    "variance": _variance(),
    "constant function": _constant_function(),
    "cube of a sum": _small("cube", (_x,), Sum(_x.at(), (J, 1, N)) ** 3, lambda v: anp.sum(v["x"]) ** 3),
    "twice in one term": _small(
        "twice", (_x,), Sum(_x.at() * exp(_x.at()), (J, 1, N)), lambda v: anp.sum(v["x"] * anp.exp(v["x"]))
    ),
    "two places at once": _small(
        "pairs",
        (_Q, _x),
        Sum(_x.at(J) * _Q.at(J, K) * _x.at(K), (J, 1, N), (K, 1, N)),
        lambda v: v["x"] @ v["Q"] @ v["x"],
    ),
    "an index that is not in the body": _small(
        "repeated", (_x, _u), Sum(_u.at() ** 2, (J, 1, N)) + Sum(_x.at(), (J, 1, N)), _repeated
    ),
    "nested sums": _small(
        "nested",
        (_A, _B),
        Sum(Sum(_A.at() * _B.at(), (K, 1, H)) ** 2, (J, 1, N)),
        lambda v: anp.sum((v["A"] @ v["B"]) ** 2),
    ),
    "a quotient": _small(
        "quotient",
        (_xs, _u),
        Sum(_u.at() * _xs.at(), (J, 1, N), (S, 1, M)) / (1 + _u.at() ** 2),
        lambda v: v["u"] * anp.sum(v["x"]) / (1 + v["u"] ** 2),
    ),
}


def planted(derivation: Results, target: str, line: int, wrong: Expr) -> Results:
    """Give a derivation in which one result ends with a wrong line; what came after it is left out."""
    result = derivation[target]
    assert wrong != result.lines[line].expression, "the planted line is not wrong"
    lines = (*result.lines[:line], replace(result.lines[line], expression=wrong))
    changed = replace(result, lines=lines)
    return Results(derivation.model, tuple(changed if r.target == target else r for r in derivation.results))


def line_of(derivation: Results, target: str, rule: str, nth: int = 0) -> int:
    """Give the number of the nth line of a result that a rule leads to."""
    found = [at for at, line in enumerate(derivation[target].lines) if line.rule == rule]
    assert len(found) > nth, f"{target} has {len(found)} lines by {rule!r}"
    return found[nth]


def torch_functions(torch: ModuleType) -> dict[str, Callable[[Any], Any]]:
    """Give PyTorch's own function for every activation."""
    functional = torch.nn.functional
    return {
        "identity": lambda z: z,
        "step": lambda z: (z > 0).to(z) + 0 * z,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "leaky_relu": functional.leaky_relu,
        "elu": functional.elu,
        "selu": functional.selu,
        # left alone, PyTorch takes z for ln(1 + e^z) above 20, which is wrong in the tenth digit
        "softplus": lambda z: functional.softplus(z, threshold=40),
        "softsign": functional.softsign,
        "silu": functional.silu,
        "gelu": functional.gelu,
        "gelu_tanh": lambda z: functional.gelu(z, approximate="tanh"),
        "mish": functional.mish,
        "log_sigmoid": functional.logsigmoid,
        "hard_tanh": functional.hardtanh,
        "softmax": lambda z: torch.softmax(z, dim=-1),
    }


def torch_total(torch: ModuleType, problem: Problem, z: Any, a: Any, y: Any) -> Any:
    """Give PyTorch's own loss, summed; the cross-entropies from z, in the form that keeps its digits."""
    functional = torch.nn.functional
    loss = problem.network.loss
    if isinstance(loss, Loss):
        return torch_formula(torch, loss.tree, torch_functions(torch), a=a, y=y).sum()
    if loss in {"bce", "bce_logits"}:
        return functional.binary_cross_entropy_with_logits(z, y, reduction="sum")
    if loss == "cross_entropy":
        return functional.cross_entropy(z, y, reduction="sum")
    if loss == "mse":
        return functional.mse_loss(a, y, reduction="sum") / (2 if problem.convention.half else 1)
    return {"mae": functional.l1_loss, "huber": functional.huber_loss}[str(loss)](a, y, reduction="sum")


def torch_gradients(torch: ModuleType, problem: Problem) -> list[Array]:
    """Give dC/dW of all layers, then dC/db, then delta, from PyTorch."""
    weights = [torch.tensor(W.copy(), requires_grad=True) for W in problem.parameters.weights]
    biases = [torch.tensor(b.copy(), requires_grad=True) for b in problem.parameters.biases]
    functions = torch_functions(torch)
    a, zs = torch.tensor(problem.inputs), []
    for layer, (W, b) in enumerate(zip(weights, biases, strict=True), start=1):
        zs.append(a @ W.T + b)
        zs[-1].retain_grad()
        a = functions[str(problem.network.activation(layer))](zs[-1])
    y, (rows, outputs) = torch.tensor(problem.targets), problem.targets.shape
    total = torch_total(torch, problem, zs[-1], a, y)
    total /= outputs if problem.convention.outputs == "mean" else 1
    total /= rows if problem.convention.samples == "mean" else 1
    if problem.convention.delta == "sample":
        # each z touches its own sample's cost only: the gradient of their sum is that of its own
        share = rows if problem.convention.samples == "mean" else 1
        deltas = torch.autograd.grad(total * share, zs, retain_graph=True)
        total.backward()
        return [each.numpy() for each in (*(tensor.grad for tensor in (*weights, *biases)), *deltas)]
    total.backward()
    return [tensor.grad.numpy() for tensor in (*weights, *biases, *zs)]
