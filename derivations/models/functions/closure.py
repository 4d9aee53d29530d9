"""The functions behind functions: those that a definition uses by name, and those that its derivative is written with.

Goes in: definitions. Comes out: the same and what is behind them, each after those it needs. Must not know: networks.
"""

from collections.abc import Iterable

from derivations.engine.expressions import walk
from derivations.engine.model import DefinedFunction, Definition
from derivations.models.functions.definitions import RELATED


def with_those_behind(definitions: Iterable[Definition]) -> tuple[Definition, ...]:
    """Return the definitions, each preceded by those that it or its derivative cites."""
    found: dict[Definition, None] = {}
    for definition in definitions:
        cited = [node.definition for node in walk(definition.expression) if isinstance(node, DefinedFunction)]
        found.update(dict.fromkeys(with_those_behind((*cited, *RELATED.get(definition, ())))))
        found[definition] = None
    return tuple(found)
