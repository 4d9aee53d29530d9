"""Whether arrays are those of a network: of any at all, or of a given one.

Goes in: a record of arrays, one per layer. Comes out: nothing, or one sentence about the first that does not fit.
Must not know: what is in the arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.errors import ShapeError
from derivations.network import Network, checked_network

if TYPE_CHECKING:
    from derivations.numeric.network.parameters import Parameters


def check_layers(network: Network, record: Parameters) -> None:
    """Raise a ShapeError unless there is one array of each kind, of the right shape, for each layer of the network."""
    checked_network(network)
    weights, biases = record.weights, record.biases
    if len(weights) != network.depth:
        raise ShapeError(f"weights for {len(weights)} layers; wanted {network.depth}, for sizes {network.sizes}")
    _check_normalised(network, record)
    for layer, (weight, bias) in enumerate(zip(weights, biases, strict=True), start=1):
        n_in, n_out = network.sizes[layer - 1 : layer + 1]
        for name, array, wanted in (("weights", weight, (n_out, n_in)), ("biases", bias, (n_out,))):
            if array.shape != wanted:
                raise ShapeError(
                    f"{name} of layer {layer} have shape {array.shape}; wanted {wanted}, for sizes {network.sizes}"
                )


def _check_normalised(network: Network, record: Parameters) -> None:
    normalised = [layer for layer in range(1, network.depth + 1) if network.normalises(layer)]
    if normalised and not record.scales:
        raise ShapeError(
            f"no scales and shifts, which batch normalisation in layer {normalised[0]} needs; "
            "initialise(network, rng) makes them"
        )
    for layer, (scale, shift) in enumerate(zip(record.scales, record.shifts, strict=True), start=1):
        wanted = (network.sizes[layer] if layer in normalised else 0,)
        for name, array in (("scales", scale), ("shifts", shift)):
            if array.shape != wanted:
                words = "is normalised" if layer in normalised else "is not normalised"
                raise ShapeError(f"{name} of layer {layer}, which {words}, have shape {array.shape}; wanted {wanted}")


def check_chain(parameters: Parameters) -> None:
    """Raise a ShapeError unless every array has one entry for each unit of its layer, and of the layer below."""
    for at, weight in enumerate(parameters.weights):
        n_out, n_in = weight.shape
        if at and n_in != (units := len(parameters.weights[at - 1])):
            raise ShapeError(
                f"weights of layer {at + 1} have shape {weight.shape}, for {n_in} units below, and layer {at} has "
                f"{units}; wanted ({n_out}, {units})"
            )
        for name in ("biases", "scales", "shifts"):
            array = getattr(parameters, name)[at] if getattr(parameters, name) else None
            # a layer that is not normalised has no scales
            if array is not None and array.shape != (n_out,) and (name == "biases" or array.size):
                raise ShapeError(
                    f"{name} of layer {at + 1} have shape {array.shape}, and its weights {weight.shape}; wanted "
                    f"({n_out},), one entry for each row of weights"
                )
