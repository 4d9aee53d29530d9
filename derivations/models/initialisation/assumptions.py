"""What the variance argument takes for granted, as data and in sentences.

Goes in: names of variables. Comes out: a record that rules look things up in, and what a reader is told.
Must not know: rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from derivations.engine.model import Model


@dataclass(frozen=True)
class Assumptions:
    """What an argument takes for granted; every entry is the name of a variable."""

    # each entry has expectation 0
    zero_mean: tuple[str, ...] = ()
    # whatever stands in one group is independent of the other groups
    independent: tuple[tuple[str, ...], ...] = ()
    # two different entries have E[x y] = 0
    uncorrelated: tuple[str, ...] = ()
    # all entries have one distribution
    alike: tuple[str, ...] = ()
    # x and -x have one distribution, and x is never exactly 0
    symmetric: tuple[str, ...] = ()
    # is 0
    zero: tuple[str, ...] = ()


def sentences(facts: Assumptions, model: Model) -> tuple[str, ...]:
    """Say the assumptions in words, one sentence each."""

    def name(name_of_variable: str) -> str:
        variable = model.by_name.get(name_of_variable) or model.by_gradient[name_of_variable]
        return f"${variable.latex if name_of_variable in model.by_name else variable.gradient_latex}$"

    def list_names(names: tuple[str, ...]) -> str:
        return ", ".join(name(each) for each in names)

    return (
        f"The mean is 0: {list_names(facts.zero_mean)}.",
        f"Independent of each other: {'; '.join(list_names(group) for group in facts.independent)}.",
        f"Different entries are uncorrelated: {list_names(facts.uncorrelated)}.",
        f"All entries have one distribution: {list_names(facts.alike)}.",
        f"As likely positive as negative, and never exactly 0: {list_names(facts.symmetric)}.",
        *((f"Is 0: {list_names(facts.zero)}.",) if facts.zero else ()),
    )
