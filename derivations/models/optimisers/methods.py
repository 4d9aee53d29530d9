"""The methods: gradient descent, and what remembers more than it does.

Each is written as PyTorch has it, so that the same options give the same numbers; where a source differs, it is said.
"""

from sympy import Expr, Sum, sqrt

from derivations.engine.expressions import AsTyped, chain
from derivations.engine.model import Equation
from derivations.engine.typed import TypedOrder
from derivations.engine.variables import Variable
from derivations.models import names
from derivations.models.optimisers.rule import Memory, UpdateRule, scalar, symbol

THETA_BEFORE, THETA = scalar("theta_before", r"\theta_{t-1}"), scalar("theta", r"\theta_t")
G = scalar("g", "g_t")
T = scalar("t", "t")
ETA = scalar("eta", r"\eta")
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

theta, g, t, eta, mu, rho, beta1, beta2, epsilon, decay, v, s, m = (
    symbol(each)
    for each in (THETA_BEFORE, G, T, ETA, MU, RHO, BETA1, BETA2, EPSILON, LAMBDA, V.after, S.after, M.after)
)
LEARNING_RATE = (ETA, "learning_rate")


def _descent(step: Expr) -> Equation:
    return Equation(THETA, theta - step)


SGD = UpdateRule(
    "sgd",
    "Gradient descent",
    (_descent(chain((eta, g))),),
    (THETA_BEFORE, G),
    "Robbins and Monro 1951; Goodfellow, Bengio and Courville 2016, algorithm 8.1",
    options=(LEARNING_RATE,),
)
MINI_BATCH = UpdateRule(
    "mini_batch_sgd",
    "Mini-batch gradient descent",
    (_descent(chain((AsTyped(eta / names.SAMPLES), Sum(EACH.at(), (names.SAMPLE, 1, names.SAMPLES))))),),
    (THETA_BEFORE, EACH),
    "Nielsen, Neural Networks and Deep Learning, equations 20 and 21",
    options=(LEARNING_RATE,),
    order=TypedOrder(quotients=((eta / names.SAMPLES, names.SAMPLES, eta),)),
)
VELOCITY = Equation(V.after, chain((mu, symbol(V.before))) + g)
MOMENTUM = UpdateRule(
    "momentum",
    "Momentum",
    (VELOCITY, _descent(chain((eta, v)))),
    (THETA_BEFORE, G),
    "Polyak 1964; as in PyTorch eta scales the velocity where it is used (Sutskever et al. 2013 where it is gathered)",
    (V,),
    (LEARNING_RATE, (MU, "momentum")),
)
NESTEROV = UpdateRule(
    "nesterov",
    "Nesterov's momentum",
    (VELOCITY, _descent(chain((eta, g + mu * v)))),
    (THETA_BEFORE, G),
    "Nesterov 1983; Sutskever et al. 2013, equations 3 and 4, with theta for their parameters after the look ahead",
    (V,),
    (LEARNING_RATE, (MU, "momentum")),
)
ADAGRAD = UpdateRule(
    "adagrad",
    "AdaGrad",
    (Equation(S.after, symbol(S.before) + g**2), _descent(eta * g / (sqrt(s) + epsilon))),
    (THETA_BEFORE, G),
    "Duchi, Hazan and Singer 2011, section 1.1 (the diagonal form), epsilon as in PyTorch",
    (S,),
    (LEARNING_RATE, (EPSILON, "epsilon")),
)
RMSPROP = UpdateRule(
    "rmsprop",
    "RMSProp",
    (
        Equation(S.after, chain((rho, symbol(S.before))) + chain((1 - rho, g**2))),
        _descent(eta * g / (sqrt(s) + epsilon)),
    ),
    (THETA_BEFORE, G),
    "Tieleman and Hinton 2012, lecture 6.5, epsilon as in PyTorch",
    (S,),
    (LEARNING_RATE, (RHO, "decay"), (EPSILON, "epsilon")),
)
MOMENTS = (
    Equation(M.after, chain((beta1, symbol(M.before))) + chain((1 - beta1, g))),
    Equation(V.after, chain((beta2, symbol(V.before))) + chain((1 - beta2, g**2))),
    # both start at 0: after t steps the weights of the gradients add up to 1 - beta^t, not to 1
    Equation(M_HAT, m / (1 - beta1**t)),
    Equation(V_HAT, v / (1 - beta2**t)),
)
RATIO = symbol(M_HAT) / (sqrt(symbol(V_HAT)) + epsilon)
ADAM_OPTIONS = (LEARNING_RATE, (BETA1, "beta1"), (BETA2, "beta2"), (EPSILON, "epsilon"))
ADAM = UpdateRule(
    "adam",
    "Adam",
    (*MOMENTS, _descent(eta * RATIO)),
    (THETA_BEFORE, G, T),
    "Kingma and Ba 2015, algorithm 1",
    (M, V),
    ADAM_OPTIONS,
)
ADAMW = UpdateRule(
    "adamw",
    "AdamW",
    (*MOMENTS, _descent(chain((eta, RATIO + chain((decay, theta)))))),
    (THETA_BEFORE, G, T),
    "Loshchilov and Hutter 2019, algorithm 2, with eta in front of the decay too, as in PyTorch",
    (M, V),
    (*ADAM_OPTIONS, (LAMBDA, "weight_decay")),
)
METHODS = {rule.name: rule for rule in (SGD, MINI_BATCH, MOMENTUM, NESTEROV, ADAGRAD, RMSPROP, ADAM, ADAMW)}
