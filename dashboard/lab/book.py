r"""All numbers of a worked example in the order of a book, and each of them as symbols = numbers = value.

Goes in: an example in numbers, the derivation of its network. Comes out: frozen records. Must not know: Streamlit.

Order: z and a layer by layer, C, then from the last layer down dC/da, delta, dC/dW and dC/db, then the new W and b and
what C is with them. W and its gradient stand in the layout of the book.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from types import MappingProxyType

import numpy as np
from sympy import Expr, Symbol

from dashboard.lab.example import IN_OUT, Entry, Given
from derivations.engine.derivation import Results
from derivations.engine.model import Model
from derivations.matching.binding import bind
from derivations.models import names
from derivations.models.one_sample import WITH_PENALTY
from derivations.numeric.arrays import Array
from derivations.numeric.network.loss_functions import loss_function
from derivations.numeric.network.losses import scale
from derivations.numeric.network.penalties import penalty
from derivations.numeric.network.problem import Problem
from derivations.numeric.network.worked import AFTER, Steps, WriteDown, keep_biases, work_out, write_all
from derivations.rendering.numbers import EQUAL, LARGE, Template, find_slope, keeps_digits, template
from derivations.rendering.style import Colours
from derivations.rendering.update_lines import print_update
from derivations.views.layout import PROGRAM

NOISE = 1e-15  # below it is what rounding has left of a 0
FORWARD, COST, BACKWARD, UPDATE = STAGES = ("forward", "cost", "backward", "update")
PRINTED = {
    "z": "z",
    "a": "a",
    "da": r"\frac{{\partial C}}{{\partial a{layer}}}",
    "delta": r"\delta",
    "dW": r"\frac{{\partial C}}{{\partial W{layer}}}",
    "db": r"\frac{{\partial C}}{{\partial b{layer}}}",
    f"W{AFTER}": "W",
    f"b{AFTER}": "b",
}
NEW = r"\text{new }"
MATRICES = ("dW", f"W{AFTER}")
VECTORS = ("db", f"b{AFTER}")
MOST_FIGURES = 12
RIGHT = Steps()


@dataclass(frozen=True, eq=False)
class Quantity:
    """One array of an example: z1, a1, C, da2, delta2, dW2, db2, W1' (new), b1' (new), C' (new).

    ``array`` is as the book prints it: z, a, dC/da and delta (samples, units), W and dC/dW in the book's layout, b and
    dC/db (units,), C ().
    """

    name: str
    letter: str
    layer: int
    stage: str
    latex: str
    array: Array

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The positions of its numbers, counted from 1, row by row."""
        return tuple(product(*(range(1, size + 1) for size in self.array.shape)))

    def value(self, entry: Entry) -> float:
        """Return the number at a position."""
        return float(self.array[tuple(at - 1 for at in entry)])


@dataclass(frozen=True)
class Unfolded:
    """``left`` = ``symbols`` = ``numbers`` ``sign`` value, in LaTeX; of a bias that is kept there are no numbers."""

    left: str
    symbols: str
    numbers: str
    sign: str


def problem_of(given: Given) -> Problem:
    """Return what an example asks; without targets they are zeros, which nothing reads."""
    targets = np.zeros((len(given.inputs), given.network.sizes[-1])) if given.targets is None else given.targets
    return Problem(given.network, given.parameters, given.inputs, targets, given.convention)


def work_example_out(
    given: Given,
    steps: Steps = RIGHT,
    *,
    problem: Problem | None = None,
    write_down: WriteDown = write_all,
    instead: Mapping[str, Mapping[tuple[int, ...], float]] = MappingProxyType({}),
) -> dict[str, Array]:
    """Work an example out; W and its gradients are (n_out, n_in), whatever the book's layout.

    ``problem`` in the place of its own; ``write_down`` and ``instead`` as of ``work_out``.
    """
    return work_out(
        problem or problem_of(given),
        steps if given.biases_move else replace(steps, move_biases=keep_biases),
        rate=given.rate,
        backwards=given.targets is not None,
        write_down=write_down,
        instead=instead,
    )


