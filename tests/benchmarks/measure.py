"""Time two functions side by side, and say what came out.

Goes in: two functions that do the same work. Comes out: a row of a table.
Must not know: what the work is.
"""

from collections.abc import Callable, Iterable
from math import isnan
from statistics import median
from time import perf_counter
from typing import NamedTuple


class Row(NamedTuple):
    """One comparison: seconds of the library and of something else, and the target that their ratio has."""

    name: str
    ours_seconds: float
    other_seconds: float
    ratio: float
    target: str
    met: bool


class Times(NamedTuple):
    """Medians, in seconds per call."""

    ours: float
    other: float


def side_by_side(ours: Callable[[], object], other: Callable[[], object], repeats: int, calls: int = 1) -> Times:
    """Call both in turn, `repeats` times, and give the median times per call.

    Taking turns lets a busy machine slow both down alike, so that the ratio stays. Each turn makes `calls` calls: take
    enough for a turn to last longer than the clock's own grain. One turn of each comes before, unmeasured.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(repeats + 1):
        for function, measured in zip((ours, other), times, strict=True):
            start = perf_counter()
            for _ in range(calls):
                function()
            if turn:
                measured.append((perf_counter() - start) / calls)
    return Times(median(times[0]), median(times[1]))


def at_least(name: str, times: Times, factor: float) -> Row:
    """Say how many times faster than the other we are; the target is a smallest factor."""
    ratio = times.other / times.ours
    return Row(name, *times, ratio, f"at least {factor:g} times faster", ratio >= factor)


def at_most(name: str, times: Times, factor: float) -> Row:
    """Say how many times the other's time we take; the target is a largest factor."""
    ratio = times.ours / times.other
    return Row(name, *times, ratio, f"at most {factor:g} times the time", ratio <= factor)


def left_out(name: str, reason: str) -> Row:
    """Say that a comparison could not be made, and why; it does not count as met."""
    nothing = float("nan")
    return Row(name, nothing, nothing, nothing, f"left out: {reason}", False)


def table(rows: Iterable[Row]) -> str:
    """Lay rows out for reading."""
    lines = [f"{'':<80} {'ours':>10} {'other':>10} {'ratio':>7}  target"]
    for row in rows:
        if isnan(row.ratio):
            lines.append(f"{row.name:<80} {row.target}")
            continue
        numbers = f"{_seconds(row.ours_seconds)} {_seconds(row.other_seconds)} {row.ratio:7.2f}"
        lines.append(f"{row.name:<80} {numbers}  {row.target:<26} {'met' if row.met else 'NOT MET'}")
    return "\n".join(lines)


def _seconds(seconds: float) -> str:
    return f"{seconds * 1e6:>7.1f} us" if seconds < 1e-3 else f"{seconds * 1e3:>7.2f} ms"
