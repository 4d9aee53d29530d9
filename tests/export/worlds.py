"""Networks of every kind, computed a second time: what each printed letter stands for, and its gradient from autograd.

Shares nothing with the library but the description of a network, and nothing at all with what prints.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd import grad

from derivations import Activation, Convention, Loss, Network
from tests.export.tex_functions import FUNCTIONS as READ
from tests.export.tex_functions import Key, World
from tests.numeric.oracle import FUNCTIONS, Array

EPSILON = 1e-5
# Sizes that differ, so that a product in the wrong order does not fit.
SIZES, SAMPLES = (2, 3, 2), 4


@dataclass(frozen=True)
class Case:
    """A network, a convention, and what the formulas in it are: of autograd's NumPy, or of NumPy."""

    network: Network
    convention: Convention = field(default_factory=Convention)
    own: Callable[[Any, Any], Any] | None = None
    own_loss: Callable[[Any, Any, Any], Any] | None = None
    positive: bool = False


def plain(activation: str, loss: str = "mse", **options: Any) -> Case:
    return Case(Network(SIZES, (activation, "identity"), loss, **options))


def own(text: str, function: Callable[[Any, Any], Any]) -> Case:
    return Case(Network(SIZES, (Activation.parse(text), "identity"), "mse"), own=function)


def own_loss(text: str, function: Callable[[Any, Any, Any], Any], last: str = "tanh") -> Case:
    return Case(Network(SIZES, ("tanh", last), Loss.parse(text)), own_loss=function, positive=last == "sigmoid")


