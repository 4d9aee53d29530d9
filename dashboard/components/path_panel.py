"""One path from a parameter to the cost: its factors, numbered as in the diagram, their product, and the sum of all."""

import math
from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.components.parameter_table import name_of
from dashboard.components.selection_panel import draw_end
from dashboard.lab.colours import FACTOR_HUES
from dashboard.lab.option import Option
from dashboard.lab.path import find_kind
from dashboard.state import controls, fields, training, visit
from dashboard.state.paths import MOST_PATHS, penalty_gradient, sample_gradients, savings, selected_path, selected_paths
from dashboard.state.snapshot import keep_for_now, snapshot
from derivations.rendering.breaking import breakable
from derivations.rendering.numbers import EQUAL, figures_needed, print_number, print_signed
from derivations.rendering.path_lines import PathTemplate, PrintedPath
from derivations.views.compiled import Lookup
from derivations.views.path import Path
from derivations.views.path import Position as Indices

DIGITS = 4
MOST_ROWS = 9  # of a table of samples, or of paths
MOST_BRACED = 4  # factors under one brace: a brace does not break, and a phone has no room for more


def draw_factors(number: Option, listed: Option) -> None:
    """Draw the product along a path, factor by factor; where there are several paths, a choice, and all of them."""
    found = selected_paths()
    draw_options(number, listed, found.count)
    chosen = controls.value(number)
    if selected_path(chosen) is None:
        st.markdown("On every path from this parameter to the cost a derivative is 0, and so is its gradient.")
        return
    with st.container(key="path"):
        for each in keep_for_now(_write_product, chosen, controls.value(listed)):
            st.markdown(each)


def _write_product(chosen: int, listed: str) -> tuple[str, str, str]:
    """Write the product along a path, a table of its factors or of all paths, and what it comes to."""
    found, shown = selected_paths(), selected_path(chosen)
    assert shown is not None
    path, template = shown
    all_of_them = found.count == 1 or listed == "all"
    # the gradient of this sample is a term of the sum below: the same number there
    digits = keep_for_now(_figures_of_samples)[0] if all_of_them else DIGITS
    own = _print(_own_gradient(), digits)
    filled = template.fill(_lookup(), digits, moving=training.running())
    part = r"\;\text{along path " + str(chosen) + "}" if found.count > 1 else ""
    if found.count > 1 and all_of_them:
        listed_paths = [each for at in range(min(found.count, MOST_ROWS)) if (each := selected_path(at + 1))]
        values = [_multiply(template) for _, template in listed_paths]
        figures, sign = _figures(values, math.fsum, _own_gradient(), digits, all_of_them=found.count <= MOST_ROWS)
        rows = _list_paths(listed_paths, found.count, figures, own)
        first, *others = [print_signed(each, figures, moving=training.running()) for each in values]
        results = [first.strip("()"), *others, *([r"\ldots"] if found.count > MOST_ROWS else [])]
        whole = f"{filled.left} = {' + '.join(results)} {sign} \\mathbf{{{own}}}"
    else:
        rows = _factor_rows(path, filled)
        value = r"\text{undefined here}" if filled.result is None else filled.result
        whole = f"{filled.left}{part} = {filled.numbers} {filled.sign} \\mathbf{{{value}}}"
    product = f"$$\n{filled.left}{part} = {breakable(_product(path, filled))}\n$$"
    return product, "\n".join(rows), f"$$\n{breakable(whole)}\n$$"


def draw_whole_path(number: Option, listed: Option) -> None:
    """Draw the choice of a parameter, its path, and the sum over the samples: another parameter changes them all."""
    with st.container(key="selection"):
        draw_end()
    draw_factors(number, listed)
    draw_sum()


def draw_options(number: Option, listed: Option, count: int) -> None:
    """Draw which of several paths is shown, and whether all are listed."""
    if count <= 1:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        most = min(count, MOST_PATHS)
        words = f"Path, 1 to {most}" + (f", of {count}" if count > most else "")
        st.number_input(words, min_value=1, max_value=most, width=120, **fields.number_field(number))
        st.segmented_control(
            "Show", listed.values(visit.settings()), format_func=listed.say, required=True, **fields.control(listed)
        )
    if visit.settings().functions[-1] == "softmax":
        st.caption("A softmax makes each $a$ of every $z$ in its layer; a path may change units there.")


def draw_sum() -> None:
    """Draw what every sample asks for, their sum or mean, and what backpropagation saves."""
    with st.container(key="sum"):
        st.markdown(keep_for_now(_write_sum))


def _write_sum() -> str:
    now, (layer, unit, source) = visit.settings(), visit.selection().parameter
    own, name = sample_gradients().tolist(), name_of(layer, unit, source).strip("$")
    whole, penalty = snapshot().gradient(layer, unit, source), penalty_gradient()
    figures, sign = keep_for_now(_figures_of_samples)
    *terms, last = [print_signed(each, figures, moving=training.running()) for each in (*own[:MOST_ROWS], penalty)]
    terms += [r"\ldots"] if len(own) > MOST_ROWS else []
    factor, scale = (rf"\frac{{1}}{{{len(own)}}} ", "mean") if now.mean else ("", "sum")
    numbers = f"{factor}({' + '.join(terms)})"
    symbols = rf"{factor}\sum_{{s=1}}^{{{len(own)}}} \frac{{\partial C_s}}{{\partial {name}}}"
    words = f"The cost is the {scale} of the samples' costs"
    if (now.l1 or now.l2) and source is not None:
        words += ", plus what the weights cost"
        symbols += rf" + \frac{{\partial \Omega}}{{\partial {name}}}"
        numbers += f" + {last}"
    saved, count = savings(), selected_paths().count
    through = f" (each sample's is the sum over all its {count:,} paths)" if count > 1 else ""
    left = rf"\frac{{\partial C}}{{\partial {name}}}"
    return (
        f":small[**All samples.** {words}, so the gradients add up in the same way{through}:]\n\n"
        f"$$\n{left} = {symbols} = {breakable(numbers)} {sign} \\mathbf{{{_print(whole)}}}\n$$\n\n"
        f":small[**What backpropagation saves.** All gradients of one sample take {saved.by_paths:,} "
        f"multiplications path by path, and {saved.kept:,} when every $\\delta$, the derivative by a $z$, is "
        r"computed once and kept. The $\cdot\, 1$ of a bias counts.]"
    )


