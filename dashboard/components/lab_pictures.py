"""What a run looks like: losses and accuracies over the epochs, the boundary, and one closer view of the network."""

from typing import Any

import streamlit as st

from dashboard.charts import class_names, lines_data, lines_spec
from dashboard.components.costs_panel import PLANE, has_plane
from dashboard.components.selection_panel import draw_switch
from dashboard.components.training_panel import draw_at_stake, draw_progress
from dashboard.lab.diagnosing import ENDS, MOST, NEAR, RECTIFIED, Units, count_undefined, spread
from dashboard.lab.progress import name_milestones
from dashboard.lab.readings import PARTS, TRAIN
from dashboard.lab.words import FUNCTIONS
from dashboard.state import controls, inspecting, training, visit
from dashboard.state.inspecting import VIEW
from dashboard.state.pages import draw
from dashboard.state.snapshot import snapshot

HEIGHT = 150


def draw_pictures() -> None:
    """Draw how far training has come, the curves beside the boundary, and the view that is chosen."""
    draw_progress()
    curves, plane = st.columns([0.6, 0.4], gap="small") if has_plane() else (st.container(), None)
    with curves:
        draw_learning()
    if plane:
        draw(PLANE, plane)
    draw_at_stake()


def draw_learning() -> None:
    """Draw loss and accuracy of each part of the samples, epoch by epoch: of the loss of training all that is known."""
    read, now = inspecting.readings(), training.progress()
    epochs = [each.epoch for each in read]
    several = len(read) > 1
    shown = [part for part in PARTS if part == TRAIN or (several and part in read[-1].parts)]
    losses: dict[str, Any] = {part: (epochs, [each.parts[part].loss for each in read]) for part in shown if several}
    losses[TRAIN] = (now.epochs, now.costs)
    share: dict[str, Any] = {
        part: (epochs, [each.parts[part].accuracy for each in read])
        for part in shown
        if several and read[-1].parts[part].accuracy is not None
    }
    if not several and len(set(now.epochs)) < 2:
        st.caption("Train: loss and accuracy of every part of the samples are drawn here, epoch by epoch.")
        return
    spec = lines_spec(
        dark=visit.dark(),
        names=shown,
        across="epoch",
        up="loss",
        right="accuracy, thin" if share else "",
        words=f"{'Loss and accuracy' if share else 'Loss'} of {', '.join(shown)} over the epochs.",
        height=HEIGHT,
    )
    data = lines_data(losses, right=share or None)
    st.vega_lite_chart(None, {**spec, "datasets": data}, key="learning", theme=None)
    if now.epoch and len(now.path.records) < 2:
        st.caption("Of earlier epochs the weights were not kept, so of these only the loss of training is drawn.")


def draw_view() -> None:
    """Draw one closer look at the network: its gradients, weights, activations, units, or what it confuses."""
    draw_switch("Look at", VIEW, visible=False)
    view = controls.value(VIEW)
    if view == "gradients":
        _draw_gradients()
    elif view in ("weights", "activations"):
        _draw_spread(view)
    elif view == "units":
        st.markdown("\n".join(f"- {_say_units(each)}" for each in inspecting.units()) or NO_HIDDEN)
    else:
        st.markdown(_write_confusion())


def _layers() -> list[str]:
    return [f"layer {layer}" for layer in range(1, visit.network().depth + 1)]


def _draw_gradients() -> None:
    read = inspecting.readings()
    names = _layers()
    epochs = [each.epoch for each in read]
    norms = {name: (epochs, [each.parts[TRAIN].gradient_norms[at] for each in read]) for at, name in enumerate(names)}
    # one epoch is no line
    if len(read) < 2 or not any(norm > 0 for _, values in norms.values() for norm in values):
        st.caption("Train: how long the gradient of each layer is, over all its weights and biases, is drawn here.")
        return
    _draw_lines("gradients", names, norms, across="epoch", up="gradient, length", counts=False)


def _draw_spread(view: str) -> None:
    arrays, names = inspecting.numbers_of(view), _layers()
    found = spread(arrays)
    if not found:
        st.caption("No number of them is defined.")
        return
    letter = "w" if view == "weights" else "a of all samples"
    lines = dict(zip(names, found, strict=True))
    _draw_lines("spread", names, lines, across=letter, up="share", counts=True)
    undefined, count = count_undefined(arrays), sum(each.size for each in arrays)
    if undefined:
        st.caption(
            f"{undefined} of these {count} numbers {'is' if undefined == 1 else 'are'} not finite, and left out."
        )


def _draw_lines(key: str, names: list[str], lines: Any, *, across: str, up: str, counts: bool) -> None:
    """Draw shares in bins, or lengths on a logarithmic axis."""
    spec = lines_spec(
        dark=visit.dark(),
        names=names,
        across=across,
        up=up,
        words=f"{up} over {across}.",
        logarithmic=not counts,
        stepped=counts,
        height=HEIGHT,
    )
    data = lines_data(lines, logarithmic=not counts)
    st.vega_lite_chart(None, {**spec, "datasets": data}, key=key, theme=None)


NO_HIDDEN = "There is no hidden layer, so there is no unit that could be dead or saturated."


def _say_units(found: Units) -> str:
    """Say of a layer which of its units are dead or saturated, and what that means there."""
    words = f"**Layer {found.layer}**, {FUNCTIONS[found.function]}: "
    samples = visit.task().samples
    if found.function in RECTIFIED:
        if not found.dead:
            return f"{words}no unit is dead ($a = 0$ for all {samples} samples)."
        return f"{words}dead, $a = 0$ for all {samples} samples: {_name(found.dead)}."
    if found.function in ENDS:
        low, high = ENDS[found.function]
        near = f"within {NEAR * (high - low):g} of {low:g} or {high:g} for {MOST:.0%} of the samples or more"
        if not found.saturated:
            return f"{words}no unit is saturated ($a$ {near})."
        return f"{words}saturated, $a$ {near}: {_name(found.saturated)}."
    return f"{words}nothing is measured for it here."


def _name(units: tuple[int, ...]) -> str:
    return ("unit " if len(units) == 1 else "units ") + ", ".join(map(str, units))


def _write_confusion() -> str:
    found = inspecting.confusion()
    if found is None:
        return "Numbers are predicted here: there are no classes to be confused."
    names = _classes(len(found))
    lines = [f"| it is, and the network says → | {' | '.join(names)} |", "|:--" + "|--:" * len(names) + "|"]
    for row, name in zip(found, names, strict=True):
        lines.append(f"| {name} | {' | '.join(f'`{count}`' for count in row)} |")
    return "\n".join([*lines, "", f":small[Of the {snapshot().task.samples} samples that it learns from.]"])


def _classes(count: int) -> list[str]:
    given = visit.data().classes
    if len(given) == count:
        return [str(each) for each in given]
    return [str(at) for at in range(count)] if count == 2 else class_names(count, ())


def draw_back() -> None:
    """Draw the way back to an earlier epoch, of those that are kept."""
    kept = training.progress().path.records
    if training.running() or len(kept) < 2:
        st.empty()
        return
    names = name_milestones(kept)
    key = training.back_key()
    st.select_slider(
        "Back to an earlier epoch",
        range(len(kept)),
        value=len(kept) - 1,
        format_func=names.__getitem__,
        key=key,
        on_change=training.go_back,
        args=(key,),
        help=f"{len(kept)} of the epochs so far are kept, with weights, the optimiser's memory and the generator.",
    )
