"""One update, phase by phase, as equations: forward, loss, backward, update, each with the numbers of this batch."""

import re
from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from dashboard.components.parameter_table import name_of
from dashboard.components.sentences import print_short
from dashboard.lab.batch_step import FEW, BatchStep
from dashboard.lab.running import in_training
from dashboard.lab.schedules import CONSTANT, SCHEDULES
from dashboard.lab.settings import OPTIONS
from dashboard.lab.words import OPTIMISERS
from dashboard.state import fields, inspecting, training, visit
from dashboard.state.inspecting import BACKWARD, FORWARD, LOSS, PHASES, UPDATE
from derivations.models.optimisers import METHODS
from derivations.rendering.breaking import breakable
from derivations.rendering.numbers import print_number
from derivations.rendering.update_lines import PrintedUpdate, print_rule

DIGITS = 4
RATE = re.compile(r"\\eta(?![a-z_])")
MOST_LISTED = 8  # samples
AFTER = {FORWARD: LOSS, LOSS: BACKWARD, BACKWARD: UPDATE}
FIELDS = (
    ("batch_size", "Batch", 124, "How many samples go into one update. Every epoch shuffles them, with the seed."),
    ("rate_schedule", "Schedule of η", 170, "What the rate is multiplied by as the epochs go on."),
    ("initial", "First weights", 120, "How the seed draws them. Another choice starts again."),
    ("held_out", "Held out", 104, "The network does not learn from these: half validation, half test."),
)


def draw_setting() -> None:
    """Draw what decides about a run beside network, loss, optimiser, rate and seed, which have their place above."""
    now = visit.settings()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="lab-setting"):
        for name, label, width, words in FIELDS:
            st.selectbox(
                label,
                OPTIONS[name].values(now),
                format_func=OPTIONS[name].say,
                width=width,
                help=words,
                **fields.control(name),
            )


def draw_phases() -> None:
    """Draw the buttons, and each phase of this batch with its numbers as far as it is done."""
    running, phase = training.running(), inspecting.current_phase()
    following = AFTER.get(phase, FORWARD)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="phases"):
        st.button(
            f"Next: {PHASES[following]}",
            key="next-phase",
            type="primary",
            disabled=running,
            on_click=inspecting.go_on,
            icon=":material/skip_next:",
            help="Do the next phase of this batch.",
        )
        st.button(
            "One batch",
            key="one-batch",
            disabled=running,
            on_click=inspecting.make_update,
            help="All four phases of the next batch at once.",
        )
    step = None if running else inspecting.current_step()
    with st.container(key="phase-lines"):
        st.markdown("\n\n".join(_write_phases(step, phase if step else 0, running=running)))


def _write_phases(step: BatchStep | None, phase: int, *, running: bool) -> Iterator[str]:
    now = visit.settings()
    yield f":small[{_say_batch(step, running=running)}]"
    penalty = r" + \Omega" if now.l1 or now.l2 else ""
    sign = r"\frac{1}{m} \sum_{i \in B}" if now.mean else r"\sum_{i \in B}"
    name = name_of(*now.selection.parameter).strip("$")
    pull = rf" + \frac{{\partial \Omega}}{{\partial {name}}}" if penalty else ""
    lines = {
        FORWARD: _forward(),
        LOSS: rf"C_B = {sign} C_i{penalty}",
        BACKWARD: rf"g = \frac{{\partial C_B}}{{\partial {name}}} = {sign} \frac{{\partial C_i}}{{\partial {name}}}"
        f"{pull}",
        UPDATE: _update(name),
    }
    for number, line in lines.items():
        title = f"**{number} {PHASES[number].capitalize()}**"
        done = step is not None and number <= phase
        shown = title if done else f":gray[{title}]"
        more = list(_fill(number, step, name)) if done and step else []
        yield "  \n".join([rf"{shown} $\displaystyle {line}$", *more])


def _say_batch(step: BatchStep | None, *, running: bool) -> str:
    samples = visit.task().samples
    if running:
        return "While it runs, these four phases follow each other: pause, and go through them one by one."
    if step is None:
        return "A number of the next update is not defined, so it has no phases."
    listed = [str(row + 1) for row in step.rows]
    which = ", ".join(listed[:MOST_LISTED]) + (", …" if len(listed) > MOST_LISTED else "")
    several = "samples" if len(listed) > 1 else "sample"
    whole = f"all {samples} samples at once" if len(step.rows) == samples else f"{several} {which} of {samples}"
    count = f"Batch {step.number} of {step.batches} in epoch {inspecting.epoch_shown() + 1}"
    masks = enumerate(step.masks, start=1)
    kept = [f"{on} of the {size} activations of layer {at}" for at, (on, size) in masks if size]
    more = f" Dropout, drawn with the seed, keeps {' and '.join(kept)} in this batch." if kept else ""
    if visit.network().is_normalised:
        more += " $z$ of hidden layers is normalised with the mean and the variance of this batch; in the last $u = z$."
    return rf"{count}: $m = {len(step.rows)}$, {whole}.{more}"


