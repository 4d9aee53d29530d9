"""A line of the forward or the backward pass in whole matrices: entries, shapes, and the ways to get it wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from dashboard.charts import palette
from dashboard.lab.colours import factor_colours
from dashboard.lab.shapes import lines_of, rename_code, rename_latex
from dashboard.state.shared import DerivedLines, derive_lines, size_numbers
from dashboard.state.snapshot import snapshot
from dashboard.state.visit import current, dark, settings
from derivations.matching.array_values import ArrayValues
from derivations.matching.wrong_products import WrongProduct
from derivations.matching.wrong_products import wrong_products as find_wrong
from derivations.rendering.matrix_latex import matrix_latex
from derivations.rendering.matrix_style import MatrixStyle, with_costs
from derivations.rendering.numbers import EQUAL, NEARLY, as_printed, print_fixed
from derivations.views.arrays import Leaf, Node, Scalar, nodes
from derivations.views.layout import Layout
from derivations.views.layout import layout as layout_of
from derivations.views.matrices import matrix_view
from derivations.views.numpy_printer import source

MOST_UNITS, MOST_SAMPLES = 4, 6  # of what is written in full
DIGITS, MOST_DIGITS = 3, 8  # after the point: of what is computed, and of what it is computed from
BREAK = r"\allowbreak "
# a line may end before the operator of a product entry by entry, and not behind it
PRODUCT, OPERATOR_FIRST = re.compile(r"\\odot (\\allowbreak )?"), r"\\allowbreak \\odot \\nobreak "
WORDY = re.compile(r" with gufunc signature \S+")


@dataclass(frozen=True)
class WrongLine:
    """A wrong product: what was done, formula and NumPy code, what NumPy says to it, or gives without a word."""

    mistake: str
    formula: str
    code: str
    silent: bool
    says: str
    gives: str


@dataclass(frozen=True)
class ShapeLine:
    """A line: what stands on the left, the product with its shapes, with its entries ("" if too many), and as code."""

    left: str
    formula: str
    entries: str
    code: str
    result: str
    sign: str = EQUAL  # between the entries and the result

    @property
    def equals(self) -> str:
        """What the line comes to, behind its sign: on a line of its own they stand together."""
        return rf" \allowbreak {self.sign} \nobreak {self.result.removeprefix(BREAK)}" if self.result else ""


def in_full() -> bool:
    """Whether the network and its batch are small enough to be written in full."""
    now = settings()
    return max(now.sizes) <= MOST_UNITS and now.task.samples <= MOST_SAMPLES


def shape_line(target: str, names: str) -> ShapeLine:
    """Print a line with the shapes under its arrays, and with all entries."""
    node, left, layout = _line(target)
    values, style, colours = _values(layout), _style(palette.NEGATIVE.on(dark=dark())), factor_colours(dark=dark())
    shown = matrix_latex(node, layout, style, like=left)
    if not in_full():
        return ShapeLine(_left(left, layout, names), rename_latex(shown, names), "", numpy_line(target, names), "")

    digits, sign = _digits_needed(node, left, values)

    def entries(leaf: Leaf, transposed: bool) -> str:
        array = values.leaf(leaf)
        hue = colours(leaf.variable, leaf.gradient)
        return "" if not leaf.variable.indices else _matrix(array.T if transposed else array, hue, digits)

    filled = matrix_latex(node, layout, replace(style, shapes=False, inner=None, entries=entries), like=left)
    return ShapeLine(
        _left(left, layout, names),
        rename_latex(shown, names),
        PRODUCT.sub(OPERATOR_FIRST, filled).replace(r"\frac{1}{m}", rf"\frac{{1}}{{{settings().task.samples}}}"),
        numpy_line(target, names),
        _matrix(values.leaf(left)),
        sign,
    )


def _digits_needed(node: Node, left: Leaf, values: ArrayValues) -> tuple[int, str]:
    """Return how many digits the entries of a line need, so that what is computed from them as they are printed is its
    result as it is printed, and the sign between the two. While they move, digits do not jump: then the sign does.
    """
    names = {leaf.name for leaf in nodes(node) if isinstance(leaf, Leaf)}
    result = values.leaf(left)
    for digits in range(DIGITS, (DIGITS if current().running else MOST_DIGITS) + 1):
        read = np.vectorize(partial(as_printed, digits=digits, moving=True), otypes=[float])
        printed = {
            name: read(array) if np.ndim(array) else array for name, array in values.arrays.items() if name in names
        }
        found = replace(values, arrays=printed).matrix(node)
        if all(
            print_fixed(one, DIGITS) == print_fixed(other, DIGITS)
            for one, other in zip(np.broadcast_to(found, result.shape).flat, result.flat, strict=True)
        ):
            return digits, EQUAL
    return DIGITS, NEARLY


def array_entries(targets: tuple[str, ...], names: str) -> str:
    """Print arrays of the forward pass with their shapes and all entries."""
    layout = layout_of(settings().layout)
    model, values, style = _derived().derivation.model, _values(layout), _style(None)
    printed = []
    for target in targets:
        variable = model.by_name[target]
        leaf = Leaf(layout.axes(variable, variable.indices), variable)
        name = rename_latex(matrix_latex(leaf, layout, style), names)
        printed.append(rf"{{{name} = {_matrix(values.leaf(leaf))}}}")
    return r" \quad \allowbreak ".join(printed)


def numpy_line(target: str, names: str) -> str:
    """Write a line as NumPy code, for arrays of two axes that lie as the formula has them."""
    return rename_code(_assignment(target), names)


def _assignment(target: str) -> str:
    node, code = _line(target)[0], numpy_source(_line(target)[0])
    if target.startswith("a") and settings().network.activation(int(target[1:])) == "softmax":
        # e^z alone has no number where z is large
        code = f"softmax(z{target[1:]})"
    if isinstance(node, Scalar):
        # behind a step the error is 0 everywhere, and has a shape still
        code = f"np.zeros_like(z{target.removeprefix('delta')}) + {code}"
    return f"{target} = {code}"


def numpy_source(node: Node) -> str:
    """Write a product as NumPy code for arrays of two axes; the library's programs keep a vector as one axis."""
    return source(node).replace("(axis=0)", "(axis=0, keepdims=True)").replace("[:, None]", ".T")


