"""A search for hyper-parameters: how far it is, its table to sort and apply, and the test samples at the end."""

from collections.abc import Collection

import streamlit as st

from dashboard.components.selection_panel import draw_switch
from dashboard.components.sentences import draw_error, print_short
from dashboard.lab.search_run import GRID, RANDOM, SearchRun
from dashboard.state import controls, visit
from dashboard.state.pages import redraw_all
from dashboard.state.regularisation import EPOCHS, current_fits, data
from dashboard.state.searching import (
    COUNT,
    KIND,
    TABLE,
    applied_trial,
    apply_trial,
    begin_search,
    look_at_test_samples,
    stop_search,
    trials_to_run,
)
from derivations import Trial

HEIGHT = 260
FROM_CODE = (
    "Each trial begins with weights of its own, in a process beside this page; one that is killed is run again. "
    "From code, `search(data, settings, seed=0, executor=…)` takes any executor of `concurrent.futures`."
)
SYMBOLS = {"l2": "λ₂", "l1": "λ₁", "dropout": "p", "learning_rate": "η", "hidden": "hidden"}
LOSS = "validation loss"
FORMATS = {"λ₂": "%.3g", "λ₁": "%.3g", "p": "%.3g", "η": "%.3g", LOSS: "%.3f", "accuracy": "percent", "seconds": "%.2f"}


def is_searching() -> bool:
    """Whether a search is running."""
    found = visit.current().search
    return found is not None and found.is_running


def draw_search() -> Collection[str] | None:
    """Draw what begins and stops a search, how far it is, and what it has found."""
    found, repeats = visit.current().search, visit.current().drawn["search"].repeats
    if is_searching() is not repeats:
        # the clock begins and ends with a picture of the whole page
        redraw_all()
    with st.container(key="regularise-search"):
        st.markdown(
            "**Which strengths, which rate, how many units?** A search tries many, and compares them by the validation "
            "loss. It goes on while you look elsewhere."
        )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            draw_switch("Search", KIND)
            if controls.value(KIND) == "random":
                draw_switch("Trials", COUNT)
            st.button(
                "Search",
                key="begin-search",
                type="primary",
                icon=":material/search:",
                disabled=is_searching(),
                on_click=begin_search,
            )
            st.button("Stop", key="stop-search", disabled=not is_searching(), on_click=stop_search)
        st.markdown(f":small[:gray[{_say_space()}]]")
        if found is None:
            # of the network above only how long it is trained
            return KIND.name, COUNT.name, EPOCHS.name
        share, words = len(found.trials) / found.total, _say_progress(found)
        st.progress(share, text=words)
        draw_error(found.failure)
        if found.trials:
            st.markdown(_say_best(found))
            _draw_table(found)
    return None


def _say_space() -> str:
    tried, epochs = trials_to_run(), controls.value(EPOCHS)
    if controls.value(KIND) == "grid":
        values = "; ".join(f"{SYMBOLS[name]} {_list(each)}" for name, each in GRID.items())
        return f"{tried} trials of {epochs} epochs, every value with every other: {values}."
    ranges = "; ".join(f"{SYMBOLS[name]} {_range(each)}" for name, each in RANDOM.items())
    return f"{tried} trials of {epochs} epochs, drawn anew for each search: {ranges}."


def _list(values: object) -> str:
    assert isinstance(values, list)
    return ", ".join("-".join(map(str, each)) if isinstance(each, tuple) else f"{each:g}" for each in values)


def _range(values: object) -> str:
    if isinstance(values, list):
        return _list(values)
    low, high = (f"${print_short(getattr(values, name))}$" for name in ("low", "high"))
    kind = " (by powers of 10)" if getattr(values, "name", "") == "log_uniform" else ""
    return f"{low} to {high}{kind}"


def _say_progress(found: SearchRun) -> str:
    done = f"{KIND.say(found.kind)}, {found.epochs} epochs each · {len(found.trials)} of {found.total} trials"
    if found.is_waiting:
        return f"{done} · waits for the searches of others"
    if found.is_running:
        left = found.seconds_left
        return f"{done} · about {left:.0f} s left" if left is not None else f"{done} · the first is running"
    return f"{done} in {found.seconds:.0f} s{' · stopped' if found.was_stopped else ''}"


