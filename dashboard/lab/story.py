"""The story of one sample: from x to the cost, and back to one parameter, a chapter for every number on the way.

Goes in: the settings. Comes out: frozen records, in the order of the story. Must not know: Streamlit, a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dashboard.lab.selection import Selection
from dashboard.lab.settings import Settings
from dashboard.lab.words import FUNCTIONS

MOST_LAYERS = 3  # of a deeper network only the selected layer and the last one are told
MOST_UNITS = 2  # whose errors are told each, where the layer below needs those of all units

NORMALISED = r"less the mean $\mu$ of all samples, over the root of their variance $v$, which evaluation is given"
SCALED = r"times a scale $\gamma$, and a shift $\beta$: both are learned"
DROPPED = "what dropout leaves of it: 0 where $r = 0$; what is kept is divided by the share that is kept"


@dataclass(frozen=True)
class Chapter:
    """A quantity of one unit, and what there is to say of it; ``omitted`` counts layers passed over before it."""

    title: str
    words: str
    looked_at: Selection
    omitted: int = 0


def forward_chapters(now: Settings) -> Iterator[Chapter]:
    """Tell how the sample comes to its cost."""
    before = 0
    for layer in _layers(now):
        at, last = _unit_of(now, layer), layer == len(now.functions)
        omitted, before = layer - before - 1, layer
        weighted = "adds up its inputs, each times a weight, and its bias"
        others = " (so do the others)" if now.sizes[layer] > 1 else ""
        yield Chapter("z", f"unit {at.unit} of layer {layer} {weighted}{others}", replace(at, quantity="z"), omitted)
        name = FUNCTIONS[now.functions[layer - 1]]
        if now.network.normalises(layer):
            yield Chapter(r"\hat{z}", NORMALISED, replace(at, quantity="zhat"))
            yield Chapter(r"\tilde{z}", SCALED, replace(at, quantity="u"))
        passed = (
            r"the prediction $\hat{y}$" if last else "what the unit passes on"
        ) + f", the {name} of ${_seen(now, layer)}$"
        yield Chapter("a", passed, replace(at, quantity="a"))
        if now.network.drops(layer):
            yield Chapter(r"\tilde{a}", DROPPED, replace(at, quantity="h"))
    words = r"the cost of this sample: how wrong the prediction is; $y$ is the target"
    if now.l1 or now.l2:
        words = r"$C_s$, how wrong the prediction is ($y$ is the target), and the penalty $\Omega$ of every layer"
    yield Chapter(cost_of(now), words, replace(now.selection, quantity="C"))


def backward_chapters(now: Settings) -> Iterator[Chapter]:
    """Tell how the cost asks for a change of one parameter."""
    end, unit, source = now.selection.parameter
    before = len(now.functions) + 1
    for layer in reversed([layer for layer in _layers(now) if layer >= end]):
        at, last = _unit_of(now, layer), layer == len(now.functions)
        omitted, before = before - layer - 1, layer
        back = f"the error comes back through the weights of layer {layer + 1}"
        words = f"the error: how ${cost_of(now)}$ moves with $z$ of layer {layer}" if last else back
        # what comes back to the layer below is a sum over all units of this one
        others = [each for each in range(1, now.sizes[layer] + 1) if each != at.unit] if layer > end else []
        if len(others) >= MOST_UNITS:
            words, others = f"{words}; that of each of its {len(others) + 1} units in this way", []
        yield Chapter(r"\delta", words, replace(at, quantity="delta"), omitted)
        for each in others:
            words = f"the error of unit {each} of layer {layer}, in the same way"
            yield Chapter(r"\delta", words, replace(at, unit=each, quantity="delta"))
    quantity = "db" if source is None else "dW"
    letter = "bias" if source is None else "weight"
    words = f"the gradient: how ${cost_of(now)}$ moves with this {letter}"
    words += r"; $\partial z / \partial b = 1$" if source is None else ""
    looked_at = replace(now.selection, layer=end, unit=unit, source=source or 1, quantity=quantity)
    yield Chapter(rf"\partial {cost_of(now)}", words, looked_at)


def cost_of(now: Settings) -> str:
    """Print the cost of one sample, as its equations do: with a penalty, which is no sample's share, it has a tilde."""
    return r"\tilde{C}_s" if now.l1 or now.l2 else "C_s"


def _seen(now: Settings, layer: int) -> str:
    return r"\tilde{z}" if now.network.normalises(layer) else "z"


def _layers(now: Settings) -> list[int]:
    depth, (end, *_) = len(now.functions), now.selection.parameter
    return list(range(1, depth + 1)) if depth <= MOST_LAYERS else sorted({end, depth})


def _unit_of(now: Settings, layer: int) -> Selection:
    """Return the unit that the story goes through: the parameter's own, where it comes from, else the first one."""
    end, unit, source = now.selection.parameter
    found = unit if layer == end else source if layer == end - 1 and source is not None else 1
    return replace(now.selection, layer=layer, unit=found, source=1)
