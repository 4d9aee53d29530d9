r"""A formula as LaTeX, in the form in which it was typed: decimals stay decimals, terms keep their order.

Goes in: a tree. Comes out: LaTeX: \frac{1}{1 + e^{-z}} for 1/(1 + exp(-z)). Must not know: SymPy, what functions mean.
"""

from __future__ import annotations

from derivations.formula.activations import KNOWN, symbol_of
from derivations.formula.tree import (
    Call,
    Cases,
    Comparison,
    Constant,
    FreeVariable,
    Negative,
    Node,
    Number,
    Operation,
)
from derivations.formula.vocabulary import INVERSE

NAMES = {
    **{name: symbol_of(name) for name in KNOWN},
    **INVERSE,
    "log": r"\ln",
    "sign": r"\operatorname{sgn}",
    "huber": r"\operatorname{Huber}",
    **{name: f"\\{name}" for name in ("cos", "cosh", "max", "min", "sin", "sinh", "tan")},
}
# tanh^2(z), as in every book; sigma^2(z) might be sigma(sigma(z))
RAISED_BY_NAME = ("cos", "cosh", "log", "sin", "sinh", "tan", "tanh")
SIGNS = {"<=": r"\leq", ">=": r"\geq", "!=": r"\neq"}

# how tightly a piece holds together: cases, sums, what a slash divides, products, what is above an exponent, variables
OPEN, SUM, SLASH, PRODUCT, FACTOR, ATOM = range(6)

Piece = tuple[str, int]


def latex(tree: Node) -> str:
    """Return a tree as LaTeX."""
    return _Printer().text(tree)


def comparison_latex(conditions: tuple[Comparison, ...]) -> str:
    """Return comparisons as LaTeX, two around one part as a chain: -1 < z < 1."""
    return _Printer().comparisons(conditions)


class _Printer:
    def __init__(self, *, inside_bar: bool = False) -> None:
        # there a quotient has a slash, and no second bar
        self.inside_bar = inside_bar

    def text(self, node: Node) -> str:
        return self.piece(node)[0]

    def comparisons(self, conditions: tuple[Comparison, ...]) -> str:
        if len(conditions) == 2 and conditions[0].right == conditions[1].left:
            first, second = conditions
            sides = (first.left, first.right, second.right)
            low, middle, high = (self.within(side, SUM) for side in sides)
            return f"{low} {_sign(first)} {middle} {_sign(second)} {high}"
        each = (f"{self.within(one.left, SUM)} {_sign(one)} {self.within(one.right, SUM)}" for one in conditions)
        return r" \text{ and } ".join(each)

    def piece(self, node: Node) -> Piece:
        match node:
            case Number(text):
                return _number(text)
            case Constant(name) | FreeVariable(name):
                return (r"\pi" if name == "pi" else name), ATOM
            case Negative(argument):
                text = self.within(argument, SLASH)
                shown = _bracket(text) if text.startswith("-") else text
                return f"-{shown}", min(PRODUCT, self.piece(argument)[1]) if shown == text else PRODUCT
            case Call(name, arguments):
                return self.call(name, arguments, "")
            case Cases():
                return self.cases(node), OPEN
            case Operation("**", base, exponent):
                return self.power(base, exponent)
            case Operation("/", above, below):
                if self.inside_bar:
                    return f"{self.within(above, PRODUCT)}/{self.within(below, FACTOR)}", SLASH
                inside = _Printer(inside_bar=True)
                return rf"\frac{{{inside.text(above)}}}{{{inside.text(below)}}}", FACTOR
            case Operation("*", left, right):
                first, second = self.within(left, PRODUCT), self.positive(right, FACTOR)
                # two numbers beside each other would be one; so would a number behind a variable be taken for an index
                dot = r" \cdot " if second[0].isdigit() or isinstance(right, Number) else " "
                return f"{first}{dot}{second}", PRODUCT
            case Operation(sign, left, right):
                return f"{self.within(left, SUM)} {sign} {self.positive(right, SUM if sign == '+' else SLASH)}", SUM

    def within(self, node: Node, least: int) -> str:
        text, own = self.piece(node)
        return text if own >= least else _bracket(text)

    def positive(self, node: Node, least: int) -> str:
        """Return what stands behind a sign: no second sign after the first."""
        text = self.within(node, least)
        return _bracket(text) if text.startswith("-") else text

    def call(self, name: str, arguments: tuple[Node, ...], power: str) -> Piece:
        if name == "exp":
            return f"e^{{{self.exponent(arguments[0])}}}", FACTOR
        if name == "sqrt":
            return rf"\sqrt{{{self.text(arguments[0])}}}", FACTOR
        if name == "abs":
            return rf"\left|{self.text(arguments[0])}\right|", ATOM
        given = ", ".join(self.text(each) for each in arguments)
        return NAMES.get(name, rf"\operatorname{{{name}}}") + power + _bracket(given), FACTOR

    def power(self, base: Node, exponent: Node) -> Piece:
        above = self.exponent(exponent)
        match base:
            case Call(name, arguments) if name in RAISED_BY_NAME and above.isdigit():
                return self.call(name, arguments, f"^{{{above}}}")
            case Call(name) if name not in ("exp", "sqrt"):
                return f"{self.text(base)}^{{{above}}}", FACTOR
        return f"{self.within(base, ATOM)}^{{{above}}}", FACTOR

    def exponent(self, node: Node) -> str:
        return _Printer(inside_bar=True).text(node)

    def cases(self, node: Cases) -> str:
        rows: list[str] = []
        rest: Node = node
        while isinstance(rest, Cases):
            rows.append(rf"{self.text(rest.then)} & \text{{if }} {self.comparisons(rest.conditions)}")
            rest = rest.otherwise
        rows.append(rf"{self.text(rest)} & \text{{otherwise}}")
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


def _sign(comparison: Comparison) -> str:
    return SIGNS.get(comparison.sign, comparison.sign)


def _bracket(text: str) -> str:
    return rf"\left({text}\right)"


def _number(text: str) -> Piece:
    mantissa, _, power = text.lower().partition("e")
    shown = ("0" if mantissa.startswith(".") else "") + mantissa.rstrip(".")
    if not power:
        return shown, ATOM
    ten = f"10^{{{int(power)}}}"
    return (ten, FACTOR) if shown == "1" else (rf"{shown} \cdot {ten}", PRODUCT)
