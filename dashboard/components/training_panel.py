"""Run, pause, step and reset; learning rate, seed and speed; how far training has come."""

import math

import streamlit as st

from dashboard.components.saving_menu import at_stake
from dashboard.components.sentences import draw_error, print_short
from dashboard.lab.data import count_rows
from dashboard.lab.settings import LARGEST_SEED, RATES, Settings
from dashboard.lab.trend import read_trend
from dashboard.lab.words import OPTIMISERS, SPEEDS
from dashboard.state import fields, training, visit
from dashboard.state.snapshot import snapshot

LARGE = 1e6  # a cost from here on is written with a power of ten


def draw_controls() -> None:
    """Draw what starts, stops and steers training."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        st.toggle("Train", key=training.run_key(), on_change=training.start_or_pause, help="Run; switch off to pause.")
        st.button(
            "Step",
            on_click=training.step,
            disabled=training.running(),
            help=f"Train for one epoch: {_say_epoch()}.",
        )
        st.button("Reset", on_click=training.reset, help="Start again from the seed.")
        st.selectbox(
            "Optimiser",
            tuple(OPTIMISERS),
            format_func=OPTIMISERS.__getitem__,
            width=112,
            help="How the gradient becomes a step. GD is gradient descent: the step goes against the gradient. The "
            "others remember earlier gradients; another one begins with an empty memory.",
            **fields.control("optimiser"),
        )
        st.selectbox(
            "Rate η",
            RATES,
            width=80,
            help="The learning rate: how far a step goes against the gradient.",
            **fields.control("rate"),
        )
        st.number_input(
            "Seed",
            min_value=0,
            max_value=LARGEST_SEED,
            width=64,
            help=_seed_help(),
            **fields.number_field("seed"),
        )
        st.selectbox("Speed", tuple(SPEEDS), format_func=SPEEDS.__getitem__, width=108, **fields.control("speed"))


def _say_epoch() -> str:
    samples, size = visit.task().samples, visit.settings().batch_size
    if not size:
        return f"one gradient of all {samples} samples, one update"
    return f"{math.ceil(samples / size)} updates, each with the gradient of a batch of {size} of the {samples} samples"


def _seed_help() -> str:
    words = f"From 0 to {LARGEST_SEED}; chooses the first weights."
    now, first = visit.settings(), Settings()
    names = ("data", "hidden", "functions", "initial", "held_out", "batch_size", "rate_schedule")
    usual = all(getattr(now, name) == getattr(first, name) for name in names)
    return f"{words} With BCE, plain GD and rate 1, seed 3 learns XOR and 0 gets stuck." if usual else words


def draw_progress() -> None:
    """Draw epoch, cost and how far the goal is; a failure in one sentence."""
    now = training.progress()
    left = training.seconds_left()
    words = f"Epoch {now.epoch} of {now.goal} · {_say_cost()}{_say_solved()}"
    words += f" · {left:.0f} s left" if left is not None else ""
    st.progress(min(now.epoch / now.goal, 1.0), text=words)
    failed = now.failure and now.failure != snapshot().trouble
    draw_error(f"Training stopped: {now.failure}" if failed else "")


def draw_at_stake() -> None:
    """Say what a reload would lose, if anything, while it does not train."""
    lost = "" if training.running() else at_stake()
    if lost:
        st.caption(f":orange[:material/save: {lost}]")


def _say_cost() -> str:
    """Say the cost; where the mode makes a difference, in the mode that is shown, and in evaluation, as the curve."""
    network = visit.network()
    words = f"cost {_write(snapshot().cost)}"
    if not (network.is_noisy or visit.settings().coupled):
        return words
    evaluated, where = training.cost_now(), " (the curve)" if training.progress().is_on_curve else ""
    return f"{words} in training" + ("" if evaluated is None else f", in evaluation{where} {_write(evaluated)}")


def _say_solved() -> str:
    """Say how many rows are in the right class (numbers have none), and how the cost goes while some are not."""
    right, rows = snapshot().right, visit.task().samples
    where = " in evaluation" if visit.network().is_noisy else ""
    if right == rows:
        return f" · :green[{'its' if rows == 1 else 'all'} {count_rows(rows)} right{where}]"
    return ("" if right is None else f" · {right} of {count_rows(rows)} right{where}") + _trend()


def _trend() -> str:
    """Say what the curve does, and what to try: only what is measured."""
    now = training.progress()
    noisy = 0 < visit.settings().batch_size < visit.task().samples or visit.network().is_noisy
    trend = read_trend(now.epochs, now.costs, noisy=noisy)
    if trend.kind == "falling":
        return f" · still falling: {-trend.change:.1%} in {trend.epochs} epochs"
    if trend.kind == "rising":
        return f" · the cost rises: {trend.change:+.1%} in {trend.epochs} epochs; try a smaller rate"
    if trend.kind == "flat":
        return f" · flat for {trend.epochs} epochs; another seed, rate or network may do better"
    return ""


def _write(cost: float) -> str:
    if not math.isfinite(cost):
        return "not defined"
    return f"{cost:.6f}" if cost < LARGE else f"${print_short(cost)}$"
