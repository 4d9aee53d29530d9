"""What a formula may say: its variables, signs, constants and functions, and how large it may be.

Goes in, comes out: tables. Must not know: how text is read, what a function computes.

A new function is a row of ELEMENTARY, and then one on each side that computes with it; or, where it can be said with
the functions that there are, one row of NAMED or WRITTEN_OUT and nothing else.
"""

from collections.abc import Mapping
from types import MappingProxyType

from derivations.formula.activations import KNOWN

# the inverse functions of sine, cosine and tangent, and of the hyperbolic ones, with their signs in formulas
INVERSE: Mapping[str, str] = MappingProxyType(
    {
        **{name: rf"\arc{name[1:]}" for name in ("acos", "asin", "atan")},
        **{name: rf"\operatorname{{ar{name[1:]}}}" for name in ("acosh", "asinh", "atanh")},
    }
)
ELEMENTARY: Mapping[str, int] = MappingProxyType(
    {
        "abs": 1,
        **dict.fromkeys(INVERSE, 1),
        "cos": 1,
        "cosh": 1,
        "erf": 1,
        "exp": 1,
        "log": 1,
        "max": 2,
        "min": 2,
        "relu": 1,
        "sigmoid": 1,
        "sign": 1,
        "sin": 1,
        "sinh": 1,
        "softplus": 1,
        "sqrt": 1,
        "tan": 1,
        "tanh": 1,
    }
)
# The other activations of the library, and Huber's error, under its names: they stay what they are, so that a
# derivation can cite their lemmas. What they mean is said once more here, for whoever asks how large a value is.
NAMED: Mapping[str, str] = MappingProxyType(
    {
        **{name: known.meaning for name, known in KNOWN.items() if known.meaning},
        "huber": "u**2/2 if -1 <= u <= 1 else abs(u) - 1/2",
    }
)
# every function that a tree may hold, and how many arguments it takes
FUNCTIONS: Mapping[str, int] = MappingProxyType({**ELEMENTARY, **dict.fromkeys(NAMED, 1)})

# functions that are read as what they mean, in u, v and w; of two numbers of arguments for one name, each has a row
WRITTEN_OUT: Mapping[tuple[str, int], str] = MappingProxyType(
    {
        ("bent_identity", 1): "(sqrt(u**2 + 1) - 1)/2 + u",
        ("cbrt", 1): "u**(1/3) if u > 0 else -(-u)**(1/3)",
        ("celu", 1): "u if u > 0 else exp(u) - 1",
        ("celu", 2): "u if u > 0 else v*(exp(u/v) - 1)",
        # at its two ends the derivative is 0, as that of max and min with a number; that of torch.clamp is 1
        ("clip", 3): "min(max(u, v), w)",
        ("cot", 1): "cos(u)/sin(u)",
        ("coth", 1): "cosh(u)/sinh(u)",
        ("csc", 1): "1/sin(u)",
        ("csch", 1): "1/sinh(u)",
        ("elu", 2): "u if u > 0 else v*(exp(u) - 1)",
        ("erfc", 1): "1 - erf(u)",
        ("exp2", 1): "2**u",
        ("expm1", 1): "exp(u) - 1",
        ("gaussian", 1): "exp(-u**2)",
        ("hard_shrink", 1): "0 if -0.5 <= u <= 0.5 else u",
        ("hard_swish", 1): "u*min(max(u + 3, 0), 6)/6",
        ("huber", 2): "u**2/2 if abs(u) <= v else v*(abs(u) - w)",
        ("huber", 3): "(u - v)**2/2 if abs(u - v) <= w else w*(abs(u - v) - x)",
        ("hypot", 2): "sqrt(u**2 + v**2)",
        ("identity", 1): "u",
        ("isru", 1): "u/sqrt(1 + u**2)",
        ("leaky_relu", 2): "u if u > 0 else v*u",
        ("lisht", 1): "u*tanh(u)",
        ("log10", 1): "log(u)/log(10)",
        ("log1p", 1): "log(1 + u)",
        ("log2", 1): "log(u)/log(2)",
        ("logaddexp", 2): "v + softplus(u - v)",
        ("logcosh", 1): "log(cosh(u))",
        ("logit", 1): "log(u) - log(1 - u)",
        ("norm_cdf", 1): "(1 + erf(u/sqrt(2)))/2",
        ("pow", 2): "u**v",
        ("quick_gelu", 1): "u*sigmoid(1.702*u)",
        ("reciprocal", 1): "1/u",
        ("relu6", 1): "min(max(u, 0), 6)",
        ("rsqrt", 1): "1/sqrt(u)",
        ("sec", 1): "1/cos(u)",
        ("sech", 1): "1/cosh(u)",
        ("soft_shrink", 1): "u - 0.5 if u > 0.5 else u + 0.5 if u < -0.5 else 0",
        ("sparse_plus", 1): "0 if u <= -1 else (u + 1)**2/4 if u < 1 else u",
        ("sparse_sigmoid", 1): "min(max((u + 1)/2, 0), 1)",
        ("square", 1): "u**2",
        ("squared_relu", 1): "relu(u)**2",
        # the second one is its value at 0
        ("step", 2): "1 if u > 0 else 0 if u < 0 else v",
        ("squareplus", 1): "(u + sqrt(u**2 + 4))/2",
        ("tanh_shrink", 1): "u - tanh(u)",
        ("tanhexp", 1): "u*tanh(exp(u))",
        ("threshold", 3): "u if u > v else w",
    }
)
# what the last argument of a function is called, where programs give it by name
ARGUMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"celu": ("alpha",), "elu": ("alpha",), "huber": ("delta",), "leaky_relu": ("negative_slope", "slope", "alpha")}
)
# and what those of clip are called
BOUNDS = ("min", "max", "a_min", "a_max")
CONSTANTS = ("e", "pi")
SIGNS = ("+", "-", "*", "/", "**")
COMPARED = ("<", "<=", ">", ">=")

