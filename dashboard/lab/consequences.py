"""What follows from setting an option: others that have to move with it, and the sentence that says so.

Goes in: the settings, and a value that is new. Comes out: settings that go together, and a sentence, "" if nothing else
moved; a value that cannot be is refused, with the library's reason. Must not know: Streamlit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from dashboard.lab.data import TABLE
from dashboard.lab.selection import PARAMETERS
from dashboard.lab.settings import (
    MOST_HIDDEN,
    MOST_UNITS,
    NEEDED,
    Settings,
)
from dashboard.lab.usual import usual_rate, usual_settings
from dashboard.lab.words import FUNCTIONS, LOSSES, OPTIMISERS, OWN
from derivations import Activation, DataSet, FormulaError, Loss
from derivations.errors import SpecificationError
from derivations.models.formulas import A, Y, definition, loss_expression
from derivations.numeric.network.samples import checked_targets

COUPLED = (
    "In training batch normalisation lets the samples see each other, through mean and variance of the batch: no "
    "equation is of one sample alone. Here are those of the batch; *Evaluation* has those of one sample."
)
BIAS = "b"  # as the value of "from", which for a weight is the unit that it leads from
NEW_LAYER = 4  # units of the first hidden layer; a further one has as many as the layer before it


@dataclass(frozen=True)
class Change:
    """The new settings, what there is to say, and whether the value was refused."""

    settings: Settings
    words: str = ""
    refused: bool = False


def set_option(now: Settings, name: str, value: Any) -> Change:
    """Set an option: a field of Settings, "layers", "units-2", "function-1" or "from".

    A value that is not allowed is ignored. The formulas are text that nobody trusts: one that is not a formula is
    refused in a sentence.
    """
    word, _, at = name.partition("-")
    if at:
        return PER_LAYER[word](now, int(at), value)
    if name in FOLLOW:
        return FOLLOW[name](now, value)
    return Change(now.with_value(name, value))


def value_of(now: Settings, name: str) -> Any:
    """Return the value of an option, under the names that `set_option` knows."""
    word, _, at = name.partition("-")
    if word == "layers":
        return len(now.hidden)
    if word == "from":
        source = now.selection.parameter[2]
        return BIAS if source is None else source
    if at:
        return (now.hidden if word == "units" else now.functions)[int(at) - 1]
    return getattr(now, name)


def fields_of(name: str) -> tuple[str, ...]:
    """Name the fields of the settings that an option of `set_option` is part of: "hidden" for "units-2"."""
    return FIELDS.get(name.partition("-")[0], (name,))


def with_table(now: Settings, table: DataSet) -> Change:
    """Take the reader's own data."""
    return _with_data(replace(now, table=table), TABLE)


def _with_data(now: Settings, data: str) -> Change:
    """Another data set brings its first and last layer, and a loss; the hidden layers stay."""
    if data not in now.allowed("data"):
        return Change(now)
    return _with_task(now, usual_settings(data, now.hidden, now.optimiser, table=now.table))


def _with_outputs(now: Settings, outputs: str) -> Change:
    """Two classes have one output, or one each: with a softmax over the two, and the cross-entropy."""
    if outputs not in now.allowed("outputs"):
        return Change(now)
    return _with_task(now, usual_settings(now.data, now.hidden, now.optimiser, outputs=outputs))


def _with_task(now: Settings, usual: Settings) -> Change:
    found = replace(
        now,
        data=usual.data,
        outputs=usual.outputs,
        functions=(*now.functions[:-1], usual.functions[-1]),
        loss=usual.loss,
        rate=usual.rate,
    )
    task = usual.task
    inputs = "1 input" if task.inputs == 1 else f"{task.inputs} inputs"
    wanted = {
        "binary": "one output between 0 and 1",
        "classes": f"{task.outputs} classes",
        "numbers": "a number to predict",
    }[task.kind]
    fits = f"the last layer is now {FUNCTIONS[usual.functions[-1]]}, the loss {LOSSES[usual.loss]}"
    return Change(found.looking_at(found.selection), f"{task.label}: {inputs}, {wanted}; {fits}.")


def _with_layers(now: Settings, layers: int) -> Change:
    """A new hidden layer is like the one before it."""
    if not 0 <= layers <= MOST_HIDDEN:
        return Change(now)
    more = max(0, layers - len(now.hidden))
    size = now.hidden[-1] if now.hidden else NEW_LAYER
    like = now.functions[-2] if now.hidden else "sigmoid"
    found = replace(
        now,
        hidden=(*now.hidden[:layers], *(size for _ in range(more))),
        functions=(*now.functions[:-1][:layers], *(like for _ in range(more)), now.functions[-1]),
    )
    # who looks at the last layer goes on looking at the last layer
    last = now.layer == len(now.functions)
    return Change(found.looking_at(replace(now.selection, layer=layers + 1 if last else now.layer)))


def _with_units(now: Settings, layer: int, units: int) -> Change:
    if not (1 <= layer <= len(now.hidden) and 1 <= units <= MOST_UNITS):
        return Change(now)
    hidden = (*now.hidden[: layer - 1], units, *now.hidden[layer:])
    return _if_it_fits(now, replace(now, hidden=hidden))


