"""Functions of the field and words of Python that no formula has: what each is, and what to write or choose for it.

Goes in, comes out: tables. Must not know: how text is read.
"""

import ast
from collections.abc import Callable, Mapping
from types import MappingProxyType

from derivations.formula.vocabulary import how_cases

_FLAT = ("is flat between its jumps", "nothing is learned through it; step(u), with a single jump, is read")
_UNIT = "a formula is of the numbers of one unit"
_REMAINDER = "no formula has it; per cent is written u/100"
_WHOLE = ("is of many numbers", _UNIT)
_NOT_READ = ("is not read", "")
# known names that are not read, and what to do about it
REFUSED: Mapping[str, tuple[str, str | Callable[[tuple[str, ...]], str]]] = MappingProxyType(
    {
        "softmax": ("sees a whole layer", "it is chosen as an activation, not written as a formula"),
        **dict.fromkeys(("log_softmax", "softmin", "sparsemax", "maxout"), ("sees a whole layer", _UNIT)),
        "acot": ("differs from book to book", "write atan(1/u) or pi/2 - atan(u)"),
        "acoth": ("is not read", "write atanh(1/u)"),
        "acsc": ("is not read", "write asin(1/u)"),
        "acsch": ("is not read", "write asinh(1/u)"),
        "asec": ("is not read", "write acos(1/u)"),
        "asech": ("is not read", "write acosh(1/u)"),
        **dict.fromkeys(("atan2", "arctan2"), ("is an angle of two numbers", "write atan(u/v) where v is above 0")),
        "hard_sigmoid": ("differs from book to book", "write clip(u/6 + 0.5, 0, 1) or clip(0.2*u + 0.5, 0, 1)"),
        **dict.fromkeys(
            ("mse", "mse_loss", "sse", "squared_error"),
            ("is a loss", "choose it by its name, or write (a - y)**2 in a loss"),
        ),
        **dict.fromkeys(("mae", "l1_loss"), ("is a loss", "choose it by its name, or write abs(a - y) in a loss")),
        "smooth_l1_loss": ("is a loss", "choose huber by its name, or write huber(a - y, 2)/2 in a loss"),
        "rmse": ("is a loss over all samples", "write (a - y)**2 in a loss"),
        **dict.fromkeys(
            ("bce", "bce_loss", "binary_cross_entropy", "log_loss"),
            ("is a loss", "choose it by its name, or write -y*log(a) - (1 - y)*log(1 - a) in a loss"),
        ),
        **dict.fromkeys(
            ("cross_entropy", "cross_entropy_loss", "nll", "nll_loss", "kl_div"),
            ("is a loss of a whole layer", "choose cross_entropy by its name, or write -y*log(a) in a loss"),
        ),
        **dict.fromkeys(
            ("bce_logits", "bce_with_logits_loss", "binary_cross_entropy_with_logits"),
            ("is a loss", "choose bce_logits by its name, or write softplus(a) - y*a in a loss"),
        ),
        **dict.fromkeys(("hinge", "hinge_loss"), ("is a loss", "write max(0, 1 - a*y) in a loss, where y is -1 or 1")),
        **dict.fromkeys(("def", "return"), ("is no part of it", "write only the formula itself")),
        **dict.fromkeys(("if", "ifelse", "iif", "piecewise", "si", "wenn"), ("is not read so", how_cases)),
        **dict.fromkeys(("zeros", "zeros_like"), ("is 0", "write 0 for it")),
        "ones_like": ("is 1", "write 1 for it"),
        "inplace": ("is no part of a function", "leave it out"),
        "logsig": ("differs from program to program", "write sigmoid(u), or log_sigmoid(u) for its logarithm"),
        "satlin": ("is not read", "write clip(u, 0, 1)"),
        "satlins": ("is not read", "write hard_tanh(u)"),
        "prelu": ("learns its parameter", "write leaky_relu(u, 0.25) for a fixed one"),
        "lg": ("differs from book to book", "write log10(u) or log2(u)"),
        "sqr": ("differs from book to book", "write u**2 or sqrt(u)"),
        "sinc": ("has a gap at 0", "write sin(u)/u, which is not defined at 0"),
        **dict.fromkeys(("i", "j"), ("is no real number", "a formula is of real numbers")),
        **dict.fromkeys(("inf", "infinity", "nan", "oo"), ("is no number", "")),
        **dict.fromkeys(("ceil", "floor", "round", "trunc", "fix", "rint"), _FLAT),
        **dict.fromkeys(("mod", "fmod", "remainder"), ("jumps", _REMAINDER)),
        **dict.fromkeys(("amax", "amin", "argmax", "argmin", "dot", "logsumexp", "mean", "norm", "prod"), _WHOLE),
        **dict.fromkeys(("crelu", "geglu", "glu", "reglu", "std", "sum", "swiglu", "var"), _WHOLE),
        **dict.fromkeys(("beta", "digamma", "gamma", "lambertw", "lgamma", "logaddexp2", "zeta"), _NOT_READ),
        **dict.fromkeys(("erf2", "erfcx", "erfi", "erfinv", "expint"), _NOT_READ),
        **dict.fromkeys(
            ("rand", "random", "randn", "dropout", "rrelu"), ("is random", "a formula has one value everywhere")
        ),
    }
)

# what a node of the syntax tree is called in a message
CALLED: Mapping[type[ast.AST], str] = MappingProxyType(
    {
        ast.Await: "the word await",
        ast.BitAnd: "the operation &",
        ast.BitOr: "the operation |",
        ast.Dict: "a dictionary",
        ast.DictComp: "a comprehension",
        ast.FloorDiv: "the operation //",
        ast.GeneratorExp: "a comprehension",
        ast.Invert: "the operation ~",
        ast.LShift: "the operation <<",
        ast.Lambda: "the word lambda (only the formula itself is written)",
        ast.List: "a list (brackets are round)",
        ast.ListComp: "a comprehension",
        ast.MatMult: "the operation @",
        ast.Mod: "the operation %",
        ast.NamedExpr: "an assignment (:=)",
        ast.RShift: "the operation >>",
        ast.Set: "a set",
        ast.SetComp: "a comprehension",
        ast.Starred: "a starred argument",
        ast.Subscript: "an index in square brackets (brackets are round)",
        ast.Tuple: "a comma (numbers have a decimal point: 1.5)",
        ast.Yield: "the word yield",
        ast.YieldFrom: "the word yield",
    }
)
# and what to write for it
INSTEAD: Mapping[type[ast.AST], str] = MappingProxyType(
    {
        ast.BitOr: "write or between two conditions, and |u| for abs(u)",
        ast.FloorDiv: "write / for a quotient; one that is rounded is flat between its jumps",
        ast.Invert: "write not before a condition",
        ast.MatMult: "write * for a product of numbers",
        ast.Tuple: "write 1.5 for 1,5, and 1234 for 1,234",
        ast.Mod: f"it is the remainder, which jumps: {_REMAINDER}",
    }
)
