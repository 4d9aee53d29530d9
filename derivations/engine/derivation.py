"""A derivation as data: results that cite earlier results, each a tuple of lines that rules connect.

Must not know: how lines are made, checked or printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, KeysView, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sympy import Basic, Expr

from derivations.engine.model import Model
from derivations.engine.pickling import Picklable
from derivations.engine.variables import Variable
from derivations.errors import RuleError, SpecificationError, UnknownTargetError, say_unknown, shown
from derivations.notebook import Records, Typeset
from derivations.options import flag, instance, one_of, several, tuple_of

# What a rule does to a derivation: it differentiates, puts something known in, or makes what stands there shorter.
DIFFERENTIATES, PUTS_IN, SHORTENS = "differentiates", "puts in", "shortens"

# How much of a derivation is read: the few lines that a lecturer writes, or all.
DEPTHS = ("key", "every")


def check_depth(depth: str) -> None:
    """Check that a derivation can be read at this depth.

    Raises a SpecificationError if it cannot.
    """
    one_of("depth", depth, DEPTHS)


@dataclass(frozen=True)
class Rule:
    """A rewriting with its theorem; ``apply(expression, facts)`` returns what it cannot rewrite unchanged.

    ``stage`` is DIFFERENTIATES, PUTS_IN or SHORTENS; without one the rule belongs to the stage it comes in, as
    arithmetic does. ``when`` says of a line whether the rule is wanted at this place in the order of the rules: what it
    says is the same wherever it stands. ``bookkeeping`` says that a lecturer would not name it beside the key line that
    it leads to, where another rule is named.
    """

    name: str
    apply: Callable[..., Expr]
    stage: str = ""
    when: Callable[[Expr], bool] | None = None
    bookkeeping: bool = False

    def where(self, when: Callable[[Expr], bool] | None) -> Rule:
        """Return the same rule, wanted under this condition only, or under none."""
        return replace(self, when=when)

    @property
    def theorem(self) -> str:
        """What the rule says, in one paragraph: the docstring of the function."""
        return " ".join((self.apply.__doc__ or "").split())


@dataclass(frozen=True)
class Line(Picklable):
    """An expression, the name of the rule that leads to it from the line before, and the stage of that rule."""

    expression: Expr
    rule: str
    uses: tuple[str, ...] = ()
    stage: str = ""


def _is_sound(node: object) -> bool:
    return isinstance(node, Basic) and all(map(_is_sound, node.args))


@dataclass(frozen=True, repr=False)
class Step(Typeset):
    """A line that is read, its number in the result (from 0), and the lines left out between it and the one before."""

    line: Line
    number: int
    omitted: tuple[Line, ...] = ()

    def __repr__(self) -> str:
        return f"<Step {self.number} by {', '.join(map(repr, self.rules))}: {shown(self.line.expression)}>"

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the rules that lead here, those of the omitted lines first, each once."""
        return tuple(dict.fromkeys(line.rule for line in (*self.omitted, self.line)))

    @property
    def uses(self) -> tuple[str, ...]:
        """The targets of the results that these lines cite, each once."""
        return tuple(dict.fromkeys(target for line in (*self.omitted, self.line) for target in line.uses))


@dataclass(frozen=True)
class Result(Picklable):
    """One derived quantity: its name, the lines that lead to its value, and the results it cites.

    ``kind`` is "forward" (an equation of the model), "lemma" (the derivative of a function) or
    "gradient" (dC/dv). ``left`` is what stands on the left of the first equals sign. ``unfinished`` says that an
    attempt to simplify was given up at its bound: the last line is right, but might be shorter.
    """

    target: str
    kind: str
    left: Expr
    lines: tuple[Line, ...]
    variable: Variable | None = None
    unfinished: bool = False

    @cached_property
    def expressions(self) -> tuple[Expr | None, ...]:
        """What every line says; None for one that is no line, or says what is no expression."""
        said = (line.expression if isinstance(line, Line) else None for line in self.lines)
        return tuple(each if isinstance(each, Expr) and _is_sound(each) else None for each in said)

    @property
    def value(self) -> Expr:
        """The expression of the last line.

        Raises a RuleError if there is none.
        """
        if not self.lines:
            raise RuleError(f"{self.target} has no lines")
        return self.lines[-1].expression

    @property
    def uses(self) -> tuple[str, ...]:
        """The targets of the results that the lines cite, in order."""
        lines = (line for line in self.lines if isinstance(line, Line))
        return tuple(dict.fromkeys(target for line in lines for target in line.uses))

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self.lines)

    def __iter__(self) -> Iterator[Line]:
        """Go through the lines."""
        return iter(self.lines)

    def at_depth(self, depth: str = "every") -> tuple[Step, ...]:
        """Return the lines that are read at a depth: "every" line, or the "key" ones.

        Key are the first line, the last line of every stage (all is differentiated; all is put in; all has become
        shorter), and the result.

        Raises
        ------
        SpecificationError
            If the depth is neither.
        """
        check_depth(depth)
        last = len(self.lines) - 1
        kept = [at for at in range(last + 1) if depth == "every" or at in (0, last) or self._ends_stage(at)]
        before = [-1, *kept]
        return Records(
            Step(self.lines[at], at, self.lines[start + 1 : at]) for start, at in zip(before, kept, strict=False)
        )

    def _ends_stage(self, at: int) -> bool:
        """Tell whether the next line begins another stage than the one this line belongs to."""
        following = self.lines[at + 1].stage
        here = next((line.stage for line in reversed(self.lines[: at + 1]) if line.stage), following)
        return following not in ("", here)


