"""A result line by line: the formula, the rule that leads to it, and what its check found."""

from collections.abc import Sequence

import streamlit as st

from dashboard.state import shared
from derivations import CheckReport, LineCheck
from derivations.rendering.lines import PrintedLine, PrintedResult, theorem

PROVED = ":green[:material/done_all:]"
EQUAL = ":green[:material/check:]"
GIVEN = ":gray[given]"
WRONG = ":red[:material/close:]"
MARKS = f"{EQUAL} equals the line above at random points, to 50 digits · {PROVED} is also proved by algebra"


def draw_lines(result: PrintedResult, report: CheckReport | None = None, *, above: str = "") -> None:
    """Draw every line of a result, of the network that is shown unless the report of its check is given.

    What stands above them is drawn with them, since each element costs a message; no reader's words are in it.
    """
    report = report or shared.checks(result.target)
    lines, wrong = [above] if above else [], []
    for at, line in enumerate(result.lines):
        left = result.left if at == 0 else r"\phantom{" + result.left + "}" if len(result.left) < 60 else ""
        # a line may stand for several, of which none may be wrong
        checks = [report.by_line[result.target, number] for number in line.numbers]
        check = next((each for each in checks if not each.ok), checks[-1])
        mark = _mark(line, check)
        # a comma inside the formula, since a line would end before one that follows it
        note = f":small[{line.note.replace('$, ', ',$ ')}] {mark}"
        # the style sheet puts the rule beside the formula; it unfolds into the theorem and what the check has found
        lines.append(
            f"$$\n{left} = {line.breakable}\n$$\n\n<details><summary>\n\n{note}\n\n"
            f"</summary>\n\n{_words(line, check, tuple(dict.fromkeys(each.rule for each in checks)))}\n\n</details>"
        )
        wrong += [check.rule] if mark == WRONG else []
    st.markdown("\n\n".join(lines), unsafe_allow_html=True)
    for rule in wrong:
        st.error(f"The line with the red mark is wrong (rule: {rule}). Do not trust it or what follows from it.")


def _mark(line: PrintedLine, check: LineCheck) -> str:
    if not check.ok or line.translated is False:
        return WRONG
    if check.given:
        return GIVEN
    return PROVED if check.proved else EQUAL


def _words(line: PrintedLine, check: LineCheck, rules: Sequence[str]) -> str:
    """Say the theorem of every rule that leads to the line, each once, and what the check has found of the last."""
    if check.given:
        return f"**{line.rule}.** This is what the network computes: it is not derived from anything."
    before = "the left side" if line.number == 0 else "the line above"
    if not check.ok:
        if check.agrees:
            return f"This line does not follow: {check.misstep}."
        return f"This line differs from {before} by {check.difference:.1e}: the rule is wrong."
    if line.translated is False:
        return "Written out entry by entry, these matrices are not the index form: the translation is wrong."
    nearly = f" (largest relative difference {check.difference:.0e})" if check.difference else ""
    found = f"{EQUAL} Equal to {before} at {check.points} points, to 50 digits{nearly}, and what its rule gives."
    if check.proved:
        found += f"\n\n{PROVED} The two are also proved equal, wherever both have a value, with sums of two terms."
    if line.translated:
        found += f"\n\n{EQUAL} Written out entry by entry, these matrices are the index form."
    return "\n\n".join((*(f"**{rule}.** {theorem(rule)}" for rule in rules), found))
