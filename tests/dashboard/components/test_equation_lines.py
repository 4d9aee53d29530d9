"""A printed line that stands for several has the mark of all of them: proved only if each is, wrong if one is."""

from dataclasses import replace
from typing import Any

import pytest
import streamlit as st

from dashboard.components.equation_lines import EQUAL, PROVED, WRONG, draw_lines
from derivations import CheckReport, Network, derive
from derivations.rendering.lines import print_result


def draw(report: CheckReport, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Draw the key lines of delta of the last layer; return them, and the errors below them."""
    said: list[str] = []
    monkeypatch.setattr(st, "markdown", lambda text, **_: said.extend(text.split("$$\n\n")[1:]))
    monkeypatch.setattr(st, "error", said.append)
    draw_lines(print_result(derive(Network((2, 1))), "delta1", depth="key"), report)
    return said


def change(report: CheckReport, line: int, **found: Any) -> CheckReport:
    return replace(report, rows=tuple(replace(row, **found) if row.line == line else row for row in report.rows))


def test_a_folded_line_is_as_good_as_the_worst_line_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    derivation = derive(Network((2, 1)))
    report = derivation.check(["delta1"])
    lines = print_result(derivation, "delta1", depth="key").lines
    at = next(at for at, line in enumerate(lines) if len(line.numbers) > 1)
    folded = lines[at].numbers
    right = draw(report, monkeypatch)
    assert PROVED in right[at].split("</summary>")[0]
    assert f"in {len(folded)} lines" in right[at]
    for number in folded:
        unproved = draw(change(report, number, proved=False), monkeypatch)[at]
        assert PROVED not in unproved
        assert EQUAL in unproved.split("</summary>")[0]
        off = draw(change(report, number, difference=3e-55), monkeypatch)[at]
        assert "largest relative difference 3e-55" in off
        wrong = draw(change(report, number, difference=0.5), monkeypatch)
        assert WRONG in wrong[at]
        assert "differs from" in wrong[at]
        assert "red mark" in wrong[-1]