def _figures_of_samples() -> tuple[int, str]:
    """Return how many figures the gradients of the samples need to add up as they are printed, and the sign."""
    own, penalty, mean = sample_gradients().tolist(), penalty_gradient(), visit.settings().mean
    whole = snapshot().gradient(*visit.selection().parameter)
    every = len(own) <= MOST_ROWS
    return _figures([*own, penalty], lambda given: _total(given, mean=mean), whole, DIGITS, all_of_them=every)


def _total(given: Sequence[float], *, mean: bool) -> float:
    """Put the gradients of the samples together, and add the last number, the penalty's."""
    *own, penalty = given
    return math.fsum(own) / (len(own) if mean else 1) + penalty


def _figures(
    given: list[float], compute: Callable[[Sequence[float]], float], value: float, digits: int, *, all_of_them: bool
) -> tuple[int, str]:
    if not (all_of_them and all(map(math.isfinite, given))):
        # no one can add up what is not shown
        return digits, EQUAL
    return figures_needed(given, compute, value, digits, moving=training.running())


def _product(path: Path, filled: PrintedPath) -> str:
    """Write the names of the factors, numbered and in colour; what the layer behind knows already under a brace."""
    names = [
        _colour(path, at, rf"\overset{{\mathbf{{{each.number}}}}}{{{each.name}}}")
        for at, each in enumerate(filled.factors)
    ]
    times = r" \cdot "
    if not 0 < filled.shared <= MOST_BRACED:
        return times.join(names)
    error = next(gradient for gradient, number in filled.cited if number == filled.shared)
    error = error if filled.shared_whole else rf"\text{{in }} {error}"
    known = rf"\underbrace{{{times.join(names[: filled.shared])}}}_{{{error}}}"
    return times.join([known, *names[filled.shared :]])


def _factor_rows(path: Path, filled: PrintedPath) -> list[str]:
    """Write a table of the factors: number, name, what it is, in numbers, and what it comes to."""
    rows = ["| arrow | factor | is | here | = |", "|:--|:--|:--|:--|--:|"]
    for at, each in enumerate(filled.factors):
        result = r"\text{undefined}" if each.result is None else each.result
        cells = (
            _colour(path, at, rf"\mathbf{{{each.number}}}"),
            _colour(path, at, each.name),
            each.value,
            each.numbers or "",
            _colour(path, at, rf"\mathbf{{{result}}}"),
        )
        rows.append("| " + " | ".join(f"${_in_table(cell)}$" if cell else "" for cell in cells) + " |")
    return rows


def _list_paths(found: list[tuple[Path, PathTemplate]], count: int, figures: int, own: str) -> list[str]:
    """Write a table of paths: through which units, the product in numbers, what it comes to, and their sum."""
    rows = ["| path | through | product | = |", "|:--|:--|:--|--:|"]
    for number, (path, template) in enumerate(found, start=1):
        filled = template.fill(_lookup(), figures, moving=training.running())
        result = filled.result or r"\text{undefined}"
        units = r" \to ".join(_unit(name, at) for name, at in _branching(path))
        rows.append(f"| {number} | ${units}$ | ${filled.numbers}$ | ${result}$ |")
    if count > MOST_ROWS:
        rows.append(f"| … | {count - MOST_ROWS} more | | |")
    every = "both" if count == 2 else f"all {count}"
    rows.append(f"| all | the sum of {every} | | $\\mathbf{{{own}}}$ |")
    return rows


def _multiply(path: PathTemplate) -> float:
    return math.prod(math.nan if each is None else each for each in path.values(_lookup()))


def _own_gradient() -> float:
    return float(sample_gradients()[visit.selection().sample - 1])


def _branching(path: Path) -> list[tuple[str, Indices]]:
    """Name what a path leads through: the activations, and each z that leads to another unit's activation (softmax)."""
    entries = [entry for entry in reversed(path.entries) if entry[0][0] in "za"]
    following = [*entries[1:], entries[-1]]
    return [here for here, after in zip(entries, following, strict=True) if here[0][0] == "a" or here[1] != after[1]]


def _unit(name: str, at: Indices) -> str:
    return rf"{name[0]}^{{({name[1:]})}}_{{{at[0]}}}"


def _colour(path: Path, at: int, formula: str) -> str:
    hue = FACTOR_HUES[find_kind(path.factors[at])].on(dark=visit.dark())
    return rf"\textcolor{{{hue}}}{{{formula}}}"


def _in_table(formula: str) -> str:
    # a bar would end the cell
    return formula.replace("|", r"\vert ")


def _print(value: float, digits: int = DIGITS) -> str:
    return print_number(value, digits, moving=training.running())


def _lookup() -> Lookup:
    return snapshot().lookup_of(visit.selection().sample)