LONGEST = 200  # characters
MOST_NODES = 100  # nodes of the tree
DEEPEST = 24  # brackets and operations inside each other
DIGITS = 20  # of one number
POWER_OF_TEN = 30  # in a number such as 1e-6
EXPONENT = 20  # after one **
DEGREE = 64  # of nested powers: ((z**4)**4)**4 is z**64

# Other names of what is read: one name of the field is never taken for another. Underscores make no other name.
SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "absolute": "abs",
        "arccos": "acos",
        "arccosh": "acosh",
        "arcosh": "acosh",
        "arcsin": "asin",
        "arcsinh": "asinh",
        "arctan": "atan",
        "arctanh": "atanh",
        "arctg": "atan",
        "arsinh": "asinh",
        "artanh": "atanh",
        "betrag": "abs",
        "cabs": "abs",
        "cdf": "norm_cdf",
        "ch": "cosh",
        "clamp": "clip",
        "clip_by_value": "clip",
        "cosec": "csc",
        "ctg": "cot",
        "expit": "sigmoid",
        "exponential": "exp",
        "fabs": "abs",
        "fmax": "max",
        "fmin": "min",
        "hard_silu": "hard_swish",
        "heaviside": "step",
        "huber_loss": "huber",
        "linear": "identity",
        "ln": "log",
        "logistic": "sigmoid",
        "lrelu": "leaky_relu",
        "maximum": "max",
        "minimum": "min",
        "ndtr": "norm_cdf",
        "poslin": "relu",
        "power": "pow",
        "racine": "sqrt",
        "radbas": "gaussian",
        "sgn": "sign",
        "sh": "sinh",
        "sigm": "sigmoid",
        "sigma": "sigmoid",
        "signum": "sign",
        "sqrelu": "squared_relu",
        "swish": "silu",
        "tansig": "tanh",
        "tg": "tan",
        "th": "tanh",
        "wurzel": "sqrt",
    }
)
# words that are both: functions where a bracket follows, else variables
BOTH = frozenset(("beta", "ch", "gamma", "sh", "si", "th", "zeta"))
# names of a variable in other books; one is read where the variable itself does not occur
OTHER_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "z": ("x",),
        "a": ("yhat", "y_hat", "ypred", "y_pred", "p", "o", "out", "output", "pred", "prediction"),
        "y": ("ytrue", "y_true", "target", "targets", "t", "label"),
        # a word of Python names no variable; SymPy prints lamda as that letter
        "lamda": ("lambda",),
    }
)
# letters that are no sign of their own, as sigma and pi are
GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lamda", "mu", "nu", "xi"),
    *("rho", "tau", "upsilon", "phi", "chi", "psi", "omega", "varepsilon", "vartheta", "varphi"),
)
# what takes no number here, and is made with some elsewhere
MADE_WITH = {"softplus": "softplus(2*(...))/2 for beta=2, ", "hard_tanh": "clip(..., -2, 2) for other bounds, "}
# where functions live in programs: np.tanh is tanh
MODULES = (
    *("F", "K", "Math", "activations", "cmath", "functional", "jax", "jnp", "keras", "math", "mpmath", "nn", "norm"),
    *("np", "numpy", "scipy", "sp", "special", "stats", "sympy", "tf", "torch"),
)


def say_allowed(variables: tuple[str, ...]) -> str:
    """Say what a formula in these variables may hold."""
    return (
        f"allowed: numbers, {', '.join((*variables, *CONSTANTS))}, {' '.join(SIGNS)}, parentheses, {cases(variables)}, "
        f"the activations by name and {', '.join(ELEMENTARY)}"
    )


def cases(variables: tuple[str, ...]) -> str:
    """Say how cases are written in these variables."""
    return f"u if {variables[0] if variables else 'x'} > 0 else v"


def takes(name: str) -> tuple[int, ...]:
    """Return how many arguments a function may have."""
    if name == "where":
        return (3,)
    return tuple(
        sorted({*([FUNCTIONS[name]] if name in FUNCTIONS else ()), *(n for each, n in WRITTEN_OUT if each == name)})
    )


def say_call(name: str, typed: str = "") -> str:
    """Say how a function is written, under the name that was typed."""
    if name == "huber":
        return "write huber(a - y), or huber(a - y, 2) with its number"
    if name in ("max", "min"):
        return f"write {typed or name}(u, v)"
    if name == "where":
        return "write where(z > 0, u, v)"
    return "write " + " or ".join(f"{typed or name}({', '.join('uvw'[:count])})" for count in takes(name))


def how_cases(variables: tuple[str, ...]) -> str:
    """Say that cases are written so."""
    return f"cases are written {cases(variables)}"
