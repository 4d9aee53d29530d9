"""Checking all lines: by depth, beside deriving them, and a second time.

SymPy keeps what it has computed, so its cache is emptied before every turn; the lines are derived untimed. All of this
runs in one thread, so it is timed by the processor: the ratio is the same on a busy machine.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from time import process_time

from sympy.core.cache import clear_cache

from derivations import Derivation, Network, derive
from derivations.engine.check import check
from tests.benchmarks.derivation import KINDS, layers
from tests.benchmarks.measure import Row, at_most, in_turn
from tests.benchmarks.measure import seconds as seconds_by

SMALL = Network((2, 2, 2), "sigmoid", "mse")
REPEATS = 3
seconds = partial(seconds_by, clock=process_time)


def rows() -> Iterator[Row]:
    """Measure everything here."""
    for words, normalised in (("sigmoid", False), ("sigmoid, batch normalisation", True)):
        for deep, flat in ((16, 2), (64, 8)):
            ours, other = (replace(layers(count, *KINDS[0]), batch_norm=normalised) for count in (deep, flat))
            pair = in_turn(partial(checking, ours), partial(checking, other), REPEATS)
            yield at_most(f"{words}: {deep} layers, beside {flat} layers: check", pair, 10)
    pair = in_turn(partial(checking, SMALL), lambda: seconds(partial(derive, SMALL), clear_cache), 2 * REPEATS)
    yield at_most("2-2-2, sigmoid, mse: check, beside its derivation", pair, 3)
    yield at_most("2-2-2, sigmoid, mse: a second check, beside the first", in_turn(second, first, 2 * REPEATS), 0.01)
    yield at_most("2-2-2, sigmoid, mse: the check in its notes, beside the first", in_turn(noted, first, REPEATS), 0.02)


def checking(network: Network) -> float:
    """Time the check of a network that has just been derived.

    Raises
    ------
    RuleError
        If a line is wrong: that is not timed.
    """
    derivation = fresh(network)
    took = seconds(derivation.check)
    derivation.check().require()
    return took


def first() -> float:
    """Time the first check of the small network."""
    return seconds(fresh(SMALL).check)


def second() -> float:
    """Time the check of the small network after it was checked."""
    derivation = fresh(SMALL)
    derivation.check()
    return seconds(derivation.check)


def noted() -> float:
    """Time what the notes ask of the check, after it was made: the rows of every result."""
    derivation = fresh(SMALL)
    derivation.check()
    return seconds(partial(check, derivation, tuple(derivation.by_target)))


def fresh(network: Network) -> Derivation:
    """Derive a network as if for the first time."""
    clear_cache()
    return derive(network)
