"""What is derived, once for all visits: it depends on no reader. What comes of a reader's own formula stays with him.

Goes in: a network and the factors of its cost. Comes out: a derivation, its program, its checks, its printed lines.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, lru_cache
from threading import RLock
from typing import Any

from dashboard.lab.colours import factor_colours
from dashboard.lab.selection import Selection
from dashboard.lab.settings import Settings
from dashboard.state.visit import current, dark, settings
from derivations import CheckReport, Convention, Derivation, Network, Program, derive
from derivations.engine.reverse import differentiate
from derivations.export.notes import FORMATS
from derivations.models import names
from derivations.models.one_sample import one_sample
from derivations.rendering.latex import latex
from derivations.rendering.lines import PrintedResult, print_matrices, print_result
from derivations.rendering.matrix_style import MatrixStyle
from derivations.rendering.numbers import LineInNumbers, Template, find_slope, keeps_digits, template
from derivations.rendering.style import Style
from derivations.views.compiled import Lookup
from derivations.views.layout import layout as layout_of

MOST_NETWORKS = 64
MOST_OWN = 8  # of one reader
MOST_LINES = 512  # of one network, in all views


class DerivedLines:
    """A derivation, once for all sizes of the layers, and what is printed of it.

    What takes long is made by one visitor while the others wait for it (single flight).
    """

    def __init__(self, shape: Network, convention: Convention, one: bool) -> None:
        self.shape = shape
        self.convention = convention
        self.one = one
        self._lock = RLock()
        self._checks: dict[str, CheckReport] = {}
        # caches of this object: they are freed with it
        self.lines = lru_cache(MOST_LINES)(self._lines)
        self.matrices = lru_cache(MOST_LINES)(self._matrices)
        self.template = lru_cache(MOST_LINES)(self._template)
        self.once = lru_cache(MOST_LINES)(self._once)

    @property
    def derivation(self) -> Derivation:
        """The derivation."""
        with self._lock:
            return self._derivation

    @property
    def program(self) -> Program:
        """The compiled derivation."""
        with self._lock:
            return self._program

    @cached_property
    def _derivation(self) -> Derivation:
        if self.one:
            lines = differentiate(one_sample(self.shape, self.convention))
            return Derivation(lines.model, lines.results)
        return derive(self.shape, self.convention)

    @cached_property
    def _program(self) -> Program:
        return self._derivation.compile()

    def check(self, target: str) -> CheckReport:
        """Check the lines of one result."""
        with self._lock:
            if target not in self._checks:
                self._checks[target] = self._derivation.check([target])
            return self._checks[target]

    @cached_property
    def functions(self) -> tuple[tuple[str, str], ...]:
        """The functions that the equations use, printed: letter and definition; last those of the last layer."""
        model = self.derivation.model
        return tuple((each.latex, latex(each.as_typed, model, Style())) for each in model.definitions)

    def _once(self, make: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Make what a page needs of this derivation, once for the same arguments: ``make`` is given it before them."""
        with self._lock:
            return make(self, *arguments, **options)

    def _lines(self, target: str, depth: str, *, on_dark: bool | None) -> PrintedResult:
        return print_result(
            self.derivation, target, None if on_dark is None else factor_colours(dark=on_dark), depth=depth
        )

    def _matrices(
        self, target: str, depth: str, sizes: tuple[int, ...], samples: int, layout: str, *, on_dark: bool | None
    ) -> PrintedResult:
        colours = None if on_dark is None else factor_colours(dark=on_dark)
        style = MatrixStyle(shapes=True, sizes=size_numbers(sizes, samples), colours=colours)
        return print_matrices(self.derivation, target, layout_of(layout), style, depth=depth)

    def _template(
        self, looked_at: Selection, line: int | None, sizes: tuple[int, ...], samples: int, *, on_dark: bool | None
    ) -> Template:
        result = self.derivation[looked_at.target]
        expression = result.left if line is None else result.lines[line].expression
        colours = None if on_dark is None else factor_colours(dark=on_dark)
        return template(expression, looked_at.indices, size_numbers(sizes, samples), self.derivation, colours)