def _forward() -> str:
    """Write what a layer computes, and with what stands between the layers."""
    network = in_training(visit.network())
    before = "h" if network.is_noisy else "a"
    inside = "u" if network.is_normalised else "z"
    lines = [rf"z_i^{{(l)}} = W^{{(l)}} {before}_i^{{(l-1)}} + b^{{(l)}}"]
    if network.is_normalised:
        lines.append(r"u_i^{(l)} = \gamma^{(l)} \odot \hat{z}_i^{(l)} + \beta^{(l)}")
    lines.append(rf"a_i^{{(l)}} = f_l({inside}_i^{{(l)}})")
    if network.is_noisy:
        lines.append(
            rf"h_i^{{(l)}} = \frac{{1}}{{{print_short(1 - visit.settings().dropout)}}} r_i^{{(l)}} \odot a_i^{{(l)}}"
        )
    return r",\; \allowbreak ".join([*lines, r"\hat{y}_i = a_i^{(L)}"])


def _update(name: str) -> str:
    """Write the optimiser's rule in symbols, all of its lines, so that the step can be foreseen from g."""
    now = visit.settings()
    # the symbols are the same whatever the numbers are
    rule = METHODS[now.optimiser]
    *before, last = _print_lines(name, dict.fromkeys((each.name for each in rule.model.inputs), 0.5))
    lines = [f"{each.left} = {_symbols(each)}" for each in before]
    lines.append(rf"{last.left} \leftarrow {_symbols(last)}")
    if now.rate_schedule != CONSTANT:
        lines.append(r"\eta_t = \eta \cdot s_e")
    return r",\; \allowbreak ".join(lines)


def _print_lines(name: str, values: Mapping[str, float]) -> tuple[PrintedUpdate, ...]:
    words = {"theta_before": name, "theta": name, "g": "g"}
    return print_rule(METHODS[visit.settings().optimiser], values, words=words, digits=DIGITS)


def _symbols(each: PrintedUpdate) -> str:
    """Give the right side; with a schedule, its rate is that of this epoch."""
    constant = visit.settings().rate_schedule == CONSTANT
    return breakable(each.symbols if constant else RATE.sub(r"\\eta_t", each.symbols))


def _fill(number: int, step: BatchStep, name: str) -> Iterator[str]:
    """Write the numbers of a phase."""
    now = visit.settings()
    over = rf"\frac{{1}}{{{len(step.rows)}}} " if now.mean and len(step.rows) > 1 else ""
    if number == FORWARD:
        unit = " of unit 1" if now.sizes[-1] > 1 else ""
        which = ", ".join(str(row + 1) for row in step.rows[:FEW])
        yield rf":small[$\hat{{y}}_i${unit} for $i$ = {which}:] ${_list(step.outputs, len(step.rows), ',')}$"
    elif number == LOSS:
        yield rf"$\displaystyle C_B = {_sum(over, step.costs, len(step.rows), step.penalty)} {_bold(step.cost)}$"
    elif number == BACKWARD:
        yield rf"$\displaystyle g = {_sum(over, step.gradients, len(step.rows), step.pull)} {_bold(step.gradient)}$"
    else:
        part, values = inspecting.current_update(step.gradient)
        if now.rate_schedule != CONSTANT:
            yield (
                rf":small[$\eta$ {SCHEDULES[now.rate_schedule]}: ${_eta(part)} = "
                rf"\mathbf{{{print_short(now.rate * part)}}}$, $e = {inspecting.epoch_shown()}$]"
            )
        *before, last = _print_lines(name, values)
        if before:
            inner = "  \n".join(map(_write_update, before))
            yield f":small[{OPTIMISERS[now.optimiser]} makes of $g$ and of earlier ones:]  \n{inner}"
        yield _write_update(last, arrow=True)


def _eta(part: float) -> str:
    return rf"{print_short(visit.settings().rate)} \cdot {print_short(part)}"


def _write_update(each: PrintedUpdate, *, arrow: bool = False) -> str:
    sign = r"\leftarrow" if arrow else "="
    return rf"$\displaystyle {each.left} {sign} {breakable(each.numbers)} {each.sign} \mathbf{{{each.result}}}$"


def _sum(over: str, each: Sequence[float], count: int, more: float) -> str:
    """Write a mean or a sum over the samples of a batch, of which some are listed, and what the penalty adds.

    Nothing where batch normalisation lets no sample stand alone.
    """
    if not each:
        return ""
    listed = _list(each, count, "+")
    now = visit.settings()
    added = f" + {_signed(more)}" if now.l1 or now.l2 else ""
    return rf"{f'{over}({listed})' if over else listed}{added} ="


def _bold(value: float) -> str:
    return rf"\mathbf{{{_print(value)}}}"


def _print(value: float) -> str:
    return print_number(value, DIGITS, moving=False)


def _list(values: Sequence[float], count: int, between: str) -> str:
    shown = [_signed(each) if between == "+" else _print(each) for each in values]
    return rf" {between}\, \allowbreak ".join([*shown, *([r"\ldots"] if count > len(values) else [])])


def _signed(value: float) -> str:
    printed = _print(value)
    return f"({printed})" if value < 0 else printed
