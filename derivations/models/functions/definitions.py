r"""Activations as definitions: what a page shows, and what a derivative is derived from. None has a derivative here.

Goes in: nothing. Comes out: definitions, each of one real number z; a definition may use another one by name.
Must not know: layers, derivatives.

Sources: sigmoid and tanh as in Nielsen, Neural Networks and Deep Learning, ch. 1 and 3; ReLU, Nair and Hinton 2010;
leaky ReLU, Maas et al. 2013; ELU, Clevert et al. 2016; SELU, Klambauer et al. 2017; softplus, Dugas et al. 2001;
softsign, Bergstra et al. 2009; SiLU and GELU, Hendrycks and Gimpel 2016; Mish, Misra 2020; hard tanh, Collobert 2004.
Where a parameter is free it is that of PyTorch: 1/100 for leaky ReLU, 1 for ELU and hard tanh.
"""

from sympy import Abs, Expr, Piecewise, Rational, S, Symbol, erf, exp, log, pi, sqrt

from derivations.engine.model import Definition
from derivations.models.functions.constants import GELU_CUBIC, SELU_ALPHA, SELU_SCALE

Z = Symbol("z", real=True)


def _named(name: str, expression: Expr, latex: str = "") -> Definition:
    return Definition(name, latex or rf"\operatorname{{{name}}}", Z, expression)


# In every definition by cases the case that holds at a border is the one that gives PyTorch's slope there: see KINKS.
SIGMOID = _named("sigmoid", 1 / (1 + exp(-Z)), r"\sigma")
TANH = _named("tanh", (exp(Z) - exp(-Z)) / (exp(Z) + exp(-Z)), r"\tanh")
STEP = _named("step", Piecewise((1, Z > 0), (0, True)))
RELU = _named("relu", Piecewise((Z, Z > 0), (0, True)), r"\operatorname{ReLU}")
LEAKY_RELU = _named("leaky_relu", Piecewise((Z, Z > 0), (Rational(1, 100) * Z, True)), r"\operatorname{LReLU}")
ELU = _named("elu", Piecewise((Z, Z > 0), (exp(Z) - 1, True)), r"\operatorname{ELU}")
SELU = _named("selu", SELU_SCALE * Piecewise((Z, Z > 0), (SELU_ALPHA * (exp(Z) - 1), True)), r"\operatorname{SELU}")
SOFTPLUS = _named("softplus", log(1 + exp(Z)))
SOFTSIGN = _named("softsign", Z / (1 + Abs(Z)))
SILU = _named("silu", Z * SIGMOID(Z), r"\operatorname{SiLU}")
GAUSSIAN = _named("gaussian_cdf", S.Half * (1 + erf(Z / sqrt(2))), r"\Phi")
GELU = _named("gelu", Z * GAUSSIAN(Z), r"\operatorname{GELU}")
GELU_TANH = _named(
    "gelu_tanh", S.Half * Z * (1 + TANH(sqrt(2 / pi) * (Z + GELU_CUBIC * Z**3))), r"\operatorname{GELU}_{\tanh}"
)
MISH = _named("mish", Z * TANH(SOFTPLUS(Z)), r"\operatorname{Mish}")
LOG_SIGMOID = _named("log_sigmoid", log(SIGMOID(Z)), r"\operatorname{logsig}")
HARD_TANH = _named("hard_tanh", Piecewise((-1, Z <= -1), (Z, Z < 1), (1, True)), r"\operatorname{hardtanh}")
# |u| of a loss, a penalty and a graph. At 0 the last case holds: the derivative there is 0, as in PyTorch.
ABSOLUTE = Definition("absolute", r"\operatorname{abs}", Z, Piecewise((Z, Z > 0), (-Z, Z < 0), (0, True)))

DEFINITIONS = {
    definition.name: definition
    for definition in (
        STEP,
        SIGMOID,
        TANH,
        RELU,
        LEAKY_RELU,
        ELU,
        SELU,
        SOFTPLUS,
        SOFTSIGN,
        SILU,
        GELU,
        GELU_TANH,
        MISH,
        LOG_SIGMOID,
        HARD_TANH,
    )
}

# Functions that a derivative is written with although the definition does not name them: softplus' is the sigmoid.
RELATED = {SOFTPLUS: (SIGMOID,)}
