"""Forms that neither overflow nor lose digits where the formula itself would, for the program.

Goes in: array nodes. Comes out: array nodes of the same value, some of them printed by a form of their own; and, for
functions whose definition has no such form of its own, that form as text. A derivative has none here: it is printed
from its last line, and is as stable as the functions in it. Must not know: derivations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sympy import Integer, S, cosh, exp, log, prod, sinh, tanh

from derivations.engine.definitions import Definition, apply_definition
from derivations.engine.selection import HEAVISIDE, POSITIVE
from derivations.models.functions import DEFINITIONS, ELU, GAUSSIAN, LOG_SIGMOID, SELU, SIGMOID, TANH
from derivations.models.functions.constants import SELU_ALPHA, SELU_SCALE
from derivations.views.arrays import (
    Apply,
    EntryCases,
    Hadamard,
    Leaf,
    Node,
    Plus,
    Power,
    Scalar,
    Total,
    is_entrywise,
    nodes,
    rebuild,
    swap,
)

Print = Callable[[Node], str]

STABLE: dict[Definition, str] = {
    SIGMOID: "np.exp(-np.logaddexp(0, -z))  # 1/(1 + e^-z), no overflow; 1 - sigmoid(z) = sigmoid(-z)",
    TANH: "np.tanh(z)",
    ELU: "np.where(z > 0, z, np.expm1(np.minimum(z, 0)))  # exp(z) - 1 below 0",
    SELU: f"{float(SELU_SCALE)!r} * np.where(z > 0, z, {float(SELU_ALPHA)!r} * np.expm1(np.minimum(z, 0)))",
    LOG_SIGMOID: "-np.logaddexp(0, -z)  # log(sigmoid(z)), also where that rounds to 0",
    GAUSSIAN: "erfc(-z / np.sqrt(2)) / 2  # (1 + erf(z / sqrt(2))) / 2, with its digits where erf is near -1",
}

# Where a derivative is as good as a number, and z^2 in it would overflow.
LEVEL: dict[Definition, str] = {
    DEFINITIONS["gelu_tanh"]: "np.clip(z, -1e100, 1e100)  # farther out it is 0 or 1, and z^2 would overflow",
}

# What NumPy lacks, as the lines that define it.
HELPERS: dict[str, tuple[str, ...]] = {
    "erf": ("from math import erf", "", "erf = np.vectorize(erf, otypes=[float])"),
    "erfc": ("from math import erfc", "", "erfc = np.vectorize(erfc, otypes=[float])"),
    "softmax": (
        "def softmax(z):",
        "    e = np.exp(z - z.max(axis=-1, keepdims=True))  # the largest is exp(0)",
        "    return e / e.sum(axis=-1, keepdims=True)",
    ),
}


@dataclass(frozen=True)
class Form(Node):
    """A node that is printed as a call with its argument put into ``text``, in place of {}."""

    argument: Node
    text: str


def stable(node: Node, printed: Print, known: Mapping[str, Node] = MappingProxyType({})) -> Node:
    """Return the node with every part that could overflow in a form that does not.

    ``printed`` gives the source of a node: two parts of a formula are the same if they read the same. ``known`` says
    which variable is a function of which: of 1 - a no digit is left where a = sigmoid(z) rounds to 1.
    """
    before, node = node, rebuild(node, lambda part: stable(part, printed, known))
    if isinstance(node, Hadamard):
        node = _splice(node, before)
        return _select(node) or _tanh(node, printed) or _softmax(node, printed)
    if isinstance(node, Apply) and issubclass(node.function, log) and isinstance(node.argument, Plus):
        return _log_of_sum(node, node.argument)
    if isinstance(node, Plus):
        return _beside_one(node, known)
    return _bounded_cases(node, printed) if isinstance(node, EntryCases) else node


def _select(node: Hadamard) -> Node | None:
    """Let what is multiplied by [u > 0] be 0 elsewhere, also where it has no value itself: 0 times that is none."""
    for factor in node.factors:
        rest = tuple(each for each in node.factors if each is not factor)
        inside = tuple(each for each in rest if is_entrywise(each))
        if not any(isinstance(part, Apply | Power) for each in inside for part in nodes(each)):
            continue
        if (selected := _selected(factor, _product(node, inside))) is not None:
            outside = tuple(each for each in rest if not is_entrywise(each))
            return _product(node, (*outside, selected))
    return None


def _selected(mask: Node, rest: Node) -> Node | None:
    """Return a product with what is 0 in some cases, and a number in the others."""
    nothing = Scalar((None, None), S.Zero)
    match mask:
        case Apply(argument=argument) if mask.function is apply_definition(POSITIVE):
            return EntryCases(rest.axes, (rest, nothing), ((argument, ">", nothing), None))
        case Apply(argument=argument) if mask.function is apply_definition(HEAVISIDE):
            counted = Hadamard(rest.axes, (mask, rest))
            return EntryCases(rest.axes, (counted, nothing), ((argument, ">=", nothing), None))
        case EntryCases(values=values) if shares := _shares(values):
            return replace(mask, values=tuple(_counted(each, rest) for each in shares))
    return None


def _counted(share: Scalar, rest: Node) -> Node:
    if share.value in (0, 1):
        return rest if share.value else share
    return Hadamard(rest.axes, (share, rest))


def _shares(values: tuple[Node, ...]) -> tuple[Scalar, ...]:
    """Return values that are numbers, none below 0 and some of them 0; nothing, of others."""
    shares = tuple(each for each in values if isinstance(each, Scalar) and each.value.is_nonnegative)
    return shares if len(shares) == len(values) and any(each.value == 0 for each in shares) else ()


def _product(node: Hadamard, factors: tuple[Node, ...]) -> Node:
    """Return the product of some factors of a product."""
    if len(factors) == 1:
        return factors[0]
    fewer = replace(node, factors=factors)
    return _select(fewer) or fewer


def _tanh(node: Hadamard, printed: Print) -> Node | None:
    """Let sinh u over cosh u be tanh u, which is no quotient of numbers without end."""
    for above in node.factors:
        for below in node.factors:
            match above, below:
                case Apply(function=function), Power(base=Apply(function=other), exponent=exponent):
                    same = printed(above.argument) == printed(below.base.argument)  # type: ignore[attr-defined]
                    if same and exponent == -1 and issubclass(function, sinh) and issubclass(other, cosh):
                        others = tuple(each for each in node.factors if each is not above and each is not below)
                        return _times(node, replace(above, function=tanh), others)
    return None


def _negative(node: Node) -> Node:
    match node:
        case Hadamard(factors=(Scalar(value=value), other)) if value == -1:
            return other
    return Hadamard(node.axes, (Scalar((None, None), S.NegativeOne), node))


def _times(node: Hadamard, form: Node, others: tuple[Node, ...]) -> Node:
    return replace(node, factors=(form, *others)) if others else form


def _softmax(node: Hadamard, printed: Print) -> Node:
    """Let e^z over the sum of all e^z be a softmax, which takes the largest z off first."""
    for above in node.factors:
        if not (isinstance(above, Apply) and issubclass(above.function, exp)):
            continue
        for below in node.factors:
            if not (isinstance(below, Power) and below.exponent == -1 and isinstance(below.base, Total)):
                continue
            if below.base.axis != 0 and printed(below.base.argument) == printed(above):
                form = Form(above.axes, above.argument, "softmax({})")
                others = tuple(f for f in node.factors if f is not above and f is not below)
                return _times(node, form, others)
    return node


def _log_of_sum(node: Apply, terms: Plus) -> Node:
    """Let ln(1 + e^u) be one function, which does not form e^u."""
    powers = [t for t in terms.terms if isinstance(t, Apply) and issubclass(t.function, exp)]
    ones = [t for t in terms.terms if isinstance(t, Scalar) and t.value == 1]
    if len(terms.terms) == 2 and powers and ones:
        return Form(node.axes, powers[0].argument, "np.logaddexp(0, {})")
    return node


def _beside_one(node: Plus, known: Mapping[str, Node]) -> Node:
    """Keep the digits that a sum with 1 loses, sigma being the sigmoid.

    1 - sigma(u) = sigma(-u), 1 + tanh u = 2 sigma(2u), 1 - tanh^2 u = 4 sigma(2u) sigma(-2u), which is tanh' u: so it
    is called where tanh u has a name, which is ``known``.
    """
    one = next((each for each in node.terms if isinstance(each, Scalar) and each.value == 1), None)
    for term in node.terms if one is not None else ():
        if (product := _product_of(term, known)) is not None:
            terms = tuple(product if each is term else each for each in node.terms if each is not one)
            return replace(node, terms=terms) if len(terms) > 1 else product
    return node


def _product_of(term: Node, known: Mapping[str, Node]) -> Node | None:
    """Return 1 plus a term as a product of sigmoids, if it is one."""
    negative = False
    match term:
        case Hadamard(factors=(Scalar(value=value), other)) if value == -1:
            term, negative = other, True
    named, term = term, _written_out(term, known)
    match term:
        case Apply(function=function, argument=u) if function is apply_definition(SIGMOID) and negative:
            return replace(term, argument=_negative(u))
        case Apply(function=function, argument=u) if function is apply_definition(TANH):
            return _multiply(2, _sigmoid(_multiply(-2 if negative else 2, u)))
        case Power(base=Apply(function=function, argument=u), exponent=power):
            if function is apply_definition(TANH) and power == 2 and negative:
                if named is not term:
                    return Apply(u.axes, apply_definition(TANH, 1), u)
                return _multiply(4, _sigmoid(_multiply(2, u)), _sigmoid(_multiply(-2, u)))
    return None


def _written_out(term: Node, known: Mapping[str, Node]) -> Node:
    match term:
        case Leaf(name=name) if name in known:
            return rebuild(replace(known[name], axes=term.axes), lambda part: replace(part, axes=term.axes))
        case Power(base=Leaf(name=name) as base) if name in known:
            return replace(term, base=_written_out(base, known))
    return term


def _sigmoid(u: Node) -> Node:
    return Apply(u.axes, apply_definition(SIGMOID), u)


def _multiply(number: int, *factors: Node) -> Hadamard:
    first = factors[0].factors if isinstance(factors[0], Hadamard) else factors[:1]
    return Hadamard(factors[0].axes, (Scalar((None, None), Integer(number)), *first, *factors[1:]))


def _splice(node: Hadamard, before: Node) -> Hadamard:
    """Write the factors of what was a sum among those of the product that it stands in, and one number for all."""
    assert isinstance(before, Hadamard)
    parts = [(_spliced(old, new), new) for old, new in zip(before.factors, node.factors, strict=True)]
    if not any(found for found, _ in parts):
        return node
    if any(isinstance(each, Scalar) for found, _ in parts for each in found):
        # a number meets what is small before what may be large: 4 z would overflow, and 4 sigma(-2u) z is 0
        parts.sort(key=lambda part: not part[0])
    factors = [each for found, new in parts for each in found or (new,)]
    numbers = [each.value for each in factors if isinstance(each, Scalar) and each.value.is_Rational]
    others = tuple(each for each in factors if not (isinstance(each, Scalar) and each.value.is_Rational))
    return replace(node, factors=others if prod(numbers) == 1 else (Scalar((None, None), prod(numbers)), *others))


def _spliced(before: Node, after: Node) -> tuple[Node, ...]:
    """Return the factors of what was a sum and is a product; none of what is not."""
    return after.factors if isinstance(before, Plus) and isinstance(after, Hadamard) else ()


def _bounded_cases(node: EntryCases, printed: Print) -> Node:
    """Keep e^z small where its case does not hold: np.where computes all cases everywhere."""
    values = [node.values[0]]
    for value, condition in zip(node.values[1:], node.conditions[:-1], strict=True):
        assert condition is not None
        match condition:
            case (Leaf() as left, ">" | ">=", Scalar() as right):
                bounded = Form(left.axes, left, f"np.minimum({{}}, {printed(right)})")
                value = _within_powers(value, left, bounded)  # noqa: PLW2901
        values.append(value)
    return replace(node, values=tuple(values))


def _within_powers(node: Node, leaf: Leaf, bounded: Form) -> Node:
    if isinstance(node, Apply) and issubclass(node.function, exp) and leaf in nodes(node):
        return swap(node, leaf, bounded)
    return rebuild(node, lambda part: _within_powers(part, leaf, bounded))
