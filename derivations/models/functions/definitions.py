r"""Activations as definitions: what a page shows, and what a derivative is derived from. None has a derivative here.

Goes in: nothing. Comes out: definitions, each of one real number z; a definition may use another one by name.
Must not know: layers, derivatives.

Sources: sigmoid and tanh as in Nielsen, Neural Networks and Deep Learning, ch. 1 and 3; ReLU, Nair and Hinton 2010;
leaky ReLU, Maas et al. 2013; ELU, Clevert et al. 2016; SELU, Klambauer et al. 2017; softplus, Dugas et al. 2001;
softsign, Bergstra et al. 2009; SiLU and GELU, Hendrycks and Gimpel 2016; Mish, Misra 2020; hard tanh, Collobert 2004.
Where a parameter is free it is that of PyTorch: 1/100 for leaky ReLU, 1 for ELU and hard tanh.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sympy import Abs, Expr, Piecewise, Rational, S, Symbol, erf, exp, log, pi, sqrt

from derivations.engine.definitions import DefinedFunction, Definition
from derivations.engine.expressions import walk
from derivations.engine.model import Model
from derivations.errors import SpecificationError
from derivations.formula.activations import symbol_of
from derivations.models.functions.constants import SELU_ALPHA, SELU_SCALE, NamedConstant

Z = Symbol("z", real=True)


DEFINITIONS: dict[str, Definition] = {}


def _activation(name: str, expression: Expr) -> Definition:
    DEFINITIONS[name] = Definition(name, symbol_of(name), Z, expression)
    return DEFINITIONS[name]


# In every definition by cases the case that holds at a border is the one that gives PyTorch's derivative there: see
# KINKS.
SIGMOID = _activation("sigmoid", 1 / (1 + exp(-Z)))
TANH = _activation("tanh", (exp(Z) - exp(-Z)) / (exp(Z) + exp(-Z)))
STEP = _activation("step", Piecewise((1, Z > 0), (0, True)))
RELU = _activation("relu", Piecewise((Z, Z > 0), (0, True)))
LEAKY_RELU = _activation("leaky_relu", Piecewise((Z, Z > 0), (Rational(1, 100) * Z, True)))
ELU = _activation("elu", Piecewise((Z, Z > 0), (exp(Z) - 1, True)))
SELU = _activation("selu", SELU_SCALE * Piecewise((Z, Z > 0), (SELU_ALPHA * (exp(Z) - 1), True)))
SOFTPLUS = _activation("softplus", log(1 + exp(Z)))
SOFTSIGN = _activation("softsign", Z / (1 + Abs(Z)))
SILU = _activation("silu", Z * SIGMOID(Z))
GAUSSIAN = Definition("gaussian_cdf", r"\Phi", Z, S.Half * (1 + erf(Z / sqrt(2))))
GELU = _activation("gelu", Z * GAUSSIAN(Z))
GELU_TANH = _activation("gelu_tanh", S.Half * Z * (1 + TANH(sqrt(2 / pi) * (Z + Rational(44715, 10**6) * Z**3))))
MISH = _activation("mish", Z * TANH(SOFTPLUS(Z)))
LOG_SIGMOID = _activation("log_sigmoid", log(SIGMOID(Z)))
HARD_TANH = _activation("hard_tanh", Piecewise((-1, Z <= -1), (Z, Z < 1), (1, True)))
# |u| of a loss, a penalty and a graph. At 0 the last case holds: the derivative there is 0, as in PyTorch.
ABSOLUTE = Definition(
    "absolute", r"\operatorname{abs}", Z, Piecewise((Z, Z > 0), (-Z, Z < 0), (0, True)), familiar=True
)

# Functions that a derivative is written with although the definition does not name them: softplus' is the sigmoid.
RELATED = {SOFTPLUS: (SIGMOID,)}


def with_those_behind(definitions: Iterable[Definition]) -> tuple[Definition, ...]:
    """Return the definitions, each preceded by those that it or its derivative cites."""
    found: dict[Definition, None] = {}
    for definition in definitions:
        cited = [node.definition for node in walk(definition.expression) if isinstance(node, DefinedFunction)]
        found.update(dict.fromkeys(with_those_behind((*cited, *RELATED.get(definition, ())))))
        found[definition] = None
    return tuple(found)


@dataclass(frozen=True, repr=False)
class NamedFunctions(Model):
    """Equations, and the functions behind the functions in them: SiLU is z times a sigmoid."""

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """The functions that the equations use, each after those that it or its derivative cites."""
        return with_those_behind(super().definitions)


def check_letters(model: Model) -> Model:
    """Give the model, in which no variable may be printed as what a function beside it is called, or a number in one.

    Raises a SpecificationError.
    """
    numbers = {
        each.printed: f"a number in {function.name}"
        for function in model.definitions
        for each in function.expression.atoms(NamedConstant)
    }
    taken = {**numbers, **{function.latex: "a function" for function in model.definitions}}
    for variable in model.by_name.values():
        if variable.latex in taken:
            raise SpecificationError(
                f"{variable.name!r} is printed as {variable.latex} is, {taken[variable.latex]}; call it something else"
            )
    return model
