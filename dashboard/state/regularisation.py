"""What the page on regularisation sets: a method, its strength, what is trained; and the trainings that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from dashboard.lab.option import Option
from dashboard.lab.regularised_step import LAYER, UNITS_OF, largest
from dashboard.lab.regularising import BASE, HIDDEN, Fit, make_data
from dashboard.state import controls, shared
from dashboard.state.optimisers import read_within
from dashboard.state.visit import current
from derivations import Convention, Settings
from derivations.matching.binding import bind
from derivations.numeric.network.problem import pose

METHODS = {"l2": "L2", "l1": "L1", "dropout": "Dropout", "batch_norm": "Batch norm"}
# what is derived of each method
RESULTS = {
    "l2": (f"dW{LAYER}",),
    "l1": (f"dW{LAYER}", "absolute'"),
    "dropout": (f"delta{UNITS_OF}", f"da{UNITS_OF}"),
    "batch_norm": tuple(f"{name}{UNITS_OF}" for name in ("delta", "dmu", "dv", "dzhat", "dgamma", "dbeta")),
}
# and what it is: the equations that it adds to the network
EQUATIONS = {
    "l2": (f"omega{LAYER}",),
    "l1": (f"omega{LAYER}",),
    "dropout": (f"h{UNITS_OF}",),
    "batch_norm": tuple(f"{name}{UNITS_OF}" for name in ("mu", "v", "zhat", "u")),
}
SYMBOLS = {
    f"dW{LAYER}": "∂C/∂w",
    "absolute'": "|w|′",
    f"da{UNITS_OF}": "∂C/∂a",
    f"delta{UNITS_OF}": "δ",
    f"dmu{UNITS_OF}": "∂C/∂μ",
    f"dv{UNITS_OF}": "∂C/∂v",
    f"dzhat{UNITS_OF}": "∂C/∂ẑ",
    f"dgamma{UNITS_OF}": "∂C/∂γ",
    f"dbeta{UNITS_OF}": "∂C/∂β",
}
PIECE = 0.15  # seconds of training in a picture
MOST_FITS = 8
LARGEST_START = 999
MOST_COST = 10  # of L2 and L1

METHOD = Option("regularise", "l2", tuple(METHODS), METHODS)
TOGETHER = Option("reg_together", False, (True, False))
L2 = Option("reg_l2", 0.01, parse=read_within(0, MOST_COST))
L1 = Option("reg_l1", 0.005, parse=read_within(0, MOST_COST))
DROPOUT = Option("reg_dropout", 0.3, parse=read_within(0, 0.9))
NORM = Option("reg_norm", True, (True, False))
UNITS = Option("reg_hidden", (16, 16), HIDDEN, {each: "-".join(map(str, each)) for each in HIDDEN})
RATE = Option("reg_rate", BASE.learning_rate, parse=read_within(1e-4, 10))
EPOCHS = Option("reg_epochs", BASE.epochs, (200, 500, 1000, 2000))
START = Option("reg_start", 1, parse=read_within(1, LARGEST_START, whole=True))
DERIVED = Option("reg_derived", f"dW{LAYER}", tuple(SYMBOLS), SYMBOLS)
LINES = Option("reg_lines", "key", ("key", "every"), {"key": "key lines", "every": "every line"})
TO = Option("reg_to", None, parse=read_within(1, 32, whole=True))
FROM = Option("reg_from", None, parse=read_within(1, 32, whole=True))
SAMPLE = Option("reg_sample", None, parse=read_within(1, 40, whole=True))
STRENGTHS = {"l2": L2, "l1": L1, "dropout": DROPOUT, "batch_norm": NORM}
OPTIONS = (METHOD, TOGETHER, *STRENGTHS.values(), UNITS, RATE, EPOCHS, START, DERIVED, LINES, TO, FROM, SAMPLE)
# what is trained
TRAINED = tuple(each.name for each in (METHOD, TOGETHER, *STRENGTHS.values(), UNITS, RATE, EPOCHS, START))

data = lru_cache(maxsize=1)(make_data)


def used() -> dict[str, Any]:
    """Return the methods that are used, each with its strength: the one that is looked at, or all that are set."""
    names = METHODS if controls.value(TOGETHER) else (controls.value(METHOD),)
    return {name: controls.value(STRENGTHS[name]) for name in names}


def current_settings(**strengths: Any) -> Settings:
    """Return how the page's network is trained; with none of the methods unless they are given."""
    return replace(
        BASE,
        hidden=controls.value(UNITS),
        learning_rate=float(controls.value(RATE)),
        epochs=controls.value(EPOCHS),
        **strengths,
    )


def current_fits() -> tuple[Fit, Fit]:
    """Return the training without and the one with what is set, from the same start, each a piece further."""
    found = fit_of(current_settings()), fit_of(current_settings(**used()))
    for each in found:
        each.go_on(PIECE)
    return found


def fit_of(settings: Settings) -> Fit:
    """Return the training with these settings from the start that is set: begun once, and kept while it is among the
    last ones of the visit.
    """
    kept, key = current().fits, (settings, controls.value(START))
    fit = kept.pop(key) if key in kept else Fit(data(), *key)
    while len(kept) >= MOST_FITS:
        del kept[next(iter(kept))]
    kept[key] = fit
    return fit


def are_finished() -> bool:
    """Whether both trainings have come to their end."""
    return all(each.finished for each in current_fits())


def is_used() -> bool:
    """Whether the method that is looked at does anything in the training."""
    return bool(used()[controls.value(METHOD)])


def current_lines() -> shared.DerivedLines:
    """Return the derivation of the network that is trained with what is set; if the method that is looked at does
    nothing there, of one with it alone.
    """
    wanted = used() if is_used() else {controls.value(METHOD): STRENGTHS[controls.value(METHOD)].default}
    return _derive(current_settings(**wanted))


def current_target() -> str:
    """Return what is derived: what was chosen, if the method has it."""
    known = RESULTS[controls.value(METHOD)]
    own = controls.value(DERIVED)
    return own if own in known else known[0]


def current_place(fit: Fit, arrays: Mapping[str, Any]) -> tuple[int, int]:
    """Return whose numbers are put in, (unit, source) of a weight or (unit, sample): unless set, the largest; the last
    there is for a larger number.
    """
    of_weight, units = controls.value(METHOD) in ("l2", "l1"), controls.value(UNITS)
    most = units[::-1] if of_weight else (units[0], fit.data.train.samples)
    usual = largest(fit, arrays, of_weight=of_weight)
    wanted = controls.value(TO), controls.value(FROM if of_weight else SAMPLE)
    to, other = (
        first if own is None else min(int(own), end) for own, first, end in zip(wanted, usual, most, strict=True)
    )
    return to, other


def trace(fit: Fit) -> dict[str, Any]:
    """Execute the derivation of a trained network: every array by its name."""
    learned, network = fit.data.train, fit.network
    problem = pose(network, fit.parameters, learned.inputs, learned.targets, Convention()).holding(fit.masks, None)
    bound = bind(problem)
    return {**bound, **_derive(fit.settings).program.arrays.trace(**bound)}


def _derive(settings: Settings) -> shared.DerivedLines:
    # the share that is dropped is a symbol
    shape = replace(settings, dropout=DROPOUT.default if settings.dropout else 0.0)
    return shared.derive_lines(shape.network(2, 1), Convention())
