"""Training beside eager PyTorch on a small network, and beside its own bare matrix products on a large one.

A step is what train() does between two records with all samples: forward, backward, update.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from time import perf_counter

import numpy as np

from derivations.network import Network
from derivations.numeric import Parameters, initialise, sgd, train, xor
from derivations.numeric.network.problem import pose
from derivations.numeric.training.run import Run
from tests.benchmarks.importing import ROOT
from tests.benchmarks.measure import Clock, Pair, Row, at_least, at_most, left_out, side_by_side

LARGE = (784, 512, 512, 10)
SAMPLES = 128
# What the makers of BLAS call the number of its threads.
ONE_CORE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")


def rows() -> list[Row]:
    """Measure everything here."""
    return [*_beside_pytorch(), *(row for loss in ("mse", "bce") for row in _beside_matrix_products(loss))]


def _beside_pytorch() -> list[Row]:
    names = (
        "2-2-1 on XOR: one step, beside eager PyTorch",
        "2-2-1 on XOR: one epoch of train() with its record, beside the same in PyTorch",
    )
    network, data = Network((2, 2, 1)), xor()
    start = initialise(network, np.random.default_rng(0))
    try:
        their_step, their_epoch = _pytorch(start)
    except ImportError as error:
        return [left_out(name, f"PyTorch cannot be imported ({error})") for name in names]
    our_step = _step(network, start, data.inputs, data.targets)
    running = train(network, start, data.inputs, data.targets, epochs=10**9)
    return [
        at_least(names[0], side_by_side(our_step, their_step, repeats=41, calls=100, times=8), 8),
        at_least(names[1], side_by_side(lambda: next(running), their_epoch, repeats=41, calls=100, times=8), 8),
    ]


def _step(network: Network, start: Parameters, inputs: object, targets: object) -> Callable[[], object]:
    run = Run(pose(network, start, inputs, targets), sgd(learning_rate=0.5))
    run.prepare()

    def step() -> None:
        # as in train(), which pays for this too
        with np.errstate(over="ignore", invalid="ignore"):
            run.step_all(())
            run.forward_all()

    run.forward_all()
    return step


def _pytorch(start: Parameters) -> tuple[Callable[[], object], Callable[[], object]]:
    import torch  # noqa: PLC0415  the rest of this file runs without it

    data = xor()
    model = torch.nn.Sequential(
        torch.nn.Linear(2, 2), torch.nn.Sigmoid(), torch.nn.Linear(2, 1), torch.nn.Sigmoid()
    ).double()
    with torch.no_grad():
        for linear, W, b in zip((model[0], model[2]), start.weights, start.biases, strict=True):
            linear.weight.copy_(torch.tensor(W.copy()))
            linear.bias.copy_(torch.tensor(b.copy()))
    optimiser = torch.optim.SGD(model.parameters(), lr=0.5)
    loss = torch.nn.BCELoss()
    x, y = torch.tensor(data.inputs.copy()), torch.tensor(data.targets.copy())

    def step() -> object:
        optimiser.zero_grad()
        cost = loss(model(x), y)
        cost.backward()
        optimiser.step()
        return cost

    def epoch() -> object:
        cost = step()
        return cost.item(), [parameter.detach().clone() for parameter in model.parameters()]  # type: ignore[attr-defined]

    return step, epoch


def _beside_matrix_products(loss: str) -> Iterator[Row]:
    """On one core, by the time of the processor, which others cannot disturb; and on all the cores that BLAS takes.

    The products run on all of them, and the rest on one, so that the second ratio grows with their number, and with the
    way from one to the other.
    """
    name = f"{'-'.join(map(str, LARGE))}, {SAMPLES} samples, {loss}: one step, beside its bare matrix products"
    yield at_most(f"{name}, one core", on_one_core(loss), 1.3)
    yield at_most(name, step_and_products(loss), 1.3)


def on_one_core(loss: str) -> Pair:
    """Measure in an interpreter of its own: BLAS asks how many threads it may have when NumPy is imported."""
    asked = f"""
from time import process_time
from tests.benchmarks.training import step_and_products
print(*step_and_products({loss!r}, process_time)[:2])
"""
    ran = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env=os.environ | ONE_CORE, capture_output=True, text=True, check=True
    )
    ours, other = map(float, ran.stdout.split())
    return Pair(ours, other)


def step_and_products(loss: str, clock: Clock = perf_counter) -> Pair:
    """Time a step, and the products in it, with as many threads as BLAS has."""
    network = Network(LARGE, loss=loss)
    rng = np.random.default_rng(0)
    start = initialise(network, rng)
    inputs, targets = rng.uniform(0, 1, (SAMPLES, LARGE[0])), rng.uniform(0, 1, (SAMPLES, LARGE[-1]))
    ours = _step(network, start, inputs, targets)
    return side_by_side(ours, _matrix_products(start, inputs), repeats=41, clock=clock)


def _matrix_products(
    start: Parameters, inputs: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> Callable[[], object]:
    """Only the products that a step cannot do without, into arrays that are there already."""
    a = [inputs, *(np.random.default_rng(1).uniform(0, 1, (SAMPLES, size)) for size in LARGE[1:])]
    z = [np.empty((SAMPLES, size)) for size in LARGE[1:]]
    deltas = [np.random.default_rng(2).normal(0, 1, (SAMPLES, size)) for size in LARGE[1:]]
    pulled = [np.empty((SAMPLES, size)) for size in LARGE[1:]]
    gradients = [np.empty_like(W) for W in start.weights]
    depth = len(start.weights)

    def products() -> None:
        for layer in range(depth):
            np.matmul(a[layer], start.weights[layer].T, out=z[layer])
        for layer in range(depth - 1, -1, -1):
            np.matmul(deltas[layer].T, a[layer], out=gradients[layer])
            if layer:
                np.matmul(deltas[layer], start.weights[layer], out=pulled[layer - 1])

    return products
