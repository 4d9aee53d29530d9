"""What follows from the parameters as they stand: computed when asked for, and kept with the visit until they move."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from dashboard.charts import network_data
from dashboard.lab.between import Masks, hold, run_forward
from dashboard.lab.data import Task
from dashboard.lab.selection import OF_BATCH, Selection, Source, quantities_of
from dashboard.state import training
from dashboard.state.shared import derive_lines, program
from dashboard.state.visit import current, dark
from derivations import Convention, DataSet, FormulaError, MatchReport, Network, Parameters
from derivations.matching.binding import bind, lookup
from derivations.matching.match import compare
from derivations.models.names import SAMPLE
from derivations.numeric.network.backward import backpropagate
from derivations.numeric.network.fixed import PassConstants
from derivations.numeric.network.losses import cost_of, costs_of_samples
from derivations.numeric.network.penalties import penalty
from derivations.numeric.network.problem import Problem, pose
from derivations.numeric.network.vector import views_of
from derivations.views.compiled import Lookup

Array = NDArray[np.float64]
T = TypeVar("T")

MOST_KEPT = 60  # some KB each
FORWARD = ("z", *OF_BATCH, "zhat", "u", "a", "h")


@dataclass(frozen=True)
class Snapshot:
    """A network, the factors of its cost, its data, its parameters and what is dropped, at one moment."""

    network: Network
    convention: Convention
    task: Task
    data: DataSet
    parameters: Parameters
    masks: Masks = field(default=(), compare=False)
    kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def cost(self) -> float:
        """The cost; NaN if it is not defined."""
        return self._cost_or_trouble[0]

    @cached_property
    def trouble(self) -> str:
        """Which number is not defined, in a sentence; "" if all of them are."""
        return self._cost_or_trouble[1]

    @cached_property
    def _cost_or_trouble(self) -> tuple[float, str]:
        try:
            with np.errstate(all="ignore"):
                return float(cost_of(self.problem, views_of(self.parameters))()), ""
        except FormulaError as error:
            return np.nan, str(error)

    @cached_property
    def problem(self) -> Problem:
        """What the gradients are of."""
        return self._pose(slice(None))

    def _pose(self, rows: slice) -> Problem:
        """Pose the problem of some samples, with what the pass of all holds fixed."""
        found = pose(self.network, self.parameters, self.data.inputs[rows], self.data.targets[rows], self.convention)
        return replace(found, fixed=self.fixed.of_rows(rows))

    @cached_property
    def fixed(self) -> PassConstants:
        """What a pass holds fixed: masks in training, in evaluation the statistics of all samples."""
        return hold(self.network, self.parameters, self.data.inputs, self.masks)

    @cached_property
    def matched(self) -> MatchReport | None:
        """The three gradients, compared; None if they are not all defined."""
        if self.trouble:
            return None
        problem = self.problem
        try:
            found = program(self.network, self.convention).differentiate(problem)
            return compare(problem, found, backpropagate(problem))
        except FormulaError:  # of a derivative: sqrt(z) at 0
            return None

    def keep(self, make: Callable[..., T], *arguments: Any, under: tuple[Any, ...] = ()) -> T:
        """Make something of this moment once for the same arguments, and for what else it is kept under."""
        key = (make, arguments, under)
        if key not in self.kept:
            found = make(*arguments)  # which may keep what it is made of
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[key] = found
        return cast("T", self.kept[key])

    def losses(self, rows: range, *, alone: bool = True) -> tuple[float, ...]:
        """Return what each of some samples (from 0) costs, before any mean is taken; alone, or with the penalties."""
        return self.keep(self._find_losses, rows, alone)

    def _find_losses(self, rows: range, alone: bool) -> tuple[float, ...]:
        # a penalty belongs to no single sample
        penalised = alone and (self.network.l1 or self.network.l2)
        network = replace(self.network, l1=0.0, l2=0.0) if penalised else self.network
        return costs_of_samples(replace(self.problem, network=network), rows)

    @cached_property
    def outputs(self) -> Array:
        """The activations of the last layer, (samples, n_L)."""
        return self.trace[f"a{self.network.depth}"]

    @cached_property
    def predictions(self) -> Array:
        """What the network says of the samples: its outputs, or the probabilities that its loss makes of them."""
        return read_outputs(self.network, self.outputs)

    @cached_property
    def right(self) -> int | None:
        """How many samples are in the right class, in evaluation; None where numbers are predicted."""
        now = replace(self, network=self.network.evaluating(), masks=(), kept={}) if self.network.is_noisy else self
        targets, said = self.data.targets, now.predictions
        if self.task.kind == "numbers":
            return None
        if self.task.kind == "classes":
            return int((said.argmax(axis=1) == targets.argmax(axis=1)).sum())
        # NaN >= 0.5 is False, which would count as right where the target is 0
        return int((((said >= 0.5) == (targets >= 0.5)) & np.isfinite(said)).sum())

    @cached_property
    def trace(self) -> dict[str, Array]:
        """Every array of the derived program, by name; read-only."""
        found = self._arrays(slice(None))
        found["C"] = np.array(self.cost)
        found |= self._penalties
        # read-only views: some arrays are the parameters themselves
        views = {name: np.asarray(array).view() for name, array in found.items()}
        for array in views.values():
            array.flags.writeable = False
        return views

    def _arrays(self, rows: slice) -> dict[str, Array]:
        problem = self._pose(rows)
        found, layers = trace_of(problem), range(1, self.network.depth + 1)
        # the program computes only what gradients need: where f' is 0 (step), not the z and a before it
        wanted = [(each, at) for at in layers for each in quantities_of(self.network, at) if each in FORWARD]
        if any(f"{each}{at}" not in found for each, at in wanted):
            with suppress(FormulaError):
                found = run_forward(problem) | found
        for each, at in wanted:
            nothing = np.full((len(problem.inputs), self.network.sizes[at]), np.nan)
            found.setdefault(f"{each}{at}", nothing[0] if each in OF_BATCH else nothing)
        return found

    @property
    def _penalties(self) -> dict[str, Array]:
        """What the weights of each layer add to the cost."""
        weights = self.parameters.weights
        return {f"omega{at}": np.array(penalty(self.network, [each])) for at, each in enumerate(weights, start=1)}

    def lookup(self, *, costs: bool = False) -> Lookup:
        """Return a function that finds single entries of the trace; with the cost of every sample if wanted."""
        arrays = self.trace
        if costs:
            arrays = {**arrays, "C_s": np.array(self.losses(range(self.task.samples)))}
        return lookup(derive_lines(self.network, self.convention).derivation.model, arrays)

    def lookup_of(self, sample: int) -> Lookup:
        """Return a function that finds single entries for one sample (from 1) alone: its cost, and its gradients."""
        return self.keep(self._lookup_of, sample)  # asked for three times a picture, 5 ms each

    def _lookup_of(self, sample: int) -> Lookup:
        row = slice(sample - 1, sample)
        batch = derive_lines(self.network, self.convention).derivation.model
        # over a batch of one, sum and mean are the same
        arrays = self._arrays(row)
        names = {**batch.by_name, **batch.by_gradient}
        alone = {
            name: array[0] if name in names and SAMPLE in names[name].indices else array
            for name, array in arrays.items()
        }
        (alone["C"],) = self.losses(range(sample - 1, sample), alone=False)
        alone |= self._penalties
        return lookup(derive_lines(self.network, self.convention, one=True).derivation.model, alone)

    def gradient(self, layer: int, unit: int, source: Source) -> float:
        """Return the gradient of the cost by a weight, by a bias (source None), by a scale or by a shift."""
        if isinstance(source, int):
            return float(self.trace[f"dW{layer}"][unit - 1, source - 1])
        return float(self.trace[f"d{source or 'b'}{layer}"][unit - 1])

    def diagram(
        self, looked_at: Selection, *, focus: str, moving: bool, turn: int, known: Collection[str] | None = None
    ) -> dict[str, bytes]:
        """Return the data sets of the network diagram of what is looked at; of the known arrays, if not all."""
        arrays, row, depth = dict(self.trace), looked_at.sample - 1, self.network.depth
        if known is not None:
            arrays |= {name: np.full_like(array, np.nan) for name, array in arrays.items() if name not in known}
        return network_data(
            self.network.sizes,
            self.parameters.weights,
            self.parameters.biases,
            activations=[arrays[f"a{layer}"][row] for layer in range(depth + 1)],
            deltas=[arrays[f"delta{layer}"][row] for layer in range(1, depth + 1)],
            weight_gradients=[arrays[f"dW{layer}"] for layer in range(1, depth + 1)],
            bias_gradients=[arrays[f"db{layer}"] for layer in range(1, depth + 1)],
            masks=self._masks_of(row),
            weighted=[arrays[f"z{layer}"][row] for layer in range(1, depth + 1)],
            selected=looked_at.mark,
            quantity=looked_at.quantity,
            focus=focus,
            moving=moving,
            turn=turn,
        )

    def _masks_of(self, row: int) -> list[Array] | None:
        """Return which units a sample (from 0) keeps; NaN in a layer that drops none."""
        sizes = self.network.sizes[1:]
        found = zip(self.masks, sizes, strict=True) if self.masks else ()
        return [each[row] if each.size else np.full(size, np.nan) for each, size in found] or None


def read_outputs(network: Network, outputs: Array) -> Array:
    """Return probabilities: on logits, the sigmoid is in the loss."""
    return (1 + np.tanh(outputs / 2)) / 2 if network.loss == "bce_logits" else outputs


def trace_of(problem: Problem) -> dict[str, Array]:
    """Run the derived program: every array by name, NaN where a formula is not defined; `trouble` says so in words."""
    given = bind(problem)
    missing = [int(name[1:]) for name, array in given.items() if name[0] == "v" and not np.isfinite(array).all()]
    # the program takes finite numbers alone: what follows from statistics that there are not is NaN afterwards
    stand_in = {name: np.where(np.isfinite(array), array, 1.0) for name, array in given.items()} if missing else given
    with np.errstate(all="ignore"):
        found = program(problem.network, problem.convention).arrays.trace_with_nan(**stand_in)
    if not missing:
        return found
    first = min(missing)
    known = {*given, f"z{first}", *(f"{name}{layer}" for name in FORWARD for layer in range(1, first))}
    return {name: array if name in known else np.full_like(array, np.nan) for name, array in found.items()} | given


def snapshot() -> Snapshot:
    """Return the snapshot of the visit as it stands."""
    here = current()
    now = here.settings
    network, convention, data, parameters = now.network, now.convention, now.samples, training.parameters()
    masks = training.masks()
    for kept in here.snapshots:
        if (
            kept.parameters is parameters
            and kept.masks is masks
            and kept.data is data
            and (kept.network, kept.convention) == (network, convention)
        ):
            return kept
    found = Snapshot(network, convention, now.task, data, parameters, masks)
    # the last two are kept, which saves 2 ms where two losses are compared
    here.snapshots = (found, *here.snapshots[:1])
    return found


def keep_for_now(make: Callable[..., T], *arguments: Any) -> T:
    """Make what is shown of this moment, once for the same settings and arguments: a reader goes to and fro.

    What is made may follow from the settings, the snapshot and the colours of the page, and from nothing else.
    """
    here = current()
    return snapshot().keep(make, *arguments, under=(here.settings, dark(), here.running))


def lookup_shown() -> Lookup:
    """Return a function that finds the entries of the equations that are shown: of one sample, or of the batch."""
    now = current().settings
    return snapshot().lookup_of(now.sample) if now.of_one_sample else snapshot().lookup(costs=now.quantity == "C")