def derive_lines(network: Network, convention: Convention, *, one: bool = False) -> DerivedLines:
    """Return what is derived of a network, for a batch or for one sample.

    Sizes, how much a penalty counts and how many activations are dropped make no difference to it.
    """
    functions = (network.loss, *(network.activation(layer) for layer in range(1, network.depth + 1)))
    if not all(isinstance(each, str) for each in functions):
        shape = _any_sizes(network)
        own = current().derived
        if (shape, convention, one) not in own:
            while len(own) >= MOST_OWN:
                del own[next(iter(own))]
            own[shape, convention, one] = DerivedLines(shape, convention, one)
        return own[shape, convention, one]
    with _SHARING:
        return _derive_once(_known_shape(network), convention, one)


_SHARING = RLock()


@lru_cache(maxsize=MOST_NETWORKS)
def _derive_once(shape: Network, convention: Convention, one: bool) -> DerivedLines:
    return DerivedLines(shape, convention, one)


@lru_cache(maxsize=MOST_NETWORKS)
def _known_shape(network: Network) -> Network:
    # called six times a picture, and making a network validates it
    return _any_sizes(network)


def _any_sizes(network: Network) -> Network:
    # two units are the fewest that every activation allows
    rates = tuple(0.5 * (network.drops(layer) > 0) for layer in range(1, network.depth + 1))
    sizes, l1, l2 = (2,) * (network.depth + 1), float(network.l1 > 0), float(network.l2 > 0)
    return replace(network, sizes=sizes, l1=l1, l2=l2, dropout=rates)


def size_numbers(sizes: tuple[int, ...], samples: int) -> dict[Any, int]:
    """Return the numbers that the sizes stand for."""
    return {names.SAMPLES: samples} | {names.units(layer): size for layer, size in enumerate(sizes)}


# The functions below are about the network that is shown.


def lines_of_network(network: Network | None = None) -> DerivedLines:
    """Return what is derived of the network that is shown, or of another one."""
    here = current()
    now = here.settings
    if network is not None:
        return derive_lines(network, now.convention, one=now.of_one_sample)
    # a picture asks for it thirty times, and settings that change are another record; each time would take 10 µs, and
    # 70 to 170 µs for a reader's own formula, where a network of any sizes is made and validated
    if here.shown is None or here.shown[0] is not now:
        here.shown = now, derive_lines(now.network, now.convention, one=now.of_one_sample)
    return here.shown[1]


def derivation() -> Derivation:
    """Return the derivation of the network that is shown, for one sample or for the batch."""
    return lines_of_network().derivation


def program(network: Network, convention: Convention) -> Program:
    """Return the compiled derivation of a network of these sizes."""
    return replace(derive_lines(network, convention).program, network=network)


def cost_target() -> str:
    """Name the cost that delta is the derivative of: that of one sample has its own name where there is a batch."""
    return "C_s" if settings().delta == "sample" and not settings().of_one_sample else "C"


def cost_of_error() -> str:
    """Print the cost that delta is the derivative of: C_s, of one sample, or C."""
    return "C_{s}" if cost_target() == "C_s" else derivation().model.cost.latex


def cost_statement() -> str:
    """Print what the cost is: of one sample without penalties, and of a single output without the sum over outputs."""
    now = settings()
    if not now.of_one_sample:
        return lines(cost_target()).statement
    found = without_penalty(now)
    if now.task.outputs > 1:
        return found.lines("C", now.depth, on_dark=dark()).statement
    looked_at = replace(now.selection, quantity="C")
    sides = (found.template(looked_at, each, now.sizes, 1, on_dark=dark()) for each in (None, 0))
    return " = ".join(each.symbols for each in sides)


