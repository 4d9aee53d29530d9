r"""Expressions in index notation as LaTeX, the way a textbook sets them.

Goes in: an expression of a line, the model that its names come from, and, if wanted, numbers for the names.
Comes out: a LaTeX formula that KaTeX and pdflatex (amsmath) both set. Must not know: Streamlit, documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sympy import Add, Basic, Dummy, Expr, Integer, KroneckerDelta, Mul, Piecewise, Pow, S, Sum, exp
from sympy.core.relational import Relational
from sympy.printing.latex import LatexPrinter

from derivations.engine.definitions import DefinedFunction
from derivations.engine.expressions import AsTyped, Bracket, Chain, Partial, Series, factors_of, negate
from derivations.engine.selection import Choice
from derivations.engine.variables import indices_of, is_entry, name_of
from derivations.rendering.decimals import below_root, decimal, fraction_of, integer_latex, number_latex, root_latex
from derivations.rendering.functions import (
    AND,
    BRACKETS,
    END_OF_CASES,
    RELATIONS,
    brackets,
    case_rows,
    cases_latex,
    chain_brackets,
    closed,
    comparison,
    function_latex,
    in_a_sum,
    is_wrapped,
    is_wrapped_number,
    joined,
    two_cases,
)
from derivations.rendering.names import Names
from derivations.rendering.products import Bar, Piece, numbers_on_bars, on_one_slash, on_the_first_bar, pieces
from derivations.rendering.style import PLAIN, Style, entry_latex, subscript

# A written-out sum with more terms shows the first ones and the last.
LONGEST_SERIES = 6


def latex(expression: Expr, model: Names, style: Style = PLAIN) -> str:
    """Return the LaTeX of an expression whose names belong to the model; a line may hold none, which is said."""
    if not isinstance(expression, Basic):
        return r"\text{no expression}"
    return str(_Printer(model, style).doprint(expression))


class _Printer(LatexPrinter):
    def __init__(self, model: Names, style: Style) -> None:
        super().__init__({"mul_symbol": " "})
        self.model = model
        self.style = style
        # whether a bar is around what is printed: a second one is a slash
        self.inside_bar = False
        # what is still to be struck out, above and below bars
        self.struck = Counter(style.struck), Counter(style.struck)

    def _print_Indexed(self, entry: Expr) -> str:
        return self._entry(entry)

    def _print_Symbol(self, symbol: Expr) -> str:
        if symbol.is_integer or not self._is_named(symbol):
            number = self.style.numbers(symbol) if self.style.numbers else None
            return number if number is not None else str(super()._print_Symbol(symbol))
        return self._entry(symbol)

    def _print_Integer(self, number: Expr) -> str:
        return integer_latex(number)

    def _print_Rational(self, number: Expr) -> str:
        if self.inside_bar and not number.is_Integer and not self._decimal(number):
            return self._product(number)
        sign = "-" if number.is_negative else ""
        return sign + number_latex(abs(number), self.model.typed_numbers)

    def _decimal(self, number: Expr) -> str | None:
        return decimal(number, self.model.typed_numbers)

    def _is_named(self, entry: Expr) -> bool:
        name = name_of(entry)
        return name in self.model.by_name or name in self.model.by_gradient

    def _entry(self, entry: Expr) -> str:
        number = self.style.numbers(entry) if self.style.numbers else None
        name = name_of(entry)
        gradient = name not in self.model.by_name
        variable = self.model.by_gradient[name] if gradient else self.model.by_name[name]
        text = number
        if text is None:
            cost, own = self.model.differentiated(variable, indices_of(entry))
            cost_name = subscript(cost.latex, own)
            ordinary = gradient and self.model.is_ordinary(variable.at())
            text = entry_latex(variable, indices_of(entry), gradient=gradient, cost=cost_name, ordinary=ordinary)
        colour = self.style.colours(variable, gradient) if self.style.colours else None
        return rf"\textcolor{{{colour}}}{{{text}}}" if colour else text

    def _print_Partial(self, node: Partial) -> str:
        number = self.style.numbers(node) if self.style.numbers else None
        if number is not None:
            return number
        named = _Printer(self.model, Style(colours=self.style.colours, order=self.style.order))
        named.inside_bar = self.inside_bar
        below = named.doprint(node.variable)
        # the variable of a definition is the only one that its function depends on
        partial = self._is_named(node.variable) and not self.model.is_ordinary(node.variable, node.function)
        sign = r"\partial " if partial else "d"
        inside = named.doprint(node.function)
        alone = is_entry(node.function) or isinstance(node.function, DefinedFunction)
        above = (sign if sign != "d" else "d ") + inside if alone else sign.strip()
        quotient = rf"\frac{{{above}}}{{{sign}{below}}}"
        held = ", ".join(variable.latex for variable in self.model.held(*node.args))
        if held:
            # without it, what is meant would be the derivative along every way
            quotient += rf"\bigg\vert_{{{held}}}"
        return quotient if alone else rf"{quotient} \left[ {inside} \right]"

    def _print_KroneckerDelta(self, node: Expr, exp: str | None = None) -> str:
        number = self.style.numbers(node) if self.style.numbers else None
        text = number or rf"[{self._print(node.args[0])} = {self._print(node.args[1])}]"
        return text if exp is None else f"{text}^{{{exp}}}"

    def _print_Function(self, node: Expr, exp: str | None = None) -> str:
        if isinstance(node, Choice):
            return self._print_Piecewise(node)
        if node.func in BRACKETS:
            return f"[{self._print(comparison(node))}]" + (f"^{{{exp}}}" if exp else "")
        # one pair of brackets is enough
        inside = (each.args[0] if isinstance(each, AsTyped | Bracket) else each for each in node.args)
        return function_latex(node.func, ", ".join(map(self._print, inside)), exp or "")

    def _print_DefinedFunction(self, node: Expr, exp: str | None = None) -> str:
        return self._print_Function(node, exp)

    def _print_log(self, node: Expr, exp: str | None = None) -> str:
        return self._print_Function(node, exp)

    def _print_Abs(self, node: Expr, exp: str | None = None) -> str:
        return self._print_Function(node, exp)

    def _print_Piecewise(self, node: Expr) -> str:
        rows, otherwise = case_rows(node, two_cases)
        printed = [(self._print(value), self._conditions(conditions)) for value, conditions in rows]
        if isinstance(otherwise, Piecewise):
            printed += [
                (self._print(value), "" if condition == S.true else self._conditions([condition]))
                for value, condition in otherwise.args
            ]
        else:
            printed.append((self._print(otherwise), ""))
        return cases_latex(printed)

    def _conditions(self, conditions: Sequence[Expr]) -> str:
        if not all(isinstance(each, Relational) for each in conditions):
            return AND.join(map(self._print, conditions))
        return joined([(self._print(c.lhs), RELATIONS[c.rel_op], self._print(c.rhs)) for c in conditions])

    def _print_Sum(self, node: Sum) -> str:
        signs = (
            rf"\sum_{{{self._print(i)}={self._print(first)}}}^{{{self._print(last)}}}"
            for i, first, last in reversed(node.limits)
        )
        inside = self._print(node.function)
        minus = ""
        if isinstance(node.function, Add):
            inside = rf"\left[ {inside} \right]"
        elif inside.startswith("-"):
            # no minus after a sum sign: it stands in front
            minus, inside = "-", inside[1:].lstrip()
        return minus + " ".join((*signs, inside))

    def _print_Add(self, node: Expr, order: object = None) -> str:
        return self._terms(self.style.order.get(node) or self.model.order.terms(node))

    def _print_Series(self, node: Series) -> str:
        return self._terms(node.args, longest=LONGEST_SERIES)

    def _terms(self, terms: Sequence[Expr], longest: int | None = None) -> str:
        """Write terms one after the other, without those that a factor 0 has made 0; with too many, some of them."""
        kept = [term for term in terms if not _is_zero(term)] or [S.Zero]
        texts = [str(self._close(term)) for term in kept[:-1]] + [str(self._print(kept[-1]))]
        if longest is not None and len(texts) > longest:
            texts = [*texts[: longest - 2], r"\cdots", texts[-1]]
        return in_a_sum(closed(texts))

    def _close(self, node: Expr) -> str:
        """Write what is followed by something else: brackets tell where a sum in it ends."""
        if isinstance(node, Chain | Mul):
            return self._product(node, closed=True)
        text = self._print(node)
        return text if not isinstance(node, Sum) else f"-{brackets(text[1:])}" if text[0] == "-" else brackets(text)

    def _print_Mul(self, node: Expr) -> str:
        return self._product(node)

    def _print_Chain(self, node: Chain) -> str:
        return self._product(node)

    def _print_AsTyped(self, node: AsTyped) -> str:
        return str(self._print(node.args[0]))

    def _product(self, node: Expr, *, closed: bool = False) -> str:
        if _is_zero(node):
            return "0"
        front, row = pieces(node, self._stands_beside, self.model.order.factors)
        row = numbers_on_bars(row, lambda number: self._decimal(number) is not None)
        negative = front.could_extract_minus_sign() and not isinstance(front, Add)
        front = -front if negative else front
        for at, piece in enumerate(row):
            if isinstance(piece, Sum) and self._print(piece).startswith("-"):
                # in front of all, not after a sum sign: -1/m times a sum
                row = (*row[:at], Sum(negate(piece.function), *piece.limits), *row[at + 1 :])
                negative = not negative
        sign = "-" if negative else ""
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

    def _typed_bar(self, node: Expr, front: Expr, row: tuple[Piece, ...]) -> tuple[Expr, tuple[Piece, ...]] | None:
        """Put the number of a product below the bar that it was typed with."""
        below, count = self.model.order.bar(node) or (S.One, 0)
        number = front * below
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
            text = self._bar(piece) if isinstance(piece, Bar) else self._print(piece)
            in_brackets = (isinstance(_opened(piece), Add | Series) or self._is_slash(piece, text)) and not alone
            runs_on = isinstance(piece, Sum) or text.endswith(END_OF_CASES)
            if in_brackets or (runs_on and not last) or (text.startswith("-") and not alone):
                text = brackets(text)
            if isinstance(piece, Expr) and (below or len(row) + len(lead) > 1):
                text = self._struck(piece, text, below=below)
            if texts and (text == texts[-1] or text[0].isdigit() or is_wrapped_number(text) or self._is_number(piece)):
                texts.append(r"\cdot")
            texts.append(text)
        return " ".join(chain_brackets(texts))

    def _bar(self, bar: Bar) -> str:
        """Write a fraction; what is a derivative stands beside it, not above it."""
        outside, self.inside_bar = self.inside_bar, True
        above = self._in_a_row(bar.above, alone=len(bar.above) == 1) if bar.above else "1"
        if len(bar.above) == 1:
            above = self._struck(bar.above[0], above)
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
        root = below_root(number)
        above, below = fraction_of(number, self.model.typed_numbers) if root is None else (S.One, Pow(root, S.Half))
        return (number, S.One) if _are_roots(above, below) else (above, below)

    def _number(self, number: Expr) -> str:
        """Write a number, or sizes: as one fraction."""
        over_root = root_latex(number, self.model.typed_numbers)
        if over_root:
            return over_root
        above, below = fraction_of(number, self.model.typed_numbers)
        if _are_roots(above, below):
            inside = above.base / below.base
            return rf"\sqrt{{{self._print(inside) if self.inside_bar else self._number(inside)}}}"
        if below == 1:
            factors = factors_of(above)
            return self._in_a_row(factors, alone=True) if len(factors) > 1 else self._print(above)
        return rf"\frac{{{self._number(above)}}}{{{self._number(below)}}}"

    def _stands_beside(self, factor: Expr) -> bool:
        """Tell whether a factor stands beside a bar: a derivative, a sum, a condition.

        A difference of products with derivatives in them stands above, as the quotient rule is written.
        """
        if isinstance(factor, Add):
            waiting = {node: Dummy() for node in factor.atoms(Partial)}
            return self._has_bar(factor.xreplace(waiting))
        return isinstance(factor, Sum | KroneckerDelta | Piecewise | Choice) or self._has_bar(factor)

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

    def _print_Pow(self, node: Expr) -> str:
        if node.exp.is_negative:
            return self._product(node)
        if node.exp == S.Half:
            return rf"\sqrt{{{self._print(node.base)}}}"
        power = self._print(node.exp)
        if node.exp.is_Rational and not node.exp.is_Integer:
            power = self._decimal(node.exp) or f"{node.exp.p}/{node.exp.q}"
        if node.base.is_Function and not isinstance(node.base, exp | KroneckerDelta | Piecewise | Choice):
            return self._print_Function(node.base, power)
        base = self._print(node.base)
        # x^{(1)}^{2} would be two superscripts on one symbol, and 10^{-5}^{2} two on one number
        if not (node.base.is_Symbol or node.base.is_Integer) or base.startswith("-") or "^" in base:
            base = base if is_wrapped(base) else brackets(base)
        return f"{base}^{{{power}}}"

    def _struck(self, piece: Expr, text: str, *, below: bool = False) -> str:
        left = self.struck[below]
        if not left[piece]:
            return text
        left[piece] -= 1
        if piece.is_Pow and piece.base in self.style.struck and text.endswith("^{2}"):
            return text.removesuffix("{2}") + r"{\cancel{2}}"
        return rf"\cancel{{{text}}}"

    def _is_number(self, piece: Piece) -> bool:
        if isinstance(piece, Integer):
            return True
        return self.style.numbers is not None and not isinstance(piece, Sum)


def _opened(piece: Piece) -> Piece:
    return piece.args[0] if isinstance(piece, AsTyped) else piece


def _are_roots(above: Expr, below: Expr) -> bool:
    """Tell whether a number is one root, sqrt(2/pi), and no quotient of two."""
    return isinstance(above, Pow) and isinstance(below, Pow) and bool(above.exp == below.exp == S.Half)


def _is_product(piece: Piece) -> bool:
    typed = _opened(piece)
    return isinstance(typed, Mul | Chain) or (isinstance(typed, Pow) and bool(typed.exp.is_negative))


def _is_zero(term: Expr) -> bool:
    """Tell whether a term is a product with a factor 0."""
    return term == 0 or (isinstance(term, Chain | Mul) and any(_is_zero(factor) for factor in term.args))
