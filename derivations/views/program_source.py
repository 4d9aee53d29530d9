"""The source of a derivation's program: the forward equations, then the last line of every gradient.

Goes in: a derivation. Comes out: its lines as array nodes, and readable source. Must not know: NumPy, how it is run.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from sympy import Expr

from derivations.engine.definitions import DefinedFunction
from derivations.engine.derivation import Result, Results
from derivations.engine.expressions import terms_of
from derivations.engine.typed import AS_READ, TypedOrder, name_entries
from derivations.engine.variables import Variable, indices_of, names_in
from derivations.models.mlp import NetworkModel
from derivations.views.arrays import Leaf, Node, Spread, nodes, with_decimals
from derivations.views.careful import exact, extract, is_typed, loses_digits
from derivations.views.comparisons import compared
from derivations.views.layout import PROGRAM
from derivations.views.numpy_printer import source
from derivations.views.program_functions import define_functions, read_sizes, write_out
from derivations.views.program_text import CALL, fold, import_what_is_needed, with_helpers
from derivations.views.stable import stable
from derivations.views.translation import translatable, translate


@dataclass(frozen=True)
class Assignment:
    """One line of the program: a name and the array it gets."""

    name: str
    node: Node


@dataclass(frozen=True)
class ProgramSource:
    """The lines of a derivation's program, and its source."""

    derivation: Results

    @cached_property
    def forward(self) -> tuple[Assignment, ...]:
        """The equations of the model, as far as a gradient needs them."""
        return self._select_needed(_names(self.backward))

    def _select_needed(self, needed: set[str]) -> tuple[Assignment, ...]:
        """Return the equations of what is needed by name, and of what these need."""
        lines: list[Assignment] = []
        for equation in reversed(self.derivation.model.equations):
            if equation.target.name in needed:
                lines.insert(0, self._assignment(equation.target.name, equation.target, equation.expression))
                needed |= _names(lines[:1])
        return tuple(lines)

    @cached_property
    def backward(self) -> tuple[Assignment, ...]:
        """The last line of every gradient that is kept under a name, in the order of the reverse pass.

        Of a user's function it is the last line that calls its derivative by name: f (1 - f) may need more digits of f,
        or a larger exponent, than the f of the forward pass has.
        """
        return tuple(
            self._assignment(result.target, result.variable, self._line(result), self._order(result))
            for result in self.derivation.results
            if _has_name(result) and result.variable is not None
        )

    def _order(self, result: Result) -> TypedOrder:
        """Let the terms of a gradient stand as in its lines: in the order of the routes that its chain rule adds up."""
        first, last, gradients = result.lines[0].expression, result.value, self.derivation.model.by_gradient
        if not (isinstance(first, Expr) and isinstance(last, Expr)):
            return TypedOrder()  # what is no expression is refused where it is written
        routes = [name for term in terms_of(first) for name in names_in(term) if name in gradients]
        ranks = {
            term: min((routes.index(name) for name in names_in(term) if name in routes), default=len(routes))
            for term in terms_of(last)
        }
        return TypedOrder((tuple(map(name_entries, sorted(ranks, key=ranks.__getitem__))),))

    def _line(self, result: Result) -> Expr:
        kept = {each.target for each in self.derivation.results if _has_name(each)}
        for line in reversed(result.lines):
            if not translatable(line.expression):
                continue
            if any(each.order and is_typed(each.func) for each in line.expression.atoms(DefinedFunction)):
                waiting = set(names_in(line.expression)) & set(self.derivation.model.by_gradient)
                return line.expression if waiting <= kept else result.value
        return result.value

    @cached_property
    def gradients(self) -> str:
        """The program that returns the gradients, as Python source that runs as it stands."""
        return self._text([assignment.name for assignment in self.backward], self.forward)

    @cached_property
    def trace(self) -> str:
        """The program that returns also what the forward pass has computed, needed by a gradient or not."""
        model = self.derivation.model
        network = isinstance(model, NetworkModel)
        asked = {each.target.name for each in model.equations if not network or len(each.target.indices) > 1}
        forward = self._select_needed(_names(self.backward) | asked)
        return self._text([assignment.name for assignment in (*forward, *self.backward)], forward)

    def _text(self, returned: list[str], forward: tuple[Assignment, ...]) -> str:
        sizes = read_sizes(self.derivation.model, (line.node for line in (*forward, *self.backward)))
        body = [f"{a.name} = {source(self._extract(a)[0])}" for a in forward]
        back = [f"{a.name} = {source(self._extract(a)[0])}" for a in self.backward]
        names = [variable.name for variable in self.derivation.model.inputs]
        pairs = [f'"{name}": {name}' for name in returned]
        lines = [*self._functions(forward), *([CALL] * self.together), *fold("def gradients(", names, "):")]
        lines += [f"    {text}" for text in (*sizes, "# forward", *body, "# backward", *back)]
        lines += [*fold("    return {", pairs, "}"), ""]
        return import_what_is_needed("\n".join(lines))

    def _assignment(self, name: str, variable: Variable, expression: Expr, order: TypedOrder = AS_READ) -> Assignment:
        axes = PROGRAM.axes(variable, variable.indices)
        node = compared(
            translate(expression, axes, self.derivation.model, PROGRAM, order), partial(write_out, self.derivation)
        )
        node = with_decimals(stable(node, source, self._known), self.derivation.model.typed_numbers)
        depends_on = {index for entry in expression.free_symbols for index in indices_of(entry)}
        if name == variable.gradient and not depends_on.issuperset(variable.indices):
            # a gradient that is the same at all positions of an axis still has that axis
            node = Spread(axes, node, Leaf(axes, variable))
        return Assignment(name, node)

    @cached_property
    def _known(self) -> dict[str, Node]:
        """Functions of one entry that are differentiated here, tanh(z1), by the names of what they are, a1."""
        model, lemmas = self.derivation.model, {each.target for each in self.derivation.results if each.kind == "lemma"}
        found = {
            target.name: translate(function, PROGRAM.axes(target, target.indices), model, PROGRAM)
            for target, function in ((each.target, each.expression) for each in model.equations)
            if isinstance(function, DefinedFunction) and f"{function.func.__name__}'" in lemmas
        }
        return {name: node for name, node in found.items() if isinstance(node.parts[0], Leaf)}

    @cached_property
    def together(self) -> bool:
        """Whether all lines together keep their digits: those of a graph, whose variables are numbers."""
        model = self.derivation.model
        if any(variable.indices for variable in model.by_name.values()):
            return False
        lines = [line.node for line in (*self._select_needed(set(model.by_name)), *self.backward)]
        factors = max(sum(isinstance(part, Leaf) for part in nodes(line)) for line in lines)
        return len(model.equations) > 1 or factors > 2 or any(map(loses_digits, lines))

    def _extract(self, assignment: Assignment) -> tuple[Node, dict[str, Node]]:
        """Take what may lose digits out of a line; the library's own functions and losses are written to lose none."""
        model = self.derivation.model
        if self.together:
            return exact(assignment.node), {}
        if isinstance(model, NetworkModel) and not model.typed:
            return assignment.node, {}
        return extract(assignment.node, assignment.name)

    def _functions(self, forward: tuple[Assignment, ...]) -> list[str]:
        """Define every function that the program calls by name, each before those that call it."""
        lines: dict[str, list[str]] = {}
        for assignment in (*forward, *self.backward):
            node, parts = self._extract(assignment)
            define_functions(self.derivation, node, lines, careful=self.together)
            for name, part in parts.items():
                define_functions(self.derivation, part, lines, careful=True)
                arguments = dict.fromkeys(each.name for each in nodes(part) if isinstance(each, Leaf))
                lines[name] = [CALL, f"def {name}({', '.join(arguments)}):", f"    return {source(exact(part))}"]
        return with_helpers(lines, [source(line.node) for line in (*forward, *self.backward)])


def _has_name(result: Result) -> bool:
    return result.kind == "gradient" and result.variable is not None and result.variable.cited


def _names(assignments: Any) -> set[str]:
    return {node.name for a in assignments for node in nodes(a.node) if isinstance(node, Leaf)}
