"""How whole matrices are named: capital letters, the derivative of the cost by one, shapes below, colours.

Goes in: variables, a model. Comes out: LaTeX of a name, and the record that says how to print a formula of matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sympy import Symbol

from derivations.engine.model import Model
from derivations.engine.typed import TypedNumbers
from derivations.engine.variables import Variable
from derivations.rendering.style import subscript
from derivations.views.arrays import Leaf, Node

ACCENTS = (r"\tilde", r"\hat")


@dataclass(frozen=True)
class MatrixStyle:
    """How matrices are printed.

    ``shapes`` writes rows x columns under every matrix; ``sizes`` puts numbers for the size symbols there.
    ``cost`` is the printed name of what is differentiated, and ``sample_cost`` that of the cost of one sample, which is
    differentiated by the variables with these names: ``of_samples``.
    Without ``repeats`` no ones repeat a row or a column: a program does that by itself.
    ``inner`` is the colour of the sizes that must agree, the columns of a factor and the rows of the next one: they are
    underlined too. ``clash`` is that of those that do not, there and in what is taken entry by entry. ``entries``
    writes the entries of an array, transposed or not, in place of its name ("": the name).
    A sum without an entry in ``order`` keeps its own order; ``typed_numbers`` as of the model.
    """

    shapes: bool = False
    sizes: Mapping[Symbol, int] = field(default_factory=dict)
    cost: str = "C"
    sample_cost: str = ""
    of_samples: frozenset[str] = frozenset()
    colours: Callable[[Variable, bool], str | None] | None = None
    order: Mapping[Node, tuple[Node, ...]] = field(default_factory=dict)
    typed_numbers: TypedNumbers | None = None
    repeats: bool = True
    inner: str | None = None
    clash: str | None = None
    entries: Callable[[Leaf, bool], str] | None = None


def with_costs(style: MatrixStyle, model: Model) -> MatrixStyle:
    """Return a style in which gradients are derivatives of the costs of a model, and numbers stand as in its own."""
    each = model.sample_cost
    of_sample = subscript(each.latex, each.indices) if each else ""
    return replace(
        style,
        cost=model.cost.latex,
        sample_cost=of_sample,
        of_samples=frozenset(model.sample_axes),
        typed_numbers=model.typed_numbers,
    )


def matrix_name(variable: Variable, *, gradient: bool, cost: str = "C") -> str:
    """Return the printed name of a whole matrix: capital letters for what has two indices."""
    name = variable.matrix_latex
    if not gradient:
        return name
    if variable.gradient_matrix_latex:
        return variable.gradient_matrix_latex
    return rf"\frac{{\partial {cost}}}{{\partial {name}}}"


def power_ready(name: str) -> str:
    """Make a name ready for an exponent of its own."""
    if name.startswith(ACCENTS):
        # TeX takes the braces off what is a single accented letter, and then sees two superscripts on it
        return rf"{{{name}{{}}}}"
    return rf"{{{name}}}" if "^" in name else rf"\left({name}\right)" if name.startswith(r"\frac") else name
