"""What a variable, and an equation in index notation may look like: every index has one meaning, and one range.

Goes in: an expression, the indices that it may use, the shapes of the arrays. Comes out: nothing, or one sentence
about what is wrong. Must not know: rules. The rules rely on what is checked here: a sum over a Kronecker delta keeps
a term only if both indices have the same extent, and an index may be renamed only if it means one thing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from keyword import iskeyword
from typing import TYPE_CHECKING

from sympy import Expr, Indexed, Piecewise, Sum, Symbol

from derivations.engine.indices import LETTERS, is_index
from derivations.errors import SpecificationError, say_unknown, shown
from derivations.options import flag, instance, tuple_of

if TYPE_CHECKING:
    from derivations.engine.model import Model
    from derivations.engine.variables import Variable

# what a derived program calls its module and itself
RESERVED = ("np", "gradients", "is_positive", "half_step")

Shape = tuple[Expr, ...]
Ranges = Mapping[Symbol, Expr]


def check_identifier(what: str, name: object) -> None:
    """Check a name: it becomes one of a program."""
    if not isinstance(name, str) or not name.isidentifier() or iskeyword(name):
        raise SpecificationError(f"{what} {shown(name)}; expected a Python identifier")


def check_variable(variable: Variable) -> None:
    """Check the name of a variable, its indices and sizes, and how it is printed.

    Raises a SpecificationError if a part is not of its kind, an index is no letter or stands twice, or there are more
    indices than sizes.
    """
    check_identifier("variable name", variable.name)
    who = f"of variable {variable.name!r}:"
    indices = tuple_of(f"indices {who}", variable.indices, Symbol)
    sizes = tuple_of(f"sizes {who}", variable.sizes, Expr)
    for what in ("latex", "gradient", "gradient_latex", "matrix_latex", "gradient_matrix_latex"):
        instance(f"{what} {who}", getattr(variable, what), str, "text")
    for what in ("cited", "data"):
        flag(f"{what} {who}", getattr(variable, what))
    for index in indices:
        if index.name in LETTERS and not index.is_integer:
            raise SpecificationError(
                f"index {index} {who} it may be any number; expected a whole one, Symbol({index.name!r}, integer=True)"
            )
    if len(set(indices)) < len(indices) or not all(is_index(each) for each in indices):
        raise SpecificationError(
            f"variable {variable.name!r} has the indices {shown(indices)}; expected different letters of {LETTERS}"
        )
    if len(indices) != len(sizes):
        raise SpecificationError(f"variable {variable.name!r} has {len(indices)} indices, {len(sizes)} sizes")


def check_order(model: Model, target: str, used: Iterable[str], known: Container[str]) -> None:
    """Check that an equation uses nothing that it computes itself, or a later one does."""
    later = {each.target.name for each in model.equations if each.target.name not in known}
    for name in used:
        if name == target and name in later:
            raise SpecificationError(f"the equation of {name!r} uses {name!r} itself")
        if name in later:
            raise SpecificationError(
                f"the equation of {target!r} uses {name!r} before it is computed; "
                f"put the equation of {name!r} before it"
            )


def check_names(model: Model) -> None:
    """Check that all names of a program can stand side by side: they become its identifiers."""
    for name in RESERVED:
        if name in model.by_name:
            raise SpecificationError(f"variable name {name!r} is one that a derived program keeps for itself")
    taken = dict.fromkeys((*model.by_name, *RESERVED))
    for definition in model.definitions:
        if definition.name in taken:
            raise SpecificationError(f"two things are called {definition.name!r}, one of them a function")
        taken[definition.name] = None
    for size in model.sizes:
        if size.name in LETTERS:
            raise SpecificationError(f"size {size.name!r} is an index, as are {', '.join(LETTERS)}")
        check_identifier("size", size.name)
        if size.name in taken:
            raise SpecificationError(f"two things are called {size.name!r}, one of them a size")
        taken[size.name] = None
    for variable in model.by_name.values():
        if variable.gradient in taken:
            raise SpecificationError(
                f"the gradient of {variable.name!r} needs a name of its own, not {variable.gradient!r}"
            )
        taken[variable.gradient] = None


def check_expression(where: str, expression: Expr, indices: Ranges, shapes: Mapping[str, Shape]) -> None:
    """Check one side of an equation.

    ``where``: names the equation in messages; ``indices``, mapping of index to size: the free indices: those of the
    target; ``shapes``, mapping of name to sizes: the variables that are known so far. Raises a SpecificationError if a
    name is not known, cases of array entries stand outside of a Definition, an entry has too few or too many indices,
    an index is unknown or runs over another range than the array has there, an index stands alone or has two meanings,
    or a sum does not run from 1.
    """
    if isinstance(expression, Sum):
        _check_expression_of_sum(where, expression, indices, shapes)
    elif isinstance(expression, Indexed):
        _check_entry(where, expression, indices, shapes)
    elif expression.is_Symbol:
        _check_scalar(where, expression, shapes)
    elif isinstance(expression, Piecewise) and expression.atoms(Indexed):
        # their derivative keeps its Kronecker deltas inside the cases, and has no form in matrices
        raise SpecificationError(
            f"{where}: cases of entries of an array; put the cases into a Definition of one variable, and write "
            "f(x.at(j)) with it"
        )
    else:
        for part in expression.args:
            check_expression(where, part, indices, shapes)


def _check_expression_of_sum(where: str, total: Sum, indices: Ranges, shapes: Mapping[str, Shape]) -> None:
    inner = dict(indices)
    for index, lower, upper in total.limits:
        if not is_index(index):
            raise SpecificationError(f"{where}: the sum over {index}; a sum runs over an index")
        if lower != 1:
            raise SpecificationError(f"{where}: the sum over {index} begins at {lower}; every sum begins at 1")
        if index in inner:
            raise SpecificationError(f"{where}: the index {index} has two meanings; a sum needs an index of its own")
        inner[index] = upper
    check_expression(where, total.function, inner, shapes)


def _check_entry(where: str, entry: Indexed, indices: Ranges, shapes: Mapping[str, Shape]) -> None:
    name = entry.base.label.name
    shape = _shape(where, name, shapes)
    if len(entry.indices) != len(shape):
        raise SpecificationError(f"{where}: {entry} has {len(entry.indices)} indices, {name!r} has {len(shape)}")
    for index, size in zip(entry.indices, shape, strict=True):
        if index not in indices:
            raise SpecificationError(
                f"{where}: the index {index} in {entry}; known indices: {', '.join(map(str, indices)) or 'none'}"
            )
        if indices[index] != size:
            raise SpecificationError(
                f"{where}: {index} in {entry} runs to {indices[index]}, but {name!r} has the extent {size} there"
            )


def _check_scalar(where: str, symbol: Symbol, shapes: Mapping[str, Shape]) -> None:
    if is_index(symbol):
        raise SpecificationError(f"{where}: the index {symbol} stands alone; an index stands below a name only")
    if symbol.is_integer:
        return  # a size, such as m in 1/m
    if _shape(where, symbol.name, shapes):
        raise SpecificationError(f"{where}: {symbol} stands without indices, but it is an array")
    if symbol != Symbol(symbol.name):
        raise SpecificationError(f"{where}: {symbol} has assumptions of its own; write it with Variable.at()")


def _shape(where: str, name: str, shapes: Mapping[str, Shape]) -> Shape:
    if name not in shapes:
        raise SpecificationError(f"{where} uses {say_unknown('name', name, shapes)}")
    return shapes[name]
