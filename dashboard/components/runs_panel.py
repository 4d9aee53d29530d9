"""Runs that are kept: named, side by side as curves and as a table of what differs; saved to a file, and loaded."""

from functools import partial
from typing import Any

import streamlit as st

from dashboard.charts import lines_data, lines_spec
from dashboard.components.selection_panel import draw_switch
from dashboard.components.sentences import draw_error, literal
from dashboard.lab.data import LONGEST_NAME
from dashboard.lab.runs import ACCURACY, LINES, MOST_RUNS, KeptRun, compare_settings, name_run, say_scales, write_runs
from dashboard.state import controls, inspecting, training, visit
from dashboard.state.inspecting import COMPARED
from dashboard.state.pages import redraw_all
from derivations import DerivationError

FIELD = "run-name"


def draw_runs() -> None:
    """Draw a field for a name, and what is kept; without any run, what they are for."""
    runs = visit.current().runs
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="kept-runs"):
        next_name = name_run("", runs)
        st.text_input("Name of this run", key=FIELD, max_chars=LONGEST_NAME, width=180, placeholder=next_name)
        st.button(
            "Keep this run",
            on_click=inspecting.keep,
            args=(FIELD,),
            disabled=training.running() or len(runs) >= MOST_RUNS,
            help=f"Its settings, weights and curves, to compare: up to {MOST_RUNS} runs.",
        )
        saving = st.popover("Runs to and from a file", key="runs-file", on_change="rerun")
        if saving.open:
            with saving:
                _draw_file(runs)
    if not runs:
        st.caption("Keep a run, change one thing, *Reset*, train again, and keep it too: then both are compared here.")
        return
    draw_switch("Compared", COMPARED, visible=False)
    _draw_lines(runs)
    scales = say_scales(runs)
    if scales:
        st.caption(scales)
    st.markdown("\n".join(_write_table(runs)))
    for at, each in enumerate(runs):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"kept-run-{at}"):
            st.markdown(literal(each.name), width=180)
            st.button("Open", key=f"open-run-{at}", on_click=inspecting.open_run, args=(at,))
            st.button("Drop", key=f"drop-run-{at}", on_click=inspecting.drop, args=(at,))


def _draw_lines(runs: tuple[KeptRun, ...]) -> None:
    line = controls.value(COMPARED)
    lines: dict[str, Any] = {
        each.name: tuple(zip(*each.lines[line], strict=True)) for each in runs if each.lines.get(line)
    }
    if not lines:
        st.caption(f"No run that is kept has the {line}.")
        return
    spec = lines_spec(
        dark=visit.dark(),
        names=list(lines),
        across="epoch",
        up=line,
        words=f"The {line} of the runs that are kept, over the epochs.",
    )
    st.vega_lite_chart(None, {**spec, "datasets": lines_data(lines)}, key="compared-runs", theme=None)


def _write_table(runs: tuple[KeptRun, ...]) -> list[str]:
    """Write what differs between the runs, and how each of them ended."""
    names = [literal(each.name) for each in runs]
    rows = [f"|  | {' | '.join(names)} |", "|:--" + "|:--" * len(runs) + "|"]
    rows += [f"| {name} | {' | '.join(map(literal, values))} |" for name, values in compare_settings(runs)]
    rows.append(f"| epochs | {' | '.join(f'`{each.progress.epoch}`' for each in runs)} |")
    for line in LINES:
        ends = [each.last(line) for each in runs]
        if any(end is not None for end in ends):
            rows.append(f"| {line} | {' | '.join(_write(end, line) for end in ends)} |")
    return rows


def _write(value: float | None, line: str) -> str:
    if value is None:
        return "–"
    return f"`{value:.1%}`" if line.endswith(ACCURACY) else f"`{value:.5g}`"


def _draw_file(runs: tuple[KeptRun, ...]) -> None:
    st.markdown("One JSON file for all runs that are kept: settings, weights and curves of each, and its own table.")
    st.download_button(
        "Save the runs",
        data=partial(_save, runs),
        file_name="runs.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
        disabled=not runs,
    )
    file = st.file_uploader("Load runs", type=["json"], max_upload_size=4, key="runs-upload")
    if file is not None and st.button("Add its runs", type="primary"):
        try:
            count = inspecting.load(file.getvalue().decode("utf-8", errors="replace"))
        except DerivationError as error:
            draw_error(str(error))
        else:
            visit.current().note = f"{count} {'run is' if count == 1 else 'runs are'} added."
            redraw_all()


def _save(runs: tuple[KeptRun, ...]) -> bytes:
    return write_runs(runs).encode()