def _say_best(found: SearchRun) -> str:
    """Say which trial is the best so far, beside the network without any method, where that is trained as long."""
    best, (without, _) = found.ranked[0], current_fits()
    if best.failure:
        return "All trials so far broke off."
    values = ", ".join(f"{SYMBOLS[name]} {_print(best, name)}" for name in SYMBOLS)
    beside = ""
    if without.finished and not without.failure and without.settings.epochs == found.epochs:
        beside = f" Without any method, as set above: `{without.now.validation.loss:.3f}`."
    return f"Best: trial {best.number}, validation loss `{best.validation_loss:.3f}`, with {values}.{beside}"


def _print(trial: Trial, name: str) -> str:
    value = getattr(trial.settings, name)
    return "-".join(map(str, value)) if isinstance(value, tuple) else f"{value:.3g}"


def _draw_table(found: SearchRun) -> None:
    """Draw the trials, the best first; when it has ended, one of them is selected and applied."""
    rows = found.ranked
    columns: dict[str, list[object]] = {"trial": [each.number for each in rows]}
    for name, symbol in SYMBOLS.items():
        values = [getattr(each.settings, name) for each in rows]
        columns[symbol] = [_print(each, name) for each in rows] if name == "hidden" else values
    columns |= {
        LOSS: [each.validation_loss for each in rows],
        "accuracy": [each.validation_accuracy for each in rows],
        "seconds": [each.seconds for each in rows],
    }
    if any(each.failure for each in rows):
        columns["failure"] = [each.failure for each in rows]
    look = {name: st.column_config.NumberColumn(format=form) for name, form in FORMATS.items()}
    if found.is_running:
        st.dataframe(columns, column_config=look, height=HEIGHT, hide_index=True, key="search-so-far")
        return
    event = st.dataframe(
        columns,
        column_config=look,
        height=HEIGHT,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=visit.current().key(TABLE),
    )
    selected = event["selection"]["rows"]
    trial = rows[selected[0]] if selected and selected[0] < len(rows) else rows[0]
    words = f"Apply trial {trial.number}" + ("" if selected else ", the best")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(words, key="apply", disabled=bool(trial.failure), on_click=apply_trial, args=(trial,))
        st.markdown(
            ":small[:gray[Select a row, or sort by a column. Applied, it is trained above from the same start.]]",
            width="stretch",
        )


def draw_test() -> None:
    """Draw what the trial that is applied is worth on samples that nothing has seen; once in a search."""
    found, tested, trial = visit.current().search, visit.current().tested, applied_trial()
    with st.container(key="regularise-test"):
        st.markdown(f":small[:gray[{FROM_CODE}]]")
        if found is None or found.is_running or (trial is None and tested is None):
            return
        if tested is None:
            fit = current_fits()[1]
            assert trial is not None
            seen = visit.current().looks
            st.button(
                f"Test trial {trial.number}{'' if seen else ', once'}",
                key="look-at-test",
                icon=":material/science:",
                disabled=not fit.finished,
                on_click=look_at_test_samples,
            )
            st.markdown(f":small[{_say_before(found, trial, seen)}]")
            return
        number, score = tested
        chosen = next(each for each in found.trials if each.number == number)
        assert chosen.validation_loss is not None
        more = score.loss - chosen.validation_loss
        word = "higher" if more > 0 else "lower"
        by_it = ", by which it was chosen" if found.ranked[0].number == number else ""
        st.markdown(
            f"**Trial {number} on {data().test.samples} test samples: loss `{score.loss:.3f}`, accuracy "
            f"`{score.accuracy:.1%}`.** That is `{abs(more):.3f}` {word} than its validation loss, "
            f"`{chosen.validation_loss:.3f}`{by_it}.{_say_again(visit.current().looks)}"
        )
        if trial is None or trial.number != number:
            st.markdown(":small[To choose among trials by the test samples would make them validation samples.]")


def _say_before(found: SearchRun, trial: Trial, seen: int) -> str:
    """Say what a validation loss is worth after a choice, and whether the test samples are still new."""
    losses = f"Of {len(found.trials)} validation losses one was chosen"
    if trial.number == found.ranked[0].number:
        losses = (
            f"The validation loss of the best of {len(found.trials)} is too good: it was chosen by it, luck included"
        )
    if seen:
        return f"{losses}. The {data().test.samples} test samples have been seen before, after another search."
    return f"{losses}. {data().test.samples} samples have been seen by no training and no choice."


def _say_again(looks: int) -> str:
    """Say that the test samples are no longer new, where they were seen before."""
    return " The test samples had been seen before: it may have been chosen by them." if looks > 1 else ""
