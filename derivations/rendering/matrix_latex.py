r"""Array nodes as LaTeX: W^T \Delta, A \odot (1 - A), \Delta 1, with the shape under every matrix on request.

Goes in: a node, a layout, and sizes as numbers if shapes are to be numbers. Comes out: a LaTeX formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sympy import Abs, Expr, Mul, Pow, Rational, S, Symbol, latex

from derivations.rendering.decimals import exponent, fraction_of, number_latex
from derivations.rendering.functions import (
    BRACKETS,
    END_OF_CASES,
    RELATIONS,
    bracket_latex,
    brackets,
    case_rows,
    cases_latex,
    chain_brackets,
    close_cases,
    function_latex,
    in_a_sum,
    join_conditions,
)
from derivations.rendering.matrix_conditions import split_number, two_cases
from derivations.rendering.matrix_style import MatrixStyle, matrix_name, power_ready
from derivations.rendering.size_marks import SizeMarks
from derivations.views.arrays import (
    Apply,
    Condition,
    EntryCases,
    Hadamard,
    Leaf,
    MatMul,
    Node,
    Pairwise,
    Plus,
    Power,
    Scalar,
    Total,
    Transpose,
    nodes,
)
from derivations.views.layout import Layout
from derivations.views.shapes import index_sizes

# How tightly a formula holds together: W A + B, -A, A \odot B, W A, A.
SUM, SIGNED, ENTRIES, PRODUCT, ATOM = range(5)
ONES = r"\mathbf{1}"


def matrix_latex(node: Node, layout: Layout, style: MatrixStyle | None = None, *, like: Node | None = None) -> str:
    """Return the LaTeX of a node; with ones where it is smaller than ``like``, what it is equal to."""
    known = index_sizes(node, layout) | (index_sizes(like, layout) if like else {})
    style = style or MatrixStyle()
    printer = _Printer(layout, style, SizeMarks(style, known))
    return printer.text(node)[0] if like is None else printer.as_large_as(node, like)


@dataclass(frozen=True)
class _Printer:
    layout: Layout
    style: MatrixStyle
    sizes: SizeMarks

    def as_large_as(self, node: Node, like: Node) -> str:
        if _indices(node) or not _indices(like) or (isinstance(node, Scalar) and node.value == 0):
            return self._repeat(node, like)[0]
        ones = [self._ones(like, axis, upright=axis == 0) for axis in (0, 1) if like.axes[axis] is not None]
        if isinstance(node, Scalar) and abs(node.value) == 1:
            return ("-" if node.value == -1 else "") + self._row(*ones)
        return self._row(self._within(node, PRODUCT), *ones)

    def text(self, node: Node) -> tuple[str, int]:
        if isinstance(node, Scalar):
            if node.value.is_negative:
                return f"-{number_latex(-node.value, self.style.typed_numbers)}", SIGNED
            return number_latex(node.value, self.style.typed_numbers), ATOM if node.value.is_Atom else PRODUCT
        if isinstance(node, Leaf):
            return self._leaf(node)
        if isinstance(node, Transpose):
            return self._print_transpose(node), ATOM
        if isinstance(node, MatMul):
            fits = self.sizes.meet(node.left, node.right)
            before = self._meeting(columns=True, fits=fits)._within(node.left, PRODUCT)
            return self._row(before, self._meeting(rows=True, fits=fits)._within(node.right, PRODUCT)), PRODUCT
        if isinstance(node, Hadamard):
            return self._hadamard(node)
        if isinstance(node, Plus):
            terms = self.style.order.get(node, node.terms)
            beside = self._beside(terms)
            return in_a_sum(close_cases([beside._repeat(term, node)[0] for term in terms])), SUM
        if isinstance(node, Power):
            return self._power(node)
        if isinstance(node, Pairwise) and issubclass(node.function, Pow):
            return self._raise(node.left, self._within(node.right, ATOM)), ATOM
        if isinstance(node, Apply | Pairwise):
            return self._function(node), ATOM
        if isinstance(node, EntryCases):
            return self._cases(node), ATOM
        assert isinstance(node, Total)
        left = [self._meeting(columns=True)._ones(node.argument, 0)] if node.axis != 1 else []
        right = [self._meeting(rows=True)._ones(node.argument, 1, upright=True)] if node.axis != 0 else []
        inside = self._meeting(rows=bool(left), columns=bool(right))
        return self._row(*left, inside._within(node.argument, PRODUCT), *right), PRODUCT

    def _meeting(self, *, rows: bool = False, columns: bool = False, fits: bool = True) -> _Printer:
        return replace(self, sizes=self.sizes.meeting(rows=rows, columns=columns, fits=fits))

    def _beside(self, parts: Sequence[Node]) -> _Printer:
        return replace(self, sizes=self.sizes.beside(parts))

    def _row(self, *factors: str) -> str:
        """Write matrices one after the other; shapes under them are wider than they are, and would touch."""
        return (r" \; " if self.style.shapes else " ").join(close_cases(factors))

    def _within(self, node: Node, strength: int) -> str:
        text, own = self.text(node)
        return text if own >= strength else brackets(text)

    def _leaf(self, leaf: Leaf, *, transposed: bool = False) -> tuple[str, int]:
        cost = self.style.sample_cost if leaf.variable.name in self.style.of_samples else self.style.cost
        name = matrix_name(leaf.variable, gradient=leaf.gradient, cost=cost)
        rows, columns = self.layout.shape(leaf.variable)
        colour = self.style.colours(leaf.variable, leaf.gradient) if self.style.colours else None
        if transposed:
            rows, columns = columns, rows
            name = rf"{power_ready(name)}^{{\top}}"
        if colour:
            name = rf"\textcolor{{{colour}}}{{{name}}}"
        if self.style.entries:
            name = self.style.entries(leaf, transposed) or name
        if self.style.shapes and leaf.variable.sizes:
            name = self.sizes.below(name, rows, columns)
        return name, ATOM

    def _print_transpose(self, node: Transpose) -> str:
        if isinstance(node.argument, Leaf):
            return self._leaf(node.argument, transposed=True)[0]
        return rf"{brackets(self.text(node.argument)[0])}^{{\top}}"

    def _hadamard(self, node: Hadamard) -> tuple[str, int]:
        factors = node.factors
        if len(factors) == 2 and isinstance(factors[0], Scalar) and isinstance(factors[1], Hadamard):
            # 1/m times 1/2 times a sum: one number in front
            factors = (factors[0], *factors[1].factors)
        number = Mul(*(factor.value for factor in factors if isinstance(factor, Scalar)))
        arrays = [factor for factor in factors if not isinstance(factor, Scalar)]
        scalars = [factor for factor in arrays if _is_scalar(factor)]
        others = [factor for factor in arrays if factor not in scalars]
        above = [factor for factor in others if not _divides(factor)]
        below = [_upside_down(factor) for factor in others if _divides(factor)]
        front = self._front(number, scalars)
        if not below and not front and len(above) == 1:
            return self.text(above[0])
        if not below and len(above) == 1:
            text = self._within(above[0], PRODUCT)
        else:
            text = self._entry_by_entry(above, node) if above else "1"
        if below:
            # one bar, as of a fraction: what divides stands together
            under = self._entry_by_entry(below, node)
            text += rf" \oslash {under if len(below) == 1 else brackets(under)}"
            # -1/m 1 would be one number
            text = brackets(text) if not above and front not in ("", "-") else text
        sign, front = ("-", front[1:].lstrip()) if front.startswith("-") else ("", front)
        text = sign + self._row(*(part for part in (front, text if others else "") if part))
        if sign:
            return text, SIGNED
        return text, ENTRIES if below or len(above) > 1 else PRODUCT

    def _entry_by_entry(self, factors: list[Node], whole: Node) -> str:
        """Write a product entry by entry: brackets around a matrix product in it tell which comes first."""
        beside = self._beside(factors)
        repeated = (beside._repeat(factor, whole) for factor in factors)
        return r" \odot ".join(close_cases(chain_brackets(t if own == ATOM else brackets(t) for t, own in repeated)))

    def _front(self, number: Expr, scalars: list[Node]) -> str:
        """Write the numbers of a product: what is the same at every position stands in front of it."""
        above, below = fraction_of(number, self.style.typed_numbers)
        over = [self._within(each, PRODUCT) for each in scalars if not _divides(each)]
        under = [self._within(_upside_down(each), PRODUCT) for each in scalars if _divides(each)]
        if not under:
            written = number_latex(number, self.style.typed_numbers)
            written = brackets(written) if number.is_Add else {-1: "-", 1: ""}.get(number, written)
            return " ".join(part for part in (written, *over) if part)
        sign = "-" if above.could_extract_minus_sign() else ""
        over = [*([number_latex(abs(above), self.style.typed_numbers)] if abs(above) != 1 else []), *over]
        if len(under) == 1 and below == 1:
            # alone under the bar, a sum needs no brackets
            (only,) = (each for each in scalars if _divides(each))
            under = [self.text(_upside_down(only))[0]]
        under = [*([latex(below)] if below != 1 else []), *under]
        return rf"{sign}\frac{{{' '.join(over) or '1'}}}{{{' '.join(under)}}}"

    def _repeat(self, part: Node, whole: Node) -> tuple[str, int]:
        """Write a part, with the ones that repeat a row or a column, b 1^T, where a vector meets a matrix."""
        indices, (rows, columns) = _indices(part), whole.axes
        above = [self._meeting(columns=True)._ones(whole, 0, upright=True)] if _lacks(rows, indices, columns) else []
        beside = [self._meeting(rows=True)._ones(whole, 1)] if _lacks(columns, indices, rows) else []
        meeting = self._meeting(rows=bool(above), columns=bool(beside)) if self.style.repeats else self
        text, own = meeting.text(part)
        if not (above or beside) or not self.style.repeats:
            return text, own
        sign, text = ("-", text[1:]) if own == SIGNED else ("", text)
        repeated = self._row(*above, text if own in (SIGNED, PRODUCT, ATOM) else brackets(text), *beside)
        return sign + repeated, SIGNED if sign else PRODUCT

    def _ones(self, node: Node, axis: int, *, upright: bool = False) -> str:
        """Write the ones that sum, or repeat, an axis of a node: a column if upright, else a row."""
        name = ONES if upright else rf"{ONES}^{{\top}}"
        if not self.style.shapes:
            return name
        index = node.axes[axis]
        if index is not None and index not in self.sizes.known:
            return name  # nothing in the product has that index, so nothing says how many there are
        count = S.One if index is None else self.sizes.known[index]
        return self.sizes.below(name, count, S.One) if upright else self.sizes.below(name, S.One, count)

    def _power(self, node: Power) -> tuple[str, int]:
        if node.exponent == Rational(1, 2):
            return rf"\sqrt{{{self.text(node.base)[0]}}}", ATOM
        if _divides(node):
            return rf"1 \oslash {self._within(_upside_down(node), ATOM)}", ENTRIES
        return self._raise(node.base, exponent(node.exponent, self.style.typed_numbers)), ATOM

    def _raise(self, node: Node, exponent: str) -> str:
        base = self._within(node, ATOM)
        base = brackets(base) if base.endswith(END_OF_CASES) else base
        # A^{(1)}^{\odot 2} would be two superscripts on one symbol
        base = power_ready(base) if isinstance(node, Leaf | Transpose) else base
        return rf"{base}^{{\odot {exponent}}}"

    def _function(self, node: Apply | Pairwise) -> str:
        if isinstance(node, Apply) and node.function in BRACKETS:
            if isinstance(node.argument, Apply) and node.argument.function == Abs:
                node = node.argument
            given = self.style.order.get(node.argument, getattr(node.argument, "terms", (node.argument,)))
            terms, number = split_number(given)
            texts = close_cases([self._repeat(each, node.argument)[0] for each in terms])
            border = self.text(Scalar((None, None), number))[0] if number != 0 else ""
            return bracket_latex(node.function, list(texts), border)
        return function_latex(node.function, ", ".join(self.text(part)[0] for part in node.parts))

    def _cases(self, node: EntryCases) -> str:
        def when(*conditions: Condition | None) -> str:
            # only a program has several comparisons in a condition
            compared = [c for c in conditions if isinstance(c, tuple)]
            each = ((self.text(c[0])[0], RELATIONS[c[1]], self.text(c[2])[0]) for c in compared)
            return join_conditions(tuple(each))

        whole: Node = node
        rows, otherwise = case_rows(whole, two_cases)
        printed = [(self.text(value)[0], when(*conditions)) for value, conditions in rows]
        if isinstance(otherwise, EntryCases):
            values = (self.text(value)[0] for value in otherwise.values)
            return cases_latex([*printed, *zip(values, map(when, otherwise.conditions), strict=True)])
        last = self.text(otherwise)[0]
        return f"[{printed[0][1]}]" if [*printed[0][:1], last] == ["1", "0"] else cases_latex([*printed, (last, "")])


def _divides(factor: Node) -> bool:
    return isinstance(factor, Power) and bool(factor.exponent.is_negative)


def _upside_down(factor: Node) -> Node:
    """Return what 1/u, or 1/u^2, divides by."""
    assert isinstance(factor, Power)
    return factor.base if factor.exponent == -1 else Power(factor.axes, factor.base, -factor.exponent)


def _indices(node: Node) -> frozenset[Symbol]:
    """Return the indices at which a printed node may differ.

    A product is declared as large as what it is part of; what counts is what stands in it. In a sum of terms, each
    is repeated until it is as large as the sum.
    """
    if isinstance(node, Hadamard | Power | Apply | Pairwise | EntryCases | Plus):
        inner = frozenset(index for part in node.parts for index in _indices(part))
        return _symbols_of(node) if isinstance(node, Plus) and inner else inner
    return frozenset() if isinstance(node, Scalar) else _symbols_of(node)


def _symbols_of(node: Node) -> frozenset[Symbol]:
    return frozenset(index for index in node.axes if index is not None)


def _is_scalar(factor: Node) -> bool:
    """Tell whether a factor is one number, such as a penalty's weight; a sum over everything stays where it is."""
    return not _indices(factor) and not any(isinstance(part, Total | MatMul) for part in nodes(factor))


def _lacks(index: Symbol | None, indices: frozenset[Symbol], other: Symbol | None) -> bool:
    """Tell whether a vector has no index of an axis; a number, which has none of the other either, needs no ones."""
    return index is not None and index not in indices and other in indices