ACTIVATIONS = [name for name in FUNCTIONS if name != "softmax"]
SOFTMAX = ("tanh", "softmax")
CASES: dict[str, Case] = {
    **{name: plain(name) for name in ACTIVATIONS},
    "bce": Case(Network(SIZES)),
    "bce of means": Case(Network(SIZES), Convention(outputs="mean")),
    "mae": plain("tanh", "mae"),
    "huber": replace(plain("tanh", "huber"), convention=Convention(outputs="mean", samples="sum")),
    "logits": plain("tanh", "bce_logits"),
    "no half": replace(plain("tanh"), convention=Convention(half=False, outputs="mean")),
    "sums": replace(plain("sigmoid"), convention=Convention(samples="sum")),
    "cross-entropy": Case(Network(SIZES, SOFTMAX, "cross_entropy")),
    "cross-entropy of sums": Case(Network(SIZES, SOFTMAX, "cross_entropy"), Convention(samples="sum")),
    "softmax before a squared error": Case(Network(SIZES, "softmax", "mse"), Convention(half=False)),
    "softmax inside": plain("softmax", "mae"),
    "batch normalisation": plain("tanh", batch_norm=True),
    "all layers normalised": plain("sigmoid", "huber", batch_norm=(True, True)),
    "statistics that are given": plain("tanh", batch_norm=True, mode="evaluation"),
    "dropout": plain("relu", dropout=0.3),
    "dropout in evaluation": plain("tanh", dropout=0.5, mode="evaluation"),
    "l1": plain("tanh", l1=0.1),
    "l2": plain("sigmoid", l2=0.2),
    "both penalties": plain("softplus", l1=0.1, l2=0.2),
    "everything": Case(
        Network(SIZES, ("selu", "softmax"), "cross_entropy", l1=0.1, l2=0.2, dropout=0.5, batch_norm=True)
    ),
    "three layers": Case(Network((2, 3, 2, 3), ("relu", "tanh", "softmax"), "cross_entropy")),
    "one sample": replace(plain("tanh"), convention=Convention(delta="sample")),
    "one sample of a cross-entropy": Case(Network(SIZES, SOFTMAX, "cross_entropy"), Convention(delta="sample")),
    "own swish": own("z*sigmoid(1.702*z)", lambda np_, z: z / (1 + np_.exp(-1.702 * z))),
    "own softplus": own("log(1+exp(z))", lambda np_, z: np_.log(1 + np_.exp(z))),
    "own wave": own("sin(z)*exp(-z**2)", lambda np_, z: np_.sin(z) * np_.exp(-(z**2))),
    "own quotient": own("(exp(z)-1)/(exp(z)+1)", lambda np_, z: (np_.exp(z) - 1) / (np_.exp(z) + 1)),
    "own cubic": own("z-z**2/2+z**3/3", lambda np_, z: z - z**2 / 2 + z**3 / 3),
    "own mish": own("z*tanh(log(1+exp(z)))", lambda np_, z: z * np_.tanh(np_.log(1 + np_.exp(z)))),
    "own bell": own("exp(-z**2)", lambda np_, z: np_.exp(-(z**2))),
    "own clip": own(
        "min(max(z,-1),1)",
        lambda np_, z: np_.where(np_.abs(np_.real(z)) < 1, z, np_.sign(np_.real(z)) + 0 * z),
    ),
    "own product": own("-(z+1)*tanh(z)*z", lambda np_, z: -(z + 1) * np_.tanh(z) * z),
    "own fraction": own("(1-exp(-z))/(exp(-z)+1)", lambda np_, z: (1 - np_.exp(-z)) / (1 + np_.exp(-z))),
    "own power": own("2**z - 1/((z**2+1)*2)", lambda np_, z: 2.0**z - 1 / (2 * (z**2 + 1))),
    "own form": own(
        "(-z)**2/exp(z) + cos(-z)*z*z/2 - (-z)*(sqrt(2)+1)",
        lambda np_, z: z**2 * np_.exp(-z) + np_.cos(z) * z**2 / 2 + z * (np_.sqrt(2.0) + 1),
    ),
    "own bars": own(
        "z/(1+z**2/3) - sin(z/2)/(1+exp(-z/2)/(2+sqrt(1+z**2)/4))",
        lambda np_, z: z / (1 + z**2 / 3) - np_.sin(z / 2) / (1 + np_.exp(-z / 2) / (2 + np_.sqrt(1 + z**2) / 4)),
    ),
    "own window": own("z**2 if -1 < z < 1 else z/2", lambda np_, z: np_.where(np_.abs(np_.real(z)) < 1, z**2, z / 2)),
    "own fourth power": own_loss("(a-y)**4", lambda np_, a, y: (a - y) ** 4),
    "own hinge": own_loss("max(0,1-a*y)", lambda np_, a, y: np_.where(a * y < 1, 1 - a * y, 0 * a)),
    "own pinball": own_loss(
        "max(0.3*(y-a),0.7*(a-y))", lambda np_, a, y: np_.where(y > a, 0.3 * (y - a), 0.7 * (a - y))
    ),
    "own condition": own_loss(
        "(a-y)**2 if abs(a-y) < 1 else 2*abs(a-y) - 1",
        lambda np_, a, y: np_.where(np_.abs(a - y) < 1, (a - y) ** 2, 2 * np_.abs(a - y) - 1),
    ),
    "own form of a loss": own_loss("exp(a-y)**2/3-(-a)*y", lambda np_, a, y: np_.exp(2 * (a - y)) / 3 + a * y),
    "own distance": own_loss("abs(a-y)", lambda np_, a, y: np_.abs(a - y)),
    "own log cosh": own_loss("log(cosh(a-y))", lambda np_, a, y: np_.log(np_.cosh(a - y))),
    "own logistic": own_loss("log(1+exp(-y*a))", lambda np_, a, y: np_.log(1 + np_.exp(-y * a))),
    "own redescending": own_loss("(y-a)**2/((y-a)**2+1)", lambda np_, a, y: (y - a) ** 2 / ((y - a) ** 2 + 1)),
    "own bars of a loss": own_loss(
        "(a-y)**2/(1+(a-y)**2/(2+y*y/2))", lambda np_, a, y: (a - y) ** 2 / (1 + (a - y) ** 2 / (2 + y * y / 2))
    ),
    "own focal": own_loss("-y*(1-a)^2*log(a)", lambda np_, a, y: -y * (1 - a) ** 2 * np_.log(a), "sigmoid"),
    "own relative distance": own_loss("|a-y|/a", lambda np_, a, y: np_.abs(a - y) / a, "sigmoid"),
    "own weighted square": own_loss("(a-y)^2/(2a(1-a))", lambda np_, a, y: (a - y) ** 2 / (2 * a * (1 - a)), "sigmoid"),
    "own sum over a": own_loss("(a^2 log(a)-y)/a", lambda np_, a, y: (a**2 * np_.log(a) - y) / a, "sigmoid"),
    "own sum over a product": own_loss(
        "(a*log(a)-y)/(a*(1-a))", lambda np_, a, y: (a * np_.log(a) - y) / (a * (1 - a)), "sigmoid"
    ),
    "own power of y": own_loss("1-a^y/y", lambda np_, a, y: 1 - a**y / y, "sigmoid"),
    "own power of a": own_loss("y^a/log(y)", lambda np_, a, y: y**a / np_.log(y), "sigmoid"),
    "own power of a size": own_loss("|a|^y-2^(a-y)", lambda np_, a, y: a**y - 2 ** (a - y), "softplus"),
    "own divergence": own_loss("y*log(y/a)", lambda np_, a, y: y * np_.log(y / a), "sigmoid"),
}