def _with_function(now: Settings, layer: int, function: str) -> Change:
    """In the last layer: if the loss cannot follow it, the loss becomes the squared error."""
    if not 1 <= layer <= len(now.functions) or function not in FUNCTIONS:
        return Change(now)
    if function == "softmax" and layer == len(now.functions) and now.task.kind == "binary" and now.two_classes:
        return _with_outputs(now, "each")  # a softmax of one unit is 1
    wanted = replace(now, functions=(*now.functions[: layer - 1], function, *now.functions[layer:]))
    if wanted.fit or layer < len(now.functions):
        return _if_it_fits(now, wanted)
    squared = replace(wanted, loss="mse")
    words = f"{LOSSES[now.loss]} cannot follow {FUNCTIONS[function]}: the loss is MSE now."
    return Change(squared, words) if squared.fit else _if_it_fits(now, squared)


def _with_loss(now: Settings, loss: str) -> Change:
    """Some losses need a certain last activation, and bring it."""
    if loss not in LOSSES:
        return Change(now)
    if loss == "cross_entropy" and now.task.kind == "binary" and now.two_classes:
        return _with_outputs(now, "each")
    needed = NEEDED.get(loss, now.functions[-1])
    wanted = replace(now, loss=loss, functions=(*now.functions[:-1], needed))
    words = ""
    if needed != now.functions[-1]:
        words = f"{LOSSES[loss]} needs {FUNCTIONS[needed]} in the last layer: it is there now."
    return _if_it_fits(now, wanted, words)


def _with_optimiser(now: Settings, optimiser: str) -> Change:
    if optimiser not in OPTIMISERS:
        return Change(now)
    rate = usual_rate(optimiser, now.task.kind)
    words = "" if rate == now.rate else f"With {OPTIMISERS[optimiser]} the rate {rate:g} is a good start: it is set."
    return Change(replace(now, optimiser=optimiser, rate=rate), words)


def _with_formula(now: Settings, text: str) -> Change:
    try:
        found = Activation.parse(text)
        definition(found)  # raises where the formula has no derivative
    except FormulaError as error:
        return Change(now, str(error), refused=True)
    words = "" if OWN in now.functions else "Choose “own formula” for a layer, and it takes this one."
    return Change(replace(now, formula=found.text), words)


def _with_cost(now: Settings, text: str) -> Change:
    try:
        found = Loss.parse(text)
        loss_expression(found, A, Y)
    except FormulaError as error:
        return Change(now, str(error), refused=True)
    words = "" if now.loss == OWN else "Choose “own formula” as the loss, and it is this one."
    return Change(replace(now, cost=found.text), words)


def _with_end(now: Settings, end: Any) -> Change:
    """Look at the weight that leads from a unit, or at the bias."""
    if end != BIAS and end not in now.allowed("source"):
        return Change(now)
    wanted = {"quantity": "db"} if end == BIAS else {"quantity": "dW", "source": end}
    return Change(now.looking_at(replace(now.selection, **wanted)))


def _with_quantity(now: Settings, quantity: str) -> Change:
    found = now.looking_at(replace(now.selection, quantity=quantity))
    return Change(found if quantity in now.allowed("quantity") else now)


def _with_view(now: Settings, view: str) -> Change:
    """The story is left for the gradient that it ends with, and begins with the parameter that was selected last."""
    found = now.with_value("view", view)
    if now.view == "story" != found.view and now.quantity == "C":
        found = found.looking_at(replace(now.selection, quantity="dW"))
    if found.view == "story" and found.end:
        if now.quantity not in PARAMETERS:
            layer, unit, source = found.end
            end = replace(now.selection, layer=layer, unit=unit, source=source or 1, quantity="dW" if source else "db")
            found = found.looking_at(end)
        found = replace(found, end=())
    return Change(found)


def _with_between(name: str, now: Settings, value: Any) -> Change:
    """Batch normalisation, in training, has no equation of one sample: the batch takes its place."""
    if value not in now.allowed(name):
        return Change(now)
    found = replace(now, **{name: value})
    if found.coupled and now.view == "story":
        found = replace(_with_view(now, "index").settings, **{name: value})
    found = found.looking_at(found.selection)
    words = [COUPLED] if found.coupled and not now.coupled else []
    if found.batch_size != now.batch_size:
        words.append("Of batches as small as they were, one would have a single sample: all samples are in one now.")
    return Change(found, " ".join(words))


def _if_it_fits(now: Settings, wanted: Settings, words: str = "") -> Change:
    try:
        # raises if there is no such network, or the loss does not allow these targets
        checked_targets(wanted.network, wanted.samples.targets, wanted.task.samples)
    except SpecificationError as error:
        return Change(now, str(error), refused=True)
    return Change(wanted.looking_at(wanted.selection), words)


FOLLOW: dict[str, Callable[[Settings, Any], Change]] = {
    "data": _with_data,
    "outputs": _with_outputs,
    "layers": _with_layers,
    "loss": _with_loss,
    "optimiser": _with_optimiser,
    "formula": _with_formula,
    "cost": _with_cost,
    "from": _with_end,
    "quantity": _with_quantity,
    "view": _with_view,
    **{name: partial(_with_between, name) for name in ("batch_norm", "dropout", "mode")},
}
PER_LAYER: dict[str, Callable[[Settings, int, Any], Change]] = {"units": _with_units, "function": _with_function}
FIELDS = {"layers": ("hidden",), "units": ("hidden",), "function": ("functions",), "from": ("source", "quantity")}