def list_quantities(given: Given) -> tuple[Quantity, ...]:
    """Return all quantities of an example with their numbers, in the book's order."""
    return tuple(_quantities(given, work_example_out(given)))


def find_given_away(quantities: Sequence[Quantity], hidden: Collection[str]) -> Iterator[tuple[Quantity, Quantity]]:
    """Give each quantity that is to be hidden beside one that stays, where that one has the same numbers."""
    for one, other in product(quantities, repeat=2):
        same = one.array.size == other.array.size and np.allclose(one.array.ravel(), other.array.ravel(), rtol=1e-9)
        if one.name in hidden and other.name not in hidden and same:
            yield one, other


def as_printed(name: str, array: Array, layout: str) -> Array:
    """Turn a matrix that the book prints in x out."""
    return array.T if layout == IN_OUT and letter_of(name) in MATRICES else array


def unfold(
    derivation: Results,
    given: Given,
    quantity: Quantity,
    entry: Entry,
    *,
    digits: int,
    colours: Colours | None = None,
) -> Unfolded:
    """Return one number of an example as symbols = numbers = value, with so many digits after the point.

    ``derivation`` is that of the network for its batch, or for one sample alone where there is one sample.
    """
    figures = _figures(quantity.value(entry), digits)
    if quantity.letter in (*MATRICES, *VECTORS) and quantity.stage == UPDATE:
        return _unfold_update(given, quantity, entry, figures)
    value, numbers = quantity.value(entry), _numbers(given, after=quantity.stage == UPDATE)
    result = derivation[quantity.name.removesuffix(AFTER)]
    sizes = {names.SAMPLES: len(given.inputs)}
    sizes |= {names.units(layer): size for layer, size in enumerate(given.network.sizes)}

    def prepare(expression: Expr) -> Template:
        return template(expression, _indices(quantity, entry, given.layout), sizes, derivation, colours)

    find = _finder(derivation.model, numbers)
    last = len(result.lines) - 1
    for number in (0,) if result.kind == "forward" else (last, find_slope(result) or last):
        line = prepare(result.lines[number].expression)
        if keeps_digits(line.whole.value(find), value):
            break
    filled = line.fill(find, figures, whole=True, value=value)
    new = NEW if quantity.stage == UPDATE else ""
    left, symbols = (_of_the_cost(text) for text in (prepare(result.left).symbols, filled.symbols))
    return Unfolded(new + left, symbols, _alone(filled.numbers), filled.sign or EQUAL)


def _figures(value: float, digits: int) -> int:
    """Return how many figures a number has that is printed with so many digits after the point."""
    before = len(str(int(abs(value)))) if 1 <= abs(value) < LARGE else 0
    return max(1, min(digits + before, MOST_FIGURES))


def _of_the_cost(text: str) -> str:
    """Write C where an example has one sample, whose own cost it is."""
    return text.replace(WITH_PENALTY, "C").replace("C_{s}", "C")


def _alone(numbers: str) -> str:
    """Leave out the brackets around a number that stands alone."""
    return re.sub(r"^\((-[^()]*)\)$", r"\1", numbers)


def _unfold_update(given: Given, quantity: Quantity, entry: Entry, figures: int) -> Unfolded:
    parameters, layer = given.parameters, quantity.layer
    matrix, at = quantity.letter in MATRICES, as_library(quantity.name, entry, given.layout)
    old = (parameters.weights if matrix else parameters.biases)[layer - 1]
    indices = ",".join(map(str, at)) if max(at) > 9 else "".join(map(str, at))
    name = f"{'w' if matrix else 'b'}^{{({layer})}}_{{{indices}}}"
    position = tuple(each - 1 for each in at)
    if not matrix and not given.biases_move:
        return Unfolded(NEW + name, name, "", EQUAL)
    gradient = work_example_out(given)[f"{'dW' if matrix else 'db'}{layer}"][position]
    assert given.rate is not None
    numbers = {"theta_before": float(old[position]), "g": float(gradient), "eta": given.rate}
    *_, step = print_update("sgd", name, numbers, digits=figures)
    return Unfolded(NEW + name, step.symbols, step.numbers, step.sign or EQUAL)