@dataclass(frozen=True)
class Computed:
    """What every letter stands for, units by samples, and the gradient of each: of the cost, or of each sample's."""

    values: dict[Key, Array]
    gradients: dict[Key, Array]


def computed(case: Case, rng: np.random.Generator) -> Computed:
    """Run a network on random inputs, targets and parameters of both signs, and differentiate it with autograd."""
    given = _given(case, rng)
    values = _forward(case, given, {})
    moved = {key: np.zeros(np.shape(value)) for key, value in values.items() if key not in {("C", ""), ("t", "")}}
    found: dict[Key, Array] = grad(lambda shift: _forward(case, given, shift)["C", ""])(moved)
    if case.convention.delta == "sample":
        # each sample reaches the cost by its own alone, with the same share as any other
        share = found["C_s", ""]
        samples = {key: each / share for key, each in found.items() if _of_samples(key) and key != ("C_s", "")}
        found = {**found, **samples}
    return Computed({key: np.asarray(value, float) for key, value in values.items()}, found)


def _of_samples(key: Key) -> bool:
    return key[0] in {"a", "z", "y", r"\tildez", r"\tildea", r"\hatz"}


def _given(case: Case, rng: np.random.Generator) -> dict[Key, Array]:
    network = case.network
    found: dict[Key, Array] = {("a", "0"): rng.normal(0, 1.5, (network.sizes[0], SAMPLES))}
    for layer, (inner, outer) in enumerate(zip(network.sizes, network.sizes[1:], strict=False), start=1):
        here = str(layer)
        found["w", here] = rng.normal(0, 1, (outer, inner))
        found["b", here] = rng.normal(0, 1, outer)
        if network.normalises(layer):
            found[r"\gamma", here], found[r"\beta", here] = rng.normal(1, 0.5, outer), rng.normal(0, 1, outer)
            if network.mode == "evaluation":
                found[r"\mu", here], found["v", here] = rng.normal(0, 1, outer), rng.uniform(0.5, 2, outer)
        if network.drops(layer):
            found["r", here] = rng.integers(0, 2, (outer, SAMPLES)).astype(float)
            found["p", here] = np.array(network.drops(layer))
    targets = rng.normal(0, 1.5, (network.sizes[-1], SAMPLES))
    if case.positive:
        targets = np.abs(targets) + 0.1
    if network.loss == "cross_entropy":
        # of both signs, but no sum of them near 0
        found["t", ""] = targets + 2 * (targets.sum(axis=0) > 0) - 1
    else:
        found["y", ""] = targets
    return found


