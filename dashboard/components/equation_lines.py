"""A result line by line: the formula, the rule that leads to it, and what its check found."""

import re
from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.state import shared
from derivations import CheckReport, LineCheck
from derivations.rendering.lines import PrintedLine, PrintedResult, theorem

PROVED = ":green[:material/done_all:]"
EQUAL = ":green[:material/check:]"
GIVEN = ":gray[given]"
WRONG = ":red[:material/close:]"
MARKS = f"{EQUAL} equals the line above at random points, to 50 digits · {PROVED} is also proved by algebra"


def draw_lines(
    result: PrintedResult,
    report: CheckReport | None = None,
    *,
    above: str = "",
    below: Sequence[str] = (),
    explain: Callable[[PrintedLine, Sequence[LineCheck]], str] | None = None,
) -> None:
    """Draw every line of a result, of the network that is shown unless the report of its check is given.

    What stands above and below is drawn with them, since each element costs a message; no reader's words are in it.
    ``explain`` says what a line unfolds into, where its rules and its check are others than those of a derivation.
    """
    report, explain = report or shared.checks(result.target), explain or _words
    lines, wrong = [above] if above else [], []
    for at, line in enumerate(result.lines):
        left = result.left if at == 0 else r"\phantom{" + result.left + "}" if len(result.left) < 60 else ""
        # a line may stand for several: its mark is that of the worst of them
        checks = [report.by_line[result.target, number] for number in line.numbers]
        mark = _mark(line, checks)
        note = f":small[{_with_signs_inside(line.note)}] {mark}"
        # the style sheet puts the rule beside the formula; it unfolds into the theorem and what the check has found
        lines.append(
            f"$$\n{left} = {line.breakable}\n$$\n\n<details><summary>\n\n{note}\n\n"
            f"</summary>\n\n{explain(line, checks)}\n\n</details>"
        )
        wrong += [_worst(checks).rule] if mark == WRONG else []
    st.markdown("\n\n".join((*lines, *below)), unsafe_allow_html=True)
    for rule in wrong:
        st.error(f"The line with the red mark is wrong (rule: {rule}). Do not trust it or what follows from it.")


def _mark(line: PrintedLine, checks: Sequence[LineCheck]) -> str:
    if not _worst(checks).ok or line.translated is False:
        return WRONG
    if all(each.given for each in checks):
        return GIVEN
    return PROVED if _proved(checks) else EQUAL


def _worst(checks: Sequence[LineCheck]) -> LineCheck:
    """Return the first check that failed, else the last one."""
    return next((each for each in checks if not each.ok), checks[-1])


def _proved(checks: Sequence[LineCheck]) -> bool:
    return all(each.proved or each.given for each in checks)


def _words(line: PrintedLine, checks: Sequence[LineCheck]) -> str:
    """Say the theorem of every rule that leads to the line, each once, and what the checks found of all of them."""
    worst = _worst(checks)
    if all(each.given for each in checks):
        return f"**{line.rule}.** This is what the network computes: it is not derived from anything."
    before = "the left side" if line.numbers[0] == 0 else "the line above"
    if not worst.ok:
        if worst.agrees:
            return f"This line does not follow: {worst.misstep}."
        return f"This line differs from {before} by {worst.difference:.1e}: the rule is wrong."
    if line.translated is False:
        return "Written out entry by entry, these matrices are not the index form: the translation is wrong."
    derived = [each for each in checks if not each.given]
    points, largest = min(each.points for each in derived), max(each.difference for each in derived)
    nearly = f" (largest relative difference {largest:.0e})" if largest else ""
    steps = f", in {len(derived)} lines of which each was checked" if len(derived) > 1 else ""
    found = f"{EQUAL} Equal to {before} at {points} points, to 50 digits{nearly}, and what its rule gives{steps}."
    if _proved(checks):
        found += f"\n\n{PROVED} The two are also proved equal, wherever both have a value, with sums of two terms."
    if line.translated:
        found += f"\n\n{EQUAL} Written out entry by entry, these matrices are the index form."
    return print_theorems(checks, theorem, found)


def print_theorems(checks: Sequence[LineCheck], say: Callable[[str], str], found: str) -> str:
    """Say the theorem of every rule that leads to a line, each once, and what the checks found."""
    rules = dict.fromkeys(each.rule for each in checks)
    return "\n\n".join((*(f"**{rule}.** {_with_signs_inside(say(rule))}" for rule in rules), found))


def _with_signs_inside(words: str) -> str:
    """Put a comma that follows a formula into it: else a line could end before the comma."""
    return re.sub(r"\$([,.;:])(?=\s|$)", r"\1$", words)
