"""What is derived: once, for all visits.

Everything here is a function of frozen records, so what it gives can be kept, and is shared. Streamlit's own cache
writes its keys anew for every call, which takes longer than most of what is asked here.
"""

from dataclasses import replace
from typing import Any

from dashboard.palette import factor_colours
from dashboard.selection import Selection
from dashboard.session.kept import kept
from derivations import CheckReport, Convention, Derivation, Network, Program, derive
from derivations.models import names
from derivations.rendering.latex import Style, latex
from derivations.rendering.lines import PrintedResult, printed, printed_matrices
from derivations.rendering.matrix_latex import MatrixStyle
from derivations.rendering.numbers import Template, template
from derivations.views.layout import layout as layout_of


def any_sizes(of: Network) -> Network:
    """Give a network for all that differ from this one in sizes and weights of penalties: letters stand for those."""
    return _of_two(of)


def derivation(of: Network, scaled: Convention) -> Derivation:
    """Derive a network, once for all sizes of its layers."""
    return _derivation(any_sizes(of), scaled)


@kept(64)
def program(of: Network, scaled: Convention) -> Program:
    """Compile a derivation, once for all sizes of the layers."""
    return replace(_program(any_sizes(of), scaled), network=of)


def checks(of: Network, scaled: Convention, target: str) -> CheckReport:
    """Check the lines of one result, once for all sizes of the layers."""
    return _checks(any_sizes(of), scaled, target)


def lines(of: Network, scaled: Convention, target: str, *, on_dark: bool | None) -> PrintedResult:
    """Print a result in index notation; coloured for a dark or a light page, or plain (None)."""
    return _lines(any_sizes(of), scaled, target, on_dark=on_dark)


@kept(256)
def _of_two(of: Network) -> Network:
    # two units are the fewest that every activation allows; how large a penalty's weight is does not matter either
    return replace(of, sizes=(2,) * (of.depth + 1), l1=float(of.l1 > 0), l2=float(of.l2 > 0))


@kept(64)
def _derivation(of: Network, scaled: Convention) -> Derivation:
    return derive(of, scaled)


@kept(64)
def _program(of: Network, scaled: Convention) -> Program:
    return _derivation(of, scaled).compile()


@kept(512)
def _checks(of: Network, scaled: Convention, target: str) -> CheckReport:
    return _derivation(of, scaled).check([target])


@kept(512)
def _lines(of: Network, scaled: Convention, target: str, *, on_dark: bool | None) -> PrintedResult:
    return printed(_derivation(of, scaled), target, None if on_dark is None else factor_colours(dark=on_dark))


@kept(512)
def matrices(
    of: Network, scaled: Convention, target: str, samples: int, layout: str, *, on_dark: bool | None
) -> PrintedResult:
    """Print the matrix view of a result, with shapes for so many samples; coloured, or plain (None)."""
    sizes = _size_numbers(of, samples)
    colours = None if on_dark is None else factor_colours(dark=on_dark)
    style = MatrixStyle(shapes=True, sizes=sizes, colours=colours)
    return printed_matrices(derivation(of, scaled), target, layout_of(layout), style)


@kept(2048)
def number_template(
    of: Network, scaled: Convention, looked_at: Selection, line: int | None, samples: int, *, on_dark: bool | None
) -> Template:
    """Prepare a line (None: the left side) at one place for the values of the moment; coloured, or plain (None)."""
    derived = derivation(of, scaled)
    result = derived[looked_at.target]
    expression = result.left if line is None else result.lines[line].expression
    sizes = _size_numbers(of, samples)
    colours = None if on_dark is None else factor_colours(dark=on_dark)
    return template(expression, looked_at.places, sizes, derived, colours)


@kept(64)
def functions(of: Network, scaled: Convention) -> tuple[tuple[str, str], ...]:
    """Print the functions that the equations use: name and definition; last those of the last layer and the cost."""
    model = derivation(of, scaled).model
    return tuple((each.latex, latex(each.expression, model, Style())) for each in model.definitions)


@kept(64)
def document(of: Network, scaled: Convention, kind: str, layout: str) -> str:
    """Write the whole derivation as a document: "tex" or "md"."""
    from derivations import notes  # noqa: PLC0415  few visitors take a document home

    write = notes.to_latex if kind == "tex" else notes.to_markdown
    # of this network, not of any sizes: a document says which it is about
    return str(write(derive(of, scaled), layout=layout))


def _size_numbers(of: Network, batch: int) -> dict[Any, int]:
    """Return the numbers that the sizes stand for."""
    return {names.SAMPLES: batch} | {names.units(layer): size for layer, size in enumerate(of.sizes)}
