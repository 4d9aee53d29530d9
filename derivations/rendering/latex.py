r"""Expressions in index notation as LaTeX, the way a textbook sets them.

Goes in: an expression of a line, the model that its names come from, and, if wanted, numbers for the names.
Comes out: a LaTeX formula that KaTeX and pdflatex (amsmath) both set. Must not know: Streamlit, documents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sympy import Add, Expr, Integer, Mul, Pow, S, Sum, fraction
from sympy.printing.latex import LatexPrinter

from derivations.engine.expressions import Chain, Partial, Series, factors_of, is_size, terms_of
from derivations.engine.model import DefinedFunction, Model, Variable, is_element, name_of, places_of

# Numbers in place of names: returns None where the name is to stay.
Numbers = Callable[[Expr], str | None]
# A colour (as KaTeX and xcolor read it, without #) for a variable or its gradient; None leaves it black.
Colours = Callable[[Variable, bool], str | None]


@dataclass(frozen=True)
class Style:
    """How names are printed: replaced by numbers, coloured; and which factors are struck out."""

    numbers: Numbers | None = None
    colours: Colours | None = None
    struck: frozenset[Expr] = frozenset()


PLAIN = Style()

# A written-out sum with more terms shows the first ones and the last.
LONGEST_SERIES = 6


def latex(expression: Expr, model: Model, style: Style = PLAIN) -> str:
    """Return the LaTeX of an expression whose names belong to the model."""
    return str(_Printer(model, style).doprint(expression))


def struck_factors(expression: Expr) -> frozenset[Expr]:
    """Return the factors that stand above and below the bar of a product: those that cancel."""
    bases = [factor.as_base_exp() for factor in factors_of(expression)]
    above = {base for base, power in bases if power.is_positive}
    return frozenset(base for base, power in bases if power.is_negative and base in above)


def element_latex(variable: Variable, places: Sequence[Expr], *, gradient: bool, cost: str = "C") -> str:
    """Return the printed name of an element, or of the derivative of the cost by it."""
    name = subscripted(variable.latex, places)
    if not gradient:
        return name
    if variable.gradient_latex:
        return subscripted(variable.gradient_latex, places)
    return rf"\frac{{\partial {cost}}}{{\partial {name}}}"


def subscripted(name: str, places: Sequence[Expr]) -> str:
    """Return a printed name with its places below it."""
    if not places:
        return name
    texts = [str(place) for place in places]
    # 12 could be unit 1, sample 2 or unit 12: a comma tells; j's' is clear without one
    separator = "," if any(len(text.rstrip("'")) > 1 for text in texts) else ""
    return f"{name}_{{{separator.join(texts)}}}"


class _Printer(LatexPrinter):
    def __init__(self, model: Model, style: Style) -> None:
        super().__init__({"mul_symbol": " "})
        self.model = model
        self.style = style

    def _print_Indexed(self, element: Expr) -> str:
        return self._element(element)

    def _print_Symbol(self, symbol: Expr) -> str:
        if symbol.is_integer or (symbol.name not in self.model.by_name and symbol.name not in self.model.by_gradient):
            number = self.style.numbers(symbol) if self.style.numbers else None
            return number if number is not None else str(super()._print_Symbol(symbol))
        return self._element(symbol)

    def _element(self, element: Expr) -> str:
        number = self.style.numbers(element) if self.style.numbers else None
        name = name_of(element)
        gradient = name not in self.model.by_name
        variable = self.model.by_gradient[name] if gradient else self.model.by_name[name]
        text = number
        if text is None:
            cost, own = self.model.differentiated(variable, places_of(element))
            of = subscripted(cost.latex, own)
            text = element_latex(variable, places_of(element), gradient=gradient, cost=of)
        colour = self.style.colours(variable, gradient) if self.style.colours else None
        return rf"\textcolor{{{colour}}}{{{text}}}" if colour else text

    def _print_Partial(self, node: Partial) -> str:
        number = self.style.numbers(node) if self.style.numbers else None
        if number is not None:
            return number
        named = _Printer(self.model, Style(colours=self.style.colours))
        below = named.doprint(node.variable)
        if is_element(node.function) or isinstance(node.function, DefinedFunction):
            return rf"\frac{{\partial {named.doprint(node.function)}}}{{\partial {below}}}"
        inside = named.doprint(node.function)
        return rf"\frac{{\partial}}{{\partial {below}}} \left[ {inside} \right]"

    def _print_KroneckerDelta(self, node: Expr, exp: str | None = None) -> str:
        number = self.style.numbers(node) if self.style.numbers else None
        text = number or rf"[{self._print(node.args[0])} = {self._print(node.args[1])}]"
        return text if exp is None else f"{text}^{{{exp}}}"

    def _print_DefinedFunction(self, node: DefinedFunction, exp: str | None = None) -> str:
        primes = "'" * node.order
        power = "" if exp is None else f"^{{{exp}}}"
        inside = self._print(node.args[0])
        return f"{node.definition.latex}{primes}{power}{_brackets(inside)}"

    def _print_log(self, node: Expr, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\ln{power}{_brackets(self._print(node.args[0]))}"

    def _print_Function(self, node: Expr, exp: str | None = None) -> str:
        if isinstance(node, DefinedFunction):
            return self._print_DefinedFunction(node, exp)
        return str(super()._print_Function(node, exp))

    def _print_Sum(self, node: Sum) -> str:
        signs = (rf"\sum_{{{self._print(i)}=1}}^{{{self._print(n)}}}" for i, _, n in reversed(node.limits))
        inside = self._print(node.function)
        if isinstance(node.function, Add):
            inside = rf"\left[ {inside} \right]"
        return " ".join((*signs, inside))

    def _print_Add(self, node: Expr, order: object = None) -> str:
        text = ""
        for term in terms_of(node):
            printed = self._print(term)
            if not text:
                text = printed
            elif printed.startswith("-"):
                text += f" - {printed[1:].lstrip()}"
            else:
                text += f" + {printed}"
        return text

    def _print_Mul(self, node: Expr) -> str:
        above, below = fraction(node, exact=True)
        sign = ""
        if above.could_extract_minus_sign() and not isinstance(above, Add):
            sign, above = "-", -above
        if below == 1:
            return sign + self._in_a_row(factors_of(above))
        if is_size(below) and not is_size(above):
            # a number in front of what it scales: 1/(2m) sum, not a long fraction
            sizes = Mul(*(f for f in factors_of(above) if is_size(f)))
            rest = tuple(f for f in factors_of(above) if not is_size(f))
            return sign + self._in_a_row((Ratio(sizes, below), *rest))
        return sign + self._ratio(above, below)

    def _print_Chain(self, node: Chain) -> str:
        return self._in_a_row(_with_denominators(node.args))

    def _print_Ratio(self, node: Ratio) -> str:
        return self._ratio(*node.args)

    def _print_Pow(self, node: Expr) -> str:
        if node.exp.is_negative:
            return self._ratio(S.One, Pow(node.base, -node.exp))
        if node.exp == S.Half:
            return rf"\sqrt{{{self._print(node.base)}}}"
        if isinstance(node.base, DefinedFunction):
            return self._print_DefinedFunction(node.base, self._print(node.exp))
        base = self._print(node.base)
        # x^{(1)}^{2} would be two superscripts on one letter, and 10^{-5}^{2} two on one number
        if not (node.base.is_Symbol or node.base.is_Integer) or base.startswith("-") or "^" in base:
            base = base if _wrapped(base) else _brackets(base)
        return f"{base}^{{{self._print(node.exp)}}}"

    def _ratio(self, above: Expr, below: Expr) -> str:
        parts = (self._struck(part) if part in self.style.struck else self._print(part) for part in (above, below))
        return "\\frac{{{}}}{{{}}}".format(*parts)

    def _struck(self, factor: Expr) -> str:
        return rf"\cancel{{{self._print(factor)}}}"

    def _print_Series(self, node: Series) -> str:
        terms = [str(self._print(term)) for term in node.args]
        if len(terms) > LONGEST_SERIES:
            terms = [*terms[: LONGEST_SERIES - 2], r"\cdots", terms[-1]]
        first, *others = terms
        return first + "".join(f" - {t[1:].lstrip()}" if t.startswith("-") else f" + {t}" for t in others)

    def _in_a_row(self, factors: Sequence[Expr]) -> str:
        """Write factors one after the other: brackets where a factor is a sum, a dot before a number."""
        texts: list[str] = []
        sign = ""
        for at, factor in enumerate(factors):
            if factor == -1 and at == 0 and len(factors) > 1:
                sign = "-"
                continue
            text = self._print(factor)
            last = at == len(factors) - 1
            open_sum = isinstance(factor, Sum) or (isinstance(factor, Chain | Mul) and text.find(r"\sum") >= 0)
            if isinstance(factor, Add | Series) or (open_sum and not last) or (text.startswith("-") and texts):
                text = _brackets(text)
            if len(factors) > 1 and factor in self.style.struck:
                text = rf"\cancel{{{text}}}"
            if texts and (text[0].isdigit() or _wrapped_number(text) or self._is_number(factor)):
                texts.append(r"\cdot")
            texts.append(text)
        return sign + " ".join(texts)

    def _is_number(self, factor: Expr) -> bool:
        return isinstance(factor, Integer) or (self.style.numbers is not None and not isinstance(factor, Sum))


class Ratio(Expr):
    """A fraction that stands as one factor in a row."""


def _with_denominators(factors: Sequence[Expr]) -> tuple[Expr, ...]:
    """Let a factor 1/u become the bar under the plain factor before it, or after it if there is none."""
    found: list[Expr] = []
    waiting: Expr | None = None
    for factor in factors:
        if isinstance(factor, Pow) and factor.exp.is_negative and not is_size(factor):
            below = Pow(factor.base, -factor.exp)
            if found and _is_plain(found[-1]):
                found[-1] = Ratio(found[-1], below)
            else:
                waiting = below
        elif waiting is not None:
            found += [Ratio(factor, waiting)] if _is_plain(factor) else [Ratio(S.One, waiting), factor]
            waiting = None
        else:
            found.append(factor)
    return (*found, Ratio(S.One, waiting)) if waiting is not None else tuple(found)


def _is_plain(factor: Expr) -> bool:
    return not isinstance(factor, Sum | Partial | Ratio) and not is_size(factor)


def _brackets(text: str) -> str:
    """Put round brackets around a formula, as tall as it needs."""
    tall = any(sign in text for sign in (r"\frac", r"\sum", r"\begin"))
    return rf"\left({text}\right)" if tall else f"({text})"


def _wrapped(text: str) -> bool:
    return text.startswith("(") and text.endswith(")") and text.count("(") == 1


def _wrapped_number(text: str) -> bool:
    return text.startswith("(-") and text[2:3].isdigit()
