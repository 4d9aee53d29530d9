"""Measure two things that do the same work side by side, and say what came out.

Goes in: two functions, or two numbers. Comes out: a row of a table. Must not know: what the work is.
"""

from collections.abc import Callable, Iterable
from math import isnan, nan
from statistics import median
from time import perf_counter
from typing import NamedTuple

WIDTH = 86


class Pair(NamedTuple):
    """What was measured: seconds per call, or a count of operations (then ``unit`` says "operations")."""

    ours: float
    other: float
    unit: str = "s"


class Row(NamedTuple):
    """One comparison: the library and something else, and the target that their ratio has."""

    name: str
    measured: Pair
    ratio: float
    target: str
    met: bool


Clock = Callable[[], float]


def seconds(
    function: Callable[[], object], before: Callable[[], object] | None = None, clock: Clock = perf_counter
) -> float:
    """Time one call; what has to come ``before`` it is not timed.

    By ``process_time`` it is the time of the processor alone: the same on an idle machine, for what runs in one thread,
    and on a busy one without what others do there.
    """
    if before is not None:
        before()
    start = clock()
    function()
    return clock() - start


def side_by_side(
    ours: Callable[[], object],
    other: Callable[[], object],
    repeats: int,
    calls: int = 1,
    *,
    times: int = 1,
    before: Callable[[], object] | None = None,
    clock: Clock = perf_counter,
) -> Pair:
    """Call both in turn, `repeats` times, and give the median times per call.

    Taking turns lets a busy machine slow both down alike, so that the ratio stays. Each turn makes `calls` calls: take
    enough for a turn to last longer than the clock's own grain. Ours makes `times` as many: a busy machine gives time
    in slices, and slows a turn that is shorter than one by nothing or by far too much. One turn of each comes first,
    unmeasured; `before` runs ahead of every turn, untimed.
    """

    def turn(function: Callable[[], object], calls: int) -> None:
        for _ in range(calls):
            function()

    def timed(function: Callable[[], object], calls: int) -> float:
        return seconds(lambda: turn(function, calls), before, clock) / calls

    return in_turn(lambda: timed(ours, calls * times), lambda: timed(other, calls), repeats)


def in_turn(ours: Callable[[], float], other: Callable[[], float], repeats: int) -> Pair:
    """Let two functions that measure themselves take turns; give the medians, the first turn left out."""
    measured = [(ours(), other()) for _ in range(repeats + 1)][1:]
    return Pair(median(pair[0] for pair in measured), median(pair[1] for pair in measured))


def at_least(name: str, measured: Pair, factor: float) -> Row:
    """Say how many times faster than the other we are; the target is a smallest factor."""
    ratio = measured.other / measured.ours
    return Row(name, measured, ratio, f"at least {factor:g} times faster", ratio >= factor)


def at_most(name: str, measured: Pair, factor: float) -> Row:
    """Say how many times what the other takes we take; the target is a largest factor."""
    ratio = measured.ours / measured.other
    what = "the time" if measured.unit == "s" else f"the {measured.unit}"
    return Row(name, measured, ratio, f"at most {factor:g} times {what}", ratio <= factor)


def left_out(name: str, reason: str) -> Row:
    """Say that a comparison could not be made, and why; it does not count as met."""
    return Row(name, Pair(nan, nan), nan, f"left out: {reason}", False)


def table(rows: Iterable[Row]) -> str:
    """Lay rows out for reading."""
    return "\n".join((heading(), *(line(row) for row in rows)))


def heading() -> str:
    """Name the columns of the table."""
    return f"{'':<{WIDTH}} {'ours':>10} {'other':>10} {'ratio':>8}  target"


def line(row: Row) -> str:
    """Lay one row out, under the heading."""
    if isnan(row.ratio):
        return f"{row.name:<{WIDTH}} {row.target}"
    ours, other = (_amount(amount, row.measured.unit) for amount in row.measured[:2])
    verdict = "met" if row.met else "NOT MET"
    return f"{row.name:<{WIDTH}} {ours:>10} {other:>10} {row.ratio:8.2f}  {row.target:<31} {verdict}"


def _amount(amount: float, unit: str) -> str:
    if unit != "s":
        return f"{amount:.3g}" if amount >= 1e6 else f"{amount:.0f}"
    if amount < 1e-3:
        return f"{amount * 1e6:.1f} us"
    return f"{amount * 1e3:.2f} ms" if amount < 1 else f"{amount:.2f} s"
