"""The question of the page on gates, which the unit judges: how many rows are above another threshold?

Goes in: the unit as it is set. Comes out: a question and a verdict. Must not know: how it is drawn.
"""

from __future__ import annotations

from dashboard.components.perceptron_panel import say_row
from dashboard.components.sentences import with_minus
from dashboard.lab.gates import Unit, rows_of
from dashboard.lab.tries import Checkpoint, Verdict
from dashboard.state.gates import SET, current_gate, current_unit

MORE = 0.5
ANSWERS = ("none", "one", "two", "three", "all")


def _ask() -> str:
    return rf"If the threshold $\theta$ grew by {MORE:g}, of how many rows would this unit say 1?"


def _judge() -> Verdict:
    unit = current_unit()
    moved = rows_of(Unit(unit.weights, round(unit.threshold + MORE, 1)), current_gate())
    threshold = with_minus(f"`{unit.threshold + MORE:g}`")
    return Verdict(
        ANSWERS[sum(row.output for row in moved)],
        rf"The sums are {', '.join(map(say_row, moved))}; above {threshold} the unit says 1.",
        r"The fourth column of the table has the sums: which of them are above the new threshold?",
    )


ABOVE = Checkpoint(_ask, ANSWERS, _judge, SET)
