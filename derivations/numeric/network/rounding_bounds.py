"""How large the terms are that a gradient is added up from: a bound of its rounding errors.

Goes in: parameters and a batch. Comes out: one positive number per parameter. Must not know: the gradient itself.

A gradient may be tiny because everything that goes into it is (a small weight on the way), or because large terms
cancel. Only in the second case may two right computations of it differ by much of its own size. The terms of a
derivative count too: 1 - a for a near 1 has the rounding of the 1. So do those of z: where large numbers cancel to a
small z, a derivative that changes with z changes with their rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from derivations.formula import Activation, Loss
from derivations.network import Network
from derivations.numeric.arrays import Array
from derivations.numeric.network.activations import Function, functions
from derivations.numeric.network.activations.saturating import quiet_sigmoid
from derivations.numeric.network.activations.terms import TERMS, VALUE_TERMS
from derivations.numeric.network.difference import Quotients
from derivations.numeric.network.dual import dual_of
from derivations.numeric.network.fixed import PassConstants
from derivations.numeric.network.loss_functions import loss_function
from derivations.numeric.network.losses import scale, share
from derivations.numeric.network.normalisation import Normalisation
from derivations.numeric.network.parameters import Parameters
from derivations.numeric.network.passes import PassArrays, run_pass
from derivations.numeric.network.problem import Problem
from derivations.numeric.network.vector import views_of

ROUNDING = float(np.finfo(np.float64).eps)
# No smooth activation bends more than this: a derivative that changes faster has jumped at a kink.
STEEPEST_BEND = 2.0
# A batch-normalised layer divides what its z are off by the spread of z, layer after layer: counted in full, that would
# hide anything. So much of it counts that the tolerance of match, 2^-43, forgives 0.005 of a rounding of z for it.
SHARE_OF_Z = 1e-5
# By so much of its terms z is moved, to see what there is around it: many roundings, and yet little.
AROUND = (2.0**-10, 2.0**-30)
# What changes by less of itself between a few roundings and the least of these parts has no pole between.
SMOOTH = 2.0**-10
# Nearer than any number that a formula is typed with is to the float64 beside it.
BESIDE = 2.0**-200


def rounding_bounds(problem: Problem, *, share_of_z: float = SHARE_OF_Z, around: bool = False) -> Quotients:
    """Add up the absolute values of all terms of dC/dw and dC/db: |a| + |y| for a - y, a (1 + a) for a (1 - a).

    ``share_of_z``: how much of what batch normalisation makes of the roundings of z is counted; with 1, and for every
    network without it, no right computation is further off than some roundings of these terms.
    ``around``: for the roundings of z stands what the functions and their derivatives are a little away from it. Where
    a function cancels, as (z - 0.3)^2 at 0.3, that is more than what it is at z, and beside a pole it is less, while
    a rounding of z may change it there by any amount. Returns Quotients:
    weights[l] of shape (n_out, n_in), biases[l], scales[l] and shifts[l] of shape (n_out,), none negative; and
    deltas[l] of shape (samples, n_out), of delta as the convention has it.
    """
    network, parameters, samples = problem.network, problem.parameters, len(problem.inputs)
    with np.errstate(over="ignore", invalid="ignore"):
        seen = run_pass(network, functions(network), views_of(parameters), problem.inputs, problem.fixed)
        part = share_of_z if network.is_normalised else 1.0
        up = _Up(seen, _spread(problem, seen, around), problem.fixed, part, around)
        first = _first(network, problem.targets, up) * scale(network, samples, problem.convention)
        found = _pulled_down(first, network, parameters, up)
        return replace(found, deltas=tuple(each / share(samples, problem.convention) for each in found.deltas))


class _Spread(NamedTuple):
    """How many roundings z, u and what is passed on are off, because of all that happened before."""

    z: list[Array]
    u: list[Array]
    h: list[Array]


class _Up(NamedTuple):
    """What the way up through the layers has left."""

    seen: PassArrays
    spread: _Spread
    fixed: PassConstants
    share_of_z: float
    around: bool


def _pulled_down(pulled: Array, network: Network, parameters: Parameters, up: _Up) -> Quotients:
    seen, spread, fixed, share_of_z, around = up
    layers, cancels = functions(network), loss_function(network).derivative_cancels
    weights, biases, scales, shifts, deltas = ([np.empty(0)] * network.depth for _ in range(5))
    for at in range(network.depth - 1, -1, -1):
        terms, u, a = pulled, seen.u[at], seen.a[at + 1]
        if at < network.depth - 1 or not cancels:
            terms = _through(network.activation(at + 1), layers[at], u, a, pulled)
            name = network.activation(at + 1)
            if isinstance(name, Activation):
                bend = _bend_of_formula(name, "z", {"z": u}, share_of_z * spread.u[at], around)
            elif around:
                bend = _largest_around(partial(_derivative, layers[at]), u, share_of_z * spread.u[at])
            else:
                bend = share_of_z * _bend(layers[at], u, spread.u[at])
            # a bend may be infinite, and of nothing it makes nothing
            terms = terms + np.where(pulled == 0, 0.0, pulled * bend)
        found = seen.normalised[at]
        if found is not None:
            # where z is the same for all samples, zhat is what rounding has left
            widened = np.abs(found.zhat) + share_of_z * spread.z[at] / found.root
            scales[at], shifts[at] = (terms * widened).sum(axis=0), terms.sum(axis=0)
            terms = _through_normalisation(
                terms * np.abs(parameters.scales[at]), found, share_of_z * spread.z[at], fixed
            )
        deltas[at] = terms
        penalties = network.l1 + network.l2 * np.abs(parameters.weights[at])
        weights[at] = terms.T @ (_values(network, seen, at) + share_of_z * spread.h[at]) + penalties
        biases[at] = terms.sum(axis=0)
        pulled = terms @ np.abs(parameters.weights[at])
        if at and network.drops(at):
            pulled = pulled * fixed.factors[at - 1]
    both = (tuple(scales), tuple(shifts)) if network.is_normalised else ((), ())
    return Quotients(tuple(weights), tuple(biases), *both, deltas=tuple(deltas))


def _values(network: Network, seen: PassArrays, layer: int) -> Array:
    """The terms of what a layer passes on; dropout multiplies, and adds nothing up."""
    if layer == 0:
        return np.abs(seen.h[0])
    name, u, a, h = network.activation(layer), seen.u[layer - 1], seen.a[layer], seen.h[layer]
    value = VALUE_TERMS[name](u, a) if name in VALUE_TERMS else np.abs(a)
    return value if h is a else value * (h != 0) / (1 - network.drops(layer))


def _first(network: Network, y: Array, up: _Up) -> Array:
    """The terms that delta of the last layer starts from, but for the scale of the convention."""
    cost, a, spread = loss_function(network), up.seen.a[-1], up.share_of_z * up.spread.h[-1]
    if network.loss == "bce_logits":
        a = quiet_sigmoid(a)
        spread = a * (1 - a) * spread
    if isinstance(network.loss, Loss):
        bend = _bend_of_formula(network.loss, "a", {"a": a, "y": y}, spread, up.around)
        return np.asarray(np.abs(cost.error(a, y, out=np.empty_like(a))) + bend)
    terms = np.abs(a) + spread + np.abs(y)
    if network.loss == "huber":
        terms = np.where(np.abs(a - y) < 1, terms, 1)
    elif network.loss == "mae":
        terms = np.ones_like(terms)
    return np.asarray(terms * cost.factor)


def _through(name: str | Activation, function: Function, z: Array, a: Array, pulled: Array) -> Array:
    if function.pull_back is not None:
        # both terms of a (g - sum of g a)
        derivative, pulled = a, pulled + (pulled * a).sum(axis=-1, keepdims=True)
    else:
        derivative = TERMS[name](z, a) if name in TERMS else np.abs(function.derivative_at(z, a))
    return pulled * derivative


def _through_normalisation(terms: Array, found: Normalisation, spread: Array, fixed: PassConstants) -> Array:
    """All terms of (g - mean of g - zhat times the mean of g zhat) / root, and what the roundings of z do to them."""
    if fixed.statistics is not None:
        return np.asarray(terms / found.root)
    size, widened = np.abs(found.zhat), spread / found.root
    along = (terms * size).mean(axis=0)
    whole = terms + terms.mean(axis=0) + size * along
    moved = widened * along + size * (terms * widened).mean(axis=0)
    # the root moves with every z of the batch, by the mean of zhat times what z is off
    return np.asarray((whole * (1 + (size * widened).mean(axis=0)) + moved) / found.root)


def _spread(problem: Problem, seen: PassArrays, around: bool) -> _Spread:
    """Each z is off by a rounding of each of its terms, and by what the layer before it was off, or is around it."""
    network, parameters, fixed = problem.network, problem.parameters, problem.fixed
    spread = _Spread([], [], [np.zeros_like(seen.h[0])])
    for at, function in enumerate(functions(network)):
        W, b, u, a = parameters.weights[at], parameters.biases[at], seen.u[at], seen.a[at + 1]
        spread.z.append((_values(network, seen, at) + spread.h[-1]) @ np.abs(W).T + np.abs(b))
        found = seen.normalised[at]
        if found is None:
            spread.u.append(spread.z[-1])
        else:
            apart = spread.z[-1] if fixed.statistics is not None else spread.z[-1] + spread.z[-1].mean(axis=0)
            moved = 0 if fixed.statistics is not None else (np.abs(found.zhat) * apart).mean(axis=0) / found.root
            widened = np.abs(found.zhat) * (1 + moved) + apart / found.root
            spread.u.append(widened * np.abs(parameters.scales[at]) + np.abs(parameters.shifts[at]))
        if around:
            carried = _largest_around(function.value_at, u, spread.u[-1])
        elif function.pull_back is not None:
            carried = a * (spread.u[-1] + (a * spread.u[-1]).sum(axis=-1, keepdims=True))
        else:
            carried = np.abs(function.derivative_at(u, a)) * spread.u[-1]
        spread.h.append(carried * fixed.factors[at] if network.drops(at + 1) else carried)
    return spread


def _bend(function: Function, z: Array, spread: Array) -> Array:
    """How many roundings the derivative is off when z is off by its own: |f''| times the terms of z."""
    step = ROUNDING * spread
    ends = [_derivative(function, each) for each in (z + step, z - step)]
    bent = np.abs(ends[0] - ends[1]) / (2 * ROUNDING)
    return np.where(bent <= STEEPEST_BEND * spread, bent, 0)


def _derivative(function: Function, z: Array) -> Array:
    return function.derivative_at(z, function.value_at(z))


def _bend_of_formula(
    formula: Activation | Loss, variable: str, at: Mapping[str, Array], spread: Array, around: bool
) -> Array:
    """The same for a user's formula, which may bend by any amount; infinite where it may be undefined.

    ``around``: the derivative a little away instead.
    """

    def derivative(beside: Array | float | None = None) -> Array:
        return dual_of(formula.tree, at, variable, beside)[1]

    if around:
        return _largest_around(derivative, 0 * at[variable], spread)
    here, bends = derivative(), []
    for part in (1.0, 0.25):
        step = part * ROUNDING * spread
        # one side by one: where the derivative has its least, as 3 (z - 0.3)^2 has, the two are equal
        bend = (np.abs(derivative(step) - here) + np.abs(here - derivative(-step))) / (2 * ROUNDING)
        bends.append(np.nan_to_num(bend, nan=np.inf, posinf=np.inf))
    # a jump is as large with the smaller step: one at z itself is no rounding
    bent = np.where((bends[1] <= bends[0] / 2) | np.isinf(bends[0]), bends[0], 0)
    changed = ROUNDING * bends[0]
    if (bent != bends[0]).any() or (changed > SMOOTH * np.abs(here)).any():
        above, below = derivative(BESIDE), derivative(-BESIDE)
        # where both sides of z have one derivative, and z itself another, that one is wrong, and no rounding
        rounded = np.where(np.abs(here - above) > changed / 2, 0, bends[0])
        bent = np.where(above == below, rounded, bent)
    return bent


def _largest_around(function: Callable[[Array], Array], z: Array, spread: Array) -> Array:
    """The largest that a function is a little away from z on either side, where it is a number."""
    found = [np.abs(function(z + sign * part * spread)) for part in AROUND for sign in (1, -1)]
    return np.asarray(np.max(np.where(np.isfinite(found), found, 0), axis=0))
