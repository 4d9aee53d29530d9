"""The names of a graph's nodes: v1, v2, ..., or those that were asked for by the part that they name.

Goes in: parts of an expression, and words. Comes out: variables. Must not know: operations, equations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sympy import Expr, Symbol, latex

from derivations.engine.variables import Variable
from derivations.errors import SpecificationError, list_options, shown
from derivations.models.formulas import plain_variables
from derivations.options import instance, mapping


def check_words(names: object, output: object, printed: object) -> None:
    """Refuse what is no name, and what is no LaTeX of one."""
    instance("output", output, str, "text")
    for what, given, wanted in (
        ("names", names, "names by subexpression, such as {x + y: 't'}"),
        ("printed", printed, "LaTeX by name, such as {'t': 't'}"),
    ):
        if given is not None:
            for each in mapping(what, given, wanted).values():
                instance(what, each, str, "text for each")


def read_keys(names: Mapping[Expr | str, str]) -> dict[Expr, str]:
    """Read the parts that were typed; each is in the form that SymPy gives it.

    Raises a FormulaError if one is no formula.
    """
    found: dict[Expr, str] = {}
    for part, name in names.items():
        expression = plain_variables(part)[0] if isinstance(part, str) else part
        found[instance("a part in names", expression, Expr, "an expression, or text, such as 'x + y'").doit()] = name
    return found


@dataclass
class NodeNames:
    """The names that are taken, and those that are wanted for parts in SymPy's form."""

    taken: set[str]
    wanted: dict[Expr, str]
    output: str
    printed: dict[str, str]
    gradients: set[str] = field(default_factory=set)
    parts: list[Expr] = field(default_factory=list)

    def has(self, part: Expr) -> bool:
        """Tell whether a name is wanted for a part."""
        return bool(self.wanted) and part.doit() in self.wanted

    def of_part(self, part: Expr) -> str:
        """Take the name that is wanted for a part, or the next number."""
        self.parts.append(part)
        if self.has(part):
            return self._free(self.wanted[part.doit()])
        number = 1
        while f"v{number}" in self.taken or f"v{number}" in self.gradients:
            number += 1
        return self._free(f"v{number}")

    def of_whole(self) -> str:
        """Take the name of the whole."""
        return self._free(self.output)

    def variable(self, name: str) -> Variable:
        """Mint a variable whose gradient has a name that nothing else has: an input may be called dx."""
        gradient = f"d{name}"
        while gradient in self.taken or gradient in self.gradients:
            gradient += "_"
        self.gradients.add(gradient)
        return Variable(name, latex=self.printed.get(name, _print(name)), gradient=gradient)

    def refuse_unused(self, whole: Expr) -> None:
        """Raise a SpecificationError if a name is wanted for what is no node, or for the whole or an input."""
        own = {part.doit() for part in self.parts} if self.wanted else set()
        for part, name in self.wanted.items():
            if part in own and not part.is_Symbol:
                continue
            if part == whole.doit():
                raise SpecificationError(f"names has {name!r} for the whole; write output={name!r}")
            known = f"parts: {list_options(self.parts)}" if self.parts else "it has none"
            raise SpecificationError(f"names has {name!r} for {part}, which is no part of {shown(whole)}; {known}")

    def _free(self, name: str) -> str:
        while name in self.taken or name in self.gradients:
            name += "_"
        self.taken.add(name)
        return name


def _print(name: str) -> str:
    r"""Print v1 as v_{1}, alpha as \alpha, a word upright, an underscore at the end (the name was taken) as a tilde."""
    plain = name.rstrip("_")
    text = latex(Symbol(plain or "v"))
    word = rf"\mathrm{{{text}}}" if text.isalpha() and len(text) > 1 else text
    return r"\tilde{" * (len(name) - len(plain)) + word + "}" * (len(name) - len(plain))