def _forward(case: Case, given: dict[Key, Array], moved: Any) -> dict[Key, Any]:
    """Compute every letter; ``moved`` is added to each, so that the derivative along it is its gradient."""
    network, convention = case.network, case.convention
    values: dict[Key, Any] = {}

    def put(name: str, layer: int | str, value: Any) -> Any:
        key = (name, str(layer))
        values[key] = value + moved[key] if key in moved else value
        return values[key]

    for (name, own_layer), value in given.items():
        put(name, own_layer, value)
    below = values["a", "0"]
    penalties = []
    for layer in range(1, network.depth + 1):
        weights, here = values["w", str(layer)], str(layer)
        seen = put("z", layer, weights @ below + values["b", here][:, None])
        if network.normalises(layer):
            if network.mode == "training":
                mean = put(r"\mu", layer, anp.mean(seen, axis=1))
                put("v", layer, anp.mean((seen - mean[:, None]) ** 2, axis=1))
            deviation = anp.sqrt(values["v", here] + EPSILON)
            hat = put(r"\hatz", layer, (seen - values[r"\mu", here][:, None]) / deviation[:, None])
            seen = put(r"\tildez", layer, values[r"\gamma", here][:, None] * hat + values[r"\beta", here][:, None])
        below = put("a", layer, _activated(case, layer, seen))
        if network.drops(layer):
            below = put(r"\tildea", layer, values["r", here] * below / (1 - network.drops(layer)))
        if network.l1 or network.l2:
            term = network.l1 * anp.sum(anp.abs(weights)) + network.l2 / 2 * anp.sum(weights**2)
            penalties.append(put(r"\Omega", layer, term))
    if ("t", "") in values:
        put("y", "", values["t", ""] / anp.sum(values["t", ""], axis=0))
    rows = anp.sum(_losses(case, values["a", str(network.depth)], values["y", ""]), axis=0)
    rows = rows / network.sizes[-1] if convention.outputs == "mean" else rows
    if convention.delta == "sample":
        rows = put("C_s", "", rows)
    cost = anp.sum(rows) if convention.samples == "sum" else anp.mean(rows)
    put("C", "", cost + sum(penalties))
    return values


def _activated(case: Case, layer: int, seen: Any) -> Any:
    name = case.network.activation(layer)
    if isinstance(name, Activation):
        assert case.own is not None
        return case.own(anp, seen)
    return FUNCTIONS[name](seen.T).T


def _losses(case: Case, a: Any, y: Any) -> Any:
    loss = case.network.loss
    if case.own_loss is not None:
        return case.own_loss(anp, a, y)
    if loss == "bce_logits":
        a, loss = 1 / (1 + anp.exp(-a)), "bce"
    size = anp.abs(a - y)
    return {
        "bce": lambda: -(y * anp.log(a) + (1 - y) * anp.log(1 - a)),
        "cross_entropy": lambda: -y * anp.log(a),
        "mae": lambda: size,
        "huber": lambda: anp.where(size <= 1, size**2 / 2, size - 0.5),
        "mse": lambda: (a - y) ** 2 * (0.5 if case.convention.half else 1),
    }[str(loss)]()


def numbers(case: Case) -> dict[Key, Any]:
    """Return the letters that are the same in every layer: sizes, penalties, epsilon."""
    sizes = {(f"n_{layer}", ""): size for layer, size in enumerate(case.network.sizes)}
    return {
        **sizes,
        ("m", ""): SAMPLES,
        (r"\lambda_1", ""): case.network.l1,
        (r"\lambda_2", ""): case.network.l2,
        (r"\varepsilon", ""): EPSILON,
    }


def functions(case: Case) -> dict[str, Callable[..., Any]]:
    """Return what the names of functions stand for, f among them."""
    own = case.own
    return READ if own is None else {**READ, "f": lambda z: own(np, z)}


def entries(case: Case, found: Computed) -> World:
    """Return what letters with places stand for."""
    return World({**found.values, **numbers(case)}, found.gradients, functions(case))


def matrices(case: Case, found: Computed, layout: str) -> World:
    """Return what capital letters stand for: samples in columns, or in rows, where W has a column per unit too."""
    arrays = {_capital(key): _laid_out(key, each, layout) for key, each in found.values.items()}
    gradients = {_capital(key): _laid_out(key, each, layout) for key, each in found.gradients.items()}
    return World({**arrays, **numbers(case)}, gradients, functions(case))


def _capital(key: Key) -> Key:
    name, layer = key
    two_axes = {"a", "z", "w", "y", "t", "r", r"\hatz", r"\tildez", r"\tildea"}
    return (f"{name[:-1]}{name[-1].upper()}" if name in two_axes else name, layer)


def _laid_out(key: Key, array: Array, layout: str) -> Array:
    upright = (layout == "columns") != (key == ("C_s", ""))
    array = np.asarray(array)
    if array.ndim == 2:
        return array if layout == "columns" else array.T
    if array.ndim == 1:
        return array[:, None] if upright else array[None, :]
    return array
