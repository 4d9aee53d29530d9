"""The algorithm of backpropagation, executed stage by stage on one sample: each stage fills in its numbers."""

import math
from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from dashboard.components.equations_panel import draw_equations
from dashboard.components.numbers_panel import rows
from dashboard.components.parameter_table import name_of
from dashboard.components.remarks import print_cancellation, what_cancels
from dashboard.components.selection_panel import draw_switch
from dashboard.lab.algorithm import (
    BACKPROPAGATE,
    FORWARD,
    INPUT,
    OUTPUT_ERROR,
    STAGES,
    TITLES,
    UPDATE,
    list_vectors,
    select_parts,
)
from dashboard.lab.between import parameter_of
from dashboard.lab.option import Option
from dashboard.lab.selection import Selection
from dashboard.lab.words import OPTIMISERS
from dashboard.state import controls, shared, training, visit
from dashboard.state.paths import Position, sample_gradients
from dashboard.state.snapshot import keep_for_now, snapshot
from derivations.models import names
from derivations.rendering.breaking import breakable
from derivations.rendering.numbers import print_number
from derivations.rendering.update_lines import PrintedUpdate, print_update

DIGITS = 4
SHORT = 3  # of the numbers of a sample, as in the diagram
MOST_UNITS = 4  # of a layer, in a row of the table
MOST_VECTORS = 4
MOST_LAYERS_WRITTEN = 2  # layers whose gradients are all written
BY = {
    INPUT: "given",
    FORWARD: "layer by layer",
    OUTPUT_ERROR: "equation 1",
    BACKPROPAGATE: "equation 2",
    UPDATE: "3, 4, $m = 1$",
}


def draw_stages(form: Option, executed: Option) -> None:
    """Draw how the equations are written, and how far the algorithm is executed."""
    stage, last = controls.value(executed), STAGES[-1]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="stages"):
        draw_switch("Form", form, visible=False)
        st.button(
            "Next stage" if stage < last else "Again",
            key="next-stage",
            icon=":material/skip_next:" if stage < last else ":material/replay:",
            on_click=controls.choose,
            args=(executed, stage % last + 1),
        )
        draw_switch("Stage", executed, visible=False)


def draw_executed(form: Option, executed: Option, batch: Option) -> None:
    """Draw the equations and the algorithm: another layer changes both."""
    draw_equations(form)
    draw_algorithm(executed, batch)


def draw_algorithm(executed: Option, batch: Option) -> None:
    """Draw the stages, as far as they are executed, with their numbers; and how the last one comes to its own."""
    stage = controls.value(executed)
    with st.container(key="algorithm"):
        st.markdown(keep_for_now(_write_stages, stage))
    if stage == UPDATE:
        _draw_update(batch)


def _write_stages(stage: int) -> str:
    table = ["| stage | by | of this sample |", "|:--|:--|:--|"]
    for each in STAGES:
        numbers = _numbers(each) if each <= stage else ":gray[…]"
        title = f"{each} {TITLES[each]}"
        table.append(f"| {f'**{title}**' if each == stage else title} | {BY[each]} | {numbers} |")
    shown = [_fill(each) for each in select_parts(stage, visit.selection(), _depth())]
    shown += _cancel() if stage == OUTPUT_ERROR else ()
    shown += [f"\n:small[{_gradients()}]\n"] if stage == UPDATE else []
    return "\n".join([*table, "", *shown])


def _draw_update(batch: Option) -> None:
    """Draw a step of gradient descent, of the selected parameter: the rate times a mini-batch's mean gradient."""
    now, position = visit.settings(), visit.selection().parameter
    name, size, old = (
        name_of(*position).strip("$"),
        controls.value(batch),
        parameter_of(training.parameters(), *position),
    )
    samples = mini_batch(size)
    gradients = [float(each) for each in sample_gradients()[[each - 1 for each in samples]]]
    draw_switch("Mini-batch, from this sample on: $m$ =", batch)
    if not all(map(math.isfinite, gradients)):
        st.caption("There is no next step: a gradient is not defined.")
        return
    values: dict[str, float | Sequence[float]] = {"theta_before": old, "eta": now.rate}
    if now.mean:
        [each] = _print_step("mini_batch_sgd", name, {**values, "g_each": gradients})
    else:
        [each] = _print_step("sgd", name, {**values, "g": math.fsum(gradients)})
    penalty = bool(now.l1 or now.l2)
    listed, without = ", ".join(map(str, samples)), ", the penalty left out" if penalty else ""
    others = [f"all {now.task.samples} samples"] if size < now.task.samples else []
    others += [r"the penalty, in $\tilde{C}$"] if penalty else []
    others += [OPTIMISERS[now.optimiser]] if now.optimiser != "sgd" else []
    other = f" *The next step* at the diagram has {' and '.join(others)}, so it ends elsewhere." if others else ""
    st.markdown(
        rf":small[{'Sample' if size == 1 else 'Samples'} {listed}: $g_i = \partial C_s / \partial {name}$ is the "
        f"gradient of the $i$-th of them{without}.{other}]"
        f"\n\n$$\n{each.left} \\leftarrow {breakable(each.symbols)}\n$$\n\n"
        f"$$\n= {breakable(each.numbers)} {each.sign} \\mathbf{{{each.result}}}\n$$"
    )


