"""How names are printed: as symbols with their indices below, as numbers, coloured; and which factors are struck out.

Goes in: variables, positions, expressions. Comes out: LaTeX of a name, and the record that says how to print a formula.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sympy import Expr

from derivations.engine.expressions import factors_of
from derivations.engine.variables import Variable
from derivations.rendering.names import Names, Spelt

# Numbers in place of names: returns None where the name is to stay.
Numbers = Callable[[Expr], str | None]
# of the argument of a function, where its own is taken
OTHER_LETTERS = "twuxpqrgh"
# A colour (as KaTeX and xcolor read it, without #) for a variable or its gradient; None leaves it black.
Colours = Callable[[Variable, bool], str | None]
# How many of which factors of a product are struck out above bars, and below; of a square it is the power.
Struck: TypeAlias = "tuple[Counter[Expr], Counter[Expr]]"


@dataclass(frozen=True)
class Style:
    """How names are printed: replaced by numbers, coloured; which factors are struck out; in which order terms stand.

    Of each factor in ``struck`` so many are struck out, of those above bars and of those below. A sum without an entry
    in ``order`` stands as it was typed, or as one reads it. In a ``lemma`` the variable is that of a function, and its
    derivative an ordinary one, even where the model has a variable of the same name.
    """

    numbers: Numbers | None = None
    colours: Colours | None = None
    struck: Struck = (Counter(), Counter())
    order: Mapping[Expr, tuple[Expr, ...]] = field(default_factory=dict)
    lemma: bool = False


PLAIN = Style()


def struck_factors(expression: Expr) -> Struck:
    """Return the factors of a product that stand above a bar and below one as well: those that cancel.

    Of u / u^2 it is u above, and below of u^2 the power.
    """
    bases = [factor.as_base_exp() for factor in factors_of(expression)]
    sides = tuple(Counter(base for base, power in bases if power == sign) for sign in (1, -1))
    squares = tuple({base for base, power in bases if power == 2 * sign} for sign in (1, -1))
    both = sides[0] & sides[1]
    found = Counter(both), Counter(both)
    for at in (0, 1):
        for base in squares[at]:
            if sides[1 - at][base] and not both[base]:
                found[at][base**2] = found[1 - at][base] = 1
    return found


def entry_latex(
    variable: Variable, positions: Sequence[Expr], *, gradient: bool, cost: str = "C", total: str = ""
) -> str:
    """Return the printed name of an entry, or of the derivative of the cost by it: with ``total`` as its sign."""
    name = subscript(variable.latex, positions)
    if not gradient:
        return name
    if variable.gradient_latex:
        return subscript(variable.gradient_latex, positions)
    return rf"\frac{{{total} {cost}}}{{{total}{name}}}" if total else rf"\frac{{\partial {cost}}}{{\partial {name}}}"


def total_sign(model: Names) -> str:
    """Return the d of a derivative along every way: upright where something in the model is called d."""
    return r"\mathrm{d}" if any(each.latex == "d" for each in model.by_name.values()) else "d"


def letter_of(argument: Expr, model: Names) -> str:
    """Return the letter of the argument of a function: another one where something in the model has its own."""
    if isinstance(model, Spelt):
        # which knows no other name than that of the argument itself
        return str(argument.name)
    used = {each.latex for each in model.by_name.values()}
    return next((each for each in (argument.name, *OTHER_LETTERS) if each not in used), rf"\tilde{{{argument.name}}}")


def subscript(name: str, positions: Sequence[Expr]) -> str:
    """Return a printed name with its indices below it."""
    if not positions:
        return name
    texts = [str(position) for position in positions]
    # 12 could be unit 1, sample 2 or unit 12: a comma tells; j's' is clear without one
    separator = "," if any(len(text.rstrip("'")) > 1 for text in texts) else ""
    return f"{name}_{{{separator.join(texts)}}}"