def penalties() -> str:
    """Print what the penalties add to the cost; "" if there are none."""
    now = settings().network
    layers = range(1, now.depth + 1) if now.l1 or now.l2 else ()
    return " + ".join(names.penalty_of(layer).latex for layer in layers)


def checks(target: str) -> CheckReport:
    """Check the lines of one result."""
    return lines_of_network().check(target)


def lines(
    target: str, *, network: Network | None = None, depth: str | None = None, coloured: bool = True
) -> PrintedResult:
    """Print a result in index notation, of the network that is shown or of another one."""
    return lines_of_network(network).lines(target, depth or settings().depth, on_dark=dark() if coloured else None)


def matrices(target: str, *, coloured: bool = True) -> PrintedResult:
    """Print the matrix view of a result, with shapes for the samples at hand."""
    now = settings()
    found = derive_lines(now.network, now.convention)
    on_dark = dark() if coloured else None
    return found.matrices(target, now.depth, now.sizes, now.task.samples, now.layout, on_dark=on_dark)


def number_template(looked_at: Selection, line: int | None, *, coloured: bool = True) -> Template:
    """Prepare a line (None: the left side) of a result at one position, for the values of a snapshot."""
    now = settings()
    on_dark = dark() if coloured else None
    return lines_of_network().template(looked_at, line, now.sizes, now.task.samples, on_dark=on_dark)


def said_in_numbers(
    looked_at: Selection, find: Lookup, digits: int, *, coloured: bool = True
) -> tuple[str, LineInNumbers]:
    """Put the numbers of the moment into the line that says what a quantity is; with its left side."""
    samples = settings().task.samples
    return fill_line(lines_of_network(), looked_at, find, digits, samples=samples, on_dark=dark() if coloured else None)


def one_line(looked_at: Selection, find: Lookup, digits: int) -> tuple[str, LineInNumbers]:
    """Put one sample's numbers into the line that says what a quantity is; with its left side."""
    now = settings()
    return fill_line(without_penalty(now), looked_at, find, digits, samples=1, on_dark=dark())


def fill_line(
    found: DerivedLines, looked_at: Selection, find: Lookup, digits: int, *, samples: int, on_dark: bool | None
) -> tuple[str, LineInNumbers]:
    """Put numbers into the line that says what a quantity is; with its left side.

    Of a gradient it is the last one, or, where rounded numbers have lost the digits of its value, the one with f'(z).
    """
    sizes, moving = settings().sizes, current().running
    result = found.derivation[looked_at.target]
    left = found.template(looked_at, None, sizes, samples, on_dark=on_dark)
    if result.kind == "forward":
        line = found.template(looked_at, 0, sizes, samples, on_dark=on_dark)
        filled = line.fill(find, digits, moving=moving)
        # of a saturated output y ln(a) has no number where a rounds to 0, and the cost has one
        value = left.whole.value(find) if filled.value is None else None
        if value is not None and math.isfinite(value):
            filled = line.fill(find, digits, moving=moving, value=value)
        return left.symbols, filled
    value = left.whole.value(find)
    for number in (len(result.lines) - 1, find_slope(result)):
        if number is not None:
            filled = found.template(looked_at, number, sizes, samples, on_dark=on_dark).fill(
                find, digits, moving=moving
            )
            if keeps_digits(filled.value, value):
                break
    return left.symbols, filled


def without_penalty(now: Settings) -> DerivedLines:
    """Return what is derived of one sample: its cost is C_s, a penalty is no sample's share."""
    return derive_lines(now.plain, now.convention, one=True)


def functions() -> tuple[tuple[str, str], ...]:
    """Print the functions that the equations use: letter and definition; last those of the last layer and the cost."""
    return lines_of_network().functions


def document(network: Network, convention: Convention, kind: str, layout: str) -> str:
    """Write the whole derivation as a document of one of the library's formats."""
    # of this network, not of any sizes: a document says which it is about
    return FORMATS[kind].write(derive(network, convention), layout=layout)
