r"""Array nodes as LaTeX: W^T \Delta, A \odot (1 - A), \Delta 1, with the shape under every matrix on request.

Goes in: a node, a layout, and sizes as numbers if shapes are to be numbers. Comes out: a LaTeX formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sympy import Expr, Mul, Rational, Symbol, fraction, latex

from derivations.engine.model import DefinedFunction, Model, Variable
from derivations.errors import TranslationError
from derivations.rendering.latex import subscripted
from derivations.views.arrays import (
    Apply,
    Cases,
    Hadamard,
    Leaf,
    MatMul,
    Node,
    Number,
    Plus,
    Power,
    Total,
    Transpose,
    nodes,
)
from derivations.views.layout import Layout
from derivations.views.shapes import shape

SUM, PRODUCT, ATOM = range(3)
ONES = r"\mathbf{1}"
ELEMENTARY = {"exp": r"\exp", "log": r"\ln"}
ACCENTS = (r"\tilde", r"\hat")
RELATIONS = {">": ">", ">=": r"\ge", "<": "<", "<=": r"\le"}


@dataclass(frozen=True)
class MatrixStyle:
    """How matrices are printed.

    ``shapes`` writes rows x columns under every matrix; ``sizes`` puts numbers for the size symbols there.
    ``cost`` is the printed name of what is differentiated, and ``sample_cost`` that of the cost of one sample, which is
    differentiated by the variables with these names: ``of_samples``.
    """

    shapes: bool = False
    sizes: Mapping[Symbol, int] = field(default_factory=dict)
    cost: str = "C"
    sample_cost: str = ""
    of_samples: frozenset[str] = frozenset()
    colours: Callable[[Variable, bool], str | None] | None = None


def with_costs(style: MatrixStyle, model: Model) -> MatrixStyle:
    """Return a style in which gradients are derivatives of the costs of a model."""
    each = model.sample_cost
    of_sample = subscripted(each.latex, each.indices) if each else ""
    return replace(style, cost=model.cost.latex, sample_cost=of_sample, of_samples=frozenset(model.sample_places))


def matrix_latex(node: Node, layout: Layout, style: MatrixStyle | None = None) -> str:
    """Return the LaTeX of a node."""
    return _Printer(layout, style or MatrixStyle()).text(node)[0]


@dataclass(frozen=True)
class _Printer:
    layout: Layout
    style: MatrixStyle

    def text(self, node: Node) -> tuple[str, int]:
        if isinstance(node, Number):
            return latex(node.value), ATOM if node.value.is_Atom and node.value.is_nonnegative is not False else PRODUCT
        if isinstance(node, Leaf):
            return self._leaf(node)
        if isinstance(node, Transpose):
            return self._transposed(node), ATOM
        if isinstance(node, MatMul):
            return f"{self._side(node.left)} {self._side(node.right)}", PRODUCT
        if isinstance(node, Hadamard):
            return self._hadamard(node)
        if isinstance(node, Plus):
            return self._plus(node), SUM
        if isinstance(node, Power):
            return self._power(node)
        if isinstance(node, Apply):
            return f"{_function(node.function)}{_brackets(self.text(node.argument)[0])}", ATOM
        if isinstance(node, Cases):
            return self._cases(node), ATOM
        assert isinstance(node, Total)
        left = f"{self._ones(node.argument, 0)} " if node.axis != 1 else ""
        right = f" {self._ones(node.argument, 1, upright=True)}" if node.axis != 0 else ""
        return f"{left}{self._within(node.argument, ATOM)}{right}", PRODUCT

    def _within(self, node: Node, strength: int) -> str:
        text, own = self.text(node)
        return text if own >= strength else _brackets(text)

    def _side(self, node: Node) -> str:
        """Write a side of a matrix product; brackets tell that an entry-by-entry product comes before it."""
        entrywise = isinstance(node, Hadamard) and sum(not _is_scalar(each) for each in node.factors) > 1
        return self._within(node, ATOM if entrywise else PRODUCT)

    def _leaf(self, leaf: Leaf, *, transposed: bool = False) -> tuple[str, int]:
        cost = self.style.sample_cost if leaf.variable.name in self.style.of_samples else self.style.cost
        name = matrix_name(leaf.variable, gradient=leaf.gradient, cost=cost)
        rows, columns = self.layout.shape(leaf.variable)
        colour = self.style.colours(leaf.variable, leaf.gradient) if self.style.colours else None
        if transposed:
            rows, columns = columns, rows
            name = rf"{_power_ready(name)}^{{\top}}"
        if colour:
            name = rf"\textcolor{{{colour}}}{{{name}}}"
        if self.style.shapes and leaf.variable.sizes:
            name = rf"\underset{{{self._size(rows)} \times {self._size(columns)}}}{{{name}}}"
        return name, ATOM

    def _transposed(self, node: Transpose) -> str:
        if isinstance(node.argument, Leaf):
            return self._leaf(node.argument, transposed=True)[0]
        return rf"{_brackets(self.text(node.argument)[0])}^{{\top}}"

    def _size(self, size: Expr) -> str:
        return str(latex(size.xreplace(dict(self.style.sizes))))

    def _hadamard(self, node: Hadamard) -> tuple[str, int]:
        number = Mul(*(factor.value for factor in node.factors if isinstance(factor, Number)))
        arrays = [factor for factor in node.factors if not isinstance(factor, Number)]
        scalars = [factor for factor in arrays if _is_scalar(factor)]
        # what divides comes last, so that no product begins with 1 over something
        others = sorted((factor for factor in arrays if factor not in scalars), key=_divides)
        front = self._front(number, scalars)
        strength = ATOM if len(others) > 1 or front else SUM
        text = ""
        for factor in others:
            # entry by entry 1/u divides: a \oslash u
            divides = _divides(factor)
            shown = _upside_down(factor) if divides else factor
            sign = r"\oslash" if divides else r"\odot"
            text += f" {sign} " if text else r"1 \oslash " if divides else ""
            # a matrix product next to an entry-by-entry one: brackets tell which comes first
            printed = self._within(shown, strength)
            ones = self._repeated(shown, node) if len(others) > 1 else ""
            text += _brackets(f"{printed}{ones}") if ones else printed
        return " ".join(part for part in (front, text) if part), PRODUCT

    def _front(self, number: Expr, scalars: list[Node]) -> str:
        """Write the numbers of a product: what is the same at every place stands in front of it."""
        above, below = fraction(number)
        over = [self._within(each, PRODUCT) for each in scalars if not _divides(each)]
        under = [self._within(_upside_down(each), PRODUCT) for each in scalars if _divides(each)]
        if not under:
            return " ".join(part for part in ({-1: "-", 1: ""}.get(number, latex(number)), *over) if part)
        sign = "-" if above.could_extract_minus_sign() else ""
        over = [*([latex(abs(above))] if abs(above) != 1 else []), *over]
        if len(under) == 1 and below == 1:
            # alone under the bar, a sum needs no brackets
            (only,) = (each for each in scalars if _divides(each))
            under = [self.text(_upside_down(only))[0]]
        under = [*([latex(below)] if below != 1 else []), *under]
        return rf"{sign}\frac{{{' '.join(over) or '1'}}}{{{' '.join(under)}}}"

    def _plus(self, node: Plus) -> str:
        text = ""
        for term in node.terms:
            printed = self._within(term, PRODUCT) + self._repeated(term, node)
            if not text:
                text = printed
            elif printed.startswith("-"):
                text += f" - {printed[1:].lstrip()}"
            else:
                text += f" + {printed}"
        return text

    def _repeated(self, term: Node, whole: Node) -> str:
        """Write the row of ones that repeats a column, b 1^T, where a vector meets a matrix."""
        letters = _letters(term)
        rows, columns = whole.axes
        if rows in letters and columns is not None and columns not in letters:
            return f" {self._ones(whole, 1)}"
        return ""

    def _ones(self, node: Node, axis: int, *, upright: bool = False) -> str:
        """Write the ones that sum, or repeat, an axis of a node: a column if upright, else a row."""
        name = ONES if upright else rf"{ONES}^{{\top}}"
        if not self.style.shapes:
            return name
        try:
            count = self._size(shape(node, self.layout)[axis])
        except TranslationError:
            return name  # nothing in the product has that letter, so nothing says how many there are
        rows, columns = (count, "1") if upright else ("1", count)
        return rf"\underset{{{rows} \times {columns}}}{{{name}}}"

    def _power(self, node: Power) -> tuple[str, int]:
        if node.exponent == Rational(1, 2):
            return rf"\sqrt{{{self.text(node.base)[0]}}}", ATOM
        if _divides(node):
            return rf"1 \oslash {self._within(_upside_down(node), ATOM)}", PRODUCT
        base = self._within(node.base, ATOM)
        # A^{(1)}^{\odot 2} would be two superscripts on one letter
        base = _power_ready(base) if isinstance(node.base, Leaf | Transpose) else base
        return rf"{base}^{{\odot {latex(node.exponent)}}}", ATOM

    def _cases(self, node: Cases) -> str:
        rows = []
        for value, condition in zip(node.values, node.conditions, strict=True):
            when = r"\text{otherwise}"
            if condition is not None:
                when = f"{self.text(condition[0])[0]} {RELATIONS[condition[1]]} {self.text(condition[2])[0]}"
            rows.append(f"{self.text(value)[0]} & {when}")
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


def matrix_name(variable: Variable, *, gradient: bool, cost: str = "C") -> str:
    """Return the printed name of a whole matrix: capital letters for what has two indices."""
    name = variable.matrix_latex
    if not gradient:
        return name
    if variable.gradient_matrix_latex:
        return variable.gradient_matrix_latex
    return rf"\frac{{\partial {cost}}}{{\partial {name}}}"


def _divides(factor: Node) -> bool:
    return isinstance(factor, Power) and bool(factor.exponent.is_negative)


def _upside_down(factor: Node) -> Node:
    """Return what 1/u, or 1/u^2, divides by."""
    assert isinstance(factor, Power)
    return factor.base if factor.exponent == -1 else Power(factor.axes, factor.base, -factor.exponent)


def _letters(node: Node) -> frozenset[Symbol]:
    """Return the letters of the places at which a printed node may differ.

    A product is declared as large as what it is part of; what counts is what stands in it. In a sum of terms, each
    is repeated until it is as large as the sum.
    """
    if isinstance(node, Hadamard | Power | Apply | Cases | Plus):
        inner = frozenset(letter for part in node.parts for letter in _letters(part))
        return _named(node) if isinstance(node, Plus) and inner else inner
    return frozenset() if isinstance(node, Number) else _named(node)


def _named(node: Node) -> frozenset[Symbol]:
    return frozenset(letter for letter in node.axes if letter is not None)


def _is_scalar(factor: Node) -> bool:
    """Tell whether a factor is one number, such as a penalty's weight; a sum over everything stays where it is."""
    return not _letters(factor) and not any(isinstance(part, Total | MatMul) for part in nodes(factor))


def _function(function: type) -> str:
    if issubclass(function, DefinedFunction):
        return f"{function.definition.latex}{chr(39) * function.order}"
    return ELEMENTARY.get(function.__name__, rf"\operatorname{{{function.__name__}}}")


def _power_ready(name: str) -> str:
    """Make a name ready for an exponent of its own."""
    if name.startswith(ACCENTS):
        # TeX takes the braces off what is a single accented letter, and then sees two superscripts on it
        return rf"{{{name}{{}}}}"
    return rf"{{{name}}}" if "^" in name else rf"\left({name}\right)" if name.startswith(r"\frac") else name


def _brackets(text: str) -> str:
    tall = any(sign in text for sign in (r"\frac", r"\begin", r"\underset"))
    return rf"\left({text}\right)" if tall else f"({text})"
