"""A model whose equations use functions by name, with the functions behind these.

Goes in: equations. Comes out: a model that knows every function it needs. Must not know: networks, graphs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from derivations.engine.definitions import Definition
from derivations.engine.model import Model
from derivations.models.functions.definitions import with_those_behind


@dataclass(frozen=True, repr=False)
class NamedFunctions(Model):
    """Equations, and the functions behind the functions in them: SiLU is z times a sigmoid."""

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """The functions that the equations use, each after those that it or its derivative cites."""
        return with_those_behind(super().definitions)