def _quantities(given: Given, found: Mapping[str, Array]) -> Iterator[Quantity]:
    for name, array in found.items():
        letter, layer = letter_of(name), layer_of(name)
        if letter in (f"z{AFTER}", f"a{AFTER}"):
            continue
        if letter == "da" and layer == given.network.depth and loss_function(given.network).derivative_cancels:
            continue  # a book goes from the loss to delta at once
        latex = _latex(letter, layer)
        if letter == "da" and given.convention.delta == "sample" and len(given.inputs) > 1:
            latex = latex.replace("C", "C_{s}")
        yield Quantity(name, letter, layer, _stage(letter), latex, as_printed(name, array, given.layout))


def letter_of(name: str) -> str:
    """Return the name of a quantity without its layer: dW of dW2, W' of W1'."""
    return "".join(sign for sign in name if not sign.isdigit())


def layer_of(name: str) -> int:
    """Return the layer of a quantity; 0 for C."""
    return int("".join(sign for sign in name if sign.isdigit()) or 0)


def _stage(letter: str) -> str:
    if letter.endswith(AFTER):
        return UPDATE
    return FORWARD if letter in ("z", "a") else COST if letter == "C" else BACKWARD


def _latex(letter: str, layer: int) -> str:
    mark = NEW if letter.endswith(AFTER) else ""
    above = f"^{{({layer})}}" if layer else ""
    printed = PRINTED.get(letter, letter.removesuffix(AFTER))
    return mark + (printed.format(layer=above) if "{layer}" in printed else printed + above)


def as_library(name: str, entry: Entry, layout: str) -> Entry:
    """Return a position in a matrix of the book as the library has it, (unit, source)."""
    return entry[::-1] if letter_of(name) in MATRICES and layout == IN_OUT else entry


def _indices(quantity: Quantity, entry: Entry, layout: str) -> dict[Symbol, int]:
    if quantity.letter in (*MATRICES, *VECTORS):
        return dict(zip((names.UNIT, names.FROM), as_library(quantity.name, entry, layout), strict=False))
    return {names.SAMPLE: entry[0], names.UNIT: entry[1]} if entry else {}


def _numbers(given: Given, *, after: bool) -> dict[str, Array]:
    """Return every number by the name that the model of the network has for it; of what the update has moved, after."""
    problem, found = problem_of(given), work_example_out(given)
    values: dict[str, Array] = {**bind(problem), "y": problem.targets, **found}
    if given.targets is not None:
        values["C_s"] = np.array(
            [_own_cost(problem, at, found, AFTER if after else "") for at in range(len(given.inputs))]
        )
    # an activation of 0 is printed as that of 0, and not of 2.8e-17
    values |= {name: np.where(abs(array) < NOISE, 0.0, array) for name, array in found.items()}
    if after:
        values |= {name.removesuffix(AFTER): array for name, array in found.items() if name.endswith(AFTER)}
    for layer in range(1, given.network.depth + 1):
        values[f"omega{layer}"] = np.array(penalty(given.network, [values[f"W{layer}"]]))
    return values


def _own_cost(problem: Problem, sample: int, found: Mapping[str, Array], mark: str) -> float:
    """Return what a sample costs, alone and without a penalty."""
    network, rows = problem.network, slice(sample, sample + 1)
    z, a = (found.get(f"{letter}{network.depth}{mark}", problem.targets)[rows] for letter in "za")
    return scale(network, 1, problem.convention) * float(loss_function(network).total(z, a, problem.targets[rows]))


def _finder(model: Model, values: Mapping[str, Array]) -> Callable[[str, tuple[int, ...]], float]:
    """Return a function that finds the entry of a name at positions counted from 1."""

    def find(name: str, positions: tuple[int, ...]) -> float:
        variable = model.by_name.get(name) or model.by_gradient[name]
        at = tuple(position - 1 for position in PROGRAM.order(variable, positions) if position is not None)
        array = values[name]
        # of one sample alone a vector has no index of samples
        return float(array[at] if array.ndim == len(at) else array[0][at])

    return find
