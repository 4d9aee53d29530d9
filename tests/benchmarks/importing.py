"""What `import derivations` costs, beside importing SymPy and NumPy alone, which it cannot do without.

Each turn is a fresh interpreter. Timed is the import, not the start of Python, which would flatter the ratio.
"""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.measure import Row, at_most, in_turn

ROOT = Path(__file__).resolve().parents[2]
REPEATS = 11

TIMED = """
from time import perf_counter
start = perf_counter()
import {modules}
print(perf_counter() - start)
"""


def rows() -> Iterator[Row]:
    """Measure everything here; the first turn, which writes the bytecode, does not count."""
    pair = in_turn(partial(importing, "derivations"), partial(importing, "numpy, sympy"), REPEATS)
    yield at_most("import derivations, beside import numpy, sympy", pair, 1.3)


def importing(modules: str, folder: Path = ROOT) -> float:
    """Import modules, the names separated by commas, in a fresh interpreter in this folder; give the seconds."""
    command = [sys.executable, "-c", TIMED.format(modules=modules)]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return float(ran.stdout)
