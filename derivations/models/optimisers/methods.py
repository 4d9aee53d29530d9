"""The methods: gradient descent, and what remembers more than it does, with the conventions in which sources differ.

Each is written as PyTorch has it unless other conventions are chosen, so that the same options give the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from sympy import Expr, Piecewise, Sum, sqrt

from derivations.engine.expressions import AsTyped, chain
from derivations.engine.model import Equation
from derivations.engine.typed import TypedOrder
from derivations.engine.variables import Variable
from derivations.errors import SpecificationError
from derivations.models import names
from derivations.models.optimisers.rule import Memory, UpdateRule, scalar, symbol
from derivations.options import one_of

THETA_BEFORE, THETA = scalar("theta_before", r"\theta_{t-1}"), scalar("theta", r"\theta_t")
G, G_DECAYED = scalar("g", "g_t"), scalar("g_decayed", r"\bar{g}_t")
T = scalar("t", "t")
ETA, ETA_CORRECTED = scalar("eta", r"\eta"), scalar("eta_corrected", r"\hat{\eta}_t")
MU = scalar("mu", r"\mu")
RHO = scalar("rho", r"\rho")
BETA1, BETA2 = scalar("beta1", r"\beta_1"), scalar("beta2", r"\beta_2")
EPSILON = scalar("epsilon", r"\epsilon")
LAMBDA = scalar("lambda_", r"\lambda")
V = Memory(scalar("v_before", "v_{t-1}"), scalar("v", "v_t"))
S = Memory(scalar("s_before", "s_{t-1}"), scalar("s", "s_t"))
M = Memory(scalar("m_before", "m_{t-1}"), scalar("m", "m_t"))
M_HAT, V_HAT = scalar("m_hat", r"\hat{m}_t"), scalar("v_hat", r"\hat{v}_t")
# the gradient of one sample's own cost
EACH = Variable("g_each", (names.SAMPLE,), (names.SAMPLES,), r"\nabla C")

theta, t, eta, mu, rho, beta1, beta2, epsilon, decay, v, s, m = (
    symbol(each) for each in (THETA_BEFORE, T, ETA, MU, RHO, BETA1, BETA2, EPSILON, LAMBDA, V.after, S.after, M.after)
)
LEARNING_RATE = (ETA, "learning_rate")
# sqrt(v) + epsilon, as every source has it
ORDER = TypedOrder(sums=tuple((part, epsilon) for each in (s, v, symbol(V_HAT)) for part in (sqrt(each), each)))
MOMENTUM_OPTIONS = (LEARNING_RATE, (MU, "momentum"))
ADAM_OPTIONS = (LEARNING_RATE, (BETA1, "beta1"), (BETA2, "beta2"), (EPSILON, "epsilon"))


@dataclass(frozen=True)
class Conventions:
    """In what books and libraries differ; the words are those of the NumPy side. The defaults are PyTorch's.

    ``velocity`` is what momentum gathers, ``epsilon_at`` where epsilon stands, ``decay_at`` where weight decay goes:
    "" is none, in AdamW its own place.
    """

    velocity: str = "plain"
    epsilon_at: str = "beside"
    bias_correction: bool = True
    decay_at: str = ""

    def decays_at(self, method: str) -> str:
        """Return where weight decay goes in a method; "" if there is none."""
        return self.decay_at or ("step" if method == "adamw" else "")


USUAL = Conventions()
VELOCITIES, EPSILON_AT = ("plain", "scaled", "averaged", "dampened"), ("beside", "inside", "uncorrected")
DECAYS = ("", "gradient", "step", "weights")
OF_ADAM: Mapping[str, tuple[Any, ...]] = {"epsilon_at": EPSILON_AT, "bias_correction": (True, False)}
# which conventions make a difference to a method, and their values
CONVENTION_OPTIONS: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "sgd": {"decay_at": DECAYS},
    "momentum": {"velocity": VELOCITIES, "decay_at": DECAYS},
    "nesterov": {"velocity": VELOCITIES[:2], "decay_at": DECAYS},
    "adagrad": {"epsilon_at": EPSILON_AT[:2], "decay_at": DECAYS},
    "rmsprop": {"epsilon_at": EPSILON_AT[:2], "decay_at": DECAYS},
    "adam": {**OF_ADAM, "decay_at": DECAYS},
    "adamw": {**OF_ADAM, "decay_at": DECAYS[1:]},
}
TITLES = {
    "sgd": "Gradient descent",
    "momentum": "Momentum",
    "nesterov": "Nesterov's momentum",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adam": "Adam",
    "adamw": "AdamW",
}
SOURCES = {
    "sgd": "Robbins and Monro 1951; Goodfellow, Bengio and Courville 2016, algorithm 8.1",
    "momentum": "Polyak 1964",
    "nesterov": "Nesterov 1983; Sutskever et al. 2013, equations 3 and 4, θ being theirs after the look ahead",
    "adagrad": "Duchi, Hazan and Singer 2011, section 1.1 (the diagonal form)",
    "rmsprop": "Tieleman and Hinton 2012, lecture 6.5",
    "adam": "Kingma and Ba 2015, algorithm 1",
    "adamw": "Loshchilov and Hutter 2019, algorithm 2",
}
# by convention and value, what does not go without saying
CONVENTION_SOURCES = {
    ("velocity", "plain"): "η scales the velocity where it is used, as in PyTorch",
    ("velocity", "scaled"): "η scales what is gathered, as in Sutskever et al. 2013 and Keras",
    ("velocity", "averaged"): "but a moving average of gradients in the place of Polyak's sum, as Adam's m",
    (
        "velocity",
        "dampened",
    ): "but PyTorch's dampening = μ in the place of Polyak's sum, the first gradient taken whole",
    ("epsilon_at", "beside"): "ε beside the root, as in PyTorch",
    ("epsilon_at", "inside"): "ε inside the root, as in Goodfellow, Bengio and Courville's RMSProp",
    ("epsilon_at", "uncorrected"): "ε beside the root before the correction, as in Keras",
    ("bias_correction", False): "but without its bias correction",
    ("decay_at", "gradient"): "weight decay in the gradient (L2), as PyTorch's option weight decay",
    ("decay_at", "step"): "weight decay in the step, η in front of it, as PyTorch's AdamW",
    ("decay_at", "weights"): "weight decay beside the step, without η, as in the paper of AdamW",
}


@lru_cache(maxsize=256)
def update_rule(method: str, conventions: Conventions = USUAL) -> UpdateRule:
    """Write a method with conventions; those that make no difference to it are left as they are.

    Raises
    ------
    SpecificationError
        If there is no such method, or a convention that matters to it has no such value.
    """
    choices = CONVENTION_OPTIONS[one_of("method", method, CONVENTION_OPTIONS)]
    for each in fields(conventions):
        value = getattr(conventions, each.name)
        if each.name in choices and value not in (*choices[each.name], getattr(USUAL, each.name)):
            raise SpecificationError(f"{each.name} {value!r} of {method}; known: {choices[each.name]}")
    place = conventions.decays_at(method)
    g = symbol(G_DECAYED if place == "gradient" else G)
    decayed = (Equation(G_DECAYED, symbol(G) + chain((decay, theta))),) if place == "gradient" else ()
    equations, state, options = _write(method, g, replace(conventions, decay_at=place))
    return UpdateRule(
        method,
        TITLES[method],
        (*decayed, *equations),
        (THETA_BEFORE, G, T),
        "; ".join((SOURCES[method], *_sources(choices, conventions, place))),
        state,
        (*options, (LAMBDA, "weight_decay")) if place else options,
        ORDER,
    )


def _sources(choices: Mapping[str, tuple[Any, ...]], how: Conventions, place: str) -> tuple[str, ...]:
    values = {**{each.name: getattr(how, each.name) for each in fields(how)}, "decay_at": place}
    if not how.bias_correction and values["epsilon_at"] == "uncorrected":
        # without a correction nothing is before it
        values["epsilon_at"] = "beside"
    found = ((word, at) for word, at in values.items() if word in choices)
    return tuple(CONVENTION_SOURCES[each] for each in found if each in CONVENTION_SOURCES)


Written = tuple[tuple[Equation, ...], tuple[Memory, ...], tuple[tuple[Variable, str], ...]]


def _write(method: str, g: Expr, how: Conventions) -> Written:
    """Write the equations of a method, what it remembers, and what is chosen."""
    if method == "sgd":
        return (_descent(chain((eta, g)), g, how),), (), (LEARNING_RATE,)
    if method in ("momentum", "nesterov"):
        scaled = how.velocity == "scaled"
        ahead = (chain((eta, g)) if scaled else g) + mu * v if method == "nesterov" else v
        step = ahead if scaled else chain((eta, ahead))
        return (_velocity(g, how.velocity), _descent(step, None if scaled else ahead, how)), (V,), MOMENTUM_OPTIONS
    if method in ("adagrad", "rmsprop"):
        old = symbol(S.before)
        squares = old + g**2 if method == "adagrad" else chain((rho, old)) + chain((1 - rho, g**2))
        ratio = g / _root(s, how.epsilon_at)
        chosen = (LEARNING_RATE, (EPSILON, "epsilon"))
        options = chosen if method == "adagrad" else (LEARNING_RATE, (RHO, "decay"), (EPSILON, "epsilon"))
        return (Equation(S.after, squares), _descent(eta * ratio, ratio, how)), (S,), options
    return (*_moments(g, how),), (M, V), ADAM_OPTIONS


def _velocity(g: Expr, kind: str) -> Equation:
    old = chain((mu, symbol(V.before)))
    averaged = old + chain((1 - mu, g))
    return Equation(
        V.after,
        {
            "plain": old + g,
            "scaled": old + chain((eta, g)),
            "averaged": averaged,
            "dampened": Piecewise((averaged, t > 1), (g, True), evaluate=False),
        }[kind],
    )


def _moments(g: Expr, how: Conventions) -> tuple[Equation, ...]:
    """Write Adam's equations."""
    gathered = (
        Equation(M.after, chain((beta1, symbol(M.before))) + chain((1 - beta1, g))),
        Equation(V.after, chain((beta2, symbol(V.before))) + chain((1 - beta2, g**2))),
    )
    plain = m / _root(v, how.epsilon_at)
    if not how.bias_correction:
        return (*gathered, _descent(eta * plain, plain, how))
    # both start at 0: after t steps the weights of the gradients add up to 1 - beta^t, not to 1
    first, second = 1 - beta1**t, 1 - beta2**t
    if how.epsilon_at == "uncorrected":
        rate = Equation(ETA_CORRECTED, eta * sqrt(second) / first)
        return (*gathered, rate, _descent(symbol(ETA_CORRECTED) * plain, None, how))
    ratio = symbol(M_HAT) / _root(symbol(V_HAT), how.epsilon_at)
    return (*gathered, Equation(M_HAT, m / first), Equation(V_HAT, v / second), _descent(eta * ratio, ratio, how))


