"""Everything that is printed, read back by a reader that shares no code with what prints, and held against autograd.

Inputs, parameters and targets are of both signs. Every line comes to what the line before it does, and the last one to
the gradient, at random places; matrices with the shapes that stand under them.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from derivations import derive, notes
from derivations.derive import Derivation
from derivations.rendering.lines import PrintedResult, print_matrices, print_result
from derivations.rendering.matrix_style import MatrixStyle
from derivations.views.layout import layout as named
from tests.export.tex_entries import entry
from tests.export.tex_functions import World
from tests.export.tex_matrices import whole
from tests.export.tex_reader import Node, read
from tests.export.tex_tokens import MisprintError
from tests.export.worlds import CASES, Computed, computed, entries, matrices

# A line is a few hundred roundings of numbers up to 1e3; a derivative of a complex step loses none of them.
RELATIVE, ABSOLUTE = 1e-9, 1e-10
PLACES = 2
POINTS = (-2.3, -1.2, -0.6, -0.1, 0.3, 0.9, 1.7)
OWN = frozenset({"f"})


@cache
def derivation_of(name: str) -> Derivation:
    case = CASES[name]
    return derive(case.network, case.convention)


@cache
def world_of(name: str) -> Computed:
    return computed(CASES[name], np.random.default_rng(zlib.crc32(name.encode())))


def functions_of(name: str) -> frozenset[str]:
    return OWN if CASES[name].own is not None else frozenset()


def own_letters(left: Node) -> tuple[str, ...]:
    """Return the letters on the left of a result: those that every line is about."""
    if left[0] == "name":
        return tuple(left[3])
    assert left[0] == "derivative"
    return tuple(left[2][3])


def world(name: str) -> World:
    """Return what the letters of a network stand for, with the equations that the forward results print."""
    found = entries(CASES[name], world_of(name))
    equations = {}
    for result in derivation_of(name).results:
        if result.kind == "forward":
            page = print_result(derivation_of(name), result.target)
            left = read(page.left, functions_of(name))
            equations[left[1], left[2]] = (left[3], read(page.lines[0].formula, functions_of(name)))
    return World(found.arrays, found.gradients, found.functions, equations)


def compare(one: Any, other: Any, words: str) -> None:
    if not np.allclose(np.real(one), np.real(other), rtol=RELATIVE, atol=ABSOLUTE):
        raise MisprintError(f"{words}: {one} is not {other}")


def check_entries(page: PrintedResult, of: World, functions: frozenset[str], rng: np.random.Generator) -> None:
    """Hold every line of a result in index notation against the line before, the first against autograd."""
    left = read(page.left, functions)
    lines = [read(line.formula, functions) for line in page.lines]
    if page.kind == "lemma":
        letter = left[-1][1]
        for point in POINTS:
            here = World({**of.arrays, (letter, ""): np.array(point)}, {}, of.functions)
            check_lines(page, [entry(node, here, {}) for node in (left, *lines)])
        return
    letters = own_letters(left)
    array = of.gradients["z", left[2]] if left[:2] == ("name", r"\delta") else None
    if array is None:
        key = left[1:3] if left[0] == "name" else left[2][1:3]
        array = of.arrays[key]
    for _ in range(PLACES if letters else 1):
        at = {letter: int(rng.integers(size)) for letter, size in zip(letters, np.shape(array), strict=True)}
        check_lines(page, [entry(node, of, at) for node in (left, *lines)])


def check_matrices(page: PrintedResult, of: World, functions: frozenset[str]) -> None:
    """Hold every line of a result in matrices against the line before, the first against autograd."""
    nodes = [read(formula, functions) for formula in (page.left, *(line.formula for line in page.lines))]
    found = [whole(node, of) for node in nodes]
    for value in found[1:]:
        if np.shape(value) != np.shape(found[0]) and np.any(value != 0):
            raise MisprintError(f"{page.target}: shape {np.shape(value)} for {np.shape(found[0])}")
    check_lines(page, found)


def check_lines(page: PrintedResult, found: list[Any]) -> None:
    for number, (above, here) in enumerate(pairwise(found), start=1):
        compare(above, here, f"line {number} of {page.target}")


def pages(name: str, depth: str = "every") -> Iterator[PrintedResult]:
    for result in derivation_of(name).results:
        yield print_result(derivation_of(name), result.target, depth=depth)


def matrix_pages(name: str, layout: str) -> Iterator[PrintedResult]:
    derivation = derivation_of(name)
    for result in derivation.results:
        if result.variable is not None:
            page = print_matrices(derivation, result.target, named(layout), MatrixStyle(shapes=True))
            if page.lines:
                yield page


def test_there_are_forty_networks() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("name", CASES)
def test_every_line_says_what_autograd_does(name: str) -> None:
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    of = world(name)
    for page in pages(name):
        check_entries(page, of, functions_of(name), rng)


def instead_of_struck(formula: str, other: str) -> str:
    r"""Put something else where a piece is struck out, \cancel{...}."""
    while (start := formula.find(r"\cancel{")) >= 0:
        end = start + len(r"\cancel{")
        while formula[start:end].count("{") > formula[start:end].count("}"):
            end += 1
        formula = f"{formula[:start]}{other} {formula[end:]}"
    return formula


def check_struck(page: PrintedResult, of: World, functions: frozenset[str]) -> int:
    """Hold the lines in which something is struck out against themselves without it; it has to be a factor of the
    line, or the power of one. Return how many such lines there are.
    """
    struck = [line for line in page.lines if "cancel" in line.formula]
    for line in struck:
        without = replace(line, formula=instead_of_struck(line.formula, "1"))
        check_entries(replace(page, lines=(line, without)), of, functions, np.random.default_rng(1))
        marked = read(instead_of_struck(line.formula, "h"), functions)
        if _count(marked, {"times", "divided", "power", "minus", "name"}) != line.formula.count("cancel"):
            raise MisprintError(f"what is struck out is no factor: {line.formula}")
    return len(struck)


def _count(node: Node, kinds: set[str]) -> int:
    """Count the letters h that stand in nodes of these kinds only."""
    if node[0] not in kinds:
        return 0
    return (node[:2] == ("name", "h")) + sum(_count(part, kinds) for part in node if isinstance(part, tuple) and part)


@pytest.mark.parametrize("depth", ["every", "key"])
@pytest.mark.parametrize("name", CASES)
def test_what_is_struck_out_are_factors_that_cancel(name: str, depth: str) -> None:
    found = sum(check_struck(page, world(name), functions_of(name)) for page in pages(name, depth))
    if CASES[name].positive:
        assert found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r" \cancel{a^{(2)}_{js}} \cancel{(", r" a^{(2)}_{js} \cancel{("),
        (r"{a^{(2)}_{js} - y", r"{\cancel{a^{(2)}_{js}} - y"),
        # the value is right without it, but it is a term
        (r"\cancel{(1 - a^{(2)}_{js})}", r"(\cancel{1} - a^{(2)}_{js})"),
    ],
)
def test_what_is_struck_out_wrongly_is_found(old: str, new: str) -> None:
    page = print_result(derivation_of("bce"), "delta2")
    assert check_struck(page, world("bce"), OWN) == 1
    wrong = misprinted(page, lambda formula: formula.replace(old, new))
    assert wrong is not None
    with pytest.raises(MisprintError):
        check_struck(wrong, world("bce"), OWN)


@pytest.mark.parametrize("layout", ["columns", "rows"])
@pytest.mark.parametrize("name", CASES)
def test_every_matrix_says_what_autograd_does(name: str, layout: str) -> None:
    of = matrices(CASES[name], world_of(name), layout)
    for page in matrix_pages(name, layout):
        check_matrices(page, of, functions_of(name))


ALIGNED = re.compile(r"\\begin\{align\*\}\n(.*?)\n\\end\{align\*\}", re.DOTALL)


@pytest.mark.parametrize("name", ["bce", "dropout"])
def test_the_documents_hold_what_was_read(name: str) -> None:
    """Formula for formula: those in index notation, and the matrices that a document chooses from all of them."""
    document = notes.to_latex(derivation_of(name))
    rows = [row for block in ALIGNED.findall(document) for row in block.split(" \\\\\n")]
    found = [re.sub(r" \\tag\*\{.*", "", row.split("&=", 1)[1]).strip() for row in rows]
    lines = [line.formula for page in pages(name) for line in page.lines]
    large = [line.formula for page in matrix_pages(name, "columns") for line in page.lines]
    assert len(found) > len(lines)
    assert set(found) <= {*lines, *large}
    assert [formula for formula in found if formula in lines and formula not in large] == [
        formula for formula in lines if formula not in large
    ]


def misprinted(page: PrintedResult, change: Callable[[str], str]) -> PrintedResult | None:
    """Change the last line of a result that the change says something about."""
    for at in reversed(range(len(page.lines))):
        formula = change(page.lines[at].formula)
        if formula != page.lines[at].formula:
            lines = (*page.lines[:at], replace(page.lines[at], formula=formula), *page.lines[at + 1 :])
            return replace(page, lines=lines)
    return None


def exchange(old: str, new: str) -> Callable[[str], str]:
    return lambda formula: formula.replace(old, new, 1)


MISPRINTS = {
    "an index swapped": ("bce", "da1", exchange("w^{(2)}_{kj}", "w^{(2)}_{jk}")),
    "another sample": ("bce", "dW2", exchange("a^{(1)}_{ks}", "a^{(1)}_{k1}")),
    "another layer": ("bce", "dW2", exchange("a^{(1)}", "a^{(2)}")),
    "a bracket missing": ("bce", "delta1", exchange("(1 - a^{(1)}_{js})", "1 - a^{(1)}_{js}")),
    "a bracket around a sum missing": ("bce", "z1", lambda f: f.replace(r"\left(", "").replace(r"\right) + b^", "b^")),
    "a minus lost": ("bce", "da2", exchange(r"-\frac{1}{m}", r"\frac{1}{m}")),
    "a minus for a plus": ("own cubic", "f'", exchange("+", "-")),
    "1/m lost": ("bce", "delta2", exchange(r"\frac{1}{m} ", "")),
    "a sum from 2": ("bce", "db1", exchange("{s=1}", "{s=2}")),
    "a sum to another size": ("bce", "da1", exchange("^{n_{2}}", "^{n_{1}}")),
    "a sum lost": ("bce", "db1", lambda f: f.replace(r"\sum_{s=1}^{m} ", "").replace("js}", "j1}")),
    "a prime lost": ("tanh", "delta1", exchange(r"\tanh'", r"\tanh")),
    "a power lost": ("tanh", "delta1", exchange("^{2}", "")),
    "a border in the wrong place": ("hard_tanh", "hard_tanh'", exchange("z < 1", "z < 2")),
    "a condition turned round": ("own hinge", "da2", exchange("< 1]", "> 1]")),
    "a border of a condition in the wrong place": ("own clip", "f'", exchange("[-1 <", "[0 <")),
    "the other of two": ("own pinball", "da2", lambda f: f.replace("H(a", "H(y").replace("- y", "- a", 1)),
    "the bar upside down": ("dropout", "da1", exchange(r"{1 - p^{(1)}}", "{p^{(1)}}")),
    "another penalty": ("both penalties", "dW1", exchange(r"\lambda_{1}", r"\lambda_{2}")),
    "a Kronecker delta of the wrong letters": ("bce", "db1", exchange("[j = k]", "[j = j]")),
}
MATRIX_MISPRINTS = {
    "a transpose dropped": ("bce", "dW1", exchange(r"^{\top}", "")),
    "a transpose too many": ("bce", "z1", exchange("{W^{(1)}}", r"{{W^{(1)}}^{\top}}")),
    "factors swapped": ("bce", "dW2", lambda f: r" \; ".join(reversed(f.split(r" \; ")))),
    "an entry-by-entry product for a matrix product": ("bce", "da1", exchange(r"\;", r"\odot")),
    "a matrix product for an entry-by-entry one": ("bce", "delta1", exchange(r"\odot", "")),
    "a bracket missing": ("bce", "delta1", lambda f: f.replace(r"\left(1 - ", "1 - ").replace(r"}\right)", "}")),
    "ones lost": ("bce", "z1", lambda f: f[: f.rindex(r" \; \underset")]),
    "a minus lost": ("bce", "C", exchange(r"-\frac{1}{m}", r"\frac{1}{m}")),
    "a wrong shape": ("bce", "dW1", exchange("n_{0}", "n_{1}")),
    "a product for a division": ("bce", "a1", exchange(r"\oslash", r"\odot")),
    "a broadcast": ("cross-entropy", "a2", exchange(r"\underset{n_{2} \times 1}{\mathbf{1}} \; ", "")),
}


@pytest.mark.parametrize("what", MISPRINTS)
def test_a_misprint_is_found(what: str) -> None:
    name, target, change = MISPRINTS[what]
    page = print_result(derivation_of(name), target)
    wrong = misprinted(page, change)
    assert wrong is not None
    rng = np.random.default_rng(1)
    check_entries(page, world(name), functions_of(name), rng)
    with pytest.raises(MisprintError):
        check_entries(wrong, world(name), functions_of(name), rng)


@pytest.mark.parametrize("what", MATRIX_MISPRINTS)
def test_a_misprint_of_matrices_is_found(what: str) -> None:
    name, target, change = MATRIX_MISPRINTS[what]
    page = print_matrices(derivation_of(name), target, named("columns"), MatrixStyle(shapes=True))
    wrong = misprinted(page, change)
    assert wrong is not None
    of = matrices(CASES[name], world_of(name), "columns")
    check_matrices(page, of, functions_of(name))
    with pytest.raises(MisprintError):
        check_matrices(wrong, of, functions_of(name))


@pytest.mark.parametrize(
    "formula", [r"a + ", r"\left(a", r"\frac{a}{", r"a^{(1)}_{j}_{", r"\sigma", r"a b)", r"\sum a", r"[j = ", "**"]
)
def test_what_is_no_formula_is_not_read(formula: str) -> None:
    with pytest.raises((MisprintError, IndexError)):
        read(formula)
