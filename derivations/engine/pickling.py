"""Records whose expressions come back from a pickle as they were written; SymPy's own pickles evaluate them again.

Goes in: a frozen record. Comes out: its fields, every expression in them as a flat list of nodes, and back.
Must not know: what a record is about.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Self, TypeAlias

from sympy import Add, Atom, Basic, Function, Indexed, IndexedBase, Mul

# The class of a node and the numbers of its arguments among the nodes before it; an atom is kept as it is.
Row: TypeAlias = "Basic | tuple[type[Basic], tuple[int, ...]]"


@dataclass(frozen=True)
class NodeList:
    """An expression as a list of nodes, each after its arguments, equal ones once; the last one is the whole."""

    rows: tuple[Row, ...]


class Picklable:
    """A frozen record: its fields survive a pickle, what was computed from them is computed again, a copy is itself."""

    def __getstate__(self) -> dict[str, Any]:
        return {each.name: _pack_value(getattr(self, each.name)) for each in fields(self)}  # type: ignore[arg-type]

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, _unpack_value(value))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


def pack(expression: Basic) -> NodeList:
    """List the nodes of an expression."""
    rows: list[Row] = []
    numbers: dict[Basic, int] = {}
    waiting = [expression]
    while waiting:
        node = waiting[-1]
        missing = [arg for arg in node.args if arg not in numbers]
        if missing:
            waiting.extend(missing)
            continue
        waiting.pop()
        if node not in numbers:
            atom = isinstance(node, Atom) or not node.args
            rows.append(node if atom else (node.func, tuple(numbers[arg] for arg in node.args)))
            numbers[node] = len(rows) - 1
    return NodeList(tuple(rows))


def unpack(packed: NodeList) -> Basic:
    """Build an expression from its nodes, without evaluating any."""
    built: list[Basic] = []
    for row in packed.rows:
        built.append(_node(row[0], tuple(built[at] for at in row[1])) if isinstance(row, tuple) else row)
    return built[-1]


def _node(kind: Any, args: tuple[Basic, ...]) -> Any:
    if issubclass(kind, Add | Mul):
        return kind._from_args(args)
    if issubclass(kind, Function):
        return kind(*args, evaluate=False)
    if issubclass(kind, Indexed | IndexedBase):
        # they hold more than their arguments
        return kind(*args)
    node = Basic.__new__(kind, *args)
    if "is_commutative" in {slot for each in kind.__mro__ for slot in getattr(each, "__slots__", ())}:
        node.is_commutative = True
    return node


def _pack_value(value: Any) -> Any:
    if isinstance(value, Basic):
        return pack(value)
    return tuple(map(_pack_value, value)) if type(value) is tuple else value


def _unpack_value(value: Any) -> Any:
    if isinstance(value, NodeList):
        return unpack(value)
    return tuple(map(_unpack_value, value)) if type(value) is tuple else value
