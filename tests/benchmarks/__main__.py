"""Every comparison in one table: `python -m tests.benchmarks`, or some: `python -m tests.benchmarks derivation page`.

It ends with 1 if a target was not met, or not measured.
"""

import gc
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterable

from tests.benchmarks import checking, derivation, formulas, importing, models, optimisers, page, training
from tests.benchmarks.measure import Row, heading, line

MODULES: dict[str, Callable[[], Iterable[Row]]] = {
    "importing": importing.rows,
    "derivation": derivation.rows,
    "checking": checking.rows,
    "models": models.rows,
    "formulas": formulas.rows,
    "training": training.rows,
    "optimisers": optimisers.rows,
    "page": page.rows,
}


def main(names: list[str]) -> int:
    """Print a row as soon as it is measured; return 0 if every target was met."""
    parser = ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("modules", nargs="*", type=_known, metavar="module", help=", ".join(MODULES))
    chosen = parser.parse_args(names).modules or MODULES
    print(heading(), flush=True)
    met = True
    for name in chosen:
        for row in MODULES[name]():
            print(line(row), flush=True)
            met = met and row.met
    return 0 if met else 1


def _known(name: str) -> str:
    if name not in MODULES:
        raise ArgumentTypeError(f"module {name!r}; known: {', '.join(MODULES)}")
    return name


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)  # as Ctrl+C does, so that no server outlives a run that `timeout` has ended
    gc.disable()  # as timeit does: a collection in one turn is not the work of that turn
    sys.exit(main(sys.argv[1:]))
