"""Which arguments of a maximum are equal where a case holds, of what its condition and those before it say.

Goes in: comparisons of SymPy. Comes out: expressions. Must not know: how anything is printed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr
from sympy.core.relational import Relational

from derivations.engine.selection import Extreme, Larger

Tie = tuple[tuple[Expr, ...], str, Expr]


def tie_of(condition: Expr, before: Sequence[Expr]) -> Tie | None:
    """Return what is equal, a sign, and what all of that is ahead of: max(u, v) > w is u = v > w in a case after those
    of u > max(v, w) and v > max(u, w); nothing, if there are no such cases.
    """
    found = _oriented(condition)
    if found is None or not isinstance(found[0], Extreme):
        return None
    ahead, sign, behind = found
    others = {_parts(each) for each in map(_oriented, before) if each is not None and each[1] == sign}
    every = {*ahead.args, *_parts_of(behind)}
    alone = ((frozenset({part}), frozenset(every - {part})) for part in ahead.args)
    return (ahead.args, sign, behind) if all(each in others for each in alone) else None


def _oriented(condition: Expr) -> tuple[Expr, str, Expr] | None:
    """Return what is ahead, the sign and what is behind: > for a maximum, < for a minimum."""
    extreme = next((side for side in condition.args if isinstance(side, Extreme)), None)
    if not isinstance(condition, Relational) or extreme is None:
        return None
    sign = ">" if isinstance(extreme, Larger) else "<"
    turned = next((each for each in (condition, condition.reversed) if each.rel_op == sign), None)
    return None if turned is None else (turned.lhs, sign, turned.rhs)


def _parts(compared: tuple[Expr, str, Expr]) -> tuple[frozenset[Expr], frozenset[Expr]]:
    return frozenset(_parts_of(compared[0])), frozenset(_parts_of(compared[2]))


def _parts_of(side: Expr) -> tuple[Expr, ...]:
    return tuple(side.args) if isinstance(side, Extreme) else (side,)