def numpy_program(names: str) -> str:
    """Write all lines as NumPy code, the functions that they call, and no others, before them."""
    now = settings()
    axis = 1 if now.layout == "columns" else 0
    found = "\n".join([f"m = a0.shape[{axis}]", *map(_assignment, lines_of(now))])
    code = [rename_code(found, names)]
    for block in reversed(_derived().once(_write_functions).split("\n\n\n")):
        name = re.search(r"^def (\w+)\(", block, re.MULTILINE)
        if name is None or any(re.search(rf"(?<![\w.]){name[1]}\(", each) for each in (found, *code)):
            # of a program's arrays the last axis is that of units
            code.insert(0, block.replace("axis=-1", f"axis={1 - axis}"))
    return "\n\n".join(code).strip()


def _write_functions(derived: DerivedLines) -> str:
    return derived.program.source.split("def gradients(")[0].strip()


def wrong_lines(target: str, names: str) -> tuple[WrongLine, ...]:
    """Print every mistake that can be made in a line: first what NumPy computes without a word, the shortest first."""
    if target.startswith("a") or snapshot().trouble:
        return ()
    right, _, layout = _line(target)
    found = find_wrong(_derived().derivation, target, snapshot().trace, layout, right=right)
    lines = (_wrong_line(each, layout, names) for each in found)
    return tuple(sorted(lines, key=lambda each: (not each.silent, len(each.code))))


def _wrong_line(each: WrongProduct, layout: Layout, names: str) -> WrongLine:
    fits, clash = (hue.on(dark=dark()) for hue in (palette.NEGATIVE, palette.TARGET))
    # NumPy repeats rows and columns by itself
    formula = matrix_latex(each.wrong.node, layout, replace(_style(fits), clash=clash, repeats=False))
    code = rename_code(numpy_source(each.wrong.node), names)
    gives = ""
    if each.wrong.shape is None or each.right.shape is None:
        says = f"ValueError: {WORDY.sub(' …', each.wrong.error)}"
    else:
        wrong, right = ("{} × {}".format(*shape) for shape in (each.wrong.shape, each.right.shape))
        where = each.reason.removeprefix("it fits, but ")
        says = f"No error. It gives {wrong}, not {right}." if wrong != right else f"No error, but {where}."
        if in_full() and max(each.wrong.shape) <= MOST_UNITS:
            gives = _matrix(np.array(each.wrong.numbers))
    return WrongLine(each.mistake, rename_latex(formula, names), code, each.fits, says, gives)


def _line(target: str) -> tuple[Node, Leaf, Layout]:
    """Return the line of a result as arrays, and its left side; of an activation as the call of its function."""
    found: tuple[Node, Leaf, Layout] = _derived().once(_find_line, target, settings().layout)
    return found


def _find_line(lines: DerivedLines, target: str, layout: str) -> tuple[Node, Leaf, Layout]:
    view = matrix_view(lines.derivation, lines.derivation[target], layout_of(layout))
    assert isinstance(view.left, Leaf)
    return view.lines[0 if target.startswith("a") else -1].node, view.left, layout_of(layout)


def _left(left: Node, layout: Layout, names: str) -> str:
    return rename_latex(matrix_latex(left, layout, replace(_style(None), shapes=True)), names)


def _style(inner: str | None) -> MatrixStyle:
    now = settings()
    sizes = size_numbers(now.sizes, now.task.samples)
    plain = MatrixStyle(shapes=True, sizes=sizes, colours=factor_colours(dark=dark()), inner=inner)
    return with_costs(plain, _derived().derivation.model)


def _values(layout: Layout) -> ArrayValues:
    arrays: Mapping[str, Any] = snapshot().trace
    return ArrayValues(arrays, layout, size_numbers(settings().sizes, settings().task.samples))


def _derived() -> DerivedLines:
    now = settings()
    return derive_lines(now.network, now.convention)


def _matrix(array: Any, hue: str | None = None, digits: int = DIGITS) -> str:
    whole = bool((array == np.round(array)).all())
    rows = (" & ".join(f"{int(x)}" if whole else print_fixed(float(x), digits) for x in row) for row in array)
    text = r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"
    # a line may end before each of them: a phone has room for one
    return BREAK + (rf"\textcolor{{{hue}}}{{{text}}}" if hue else text)
