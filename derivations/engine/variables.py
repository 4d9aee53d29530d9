"""A variable of a model, and its entries in an expression: by name and indices.

An index is a symbol, the j of W[j, k]; where a number stands for it, the 2 of W[2, k], that is its position.
Goes in: names, indices, sizes. Comes out: a validated record, and expressions. Must not know: equations.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from sympy import Expr, Indexed, IndexedBase, Symbol

from derivations.calling import public
from derivations.engine.expressions import walk
from derivations.engine.pickling import Picklable
from derivations.engine.validation import check_identifier, check_variable
from derivations.errors import SpecificationError
from derivations.notebook import Typeset


@public
@dataclass(frozen=True, repr=False)
class Variable(Picklable, Typeset):
    """A named array of the model, or a scalar when it has no indices.

    Parameters
    ----------
    name : str
        A Python identifier, unique in the model: "W2".
    indices, sizes : tuples of the same length
        Its indices, and how far each index runs over (from 1).
    latex : str
        How the name is printed; the indices are added as a subscript.
    gradient, gradient_latex : str
        The Python name of dC/dv, and its printed name; without one it is printed as dC/dv.
    matrix_latex, gradient_matrix_latex : str
        How the whole array is printed: without one, like an entry.
    cited : bool
        Whether later results keep dC/dv as a name (True), or write its value out (False).
    data : bool
        Data are not differentiated: nothing asks for dC/dv.
    meaning : str
        What it is, in words for a reader; of a network's variables.

    Examples
    --------
    >>> from sympy import Symbol
    >>> from derivations import Variable
    >>> j, n = Symbol("j", integer=True, positive=True), Symbol("n", integer=True, positive=True)
    >>> Variable("x", (j,), (n,)).at()
    x[j]
    """

    name: str
    indices: tuple[Symbol, ...] = ()
    sizes: tuple[Expr, ...] = ()
    latex: str = ""
    gradient: str = ""
    gradient_latex: str = ""
    matrix_latex: str = ""
    gradient_matrix_latex: str = ""
    cited: bool = True
    data: bool = False
    meaning: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        check_variable(self)
        object.__setattr__(self, "latex", self.latex or self.name)
        object.__setattr__(self, "matrix_latex", self.matrix_latex or self.latex)
        object.__setattr__(self, "gradient_matrix_latex", self.gradient_matrix_latex or self.gradient_latex)
        object.__setattr__(self, "gradient", self.gradient or f"d{self.name}")
        check_identifier("gradient name", self.gradient)

    def __repr__(self) -> str:
        return f"<Variable {self.at()}>"

    def at(self, *indices: Expr) -> Expr:
        """Return the entry at these indices, symbols or numbers; without any, the one at the variable's own."""
        return _entry(self.name, indices or self.indices)

    def _without_indices(self, *_: object) -> NoReturn:
        raise SpecificationError(
            f"variable {self.name!r} in a formula without its indices; write {self.name}.at() for its entry"
        )

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _without_indices
    __truediv__ = __rtruediv__ = __pow__ = __rpow__ = __neg__ = __pos__ = __abs__ = _without_indices

    def gradient_at(self, *indices: Expr) -> Expr:
        """Return the name of dC/dv at these indices, symbols or numbers."""
        return _entry(self.gradient, indices or self.indices)


def names_in(expression: Expr) -> tuple[str, ...]:
    """Return the names of the variables that occur in an expression, in order of appearance."""
    found: dict[str, None] = {}
    for node in walk(expression):
        if isinstance(node, Indexed):
            found[node.base.label.name] = None
        elif isinstance(node, Symbol) and node.is_integer is None:
            # indices and sizes are whole numbers, variables are not known to be
            found[node.name] = None
    return tuple(found)


def is_entry(node: Expr) -> bool:
    """Tell whether the expression is one entry of an array, or a symbol: a scalar, an index or a size."""
    return isinstance(node, Indexed) or bool(node.is_Symbol)


def name_of(entry: Expr) -> str:
    """Return the variable's name of an entry."""
    return str(entry.base.label.name if isinstance(entry, Indexed) else entry.name)


def indices_of(entry: Expr) -> tuple[Expr, ...]:
    """Return the indices of an entry, symbols or numbers; none for a scalar."""
    return tuple(entry.indices) if isinstance(entry, Indexed) else ()


def _entry(name: str, indices: tuple[Expr, ...]) -> Expr:
    return IndexedBase(name)[indices] if indices else Symbol(name)
