r"""Products as LaTeX: their factors in a row, on a bar, or on both sides of a slash; powers, and what is struck out.

A number stands in front or on a bar, a bar inside of a bar is a slash, brackets stand around a sum. Goes in: a node, in
the printer that has the rest. Comes out: LaTeX. Must not know: how names, sums and cases are printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sympy import Add, Dummy, Expr, Integer, KroneckerDelta, Mul, NumberSymbol, Piecewise, Pow, S, Sum, exp
from sympy.printing.latex import LatexPrinter

from derivations.engine.expressions import AsTyped, Bracket, Chain, Partial, Series, factors_of, negate, product
from derivations.engine.selection import Choice
from derivations.engine.variables import is_entry, name_of
from derivations.rendering.decimals import below_root, decimal, exponent, fraction_of, over_root, root_latex
from derivations.rendering.functions import END_OF_CASES, brackets, chain_brackets, is_wrapped, is_wrapped_number
from derivations.rendering.names import Names
from derivations.rendering.products import Bar, Piece, numbers_on_bars, on_one_slash, on_the_first_bar, pieces
from derivations.rendering.style import Style


class ProductPrinter(LatexPrinter):
    """Prints products and powers; the names in them are those of a model."""

    def __init__(self, model: Names, style: Style) -> None:
        super().__init__({"mul_symbol": " "})
        self.model = model
        self.style = style
        # of the part that is printed: None where it was typed in fractions
        self.numbers = model.typed_numbers
        # whether it stands as it was typed, because it waits to be differentiated
        self.as_typed = False
        # whether a bar is around what is printed: a second one is a slash
        self.inside_bar = False
        # whether the sum that is printed next stands in brackets
        self.in_brackets = False
        # what is still to be struck out above and below bars: factors of the outermost product, nothing inside of one
        self.struck = Counter(style.struck[0]), Counter(style.struck[1])

    def _decimal(self, number: Expr) -> str | None:
        return decimal(number, self.numbers)

    def _print_Mul(self, node: Expr) -> str:
        if S.Zero in node.args:
            # SymPy would print the 0 alone
            return rf"0 \cdot {self._print(Mul(*node.args[1:]))}"
        return self._product(node)

    def _print_Chain(self, node: Chain) -> str:
        return self._product(node)

    def _print_AsTyped(self, node: AsTyped) -> str:
        return str(self._print(node.args[0]))

    def _print_Pow(self, node: Expr) -> str:
        typed = self.numbers
        if typed and node.base.is_Integer and 1 / node.base in typed.bases and node.exp.could_extract_minus_sign():
            # 0.1^z, which SymPy has as 10^{-z} in a product
            return f"{self._decimal(1 / node.base)}^{{{self._exponent(-node.exp)}}}"
        if node.exp.is_negative:
            return self._product(node)
        if node.exp == S.Half:
            return rf"\sqrt{{{self._print(node.base)}}}"
        return self._power(node, self._exponent(node.exp))

    def _print_ExpBase(self, node: Expr, exp: str | None = None) -> str:
        text = f"e^{{{self._exponent(node.exp)}}}"
        return text if exp is None else f"({text})^{{{exp}}}"

    def _exponent(self, exponent: Expr) -> str:
        """Write what stands above a line: a bar in it is a slash, e^{-z^2/2}."""
        outside, self.inside_bar = self.inside_bar, True
        text = str(self._print(exponent))
        self.inside_bar = outside
        return text

    def _power(self, node: Expr, power: str) -> str:
        """Write a power that is no root and does not divide, with its exponent as it is printed."""
        if node.exp.is_Rational and not node.exp.is_Integer:
            power = exponent(node.exp, self.numbers)
        inside: Expr = _open(node.base)
        if inside.is_Function and not isinstance(inside, exp | KroneckerDelta | Piecewise | Choice):
            return str(self._print_Function(inside, power))
        base = self._print(node.base)
        # x^{(1)}^{2} would be two superscripts on one symbol, and 10^{-5}^{2} two on one number
        bare = is_entry(node.base) or node.base.is_NumberSymbol or base.replace(".", "").isdigit()
        if not bare or "^" in base:
            base = base if is_wrapped(base) else brackets(base)
        return f"{base}^{{{power}}}"

    def _product(self, node: Expr, *, closed: bool = False) -> str:
        if is_zero(node):
            return "0"
        front, row = pieces(node, self._stands_beside, self.model.order.factors)
        row = numbers_on_bars(row, lambda each, bar: self._decimal(each) is not None and not self._halves(each, bar))
        negative = front.could_extract_minus_sign() and not isinstance(front, Add)
        front = -front if negative else front
        for at, piece in enumerate(row):
            if isinstance(piece, Sum) and self._print(piece).startswith("-"):
                # in front of all, not after a sum sign: -1/m times a sum
                row = (*row[:at], Sum(negate(piece.function), *piece.limits), *row[at + 1 :])
                negative = not negative
        sign = "-" if negative else ""
        share, sizes = front.as_coeff_Mul()
        if row and isinstance(row[0], Bar) and self._halves(share, row[0]):
            front, row = sizes, (Bar(row[0].above, (Integer(2), *row[0].below)), *row[1:])
        front, row = self._typed_bar(node, front, row) or on_the_first_bar(front, row, self._split)
        if self.inside_bar and (slash := on_one_slash(front, row, self._split))[1]:
            return sign + self._quotient(*slash)
        lead = [self._number(front)] if front != 1 or not row else []
        if isinstance(front, Add) and row:
            lead = [brackets(lead[0])]
        if front == S.Half and any(isinstance(piece, Sum) for piece in row):
            # that of a convention, whatever was typed
            lead = [r"\frac{1}{2}"]
        alone = len(row) == 1 and not lead and not sign and not isinstance(node, Bracket)
        return sign + self._in_a_row(row, lead, alone=alone, closed=closed)

    def _halves(self, number: Expr, bar: Bar) -> bool:
        """Tell whether a number is the 2 below the bar of the derivative of a root; 0.5 that was typed is none."""
        typed = self.numbers
        roots = any(each.is_Pow and each.exp == S.Half for each in bar.below)
        return number == S.Half and roots and typed is not None and number not in typed.decimals

    def _typed_bar(self, node: Expr, front: Expr, row: tuple[Piece, ...]) -> tuple[Expr, tuple[Piece, ...]] | None:
        """Put the number of a product below the bar that it was typed with."""
        below, count = self.model.order.bar(node) or (S.One, 0)
        number = product(front * below)
        above = [piece for piece in row[:count] if isinstance(piece, Expr) and not isinstance(piece, Sum)]
        if not above or len(above) < count or not (number.is_Integer or self._decimal(number)):
            return None
        root = below_root(1 / below)
        below = below if root is None else Pow(root, S.Half, evaluate=False)
        return S.One, (Bar((number, *above) if number != 1 else tuple(above), (below,)), *row[count:])

    def _in_a_row(
        self, row: Sequence[Piece], lead: Sequence[str] = (), *, alone: bool, closed: bool = False, below: bool = False
    ) -> str:
        """Write pieces one after the other: brackets around a sum, a dot before a number."""
        texts = list(lead)
        for at, piece in enumerate(row):
            last = at == len(row) - 1 and not closed
            struck = isinstance(piece, Expr) and self._takes(piece, below=below)
            is_sum = isinstance(_open(piece), Add | Series) and not alone
            self.in_brackets = is_sum
            text = self._bar(piece) if isinstance(piece, Bar) else self._factor(piece, struck=struck)
            in_brackets = is_sum or (self._is_slash(piece, text) and not alone)
            runs_on = isinstance(piece, Sum) or text.endswith(END_OF_CASES)
            if in_brackets or (runs_on and not last) or (text.startswith("-") and not alone):
                text = brackets(text)
            if struck and not _is_square(piece):
                text = rf"\cancel{{{text}}}"
            if texts and (
                text == texts[-1] or is_wrapped_number(text) or self._is_number(piece) or _meet(texts[-1], text)
            ):
                texts.append(r"\cdot")
            elif texts and any(each.startswith(r"\mathrm{") for each in (texts[-1], text)):
                # foo bar, not foobar
                texts.append(r"\,")
            texts.append(text)
        return " ".join(chain_brackets(texts))

    def _bar(self, bar: Bar) -> str:
        """Write a fraction; what is a derivative stands beside it, not above it."""
        outside, self.inside_bar = self.inside_bar, True
        above = self._in_a_row(bar.above, alone=len(bar.above) == 1) if bar.above else "1"
        below = self._in_a_row(bar.below, alone=len(bar.below) == 1, below=True)
        self.inside_bar = outside
        return rf"\frac{{{above}}}{{{below}}}"

    def _quotient(self, above: Sequence[Expr], below: Sequence[Expr]) -> str:
        """Write a fraction with a slash, z/(2 v): brackets around a sum, and around what divides if it is a product."""
        over = self._in_a_row(above, alone=False, closed=True) or "1"
        under = self._in_a_row(below, alone=False, closed=True, below=True)
        is_one = len(below) == 1 and (not _is_product(below[0]) or self._is_slash(below[0], under))
        return f"{over}/{under if is_one else brackets(under)}"

    def _is_slash(self, piece: Piece, text: str) -> bool:
        return self.inside_bar and "/" in text and isinstance(piece, AsTyped) and _is_product(piece)

    def _split(self, number: Expr) -> tuple[Expr, Expr]:
        """Return what of a number, or of sizes, stands above a bar and what below."""
        above, root = self._over_root(number) or (S.One, None)
        if root is not None:
            return above, Pow(root, S.Half, evaluate=False)
        above, below = fraction_of(number, self.numbers)
        return (number, S.One) if _are_roots(above, below) else (above, below)

    def _over_root(self, number: Expr) -> tuple[Expr, Expr] | None:
        """Return what stands above a bar and below the root in it; of a root that was typed as such, 0.6/sqrt(2 pi)."""
        for _, divisor, *_ in self.model.order.quotients:
            root = divisor.as_coeff_Mul()[1]
            above = number * root
            is_root = all(each.is_Pow and each.exp == S.Half for each in Mul.make_args(root))
            if is_root and (above.is_Integer or self._decimal(above)):
                return above, root**2
        return over_root(number, self.numbers)

    def _number(self, number: Expr) -> str:
        """Write a number, or sizes: as one fraction, but for numbers that were typed side by side."""
        typed = [each for each in Mul.make_args(number) if isinstance(each, AsTyped)]
        first = Mul(*(each for each in Mul.make_args(number) if each not in typed))
        if typed and first != 1:
            return self._in_a_row(typed, [self._number(first)], alone=False)
        root = root_latex(number, self._over_root, self._number)
        if root:
            return root
        above, below = fraction_of(number, self.numbers)
        if _are_roots(above, below):
            inside = above.base / below.base
            return rf"\sqrt{{{self._print(inside) if self.inside_bar else self._number(inside)}}}"
        if below == 1:
            roots = [each for each in factors_of(above) if each.is_Pow and each.exp == S.Half]
            root = Pow(Mul(*(each.base for each in roots)), S.Half, evaluate=False)
            factors = (*(each for each in factors_of(above) if each not in roots), *((root,) if roots else ()))
            if len(factors) > 1:
                return self._in_a_row(factors, alone=False)
            # SymPy has a product of roots where sqrt(2 pi) was typed
            return str(self._print(factors[0] if len(roots) > 1 else above))
        return rf"\frac{{{self._number(above)}}}{{{self._number(below)}}}"

    def _stands_beside(self, factor: Expr) -> bool:
        """Tell whether a factor stands beside a bar: a derivative, a sum, a case; [u >= M] stands above it.

        A difference of products with derivatives in them stands above, as the quotient rule is written.
        """
        if isinstance(factor, Add):
            waiting = {node: Dummy() for node in factor.atoms(Partial)}
            return self._has_bar(factor.xreplace(waiting))
        counts = isinstance(factor, Choice) and factor.args[2:] == (S.One, S.Zero)
        beside = isinstance(factor, Sum | KroneckerDelta | Piecewise | Choice) and not counts
        return beside or self._has_bar(factor)

    def _has_bar(self, node: Expr) -> bool:
        if isinstance(node, Add | Mul | Chain | Series):
            return any(self._has_bar(each) for each in node.args)
        if isinstance(node, Sum):
            return self._has_bar(node.function)
        if isinstance(node, Pow) and not isinstance(node, exp):
            return self._has_bar(node.base)
        if is_entry(node):
            return not node.is_integer and self._entry_has_bar(node)
        return isinstance(node, Partial)

    def _entry_has_bar(self, entry: Expr) -> bool:
        variable = self.model.by_gradient.get(name_of(entry))
        return variable is not None and name_of(entry) not in self.model.by_name and not variable.gradient_latex

    def _takes(self, factor: Expr, *, below: bool) -> bool:
        """Take one of what is to be struck out, if the factor is among it."""
        left = self.struck[below][factor] > 0
        self.struck[below][factor] -= left
        return left

    def _factor(self, factor: Expr, *, struck: bool) -> str:
        """Write a factor, and what is inside of it, where nothing is struck out but the power of a square."""
        outside, self.struck = self.struck, (Counter(), Counter())
        text = self._power(factor, r"\cancel{2}") if struck and _is_square(factor) else str(self._print(factor))
        self.struck = outside
        return text

    def _is_number(self, piece: Piece) -> bool:
        if isinstance(piece, Integer):
            return True
        return self.style.numbers is not None and not isinstance(piece, Sum | NumberSymbol)


def _meet(before: str, text: str) -> bool:
    """Tell whether a number would be read as part of what stands before it: 2 3, and 2 1/6, which looks like 13/6."""
    return text[0].isdigit() or (before.isdigit() and re.fullmatch(r"\\frac\{\d+\}\{\d+\}", text) is not None)


def _open(piece: Piece) -> Piece:
    return piece.args[0] if isinstance(piece, AsTyped) else piece


def _is_square(piece: Piece) -> bool:
    return isinstance(piece, Pow) and bool(piece.exp == 2)


def _are_roots(above: Expr, below: Expr) -> bool:
    """Tell whether a number is one root, sqrt(2/pi), and no quotient of two."""
    return isinstance(above, Pow) and isinstance(below, Pow) and bool(above.exp == below.exp == S.Half)


def _is_product(piece: Piece) -> bool:
    typed = _open(piece)
    return isinstance(typed, Mul | Chain) or (isinstance(typed, Pow) and bool(typed.exp.is_negative))


def is_zero(term: Expr) -> bool:
    """Tell whether a term is a product with a factor 0."""
    return term == 0 or (isinstance(term, Chain | Mul) and any(is_zero(factor) for factor in term.args))
