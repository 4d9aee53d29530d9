"""What a formula may say: its letters, signs, constants and functions, and how large it may be.

Goes in, comes out: tables. Must not know: how text is read, what a function computes.
"""

from collections.abc import Mapping
from types import MappingProxyType

# every function and how many arguments it takes
FUNCTIONS: Mapping[str, int] = MappingProxyType(
    {
        "abs": 1,
        "atan": 1,
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
CONSTANTS = ("e", "pi")
SIGNS = ("+", "-", "*", "/", "**")

LONGEST = 200  # characters
LARGEST = 100  # nodes of the tree
DEEPEST = 24  # brackets and operations inside each other
DIGITS = 20  # of one number
POWER_OF_TEN = 30  # in a number such as 1e-6
EXPONENT = 20  # after one **
DEGREE = 64  # of nested powers: ((z**4)**4)**4 is z**64

# what people type for a name that is spelt otherwise here
OTHERWISE: Mapping[str, str] = MappingProxyType(
    {
        "arctan": "atan",
        "fabs": "abs",
        "ln": "log",
        "maximum": "max",
        "minimum": "min",
        "sgn": "sign",
        "sigma": "sigmoid",
        "logistic": "sigmoid",
        "tg": "tan",
    }
)
NO_NUMBERS = ("inf", "infinity", "nan")


def allowed(letters: tuple[str, ...]) -> str:
    """Say what a formula in these letters may hold."""
    return (
        f"allowed: numbers, {', '.join((*letters, *CONSTANTS))}, {' '.join(SIGNS)}, parentheses and the functions "
        f"{', '.join(FUNCTIONS)}"
    )
