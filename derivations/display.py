"""What a notebook shows of a derivation's parts, and of records whose rooms must not know how mathematics is printed.

A notebook asks an object for ``_repr_latex_`` or ``_repr_markdown_``. A line alone has only SymPy's names; the lines
and results of the face know the model that says how they are printed. Rendering is loaded when something is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from derivations.engine import derivation as engine
from derivations.engine.model import Model
from derivations.errors import RuleError, shown
from derivations.notebook import PRINTERS


@dataclass(frozen=True, repr=False, eq=False)
class Line(engine.Line):
    """An expression, the rule that leads to it from the line before, and the results that it cites.

    A notebook shows it as mathematics.

    Examples
    --------
    >>> from derivations import Network, derive
    >>> line = derive(Network((2, 1)))["dW1"].lines[0]
    >>> line.rule, line.uses
    ('chain rule', ('delta1',))
    >>> line.expression
    Sum(Chain(delta1[i, s], Partial(z1[i, s], W1[j, k])), (i, 1, n_1), (s, 1, m))
    """

    model: Model = field(kw_only=True)
    # the result that it was derived in: there a term stands where it stood in the line before
    within: engine.Result | None = field(default=None, kw_only=True)

    def __repr__(self) -> str:
        return f"<Line by {self.rule!r}: {shown(self.expression)}>"

    def _repr_latex_(self) -> str:
        return _typeset(engine.Step(self, 0))


@dataclass(frozen=True, repr=False, eq=False)
class Result(engine.Result):
    """One derived quantity: its target, the lines that lead to its value, and the results that they cite.

    ``kind`` is "forward" (an equation of the model), "lemma" (the derivative of a function) or "gradient" (dC/dv).
    A notebook shows it line by line; where its derivation does not check, with the sentence that says why. One that was
    changed on its own is no part of a derivation, which alone has a check, and says so.

    Examples
    --------
    >>> from derivations import Network, derive
    >>> result = derive(Network((2, 1)))["dW1"]
    >>> result.target, result.kind, result.uses
    ('dW1', 'gradient', ('delta1',))
    >>> result.value
    Sum(Chain(delta1[j, s], a0[k, s]), (s, 1, m))
    """

    model: Model = field(kw_only=True)

    def __repr__(self) -> str:
        return f"<Result {self.target}: {len(self.lines)} lines>"

    def _repr_latex_(self) -> str:
        from derivations.rendering.notebook import result_latex  # noqa: PLC0415  when it is shown

        derivation = self.__dict__.get("derivation")
        return result_latex(self.model, self, "part of no derivation" if derivation is None else problem_of(derivation))


def problem_of(derivation: Any) -> str:
    """Return what a check of a derivation has found wrong, in a sentence; nothing where all is right."""
    try:
        derivation.require()
    except RuleError as error:
        return str(error)
    return ""


def belonging_to(derivation: engine.Results, result: engine.Result) -> Result:
    """Give a result of a derivation that knows it, and whose lines know the model that they speak of."""
    values, lines, model = _values(result, engine.Result), result.lines, derivation.model
    if not isinstance(result, Result):
        lines = tuple(Line(**_values(line, engine.Line), model=model, within=result) for line in lines)
    found = Result(**{**values, "lines": lines}, model=model)
    # no field: it is in no pickle, and two results are equal in whichever derivation they are
    found.__dict__["derivation"] = derivation
    return found


def _values(record: object, kind: type) -> dict[str, Any]:
    return {each.name: getattr(record, each.name) for each in fields(kind) if each.init}


def _typeset(record: object) -> str:
    from derivations.rendering.notebook import typeset  # noqa: PLC0415  when it is shown

    return typeset(record)


PRINTERS.append(_typeset)
