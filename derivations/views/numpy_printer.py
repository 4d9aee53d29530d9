"""Array nodes as NumPy source, with as few parentheses as the operators allow.

Goes in: a node. Comes out: the text of a NumPy expression. Must not know: derivations, running.
"""

from sympy import Expr, Mul, Rational, S, erf, erfc, fraction
from sympy.printing.numpy import NumPyPrinter

from derivations.engine.definitions import DefinedFunction
from derivations.errors import TranslationError
from derivations.formula.vocabulary import INVERSE
from derivations.views.arrays import (
    Apply,
    Condition,
    Decimal,
    EntryCases,
    Hadamard,
    Leaf,
    MatMul,
    Node,
    Pairwise,
    Plus,
    Power,
    Scalar,
    Several,
    Spread,
    Total,
    Transpose,
)
from derivations.views.careful import LONG, Exactly, NamedCall
from derivations.views.stable import Form

# how tightly an operator holds its operands together, as in Python's grammar
SUM, PRODUCT, SIGN, POWER, ATOM = range(5)

ELEMENTARY = {name: f"np.{name}" for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sign")}
ELEMENTARY |= {"Abs": "np.abs", **{name: f"np.arc{name[1:]}" for name in INVERSE}}
ELEMENTARY |= {"Larger": "np.maximum", "Smaller": "np.minimum", "Pow": "np.power"}
# these NumPy lacks: the program defines them (see views.stable)
ELEMENTARY |= {"erf": "erf", "erfc": "erfc"}


def source(node: Node) -> str:
    """Return the NumPy expression of a node.

    Raises a TranslationError if a function has no NumPy name.
    """
    return _print(node)[0]


def function_name(function: type) -> str:
    """Return the Python name of a function: sigmoid, or sigmoid_prime for its derivative."""
    if issubclass(function, DefinedFunction):
        return str(function.definition.name) + "_prime" * int(function.order)
    if function.__name__ not in ELEMENTARY:
        raise TranslationError(f"function {function.__name__!r} has no NumPy name; known: {', '.join(ELEMENTARY)}")
    return ELEMENTARY[function.__name__]


def _print(node: Node) -> tuple[str, int]:
    if isinstance(node, Scalar | Exactly):
        return _number(node.value, typed=isinstance(node, Decimal)) if isinstance(node, Scalar) else _exactly(node)
    if isinstance(node, Leaf):
        return node.name, ATOM
    if isinstance(node, Transpose):
        inner = _within(node.argument, ATOM)
        # NumPy keeps a vector as one axis; as a column it needs a second one
        return (f"{inner}[:, None]" if node.axes[1] is None else f"{inner}.T"), ATOM
    if isinstance(node, MatMul):
        return f"{_within(node.left, PRODUCT)} @ {_within(node.right, SIGN)}", PRODUCT
    if isinstance(node, Hadamard):
        return _product(node)
    if isinstance(node, Plus):
        return _sum(node)
    if isinstance(node, Power):
        return _power(node)
    if isinstance(node, Apply | Pairwise):
        return f"{function_name(node.function)}({', '.join(map(source, node.parts))})", ATOM
    if isinstance(node, Form):
        return node.text.format(source(node.argument)), ATOM
    if isinstance(node, NamedCall):
        return f"{node.name}({', '.join(each.name for each in node.arguments)})", ATOM
    if isinstance(node, EntryCases):
        return _cases(node)
    if isinstance(node, Spread):
        return f"np.zeros_like({node.like.name}) + {_within(node.argument, PRODUCT)}", SUM
    assert isinstance(node, Total)
    # what has one row is kept as one axis: its sum over the columns is the sum of all
    axis = None if node.axes == (None, None) else node.axis
    options = {None: "", 0: "axis=0", 1: "axis=1, keepdims=True"}[axis]
    return f"{_within(node.argument, ATOM)}.sum({options})", ATOM


def _within(node: Node, strength: int) -> str:
    text, own = _print(node)
    return text if own >= strength else f"({text})"


def _decimal(value: Expr, *, typed: bool = False) -> str | None:
    """Return the literal of a number that is one to the last digit, 1.702; of 1 / 5 if it was typed as one."""
    if not value.is_Rational or value.is_Integer or (value.p in (1, -1) and not typed):
        return None
    text = repr(float(value))
    return text if Rational(text) == value else None


def _number(value: Expr, *, typed: bool = False) -> tuple[str, int]:
    text = _decimal(value, typed=typed)
    if text is not None:
        return text, ATOM if value > 0 else SIGN
    above, below = fraction(value)
    if below != 1:
        return f"{_number_within(above)} / {_number_within(below)}", PRODUCT
    if value.is_Rational:
        return str(value) if abs(value) < LONG else repr(float(value)), ATOM if value >= 0 else SIGN
    if value.is_Symbol:
        return str(value), ATOM
    if value.is_Float or (value.is_number and value.has(erf, erfc)):
        # with all its digits; and the module that has these is not there in a program
        return repr(float(value)), ATOM if value.is_nonnegative else SIGN
    text = NumPyPrinter().doprint(value).replace("numpy.", "np.")
    return text, PRODUCT if value.is_Mul else SUM if value.is_Add else POWER if "**" in text else ATOM


def _exactly(node: Exactly) -> tuple[str, int]:
    value = node.value
    own = PRODUCT if value.is_Mul or "/" in node.text else POWER if value.is_Pow else ATOM
    return node.text, SUM if value.is_Add else own


def _number_within(value: Expr, *, typed: bool = False) -> str:
    text, own = _number(value, typed=typed)
    return text if own >= SIGN else f"({text})"


def _product(node: Hadamard) -> tuple[str, int]:
    """Write what is below the bar last: delta * a / m, not delta * a * (1 / m)."""
    above: list[str] = []
    below: list[str] = []
    sign = ""
    rational = [each for each in node.factors if isinstance(each, Scalar) and each.value.is_Rational]
    constants = [
        each for each in node.factors if isinstance(each, Scalar) and each not in rational and each.value.is_number
    ]
    factors = [each for each in node.factors if each not in (*rational, *constants)]
    if constants:
        factors.insert(0, Scalar(constants[0].axes, Mul(*(each.value for each in constants))))
    if rational:
        # one literal: 3 * 0.3 would be rounded
        kind = Decimal if any(isinstance(each, Decimal) for each in rational) else Scalar
        factors.insert(0, kind(rational[0].axes, Mul(*(each.value for each in rational))))
    for factor in factors:
        if isinstance(factor, Scalar):
            typed = isinstance(factor, Decimal)
            is_decimal = _decimal(factor.value, typed=typed) is not None
            numerator, denominator = (factor.value, S.One) if is_decimal else fraction(factor.value)
            if numerator.could_extract_minus_sign():
                sign, numerator = ("" if sign else "-"), -numerator
            # constants are divided first: sqrt(2) z overflows where sqrt(2) / sqrt(pi) z does not
            whole = not numerator.is_Rational and denominator.is_number and denominator != 1
            if numerator != 1:
                divided = f" / {_number_within(denominator)}" if whole else ""
                above.insert(0, _number_within(numerator, typed=typed) + divided)
            if denominator != 1 and not whole:
                below.append(_number_within(denominator))
        elif isinstance(factor, Power) and factor.exponent.is_negative:
            flipped = factor.base if factor.exponent == -1 else Power(factor.axes, factor.base, -factor.exponent)
            below.append(_within(flipped, SIGN))
        else:
            # a matrix product binds like *, from the left: only the first factor may stand bare
            above.append(_within(factor, SIGN) if above or sign else _within(factor, PRODUCT))
    if len(above) > 1 or below:
        above = [f"({text})" if at == 0 and " @ " in text and text[0] != "(" else text for at, text in enumerate(above)]
    text = " * ".join(above) or "1"
    return sign + " / ".join([text, *below]), PRODUCT


def _sum(node: Plus) -> tuple[str, int]:
    text = ""
    for term in node.terms:
        printed = _within(term, PRODUCT)
        if not text:
            text = printed
        elif printed.startswith("-"):
            text += f" - {printed[1:]}"
        else:
            text += f" + {printed}"
    return text, SUM


def _power(node: Power) -> tuple[str, int]:
    if node.exponent == Rational(1, 2):
        return f"np.sqrt({source(node.base)})", ATOM
    if node.exponent.is_negative:
        flipped = node.base if node.exponent == -1 else Power(node.axes, node.base, -node.exponent)
        return f"1 / {_within(flipped, SIGN)}", PRODUCT
    exponent, own = _number(node.exponent)
    return f"{_within(node.base, ATOM)} ** {exponent if own == ATOM else f'({exponent})'}", POWER


def _cases(node: EntryCases) -> tuple[str, int]:
    text = source(node.values[-1])
    for value, condition in reversed(list(zip(node.values[:-1], node.conditions[:-1], strict=True))):
        assert condition is not None
        text = f"np.where({_condition(condition)}, {source(value)}, {text})"
    return text, ATOM


def _condition(condition: Condition) -> str:
    if isinstance(condition, Several):
        return f" {condition.sign} ".join(f"({_condition(each)})" for each in condition.conditions)
    left, operator, right = condition
    return f"{source(left)} {operator} {source(right)}"