def _root(squares: Expr, epsilon_at: str) -> Expr:
    return sqrt(squares + epsilon) if epsilon_at == "inside" else sqrt(squares) + epsilon


def _descent(step: Expr, direction: Expr | None, how: Conventions) -> Equation:
    """Write where a step leads, which is eta times a direction unless that is None."""
    lost = chain((decay, theta))
    if how.decay_at == "weights":
        return Equation(THETA, theta - step - lost)
    if how.decay_at == "step":
        both = step + chain((eta, decay, theta)) if direction is None else chain((eta, direction + lost))
        return Equation(THETA, theta - both)
    return Equation(THETA, theta - step)


MINI_BATCH = UpdateRule(
    "mini_batch_sgd",
    "Mini-batch gradient descent",
    (
        Equation(
            THETA,
            theta - chain((AsTyped(eta / names.SAMPLES), Sum(EACH.at(), (names.SAMPLE, 1, names.SAMPLES)))),
        ),
    ),
    (THETA_BEFORE, EACH),
    "Nielsen, Neural Networks and Deep Learning, equations 20 and 21",
    options=(LEARNING_RATE,),
    order=TypedOrder(quotients=((eta / names.SAMPLES, names.SAMPLES, eta),)),
)
METHODS = {
    "sgd": update_rule("sgd"),
    MINI_BATCH.name: MINI_BATCH,
    **{name: update_rule(name) for name in CONVENTION_OPTIONS},
}
