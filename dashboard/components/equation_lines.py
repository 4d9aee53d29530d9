"""A result line by line: the formula, the rule that leads to it, and what its check found."""

import streamlit as st

from dashboard.state import shared
from derivations import CheckReport, LineCheck
from derivations.rendering.breaking import breakable
from derivations.rendering.lines import PrintedLine, PrintedResult, theorem

PROVED = ":green[:material/done_all:]"
EQUAL = ":green[:material/check:]"
GIVEN = ":gray[given]"
WRONG = ":red[:material/close:]"
MARKS = f"{EQUAL} equals the line above at random points, to 50 digits · {PROVED} is also proved by algebra"


def draw_lines(result: PrintedResult, report: CheckReport | None = None) -> None:
    """Draw every line of a result, of the network that is shown unless the report of its check is given."""
    report = report or shared.checks(result.target)
    for at, line in enumerate(result.lines):
        left = result.left if at == 0 else r"\phantom{" + result.left + "}" if len(result.left) < 60 else ""
        # a line may stand for several, of which none may be wrong
        checks = [report.by_line[result.target, number] for number in line.numbers]
        check = next((each for each in checks if not each.ok), checks[-1])
        # one element a line, since each costs a message; the style sheet puts the rule beside the formula
        # a comma inside the formula, since a line would end before one that follows it
        note = f":small[{line.note.replace('$, ', ',$ ')}] {_mark(line, check)}"
        st.markdown(f"$$\n{left} = {breakable(line.formula)}\n$$\n\n{note}", help=_words(line, check))
        if _mark(line, check) == WRONG:
            st.error(f"This line is wrong (rule: {check.rule}). Do not trust it or what follows from it.")


def _mark(line: PrintedLine, check: LineCheck) -> str:
    if not check.ok or line.translated is False:
        return WRONG
    if check.given:
        return GIVEN
    return PROVED if check.proved else EQUAL


def _words(line: PrintedLine, check: LineCheck) -> str:
    if check.given:
        return f"**{line.rule}.** This is what the network computes: it is not derived from anything."
    before = "the left side" if line.number == 0 else "the line above"
    if not check.ok:
        if check.agrees:
            return f"This line does not follow: {check.misstep}."
        return f"This line differs from {before} by {check.difference:.1e}: the rule is wrong."
    if line.translated is False:
        return "Written out entry by entry, these matrices are not the index form: the translation is wrong."
    found = (
        f"{EQUAL} Equal to {before} at {check.points} points, to 50 digits, and what its rule gives "
        f"(largest relative difference {check.difference:.0e})."
    )
    if check.proved:
        found += f"\n\n{PROVED} The two are also proved equal, wherever both have a value, with sums of two terms."
    if line.translated:
        found += f"\n\n{EQUAL} Written out entry by entry, these matrices are the index form."
    return f"**{line.rule}.** {theorem(line.rule)}\n\n{found}"