def _check_kinds(result: Result) -> None:
    of = f"of result {shown(instance('target of a result', result.target, str, 'text'))}"
    instance(f"kind {of}", result.kind, str, "'forward', 'lemma' or 'gradient'")
    if not _is_sound(instance(f"left side {of}", result.left, Expr, "a SymPy expression")):
        raise SpecificationError(f"left side {of} holds what is no SymPy expression")
    if result.variable is not None:
        instance(f"variable {of}", result.variable, Variable, "a Variable or None")
    flag(f"unfinished {of}", result.unfinished)
    for line in several(f"lines {of}", result.lines, "a tuple of Lines"):
        if isinstance(line, Line):
            tuple_of(f"uses of a line {of}", line.uses, str)
            for what in ("rule", "stage"):
                instance(f"{what} of a line {of}", getattr(line, what), str, "text")


@dataclass(frozen=True)
class Facts:
    """What a rule may rely on: the model, and the results so far.

    Gradients are found by the name of dC/dv, lemmas by the name of the function.
    """

    model: Model
    results: Mapping[str, Result]


@dataclass(frozen=True)
class Results(Picklable):
    """Results in the order of the reverse pass, for one model."""

    model: Model
    results: tuple[Result, ...]

    def __post_init__(self) -> None:
        """Check that everything is of its kind; whether it is right is another question.

        Raises a SpecificationError if something is not. What a line says may be anything: a check tells that it is no
        expression.
        """
        instance("model", self.model, Model, "a Model")
        for each in several("results", self.results, "a tuple of Results"):
            _check_kinds(instance("result", each, Result, "a Result, such as derivation['dW1']"))

    @cached_property
    def by_target(self) -> dict[str, Result]:
        """Each result by its target."""
        return {result.target: result for result in self.results}

    @property
    def misfit(self) -> str:
        """What is said of the lines beside the model, and does not belong to them, in a sentence; nothing here."""
        return ""

    @cached_property
    def checked(self) -> dict[int, Any]:
        """What checks have found about these results, by their seeds: they are frozen, so that it stays true."""
        return {}

    def __getitem__(self, target: str) -> Result:
        """Return the result with this target.

        Raises an UnknownTargetError if the derivation holds no such result; the message lists those it holds.
        """
        if not isinstance(target, str) or target not in self.by_target:
            named = self.model.by_name.get(target[1:]) if isinstance(target, str) and target[:1] == "d" else None
            gradient = named.gradient if named is not None and named.gradient in self.by_target else None
            raise UnknownTargetError(say_unknown("target", target, self.by_target, gradient))
        return self.by_target[target]

    def __len__(self) -> int:
        """How many results there are."""
        return len(self.results)

    def __iter__(self) -> Iterator[Result]:
        """Go through the results, in their order."""
        return iter(self.results)

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets of the results, in their order."""
        return tuple(self.by_target)

    def keys(self) -> KeysView[str]:
        """Return the targets of the results, as a dict does: ``dict(derivation)`` has each result under its own."""
        return self.by_target.keys()

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.targets)

    def __contains__(self, target: object) -> bool:
        return isinstance(target, str) and target in self.by_target


def checked_derivation(given: object) -> Results:
    """Give the derivation, if it is one: one of its results is not."""
    return instance("derivation", given, Results, "a Derivation, which derive(...) returns")
