"""The question of the page on computational graphs, which a forward pass judges: does the end move with an input?

Goes in: the expression with its inputs. Comes out: a question and a verdict. Must not know: how they are drawn.
"""

from __future__ import annotations

from math import copysign, isnan

from dashboard.components.questions import DOWN, MOST_DIGITS, STAYS, UP
from dashboard.components.sentences import with_minus
from dashboard.lab.graph import moment_of, run_graph
from dashboard.lab.graph_words import name_of, plain_number
from dashboard.lab.tries import Checkpoint, Verdict
from dashboard.state.graphs import EXPRESSION, GIVEN, current_run
from derivations.digits.beyond import exactly

SHARE = 1e-3  # of the input, or of 1: how far it moves


def _ask() -> str:
    run = current_run()
    if _judge() is None:
        return ""
    first, *_ = run.values
    return (
        f"Which way does ${name_of(run.graph, run.graph.nodes[-1].name)}$ move if ${name_of(run.graph, first)}$ grows?"
    )


def _judge() -> Verdict | None:
    run = current_run()
    first, *_ = run.values
    old = run.values[first]
    new = old + SHARE * max(1.0, abs(old))
    moved = run_graph(run.graph, {**run.values, first: new}, run.digits)
    if run.trouble or moved.trouble:
        return None
    last = run.graph.nodes[-1].name
    before, after = (moment_of(each, len(each.steps)).values[last] for each in (run, moved))
    gradient = moment_of(run, len(run.steps)).gradients[first]
    # 1 + 4e-18 is 1 as a float64, and moves all the same
    moves = exactly(after) - exactly(before) or exactly(gradient)
    if isnan(moves):
        # of numbers whose power of 10 is too long to be written
        moves = copysign(1, gradient)
    answer = UP if moves > 0 else DOWN if moves < 0 else STAYS
    names = name_of(run.graph, first), name_of(run.graph, last)
    moved_at_all = exactly(after) != exactly(before)
    because = f"From `{old:g}` to `{new:g}`, ${names[1]}$ "
    if moved_at_all or exactly(gradient):
        # as many digits as it takes to see a small move
        digits = next((each for each in range(8, MOST_DIGITS) if f"{before:.{each}g}" != f"{after:.{each}g}"), 8)
        because += f"goes from `{before:.{digits}g}` to `{after:.{digits}g}`"
        because += ": " if moved_at_all else ", less than a float64 can show; "
    else:
        because += f"stays `{before:.8g}`: "
    return Verdict(
        answer,
        with_minus(f"{because}per step of ${names[0]}$ its gradient, `{plain_number(gradient, run.digits)}`."),
        f"After the last event, look at the sign of the gradient that has come back to ${names[0]}$.",
    )


MOVES = Checkpoint(_ask, (UP, DOWN, STAYS), _judge, (EXPRESSION.name, *GIVEN))
