r"""Expressions in index notation as LaTeX, the way a textbook sets them.

Goes in: an expression of a line, the model that its names come from, and, if wanted, numbers for the names.
Comes out: a LaTeX formula that KaTeX and pdflatex (amsmath) both set. Must not know: Streamlit, documents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sympy import Add, Basic, Expr, Mul, Piecewise, S, Sum, Symbol
from sympy.core.relational import Relational

from derivations.engine.definitions import DefinedFunction
from derivations.engine.expressions import AsTyped, Bracket, Chain, Partial, Series
from derivations.engine.selection import Choice
from derivations.engine.typed import TypedNumbers
from derivations.engine.variables import indices_of, is_entry, name_of
from derivations.rendering.decimals import integer_latex, number_latex, with_typed_logarithms
from derivations.rendering.functions import (
    AND,
    BRACKETS,
    RELATIONS,
    brackets,
    case_rows,
    cases_latex,
    close_cases,
    comparison,
    function_latex,
    in_a_sum,
    join_conditions,
    two_cases,
)
from derivations.rendering.names import Names, Spelt
from derivations.rendering.product_printer import ProductPrinter, is_zero
from derivations.rendering.style import PLAIN, Style, entry_latex, letter_of, subscript, total_sign
from derivations.rendering.ties import tie_of

# A written-out sum with more terms shows the first ones and the last.
LONGEST_SERIES = 6


def latex(expression: Expr, model: Names, style: Style = PLAIN) -> str:
    """Return the LaTeX of an expression whose names belong to the model; a line may hold none, which is said."""
    if not isinstance(expression, Basic):
        return r"\text{no expression}"
    typed = with_typed_logarithms(expression, model.typed_numbers)
    if typed is not expression:
        in_order = ((total, *terms) for total, terms in style.order.items())
        rows = ([with_typed_logarithms(each, model.typed_numbers) for each in row] for row in in_order)
        expression, style = typed, replace(style, order={total: tuple(terms) for total, *terms in rows})
    printer = _Printer(model, style)
    text = str(printer.doprint(expression))
    if any(left.total() for left in printer.struck):
        # one side of what cancels is not printed as a factor of its own
        return latex(expression, model, replace(style, struck=PLAIN.struck))
    return text


class _Printer(ProductPrinter):
    def _print_Indexed(self, entry: Expr) -> str:
        return self._entry(entry)

    def _print_Symbol(self, symbol: Expr) -> str:
        if symbol.is_integer or not self._is_named(symbol):
            number = self.style.numbers(symbol) if self.style.numbers else None
            return number if number is not None else str(super()._print_Symbol(symbol))
        # what has assumptions is the argument of a function
        of_model = symbol == Symbol(symbol.name) or isinstance(self.model, Spelt)
        return self._entry(symbol) if of_model else letter_of(symbol, self.model)

    def _print_Integer(self, number: Expr) -> str:
        return integer_latex(number)

    def _print_Rational(self, number: Expr) -> str:
        if self.inside_bar and not number.is_Integer and not self._decimal(number):
            return self._product(number)
        sign = "-" if number.is_negative else ""
        return sign + number_latex(abs(number), self.numbers)

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
            total = total_sign(self.model) if self.model.has_scalars_only else ""
            text = entry_latex(variable, indices_of(entry), gradient=gradient, cost=cost_name, total=total)
        colour = self.style.colours(variable, gradient) if self.style.colours else None
        return rf"\textcolor{{{colour}}}{{{text}}}" if colour else text

    def _print_Partial(self, node: Partial) -> str:
        number = self.style.numbers(node) if self.style.numbers else None
        if number is not None:
            return number
        named = _Printer(self.model, replace(self.style, numbers=None, struck=PLAIN.struck))
        named.inside_bar, named.as_typed = self.inside_bar, True
        below = named.doprint(node.variable)
        # the variable of a definition is the only one that its function depends on
        ordinary = self.style.lemma or not self._is_named(node.variable) or node.variable.is_real
        sign = total_sign(self.model) if ordinary else r"\partial "
        if self.model.order.is_fraction(node.function):
            named.numbers = None
        inside = named.doprint(node.function)
        alone = is_entry(node.function) or isinstance(node.function, DefinedFunction)
        above = sign.strip() + " " + inside if alone else sign.strip()
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
            is_count = node.args[2:] == (S.One, S.Zero)
            return f"[{self._conditions([node.condition])}]" if is_count else self._print_Piecewise(node)
        if node.func in BRACKETS:
            return f"[{self._print(comparison(node))}]" + (f"^{{{exp}}}" if exp else "")
        # one pair of brackets is enough
        inside = (each.args[0] if isinstance(each, AsTyped | Bracket) else each for each in node.args)
        return function_latex(node.func, ", ".join(map(self._print, inside)), exp or "")

    def _print_DefinedFunction(self, node: Expr, exp: str | None = None) -> str:
        number = self.style.numbers(node) if self.style.numbers else None
        if number is not None:
            return f"{number}^{{{exp}}}" if exp else number
        return self._print_Function(node, exp)

    def _print_log(self, node: Expr, exp: str | None = None) -> str:
        return self._print_Function(node, exp)

    def _print_Abs(self, node: Expr, exp: str | None = None) -> str:
        return self._print_Function(node, exp)

    def _print_Piecewise(self, node: Expr) -> str:
        rows, otherwise = case_rows(node, two_cases)
        printed = [(self._print(value), self._conditions(conditions)) for value, conditions in rows]
        if isinstance(otherwise, Piecewise):
            before: list[Expr] = []
            for value, condition in otherwise.args:
                said = "" if condition == S.true else self._tie(condition, before) or self._conditions([condition])
                printed.append((self._print(value), said))
                before.append(condition)
        else:
            printed.append((self._print(otherwise), ""))
        return cases_latex(printed)

    def _tie(self, condition: Expr, before: Sequence[Expr]) -> str:
        """Write a case of two that are equal as one that is right by itself, whatever cases stand before it."""
        tie = tie_of(condition, before)
        if tie is None:
            return ""
        equal, sign, behind = tie
        return f"{' = '.join(map(self._print, equal))} {RELATIONS[sign]} {self._print(behind)}"

    def _conditions(self, conditions: Sequence[Expr]) -> str:
        if not all(isinstance(each, Relational) for each in conditions):
            return AND.join(map(self._print, conditions))
        typed = map(self.model.order.comparison, conditions)
        return join_conditions([(self._print(c.lhs), RELATIONS[c.rel_op], self._print(c.rhs)) for c in typed])

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
        outside, self.as_typed = self.as_typed, self.as_typed or self.model.order.is_whole(node)
        text = self._terms(self.style.order.get(node) or self.model.order.terms(node))
        self.as_typed = outside
        return text

    def _print_Series(self, node: Series) -> str:
        return self._terms(node.args, longest=LONGEST_SERIES)

    def _terms(self, terms: Sequence[Expr], longest: int | None = None) -> str:
        """Write terms one after the other, without those that a factor 0 has made 0; with too many, some of them."""
        # one pair of brackets is enough: 2 (1 + z + z u') for 2 ((1 + z) + z u')
        within, self.in_brackets = self.in_brackets, False
        opened = (term.args[0] if within and isinstance(term, Bracket) else term for term in terms)
        kept = [term for term in opened if not is_zero(term)] or [S.Zero]
        texts = [self._term(term, self._close) for term in kept[:-1]] + [self._term(kept[-1], self._print)]
        if longest is not None and len(texts) > longest:
            texts = [*texts[: longest - 2], r"\cdots", texts[-1]]
        return in_a_sum(close_cases(texts))

    def _term(self, term: Expr, write: Callable[[Expr], str]) -> str:
        """Write a term: one that was typed with a bar in fractions, whatever stands beside it; a decimal as one."""
        numbers = self.numbers
        self.numbers = None if self.as_typed and self.model.order.is_fraction(term) else numbers
        if self.as_typed and self.numbers is not None and abs(term) in self.numbers.terms:
            self.numbers = TypedNumbers(frozenset({abs(term)}))
        text = str(write(term))
        self.numbers = numbers
        return text

    def _close(self, node: Expr) -> str:
        """Write what is followed by something else: brackets tell where a sum in it ends."""
        if isinstance(node, Chain | Mul):
            return self._product(node, closed=True)
        text = self._print(node)
        return text if not isinstance(node, Sum) else f"-{brackets(text[1:])}" if text[0] == "-" else brackets(text)
