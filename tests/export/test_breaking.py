"""Rows that fit on a page: what is broken where, and that nothing is lost; measured by TeX itself."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from derivations import derive, notes
from derivations.export.blocks import Equations
from derivations.export.breaking import code_lines, rows, width
from derivations.export.latex_document import latex_document
from tests.export.worlds import CASES

# The networks with the longest lines, and one for each kind of program.
LONG = ("gelu_tanh", "batch normalisation", "both penalties", "everything", "cross-entropy", "own mish", "own log cosh")


def overfull(text: str, folder: Path, pdflatex: str) -> list[float]:
    """Set a document; give by how many pt its boxes are too wide."""
    (folder / "notes.tex").write_text(text, encoding="utf-8")
    subprocess.run([pdflatex, "-interaction=nonstopmode", "notes.tex"], cwd=folder, capture_output=True, check=True)
    log = (folder / "notes.log").read_text(encoding="utf-8", errors="replace")
    return [float(found) for found in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]


@pytest.mark.parametrize("name", LONG)
def test_no_line_of_the_notes_leaves_the_page(name: str, tmp_path: Path, pdflatex: str) -> None:
    derivation = derive(CASES[name].network, CASES[name].convention)
    assert overfull(notes.to_latex(derivation), tmp_path, pdflatex) == []


def test_a_line_that_leaves_the_page_is_noticed(tmp_path: Path, pdflatex: str) -> None:
    whole = r"\frac{" + " + ".join(["x_{1}"] * 60) + "}{2}"
    [found] = overfull(latex_document([Equations("a", ((whole, "sum rule"),))]), tmp_path, pdflatex)
    assert found > 100


@pytest.mark.parametrize(
    "formula", [r"\frac{\partial C}{\partial w^{(2)}_{jk}}", r"\sum_{s'=1}^{m} \delta^{(2)}_{is'}"]
)
def test_a_formula_is_estimated_a_little_too_wide(formula: str, tmp_path: Path, pdflatex: str) -> None:
    # in display style, as the notes set it
    box = rf"\sbox0{{$\displaystyle {formula}$}}\typeout{{wide \the\wd0}}"
    text = rf"\documentclass{{article}}\usepackage{{amsmath}}\begin{{document}}{box}\end{{document}}"
    overfull(text, tmp_path, pdflatex)
    wide = float(re.findall(r"wide ([\d.]+)pt", (tmp_path / "notes.log").read_text(encoding="utf-8"))[0])
    assert wide <= width(formula) <= 1.5 * wide


def test_a_sum_is_broken_before_its_signs_and_nothing_is_lost() -> None:
    formula = r"a - \frac{b + c}{d} + \left(e + f\right) - g"
    assert rows(formula, 1000) == [formula]
    assert rows(formula, 60) == [r"a - \frac{b + c}{d}", r"+ \left(e + f\right)", "- g"]
    assert " ".join(rows(formula, 90)) == formula


def test_tall_brackets_are_broken_where_there_is_no_sum_around_them() -> None:
    assert rows(r"\frac{1}{m} \left[a + b\right]^{2}", 30) == [
        r"\frac{1}{m} \left[ a \right.",
        r"\left. + b \right]^{2}",
    ]
    assert rows(r"\frac{a + b}{c + d + e}", 10) == [r"\frac{a + b}{c + d + e}"]


def test_a_broken_program_is_the_same_program() -> None:
    text = f"def f(a, b):\n    return (a + {' + '.join(['b * (a + b)'] * 20)})\n"
    broken = code_lines(text, 60)
    assert all(len(line) <= 60 for line in broken.splitlines())
    assert ast.dump(ast.parse(broken)) == ast.dump(ast.parse(text))
    assert code_lines("x = 1\n", 60) == "x = 1\n"


def test_a_formula_is_broken_between_its_terms_and_not_inside_of_short_brackets() -> None:
    formula = r"a + \sum_{s} 2 (z_{s} - \mu) b + [a + b > 0] \left(c + \frac{1}{2} (1 + d)\right)"
    assert rows(formula, width(formula) - 1) == [
        r"a + \sum_{s} 2 (z_{s} - \mu) b",
        r"+ [a + b > 0] \left(c + \frac{1}{2} (1 + d)\right)",
    ]
    # unless nothing else is left
    assert rows("(a + b)", width("(a + b)") - 1) == ["(a", "+ b)"]
