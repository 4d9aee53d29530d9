"""Indices: symbols for the positions in an array, renamed so that no index means two things in one line.

Goes in: expressions and indices that are taken. Comes out: the same expressions with free indices.
Must not know: what the indices stand for in a model.
"""

from collections.abc import Iterable, Mapping

from sympy import Expr, Sum, Symbol

from derivations.engine.expressions import walk

# An index is renamed within its own alphabet, so a reader tells positions of units from positions of samples.
ALPHABETS = ("jkipqrg", "stuv")
LETTERS = tuple("".join(ALPHABETS))
# New indices are none that a network has another meaning for: p, r, t, u, v are a share, a mask, targets, the argument
# of a loss, a variance. After these come j', s' and so on.
NEW = ("jkiq", "s")


def is_index(symbol: Expr) -> bool:
    """Tell whether a symbol stands for positions: j, k', s."""
    return bool(symbol.is_Symbol and symbol.is_integer and symbol.name.rstrip("'") in LETTERS)


def same_alphabet(one: Symbol, other: Symbol) -> bool:
    """Tell whether two indices count things of one kind: units, or samples."""
    return alphabet_of(one) == alphabet_of(other)


def alphabet_of(letter: Symbol) -> int:
    """Return which alphabet an index belongs to."""
    return next(at for at, letters in enumerate(ALPHABETS) if letter.name[0] in letters)


def counts_samples(index: Symbol) -> bool:
    """Tell whether an index counts samples, not units."""
    return alphabet_of(index) == 1


def index(letter: str) -> Symbol:
    """Mint the index with this letter: a positive whole number, counted from 1."""
    return Symbol(letter, integer=True, positive=True)


def fresh(like: Symbol, taken: Iterable[Symbol]) -> Symbol:
    """Return the first index of the alphabet of ``like`` that is not taken."""
    names = {symbol.name for symbol in taken}
    alphabet = next((new for new, known in zip(NEW, ALPHABETS, strict=True) if like.name[0] in known), like.name[0])
    for round_ in range(len(names) + 1):
        for letter in alphabet:
            name = letter + "'" * round_
            if name not in names:
                return index(name)
    raise AssertionError("there are more rounds than taken names")


def fresh_each(like: Iterable[Symbol], taken: Iterable[Symbol]) -> tuple[Symbol, ...]:
    """Return an index for each of some, none of which is taken."""
    found = list(taken)
    first = len(found)
    for symbol in like:
        found.append(fresh(symbol, found))
    return tuple(found[first:])


def bound(expression: Expr) -> tuple[Symbol, ...]:
    """Return the indices that sums in the expression run over, the outermost first."""
    found: dict[Symbol, None] = {}
    for node in walk(expression):
        if isinstance(node, Sum):
            found.update(dict.fromkeys(symbol for symbol, *_ in reversed(node.limits)))
    return tuple(found)


def reindex(expression: Expr, at: Mapping[Symbol, Expr], taken: Iterable[Symbol] = ()) -> Expr:
    """Put the free indices of an equation at other positions, and move its sums to indices that are not taken."""
    occupied = set(taken) | {symbol for target in at.values() for symbol in target.free_symbols}
    names: dict[Symbol, Expr] = dict(at)
    for symbol in bound(expression):
        letter = fresh(symbol, occupied)
        occupied.add(letter)
        names[symbol] = letter
    moved = {old: new for old, new in names.items() if old != new}
    return expression.xreplace(moved) if moved else expression


def tidy(expression: Expr, free: Iterable[Symbol]) -> Expr:
    """Let the sums of an expression use the first indices that its free ones leave over."""
    return reindex(expression, {symbol: symbol for symbol in free}, free)
