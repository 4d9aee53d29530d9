"""Learning-rate schedules: the rate of the next step, given how many steps tau came before it."""

from sympy import Expr, Integer, Piecewise, Rational, cos, floor, pi

from derivations.engine.expressions import chain
from derivations.engine.model import Equation
from derivations.engine.typed import TypedOrder
from derivations.engine.variables import Variable
from derivations.models.optimisers.rule import UpdateRule, scalar, symbol

ETA, ETA_NOW = scalar("eta", r"\eta"), scalar("eta_now", r"\eta_\tau")
TAU = scalar("tau", r"\tau")
GAMMA, EVERY = scalar("gamma", r"\gamma"), scalar("k", "k")
STEPS, FLOOR = scalar("T", "T"), scalar("phi", r"\phi")
WARMUP, START = scalar("w", "w"), scalar("alpha", r"\alpha")

eta, tau, gamma, every, steps, low, warmup, start = (
    symbol(each) for each in (ETA, TAU, GAMMA, EVERY, STEPS, FLOOR, WARMUP, START)
)


ORDER = TypedOrder(relations=((tau, warmup), (tau, steps)))


def _half_wave(at: Expr, length: Expr) -> Expr:
    return low + chain((Rational(1, 2), 1 - low, 1 + cos(chain((pi, at / length)))))


def _schedule(
    name: str, title: str, factor: Expr, source: str, options: tuple[tuple[Variable, str], ...]
) -> UpdateRule:
    return UpdateRule(
        name, title, (Equation(ETA_NOW, chain((eta, factor))),), (ETA, TAU), source, options=options, order=ORDER
    )


CONSTANT = _schedule("constant", "Constant", Integer(1), "Robbins and Monro 1951 ask for less", ())
STEP_DECAY = _schedule(
    "step_decay",
    "Step decay",
    gamma ** floor(tau / every),
    "He et al. 2016, section 3.4, by tenths",
    ((EVERY, "every"), (GAMMA, "factor")),
)
EXPONENTIAL = _schedule(
    "exponential_decay", "Exponential decay", gamma**tau, "PyTorch, ExponentialLR", ((GAMMA, "factor"),)
)
COSINE = _schedule(
    "cosine",
    "Cosine",
    Piecewise((_half_wave(tau, steps), tau < steps), (low, True), evaluate=False),
    "Loshchilov and Hutter 2017, equation 5, without restarts",
    ((STEPS, "steps"), (FLOOR, "floor")),
)
WARMUP_COSINE = _schedule(
    "warmup_cosine",
    "Warm-up, then cosine",
    Piecewise(
        (start + chain((1 - start, tau / warmup)), tau < warmup),
        (_half_wave(tau - warmup, steps - warmup), tau < steps),
        (low, True),
        evaluate=False,
    ),
    "Goyal et al. 2017, section 2.2, then Loshchilov and Hutter 2017, equation 5",
    ((WARMUP, "warmup"), (STEPS, "steps"), (START, "start"), (FLOOR, "floor")),
)