def mini_batch(size: int) -> tuple[int, ...]:
    """Return the numbers of the samples of a mini-batch: from the selected one on, and round."""
    now = visit.settings()
    return tuple((now.sample - 1 + at) % now.task.samples + 1 for at in range(size))


def _numbers(stage: int) -> str:
    """Write the vectors that a stage computes; of the gradients, how many, and the selected one."""
    if stage == UPDATE:
        position = visit.selection().parameter
        return f"{training.count()} gradients; by {name_of(*position)}: ${_of_sample(position)}$"
    vectors = list_vectors(stage, _depth())
    if not vectors:
        return "no layer before the last one"
    shown = [_vector(*each) for each in vectors[:MOST_VECTORS]]
    more = ["…"] if len(vectors) > MOST_VECTORS else []
    gone = f"; {what_cancels()[0]}" if stage == OUTPUT_ERROR and print_cancellation() else ""
    return ", ".join([f"${each}$" for each in shown] + more) + gone


def _gradients() -> str:
    """Write every gradient of the sample, unless they are too many, and what the diagram has."""
    position, now = visit.selection().parameter, visit.settings()
    if max(now.sizes) <= MOST_UNITS and now.network.depth <= MOST_LAYERS_WRITTEN:
        layers = range(1, now.network.depth + 1)
        found = ", ".join(f"${each}$" for layer in layers for each in (_matrix(layer), _biases(layer))) + ". "
    else:
        found = ""
    together = "mean" if now.mean else "sum"
    whole = _print(snapshot().gradient(*position), SHORT)
    penalty = " with the penalty" if now.l1 or now.l2 else ""
    return f"{found}:gray[The diagram has the {together} of all samples{penalty}: by {name_of(*position)} ${whole}$]"


def _matrix(layer: int) -> str:
    sizes = visit.settings().sizes
    rows = (
        " & ".join(_of_sample((layer, unit, source)) for source in range(1, sizes[layer - 1] + 1))
        for unit in range(1, sizes[layer] + 1)
    )
    entries = r" \\ ".join(rows)
    left = rf"\tfrac{{\partial C_s}}{{\partial W^{{({layer})}}}}"
    return rf"{left} = \begin{{bmatrix}} {entries} \end{{bmatrix}}"


def _biases(layer: int) -> str:
    values = [_of_sample((layer, unit, None)) for unit in range(1, visit.settings().sizes[layer] + 1)]
    return rf"\tfrac{{\partial C_s}}{{\partial b^{{({layer})}}}} = ({_list(values, len(values))})"


def _of_sample(position: Position) -> str:
    """Print the gradient of the sample's own cost, which has no penalty in it."""
    return _print(float(sample_gradients(position)[visit.selection().sample - 1]), SHORT)


def _cancel() -> Iterator[str]:
    """Write how equation 1 becomes as short as it is, line by line."""
    lines, (gone, against) = print_cancellation(), what_cancels()
    if lines:
        yield f"\n:small[In equation 1, {gone}: {against}.]\n"
        yield from (rf"$\displaystyle {{}}= {line.breakable}$ :small[:gray[{line.note}]]  " for line in lines)


def _vector(letter: str, layer: int) -> str:
    find, now = snapshot().lookup_of(visit.selection().sample), visit.settings()
    variable = names.activation(layer) if letter == "a" else names.weighted_input(layer)
    left = variable.gradient_latex if letter == "delta" else variable.latex
    units = range(1, now.sizes[layer] + 1)
    values = [_print(find(f"{letter}{layer}", (unit,)), SHORT) for unit in units[:MOST_UNITS]]
    return f"{left} = ({_list(values, len(units))})"


def _list(values: Sequence[str], count: int) -> str:
    return r",\, ".join([*values, *([r"\ldots"] if count > len(values) else [])])


def _print_step(rule: str, name: str, values: Mapping[str, float | Sequence[float]]) -> tuple[PrintedUpdate, ...]:
    return print_update(rule, name, values, digits=DIGITS, moving=training.running())


def _fill(selection: Selection) -> str:
    left, filled = shared.one_line(selection, snapshot().lookup_of(visit.selection().sample), SHORT)
    symbols, numbers, value = rows(left, filled, digits=SHORT, phantom=False)
    return f"$$\n{symbols} {numbers} {value}\n$$\n"


def _print(value: float, digits: int = DIGITS) -> str:
    return print_number(value, digits, moving=training.running())


def _depth() -> int:
    return visit.settings().network.depth
