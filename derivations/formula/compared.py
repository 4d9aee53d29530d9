"""How many cases are compared inside of max, relu and the like: they are taken apart first, and their number grows.

Goes in: a tree. Comes out: nothing, or one sentence. Must not know: what takes them apart.
"""

from __future__ import annotations

from derivations.errors import FormulaError
from derivations.formula.reading import meaning
from derivations.formula.tree import Call, Cases, Node, parts, walk, write
from derivations.formula.vocabulary import NAMED

# the values of all "if" in what is compared, two for each comparison
MOST = 8


def check_compared(tree: Node) -> None:
    """Refuse a formula in which too many cases are compared.

    Raises a FormulaError if the arguments of a max, min, sign, relu or condition have more than 8 cases.
    """
    for node in walk(tree):
        sides: tuple[Node, ...] = ()
        if isinstance(node, Cases):
            sides = tuple(side for each in node.conditions for side in (each.left, each.right))
        elif isinstance(node, Call) and _compares(node.name):
            sides = parts(node)
        inside = {each for side in sides for each in walk(side) if isinstance(each, Cases)}
        if sum(2 * len(each.conditions) for each in inside) > MOST:
            text = write(node)
            shown = text if len(text) <= 60 else f"{text[:57]}..."
            raise FormulaError(f"more than {MOST} cases are compared in {shown}; use fewer")


def _compares(name: str) -> bool:
    if name in NAMED:
        return any(
            isinstance(each, Cases) or (isinstance(each, Call) and _compares(each.name)) for each in walk(meaning(name))
        )
    return name in ("max", "min", "relu", "sign")
