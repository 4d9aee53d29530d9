"""What is derived: once, for all visits.

Everything here is a function of frozen records, so what it gives can be kept, and is shared. Streamlit's own cache
writes its keys anew for every call, which takes longer than most of what is asked here.
"""

from typing import Any

from dashboard.palette import factor_colours
from dashboard.selection import Selection
from dashboard.session.chosen import DATA
from dashboard.session.kept import kept
from derivations import CheckReport, Convention, Derivation, Network, Program, derive
from derivations.models import names
from derivations.rendering.lines import PrintedResult, printed, printed_matrices
from derivations.rendering.matrix_latex import MatrixStyle
from derivations.rendering.numbers import Template, template
from derivations.views.layout import layout


@kept(64)
def derivation(of: Network, scaled: Convention) -> Derivation:
    """Derive a network, once."""
    return derive(of, scaled)


@kept(64)
def program(of: Network, scaled: Convention) -> Program:
    """Compile a derivation, once."""
    return derivation(of, scaled).compile()


@kept(512)
def checks(of: Network, scaled: Convention, target: str) -> CheckReport:
    """Check the lines of one result, once."""
    return derivation(of, scaled).check([target])


@kept(512)
def lines(of: Network, scaled: Convention, target: str, *, on_dark: bool | None) -> PrintedResult:
    """Print a result in index notation; coloured for a dark or a light page, or plain (None)."""
    return printed(derivation(of, scaled), target, None if on_dark is None else factor_colours(dark=on_dark))


@kept(512)
def matrices(of: Network, scaled: Convention, target: str, *, on_dark: bool | None) -> PrintedResult:
    """Print the matrix view of a result, with shapes; coloured, or plain (None)."""
    sizes = _size_numbers(of, len(DATA.inputs))
    colours = None if on_dark is None else factor_colours(dark=on_dark)
    style = MatrixStyle(shapes=True, sizes=sizes, colours=colours)
    return printed_matrices(derivation(of, scaled), target, layout(scaled.layout), style)


@kept(2048)
def number_template(
    of: Network, scaled: Convention, looked_at: Selection, line: int | None, *, on_dark: bool | None
) -> Template:
    """Prepare a line (None: the left side) at one place for the values of the moment; coloured, or plain (None)."""
    derived = derivation(of, scaled)
    result = derived[looked_at.target]
    expression = result.left if line is None else result.lines[line].expression
    sizes = _size_numbers(of, len(DATA.inputs))
    colours = None if on_dark is None else factor_colours(dark=on_dark)
    return template(expression, looked_at.places, sizes, derived, colours)


@kept(64)
def document(of: Network, scaled: Convention, kind: str) -> str:
    """Write the whole derivation as a document: "tex" or "md"."""
    from derivations import notes  # noqa: PLC0415  few visitors take a document home

    write = notes.to_latex if kind == "tex" else notes.to_markdown
    return str(write(derivation(of, scaled), layout=scaled.layout))


def _size_numbers(of: Network, batch: int) -> dict[Any, int]:
    """Return the numbers that the sizes stand for."""
    return {names.SAMPLES: batch} | {names.units(layer): size for layer, size in enumerate(of.sizes)}
